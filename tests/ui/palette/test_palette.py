"""Ctrl+K: a coder types a few letters and gets a command, a category, a value, an annotation or an article."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.ids import coder_id
from annotator.model.plan import RECODING, Assignment, Round, RoundId, assignment_id
from ui import theme
from ui.pages import ENTITIES, SEARCH
from ui.settings.look import put_on

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class Typist:
    def __init__(self, window):
        self.window, self.page, self.palette = window, window.coding, window.palette_
        self.desk, self.view = self.page.desk, self.page.pane.view

    def open(self, typed=""):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_K, CTRL)
        QApplication.processEvents()
        assert self.palette.isVisible()
        assert self.palette.edit.hasFocus()
        if typed:
            QTest.keyClicks(self.palette.edit, typed)
        return self

    def press(self, key):
        QTest.keyClick(QApplication.focusWidget(), key)
        QApplication.processEvents()

    @property
    def shown(self):
        found = self.palette.found
        return [found.entry(found.index(row)) for row in range(found.rowCount())]

    @property
    def current(self):
        return self.palette.found.entry(self.palette.view.currentIndex())

    def select(self, begin):
        one = next(one for one in self.desk.shown.ordered() if one.quote.startswith(begin))
        self.desk.select(one.id)
        return one


@pytest.fixture
def typist(window):
    return Typist(window)


def test_esc_and_ctrl_k_go_back_to_where_the_keys_were(typist):
    typist.open()
    typist.press(Key.Key_Escape)
    assert not typist.palette.isVisible()
    assert typist.view.hasFocus()
    typist.open()
    QTest.keyClick(typist.palette.edit, Key.Key_K, CTRL)
    assert not typist.palette.isVisible()
    assert typist.view.hasFocus()


def test_a_command_is_found_with_its_key_and_run(typist):
    typist.open("zoom")
    assert typist.shown == []
    typist.palette.edit.setText("larger")
    assert (typist.current.key, typist.current.chip) == ("command:larger", "Ctrl++")
    before = typist.view.zoom
    typist.press(Key.Key_Return)
    assert typist.view.zoom == before + 10
    assert typist.view.hasFocus()


def test_a_command_that_cannot_be_run_now_is_not_offered(typist):
    typist.open("close project")
    assert typist.current.key == "command:close"
    typist.press(Key.Key_Return)
    typist.window.palette_.open("close project")
    assert all(one.key != "command:close" for one in typist.shown)
    assert all(one.key.startswith("command:") for one in typist.shown)


def test_the_look_of_the_window_is_found_by_its_words_and_changed_at_once(typist):
    settings = typist.window.session
    try:
        for typed, key in (("dark", "dark"), ("light", "light"), ("dark high contrast", "dark-contrast"), ("theme system", "system")):
            typist.open(typed)
            assert typist.current.key == f"theme:{key}"
            typist.press(Key.Key_Return)
            assert settings.settings.theme == key
            assert theme.current().dark_ground == key.startswith("dark")
            assert theme.current().high_contrast == key.endswith("contrast")
    finally:
        settings.set_settings(theme="system")
        put_on(settings.settings)


def test_a_category_marks_the_selection_as_its_digit_would(typist):
    typist.view.set_selection(None)
    start = typist.desk.shown.text.index("hours after the announcement")
    typist.view.set_caret(start)
    count = len(typist.desk.shown.annotations)
    typist.open("stance")
    assert typist.current.key == "category:stance"
    assert typist.current.about == "mark “hours”"
    typist.press(Key.Key_Return)
    assert len(typist.desk.shown.annotations) == count + 1
    assert (typist.desk.selected.category, typist.desk.selected.quote) == ("stance", "hours")
    assert typist.page.values.isAncestorOf(QApplication.focusWidget())


def test_a_value_is_given_to_the_selected_claim_and_can_be_undone(typist):
    claim = typist.select("The delay could add")
    typist.open("demand")
    assert (typist.current.text, typist.current.about) == ("Demand", "set Type")
    typist.press(Key.Key_Return)
    assert typist.desk.selected.values["claim_type"] == "demand"
    typist.desk.undo()
    assert typist.desk.shown.annotations[claim.id].values == claim.values


def test_a_value_of_another_category_shows_its_rule_instead(typist):
    typist.select("The delay could add")
    typist.open("favor")
    assert typist.current.about.endswith("rule")
    typist.press(Key.Key_Return)
    assert typist.page.values.rule.is_open()
    assert "Stance" in typist.page.values.rule.whole()


def test_an_annotation_of_the_article_is_selected(typist):
    typist.open("condem")
    assert typist.current.quoted
    typist.press(Key.Key_Return)
    assert typist.desk.selected.quote == "condemned"
    assert typist.view.hasFocus()


def test_an_article_is_opened_and_says_how_far_it_is_coded(typist):
    typist.open("platform post office")
    assert typist.current.about == "article, in progress"
    typist.press(Key.Key_Return)
    assert typist.desk.shown.article.headline.startswith("“A platform")
    assert typist.view.hasFocus()


def test_a_supervisor_is_told_which_of_two_like_headlines_came_again(typist):
    project = typist.window.session.the_project()
    article = next(one.id for one in project.articles.all() if one.headline.startswith("“A platform"))
    ben, again = coder_id("ben"), RoundId("again")
    with project.step("Code 1 article again", article):
        project.rounds.add(Round(again, "autumn", RECODING))
        project.assignments.add_many([Assignment(assignment_id(again, article, ben), again, article, ben, 0)])
    typist.open("platform post office")
    assert typist.current.about.startswith("article, round autumn, ")


def test_an_entity_leads_to_its_record(typist, qtbot):
    typist.open("tellvik")
    entity = next(one for one in typist.shown if one.key.startswith("entity:"))
    while typist.current.key != entity.key:
        typist.press(Key.Key_Down)
    typist.press(Key.Key_Return)
    page = typist.window.page(ENTITIES)
    assert page.isVisible()
    assert page.filter.text() == "Joran Tellvik"


def test_what_was_used_stands_first_next_time(typist):
    typist.open("agreement")
    typist.press(Key.Key_Escape)
    first = typist.open().shown[0].key
    typist.palette.edit.setText("larger")
    typist.press(Key.Key_Return)
    assert typist.open().shown[0].key == "command:larger" != first


def test_only_some_marks_are_shown_and_the_window_says_so(typist):
    pane = typist.page.pane
    total = len(typist.desk.shown.annotations)
    typist.open("show only commitment")
    typist.press(Key.Key_Return)
    commitments = {one.id for one in typist.desk.shown.ordered() if one.values.get("claim_type") == "commitment"}
    assert {mark.id for mark in pane.view.marks} == commitments
    assert pane.filter_bar.isVisible()
    assert pane.filter_bar.words.accessibleName() == f"Type: Commitment · {len(commitments)} of {total} marks"

    QTest.keyClicks(typist.view, "n")
    assert typist.desk.selected_id in commitments

    typist.open("show all")
    assert typist.current.key == "only:"
    typist.press(Key.Key_Return)
    assert len(pane.view.marks) == total
    assert not pane.filter_bar.isVisible()


def test_a_mark_that_is_made_while_others_are_hidden_is_shown(typist):
    pane = typist.page.pane
    pane.show_only(pane.filter.with_category("claim"))
    start = typist.desk.shown.text.index("hours after the announcement")
    typist.view.set_caret(start)
    typist.view.setFocus()
    QTest.keyClicks(typist.view, "1")
    made = typist.desk.selected
    assert made.category == "actor"
    assert made.id in pane.view.marks
    typist.desk.select("")
    assert made.id not in pane.view.marks
    pane.filter_bar.button.click()
    assert made.id in pane.view.marks


def test_the_menu_shows_what_is_asked_for_and_takes_it_back(typist):
    menu = typist.window._filter_menu
    pane = typist.page.pane

    def choose(text):
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.aboutToShow.emit()
        return [action.text() for action in menu.actions() if action.isChecked()]

    assert choose("Claim") == ["Claim"]
    assert choose("Flagged") == ["Flagged", "Claim"]
    assert {mark.category for mark in pane.view.marks} <= {"claim"}
    assert choose("All marks") == []
    assert len(pane.view.marks) == len(typist.desk.shown.annotations)


def test_f1_opens_the_rule_of_what_is_selected_and_without_a_selection_the_span_rules(typist):
    typist.select("The delay could add")
    typist.press(Key.Key_F1)
    rule = typist.page.values.rule
    assert rule.is_open()
    assert "Examples" in rule.whole()
    assert typist.view.hasFocus()
    typist.press(Key.Key_F1)
    assert not rule.is_open()
    typist.desk.select("")
    typist.press(Key.Key_F1)
    assert not typist.window.is_at_desk


def test_highlighters_are_found_by_their_name_and_get_the_keys(typist):
    typist.open("highlighters")
    assert typist.current.key == "command:highlighters"
    typist.press(Key.Key_Return)

    page = typist.window.page(SEARCH)
    assert typist.window.page_key == SEARCH
    assert page.highlighters_shown
    assert page.marking.isAncestorOf(QApplication.focusWidget())

    typist.window.actions_["highlighters"].trigger()
    assert page.highlighters_shown
