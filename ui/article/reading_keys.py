"""Which key press means which move while reading (DESIGN.md section 8, line "reading")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui import keys
from ui.article.reading import SENTENCES, Reader

Key = Qt.Key
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_OTHERS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_MOVES = frozenset((Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End, Key.Key_PageUp, Key.Key_PageDown))
_LETTERS = frozenset("sqw")


class Lines(Protocol):
    """What only the laid-out page knows: where a caret goes by line and by page, as code points."""

    def line_step(self, position: int, lines: int) -> int: ...

    def line_edge(self, position: int, way: int) -> int: ...

    def page_lines(self) -> int: ...


def is_reading_key(event: QKeyEvent) -> bool:
    """Return whether the press is one that reading uses, so that no shortcut of the window takes it."""
    if event.modifiers() & _OTHERS:
        return False
    if event.key() in _MOVES:
        return not (event.modifiers() & _CTRL and event.key() in (Key.Key_PageUp, Key.Key_PageDown))
    return keys.command_letter(event) in _LETTERS


def move(reader: Reader, lines: Lines, event: QKeyEvent) -> bool:
    """Do what the press means; False if it means nothing while reading."""
    if not is_reading_key(event):
        return False
    held = event.modifiers()
    extend, control = bool(held & _SHIFT), bool(held & _CTRL)
    key = event.key()
    if key in _MOVES:
        _BY_KEY[key](reader, lines, extend, control)
        return True
    letter = keys.command_letter(event)
    if letter == "w":
        reader.narrower() if extend else reader.wider()
    elif extend:
        return False
    elif letter == "s":
        reader.toggle_sentences()
    else:
        reader.quotation()
    return True


def _sideways(way: int) -> Callable[[Reader, Lines, bool, bool], None]:
    def go(reader: Reader, _lines: Lines, extend: bool, control: bool) -> None:
        if control:
            reader.character(way, extend=extend)
        else:
            reader.word(way, extend=extend)

    return go


def _upwards(way: int) -> Callable[[Reader, Lines, bool, bool], None]:
    def go(reader: Reader, lines: Lines, extend: bool, control: bool) -> None:
        if control:
            reader.paragraph(way, extend=extend)
        elif reader.mode == SENTENCES:
            reader.sentence(way, extend=extend)
        else:
            reader.to_line(lines.line_step(reader.caret, way), extend=extend)

    return go


def _edge(way: int) -> Callable[[Reader, Lines, bool, bool], None]:
    def go(reader: Reader, lines: Lines, extend: bool, control: bool) -> None:
        if control:
            position = 0 if way < 0 else len(reader.segments.text)
        else:
            position = lines.line_edge(reader.caret, way)
        reader.to_edge(position, extend=extend)

    return go


def _page(way: int) -> Callable[[Reader, Lines, bool, bool], None]:
    def go(reader: Reader, lines: Lines, extend: bool, _control: bool) -> None:
        reader.to_line(lines.line_step(reader.caret, way * lines.page_lines()), extend=extend)

    return go


_BY_KEY = {
    Key.Key_Left: _sideways(-1),
    Key.Key_Right: _sideways(1),
    Key.Key_Up: _upwards(-1),
    Key.Key_Down: _upwards(1),
    Key.Key_Home: _edge(-1),
    Key.Key_End: _edge(1),
    Key.Key_PageUp: _page(-1),
    Key.Key_PageDown: _page(1),
}


def is_tab(event: QEvent) -> bool:
    """Return whether the event is a press of Tab or Shift+Tab, which Qt would take for the way to the next control."""
    return event.type() == QEvent.Type.KeyPress and event.key() in (Key.Key_Tab, Key.Key_Backtab) and not event.modifiers() & _CTRL
