"""What is found after a kill: what was lost, what stands twice, what is unsound, how long it took to open the project again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from annotator.operations.checking import check
from annotator.project import Project, open_project


@dataclass(slots=True)
class Outcome:
    """One round; each fault is a sentence."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    reopened: float = 0.0
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


def reopened(path: Path, outcome: Outcome) -> Project:
    """Open the project as the next window or command would, and note how long it took."""
    started = time.perf_counter()
    project = open_project(path, wait=0)
    outcome.reopened = max(outcome.reopened, time.perf_counter() - started)
    return project


def note_soundness(path: Path, outcome: Outcome, when: str) -> None:
    """Run ``check``, and look for files that a closed project does not have beside it."""
    outcome.unsound += [f"{when}: {fault.where}: {fault.what}" for fault in check(path)]
    beside = sorted(one.name for one in path.parent.iterdir() if one.name.startswith(path.name) and one != path)
    outcome.unsound += [f"{when}: {name} lies beside the project" for name in beside]
