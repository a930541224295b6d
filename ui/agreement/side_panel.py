"""What the panels at the side of the agreement page have in common: Esc leaves, a line sets them off, another one their foot."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.parts.painting import Part, begin


class SidePanel(Part):
    """``left`` gives the keys back to the page. ``foot`` is the row that stands last; whoever lays the panel out adds it."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(px(20), px(9), px(20), px(8))
        self.foot.setSpacing(px(8))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(self.visual(QRect(0, 0, 1, self.height())), using.line)
        painter.fillRect(QRect(0, self.foot.geometry().top(), self.width(), 1), using.line)
