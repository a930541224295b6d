"""What stands beside the text: region names at the left, the spine, connectors and their labels at the right.

The layout of connectors is a calculation on places; the painter knows nothing of blocks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from ui.article.column import LABEL_GAP, Column, stacked
from ui.article.marks import Connector
from ui.theme import Theme

CHANNEL_LANES = 3
_LANE_STEP, _FIRST_LANE = 2.2, 1.6
_LONG_END, _BEFORE_END = 60.0, 12.0
_BEND = 3.0


@dataclass(frozen=True, slots=True)
class End:
    """Where one connector starts: the strip of its end on the last line, and that line's place in the view.

    ``line`` orders the lines of the view; ``y`` is where the line's channel begins. An end above or below the view has
    ``beyond`` −1 or 1 and only that.
    """

    connector: Connector
    beyond: int = 0
    line: tuple[int, int] = (0, 0)
    left: float = 0.0
    right: float = 0.0
    y: float = 0.0
    scale: float = 1.0

    def x(self, onward: int = 1) -> float:
        """Return the middle of the end; of a long one 12 px before its side to which the connector goes: 1 right, −1 left."""
        width = self.right - self.left
        if width <= _LONG_END * self.scale:
            return self.left + width / 2
        return self.right - _BEFORE_END if onward > 0 else self.left + _BEFORE_END


@dataclass(frozen=True, slots=True)
class Wire:
    """A connector with its channel and the height of its label."""

    end: End
    channel: float
    label_y: float


def wires(ends: Iterable[End], low: float, high: float, gap: float = LABEL_GAP, onward: int = 1) -> list[Wire]:
    """Return the connectors, each with its lane of the channel and its label, from the top down.

    In one channel the end nearest to the labels lies on top, so that lines never cross; a fourth shares the last lane. Labels stand
    at least ``gap`` apart, each stack centred on the heights it would like, between ``low`` and ``high``.
    """
    ordered = sorted(ends, key=lambda end: (end.beyond, end.line, -onward * end.x(onward)))
    channels: list[float] = []
    lane, line = 0, None
    for end in ordered:
        lane = min(lane + 1, CHANNEL_LANES - 1) if line == end.line else 0
        line = end.line
        channels.append(end.y + (_FIRST_LANE + _LANE_STEP * lane) * end.scale)
    wanted = [
        low if end.beyond < 0 else high if end.beyond > 0 else y for end, y in zip(ordered, channels, strict=True)
    ]
    heights = stacked(sorted(wanted), gap, low, high)
    return [Wire(*row) for row in zip(ordered, channels, heights, strict=True)]


@dataclass(frozen=True, slots=True)
class Label:
    """A connector's label as it was painted: what a click in it means."""

    rect: QRectF
    end_id: str


