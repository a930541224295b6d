"""Kills, power cuts, broken inputs, random use and steps against a model at soak size: `./run.sh soak [MINUTES]`.

The same scripts as in the tests, at the size of two hours or of the minutes that are given; ``--release`` at the size before a
release. Prints figure, goal and what was reached; the exit status is 1 if one was missed. What was not measured counts as missed.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
for _folder in ("tests/soak", "tests/hostile", "tests/durability", "tests", "."):
    sys.path.insert(0, str(ROOT / _folder))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from broken_inputs import READERS, faults  # noqa: E402
from cut_works import WORKS, faults_after_power_cuts  # noqa: E402
from disk import why_not_recorded  # noqa: E402
from kill_rounds import KINDS, play  # noqa: E402
from long_day import a_long_day  # noqa: E402
from model_rounds import copied, merged, merged_by_command, undone  # noqa: E402
from sick_disk import KINDS as DISTURBED  # noqa: E402
from sick_disk import Trouble, faults_in_trouble, little_memory, sick_disk  # noqa: E402
from span_trips import faults as span_faults  # noqa: E402

MINUTES = 120.0
GROUPS = ("kill", "signal", "power", "sick disk", "memory", "inputs", "random use", "long day", "spans")
BATCH = dict(zip(GROUPS, (5, 5, 50, 5, 5, 500, 1, 1, 4_000), strict=True))
SOAK = dict(zip(GROUPS, (300, 60, 500, 60, 30, 20_000, 10, 1, 100_000), strict=True))
RELEASE = dict(zip(GROUPS, (1_000, 200, 5_000, 200, 100, 1_000_000, 20, 1, 1_000_000), strict=True))
MODEL = {  # what is compared with a model: how it is played, and batch, soak and release sizes
    "steps, undo and redo": (undone, 100, 2_000, 10_000),
    "merges in process": (merged, 20, 1_000, 10_000),
    "merges by command": (merged_by_command, 5, 50, 200),
    "copies while writing, restored": (copied, 10, 50, 100),
}
CODINGS = 100_000
ACTIONS = {"soak": 1_000, "release": 10_000}


@dataclass(slots=True)
class Figure:
    """One line of the table: how often something was tried, of how many, and what was wrong."""

    group: str
    kind: str
    goal: int
    act: Callable[[int, int], list[str]]
    """takes the number of the first try and how many; returns the faults"""
    tried: int = 0
    faults: int = 0
    seconds: float = 0.0
    missing: str = ""
    batch: int = 0
    """how many at a time, where its group has no size of its own"""

    @property
    def is_reached(self) -> bool:
        """Return whether it was tried as often as it should and nothing was wrong."""
        return not self.missing and self.tried >= self.goal and self.faults == 0

    def go_on(self) -> None:
        """Try a batch more."""
        many = min(self.batch or BATCH[self.group], self.goal - self.tried)
        started = time.monotonic()
        found = self.act(self.tried, many)
        self.seconds += time.monotonic() - started
        self.tried += many
        self.faults += len(found)
        for fault in found:
            print(fault, flush=True)

    def row(self) -> str:
        """Return the line of the table."""
        reached = self.missing or f"{self.tried:,} tried, {self.faults} wrong"
        return f"{self.group + ': ' + self.kind:44}{self.goal:>12,}, 0 wrong  {reached:28}{'reached' if self.is_reached else 'MISSED'}"


def _killed(kind: str, signals: bool, first: int, many: int) -> list[str]:
    tally = play(kind, many, first, signals=signals)
    if tally.rounds < many:
        raise KeyboardInterrupt
    return tally.faults


def _cut(kind: str, first: int, many: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
        return faults_after_power_cuts(kind, many, random.Random(f"{kind} {first}"), Path(folder))


def _disturbed(kind: str, trouble: Callable[[random.Random], Trouble], first: int, many: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
        return faults_in_trouble(kind, many, random.Random(f"{kind} {first}"), Path(folder), trouble)


def _broken(kind: str, first: int, many: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
        return faults(kind, many, first, Path(folder))


def _there_and_back(first: int, many: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
        return span_faults(many, first, Path(folder))


def _used(actions: int, first: int, many: int) -> list[str]:
    found = []
    for seed in range(first, first + many):
        words = [sys.executable, "-m", "tests.ui.random_use", str(seed), str(actions)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        found += [f"random use, seed {seed}: {(done.stdout + done.stderr)[-2000:]}"] if done.returncode else []
    return found


def _coded_all_day(_first: int, _many: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
        return [f"long day: {fault}" for fault in a_long_day(CODINGS, Path(folder)).faults]


def figures(sizes: dict[str, int], actions: int) -> Iterator[Figure]:
    """Yield all that is measured."""
    for kind in KINDS:
        yield Figure("kill", kind, sizes["kill"], partial(_killed, kind, False))
    for kind in ("annotate-pipe", "window", "import"):
        yield Figure("signal", kind, sizes["signal"], partial(_killed, kind, True))
    why_not = why_not_recorded()
    for kind in WORKS:
        yield Figure("power", kind, sizes["power"], partial(_cut, kind), missing=why_not)
    for kind in DISTURBED:
        yield Figure("sick disk", kind, sizes["sick disk"], partial(_disturbed, kind, sick_disk), missing=why_not)
        yield Figure("memory", kind, sizes["memory"], partial(_disturbed, kind, little_memory), missing=why_not)
    for kind in READERS:
        yield Figure("inputs", kind, sizes["inputs"], partial(_broken, kind))
    yield Figure("spans", "file, export and Qt", sizes["spans"], _there_and_back)
    for kind, (act, batch, soak, release) in MODEL.items():
        yield Figure("model", kind, release if sizes is RELEASE else soak, act, batch=batch)
    yield Figure("long day", f"{CODINGS:,} codings in one process", sizes["long day"], _coded_all_day)
    yield Figure("random use", f"{actions:,} actions a seed", sizes["random use"], partial(_used, actions))


def main(words: list[str] | None = None) -> int:
    """Measure until all goals are reached or the time is up, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minutes", nargs="?", type=float, default=None, help="stop after so many minutes (default: 120)")
    parser.add_argument("--release", action="store_true", help="the sizes before a release, until they are reached")
    parser.add_argument("--only", metavar="WORD", default="", help="only figures with this word in their name")
    arguments = parser.parse_args(words)
    sizes, actions = (RELEASE, ACTIONS["release"]) if arguments.release else (SOAK, ACTIONS["soak"])
    minutes = arguments.minutes if arguments.minutes is not None else float("inf") if arguments.release else MINUTES
    chosen = [one for one in figures(sizes, actions) if arguments.only in f"{one.group}: {one.kind}"]
    if not chosen:
        parser.error(f"no figure is named {arguments.only!r}")
    end = time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
        for variable in ("ANNOTATOR_SETTINGS", "ANNOTATOR_DATA"):
            os.environ[variable] = os.path.join(folder, variable.lower())
            os.mkdir(os.environ[variable])
        measure(chosen, end)
    print(f"{'figure':44}{'goal':>20}  {'measured':28}")
    for one in chosen:
        print(one.row())
    return 0 if all(one.is_reached for one in chosen) else 1


def measure(chosen: list[Figure], end: float) -> None:
    """Try batch after batch, each figure in turn, so that a short time measures some of everything; Ctrl+C ends it."""
    try:
        while open_ones := [one for one in chosen if not one.missing and one.tried < one.goal]:
            for one in open_ones:
                if time.monotonic() >= end:
                    return
                one.go_on()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
