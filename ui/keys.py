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


TEXT, LINK, FINISH, ADJUDICATION = "text", "link", "finish", "adjudication"
IN_MODES = {
    LINK: {
        "m": N_("makes"), "r": N_("relays"), "d": N_("addressee"), "o": N_("object"), "h": N_("holds"), "t": N_("towards"),
        "q": N_("qualifies"), "p": N_("responds to"),
    },
    FINISH: {"k": N_("Keep as it is")},
    ADJUDICATION: {
        "a": N_("Take A; with Shift all that agrees"), "b": N_("Take B"), "c": N_("Take C"), "d": N_("Take D"), "u": N_("Both"),
        "e": N_("Other value"), "r": N_("Reject"), "o": N_("Open again"), "n": N_("Next case"), "p": N_("Case before"),
    },
}  # fmt: skip
"""the letters of modes, by the one they have unless the coder gives them another; those of links are the codebook's, here the usual ones"""


def kept_as(context: str, own: str) -> str:
    """Return the name under which settings keep what a letter is typed by: the letter itself in the text, else with its mode before it."""
    return own if context == TEXT else f"{context}:{own}"


def letters_of(context: str) -> Mapping[str, str]:
    """Return the letters of the text or of a mode with what they do."""
    return LETTERS if context == TEXT else IN_MODES[context]


class _Chosen:
    """What the coder made of the letters, by the text or the mode that they act in."""

    typed: dict[str, dict[str, str]] = {}
    acting: dict[str, dict[str, str]] = {}
    on = True


def use_letters(typed: Mapping[str, str], *, on: bool = True) -> None:
    """Let letters be typed by other keys from now on, as settings keep them; or let none act in the text.

    Letters of modes go on acting where those of the text are switched off: a mode is entered on purpose and left by Esc.
    """
    _Chosen.typed = {context: {} for context in (TEXT, *IN_MODES)}
    for kept, key in typed.items():
        context, _sign, own = kept.rpartition(":")
        if not (len(key) == 1 and "a" <= key <= "z") or (context or TEXT) not in _Chosen.typed:
            continue
        # A codebook of one's own may have links on any letter.
        if own in letters_of(context or TEXT) or (context == LINK and len(own) == 1):
            _Chosen.typed[context or TEXT][own] = key
    _Chosen.acting = {
        context: {chosen.get(own, own): own for own in (*letters_of(context), *chosen)} for context, chosen in _Chosen.typed.items()
    }
    _Chosen.on = on


def command_letter(event: QKeyEvent, platform: str = sys.platform) -> str | None:
    """Return which letter of ``LETTERS`` a key press means as the coder has set them; a letter that has no part in them as it is typed."""
    letter = letter_of(event, platform)
    if letter is None or not _Chosen.on:
        return None
    return meant_by(letter, TEXT)


def mode_letter(event: QKeyEvent, context: str) -> str | None:
    """Return which letter of a mode a key press means as the coder has set them, None if it means none."""
    letter = letter_of(event)
    return None if letter is None else meant_by(letter, context)


def meant_by(letter: str, context: str) -> str | None:
    """Return the letter that a typed one stands for: itself where nobody changed it, None where it was given away."""
    acting, chosen = _Chosen.acting[context], _Chosen.typed[context]
    if letter in acting:
        return acting[letter]
    return None if letter in chosen or letter in letters_of(context) else letter


def chip(own: str, context: str = TEXT) -> str:
    """Return the key of a letter as it is shown, empty where single letters of the text do not act."""
    return _Chosen.typed[context].get(own, own).upper() if _Chosen.on or context != TEXT else ""


def chip_of(kept: str) -> str:
    """Return the key of a letter as it is shown, by the name that settings keep it under, Shift+ before the letter where it is held."""
    context, _sign, written = kept.rpartition(":")
    held, sign, own = written.rpartition("+")
    return held + sign + chip(own, context or TEXT)


def as_set(
    table: Sequence[tuple[str, Sequence[tuple[str, str]]]], sections: Mapping[str, str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a table of keys with the letters as the coder has set them; rows of these sections without a key that acts are left out.

    ``sections``: by title the text or the mode that their letters act in. A row that ends in … shows letters that nobody sets.
    """
    shown = []
    for title, rows in table:
        kept = []
        for typed, words in rows:
            letter = re.compile(r"(?<![A-Za-z+])[A-Z](?![A-Za-z])|(?<=Shift\+)[A-Z](?![A-Za-z])")
            own = title in sections and not typed.endswith("…") and letter.search(typed) is not None
            context = sections.get(title, TEXT)
            written = letter.sub(lambda found, context=context: chip(found.group().lower(), context), typed) if own else typed
            if not own or _Chosen.on or context != TEXT:
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
