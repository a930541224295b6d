"""Krippendorff's unitizing alphas: where coders marked something and what, without units given beforehand.

Krippendorff, K., Mathet, Y., Bouvry, S. and Widlöcher, A. (2016). On the reliability of unitizing textual continua.
Quality & Quantity 50. A gap is a run of unit-length pieces, a discontinuous unit is one unit of its total length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotator.agreement.alignment import crossing
from annotator.agreement.corpus import Bools, Corpus, Floats, Ints
from annotator.progress import never_stops


@dataclass(frozen=True, slots=True)
class Pieces:
    """One coder's disjoint stretches, sorted by category and place; overlapping units of one category are one owner.

    ``owner`` is the number of the (merged) unit, ``swallowed`` are the corpus's units that were merged into another.
    """

    start: Ints
    end: Ints
    owner: Ints
    category: Ints
    article: Ints
    owner_size: Ints
    owner_category: Ints
    owner_article: Ints
    swallowed: Ints


@dataclass(frozen=True, slots=True)
class UFamily:
    """u, \\|u, cu and (k)u; None where undefined. Coverages are shares of the pairable text (cu) or of the category's (k)."""

    u: float | None
    marked: float | None
    cu: float | None
    per_category: Mapping[str, float | None]
    cu_coverage: float | None
    per_category_coverage: Mapping[str, float | None]


class Layers:
    """The unitizing statistics of a corpus, made once a coder and once a pair of coders.

    ``check`` is asked before each whether the work shall stop (it raises then).
    """

    def __init__(self, corpus: Corpus, check: Callable[[], None] = never_stops) -> None:
        self.corpus = corpus
        self._check = check
        self._shared: dict[tuple[int, int], Floats] = {}
        self._words: dict[int, Ints] = {}

    @cached_property
    def pieces(self) -> list[Pieces]:
        """The pieces of every coder."""
        found = []
        for coder in range(len(self.corpus.coders)):
            self._check()
            found.append(pieces_of(self.corpus, coder))
        return found

    @cached_property
    def marked(self) -> list[Floats]:
        """Per coder the characters marked: categories × articles."""
        return [self.corpus.per_cell(own.article, own.category, own.end - own.start) for own in self.pieces]

    @cached_property
    def squares(self) -> list[Floats]:
        """Per coder the sum of squared unit lengths q: categories × articles."""
        return [self.corpus.per_cell(own.owner_article, own.owner_category, own.owner_size.astype(np.float64) ** 2) for own in self.pieces]

    def shared(self, one: int, other: int) -> Floats:
        """Return the characters that both marked: categories × articles."""
        key = (min(one, other), max(one, other))
        if key not in self._shared:
            self._check()
            a, b = self.pieces[key[0]], self.pieces[key[1]]
            total = self.corpus.total
            shift_a, shift_b = a.category * total, b.category * total
            row, _, length = crossing(a.start + shift_a, a.end + shift_a, b.start + shift_b, b.end + shift_b)
            self._shared[key] = self.corpus.per_cell(a.article[row], a.category[row], length)
        return self._shared[key]

    @cached_property
    def words(self) -> tuple[Ints, Ints]:
        """Where the words of the coded text start and end."""
        return self.corpus.words(self._check)

    def words_marked(self, coder: int) -> Ints:
        """Return the words that share a character with a unit of the coder, once a category: category × all places + number of the word."""
        if coder in self._words:
            return self._words[coder]
        own, (start, end), total = self.pieces[coder], self.words, self.corpus.total
        found = []
        for category in range(len(self.corpus.categories)):
            self._check()
            mine = own.category == category
            _piece, word, _shared = crossing(own.start[mine], own.end[mine], start, end)
            found.append(np.unique(word) + category * max(total, 1))
        self._words[coder] = np.concatenate([*found, np.zeros(0, dtype=np.int64)])
        return self._words[coder]

    def words_per_cell(self, marked: Ints) -> Floats:
        """Return how many of these words (see ``words_marked``) lie in each cell: categories × articles."""
        category, word = np.divmod(marked, max(self.corpus.total, 1))
        borders = np.cumsum(self.corpus.lengths + 1)
        return self.corpus.per_cell(np.searchsorted(borders, self.words[0][word], side="right").astype(np.int64), category)

    def columns(self, group: Sequence[int]) -> Floats:
        """Return articles × (l.., then per category l_v., l_vv, q_v) of these coders; rows of no use are 0.

        The article's coders are those of the group who finished it; with fewer than two it adds nothing.
        """
        corpus = self.corpus
        finished = corpus.finished[:, list(group)]
        m = finished.sum(axis=1)
        used = m >= 2
        weight = np.where(used, 1 / np.maximum(m - 1, 1), 0)
        result = np.zeros((len(corpus.articles), 1 + 3 * len(corpus.categories)))
        result[:, 0] = np.where(used, m * corpus.lengths, 0)
        for place, coder in enumerate(group):
            mine = np.where(used & finished[:, place], 1, 0)
            result[:, 1::3] += (self.marked[coder] * mine).T
            result[:, 3::3] += (self.squares[coder] * mine).T
            for other_place in range(place + 1, len(group)):
                both = np.where(finished[:, place] & finished[:, other_place], weight, 0)
                result[:, 2::3] += (2 * self.shared(coder, group[other_place]) * both).T
        return result


