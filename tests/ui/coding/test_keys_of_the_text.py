"""Each key of DESIGN.md section 8 that acts in the text, pressed in the window on the sample project."""

from __future__ import annotations

import pytest
from at_the_desk import CTRL, NOTICE, SHIFT, Coder
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.coding.desk import EDGES, FINISHING, LINKING, READING
from ui.coding.here_strip import fitting

Key = Qt.Key
QUOTE = "“The ferry must stay open.”"


# ---- reading


@pytest.mark.parametrize(
    ("begin", "keys", "there"),
    [
        ("ferry must", [Key.Key_Right], "must stay"),
        ("ferry must", [Key.Key_Left], "The ferry"),
        ("ferry must", [(CTRL, Key.Key_Right)], "erry must"),
        ("ferry must", [(CTRL, Key.Key_Left)], " ferry must"),
        ("ferry must", [(CTRL, Key.Key_Down)], "Western"),
        ("ferry must", [(CTRL, Key.Key_Up)], "The minister"),
        ("ferry must", [Key.Key_Home], "The minister"),
        ("ferry must", [Key.Key_Up, Key.Key_Home], "PORT ELLERY"),
        ("ferry must", [(CTRL, Key.Key_Home)], NOTICE),
        ("ferry must", [Key.Key_Down, Key.Key_Home], "Western"),
    ],
)
def test_the_caret_goes_by_word_character_line_and_paragraph(coder: Coder, begin, keys, there):
    coder.caret_at(begin).press(*keys)

    assert coder.text[coder.view.caret() :].startswith(there)


@pytest.mark.parametrize(
    ("begin", "keys", "words"),
    [
        ("ferry must", [(SHIFT, Key.Key_Right)], "ferry"),
        ("ferry must", [(SHIFT, Key.Key_Right)] * 2, "ferry must"),
        ("ferry must", [(CTRL | SHIFT, Key.Key_Right)] * 2, "fe"),
        ("ferry must", [(SHIFT, Key.Key_End)], "ferry must stay open.”"),
        ("ferry must", ["q"], QUOTE),
        ("The minister", ["q"], QUOTE),
        ("ferry must", ["w"], "ferry"),
        ("ferry must", ["w", "w"], "The ferry must stay open"),
        ("although", ["w", "w"], "although nobody asked him"),
        ("although", ["w", "w", "w"], "A spokesman for the Port Authority may still back the plan, although nobody asked him"),
        ("although", ["w", "w", (SHIFT, "w")], "although"),
        ("although", ["s"], "A spokesman for the Port Authority may still back the plan, although nobody asked him"),
        ("although", ["s", Key.Key_Up], "Western officials doubt that"),
        ("although", ["s", Key.Key_Down], "Friday’s vote ended late"),
    ],
)
def test_words_quotation_phrase_sentence_and_paragraph_are_chosen_by_keys(coder: Coder, begin, keys, words):
    coder.caret_at(begin).press(*keys)

    assert coder.selected_words == words


def test_wider_ends_with_the_paragraph_and_narrower_comes_all_the_way_back(coder: Coder):
    coder.caret_at("although").press("w", "w", "w", "w")
    assert coder.selected_words.startswith("Western officials")
    assert coder.selected_words.endswith("asked him")

    coder.press((SHIFT, "w"), (SHIFT, "w"), (SHIFT, "w"))
    assert coder.selected_words == "although"


def test_a_sentence_leaves_out_the_dateline_in_front_of_it(coder: Coder):
    coder.caret_at("reporters").press("s")
    assert coder.selected_words == "Officials closed the old pier, Doe told reporters on Friday"

    coder.caret_at("ELLERY").press("s")
    assert coder.selected_words.startswith("Officials closed")

    coder.caret_at("reporters").press("w", "w", "w", "w")
    assert coder.selected_words.startswith("Officials closed")


def test_sentence_mode_stays_while_sentences_are_tagged_one_after_the_other(coder: Coder):
    coder.press("t").caret_at("Western").press("s", "2", Key.Key_Down, "2")

    assert [one.quote.split()[0] for one in coder.own("claim")] == ["Western", "A"]


def test_another_article_is_read_by_words_and_the_status_line_says_so(coder: Coder):
    coder.caret_at("although").press("s")
    assert coder.page.pane.status.keys()[0][0] == "↑ ↓"

    coder.page.turn_article(-1)

    assert coder.view.reader.mode == "words"
    assert coder.page.pane.status.keys()[0][0] == "1–4"


