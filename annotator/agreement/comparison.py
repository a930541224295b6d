"""A group of coders compared, and what a measure hands over to become a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from annotator.agreement.alignment import Pair
from annotator.agreement.bootstrap import Finish
from annotator.agreement.corpus import Bools, Corpus, Floats, Ints
from annotator.agreement.gamma import Gamma
from annotator.agreement.record import NO_ARTICLE_OF_TWO, NO_COMMON_ARTICLE
from annotator.agreement.unitizing import Layers
from annotator.progress import Progress

if TYPE_CHECKING:
    from annotator.agreement.statements import Statement


@dataclass(frozen=True, slots=True)
class Draft:
    """A measure before its interval: statistics by article and how to divide them, or a value (None: see the reason).

    ``columns`` are articles × anything; ``finish`` turns summed rows into values, NaN where undefined.
    """

    measure: str
    category: str
    attribute: str
    reason: str
    n: int
    columns: Floats | None = None
    finish: Finish | None = None
    value: float | None = None
    coverage: float | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matched:
    """The units of one category that answer one another, pair of coders after pair of coders.

    ``weight`` is 1/(m - 1), m of the compared coders having finished the article; ``alone`` are the units of the first and of the
    second of a pair without an answer, ``units`` all units, each as often as its coder is in a pair.
    """

    left: Ints
    right: Ints
    article: Ints
    weight: Floats
    alone: tuple[int, int]
    units: int


class Shared:
    """What all groups of one report share: columns, unitizing layers and the pairs of coders, each made once."""

    def __init__(self, corpus: Corpus, threshold: float, progress: Progress | None = None) -> None:
        self.corpus = corpus
        self.progress = progress or Progress()
        self.gammas: dict[tuple[int, ...], tuple[dict[int, Gamma], int]] = {}
        self.statements: dict[tuple[int, ...], list[Statement]] = {}
        self.layers = Layers(corpus, self.progress.check)
        self.threshold = threshold
        self._pairs: dict[tuple[int, int], Pair] = {}

    def pair(self, a: int, b: int) -> Pair:
        """Return the two coders compared."""
        if (a, b) not in self._pairs:
            self._pairs[a, b] = Pair(self.corpus, a, b, threshold=self.threshold, check=self.progress.check)
        return self._pairs[a, b]


class Comparison:
    """Two or more coders over the articles that two or more of them finished (for a pair: that both did).

    ``focus`` compares one of them with each of the others, and not the others among themselves.
    """

    def __init__(self, shared: Shared, group: Sequence[int], focus: int | None = None) -> None:
        self.shared = shared
        self.corpus = shared.corpus
        self.layers = shared.layers
        self.group = tuple(group)
        self.focus = focus
        finished = self.corpus.finished[:, list(group)]
        self.finishers: Ints = finished.sum(axis=1)
        self.used: Bools = self.finishers >= 2
        chosen = list(combinations(self.group, 2))
        if focus is not None:
            self.used = self.used & self.corpus.finished[:, focus]
            chosen = [pair for pair in chosen if focus in pair]
        self.pairs = [shared.pair(a, b) for a, b in chosen]
        self._units: dict[int | None, dict[str, int]] = {}
        self._matched: dict[int, Matched] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The coders' names."""
        return tuple(self.corpus.coders[coder] for coder in self.group)

    @property
    def key(self) -> tuple[int, ...]:
        """What tells this comparison from others of the same corpus."""
        return self.group if self.focus is None else (*self.group, -1, self.focus)

    @cached_property
    def layer_columns(self) -> Floats:
        """The unitizing statistics by article (see ``Layers.columns``), added over the pairs where one coder is in focus."""
        if self.focus is None:
            return self.layers.columns(self.group)
        added: Floats = np.sum([self.layers.columns((pair.a, pair.b)) for pair in self.pairs], axis=0)
        return added

    def counted(self, of: Counter[tuple[int, str]]) -> int:
        """Return how many of these, counted by article and coder, are of the compared coders in the articles that enter."""
        return sum(times for (article, coder), times in of.items() if coder in self.names and self.used[article])

    @property
    def is_pair(self) -> bool:
        """Whether two coders are compared."""
        return len(self.group) == 2

    @property
    def n_articles(self) -> int:
        """The number of articles that enter."""
        return int(self.used.sum())

    @property
    def article_coverage(self) -> float | None:
        """The share of articles that enter among those that any of the coders finished."""
        any_of_them = int((self.finishers > 0).sum())
        return self.n_articles / any_of_them if any_of_them else None

    @property
    def nothing(self) -> str:
        """The reason when no article enters."""
        return NO_COMMON_ARTICLE if self.is_pair else NO_ARTICLE_OF_TWO

    def reason(self, otherwise: str) -> str:
        """Return why a value would be undefined: no article, or this."""
        return otherwise if self.n_articles else self.nothing

    def weight(self, articles: Ints) -> Floats:
        """Return 1/(m - 1) of these articles, m of the compared coders having finished each."""
        result: Floats = 1 / np.maximum(self.finishers[articles] - 1, 1)
        return result

    def matched(self, category: int) -> Matched:
        """Return which units of this category answer one another."""
        if category not in self._matched:
            self._matched[category] = self._matched_units(category)
        return self._matched[category]

    def _matched_units(self, category: int) -> Matched:
        of_it = self.corpus.category == category
        nothing = np.zeros(0, dtype=np.int64)
        left, right, alone, units = [nothing], [nothing], [0, 0], 0
        for pair in self.pairs:
            here = of_it[pair.best.left]
            left.append(pair.best.left[here])
            right.append(pair.best.right[here])
            mine, theirs = (int((side & of_it).sum()) for side in (pair.left, pair.right))
            alone[0] += mine - len(left[-1])
            alone[1] += theirs - len(left[-1])
            units += mine + theirs
        article = self.corpus.article[np.concatenate(left)]
        return Matched(np.concatenate(left), np.concatenate(right), article, self.weight(article), (alone[0], alone[1]), units)

    def units_per_coder(self, category: int | None = None) -> dict[str, int]:
        """Return how many units each coder has in the articles that enter."""
        if category not in self._units:
            result = {}
            for coder in self.group:
                mine = self.corpus.units_of(coder, self.used)
                if category is not None:
                    mine = mine & (self.corpus.category == category)
                result[self.corpus.coders[coder]] = int(mine.sum())
            self._units[category] = result
        return dict(self._units[category])

    def categories(self) -> Iterator[tuple[int, str]]:
        """Yield number and id of every category."""
        yield from enumerate(self.corpus.categories)
