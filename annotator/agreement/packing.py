"""The best set of tuples of which no two share a member, exactly: a linear program, branched where it is not whole.

Needed by gamma for three or more coders, where alignment is no longer an assignment problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from annotator.agreement.corpus import Floats, Ints
from annotator.progress import never_stops

EPSILON = 1e-9
MOST_NODES = 400
MOST_PIVOTS = 20_000


class TooMany(Exception):
    """There are too many tuples, or the search would take too long: no exact answer is given."""


def best_packing(tuples: Sequence[tuple[int, ...]], worth: Sequence[float], check: Callable[[], None] = never_stops) -> list[int]:
    """Return the numbers of the tuples with the greatest total worth, no two of which share a member.

    Members are any whole numbers, worths are greater than 0. Raises TooMany where the search takes too long; ``check`` is asked at
    every step whether the work shall stop (it raises then).
    """
    chosen: list[int] = []
    for part in _components(tuples):
        chosen += _search([tuples[number] for number in part], np.array([worth[number] for number in part]), part, check)
    return sorted(chosen)


def _components(tuples: Sequence[tuple[int, ...]]) -> list[list[int]]:
    root: dict[int, int] = {}

    def find(member: int) -> int:
        while root.setdefault(member, member) != member:
            root[member] = root[root[member]]
            member = root[member]
        return member

    for one in tuples:
        for member in one[1:]:
            root[find(member)] = find(one[0])
    parts: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(tuples):
        parts[find(one[0])].append(number)
    return list(parts.values())


def _search(tuples: list[tuple[int, ...]], worth: Floats, names: list[int], check: Callable[[], None]) -> list[int]:
    """Return the best of one component; depth first, a branch is left when its linear bound is not above the best so far."""
    best_value, best = -1.0, list[int]()
    waiting: list[tuple[list[int], list[int], float]] = [(list(range(len(tuples))), [], 0.0)]
    nodes = 0
    while waiting:
        open_numbers, taken, value = waiting.pop()
        nodes += 1
        if nodes > MOST_NODES:
            raise TooMany
        shares = _relaxed([tuples[number] for number in open_numbers], worth[open_numbers], check)
        bound = value + float(shares @ worth[open_numbers])
        if bound <= best_value + EPSILON:
            continue
        broken = np.flatnonzero((shares > 1e-6) & (shares < 1 - 1e-6))
        if not len(broken):
            best_value, best = bound, taken + [open_numbers[place] for place in np.flatnonzero(shares > 0.5).tolist()]
            continue
        place = int(broken[np.argmin(np.abs(shares[broken] - 0.5))])
        number = open_numbers[place]
        members = set(tuples[number])
        without = [other for other in open_numbers if other != number]
        free = [other for other in without if members.isdisjoint(tuples[other])]
        waiting.append((without, taken, value))
        waiting.append((free, [*taken, number], value + float(worth[number])))
    return [names[number] for number in best]


def _relaxed(tuples: Sequence[tuple[int, ...]], worth: Floats, check: Callable[[], None] = never_stops) -> Floats:
    """Return the share of each tuple in the best packing when tuples may be taken in parts: the primal simplex method.

    The room of each member is a little over 1, each by another amount, so that no step is taken in vain and none is repeated;
    the basis found is then read with rooms of exactly 1.
    """
    if not tuples:
        return np.zeros(0)
    place = {member: number for number, member in enumerate(sorted({member for one in tuples for member in one}))}
    rows, width = len(place), max(len(one) for one in tuples)
    index: Ints = np.full((len(tuples), width), rows, dtype=np.int64)
    for number, one in enumerate(tuples):
        index[number, : len(one)] = [place[member] for member in one]
    inverse = np.eye(rows)
    room = 1 + 1e-7 * (1 + np.modf(np.arange(rows) * 0.6180339887498949)[0])
    held = room.copy()
    basis = list(range(-rows, 0))  # below 0: the slack of member number + rows
    prices = np.zeros(rows)
    for _step in range(MOST_PIVOTS):
        check()
        gains = worth - np.append(prices, 0.0)[index].sum(axis=1)
        entering, gain = int(np.argmax(gains)), float(gains.max())
        slack = int(np.argmin(prices))
        if max(gain, -float(prices[slack])) <= EPSILON:
            return _read(basis, inverse, len(tuples))
        column = np.zeros(rows + 1)
        if gain >= -prices[slack]:
            np.add.at(column, index[entering], 1.0)
            column[rows] = 0.0
        else:
            entering, column[slack] = slack - rows, 1.0
        step = inverse @ column[:rows]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(step > 1e-11, held / step, np.inf)
        leaving = int(np.argmin(ratio))
        inverse[leaving] /= step[leaving]
        others = np.arange(rows) != leaving
        inverse[others] -= np.outer(step[others], inverse[leaving])
        basis[leaving] = entering
        held = np.maximum(inverse @ room, 0)
        prices = np.array([worth[number] if number >= 0 else 0.0 for number in basis]) @ inverse
    raise TooMany


def _read(basis: Sequence[int], inverse: Floats, size: int) -> Floats:
    shares = np.zeros(size)
    for number, value in zip(basis, inverse.sum(axis=1).tolist(), strict=True):
        if number >= 0:
            shares[number] = min(1.0, max(0.0, value))
    return shares
