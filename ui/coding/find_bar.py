"""Find in the article on the desk: letters are found while they are typed, Esc brings the keys back with the place selected."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from annotator.i18n import _
from annotator.model.span import Span
from annotator.text.finding import MOST, places_of
from ui import theme
from ui.coding.desk import Desk
from ui.parts.button import IconButton
from ui.parts.navigation import SearchField
from ui.parts.numbers import format_count
from ui.parts.painting import Label, Part, begin

_LONGEST = 120
_BACK = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Field(SearchField):
    """Enter and ↓ go on, Shift+Enter and ↑ go back, Esc leaves at once: what was found stays selected."""

    back = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            shifted = event.key() in _BACK and held == Qt.KeyboardModifier.ShiftModifier
            if shifted or (event.key() == Qt.Key.Key_Up and not held):
                if event.type() == QEvent.Type.ShortcutOverride:
                    event.accept()
                elif event.type() == QEvent.Type.KeyPress:
                    self.back.emit()
                return True
        return super().eventFilter(watched, event)

    def _escape(self) -> None:
        self.leave.emit()


class FindBar(Part):
    """44 px under the head while something is looked for. ``found(span)`` is the place to show, ``places_changed`` all of them."""

    found = Signal(object)
    places_changed = Signal(list)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.places: list[Span] = []
        self.number = -1
        self._from = 0
        self.field = _Field(_("Find in this article"))
        self.count = Label("", "option", "text_2")
        self.before = IconButton("chevron-up", _("Place before"), key="Shift+↵")
        self.after = IconButton("chevron-down", _("Next place"), key="↵")
        self.close_button = IconButton("x", _("Leave"), key="Esc")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        self.set_margins(24, 6, 20, 6)
        row.setSpacing(theme.current().px(8))
        row.addWidget(self.field, 1)
        for part in (self.count, self.before, self.after, self.close_button):
            row.addWidget(part)
        self.field.text_changed.connect(self._look)
        for signal in (self.field.entered, self.field.down, self.after.clicked):
            signal.connect(lambda *_: self.go(1))
        for signal in (self.field.back, self.before.clicked):
            signal.connect(lambda *_: self.go(-1))
        for signal in (self.field.leave, self.close_button.clicked):
            signal.connect(self.leave)
        desk.article_shown.connect(self._look_again)
        self.hide()
        self.on_theme()

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(44))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(300), theme.current().px(44))

    def begin(self, caret: int, selected: str) -> None:
        """Show the bar and give it the keys; the search goes on from the caret, with the words selected if they are a few."""
        self._from = caret
        self.show()
        if selected and len(selected) <= _LONGEST:
            self.field.edit.setText(" ".join(selected.split()))
        self._look()
        self.field.edit.selectAll()
        self.field.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Take the bar away and give the keys back to the text; the place found last stays selected."""
        self.hide()
        self.places_changed.emit([])
        self.left.emit()

    def go(self, way: int) -> None:
        """Go to the next place (1) or the one before (−1), round the text."""
        if self.places:
            self._show((self.number + way) % len(self.places))

    # ---- looking

    def _look(self) -> None:
        self._collect()
        if not self.places:
            self._tell()
            return
        after = bisect_left(self.places, self._from, key=lambda span: span.start)
        self._show(after % len(self.places))

    def _look_again(self) -> None:
        """Another article is on the desk: count its places, and wait for a key to go to one."""
        if self.isVisible():
            self._from = 0
            self._collect()
            self._tell()

    def _collect(self) -> None:
        shown = self._desk.shown
        self.number = -1
        self.places = places_of(shown.text, self.field.text()) if shown is not None else []
        self.places_changed.emit(self.places)

    def _show(self, number: int) -> None:
        self.number = number
        self._tell()
        self.found.emit(self.places[number])

    def _tell(self) -> None:
        most = f"{format_count(MOST)}+" if len(self.places) == MOST else format_count(len(self.places))
        if not self.field.text().strip():
            self.count.setText("")
        elif not self.places:
            self.count.setText(_("Not in this article"))
        elif self.number < 0:
            self.count.setText(most)
        else:
            self.count.setText(_("{number} of {total}").format(number=format_count(self.number + 1), total=most))
        for button in (self.before, self.after):
            button.setEnabled(bool(self.places))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(0, self.height() - 1, self.width(), 1, using.line)
