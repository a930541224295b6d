"""What somebody has typed and chosen in a page, carried over to the same page made anew.

A widget is found again by its way down from the page: of which class, the how manieth of it. Both pages come of the same code;
what is not there (yet) in the new one is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.parts.navigation import Segmented, Tabs

Way = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """What was found in a page, in the order in which it is put back: what is shown, which row, what was typed, how far down."""

    tabs: tuple[tuple[Way, str], ...]
    rows: tuple[tuple[Way, tuple[int, ...]], ...]
    texts: tuple[tuple[Way, str], ...]
    scrolled: tuple[tuple[Way, int], ...]
    focus: tuple[Way, int] | None
    """what had the keys, and where in it one was writing"""


def carried_from(page: QWidget) -> Carried:
    """Return what a page holds that its making anew would lose."""
    focus = page.window().focusWidget()
    return Carried(
        tuple((way_to(one, page), one.key()) for kind in (Tabs, Segmented) for one in page.findChildren(kind)),
        tuple((way_to(one, page), row) for one in page.findChildren(QAbstractItemView) if (row := _row(one.currentIndex()))),
        tuple((way_to(one, page), _text(one)) for one in _fields(page)),
        tuple(
            (way_to(one, page), one.verticalScrollBar().value())
            for one in page.findChildren(QAbstractScrollArea)
            if one.verticalScrollBar().value()
        ),
        (way_to(focus, page), _caret(focus)) if focus is not None and page.isAncestorOf(focus) else None,
    )


def put_into(page: QWidget, carried: Carried) -> None:
    """Choose and type in a page what was chosen and typed in the one before."""
    for tabs, key in _found(page, carried.tabs):
        if isinstance(tabs, Tabs | Segmented) and tabs.key() != key:
            _choose(tabs, key)
    for view, row in _found(page, carried.rows):
        if isinstance(view, QAbstractItemView) and _row(view.currentIndex()) != row:
            index = _index(view.model(), row)
            if index.isValid():
                view.setCurrentIndex(index)
    for field, text in _found(page, carried.texts):
        if isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit) and _text(field) != text:
            _type(field, text)
    for area, value in _found(page, carried.scrolled):
        if isinstance(area, QAbstractScrollArea):
            area.verticalScrollBar().setValue(value)
    if carried.focus is not None:
        _focus(widget_at(page, carried.focus[0]), carried.focus[1])


def way_to(widget: QWidget, root: QWidget) -> Way:
    """Return how a widget is reached from one of its ancestors."""
    way: list[tuple[str, int]] = []
    while widget is not root:
        parent = widget.parentWidget()
        alike = [one for one in parent.children() if type(one) is type(widget)]
        way.append((type(widget).__name__, alike.index(widget)))
        widget = parent
    return tuple(reversed(way))


def widget_at(root: QWidget, way: Way) -> QWidget | None:
    """Return the widget that is reached this way; None where there is none."""
    for name, place in way:
        alike = [one for one in root.children() if type(one).__name__ == name]
        found = alike[place] if place < len(alike) else None
        if not isinstance(found, QWidget):
            return None
        root = found
    return root


def _found(page: QWidget, kept: tuple[tuple[Way, Any], ...]) -> Iterator[tuple[QWidget, Any]]:
    for way, what in kept:
        widget = widget_at(page, way)
        if widget is not None:
            yield widget, what


def _choose(tabs: Tabs | Segmented, key: str) -> None:
    with suppress(KeyError, ValueError):  # another page may have other tabs
        tabs.choose(key)
        if isinstance(tabs, Segmented):
            tabs.changed.emit(key)  # which it sends of itself only when somebody clicks


def _fields(page: QWidget) -> Iterator[QLineEdit | QPlainTextEdit | QTextEdit]:
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        for one in page.findChildren(kind):
            if not one.isReadOnly() and (one.isModified() if isinstance(one, QLineEdit) else one.document().isModified()):
                yield one  # what a page has filled in itself it fills in again, as the new language writes it


def _caret(widget: QWidget) -> int:
    if isinstance(widget, QLineEdit):
        return widget.cursorPosition()
    return widget.textCursor().position() if isinstance(widget, QPlainTextEdit | QTextEdit) else 0


def _focus(widget: QWidget | None, caret: int) -> None:
    if widget is None or not widget.isVisible():
        return
    widget.setFocus()
    if isinstance(widget, QLineEdit):
        widget.setCursorPosition(caret)
    elif isinstance(widget, QPlainTextEdit | QTextEdit) and not widget.isReadOnly():
        cursor = widget.textCursor()
        cursor.setPosition(min(caret, widget.document().characterCount() - 1))
        widget.setTextCursor(cursor)


def _text(field: QLineEdit | QPlainTextEdit | QTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.document().toRawText().replace("\u2029", "\n")


def _type(field: QLineEdit | QPlainTextEdit | QTextEdit, text: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(text)
        field.setModified(True)
        field.textEdited.emit(text)
    else:
        field.setPlainText(text)
        field.document().setModified(True)


def _row(index: QModelIndex) -> tuple[int, ...]:
    rows: list[int] = []
    while index.isValid():
        rows.append(index.row())
        index = index.parent()
    return tuple(reversed(rows))


def _index(model: QAbstractItemModel | None, rows: tuple[int, ...]) -> QModelIndex:
    index = QModelIndex()
    make: Callable[..., QModelIndex] | None = model.index if model is not None else None
    for row in rows:
        index = make(row, 0, index) if make is not None else QModelIndex()
        if not index.isValid():
            break
    return index
