"""How sure a coefficient is: articles drawn with replacement, and Krippendorff's own bootstrap for given units.

Characters or annotations are not independent of one another; articles are. Nothing here draws characters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from annotator.agreement.corpus import Bools, Floats
from annotator.agreement.krippendorff import Alpha, distance, pairs_of_rows, statistics
from annotator.agreement.record import DRAWS, LIMITS, SEED, Limits

LOWER, UPPER = 2.5, 97.5
SIGNATURE_COLUMNS = 32

Finish = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Interval:
    """The 2.5 and 97.5 percentiles of the draws; ``without_value`` draws had none. Ends are None if no draw had a value."""

    low: float | None
    high: float | None
    mean: float | None
    draws: int
    without_value: int


@dataclass(frozen=True, slots=True)
class KrippendorffInterval:
    """Percentiles and mean of Krippendorff's bootstrap, with the chance that alpha is below the limits of tentative and reliable."""

    low: float
    high: float
    mean: float
    below_tentative: float
    below_reliable: float


class ArticleDraws:
    """Articles drawn with replacement, the same draws for every measure over equally many articles."""

    def __init__(self, draws: int = DRAWS, seed: int = SEED) -> None:
        self.draws, self.seed = draws, seed
        self._times: dict[int, Floats] = {}

    def times(self, articles: int) -> Floats:
        """Return draws × articles: how often each article is drawn."""
        if articles not in self._times:
            generator = np.random.default_rng(self.seed)
            self._times[articles] = generator.multinomial(articles, np.full(articles, 1 / articles), self.draws).astype(float)
        return self._times[articles]

    def interval(self, columns: Floats, finish: Finish, used: Bools) -> Interval:
        """Return the interval of a measure from its statistics by article; ``finish`` divides summed rows, NaN: no value."""
        rows = columns[used]
        if len(rows) < 2 or not self.draws:
            return Interval(None, None, None, 0, 0)
        return percentiles(finish(self.times(len(rows)) @ rows[canonical_order(rows, finish)]))

    def difference(self, one: tuple[Floats, Finish], other: tuple[Floats, Finish], used: Bools) -> Interval:
        """Return the interval of one measure minus another, the same articles drawn for both."""
        width = one[0].shape[1]
        both = np.hstack([one[0], other[0]])
        return self.interval(both, lambda sums: one[1](sums[:, :width]) - other[1](sums[:, width:]), used)


def canonical_order(rows: Floats, finish: Finish) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return an order of the articles that depends on their figures alone, so that names and order change no interval.

    Columns come in the order of the categories, which must not matter either: first comes what the measure makes of the articles
    without, with and with twice this one.
    """
    total = rows.sum(axis=0)
    weights = [np.round(np.nan_to_num(finish(total + times * rows), nan=-9.0), 9) for times in (-1, 1, 2)]
    signature = [*weights, rows.sum(axis=1), (rows**2).sum(axis=1), (rows**3).sum(axis=1)]
    keys = [*signature, *np.sort(rows[:, :SIGNATURE_COLUMNS], axis=1).T, *rows[:, :SIGNATURE_COLUMNS].T]
    return np.lexsort(keys[::-1])


def percentiles(values: Floats) -> Interval:
    """Return the interval of drawn values; NaN are draws without a value."""
    found = values[np.isfinite(values)]
    if not len(found):
        return Interval(None, None, None, len(values), len(values))
    low, high = np.percentile(found, [LOWER, UPPER])
    return Interval(float(low), float(high), float(found.mean()), len(values), len(values) - len(found))


def krippendorff_bootstrap(
    rows: Sequence[Sequence[Hashable | None]],
    metric: str = "nominal",
    *,
    scale: Sequence[Hashable] = (),
    draws: int = 20_000,
    seed: int = SEED,
    limits: Limits = LIMITS,
) -> KrippendorffInterval | Alpha:
    """Return the interval of alpha by Krippendorff's bootstrap, or the undefined alpha.

    D_e stays as it is; for every unit of m values m(m-1)/2 pairs are drawn from all observed pairs:
    alpha_x = 1 - sum 2 d2 / (n D_e (m - 1)), not below -1 (Krippendorff 2016, Bootstrapping Distributions for alpha).
    """
    pairs = pairs_of_rows(rows, scale)
    of = distance(metric, pairs.values)
    point = statistics(pairs, of, max(len(rows), 1)).alpha()
    if point.value is None or not point.expected:
        return point
    counts = np.zeros((1, of.size))
    np.add.at(counts[0], pairs.c, pairs.weight)
    np.add.at(counts[0], pairs.k, pairs.weight)
    kinds, times = np.unique(of.squared(pairs.c, pairs.k, counts)[0], return_counts=True)
    sizes, per_size = np.unique([sum(value is not None for value in row) for row in rows], return_counts=True)
    n = float(counts.sum())
    generator = np.random.default_rng(seed)
    total = np.zeros(draws)
    for size, units in zip(sizes.tolist(), per_size.tolist(), strict=True):
        if size >= 2:
            drawn = generator.multinomial(units * size * (size - 1) // 2, times / times.sum(), draws)
            total += (drawn @ kinds) / (size - 1)
    values = np.maximum(1 - 2 * total / (n * point.expected / of.unit), -1)
    low, high = np.percentile(values, [LOWER, UPPER])
    below = [float((values < limit).mean()) for limit in limits]
    return KrippendorffInterval(float(low), float(high), float(values.mean()), below[0], below[1])


def articles_needed(articles: int, half_width: float, target: float) -> int:
    """Return how many articles give the wanted half-width, from the half-width on so many articles now."""
    if articles < 1 or half_width <= 0 or target <= 0:
        raise ValueError("articles and half-widths are positive, each greater than 0")
    return math.ceil(articles * (half_width / target) ** 2)


def units_needed(smallest: float, share: float, *, level: float = 0.05, coders: int = 2) -> float:
    """Return the number of units that proves an alpha of at least ``smallest`` for a nominal variable; round it up.

    ``share`` is the share of the rarest value that matters, ``level`` one-sided (Krippendorff 2019 after Bloch and
    Kraemer 1989, equation 3.7).
    """
    if not (smallest < 1 and 0 < share < 1 and 0 < level < 1 and coders >= 2):
        raise ValueError("alpha below 1, share and level between 0 and 1, two or more coders")
    z = NormalDist().inv_cdf(1 - level)
    inner = (1 + smallest) * (3 - smallest) / (4 * (1 - smallest) * share * (1 - share)) - smallest
    return coders * z**2 * inner
