"""The figures at the top of the page: a number, what it counts, a remark under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.parts.painting import Part, begin, draw_text, width_of

HEIGHT = 84


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written, what it counts, and a remark."""

    figure: str
    what: str
    remark: str = ""

    @property
    def spoken(self) -> str:
        """Return the figure as it is read aloud."""
        return ", ".join(part for part in (f"{self.figure} {self.what}", self.remark) if part)


class Figures(Part):
    """Figures side by side, a thin line between two of them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures: tuple[Figure, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these figures."""
        self.figures = tuple(figures)
        self.setAccessibleDescription("; ".join(one.spoken for one in figures))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(640), theme.current().px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        wide = self.width() // max(1, len(self.figures))
        for place, one in enumerate(self.figures):
            start = place * wide + (using.px(20) if place else 0)
            room = wide - (using.px(28) if place else using.px(8))
            style = "figure" if width_of(one.figure, using.font("figure")) <= room else "panel_title"
            lines = ((one.figure, style, "text", 0, 32), (one.what, "control", "text", 34, 20), (one.remark, "option", "text_2", 54, 18))
            for text, type_, colour, top, height in lines:
                rect = self.visual(QRect(start, using.px(top), room, using.px(height)))
                draw_text(painter, rect, text, using.font(type_), using.colour(colour), direction=direction)
            if place:
                painter.fillRect(self.visual(QRect(place * wide, using.px(2), 1, using.px(HEIGHT - 12))), using.line)
