"""The open figure pair by pair: who agrees with whom, each a button to the pair's own table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.agreement import words
from annotator.agreement.measures import NAMES
from annotator.agreement.record import Record
from annotator.i18n import _
from ui import theme
from ui.agreement.record_table import figure_of
from ui.parts.interval_plot import paint_interval
from ui.parts.numbers import format_coefficient
from ui.parts.painting import Part, begin, draw_text, frame

PITCH, LABEL, NUMBER, SHOWN = 26, 130, 44, 8


class PairRows(Part):
    """A row a pair of coders, lowest first; ``chosen(coders)`` is sent by a click, Enter or Space."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records: list[Record] = []
        self._place = 0
        self.setAccessibleName(_("Pairs of coders"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_records(self, records: Sequence[Record]) -> None:
        """Show one record of each pair; of many pairs those with the lowest values."""
        self.records = words.lowest_first(records)[:SHOWN]
        self._place = 0
        self._describe()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(320), px(PITCH) * len(self.records))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self.sizeHint().height())

    def focus_rect(self) -> QRect:
        return self._rect(self._place) if self.records else self.rect()

    def _rect(self, place: int) -> QRect:
        pitch = theme.current().px(PITCH)
        return QRect(0, place * pitch, self.width(), pitch)

    def _describe(self) -> None:
        if self.records:
            record = self.records[self._place]
            self.setAccessibleDescription(f"{pair_words(record)}, {figure_of(record).words()}")
        self.move_ring()

    def _take(self, place: int) -> None:
        if 0 <= place < len(self.records):
            self.chosen.emit(self.records[place].coders)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._take(event.position().toPoint().y() // theme.current().px(PITCH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self.records:
            self._place = min(max(0, self._place + step), len(self.records) - 1)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._place)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        label, number = using.px(LABEL), using.px(NUMBER)
        for place, record in enumerate(self.records):
            rect = self._rect(place)
            if place == self._place and self.hasFocus():
                frame(painter, rect, using.px(4), None, using.hover)
            who = self.visual(QRect(using.px(4), rect.top(), label - using.px(8), rect.height()))
            draw_text(painter, who, pair_words(record), using.font("option"), using.text, direction=direction)
            value = self.visual(QRect(label, rect.top(), number, rect.height()))
            draw_text(painter, value, format_coefficient(record.value), using.font("current"), using.text, direction=direction)
            plot = self.visual(QRect(label + number, rect.top(), max(0, self.width() - label - number), rect.height()))
            limits = NAMES[record.measure].verdict and record.value is not None
            paint_interval(painter, plot, figure_of(record), using, limits=limits)


def pair_words(record: Record) -> str:
    """Return the two coders as they are written together."""
    return _("{a} and {b}").format(a=record.coders[0], b=record.coders[1])
