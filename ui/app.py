"""Starts Qt: the theme, the session, the one window, and what happens when something goes wrong."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QTimer
from PySide6.QtWidgets import QApplication

from ui.quick_imports import without_reading_sources

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def main(argv: list[str] | None = None) -> int:
    """Open the window, with a project if one is named, and return the exit status."""
    words = sys.argv[1:] if argv is None else argv
    arguments = _parser().parse_args(words)
    if not _has_display():
        sys.stderr.write("annotator: there is no display for the window; `annotator --help` lists what works without one\n")
        return 1
    gc.disable()  # looking through what is made at the start is a tenth of the wait; from then on ui.collecting looks for rubbish
    application = make_application(words)
    window = _make_window()
    end = _end_on_signals(window)
    if arguments.project:
        window.open_project(Path(arguments.project), arguments.coder or None)
    if end.is_asked:  # while the project was opened, or a question stood over the window: no loop runs yet that could end
        window.close()
        return 0
    # Qt itself only posts its leave, and forgets that when anything is shown on the way out: a process without a window would stay.
    application.lastWindowClosed.connect(lambda: application.exit(0))
    window.show()
    QTimer.singleShot(0, gc.freeze)  # the window and its modules stay for as long as the program runs
    return int(application.exec())


def _make_window() -> MainWindow:
    """Return the window, without a project, in the language and the looks that the coder has set."""
    without_reading_sources()
    from ui.crashes import Crashes  # whoever cannot have a window waits for none of it
    from ui.language import put_on_language
    from ui.main_window import MainWindow
    from ui.session import Session
    from ui.settings.look import put_on

    session = Session()
    put_on_language(session.settings)
    put_on(session.settings)
    window = MainWindow(session)
    Crashes(window).listen()
    return window


def make_application(words: list[str]) -> QApplication:
    """Return the Qt application with the program's name."""
    QLoggingCategory.setFilterRules("qt.text.font.db.info=false")
    application = QApplication.instance() or QApplication(["annotator", *words])
    assert isinstance(application, QApplication)
    application.setApplicationName("annotator")
    application.setDesktopFileName("annotator")
    return application


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="annotator", description="Open the window.", epilog="example: annotator study.annot")
    parser.add_argument("project", nargs="?", metavar="PROJECT", help="the project to open; `annotator --help` lists the commands")
    parser.add_argument("--as", dest="coder", metavar="CODER", help="who codes")
    return parser


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class _End:
    """Whether the system has asked the window to end."""

    is_asked = False

    def ask(self, _signal: int, _frame: FrameType | None) -> None:
        """Close all windows in good order, questions that stand over the main window first."""
        self.is_asked = True
        QTimer.singleShot(0, QApplication.closeAllWindows)


def _end_on_signals(window: MainWindow) -> _End:
    """Let the system's signals close the window; Python sees them only between two of its own steps, so it is woken."""
    end = _End()
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        found = getattr(signal, name, None)
        if found is not None and signal.getsignal(found) is not signal.SIG_IGN:  # ignored under nohup, and in the background
            signal.signal(found, end.ask)
    waker = QTimer(window)
    waker.timeout.connect(lambda: None)
    waker.start(200)
    return end


if __name__ == "__main__":
    sys.exit(main())
