"""Link mode: roles, ends, letters, words; nearest first, names in full, and nothing over a letter."""

from __future__ import annotations

import pytest
from at_the_desk import CTRL, SHIFT, Coder
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.operations import coding
from ui.coding.desk import LINKING, READING
from ui.coding.link_panel import ChoiceRow
from ui.coding.link_rows import LinkRows

Key = Qt.Key
QUOTE = "“The ferry must stay open.”"


def a_claim(coder: Coder, words: str = QUOTE) -> str:
    claim = coder.mark("claim", words, form="direct")
    coder.desk.select(claim.id)
    coder.view.setFocus()
    return claim.id


def offered(coder: Coder) -> list[str]:
    return [end.span.quote(coder.text) for end in coder.linking.ends]


@pytest.mark.parametrize(
    ("category", "key", "link"),
    [
        ("claim", "m", "makes"),
        ("claim", "r", "relays"),
        ("claim", "d", "addressee"),
        ("claim", "o", "object"),
        ("claim", "t", "towards"),
        ("claim", "q", "qualifies"),
        ("claim", "p", "responds_to"),
        ("stance", "h", "holds"),
        ("stance", "t", "towards"),
        ("speculation", "q", "qualifies"),
    ],
)
def test_each_role_has_its_letter(coder: Coder, category, key, link):
    made = coder.mark(category, "Western officials doubt that")
    coder.desk.select(made.id)

    coder.press("l", key)

    assert coder.linking.role is not None
    assert coder.linking.role.link.id == link


def test_the_nearest_is_chosen_and_enter_takes_it(coder: Coder):
    coder.mark("actor", "Doe")
    coder.mark("actor", "The minister")
    a_claim(coder)

    coder.press("l", "m")
    assert offered(coder) == ["The minister", "Doe"]
    assert coder.linking.chosen == 0
    coder.press(Key.Key_Return)

    assert coder.links() == ["makes"]
    assert coder.view.hasFocus()


def test_a_stance_whose_target_is_an_actor_is_offered_towards_no_claim(coder: Coder):
    coder.mark("actor", "Doe")
    claim = a_claim(coder)
    stance = coder.mark("stance", "Western officials doubt that", target_type="actor")
    coder.desk.select(stance.id)
    coder.view.setFocus()

    coder.press("l", "t")
    assert [one for one in coder.linking.ends if one.annotation is not None and one.annotation.category == "claim"] == []
    assert "Doe" in offered(coder)
    coder.press(Key.Key_Escape)

    coder.desk.select(claim)
    coder.press("l", "t")
    assert [one for one in coder.linking.ends if one.annotation is not None and one.annotation.id == stance.id] == []


def test_a_marked_actor_goes_before_a_name_that_is_only_nearer(coder: Coder):
    coder.mark("actor", "nobody")
    coder.desk.select(coder.mark("claim", "may still back the plan", form="indirect").id)
    coder.view.setFocus()

    coder.press("m")

    assert offered(coder)[:2] == ["nobody", "A spokesman for the Port Authority"]


def test_who_makes_a_claim_is_not_the_first_to_relay_it(coder: Coder):
    for actor in ("A spokesman for the Port Authority", "nobody"):
        coder.mark("actor", actor)
    coder.desk.select(coder.mark("claim", "may still back the plan", form="indirect").id)
    coder.view.setFocus()
    coder.press("m", Key.Key_Return)
    first = coder.links()

    coder.press("l", "r")

    assert first == ["makes"]
    assert offered(coder)[:2] == ["nobody", "A spokesman for the Port Authority"]


def test_a_further_link_is_shown_once_however_often_its_actor_is_linked(coder: Coder):
    actor, stance, claim = coder.mark("actor", "The minister"), coder.mark("stance", "said", polarity="against"), a_claim(coder)
    for link, start, end in (("makes", actor.id, claim), ("object", actor.id, claim), ("towards", stance.id, actor.id)):
        coding.link(coder.desk.project, link, start, end)

    coder.desk.select(claim)

    assert [row.words.quote for row in coder.page.values.findChild(LinkRows).rows] == ["The minister", "The minister", "said"]


