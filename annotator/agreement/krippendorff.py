"""Krippendorff's alpha for given units: article variables and attributes of matched annotations.

Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability; Content Analysis (2018), chapter 12.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.agreement.corpus import Floats, Ints
from annotator.agreement.record import NO_VARIATION, NOT_NUMBERS, NOTHING_PAIRABLE, REFUSED_NEGATIVE

NO_SPREAD = 1e-12
DRAWS_AT_ONCE = 100
FEW_VALUES = 12
"""up to so many values are counted, not paired"""
PairDistance = Callable[[Hashable, Hashable], float]


class Unmeasurable(ValueError):
    """Values that the level of measurement cannot hold; the message is the reason shown."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Values met in one unit: codes ``c`` and ``k`` (numbers of ``values``), the article, the weight of the pair.

    The weight is 1/(m - 1) for m values (or coders) in the unit. ``values`` are in codebook order.
    """

    values: tuple[Hashable, ...]
    c: Ints
    k: Ints
    article: Ints
    weight: Floats

    def __len__(self) -> int:
        return len(self.c)


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha with the disagreements it is made of, or None and why."""

    value: float | None
    observed: float | None
    expected: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AlphaStatistics:
    """Sufficient statistics by article: they are added over articles, drawn or not, and divided again by ``parts``.

    ``columns`` is articles × (values, then pairs of unequal values); ``c`` and ``k`` are the codes of these pairs.
    """

    columns: Floats
    c: Ints
    k: Ints
    distance: Distance

    def parts(self, sums: Floats) -> tuple[Floats, Floats, Floats]:
        """Return (alpha, D_o, D_e) of every row of summed columns; alpha is NaN where D_e is 0 or nothing is pairable.

        D_o and D_e are in units of ``distance.unit``.
        """
        size = self.distance.size
        counts, unequal = sums[:, :size], sums[:, size:]
        n = counts.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            observed = 2 * self.distance.observed(unequal, self.c, self.k, counts) / n
            spread = self.distance.expected(counts)
            expected = spread / (n * (n - 1))
            usable = (n > 1) & (spread > NO_SPREAD * self.distance.scale(counts))
            alpha = np.where(usable, 1 - observed / np.where(usable, expected, 1), np.nan)
        return alpha, observed, np.where(usable, expected, 0)

    def alpha(self) -> Alpha:
        """Return the coefficient over all articles."""
        sums = self.columns.sum(axis=0, keepdims=True)
        if sums[0, : self.distance.size].sum() <= 1:
            return Alpha(None, None, None, NOTHING_PAIRABLE)
        value, observed, expected = (float(part[0]) for part in self.parts(sums))
        observed, expected = observed * self.distance.unit, expected * self.distance.unit
        if math.isnan(value):
            return Alpha(None, observed, expected, NO_VARIATION)
        return Alpha(value, observed, expected)


