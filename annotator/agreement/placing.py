"""Where annotations lie in the coded text: cut to its regions, in one order whatever names they bear, each place once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt

from annotator.agreement.unit_table import UnitTable
from annotator.agreement.units import ArticleCodings, clip

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Extent = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Units in order: by article, extent, category, coder and id. ``row`` is that of the table.

    Fragments are sorted by unit and place; their places are characters of the article's coded text. ``entry_row`` and
    ``entry_unit`` name every row that entered with its unit, ``repeated`` and ``outside`` the (article, coder) of the rows that
    were another time the same, and of those outside coded text.
    """

    row: Ints
    article: Ints
    coder: Ints
    category: Ints
    fragment_unit: Ints
    fragment_start: Ints
    fragment_end: Ints
    entry_row: Ints
    entry_unit: Ints
    repeated: list[tuple[int, int]]
    outside: list[tuple[int, int]]


class Extents(Sequence[Extent]):
    """The characters of each unit as (start, end) in the article's coded text, in order and none touching another."""

    __slots__ = ("_end", "_first", "_start")

    def __init__(self, found: Placed) -> None:
        self._first = np.searchsorted(found.fragment_unit, np.arange(len(found.row) + 1))
        self._start, self._end = found.fragment_start, found.fragment_end

    def __len__(self) -> int:
        return len(self._first) - 1

    @overload
    def __getitem__(self, unit: int) -> Extent: ...
    @overload
    def __getitem__(self, unit: slice) -> list[Extent]: ...
    def __getitem__(self, unit: int | slice) -> Extent | list[Extent]:
        if isinstance(unit, slice):
            return [self[one] for one in range(*unit.indices(len(self)))]
        if not 0 <= unit < len(self):
            raise IndexError(unit)
        own = slice(self._first[unit], self._first[unit + 1])
        return tuple(zip(self._start[own].tolist(), self._end[own].tolist(), strict=True))


class UnitNumbers:
    """Finds the number of a unit by article, coder and id; an article is looked through when it is first asked for."""

    def __init__(self, found: Placed, table: UnitTable) -> None:
        self._found, self._table = found, table
        self._articles: dict[int, dict[tuple[int, str], int]] = {}

    def get(self, article: int, coder: int, id: str) -> int | None:
        """Return the number of the unit, None where there is none."""
        if article not in self._articles:
            self._articles[article] = dict(self._entries(article))
        return self._articles[article].get((coder, id))

    def _entries(self, article: int) -> Iterator[tuple[tuple[int, str], int]]:
        found = self._found
        units = np.searchsorted(found.article, [article, article + 1])
        low, high = np.searchsorted(found.entry_unit, units)
        for row, unit in zip(found.entry_row[low:high].tolist(), found.entry_unit[low:high].tolist(), strict=True):
            yield (int(found.coder[unit]), self._table.ids[row]), unit


def placed(
    articles: Sequence[ArticleCodings],
    table: UnitTable,
    rows: Ints,
    article: Ints,
    coder: Ints,
    category: Ints,
    check: Callable[[], None],
) -> Placed:
    """Return these rows of the table as units: cut to coded regions, in order, those with one extent, category and coder once."""
    start, end, times = _cut(articles, table, rows, article)
    check()
    several = {place: _clipped(articles, table, rows, article, place) for place in _in_pieces(table, rows, times)}
    lone = times == 1
    for place, extent in several.items():
        lone[place] = bool(extent)
        start[place], end[place] = extent[0] if extent else (0, 0)
    outside = [(int(article[place]), int(coder[place])) for place in np.flatnonzero(~lone)]
    check()
    inside = np.flatnonzero(lone)
    rest = _rest(inside, several)
    ids = [table.ids[row] for row in rows.tolist()]
    keys = [coder[inside], category[inside], rest, end[inside], start[inside], article[inside]]
    order = np.lexsort(keys)
    check()
    same = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for key in keys:
        same &= key[order][1:] == key[order][:-1]
    sorted_places = _by_id(inside[order], same, ids)
    opens = np.concatenate([[True], ~same]) if len(order) else np.zeros(0, dtype=np.bool_)
    kept = sorted_places[opens]
    unit, fragment_start, fragment_end = _fragments(kept, start, end, several)
    return Placed(
        rows[kept], article[kept], coder[kept], category[kept], unit, fragment_start, fragment_end,
        rows[sorted_places], np.cumsum(opens) - 1,
        [(int(article[place]), int(coder[place])) for place in sorted_places[~opens]], outside,
    )  # fmt: skip


