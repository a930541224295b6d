"""Kappas and their relatives, for readers who ask; alpha stays the headline.

Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th ed.; Cohen (1960), Scott (1955), Fleiss (1971), Conger (1980),
Brennan and Prediger (1981). Observed agreement is over units with two or more values, prevalence over all units with one.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.corpus import Floats, Ints
from annotator.agreement.krippendorff import in_order
from annotator.agreement.record import NO_VARIATION, NOTHING_PAIRABLE, ONE_CATEGORY

IDENTITY, LINEAR, QUADRATIC = "identity", "linear", "quadratic"
MEASURES = ("cohen", "conger", "scott", "fleiss", "ac1", "ac2", "bp")


@dataclass(frozen=True, slots=True)
class Kappa:
    """A coefficient with observed and expected agreement; ``categories`` is q. ``value`` None: undefined, see ``reason``."""

    value: float | None
    observed: float | None
    expected: float | None
    categories: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CharacterTable:
    """Characters marked by both, by one alone, by none."""

    both: float
    only_a: float
    only_b: float
    none: float

    @property
    def total(self) -> float:
        """All characters."""
        return self.both + self.only_a + self.only_b + self.none

    @property
    def observed(self) -> float | None:
        """The share of characters on which both did the same."""
        return (self.both + self.none) / self.total if self.total else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa per character, inflated by unmarked text; None without variation."""
        if not self.total or self.observed is None:
            return None
        a, b = (self.both + self.only_a) / self.total, (self.both + self.only_b) / self.total
        chance = a * b + (1 - a) * (1 - b)
        return (self.observed - chance) / (1 - chance) if chance < 1 else None

    @property
    def positive(self) -> float | None:
        """Agreement on marked characters (their F1)."""
        marked = 2 * self.both + self.only_a + self.only_b
        return 2 * self.both / marked if marked else None

    @property
    def negative(self) -> float | None:
        """Agreement on unmarked characters."""
        unmarked = 2 * self.none + self.only_a + self.only_b
        return 2 * self.none / unmarked if unmarked else None


def weights(kind: str, size: int) -> Floats:
    """Return the agreement weights of values by their places on the scale."""
    if kind == IDENTITY or size < 2:
        return np.eye(size)
    apart = np.abs(np.arange(size)[:, None] - np.arange(size)[None, :]) / (size - 1)
    result: Floats = 1 - apart if kind == LINEAR else 1 - apart**2
    return result


def codes(rows: Sequence[Sequence[Hashable | None]], scale: Sequence[Hashable] = ()) -> tuple[Ints, tuple[Hashable, ...]]:
    """Return (units × coders of codes with -1 missing, the values that occur in the order of the scale)."""
    found = {value for row in rows for value in row if value is not None}
    values = tuple(value for value in in_order(found, scale) if value in found)
    code = {value: place for place, value in enumerate(values)}
    table = np.array([[-1 if value is None else code[value] for value in row] for row in rows], dtype=np.int64)
    return table.reshape(len(rows), -1), values


def kappa(measure: str, table: Ints, size: int, kind: str = IDENTITY) -> Kappa:
    """Return a coefficient of a table units × coders of codes below ``size`` (q), -1 missing.

    Measures: cohen and conger (each coder's own marginals; for two coders the same), scott and fleiss (common ones),
    ac1 and ac2 (Gwet), bp (Brennan-Prediger). ``kind`` weights: identity, linear, quadratic.
    """
    counts = np.stack([(table == code).sum(axis=1) for code in range(size)], axis=1) if size else np.zeros((len(table), 0))
    given = counts.sum(axis=1)
    if not (given >= 2).any():
        return Kappa(None, None, None, size, NOTHING_PAIRABLE)
    w = weights(kind, size)
    several, r = counts[given >= 2].astype(np.float64), given[given >= 2]
    observed = float(((several * (several @ w - 1)).sum(axis=1) / (r * (r - 1))).mean())
    if size < 2 and measure in ("ac1", "ac2", "bp"):
        return Kappa(None, observed, None, size, ONE_CATEGORY)
    chance = _chance(measure, table, counts, w)
    if chance is None or 1 - chance <= 1e-12:
        return Kappa(None, observed, chance, size, NO_VARIATION if chance is not None else NOTHING_PAIRABLE)
    return Kappa((observed - chance) / (1 - chance), observed, chance, size)