@pytest.mark.parametrize("keys", [[Key.Key_Tab], [Key.Key_Right], [Key.Key_Down], [Key.Key_Backtab], [Key.Key_Left], [Key.Key_Up]])
def test_tab_and_arrows_go_to_the_next_nearest_and_round(coder: Coder, keys):
    doe = coder.mark("actor", "Doe")
    coder.mark("actor", "The minister")
    a_claim(coder)

    coder.press("l", "m", *keys, Key.Key_Return)

    assert [link.from_id for link in coder.desk.shown.links.values()] == [doe.id]


def test_m_is_l_and_m_and_a_letter_takes_its_end(coder: Coder):
    doe = coder.mark("actor", "Doe")
    coder.mark("actor", "The minister")
    a_claim(coder)

    coder.press("m")
    letter = next(end.letter for end in coder.linking.ends if end.span == doe.extent)
    coder.press(letter)

    assert [link.from_id for link in coder.desk.shown.links.values()] == [doe.id]


def test_letters_go_by_nearness_from_the_home_row(coder: Coder):
    for words in ("Doe", "The minister", "Western officials", "the Port Authority"):
        coder.mark("actor", words)
    a_claim(coder)
    coder.press("m")

    assert "".join(end.letter for end in coder.linking.ends[:4]) == "asdf"
    assert offered(coder)[0] == "The minister"


def test_the_strip_asks_the_question_of_the_role(coder: Coder):
    a_claim(coder)

    coder.press("l")
    assert coder.page.pane.strip.text() == "Which link?"
    coder.press("m")
    assert coder.page.pane.strip.text() == "Who makes this claim?"


@pytest.mark.parametrize(
    ("category", "key", "question"),
    [
        ("stance", "t", "Towards what is this stance?"),
        ("claim", "t", "towards: which?"),
        ("speculation", "q", "Which claim does this cue qualify?"),
        ("claim", "q", "qualifies: which?"),
        ("claim", "p", "Which claim does it respond to?"),
        ("stance", "h", "Who holds it?"),
    ],
)
def test_the_question_is_asked_at_the_end_it_speaks_of(coder: Coder, category, key, question):
    made = coder.mark(category, "Western officials doubt that")
    coder.desk.select(made.id)

    coder.press("l", key)

    assert coder.page.pane.strip.text() == question


def test_backspace_asks_for_the_role_again_and_escape_leaves(coder: Coder):
    a_claim(coder)

    coder.press("l", "m", Key.Key_Backspace)
    assert (coder.linking.role, coder.desk.mode) == (None, LINKING)
    coder.press("r")
    assert coder.linking.role.link.id == "relays"

    coder.press(Key.Key_Escape)
    assert (coder.desk.mode, coder.links()) == (READING, [])
    assert coder.view.hasFocus()


def test_undo_ends_link_mode(coder: Coder):
    a_claim(coder)
    coder.press("l", "m", (CTRL, "z"))

    assert coder.desk.mode == READING


# ---- what is not marked yet


def test_full_mentions_are_offered_not_their_first_word(coder: Coder):
    a_claim(coder, "nobody asked him")

    coder.press("m")

    assert set(offered(coder)) >= {"Western officials", "A spokesman for the Port Authority"}


def test_who_stands_in_the_sentence_without_a_name_is_offered(coder: Coder):
    a_claim(coder)

    coder.press("m", Key.Key_Return)

    actor = coder.own("actor")[0]
    assert actor.quote == "The minister"
    assert coder.links() == ["makes"]
    assert coder.desk.selected_id == actor.id
    assert coder.page.values.isAncestorOf(QApplication.focusWidget()), "the new actor's values are asked for"


def test_a_mention_that_is_marked_is_not_offered_twice(coder: Coder):
    coder.mark("actor", "The minister")
    a_claim(coder)

    coder.press("m")

    assert offered(coder).count("The minister") == 1


# ---- words


