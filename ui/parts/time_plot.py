"""A figure from week to week beside the band in which it should lie; every week can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.agreement.record import LIMITS, Limits
from annotator.i18n import _
from ui import theme
from ui.parts.numbers import format_coefficient, format_count
from ui.parts.painting import Part, begin, draw_text, frame, plain_tip, width_of

AXIS, FOOT, TOP, WIDEST = 40, 40, 22, 96
_CENTRE = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True, slots=True)
class Week:
    """A value (None: undefined) of so many articles with its band; ``sign`` is empty, ``outside`` or ``alarm``, ``words`` say why."""

    label: str
    value: float | None
    n_articles: int
    low: float | None = None
    high: float | None = None
    sign: str = ""
    words: str = ""

    def told(self) -> str:
        """Return the week as it is read out."""
        parts = [self.label, format_coefficient(self.value), _("{count} articles").format(count=format_count(self.n_articles))]
        if self.low is not None and self.high is not None:
            parts.append(_("band {low} to {high}").format(low=format_coefficient(self.low), high=format_coefficient(self.high)))
        return ", ".join([*parts, self.words] if self.words else parts)


class TimePlot(Part):
    """Weeks from left to right, as figures run in every window; ``chosen(place)`` is sent by a click, Enter, Space; -1 takes it back."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weeks: list[Week] = []
        self._limits: Limits | None = LIMITS
        self._place, self._chosen = 0, -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def show_weeks(self, weeks: Sequence[Week], *, limits: Limits | None = LIMITS) -> None:
        """Show these weeks; ``limits`` of tentative and reliable, None for a figure that has none. The keys stand on the last week."""
        self.weeks, self._limits = list(weeks), limits
        self._place, self._chosen = max(0, len(weeks) - 1), -1
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(480), theme.current().px(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(240), theme.current().px(160))

    def focus_rect(self) -> QRect:
        return self.week_rect(self._place) if self.weeks else self.rect()

    def week_rect(self, place: int) -> QRect:
        """Return the column of a week."""
        px, wide = theme.current().px, self._pitch()
        return QRect(round(px(AXIS) + place * wide), px(2), max(1, round(wide)), self.height() - px(4))

    def _pitch(self) -> float:
        px = theme.current().px
        return min(float(px(WIDEST)), (self.width() - px(AXIS) - px(8)) / max(1, len(self.weeks)))

    def _lowest(self) -> float:
        """Return where the scale begins: at 0, or under the least value."""
        found = [part for week in self.weeks for part in (week.value, week.low) if part is not None]
        return min(0.0, *(round(part - 0.05, 1) for part in found)) if found else 0.0

    def _y(self, value: float) -> float:
        px, low = theme.current().px, self._lowest()
        top, bottom = px(TOP), self.height() - px(FOOT)
        return bottom - (min(1.0, value) - low) / (1.0 - low) * (bottom - top)

    def _x(self, place: int) -> float:
        return theme.current().px(AXIS) + (place + 0.5) * self._pitch()

    def _describe(self) -> None:
        if self.weeks:
            self.setAccessibleDescription(self.weeks[self._place].told())
        self.move_ring()

    def _take(self, place: int) -> None:
        if not 0 <= place < len(self.weeks):
            return
        self._place = place
        self._chosen = -1 if place == self._chosen else place
        self._describe()
        self.update()
        self.chosen.emit(self._chosen)

    def _at(self, x: float) -> int:
        place = int((x - theme.current().px(AXIS)) // self._pitch())
        return place if 0 <= place < len(self.weeks) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._take(self._at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._at(event.position().x())
        self.setToolTip(plain_tip(self.weeks[place].told()) if place >= 0 else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self.weeks) - 1
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Home: -last, Qt.Key.Key_End: last}
        if key in steps and self.weeks:
            self._place = min(max(0, self._place + steps[key]), last)
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._place)
        else:
            event.ignore()

    # ---- painting -------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        if self._chosen >= 0:
            frame(painter, self.week_rect(self._chosen), theme.current().px(6), None, theme.current().selection)
        self._paint_scale(painter)
        self._paint_bands(painter)
        self._paint_line(painter)
        self._paint_weeks(painter)

    def _paint_scale(self, painter: QPainter) -> None:
        using = theme.current()
        low, right = self._lowest(), self.width() - using.px(4)
        dotted = QPen(using.text_3, using.line_scale, Qt.PenStyle.CustomDashLine)
        dotted.setDashPattern([2, 2])
        limits = self._limits or ()
        named: list[float] = []
        for value in [1.0, 0.0, *limits, *([low] if low < 0 else []), 0.5]:
            # In a low plot the limits keep their figures, the middle goes without.
            free = all(abs(self._y(value) - self._y(other)) >= using.px(13) for other in named)
            self._paint_rule(painter, value, dotted if value in limits else QPen(using.line, 1), right, named=free)
            if free:
                named.append(value)

    def _paint_rule(self, painter: QPainter, value: float, pen: QPen, right: int, *, named: bool) -> None:
        using, y = theme.current(), round(self._y(value)) + 0.5
        painter.setPen(pen)
        painter.drawLine(QPointF(using.px(AXIS), y), QPointF(right, y))
        if not named:
            return
        spot = QRect(0, round(y) - using.px(8), using.px(AXIS - 8), using.px(16))
        draw_text(painter, spot, format_coefficient(value), using.font("caption"), using.text_2, align=Qt.AlignmentFlag.AlignRight)

    def _paint_bands(self, painter: QPainter) -> None:
        using, half = theme.current(), self._pitch() / 2
        edge = using.border
        for place, week in enumerate(self.weeks):
            if week.low is None or week.high is None:
                continue
            top, bottom = self._y(week.high), self._y(max(week.low, self._lowest()))
            box = QRectF(self._x(place) - half, top, 2 * half, max(1.0, bottom - top))
            ground = QColor(using.track)
            ground.setAlpha(150)
            painter.fillRect(box, ground)
            painter.setPen(QPen(edge, 1))
            for y in (box.top(), box.bottom()):
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_line(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.current().text_2, 1.5 * theme.current().line_scale))
        for place, (one, other) in enumerate(zip(self.weeks, self.weeks[1:], strict=False)):
            if one.value is not None and other.value is not None:
                painter.drawLine(QPointF(self._x(place), self._y(one.value)), QPointF(self._x(place + 1), self._y(other.value)))

    def _paint_weeks(self, painter: QPainter) -> None:
        using, pitch = theme.current(), self._pitch()
        # Where the columns are narrow only every second, third … week is named; the one with the keys always is.
        every = max(1, -(-width_of("2024-W00", using.font("caption")) // max(1, round(pitch - using.px(6)))))
        foot = self.height() - using.px(FOOT)
        for place, week in enumerate(self.weeks):
            x = self._x(place)
            if week.value is not None:
                self._paint_point(painter, QPointF(x, self._y(week.value)), week)
            if place % every and place != self._place:
                continue
            if place != self._place and abs(place - self._place) < every:
                continue
            wide = round(pitch * every)
            for row, text in enumerate((week.label, _("n {count}").format(count=format_count(week.n_articles)))):
                spot = QRect(round(x) - wide // 2, foot + using.px(4 + 16 * row), wide, using.px(16))
                draw_text(painter, spot, text, using.font("caption"), using.text_2 if row else using.text, align=_CENTRE)

    def _paint_point(self, painter: QPainter, at: QPointF, week: Week) -> None:
        """A disc inside the band, a ring outside it; an alarm has a triangle above, so that grey is enough to tell."""
        using = theme.current()
        radius = float(using.px(4))
        painter.setPen(QPen(using.ink, 2 * using.line_scale))
        painter.setBrush(using.paper if week.sign else using.ink)
        painter.drawEllipse(at, radius, radius)
        if week.sign == "alarm":
            side, y = using.px(6), at.y() - radius - using.px(4)
            painter.setBrush(using.ink)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(
                QPolygonF([QPointF(at.x() - side, y - side * 1.6), QPointF(at.x() + side, y - side * 1.6), QPointF(at.x(), y)])
            )
