"""A coder changes values on the cards of the structure view, of the claim and of what is linked to it, without the form."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.operations import coding
from tests.ui.structure.test_structure_view import Desk
from ui.coding.attribute_form import AttributeForm

Key = Qt.Key
DELAY = "The delay could add"


@pytest.fixture
def at(window):
    made = Desk(window).press("g")
    made.desk.select(made.claim(DELAY).id)
    QApplication.processEvents()
    return made


def test_a_digit_on_the_card_changes_type_and_form_and_the_form_at_the_side_follows(at):
    at.walk_to("Type").press("4").walk_to("Form of report").press("1")
    claim = at.claim(DELAY)
    assert (claim.values["claim_type"], claim.values["form"]) == ("demand", "direct")
    assert at.open_card.facts[:2] == ("Demand", "Direct")
    assert at.page.values.findChild(AttributeForm).fields["claim_type"].value() == "demand"
    assert at.cards.hasFocus()
    at.desk.undo()
    assert at.claim(DELAY).values["form"] == "indirect"
    assert at.here == "Form of report: Indirect"


def test_a_value_changed_in_the_form_stands_on_the_card_at_once(at):
    at.walk_to("Issue")
    coding.set_value(at.desk.project, at.claim(DELAY).id, "issue", "trade")
    assert at.here == "Issue: Trade"
    coding.set_value(at.desk.project, at.claim(DELAY).id, "proposition", "Emissions will rise")
    assert at.walk_to("Proposition").here == "Proposition in one sentence: Emissions will rise"


def test_the_certainty_of_a_cue_is_changed_where_it_stands_on_the_claims_card(at):
    at.walk_to("could").walk_to("Certainty").press("1")
    cue = next(one for one in at.desk.shown.ordered() if one.quote == "could")
    assert cue.values["certainty"] == at.desk.project.codebook.category("speculation").attribute("certainty").values[0].id
    assert at.cards.opened == at.claim(DELAY).id
    assert at.view.hover == cue.id  # what the keys stand on stands out in the text
    at.press(Key.Key_Escape)
    assert at.view.hover is None


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_enter_on_a_value_lists_all_of_them_and_a_long_list_is_reached_so(at):
    at.walk_to("Issue").press(Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    issues = at.desk.project.codebook.category("claim").attribute("issue").offered
    assert [action.text().lstrip("&0123456789 ") for action in menu.actions()] == [one.label for one in issues]
    assert next(action.text() for action in menu.actions() if action.isChecked()).endswith("Environment and energy")
    for _press in issues:
        if menu.activeAction().text() == issues[-1].label:
            break
        QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    assert at.claim(DELAY).values["issue"] == issues[-1].id


def test_yes_or_no_is_turned_at_once_and_what_is_written_is_written_in_the_form(at):
    at.walk_to("The text names no maker").press(Key.Key_Return)
    assert at.claim(DELAY).values["maker_unnamed"] is True
    at.walk_to("Proposition").press(Key.Key_Return)
    form = at.page.values.findChild(AttributeForm)
    assert form.fields["proposition"].isAncestorOf(QApplication.focusWidget())
    at.press("Emissions rise", Key.Key_Escape)
    assert at.claim(DELAY).values["proposition"] == "Emissions rise"
    assert at.cards.hasFocus()


def test_what_is_missing_is_said_on_the_card_and_one_digit_leads_to_the_next_that_is_open(at):
    claim = at.claim(DELAY)
    for attribute in ("claim_type", "issue"):
        coding.set_value(at.desk.project, claim.id, attribute, None)
    assert not at.open_card.is_complete
    assert at.walk_to("Type").here == "Type: missing"
    at.press("6")
    assert at.here == "Issue: missing"
    at.press("3")
    assert at.open_card.is_complete


def test_down_goes_from_line_to_line_and_up_from_the_first_to_the_card(at):
    at.press(Key.Key_Right)
    down = []  # how many lines the values take hangs on the fonts
    while at.here != "the Marn Climate Institute":
        down.append(at.here)
        assert len(down) < 8, down
        at.press(Key.Key_Down)
    assert len(set(down)) == len(down) > 1
    for _line in range(len(down) + 1):
        at.press(Key.Key_Up)
    assert at.here == ""
    assert at.cards.opened == at.claim(DELAY).id


def test_del_clears_a_value_and_a_digit_that_is_none_of_them_changes_nothing(at):
    at.walk_to("Form of report").press("9")
    assert at.claim(DELAY).values["form"] == "indirect"
    at.press(Key.Key_Delete)
    assert "form" not in at.claim(DELAY).values
    assert at.here == "Form of report: missing"


def test_a_project_that_is_only_read_shows_values_and_changes_none(at, window):
    at.cards.can_write = False
    before = at.claim(DELAY).values
    at.walk_to("Type").press("1", Key.Key_Return, Key.Key_Delete)
    assert QApplication.activePopupWidget() is None
    assert at.claim(DELAY).values == before
