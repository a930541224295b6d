"""Counts as bars that can be chosen: a label, a bar, the count and its share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.i18n import _
from ui import theme
from ui.parts.numbers import format_count
from ui.parts.painting import Part, begin, draw_text, frame, width_of

PITCH, LABEL = 24, 150


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its name; ``quiet`` is what needs no attention, such as what agrees."""

    key: str
    label: str
    count: int
    quiet: bool = False


class Bars(Part):
    """Bars one under the other; ``chosen(key)`` is sent by a click, Enter or Space, and with an empty key when it is taken back."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[Bar] = []
        self._place = 0
        self._chosen = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar], chosen: str = "") -> None:
        """Show these bars, one of them chosen."""
        self._bars, self._chosen = list(bars), chosen
        self._place = min(self._place, max(0, len(bars) - 1))
        self._describe()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(360), theme.current().px(PITCH) * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(220), self.sizeHint().height())

    def focus_rect(self) -> QRect:
        return self._rect(self._place) if self._bars else self.rect()

    def _rect(self, place: int) -> QRect:
        pitch = theme.current().px(PITCH)
        return QRect(0, place * pitch, self.width(), pitch)

    def _describe(self) -> None:
        if self._bars:
            bar = self._bars[self._place]
            self.setAccessibleDescription(f"{bar.label}, {format_count(bar.count)}")
        self.move_ring()

    def _take(self, place: int) -> None:
        if 0 <= place < len(self._bars):
            self._place = place
            key = self._bars[place].key
            self._chosen = "" if key == self._chosen else key
            self._describe()
            self.update()
            self.chosen.emit(self._chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._take(self._at(event.position().toPoint()))

    def _at(self, point: QPoint) -> int:
        return point.y() // theme.current().px(PITCH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self._bars:
            self._place = min(max(0, self._place + step), len(self._bars) - 1)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._place)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        most, total = max((bar.count for bar in self._bars), default=0), sum(bar.count for bar in self._bars)
        label, after = min(using.px(LABEL), self.width() // 2), using.px(92)
        for place, bar in enumerate(self._bars):
            rect = self._rect(place)
            here = bar.key == self._chosen
            words = self.visual(QRect(0, rect.top(), label - using.px(12), rect.height()))
            end = Qt.AlignmentFlag.AlignTrailing
            style = "option_chosen" if here else "option"
            draw_text(painter, words, bar.label, using.font(style), using.text, align=end, direction=direction)
            room = max(0, self.width() - label - after)
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