def test_left_and_right_go_back_to_words_from_sentence_mode(coder: Coder):
    coder.caret_at("although").press("s", Key.Key_Right)

    assert coder.selected_words == ""
    assert coder.view.reader.mode == "words"


def test_v_asks_for_the_article_variables_and_question_mark_lists_the_keys(coder: Coder):
    coder.press("v")
    assert coder.page.values.isAncestorOf(QApplication.focusWidget())

    coder.view.setFocus()
    coder.press("?")
    assert coder.page.panels.currentWidget() is coder.page.keys_panel


# ---- a digit too many


def test_a_digit_typed_ahead_after_the_last_value_marks_nothing_and_says_so(coder: Coder):
    coder.caret_at("doubt").press("4", "1", "2")
    assert coder.view.hasFocus()

    coder.press("3", "1")

    assert [one.category for one in coder.own()] == ["speculation"]
    assert "All values are given" in coder.said


@pytest.mark.parametrize("moves", [[Key.Key_Right], [Key.Key_Escape], ["w"], ["s"]])
def test_after_a_move_or_esc_a_digit_tags_again(coder: Coder, moves):
    coder.caret_at("doubt").press("4", "1", "2", *moves, "1")

    assert len(coder.own("actor")) == 1


def test_after_esc_the_same_passage_is_tagged_once_more(coder: Coder):
    coder.caret_at("ferry must").press("s", "2", "4", "1", "9", Key.Key_Escape, "3")

    assert coder.own("stance")[0].quote == coder.own("claim")[0].quote


def test_while_tags_follow_each_other_one_passage_takes_several(coder: Coder):
    coder.press("t").caret_at("doubt").press("4", "3")

    assert [one.category for one in coder.own()] == ["speculation", "stance"]


# ---- selection


@pytest.mark.parametrize(("digit", "category"), [("1", "actor"), ("2", "claim"), ("3", "stance"), ("4", "speculation")])
def test_a_digit_tags_what_is_selected_and_the_values_take_the_keys(coder: Coder, digit, category):
    coder.caret_at("ferry must").press((SHIFT, Key.Key_Right), digit)

    assert [one.quote for one in coder.own(category)] == ["ferry"]
    assert coder.page.values.isAncestorOf(QApplication.focusWidget())


def test_r_repeats_category_and_values_and_stays_in_the_text_when_nothing_is_open(coder: Coder):
    coder.caret_at("doubt").press("4", "1", "2")
    coder.view.setFocus()

    coder.caret_at("may still").press("r")

    assert [(one.quote, one.values["certainty"]) for one in coder.own("speculation")] == [("doubt", "possible"), ("may", "possible")]
    assert coder.view.hasFocus()


def test_t_keeps_the_keys_in_the_text_until_it_is_pressed_again(coder: Coder):
    coder.caret_at("doubt").press("t", "4")
    assert coder.view.hasFocus()
    assert [one.quote for one in coder.own("speculation")] == ["doubt"]

    coder.caret_at("may still").press("t", "4")
    assert not coder.view.hasFocus()


def test_escape_drops_the_selection_and_then_the_annotation(coder: Coder):
    claim = coder.mark("claim", QUOTE)
    coder.desk.select(claim.id)
    coder.caret_at("ferry must").press("w", Key.Key_Escape)
    assert coder.selected_words == ""
    assert coder.desk.selected_id == claim.id

    coder.press(Key.Key_Escape)
    assert coder.desk.selected_id == ""


@pytest.mark.parametrize("plus", ["+", "="])
def test_plus_adds_the_selection_to_the_selected_annotation(coder: Coder, plus):
    claim = coder.mark("claim", "Western officials doubt that")
    coder.desk.select(claim.id)

    coder.caret_at("although").press("w", "w", plus)

    assert [span.quote(coder.text) for span in coder.own("claim")[0].spans] == ["Western officials doubt that", "although nobody asked him"]


# ---- annotation


def test_n_and_p_go_round_the_annotations_in_text_order(coder: Coder):
    pier, minister, plan = coder.mark("actor", "Doe"), coder.mark("actor", "The minister"), coder.mark("claim", "nobody asked him")
    coder.caret_at(NOTICE)
    chosen = []
    for key in ("n", "n", "n", "n", "p"):
        coder.press(key)
        chosen.append(coder.desk.selected_id)

    assert chosen == [pier.id, minister.id, plan.id, pier.id, plan.id]