class MarginPainter:
    """Paints spine, connectors, labels and region names with one theme, the words at one size."""

    def __init__(self, theme: Theme, scale: float = 1.0) -> None:
        self.theme = theme
        self._role = theme.font("head", scale)
        self._value = theme.font("caption", scale)
        self._role_metrics = QFontMetricsF(self._role)
        self._value_metrics = QFontMetricsF(self._value)

    def stem(self, painter: QPainter, column: Column, top: float, bottom: float, colour: QColor) -> None:
        """Paint the thin line on which the spine goes on to connectors beyond its mark."""
        width = 1.4 * column.scale
        painter.fillRect(QRectF(column.spine - width / 2, top, width, bottom - top), colour)

    def spine(self, painter: QPainter, column: Column, top: float, bottom: float, colour: QColor) -> None:
        """Paint the bar beside the selected annotation."""
        width = 3.0 * self.theme.line_scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(column.spine - width / 2, top, width, bottom - top), width / 2, width / 2)

    def wire(self, painter: QPainter, column: Column, wire: Wire) -> None:
        """Paint one connector from its end to its label; nothing of an end outside the view."""
        end = wire.end
        if end.beyond:
            return
        inks = self.theme.category(end.connector.colour, end.connector.style)
        pen = QPen(inks.line, 1.4 * self.theme.line_scale)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.line)
        onward, x = column.onward, end.x(column.onward)
        painter.drawEllipse(QPointF(x, end.y), 2.2, 2.2)
        if end.connector.via is not None:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        turn, label = column.spine + onward * 7, column.labels - onward * 5
        path = QPainterPath(QPointF(x, end.y))
        bend = min(_BEND, wire.channel - end.y)
        path.lineTo(x, wire.channel - bend)
        path.quadTo(x, wire.channel, x + onward * bend, wire.channel)
        path.lineTo(turn, wire.channel)
        middle = (turn + label) / 2
        path.cubicTo(middle, wire.channel, middle, wire.label_y, label, wire.label_y)
        painter.drawPath(path)

    def label(self, painter: QPainter, column: Column, wire: Wire, ending: str = "") -> Label:
        """Paint a connector's label, role and value, and return where it is."""
        connector = wire.end.connector
        inks = self.theme.category(connector.colour, connector.style)
        arrow = {-1: "↑ ", 0: "", 1: "↓ "}[wire.end.beyond]
        role = arrow + connector.role
        x, room = column.labels, column.behind - abs(column.labels - column.text_end) - 2
        baseline = wire.label_y + self._role_metrics.capHeight() / 2
        painter.setFont(self._role)
        painter.setPen(inks.ink)
        role = self._role_metrics.elidedText(role, Qt.TextElideMode.ElideRight, room)
        width = self._role_metrics.horizontalAdvance(role)
        painter.drawText(QPointF(x if not column.mirrored else x - width, baseline), role)
        value = connector.label + ending
        if value and not column.roles_only:
            left = room - width - 7
            value = self._value_metrics.elidedText(value, Qt.TextElideMode.ElideRight, left) if left > 12 else ""
            painter.setFont(self._value)
            painter.setPen(self.theme.text_2)
            wide = self._value_metrics.horizontalAdvance(value)
            painter.drawText(QPointF(x + width + 7 if not column.mirrored else x - width - 7 - wide, baseline), value)
            width += 7 + wide
        gap, start = column.label_gap, x if not column.mirrored else x - width
        return Label(QRectF(start - 4, wire.label_y - gap / 2, width + 8, gap), connector.end_id)

    def preview(self, painter: QPainter, column: Column, end: End) -> None:
        """Paint the dashed line of a link that would come, straight to its label, with a question mark."""
        inks = self.theme.category(end.connector.colour, end.connector.style)
        y = end.y + _FIRST_LANE * end.scale
        if not end.beyond:
            pen = QPen(inks.line, 1.6 * self.theme.line_scale)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawLine(QPointF(end.x(column.onward), y), QPointF(column.labels - column.onward * 5, y))
        self.label(painter, column, Wire(end, y, y), ending=" ?")

    def region_name(self, painter: QPainter, column: Column, name: str, baseline: float, hovered: bool) -> None:
        """Paint the name of a region in the gutter before the text, close to the text, on the baseline of its first line."""
        painter.setFont(self._value)
        painter.setPen(self.theme.text if hovered else self.theme.text_3)
        name = self._value_metrics.elidedText(name, Qt.TextElideMode.ElideRight, column.before - 20)
        x = column.text_right + 16 if column.mirrored else column.left - 16 - self._value_metrics.horizontalAdvance(name)
        painter.drawText(QPointF(x, baseline), name)


def hint_rect(left: float, line_top: float, scale: float) -> QRectF:
    """Return where a hint stands: 15 × 13 above the first letter, in the gap."""
    return QRectF(left - 6, line_top + 4 * scale - 12, 15, 13)


def paint_hint(painter: QPainter, theme: Theme, rect: QRectF, letter: str, chosen: bool) -> None:
    """Paint a hint: the letter on ink, ringed where it is the one Enter takes."""
    if chosen:
        painter.setPen(QPen(theme.ink, 1.5))
        painter.setBrush(theme.paper)
        painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 5, 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.ink)
    painter.drawRoundedRect(rect, 3, 3)
    font = theme.font("head", 1.0)
    font.setPixelSize(10)
    painter.setFont(font)
    painter.setPen(theme.on_ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)

