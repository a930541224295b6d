"""Painted rows of one pitch that the arrows go through; what a row says and what taking it does is its kind's affair."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.parts.painting import Part


class SteppedRows(Part):
    """Rows one under the other: ↑ ↓ step, a click, Enter or Space take one. ``PITCH`` and ``WIDTHS`` (usual, least) are px at 100 %."""

    PITCH = 24
    WIDTHS = (320, 200)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def row_words(self, place: int) -> str:
        """Return what is read aloud of a row."""
        raise NotImplementedError

    def take(self, place: int) -> None:
        """Do what choosing a row does; ``place`` is that of a row."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(self.WIDTHS[0]), theme.current().px(self.PITCH) * self.count())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(self.WIDTHS[1]), self.sizeHint().height())

    def focus_rect(self) -> QRect:
        return self._rect(self._place) if self.count() else self.rect()

    def _rect(self, place: int) -> QRect:
        pitch = theme.current().px(self.PITCH)
        return QRect(0, place * pitch, self.width(), pitch)

    def _rows_changed(self) -> None:
        """Show rows anew after they were exchanged."""
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        if self.count():
            self.setAccessibleDescription(self.row_words(self._place))
        self.move_ring()

    def _take(self, place: int) -> None:
        if 0 <= place < self.count():
            self.take(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._take(event.position().toPoint().y() // theme.current().px(self.PITCH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self.count():
            self._place = min(max(0, self._place + step), self.count() - 1)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._place)
        else:
            event.ignore()
