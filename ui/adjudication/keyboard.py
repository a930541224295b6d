"""Which key does what while the grid has the keys (DESIGN.md section 8, adjudication)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotator.model.decision import REASONS
from ui.keys import ADJUDICATION, digit_of, letter_of, mode_letter
from ui.parts.field import plain_enter

if TYPE_CHECKING:
    from ui.adjudication.case_desk import CaseDesk

CANDIDATES = "abcd"


class Keyboard:
    """Hands the presses of the grid on to the case on the table."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def __call__(self, event: QKeyEvent) -> bool:
        """Do what a press means; False if it means nothing here."""
        return self._moves(event) or self._letter(event) or self._digit(event)

    def _moves(self, event: QKeyEvent) -> bool:
        desk, grid, key = self._desk, self._desk.board.grid, Qt.Key(event.key())
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        aside = -1 if desk.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        acts = {
            Qt.Key.Key_Down: lambda: grid.step(1),
            Qt.Key.Key_Up: lambda: grid.step(-1),
            Qt.Key.Key_Right: lambda: grid.step_aside(aside),
            Qt.Key.Key_Left: lambda: grid.step_aside(-aside),
            Qt.Key.Key_Space: lambda: desk.take(grid.place),
            Qt.Key.Key_Backspace: desk.clear_row,
            Qt.Key.Key_Tab: desk.foot.focus_note,
        }
        if plain_enter(event):
            desk.go_on()
        elif key in acts and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            acts[key]()
        else:
            return False
        return True

    def _letter(self, event: QKeyEvent) -> bool:
        desk, letter = self._desk, mode_letter(event, ADJUDICATION)
        if event.isAutoRepeat():
            return letter_of(event) is not None
        if letter is None:
            return False
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if letter == "a" and shift:
            desk.take_over_wanted.emit()
            return True
        if shift:
            return False
        acts = {"u": desk.take_both, "e": desk.edit, "r": desk.reject, "o": desk.reopen_wanted.emit}
        acts |= {"n": lambda: desk.turn_wanted.emit(1), "p": lambda: desk.turn_wanted.emit(-1)}
        if letter in CANDIDATES:
            desk.take(CANDIDATES.index(letter))
        elif letter in acts:
            acts[letter]()
        else:
            return False
        return True

    def _digit(self, event: QKeyEvent) -> bool:
        digit = digit_of(event)
        if digit is None or digit > len(REASONS):
            return False
        self._desk.give_reason("" if digit == 0 else list(REASONS)[digit - 1])
        return True
