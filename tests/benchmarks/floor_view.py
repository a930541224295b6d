"""The floor of lines 5 to 8: a bare QPlainTextEdit with rectangles painted under the text of the visible blocks, cached."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

Place = tuple[int, int]
_COLOUR = QColor("#FCEFD3")


class FloorView(QPlainTextEdit):
    """Shows a text with marked places; one colour, no lanes, no margins, nothing that a coder needs."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self._places: list[Place] = []
        self._ends: list[int] = []
        self._cache: dict[int, list[QRectF]] = {}

    def open(self, text: str, places: Iterable[Place]) -> None:
        """Show another text with its places."""
        self.setPlainText(text)
        self._places = sorted(places)
        self._follow(0)
        self._cache.clear()

    def add(self, place: Place) -> None:
        """Mark one place more."""
        insort(self._places, place)
        self._follow(bisect_left(self._places, place))
        document = self.document()
        for number in range(document.findBlock(place[0]).blockNumber(), document.findBlock(place[1] - 1).blockNumber() + 1):
            self._cache.pop(number, None)
        self.viewport().update()

    def _follow(self, first: int) -> None:
        """Keep the greatest end so far beside each place, so that two bisects find those in a block."""
        del self._ends[first:]
        running = self._ends[-1] if self._ends else 0
        for _start, end in self._places[first:]:
            running = max(running, end)
            self._ends.append(running)

    def _rects(self, block: QTextBlock) -> list[QRectF]:
        found = self._cache.get(block.blockNumber())
        if found is None:
            found = self._cache[block.blockNumber()] = []
            start, end = block.position(), block.position() + block.length() - 1
            layout = block.layout()
            lines = [layout.lineAt(number) for number in range(layout.lineCount())]
            starts = [line.textStart() for line in lines]
            ends = [*starts[1:], end - start]
            edges: list[dict[int, float]] = [{} for _line in lines]
            low, high = bisect_right(self._ends, start), bisect_left(self._places, (end, 0))
            for opens, closes in self._places[low:high]:
                first, last = max(opens - start, 0), min(closes, end) - start
                at = bisect_right(starts, first) - 1
                while first < last:
                    stop, line, known = min(last, ends[at]), lines[at], edges[at]
                    for edge in (first, stop):
                        if edge not in known:
                            known[edge] = line.cursorToX(edge)[0]
                    found.append(QRectF(known[first], line.y(), known[stop] - known[first], line.height()))
                    first, at = stop, at + 1
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_COLOUR)
        block, offset, bottom = self.firstVisibleBlock(), self.contentOffset(), self.viewport().height()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > bottom:
                break
            painter.translate(box.topLeft())
            painter.drawRects(self._rects(block))
            painter.translate(-box.topLeft())
            block = block.next()
        painter.end()
        super().paintEvent(event)
