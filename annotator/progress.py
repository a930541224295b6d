"""How long work tells how far it is, and is told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from annotator.errors import Cancelled

Item = TypeVar("Item")
Report = Callable[[str, int, int], None]

REPORTS_A_SECOND = 20


class Progress:
    """Counts the work done; calls ``report(label, done, total)`` at most twenty times a second (total 0: unknown)."""

    def __init__(self, report: Report | None = None, stopped: Callable[[], bool] | None = None) -> None:
        self._report = report
        self._stopped = stopped
        self._last = 0.0

    def check(self) -> None:
        """Raise Cancelled when the user asked to stop."""
        if self._stopped is not None and self._stopped():
            raise Cancelled

    def say(self, label: str, done: int, total: int = 0, *, now: bool = False) -> None:
        """Report a state of the work, unless the last report was a moment ago; ``now`` reports in any case."""
        self.check()
        if self._report is None:
            return
        moment = time.monotonic()
        if now or moment - self._last >= 1 / REPORTS_A_SECOND:
            self._last = moment
            self._report(label, done, total)

    def track(self, items: Iterable[Item], total: int, label: str) -> Iterator[Item]:
        """Yield the items, reporting before each; raises Cancelled between two items."""
        done = 0
        for done, item in enumerate(items):
            self.say(label, done, total)
            yield item
        self.say(label, max(done + 1, total) if total else done + 1, total, now=True)


def never_stops() -> None:
    """Answer work that asks whether it shall stop, where nobody can ask it to."""
