"""The one place where faults of the program itself arrive: from slots, jobs and threads. Told once, counted after that."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from annotator.errors import AnnotatorError, FileProblem, told_of_memory
from annotator.fault_log import fault_text, write_fault
from annotator.i18n import _, ngettext
from ui import after_opening
from ui.parts.numbers import format_count

if TYPE_CHECKING:
    from ui.crash_window import CrashWindow
    from ui.main_window import MainWindow
    from ui.parts.message import Banner

_MOST_SHOWN = 5
_QT_PREFIX = re.compile(r"^(Error calling Python override of \S+\(\): )+")


class Crashes(QObject):
    """Hears of every error that nobody caught. The same fault opens its window once; after Go on it is counted in a bar."""

    _heard = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.counts: dict[str, int] = {}
        """how often each fault happened, by its report"""
        self._behind: dict[str, AnnotatorError | None] = {}
        self.shown: CrashWindow | None = None
        self._bar: Banner | None = None
        self._log: Path | None = None
        self._is_telling = False
        self._refusals: set[str] = set()
        self._heard.connect(self._tell, Qt.ConnectionType.AutoConnection)

    def listen(self) -> None:
        """Hear of what no slot and no thread of this process caught."""
        sys.excepthook = self._hook
        threading.excepthook = lambda told: self._heard.emit(told.exc_value)

    def _hook(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._window.close()
        else:
            self._heard.emit(error)  # in a thread of its own it waits for the window's

    def _tell(self, error: BaseException) -> None:
        if self._is_telling:  # a fault in telling of a fault: the log has the first, and this one is left to the terminal
            sys.stderr.write(fault_text(error))
            return
        self._is_telling = True
        try:
            if isinstance(error, AnnotatorError):
                self._tell_refusal(error)
            elif told := told_of_memory(error):
                self._tell_refusal(AnnotatorError(told))
            elif problem := self._problem_behind(error):
                self._tell_refusal(problem)
            else:
                self._count(error)
        finally:
            self._is_telling = False

    def _problem_behind(self, error: BaseException) -> AnnotatorError | None:
        """Return what is wrong with the open file if that is why this failed; asked once for each report."""
        report, project = fault_text(error), self._window.session.project
        if report not in self._behind:
            self._behind[report] = None if project is None else project.problem_behind(error)
        return self._behind[report]

    def _tell_refusal(self, error: AnnotatorError) -> None:
        """Say what a coder can mend in a bar, once while it stands: a list that cannot be read is painted again and again."""
        project = self._window.session.project
        if isinstance(error, FileProblem) and project is not None and error.path == project.path:
            after_opening.tell_damage(self._window, error)
            return
        said = _QT_PREFIX.sub("", str(error))
        if said not in self._refusals:
            self._refusals.add(said)
            bar = self._window.tell("error", lambda: _("This was not done"), said)
            bar.destroyed.connect(lambda: self._refusals.discard(said))

    def _count(self, error: BaseException) -> None:
        report = fault_text(error)
        times = self.counts[report] = self.counts.get(report, 0) + 1
        if times == 1:
            try:
                self._log = write_fault(error)
            except OSError:
                self._log = None
        if self.shown is not None:
            self._show_all()
        elif times == 1:
            self.open()
        else:
            self._show_bar(times)

    def open(self) -> None:
        """Show the window with all that happened."""
        from ui.crash_window import CrashWindow  # not before it is needed

        self._take_bar()
        parent = QApplication.activeModalWidget() or self._window
        self.shown = CrashWindow("", self._log, has_project=self._window.session.is_open, parent=parent)
        self.shown.finished.connect(self._forget)
        self.shown.destroyed.connect(self._forget)
        self.shown.reopen_wanted.connect(self._reopen)
        self.shown.quit_wanted.connect(self._window.close)
        self._show_all()
        self.shown.open()

    def _show_all(self) -> None:
        if self.shown is not None:
            reports = list(self.counts)[-_MOST_SHOWN:]
            self.shown.show_report("\n".join(reports), sum(self.counts.values()))

    def _forget(self) -> None:
        self.shown = None

    def _reopen(self) -> None:
        try:
            self._window.session.try_again()
        except AnnotatorError as error:
            self._window.tell("error", lambda: _("This project was not opened"), str(error))

    def _show_bar(self, times: int) -> None:
        """Say quietly that it happened again; its window has been closed with Go on."""
        if self._bar is None:

            def words() -> str:
                said = ngettext("It happened {count} time. Your work is safe.", "It happened {count} times. Your work is safe.", times)
                return said.format(count=format_count(times))

            again = self._window.tell("error", lambda: _("annotator made the same mistake again"), words, lambda: _("Show report"))
            self._bar = again
            self._bar.pressed.connect(self.open)
            self._bar.destroyed.connect(self._forget_bar)

    def _take_bar(self) -> None:
        if self._bar is not None:
            self._bar.deleteLater()
        self._bar = None

    def _forget_bar(self) -> None:
        self._bar = None
