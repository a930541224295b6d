"""A supervisor looks at what each coder has marked in an article; a coder is not even asked."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.structure.test_structure_view import Desk


@pytest.fixture
def at(window):
    return Desk(window)


def coder(at, name):
    return at.desk.project.coders.named(name)


def of(at, name):
    return {one.id for one in at.desk.project.annotations.of_article(at.desk.shown.id, coder(at, name).id)}


def marks(at):
    return {mark.id for mark in at.view.marks}


def menu(at):
    found = at.window._filter_menu
    found.aboutToShow.emit()
    return {action.text(): action for action in found.actions()}


def coded_by(at, name):
    """Choose a coder in the menu that filters the marks."""
    below = menu(at)["Coded by"].menu()
    next(action for action in below.actions() if action.text() == name).trigger()
    QApplication.processEvents()


def test_a_supervisor_sees_the_marks_of_the_coder_that_is_asked_for_and_the_own_again(at):
    assert coder(at, "ada").is_supervisor
    own = marks(at)
    assert own == of(at, "ada")

    coded_by(at, "ben")
    assert marks(at) == of(at, "ben") != own
    assert at.page.pane.filter_bar.isVisible()
    assert at.page.pane.filter_bar.words.accessibleName().startswith("ben · ")

    coded_by(at, "ada")
    assert marks(at) == of(at, "ben") | own  # both, to be compared in the text

    coded_by(at, "My own work")
    assert marks(at) == own
    assert not at.page.pane.filter_bar.isVisible()


def test_each_mark_of_others_says_whose_it_is_and_none_can_be_changed(at):
    coded_by(at, "ben")
    first = min(of(at, "ben"))
    at.desk.select(first)
    assert at.view.marks.get(first).caption.endswith("· ben")
    before = at.desk.project.annotations.get(first)
    steps = list(at.desk.project.history.of_article(at.desk.shown.id))
    at.press("f", "u", "e", "l", "1")
    at.desk.delete()
    assert not at.desk.set_value("issue", "trade")
    assert at.desk.tag(at.desk.project.codebook.category("claim"), before.spans[0]) is None
    at.desk.undo()
    assert at.desk.project.annotations.get(first) == before
    assert list(at.desk.project.history.of_article(at.desk.shown.id)) == steps
    assert not at.page.pane.head.finish.isEnabled()


def test_other_filters_go_together_with_the_coder(at):
    coded_by(at, "ben")
    menu(at)["Claim"].trigger()
    seen = {one.id for one in at.desk.shown.annotations.values() if one.category == "claim"}
    assert marks(at) == seen
    assert seen <= of(at, "ben")
    at.page.pane.filter_bar.button.click()
    assert marks(at) == of(at, "ada")


def test_the_cards_and_the_next_article_go_with_the_coder_too(at):
    coded_by(at, "ben")
    at.press("g")
    claims = {one for one in of(at, "ben") if at.desk.shown.annotations[one].category == "claim"}
    assert {card.id for card in at.cards.list.cards} == claims
    assert not at.cards.can_write
    at.page.turn_article(1)
    assert marks(at) == of(at, "ben")


def test_time_spent_reading_the_work_of_others_is_no_time_of_coding(at):
    project, article = at.desk.project, at.desk.shown.id
    coded_by(at, "ben")
    before = project.codings.active_seconds(article, coder(at, "ada").id)
    at.page._clock._seconds = 90.0
    coded_by(at, "My own work")
    assert project.codings.active_seconds(article, coder(at, "ada").id) == before
    at.page._clock._seconds = 90.0
    coded_by(at, "ben")
    assert project.codings.active_seconds(article, coder(at, "ada").id) == before + 90


def test_a_coder_is_offered_no_other_coder_and_sees_none_when_asked_by_force(at):
    coded_by(at, "ben")
    at.window.session.enter("ben")
    QApplication.processEvents()
    assert not at.desk.project.sees_all
    assert marks(at) == of(at, "ben")
    assert at.desk.can_write
    assert "Coded by" not in menu(at)

    ada = coder(at, "ada").id
    at.page.pane.show_only(at.page.pane.filter.with_coder(ada))
    assert marks(at) == of(at, "ben")
    assert at.page.pane.filter.coders == frozenset()
    assert "ada" not in at.page.pane.filter_bar.words.accessibleName()
