"""Words as the search for names sees them: folded, with or without a capital, without a possessive ’s."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotator.model.span import Span
from annotator.text.folding import fold

_MARKS = r"\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u064b-\u065f\u200c\u200d"  # \w has no combining marks
_WORD = re.compile(rf"[^\W_](?:[\w{_MARKS}]|(?<=\w)['’.](?=[^\W\d_]))*")
_POSSESSIVE = re.compile(r"['’]s$", re.I)
_CASE_ENDINGS = ("हरूले", "हरूको", "लाई", "बाट", "सँग", "सित", "द्वारा", "ले", "को", "का", "की", "मा")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its place without a possessive ’s, its folded form, and whether it begins with a capital."""

    start: int
    end: int
    word: str
    folded: str
    capital: bool
    possessive: bool


def tokens_in(text: str, span: Span) -> list[Token]:
    """Return the words of a stretch of text in order."""
    tokens = []
    for match in _WORD.finditer(text, span.start, span.end):
        word = match.group()
        bare = _POSSESSIVE.sub("", word)
        end = match.start() + len(bare)
        if "." in bare and text[end : end + 1] == ".":
            end += 1  # the last stop of "U.S." belongs to it, as in Segments.words
        tokens.append(Token(match.start(), end, bare, fold(bare), bare[:1].isupper(), bare != word))
    return tokens


def folded_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded."""
    return tuple(fold(_POSSESSIVE.sub("", match.group())) for match in _WORD.finditer(name))


def stem(word: str, wanted: str = "") -> str:
    """Return a Devanagari word without the case ending that is written onto a name (राम + ले), any other as it is."""
    if word == wanted or not "\u0900" <= word[-1:] <= "\u097f":
        return word
    return next((word[: -len(ending)] for ending in _CASE_ENDINGS if word.endswith(ending) and len(word) > len(ending)), word)


def adjoins(text: str, left: Token, right: Token) -> bool:
    """Return whether only one space stands between two words, a possessive ’s of the left one left out."""
    between = text[left.end : right.start]
    return between in (" ", "\u00a0") or (left.possessive and between[:1] in "'’" and between[2:] in (" ", "\u00a0"))
