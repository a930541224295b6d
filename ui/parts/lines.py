"""Texts of a few lines that end in … where there is no room, and the thin line between parts of a form."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.parts.painting import Part, begin, set_tip


def lines_of(text: str, font: QFont, width: int, most: int) -> list[str]:
    """Return the text broken for a width in px into at most so many lines; the last one ends in … if there was more."""
    lines: list[str] = []
    paragraphs = text.split("\n")
    for number, paragraph in enumerate(paragraphs):
        units = paragraph.encode("utf-16-le", "surrogatepass")
        for start, length in _breaks(paragraph, font, width):
            if len(lines) == most - 1:
                rest = units[2 * start :].decode("utf-16-le", "replace").strip()
                more = number + 1 < len(paragraphs) and bool("".join(paragraphs[number + 1 :]).strip())
                last = rest + (" …" if more else "")
                return [*lines, QFontMetrics(font).elidedText(last, Qt.TextElideMode.ElideRight, width)]
            lines.append(units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace").strip())
    return lines


def _breaks(text: str, font: QFont, width: int) -> list[tuple[int, int]]:
    """Return start and length of each line in UTF-16 units."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    found = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        found.append((line.textStart(), line.textLength()))
    layout.endLayout()
    return found or [(0, 0)]


def draw_lines(
    painter: QPainter, rect: QRect, lines: list[str], font: QFont, colour: QColor, pitch: int, direction: Qt.LayoutDirection
) -> None:
    """Draw lines of text from the top of the rectangle, each on the side where its own script begins."""
    painter.setFont(font)
    painter.setPen(colour)
    metrics = QFontMetrics(font)
    for number, text in enumerate(lines):
        right = runs_from_right(text, direction)
        x = rect.right() + 1 - metrics.horizontalAdvance(text) if right else rect.left()
        y = rect.top() + number * pitch + (pitch - metrics.height()) // 2 + metrics.ascent()
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight)
        painter.drawText(QPointF(x, y), text)


def runs_from_right(text: str, direction: Qt.LayoutDirection) -> bool:
    """Return whether the first strong letter is read from right to left; without one, whether the window is."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return direction == Qt.LayoutDirection.RightToLeft


class Lines(Part):
    """A text of at most so many lines in a text style; the whole of it is the tooltip."""

    def __init__(self, style: str, colour: str, most: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._style, self._colour, self._most = "", style, colour, most
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._text = " ".join(text.split())
        self.setAccessibleName(self._text)
        set_tip(self, self._text)
        self._fit()
        self.update()

    def lines(self) -> list[str]:
        """Return the lines as they are drawn."""
        return lines_of(self._text, theme.current().font(self._style), self.width(), self._most)

    def _pitch(self) -> int:
        return QFontMetrics(theme.current().font(self._style)).lineSpacing() + theme.current().px(1)

    def _fit(self) -> None:
        self.setFixedHeight(max(1, len(self.lines())) * self._pitch())

    def on_theme(self) -> None:
        self._fit()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        font, colour = using.font(self._style), using.colour(self._colour)
        draw_lines(begin(self), self.rect(), self.lines(), font, colour, self._pitch(), self.layoutDirection())


class Line(Part):
    """A thin line between two parts of a form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        begin(self).fillRect(self.rect(), theme.current().line)