def test_o_goes_through_what_lies_under_the_caret_the_shortest_first(coder: Coder):
    claim, cue = coder.mark("claim", "Western officials doubt that"), coder.mark("speculation", "doubt")
    coder.caret_at("doubt")
    chosen = []
    for _round in range(3):
        coder.press("o")
        chosen.append(coder.desk.selected_id)

    assert chosen == [cue.id, claim.id, cue.id]


def test_enter_goes_to_the_values_where_no_link_is_offered(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE).id)

    coder.press(Key.Key_Return)

    assert coder.page.values.isAncestorOf(QApplication.focusWidget())


@pytest.mark.parametrize("key", ["y", Key.Key_Return])
def test_j_goes_to_the_next_link_that_can_be_offered_and_y_or_enter_takes_it(coder: Coder, key):
    coder.mark("actor", "The minister")
    claim = coder.mark("claim", QUOTE, form="direct")
    coder.mark("actor", "Doe")
    coder.caret_at(NOTICE).press("j")
    assert coder.desk.selected_id == claim.id
    assert coder.page.pane.strip.offer_text()

    coder.press(key)

    assert coder.links() == ["makes"]


def test_j_selects_the_next_quotation_that_is_not_coded_and_a_digit_tags_it(coder: Coder):
    coder.caret_at(NOTICE).press("j")
    assert coder.selected_words == QUOTE
    assert "Not coded yet" in coder.said

    coder.press("2", "4", "1", "9", Key.Key_Escape, "j")
    assert [one.quote for one in coder.own("claim")] == [QUOTE]
    assert coder.selected_words == ""
    assert "Every quotation is coded" in coder.said


def test_j_goes_through_links_and_quotations_in_the_order_of_the_text_and_round(coder: Coder):
    actor = coder.mark("actor", "A spokesman for the Port Authority")
    claim = coder.mark("claim", "may still back the plan", form="indirect")
    coder.caret_at("Western").press("j")
    assert coder.desk.selected_id == claim.id

    coder.press("j")
    assert (coder.selected_words, coder.desk.selected_id) == (QUOTE, "")

    coder.press("j", "y")
    assert [(link.from_id, link.to_id) for link in coder.desk.shown.links.values()] == [(actor.id, claim.id)]


def test_escape_takes_an_offer_away_and_leaves_the_annotation(coder: Coder):
    coder.mark("actor", "The minister")
    claim = coder.mark("claim", QUOTE, form="direct")
    coder.caret_at(NOTICE).press("j", Key.Key_Escape)

    assert coder.desk.proposal is None
    assert coder.desk.selected_id == claim.id


def test_f_u_and_delete_act_on_the_selected_annotation_and_undo_brings_it_back(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE).id)

    coder.press("f", "u")
    assert (coder.own()[0].flag, coder.own()[0].confidence) == (True, "low")

    coder.press(Key.Key_Delete)
    assert coder.own() == []
    coder.press((CTRL, "z"))
    assert coder.own()[0].quote == QUOTE


def test_what_undo_brings_back_or_changes_is_selected_to_go_on_with(coder: Coder):
    claim = coder.mark("claim", QUOTE)
    coder.desk.select(claim.id)
    coder.press(Key.Key_Delete)
    assert coder.desk.selected is None

    coder.press((CTRL, "z"))
    assert coder.desk.selected_id == claim.id

    coder.press("l")
    assert coder.desk.mode == LINKING


def test_nothing_is_selected_where_undo_takes_the_annotation_away(coder: Coder):
    coder.mark("claim", QUOTE)
    coder.desk.select("")
    coder.view.setFocus()

    coder.press((CTRL, "z"))

    assert coder.own() == []
    assert coder.desk.selected is None


def test_c_goes_to_the_note(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE).id)

    coder.press("c", "hm")

    assert coder.page.notes.isAncestorOf(QApplication.focusWidget())


# ---- edges


def edges_of(coder: Coder) -> str:
    return coder.own("claim")[0].quote


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ([Key.Key_Right], "officials doubt that"),
        ([Key.Key_Left], "officials"),
        ([(SHIFT, Key.Key_Left)], "Western officials doubt"),
        ([(SHIFT, Key.Key_Right)], "doubt"),
        ([(CTRL, Key.Key_Left)], "officials doub"),
        ([(CTRL | SHIFT, Key.Key_Right)], "fficials doubt"),
    ],
)
def test_edges_move_by_word_and_by_character_and_are_kept_with_enter(coder: Coder, keys, words):
    coder.desk.select(coder.mark("claim", "officials doubt").id)

    coder.press("e", *keys)
    assert edges_of(coder) == "officials doubt"
    assert coder.desk.mode == EDGES
    coder.press(Key.Key_Return)

    assert edges_of(coder) == words
    assert coder.desk.mode == READING


