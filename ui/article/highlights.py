"""Stretches with a colour behind the text: what highlighters find, and where a version differs. They are no annotations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from annotator.model.span import Span


class Highlights:
    """Stretches with their colours (``#RRGGBB``), to be asked for those of one block."""

    def __init__(self, found: Iterable[tuple[Span, str]] = ()) -> None:
        self._found = sorted(found, key=lambda one: (one[0].start, one[0].end))
        self._starts = [span.start for span, _colour in self._found]
        self._longest = max((span.end - span.start for span, _colour in self._found), default=0)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[tuple[Span, str]]:
        return iter(self._found)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Yield what shares a character with a stretch, cut to it: start, end, colour."""
        for span, colour in self._found[bisect_left(self._starts, start - self._longest) : bisect_left(self._starts, end)]:
            if span.end > start:
                yield max(start, span.start), min(end, span.end), colour
