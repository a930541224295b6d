"""How long a coder is active in an article: time between acts, with every pause over two minutes left out. No Qt."""

from __future__ import annotations

import time
from collections.abc import Callable

IDLE_SECONDS = 120.0


class ActivityClock:
    """Counts active seconds; the clock it reads only ever runs forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None
        self._seconds = 0.0

    def act(self) -> None:
        """Note that the coder did something just now."""
        now = self._clock()
        if self._last is not None and now - self._last <= IDLE_SECONDS:
            self._seconds += now - self._last
        self._last = now

    def take(self) -> int:
        """Return the whole seconds counted so far and begin anew."""
        seconds = int(self._seconds)
        self._seconds -= seconds
        self._last = None
        return seconds
