"""The page of notes and questions, and the thread beside the text, as a supervisor and a coder use them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.remark import ANNOTATION, PROJECT
from annotator.model.span import Span
from annotator.operations import coding, notes
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import a_project, a_project_file, an_annotation, an_article
from ui.kept import kept
from ui.main_window import MainWindow
from ui.pages import NOTES
from ui.session import Session


@pytest.fixture
def study(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        enter(project, "ben")
        claim = an_annotation(project, article)
        coding.set_note(project, claim.id, "Is a wish a demand?")
        coding.set_flag(project, claim.id, True)
    return tmp_path / "study.annot"


@pytest.fixture
def window(study, qtbot):
    kept().clear()
    made = MainWindow(Session())
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1280, 860)
    made.show()
    yield made
    kept().clear()


def shown_to(window, study, coder):
    assert window.open_project(study, coder)
    window.actions_["notes"].trigger()
    return window.page(NOTES)


def said(page):
    return [row.accessibleName() for row in page.thread.rows]


def test_a_supervisor_answers_by_keyboard_and_takes_it_back(window, study):
    page = shown_to(window, study, "ada")
    assert [one.title for one in page.list.items_shown()] == ["Is a wish a demand?"]
    assert page.title.text() == "ben asks about a claim"
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert page.thread.field.isAncestorOf(window.focusWidget())
    QTest.keyClicks(window.focusWidget(), "Yes, if somebody is to act.")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert said(page) == ["ada: Yes, if somebody is to act."]
    assert page.questions[0].turn == "coder"
    assert page.thread.field.text() == ""
    window.actions_["undo"].trigger()
    assert (said(page), page.questions[0].turn) == ([], "supervisor")
    window.actions_["redo"].trigger()
    assert said(page) == ["ada: Yes, if somebody is to act."]


def test_a_note_is_changed_and_deleted_by_who_wrote_it_and_no_one_else(window, study):
    page = shown_to(window, study, "ada")
    page.tabs.choose("notes")
    page.thread.field.write("Meet on Fridays.")
    page.thread.button.click()
    page.thread.rows[0].edit_wanted.emit(page.thread.rows[0].remark.id)
    page.thread.field.write("Meet on Mondays.")
    page.thread.button.click()
    assert said(page) == ["ada: Meet on Mondays."]
    page.thread.rows[0].delete_wanted.emit(page.thread.rows[0].remark.id)
    assert said(page) == []
    assert page.message.isVisible()
    page.undo()
    assert said(page) == ["ada: Meet on Mondays."]

    window.session.enter("ben")
    window.actions_["notes"].trigger()
    page = window.page(NOTES)
    page.tabs.choose("notes")
    assert said(page) == ["ada: Meet on Mondays."]
    assert not [button for button in page.thread.rows[0].children() if hasattr(button, "show_icon")]


def test_what_cannot_be_kept_stays_in_the_field_and_a_draft_outlives_another_question(window, study):
    page = shown_to(window, study, "ada")
    page.thread.field.write("x" * 2001)
    page.thread.button.click()
    assert "2,000" in page.thread.field.error()
    assert len(page.thread.field.text()) == 2001
    page.thread.field.write("half a sent")
    page.tabs.choose("notes")
    assert page.thread.field.text() == ""
    page.tabs.choose("questions")
    assert page.thread.field.text() == "half a sent"


def test_the_coder_reads_the_answer_beside_the_text_and_replies(window, study):
    assert window.open_project(study, "ada")
    project = window.session.the_project()
    claim = project.annotations.flagged()[0]
    notes.write(project, ANNOTATION, claim.id, "Yes.")
    window.session.enter("ben")
    desk = window.coding.desk
    desk.select(claim.id)
    panel = window.coding.notes
    window.coding.tabs.choose("notes")
    assert [row.accessibleName() for row in panel.thread.rows] == ["ada: Yes."]
    panel.thread.field.write("Thanks.")
    panel.thread.button.click()
    assert [row.accessibleName() for row in panel.thread.rows] == ["ada: Yes.", "ben: Thanks."]
    desk.undo()
    assert [row.accessibleName() for row in panel.thread.rows] == ["ada: Yes."]


def test_a_place_opens_in_its_article(window, study):
    page = shown_to(window, study, "ada")
    page.text_button.click()
    assert window.coding.pane.isVisible()


def test_with_nothing_asked_the_page_says_what_comes_here(window, tmp_path):
    calm = a_project_file(tmp_path, name="calm")
    page = shown_to(window, calm, "ada")
    assert page.empty.isVisible()
    page.tabs.choose("notes")
    assert page.empty.isHidden()
    assert page.list.items_shown()[0].title == "The project"
    assert notes.remarks(window.session.the_project(), PROJECT) == []


def test_a_note_that_nobody_asked_for_stands_with_the_notes_and_not_as_a_question(window, study):
    with open_project(study) as project:
        enter(project, "ben")
        other = an_annotation(project, project.articles.ids()[0], Span(31, 34))
        enter(project, "ada")
        notes.comment(project, [other.id], "Look at rule 2.")
    for looker in ("ada", "ben"):
        page = shown_to(window, study, looker)
        assert [one.title for one in page.list.items_shown()] == ["Is a wish a demand?"]
        page.tabs.choose("notes")
        assert page.list.items_shown()[-1].title == "Look at rule 2."
        page.list.setCurrentRow(page.list.count() - 1)
        assert page.title.text() == "A note on a claim of ben"
        assert (page.about.text(), said(page)) == (page.annotated[0].title, ["ada: Look at rule 2."])
        page.tabs.choose("questions")
