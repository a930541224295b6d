"""Find in the article on the desk: typed letters select their place, and a digit tags it."""

from __future__ import annotations

from at_the_desk import CTRL, SHIFT, Coder
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.coding.desk import LINKING, READING
from ui.versions.lens import LOOKED_FOR

Key = Qt.Key


def find(coder: Coder, letters: str) -> Coder:
    coder.press((CTRL, Key.Key_F))
    bar = coder.page.pane.find_bar
    assert QApplication.focusWidget() is bar.field.edit
    bar.field.edit.setText(letters)
    return coder


def count(coder: Coder) -> str:
    return coder.page.pane.find_bar.count.text()


def test_a_coder_finds_words_and_tags_them_without_the_mouse(coder: Coder):
    find(coder, "port auth").press(Key.Key_Escape)

    assert coder.selected_words == "Port Auth"
    assert coder.view.hasFocus()
    coder.press("1")
    assert [one.quote for one in coder.own("actor")] == ["Port Authority"]


def test_enter_goes_on_and_shift_enter_back_round_the_article(coder: Coder):
    find(coder, "the ")
    places = coder.page.pane.find_bar.places
    first = coder.view.selection()

    coder.press(Key.Key_Return)
    second, told = coder.view.selection(), count(coder)
    coder.press((SHIFT, Key.Key_Return), Key.Key_Up)

    assert len(places) > 2
    assert (first, second, coder.view.selection()) == (places[0], places[1], places[-1])
    assert told == f"2 of {len(places)}"


def test_f3_goes_on_from_the_text(coder: Coder):
    find(coder, "the ").press(Key.Key_Return)
    coder.view.setFocus()

    coder.press(Key.Key_F3)
    third = coder.view.selection()
    coder.press((SHIFT, Key.Key_F3))

    places = coder.page.pane.find_bar.places
    assert (third, coder.view.selection()) == (places[2], places[1])


def test_the_search_begins_at_the_caret_with_the_words_selected(coder: Coder):
    again = coder.text.index("the Port Authority")
    coder.view.set_selection(coder.span("the"))  # in “the old pier”
    coder.view.set_caret(again - 1)
    find(coder, "the ")

    assert coder.view.selection().start == again
    coder.press(Key.Key_Escape)
    coder.press((CTRL, Key.Key_F))
    assert coder.page.pane.find_bar.field.text() == "the"


def test_all_places_stand_out_until_the_bar_is_left(coder: Coder):
    find(coder, "the ")
    assert {colour for _span, colour in coder.view.highlights} == {LOOKED_FOR}
    assert len(coder.view.highlights) == len(coder.page.pane.find_bar.places)

    coder.press(Key.Key_Escape)

    assert len(coder.view.highlights) == 0
    assert not coder.page.pane.find_bar.isVisible()


def test_what_is_not_there_is_said_and_the_selection_stays(coder: Coder):
    coder.view.set_selection(coder.span("Officials"))
    find(coder, "zeppelin")

    assert count(coder) == "Not in this article"
    assert not coder.page.pane.find_bar.after.isEnabled()
    assert coder.selected_words == "Officials"


def test_finding_leaves_link_mode(coder: Coder):
    claim = coder.mark("claim", "“The ferry must stay open.”", form="direct")
    coder.desk.select(claim.id)
    coder.view.setFocus()
    coder.press("m")
    assert coder.desk.mode == LINKING

    find(coder, "ferry")

    assert coder.desk.mode == READING


def test_the_next_article_is_counted_and_nothing_selected_in_it(coder: Coder):
    find(coder, "the ")
    session = coder.desk.session
    other = next(one for one in session.project.articles.ids() if one != session.article_id)

    session.open_article(other)

    assert coder.page.pane.find_bar.number == -1
    assert count(coder) == str(len(coder.page.pane.find_bar.places))
    assert coder.view.selection() is None
    coder.page.pane.find_bar.leave()
