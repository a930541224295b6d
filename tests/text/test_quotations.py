from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.quotations import marks_in


def quoted(text: str) -> list[str]:
    return [text[pair.opening : pair.closing + 1] for pair in marks_in(text).pairs if pair.quotes]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("He said: “Stay.” She left.", ["“Stay.”"]),
        ("“A ‘b’ c”", ["“A ‘b’ c”", "‘b’"]),
        ("„Wir gehen“, sagte er. „Nein“, sagte sie.", ["„Wir gehen“", "„Nein“"]),
        ("„Idziemy”, powiedział.", ["„Idziemy”"]),
        ("»Wir gehen«, sagte er.", ["»Wir gehen«"]),
        ("« Oui », dit-elle.", ["« Oui »"]),
        ("”Vi går”, sa han.", ["”Vi går”"]),
        ('He said "stay" and "go".', ['"stay"', '"go"']),
        ("'We go,' he said, and 'they're fine'", ["'We go,'", "'they're fine'"]),
        ("‘The ministers’ plan failed,’ he said", ["‘The ministers’ plan failed,’"]),
        ("‘chaos’ and ‘B,’ he said", ["‘chaos’", "‘B,’"]),
        ("他说：「我们『去』」", ["「我们『去』」", "『去』"]),
        ("‹a› and “Hi,” she said, “Bye.”", ["‹a›", "“Hi,”", "“Bye.”"]),
    ],
)
def test_quotations_of_many_typographies(text: str, quotations: list[str]):
    assert quoted(text) == quotations


@pytest.mark.parametrize(
    "text", ["the ministers’ plan and Russia’s war", "don't, it's, the '90s", 'a 5" pipe', "a) b) :-)", "”", "He said: “and went on"]
)
def test_apostrophes_and_lonely_marks_are_no_quotations(text: str):
    assert quoted(text) == []


def test_a_quotation_that_does_not_close_in_its_paragraph_is_told():
    assert marks_in("He said: “We go on").unclosed == 9
    assert marks_in("He said: “We go.”").unclosed is None


@given(st.text("“”„«»‹›‘’‚\"'「」()[] ab.,", max_size=60))
def test_pairs_are_in_order_and_never_cross(text: str):
    pairs = marks_in(text).pairs

    assert all(pair.opening < pair.closing < len(text) for pair in pairs)
    assert list(pairs) == sorted(pairs, key=lambda pair: pair.opening)
    for one in pairs:
        for other in pairs:
            assert not one.opening < other.opening <= one.closing < other.closing
