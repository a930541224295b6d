"""The pace page: the own time by article; a supervisor shares it, and is told what coders are told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.operations import coding
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import TEXT, a_project_file, an_annotation, an_article
from ui import theme
from ui.kept import kept
from ui.main_window import MainWindow
from ui.pace.rows import minutes
from ui.pages import PACE
from ui.session import Session
from ui.theme import Theme


@pytest.fixture
def study(tmp_path):
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        articles = [an_article(project, f"{TEXT} {number}.", source_id=f"A{number}", headline=f"Article {number}") for number in (1, 2)]
        for name, article, seconds in (("ben", articles[0], 90), ("ada", articles[1], 600)):
            enter(project, name)
            an_annotation(project, article)
            coding.add_active_seconds(project, article, seconds)
    return path


@pytest.fixture
def window(study, qtbot, qapp):
    kept().clear()
    theme.apply(qapp, Theme.light())
    made = MainWindow(Session())
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    kept().clear()


def shown(window, study, name):
    assert window.open_project(study, name)
    window.actions_["pace"].trigger()
    page = window.page(PACE)
    QApplication.processEvents()
    return page


def test_a_coder_sees_the_own_pace_and_who_else_does(window, study):
    page = shown(window, study, "ben")
    assert page.said.text().endswith("Only you see this.")
    assert [(one.title, one.seconds) for one in page.rows.articles] == [("Article 1", 90)]
    assert [one.figure for one in page.figures.figures] == ["0", "1.5 min", "–", "1.5 min"]
    assert not page.shared.isVisible()
    assert not page.who.isVisible()


def test_enter_on_a_row_opens_the_article(window, study):
    page = shown(window, study, "ada")
    page.rows.setFocus()
    QTest.keyClick(page.rows, Qt.Key.Key_Return)
    assert window.shown is window.coding
    assert window.session.article_id == page.pace.articles[0].article_id


def test_a_supervisor_shares_the_pace_and_coders_are_told(window, study):
    page = shown(window, study, "ada")
    assert not page.who.isVisible()
    QTest.keyClick(page.shared._body, Qt.Key.Key_Space)
    assert page.who.isVisible()
    assert "supervisors" in page.said.text()
    page.who.setCurrentIndex(page.who.findText("ben"))
    page.who.activated.emit(page.who.currentIndex())
    assert (page.pace.coder, page.pace.seconds) == ("ben", 90)
    assert "ben" in page.said.text()
    QTest.keyClick(page.shared._body, Qt.Key.Key_Space)
    assert (page.pace.coder, page.who.isVisible()) == ("ada", False)
    QTest.keyClick(page.shared._body, Qt.Key.Key_Space)

    window.session.enter("ben")
    window.show_page(PACE)
    page = window.page(PACE)
    assert page.said.text().endswith("This project lets its supervisors see it.")
    assert [one.title for one in page.pace.articles] == ["Article 1"]
    assert not page.shared.isVisible()


def test_who_has_coded_nothing_yet_is_told_what_will_come(window, study):
    page = shown(window, study, "cara")
    assert page.empty.isVisible()
    assert not page.rows.isVisible()


def test_the_time_at_the_desk_is_kept_when_another_page_is_opened(window, study):
    assert window.open_project(study, "ben")
    window.session.open_article(window.session.the_project().articles.find("A1").id)
    window.coding._clock._seconds = 45.0
    window.actions_["pace"].trigger()
    assert window.page(PACE).pace.seconds == 135


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (59, "59 s"), (90, "1.5 min"), (599, "10.0 min"), (754, "13 min")])
def test_a_duration_reads_as_people_say_it(seconds, words):
    assert minutes(seconds) == words
