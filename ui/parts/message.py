"""What the program says without stopping anyone: the ink bar with Undo, banners above the content, empty states, progress."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.icons import paint_icon
from ui.parts.button import Button
from ui.parts.numbers import format_count
from ui.parts.painting import Label, Part, announce, begin, draw_text, frame, width_of

SHOWN_MS = 8_000
FADE_MS = 150
LATE_MS = 400
Words = str | Callable[[], str]
"""what is said: as it is, or asked for again when the window speaks another language"""
MOST_LINES = 6
"""of words in the bar: what a file was refused for, with its name; what finds less room ends in an ellipsis"""


class Message(Part):
    """The ink bar at the bottom left of its parent: what was done, and Undo. It takes no focus and goes after eight seconds.

    ``room`` returns the part of the parent that the bar may cover; where that is narrow, Undo stands under the words.
    """

    undone = Signal()

    def __init__(self, parent: QWidget, room: Callable[[], QRect] | None = None) -> None:
        super().__init__(parent)
        self._room = room or parent.rect
        self._text = self._action = self._key = ""
        self._undo: Callable[[], object] | None = None
        self._opacity = 1.0
        self._stacked = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._clock = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._clock.timeout.connect(self._go)
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=FADE_MS)
        self._fade.valueChanged.connect(self._on_fade)
        self._fade.finished.connect(self.hide)
        self.widest = 400
        parent.installEventFilter(self)
        self.hide()

    def tell(
        self, text: str, undo: Callable[[], object] | None = None, key: str = "Ctrl+Z", action: str = "", *, lasting: bool = False
    ) -> None:
        """Show the text for eight seconds or (``lasting``) until it is hidden, with Undo and its key if ``undo`` is given."""
        self._fade.stop()
        self._opacity = 1.0
        self._text, self._undo, self._key = text, undo, key if undo else ""
        self._action = (action or _("Undo")) if undo else ""
        said = f"{text}. {self._action} {self._key}".strip() if undo else text
        self.setAccessibleName(said)
        self._place()
        self.show()
        self.raise_()
        if lasting:
            self._clock.stop()
        else:
            self._clock.start()
        announce(self, said)
        self.update()

    def text(self) -> str:
        """Return what the bar says."""
        return self._text

    def overtaken(self) -> None:
        """Go at once if Undo is offered: something else was done since, and Undo would take that back."""
        if self._undo is not None:
            self.hide()

    def sizeHint(self) -> QSize:
        using = theme.current()
        font = using.font("name")
        width = width_of(self._text, font) + using.px(2 * 16)
        if self._action:
            width += using.px(40) + width_of(f"{self._action}  {self._key}", using.font("current"))
        return QSize(max(using.px(240), width), using.px(44))

    def _place(self) -> None:
        using, room = theme.current(), self._room()
        hint = self.sizeHint()
        side = min(using.px(16), max(0, (room.width() - using.px(160)) // 2))
        widest = min(using.px(self.widest), room.width() - 2 * side)
        self._stacked = hint.width() > widest
        size = QSize(min(hint.width(), widest), hint.height())
        if self._stacked:
            below = using.px(20) if self._action else 0
            size = QSize(widest, max(size.height(), self._height_of_words(widest) + below + using.px(2 * 10)))
        size.setHeight(min(size.height(), room.height()))
        below = min(using.px(16), (room.height() - size.height()) // 2)
        rect = QRect(QPoint(0, 0), size)
        rect.moveBottomLeft(QPoint(room.left() + side, room.bottom() - below))
        self.setGeometry(QStyle.visualRect(self.layoutDirection(), room, rect))

    def _height_of_words(self, width: int) -> int:
        """Return the height in px of the words in a bar of this width, MOST_LINES at most."""
        using = theme.current()
        metrics = QFontMetrics(using.font("name"))
        return min(_wrapped(metrics, width - using.px(32), self._text), MOST_LINES * metrics.lineSpacing())

    def words_shown(self) -> str:
        """Return the words as they are painted: what does not fit in whole lines is left out and an ellipsis stands for it."""
        if not self._stacked:
            return self._text
        metrics, room = QFontMetrics(theme.current().font("name")), self._words_rect()
        shown, words = self._text, self._text.split(" ")
        while len(words) > 1 and _wrapped(metrics, room.width(), shown) > room.height():
            words.pop()
            shown = " ".join(words) + "…"
        return shown

    def _go(self) -> None:
        # With reduced motion the style gives no time for widget animations; then the bar just goes.
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0:
            self.hide()
        else:
            self._fade.start()

    def _on_fade(self, value: float) -> None:
        self._opacity = value
        self.update()

    def _action_rect(self) -> QRect:
        using = theme.current()
        if self._stacked:
            height = using.px(20 + 10)
            return QRect(0, self.height() - height, self.width(), height - using.px(6))
        width = width_of(f"{self._action}  {self._key}", using.font("current")) + using.px(32)
        return self.visual(QRect(self.width() - width, 0, width, self.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._undo is not None and self._action_rect().contains(event.position().toPoint()):
            undo, self._undo = self._undo, None
            self.hide()
            undo()
            self.undone.emit()

    def hideEvent(self, event: QEvent) -> None:
        self._clock.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.setOpacity(self._opacity)
        frame(painter, self.rect(), using.px(6), None, using.ink)
        if self._stacked:
            self._paint_stacked(painter)
            return
        end = self._action_rect().width() if self._action else using.px(16)
        words = self.visual(QRect(using.px(16), 0, self.width() - using.px(16) - end, self.height()))
        draw_text(painter, words, self._text, using.font("name"), using.on_ink, direction=self.layoutDirection())
        if self._action:
            said = f"{self._action}  {self._key}".rstrip()
            draw_text(painter, self._action_rect(), said, using.font("current"), using.on_ink, align=Qt.AlignmentFlag.AlignHCenter)

    def _words_rect(self) -> QRect:
        """Return where the words stand in a bar with Undo under them, or with words alone that take several lines."""
        px = theme.current().px
        end = self._action_rect().top() - px(8) if self._action else self.height() - px(16)
        return QRect(px(16), px(8), self.width() - px(32), end)

    def _paint_stacked(self, painter: QPainter) -> None:
        using = theme.current()
        leading = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeading)
        flags = leading | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(using.font("name"))
        painter.setPen(using.on_ink)
        painter.drawText(self._words_rect(), int(flags.value) | int(Qt.TextFlag.TextWordWrap.value), self.words_shown())
        if not self._action:
            return
        said = f"{self._action}  {self._key}".rstrip()
        inner = self._action_rect().adjusted(using.px(16), 0, -using.px(16), 0)
        draw_text(painter, inner, said, using.font("current"), using.on_ink, direction=self.layoutDirection())


def _said(words: Words) -> str:
    return words if isinstance(words, str) else words()


def _wrapped(metrics: QFontMetrics, width: int, text: str) -> int:
    """Return how high in px a text is that is broken into lines of this width in px."""
    return metrics.boundingRect(QRect(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap.value), text).height()


class Banner(Part):
    """A bar above the content: what happened, what is safe, what to do. ``kind`` is ``warning`` or ``error``."""

    pressed = Signal()

    def __init__(
        self, kind: str, heading: Words, sentence: Words, button: Words = "", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        if kind not in ("warning", "error"):
            raise ValueError(f"a banner is a warning or an error, not {kind!r}")
        super().__init__(parent)
        self._kind = kind
        self._icon = icon or ("circle-alert" if kind == "error" else "circle-question-mark")
        self._words = heading, sentence, button
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        px = theme.current().px
        row = QHBoxLayout(self)
        self.set_margins(38, 10, 12, 10)
        row.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._heading, self._sentence = Label("", "current", kind), Label("", "option", "text")
        for label in (self._heading, self._sentence):
            label.setWordWrap(True)
            words.addWidget(label)
        row.addLayout(words, 1)
        self.button = Button("")
        self.button.clicked.connect(self.pressed)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.say_anew()
        self.button.setVisible(bool(button))  # not before it has its place: it would be a window of its own for a moment
        announce(self, f"{self.accessibleName()}. {self.accessibleDescription()}")

    def say_anew(self) -> None:
        """Say it in the language that the window speaks now, as far as the words were given to be asked for."""
        heading, sentence, button = map(_said, self._words)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(sentence)
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self.button.setText(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        colour = using.colour(self._kind)
        frame(painter, self.rect(), using.px(6), colour if using.high_contrast else None, using.colour(f"{self._kind}_ground"))
        side = using.px(16)
        paint_icon(painter, self.visual(QRect(using.px(12), using.px(12), side, side)), self._icon, colour)


class EmptyState(Part):
    """What is missing, one sentence, one button. ``framed`` draws the card around it."""

    pressed = Signal()

    def __init__(
        self, icon: str, title: str, sentence: str, button: str = "", *, key: str = "", framed: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._framed = icon, framed
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        px = theme.current().px
        column = QVBoxLayout(self)
        self.set_margins(68, 16, 20, 14)
        column.setSpacing(px(2))
        title_label, sentence_label = Label(title, "current"), Label(sentence, "control", "text_2")
        for label in (title_label, sentence_label):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(px(6))
        self.button = Button(button, key=key)
        self.button.clicked.connect(self.pressed)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        self.button.setVisible(bool(button))
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def on_theme(self) -> None:
        if self.layout() is not None:
            self._fit()

    def _fit(self) -> None:
        """Be as high as the words need at this width, however much room there is."""
        self.setMaximumHeight(max(self.layout().totalHeightForWidth(self.width()), self.layout().totalMinimumSize().height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        if self._framed:
            frame(painter, self.rect(), using.px(8), using.line, using.paper, using.line_scale)
        side = using.px(24)
        paint_icon(painter, self.visual(QRect(using.px(24), using.px(26), side, side)), self._icon, using.text_3)


class ProgressBar(Part):
    """How far long work has come: label, ``1,240 of 4,000``, a bar of 6 px, Stop. It appears only after 400 ms."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._done, self._total = "", 0, 0
        self.button = Button(_("Stop"), "quiet", low=True, parent=self)
        self.button.clicked.connect(self.stopped)
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self.show)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def start(self, label: str, total: int = 0) -> None:
        """Begin to count; the bar is shown if the work is not over in 400 ms. ``total`` 0 means it is not known."""
        self._label = label
        self.show_count(0, total)
        self._late.start()

    def show_count(self, done: int, total: int) -> None:
        """Show how much is done."""
        self._done, self._total = done, total
        self.setAccessibleName(self._label)
        self.setAccessibleDescription(self.count_text())
        self.update()

    def finish(self) -> None:
        """The work is over, or stopped."""
        self._late.stop()
        self.hide()

    def count_text(self) -> str:
        """Return the count as it is written."""
        if not self._total:
            return format_count(self._done) if self._done else ""
        return _("{done} of {total}").format(done=format_count(self._done), total=format_count(self._total))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(360), theme.current().px(63))

    def resizeEvent(self, event: QEvent) -> None:
        using, size = theme.current(), self.button.sizeHint()
        rect = QRect(self.width() - size.width() - using.px(4), using.px(42) - size.height() // 2, size.width(), size.height())
        self.button.setGeometry(self.visual(rect))

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        frame(painter, self.rect(), using.px(6), using.line, using.raised, using.line_scale)
        pad, count = using.px(16), self.count_text()
        wide = width_of(count, using.font("option"))
        top, height = using.px(8), using.px(24)
        words = self.visual(QRect(pad, top, self.width() - 2 * pad - wide - using.px(8), height))
        draw_text(painter, words, self._label, using.font("name"), using.text, direction=direction)
        spot = self.visual(QRect(self.width() - pad - wide, top, wide, height))
        draw_text(painter, spot, count, using.font("option"), using.text_2, direction=direction)
        bar = QRect(pad, using.px(39), self.width() - pad - self.button.width() - using.px(20), using.px(6))
        frame(painter, self.visual(bar), using.px(3), None, using.track)
        if self._total:
            filled = QRect(bar.topLeft(), QSize(round(bar.width() * min(1.0, self._done / self._total)), bar.height()))
            if filled.width() >= using.px(2):
                frame(painter, self.visual(filled), min(using.px(3), filled.width() / 2), None, using.ink)
