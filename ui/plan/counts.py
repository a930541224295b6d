"""Counts under a heading, one a line: what a plan, a package or a merge would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.parts.painting import Part, begin, draw_text, width_of

PITCH = 25


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
        return QSize(theme.current().px(300), theme.current().px(PITCH) * len(self.lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        pitch = using.px(PITCH)
        for place, one in enumerate(self.lines):
            top = place * pitch
            if not event.rect().intersects(QRect(0, top, self.width(), pitch)):
                continue
            font = using.font("head" if one.heading else "control")
            colour = using.text_2 if one.heading else using.text
            style = using.font("head" if one.heading else "name")
            end = min(self.width() * 2 // 3, width_of(one.count, style) + using.px(8)) if one.count else 0
            what = self.visual(QRect(0, top, max(0, self.width() - end), pitch))
            draw_text(painter, what, one.what, font, colour, direction=direction)
            number = self.visual(QRect(self.width() - end, top, end, pitch))
            draw_text(painter, number, one.count, style, colour, align=Qt.AlignmentFlag.AlignTrailing, direction=direction)
            if one.heading:
                painter.fillRect(QRect(0, top + pitch - 1, self.width(), 1), using.line)
