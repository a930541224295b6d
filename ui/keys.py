"""Which digit or letter a key press means, whatever the keyboard layout (DESIGN.md section 8).

Digits are read by position: the key's text, else its Unicode digit value (१ ١), else its place in the digit row, so that AZERTY
needs no Shift and Nepali and Arabic layouts work. Letters: Latin text, else the place of the key on a US keyboard.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from annotator.i18n import N_

# Linux codes (evdev) of the digit row and the letter rows; X11 and Wayland add 8, Windows uses the same numbers without.
_EVDEV = {code: sign for first, signs in ((2, "1234567890"), (16, "qwertyuiop"), (30, "asdfghjkl"), (44, "zxcvbnm"))
          for code, sign in enumerate(signs, start=first)}  # fmt: skip
_EVDEV_SHIFT = 8
# macOS virtual key codes (kVK_ANSI_…, HIToolbox/Events.h).
_MACOS = dict(zip((18, 19, 20, 21, 23, 22, 26, 28, 25, 29), "1234567890", strict=True)) | dict(
    zip((0, 11, 8, 2, 14, 3, 5, 4, 34, 38, 40, 37, 46, 45, 31, 35, 12, 15, 1, 17, 32, 9, 13, 7, 16, 6),
        "abcdefghijklmnopqrstuvwxyz", strict=True)
)  # fmt: skip

_MODIFIED = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
    | Qt.KeyboardModifier.GroupSwitchModifier
)
LETTERS = {
    "s": N_("Sentence mode"), "q": N_("The quotation here"), "w": N_("Wider; with Shift narrower"), "v": N_("Article variables"),
    "r": N_("As last time"), "t": N_("Keep tagging"), "n": N_("Next annotation"), "p": N_("Annotation before"),
    "o": N_("Next under the caret"), "j": N_("Next link to offer"), "y": N_("Take the link offered"), "l": N_("Link"),
    "m": N_("Who makes it"), "e": N_("Edges"), "f": N_("Ask the supervisor"), "u": N_("Unsure"), "c": N_("Note"),
    "g": N_("Structure"),
}  # fmt: skip
"""the letters that act on the text by themselves, by the one they have unless the coder gives them another"""


class _Chosen:
    """What the coder made of the letters."""

    typed: dict[str, str] = {}
    acting: dict[str, str] = {}
    on = True


def use_letters(typed: Mapping[str, str], *, on: bool = True) -> None:
    """Let letters be typed by other keys from now on: by the letter that acts by itself, the one that is typed; or let none act."""
    _Chosen.typed = {own: key for own, key in typed.items() if own in LETTERS and len(key) == 1 and "a" <= key <= "z"}
    _Chosen.acting = {_Chosen.typed.get(own, own): own for own in LETTERS}
    _Chosen.on = on


def command_letter(event: QKeyEvent, platform: str = sys.platform) -> str | None:
    """Return which letter of ``LETTERS`` a key press means as the coder has set them; a letter that has no part in them as it is typed."""
    letter = letter_of(event, platform)
    if letter is None or not _Chosen.on:
        return None
    return _Chosen.acting.get(letter) if letter in _Chosen.acting or letter in LETTERS else letter


def chip(own: str) -> str:
    """Return the key of a letter of ``LETTERS`` as it is shown, empty where single letters do not act."""
    return _Chosen.typed.get(own, own).upper() if _Chosen.on else ""


def as_set(table: Sequence[tuple[str, Sequence[tuple[str, str]]]], sections: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a table of keys with the letters as the coder has set them; rows of these sections without a key that acts are left out."""
    shown = []
    for title, rows in table:
        kept = []
        for typed, words in rows:
            letter = re.compile(r"(?<![A-Za-z+])[A-Z](?![A-Za-z])|(?<=Shift\+)[A-Z](?![A-Za-z])")
            own = title in sections and letter.search(typed) is not None
            written = letter.sub(lambda found: chip(found.group().lower()) or "", typed) if own else typed
            if not own or _Chosen.on:
                kept.append((written, words))
        shown.append((title, kept))
    return shown


_QUESTION_MARKS = "?؟？"


def digit_of(event: QKeyEvent, platform: str = sys.platform) -> int | None:
    """Return the digit 0 to 9 a key press means, None if it means none.

    A press with Ctrl, Alt, AltGr or Meta means none. With Shift the place of the key does not count: Shift+1 is what it types.
    """
    if event.modifiers() & _MODIFIED:
        return None
    text = event.text()
    if len(text) == 1 and text.isdecimal():
        return unicodedata.decimal(text)
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        return None
    sign = _place(event, platform)
    return int(sign) if sign is not None and sign.isdecimal() else None


def letter_of(event: QKeyEvent, platform: str = sys.platform) -> str | None:
    """Return the letter a to z a key press means, None if it means none; Shift is for the caller to look at."""
    if event.modifiers() & _MODIFIED:
        return None
    text = event.text()
    if len(text) == 1 and text.isascii():
        return text.lower() if text.isalpha() else None
    sign = _place(event, platform)
    return sign if sign is not None and sign.isalpha() else None


def is_plus(event: QKeyEvent, platform: str = sys.platform) -> bool:
    """Return whether a key press means plus: ``+`` or ``=``, on the keypad too; where the digit row types it, the digit wins."""
    if event.modifiers() & _MODIFIED or digit_of(event, platform) is not None:
        return False
    return event.text() in ("+", "=") or (not event.text() and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal))


def is_question(event: QKeyEvent) -> bool:
    """Return whether a key press types a question mark."""
    text = event.text()
    return bool(text) and text in _QUESTION_MARKS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier


def _place(event: QKeyEvent, platform: str) -> str | None:
    """Return what a US keyboard types at this key without Shift, None for keys that write nothing and for made-up presses."""
    dead = Qt.Key.Key_Dead_Grave <= event.key() <= Qt.Key.Key_Dead_Longsolidusoverlay
    if not dead and not event.text().isprintable():
        return None
    if not dead and not event.text():
        return None
    if platform == "darwin":
        return _MACOS.get(event.nativeVirtualKey())
    code = event.nativeScanCode()
    return _EVDEV.get(code if platform == "win32" else code - _EVDEV_SHIFT)


use_letters({})
