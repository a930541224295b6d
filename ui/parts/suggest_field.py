"""Fields with suggestions under them: type to find, digits take. For entities, open lists, and lists longer than nine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.keys import digit_of, is_plus, letter_of
from ui.parts.cells import Option
from ui.parts.field import ENTER, Field, FieldBox, plain_enter
from ui.parts.painting import announce
from ui.parts.rows import RowList, Suggestion


class SuggestField(Field):
    """A value found by typing.

    ``suggest(text)`` returns what fits, the likeliest first; ``describe(value)`` how a value reads; ``new_text(text)`` what the row for
    something new says (None: nothing new can be made). A digit takes a row unless the text with that digit begins a known name
    (``begins(text)``; by default asked of ``suggest``). Shift+Enter sends ``made(text)``; who answers it sets the new value.
    ``offered()`` is what a new one would be called before anything is typed; where no row is likely, Enter makes it. ``also(value)`` says
    what ``+`` would do with a value, such as giving it one name more.
    The list lies under the field in the form, never over the text.
    """

    made = Signal(str)
    named = Signal(object)
    """a value to be taken and given one name more (``+``)"""
    typed = Signal(str)

    takes_digits = True

    def __init__(
        self,
        label: str,
        suggest: Callable[[str], Sequence[Suggestion]],
        *,
        describe: Callable[[object], str] = str,
        new_text: Callable[[str], str] | None = None,
        offered: Callable[[], str] = str,
        also: Callable[[object], str] | None = None,
        begins: Callable[[str], bool] | None = None,
        digits_are_text: bool = False,
        placeholder: str = "",
        icon: str = "search",
        end_icon: str = "",
        note: str = "",
        show_label: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, note=note, show_label=show_label, parent=parent)
        self._suggest, self._describe, self._new_text = suggest, describe, new_text
        self._offered, self._also = offered, also
        self._begins = begins or self._begins_a_name
        self._digits_are_text = digits_are_text
        self._moved = False
        self._box = FieldBox(icon=icon, end_icon=end_icon)
        self._edit = self._box.edit
        self._edit.setPlaceholderText(placeholder)
        self._list = RowList()
        self._list.hide()
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.current().px(5))
        inside.addWidget(self._box)
        inside.addWidget(self._list)
        body.setFocusProxy(self._box)
        self.use_body(body, self._edit)
        self._edit.textEdited.connect(self._on_typed)
        self._box.clicked.connect(self._open)
        self._list.taken.connect(self._on_clicked)

    def text(self) -> str:
        """Return what stands in the field."""
        return self._edit.text()

    def suggestions(self) -> list[Suggestion]:
        """Return what the open list shows, empty while it is closed."""
        return self._list.rows() if self._list.isVisibleTo(self) else []

    def value_text(self) -> str:
        return "" if self._value is None else self._describe(self._value)

    def set_value(self, value: object, proposed: bool = False) -> None:
        typing = self._edit.hasFocus() and value == self._value and self._edit.text() != self.value_text()
        super().set_value(value, proposed)
        if not typing:
            self._show_value()

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "_box"):
            self._box.wrong, self._box.proposed = bool(self._error_text), self._proposed
            self._box.update()

    def focus_changed(self, focused: bool) -> None:
        if focused:
            self._edit.selectAll()
            self._open()
        else:
            self._list.hide()
            self._show_value()

    def _show_value(self) -> None:
        if self._edit.text() != self.value_text():
            self._edit.setText(self.value_text())
            self._edit.setCursorPosition(0)
        self._moved = False
        if self._edit.hasFocus():
            self._edit.selectAll()

    def _open(self) -> None:
        """Show what is suggested before anything is typed."""
        self._fill("")

    def _on_typed(self, text: str) -> None:
        self._fill(text)
        self.typed.emit(text)
        announce(self._edit, self._list.current_text())

    def _fill(self, text: str) -> None:
        self._moved = False
        rows = list(self._suggest(text))
        none = -1 if self.may_stay_empty else 0
        called = text.strip() or ("" if self._value is not None else self._offered())
        new = self._new_text(called) if self._new_text is not None and called else ""
        if new and not text and none == 0 and not any(row.likely for row in rows):
            none = len(rows)
        current = next((place for place, row in enumerate(rows) if row.value == self._value), none) if not text else 0
        self._list.show_rows(rows, new, current)
        self._show_also()
        self._list.setVisible(not self._list.is_empty())

    def _show_also(self) -> None:
        """Say what ``+`` would do with the highlighted row, while nothing is typed that a + could belong to."""
        place = self._list.current()
        typed = self._edit.text() not in ("", self.value_text())
        self._list.show_plus(self._also(self._list.rows()[place].value) if self._also is not None and place >= 0 and not typed else "")

    def _name(self) -> bool:
        """Take the highlighted row and give it one name more; False where that is not offered."""
        place = self._list.current()
        if not self._list.isVisibleTo(self) or place < 0 or self._also is None or self._text_to_keep():
            return False
        value = self._list.rows()[place].value
        if not self._also(value):
            return False
        self._list.hide()
        self.named.emit(value)
        return True

    def _begins_a_name(self, text: str) -> bool:
        folded = text.casefold()
        return any(name.casefold().startswith(folded) for row in self._suggest(text) for name in (row.title, *row.names))

    def _on_clicked(self, place: int) -> None:
        if place == -2:
            self._name()
        elif place < 0:
            self._make()
        else:
            self._take(place)

    def _take(self, place: int) -> None:
        self.choose(self._list.rows()[place].value)
        self._show_value()
        self._list.hide()
        self.proceed.emit()

    def _make(self) -> None:
        text = self._edit.text().strip()
        if text == self.value_text():
            text = self._offered() if self._value is None else ""
        if text and self._new_text is not None:
            self._list.hide()
            self.made.emit(text)

    def _enter(self) -> None:
        """Take the highlighted row, or confirm what stands there, and go on."""
        unchanged = self._edit.text() == self.value_text() and not self._moved
        if self._value is not None and unchanged:
            self.confirm()
            self._list.hide()
            self.proceed.emit()
        elif self._list.isVisibleTo(self) and self._list.current() >= 0:
            self._take(self._list.current())
        elif self._list.isVisibleTo(self) and (self._edit.text().strip() or self._list.on_new()):
            self._make()
        elif self._edit.text().strip():
            self.set_error(_("Nothing of this name is known."))
        else:
            self.proceed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        super().eventFilter(watched, event)
        if watched is not self._edit or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and (event.key() in _OURS or plain_enter(event)):
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        """Answer a key press; return False for what is text."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in ENTER and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self._make()
        elif plain_enter(event):
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._list.hide()
            self._show_value()
            self.leave.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not modifiers:
            self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            digit = None if self._digits_are_text else digit_of(event)
            return self._digit(digit) if digit is not None else is_plus(event) and self._name()
        return True

    def _walk(self, down: int) -> None:
        if not self._list.isVisibleTo(self):
            self._open()
        else:
            self._list.step(down)
            self._show_also()
        self._moved = True
        announce(self._edit, self._list.current_text())

    def _digit(self, digit: int) -> bool:
        before = self._text_to_keep()
        if digit == 0:
            if before:
                return False
            self.choose(None)
            self._show_value()
            self._open()
            return True
        if self._list.isVisibleTo(self) and digit <= len(self._list.rows()) and not (before and self._begins(f"{before}{digit}")):
            self._take(digit - 1)
            return True
        # With nothing typed a digit beyond the list does nothing; behind letters it is text.
        return not before and not self._begins(str(digit))

    def _text_to_keep(self) -> str:
        """Return the text that would stand before a character typed now."""
        start = self._edit.selectionStart()
        return self._edit.text()[: self._edit.cursorPosition() if start < 0 else start]