def _cut(articles: Sequence[ArticleCodings], table: UnitTable, rows: Ints, article: Ints) -> tuple[Ints, Ints, Ints]:
    """Return start and end of every row in the one coded region it touches, and how many regions it touches."""
    counts = np.array([len(one.coded_regions) for one in articles], dtype=np.int64)
    regions = np.array([(span.start, span.end) for one in articles for span in one.coded_regions], dtype=np.int64).reshape(-1, 2)
    sizes = regions[:, 1] - regions[:, 0]
    first = np.cumsum(counts) - counts
    through = np.cumsum(sizes) - sizes
    before = through - through[np.repeat(first, counts)] if len(sizes) else through
    own_start, own_end = table.start[rows], table.end[rows]
    start, end, times = (np.zeros(len(rows), dtype=np.int64) for _ in range(3))
    for number in range(int(counts.max(initial=0))):
        there = np.flatnonzero(counts[article] > number)
        region = first[article[there]] + number
        low, high = np.maximum(own_start[there], regions[region, 0]), np.minimum(own_end[there], regions[region, 1])
        touched = low < high
        there, moved = there[touched], (before - regions[:, 0])[region[touched]]
        start[there], end[there] = low[touched] + moved, high[touched] + moved
        times[there] += 1
    return start, end, times


def _in_pieces(table: UnitTable, rows: Ints, times: Ints) -> list[int]:
    """Return which of these rows lie in several regions or have several spans (or none)."""
    apart = np.isin(rows, np.fromiter(table.fragments, dtype=np.int64, count=len(table.fragments))) if table.fragments else False
    return np.flatnonzero((times > 1) | apart).tolist()


def _clipped(articles: Sequence[ArticleCodings], table: UnitTable, rows: Ints, article: Ints, place: int) -> Extent:
    return clip(table.spans(int(rows[place])), articles[int(article[place])].coded_regions)


def _rest(inside: Ints, several: dict[int, Extent]) -> Ints:
    """Return the place in order of what follows the first piece; 0: nothing does."""
    ends = {extent[1:] for extent in several.values() if len(extent) > 1}
    rank = {(): 0} | {rest: place for place, rest in enumerate(sorted(ends), start=1)}
    found = np.zeros(int(inside.max(initial=-1)) + 1, dtype=np.int64)
    for place, extent in several.items():
        if extent:
            found[place] = rank[extent[1:]]
    return found[inside]


def _by_id(places: Ints, same: Bools, ids: Sequence[str]) -> Ints:
    """Return the places with those that are the same in all but the id ordered by it."""
    found = places.copy()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    for low, high in edges.reshape(-1, 2).tolist():
        found[low : high + 1] = sorted(places[low : high + 1].tolist(), key=ids.__getitem__)
    return found


def _fragments(kept: Ints, start: Ints, end: Ints, several: dict[int, Extent]) -> tuple[Ints, Ints, Ints]:
    """Return unit, start and end of all pieces, by unit and place."""
    if not several:
        return np.arange(len(kept)), start[kept], end[kept]
    number = {place: unit for unit, place in enumerate(kept.tolist()) if place in several}
    more = [(number[place], *piece) for place, extent in several.items() if place in number for piece in extent[1:]]
    unit, low, high = np.array(more, dtype=np.int64).reshape(-1, 3).T
    columns = [np.concatenate([own, added]) for own, added in ((np.arange(len(kept)), unit), (start[kept], low), (end[kept], high))]
    order = np.lexsort((columns[1], columns[0]))
    return columns[0][order], columns[1][order], columns[2][order]
