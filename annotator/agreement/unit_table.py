"""Many annotations as columns of numbers, and the annotations made from them when one is asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

import numpy as np
import numpy.typing as npt

from annotator.agreement.units import ArticleCodings, Unit
from annotator.model.span import Span, Spans

Ints = npt.NDArray[np.int64]
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, eq=False)
class UnitTable:
    """Annotations in rows: what many of them have in common is a number of the list beside it.

    ``start`` and ``end`` are code points; rows of several spans (or of none) stand in ``fragments`` besides. ``values`` and
    ``defaults`` hold each different object once; ``entity`` is -1 where no entity is mentioned.
    """

    ids: Sequence[str]
    coders: Sequence[str]
    coder: Ints
    categories: Sequence[str]
    category: Ints
    start: Ints
    end: Ints
    fragments: Mapping[int, Spans]
    values: Sequence[Mapping[str, object]]
    value: Ints
    defaults: Sequence[frozenset[str]]
    default: Ints
    entities: Sequence[str]
    entity: Ints

    def spans(self, row: int) -> Spans:
        """Return the spans of a row."""
        found = self.fragments.get(row)
        return (Span(int(self.start[row]), int(self.end[row])),) if found is None else found

    def unit(self, row: int) -> Unit:
        """Return the annotation in a row."""
        entity = int(self.entity[row])
        return Unit(
            self.ids[row], self.coders[self.coder[row]], self.categories[self.category[row]], self.spans(row), self.values[self.value[row]],
            self.defaults[self.default[row]], None if entity < 0 else self.entities[entity],
        )  # fmt: skip

    def contents(self) -> npt.NDArray[np.uint8]:
        """Return rows × 48 bytes that tell what was marked and said, whatever it is called or counted by here.

        They are the SHA-256 of category, values and entity (and of the fragments, where there are several), then start and end.
        """
        said = [json.dumps(values, sort_keys=True, ensure_ascii=False, default=plain) for values in self.values]
        kind = (self.category * max(len(self.values), 1) + self.value) * (len(self.entities) + 1) + self.entity + 1
        _kinds, first, number = np.unique(kind, return_index=True, return_inverse=True)

        def written(row: int) -> str:
            entity = int(self.entity[row])
            return f"{self.categories[self.category[row]]!r} {said[self.value[row]]} {self.entities[entity] if entity >= 0 else None!r}"

        hashes = np.frombuffer(b"".join(_sha(written(row)) for row in first.tolist()), dtype=np.uint8).reshape(-1, 32)
        found = np.empty((len(self.ids), 48), dtype=np.uint8)
        found[:, :32] = hashes[number] if len(number) else 0
        found[:, 32:] = np.stack([self.start, self.end], axis=1).astype(">i8").view(np.uint8).reshape(-1, 16)
        for row, spans in self.fragments.items():
            found[row, :32] = np.frombuffer(_sha(f"{written(row)} {[(span.start, span.end) for span in spans]}"), dtype=np.uint8)
        return found


class UnitRows(Sequence[Unit]):
    """Some rows of a table as annotations; each is made when it is asked for."""

    __slots__ = ("rows", "table")

    def __init__(self, table: UnitTable, rows: Ints) -> None:
        self.table, self.rows = table, rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Unit: ...
    @overload
    def __getitem__(self, place: slice) -> UnitRows: ...
    def __getitem__(self, place: int | slice) -> Unit | UnitRows:
        if isinstance(place, slice):
            return UnitRows(self.table, self.rows[place])
        return self.table.unit(int(self.rows[place]))

    def __iter__(self) -> Iterator[Unit]:
        return map(self.table.unit, self.rows.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self.rows.tolist()))

    def __repr__(self) -> str:
        return repr(tuple(self))


def numbered(column: Sequence[str]) -> tuple[list[str], Ints]:
    """Return the different texts of a column in the order in which they first occur, and the number of each row's."""
    names = list(dict.fromkeys(column))
    place = {name: number for number, name in enumerate(names)}
    return names, np.fromiter(map(place.__getitem__, column), dtype=np.int64, count=len(column))


def table_of(units: Sequence[Unit]) -> UnitTable:
    """Return these annotations in columns."""
    coders, coder = numbered([unit.coder for unit in units])
    categories, category = numbered([unit.category for unit in units])
    entities, entity = numbered([unit.entity or "" for unit in units])
    without = np.array([unit.entity is None for unit in units], dtype=np.bool_)
    values, value = _objects([unit.values for unit in units])
    defaults, default = _objects([unit.defaults for unit in units])
    return UnitTable(
        ids=[unit.id for unit in units], coders=coders, coder=coder, categories=categories, category=category,
        start=np.array([unit.spans[0].start if unit.spans else 0 for unit in units], dtype=np.int64),
        end=np.array([unit.spans[-1].end if unit.spans else 0 for unit in units], dtype=np.int64),
        fragments={row: unit.spans for row, unit in enumerate(units) if len(unit.spans) != 1},
        values=values, value=value, defaults=defaults, default=default, entities=entities,
        entity=np.where(without, -1, entity) if len(units) else entity,
    )  # fmt: skip


def in_one_table(articles: Iterable[ArticleCodings]) -> tuple[UnitTable, Ints, Ints]:
    """Return a table with the annotations of all these articles, the row and the number of the article of each.

    What was read from a project stands in one table already and stays there.
    """
    units = [article.units for article in articles]
    number = np.repeat(np.arange(len(units)), [len(own) for own in units])
    rows = [own for own in units if isinstance(own, UnitRows)]
    if rows and len(rows) == len(units) and all(own.table is rows[0].table for own in rows):
        return rows[0].table, np.concatenate([own.rows for own in rows]), number
    every = [unit for own in units for unit in own]
    return table_of(every), np.arange(len(every)), number


def plain(thing: object) -> object:
    """Return what JSON has no form for in one that it has."""
    if isinstance(thing, (set, frozenset)):
        return sorted(str(item) for item in thing)
    return dict(thing) if hasattr(thing, "keys") else str(thing)  # type: ignore[call-overload]


def _objects(things: Sequence[Thing]) -> tuple[list[Thing], Ints]:
    """Return each different object once (many annotations hold the same), and its number for every row."""
    place: dict[int, int] = {}
    number = np.array([place.setdefault(id(thing), len(place)) for thing in things], dtype=np.int64)
    return list({id(thing): thing for thing in things}.values()), number


def _sha(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