def test_plus_chooses_words_outside_the_claim_and_shift_takes_more(coder: Coder):
    a_claim(coder)

    coder.press("m", "+", Key.Key_Right)
    assert coder.linking.picked_span.quote(coder.text) == "The"
    coder.press((SHIFT, Key.Key_Right), (SHIFT, Key.Key_Right), (SHIFT, Key.Key_Left))
    assert coder.linking.picked_span.quote(coder.text) == "The minister"
    coder.press(Key.Key_Return)

    assert [one.quote for one in coder.own("actor")] == ["The minister"]


def test_up_and_down_go_to_the_words_of_other_sentences(coder: Coder):
    a_claim(coder)

    coder.press("m", "+", Key.Key_Down, Key.Key_Right)
    assert coder.linking.picked_span.quote(coder.text) == "Western"
    coder.press(Key.Key_Up, Key.Key_Up, Key.Key_Left)
    assert coder.linking.picked_span.quote(coder.text) == "Friday"


def test_words_are_not_taken_across_the_claim(coder: Coder):
    a_claim(coder, "doubt")

    coder.press("m", "+", Key.Key_Right, *[(SHIFT, Key.Key_Right)] * 5)

    assert coder.linking.picked_span.quote(coder.text) == "Western officials"


def test_where_the_claim_is_the_whole_sentence_the_words_of_the_one_before_are_offered(coder: Coder):
    a_claim(coder, "A spokesman for the Port Authority may still back the plan, although nobody asked him")

    coder.press("m", "+", Key.Key_Right)

    assert coder.linking.picked_span.quote(coder.text) == "Western"


def test_plus_says_so_where_nothing_new_can_be_marked(coder: Coder):
    a_claim(coder)

    coder.press("l", "p", "+")

    assert "Nothing new" in coder.said
    assert coder.desk.mode == LINKING


# ---- what is seen


def test_every_end_has_its_hint_and_the_chosen_one_stands_out(coder: Coder):
    for words in ("Doe", "The minister", "Western officials"):
        coder.mark("actor", words)
    a_claim(coder)
    coder.press("m", Key.Key_Tab)

    hints = coder.view.beside.hints
    assert [hint.letter for hint in hints] == [end.letter.upper() for end in coder.linking.ends]
    assert [hint.chosen for hint in hints].index(True) == 1


def test_a_far_end_that_is_stepped_to_comes_into_view(coder: Coder, qtbot):
    coder.window.session.open_article(next(one.id for one in coder.desk.project.articles.listed() if one.source_id == "courier-0303-coal"))
    coder.view.setFocus()
    own = coder.own("claim")
    coder.desk.select(own[0].id, reveal=True)
    coder.press("l", "p", Key.Key_Backtab)

    chosen = coder.linking.ends[coder.linking.chosen].span
    qtbot.waitUntil(lambda: coder.view.page.caret_rect(chosen.start) is not None)
    assert chosen.start > own[0].end


def test_a_name_in_text_that_is_not_coded_is_not_offered(coder: Coder):
    a_claim(coder, "Officials closed the old pier")

    coder.press("m")

    assert "Doe" in offered(coder)
    assert not any("PORT" in words for words in offered(coder))


def test_an_end_whose_entity_is_open_is_called_by_its_words(coder: Coder):
    coder.mark("actor", "The minister", mention_form="named")
    a_claim(coder)
    coder.desk.values_done()

    assert coder.page.pane.strip.offer_text().endswith("The minister")


def test_the_rows_at_the_side_fit_the_dock_and_a_click_takes_one(coder: Coder):
    coder.mark("actor", "A spokesman for the Port Authority")
    doe = coder.mark("actor", "Doe")
    a_claim(coder)
    coder.press("l")
    rows = {row.text(): row for row in coder.page.link_panel.findChildren(ChoiceRow)}
    rows["makes"].click()
    QApplication.processEvents()

    rows = {row.text(): row for row in coder.page.link_panel.findChildren(ChoiceRow) if row.isVisible()}
    assert all(row.width() <= coder.page.link_panel.viewport().width() for row in rows.values())
    assert "paragraph" in rows["Doe"].accessibleName()
    rows["Doe"].click()
    assert [link.from_id for link in coder.desk.shown.links.values()] == [doe.id]
