"""The marks of the article on screen, measured block by block as they come into view and kept until they change."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QTextBlock, QTextDocument

from annotator.model.span import Span
from ui.article.geometry import lines_of
from ui.article.marks import Mark, MarkIndex
from ui.article.shapes import BlockShapes, Ruler, Shape, shape_of, shapes_of
from ui.article.span_layout import lay_out, parts_in
from ui.article.typeset import ArticleLayout


class ShownMarks:
    """The index of marks with a cache of what each block paints.

    The cache is kept by block; a new width, zoom or font empties it (``forget``), a mark empties only its own blocks.
    """

    def __init__(self, document: QTextDocument, layout: ArticleLayout) -> None:
        self._document = document
        self._layout = layout
        self.index = MarkIndex()
        self._shapes: dict[int, BlockShapes] = {}
        self._rulers: dict[int, Ruler] = {}

    def show(self, marks: Iterable[Mark]) -> None:
        """Show these marks and no others."""
        self.index = MarkIndex(marks)
        self._shapes.clear()

    def forget(self) -> None:
        """Measure everything anew when it is next painted."""
        self._shapes.clear()
        self._rulers.clear()

    def put(self, mark: Mark) -> list[int]:
        """Show one mark more, or a mark as it is now; return the numbers of the blocks to paint again."""
        before = self.index.put(mark)
        touched = self._drop(mark)
        return touched if before is None else sorted({*touched, *self._drop(before)})

    def remove(self, mark_id: str) -> list[int]:
        """Show the mark no longer; return the numbers of the blocks to paint again."""
        before = self.index.remove(mark_id)
        return [] if before is None else self._drop(before)

    def blocks_of(self, mark: Mark) -> range:
        """Return the numbers of the blocks from the mark's first fragment to its last."""
        first = self._document.findBlock(self._layout.offsets.to_utf16(mark.start)).blockNumber()
        last = self._document.findBlock(self._layout.offsets.to_utf16(mark.end - 1)).blockNumber()
        return range(first, last + 1)

    def ruler(self, block: QTextBlock) -> Ruler:
        """Return what measures stretches of this block."""
        number = block.blockNumber()
        found = self._rulers.get(number)
        if found is None:
            heights = self._layout.line_heights(block)
            left = self._layout.left
            found = Ruler(lines_of(block), heights, block.position(), self._layout.offsets, left, left + self._layout.measure)
            self._rulers[number] = found
        return found

    def shapes(self, block: QTextBlock) -> BlockShapes:
        """Return what is painted of the marks in this block."""
        number = block.blockNumber()
        found = self._shapes.get(number)
        if found is None:
            start, end = self._layout.bounds(block)
            touching = self.index.touching(start, end) if end > start else []
            found = shapes_of(lay_out(touching, start, end), self.ruler(block), touching)
            self._shapes[number] = found
        return found

    def overlaid(self, block: QTextBlock, mark: Mark | None) -> list[Shape]:
        """Return the shape of a mark that found no lane in this block, so that it can be shown all the same."""
        if mark is None or mark.id not in self.shapes(block).hidden:
            return []
        return [self.shape(block, mark, lane=0)]

    def shape(self, block: QTextBlock, mark: Mark, lane: int = 0) -> Shape:
        """Return the shape of a mark, of the index or not, in this block."""
        return shape_of(mark, lane, parts_in(mark, *self._layout.bounds(block)), self.ruler(block))

    def block_at(self, position: int) -> QTextBlock:
        """Return the block of a code point position."""
        return self._document.findBlock(self._layout.offsets.to_utf16(position))

    def line_of(self, position: int) -> tuple[QTextBlock, int]:
        """Return the block and the line number in it that hold a code point position."""
        block = self.block_at(position)
        ruler = self.ruler(block)
        return block, ruler.lines.line_of(self._layout.offsets.to_utf16(position) - block.position())

    def covers(self, block: QTextBlock, span: Span) -> bool:
        """Return whether the span shares a character with the block."""
        start, end = self._layout.bounds(block)
        return span.start < end and span.end > start

    def _drop(self, mark: Mark) -> list[int]:
        blocks = list(self.blocks_of(mark))
        for number in blocks:
            self._shapes.pop(number, None)
        return blocks
