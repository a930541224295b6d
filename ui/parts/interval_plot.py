"""An agreement value with its interval, as rows of a table paint it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.agreement.record import FEW_ARTICLES, LIMITS, Limits
from annotator.i18n import _
from ui import theme
from ui.parts.numbers import format_coefficient
from ui.parts.painting import Part, begin, draw_text
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the ends of its interval; ``reason`` says why there is no value."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n_articles: int = 0
    reason: str = ""

    @property
    def too_few(self) -> bool:
        """Whether fewer than ten articles stand behind it."""
        return self.n_articles < FEW_ARTICLES

    def words(self) -> str:
        """Return the figure as it is read out."""
        if self.value is None:
            return _("undefined: {reason}").format(reason=self.reason) if self.reason else _("undefined")
        said = format_coefficient(self.value)
        if self.low is not None and self.high is not None:
            span = _("interval {low} to {high}").format(low=format_coefficient(self.low), high=format_coefficient(self.high))
            said = f"{said}, {span}"
        return f"{said}, {_('too few articles')}" if self.too_few else said


def plot_x(value: float, rect: QRect) -> float:
    """Return where a value from 0 to 1 lies across the rectangle; what is outside lies at its ends."""
    inset = min(6, rect.width() / 20)
    return rect.left() + inset + min(1.0, max(0.0, value)) * (rect.width() - 2 * inset)


def paint_interval(painter: QPainter, rect: QRect, figure: Interval, using: Theme, *, limits: Limits | None = LIMITS) -> None:
    """Paint value and interval on a scale from 0 to 1 into the rectangle; numbers run left to right in every window.

    The limits of tentative and reliable are dotted over the whole height, so that rows join; a measure without a verdict has none
    (``limits=None``). With fewer than ten articles bar and dot are grey; an undefined value shows its reason; a negative one an
    arrow at the left end.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if figure.value is None:
        words = figure.reason or _("undefined")
        draw_text(painter, rect.adjusted(using.px(6), 0, 0, 0), words, using.font("caption"), using.text_2)
        painter.restore()
        return
    if limits is not None:
        painter.setPen(QPen(using.text_3, using.line_scale, Qt.PenStyle.CustomDashLine))
        pen = painter.pen()
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        for limit in limits:
            x = round(plot_x(limit, rect)) + 0.5
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom() + 1))
    middle = rect.center().y() + 0.5
    bar, dot = (using.border, using.border) if figure.too_few else (using.text_2, using.ink)
    if figure.low is not None and figure.high is not None:
        left, right = plot_x(figure.low, rect), plot_x(figure.high, rect)
        painter.setPen(QPen(bar, using.px(2) * using.line_scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        tick = using.px(4)
        painter.setPen(QPen(bar, 1.5 * using.line_scale))
        for x in (left, right):
            painter.drawLine(QPointF(x, middle - tick), QPointF(x, middle + tick))
    x, radius = plot_x(figure.value, rect), using.px(4)
    painter.setPen(QPen(using.paper, 1))
    painter.setBrush(dot)
    if figure.value < 0:
        painter.drawPolygon(
            QPolygonF([QPointF(x - radius, middle), QPointF(x + radius, middle - radius), QPointF(x + radius, middle + radius)])
        )
    else:
        painter.drawEllipse(QRectF(x - radius, middle - radius, 2 * radius, 2 * radius))
    painter.restore()


class IntervalPlot(Part):
    """One value with its interval."""

    def __init__(self, figure: Interval, *, limits: Limits | None = LIMITS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits = limits
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_figure(figure)

    def show_figure(self, figure: Interval) -> None:
        """Show another value."""
        self._figure = figure
        self.setAccessibleName(figure.words())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(150), theme.current().px(33))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_interval(begin(self), self.rect(), self._figure, theme.current(), limits=self._limits)
