"""The installed Qt binding neither loses nor keeps references: PySide6 6.12.0 did on Python 3.11, and aborted the window."""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

CALLS = 5_000
OTHER_CODE = 500  # what the interpreter itself may take or give meanwhile; a lost reference a call would be ten times as much


class Bell(QObject):
    rang = Signal(bool, object)


def references() -> dict[str, int]:
    """Return how often each of the three is referred to; on Pythons where they are immortal the count stands still."""
    return {"None": sys.getrefcount(None), "True": sys.getrefcount(True), "False": sys.getrefcount(False)}


def drift(before: dict[str, int]) -> dict[str, int]:
    """Return which of the counts moved by more than the interpreter's own doings."""
    now = references()
    return {name: now[name] - before[name] for name in before if abs(now[name] - before[name]) > OTHER_CODE}


def test_emitting_a_signal_leaves_the_references_as_they_were(qapp):
    bell = Bell()
    heard = 0

    def listen(_flag: bool, _thing: object) -> None:
        nonlocal heard
        heard += 1

    bell.rang.connect(listen)
    before = references()
    for _ in range(CALLS):
        bell.rang.emit(True, None)

    assert heard == CALLS
    assert drift(before) == {}


def test_a_call_that_returns_nothing_leaves_the_references_as_they_were(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    before = references()
    for number in range(CALLS):
        label.setText(f"{number} articles")
        label.setEnabled(True)

    assert label.text() == f"{CALLS - 1} articles"
    assert drift(before) == {}


def test_the_binding_is_older_than_the_one_that_aborts():
    assert tuple(PySide6.__version_info__[:2]) < (6, 12)
