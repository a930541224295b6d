"""A raised frame with a radius of 8 around what belongs together."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.parts.field import plain_enter
from ui.parts.painting import Part, begin, frame


class Card(Part):
    """A frame with padding 16; the selected one is framed in ink. Content goes into ``column``.

    ``pressed`` is sent for a click and, where the card takes the focus (``focusable``), for Enter and Space.
    """

    pressed = Signal()

    def __init__(self, name: str, *, focusable: bool = False, raised: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selected, self._raised = False, raised
        self.setAccessibleName(name)
        if focusable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.column = QVBoxLayout(self)
        self.set_margins(16, 16, 16, 16)
        self.column.setSpacing(theme.current().px(8))

    def is_selected(self) -> bool:
        """Return whether the card is the selected one."""
        return self._selected

    def set_selected(self, selected: bool) -> None:
        """Frame the card in ink, or no longer."""
        self._selected = selected
        self.update()

    def focus_radius(self) -> int:
        return theme.current().px(8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event) or event.key() == Qt.Key.Key_Space:
            self.pressed.emit()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        line = using.ink if self._selected else using.line
        ground = using.raised if self._raised else using.panel
        frame(begin(self), self.rect(), using.px(8), line, ground, 1.5 if self._selected else using.line_scale)
