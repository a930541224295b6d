"""A page that was taken away, because another coder sits down, hears of nothing that happens afterwards."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from annotator.operations import coding
from annotator.operations.demo import make_demo
from ui import theme
from ui.kept import kept
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.session import Session
from ui.theme import Theme


def settle(qtbot, window):
    """Let all work end and delete what was given up."""
    qtbot.waitUntil(lambda: not window.session.jobs.busy, timeout=60_000)
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_pages_of_the_coder_before_hear_of_nothing(qtbot, qapp, tmp_path):
    kept().clear()
    path = make_demo(tmp_path)
    window = MainWindow(Session())
    qtbot.addWidget(window, before_close_func=lambda one: one.session.close())
    window.show()
    assert window.open_project(path, "ada")
    for key in PAGES:
        window.show_page(key)
    before = {key: page for key in PAGES if (page := window.page(key)) is not None}
    assert set(before) == set(PAGES)
    settle(qtbot, window)

    window.session.enter("ben")
    settle(qtbot, window)
    assert not any(isValid(page) for page in before.values())

    # What happens from here on may not reach them: a slot that touches a deleted widget raises, and that fails the test.
    window.session.enter("ada")
    project = window.session.the_project()
    article = project.articles.ids()[0]
    window.session.open_article(article)
    found = next(iter(project.annotations.of_article(article)))
    assert window.session.write(coding.set_note, found.id, "said after the pages had gone") is not None
    window.session.set_settings(single_letters=False)
    window.session.set_settings(single_letters=True)
    theme.apply(qapp, Theme.dark())
    theme.apply(qapp, Theme.light())
    window.close_project()
    assert window.open_project(path, "ada")
    settle(qtbot, window)
