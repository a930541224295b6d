"""What is found after a kill: what was lost, what stands twice, what is unsound, how long it took to end and to open again."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from running import Running

from annotator.operations.checking import check
from annotator.project import Project, open_project

MOST_SECONDS = 3.0  # RELIABILITY.md: exit after SIGTERM, SIGINT, SIGHUP


@dataclass(slots=True)
class Outcome:
    """One round; each fault is a sentence."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    reopened: float = 0.0
    ended: float = 0.0
    finished: bool = False
    """whether the process had ended before it was killed"""

    @property
    def is_clean(self) -> bool:
        """Return whether nothing is wrong."""
        return not (self.lost or self.doubled or self.unsound)

    @property
    def faults(self) -> list[str]:
        """Return all that is wrong, in words."""
        kinds = (("lost", self.lost), ("doubled", self.doubled), ("unsound", self.unsound))
        return [f"{kind}: {what}" for kind, found in kinds for what in found]


STOPPED = "annotator: stopped; what was not finished was not kept\n"


def note_end(run: Running, sign: signal.Signals, outcome: Outcome) -> None:
    """Note a word on stderr that does not belong there, a status that does not fit the signal, and an end that took over 3 s."""
    status = run.process.returncode
    outcome.finished = status == 0
    if sign is signal.SIGKILL:
        fits = run.complaint == "" and status in (0, -sign)
    else:  # before the program has begun, the signal ends it as it ends any program
        fits = (status, run.complaint) in ((0, ""), (1, STOPPED), (-sign, ""))
    if not fits:
        outcome.unsound.append(f"ended with {status} after {sign.name} and said {run.complaint[-600:]!r}")
    if run.is_hung:
        outcome.unsound.append("did not end by itself, and the moment to kill it never came")
    if outcome.ended > MOST_SECONDS:
        outcome.unsound.append(f"took {outcome.ended:.1f} s to end after {sign.name}")
    if sign is not signal.SIGKILL:
        note_side_files(run.project, outcome, "at the end")


def reopened(path: Path, outcome: Outcome) -> Project:
    """Open the project as the next window or command would, and note how long it took."""
    started = time.perf_counter()
    project = open_project(path, wait=0)
    outcome.reopened = max(outcome.reopened, time.perf_counter() - started)
    return project


def note_soundness(path: Path, outcome: Outcome, when: str) -> None:
    """Run ``check`` and look for side files."""
    outcome.unsound += [f"{when}: {fault.where}: {fault.what}" for fault in check(path)]
    note_side_files(path, outcome, when)


def note_side_files(path: Path, outcome: Outcome, when: str) -> None:
    """Look for files that a closed project does not have beside it."""
    beside = sorted(one.name for one in path.parent.iterdir() if one.name.startswith(path.name) and one != path)
    outcome.unsound += [f"{when}: {name} lies beside the project" for name in beside]
