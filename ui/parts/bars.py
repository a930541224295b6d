"""Counts as bars that can be chosen: a label, a bar, the count and its share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from ui import theme
from ui.parts.numbers import format_count
from ui.parts.painting import begin, draw_text, frame, width_of
from ui.parts.stepped_rows import SteppedRows

LABEL, LONGEST = 150, 520


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its name; ``quiet`` is what needs no attention, such as what agrees; ``note`` stands behind the share."""

    key: str
    label: str
    count: int
    quiet: bool = False
    note: str = ""


class Bars(SteppedRows):
    """Bars one under the other; ``chosen(key)`` is sent by a click, Enter or Space, and with an empty key when it is taken back."""

    chosen = Signal(str)

    WIDTHS = (360, 220)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._bars: list[Bar] = []
        self._chosen = ""
        super().__init__(name, parent)

    def show_bars(self, bars: Sequence[Bar], chosen: str = "") -> None:
        """Show these bars, one of them chosen."""
        self._bars, self._chosen = list(bars), chosen
        self._place = min(self._place, max(0, len(bars) - 1))
        self._rows_changed()

    def count(self) -> int:
        return len(self._bars)

    def row_words(self, place: int) -> str:
        bar = self._bars[place]
        return ", ".join(part for part in (bar.label, format_count(bar.count), bar.note) if part)

    def take(self, place: int) -> None:
        self._place = place
        key = self._bars[place].key
        self._chosen = "" if key == self._chosen else key
        self._describe()
        self.update()
        self.chosen.emit(self._chosen)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        most, total = max((bar.count for bar in self._bars), default=0), sum(bar.count for bar in self._bars)
        noted = max((width_of(bar.note, using.font("caption")) for bar in self._bars if bar.note), default=0)
        label, after = min(using.px(LABEL), self.width() // 2), using.px(92) + noted
        for place, bar in enumerate(self._bars):
            rect = self._rect(place)
            here = bar.key == self._chosen
            words = self.visual(QRect(0, rect.top(), label - using.px(12), rect.height()))
            end = Qt.AlignmentFlag.AlignTrailing
            style = "option_chosen" if here else "option"
            draw_text(painter, words, bar.label, using.font(style), using.text, align=end, direction=direction)
            room = min(max(0, self.width() - label - after), using.px(LONGEST))
            wide = max(using.px(2), round(room * bar.count / most)) if most else using.px(2)
            high = using.px(12)
            colour = using.ink if here else using.track if bar.quiet else using.border
            spot = QRect(label, rect.top() + (rect.height() - high) // 2, wide, high)
            frame(painter, self.visual(spot), min(using.px(2), wide / 2), None, colour)
            count = format_count(bar.count)
            number = width_of(count, using.font("current"))
            first = QRect(label + wide + using.px(8), rect.top(), number, rect.height())
            draw_text(painter, self.visual(first), count, using.font("current"), using.text, direction=direction)
            share = _("{percent} %").format(percent=round(100 * bar.count / total)) if total else ""
            rest = QRect(first.right() + using.px(6), rect.top(), using.px(40), rect.height())
            draw_text(painter, self.visual(rest), share, using.font("option"), using.text_2, direction=direction)
            if bar.note:
                end = QRect(rest.right(), rect.top(), max(0, self.width() - rest.right()), rect.height())
                draw_text(painter, self.visual(end), bar.note, using.font("caption"), using.text_3, direction=direction)
