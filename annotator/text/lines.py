"""One line of a text and what stands in it: clusters, words, sentences, marks. Each is found when first asked for."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache

from icu4py.breakers import CharacterBreaker, WordBreaker

from annotator.model.span import Span
from annotator.text.quotations import Marks, marks_in
from annotator.text.sentences import sentence_edges

_LOCALE = "xx@ss=standard"
_INVISIBLE = frozenset("\u200b\u2060\ufeff")
_PART_OF_A_VALUE = frozenset("%‰°§#@&*′″")  # category Po, yet no punctuation of the sentence: "5%", "#MeToo", "@name"
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_POSSESSIVE = ("'s", "’s", "'S", "’S")


def is_blank(character: str) -> bool:
    """Return whether a span must not begin or end with this character: white space and what is as invisible."""
    return character.isspace() or character in _INVISIBLE


@lru_cache(maxsize=1024)
def is_punctuation(character: str) -> bool:
    """Return whether a span leaves this character out at its edge."""
    return unicodedata.category(character)[0] == "P" and character not in _PART_OF_A_VALUE


@lru_cache(maxsize=1024)
def _makes_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) == "So"


class Line:
    """A line without its line feed; all positions are those of the whole text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.text = text[start:end]

    @cached_property
    def clusters(self) -> list[int] | range:
        """The cluster edges from the line's start to its end, both included."""
        if self.text.isascii():
            return range(self.start, self.end + 1)
        edges = [self.start]
        for piece in CharacterBreaker(self.text, _LOCALE):
            edges.append(edges[-1] + len(piece))
        return edges

    @cached_property
    def words(self) -> list[Span]:
        """The words in order, as ICU finds them; the last stop of "U.S." or "z.B." belongs to its word."""
        words: list[Span] = []
        position = self.start
        before = ""
        for piece in WordBreaker(self.text, _LOCALE):
            end = position + len(piece)
            if piece == "." and _DOTTED.fullmatch(before):
                words[-1] = Span(words[-1].start, end)
            elif any(map(_makes_a_word, piece)):
                words.append(Span(position, end))
            position, before = end, piece
        return words

    @cached_property
    def word_starts(self) -> list[int]:
        """Where words begin."""
        return [word.start for word in self.words]

    @cached_property
    def word_ends(self) -> list[int]:
        """Where a span may end by word: the ends of words, and the places before a possessive ’s."""
        ends: list[int] = []
        for word in self.words:
            if self.is_possessive(word):
                ends.append(word.end - 2)
            ends.append(word.end)
        return ends

    def is_possessive(self, word: Span) -> bool:
        """Return whether the word ends with ’s, which the span of an actor leaves out."""
        return len(word) > 2 and self.text.startswith(_POSSESSIVE, word.end - 2 - self.start)

    @cached_property
    def whole(self) -> Span | None:
        """The paragraph: the line without white space at its edges, None for a blank line."""
        return self.trimmed(self.start, self.end)

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences in order, without white space at their edges; every other character is in one of them."""
        if self.whole is None:
            return []
        found = []
        start = self.start
        for edge in sentence_edges(self.text):
            sentence = self.trimmed(start, self.start + edge)
            if sentence is not None:
                found.append(sentence)
            start = self.start + edge
        return found

    @cached_property
    def marks(self) -> Marks:
        """Quotation marks and brackets that belong together; positions in the line."""
        return marks_in(self.text)

    def trimmed(self, start: int, end: int) -> Span | None:
        """Return the place without white space at its edges; None if nothing else is in it."""
        text, base = self.text, self.start
        while start < end and is_blank(text[start - base]):
            start += 1
        while start < end and is_blank(text[end - 1 - base]):
            end -= 1
        return Span(start, end) if start < end else None
