"""Small signs told apart by shape: state of an article, category of an annotation, verdict on a figure."""

from __future__ import annotations

from math import pi, sin

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.agreement.record import VERDICTS
from annotator.i18n import N_, _
from ui import theme
from ui.icons import paint_icon
from ui.parts.painting import Part, begin
from ui.theme import CategoryColours, Theme

STATE_WORDS = {
    "unread": N_("unread"),
    "in_progress": N_("in progress"),
    "finished": N_("finished"),
    "finished_empty": N_("finished, nothing to code"),
    "flagged": N_("flagged"),
}


def paint_state(painter: QPainter, rect: QRect, state: str, using: Theme, ground: QColor | None = None) -> None:
    """Paint the sign of an article's state into a square: ring, half disc, disc with tick, disc with dash, flag."""
    if state not in STATE_WORDS:
        raise ValueError(f"an article is one of {', '.join(STATE_WORDS)}, not {state!r}")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state == "flagged":
        paint_icon(painter, rect, "flag", using.text_2)
        painter.restore()
        return
    side = min(rect.width(), rect.height())
    unit = side / 16
    disc = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
    disc.adjust(2 * unit, 2 * unit, -2 * unit, -2 * unit)
    if state in ("unread", "in_progress"):
        _ring(painter, disc, using.text_2, 1.4 * unit, half=-90 if state == "in_progress" else None)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(using.text_2)
        painter.drawEllipse(disc.adjusted(-0.3 * unit, -0.3 * unit, 0.3 * unit, 0.3 * unit))
        painter.setPen(QPen(ground or using.raised, 1.6 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        middle = disc.center()
        points = [(-2.6, 0.2), (-0.8, 2.0), (2.6, -1.8)] if state == "finished" else [(-2.7, 0), (2.7, 0)]
        painter.drawPolyline([QPointF(middle.x() + x * unit, middle.y() + y * unit) for x, y in points])
    painter.restore()


def paint_verdict(painter: QPainter, rect: QRect, verdict: str, using: Theme) -> None:
    """Paint the sign of a verdict into a square: disc, half disc, ring, or a dash where there is none."""
    if verdict not in VERDICTS:
        raise ValueError(f"a verdict is one of {', '.join(VERDICTS)}, not {verdict!r}")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    unit = min(rect.width(), rect.height()) / 16
    middle = QRectF(rect).center()
    disc = QRectF(middle.x() - 4.5 * unit, middle.y() - 4.5 * unit, 9 * unit, 9 * unit)
    if verdict == "reliable":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(using.ink)
        painter.drawEllipse(disc.adjusted(-0.6 * unit, -0.6 * unit, 0.6 * unit, 0.6 * unit))
    elif verdict in ("tentative", "not_reliable"):
        _ring(painter, disc, using.ink, 1.6 * unit, half=90 if verdict == "tentative" else None)
    else:
        painter.setPen(QPen(using.text_2, 1.4 * unit))
        painter.drawLine(QPointF(middle.x() - 4 * unit, middle.y()), QPointF(middle.x() + 4 * unit, middle.y()))
    painter.restore()


def _ring(painter: QPainter, disc: QRectF, colour: QColor, width: float, *, half: int | None) -> None:
    """Paint a ring, half filled from this angle on (degrees, counter-clockwise from the right) where one is given."""
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(disc)
    if half is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPie(disc, half * 16, 180 * 16)


def paint_category_sign(painter: QPainter, rect: QRect | QRectF, colours: CategoryColours, style: str, using: Theme) -> None:
    """Paint the 16 px sign of a category into the rectangle: box, background, underline or wave, as it is drawn in the text."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = QRectF(rect)
    unit = min(room.width(), room.height()) / 16
    painter.translate(room.center().x() - 8 * unit, room.center().y() - 8 * unit)
    painter.scale(unit, unit)
    if style == "box":
        painter.setPen(QPen(colours.line, 1.8))
        painter.drawRoundedRect(QRectF(1.2, 2.9, 13.6, 10.2), 3, 3)
    elif style == "background":
        painter.fillRect(QRectF(1, 2, 14, 12), using.paper if using.high_contrast else colours.tint_selected)
        painter.fillRect(QRectF(0.5, 2, 2, 12), colours.edge)
        painter.fillRect(QRectF(13.5, 2, 2, 12), colours.edge)
    else:
        painter.fillRect(QRectF(3, 4, 10, 1.5), using.border)
        if style == "underline":
            painter.fillRect(QRectF(0.5, 9.5, 15, 3), colours.line)
        else:
            painter.setPen(QPen(colours.line, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
            painter.drawPath(wave_path(1, 15, 11, amplitude=1.6, length=4.7))
    painter.restore()


def wave_path(start: float, end: float, middle: float, *, amplitude: float, length: float) -> QPainterPath:
    """Return a sine wave from ``start`` to ``end`` around the height ``middle``, all in px."""
    path = QPainterPath(QPointF(start, middle))
    steps = max(2, round((end - start) / length * 12))
    for step in range(1, steps + 1):
        x = start + (end - start) * step / steps
        path.lineTo(x, middle - amplitude * sin((x - start) / length * 2 * pi))
    return path


def category_icon(colour: str, style: str) -> QIcon:
    """Return the sign of a category as an icon; it follows the theme."""
    return QIcon(_SignEngine(colour, style))


_copies: list[QIconEngine] = []


class _SignEngine(QIconEngine):
    def __init__(self, colour: str, style: str) -> None:
        super().__init__()
        self._colour, self._style = colour, style

    def clone(self) -> QIconEngine:
        # See ui.icons: Qt owns the copy, Python must not free it.
        _copies.append(_SignEngine(self._colour, self._style))
        return _copies[-1]

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        using = theme.current()
        paint_category_sign(painter, rect, using.category(self._colour, self._style), self._style, using)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        made = QPixmap((size.toSizeF() * scale).toSize())
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made


class StateSign(Part):
    """The state of an article as a sign of 16 px with its word for screen readers."""

    def __init__(self, state: str = "unread", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(state)

    def show_state(self, state: str) -> None:
        """Show another state, a key of ``STATE_WORDS``."""
        self._state = state
        self.setAccessibleName(_(STATE_WORDS[state]))
        self.setToolTip(_(STATE_WORDS[state]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(16), theme.current().px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_state(begin(self), self.rect(), self._state, theme.current())


class CategorySign(Part):
    """The sign of a category, 16 px or as large as asked."""

    def __init__(self, colour: str, style: str, name: str, *, size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_category(colour, style, name)

    def show_category(self, colour: str, style: str, name: str) -> None:
        """Show another category: its codebook colour, its style and its label."""
        self._colour, self._style = colour, style
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.current().px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        paint_category_sign(begin(self), self.rect(), using.category(self._colour, self._style), self._style, using)
