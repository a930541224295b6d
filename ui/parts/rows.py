"""A short painted list of suggestions with the digits that take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.icons import paint_icon
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import Part, begin, draw_text, frame, width_of

_SEEN = 9


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be taken: the value stored, how it reads, a second line, a remark, and all names it is known by."""

    value: object
    title: str
    subtitle: str = ""
    note: str = ""
    names: tuple[str, ...] = ()
    likely: bool = True


class RowList(Part):
    """Up to nine rows in sight, the first nine of them with digits, and under them a row that makes something new.

    It takes no focus: the field above it hands the keys on. ``taken(place)`` is sent for a click; the place of the new row is
    -1, that of the row which says what ``+`` does is -2.
    """

    taken = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Suggestion] = []
        self._new_text = self._plus_text = ""
        self._current = 0
        self._first = 0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_rows(self, rows: Sequence[Suggestion], new_text: str = "", current: int = 0) -> None:
        """Show these rows; ``new_text`` is what the row under them says, empty for no such row; ``current`` -1 highlights none."""
        self._rows, self._new_text = list(rows), new_text
        self._current = min(max(-1, current), self._last_place())
        self._first = 0
        self._keep_in_sight()
        self.on_theme()
        self.update()

    def show_plus(self, text: str) -> None:
        """Show what ``+`` does with the highlighted row; an empty text shows nothing."""
        if text != self._plus_text:
            self._plus_text = text
            self.on_theme()
            self.update()

    def on_new(self) -> bool:
        """Return whether the row that makes something new is highlighted."""
        return bool(self._new_text) and self._current == len(self._rows)

    def rows(self) -> list[Suggestion]:
        """Return what is shown, without the new row."""
        return self._rows

    def current(self) -> int:
        """Return the place of the highlighted row, -1 for the new row or if there is nothing."""
        return self._current if self._current < len(self._rows) else -1

    def step(self, down: int) -> None:
        """Move the highlight by this many rows."""
        self._current = min(max(0, self._current + down), self._last_place())
        self._keep_in_sight()
        self.update()

    def current_text(self) -> str:
        """Return what the highlighted row says, for a screen reader."""
        if self.current() < 0:
            return self._new_text
        row = self._rows[self._current]
        return ", ".join(text for text in (row.title, row.subtitle, row.note) if text)

    def is_empty(self) -> bool:
        """Return whether there is nothing to take."""
        return not self._rows and not self._new_text

    def on_theme(self) -> None:
        seen = min(len(self._rows), _SEEN)
        foot = theme.current().px(36) * (bool(self._new_text) + bool(self._plus_text))
        self.setFixedHeight(seen * self._row_height() + foot + theme.current().px(6))

    def _last_place(self) -> int:
        return max(0, len(self._rows) - 1 + (1 if self._new_text else 0))

    def _row_height(self) -> int:
        return theme.current().px(40 if any(row.subtitle for row in self._rows) else 28)

    def _keep_in_sight(self) -> None:
        place = min(self._current, len(self._rows) - 1)
        if place >= 0:
            self._first = min(max(self._first, place - _SEEN + 1), place)

    def _rect(self, place: int) -> QRect:
        """Return where a row lies; the new row is the place after the last."""
        using, height = theme.current(), self._row_height()
        pad = using.px(3)
        if place >= len(self._rows):
            seen = min(len(self._rows), _SEEN)
            above = using.px(36) if self._plus_text and place == len(self._rows) else 0
            return QRect(pad, pad + seen * height + above, self.width() - 2 * pad, using.px(36))
        return QRect(pad, pad + (place - self._first) * height, self.width() - 2 * pad, height)

    def _places(self) -> list[int]:
        seen = list(range(self._first, min(len(self._rows), self._first + _SEEN)))
        plus = [len(self._rows) + 1] if self._plus_text else []
        return [*seen, *plus, len(self._rows)] if self._new_text else [*seen, *plus]

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        frame(painter, self.rect(), using.px(6), using.chip_border, using.raised, using.line_scale)
        for place in self._places():
            rect = self._rect(place)
            if place == self._current:
                frame(painter, rect.adjusted(0, 1, 0, -1), using.px(5), None, using.selection)
            if place < len(self._rows):
                self._paint_row(painter, rect, place)
            elif place == len(self._rows):
                self._paint_foot(painter, rect, "plus", self._new_text, "Shift+↵", line=bool(self._rows) and not self._plus_text)
            else:
                self._paint_foot(painter, rect, "tag", self._plus_text, "+", line=True)
        if len(self._rows) > _SEEN:
            self._paint_bar(painter)

    def _paint_row(self, painter: QPainter, rect: QRect, place: int) -> None:
        using, direction, row = theme.current(), self.layoutDirection(), self._rows[place]
        pad = using.px(8)
        if place < _SEEN:
            chip = chip_size(str(place + 1), using)
            spot = QRect(rect.left() + pad, rect.top() + (rect.height() - chip.height()) // 2, chip.width(), chip.height())
            paint_chip(painter, self.visual(spot).topLeft(), str(place + 1), using, filled=place == self._current)
        start = rect.left() + pad + using.px(18 + 9)
        note_width = min(width_of(row.note, using.font("caption")), rect.width() // 2) if row.note else 0
        right = rect.right() - pad - (using.px(4) if len(self._rows) > _SEEN else 0)
        half = using.px(19)
        top = QRect(start, rect.top() + using.px(2), right - start - (note_width + pad if note_width else 0), half)
        if not row.subtitle:
            top = QRect(top.left(), rect.top(), top.width(), rect.height())
        draw_text(painter, self.visual(top), row.title, using.font("name"), using.text, direction=direction)
        if row.subtitle:
            below = QRect(start, top.bottom() - using.px(1), right - start, using.px(17))
            draw_text(painter, self.visual(below), row.subtitle, using.font("caption"), using.text_2, direction=direction)
        if row.note:
            spot = QRect(right - note_width, top.top(), note_width, top.height())
            draw_text(
                painter,
                self.visual(spot),
                row.note,
                using.font("caption"),
                using.text_3,
                align=Qt.AlignmentFlag.AlignTrailing,
                direction=direction,
            )

    def _paint_foot(self, painter: QPainter, rect: QRect, icon: str, text: str, key: str, *, line: bool) -> None:
        using = theme.current()
        if line:
            painter.setPen(QPen(using.line, 1))
            painter.drawLine(rect.topLeft(), rect.topRight())
        side, pad = using.px(16), using.px(8)
        plus = QRect(rect.left() + pad + using.px(1), rect.top() + (rect.height() - side) // 2, side, side)
        paint_icon(painter, self.visual(plus), icon, using.text_3)
        chip = chip_size(key, using)
        spot = QRect(rect.right() - pad - chip.width(), rect.top() + (rect.height() - chip.height()) // 2, chip.width(), chip.height())
        paint_chip(painter, self.visual(spot).topLeft(), key, using)
        start = rect.left() + pad + using.px(18 + 9)
        words = QRect(start, rect.top(), spot.left() - pad - start, rect.height())
        draw_text(painter, self.visual(words), text, using.font("name"), using.text, direction=self.layoutDirection())

    def _paint_bar(self, painter: QPainter) -> None:
        """Show at the side which part of a long list is in sight."""
        using = theme.current()
        height = min(len(self._rows), _SEEN) * self._row_height()
        top, span = self._first / len(self._rows) * height, _SEEN / len(self._rows) * height
        bar = QRect(self.width() - using.px(6), round(using.px(3) + top), using.px(3), round(span))
        frame(painter, self.visual(bar), 1.5, None, using.chip_border)

    def _at(self, point: QPoint) -> int | None:
        return next((place for place in self._places() if self._rect(place).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if place is not None:
            self.taken.emit(place if place < len(self._rows) else len(self._rows) - 1 - place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if place is not None and place <= len(self._rows) and place != self._current:
            self._current = place
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if len(self._rows) <= _SEEN:
            event.ignore()
            return
        step = -1 if event.angleDelta().y() > 0 else 1
        self._first = min(max(0, self._first + step), len(self._rows) - _SEEN)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
