"""F1 and its neighbours as counts by article: added over articles, then divided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from annotator.agreement.alignment import BEST, EXACT, IOU, OVERLAP, ROUNDING, Overlaps, Pair
from annotator.agreement.corpus import Bools, Floats
from annotator.agreement.unitizing import Layers

CHARACTERS, SOFT, TOKENS = "char", "soft", "token"
MODES = (EXACT, IOU, OVERLAP, SOFT, CHARACTERS, TOKENS)


def f1_columns(pair: Pair, layers: Layers, mode: str) -> Floats:
    """Return articles × (2 TP, n_A + n_B of every category in turn); articles that one did not finish are 0."""
    pair.check()
    corpus = pair.corpus
    if mode == CHARACTERS:
        kept = np.where(pair.articles, 1, 0)
        agreed = 2 * layers.shared(pair.a, pair.b) * kept
        total = (layers.marked[pair.a] + layers.marked[pair.b]) * kept
    elif mode == TOKENS:
        marked = []
        for coder in (pair.a, pair.b):
            marked.append(layers.words_marked(coder))
            pair.check()
        one, other = marked
        kept = np.where(pair.articles, 1, 0)
        agreed = 2 * layers.words_per_cell(np.intersect1d(one, other, assume_unique=True)) * kept
        total = (layers.words_per_cell(one) + layers.words_per_cell(other)) * kept
    else:
        found = pair.matched(BEST if mode == SOFT else mode)
        agreed = 2 * per_cell(pair, found, found.iou if mode == SOFT else None)
        both = pair.left | pair.right
        total = corpus.per_cell(corpus.article[both], corpus.category[both])
    columns = np.empty((len(corpus.articles), 2 * len(corpus.categories)))
    columns[:, 0::2], columns[:, 1::2] = agreed.T, total.T
    return columns


def f1(sums: Floats) -> Floats:
    """Return 2 TP/(n_A + n_B) of rows (2 TP, n_A + n_B of one or more categories); NaN where nobody marked anything."""
    agreed, total = sums[:, 0::2].sum(axis=1), sums[:, 1::2].sum(axis=1)
    return np.where(total > 0, agreed / np.where(total > 0, total, 1), np.nan)


def mean_f1(sums: Floats, width: int) -> Floats:
    """Return the mean over pairs of coders of rows that hold ``width`` columns a pair; pairs without a span do not enter."""
    values = np.stack([f1(sums[:, start : start + width]) for start in range(0, sums.shape[1], width)], axis=1)
    defined = np.isfinite(values).sum(axis=1)
    return np.where(defined > 0, np.nansum(values, axis=1) / np.maximum(defined, 1), np.nan)


def per_cell(pair: Pair, found: Overlaps, weight: Floats | None = None) -> Floats:
    """Return sums of matched pairs by category (of the left unit) and article."""
    return pair.corpus.per_cell(pair.corpus.article[found.left], pair.corpus.category[found.left], weight)


def segment_columns(pair: Pair, threshold: float) -> Floats:
    """Return articles × (segments that agree, segments of both) of every category: MAXQDA's percent.

    A segment agrees if the other coder has one of the same code whose IoU reaches the threshold; several may answer one.
    """
    corpus = pair.corpus
    close = pair.overlaps.where(pair.overlaps.iou >= threshold - ROUNDING)
    agreeing: Bools = np.zeros(len(corpus.units), dtype=np.bool_)
    agreeing[close.left], agreeing[close.right] = True, True
    both = pair.left | pair.right
    columns = np.empty((len(corpus.articles), 2 * len(corpus.categories)))
    columns[:, 0::2] = corpus.per_cell(corpus.article[agreeing], corpus.category[agreeing]).T
    columns[:, 1::2] = corpus.per_cell(corpus.article[both], corpus.category[both]).T
    return columns


def boundary_columns(pair: Pair) -> Floats:
    """Return articles × (edits, near misses, common boundaries) of every category: Fournier's boundary similarity."""
    corpus = pair.corpus
    cells = len(corpus.articles) * len(corpus.categories)
    room = int(corpus.lengths.max(initial=0)) + 3
    bases = np.concatenate([[0], np.cumsum(corpus.lengths + 1)])
    sides = []
    for chosen in (pair.left, pair.right):
        rows = np.flatnonzero(chosen[corpus.fragment_unit]) if len(corpus.fragment_unit) else corpus.fragment_unit
        unit = corpus.fragment_unit[rows]
        cell = (corpus.article[unit] * len(corpus.categories) + corpus.category[unit]) * room + 1 - bases[corpus.article[unit]]
        sides.append(np.unique(np.concatenate([cell + corpus.fragment_start[rows], cell + corpus.fragment_end[rows]])))
    one, other = sides
    common = np.intersect1d(one, other, assume_unique=True)
    left, right = (np.setdiff1d(side, common, assume_unique=True) for side in sides)
    near = np.array(_near_misses(left[np.isin(left - 1, right) | np.isin(left + 1, right)].tolist(), set(right.tolist())), dtype=np.int64)
    misses, shared = (np.bincount(places // room, minlength=cells) for places in (near, common))
    alone = np.bincount(left // room, minlength=cells) + np.bincount(right // room, minlength=cells)
    columns = np.stack([alone - 2 * misses, misses, shared], axis=1).astype(np.float64)
    return columns.reshape(len(corpus.articles), 3 * len(corpus.categories))


def _near_misses(left: Sequence[int], right: set[int]) -> list[int]:
    """Return the boundaries on the left, in order, that meet one on the right a position away, each used once."""
    near = []
    for place in left:
        for neighbour in (place - 1, place + 1):
            if neighbour in right:
                right.discard(neighbour)
                near.append(place)
                break
    return near


def boundary_counts(one: Iterable[int], other: Iterable[int]) -> tuple[int, int, int]:
    """Return (edits, near misses of one position, common boundaries) of two sets of boundaries (Fournier 2013, n_t = 2)."""
    first, second = set(one), set(other)
    common = first & second
    near = len(_near_misses(sorted(first - common), second - common))
    return len(first) + len(second) - 2 * len(common) - 2 * near, near, len(common)


def boundary_similarity(sums: Floats) -> Floats:
    """Return 1 - (A + T/2)/(A + T + M) of rows (A, T, M of one or more categories); 1 where there is no boundary."""
    edits, near, common = (sums[:, part::3].sum(axis=1) for part in range(3))
    total = edits + near + common
    return np.where(total > 0, 1 - (edits + near / 2) / np.where(total > 0, total, 1), 1.0)


def boundaries_of_masses(masses: Sequence[int]) -> set[int]:
    """Return the inner boundaries of a text cut into segments of these lengths."""
    return set(np.cumsum(list(masses))[:-1].tolist())
