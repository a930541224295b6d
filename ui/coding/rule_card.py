"""The codebook's rule of the value in focus, pinned to the bottom of the values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.coding.rule_words import HEAD, QUOTE, Paragraph, RuleWords
from ui.icons import paint_icon
from ui.parts.field import plain_enter
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.lines import draw_lines, lines_of
from ui.parts.painting import Label, Part, announce, begin, draw_text, set_tip

HIGH, LOW = 92, 40
LOW_WINDOW = 820
MOST_SHARE = 0.6
_STYLES = {HEAD: ("head", "text_2"), QUOTE: ("quote", "text")}


class RuleCard(Part):
    """What the rule is of and its text: 92 px, more where there is room, one line where the window is lower than 820.

    F1, Enter or a click shows everything the codebook says about it, and the short form again; ``left`` is sent for Esc,
    ``resized`` when the whole rule was opened or closed.
    """

    left = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = RuleWords("", "")
        self._one_line = self._open = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._whole = _WholeRule(self)
        self._whole.hide()
        self.show_rule("", "")
        self.fit(LOW_WINDOW)

    def title(self) -> str:
        """Return what the rule is of."""
        return self._words.title

    def rule(self) -> str:
        """Return the rule in its short form."""
        return self._words.short

    def whole(self) -> str:
        """Return everything that the opened card says, a paragraph a line."""
        return "\n".join(one.text for one in self._words.whole)

    def is_open(self) -> bool:
        """Return whether the whole rule is shown."""
        return self._open

    def show_rule(self, title: str, rule: str) -> None:
        """Show a rule that has no more than its short form."""
        self.show_words(RuleWords(title, rule))

    def show_words(self, words: RuleWords) -> None:
        """Show the rule of a value, an attribute or a category."""
        changed = words != self._words
        self._words = words
        self.setAccessibleName(words.title or _("Rule"))
        self.setAccessibleDescription(words.short)
        set_tip(self, words.short)
        self.setEnabled(bool(words.title))
        if changed:
            self._whole.show_paragraphs(words.whole or (Paragraph("plain", words.short),))
        if self._open and not words.title:
            self.toggle()
        self.update()

    def toggle(self) -> None:
        """Show the whole rule, or the short form again."""
        if not self._open and not self._words.title:
            return
        self._open = not self._open
        self._whole.setVisible(self._open)
        if self._open:
            announce(self, f"{self._words.title}. {self.whole() or self._words.short}")
        self.resized.emit()
        self.update()

    def fit(self, window_height: int, room: int = 0, most: int = 0) -> None:
        """Take the height that a window of this height leaves: ``room`` px are free, ``most`` px is the whole panel."""
        px = theme.current().px
        self._one_line = window_height < px(LOW_WINDOW)
        if self._open:
            wanted = px(9 + 22 + 4 + 8) + self._whole.content_height(self.width())
            height = max(px(HIGH), min(wanted, max(room, round(most * MOST_SHARE))))
        elif self._one_line:
            height = px(LOW)
        else:
            height = max(px(HIGH), min(room, self._short_height()))
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
        self._place()

    def _short_height(self) -> int:
        using = theme.current()
        lines = lines_of(self._words.short, using.font("option"), self.width() - 2 * using.px(16), 40)
        return using.px(9 + 22 + 4 + 8) + len(lines) * self._pitch()

    @staticmethod
    def _pitch() -> int:
        return max(theme.current().px(17), QFontMetrics(theme.current().font("option")).lineSpacing())

    def on_theme(self) -> None:
        self.fit(self.window().height())
        self.resized.emit()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(280), self.minimumHeight())

    def _place(self) -> None:
        top = theme.current().px(9 + 22 + 4)
        self._whole.setGeometry(0, top, self.width(), max(0, self.height() - top))

    def resizeEvent(self, event: QEvent) -> None:
        self._place()

    # ---- keys and mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.toggle()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and (plain_enter(event) or event.key() in _OURS):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, line = self._whole.verticalScrollBar(), self._pitch()
        steps = {Qt.Key.Key_Down: line, Qt.Key.Key_Up: -line, Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep()}
        if plain_enter(event) or event.key() == Qt.Key.Key_Space:
            self.toggle()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in steps and self._open:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        painter.fillRect(self.rect(), using.window)
        painter.fillRect(0, 0, self.width(), 1, using.line)
        if not self._words.title:
            return
        pad, side, top, height = using.px(16), using.px(16), using.px(9), using.px(22)
        paint_icon(painter, self.visual(QRect(pad, top + (height - side) // 2, side, side)), "book-open", using.text_2)
        chip = chip_size("F1", using)
        spot = QRect(QPoint(self.width() - pad - chip.width(), top + (height - chip.height()) // 2), chip)
        paint_chip(painter, self.visual(spot).topLeft(), "F1", using, filled=self._open)
        start = pad + side + using.px(8)
        words = QRect(start, top, spot.left() - start - using.px(8), height)
        draw_text(painter, self.visual(words), self._words.title, using.font("current"), using.text, direction=direction)
        if self._one_line or self._open:
            return
        below = QRect(pad, top + height + using.px(4), self.width() - 2 * pad, self.height() - top - height - using.px(8))
        lines = lines_of(self._words.short, using.font("option"), below.width(), max(1, below.height() // self._pitch()))
        draw_lines(painter, below, lines, using.font("option"), using.text_2, self._pitch(), direction)


class _WholeRule(QScrollArea):
    """All paragraphs of a rule, one under the other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._paragraphs: Sequence[Paragraph] = ()
        self._stale = False

    def show_paragraphs(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show these; the labels are made when the rule is opened."""
        self._paragraphs, self._stale = tuple(paragraphs), True
        if self.isVisible():
            self._build()

    def setVisible(self, visible: bool) -> None:
        if visible:
            self._build()
        super().setVisible(visible)

    def _build(self) -> None:
        if not self._stale:
            return
        self._stale = False
        using = theme.current()
        body = QWidget()
        body.setAutoFillBackground(False)
        column = QVBoxLayout(body)
        column.setContentsMargins(using.px(16), 0, using.px(16), using.px(8))
        column.setSpacing(using.px(3))
        for number, one in enumerate(self._paragraphs):
            style, colour = _STYLES.get(one.kind, ("option", "text_2"))
            label = Label(one.text, style, colour)
            label.setWordWrap(True)
            if number and one.kind == HEAD:
                column.addSpacing(using.px(5))
            column.addWidget(label)
        column.addStretch(1)
        self.setWidget(body)
        body.setAutoFillBackground(False)

    def content_height(self, width: int) -> int:
        """Return how high the paragraphs are in this width."""
        body = self.widget()
        return max(body.heightForWidth(width - theme.current().px(12)), 0) if body is not None else 0


_OURS = {Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