def test_a_claim_cut_out_of_a_quotation_by_its_edges_keeps_no_mark_without_its_partner(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE).id)

    coder.press("e", *([(SHIFT, Key.Key_Right)] * 2), Key.Key_Return)

    assert edges_of(coder) in QUOTE.strip("“.”")
    assert edges_of(coder).endswith("open")


def test_the_knobs_go_with_the_edges(coder: Coder):
    coder.desk.select(coder.mark("claim", "officials doubt").id)
    coder.press("e", Key.Key_Right)

    mark, fragment = coder.view._scene().editing
    assert mark.spans[fragment].quote(coder.text) == "officials doubt that"


def test_escape_leaves_the_edges_as_they_were(coder: Coder):
    coder.desk.select(coder.mark("claim", "officials doubt").id)

    coder.press("e", Key.Key_Right, Key.Key_Escape)

    assert edges_of(coder) == "officials doubt"


def test_tab_moves_the_other_fragment(coder: Coder):
    coder.desk.select(coder.mark("claim", "officials doubt").id)
    coder.desk.add_fragment(coder.span("nobody"))

    coder.press("e", Key.Key_Tab, Key.Key_Right, Key.Key_Return)

    assert [span.quote(coder.text) for span in coder.own("claim")[0].spans] == ["officials doubt", "nobody asked"]


def test_undo_while_edges_move_ends_the_mode(coder: Coder):
    coder.caret_at("officials").press("w", "2", Key.Key_Escape)
    coder.press("e", Key.Key_Right, (CTRL, "z"))

    assert coder.desk.mode == READING
    assert coder.own() == []


# ---- finish


def test_control_enter_shows_what_is_open_and_escape_comes_back(coder: Coder):
    coder.press((CTRL, Key.Key_Return))
    assert coder.desk.mode == FINISHING

    coder.press(Key.Key_Escape)
    assert coder.desk.mode == READING
    assert coder.view.hasFocus()


# ---- layouts


@pytest.mark.parametrize(
    ("text", "scan", "key"),
    [("é", 11, Key.Key_Eacute), ("२", 11, 0), ("٢", 11, 0), ("2", 80, Key.Key_2)],
    ids=["azerty", "devanagari", "arabic", "keypad"],
)
def test_the_second_digit_key_tags_a_claim_on_every_layout(coder: Coder, text, scan, key):
    coder.caret_at("ferry must").press("w")

    coder.type_as(text, scan=scan, key=key)

    assert [one.quote for one in coder.own("claim")] == ["ferry"]


@pytest.mark.parametrize(("text", "scan"), [("ल", 46), ("م", 46), ("д", 46)], ids=["devanagari", "arabic", "cyrillic"])
def test_the_key_of_l_links_on_layouts_without_latin_letters(coder: Coder, text, scan):
    coder.desk.select(coder.mark("claim", QUOTE).id)
    coder.view.setFocus()

    coder.type_as(text, scan=scan)

    assert coder.desk.mode == LINKING


def test_the_plus_of_the_keypad_adds_a_fragment(coder: Coder):
    coder.desk.select(coder.mark("claim", "Western officials doubt that").id)
    coder.caret_at("although").press("w")

    coder.type_as("+", scan=86, key=Key.Key_Plus, held=Qt.KeyboardModifier.KeypadModifier)

    assert len(coder.own("claim")[0].spans) == 2


def test_the_arabic_question_mark_lists_the_keys(coder: Coder):
    coder.type_as("؟", scan=61, key=0, held=SHIFT)

    assert coder.page.panels.currentWidget() is coder.page.keys_panel


# ---- fields


def test_no_letter_acts_while_a_text_is_typed(coder: Coder):
    claim = coder.mark("claim", QUOTE)
    coder.desk.select(claim.id)
    before = coder.desk.project.history.of_article(coder.desk.shown.id)
    coder.press("c")
    field = QApplication.focusWidget()

    QTest.keyClicks(field, "nplmefurtjy")

    assert coder.desk.selected_id == claim.id
    assert coder.desk.mode == READING
    assert len(coder.desk.project.history.of_article(coder.desk.shown.id)) == len(before)


def test_no_letter_acts_in_the_filter_of_the_list(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE).id)
    field = coder.page.list.findChild(QLineEdit)
    field.setFocus()

    QTest.keyClicks(field, "fle1")

    assert field.text() == "fle1"
    assert (coder.desk.mode, coder.own()[0].flag) == (READING, False)


