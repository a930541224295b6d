"""The chip that shows a key where it works."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.parts.painting import Part, begin, frame, width_of
from ui.theme import Theme

HEIGHT = 18


def chip_size(text: str, using: Theme) -> QSize:
    """Return the size of a chip with this text in px."""
    height = using.px(HEIGHT)
    return QSize(max(height, width_of(text, using.font("key")) + using.px(9)), height)


def paint_chip(
    painter: QPainter,
    at: QPoint,
    text: str,
    using: Theme,
    *,
    filled: bool = False,
    colour: QColor | None = None,
    ground: QColor | None = None,
) -> QRect:
    """Paint a chip with its top left corner at ``at`` and return where it lies; ``filled`` is the chosen one, in ink.

    ``colour`` and ``ground`` are for chips that lie on something else than paper, such as a primary button.
    """
    rect = QRect(at, chip_size(text, using))
    font = using.font("head" if filled else "key")
    if filled:
        frame(painter, rect, using.px(4), using.ink, using.ink)
        painter.setPen(using.on_ink)
    else:
        frame(painter, rect, using.px(4), colour or using.chip_border, ground or using.raised)
        painter.setPen(colour or using.text_2)
    painter.setFont(font)
    # Keys are written left to right in every window.
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter.value), text)
    return rect


class KeyChip(Part):
    """One key or chord, such as ``L`` or ``Ctrl+↵``."""

    def __init__(self, key: str, *, filled: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._filled = key, filled
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(key)

    def sizeHint(self) -> QSize:
        return chip_size(self._key, theme.current())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(begin(self), QPoint(0, 0), self._key, theme.current(), filled=self._filled)