@dataclass(frozen=True, slots=True)
class KappaStatistics:
    """What a coefficient is made of, by article: sums over articles, drawn or not, are divided again by ``values``.

    ``columns``: agreement summed over units with two or more values, how many these are, how many units have any, the shares of each
    value summed over these, then how often each coder gave each value. q and the weights are those of the whole table in every draw.
    """

    measure: str
    columns: Floats
    coders: int
    w: Floats

    def values(self, sums: Floats) -> Floats:
        """Return the coefficient of every row of summed columns, NaN where it is undefined."""
        q = len(self.w)
        several, rated = sums[:, 1], sums[:, 2]
        with np.errstate(divide="ignore", invalid="ignore"):
            observed = sums[:, 0] / several
            share = sums[:, 3 : 3 + q] / rated[:, None]
            chance = self._chance(share, sums[:, 3 + q :].reshape(len(sums), self.coders, q))
            usable = (several > 0) & (1 - chance > 1e-12)
            return np.where(usable, (observed - chance) / np.where(usable, 1 - chance, 1), np.nan)

    def _chance(self, share: Floats, given: Floats) -> Floats:
        q = len(self.w)
        if self.measure == "bp":
            return np.full(len(share), float(self.w.sum()) / q**2)
        if self.measure in ("ac1", "ac2"):
            even: Floats = self.w.sum() / (q * (q - 1)) * (share * (1 - share)).sum(axis=1)
            return even
        if self.measure in ("scott", "fleiss"):
            common: Floats = ((share @ self.w) * share).sum(axis=1)
            return common
        total = given.sum(axis=2)
        own = given / total[:, :, None]
        pairs = [(one, other) for one in range(self.coders) for other in range(one + 1, self.coders)]
        met = np.stack([((own[:, one] @ self.w) * own[:, other]).sum(axis=1) for one, other in pairs], axis=1)
        known = np.isfinite(met)
        mean: Floats = np.where(known, met, 0).sum(axis=1) / known.sum(axis=1)
        return mean


def statistics(measure: str, table: Ints, article: Ints, articles: int, size: int, kind: str = IDENTITY) -> KappaStatistics:
    """Return the statistics by article of a table as ``kappa`` takes it; ``article`` is that of each unit."""
    w = weights(kind, size)
    counts = np.stack([np.zeros(len(table)), *((table == code).sum(axis=1) for code in range(size))], axis=1)[:, 1:]
    r = counts.sum(axis=1)
    columns = np.zeros((articles, 3 + size + table.shape[1] * size))
    pairs = np.where(r >= 2, r * (r - 1), 1)
    agreed = np.where(r >= 2, (counts * (counts @ w - 1)).sum(axis=1) / pairs, 0)
    parts = [agreed[:, None], (r >= 2)[:, None], (r > 0)[:, None], counts / np.maximum(r, 1)[:, None]]
    own = [table[:, [coder]] == np.arange(size)[None, :] for coder in range(table.shape[1])]
    np.add.at(columns, article, np.hstack([*parts, *own]).astype(np.float64))
    return KappaStatistics(measure, columns, table.shape[1], w)


def fleiss_per_category(table: Ints, size: int) -> list[Kappa]:
    """Return Fleiss' kappa of every value against all others (Fleiss 1971, equation 23, as a two-value table)."""
    return [kappa("fleiss", np.where(table < 0, -1, (table == code).astype(np.int64)), 2) for code in range(size)]


def _chance(measure: str, table: Ints, counts: Floats, w: Floats) -> float | None:
    q = len(w)
    if measure == "bp":
        return float(w.sum()) / q**2
    if measure in ("cohen", "conger"):
        shares = []
        for coder in range(table.shape[1]):
            own = table[table[:, coder] >= 0, coder]
            if len(own):
                shares.append(np.bincount(own, minlength=q) / len(own))
        pairs = [float(one @ w @ other) for place, one in enumerate(shares) for other in shares[place + 1 :]]
        return math.fsum(pairs) / len(pairs) if pairs else None
    given = counts.sum(axis=1)
    share = (counts[given > 0] / given[given > 0][:, None]).mean(axis=0)
    if measure in ("ac1", "ac2"):
        return float(w.sum() / (q * (q - 1)) * (share * (1 - share)).sum())
    return float(share @ w @ share)
