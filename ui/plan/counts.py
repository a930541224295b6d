"""Counts under a heading, one a line: what a plan, a package or a merge would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.parts.lines import lines_of
from ui.parts.painting import Part, begin, draw_text, width_of

PITCH, NEXT = 25, 17
MOST_LINES = 4
"""of words of one count; a sentence that is longer than the room goes on below"""


@dataclass(frozen=True, slots=True)
class Count:
    """A line: what it is, and the count or the words at its end; ``heading`` stands over those that follow."""

    what: str
    count: str = ""
    heading: bool = False

    @property
    def spoken(self) -> str:
        """Return the line as it is read aloud."""
        return f"{self.what}: {self.count}" if self.count else self.what


class Counts(Part):
    """Lines with a thin line between two of them; it grows with what it shows and belongs into something that scrolls."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Count, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[Count]) -> None:
        """Show these lines."""
        self.lines = tuple(lines)
        self.setAccessibleDescription("; ".join(one.spoken for one in lines))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return all lines as they are read."""
        return "\n".join(one.spoken for one in self.lines)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(300), sum(map(self._height, self.lines)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self.sizeHint().height())

    def _words(self, one: Count) -> list[str]:
        """Return what a line says, broken where it has the whole width and is longer."""
        if one.count or one.heading:
            return [one.what]
        return lines_of(one.what, theme.current().font("control"), max(self.width(), theme.current().px(300)), MOST_LINES)

    def _height(self, one: Count) -> int:
        return theme.current().px(PITCH) + theme.current().px(NEXT) * (len(self._words(one)) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        pitch = using.px(PITCH)
        below = 0
        for one in self.lines:
            top, below = below, below + self._height(one)
            if not event.rect().intersects(QRect(0, top, self.width(), below - top)):
                continue
            font = using.font("head" if one.heading else "control")
            colour = using.text_2 if one.heading else using.text
            style = using.font("head" if one.heading else "name")
            end = min(self.width() * 2 // 3, width_of(one.count, style) + using.px(8)) if one.count else 0
            what = self.visual(QRect(0, top, max(0, self.width() - end), pitch))
            for row, words in enumerate(self._words(one)):
                draw_text(painter, what.translated(0, row * using.px(NEXT)), words, font, colour, direction=direction)
            number = self.visual(QRect(self.width() - end, top, end, pitch))
            draw_text(painter, number, one.count, style, colour, align=Qt.AlignmentFlag.AlignTrailing, direction=direction)
            if one.heading:
                painter.fillRect(QRect(0, top + pitch - 1, self.width(), 1), using.line)
