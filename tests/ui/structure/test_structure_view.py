"""A coder reads, walks and mends the structure of an article beside its text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.operations import coding
from ui.coding.desk import LINKING, READING

Key = Qt.Key


class Desk:
    """The window with short names for what is on it."""

    def __init__(self, window):
        self.window, self.page = window, window.coding
        self.desk, self.view = self.page.desk, self.page.pane.view
        self.structure, self.cards = self.page.pane.structure, self.page.pane.structure.cards

    def press(self, *keys):
        for key in keys:
            target = QApplication.focusWidget()
            assert target is not None
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key)
        QApplication.processEvents()
        return self

    def walk_to(self, words):
        """Press → until the keys stand on what begins with these words: a link's quotation, a missing role, a value's label."""
        for _press in range(30):
            self.press(Key.Key_Right)
            if self.here.startswith(words):
                return self
        raise AssertionError(f"the keys come to no {words!r}")

    @property
    def here(self):
        one = self.cards.parts()[self.cards.tie] if self.cards.tie >= 0 else None
        return "" if one is None else getattr(one, "quote", "") or getattr(one, "missing", "") or one.spoken

    @property
    def open_card(self):
        return next((card for card in self.cards.list.cards if card.id == self.cards.opened), None)

    def claim(self, begin):
        return next(one for one in self.desk.shown.ordered() if one.category == "claim" and one.quote.startswith(begin))


@pytest.fixture
def at(window):
    return Desk(window)


def test_g_lays_the_claims_as_cards_beside_the_text_and_takes_them_away_again(at):
    at.press("g")
    claims = [one.id for one in at.desk.shown.ordered() if one.category == "claim"]
    assert at.cards.isVisible()
    assert [card.id for card in at.cards.list.cards] == claims
    assert not at.page.left_dock.isVisible()
    assert at.page.pane.head.views.key() == "structure"

    at.press("g")
    assert not at.cards.isVisible()
    assert at.page.left_dock.isVisible()
    assert at.view.hasFocus()


def test_a_card_says_who_makes_the_claim_and_how_sure_it_is(at):
    at.press("g")
    at.desk.select(at.claim("The delay could add").id)
    card = at.open_card
    assert card.facts == ("Predictive", "Indirect", "Environment and energy")
    assert {role.label: [(tie.quote, tie.value) for tie in role.ties] for role in card.roles} == {
        "makes": [("the Marn Climate Institute", "Marn Climate Institute")],
        "qualifies": [("could", "possible")],
    }
    assert card.roles[1].ties[0].by == ("held by Marn Climate Institute",)
    assert at.cards.list.data(at.cards.list.index_of(card.id), Qt.ItemDataRole.AccessibleTextRole) == card.spoken


def test_up_and_down_go_from_claim_to_claim_in_cards_and_text(at):
    at.press("g", Key.Key_Home)
    first = at.cards.list.cards[0].id
    assert at.desk.selected_id == at.view.selected_mark == first
    at.press(Key.Key_Down)
    second = at.cards.list.cards[1].id
    assert at.desk.selected_id == at.view.selected_mark == second
    assert at.cards.hasFocus()
    at.press(Key.Key_End)
    last = at.cards.list.cards[-1]
    assert at.desk.selected_id == last.id
    assert at.view.page.caret_rect(at.desk.selected.start) is not None
    assert at.cards.viewport().rect().intersects(at.cards.card_rect(last.id))


def test_what_is_selected_in_the_text_opens_its_card(at):
    at.press("g", Key.Key_Tab)
    assert at.view.hasFocus()
    claim = at.claim("The delay could add")
    cue = next(one for one in at.desk.shown.ordered() if one.quote == "could")
    at.desk.select(cue.id)
    assert (at.cards.opened, at.cards.lit) == (claim.id, cue.id)
    at.press(Key.Key_Escape)
    assert at.cards.opened == ""


def test_right_goes_into_the_links_and_del_unlinks_with_one_undo(at):
    at.press("g")
    claim = at.claim("The delay could add")
    at.desk.select(claim.id)
    before = len(at.desk.shown.links)
    at.walk_to("could")
    at.press(Key.Key_Delete)
    assert len(at.desk.shown.links) == before - 1
    assert [role.label for role in at.open_card.roles] == ["makes"]
    assert at.cards.hasFocus()
    at.desk.undo()
    assert len(at.desk.shown.links) == before
    assert [role.label for role in at.open_card.roles] == ["makes", "qualifies"]


def test_enter_on_a_link_goes_to_the_values_of_its_other_end_and_esc_back_to_the_cards(at):
    at.press("g")
    at.desk.select(at.claim("The delay could add").id)
    at.walk_to("could").press(Key.Key_Return)
    assert at.desk.selected.quote == "could"
    assert at.page.values.isAncestorOf(QApplication.focusWidget())
    at.press(Key.Key_Escape)
    assert at.cards.hasFocus()
    assert at.cards.opened == at.claim("The delay could add").id


def test_a_maker_that_is_missing_is_said_on_the_card_and_linked_from_there(at):
    claim = at.claim("The delay could add")
    makes = next(link for link in at.desk.shown.links_at(claim.id) if link.link == "makes")
    coding.unlink(at.desk.project, makes.id)
    at.press("g")
    at.desk.select(claim.id)
    card = at.open_card
    assert not card.is_complete
    assert [(role.label, role.missing) for role in card.roles if role.missing] == [("makes", "made by: missing")]
    assert "1 incomplete" in at.structure.line.text()

    at.walk_to("made by: missing").press(Key.Key_Return)
    assert at.desk.mode == LINKING
    assert at.page.linking.role.link.id == "makes"
    at.press(Key.Key_Return)
    assert at.desk.mode == READING
    assert at.open_card.is_complete
    assert at.cards.hasFocus()


def test_letters_mean_at_a_card_what_they_mean_in_the_text_and_digits_mark_nothing(at):
    at.press("g", Key.Key_Home)
    count = len(at.desk.shown.annotations)
    at.press("f", "u", "2", "1")
    assert (at.desk.selected.flag, at.desk.selected.confidence) == (True, "low")
    assert (at.open_card.flag, at.open_card.unsure) == (True, True)
    assert len(at.desk.shown.annotations) == count
    at.press("l")
    assert at.desk.mode == LINKING
    at.press(Key.Key_Escape)
    assert at.cards.hasFocus()
    at.press("e", Key.Key_Escape)
    assert at.cards.hasFocus()


def test_del_deletes_the_claim_and_the_keys_go_to_the_next_card(at):
    at.press("g", Key.Key_Home)
    ids = [card.id for card in at.cards.list.cards]
    at.press(Key.Key_Delete)
    assert [card.id for card in at.cards.list.cards] == ids[1:]
    assert at.desk.selected_id == ids[1]
    assert at.cards.hasFocus()
    at.desk.undo()
    assert [card.id for card in at.cards.list.cards] == ids


def test_a_click_on_a_card_and_on_a_link_selects_in_the_text(at):
    at.press("g")
    claim = at.claim("The delay could add")
    at.desk.select(claim.id)
    QApplication.processEvents()
    box = at.cards.card_rect(claim.id)
    face = at.cards.face(at.open_card)
    cue = next(spot for spot in face.spots if spot.tie is not None and spot.tie.quote == "could")
    QTest.mouseClick(at.cards.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + cue.rect.center())
    assert at.desk.selected.quote == "could"
    QTest.mouseClick(at.cards.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(40, 10))
    assert at.desk.selected_id == claim.id


def test_the_ways_lead_from_each_claim_in_view_to_its_card_and_lie_over_no_word(at):
    at.press("g")
    at.desk.select(at.claim("The delay could add").id)
    QApplication.processEvents()
    drawn = at.structure.ways.drawn()
    assert len(drawn) > 2
    assert all(top < bottom for _claim, top, bottom, _head in drawn)
    port = at.view.viewport()
    words_end = port.mapTo(at.structure, QPoint(round(at.view.beside.column.text_right), 0)).x()
    assert at.structure.ways.geometry().left() >= words_end
    assert at.view.beside.connectors != ()  # the ends are still to be seen in the text


def test_a_small_window_lets_cards_and_values_take_turns(at, qtbot):
    at.window.resize(1024, 768)
    qtbot.waitUntil(lambda: at.page.docks.is_tight)
    at.press("g")
    assert at.cards.isVisible()
    assert not at.page.right_dock.isVisible()
    at.press(Key.Key_Return)
    assert at.page.right_dock.isVisible()
    assert not at.cards.isVisible()
    assert at.page.values.isAncestorOf(QApplication.focusWidget())
    at.press(Key.Key_Escape)
    assert at.cards.isVisible()
    assert at.cards.hasFocus()
    assert not at.page.right_dock.isVisible()
    at.press("g")
    assert at.page.right_dock.isVisible()


def test_ctrl_2_leads_to_the_text_and_f6_on_to_the_values(at):
    at.press("g", Key.Key_Home)
    QTest.keyClick(at.cards, Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert at.view.hasFocus()
    at.press(Key.Key_Tab)
    assert at.cards.hasFocus()
    at.press(Key.Key_F6)
    assert at.page.right_dock.isAncestorOf(QApplication.focusWidget())


def test_a_new_article_is_read_first_and_where_the_last_card_goes_the_keys_go_to_the_text(at):
    at.press("g", Key.Key_Home)
    at.page.turn_article(1)
    QApplication.processEvents()
    assert at.cards.list.cards
    assert at.view.hasFocus()  # a new article is read first
    at.press(Key.Key_Tab)
    for card in list(at.cards.list.cards):
        assert at.cards.hasFocus()
        coding.delete_annotation(at.desk.project, card.id)
    assert at.view.hasFocus()


def test_an_article_without_a_claim_says_how_to_get_a_card(at):
    shown = at.desk.shown
    for claim in [one for one in shown.ordered() if one.category == "claim"]:
        coding.delete_annotation(at.desk.project, claim.id)
    at.press("g")
    assert at.structure._pages.currentIndex() == 1
    at.desk.undo()
    assert at.structure._pages.currentIndex() == 0


def test_an_end_with_two_roles_has_one_line_that_names_both(at):
    claim = at.claim("The delay could add")
    makes = next(link for link in at.desk.shown.links_at(claim.id) if link.link == "makes")
    coding.link(at.desk.project, "relays", makes.from_id, claim.id)
    at.desk.select(claim.id)
    roles = [one.role for one in at.view.beside.connectors if one.end_id == makes.from_id]
    assert roles == ["makes, relays"]


def test_the_card_at_the_mouse_lists_all_that_lies_there_the_topmost_first(at, qtbot):
    at.desk.select("")
    cue = next(one for one in at.desk.shown.ordered() if one.quote == "could")
    at.view.reveal(cue.extent)
    rect = at.view.page.caret_rect(cue.start + 1)
    QTest.mouseMove(at.view.viewport(), QPoint(int(rect.x()), int(rect.center().y())))
    qtbot.waitUntil(lambda: at.view.hover == cue.id)
    qtbot.waitUntil(at.view.beside.card.isVisible)
    assert at.view.beside.card.text == "Speculation · possible\nClaim · predictive"


def test_cards_that_did_not_change_are_laid_out_once(at):
    at.press("g", Key.Key_Home)
    before = at.cards.list.cards
    at.press("f")
    after = at.cards.list.cards
    assert [one is other for one, other in zip(before, after, strict=True)] == [False] + [True] * (len(before) - 1)


def test_scrolling_the_text_brings_the_cards_of_what_is_read_in_sight(at):
    at.press("g", Key.Key_Home, Key.Key_Tab)
    bar = at.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    seen = [claim for claim, _top, _bottom, head in at.structure.ways.drawn() if head is not None]
    assert seen
    assert at.cards.list.cards[0].id not in seen


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_what_is_told_beside_the_cards_leaves_the_keys_to_be_read(window, qapp, direction):
    page, status = window.coding, window.coding.pane.status
    page.pane.toggle_structure()
    qapp.setLayoutDirection(direction)
    QApplication.processEvents()
    try:
        page.desk.said.emit("Claim coded", True)
        told = page.message.geometry()
        room = status.beside_keys()
        assert page.message.isVisible()
        assert not page.pane.strip.isVisible()
        assert QRect(status.mapTo(page, room.topLeft()), room.size()).contains(told)
        assert status.width() - room.width() > 60  # the keys have some of the line
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
