"""Which keys a command or a letter may have: what is taken, what systems and screen readers need, what would do nothing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from annotator.i18n import _
from ui import keys
from ui.actions import COMMANDS

_CTRL, _ALT, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
_ARROWS = frozenset((Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down))
_SIDEWAYS = frozenset((Qt.Key.Key_Left, Qt.Key.Key_Right))
_EDITING = frozenset((Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X))
_OF_INPUT_METHODS = frozenset(("Ctrl+Space", "Ctrl+Shift+U", "Ctrl+."))


def keys_of(command_id: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of a command, as Qt writes them: those the user chose, else its own."""
    written = (chosen[command_id],) if command_id in chosen else COMMANDS[command_id].keys
    return tuple(QKeySequence(one).toString() for one in written if one)


def command_refusal(command_id: str, pressed: QKeyCombination, chosen: Mapping[str, str]) -> str:
    """Return why a command cannot have this key, empty if it can."""
    key, held = pressed.key(), pressed.keyboardModifiers()
    function = Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35
    sideways = held == _ALT and key in _SIDEWAYS  # as browsers go back and forward
    if not function and not held & _CTRL and not sideways:
        return _("Hold Ctrl with it, or take a function key: other keys belong to the text and to menus.")
    written = QKeySequence(pressed).toString()
    if written in _OF_INPUT_METHODS:
        return _("{key} belongs to input methods.").format(key=shown(written))
    if held & _ALT and not sideways and (held & _SHIFT or key in _ARROWS):
        return _("{key} belongs to the desktop.").format(key=shown(written))
    if not held & _ALT and (key in _ARROWS or key in (Qt.Key.Key_Home, Qt.Key.Key_End) or (key in _EDITING and not held & _SHIFT)):
        return _("{key} belongs to reading and editing.").format(key=shown(written))
    for other in COMMANDS.values():
        if other.id != command_id and written in keys_of(other.id, chosen):
            return _("{key} is the key of “{command}”.").format(key=shown(written), command=_(other.text).rstrip("…"))
    return ""


def letter_refusal(
    own: str, typed: str, letters: Mapping[str, str], context: str = keys.TEXT, others: Mapping[str, str] | None = None
) -> str:
    """Return why a letter of the text or of a mode cannot be typed by this one, empty if it can.

    Only what acts in the same mode stands in its way. ``others``: letters of the mode besides the usual ones, as a codebook has them.
    """
    if not (len(typed) == 1 and "a" <= typed <= "z"):
        return _("Take one of the letters A to Z: digits tag, signs have their own meaning.")
    for other, words in {**keys.letters_of(context), **(others or {})}.items():
        if other != own and letters.get(keys.kept_as(context, other), other) == typed:
            return _("{key} is the letter of “{command}”.").format(key=typed.upper(), command=_(words))
    return ""


def shown(written: str) -> str:
    """Return a key as the user's system writes it."""
    return QKeySequence(written).toString(QKeySequence.SequenceFormat.NativeText)
