"""Finding one thing among many by a few letters: how well a name answers what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from annotator.text.folding import fold

SHOWN = 40
LETTERS_AMONG = 3_000
"""up to so many names are also searched for letters that do not stand together"""

_EXACT, _BEGINS, _WORD_BEGINS, _INSIDE, _LETTERS, _ELSEWHERE = range(6)
_NO_WORD = str.maketrans(dict.fromkeys("“”\"'«»„()[]…:·–—/", " "))


def key_of(text: str) -> str:
    """Return the form in which names are compared: folded, without accents and punctuation."""
    return " ".join(fold(text, accents=False).translate(_NO_WORD).split())


def rank(name: str, about: str, words: Sequence[str], *, letters: bool = True) -> tuple[int, int] | None:
    """Return how well a name answers the words typed, smaller is better; None if it does not.

    Each word must be found: at the beginning of the name, of one of its words, inside it, in what is said about it, or (with
    ``letters``) as letters in their order, the first of them at the beginning of a word. Both texts are keys of ``key_of``.
    """
    worst = 0
    for word in words:
        found = _rank_word(name, about, word, letters)
        if found is None:
            return None
        worst = max(worst, found)
    return worst, len(name)


def _rank_word(name: str, about: str, word: str, letters: bool) -> int | None:
    if name == word:
        return _EXACT
    if name.startswith(word):
        return _BEGINS
    if f" {word}" in name:
        return _WORD_BEGINS
    if word in name:
        return _INSIDE
    if letters and len(word) > 1 and _has_letters(name, word):
        return _LETTERS
    if about.startswith(word) or f" {word}" in about:
        return _ELSEWHERE
    return None


def _has_letters(name: str, word: str) -> bool:
    """Return whether the letters stand in the name in this order, the first where one of its words begins."""
    for start, sign in enumerate(name):
        if sign == word[0] and (start == 0 or name[start - 1] == " "):
            rest = iter(name[start:])
            if all(letter in rest for letter in word):
                return True
    return False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: what it is called and what is said about it; ``key`` tells it from all others.

    ``icon`` or the sign of a category (``colour``, ``style``) stands before it, ``chip`` is the key that does the same.
    ``name`` and ``more`` are what is searched.
    """

    key: str
    text: str
    about: str = ""
    icon: str = ""
    chip: str = ""
    colour: str = ""
    style: str = ""
    quoted: bool = False
    name: str = ""
    more: str = ""


def entry(key: str, text: str, about: str = "", **shown: Any) -> Entry:
    """Return an entry with what is searched worked out."""
    return Entry(key, text, about, name=key_of(text), more=key_of(about), **shown)


def best(typed: str, entries: Sequence[Entry], recent: Sequence[str] = (), *, most: int = SHOWN) -> list[Entry]:
    """Return the best answers to what was typed, the best first, equal ones by how lately they were used, then in their order.

    ``recent`` are keys of entries, the latest first. Nothing typed: all entries, the recent ones before the others.
    """
    words = key_of(typed).split()
    if typed.strip() and not words:
        return []
    letters = len(entries) <= LETTERS_AMONG
    used = {key: place for place, key in enumerate(recent)}
    ranked = []
    for place, one in enumerate(entries):
        how = rank(one.name, one.more, words, letters=letters) if words else (0, 0)
        if how is not None:
            ranked.append((how[0], used.get(one.key, len(used)), how[1], place))
    return [entries[row[3]] for row in nsmallest(most, ranked)]


def with_recent(recent: Sequence[str], key: str, most: int = 30) -> list[str]:
    """Return the keys used lately with this one as the latest."""
    return [key, *(one for one in recent if one != key)][:most]
