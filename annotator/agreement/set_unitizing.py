"""u over sets of categories: where coders may give one character several categories, a stretch has the set of them as its value.

Krippendorff, K., Mathet, Y., Bouvry, S. and Widlöcher, A. (2016), with the set distance 1 - J·M (Passonneau 2006) in place of
"equal or not". What the same units of a coder cover is one unit here, wherever it lies: units that do not overlap stay the units
they are, so that without overlaps this is u over all categories. A gap has the empty set and no structure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.alignment import crossing
from annotator.agreement.corpus import Corpus, Floats, Ints
from annotator.agreement.krippendorff import distance
from annotator.agreement.unitizing import Layers, Pieces
from annotator.progress import never_stops

Labels = frozenset[int]
NOTHING: Labels = frozenset()


@dataclass(frozen=True, slots=True)
class Stretches:
    """One coder's disjoint stretches of one set of categories each, sorted by place; ``squares`` are q by article, gaps aside."""

    start: Ints
    end: Ints
    article: Ints
    label: Ints
    squares: Floats


@dataclass(frozen=True, slots=True)
class SetStatistics:
    """Articles × (l.., sum of l d², sum of q with the gap's, then l of every set, the empty one first); ``squared`` is d² of the sets.

    ``equal`` are the characters, counted as in l.., that both coders gave the same set.
    """

    columns: Floats
    squared: Floats
    equal: float

    def values(self, sums: Floats) -> Floats:
        """Return u of every row of summed columns, NaN where it is undefined."""
        whole, observed, squares, marked = sums[:, 0], sums[:, 1], sums[:, 2], sums[:, 3:]
        with np.errstate(divide="ignore", invalid="ignore"):
            expected = whole / (whole**2 - squares) * ((marked @ self.squared) * marked).sum(axis=1)
            usable = np.isfinite(expected) & (expected > 1e-12 * whole)
            found: Floats = np.where(usable, 1 - observed / np.where(usable, expected, 1), np.nan)
        return found


def set_statistics(corpus: Corpus, layers: Layers, group: Sequence[int], check: Callable[[], None] = never_stops) -> SetStatistics:
    """Return the statistics by article of these coders; an article that fewer than two of them finished adds nothing.

    ``check`` is asked coder by coder whether the work shall stop (it raises then).
    """
    numbers: dict[Labels, int] = {NOTHING: 0}
    own = {}
    for coder in group:
        check()
        own[coder] = _stretches(corpus, layers.pieces[coder], numbers)
    squared = distance("masi", list(numbers)).matrix
    articles = len(corpus.articles)
    finished = corpus.finished[:, list(group)]
    m = finished.sum(axis=1)
    used = m >= 2
    weight = np.where(used, 1 / np.maximum(m - 1, 1), 0)
    columns = np.zeros((articles, 3 + len(numbers)))
    columns[:, 0] = np.where(used, m * corpus.lengths, 0)
    apart = 0.0
    for place, coder in enumerate(group):
        mine, one = used & finished[:, place], own[coder]
        cells = np.bincount(one.article * len(numbers) + one.label, weights=one.end - one.start, minlength=articles * len(numbers))
        columns[:, 3:] += np.where(mine[:, None], cells.reshape(articles, len(numbers)), 0)
        columns[:, 2] += np.where(mine, one.squares, 0)
        check()
        for other_place, other in enumerate(group[place + 1 :], start=place + 1):
            both = np.where(finished[:, place] & finished[:, other_place], 2 * weight, 0)
            differing, unequal = _differing(corpus, one, own[other], squared)
            columns[:, 1] += differing * both
            apart += float((unequal * both).sum())
    columns[:, 3] = columns[:, 0] - columns[:, 4:].sum(axis=1)
    columns[:, 2] += columns[:, 3]
    return SetStatistics(columns, squared, float(columns[:, 0].sum()) - apart)


def _stretches(corpus: Corpus, pieces: Pieces, numbers: dict[Labels, int]) -> Stretches:
    """Return a coder's stretches; sets not met before get the next number."""
    events: list[tuple[int, bool, int]] = []
    for start, end, owner in zip(pieces.start.tolist(), pieces.end.tolist(), pieces.owner.tolist(), strict=True):
        events += [(start, True, owner), (end, False, owner)]
    events.sort()
    categories, articles = pieces.owner_category.tolist(), pieces.owner_article.tolist()
    rows: list[tuple[int, int, int, int]] = []
    lengths: dict[frozenset[int], int] = defaultdict(int)
    here: set[int] = set()
    since = 0
    for place, opens, owner in events:
        if here and place > since:
            owners = frozenset(here)
            label = numbers.setdefault(frozenset(categories[one] for one in owners), len(numbers))
            rows.append((since, place, articles[owner if owner in owners else next(iter(owners))], label))
            lengths[owners] += place - since
        since = place
        (here.add if opens else here.discard)(owner)
    squares = np.zeros(len(corpus.articles))
    for owners, length in lengths.items():
        squares[articles[next(iter(owners))]] += length**2
    start_, end_, article, label_ = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Stretches(start_, end_, article, label_, squares)


def _differing(corpus: Corpus, one: Stretches, other: Stretches, squared: Floats) -> tuple[Floats, Floats]:
    """Return by article the characters that two coders gave different sets, weighted by d² and counted."""
    articles = len(corpus.articles)
    a, b, shared = crossing(one.start, one.end, other.start, other.end)
    inside = np.bincount(one.article[a], weights=shared, minlength=articles)
    alone = sum(np.bincount(side.article, weights=side.end - side.start, minlength=articles) - inside for side in (one, other))
    d2 = squared[one.label[a], other.label[b]]
    unequal = (one.label[a] != other.label[b]).astype(np.float64)
    # A set and the empty one share nothing: their distance is 1.
    return (
        np.bincount(one.article[a], weights=shared * d2, minlength=articles) + alone,
        np.bincount(one.article[a], weights=shared * unequal, minlength=articles) + alone,
    )
