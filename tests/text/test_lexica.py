from __future__ import annotations

import unicodedata

import pytest

from annotator.paths import resource
from annotator.text.lexicon import entries, keyed, keys_of, plain

LISTS = sorted(path.stem for path in resource("lexica").glob("*.txt"))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_nfc_and_has_no_empty_entry(name: str):
    text = resource(f"lexica/{name}.txt").read_text(encoding="utf-8")

    assert unicodedata.is_normalized("NFC", text)
    assert entries(name)
    assert "" not in entries(name)


def test_no_month_has_two_numbers():
    double = {word: keys for word, keys in keys_of("months").items() if len(keys) > 1}

    assert double == {}
    assert set(keyed("months")) == {*map(str, range(1, 13)), "other"}


def test_entries_are_looked_up_in_one_form():
    assert plain("Aujourd’hui") == "aujourd'hui"
    assert plain("E\u0301cole") == plain("ÉCOLE")
