"""Paints what is in view, from below: grounds, the selection, lines, what stands beside, the text, and on it the caret."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextBlock

from annotator.model.span import Span
from ui.article.highlights import Highlights
from ui.article.marks import Mark
from ui.article.paint import Emphasis, MarkPainter
from ui.article.shapes import BlockShapes, Shape
from ui.article.shown import ShownMarks

if TYPE_CHECKING:
    from ui.article.beside import Beside
    from ui.article.page import Page

_KNOB = 3.5
_PALE = 0.26


@dataclass(frozen=True, slots=True)
class Scene:
    """All that one painting needs."""

    shown: ShownMarks
    page: Page
    beside: Beside
    marks: MarkPainter
    emphasis: Emphasis
    selection: Span | None
    caret: int | None
    """None where no caret is shown"""
    candidates: tuple[Mark, ...]
    editing: tuple[Mark, int] | None
    dragged: Mark | None
    highlights: Highlights = field(default_factory=Highlights)


def paint(painter: QPainter, scene: Scene, clip: QRect) -> None:
    """Paint the part of the view inside the clip."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    theme = scene.marks.theme
    painter.fillRect(clip, theme.paper)
    blocks = list(scene.page.visible(clip.top() - 12.0, clip.bottom() + 12.0))
    over = {block.blockNumber(): _over(scene, block) for block, _top in blocks}
    for block, top in blocks:
        painter.translate(0.0, top)
        if len(scene.highlights):
            _paint_highlights(painter, scene, block)
        shapes, extra = _shapes(scene, block), over[block.blockNumber()]
        lines = _lines_within(clip, top, shapes.heights.pitch)
        scene.marks.paint_grounds(painter, shapes, scene.emphasis, extra, lines)
        if scene.selection is not None:
            _paint_selection(painter, scene, block)
        scene.marks.paint_lines(painter, shapes, scene.emphasis, extra, lines)
        if shapes.overflow:
            column = scene.beside.column
            scene.marks.chip(painter, shapes, column.text_end + column.onward * 17, column.onward, lines)
        painter.translate(0.0, -top)
    scene.beside.paint_connectors(painter)
    for block, top in blocks:
        scene.beside.paint_regions(painter, block, top)
        painter.setPen(theme.text)
        block.layout().draw(painter, QPointF(0.0, top))
    for block, top in blocks:
        if scene.editing is not None:
            _paint_knobs(painter, scene, block, top)
    if scene.caret is not None:
        rect = scene.page.caret_rect(scene.caret)
        if rect is not None:
            painter.fillRect(rect, theme.ink)
    scene.beside.paint_hints(painter)


def _lines_within(clip: QRect, top: float, pitch: float) -> range:
    """Return the lines of a block at ``top`` that the clip shows, one more at either side: frames and signs reach into the next.

    After a step of scrolling the clip is what came into sight: all else stands on the screen already.
    """
    return range(int((clip.top() - top) // pitch) - 1, int((clip.bottom() - top) // pitch) + 2)


def _shapes(scene: Scene, block: QTextBlock) -> BlockShapes:
    """Return what the block shows, without the mark that is being moved: it is laid over where it would come to be."""
    shapes = scene.shown.shapes(block)
    moved = scene.dragged.id if scene.dragged is not None else None
    groups = ("grounds", "underlines", "waves", "boxes")
    if moved is None or not any(shape.mark.id == moved for group in groups for shape in getattr(shapes, group)):
        return shapes
    rest = {group: [shape for shape in getattr(shapes, group) if shape.mark.id != moved] for group in groups}
    return replace(shapes, joins=[row for row in shapes.joins if row[0].id != moved], **rest)


def _over(scene: Scene, block: QTextBlock) -> list[Shape]:
    """Return what is laid over the block's own marks: the selected one without a lane, one being dragged, candidates."""
    selected = scene.shown.index.get(scene.emphasis.selected)
    extra = scene.shown.overlaid(block, selected)
    if scene.dragged is not None and any(scene.shown.covers(block, span) for span in scene.dragged.spans):
        extra.append(scene.shown.shape(block, scene.dragged))
    for mark in scene.candidates:
        if scene.shown.covers(block, mark.spans[0]):
            extra.append(scene.shown.shape(block, mark))
    return extra


def _paint_highlights(painter: QPainter, scene: Scene, block: QTextBlock) -> None:
    """Paint the colours behind the text, pale, with a full line at the foot that tells them from each other and from a claim's ground."""
    ruler = scene.shown.ruler(block)
    first, last = ruler.offsets.from_utf16(ruler.position), ruler.offsets.from_utf16(ruler.position + len(ruler.lines.text))
    heights, s = ruler.heights, ruler.heights.scale
    for start, end, colour in scene.highlights.within(first, last):
        pale, full = QColor(colour), QColor(colour)
        pale.setAlphaF(_PALE)
        for strip in ruler.strips(start, end):
            top, width = strip.line * heights.pitch + heights.top, strip.right - strip.left
            painter.fillRect(QRectF(strip.left, top, width, heights.bottom - heights.top), pale)
            painter.fillRect(QRectF(strip.left, top + heights.bottom - heights.top - 1.5 * s, width, 1.5 * s), full)


def _paint_selection(painter: QPainter, scene: Scene, block: QTextBlock) -> None:
    if not scene.shown.covers(block, scene.selection):
        return
    ruler = scene.shown.ruler(block)
    start, end = ruler.offsets.from_utf16(ruler.position), ruler.offsets.from_utf16(ruler.position + len(ruler.lines.text))
    s = ruler.heights.scale
    colour = scene.marks.theme.text_selection
    for strip in ruler.strips(max(start, scene.selection.start), min(end, scene.selection.end)):
        top = strip.line * ruler.heights.pitch + ruler.heights.top - s
        height = ruler.heights.bottom - ruler.heights.top + s
        painter.fillRect(QRectF(strip.left - s, top, strip.right - strip.left + 2 * s, height), colour)


def _paint_knobs(painter: QPainter, scene: Scene, block: QTextBlock, top: float) -> None:
    """Draw an ink bar with a knob at both ends of the fragment whose edges are being moved."""
    mark, fragment = scene.editing
    span = mark.spans[min(fragment, len(mark.spans) - 1)]
    ruler = scene.shown.ruler(block)
    first = ruler.offsets.from_utf16(ruler.position)
    last = ruler.offsets.from_utf16(ruler.position + len(ruler.lines.text))
    heights = ruler.heights
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.marks.theme.ink)
    for place, strip_at, above in ((span.start, 0, True), (span.end - 1, -1, False)):
        if not first <= place < last:
            continue
        strips = ruler.strips(max(first, span.start), min(last, span.end))
        if not strips:
            continue
        strip = strips[strip_at]
        x = strip.start_x if above else strip.end_x
        y = top + strip.line * heights.pitch
        painter.drawRect(QRectF(x - 1, y + heights.top - heights.scale, 2, heights.bottom - heights.top + 3 * heights.scale))
        painter.drawEllipse(QPointF(x, y + (heights.top - heights.scale if above else heights.bottom + 2 * heights.scale)), _KNOB, _KNOB)
