"""The ink card that says what a mark is, in the margin beside it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme

_PADDING = 8
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Card(QWidget):
    """A few words on ink; takes neither focus nor mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_text(self, text: str, room: QRectF, y: float) -> None:
        """Show the text within the room of the margin, its top at y as far as it fits."""
        if room.width() < 60:
            return
        self.text = text
        width = int(room.width()) - 2 * _PADDING
        needed = QFontMetrics(theme.current().font("caption")).boundingRect(QRect(0, 0, width, 1000), int(_WRAPPED.value), text)
        height = needed.height() + 2 * _PADDING
        top = min(y, room.bottom() - height)
        self.setGeometry(int(room.left()), int(max(room.top(), top)), int(room.width()), height)
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.ink)
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setFont(now.font("caption"))
        painter.setPen(now.on_ink)
        painter.drawText(self.rect().adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING), int(_WRAPPED.value), self.text)
        painter.end()
