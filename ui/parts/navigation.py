"""How one goes from page to page and from view to view: rail, tabs, segments, search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from ui import theme
from ui.icons import paint_icon
from ui.parts.field import FieldBox
from ui.parts.numbers import format_count
from ui.parts.painting import Part, Themed, begin, draw_text, frame, set_tip, width_of
from ui.theme.focus import FocusRing

_WIDEST_RAIL = 120
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class Tabs(Themed, QTabBar):
    """Tabs of 44 px with a count behind the word; ``changed(key)`` is sent when another is chosen."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.currentChanged.connect(self._on_changed)

    def add(self, key: str, text: str, count: int | None = None) -> None:
        """Add a tab; ``count`` None shows none."""
        place = self.addTab(text)
        self.setTabData(place, (key, text, count))
        self._name(place)

    def set_count(self, key: str, count: int | None) -> None:
        """Show another count behind a tab's word."""
        place = self._place(key)
        self.setTabData(place, (key, self.tabData(place)[1], count))
        self._name(place)
        # QTabBar measures its tabs anew only when a text is set.
        self.setTabText(place, self.tabData(place)[1])

    def key(self) -> str:
        """Return the key of the chosen tab, empty if there is none."""
        return self.tabData(self.currentIndex())[0] if self.currentIndex() >= 0 and self.tabData(self.currentIndex()) else ""

    def choose(self, key: str) -> None:
        """Choose a tab by its key."""
        self.setCurrentIndex(self._place(key))

    def _place(self, key: str) -> int:
        for place in range(self.count()):
            if self.tabData(place)[0] == key:
                return place
        raise KeyError(key)

    def _name(self, place: int) -> None:
        _key, text, count = self.tabData(place)
        self.setAccessibleTabName(place, text if count is None else f"{text}, {format_count(count)}")

    def _on_changed(self, place: int) -> None:
        FocusRing.refresh(self)
        if place >= 0 and self.tabData(place):
            self.changed.emit(self.tabData(place)[0])

    def _widths(self, place: int) -> tuple[int, int]:
        using = theme.current()
        _key, text, count = self.tabData(place) or ("", self.tabText(place), None)
        number = 0 if count is None else width_of(format_count(count), using.font("option"))
        return width_of(text, using.font("current")), number

    def tabSizeHint(self, place: int) -> QSize:
        word, number = self._widths(place)
        px = theme.current().px
        return QSize(word + (number + px(6) if number else 0) + px(20), px(44))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.current().px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(60), theme.current().px(44))

    def focus_rect(self) -> QRect:
        return self.tabRect(self.currentIndex()).adjusted(2, 6, -2, -6) if self.currentIndex() >= 0 else self.rect()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), using.line)
        for place in range(self.count()):
            rect = self.tabRect(place)
            chosen = place == self.currentIndex()
            word, number = self._widths(place)
            _key, text, count = self.tabData(place)
            inner = QRect(rect.left() + using.px(10), rect.top(), rect.width() - using.px(20), rect.height())
            ltr = direction == Qt.LayoutDirection.LeftToRight
            first = QRect(inner.left() if ltr else inner.right() + 1 - word, inner.top(), word, inner.height())
            draw_text(
                painter,
                first,
                text,
                using.font("current" if chosen else "name"),
                using.text if chosen else using.text_2,
                direction=direction,
            )
            if count is not None:
                last = QRect(inner.right() + 1 - number if ltr else inner.left(), inner.top(), number, inner.height())
                draw_text(painter, last, format_count(count), using.font("option"), using.text_3, direction=direction)
            if chosen:
                painter.fillRect(QRect(inner.left(), rect.bottom() - 1, inner.width(), 2), using.ink)


