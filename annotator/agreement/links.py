"""Links compared through the matching of their ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.alignment import Pair
from annotator.agreement.corpus import Bools, Corpus, Floats, Ints
from annotator.agreement.units import LinkSpec, LinkUnit
from annotator.progress import never_stops

MENTION, ENTITY = "mention", "entity"
STRICT, CONDITIONAL = "strict", "conditional"
LEVELS = (MENTION, ENTITY)
MODES = (STRICT, CONDITIONAL)
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a corpus in columns: article, coder, number of the link type, units at both ends.

    Links of coders who did not finish, of other types, or with an end that is not in coded text are not here.
    ``entity`` numbers the entity of every unit, -1 without one; ``entities`` are their ids.
    """

    corpus: Corpus
    specs: tuple[LinkSpec, ...]
    links: tuple[LinkUnit, ...]
    article: Ints
    coder: Ints
    kind: Ints
    source: Ints
    target: Ints
    entity: Ints
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundLinks:
    """Every link of two coders once: rows of ``Links`` for A and B (-1: not found by this one), article, type, and
    whether both ends have an answer by the other coder.
    """

    a: Ints
    b: Ints
    article: Ints
    kind: Ints
    comparable: Bools

    def columns(self, articles: int, kinds: int, mode: str) -> Floats:
        """Return articles × (2 TP, n_A + n_B of every link type in turn)."""
        used = self.comparable if mode == CONDITIONAL else np.ones(len(self.a), dtype=np.bool_)
        cell = self.article[used] * kinds + self.kind[used]
        there = (self.a[used] != NOBODY).astype(np.int64) + (self.b[used] != NOBODY)
        columns = np.empty((articles, 2 * kinds))
        columns[:, 0::2] = 2 * np.bincount(cell[there == 2], minlength=articles * kinds).reshape(articles, kinds)
        columns[:, 1::2] = np.bincount(cell, weights=there, minlength=articles * kinds).reshape(articles, kinds)
        return columns


class LinkEnds:
    """What stands for a unit when ends of links are compared, for one pair of coders and one level.

    At mention level an end is its matched pair. At entity level it is its entity, so two mentions of one entity are the
    same end; a unit without an entity stands for its matched pair there too.
    """

    def __init__(self, links: Links, pair: Pair, level: str) -> None:
        corpus, best = pair.corpus, pair.best
        units = len(corpus.units)
        self.node: Ints = np.arange(units) + len(links.entities)
        self.node[best.right] = best.left + len(links.entities)
        self.answered: Bools = np.zeros(units, dtype=np.bool_)
        self.answered[best.left], self.answered[best.right] = True, True
        self.size = units + len(links.entities)
        if level == ENTITY:
            named = links.entity >= 0
            self.node[named] = links.entity[named]
            place = corpus.article * max(len(links.entities), 1) + links.entity
            for own, other in ((pair.left & named, pair.right & named), (pair.right & named, pair.left & named)):
                self.answered[own] = np.isin(place[own], place[other])


def links_of(corpus: Corpus, specs: Sequence[LinkSpec], check: Callable[[], None] = never_stops) -> Links:
    """Return the links of these types in columns; ``check`` is called for each article and may raise."""
    kind_of = {spec.id: number for number, spec in enumerate(specs)}
    rows, kept = [], []
    for article, codings in enumerate(corpus.articles):
        check()
        for link in codings.links:
            coder = corpus.coder_number(link.coder)
            source = corpus.numbers.get(article, coder, link.from_id)
            target = corpus.numbers.get(article, coder, link.to_id)
            if link.link in kind_of and source is not None and target is not None:
                rows.append((article, coder, kind_of[link.link], source, target))
                kept.append(link)
    table = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    entity, names = _entities(corpus)
    return Links(corpus, tuple(specs), tuple(kept), table[0], table[1], table[2], table[3], table[4], entity, names)


def _entities(corpus: Corpus) -> tuple[Ints, tuple[str, ...]]:
    """Return the number of every unit's entity, -1 without one, and the entities in the order in which they first occur."""
    table, rows = corpus.units.table, corpus.units.rows
    own = table.entity[rows]
    known, first = np.unique(own[own >= 0], return_index=True)
    order = np.argsort(first, kind="stable")
    number = np.full(len(table.entities) + 1, -1, dtype=np.int64)  # the last one is that of no entity
    number[known[order]] = np.arange(len(known))
    return number[own], tuple(table.entities[place] for place in known[order].tolist())


def found_links(links: Links, pair: Pair, level: str = MENTION) -> FoundLinks:
    """Return every link of both coders once, those that both made joined; a link made twice by one coder counts once."""
    ends = LinkEnds(links, pair, level)
    source, target = ends.node[links.source], ends.node[links.target]
    undirected = np.array([not spec.directed for spec in links.specs], dtype=np.bool_)[links.kind]
    low, high = np.minimum(source, target), np.maximum(source, target)
    source, target = np.where(undirected, low, source), np.where(undirected, high, target)
    key = ((links.article * max(len(links.specs), 1) + links.kind) * ends.size + source) * ends.size + target
    sides = []
    for coder in (pair.a, pair.b):
        rows = np.flatnonzero((links.coder == coder) & pair.articles[links.article])
        keys, first = np.unique(key[rows], return_index=True)
        sides.append((keys, rows[first]))
    every = np.union1d(sides[0][0], sides[1][0])
    found = np.full((2, len(every)), NOBODY, dtype=np.int64)
    for side, (keys, rows) in enumerate(sides):
        found[side, np.searchsorted(every, keys)] = rows
    known = np.where(found[0] != NOBODY, found[0], found[1])
    comparable = ends.answered[links.source[known]] & ends.answered[links.target[known]]
    return FoundLinks(found[0], found[1], links.article[known], links.kind[known], comparable)


def linked_sets(links: Links, pair: Pair, kind: int) -> list[tuple[int, int, frozenset[int], frozenset[int]]]:
    """Return (A's unit, B's unit, A's set, B's set) for every matched unit of the categories that links of this type lead to.

    The sets are the ends the links come from, at entity level: "the entities that make this claim". Numbers below
    ``len(links.entities)`` are entities.
    """
    corpus, best = pair.corpus, pair.best
    ends = LinkEnds(links, pair, ENTITY)
    rows = np.flatnonzero((links.kind == kind) & ((links.coder == pair.a) | (links.coder == pair.b)) & pair.articles[links.article])
    sources: dict[int, set[int]] = defaultdict(set)
    for target, node in zip(links.target[rows].tolist(), ends.node[links.source[rows]].tolist(), strict=True):
        sources[target].add(node)
    here = np.isin(corpus.category[best.left], corpus.category[links.target[rows]])
    matched = zip(best.left[here].tolist(), best.right[here].tolist(), strict=True)
    return [(one, other, frozenset(sources.get(one, ())), frozenset(sources.get(other, ()))) for one, other in matched]
