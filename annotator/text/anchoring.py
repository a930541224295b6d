"""Finding passages of a text again in another version of it, by the words themselves and by what stands around them.

A passage is found surely only if its words stand unaltered in the new text and both texts agree on which place is meant: no other
place of the same words fits nearly as well, seen from the old text or from the new one. Whatever is less sure is reported as
changed, for somebody to look at; what has no place of its own any more is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from annotator.model.span import Span, Spans

KEPT, MOVED, CHANGED, LOST = "kept", "moved", "changed", "lost"
STATUSES = (KEPT, MOVED, CHANGED, LOST)

NEAR = 24
"""so many characters beside a passage that agree are evidence; so long a passage that stands once is its own"""
_CLOSE = 6
_FAR = 300
_MARGIN = 12
_MOST_PLACES = 2_000
_LEAST_LEFT = 0.5
_LONGEST_GAP = 60
_PIECE = re.compile(r"\w+\s*|[^\w\s]+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a passage stands in the new text, and how surely: kept (at the same place), moved, changed, or lost (no spans)."""

    status: str
    spans: Spans = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch that both texts have, character for character."""

    old: int
    new: int
    length: int


class Anchoring:
    """An old and a new version of a text; ``place`` finds a passage of the old one in the new one."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new

    def place(self, spans: Spans) -> Anchor:
        """Return where the fragments of a passage stand in the new text; what is lost of it makes the rest changed."""
        if self._old == self._new:
            return Anchor(KEPT, spans)
        found = [self._place(span) for span in spans]
        kept = [span for status, span in found if span is not None and status != LOST]
        if not kept:
            return Anchor(LOST)
        in_order = all(one.end <= other.start for one, other in pairwise(kept))
        if not in_order:
            return Anchor(LOST)
        status = max((status for status, _span in found), key=STATUSES.index)
        return Anchor(CHANGED if status == LOST else status, tuple(kept))

    def _place(self, span: Span) -> tuple[str, Span | None]:
        start, near = self._sure(span), self._by_what_both_have(span)
        if start is not None and (near is None or (near.start < start + span.end - span.start and start < near.end)):
            return (KEPT if start == span.start else MOVED), Span(start, start + span.end - span.start)
        return (CHANGED, near) if near is not None else (LOST, None)

    # ---- the same words, at the place that is meant ---------------------------------------------------------------------

    def _sure(self, span: Span) -> int | None:
        """Return where the words stand, if it is sure which of their places is meant."""
        quote = self._old[span.start : span.end]
        there = list(_places(self._new, quote))
        if not there or len(there) > _MOST_PLACES:
            return None
        here = list(_places(self._old, quote))
        if len(here) == len(there) == 1:
            beside = max(self._agreement(here[0], there[0], len(quote)))
            return there[0] if max(beside, len(quote)) >= NEAR else None
        best = self._best(span.start, len(quote), there)
        if best is None:
            return None
        if len(here) > 1:
            back = self._best(best, len(quote), here, backwards=True)
            if back != span.start:
                return None
        return best

    def _best(self, place: int, length: int, others: Sequence[int], *, backwards: bool = False) -> int | None:
        """Return the place among others around which the texts agree most; None if that is little, or another comes near."""
        scored = []
        for other in others:
            old, new = (other, place) if backwards else (place, other)
            left, right = self._agreement(old, new, length)
            scored.append((left + right, max(left, right), min(left, right), other))
        scored.sort(reverse=True)
        total, better, worse, best = scored[0]
        if better < NEAR or worse + length < NEAR // 2 or (worse < _CLOSE and length < NEAR):
            return None
        if len(scored) > 1 and scored[1][0] + _MARGIN > total:
            return None
        if worse < NEAR and any(rival >= NEAR for _total, rival, _worse, _other in scored[1:]):
            return None  # each has a side of the context for itself: the passage was set twice
        return best

    def _agreement(self, old: int, new: int, length: int) -> tuple[int, int]:
        """Return how many characters agree before and behind two places; the same edge of both texts agrees to the end."""
        left = _common_end(self._old[max(0, old - _FAR) : old], self._new[max(0, new - _FAR) : new])
        right = _common_start(self._old[old + length : old + length + _FAR], self._new[new + length : new + length + _FAR])
        old_rest, new_rest = len(self._old) - old - length, len(self._new) - new - length
        return _to_the_edge(left, old, new), _to_the_edge(right, old_rest, new_rest)

    # ---- other words, between what both texts have ----------------------------------------------------------------------

    def _by_what_both_have(self, span: Span) -> Span | None:
        """Return the stretch of the new text that stands for a passage, if at least half of its characters are left in it."""
        inside = [
            (block, max(block.old, span.start), min(block.old + block.length, span.end))
            for block in self._blocks
            if block.old < span.end and block.old + block.length > span.start
        ]
        if sum(end - start for _block, start, end in inside) < _LEAST_LEFT * (span.end - span.start):
            return None
        first, first_start, _end = inside[0]
        last, _start, last_end = inside[-1]
        start, end = first.new + first_start - first.old, last.new + last_end - last.old
        if first_start > span.start:
            start = self._with_gap_before(first, start)
        if last_end < span.end:
            end = self._with_gap_behind(last, end)
        return self._trimmed(start, end, span)

    def _with_gap_before(self, block: _Block, start: int) -> int:
        place = self._blocks.index(block)
        before = self._blocks[place - 1] if place else _Block(0, 0, 0)
        gap = start - before.new - before.length
        return start - gap if gap <= _LONGEST_GAP else start

    def _with_gap_behind(self, block: _Block, end: int) -> int:
        place = self._blocks.index(block)
        following = self._blocks[place + 1].new if place + 1 < len(self._blocks) else len(self._new)
        return following if following - end <= _LONGEST_GAP else end

    def _trimmed(self, start: int, end: int, span: Span) -> Span | None:
        while start < end and self._new[start].isspace():
            start += 1
        while end > start and self._new[end - 1].isspace():
            end -= 1
        if end <= start or end - start > 2 * (span.end - span.start) + _LONGEST_GAP:
            return None
        return Span(start, end)

    @cached_property
    def _blocks(self) -> list[_Block]:
        """The stretches that both texts have, in order: first whole lines, then words within what differs."""
        old, new = _pieces(self._old, lines=True), _pieces(self._new, lines=True)
        found: list[_Block] = []
        for tag, a, b, c, d in SequenceMatcher(None, [one[1] for one in old], [one[1] for one in new], autojunk=False).get_opcodes():
            old_start, new_start = _start_of(old, a, self._old), _start_of(new, c, self._new)
            old_part, new_part = self._old[old_start : _start_of(old, b, self._old)], self._new[new_start : _start_of(new, d, self._new)]
            if tag == "equal":
                found.append(_Block(old_start, new_start, len(old_part)))
            elif tag == "replace":
                found += [_Block(old_start + one.old, new_start + one.new, one.length) for one in _word_blocks(old_part, new_part)]
        return found


