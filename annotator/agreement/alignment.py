"""Whose annotation answers whose: the one-to-one matching of two coders' units, and one status a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from annotator.agreement.assignment import best_matching, iou_weights
from annotator.agreement.corpus import Bools, Corpus, Floats, Ints
from annotator.i18n import N_
from annotator.progress import never_stops

ROUNDING = 1e-12
NEAR = 1e-9
BEST, EXACT, IOU, OVERLAP = "best", "exact", "iou", "overlap"


class Status(StrEnum):
    """What became of a unit; every unit has exactly one (AGREEMENT section 6)."""

    SAME = N_("same")
    BOUNDARY = N_("boundary differs")
    CATEGORY = N_("category differs")
    SPLIT = N_("split or merged")
    ONLY_A = N_("only A")
    ONLY_B = N_("only B")


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs of units (their numbers in the corpus) that share characters, how many, and how many either holds."""

    left: Ints
    right: Ints
    shared: Ints
    either: Ints

    @property
    def iou(self) -> Floats:
        """Shared characters over characters of either."""
        ratio: Floats = self.shared / np.maximum(self.either, 1)
        return ratio

    def where(self, kept: Bools) -> Overlaps:
        """Return the pairs that are kept."""
        return Overlaps(self.left[kept], self.right[kept], self.shared[kept], self.either[kept])

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Answer:
    """A unit of each coder that answer one another, or a unit alone; ``agrees``: counted as agreement in this comparison."""

    left: int | None
    right: int | None
    status: Status
    agrees: bool


