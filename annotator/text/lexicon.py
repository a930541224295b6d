"""Word lists of ``resources/lexica``: read once, when first asked for.

A list is a UTF-8 file with one entry a line; ``#`` begins a comment. A keyed list has lines ``key: entry, entry``.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from annotator.paths import resource


def plain(word: str) -> str:
    """Return the form in which entries are kept and looked up: NFC, case-folded, one kind of apostrophe."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).replace("’", "'").casefold())


@cache
def entries(name: str) -> frozenset[str]:
    """Return the entries of a plain list in ``plain`` form."""
    return frozenset(plain(line) for line in _lines(name))


@cache
def keyed(name: str) -> dict[str, tuple[str, ...]]:
    """Return the entries of a keyed list in ``plain`` form, by key; a key may stand on several lines."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(name):
        key, _, rest = line.partition(":")
        words = tuple(plain(word.strip()) for word in rest.split(",") if word.strip())
        found[key.strip()] = found.get(key.strip(), ()) + words
    return found


@cache
def keys_of(name: str) -> dict[str, frozenset[str]]:
    """Return for each entry of a keyed list the keys that it stands under."""
    found: dict[str, set[str]] = {}
    for key, words in keyed(name).items():
        for word in words:
            found.setdefault(word, set()).add(key)
    return {word: frozenset(keys) for word, keys in found.items()}


@cache
def exact_keys_of(name: str) -> dict[str, frozenset[str]]:
    """Return as ``keys_of`` does, with entries as they are written: "Me." is a title in French, "me." ends a sentence."""
    found: dict[str, set[str]] = {}
    for line in _lines(name):
        key, _, rest = line.partition(":")
        for word in rest.split(","):
            found.setdefault(unicodedata.normalize("NFC", word.strip()), set()).add(key.strip())
    return {word: frozenset(keys) for word, keys in found.items() if word}


@cache
def function_words() -> frozenset[str]:
    """Return the small words of all languages known: they open sentences, and no name is made of them alone."""
    return frozenset(word for words in keyed("function_words").values() for word in words)


def _lines(name: str) -> list[str]:
    raw = resource(f"lexica/{name}.txt").read_text(encoding="utf-8")
    return [line for full in raw.splitlines() if (line := full.partition("#")[0].strip())]
