from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.span import Span
from annotator.text.names import names_in


def names(text: str, *known: str) -> list[str]:
    return [span.quote(text) for span in names_in(text, Span(0, len(text)), known)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On Monday the foreign minister Jane Doe left Rome.", ["the foreign minister Jane Doe", "Rome"]),
        ("But President Ursula von der Leyen met Mohammed bin Salman.", ["President Ursula von der Leyen", "Mohammed bin Salman"]),
        ("Doe said that Smith and Reed had lied.", ["Doe", "Smith", "Reed"]),
        ("Mr. J. K. Reed spoke for the Bank of England.", ["Mr. J. K. Reed", "the Bank of England"]),
        ("Italy’s plan angered the U.S. embassy.", ["Italy", "the U.S."]),
        ("Tariffs fell. Clearly, tariffs will rise.", []),
        ("It was not so. They left in June.", []),
        ("Die Fähre und der Hafen sind für Olaf Scholz nicht wichtig.", ["Olaf Scholz"]),
        ("the ferry stays open", []),
    ],
)
def test_runs_of_capitalised_words_are_names_but_words_that_begin_sentences_are_not(text: str, found: list[str]):
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("He said that the minister had lied.", ["minister"], ["the minister"]),
        ("The minister said: “The ferry stays.”", ["the minister"], ["The minister"]),
        ("the minister’s letter", ["the minister"], ["the minister"]),
        ("ministers left", ["minister"], []),
        ("the o’neill family", ["O'Neill"], ["the o’neill"]),
        ("外交部发言人王毅表示", ["王毅"], ["王毅"]),
        ("राम यादवले भने", ["राम यादव"], ["राम यादवले"]),
        ("Vladimir Reed left", ["Reed"], ["Vladimir Reed"]),
        ("the dean of King’s College spoke", ["King's College"], ["King’s College"]),
    ],
)
def test_known_names_are_found_however_they_are_set(text: str, known: list[str], found: list[str]):
    assert names(text, *known) == found


def test_only_the_span_is_searched():
    text = "Doe left. Reed stayed."

    assert names_in(text, Span(10, len(text))) == [Span(10, 14)]


def test_a_headline_in_capitals_offers_only_known_names():
    text = "Council Votes To Close Old Ferry Line Despite Doe"

    assert names(text) == []
    assert names(text, "Doe") == ["Doe"]


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=5))
def test_names_are_in_order_apart_and_without_white_space_at_their_edges(text: str, known: list[str]):
    if not text:
        return
    found = names_in(text, Span(0, len(text)), known)

    assert found == sorted(found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(0 <= span.start < span.end <= len(text) for span in found)
