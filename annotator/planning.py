"""Who codes which article: seeded, balanced, reproducible. Reads nothing but its arguments.

For two coders an article the pairs come from a decomposition of the complete graph into perfect matchings (an even number of
coders) or Hamiltonian cycles (odd), so that after any number of articles loads differ by at most one and so do pair counts
(Lucas 1892; Colbourn & Dinitz, Handbook of Combinatorial Designs, 2007, VI.51). For more coders an article a greedy choice
keeps loads within one and pair counts as even as it finds them; the plan says how even.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, cycle, islice

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.plan import SHARED, SINGLE

_MOST_EXCHANGES = 20_000
_MOST_CHOICES = 400  # of sets of coders that are looked at for one article; with few coders these are all


@dataclass(frozen=True, slots=True)
class ArticleToPlan:
    """An article with its stratum (outlet, month and the like), the coders that it has for good, and whether it was shared before."""

    id: str
    stratum: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What a plan is asked for: coders, how many an article, and the share that ``shared_by`` coders code."""

    coders: tuple[str, ...]
    per_article: int = 1
    shared: float = 0.0
    shared_by: int = 2
    seed: int = 1

    def __post_init__(self) -> None:
        if len(set(self.coders)) < len(self.coders):
            raise AnnotatorError(_("a coder is named twice"))
        if not self.coders:
            raise AnnotatorError(_("a plan needs coders"))
        if not 0 <= self.shared <= 1:
            raise AnnotatorError(_("the double-coded share lies between 0 and 100 %"))
        most = max(self.per_article, self.shared_by if self.shared else 0)
        if self.per_article < 1 or most > len(self.coders):
            raise AnnotatorError(_("{most} coders an article cannot be had from {count} coders").format(most=most, count=len(self.coders)))


@dataclass(frozen=True, slots=True)
class Seat:
    """One article for one coder, at its place in that coder's queue."""

    article: str
    coder: str
    position: int
    part: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The seats of a plan, and how even it is: articles by coder, articles by pair of coders, shared ones by stratum."""

    seats: tuple[Seat, ...]
    loads: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    strata: Mapping[tuple[str, ...], tuple[int, int]] = field(default_factory=dict)

    @property
    def load_range(self) -> int:
        """Return by how many articles the fullest and the emptiest queue differ."""
        return max(self.loads.values(), default=0) - min(self.loads.values(), default=0)

    @property
    def pair_range(self) -> int:
        """Return by how many articles the most and the least frequent pair differ."""
        return max(self.pairs.values(), default=0) - min(self.pairs.values(), default=0)


def make_plan(articles: Sequence[ArticleToPlan], request: Request) -> Plan:
    """Return who codes what; the same articles (in any order), request and seed give the same plan.

    Articles with ``fixed`` coders keep them and get only what they lack; the new seats alone are balanced.
    """
    chance = random.Random(f"annotator plan {request.seed}")
    ordered = sorted(articles, key=lambda one: one.id)
    chance.shuffle(ordered)
    coders = sorted(request.coders)
    chance.shuffle(coders)
    shared = _shared(ordered, request)
    ordered.sort(key=lambda one: (one.id not in shared, one.stratum))  # neighbours are of one stratum: it is spread over the coders
    wanted = {one.id: request.shared_by if one.id in shared else request.per_article for one in ordered}
    chosen = _by_pairs(ordered, wanted, coders) if _is_fresh(ordered) else {}
    chosen |= _greedy([one for one in ordered if one.id not in chosen], wanted, coders, chosen)
    if max(wanted.values(), default=0) > 2:
        chosen = _evened(chosen, {one.id: one.fixed for one in ordered}, chance)
    return _told(ordered, chosen, shared if request.shared else {one for one in wanted if wanted[one] > 1}, request)


def _is_fresh(articles: Sequence[ArticleToPlan]) -> bool:
    return not any(one.fixed for one in articles)


# ---- the shared articles ------------------------------------------------------------------------------------------------


def _shared(articles: Sequence[ArticleToPlan], request: Request) -> set[str]:
    """Return the articles that several coders code: the asked share of each stratum, whole numbers by largest remainder."""
    if not request.shared:
        return set()
    strata: dict[tuple[str, ...], list[str]] = {}
    for one in articles:
        strata.setdefault(one.stratum, []).append(one.id)
    total = round(request.shared * len(articles))
    quotas = {stratum: request.shared * len(ids) for stratum, ids in strata.items()}
    counts = {stratum: int(quota) for stratum, quota in quotas.items()}
    by_remainder = sorted(strata, key=lambda stratum: (counts[stratum] - quotas[stratum], stratum))
    for stratum in islice(cycle(by_remainder), max(0, total - sum(counts.values()))):
        counts[stratum] += 1
    already = {one.id for one in articles if len(one.fixed) > 1 or one.shared}
    found: set[str] = set()
    for stratum, ids in strata.items():
        found.update(sorted(ids, key=lambda one: one not in already)[: counts[stratum]])  # what was shared stays shared
    return found


# ---- pairs --------------------------------------------------------------------------------------------------------------


def balanced_pairs(coders: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs without end: however many are taken, loads differ by at most one and so do the counts of pairs."""
    once = list(_matchings(coders) if len(coders) % 2 == 0 else _cycles(coders))
    yield from cycle(once)


