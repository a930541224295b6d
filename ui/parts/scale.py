"""Ordered values: dots on a line, from the least to the most."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.parts.cells import CellField, Cells, Option
from ui.parts.painting import begin, draw_text


class Scale(CellField):
    """One of up to nine ordered values, in their order, with digits in the dots while the field has the focus."""

    def __init__(
        self, label: str, options: Sequence[Option], *, note: str = "", show_label: bool = True, parent: QWidget | None = None
    ) -> None:
        if not 1 <= len(options) <= 9:
            raise ValueError(f"a scale has one to nine values, not {len(options)}")
        super().__init__(label, options, _Dots(), note=note, show_label=show_label, parent=parent)


class _Dots(Cells):
    def place_cells(self, width: int) -> list[QRect]:
        using = theme.current()
        count, height = len(self.field.options), using.px(24 + 2 + 17)
        edges = [round(place * width / count) for place in range(count + 1)]
        # The dot's ring needs 2 px above.
        return [QRect(left, using.px(2), right - left, height) for left, right in pairwise(edges)]

    def _dot(self, cell: QRect) -> QRect:
        side = theme.current().px(24)
        return QRect(cell.center().x() - side // 2 + 1, cell.top(), side, side)

    def focus_rect(self) -> QRect:
        return self._dot(self.visual(self.rects[self.cursor])).adjusted(1, 1, -1, -1)

    def focus_radius(self) -> int:
        return theme.current().px(11)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        dots = [QRectF(self._dot(self.visual(rect))) for rect in self.rects]
        painter.setPen(QPen(using.border, 1.5 * using.line_scale))
        for left, right in pairwise(dots):
            first, second = sorted((left.center().x(), right.center().x()))
            middle = left.center().y()
            painter.drawLine(QPointF(first + using.px(12), middle), QPointF(second - using.px(12), middle))
        for place, rect in enumerate(self.rects):
            self.paint_cell(painter, place, self.visual(rect))

    def paint_cell(self, painter: QPainter, place: int, rect: QRect) -> None:
        using = theme.current()
        option = self.field.options[place]
        held = self.field.holds(option)
        chosen = held and not self.field.is_proposed()
        dot = QRectF(self._dot(rect)).adjusted(1.5, 1.5, -1.5, -1.5)
        pen = QPen(using.ink if held else using.error if self.field.error() else using.border, 1.5 if held else 1.2 * using.line_scale)
        if held and not chosen:
            pen.setDashPattern([2, 1.4])
        painter.setPen(pen)
        painter.setBrush(using.ink if chosen else using.hover if self.hovered == place else using.raised)
        painter.drawEllipse(dot)
        centre = Qt.AlignmentFlag.AlignHCenter
        if self.hasFocus():
            words = using.on_ink if chosen else using.text_2
            draw_text(painter, self._dot(rect), str(place + 1), using.font("head"), words, align=centre)
        line = QRect(rect.left() + 1, rect.top() + using.px(26), rect.width() - 2, using.px(17))
        draw_text(
            painter,
            line,
            option.label,
            using.font("option_chosen" if held else "option"),
            using.text if held else using.text_2,
            align=centre,
        )
