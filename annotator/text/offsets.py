"""Code points to UTF-16 units and back: the one place where the two ways of counting meet.

A stored span counts code points; Qt counts UTF-16 units, in which a character beyond U+FFFF takes two.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from annotator.model.span import Span

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Offsets:
    """The positions of one text in both counts; made in O(length), asked in O(log of its astral characters)."""

    __slots__ = ("_astral", "_astral_units", "_length", "_units")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._units = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
        self._astral: list[int] = []
        if self._units != self._length:
            self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        self._astral_units = [position + before for before, position in enumerate(self._astral)]

    @property
    def length(self) -> int:
        """Return the length of the text in code points."""
        return self._length

    @property
    def length_utf16(self) -> int:
        """Return the length of the text in UTF-16 units."""
        return self._units

    def to_utf16(self, position: int) -> int:
        """Return the UTF-16 position of this code point position; ValueError outside 0 … length."""
        if not 0 <= position <= self._length:
            raise ValueError(f"position {position} lies outside a text of {self._length} characters")
        return position + bisect_left(self._astral, position)

    def from_utf16(self, unit: int) -> int:
        """Return the code point position of this UTF-16 position; ValueError outside 0 … length_utf16.

        A position between the two halves of a surrogate pair gives the character's start.
        """
        if not 0 <= unit <= self._units:
            raise ValueError(f"position {unit} lies outside a text of {self._units} UTF-16 units")
        return unit - bisect_left(self._astral_units, unit)

    def span_to_utf16(self, span: Span) -> tuple[int, int]:
        """Return start and end of the span in UTF-16 units."""
        return self.to_utf16(span.start), self.to_utf16(span.end)

    def span_from_utf16(self, start: int, end: int) -> Span:
        """Return the span of a selection in UTF-16 units; ValueError if it holds no whole character."""
        return Span(self.from_utf16(start), self.from_utf16(end))
