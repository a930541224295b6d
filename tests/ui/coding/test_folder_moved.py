"""The project's folder is moved away while somebody codes in the window: a message says so, nothing is lost, and it goes on."""

from __future__ import annotations

import sys

import pytest

from annotator.model.span import Span
from annotator.operations.checking import check
from annotator.operations.demo import make_demo
from annotator.project import open_project
from ui.main_window import MainWindow
from ui.session import Session

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows moves no folder in which a file is open")


def test_the_message_says_what_happened_and_coding_goes_on_when_the_folder_is_back(tmp_path, qtbot):
    home, away = tmp_path / "home", tmp_path / "away"
    path = make_demo(home)
    window = MainWindow(Session())
    qtbot.addWidget(window, before_close_func=lambda one: one.session.close())
    window.resize(1440, 900)
    window.show()
    assert window.open_project(path, "ada")
    desk = window.coding.desk
    qtbot.waitUntil(lambda: desk.shown is not None)
    speculation = desk.project.codebook.category("speculation")
    told = []
    window.session.problem.connect(lambda error: told.append(str(error)))
    before = desk.project.annotations.total()

    home.rename(away)
    desk.tag(speculation, Span(3, 9))
    assert len(told) == 1
    assert told[0].startswith(f"{path}: is not there any more; was its folder moved?")
    assert desk.project.annotations.total() == before

    away.rename(home)
    desk.tag(speculation, Span(3, 9))
    assert (desk.project.annotations.total(), len(told)) == (before + 1, 1)
    window.session.close()
    assert check(path) == []
    with open_project(path) as project:
        assert project.annotations.total() == before + 1