class ListField(SuggestField):
    """One value of a list of more than nine, in the codebook's order: digits take the first nine, letters filter, Enter takes."""

    def __init__(
        self, label: str, options: Sequence[Option], *, placeholder: str = "", note: str = "", show_label: bool = True,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self._options = list(options)
        self._labels = {option.value: option.label for option in self._options}
        super().__init__(
            label, self._fitting, describe=lambda value: self._labels.get(str(value), str(value)), placeholder=placeholder,
            icon="", end_icon="chevron-down", note=note, show_label=show_label, parent=parent,
        )  # fmt: skip

    def _fitting(self, text: str) -> list[Suggestion]:
        """Return the options with a word that begins with the text, else those that hold it anywhere; the order stays."""
        wanted = text.strip().casefold()
        begun = [option for option in self._options if _has_word(option.label, wanted)]
        found = begun or [option for option in self._options if wanted in option.label.casefold()]
        return [Suggestion(option.value, option.label) for option in found]

    def _key(self, event: QKeyEvent) -> bool:
        if super()._key(event):
            return True
        letter = letter_of(event)
        if letter is None or event.text().isascii() or any(event.text() in option.label for option in self._options):
            return False
        # A keyboard of another script filters a Latin list by the places of its keys.
        self._edit.insert(letter)
        self._on_typed(self._edit.text())
        return True


def _has_word(label: str, start: str) -> bool:
    folded = label.casefold()
    return folded.startswith(start) or any(word.startswith(start) for word in folded.split())


_OURS = {Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down, *ENTER}
