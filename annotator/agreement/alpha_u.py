"""Krippendorff's older unitizing alpha (1995, expected disagreement as corrected in 2004), for comparison with old studies.

Krippendorff, K. (1995). On the reliability of unitizing continuous data. Sociological Methodology 25; (2004) Quality & Quantity 38.
Complete designs only. Touching units stay separate; nothing crosses an article's border.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.agreement.corpus import Corpus
from annotator.agreement.record import INCOMPLETE, NO_SPAN, NO_TEXT, NO_VARIATION, OWN_OVERLAPS

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


def alpha_u(corpus: Corpus, group: Sequence[int]) -> AlphaU:
    """Return alpha_U per category and overall; every coder of the group must have finished every article."""
    if not corpus.finished[:, list(group)].all():
        return AlphaU(None, {}, {}, {}, INCOMPLETE)
    length, m = int(corpus.lengths.sum()), len(group)
    if not length:
        return AlphaU(None, {}, {}, {}, NO_TEXT)
    observed, expected = {}, {}
    overlapping = []
    for number, name in enumerate(corpus.categories):
        sections = [_units(corpus, coder, number) for coder in group]
        if any(_overlapping(own) for by_article in sections for own in by_article):
            overlapping.append(name)
            continue
        observed[name] = (
            sum(
                _difference(one, other)
                for place, first in enumerate(sections)
                for second in sections[place + 1 :]
                for one, other in zip(first, second, strict=True)
            )
            * 2
            / (m * (m - 1) * length**2)
        )
        expected[name] = _expected(corpus, sections, m, length)
    per_category = {name: 1 - observed[name] / expected[name] if expected[name] > 0 else None for name in observed}
    if overlapping:
        return AlphaU(None, observed, expected, per_category, OWN_OVERLAPS)
    chance = sum(expected.values())
    if chance <= 0:
        return AlphaU(None, observed, expected, per_category, NO_VARIATION if len(corpus.units) else NO_SPAN)
    return AlphaU(1 - sum(observed.values()) / chance, observed, expected, per_category)


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


def _expected(corpus: Corpus, sections: Sequence[list[list[tuple[int, int]]]], m: int, length: int) -> float:
    """Return D_e of 2004: a unit against all units of the category, and inside all gaps long enough."""
    sizes = np.array([end - start for own in sections for part in own for start, end in part], dtype=np.float64)
    if not len(sizes):
        return 0.0
    gaps = np.sort(
        np.array(
            [gap for own in sections for part, whole in zip(own, corpus.lengths.tolist(), strict=True) for gap in _gaps(part, whole)],
            dtype=np.float64,
        )
    )
    after = np.concatenate([np.cumsum(gaps[::-1])[::-1], [0.0]])
    first = np.searchsorted(gaps, sizes, side="left")
    room = after[first] - (len(gaps) - first) * (sizes - 1)
    against_units = (len(sizes) - 1) / 3 * (2 * sizes**3 - 3 * sizes**2 + sizes)
    total = 2 / length * float((against_units + sizes**2 * room).sum())
    pairs = m * length * (m * length - 1) - float((sizes * (sizes - 1)).sum())
    return total / pairs if pairs > 0 else 0.0


def _gaps(own: Sequence[tuple[int, int]], whole: int) -> list[int]:
    borders = [0, *(place for section in own for place in section), whole]
    return [end - start for start, end in zip(borders[::2], borders[1::2], strict=True) if end > start]
