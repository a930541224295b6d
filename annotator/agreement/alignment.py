"""Whose annotation answers whose: the one-to-one matching of two coders' units, and one status a unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from annotator.agreement.assignment import best_matching, components, iou_weights
from annotator.agreement.corpus import Bools, Corpus, Floats, Ints
from annotator.i18n import N_

ROUNDING = 1e-12
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
    open_rows = np.flatnonzero(~taken)
    edges = list(zip(pairs.left[open_rows].tolist(), pairs.right[open_rows].tolist(), strict=True))
    for part in components(edges):
        numbers = open_rows[part]
        rows = [(int(pairs.left[row]), int(pairs.right[row]), int(pairs.shared[row]), int(pairs.either[row])) for row in numbers]
        order = [tuple(sorted((corpus.extents[left], corpus.extents[right]))) for left, right, _, _ in rows]
        best = best_matching(iou_weights(rows, order, most_pairs))
        taken[[row for row, edge in zip(numbers, rows, strict=True) if best.get(edge[0]) == edge[1]]] = True
    return pairs.where(taken)


class Pair:
    """Two coders' units in the articles that both finished; every matching is made once, when first asked for."""

    def __init__(self, corpus: Corpus, a: int, b: int, *, threshold: float = 0.5, least: float = 0.0) -> None:
        self.corpus = corpus
        self.a, self.b = a, b
        self.threshold = threshold
        self.least = least
        self.articles: Bools = corpus.finished[:, a] & corpus.finished[:, b]
        self.left = corpus.units_of(a, self.articles)
        self.right = corpus.units_of(b, self.articles)

    @cached_property
    def overlaps(self) -> Overlaps:
        """All overlapping pairs of the same category."""
        return overlaps(self.corpus, self.left, self.right)

    @cached_property
    def exact(self) -> Overlaps:
        """The pairs of equal category and extent."""
        return self.overlaps.where(self.overlaps.shared == self.overlaps.either)

    @cached_property
    def close(self) -> Overlaps:
        """The most pairs, one to one, whose IoU reaches the threshold."""
        return matching(self.corpus, self.overlaps.where(self.overlaps.iou >= self.threshold - ROUNDING), most_pairs=True)

    @cached_property
    def touching(self) -> Overlaps:
        """The most pairs, one to one, that share a character."""
        return matching(self.corpus, self.overlaps, most_pairs=True)

    @cached_property
    def best(self) -> Overlaps:
        """The matching used for attributes, links and statuses: greatest total IoU."""
        return matching(self.corpus, self.overlaps.where(self.overlaps.iou > self.least))

    def matched(self, mode: str) -> Overlaps:
        """Return the matching of this mode: best, exact, iou or overlap."""
        return {BEST: lambda: self.best, EXACT: lambda: self.exact, IOU: lambda: self.close, OVERLAP: lambda: self.touching}[mode]()

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
        crossed = matching(self.corpus, overlaps(self.corpus, left, right, same_category=False))
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