def _matchings(coders: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The circle method: each round pairs everybody."""
    last, ring = coders[-1], list(coders[:-1])
    for turn in range(len(ring)):
        turned = ring[turn:] + ring[:turn]
        yield turned[0], last
        for step in range(1, len(coders) // 2):
            yield turned[step], turned[-step]


def _cycles(coders: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Walecki's construction: the complete graph of an odd number as Hamiltonian cycles; of each every second edge comes first."""
    hub, ring = coders[-1], list(coders[:-1])
    size = len(ring)
    zigzag = [0]
    for step in range(1, size // 2 + 1):
        zigzag += [step, size - step] if step < size // 2 else [step]
    for turn in range(size // 2):
        round_trip = [hub, *(ring[(place + turn) % size] for place in zigzag)]
        edges = list(zip(round_trip, [*round_trip[1:], hub], strict=True))
        yield from edges[1::2]
        yield from edges[::2]


def _by_pairs(articles: Sequence[ArticleToPlan], wanted: Mapping[str, int], coders: Sequence[str]) -> dict[str, tuple[str, ...]]:
    twos = [one.id for one in articles if wanted[one.id] == 2]
    if not twos or any(count > 2 for count in wanted.values()):
        return {}
    return dict(zip(twos, balanced_pairs(coders), strict=False))


# ---- any number of coders -------------------------------------------------------------------------------------------------


def _greedy(
    articles: Sequence[ArticleToPlan], wanted: Mapping[str, int], coders: Sequence[str], given: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Give each article the emptiest queues; among those as even, the set of coders that met least, then had least of the stratum."""
    loads: Counter[str] = Counter(dict.fromkeys(coders, 0))
    met: Counter[tuple[str, str]] = Counter()
    of_stratum: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for chosen in given.values():
        loads.update(chosen)
        met.update(_pairs(chosen))
    found: dict[str, tuple[str, ...]] = {}
    for one in sorted(articles, key=lambda article: -wanted[article.id]):
        lacking = wanted[one.id] - len(one.fixed)
        free = [coder for coder in coders if coder not in one.fixed]
        if lacking <= 0:
            continue
        best = min(
            _choices(free, lacking, loads),
            key=lambda chosen: (
                sum(met[pair] ** 2 + 2 * met[pair] for pair in _pairs((*one.fixed, *chosen))),
                sum(of_stratum[coder, one.stratum] for coder in chosen),
            ),
        )
        found[one.id] = best
        loads.update(best)
        met.update(_pairs((*one.fixed, *best)))
        of_stratum.update((coder, one.stratum) for coder in best)
    return found


def _evened(
    chosen: Mapping[str, tuple[str, ...]], fixed: Mapping[str, tuple[str, ...]], chance: random.Random
) -> dict[str, tuple[str, ...]]:
    """Exchange coders between articles as long as that makes the counts of pairs more even; loads stay as they are."""
    found = dict(chosen)
    everybody = sorted({coder for coders in found.values() for coder in coders})
    met: Counter[tuple[str, str]] = Counter(dict.fromkeys(_pairs(everybody), 0))
    for article, coders in found.items():
        met.update(_pairs((*fixed[article], *coders)))
    articles = sorted(found)
    best = _evenness(met), dict(found)
    for _attempt in range(_MOST_EXCHANGES if len(articles) > 1 else 0):
        if best[0][0] <= 1:
            break
        one, other = chance.sample(articles, 2)
        giving, taking = chance.choice(found[one]), chance.choice(found[other])
        if taking in (*fixed[one], *found[one]) or giving in (*fixed[other], *found[other]):
            continue
        for left, right, article in ((giving, taking, one), (taking, giving, other)):
            others = [coder for coder in (*fixed[article], *found[article]) if coder != left]
            met.subtract(_met(left, others))
            met.update(_met(right, others))
        before = {article: found[article] for article in (one, other)}
        found[one] = tuple(taking if coder == giving else coder for coder in found[one])
        found[other] = tuple(giving if coder == taking else coder for coder in found[other])
        gain = _gain(before, found, fixed, met)
        if gain < 0 and chance.random() > math.exp(gain):  # a little worse now and then leads out of dead ends
            for article in (one, other):
                met.subtract(_pairs((*fixed[article], *found[article])))
                met.update(_pairs((*fixed[article], *before[article])))
            found |= before
        if (evenness := _evenness(met)) < best[0]:
            best = evenness, dict(found)
    return best[1]


def _evenness(met: Mapping[tuple[str, str], int]) -> tuple[int, int]:
    return max(met.values(), default=0) - min(met.values(), default=0), sum(count * count for count in met.values())


def _met(coder: str, others: Iterable[str]) -> list[tuple[str, str]]:
    return [(min(coder, other), max(coder, other)) for other in others]


def _gain(
    before: Mapping[str, tuple[str, ...]],
    after: Mapping[str, tuple[str, ...]],
    fixed: Mapping[str, tuple[str, ...]],
    met: Mapping[tuple[str, str], int],
) -> int:
    """Return by how much the sum of the squared counts of pairs went down."""
    change: Counter[tuple[str, str]] = Counter()
    for article, coders in before.items():
        change.update(_pairs((*fixed[article], *after[article])))
        change.subtract(_pairs((*fixed[article], *coders)))
    return sum((met[pair] - by) ** 2 - met[pair] ** 2 for pair, by in change.items())


def _choices(free: Sequence[str], count: int, loads: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Yield sets of coders whose queues are the emptiest; ties are all tried, up to a limit."""
    by_load = sorted(free, key=lambda coder: loads[coder])
    limit = loads[by_load[count - 1]]
    sure = tuple(coder for coder in by_load if loads[coder] < limit)
    tied = [coder for coder in by_load if loads[coder] == limit]
    for chosen in islice(combinations(tied, count - len(sure)), _MOST_CHOICES):
        yield (*sure, *chosen)


def _pairs(coders: Iterable[str]) -> list[tuple[str, str]]:
    return [(min(pair), max(pair)) for pair in combinations(coders, 2)]


# ---- the plan told --------------------------------------------------------------------------------------------------------


def _told(articles: Sequence[ArticleToPlan], chosen: Mapping[str, tuple[str, ...]], shared: set[str], request: Request) -> Plan:
    queues: dict[str, list[str]] = {coder: [] for coder in request.coders}
    met: Counter[tuple[str, str]] = Counter(dict.fromkeys(_pairs(sorted(request.coders)), 0))
    for one in articles:
        for coder in chosen.get(one.id, ()):
            queues[coder].append(one.id)
        met.update(_pairs((*one.fixed, *chosen.get(one.id, ()))))
    seats = []
    for coder in sorted(queues):
        queue = sorted(queues[coder])
        random.Random(f"annotator queue {request.seed} {coder}").shuffle(queue)
        seats += [Seat(article, coder, number, SHARED if article in shared else SINGLE) for number, article in enumerate(queue)]
    strata: dict[tuple[str, ...], tuple[int, int]] = {}
    for one in articles:
        some, all_of_it = strata.get(one.stratum, (0, 0))
        strata[one.stratum] = (some + (one.id in shared), all_of_it + 1)
    return Plan(tuple(seats), {coder: len(queue) for coder, queue in queues.items()}, dict(met), strata)
