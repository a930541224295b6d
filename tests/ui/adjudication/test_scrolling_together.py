"""Texts beside each other scroll together, also where they cannot stand at the same place to the pixel."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtWidgets import QScrollBar

from ui.adjudication.board import Board


class Snapping(QScrollBar):
    """Stands only at places with this remainder, as a text does that snaps to its lines."""

    def __init__(self, remainder):
        super().__init__()
        self.setRange(0, 100)
        self._remainder = remainder

    def setValue(self, value):  # Qt's name
        super().setValue(value - (value - self._remainder) % 3)


def test_two_texts_that_snap_to_different_places_do_not_pull_each_other_for_ever(qtbot):
    bars = [Snapping(remainder) for remainder in (0, 1, 2)]
    first, second, gold = (SimpleNamespace(verticalScrollBar=lambda bar=bar: bar) for bar in bars)
    board = SimpleNamespace(views=[first, second], gold_view=gold, _is_scrolling=False)
    for bar in bars:
        qtbot.addWidget(bar)
        bar.valueChanged.connect(lambda value: Board._scroll_together(board, value))

    bars[0].setValue(60)

    assert [bar.value() for bar in bars] == [60, 58, 59]
    assert not board._is_scrolling
