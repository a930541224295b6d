"""Which lane each mark of a block takes where marks overlap (DESIGN.md section 5).

Six layers: two grounds, two boxes, two lines. The longest mark of a shape keeps lane 0, the next goes to lane 1, and
what fits neither is not drawn but counted. No Qt here, and no comparison of every mark with every other: each lane
keeps its stretches sorted and is asked with a bisect.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from annotator.model.span import Spans
from ui.article.marks import Mark

LANES = 2
GROUND, BOX, LINE = "ground", "box", "line"
_LAYER = {"background": GROUND, "box": BOX, "underline": LINE, "wave": LINE}


class Placed(NamedTuple):
    """A mark with its lane (0 or 1) and the parts of it that lie in the block, as code points of the article.

    Each part says whether the mark truly starts and truly ends with it (``opens``, ``closes``): a claim's edges and a
    box's sides stand only there.
    """

    mark: Mark
    layer: str
    lane: int
    parts: tuple[Part, ...]


class Part(NamedTuple):
    """A stretch of one fragment inside the block; ``fragment`` is its number in the mark."""

    start: int
    end: int
    fragment: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """What one block shows: the placed marks in the order of painting, and the marks that did not fit."""

    placed: tuple[Placed, ...]
    hidden: tuple[Mark, ...]


class _Lane:
    """Disjoint stretches, sorted."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, spans: Spans, low: int, high: int) -> bool:
        """Take the stretches between low and high if all of them are free, and tell whether they were."""
        starts, ends = self._starts, self._ends
        for span in spans:
            if span.start < high and span.end > low:
                at = bisect_left(starts, span.end)
                if at and ends[at - 1] > span.start:
                    return False
        for span in spans:
            if span.start < high and span.end > low:
                insort(starts, span.start)
                insort(ends, span.end)
        return True


def parts_in(mark: Mark, start: int, end: int) -> tuple[Part, ...]:
    """Return the parts of the mark that lie between start and end."""
    spans = mark.spans
    if len(spans) == 1:
        span = spans[0]
        inside = span.start >= start, span.end <= end
        if all(inside):
            return (Part(span.start, span.end, 0, True, True),)
    last = len(spans) - 1
    return tuple(
        Part(
            max(span.start, start),
            min(span.end, end),
            number,
            opens=number == 0 and span.start >= start,
            closes=number == last and span.end <= end,
        )
        for number, span in enumerate(spans)
        if span.start < end and span.end > start
    )


def lay_out(marks: Iterable[Mark], start: int, end: int) -> BlockLayout:
    """Return the lanes of the marks in the block that runs from start to end.

    The result does not depend on the order in which the marks come. Painting order: grounds (long first), lines,
    boxes.
    """
    lanes = {layer: tuple(_Lane() for _ in range(LANES)) for layer in (GROUND, BOX, LINE)}
    placed: dict[str, list[Placed]] = {GROUND: [], LINE: [], BOX: []}
    hidden: list[Mark] = []
    for mark in sorted(marks, key=_long_first):
        spans = mark.spans
        if spans[0].start >= end or spans[-1].end <= start:
            continue
        if len(spans) > 1 and not any(span.start < end and span.end > start for span in spans):
            continue  # only the join of its fragments runs through here
        layer = _LAYER[mark.style]
        for number, lane in enumerate(lanes[layer]):
            if lane.take(spans, start, end):
                placed[layer].append(Placed(mark, layer, number, parts_in(mark, start, end)))
                break
        else:
            hidden.append(mark)
    return BlockLayout((*placed[GROUND], *placed[LINE], *placed[BOX]), tuple(hidden))


def _long_first(mark: Mark) -> tuple[int, int, str]:
    spans = mark.spans
    first = spans[0]
    return (first.start - first.end if len(spans) == 1 else -mark.length, first.start, mark.id)
