"""One of a list of up to nine: cells of 24 px in the codebook's order."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.parts.cells import CellField, Cells, Option
from ui.parts.painting import draw_text, frame, width_of


class OptionGrid(CellField):
    """One value of up to nine. The order is the codebook's and never changes: fingers learn places."""

    def __init__(
        self,
        label: str,
        options: Sequence[Option],
        *,
        note: str = "",
        beside: bool = False,
        show_label: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        if not 1 <= len(options) <= 9:
            raise ValueError(f"an option grid has one to nine values, not {len(options)}")
        super().__init__(label, options, _Grid(), note=note, beside=beside, show_label=show_label, parent=parent)


class _Grid(Cells):
    def place_cells(self, width: int) -> list[QRect]:
        using = theme.current()
        count, gap, height = len(self.field.options), using.px(4), using.px(24)
        bold = using.font("option_chosen")
        widest = max(width_of(option.label, bold) for option in self.field.options)
        easy, tight = widest + using.px(6 + 8 + 4 + 5), widest + using.px(2 + 9 + 3)
        columns = min(count, max(1, (width + gap) // (easy + gap)))
        if (width + gap) // (tight + gap) >= count:
            columns = count  # one row is worth cells in which the digit stands close to the label
        columns = ceil(count / ceil(count / columns))
        rects = []
        for place in range(count):
            row, column = divmod(place, columns)
            left, right = round(column * (width + gap) / columns), round((column + 1) * (width + gap) / columns) - gap
            rects.append(QRect(left, row * (height + gap), right - left, height))
        return rects

    def paint_cell(self, painter: QPainter, place: int, rect: QRect) -> None:
        using = theme.current()
        option = self.field.options[place]
        held = self.field.holds(option)
        proposed = held and self.field.is_proposed()
        chosen = held and not proposed
        focused = self.hasFocus()
        if chosen:
            frame(painter, rect, using.px(6), using.ink, using.ink)
        elif proposed:
            frame(painter, rect, using.px(6), using.ink, using.raised, 1.5, dashed=True)
        else:
            line = using.error if self.field.error() else using.chip_border
            frame(painter, rect, using.px(6), line, using.hover if self.hovered == place else using.raised, using.line_scale)
        words = using.on_ink if chosen else using.text
        font = using.font("option_chosen" if held else "option")
        text_width = width_of(option.label, font)
        # Tight cells give their padding to the digit, so that the label need not be cut.
        pad = using.px(10)
        digit_room = using.px(14)
        if focused and pad + digit_room + text_width + using.px(4) > rect.width():
            digit_room = using.px(10)
            pad = max(using.px(2), min(using.px(5), (rect.width() - digit_room - text_width) // 2))
        direction = self.layoutDirection()
        start = pad
        if focused:
            digit = self._inside(rect, start, using.px(10))
            draw_text(painter, digit, str(place + 1), using.font("option_chosen"), words if chosen else using.text_3, direction=direction)
            start += digit_room
        draw_text(painter, self._inside(rect, start, rect.width() - start - using.px(3)), option.label, font, words, direction=direction)

    def _inside(self, cell: QRect, start: int, width: int) -> QRect:
        """Return a piece of the cell, counted from the side where reading begins."""
        x = cell.left() + start if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else cell.right() + 1 - start - width
        return QRect(x, cell.top(), width, cell.height())
