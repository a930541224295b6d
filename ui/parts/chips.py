"""Several values: chips with a box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.icons import paint_icon
from ui.parts.cells import CellField, Cells, Option
from ui.parts.painting import draw_text, frame, width_of


class Chips(CellField):
    """Any number of up to nine values. Digits and Space toggle, Enter goes on, 0 takes all back.

    The value is a list in the codebook's order; an empty list is a value of its own ("none of these"), None is no value yet.
    """

    def __init__(
        self, label: str, options: Sequence[Option], *, note: str = "", show_label: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(label, options, _Flow(), note=note, show_label=show_label, parent=parent)

    def holds(self, option: Option) -> bool:
        return isinstance(self._value, list) and option.value in self._value

    def set_value(self, value: object, proposed: bool = False) -> None:
        if value is not None and (isinstance(value, str) or not isinstance(value, Iterable)):
            raise TypeError("chips hold a list of values")
        super().set_value(None if value is None else self._in_order(value), proposed)

    def digit(self, digit: int) -> None:
        if digit == 0:
            self.choose(None)
        elif digit <= len(self.options):
            self._cells.cursor = digit - 1
            self.pick(digit - 1)

    def pick(self, place: int) -> None:
        """Toggle the option at this place."""
        held = set(self._value) if isinstance(self._value, list) else set()
        self.choose(self._in_order(held ^ {self.options[place].value}))

    def enter(self, moved_to: int | None) -> None:
        self.confirm()
        self.proceed.emit()

    def _in_order(self, values: Iterable[object]) -> list[str]:
        wanted = set(values)
        return [option.value for option in self.options if option.value in wanted]


class _Flow(Cells):
    def place_cells(self, width: int) -> list[QRect]:
        using = theme.current()
        gap, height = using.px(4), using.px(24)
        bold = using.font("option_chosen")
        rects: list[QRect] = []
        x = y = 0
        for option in self.field.options:
            chip = min(width, width_of(option.label, bold) + using.px(6 + 14 + 5 + 7))
            if x and x + chip > width:
                x, y = 0, y + height + gap
            rects.append(QRect(x, y, chip, height))
            x += chip + gap
        return rects

    def paint_cell(self, painter: QPainter, place: int, rect: QRect) -> None:
        using = theme.current()
        option = self.field.options[place]
        held = self.field.holds(option)
        proposed = held and self.field.is_proposed()
        line = using.ink if held else using.error if self.field.error() else using.chip_border
        ground = using.hover if self.hovered == place else using.raised
        frame(painter, rect, using.px(6), line, ground, 1.5 if held else using.line_scale, dashed=proposed)
        side = using.px(14)
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        box = QRect(rect.left() + using.px(6), rect.top() + (rect.height() - side) // 2, side, side)
        words = QRect(box.right() + 1 + using.px(5), rect.top(), rect.width() - using.px(6 + 14 + 5 + 2), rect.height())
        if right_to_left:
            box.moveLeft(rect.right() + 1 - using.px(6) - side)
            words.moveLeft(rect.left() + using.px(2))
        self._paint_box(painter, box, place, held)
        font = using.font("option_chosen" if held else "option")
        draw_text(painter, words, option.label, font, using.text, direction=self.layoutDirection())

    def _paint_box(self, painter: QPainter, box: QRect, place: int, held: bool) -> None:
        """Paint the box: with its digit while the field has the focus, else with a tick where it is chosen."""
        using = theme.current()
        if self.hasFocus():
            frame(painter, box, using.px(3), using.ink if held else using.border, using.ink if held else using.raised)
            colour = using.on_ink if held else using.text_2
            draw_text(painter, box, str(place + 1), using.font("head"), colour, align=Qt.AlignmentFlag.AlignHCenter)
        elif held:
            paint_icon(painter, box, "check", using.ink)
        else:
            frame(painter, box.adjusted(1, 1, -1, -1), using.px(3), using.border, using.raised)
