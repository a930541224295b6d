"""Key presses as keyboards of other layouts send them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui.keys import digit_of, is_plus, is_question, letter_of

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def press(text: str, key: int = 0, *, scan: int = 0, virtual: int = 0, modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, virtual, 0, text)


@pytest.mark.parametrize(("text", "scan", "digit"), [("&", 10, 1), ("é", 11, 2), ('"', 12, 3), ("'", 13, 4), ("(", 14, 5), ("à", 19, 0)])
def test_the_digit_row_of_azerty_gives_digits_without_shift_under_linux(text, scan, digit):
    assert digit_of(press(text, scan=scan), "linux") == digit
    assert digit_of(press(str(digit), scan=scan, modifiers=SHIFT), "linux") == digit


def test_the_digit_row_of_azerty_gives_digits_without_shift_under_windows_and_macos():
    assert [digit_of(press(text, scan=code), "win32") for text, code in (("&", 2), ("é", 3), ("à", 11))] == [1, 2, 0]
    assert [digit_of(press(text, virtual=code), "darwin") for text, code in (("&", 18), ("(", 23), ("§", 22), ("à", 29))] == [1, 5, 6, 0]


@pytest.mark.parametrize(("text", "digit"), [("१", 1), ("९", 9), ("١", 1), ("٣", 3), ("۴", 4), ("7", 7), ("０", 0)])
def test_digits_of_other_scripts_are_digits(text, digit):
    assert digit_of(press(text), "linux") == digit


def test_the_keypad_gives_digits():
    assert digit_of(press("5", Qt.Key.Key_5, modifiers=Qt.KeyboardModifier.KeypadModifier), "linux") == 5


def test_a_superscript_is_no_digit_by_its_text():
    assert digit_of(press("²", scan=49), "linux") is None


def test_shift_and_a_digit_key_is_what_it_types():
    assert digit_of(press("!", Qt.Key.Key_Exclam, scan=10, modifiers=SHIFT), "linux") is None


@pytest.mark.parametrize("modifier", ["ControlModifier", "AltModifier", "MetaModifier", "GroupSwitchModifier"])
def test_a_chord_is_no_digit_and_no_letter(modifier):
    held = Qt.KeyboardModifier[modifier]
    assert digit_of(press("1", Qt.Key.Key_1, scan=10, modifiers=held), "linux") is None
    assert letter_of(press("l", Qt.Key.Key_L, scan=46, modifiers=held), "linux") is None
    assert not is_plus(press("+", Qt.Key.Key_Plus, modifiers=held), "linux")


def test_a_key_that_writes_nothing_is_no_digit_wherever_it_lies():
    # Without NumLock the keypad sends the scan codes of digits on some systems, but no text.
    assert digit_of(press("", Qt.Key.Key_Home, scan=10), "linux") is None
    assert digit_of(press("\x1b", Qt.Key.Key_Escape, scan=10), "linux") is None


def test_a_dead_key_in_the_digit_row_is_its_digit():
    assert digit_of(press("", Qt.Key.Key_Dead_Circumflex, scan=15), "linux") == 6


def test_a_made_up_press_without_a_scan_code_has_no_place():
    assert digit_of(press("é"), "linux") is None
    assert letter_of(press("ज"), "linux") is None


def test_letters_are_what_the_key_types_in_latin():
    # AZERTY types A where QWERTY has Q.
    assert letter_of(press("a", Qt.Key.Key_A, scan=24), "linux") == "a"
    assert letter_of(press("L", Qt.Key.Key_L, scan=46, modifiers=SHIFT), "linux") == "l"
    assert letter_of(press("5", scan=14), "linux") is None


@pytest.mark.parametrize(("text", "scan", "letter"), [("л", 45, "k"), ("न", 55, "v"), ("ش", 38, "a"), ("ı", 31, "i"), ("ö", 47, None)])
def test_letters_of_other_scripts_are_read_by_the_place_of_the_key(text, scan, letter):
    assert letter_of(press(text, scan=scan), "linux") == letter


def test_letters_by_place_under_windows_and_macos():
    assert letter_of(press("л", scan=37), "win32") == "k"
    assert letter_of(press("ф", virtual=0), "darwin") == "a"
    assert letter_of(press("л", virtual=40), "darwin") == "k"


def test_plus_is_by_character_and_equals_counts_too():
    assert is_plus(press("+", Qt.Key.Key_Plus, scan=21, modifiers=SHIFT), "linux")
    assert is_plus(press("=", Qt.Key.Key_Equal, scan=21), "linux")
    assert is_plus(press("+", Qt.Key.Key_Plus, scan=86, modifiers=Qt.KeyboardModifier.KeypadModifier), "linux")
    assert not is_plus(press("-", Qt.Key.Key_Minus), "linux")


def test_where_the_digit_row_types_plus_the_digit_wins():
    # Czech: the key of 1 types +, with Shift 1.
    czech = press("+", Qt.Key.Key_Plus, scan=10)
    assert digit_of(czech, "linux") == 1
    assert not is_plus(czech, "linux")
    # Swiss: + is Shift and the key of 1, which types 1 alone.
    assert is_plus(press("+", Qt.Key.Key_Plus, scan=10, modifiers=SHIFT), "linux")


def test_question_marks_of_several_scripts_ask():
    assert is_question(press("?", Qt.Key.Key_Question, modifiers=SHIFT))
    assert is_question(press("؟", modifiers=SHIFT))
    assert not is_question(press("/"))
    assert not is_question(press(""))
