from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.duplicates import same_text_key, text_hash
from annotator.text.folding import fold, fold_all


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane  Doe", "jane doe"),
        ("O’Neill", "O'NEILL"),
        ("“alliance”", '"Alliance"'),
        ("Jean‑Luc", "jean-luc"),
        ("na\u00adtion", "nation"),
        ("Zoe\u0301", "ZOÉ"),
        ("Straße", "STRASSE"),
        ("काठ\u200dमाडौँ", "काठमाडौँ"),
        (" a\u00a0b\n", "a b"),
        ("wait…", "WAIT..."),
    ],
)
def test_the_same_name_set_otherwise_folds_to_the_same_form(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("accented", "bare"), [("Zoë", "zoe"), ("Łukasz", "lukasz"), ("Ærø", "aero"), ("Çağrı", "cagri")])
def test_accents_fall_only_when_asked(accented: str, bare: str):
    assert fold(accented) != bare
    assert fold(accented, accents=False) == bare


def test_vowel_signs_are_no_accents():
    assert fold("कि", accents=False) != fold("का", accents=False)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_folding_twice_changes_nothing_more(text: str, accents: bool):
    once = fold(text, accents=accents)

    assert fold(once, accents=accents) == once


def test_a_text_hash_is_that_of_its_bytes():
    assert text_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert text_hash("é") != text_hash("e\u0301")


def test_the_same_text_set_otherwise_has_the_same_key():
    assert same_text_key("“Café”  closes\n\n") == same_text_key('"Cafe\u0301" closes')
    assert same_text_key("Café closes") != same_text_key("Cafe closes")


def test_many_texts_are_folded_as_each_is_alone():
    texts = [
        "Talks  in Rome ",
        " Talks",
        "\tTalks",
        "two\nlines",
        "",
        "`Help'",
        "Straße",
        "Ærø",
        "TALKS\x1fIN ROME",
        *(f"Headline {n}" for n in range(300)),
    ]
    for several in (texts, texts[9:], [""], ["", ""], []):
        for accents in (True, False):
            assert fold_all(several, accents=accents) == [fold(text, accents=accents) for text in several]
