"""Krippendorff's older unitizing alpha (1995, expected disagreement as corrected in 2004), for comparison with old studies.

Krippendorff, K. (1995). On the reliability of unitizing continuous data. Sociological Methodology 25; (2004) Quality & Quantity 38.
Complete designs only. Touching units stay separate; nothing crosses an article's border.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.agreement.bootstrap import Finish
from annotator.agreement.corpus import Corpus, Floats
from annotator.agreement.record import INCOMPLETE, NO_SPAN, NO_TEXT, NO_VARIATION, OWN_OVERLAPS
from annotator.progress import never_stops

Section = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class AlphaU:
    """D_o and D_e of every category, alpha of each (None without variation) and over all; ``reason`` if there is none.

    A category in which units of one coder overlap is in none of them: the method has no place for it.
    """

    value: float | None
    observed: dict[str, float]
    expected: dict[str, float]
    per_category: dict[str, float | None]
    reason: str = ""


def section_difference(one: Section, other: Section) -> float:
    """Return delta² of two sections (begin, length, whether a unit); Krippendorff 2004, text to figure 2."""
    (b1, l1, unit1), (b2, l2, unit2) = one, other
    if unit1 and unit2:
        return float((b1 - b2) ** 2 + (b1 + l1 - b2 - l2) ** 2) if b1 < b2 + l2 and b2 < b1 + l1 else 0.0
    if unit1 and not unit2 and b2 <= b1 and b1 + l1 <= b2 + l2:
        return float(l1**2)
    if unit2 and not unit1 and b1 <= b2 and b2 + l2 <= b1 + l1:
        return float(l2**2)
    return 0.0


@dataclass(frozen=True, slots=True)
class Layer:
    """One category as alpha_U sees it: what coders differ in by article; its units and the room that gaps have for them.

    ``sizes`` are the lengths of units that occur; ``units`` says how many units of each an article has, ``room`` in how many ways one
    lies inside a gap of the article, both articles × sizes.
    """

    differing: Floats
    sizes: Floats
    units: Floats
    room: Floats
    coders: int

    def observed(self, times: Floats, length: Floats) -> Floats:
        """Return D_o of every row of ``times``, how often each article is there; ``length`` of all of them in each row."""
        found: Floats = (times @ self.differing) * 2 / (self.coders * (self.coders - 1) * length**2)
        return found

    def expected(self, times: Floats, length: Floats) -> Floats:
        """Return D_e of 2004: a unit against all units of the category, and inside all gaps long enough."""
        sizes, units = self.sizes, times @ self.units
        against = (units.sum(axis=1) - 1) / 3 * (units @ (2 * sizes**3 - 3 * sizes**2 + sizes))
        inside = (units * sizes**2 * (times @ self.room)).sum(axis=1)
        pairs = self.coders * length * (self.coders * length - 1) - units @ (sizes * (sizes - 1))
        found: Floats = np.where((pairs > 0) & (units.sum(axis=1) > 0), 2 / length * (against + inside) / np.where(pairs > 0, pairs, 1), 0)
        return found


def alpha_u_layers(corpus: Corpus, group: Sequence[int], check: Callable[[], None] = never_stops) -> tuple[dict[str, Layer], str]:
    """Return the layers of all categories in which no coder's units overlap; or why there is none at all.

    ``check`` is asked again and again whether the work shall stop (it raises then).
    """
    if not corpus.finished[:, list(group)].all():
        return {}, INCOMPLETE
    if not corpus.lengths.sum():
        return {}, NO_TEXT
    found = {}
    for number, name in enumerate(corpus.categories):
        sections = [_units(corpus, coder, number) for coder in group]
        if not any(_overlapping(own) for by_article in sections for own in by_article):
            found[name] = _layer(corpus, sections, check)
    return found, ""


def alpha_u_columns(corpus: Corpus, layers: Sequence[Layer]) -> Floats:
    """Return articles × (length, what coders differ in, units and their lengths of every layer, then one column an article).

    The expected disagreement multiplies units of one article with gaps of another, so it is no sum over articles: the last columns,
    added up, say how often each article is there.
    """
    articles = len(corpus.articles)
    parts: list[Floats] = [corpus.lengths.astype(np.float64)]
    for layer in layers:
        parts += [layer.differing, layer.units.sum(axis=1), layer.units @ layer.sizes]
    return np.hstack([np.stack(parts, axis=1), np.eye(articles)])


def alpha_u_finish(layers: Sequence[Layer]) -> Finish:
    """Return what makes alpha_U of these layers together from summed ``alpha_u_columns``."""
    first = 1 + 3 * len(layers)

    def finish(sums: Floats) -> Floats:
        length, times = np.maximum(sums[:, 0], 1), sums[:, first:]
        observed = np.sum([layer.observed(times, length) for layer in layers], axis=0)
        expected = np.sum([layer.expected(times, length) for layer in layers], axis=0)
        usable = (sums[:, 0] > 0) & (expected > 0)
        found: Floats = np.where(usable, 1 - observed / np.where(usable, expected, 1), np.nan)
        return found

    return finish


def alpha_u(corpus: Corpus, group: Sequence[int]) -> AlphaU:
    """Return alpha_U per category and overall; every coder of the group must have finished every article."""
    layers, reason = alpha_u_layers(corpus, group)
    if reason:
        return AlphaU(None, {}, {}, {}, reason)
    once, length = np.ones((1, len(corpus.articles))), corpus.lengths.sum(keepdims=True).astype(np.float64)
    observed = {name: float(layer.observed(once, length)[0]) for name, layer in layers.items()}
    expected = {name: float(layer.expected(once, length)[0]) for name, layer in layers.items()}
    per_category = {name: 1 - observed[name] / expected[name] if expected[name] > 0 else None for name in observed}
    if len(layers) < len(corpus.categories):
        return AlphaU(None, observed, expected, per_category, OWN_OVERLAPS)
    chance = sum(expected.values())
    if chance <= 0:
        return AlphaU(None, observed, expected, per_category, NO_VARIATION if len(corpus.units) else NO_SPAN)
    return AlphaU(1 - sum(observed.values()) / chance, observed, expected, per_category)


def _layer(corpus: Corpus, sections: Sequence[list[list[tuple[int, int]]]], check: Callable[[], None]) -> Layer:
    """Return the layer of these sections: coder by coder, article by article."""
    differing = np.zeros(len(corpus.articles))
    for place, first in enumerate(sections):
        for second in sections[place + 1 :]:
            check()
            differing += [_difference(one, other) for one, other in zip(first, second, strict=True)]
    parts = [(end - start, number) for own in sections for number, part in enumerate(own) for start, end in part]
    length, article = np.array(parts, dtype=np.int64).reshape(-1, 2).T
    sizes, size = np.unique(length, return_inverse=True)
    units, room = np.zeros((len(differing), len(sizes))), np.zeros((len(differing), len(sizes)))
    np.add.at(units, (article, size), 1)
    for number, whole in enumerate(corpus.lengths.tolist()):
        gaps = np.array([gap for own in sections for gap in _gaps(own[number], whole)], dtype=np.int64)
        room[number] = np.maximum(gaps[:, None] - sizes[None, :] + 1, 0).sum(axis=0)
    return Layer(differing, sizes.astype(np.float64), units, room, len(sections))


def _units(corpus: Corpus, coder: int, category: int) -> list[list[tuple[int, int]]]:
    """Return the sections (start, end) of this coder and category, article by article; a fragment is a section."""
    result: list[list[tuple[int, int]]] = [[] for _ in corpus.articles]
    for unit in np.flatnonzero((corpus.coder == coder) & (corpus.category == category)).tolist():
        result[int(corpus.article[unit])].extend(corpus.extents[unit])
    return [sorted(own) for own in result]


def _overlapping(own: Sequence[tuple[int, int]]) -> bool:
    return any(right[0] < left[1] for left, right in pairwise(own))


def _difference(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> float:
    """Return the sum of delta² of two coders' sections of one article: units that meet, units inside the other's gap."""
    total = 0.0
    met_a, met_b = set(), set()
    begin = 0
    for a, (start, end) in enumerate(one):
        while begin < len(other) and other[begin][1] <= start:
            begin += 1
        for b in range(begin, len(other)):
            if other[b][0] >= end:
                break
            met_a.add(a)
            met_b.add(b)
            total += (start - other[b][0]) ** 2 + (end - other[b][1]) ** 2
    for own, met in ((one, met_a), (other, met_b)):
        total += sum((end - start) ** 2 for number, (start, end) in enumerate(own) if number not in met)
    return total


def _gaps(own: Sequence[tuple[int, int]], whole: int) -> list[int]:
    borders = [0, *(place for section in own for place in section), whole]
    return [end - start for start, end in zip(borders[::2], borders[1::2], strict=True) if end > start]
