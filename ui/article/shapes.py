"""The marks of one block as rectangles and paths, measured once and kept until the block, its width or the font changes.

Coordinates are relative to the block's top and the view's left. Nothing here depends on what is selected or hovered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from ui.article.geometry import BlockLines, Strip
from ui.article.marks import Mark
from ui.article.span_layout import BlockLayout, Part
from ui.article.typeset import Crossing, LineHeights

_WAVE_HALF, _WAVE_HEIGHT = 3.0, 1.6
WAVE_LENGTH = 2 * _WAVE_HALF
WAVE_ROOM = 4.0  # px above and below a wave's middle that it may fill
_LANE = 4.0
_GROUND_INSET, _BOX_INSET = 3.0, 2.0


class Bar(NamedTuple):
    """One strip of a mark with its line's top, and whether its sides are closed (the mark truly ends there)."""

    top: float
    line: int
    left: float
    right: float
    closed_left: bool
    closed_right: bool


@dataclass(slots=True)
class Shape:
    """One mark in one block: its bars, and what is painted of them."""

    mark: Mark
    lane: int
    bars: tuple[Bar, ...]
    rects: list[QRectF] = field(default_factory=list)
    """grounds of a background, bodies of a line or box: what a tint fills"""
    edges: list[QRectF] = field(default_factory=list)
    """true ends of a background; the bars of an underline; the strips a wave fills"""
    path: QPainterPath | None = None
    """outline of a box; a wave that is dashed or dotted"""
    end: QPointF | None = None
    """where signs stand: the top of the mark's true end, if it is in this block"""


@dataclass(slots=True)
class BlockShapes:
    """All that is painted of the marks in one block."""

    heights: LineHeights
    grounds: list[Shape] = field(default_factory=list)
    underlines: list[Shape] = field(default_factory=list)
    waves: list[Shape] = field(default_factory=list)
    boxes: list[Shape] = field(default_factory=list)
    joins: list[tuple[Mark, QPainterPath]] = field(default_factory=list)
    overflow: dict[int, int] = field(default_factory=dict)
    """how many marks of a line number did not fit"""
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ruler:
    """What turns code points of one block into bars: its lines, its place in the text, its line heights."""

    lines: BlockLines
    heights: LineHeights
    position: int
    offsets: Crossing
    left: float
    right: float

    def strips(self, start: int, end: int) -> list[Strip]:
        """Return the strips of the code points start up to end."""
        to_utf16, position = self.offsets.to_utf16, self.position
        return self.lines.strips(to_utf16(start) - position, to_utf16(end) - position)

    def bars(self, parts: Iterable[Part]) -> tuple[Bar, ...]:
        """Return the bars of the parts, with the sides closed where the mark truly starts and ends."""
        found = []
        pitch = self.heights.pitch
        for part in parts:
            for line, left, right, first, last, backwards in self.strips(part.start, part.end):
                starts, ends = first and part.opens, last and part.closes
                if backwards:
                    starts, ends = ends, starts
                found.append(Bar(line * pitch, line, left, right, starts, ends))
        return tuple(found)


def shapes_of(layout: BlockLayout, ruler: Ruler, spanning: Iterable[Mark]) -> BlockShapes:
    """Return the shapes of a block from its lanes; ``spanning`` are all marks that touch it, for the joins of fragments."""
    shapes = BlockShapes(ruler.heights)
    for placed in layout.placed:
        add_shape(shapes, shape_of(placed.mark, placed.lane, placed.parts, ruler))
    shapes.hidden = frozenset(mark.id for mark in layout.hidden)
    if layout.hidden:
        shapes.overflow = _overflow(layout.hidden, ruler)
    for mark in spanning:
        if len(mark.spans) > 1:
            path = _join(mark, ruler)
            if path is not None:
                shapes.joins.append((mark, path))
    return shapes


