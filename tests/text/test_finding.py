"""Finding letters in one article: what a coder types stands in the text as somebody else typed it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.finding import MOST, places_of


def quotes(text: str, asked: str) -> list[str]:
    return [span.quote(text) for span in places_of(text, asked)]


def test_letters_are_found_inside_words_and_without_regard_to_case():
    assert quotes("Ferries and the ferry; no Ferryman", "ferr") == ["Ferr", "ferr", "Ferr"]


def test_straight_quotes_and_dashes_find_the_typographic_ones():
    assert quotes("She said “it’s over” – twice", "\"it's over\" - twice") == ["“it’s over” – twice"]


def test_accents_need_not_be_typed_and_the_place_is_the_one_in_the_text():
    assert quotes("Le ministère a cédé.", "ministere") == ["ministère"]
    assert quotes("Le ministe\u0300re a cédé.", "ministere a ce") == ["ministe\u0300re a cé"]


def test_white_space_stands_for_a_line_feed_and_a_hard_space():
    assert quotes("10\u00a0000 people\nmarched", "10 000 people marched") == ["10\u00a0000 people\nmarched"]


def test_other_scripts_are_found_as_they_are_written():
    assert quotes("सरकार ने कहा। सरकारी पक्ष", "सरकार") == ["सरकार", "सरकार"]
    assert quotes("東京都の知事", "京都") == ["京都"]


def test_nothing_and_white_space_find_nothing():
    assert places_of("any text", "") == []
    assert places_of("any text", " \n") == []


def test_signs_of_patterns_mean_themselves():
    assert quotes("a.c abc (a+)", "a.c") == ["a.c"]
    assert quotes("a.c abc (a+)", "(a+)") == ["(a+)"]


def test_what_stands_everywhere_ends():
    assert len(places_of("a " * (MOST + 5), "a")) == MOST


@given(st.text(alphabet="aàe\u0301 ß–“”İnत्रि\n😀", max_size=30), st.integers(0, 30), st.integers(1, 6))
def test_a_stretch_of_the_text_is_found_where_it_stands(text, start, length):
    asked = text[start : start + length].strip()
    if not asked or not any(sign.isalnum() for sign in asked):
        return
    at = text.index(asked)
    assert any(span.start <= at + len(asked) and at <= span.end for span in places_of(text, asked))
