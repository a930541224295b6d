"""A step that another program holds up is tried again from the event loop: the window goes on being painted and jobs go on, while
keys and clicks wait their turn, so that none is lost and none comes before the step is kept.

Whoever reads the file in one go, such as an export or a notebook, keeps others from committing for as long as it reads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from annotator.errors import DatabaseBusy
from annotator.project import Project

Result = TypeVar("Result")

AT_A_TIME = 0.25  # seconds for which the window's connection waits; nothing is painted meanwhile
BETWEEN_MS = 100
LONGEST = 120.0  # seconds after which the step is refused


class Patience(QObject):
    """``waits(True)`` when a step is held up, ``waits(False)`` when it is kept or given up."""

    waits = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting = 0

    def kept(self, project: Project, act: Callable[[], Result]) -> Result:
        """Return what ``act()`` returns once no other program is in its way; DatabaseBusy after ``LONGEST`` seconds.

        A step that was refused as busy is undone whole, so that it can be tried again.
        """
        with project.waiting(AT_A_TIME):
            try:
                return act()
            except DatabaseBusy:
                return self._again(act, time.monotonic() + LONGEST)

    def _again(self, act: Callable[[], Result], last: float) -> Result:
        self._waiting += 1
        if self._waiting == 1:
            self.waits.emit(True)
        try:
            while True:
                self._let_others_go_on()
                try:
                    return act()
                except DatabaseBusy:
                    if time.monotonic() > last:
                        raise
        finally:
            self._waiting -= 1
            if not self._waiting:
                self.waits.emit(False)

    def _let_others_go_on(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(BETWEEN_MS, loop.quit)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