def crossing(a_start: Ints, a_end: Ints, b_start: Ints, b_end: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (number in a, number in b, shared characters) of all stretches that overlap; both sides sorted by start."""
    if not len(a_start) or not len(b_start):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    reach = np.maximum.accumulate(b_end)
    first = np.searchsorted(reach, a_start, side="right")
    count = np.maximum(np.searchsorted(b_start, a_end, side="left") - first, 0)
    a = np.repeat(np.arange(len(a_start)), count)
    b = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    shared = np.minimum(a_end[a], b_end[b]) - np.maximum(a_start[a], b_start[b])
    kept = shared > 0
    return a[kept], b[kept], shared[kept]


def overlaps(corpus: Corpus, left: Bools, right: Bools, *, same_category: bool = True) -> Overlaps:
    """Return all pairs of a unit on the left and one on the right that share characters."""
    sides = []
    for chosen in (left, right):
        of_fragment = corpus.fragment_unit[chosen[corpus.fragment_unit]] if len(corpus.fragment_unit) else corpus.fragment_unit
        rows = np.flatnonzero(chosen[corpus.fragment_unit]) if len(corpus.fragment_unit) else corpus.fragment_unit
        shift = corpus.category[of_fragment] * corpus.total if same_category else 0
        start, end = corpus.fragment_start[rows] + shift, corpus.fragment_end[rows] + shift
        order = np.argsort(start, kind="stable")
        sides.append((of_fragment[order], start[order], end[order]))
    (a_unit, a_start, a_end), (b_unit, b_start, b_end) = sides
    a, b, shared = crossing(a_start, a_end, b_start, b_end)
    keys, inverse = np.unique(a_unit[a] * max(len(corpus.units), 1) + b_unit[b], return_inverse=True)
    total = np.bincount(inverse, weights=shared, minlength=len(keys)).astype(np.int64)
    first, second = keys // max(len(corpus.units), 1), keys % max(len(corpus.units), 1)
    return Overlaps(first, second, total, corpus.size[first] + corpus.size[second] - total)


def matching(corpus: Corpus, pairs: Overlaps, *, most_pairs: bool = False) -> Overlaps:
    """Return the one-to-one matching among these pairs with the greatest total IoU.

    Ties: more pairs, then smaller offsets. ``most_pairs``: the most pairs first, then the greatest total IoU.
    """
    if not len(pairs):
        return pairs
    left_degree = np.bincount(pairs.left)[pairs.left]
    right_degree = np.bincount(pairs.right)[pairs.right]
    taken = (left_degree == 1) & (right_degree == 1)
    settled = taken.copy()
    for centre, others in ((pairs.left, right_degree), (pairs.right, left_degree)):
        star = np.flatnonzero(~settled & (np.bincount(centre, weights=others - 1)[centre] == 0))
        taken[_best_of_each(pairs, centre, star)] = True
        settled[star] = True
    part = _parts(pairs, np.flatnonzero(~settled))
    part = _two_by_two(pairs, part, taken, most_pairs)
    for numbers in np.split(part.rows, np.flatnonzero(np.diff(part.label)) + 1) if len(part.rows) else ():
        rows = [(int(pairs.left[row]), int(pairs.right[row]), int(pairs.shared[row]), int(pairs.either[row])) for row in numbers]
        order = [tuple(sorted((corpus.extents[left], corpus.extents[right]))) for left, right, _, _ in rows]
        best = best_matching(iou_weights(rows, order, most_pairs))
        taken[[row for row, edge in zip(numbers, rows, strict=True) if best.get(edge[0]) == edge[1]]] = True
    return pairs.where(taken)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Rows of ``Overlaps`` with the number of the part they hang together in, sorted by it."""

    rows: Ints
    label: Ints

    def where(self, kept: Bools) -> _Parts:
        return _Parts(self.rows[kept], self.label[kept])


def _parts(pairs: Overlaps, rows: Ints) -> _Parts:
    """Return which of these rows hang together: each unit takes the least number it can reach, until nothing changes."""
    nodes, ends = np.unique(np.concatenate([pairs.left[rows] * 2, pairs.right[rows] * 2 + 1]), return_inverse=True)
    one, other = ends[: len(rows)], ends[len(rows) :]
    least = np.arange(len(nodes))
    while len(rows):
        before = least.copy()
        low = np.minimum(least[one], least[other])
        np.minimum.at(least, one, low)
        np.minimum.at(least, other, low)
        least = least[least]
        if (least == before).all():
            break
    label = least[one]
    order = np.argsort(label, kind="stable")
    return _Parts(rows[order], np.unique(label[order], return_inverse=True)[1].astype(np.int64))


def _two_by_two(pairs: Overlaps, parts: _Parts, taken: Bools, most_pairs: bool) -> _Parts:
    """Take the better of the two ways to match two units with two, all such parts at once; return the parts that are left.

    Left too is a part whose two ways are so near one another that ratios must decide.
    """
    left, right, label = pairs.left[parts.rows], pairs.right[parts.rows], parts.label
    count = int(label.max()) + 1 if len(label) else 0
    ends = [(np.full(count, np.iinfo(np.int64).max), np.full(count, -1)) for _side in (left, right)]
    for (low, high), side in zip(ends, (left, right), strict=True):
        np.minimum.at(low, label, side)
        np.maximum.at(high, label, side)
    known = [(side == low[label]) | (side == high[label]) for (low, high), side in zip(ends, (left, right), strict=True)]
    square: Bools = np.bincount(label, weights=~(known[0] & known[1]), minlength=count) == 0
    row, column = ((side == high[label]).astype(np.int64) for (_low, high), side in zip(ends, (left, right), strict=True))
    iou = np.zeros((count, 2, 2))
    iou[label, row, column] = pairs.iou[parts.rows]
    straight, crossed = iou[:, 0, 0] + iou[:, 1, 1], iou[:, 0, 1] + iou[:, 1, 0]
    if most_pairs:
        straight += (iou[:, 0, 0] > 0) & (iou[:, 1, 1] > 0)
        crossed += (iou[:, 0, 1] > 0) & (iou[:, 1, 0] > 0)
    square &= np.abs(straight - crossed) > NEAR
    chosen = square[label] & ((row == column) == (straight > crossed)[label])
    taken[parts.rows[chosen]] = True
    return parts.where(~square[label])


def _best_of_each(pairs: Overlaps, centre: Ints, rows: Ints) -> Ints:
    """Return of the rows that meet in one unit, and nowhere else, the one with the greatest IoU; ties: smaller offsets.

    Units are numbered by article and extent, so the smaller number is the smaller offset. Equal ratios are equal floats.
    """
    low, high = np.minimum(pairs.left[rows], pairs.right[rows]), np.maximum(pairs.left[rows], pairs.right[rows])
    ordered = rows[np.lexsort((high, low, -pairs.iou[rows], centre[rows]))]
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = centre[ordered][1:] != centre[ordered][:-1]
    return ordered[first]


class Pair:
    """Two coders' units in the articles that both finished; every matching is made once, when first asked for.

    ``check`` is asked before each whether the work shall stop (it raises then).
    """

    def __init__(
        self, corpus: Corpus, a: int, b: int, *, threshold: float = 0.5, least: float = 0.0, check: Callable[[], None] = never_stops
    ) -> None:
        self.corpus = corpus
        self.check = check
        self.a, self.b = a, b
        self.threshold = threshold
        self.least = least
        self.articles: Bools = corpus.finished[:, a] & corpus.finished[:, b]
        self.left = corpus.units_of(a, self.articles)
        self.right = corpus.units_of(b, self.articles)

    @cached_property
    def overlaps(self) -> Overlaps:
        """All overlapping pairs of the same category."""
        self.check()
        return overlaps(self.corpus, self.left, self.right)

    @cached_property
    def exact(self) -> Overlaps:
        """The pairs of equal category and extent."""
        return self.overlaps.where(self.overlaps.shared == self.overlaps.either)

    @cached_property
    def close(self) -> Overlaps:
        """The most pairs, one to one, whose IoU reaches the threshold."""
        self.check()
        return matching(self.corpus, self.overlaps.where(self.overlaps.iou >= self.threshold - ROUNDING), most_pairs=True)

    @cached_property
    def touching(self) -> Overlaps:
        """The most pairs, one to one, that share a character."""
        self.check()
        return matching(self.corpus, self.overlaps, most_pairs=True)

    @cached_property
    def best(self) -> Overlaps:
        """The matching used for attributes, links and statuses: greatest total IoU."""
        self.check()
        return matching(self.corpus, self.overlaps.where(self.overlaps.iou > self.least))

    def matched(self, mode: str) -> Overlaps:
        """Return the matching of this mode: best, exact, iou or overlap."""
        return {BEST: lambda: self.best, EXACT: lambda: self.exact, IOU: lambda: self.close, OVERLAP: lambda: self.touching}[mode]()

    @cached_property
    def crossed(self) -> Overlaps:
        """What the best matching leaves over, matched once more without regard to category."""
        self.check()
        left, right = self.left.copy(), self.right.copy()
        left[self.best.left], right[self.best.right] = False, False
        return matching(self.corpus, overlaps(self.corpus, left, right, same_category=False))

    @cached_property
    def split(self) -> Ints:
        """The units that are alone but overlap one of their category: one coder has in one piece what the other has in several."""
        left, right = self.left.copy(), self.right.copy()
        for side, own, crossed in ((left, self.best.left, self.crossed.left), (right, self.best.right, self.crossed.right)):
            side[own], side[crossed] = False, False
        met = np.zeros(len(self.corpus.units), dtype=np.bool_)
        met[self.overlaps.left], met[self.overlaps.right] = True, True
        return np.flatnonzero((left | right) & met).astype(np.int64)

    def answers(self, mode: str = BEST) -> list[Answer]:
        """Return every unit of both with its one status, pairs of the mode's matching first taken.

        What the mode leaves over is matched for the greatest total IoU, then once more without regard to category; a unit
        that is still alone but overlaps one of its category is part of a split or merge (1:n).
        """
        agreed = self.matched(mode)
        found = list(self._pairs(agreed, agrees=mode != BEST))
        left, right = self.left.copy(), self.right.copy()
        left[agreed.left], right[agreed.right] = False, False
        if mode != BEST:
            rest = matching(self.corpus, self.overlaps.where(left[self.overlaps.left] & right[self.overlaps.right]))
            found += self._pairs(rest, agrees=False)
            left[rest.left], right[rest.right] = False, False
        crossed = self.crossed if mode == BEST else matching(self.corpus, overlaps(self.corpus, left, right, same_category=False))
        left[crossed.left], right[crossed.right] = False, False
        for row in range(len(crossed)):
            found.append(Answer(int(crossed.left[row]), int(crossed.right[row]), Status.CATEGORY, False))
        split = {*self.overlaps.left.tolist(), *self.overlaps.right.tolist()}
        for unit in np.flatnonzero(left).tolist():
            found.append(Answer(unit, None, Status.SPLIT if unit in split else Status.ONLY_A, False))
        for unit in np.flatnonzero(right).tolist():
            found.append(Answer(None, unit, Status.SPLIT if unit in split else Status.ONLY_B, False))
        return found

    def _pairs(self, pairs: Overlaps, *, agrees: bool) -> Iterator[Answer]:
        for row in range(len(pairs)):
            same = pairs.shared[row] == pairs.either[row]
            status = Status.SAME if same else Status.BOUNDARY
            yield Answer(int(pairs.left[row]), int(pairs.right[row]), status, agrees or bool(same))

    def moved(self, answer: Answer) -> tuple[int, int]:
        """Return by how many characters B's unit starts and ends after A's; (0, 0) with equal ends."""
        if answer.left is None or answer.right is None:
            return 0, 0
        one, other = self.corpus.extents[answer.left], self.corpus.extents[answer.right]
        return other[0][0] - one[0][0], other[-1][1] - one[-1][1]