@dataclass(frozen=True, slots=True)
class Distance:
    """Squared differences of a level of measurement, for as many rows of counts at once as wanted.

    ``places`` are the numbers of an interval scale, from 0 to 1; ``unit`` is what a difference of 1 stands for, squared, so that
    numbers of any size are compared without loss. ``matrix`` holds the differences of ratio, set and custom distances; nominal
    and ordinal need neither.
    """

    metric: str
    size: int
    places: Floats = field(default_factory=lambda: np.zeros(0))
    matrix: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    unit: float = 1.0

    def squared(self, c: Ints, k: Ints, counts: Floats) -> Floats:
        """Return d2 of pairs of codes: one row, or one a row of counts where they matter (ordinal)."""
        if self.metric == "ordinal":
            middle = self._middles(counts)
            result: Floats = (middle[:, c] - middle[:, k]) ** 2
        elif self.metric == "nominal":
            result = (c != k).astype(np.float64)[None, :]
        elif self.metric == "interval":
            result = ((self.places[c] - self.places[k]) ** 2)[None, :]
        else:
            result = self.matrix[c, k][None, :]
        return result

    def observed(self, unequal: Floats, c: Ints, k: Ints, counts: Floats) -> Floats:
        """Return the sum of pair weights times squared difference, row by row."""
        if not len(c):
            return np.zeros(len(unequal))
        total: Floats = (unequal * self.squared(c, k, counts)).sum(axis=1)
        return total

    def expected(self, counts: Floats) -> Floats:
        """Return sum n_c n_k d2(c,k), row by row."""
        n = counts.sum(axis=1)
        if self.metric == "nominal":
            result: Floats = np.where((counts > 0).sum(axis=1) > 1, n**2 - (counts**2).sum(axis=1), 0)
        elif self.metric in ("interval", "ordinal"):
            places = self._middles(counts) if self.metric == "ordinal" else np.broadcast_to(self.places, counts.shape)
            with np.errstate(invalid="ignore", divide="ignore"):
                centred = places - np.where(n > 0, (counts * places).sum(axis=1) / np.where(n > 0, n, 1), 0)[:, None]
            result = np.where((counts > 0).sum(axis=1) > 1, 2 * n * (counts * centred**2).sum(axis=1), 0)
        else:
            result = np.concatenate([((part @ self.matrix) * part).sum(axis=1) for part in _portions(counts)] or [np.zeros(0)])
        return result

    def scale(self, counts: Floats) -> Floats:
        """Return what a spread is compared with to be told from rounding."""
        n: Floats = counts.sum(axis=1)
        if self.metric == "ordinal":
            fourth: Floats = n**4
            return fourth
        widest = 1.0
        if self.metric == "interval":
            widest = 1.0 if self.size else 0.0
        elif self.matrix.size:
            widest = float(self.matrix.max())
        second: Floats = n**2 * widest
        return second

    def _middles(self, counts: Floats) -> Floats:
        """Return mid-ranks: the ordinal difference is the squared distance between them."""
        middles: Floats = np.cumsum(counts, axis=1) - counts / 2
        return middles


def distance(metric: str, values: Sequence[Hashable], custom: PairDistance | None = None) -> Distance:
    """Return the distance of this level over these values; Unmeasurable with the reason if they do not fit it.

    Metrics: nominal, ordinal, interval, ratio, masi (Passonneau 2006: 1 - J*M), set_monotonic (0, 1/3, 2/3, 1), custom.
    """
    size = len(values)
    if metric in ("nominal", "ordinal"):
        return Distance(metric, size)
    if metric == "interval":
        places, widest = _scaled(values)
        return Distance(metric, size, places=places, unit=widest**2 if widest < 1e150 else math.inf)
    if metric == "ratio":
        numbers = _numbers(values)
        if (numbers < 0).any():
            raise Unmeasurable(REFUSED_NEGATIVE)
        numbers = numbers / max(float(numbers.max(initial=0.0)), 1e-300)
        sums = numbers[:, None] + numbers[None, :]
        return Distance(metric, size, matrix=((numbers[:, None] - numbers[None, :]) / np.where(sums > 0, sums, 1)) ** 2)
    if metric in ("masi", "set_monotonic"):
        return Distance(metric, size, matrix=_set_distances(metric, values))
    if custom is None:
        raise KeyError(metric)
    table = [[0.0 if one == other else float(custom(one, other)) for other in values] for one in values]
    return Distance(metric, size, matrix=np.array(table).reshape(size, size))


