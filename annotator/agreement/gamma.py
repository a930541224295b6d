"""Gamma for two coders: position and category of whole units in one figure, units may overlap and nest.

Mathet, Y., Widlöcher, A. and Métivier, J.-P. (2015). The Unified and Holistic Method Gamma. Computational Linguistics 41(3).
The best alignment is exact; chance is sampled. A second opinion, never the headline.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.assignment import best_matching

SAMPLES, PRECISION = 30, 0.02
MOST_UNITS = 400

Marked = tuple[float, float, str]


@dataclass(frozen=True, slots=True)
class Costs:
    """Weights of position (``a``) and category (``b``), and the cost of an unaligned unit."""

    a: float = 1.0
    b: float = 1.0
    unaligned: float = 1.0

    def between(self, one: Marked, other: Marked) -> float:
        """Return d of two units."""
        apart = 0.0 if one[2] == other[2] else 1.0
        return self.a * position_difference(one, other) * self.unaligned + self.b * apart * self.unaligned


@dataclass(frozen=True, slots=True)
class Gamma:
    """gamma with both disorders, the samples drawn and the seed; ``value`` None: undefined."""

    value: float | None
    observed: float
    expected: float | None
    samples: int
    seed: int


def position_difference(one: Sequence[float] | Marked, other: Sequence[float] | Marked) -> float:
    """Return ((|s_u - s_v| + |e_u - e_v|) / (len_u + len_v))², the outer ends where a unit has fragments."""
    start, end = float(one[0]), float(one[1])
    begin, stop = float(other[0]), float(other[1])
    return ((abs(start - begin) + abs(end - stop)) / (end - start + stop - begin)) ** 2


def disorder_sum(one: Sequence[Marked], other: Sequence[Marked], costs: Costs) -> float:
    """Return the least sum of disorders over all alignments of two coders (exact).

    An aligned pair costs d, a unit alone the cost of an unaligned unit; aligning is worth what it saves.
    """
    saved = {}
    for left, unit in enumerate(one):
        for right, answer in enumerate(other):
            worth = 2 * costs.unaligned - costs.between(unit, answer)
            if worth > 0:
                saved[left, right] = worth
    chosen = best_matching(saved)
    aligned = math.fsum(costs.between(one[left], other[right]) for left, right in chosen.items())
    return aligned + costs.unaligned * (len(one) + len(other) - 2 * len(chosen))


def disorder(one: Sequence[Marked], other: Sequence[Marked], costs: Costs) -> float | None:
    """Return the disorder of the best alignment: its sum over the mean number of units a coder; None without a unit."""
    mean = (len(one) + len(other)) / 2
    return disorder_sum(one, other, costs) / mean if mean else None


def gamma(
    one: Sequence[Marked],
    other: Sequence[Marked],
    length: float,
    costs: Costs,
    *,
    samples: int = SAMPLES,
    seed: int = 2024,
) -> Gamma | None:
    """Return gamma of one article for two coders; None if neither has a unit or there are too many for exact alignment.

    At least ``samples`` samples, and then as many as a precision of 2 % of the expected disorder (95 %) asks for, at most
    ten times as many. A virtual coder is a real coder, drawn at random, shifted cyclically.
    """
    observed = disorder(one, other, costs)
    if observed is None or max(len(one), len(other)) > MOST_UNITS:
        return None
    if observed == 0:
        return Gamma(1.0, 0.0, None, 0, seed)
    generator = np.random.default_rng(seed)
    units = [*one, *other]
    apart = sum(end - start for start, end, _ in units) / len(units)
    values: list[float] = []
    wanted = max(samples, 2)
    while len(values) < wanted:
        value = _sample((one, other), length, apart, costs, generator)
        values.append(value)
        if len(values) == samples:
            spread, mean = float(np.std(values, ddof=1)), float(np.mean(values))
            needed = math.ceil((1.96 * spread / (PRECISION * mean)) ** 2) if mean else 0
            wanted = min(max(samples, needed), 10 * samples)
    expected = float(np.mean(values))
    value_of = 1 - observed / expected if expected > 0 else None
    return Gamma(value_of, observed, expected, len(values), seed)


def _sample(
    sides: tuple[Sequence[Marked], Sequence[Marked]], length: float, apart: float, costs: Costs, generator: np.random.Generator
) -> float:
    """Return the disorder of two virtual coders: each a random real one, shifted; shifts at least ``apart`` from one another."""
    shifts: list[float] = []
    for _ in range(200):
        shift = float(generator.uniform(0, length))
        if all(min(abs(shift - before), length - abs(shift - before)) >= apart for before in shifts):
            shifts.append(shift)
        if len(shifts) == 2:
            break
    while len(shifts) < 2:
        shifts.append(float(generator.uniform(0, length)))
    virtual = [_shifted(sides[int(generator.integers(2))], shift, length) for shift in shifts]
    return disorder(virtual[0], virtual[1], costs) or 0.0


def _shifted(units: Sequence[Marked], shift: float, length: float) -> list[Marked]:
    """Return the units moved round the text; one that would run over its end is moved to the start as a whole."""
    moved = []
    for start, end, category in units:
        place = (start + shift) % length
        if place + (end - start) > length:
            place = 0.0 if end - start >= length else place - length
        moved.append((place, place + end - start, category))
    return moved
