"""Agreement over the weeks: a point a week with its interval; two weeks on end below the limit are said to need a talk."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.agreement.record import LIMITS, Limits
from annotator.i18n import _
from ui import theme
from ui.parts.numbers import format_coefficient
from ui.parts.painting import Part, begin, draw_text, width_of

HEIGHT, SCALE, BELOW, WEEK = 268, 40, 44, 52
_CENTRE, _END = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignTrailing


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its number, and the value with its interval; None where it is undefined."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def spoken(self) -> str:
        """Return the point as it is read aloud."""
        return f"{self.name}: {_('undefined') if self.value is None else format_coefficient(self.value)}"


def alarms(weeks: Sequence[Week], limit: float = LIMITS[0]) -> list[int]:
    """Return the places of weeks that are the second (or later) on end below the limit (METHOD.md step 10)."""
    below = [one.value is not None and one.value < limit for one in weeks]
    return [place for place in range(1, len(weeks)) if below[place] and below[place - 1]]


class WeekPlot(Part):
    """The latest weeks that have room, on a scale that ends at 1; the limits dotted, the zone of firm conclusions grey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weeks: tuple[Week, ...] = ()
        self.limits: Limits | None = LIMITS
        self.setAccessibleName(_("Agreement over the weeks"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_weeks(self, weeks: Sequence[Week], *, limits: Limits | None) -> None:
        """Show these weeks, the first one first; ``limits`` None for a measure that has no verdict."""
        self.weeks, self.limits = tuple(weeks), limits
        said = "; ".join(one.spoken for one in weeks)
        if self.alarms():
            said = f"{said}; {_('two weeks below: talk about it')}"
        self.setAccessibleDescription(said)
        self.update()

    def alarms(self) -> list[int]:
        """Return the places of the weeks that need a talk; none for a measure without limits."""
        return alarms(self.weeks, self.limits[0]) if self.limits is not None else []

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(480), theme.current().px(HEIGHT))

    def _plot(self) -> QRect:
        px = theme.current().px
        return QRect(px(SCALE), px(6), max(1, self.width() - px(SCALE + 12)), max(1, self.height() - px(6 + BELOW)))

    def _shown(self) -> tuple[int, tuple[Week, ...]]:
        """Return how many weeks are left out at the beginning, and the others."""
        room = max(2, self._plot().width() // theme.current().px(WEEK))
        first = max(0, len(self.weeks) - room)
        return first, self.weeks[first:]

    def _floor(self, weeks: Sequence[Week]) -> float:
        values = [one.low if one.low is not None else one.value for one in weeks if one.value is not None]
        return max(-1.0, min(0.4, *(math.floor(value * 10) / 10 for value in values if value is not None))) if values else 0.4

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        first, weeks = self._shown()
        plot, floor = self._plot(), self._floor(weeks)

        def y(value: float) -> float:
            return plot.bottom() - (max(floor, min(1.0, value)) - floor) / (1 - floor) * (plot.height() - 1)

        self._paint_scale(painter, plot, floor, y)
        pitch = plot.width() / max(1, len(weeks))
        xs = [plot.left() + pitch * (place + 0.5) for place in range(len(weeks))]
        painter.setPen(QPen(using.ink, 2 * using.line_scale))
        for place in range(1, len(weeks)):
            one, other = weeks[place - 1].value, weeks[place].value
            if one is not None and other is not None:
                painter.drawLine(QPointF(xs[place - 1], y(one)), QPointF(xs[place], y(other)))
        for place, week in enumerate(weeks):
            label = QRect(round(xs[place] - pitch / 2), plot.bottom() + using.px(24), round(pitch), using.px(18))
            draw_text(painter, label, week.name, using.font("caption"), using.text_2, align=_CENTRE)
            if week.value is not None:
                self._paint_point(painter, xs[place], week, y)
        found = [place - first for place in self.alarms() if place >= first]
        if found:
            words, font = _("two weeks below: talk about it"), using.font("head")
            wide = width_of(words, font)
            left = min(max(plot.left(), round(xs[found[-1]] - wide / 2)), plot.right() - wide)
            draw_text(painter, QRect(left, plot.bottom() + using.px(4), wide, using.px(18)), words, font, using.text)

    def _paint_scale(self, painter: QPainter, plot: QRect, floor: float, y: Callable[[float], float]) -> None:
        using = theme.current()
        ticks = [1.0, *(reversed(self.limits) if self.limits is not None else (0.5,)), floor]
        if self.limits is not None:
            painter.fillRect(QRectF(plot.left(), y(1.0), plot.width(), y(self.limits[1]) - y(1.0)), using.hover)
        for tick in ticks:
            height = y(tick)
            dotted = tick in (self.limits or ())
            pen = QPen(using.text_3 if dotted else using.line, using.line_scale)
            if dotted:
                pen.setDashPattern([2, 2])
            painter.setPen(pen)
            painter.drawLine(QPointF(plot.left(), height), QPointF(plot.right(), height))
            label = QRect(0, round(height) - using.px(9), plot.left() - using.px(8), using.px(18))
            words = "1" if tick == 1.0 else format_coefficient(tick)
            draw_text(painter, label, words, using.font("caption"), using.text_2, align=_END)

    def _paint_point(self, painter: QPainter, x: float, week: Week, y: Callable[[float], float]) -> None:
        using = theme.current()
        assert week.value is not None
        if week.low is not None and week.high is not None:
            painter.setPen(QPen(using.border, 1.6 * using.line_scale))
            painter.drawLine(QPointF(x, y(week.low)), QPointF(x, y(week.high)))
        radius = using.px(4.5)
        low = self.limits is not None and week.value < self.limits[0]
        painter.setPen(QPen(using.ink if low else using.paper, 1.6))
        painter.setBrush(using.paper if low else using.ink)
        painter.drawEllipse(QPointF(x, y(week.value)), radius, radius)