class RailButton(Themed, QAbstractButton):
    """One page in the rail: sign and word."""

    def __init__(self, key: str, icon: str, text: str) -> None:
        super().__init__()
        self.key = key
        self._icon = icon
        self.narrow = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)  # the rail keeps at most one lit: none on a page that is not on it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(36), px(36)) if self.narrow else QSize(px(58), px(54))

    def focus_radius(self) -> int:
        return theme.current().px(8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the rail moves the focus
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        if self.isChecked() or self.underMouse():
            frame(painter, self.rect(), using.px(8), None, using.selection if self.isChecked() else using.hover)
        side = using.px(20)
        top = (self.height() - side) // 2 if self.narrow else using.px(8)
        colour = using.text if self.isChecked() else using.text_2
        paint_icon(painter, QRect((self.width() - side) // 2, top, side, side), self._icon, colour)
        if not self.narrow:
            line = QRect(-using.px(4), using.px(32), self.width() + using.px(8), using.px(16))
            draw_text(painter, line, self.text(), using.font("head" if self.isChecked() else "caption"), colour, align=_CENTRE)


class Rail(Part):
    """The rail of pages, 72 px wide, more where a word needs it, or 48 without words; ``chosen(key)`` is sent when a page is chosen."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._narrow = False
        self._buttons: list[RailButton] = []
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.current().px(4))
        self._column.addStretch(1)
        self._size()

    def add(self, key: str, icon: str, text: str, *, tip: str = "") -> RailButton:
        """Add a page under the last one."""
        button = RailButton(key, icon, text)
        set_tip(button, tip or text)
        button.narrow = self._narrow
        button.clicked.connect(lambda: self._on_clicked(key))
        self._buttons.append(button)
        self._column.insertWidget(len(self._buttons) - 1, button)
        self._size()
        return button

    def clear(self) -> None:
        """Take all pages out; what stands at the foot stays."""
        for button in self._buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []

    def add_below(self, widget: QWidget) -> None:
        """Add something at the foot of the rail, such as the coder's initial."""
        self._column.addWidget(widget, 0, _CENTRE)

    def choose(self, key: str) -> None:
        """Show a page as the chosen one, none if it is not on the rail; sends nothing."""
        for button in self._buttons:
            button.setChecked(button.key == key)

    def _on_clicked(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def focus_page(self) -> None:
        """Bring the keys to the chosen page, the first one where none is chosen."""
        chosen = next((button for button in self._buttons if button.isChecked()), None) or next(iter(self._buttons), None)
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def key(self) -> str:
        """Return the key of the chosen page, empty if there is none."""
        return next((button.key for button in self._buttons if button.isChecked()), "")

    def set_narrow(self, narrow: bool) -> None:
        """Drop the words (48 px), or show them (72 px and more)."""
        self._narrow = narrow
        for button in self._buttons:
            button.narrow = narrow
            button.updateGeometry()
        self._size()

    def on_theme(self) -> None:
        if hasattr(self, "_column"):
            self._size()

    def _size(self) -> None:
        using = theme.current()
        px = using.px
        words = max((width_of(button.text(), using.font("head")) for button in self._buttons), default=0)
        self.setFixedWidth(px(48) if self._narrow else min(max(px(72), words + px(12)), px(_WIDEST_RAIL)))
        side = px(6 if self._narrow else 3)  # the word of the chosen page stays inside its frame
        self._column.setContentsMargins(side, px(8), side, px(12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        here = next((place for place, button in enumerate(self._buttons) if button.hasFocus()), None)
        if step is None or here is None:
            event.ignore()
            return
        self._buttons[(here + step) % len(self._buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.window)
        painter.fillRect(self.visual(QRect(self.width() - 1, 0, 1, self.height())), using.line)


class Segmented(Part):
    """Two or three views of the same thing, such as Text and Structure; ``changed(key)`` is sent when another is chosen."""

    changed = Signal(str)

    def __init__(self, name: str, segments: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments = list(segments)
        self._chosen = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._describe()

    def key(self) -> str:
        """Return the key of the chosen segment."""
        return self._segments[self._chosen][0]

    def choose(self, key: str) -> None:
        """Show a segment as the chosen one; sends nothing."""
        self._chosen = [name for name, _text in self._segments].index(key)
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(sum(self._widths()) + px(4), px(28))

    def _widths(self) -> list[int]:
        using = theme.current()
        return [width_of(text, using.font("label")) + using.px(24) for _key, text in self._segments]

    def _rects(self) -> list[QRect]:
        px = theme.current().px
        x, rects = px(2), []
        for width in self._widths():
            rects.append(self.visual(QRect(x, px(2), width, self.height() - 2 * px(2))))
            x += width
        return rects

    def _describe(self) -> None:
        self.setAccessibleDescription(self._segments[self._chosen][1])

    def _take(self, place: int) -> None:
        if place != self._chosen and 0 <= place < len(self._segments):
            self._chosen = place
            self._describe()
            self.update()
            self.changed.emit(self.key())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place, rect in enumerate(self._rects()):
            if rect.contains(event.position().toPoint()):
                self._take(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        step = {Qt.Key.Key_Right: forward, Qt.Key.Key_Left: -forward}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Space:
            self._take((self._chosen + 1) % len(self._segments))
        elif step is not None:
            self._take(self._chosen + step)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        frame(painter, self.rect(), using.px(6), using.border if using.high_contrast else None, using.selection)
        for place, rect in enumerate(self._rects()):
            chosen = place == self._chosen
            if chosen:
                frame(painter, rect, using.px(5), using.chip_border, using.raised)
            text = self._segments[place][1]
            draw_text(painter, rect, text, using.font("label"), using.text if chosen else using.text_3, align=_CENTRE)


class SearchField(FieldBox):
    """A field that filters or finds: ``text_changed(text)``, ``entered`` for Enter, ``down`` for ↓; Esc empties it, then leaves."""

    text_changed = Signal(str)
    entered = Signal()
    down = Signal()
    leave = Signal()

    def __init__(self, name: str, placeholder: str = "", *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(icon="search", key=key, parent=parent)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder or name)
        self.edit.textChanged.connect(self.text_changed)
        self.edit.installEventFilter(self)

    def text(self) -> str:
        """Return what stands in the field."""
        return self.edit.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        answers = {
            Qt.Key.Key_Escape: self._escape, Qt.Key.Key_Down: self.down.emit,
            Qt.Key.Key_Return: self.entered.emit, Qt.Key.Key_Enter: self.entered.emit,
        }  # fmt: skip
        answer = answers.get(Qt.Key(event.key()))
        if answer is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            answer()
        return True

    def _escape(self) -> None:
        if self.edit.text():
            self.edit.clear()
        else:
            self.leave.emit()
