"""Fields whose values all lie in sight as cells: chosen by digit, by arrows and Space, or by the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.keys import digit_of
from ui.parts.field import Field, plain_enter
from ui.parts.painting import Part, begin, plain_tip


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen: what is stored, what is read, and a sentence that explains it."""

    value: str
    label: str
    hint: str = ""


class CellField(Field):
    """A field over up to nine options that are all shown."""

    takes_digits = True

    def __init__(self, label: str, options: Sequence[Option], cells: Cells, **choices: object) -> None:
        super().__init__(label, **choices)  # type: ignore[arg-type]
        self.options = list(options)
        self._cells = cells
        cells.attach(self)
        self.use_body(cells)

    def index_of_value(self) -> int:
        """Return the place of the (first) chosen option, -1 if there is none."""
        return next((place for place, option in enumerate(self.options) if self.holds(option)), -1)

    def holds(self, option: Option) -> bool:
        """Return whether the option is chosen."""
        return option.value == self._value

    def value_text(self) -> str:
        return ", ".join(option.label for option in self.options if self.holds(option))

    def set_value(self, value: object, proposed: bool = False) -> None:
        super().set_value(value, proposed)
        self._cells.cursor_to_value()

    def digit(self, digit: int) -> None:
        """Do what a digit does: 0 clears, others choose and go on."""
        if digit == 0:
            self.choose(None)
        elif digit <= len(self.options):
            self._cells.cursor = digit - 1
            self.choose(self.options[digit - 1].value)
            self.proceed.emit()

    def pick(self, place: int) -> None:
        """Choose the option at this place, as Space and the mouse do; the chosen one is not taken back by that."""
        self.choose(self.options[place].value)

    def enter(self, moved_to: int | None) -> None:
        """Do what Enter does: take what the arrows went to or what is proposed, and go on."""
        if moved_to is not None:
            self.choose(self.options[moved_to].value)
        else:
            self.confirm()
        self.proceed.emit()


class Cells(Part):
    """The painted options of a field; subclasses say where each lies and how it looks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cursor = 0
        self.hovered = -1
        self.rects: list[QRect] = []
        self._moved = False
        self._laid_out_for = (-1, 0.0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def attach(self, field: CellField) -> None:
        """Serve this field."""
        self.field = field
        self._lay_out(max(self.width(), theme.current().px(278)))

    def place_cells(self, width: int) -> list[QRect]:
        """Return where each option lies, left to right, for this width in px."""
        raise NotImplementedError

    def paint_cell(self, painter: QPainter, place: int, rect: QRect) -> None:
        """Paint the option at this place."""
        raise NotImplementedError

    def height_below(self) -> int:
        """Return the room in px under the last row of cells."""
        return 0

    def on_theme(self) -> None:
        if hasattr(self, "field"):
            self._lay_out(self.width())

    def cursor_to_value(self) -> None:
        """Put the ring on the chosen option, or on the first."""
        self.cursor = max(0, self.field.index_of_value())
        self._moved = False
        self.move_ring()
        self.update()

    def focus_rect(self) -> QRect:
        return self.visual(self.rects[self.cursor]) if self.rects else self.rect()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(self.width())

    def _lay_out(self, width: int) -> None:
        if not hasattr(self, "field") or self._laid_out_for == (width, theme.current().text_zoom):
            return
        self._laid_out_for = (width, theme.current().text_zoom)
        self.rects = self.place_cells(width)
        self.setFixedHeight(max((rect.bottom() + 1 for rect in self.rects), default=0) + self.height_below())
        self.move_ring()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        for place, rect in enumerate(self.rects):
            self.paint_cell(painter, place, self.visual(rect))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._is_ours(event):
            # Else a shortcut of the page, such as 1 to 4, would take the press before we see it.
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._explain(event)
            return True
        return super().event(event)

    def _is_ours(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        return plain_enter(event) or event.key() in _OURS or digit_of(event) is not None

    def _explain(self, event: QHelpEvent) -> None:
        place = self._at(event.pos())
        QToolTip.showText(event.globalPos(), plain_tip(self.field.options[place].hint) if place >= 0 else "", self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event)
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if digit is not None:
            self.field.digit(digit)
            self._moved = False
            self.move_ring()
        elif event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._step(*steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space:
            self._moved = False
            self.field.pick(self.cursor)
        elif plain_enter(event):
            moved, self._moved = self._moved, False
            self.field.enter(self.cursor if moved else None)
        elif event.key() == Qt.Key.Key_Escape:
            self.field.leave.emit()
        else:
            event.ignore()

    def _step(self, across: int, down: int) -> None:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            across = -across
        target = self.cursor + across if across else self._beyond(down)
        if 0 <= target < len(self.rects):
            self.cursor = target
            self._moved = True
            self.move_ring()
            self.update()

    def _beyond(self, down: int) -> int:
        """Return the nearest cell of the row above or below, -1 if there is none."""
        here = self.rects[self.cursor].center()
        rows = [(rect.center().y() - here.y()) * down for rect in self.rects]
        nearest = min((row for row in rows if row > 2), default=None)
        if nearest is None:
            return -1
        row = [place for place, distance in enumerate(rows) if distance == nearest]
        return min(row, key=lambda place: abs(self.rects[place].center().x() - here.x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().toPoint())
        if place >= 0:
            self.cursor = place
            self._moved = False
            self.move_ring()
            self.field.pick(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self.hovered:
            self.hovered = place
            self.update()

    def _at(self, point: QPoint) -> int:
        return next((place for place, rect in enumerate(self.rects) if self.visual(rect).contains(point)), -1)


_OURS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Escape}
