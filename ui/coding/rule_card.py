"""The codebook's rule of the value in focus, pinned to the bottom of the values."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from annotator.i18n import _
from ui import theme
from ui.icons import paint_icon
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import Part, begin, draw_text, set_tip

HIGH, LOW = 92, 40
LOW_WINDOW = 820


class RuleCard(Part):
    """92 px, or one line where the window is lower than 820: what the rule is of, its text, and the key of the span rules."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = self._rule = ""
        self._one_line = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_rule("", "")
        self.fit(LOW_WINDOW)

    def title(self) -> str:
        """Return what the rule is of."""
        return self._title

    def rule(self) -> str:
        """Return the rule."""
        return self._rule

    def show_rule(self, title: str, rule: str) -> None:
        """Show the rule of a value, an attribute or a category."""
        self._title, self._rule = title, rule
        self.setAccessibleName(title or _("Rule"))
        self.setAccessibleDescription(rule)
        set_tip(self, rule)
        self.update()

    def fit(self, window_height: int) -> None:
        """Take the height that a window of this height in px leaves."""
        self._one_line = window_height < theme.current().px(LOW_WINDOW)
        self.setFixedHeight(theme.current().px(LOW if self._one_line else HIGH))

    def on_theme(self) -> None:
        self.fit(self.window().height())

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(280), theme.current().px(LOW if self._one_line else HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        painter.fillRect(self.rect(), using.window)
        painter.fillRect(0, 0, self.width(), 1, using.line)
        if not self._title:
            return
        pad, side, top, height = using.px(16), using.px(16), using.px(9), using.px(22)
        paint_icon(painter, self.visual(QRect(pad, top + (height - side) // 2, side, side)), "book-open", using.text_2)
        chip = chip_size("F1", using)
        spot = QRect(QPoint(self.width() - pad - chip.width(), top + (height - chip.height()) // 2), chip)
        paint_chip(painter, self.visual(spot).topLeft(), "F1", using)
        start = pad + side + using.px(8)
        words = QRect(start, top, spot.left() - start - using.px(8), height)
        draw_text(painter, self.visual(words), self._title, using.font("current"), using.text, direction=direction)
        if self._one_line:
            return
        below = self.visual(QRect(pad, top + height + using.px(4), self.width() - 2 * pad, self.height() - top - height - using.px(8)))
        painter.setFont(using.font("option"))
        painter.setPen(using.text_2)
        painter.setClipRect(below)
        leading = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeading)
        flags = int((leading | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop).value)
        painter.drawText(below, flags | int(Qt.TextFlag.TextWordWrap.value), self._rule)