def statistics(pairs: Pairs, of: Distance, articles: int) -> AlphaStatistics:
    """Return the statistics by article of these pairs of values."""
    size = max(of.size, 1)
    counts = np.bincount(pairs.article * size + pairs.c, weights=pairs.weight, minlength=articles * size)
    counts = counts + np.bincount(pairs.article * size + pairs.k, weights=pairs.weight, minlength=articles * size)
    low, high = np.minimum(pairs.c, pairs.k), np.maximum(pairs.c, pairs.k)
    differ = low != high
    keys, column = np.unique(low[differ] * size + high[differ], return_inverse=True)
    width = max(len(keys), 1)
    unequal = np.bincount(pairs.article[differ] * width + column, weights=pairs.weight[differ], minlength=articles * width)
    columns = np.hstack([counts.reshape(articles, size)[:, : of.size], unequal.reshape(articles, width)[:, : len(keys)]])
    return AlphaStatistics(columns, keys // size, keys % size, of)


def table_statistics(table: Ints, values: tuple[Hashable, ...], of: Distance) -> AlphaStatistics:
    """Return the statistics of a table units × coders of codes (-1 missing), every unit an article of its own.

    With few values the units of three coders or more are counted value by value, else their pairs are taken one by one.
    """
    size = len(values)
    if size > FEW_VALUES or table.shape[1] <= 2:
        return statistics(pairs_of_table(table, values), of, len(table))
    counts = np.stack([(table == code).sum(axis=1, dtype=np.int32) for code in range(size)], axis=1) if size else np.zeros((len(table), 0))
    present = counts.sum(axis=1)
    pairable = present >= 2
    counts = np.where(pairable[:, None], counts, 0).astype(np.float64)
    c, k = np.triu_indices(size, 1)
    weight = np.where(pairable, 1 / np.maximum(present - 1, 1), 0)
    columns = np.empty((len(table), size + len(c)))
    columns[:, :size] = counts
    for place, (one, other) in enumerate(zip(c.tolist(), k.tolist(), strict=True), start=size):
        np.multiply(counts[:, one], counts[:, other], out=columns[:, place])
        columns[:, place] *= weight
    return AlphaStatistics(columns, c.astype(np.int64), k.astype(np.int64), of)


def one_against_rest(pairs: Pairs, value: Hashable) -> Pairs:
    """Return the same pairs with every value replaced by whether it is this one."""
    code = pairs.values.index(value)
    return Pairs((False, True), (pairs.c == code).astype(np.int64), (pairs.k == code).astype(np.int64), pairs.article, pairs.weight)


def option_pairs(pairs: Pairs, option: Hashable) -> Pairs:
    """Return the pairs of sets with every set replaced by whether the option is in it."""
    holds = np.array([option in value for value in pairs.values], dtype=np.int64)  # type: ignore[operator]
    return Pairs((False, True), holds[pairs.c], holds[pairs.k], pairs.article, pairs.weight)


def table_of_rows(rows: Sequence[Sequence[Hashable | None]], scale: Sequence[Hashable] = ()) -> tuple[Ints, tuple[Hashable, ...]]:
    """Return a reliability table as codes with their values: rows are units, None is missing (-1).

    ``scale`` gives the order of the values; without it numbers are in their order, other values in alphabetical order.
    """
    values = in_order({value for row in rows for value in row if value is not None}, scale)
    code = {value: place for place, value in enumerate(values)}
    table = np.array([[-1 if value is None else code[value] for value in row] for row in rows], dtype=np.int64)
    return table.reshape(len(rows), -1), values


def pairs_of_rows(rows: Sequence[Sequence[Hashable | None]], scale: Sequence[Hashable] = ()) -> Pairs:
    """Return the pairs of a reliability table (see ``table_of_rows``), each unit an article of its own."""
    return pairs_of_table(*table_of_rows(rows, scale))


def pairs_of_table(table: Ints, values: tuple[Hashable, ...]) -> Pairs:
    """Return the pairs of a table units × coders of codes, -1 missing."""
    present = (table >= 0).sum(axis=1)
    found = []
    for one in range(table.shape[1]):
        for other in range(one + 1, table.shape[1]):
            rows = np.flatnonzero((table[:, one] >= 0) & (table[:, other] >= 0))
            found.append((table[rows, one], table[rows, other], rows, 1 / (present[rows] - 1)))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return Pairs(values, nothing, nothing, nothing, np.zeros(0))
    c, k, rows, weights = (np.concatenate(column) for column in zip(*found, strict=True))
    return Pairs(values, c, k, rows, weights)


def in_order(values: set[Hashable], scale: Sequence[Hashable] = ()) -> tuple[Hashable, ...]:
    """Return the scale, then the values that are not on it: numbers by size, all else by name."""
    rest = values - set(scale)
    return (*dict.fromkeys(scale), *sorted(rest, key=_sort_key))


def alpha(rows: Sequence[Sequence[Hashable | None]], metric: str = "nominal", scale: Sequence[Hashable] = ()) -> Alpha:
    """Return alpha of a reliability table (see ``table_of_rows``)."""
    table, values = table_of_rows(rows, scale)
    return table_statistics(table, values, distance(metric, values)).alpha()


def agreement_share(pairs: Pairs) -> float | None:
    """Return the weighted share of pairs with equal values, None if there is no pair."""
    total = float(pairs.weight.sum())
    return float(pairs.weight[pairs.c == pairs.k].sum()) / total if total else None


def per_value(pairs: Pairs, articles: int) -> Mapping[Hashable, Alpha]:
    """Return alpha of every value against the rest."""
    two = distance("nominal", (False, True))
    return {value: statistics(one_against_rest(pairs, value), two, articles).alpha() for value in pairs.values}


def _numbers(values: Sequence[Hashable]) -> Floats:
    try:
        numbers = np.array([float(value) for value in values], dtype=np.float64)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise Unmeasurable(NOT_NUMBERS) from None
    if not np.isfinite(numbers).all():
        raise Unmeasurable(NOT_NUMBERS)
    return numbers


def _scaled(values: Sequence[Hashable]) -> tuple[Floats, float]:
    """Return the numbers moved and scaled to lie from 0 to 1, and how far the least and the greatest lie apart."""
    numbers = _numbers(values)
    if not len(numbers):
        return numbers, 0.0
    whole = [value for value in values if isinstance(value, int)]
    exact = len(whole) == len(values)
    # The difference is taken before anything is rounded: large whole numbers may differ by less than a float can hold.
    least = min(whole, default=0)
    apart = np.array([float(value - least) for value in whole], dtype=np.float64) if exact else numbers / 2 - numbers.min() / 2
    half = float(apart.max())
    return (apart / half if half > 0 else apart), half if exact else min(2 * half, 1.7e308)


def _set_distances(metric: str, values: Sequence[Hashable]) -> Floats:
    """Return 1 - J*M for masi, 1 - M for set_monotonic; M is 1 equal, 2/3 contained, 1/3 overlapping, 0 disjoint.

    The empty set lies inside every set but shares nothing: J is 0 for masi; for set_monotonic it is contained (1/3).
    """
    sets = [frozenset(value) for value in values]  # type: ignore[call-overload]
    options = {option: place for place, option in enumerate(dict.fromkeys(item for value in sets for item in value))}
    holds = np.zeros((len(sets), max(len(options), 1)))
    for row, value in enumerate(sets):
        holds[row, [options[item] for item in value]] = 1
    size = holds.sum(axis=1)
    shared = holds @ holds.T
    either = size[:, None] + size[None, :] - shared
    smaller, larger = np.minimum(size[:, None], size[None, :]), np.maximum(size[:, None], size[None, :])
    equal, contained = shared == larger, shared == smaller
    nearness = np.select([equal, contained, shared > 0], [1.0, 2 / 3, 1 / 3], 0.0)
    if metric == "set_monotonic":
        return 1 - nearness
    jaccard = np.where(either > 0, shared / np.where(either > 0, either, 1), 1.0)
    return np.where(equal, 0.0, 1 - jaccard * nearness)


def _sort_key(value: Hashable) -> tuple[int, float, str]:
    if isinstance(value, frozenset):
        return 2, len(value), repr(sorted(map(repr, value)))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return 0, float(value), ""
    return 1, 0.0, f"{value}\t{type(value).__name__}"


def _portions(rows: Floats) -> list[Floats]:
    return [rows[start : start + DRAWS_AT_ONCE] for start in range(0, len(rows), DRAWS_AT_ONCE)]
