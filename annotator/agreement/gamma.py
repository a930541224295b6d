"""Gamma: position and category of whole units in one figure, units may overlap and nest.

Mathet, Y., Widlöcher, A. and Métivier, J.-P. (2015). The Unified and Holistic Method Gamma. Computational Linguistics 41(3);
gamma_cat: Mathet, Y. (2017). The Agreement Measure Gamma_cat. Computational Linguistics 43(3).
The best alignment is exact; chance is sampled. A second opinion, never the headline.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from zlib import crc32

import numpy as np

from annotator.agreement.assignment import best_matching
from annotator.agreement.packing import TooMany, best_packing
from annotator.progress import Progress, never_stops

SAMPLES, PRECISION = 30, 0.02
MOST_UNITS, MOST_TUPLES = 400, 20_000

Marked = tuple[float, float, str]
Side = Sequence[Marked]
Aligned = tuple[Marked | None, ...]


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
class CategoryDisorder:
    """What gamma_k is made of: differences and weights of aligned pairs with a unit of one category, and their chance value."""

    total: float
    weight: float
    expected: float | None


@dataclass(frozen=True, slots=True)
class Gamma:
    """gamma with both disorders, the samples drawn and the seed; ``value`` None: undefined.

    ``category_sum`` and ``category_weight`` are what gamma_cat is made of, on the best alignment; ``category_expected`` is its
    chance value (None: no sample had an aligned pair).
    """

    value: float | None
    observed: float
    expected: float | None
    samples: int
    seed: int
    units: float = 0.0
    category_sum: float = 0.0
    category_weight: float = 0.0
    category_expected: float | None = None
    per_category: Mapping[str, CategoryDisorder] = field(default_factory=dict)

    @property
    def cat(self) -> float | None:
        """gamma_cat: how far aligned units agree in category; None where nothing is aligned or chance has no disorder."""
        if self.category_weight and not self.category_sum:
            return 1.0
        if not self.category_weight or not self.category_expected:
            return None
        return 1 - self.category_sum / self.category_weight / self.category_expected


def position_difference(one: Sequence[float] | Marked, other: Sequence[float] | Marked) -> float:
    """Return ((|s_u - s_v| + |e_u - e_v|) / (len_u + len_v))², the outer ends where a unit has fragments."""
    start, end = float(one[0]), float(one[1])
    begin, stop = float(other[0]), float(other[1])
    return ((abs(start - begin) + abs(end - stop)) / (end - start + stop - begin)) ** 2


def alignment(sides: Sequence[Side], costs: Costs, check: Callable[[], None] = never_stops) -> list[Aligned]:
    """Return the best alignment: every unit in exactly one tuple, a place a coder, None where the coder has no unit in it.

    Exact: an assignment problem for two coders, for more an integer program over all tuples that could be worth it. Raises
    TooMany where there are too many of those. ``check`` is asked again and again whether the work shall stop (it raises then): an
    article with hundreds of units takes long.
    """
    return _pairwise(sides[0], sides[1], costs, check) if len(sides) == 2 else _tuplewise(sides, costs, check)


def disorder_of(aligned: Aligned, costs: Costs) -> float:
    """Return the mean of d over all pairs of coders; a pair in which one or both have no unit costs an unaligned unit."""
    pairs = list(combinations(aligned, 2))
    return math.fsum(costs.unaligned if one is None or other is None else costs.between(one, other) for one, other in pairs) / len(pairs)


def disorder_sum(sides: Sequence[Side], costs: Costs) -> float:
    """Return the least sum of disorders over all alignments."""
    return math.fsum(disorder_of(one, costs) for one in alignment(sides, costs))


def disorder(sides: Sequence[Side], costs: Costs) -> float | None:
    """Return the disorder of the best alignment: its sum over the mean number of units a coder; None without a unit."""
    mean = sum(len(side) for side in sides) / len(sides)
    return disorder_sum(sides, costs) / mean if mean else None


def category_disorder(aligned: Sequence[Aligned], category: str = "") -> tuple[float, float]:
    """Return (sum of weights times difference in category, sum of weights) over all pairs of units that are aligned.

    The weight of a pair is max(0, 1 - difference in position) over the tuple's units less one. ``category``: only pairs with at
    least one unit of it (gamma_k).
    """
    total = weight = 0.0
    for one in aligned:
        units = [unit for unit in one if unit is not None]
        for first, second in combinations(units, 2):
            if category and category not in (first[2], second[2]):
                continue
            share = max(0.0, 1 - position_difference(first, second)) / (len(units) - 1)
            weight += share
            total += share * (first[2] != second[2])
    return total, weight


def gamma(
    sides: Sequence[Side],
    length: float,
    costs: Costs,
    *,
    samples: int = SAMPLES,
    seed: int = 2024,
    precise: bool = True,
    always: bool = False,
    progress: Progress | None = None,
) -> Gamma | None:
    """Return gamma of one article for two or more coders; None if nobody has a unit. TooMany: no exact alignment in reach.

    At least ``samples`` samples, none where the coders agree wholly unless ``always``; ``precise``: as many more as a precision
    of 2 % of the expected disorder (95 %) asks for, at most ten times as many. A virtual coder is a real coder, drawn at random,
    shifted cyclically. What is drawn depends on the places of the units alone, not on names or the order of coders.
    """
    if max(len(side) for side in sides) > MOST_UNITS:
        raise TooMany
    ordered = _without_names(sides)
    units = sum(len(side) for side in ordered) / len(ordered)
    if not units:
        return None
    check = never_stops if progress is None else progress.check
    best = alignment(ordered, costs, check)
    observed = math.fsum(disorder_of(one, costs) for one in best) / units
    cat_sum, cat_weight = category_disorder(best)
    if observed == 0 and not always:
        return Gamma(1.0, 0.0, None, 0, seed, units, cat_sum, cat_weight)
    generator = np.random.default_rng([seed, crc32(repr([_shape(side) for side in ordered]).encode())])
    apart = sum(end - start for side in ordered for start, end, _ in side) / (units * len(ordered))
    values: list[float] = []
    of_category: list[float] = []
    names = sorted({unit[2] for side in ordered for unit in side})
    of_each: dict[str, list[float]] = defaultdict(list)
    wanted = max(samples, 2)
    while len(values) < wanted:
        check()
        virtual = _virtual(ordered, length, apart, generator)
        drawn = alignment(virtual, costs, check)
        mean = sum(len(side) for side in virtual) / len(virtual)
        values.append(math.fsum(disorder_of(one, costs) for one in drawn) / mean if mean else 0.0)
        part, weight = category_disorder(drawn)
        if weight:
            of_category.append(part / weight)
        for name in names:
            part, weight = category_disorder(drawn, name)
            if weight:
                of_each[name].append(part / weight)
        if precise and len(values) == samples:
            spread, middle = float(np.std(values, ddof=1)), float(np.mean(values))
            needed = math.ceil((1.96 * spread / (PRECISION * middle)) ** 2) if middle else 0
            wanted = min(max(samples, needed), 10 * samples)
    expected = float(np.mean(values))
    value = 1 - observed / expected if expected > 0 else None
    chance = float(np.mean(of_category)) if of_category else None
    chances = {name: float(np.mean(drawn)) for name, drawn in of_each.items()}
    each = {name: CategoryDisorder(*category_disorder(best, name), chances.get(name)) for name in names}
    return Gamma(value, observed, expected, len(values), seed, units, cat_sum, cat_weight, chance, each)


def _without_names(sides: Sequence[Side]) -> list[list[Marked]]:
    """Return the sides in an order that depends on places alone: of equal alignments the same is taken whatever things are called.

    A category stands in it as the places of all its units.
    """
    places: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for start, end, category in sorted(unit for side in sides for unit in side):
        places[category].append((start, end))

    def key(unit: Marked) -> tuple[float, float, list[tuple[float, float]]]:
        return unit[0], unit[1], places[unit[2]]

    return sorted((sorted(side, key=key) for side in sides), key=lambda side: [key(unit) for unit in side])


def _shape(side: Side) -> list[tuple[float, float]]:
    return sorted((start, end) for start, end, _ in side)


def _pairwise(one: Side, other: Side, costs: Costs, check: Callable[[], None]) -> list[Aligned]:
    """An aligned pair costs d, a unit alone the cost of an unaligned unit; aligning is worth what it saves."""
    saved = {}
    for left, unit in enumerate(one):
        check()
        for right, answer in enumerate(other):
            worth = 2 * costs.unaligned - costs.between(unit, answer)
            if worth > 0:
                saved[left, right] = worth
    chosen = best_matching(saved, check)
    answered = set(chosen.values())
    result: list[Aligned] = [(unit, other[chosen[left]] if left in chosen else None) for left, unit in enumerate(one)]
    return result + [(None, unit) for right, unit in enumerate(other) if right not in answered]


def _tuplewise(sides: Sequence[Side], costs: Costs, check: Callable[[], None]) -> list[Aligned]:
    units = [(coder, unit) for coder, side in enumerate(sides) for unit in side]
    tuples, worth = _worthwhile(sides, costs, check)
    result: list[Aligned] = []
    used: set[int] = set()
    for number in best_packing(tuples, worth, check):
        made: list[Marked | None] = [None] * len(sides)
        for member in tuples[number]:
            coder, unit = units[member]
            made[coder] = unit
        result.append(tuple(made))
        used.update(tuples[number])
    for number, (coder, unit) in enumerate(units):
        if number not in used:
            result.append(tuple(unit if place == coder else None for place in range(len(sides))))
    return result


def _worthwhile(sides: Sequence[Side], costs: Costs, check: Callable[[], None]) -> tuple[list[tuple[int, ...]], list[float]]:
    """Return the tuples of two or more units whose disorder is less than that of their parts, with what they save.

    Their disorder is below n times the cost of an unaligned unit; one that two smaller tuples do as well is left out.
    """
    coders, cost = len(sides), costs.unaligned
    pairs = coders * (coders - 1) // 2
    first = np.concatenate([[0], np.cumsum([len(side) for side in sides])]).tolist()
    apart: dict[tuple[int, int], float] = {}
    near: dict[int, list[int]] = {}
    for one, other in combinations(range(coders), 2):
        for left, unit in enumerate(sides[one], first[one]):
            check()
            for right, answer in enumerate(sides[other], first[other]):
                d = costs.between(unit, answer)
                if d < coders * cost * pairs:
                    apart[left, right] = d
                    near.setdefault(left, []).append(right)
    saves: dict[tuple[int, ...], float] = {}
    level: list[tuple[tuple[int, ...], float]] = [((number,), 0.0) for number in range(first[-1])]
    while level:
        following = []
        for members, total in level:
            check()
            last = members[-1]
            for other in near.get(last, ()):
                distances = [apart.get((member, other)) for member in members]
                if None in distances:
                    continue
                longer, whole = (*members, other), total + math.fsum(d for d in distances if d is not None)
                size = len(longer)
                if whole >= coders * cost * pairs:
                    continue
                following.append((longer, whole))
                saves[longer] = size * cost - (whole + (pairs - size * (size - 1) // 2) * cost) / pairs
                if len(saves) > 10 * MOST_TUPLES:
                    raise TooMany
        level = following
    return _undivided(saves, check)


def _undivided(saves: dict[tuple[int, ...], float], check: Callable[[], None]) -> tuple[list[tuple[int, ...]], list[float]]:
    best: dict[tuple[int, ...], float] = {}
    kept: list[tuple[int, ...]] = []
    for members in sorted(saves, key=len):
        check()
        parts = 0.0
        for size in range(1, len(members)):
            for some in combinations(members[1:], size):
                rest = tuple(member for member in members if member not in some)
                parts = max(parts, best.get(some, 0.0) + best.get(rest, 0.0))
        best[members] = max(saves[members], parts)
        if saves[members] > parts + 1e-12:
            kept.append(members)
    if len(kept) > MOST_TUPLES:
        raise TooMany
    return kept, [saves[members] for members in kept]


def _virtual(sides: Sequence[Side], length: float, apart: float, generator: np.random.Generator) -> list[list[Marked]]:
    """Return as many virtual coders: each a random real one, shifted; shifts at least ``apart`` from one another where that goes."""
    shifts: list[float] = []
    for _ in range(200):
        shift = float(generator.uniform(0, length))
        if all(min(abs(shift - before), length - abs(shift - before)) >= apart for before in shifts):
            shifts.append(shift)
        if len(shifts) == len(sides):
            break
    while len(shifts) < len(sides):
        shifts.append(float(generator.uniform(0, length)))
    return [_shifted(sides[int(generator.integers(len(sides)))], shift, length) for shift in shifts]


def _shifted(units: Side, shift: float, length: float) -> list[Marked]:
    """Return the units moved round the text; one that would run over its end is moved to the start as a whole."""
    moved = []
    for start, end, category in units:
        place = (start + shift) % length
        if place + (end - start) > length:
            place = 0.0 if end - start >= length else place - length
        moved.append((place, place + end - start, category))
    return moved
