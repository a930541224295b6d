"""Cells of the tables made of what the file keeps: values, fragments, regions."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annotator.model import codebook as cb
from annotator.model.article import BODY, FURNITURE
from annotator.model.codebook import Attribute
from annotator.model.entity import Entity
from annotator.model.span import FRAGMENT_JOINT
from annotator.model.tables import JOINT

REMEMBERED = 20_000  # different sets of values whose cells are kept

Row = tuple[Any, ...]


class Cells:
    """Turns values as the file keeps them into cells: one for each attribute of all groups, in order; those of others stay empty."""

    def __init__(self, groups: Mapping[str, Sequence[Attribute]], entities: Mapping[str, Entity], truths: tuple[Any, Any]) -> None:
        self._entities, self._truths = entities, truths
        self._places: dict[str, dict[str, tuple[int, str]]] = {}
        self._first: dict[str, int] = {}
        self._width = 0
        for group, attributes in groups.items():
            self._first[group] = self._width
            self._places[group] = {one.id: (place, one.type) for place, one in enumerate(attributes, self._width)}
            self._width += len(attributes)
        self._remembered: dict[tuple[str, str], Row] = {}

    def first_of(self, group: str) -> int:
        """Return the place of a group's first cell."""
        return self._first[group]

    def of(self, group: str, values: str) -> Row:
        """Return the cells of values; those that many records share are made once."""
        found = self._remembered.get((group, values))
        if found is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            found = self._remembered[group, values] = self._made(group, values)
        return found

    def _made(self, group: str, values: str) -> Row:
        cells: list[Any] = [None] * self._width
        places = self._places.get(group, {})
        for attribute, value in json.loads(values).items():
            if attribute in places and value is not None:
                place, kind = places[attribute]
                cells[place] = self._cell(kind, value)
        return tuple(cells)

    def _cell(self, kind: str, value: Any) -> Any:
        if isinstance(value, bool):
            return self._truths[value]
        if isinstance(value, list):
            return JOINT.join(str(one) for one in value)
        if kind == cb.ENTITY_REF:
            entity = self._entities.get(value)
            return entity.label if entity is not None else value
        return value


def spans_as_json(fragments: str) -> str:
    """Return fragments, as the file keeps them, as the table writes them: ``[[0, 4], [9, 12]]``."""
    return json.dumps(json.loads(fragments))


def quote_of_fragments(text: str, fragments: str) -> str:
    """Return the words of all fragments, joined by `` … ``."""
    return FRAGMENT_JOINT.join(text[start:end] for start, end in json.loads(fragments))


def region_finder(stored: str) -> Callable[[int], str]:
    """Return a function that tells the kind of region at a position; text in none is furniture, without any all is body."""
    regions = json.loads(stored)
    if not regions:
        return lambda _position: BODY
    if len(regions) == 1:
        [(only, first, last)] = regions
        return lambda position: only if first <= position < last else FURNITURE
    starts = [start for _kind, start, _end in regions]

    def kind_at(position: int) -> str:
        place = bisect_right(starts, position) - 1
        if place < 0 or position >= regions[place][2]:
            return FURNITURE
        kind: str = regions[place][0]
        return kind

    return kind_at
