"""Measures a thing and its floor side by side: A B A B …, medians of five, so that a noisy machine is noisy for both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5
LONG_ROUNDS = 1
"""of what takes many seconds by itself; as many as ``ROUNDS`` when the whole is asked for"""
Run = Callable[[], object]


@dataclass(frozen=True)
class Line:
    """One line of PERFORMANCE.md: what was measured, the floor, the ratio and the goal."""

    number: str
    what: str
    ours: float
    floor: float
    goal: float
    unit: str = "ms"
    higher_is_better: bool = False
    beside: str = "floor"

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def reached(self) -> bool:
        return self.ratio >= self.goal if self.higher_is_better else self.ratio <= self.goal

    def row(self) -> str:
        sign = "≥" if self.higher_is_better else "≤"
        verdict = "reached" if self.reached else "NOT reached"
        return (
            f"| {self.number} | {self.what} | {self.ours:,.2f} {self.unit} | {self.beside} {self.floor:,.2f} {self.unit} |"
            f" {self.ratio:.2f} × | {sign} {self.goal:g} × | {verdict} |"
        )


HEAD = "| line | what | annotator | beside | reached | goal | |\n| --- | --- | --- | --- | --- | --- | --- |"


def measure_whole() -> None:
    """Measure what takes long as often as everything else."""
    global LONG_ROUNDS
    LONG_ROUNDS = ROUNDS


def milliseconds(run: Run) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def side_by_side(ours: Run, floor: Run, rounds: int = ROUNDS, *, ready: Callable[[], object] | None = None) -> tuple[float, float]:
    """Return the medians of both in ms, measured in turns; ``ready`` is called before each, outside the time."""
    mine: list[float] = []
    theirs: list[float] = []
    for _round in range(rounds):
        for run, times in ((ours, mine), (floor, theirs)):
            if ready is not None:
                ready()
            times.append(milliseconds(run))
    return statistics.median(mine), statistics.median(theirs)


def percentile(times: list[float], share: float) -> float:
    """Return the time that this share of the runs stays under."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
