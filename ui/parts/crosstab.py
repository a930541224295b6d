"""Which value met which: a table of counts in greys whose cells can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.model.contrast import contrast, mix
from ui import theme
from ui.parts.numbers import format_count
from ui.parts.painting import Part, begin, draw_text, frame

LABEL, HEAD, PITCH, WIDEST = 110, 20, 26, 64
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class Crosstab(Part):
    """Rows and columns are values; ``chosen(row, column)`` is sent for a cell that holds something, (-1, -1) when it is taken back."""

    chosen = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[str] = []
        self._counts: Mapping[tuple[int, int], int] = {}
        self._cell = (0, 0)
        self._chosen = (-1, -1)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, labels: Sequence[str], counts: Mapping[tuple[int, int], int]) -> None:
        """Show how often the value of a row met the value of a column; no cell is chosen."""
        self._labels, self._counts = list(labels), dict(counts)
        self._cell, self._chosen = (0, 0), (-1, -1)
        self._describe()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px, size = theme.current().px, len(self._labels)
        return QSize(px(LABEL + WIDEST * size), px(HEAD + PITCH * size))

    def minimumSizeHint(self) -> QSize:
        px, size = theme.current().px, len(self._labels)
        return QSize(px(80 + 30 * size), px(HEAD + PITCH * size))

    def focus_rect(self) -> QRect:
        return self.visual(self._rect(*self._cell)) if self._labels else self.rect()

    def _rect(self, row: int, column: int) -> QRect:
        px, size = theme.current().px, max(len(self._labels), 1)
        label = min(px(LABEL), self.width() // 3)
        wide = min(px(WIDEST), (self.width() - label) // size)
        return QRect(label + column * wide, px(HEAD + PITCH * row), wide - 2, px(PITCH) - 2)

    def _describe(self) -> None:
        if self._labels:
            row, column = self._cell
            count = format_count(self._counts.get(self._cell, 0))
            self.setAccessibleDescription(f"{self._labels[row]} / {self._labels[column]}, {count}")
        self.move_ring()

    def _take(self, cell: tuple[int, int]) -> None:
        if not self._counts.get(cell):
            return
        self._cell = cell
        self._chosen = (-1, -1) if cell == self._chosen else cell
        self._describe()
        self.update()
        self.chosen.emit(*self._chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position().toPoint())
        if cell is not None:
            self._take(cell)

    def _at(self, point: QPoint) -> tuple[int, int] | None:
        size = range(len(self._labels))
        return next(((row, column) for row in size for column in size if self.visual(self._rect(row, column)).contains(point)), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        steps = {Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Right: (0, forward), Qt.Key.Key_Left: (0, -forward)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._labels:
            last = len(self._labels) - 1
            row, column = (min(max(0, here + by), last) for here, by in zip(self._cell, step, strict=True))
            self._cell = (row, column)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._cell)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        most = max((count for cell, count in self._counts.items() if cell[0] != cell[1]), default=0)
        for place, label in enumerate(self._labels):
            top, side = self._rect(0, place), self._rect(place, 0)
            head = self.visual(QRect(top.left(), 0, top.width(), using.px(HEAD)))
            draw_text(painter, head, label, using.font("caption"), using.text_2, align=_CENTRE)
            words = self.visual(QRect(0, side.top(), side.left() - using.px(8), side.height()))
            end = Qt.AlignmentFlag.AlignTrailing
            draw_text(painter, words, label, using.font("option"), using.text, align=end, direction=direction)
            for column in range(len(self._labels)):
                self._paint_cell(painter, (place, column), most)

    def _paint_cell(self, painter: QPainter, cell: tuple[int, int], most: int) -> None:
        using, rect = theme.current(), self.visual(self._rect(*cell))
        count = self._counts.get(cell, 0)
        ground, words = using.paper.name(), using.text
        if count and cell[0] == cell[1]:
            ground = using.hover.name()
        elif count and most:
            ground = mix(using.paper.name(), using.ink.name(), 0.12 + 0.78 * count / most)
            words = max((using.on_ink, using.text), key=lambda colour: contrast(colour.name(), ground))
        chosen = cell == self._chosen
        frame(painter, rect, using.px(4), using.ink if chosen else using.line, QColor(ground), 2.0 if chosen else 1.0)
        if count:
            style = "option" if cell[0] == cell[1] else "option_chosen"
            draw_text(painter, rect, format_count(count), using.font(style), words, align=_CENTRE)
