"""The coding page in a window that runs from right to left: all of it stands the other way round, the gutters too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.structure.test_structure_view import Desk


@pytest.fixture
def mirrored(qapp):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def at(mirrored, window):
    return Desk(window)


def left_of(widget, at):
    return widget.mapTo(at.page, QPoint(0, 0)).x()


def test_the_articles_stand_at_the_right_and_the_values_at_the_left_of_the_text(at):
    assert left_of(at.page.right_dock, at) < left_of(at.view, at) < left_of(at.page.left_dock, at)
    assert left_of(at.view.minimap, at) < left_of(at.view.viewport(), at)


def test_bars_and_ways_lie_between_the_text_and_the_cards_at_its_left(at):
    at.press("g")
    at.desk.select(at.claim("The delay could add").id)
    QApplication.processEvents()
    column, port = at.view.beside.column, at.view.viewport()
    words_begin = port.mapTo(at.structure, QPoint(round(column.left), 0)).x()
    cards_end = at.structure._side.geometry().right()
    ways = at.structure.ways.geometry()
    assert left_of(at.cards, at) < left_of(at.view, at)
    assert cards_end - 40 < ways.left() < cards_end < ways.right() < words_begin
    spine = port.mapTo(at.structure, QPoint(round(column.spine), 0)).x()
    assert ways.left() < spine < words_begin
    # The bar of the open claim is really there, in the colour of its category.
    mark = at.view.marks.get(at.cards.opened)
    top, bottom = next((top, bottom) for claim, top, bottom, _head in at.structure.ways.drawn() if claim == mark.id)
    colour = at.structure.ways._colour(mark.id)
    picture = at.structure.grab().toImage()
    middle = port.mapTo(at.structure, QPoint(round(column.spine), round((top + bottom) / 2)))
    assert any(picture.pixelColor(middle.x() + aside, middle.y()).name() == colour.name() for aside in (-1, 0, 1))


def test_a_connectors_label_is_clicked_where_it_is_painted(at):
    at.desk.select(at.claim("The delay could add").id)
    at.view.grab()
    assert at.view.beside._labels
    for label in at.view.beside._labels:
        assert label.rect.right() < at.view.beside.column.left
        assert at.view.beside.label_at(label.rect.center()) == label.end_id