def add_shape(shapes: BlockShapes, shape: Shape) -> None:
    """Put the shape among those of its kind."""
    kinds = {"background": shapes.grounds, "underline": shapes.underlines, "wave": shapes.waves, "box": shapes.boxes}
    kinds[shape.mark.style].append(shape)


def shape_of(mark: Mark, lane: int, parts: Iterable[Part], ruler: Ruler) -> Shape:
    """Return how the mark is drawn in a lane of a block."""
    parts = tuple(parts)
    shape = Shape(mark, lane, ruler.bars(parts))
    _DRAWN[mark.style](shape, ruler.heights)
    if shape.bars and parts[-1].closes and (mark.incomplete or mark.flagged):
        last = ruler.strips(parts[-1].start, parts[-1].end)[-1]
        shape.end = QPointF(last.end_x, last.line * ruler.heights.pitch + ruler.heights.top)
    return shape


def _background(shape: Shape, heights: LineHeights) -> None:
    s = heights.scale
    inset = _GROUND_INSET * s * shape.lane
    top, bottom = heights.top + inset, heights.bottom - inset
    for bar in shape.bars:
        shape.rects.append(QRectF(bar.left - s, bar.top + top, bar.right - bar.left + 2 * s, bottom - top))
        edge_top, edge_height = bar.top + top - s, bottom - top + 3 * s
        if bar.closed_left:
            shape.edges.append(QRectF(bar.left - 2 * s, edge_top, 2 * s, edge_height))
        if bar.closed_right:
            shape.edges.append(QRectF(bar.right, edge_top, 2 * s, edge_height))


def _box(shape: Shape, heights: LineHeights) -> None:
    s = heights.scale
    inset = _BOX_INSET * s * shape.lane
    top, bottom = heights.top + s + inset, heights.bottom - s - inset
    shape.path = QPainterPath()
    for bar in shape.bars:
        rect = QRectF(bar.left - 1.5 * s, bar.top + top, bar.right - bar.left + 3 * s, bottom - top)
        if inset:
            rect.adjust(inset if bar.closed_left else 0, 0, -inset if bar.closed_right else 0, 0)
        shape.rects.append(rect)
        add_box(shape.path, rect, 3 * s, bar.closed_left, bar.closed_right)


def _underline(shape: Shape, heights: LineHeights) -> None:
    s = heights.scale
    for bar in shape.bars:
        shape.rects.append(QRectF(bar.left - s, bar.top + heights.top, bar.right - bar.left + 2 * s, heights.bottom - heights.top))
        shape.edges.append(QRectF(bar.left, bar.top + heights.bottom - s + _LANE * s * shape.lane, bar.right - bar.left, 3 * s))


def _wave(shape: Shape, heights: LineHeights) -> None:
    s = heights.scale
    broken = shape.mark.suggested or shape.mark.inherited
    for bar in shape.bars:
        shape.rects.append(QRectF(bar.left - s, bar.top + heights.top, bar.right - bar.left + 2 * s, heights.bottom - heights.top))
        y = bar.top + heights.bottom + (0.4 + _LANE * shape.lane) * s
        shape.edges.append(QRectF(bar.left, y - WAVE_ROOM * s, bar.right - bar.left, 2 * WAVE_ROOM * s))
        if broken:
            shape.path = shape.path or QPainterPath()
            add_wave(shape.path, bar.left, y, bar.right - bar.left, s)


def add_wave(path: QPainterPath, x: float, y: float, width: float, scale: float) -> None:
    """Add a wave of length 6 and amplitude 1.6 to the path, from x on, its last half fitted to the width."""
    halves = max(1, round(width / (_WAVE_HALF * scale)))
    step = width / halves
    rise = 2 * _WAVE_HEIGHT * scale  # the top of a quadratic curve lies at half the height of its handle
    path.moveTo(x, y)
    for half in range(halves):
        at = x + half * step
        path.quadTo(at + step / 2, y - rise if half % 2 else y + rise, at + step, y)


_DRAWN = {"background": _background, "box": _box, "underline": _underline, "wave": _wave}


