"""Statements of two coders, aligned one to one, and where each two of them first part.

A statement is more than a marked place: who makes it, of what type, with which stances and how much speculation. Every statement
of either coder is counted once, at its first difference in the order of ``PARTS``; so the parts and what is the same add up to all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.agreement.alignment import Pair
from annotator.agreement.comparison import Comparison, Draft
from annotator.agreement.corpus import Floats
from annotator.agreement.links import ENTITY, LinkEnds, Links
from annotator.i18n import N_

SAME, FOUND, BOUNDARY, TYPE = "same", "found", "boundary", "type"
MAKER, STANCE, SPECULATION, LINK = "maker", "stance", "speculation", "link"
PARTS = (FOUND, BOUNDARY, TYPE, MAKER, STANCE, SPECULATION, LINK)
WORDS = {
    SAME: N_("all the same"),
    FOUND: N_("found by one only"),
    BOUNDARY: N_("boundary"),
    TYPE: N_("type"),
    MAKER: N_("maker"),
    STANCE: N_("stance"),
    SPECULATION: N_("speculation"),
    LINK: N_("link"),
}
NO_STATEMENT = N_("no statement by either coder")
PREFIX = "statement_"
LOOK_UP = 500
"""after so many statements the work asks whether it shall stop"""


@dataclass(frozen=True, slots=True)
class StatementSpec:
    """What a statement is in a codebook: its category, the attribute of its type, and the link types that lead to its parts.

    ``maker`` leads from who makes it. ``stance`` and ``speculation`` are (link type, category): links of this type between the
    statement and an annotation of this category; ``values`` are the attributes of these categories that are compared. ``holder``
    leads from who holds a stance. Every other link at a statement belongs to the part ``link``.
    """

    category: str
    type: str = ""
    maker: str = ""
    stance: tuple[str, str] = ("", "")
    speculation: tuple[str, str] = ("", "")
    holder: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that a coder says of a statement: a value of an attribute, or an end of a link (an entity's or annotation's id)."""

    of: str
    attribute: str
    value: Hashable


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of two coders (one of them None: found by the other only), where they first part, and all parts that differ."""

    pair: Pair
    left: int | None
    right: int | None
    part: str
    differing: tuple[str, ...] = ()
    said: tuple[tuple[Detail, ...], tuple[Detail, ...]] = ((), ())

    @property
    def article(self) -> int:
        """The number of its article."""
        unit = self.left if self.left is not None else self.right
        assert unit is not None  # one of the two there always is
        return int(self.pair.corpus.article[unit])


def statements(comparison: Comparison, links: Links, spec: StatementSpec) -> list[Statement]:
    """Return every statement of every pair of the coders once, made once a comparison."""
    kept = comparison.shared.statements
    if comparison.key not in kept:
        kept[comparison.key] = [one for pair in comparison.pairs for one in _of_pair(pair, links, spec)]
    return kept[comparison.key]


def statement_drafts(comparison: Comparison, measure: str, links: Links, spec: StatementSpec | None) -> Iterator[Draft]:
    """Yield the share of statements whose first difference is this part (``statement_same``: that differ in none)."""
    if spec is None:
        return
    part = measure.removeprefix(PREFIX)
    found = statements(comparison, links, spec)
    columns = columns_of(found, part, len(comparison.corpus.articles))
    yield Draft(
        measure, spec.category, spec.type if part == TYPE else "", comparison.reason(NO_STATEMENT), len(found), columns, _share,
        coverage=comparison.article_coverage, parameters={"order": list(PARTS), "ends": ENTITY},
        counts={
            "statements": len(found),
            "first": sum(one.part == part for one in found),
            "in_any_place": sum(part in one.differing for one in found),
        },
    )  # fmt: skip


def columns_of(found: Sequence[Statement], part: str, articles: int) -> Floats:
    """Return articles × (statements of this part, all statements)."""
    columns = np.zeros((articles, 2))
    for one in found:
        columns[one.article, 1] += 1
        columns[one.article, 0] += one.part == part
    return columns


def _share(sums: Floats) -> Floats:
    part, whole = sums.T
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)


def _of_pair(pair: Pair, links: Links, spec: StatementSpec) -> Iterator[Statement]:
    corpus = pair.corpus
    if spec.category not in corpus.categories:
        return
    mine = corpus.category == corpus.categories.index(spec.category)
    best = pair.best
    here = mine[best.left]
    said = _Said(pair, links, spec)
    answered = np.zeros(len(corpus.units), dtype=np.bool_)
    for number, (left, right) in enumerate(zip(best.left[here].tolist(), best.right[here].tolist(), strict=True)):
        if not number % LOOK_UP:
            pair.check()
        answered[left], answered[right] = True, True
        differing = tuple(part for part in PARTS[1:] if said.part(left, part) != said.part(right, part))
        part = differing[0] if differing else SAME
        yield Statement(pair, left, right, part, differing or (SAME,), (said.details(left, part), said.details(right, part)))
    for unit in np.flatnonzero(pair.left & mine & ~answered).tolist():
        yield Statement(pair, unit, None, FOUND, (FOUND,))
    for unit in np.flatnonzero(pair.right & mine & ~answered).tolist():
        yield Statement(pair, None, unit, FOUND, (FOUND,))


class _Said:
    """What two coders say of each statement, part by part, in a form in which equal things are equal for both."""

    def __init__(self, pair: Pair, links: Links, spec: StatementSpec) -> None:
        self._corpus, self._links, self._spec = pair.corpus, links, spec
        self._node = LinkEnds(links, pair, ENTITY).node
        self._makers: dict[int, list[int]] = defaultdict(list)
        self._holders: dict[int, list[int]] = defaultdict(list)
        self._marks: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._others: dict[int, list[tuple[str, str, int, Hashable]]] = defaultdict(list)
        place = pair.corpus.categories.index(spec.category)
        rows = np.flatnonzero(((links.coder == pair.a) | (links.coder == pair.b)) & pair.articles[links.article])
        ends = (links.kind[rows].tolist(), links.source[rows].tolist(), links.target[rows].tolist())
        category = pair.corpus.category.tolist()
        for row, kind, source, target in zip(rows.tolist(), *ends, strict=True):
            self._add(row, links.specs[kind].id, source, target, (category[source] == place, category[target] == place))

    def _add(self, row: int, link: str, source: int, target: int, stated: tuple[bool, bool]) -> None:
        spec = self._spec
        if link == spec.maker and stated[1]:
            self._makers[target].append(source)
            return
        if link == spec.holder:
            self._holders[target].append(source)
        if not any(stated):
            return
        for (own, other), is_statement, side in (((source, target), stated[0], "to"), ((target, source), stated[1], "from")):
            if not is_statement:
                continue
            kind = self._corpus.units[other].category
            part = STANCE if (link, kind) == spec.stance else SPECULATION if (link, kind) == spec.speculation else ""
            if part:
                self._marks[part, own].append(other)
            else:
                self._others[own].append((link, side, other, _plain(dict(self._links.links[row].values))))

    def part(self, unit: int, part: str) -> Hashable:
        """Return what is compared of a part of a statement."""
        if part == BOUNDARY:
            return self._corpus.extents[unit]
        if part == TYPE:
            return _plain(self._corpus.units[unit].values.get(self._spec.type)) if self._spec.type else None
        if part == MAKER:
            return self._nodes(self._makers.get(unit, ()))
        if part == LINK:
            return frozenset((link, side, int(self._node[end]), values) for link, side, end, values in self._others.get(unit, ()))
        counted = Counter((self._values(mark), self._nodes(self._holders.get(mark, ()))) for mark in self._marks.get((part, unit), ()))
        return frozenset(counted.items())

    def _nodes(self, units: Sequence[int]) -> frozenset[int]:
        return frozenset(int(self._node[unit]) for unit in units)

    def _values(self, unit: int) -> tuple[Hashable, ...]:
        found = self._corpus.units[unit]
        return tuple(_plain(found.values.get(name)) for name in self._spec.values.get(found.category, ()))

    def details(self, unit: int, part: str) -> tuple[Detail, ...]:
        """Return what a coder says in this part, to be read: values as the codebook names them, ends by their ids."""
        spec, units = self._spec, self._corpus.units
        if part == TYPE:
            return (Detail(spec.category, spec.type, _plain(units[unit].values.get(spec.type))),)
        if part == MAKER:
            return tuple(Detail(spec.maker, "", self._named(end)) for end in self._makers.get(unit, ()))
        if part == LINK:
            return tuple(Detail(link, "", self._named(end)) for link, _side, end, _values in self._others.get(unit, ()))
        found = []
        for mark in self._marks.get((part, unit), ()):
            category = units[mark].category
            names = spec.values.get(category, ())
            found += [Detail(category, name, value) for name, value in zip(names, self._values(mark), strict=True)]
            found += [Detail(spec.holder, "", self._named(end)) for end in self._holders.get(mark, ())]
        return tuple(found)

    def _named(self, unit: int) -> str:
        found = self._corpus.units[unit]
        return found.entity or found.id


def _plain(value: object) -> Hashable:
    """Return a value as it can be compared and counted: lists as sets, objects as pairs."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), repr(_plain(one))) for key, one in value.items()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return frozenset(_plain(one) for one in value)
    return None if value == "" else value

