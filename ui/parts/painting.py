"""What all parts share: painting text and frames, mirroring, hearing of a new theme, speaking to screen readers."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QLayout, QSizePolicy, QStyle, QStyleOptionViewItem, QWidget

from ui import theme
from ui.theme.focus import FocusRing

_REPAINTED = {QEvent.Type.PaletteChange, QEvent.Type.LayoutDirectionChange, QEvent.Type.EnabledChange, QEvent.Type.FontChange}


class Themed:
    """Mixed into widgets that paint themselves: they hear of a new theme and repaint."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)  # type: ignore[misc]
        if theme.is_between():
            return
        if event.type() == QEvent.Type.StyleChange:
            self.on_theme()
        if event.type() == QEvent.Type.StyleChange or event.type() in _REPAINTED:
            self.updateGeometry()  # type: ignore[attr-defined]
            self.update()  # type: ignore[attr-defined]

    def on_theme(self) -> None:
        """Take over sizes and fonts of the theme in use; what is only painted needs nothing here."""

    def focus_rect(self) -> QRect:
        """Return what the focus ring goes round."""
        return self.rect()  # type: ignore[attr-defined]

    def focus_radius(self) -> int:
        """Return the corner radius of what the ring goes round."""
        return theme.current().px(6)


class Part(Themed, QWidget):
    """A widget that paints itself."""

    def visual(self, rect: QRect) -> QRect:
        """Return the rectangle mirrored where the window runs from right to left."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    def set_margins(self, start: int, top: int, end: int, bottom: int) -> None:
        """Give the layout margins in px at 100 %, counted from where reading begins: a layout mirrors and scales none of its own."""
        self._margins = (start, top, end, bottom)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left, right = (end, start) if mirrored else (start, end)
        self.layout().setContentsMargins(*(theme.current().px(side) for side in (left, top, right, bottom)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LayoutDirectionChange, QEvent.Type.StyleChange) and hasattr(self, "_margins"):
            self.set_margins(*self._margins)

    def move_ring(self) -> None:
        """Lay the focus ring anew after ``focus_rect`` has changed."""
        FocusRing.refresh(self)


def paint_row_ground(painter: QPainter, box: QRect, option: QStyleOptionViewItem, rim: int) -> None:
    """Paint what lies behind a row of a list: grey and a bar at its start, ``rim`` px shorter at either end, if it is chosen."""
    using = theme.current()
    if option.state & QStyle.StateFlag.State_Selected:
        frame(painter, box, using.px(6), using.border if using.high_contrast else None, using.selection)
        bar = QRect(box.left(), box.top() + using.px(rim), using.px(3), box.height() - 2 * using.px(rim))
        painter.fillRect(QStyle.visualRect(option.direction, box, bar), using.ink)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        frame(painter, box, using.px(6), None, using.hover)


def clear_layout(rows: QLayout) -> None:
    """Take out of a layout all that stands in it; it is out of sight at once and deleted when events come to it."""
    while rows.count():
        item = rows.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def pass_keys(whole: QWidget, inside: QWidget) -> None:
    """Let ``whole.setFocus()`` bring the keys to a widget inside.

    Not by a focus proxy: Tab would jump to the proxy as soon as it comes to the whole, past all that stands before it.
    """

    def set_focus(reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        inside.setFocus(reason)

    whole.setFocus = set_focus  # type: ignore[method-assign]


class Ground(Part):
    """A widget for others to stand on, in a colour of the theme."""

    def __init__(self, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().colour(self._colour))


class Label(QLabel):
    """A plain text in a text style and a colour of the theme."""

    def __init__(self, text: str = "", style: str = "control", colour: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style, self._colour = style, colour
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._dress()
        theme.notifier().changed.connect(self._dress)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._dress()

    def _dress(self, *_changed: object) -> None:
        using = theme.current()
        self.setFont(using.font(self._style))
        palette = self.palette()
        palette.setColor(self.foregroundRole(), using.colour(self._colour))
        self.setPalette(palette)
        # A label would go by its own words; in a form all of them begin at the same side.
        leading = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeading)
        self.setAlignment(leading | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


class ElidedLabel(Label):
    """A text on one line that ends in … where there is no room; the whole of it is the tooltip."""

    def __init__(self, style: str, colour: str, parent: QWidget | None = None) -> None:
        super().__init__("", style, colour, parent)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        set_tip(self, text)
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(40, self.width())))


def begin(widget: QWidget) -> QPainter:
    """Return a painter on the widget that draws smooth lines."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def draw_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    colour: QColor,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeading,
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
) -> None:
    """Draw one line of plain text, elided to the rectangle, in the middle of its height.

    ``align`` is leading, trailing or centre as seen in a window of this direction; the words run in their own direction.
    """
    painter.setFont(font)
    painter.setPen(colour)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    shown = QFontMetrics(font).elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, rect.width())
    flags = QStyle.visualAlignment(direction, align) | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, int(flags.value) | int(Qt.TextFlag.TextSingleLine.value), shown)


def frame(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    line: QColor | None,
    ground: QColor | None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """Draw a rounded frame whose line lies inside the rectangle."""
    inside = QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2)
    pen = QPen(Qt.PenStyle.NoPen) if line is None else QPen(line, width)
    if dashed and line is not None:
        pen.setDashPattern([3 / width, 2 / width])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if ground is None else ground)
    painter.drawRoundedRect(inside, radius, radius)


def width_of(text: str, font: QFont) -> int:
    """Return the width of a line of text in px, rounded up."""
    return QFontMetrics(font).horizontalAdvance(text) + 1


def set_tip(widget: QWidget, text: str) -> None:
    """Give the widget a tool tip that is shown letter by letter, never read as HTML."""
    widget.setToolTip(plain_tip(text))


def plain_tip(text: str) -> str:
    """Return the text as a tool tip shows it letter by letter: Qt guesses whether a tip is HTML, so it must not be left to guess."""
    return f"<span>{html.escape(text)}</span>" if "<" in text else text


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say this; nothing happens where none is running."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