def test_single_letters_can_be_switched_off_and_digits_stay(coder: Coder):
    coder.desk.select(coder.mark("claim", QUOTE).id)
    coder.page.pane.keyboard.single_letters = False

    coder.press("f", "l")
    assert (coder.desk.mode, coder.own()[0].flag) == (READING, False)

    coder.caret_at("Western").press("4")
    assert [one.quote for one in coder.own("speculation")] == ["Western"]


# ---- after a tag


def test_left_goes_to_the_first_word_of_the_sentence_that_was_selected(coder: Coder):
    coder.caret_at("although").press("s", Key.Key_Left)

    assert coder.text[coder.view.caret() :].startswith("A spokesman")


def test_a_tagged_passage_shows_its_mark_and_no_selection_and_sentences_are_read_on(coder: Coder):
    coder.caret_at("Western").press("s", "2")
    assert coder.selected_words == ""
    assert coder.view.reader.mode == "sentences"

    coder.view.setFocus()
    coder.press(Key.Key_Down)
    assert coder.selected_words.startswith("A spokesman")


def test_a_wrong_digit_is_undone_and_the_right_one_tags_the_same_words(coder: Coder):
    coder.caret_at("Western").press((SHIFT, Key.Key_Right), (SHIFT, Key.Key_Right), "3", (CTRL, "z"))
    coder.view.setFocus()
    coder.press("1")

    assert [(one.category, one.quote) for one in coder.own()] == [("actor", "Western officials")]


def test_enter_on_a_missing_variable_brings_the_keys_to_that_variable(coder: Coder):
    coder.press((CTRL, Key.Key_Return))
    panel = coder.page.finish_panel
    assert coder.desk.mode == FINISHING
    place = next(number for number, item in enumerate(panel._items) if item.attribute == "genre")
    coder.press(*[Key.Key_Down] * (place - panel._list.currentRow()), Key.Key_Return)

    form = coder.page.values._form
    assert form is not None
    assert form.attribute_with(QApplication.focusWidget()) == "genre"
    coder.press("1")
    assert coder.desk.shown.coding.values["genre"] == "hard_news"


# ---- keys are written where they act


def test_the_status_line_names_the_keys_of_a_selection_and_of_repeating(coder: Coder):
    def keys() -> list[str]:
        told = coder.page.pane.status.keys()
        return [key for key, _word in told]

    coder.caret_at("ferry must")
    assert keys()[0] == "1–4"
    assert "R" not in keys()

    coder.press((SHIFT, Key.Key_Right))
    assert keys() == ["1–4", "W", "Esc", "?"]

    coder.press("2", Key.Key_Escape, Key.Key_Right, (SHIFT, Key.Key_Right))
    assert keys() == ["1–4", "R", "+", "W", "Esc", "?"]


def test_where_room_is_short_the_way_out_and_all_keys_stay_in_sight():
    keys = [("letter", "choose"), ("Tab", "next nearest"), ("↵", "take it"), ("Esc", "leave")]
    assert fitting(keys, [60, 90, 70, 50], 300) == keys
    assert fitting(keys, [60, 90, 70, 50], 205) == [keys[0], keys[1], keys[3]]
    assert fitting(keys, [60, 90, 70, 50], 20) == [keys[3]]
    assert fitting([], [], 20) == []


def test_a_long_name_is_cut_in_what_enter_would_take(coder: Coder):
    claim = coder.mark("claim", "A spokesman for the Port Authority may still back the plan")
    coder.desk.select(coder.mark("speculation", "may").id)
    coder.view.setFocus()
    coder.press("l", "q")

    taken = dict(coder.page.pane.strip._mode_keys())["↵"]
    assert taken.endswith("…")
    assert len(taken) < 35
    coder.press(Key.Key_Return)
    assert [link.to_id for link in coder.desk.shown.links.values()] == [claim.id]


def test_enter_on_a_missing_link_asks_at_once_who_is_at_its_other_end(coder: Coder):
    coder.mark("actor", "The minister")
    coder.mark("claim", QUOTE, claim_type="demand", form="direct", issue="trade")
    coder.press((CTRL, Key.Key_Return))
    panel = coder.page.finish_panel
    place = next(number for number, item in enumerate(panel._items) if item.code == "missing_link")
    panel._list.setCurrentRow(place)

    coder.press(Key.Key_Return)
    assert (coder.desk.mode, coder.linking.question) == (LINKING, "Who makes this claim?")

    coder.press(Key.Key_Return)
    assert coder.links() == ["makes"]
