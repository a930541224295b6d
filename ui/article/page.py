"""The laid-out page: which blocks are in view, what lies at a point, where a caret goes by line. Places are code points."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextLine

from annotator.model.span import Span
from ui.article.shown import ShownMarks

if TYPE_CHECKING:
    from ui.article.view import ArticleView

_AROUND = 16  # px a mark's signs, frames and hints reach beyond its line


class Page:
    """Asks the view's laid-out blocks; lays out what it needs."""

    def __init__(self, view: ArticleView, shown: ShownMarks) -> None:
        self._view = view
        self._shown = shown
        self._goal: tuple[int, float] | None = None

    @property
    def _layout(self):
        return self._view.document().documentLayout()

    def visible(self, low: float | None = None, high: float | None = None) -> Iterator[tuple[QTextBlock, float]]:
        """Yield the blocks between two heights of the viewport (all in view by default), each with its top."""
        low = 0.0 if low is None else low
        high = float(self._view.viewport().height()) if high is None else high
        block = self._view.firstVisibleBlock()
        top = self._view.contentOffset().y()
        layout = self._layout
        while block.isValid() and top <= high:
            height = layout.blockBoundingRect(block).height()
            if top + height >= low:
                yield block, top
            top += height
            block = block.next()

    def span_in_view(self) -> tuple[int, int]:
        """Return the code points between which all that is in view lies."""
        blocks = [block for block, _top in self.visible()]
        return (self._layout.bounds(blocks[0])[0], self._layout.bounds(blocks[-1])[1]) if blocks else (0, 0)

    def tops(self) -> dict[int, float]:
        """Return the top of each block in view, by its number."""
        return {block.blockNumber(): top for block, top in self.visible()}

    def update_blocks(self, numbers: Collection[int]) -> None:
        """Have the blocks painted again, as far as they are in view."""
        wanted = set(numbers)
        if not wanted:
            return
        width = self._view.viewport().width()
        layout = self._layout
        for block, top in self.visible():
            if block.blockNumber() in wanted:
                height = layout.blockBoundingRect(block).height()
                self._view.viewport().update(0, int(top) - _AROUND, width, int(height) + 2 * _AROUND)

    def update_place(self, span: Span | None, caret: int) -> None:
        """Have the blocks of a selection and a caret painted again."""
        start, end = (span.start, span.end) if span else (caret, caret)
        first, last = self._shown.block_at(start).blockNumber(), self._shown.block_at(end).blockNumber()
        self.update_blocks(range(first, last + 1))

    # ---- what lies at a point

    def _line_at(self, point: QPointF) -> tuple[QTextBlock, QTextLine, bool] | None:
        """Return block and line at the height of the point, the nearest where there is none; and whether it is exact."""
        found: tuple[QTextBlock, float] | None = None
        for block, top in self.visible():
            if found is None or top <= point.y():
                found = (block, top)
        if found is None:
            return None
        block, top = found
        ruler = self._shown.ruler(block)
        if not ruler.lines.lines:
            return None
        number = int((point.y() - top) // ruler.heights.pitch)
        last = len(ruler.lines.lines) - 1
        return block, ruler.lines.lines[max(0, min(number, last))], 0 <= number <= last

    def place_at(self, point: QPointF) -> int:
        """Return the caret position nearest to the point."""
        found = self._line_at(point)
        if found is None:
            return self._view.caret()
        block, line, _exact = found
        return self._from_utf16(block.position() + self._clamped(line, line.xToCursor(point.x())))

    @staticmethod
    def _clamped(line: QTextLine, place: int) -> int:
        return max(line.textStart(), min(place, line.textStart() + line.textLength()))

    def character_at(self, point: QPointF) -> int | None:
        """Return the position of the character at the point, None beside the text."""
        found = self._line_at(point)
        if found is None or not found[2]:
            return None
        block, line, _exact = found
        rect = line.naturalTextRect()
        if not rect.left() - 2 <= point.x() <= rect.right() + 2 or not line.textLength():
            return None
        place = line.xToCursor(point.x(), QTextLine.CursorPosition.CursorOnCharacter)
        return self._from_utf16(block.position() + min(place, line.textStart() + line.textLength() - 1))

    def mark_at(self, point: QPointF) -> str | None:
        """Return the id of the topmost (the shortest) mark at the point."""
        character = self.character_at(point)
        if character is None:
            return None
        under = self._shown.index.under(character)
        return under[0].id if under else None

    def _from_utf16(self, place: int) -> int:
        return self._layout.offsets.from_utf16(min(place, self._layout.offsets.length_utf16))

    # ---- where things are

    def caret_rect(self, position: int) -> QRectF | None:
        """Return the caret's rectangle in the viewport, None if its block is out of view."""
        block, number = self._shown.line_of(position)
        for other, top in self.visible():
            if other.blockNumber() == block.blockNumber():
                ruler = self._shown.ruler(block)
                if not ruler.lines.lines:
                    return None
                x = ruler.lines.x_of(self._layout.offsets.to_utf16(position) - block.position())
                heights = ruler.heights
                top += number * heights.pitch + heights.top - heights.scale
                return QRectF(x - 1, top, 2, heights.bottom - heights.top + 2 * heights.scale)
        return None

    def edge_rect(self, span: Span, starts: bool) -> QRectF | None:
        """Return where the start or end of a span stands in the viewport, as high as its line, None if out of view."""
        block, _line = self._shown.line_of(span.start if starts else span.end - 1)
        for other, top in self.visible():
            if other.blockNumber() == block.blockNumber():
                ruler = self._shown.ruler(block)
                first, last = self._layout.bounds(block)
                strips = ruler.strips(max(span.start, first), min(span.end, last))
                if not strips:
                    return None
                strip = strips[0 if starts else -1]
                x = strip.start_x if starts else strip.end_x
                return QRectF(x - 1, top + strip.line * ruler.heights.pitch, 2, ruler.heights.pitch)
        return None

    # ---- moves by line

    def line_step(self, position: int, lines: int) -> int:
        """Return where the caret comes to when it goes some lines down (or up): as near as can be to where it set out from."""
        block, number = self._shown.line_of(position)
        ruler = self._shown.ruler(block)
        x = ruler.lines.x_of(self._layout.offsets.to_utf16(position) - block.position()) if ruler.lines.lines else 0.0
        if self._goal is not None and self._goal[0] == position:
            x = self._goal[1]
        step = 1 if lines > 0 else -1
        place = (block, number)
        for _ in range(abs(lines)):
            following = self._neighbour(*place, step)
            if following is None:
                break
            place = following
        if place == (block, number):
            edge = self.line_edge(position, step)
            return edge
        line = self._shown.ruler(place[0]).lines.lines[place[1]]
        found = self._from_utf16(place[0].position() + self._clamped(line, line.xToCursor(x)))
        word = self._view.reader.segments.word_at(found)
        if word is not None and word.start <= found < word.end:
            self._goal = (word.start, x)
        else:
            self._goal = (found, x)
        return found

    def _neighbour(self, block: QTextBlock, number: int, step: int) -> tuple[QTextBlock, int] | None:
        """Return the line after or before, blank lines skipped."""
        number += step
        count = len(self._shown.ruler(block).lines.lines)
        if 0 <= number < count:
            return block, number
        block = block.next() if step > 0 else block.previous()
        while block.isValid() and not block.text().strip():
            block = block.next() if step > 0 else block.previous()
        if not block.isValid():
            return None
        return block, 0 if step > 0 else len(self._shown.ruler(block).lines.lines) - 1

    def line_edge(self, position: int, way: int) -> int:
        """Return where the line of the position starts (way −1) or ends, white space at its end left out."""
        block, number = self._shown.line_of(position)
        lines = self._shown.ruler(block).lines
        if not lines.lines:
            return position
        start = lines.starts[number]
        if way < 0:
            return self._from_utf16(block.position() + start)
        end = start + lines.lines[number].textLength()
        while end > start and lines.text[end - 1].isspace():
            end -= 1
        return self._from_utf16(block.position() + end)

    def page_lines(self) -> int:
        """Return how many lines a page is, one kept from the page before."""
        pitch = self._layout.line_heights(self._view.firstVisibleBlock()).pitch
        return max(1, int(self._view.viewport().height() / max(pitch, 1)) - 1)
