"""No part stands as a window of its own, not even for a moment: on the way out it would keep the program from ending."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from annotator.operations.demo import CODERS, make_demo
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.parts.message import EmptyState
from ui.session import Session


class Windows(QObject):
    """Hears of every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.fixture
def heard(qapp):
    found = Windows()
    QApplication.instance().installEventFilter(found)
    yield found.shown
    QApplication.instance().removeEventFilter(found)


def test_a_banner_and_an_empty_state_bring_their_button_along(qtbot, heard, tmp_path):
    window = MainWindow(Session())
    qtbot.addWidget(window)
    window.show()

    window.tell("error", "Heading", "Sentence", "Try again")
    qtbot.addWidget(EmptyState("file", "Nothing here", "Do this.", "Do it"))

    assert heard == ["MainWindow"]


def test_no_page_lets_a_part_flash_as_a_window(qtbot, heard, tmp_path):
    project = make_demo(tmp_path)
    session = Session()
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.show()
    assert window.open_project(project, CODERS[0])

    for key in PAGES:
        window.show_page(key)
        qtbot.waitUntil(lambda: not session.jobs.busy, timeout=60_000)
    session.close()

    assert set(heard) == {"MainWindow"}