def add_box(path: QPainterPath, rect: QRectF, radius: float, closed_left: bool, closed_right: bool) -> None:
    """Add a rounded box to the path, open at the sides where the mark goes on in another line."""
    if closed_left and closed_right:
        path.addRoundedRect(rect, radius, radius)
        return
    left, right, top, bottom = rect.left(), rect.right(), rect.top(), rect.bottom()
    across = 2 * radius
    if closed_left:
        path.moveTo(right, top)
        path.arcTo(left, top, across, across, 90, 90)
        path.arcTo(left, bottom - across, across, across, 180, 90)
        path.lineTo(right, bottom)
    elif closed_right:
        path.moveTo(left, top)
        path.arcTo(right - across, top, across, across, 90, -90)
        path.arcTo(right - across, bottom - across, across, across, 0, -90)
        path.lineTo(left, bottom)
    else:
        path.moveTo(left, top)
        path.lineTo(right, top)
        path.moveTo(left, bottom)
        path.lineTo(right, bottom)


def _overflow(hidden: Iterable[Mark], ruler: Ruler) -> dict[int, int]:
    """Return how many hidden marks each line has, by the lines of each mark's ends and one running sum."""
    count = len(ruler.lines.lines)
    to_code_points = ruler.offsets.from_utf16
    starts = [to_code_points(ruler.position + start) for start in ruler.lines.starts]
    low_place, high_place = starts[0], to_code_points(ruler.position + len(ruler.lines.text))
    steps = [0] * (count + 1)
    for mark in hidden:
        for span in mark.spans:
            if span.start < high_place and span.end > low_place:
                steps[max(0, bisect_right(starts, span.start) - 1)] += 1
                steps[bisect_right(starts, span.end - 1)] -= 1
    counts, running = {}, 0
    for line, step in enumerate(steps):
        running += step
        if running:
            counts[line] = running
    return counts


def _join(mark: Mark, ruler: Ruler) -> QPainterPath | None:
    """Return the line through the channel between the fragments, as far as it runs through this block."""
    s = ruler.heights.scale
    first_place = ruler.offsets.from_utf16(ruler.position)
    last_place = ruler.offsets.from_utf16(ruler.position + len(ruler.lines.text))
    path = QPainterPath()
    for before, after in zip(mark.spans, mark.spans[1:], strict=False):
        if before.end > last_place or after.start < first_place:
            continue
        leaves = before.end > first_place
        arrives = after.start < last_place
        low = high = None
        if leaves:
            strips = ruler.strips(max(before.start, first_place), before.end)
            low = strips[-1] if strips else None
        if arrives:
            strips = ruler.strips(after.start, min(after.end, last_place))
            high = strips[0] if strips else None
        first_line = low.line if low else 0
        last_line = high.line if high else len(ruler.lines.lines) - 1
        for line in range(first_line, last_line + 1):
            y = line * ruler.heights.pitch + ruler.heights.bottom
            x1 = low.end_x if low and line == first_line else None
            x2 = high.start_x if high and line == last_line else None
            _join_line(path, (x1, ruler.left), (x2, ruler.right), y, s)
    return None if path.isEmpty() else path


def _join_line(path: QPainterPath, start: tuple[float | None, float], end: tuple[float | None, float], y: float, s: float) -> None:
    """Add one line of a join: down from the fragment's end (or from the line's start), along, and up again."""
    x1 = start[0] if start[0] is not None else start[1]
    x2 = end[0] if end[0] is not None else end[1]
    low, bend = y + 3.5 * s, 2.5 * s
    way = bend if x2 >= x1 else -bend
    if start[0] is not None:
        path.moveTo(x1, y)
        path.quadTo(x1, low, x1 + way, low)
    else:
        path.moveTo(x1, low)
    if end[0] is not None:
        path.lineTo(x2 - way, low)
        path.quadTo(x2, low, x2, y)
    else:
        path.lineTo(x2, low)
