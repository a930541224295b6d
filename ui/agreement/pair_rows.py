"""The open figure pair by pair: who agrees with whom, each a button to the pair's own table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.agreement import words
from annotator.agreement.measures import NAMES
from annotator.agreement.record import LIMITS, Limits, Record
from annotator.i18n import _
from ui import theme
from ui.agreement.record_table import figure_of
from ui.parts.interval_plot import paint_interval
from ui.parts.numbers import format_coefficient
from ui.parts.painting import begin, draw_text, frame
from ui.parts.stepped_rows import SteppedRows

LABEL, NUMBER, SHOWN = 130, 44, 8


class PairRows(SteppedRows):
    """A row a pair of coders, lowest first; ``chosen(coders)`` is sent by a click, Enter or Space."""

    chosen = Signal(object)

    PITCH = 26

    def __init__(self, parent: QWidget | None = None, *, most: int = SHOWN) -> None:
        self.records: list[Record] = []
        self._most = most
        self._limits = LIMITS
        super().__init__(_("Pairs of coders"), parent)

    def show_records(self, records: Sequence[Record], limits: Limits = LIMITS) -> None:
        """Show one record of each pair; of many pairs those with the lowest values."""
        self.records = words.lowest_first(records)[: self._most]
        self._place, self._limits = 0, limits
        self._rows_changed()

    def count(self) -> int:
        return len(self.records)

    def row_words(self, place: int) -> str:
        record = self.records[place]
        return f"{pair_words(record)}, {figure_of(record).words()}"

    def take(self, place: int) -> None:
        self.chosen.emit(self.records[place].coders)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        label, number = max(using.px(LABEL), self.width() * 2 // 5), using.px(NUMBER)
        for place, record in enumerate(self.records):
            rect = self._rect(place)
            if place == self._place and self.hasFocus():
                frame(painter, rect, using.px(4), None, using.hover)
            who = self.visual(QRect(using.px(4), rect.top(), label - using.px(8), rect.height()))
            said = _fitting(record, using.font("option"), who.width())
            draw_text(painter, who, said, using.font("option"), using.text, direction=direction)
            value = self.visual(QRect(label, rect.top(), number, rect.height()))
            draw_text(painter, value, format_coefficient(record.value), using.font("current"), using.text, direction=direction)
            plot = self.visual(QRect(label + number, rect.top(), max(0, self.width() - label - number), rect.height()))
            limits = self._limits if NAMES[record.measure].verdict and record.value is not None else None
            paint_interval(painter, plot, figure_of(record), using, limits=limits)


def _fitting(record: Record, font: QFont, width: int) -> str:
    """Return both names so that each can be read: where there is no room each is cut, not the second one away.

    The isolates keep a name that is read from right to left from turning the other about.
    """
    metrics = QFontMetrics(font)
    names = [f"\u2068{name}\u2069" for name in record.coders]
    whole = _("{a} and {b}").format(a=names[0], b=names[1])
    if metrics.horizontalAdvance(whole) <= width:
        return whole
    room = (width - metrics.horizontalAdvance(_("{a} and {b}").format(a="", b=""))) // 2
    spare = max(0, room - min(metrics.horizontalAdvance(name) for name in record.coders))
    cut = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, room + spare) for name in record.coders]
    return _("{a} and {b}").format(a=f"\u2068{cut[0]}\u2069", b=f"\u2068{cut[1]}\u2069")


def pair_words(record: Record) -> str:
    """Return the two coders as they are written together."""
    return _("{a} and {b}").format(a=record.coders[0], b=record.coders[1])
