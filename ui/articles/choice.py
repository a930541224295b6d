"""A field that opens a list of choices: what a dialog uses where there are too many for cells."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QWidget

from ui import theme
from ui.icons import paint_icon
from ui.parts.painting import Themed, begin, draw_text, frame, width_of


class Choice(Themed, QComboBox):
    """One of a list, painted like the other fields; arrows and letters choose, the wheel only scrolls what is around."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.on_theme()

    def on_theme(self) -> None:
        self.setFont(theme.current().font("control"))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(160), theme.current().px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(80), theme.current().px(30))

    def widest(self) -> int:
        """Return the width in px at which none of its choices is cut."""
        using = theme.current()
        words = max((width_of(self.itemText(row), using.font("control")) for row in range(self.count())), default=0)
        return words + using.px(9 + 4 + 16 + 8 + 4)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        frame(painter, self.rect(), using.px(6), using.border, using.raised if self.isEnabled() else using.hover, using.line_scale)

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, self.rect(), QRect(x, y, width, height))

        side = using.px(16)
        end = self.width() - side - using.px(8)
        words = spot(using.px(9), 0, end - using.px(13), self.height())
        draw_text(painter, words, self.currentText(), using.font("control"), using.text, direction=direction)
        paint_icon(painter, spot(end, (self.height() - side) // 2, side, side), "chevron-down", using.text_2)