def _word_blocks(old: str, new: str) -> Iterator[_Block]:
    """Yield the stretches of words that two texts share, in order."""
    ours, theirs = _pieces(old), _pieces(new)
    matcher = SequenceMatcher(None, [one[1] for one in ours], [one[1] for one in theirs], autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        if size:
            start, begin = ours[a][0], theirs[b][0]
            yield _Block(start, begin, _start_of(ours, a + size, old) - start)


def _pieces(text: str, *, lines: bool = False) -> list[tuple[int, str]]:
    """Return (start, piece) of the lines of a text with their ends; or of its words and what stands between, each with its space.

    Spaces of their own would be as many as there are words, and comparing them with each other is most of the work.
    """
    found, place = [], 0
    for piece in text.splitlines(keepends=True) if lines else _PIECE.findall(text):
        found.append((place, piece))
        place += len(piece)
    return found


def _start_of(pieces: Sequence[tuple[int, str]], number: int, text: str) -> int:
    return pieces[number][0] if number < len(pieces) else len(text)


def _places(text: str, quote: str) -> Iterator[int]:
    """Yield where the words stand, overlapping places too, at most one more than are looked at."""
    found, count = text.find(quote), 0
    while found >= 0 and count <= _MOST_PLACES:
        yield found
        count += 1
        found = text.find(quote, found + 1)


def _to_the_edge(agreed: int, old: int, new: int) -> int:
    """Return how much agreement counts where both texts end with it (all that is asked for), or only one does (a little)."""
    return _FAR if agreed == old == new else max(agreed, _CLOSE) if agreed in (old, new) else agreed


def _common_start(one: str, other: str) -> int:
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return length
    return next(place for place in range(length) if one[place] != other[place])


def _common_end(one: str, other: str) -> int:
    return _common_start(one[::-1], other[::-1])