def layer_values(sums: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (\\|u, D_o, D_e) of one layer from rows (l.., l_v., l_vv, q_v); NaN where D_e is 0."""
    whole, marked, both, squares = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = 2 * (marked - both) / whole
        expected = 2 * (whole - marked) * marked / (whole**2 - (whole - marked) - squares)
        value = np.where(expected > 0, 1 - observed / expected, np.nan)
    return value, observed, expected


def pooled_values(sums: Floats) -> Floats:
    """Return 1 - sum of D_o / sum of D_e over layers from rows (l.., then l_v., l_vv, q_v of every layer)."""
    layers = (sums.shape[1] - 1) // 3
    observed, expected = np.zeros(len(sums)), np.zeros(len(sums))
    for layer in range(layers):
        _, one, other = layer_values(np.hstack([sums[:, :1], sums[:, 1 + 3 * layer : 4 + 3 * layer]]))
        observed += np.nan_to_num(one)
        expected += np.nan_to_num(other)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def pieces_of(corpus: Corpus, coder: int) -> Pieces:
    """Return the coder's pieces: units of one category that share a character are merged, touching ones are not."""
    rows = np.flatnonzero(corpus.coder[corpus.fragment_unit] == coder) if len(corpus.fragment_unit) else corpus.fragment_unit
    unit = corpus.fragment_unit[rows]
    shift = corpus.category[unit] * corpus.total
    start = corpus.fragment_start[rows] + shift
    order = np.argsort(start, kind="stable")
    unit, start, end = unit[order], start[order], (corpus.fragment_end[rows] + shift)[order]
    reach = np.concatenate([[-1], np.maximum.accumulate(end)])[:-1] if len(end) else end
    opens = start >= reach
    owner = _owners(unit, opens)
    first = np.flatnonzero(opens)
    run_end = np.maximum.reduceat(end, first) if len(first) < len(end) else end
    run_start, run_unit = start[first], owner[first]
    stands: Bools = np.zeros(len(corpus.units), dtype=np.bool_)
    stands[run_unit] = True
    names, number = np.flatnonzero(stands), (np.cumsum(stands) - 1)[run_unit]
    merged = np.zeros(len(corpus.units), dtype=np.bool_)
    merged[unit] = True
    size = np.bincount(number, weights=run_end - run_start, minlength=len(names)).astype(np.int64)
    head = unit[first]
    moved = corpus.category[head] * corpus.total
    return Pieces(
        start=run_start - moved,
        end=run_end - moved,
        owner=number.astype(np.int64),
        category=corpus.category[head],
        article=corpus.article[head],
        owner_size=size,
        owner_category=corpus.category[names],
        owner_article=corpus.article[names],
        swallowed=np.flatnonzero(merged & ~stands),
    )


def _owners(unit: Ints, opens: Bools) -> Ints:
    """Return for every fragment the unit that stands for it: units that meet in one run are one."""
    if opens.all():
        return unit
    root = {number: number for number in np.unique(unit).tolist()}

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    leader = unit[np.maximum.accumulate(np.where(opens, np.arange(len(unit)), 0))]
    for one, other in zip(unit[~opens].tolist(), leader[~opens].tolist(), strict=True):
        low, high = sorted((find(one), find(other)))
        root[high] = low
    return np.array([find(number) for number in unit.tolist()], dtype=np.int64)


def has_own_overlaps(corpus: Corpus, layers: Layers, group: Sequence[int]) -> bool:
    """Return whether a coder marked a character with two categories: then there is no u over all categories."""
    for coder in group:
        own = layers.pieces[coder]
        order = np.argsort(own.start, kind="stable")
        if (own.start[order][1:] < np.maximum.accumulate(own.end[order])[:-1]).any():
            return True
    return False


@dataclass(frozen=True, slots=True)
class Combined:
    """Statistics by article of u over all categories: l (with the gap first), q (without the gap's) and r."""

    l: Floats  # noqa: E741  (the letter of the paper)
    q: Floats
    r: Floats

    def stacked(self) -> Floats:
        """Return them as one table articles × columns."""
        return np.hstack([self.l.reshape(len(self.l), -1), self.q, self.r])


def combined(corpus: Corpus, layers: Layers, group: Sequence[int]) -> Combined:
    """Return the statistics of u, cu and (k)u; only meaningful if no coder has overlaps of own units."""
    articles, width = len(corpus.articles), len(corpus.categories)
    l = np.zeros((articles, width + 1, width + 1))  # noqa: E741
    q, r = np.zeros((articles, width)), np.zeros((articles, width))
    finished = corpus.finished[:, list(group)]
    m = finished.sum(axis=1)
    weight = np.where(m >= 2, 1 / np.maximum(m - 1, 1), 0)
    for place, coder in enumerate(group):
        q += (layers.squares[coder] * (finished[:, place] & (m >= 2))).T
        for other_place, other in enumerate(group[place + 1 :], start=place + 1):
            both = np.where(finished[:, place] & finished[:, other_place], weight, 0)
            cells, squares = _meetings(corpus, layers.pieces[coder], layers.pieces[other])
            whole = _with_gap(cells, layers.marked[coder].T, layers.marked[other].T, corpus.lengths)
            l += (whole + whole.transpose(0, 2, 1)) * both[:, None, None]  # noqa: E741
            r += squares.T * both[:, None]
    return Combined(l, q, r)


def _meetings(corpus: Corpus, one: Pieces, other: Pieces) -> tuple[Floats, Floats]:
    """Return the characters by article and categories of both, and r's squared shared lengths of the units of both."""
    width = len(corpus.categories)
    order_a, order_b = np.argsort(one.start, kind="stable"), np.argsort(other.start, kind="stable")
    a, b, shared = crossing(one.start[order_a], one.end[order_a], other.start[order_b], other.end[order_b])
    a, b = order_a[a], order_b[b]
    flat = (one.article[a] * width + one.category[a]) * width + other.category[b]
    cells = np.bincount(flat, weights=shared, minlength=len(corpus.articles) * width * width)
    squares = np.zeros((width, len(corpus.articles)))
    for own, place in ((one, a), (other, b)):
        met = np.bincount(own.owner[place], weights=shared, minlength=len(own.owner_size))
        squares += corpus.per_cell(own.owner_article, own.owner_category, met**2)
    return cells.astype(np.float64).reshape(len(corpus.articles), width, width), squares


def _with_gap(cells: Floats, one: Floats, other: Floats, lengths: Ints) -> Floats:
    """Return articles × (gap, categories) × (gap, categories) from the valued cells and what each marked."""
    full = np.zeros((cells.shape[0], cells.shape[1] + 1, cells.shape[2] + 1))
    full[:, 1:, 1:] = cells
    full[:, 1:, 0] = one - cells.sum(axis=2)
    full[:, 0, 1:] = other - cells.sum(axis=1)
    full[:, 0, 0] = lengths - full[:, 1:, :].sum(axis=(1, 2)) - full[:, 0, 1:].sum(axis=1)
    return full


def u_values(sums: Floats, categories: int) -> tuple[Floats, Floats]:
    """Return (u, \\|u) of every row of summed ``Combined.stacked`` columns, NaN where undefined."""
    l, q, _ = _unstacked(sums, categories)  # noqa: E741
    row, column, whole = l.sum(axis=2), l.sum(axis=1), l.sum(axis=(1, 2))
    squares = np.concatenate([row[:, :1], q], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = whole / (whole**2 - squares.sum(axis=1))
        same = factor[:, None] * (row * column - squares)
        agreed = np.einsum("aii->a", l)
        expected = whole - same.sum(axis=1)
        u = np.where(_spread(expected, whole), 1 - (whole - agreed) / expected, np.nan)
        apart = factor * row[:, 0] * (whole - column[:, 0])
        marked = np.where(_spread(apart, whole), 1 - (row[:, 0] - l[:, 0, 0]) / apart, np.nan)
    return u, marked


def cu_values(sums: Floats, categories: int, squared: Floats | None = None) -> tuple[Floats, Floats]:
    """Return cu and (k)u (rows × categories) of every row of summed columns; ``squared`` is d2, nominal by default."""
    l, _, r = _unstacked(sums, categories)  # noqa: E741
    valued = l[:, 1:, 1:]
    d2 = 1 - np.eye(categories) if squared is None else squared
    row, column, whole = valued.sum(axis=2), valued.sum(axis=1), valued.sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = row[:, :, None] * column[:, None, :]
        places = np.arange(categories)
        expected[:, places, places] -= r
        expected = expected / (whole - r.sum(axis=1) / whole)[:, None, None]
        observed_k, expected_k = (valued * d2).sum(axis=1), (expected * d2).sum(axis=1)
        chance = expected_k.sum(axis=1)
        cu = np.where(_spread(chance, whole), 1 - observed_k.sum(axis=1) / chance, np.nan)
        ratio = expected.sum(axis=1) / column
        usable = (column > 0) & _spread(expected_k, whole[:, None])
        per_category = np.where(usable, 1 - ratio * observed_k / np.where(usable, expected_k, 1), np.nan)
    return cu, per_category


def u_family(corpus: Corpus, group: Sequence[int], squared: Floats | None = None) -> UFamily:
    """Return the whole family over all articles that two or more of the coders finished."""
    layers = Layers(corpus)
    sums = combined(corpus, layers, group).stacked().sum(axis=0, keepdims=True)
    width = len(corpus.categories)
    u, marked = u_values(sums, width)
    cu, per_category = cu_values(sums, width, squared)
    l = _unstacked(sums, width)[0][0]  # noqa: E741
    valued = l[1:, 1:].sum(axis=0)
    return UFamily(
        u=_number(u[0]),
        marked=_number(marked[0]),
        cu=_number(cu[0]),
        per_category={name: _number(per_category[0, place]) for place, name in enumerate(corpus.categories)},
        cu_coverage=float(valued.sum() / l.sum()) if l.sum() else None,
        per_category_coverage={
            name: float(valued[place] / l[:, place + 1].sum()) if l[:, place + 1].sum() else None
            for place, name in enumerate(corpus.categories)
        },
    )


def _unstacked(sums: Floats, categories: int) -> tuple[Floats, Floats, Floats]:
    side = categories + 1
    return sums[:, : side**2].reshape(-1, side, side), sums[:, side**2 : side**2 + categories], sums[:, side**2 + categories :]


def _spread(expected: Floats, whole: Floats) -> Bools:
    usable: Bools = np.isfinite(expected) & (expected > 1e-12 * whole)
    return usable


def _number(value: np.float64) -> float | None:
    return float(value) if np.isfinite(value) else None
