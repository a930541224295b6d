"""A button that shows a key and takes another: press it, then press the key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from ui.keys import letter_of
from ui.parts.button import Button

_KEY = Qt.Key
_ALONE = frozenset(
    (_KEY.Key_Shift, _KEY.Key_Control, _KEY.Key_Alt, _KEY.Key_Meta, _KEY.Key_AltGr, _KEY.Key_CapsLock, _KEY.Key_NumLock, _KEY.Key_unknown)
)


class KeyButton(Button):
    """Sends the key that is pressed after it was clicked; Esc and Tab leave it as it is, Backspace goes back to the usual one."""

    pressed_key = Signal(QKeyCombination)
    pressed_letter = Signal(str)
    """for a button of letters: the letter, or what else was typed"""
    reset = Signal()

    def __init__(self, name: str, *, letters: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("", low=True, parent=parent)
        self._name, self._letters, self._shown = name, letters, ""
        self.is_waiting = False
        self.clicked.connect(self._wait)

    def show_key(self, written: str) -> None:
        """Show the key that holds now."""
        self._shown = written
        self._stop()

    def _wait(self) -> None:
        self.is_waiting = True
        self.setText(_("Press a letter…") if self._letters else _("Press a key…"))
        self._name_it()

    def _stop(self) -> None:
        self.is_waiting = False
        self.setText(self._shown or _("none"))
        self._name_it()

    def _name_it(self) -> None:
        self.setAccessibleName(f"{self._name}: {self.words()}")
        self.setAccessibleDescription(_("Press it, then the key. Backspace brings the usual one back"))

    def event(self, event: QEvent) -> bool:
        if self.is_waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self.is_waiting and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._stop()
                return super().event(event)
            self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() in _ALONE:
            return
        self._stop()
        if event.key() == Qt.Key.Key_Escape:
            return
        if event.key() == Qt.Key.Key_Backspace:
            self.reset.emit()
        elif self._letters:
            self.pressed_letter.emit(letter_of(event) or event.text())
        else:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.GroupSwitchModifier
            self.pressed_key.emit(QKeyCombination(held, Qt.Key(event.key())))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.is_waiting:
            self._stop()
