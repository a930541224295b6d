"""The form of a text in which words are searched, and the way from a place in it back to the text as it is stored.

Folded, and cut into words by ICU where the script has no spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese). Line by line, so
that line n of the form is line n of the text. A word is a run of letters, digits and combining marks, as the index counts it.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from annotator.model.span import Span
from annotator.text.folding import fold_in_place

_LINE_FEED = re.compile("\n")
# Scripts that are written without spaces between words.
_UNSPACED = re.compile(
    "[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]"
)


def searched_form(text: str) -> str:
    """Return the form of a text in which words are searched."""
    folded = fold_in_place(text)
    if folded.isascii() or not _UNSPACED.search(folded):
        return folded
    return "\n".join(cut_into_words(line) if _UNSPACED.search(line) else line for line in folded.split("\n"))


def cut_into_words(line: str) -> str:
    """Return a folded line with a space between any two of its words that touch."""
    from icu4py.breakers import WordBreaker

    pieces: list[str] = []
    before = ""
    for piece in WordBreaker(line, "xx"):
        if before and _is_word_sign(before[-1]) and _is_word_sign(piece[0]):
            pieces.append(" ")
        pieces.append(piece)
        before = piece
    return "".join(pieces)


def words_of(form: str) -> list[str]:
    """Return the words of a text in the form in which they are searched."""
    return word_pattern().findall(form)


@cache
def word_pattern() -> re.Pattern[str]:
    """Return the pattern of a word: letters, digits, private signs and combining marks (categories L, N, Co, Mn, Mc)."""
    return re.compile(f"[{_word_class()}]+")


@cache
def _word_class() -> str:
    ranges: list[tuple[int, int]] = []
    for code in range(0x30, sys.maxunicode + 1):
        if 0x323B0 <= code < 0xE0000:  # nothing is assigned there
            continue
        if _is_word_sign(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = ranges[-1][0], code
            else:
                ranges.append((code, code))
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)


@lru_cache(maxsize=4096)
def _is_word_sign(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LN" or category in ("Co", "Mn", "Mc")


# ---- finding in one text ------------------------------------------------------------------------------------------------


def phrase_pattern(words: tuple[str, ...], *, prefix: bool) -> re.Pattern[str]:
    """Return the pattern of words that follow each other in a form; the last one may go on if ``prefix``.

    A match may begin within a longer word: ``occurrences`` passes over those.
    """
    between = rf"(?:(?![{_word_class()}]).)+" if any(not word.isascii() for word in words) else r"[^\w]+"
    joined = between.join(map(re.escape, words))
    return re.compile(joined + (f"[{_word_class()}]*" if prefix else ""), re.DOTALL)


def occurrences(form: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where the pattern stands in a form with whole words at both its ends."""
    for match in pattern.finditer(form):
        start, end = match.span()
        if (start and _is_word_sign(form[start - 1])) or (end < len(form) and _is_word_sign(form[end])):
            continue
        yield start, end


def places_in_text(text: str, form: str, places: Iterable[tuple[int, int]]) -> list[Span]:
    """Return the places in the text as stored that places in its form stand for, in code points; their lines are the same."""
    if len(text) == len(form) and text.isascii():
        return [Span(start, end) for start, end in places]
    lines = _Lines(text, form)
    return [lines.place(start, end) for start, end in places]


class _Lines:
    """Where the lines of a text and of its form begin."""

    def __init__(self, text: str, form: str) -> None:
        self._text, self._form = text, form
        self._starts, self._form_starts = _line_starts(text), _line_starts(form)

    def place(self, start: int, end: int) -> Span:
        number = bisect_right(self._form_starts, start) - 1
        if number == bisect_right(self._form_starts, end) - 1:
            base, form_base = self._starts[number], self._form_starts[number]
            line, form_line = self._text[base : _line_end(self._text, base)], self._form[form_base : _line_end(self._form, form_base)]
            first, last = _in_line(line, form_line, start - form_base, end - form_base)
            return Span(base + first, base + last)
        one, other = self.place(start, _line_end(self._form, start)), self.place(self._form.rfind("\n", 0, end) + 1, end)
        return Span(one.start, max(other.end, one.start + 1))


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_FEED.finditer(text))]


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _in_line(line: str, form: str, start: int, end: int) -> tuple[int, int]:
    """Return start and end in a line; letter for letter where folding has changed no length before them."""
    if end <= len(line) and fold_in_place(line[:start]) == form[:start] and fold_in_place(line[start:end]) == form[start:end]:
        clean = end == len(line) or not unicodedata.combining(line[end])
        if clean:
            return start, end
    edges = _edges(line, form)
    left = max(place for place, at in edges if at <= start)
    right = min((place for place, at in edges if at >= end), default=len(line))
    return left, max(right, left + 1)


def _edges(line: str, form: str) -> list[tuple[int, int]]:
    """Return for the edges of the clusters of a line (place in the line, place in its form)."""
    from icu4py.breakers import CharacterBreaker

    found, place, at = [(0, 0)], 0, 0
    for cluster in CharacterBreaker(line, "xx"):
        for sign in fold_in_place(cluster):
            if at < len(form) and form[at] != sign and form[at] == " ":
                if found[-1] == (place, at):
                    found[-1] = (place, at + 1)  # a space of ours between two words
                at += 1
            at += 1
        place += len(cluster)
        found.append((place, min(at, len(form))))
    return found
