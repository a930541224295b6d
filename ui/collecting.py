"""Dead rings of objects are looked for in the window's thread only, between two events.

Left to itself, Python looks for them in whichever thread makes the next object. The job thread would then delete widgets, timers and
models under the hands of the window's thread, which Qt forbids, and even that one would delete some in the midst of painting others.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import isValid

from annotator.collector import is_told_to_wait

EVERY_MS = 200
WHOLE = 2  # the generation that stands for all objects
_SHARE = 50  # looking through all objects may take one part in so many of the time that passes


class Collecting(QObject):
    """Looks for dead rings as often as Python would, but from the event loop of the thread that made it."""

    _at_work: Collecting | None = None

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._whole_from = 0.0
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    @classmethod
    def take_over(cls) -> None:
        """Stop Python's own looking for as long as the program runs; once there is an application, it is done by its event loop."""
        gc.disable()
        application = QCoreApplication.instance()
        if application is not None and (cls._at_work is None or not isValid(cls._at_work)):
            cls._at_work = cls(application)

    def look(self) -> None:
        """Look through the youngest objects if there are enough new ones, through older ones after several such rounds."""
        due = _due()
        if due == WHOLE and time.monotonic() < self._whole_from:
            due -= 1
        if due < 0 or is_told_to_wait():
            return
        started = time.monotonic()
        gc.collect(due)
        if due == WHOLE:
            now = time.monotonic()
            self._whole_from = now + _SHARE * (now - started)


def _due() -> int:
    """Return the oldest generation that has grown past what Python lets it grow to, −1 if none has."""
    counts, most = gc.get_count(), gc.get_threshold()
    if counts[0] <= most[0]:
        return -1
    return max(generation for generation in range(WHOLE + 1) if generation == 0 or counts[generation] > most[generation])


def look_now() -> None:
    """Look for dead rings if there is enough that is new, for whoever runs no event loop; nothing while Python looks by itself."""
    if Collecting._at_work is not None and isValid(Collecting._at_work):
        Collecting._at_work.look()
