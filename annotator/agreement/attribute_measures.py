"""What coders said about what both marked: attributes on matched units, and article variables."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from annotator.agreement.comparison import Comparison, Draft
from annotator.agreement.corpus import Bools, Corpus, Floats, Ints
from annotator.agreement.kappa import IDENTITY, QUADRATIC, kappa
from annotator.agreement.kappa import statistics as statistics_of_kappa
from annotator.agreement.krippendorff import (
    Distance,
    Pairs,
    Unmeasurable,
    agreement_share,
    distance,
    in_order,
    one_against_rest,
    option_pairs,
    statistics,
)
from annotator.agreement.record import NO_VARIATION, NOTHING_PAIRABLE
from annotator.agreement.units import AttributeSpec
from annotator.i18n import N_

UNSET = "(unset)"
MISSING = -1
MOST_SETS = 3000
ONE_SIDED = 0.9
TOO_MANY_SETS = N_("too many different sets of values to compare")
KAPPAS = {
    "cohen_kappa": ("cohen", IDENTITY),
    "conger_kappa": ("conger", IDENTITY),
    "fleiss_kappa": ("fleiss", IDENTITY),
    "ac1": ("ac1", IDENTITY),
    "ac2": ("ac2", QUADRATIC),
    "brennan_prediger": ("bp", IDENTITY),
}


@dataclass(frozen=True, slots=True)
class Coded:
    """The values of an attribute as codes: of every unit (category attributes), or articles × coders (article variables)."""

    spec: AttributeSpec
    metric: str
    values: tuple[Hashable, ...]
    codes: Ints
    default: Bools


@dataclass(frozen=True, slots=True)
class Compared:
    """The pairs of values that a group of coders gives, and what did not make a pair."""

    pairs: Pairs
    matched: int
    unmatched: tuple[int, int]
    default_default: int
    coverage: float | None


class Attributes:
    """The coded attributes of a corpus, each made once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._coded: dict[tuple[str, str], Coded] = {}
        self._said = _Said(corpus)

    def coded(self, spec: AttributeSpec) -> Coded:
        """Return the attribute's codes."""
        key = (spec.category, spec.id)
        if key not in self._coded:
            self._coded[key] = _coded(self.corpus, spec, self._said)
        return self._coded[key]


def compared(comparison: Comparison, coded: Coded) -> Compared:
    """Return the pairs of values of a group: matched units of all pairs of coders, or the rows of an article variable."""
    return _compared_units(comparison, coded) if coded.spec.category else _compared_articles(comparison, coded)


def alpha_drafts(comparison: Comparison, coded: Coded, *, per_value: bool = False) -> Iterator[Draft]:
    """Yield alpha of the attribute, or of every value (or option of a set) against the rest."""
    found = compared(comparison, coded)
    spec, articles = coded.spec, len(comparison.corpus.articles)
    counts = _counts(found) | _beside(comparison, coded, found)
    reason = comparison.reason(NO_VARIATION if len(found.pairs) else NOTHING_PAIRABLE)
    if per_value:
        yield from _value_drafts(comparison, coded, found, reason)
        return
    draft = partial(
        Draft, "attribute_alpha", spec.category, spec.id, n=len(found.pairs), coverage=found.coverage,
        parameters={"metric": coded.metric}, counts=counts,
    )  # fmt: skip
    try:
        table = statistics(found.pairs, _distance(coded), articles)
    except Unmeasurable as problem:
        yield draft(reason=comparison.reason(str(problem)))
        return
    yield draft(reason=reason, columns=table.columns, finish=lambda sums: table.parts(sums)[0])


def _beside(comparison: Comparison, coded: Coded, found: Compared) -> dict[str, object]:
    """Return AC1 for single values of which one holds more than 90 % of all: alpha is then low although coders rarely differ."""
    largest = _largest_share(found)
    if largest <= ONE_SIDED or coded.metric not in ("nominal", "ordinal"):
        return {}
    occurring, codes = _renumbered(_table_of(comparison, coded, found))
    result = kappa("ac1", codes, occurring)
    return {} if result.value is None else {"ac1": result.value, "ac1_q": result.categories}


def _table_of(comparison: Comparison, coded: Coded, found: Compared) -> Ints:
    """Return units × coders of codes: matched pairs of units, of all pairs of coders, or articles."""
    if coded.spec.category:
        return np.stack([found.pairs.c, found.pairs.k], axis=1)
    return coded.codes[:, list(comparison.group)][comparison.used]


def kappa_drafts(comparison: Comparison, coded: Coded, measure: str) -> Iterator[Draft]:
    """Yield one of the kappas, for single values; over matched units only of a pair, over article variables of any group."""
    kind, weights = KAPPAS[measure]
    on_units = bool(coded.spec.category)
    if coded.metric not in ("nominal", "ordinal") or (measure == "ac2" and coded.metric != "ordinal"):
        return
    if not comparison.is_pair and (on_units or measure == "cohen_kappa"):
        return
    if comparison.is_pair and measure == "conger_kappa":
        return
    found = compared(comparison, coded)
    occurring, codes = _renumbered(_table_of(comparison, coded, found))
    result = kappa(kind, codes, occurring, weights)
    article = found.pairs.article if on_units else np.flatnonzero(comparison.used)
    table = statistics_of_kappa(kind, codes, article, len(comparison.corpus.articles), occurring, weights)
    defined = result.value is not None
    yield Draft(
        measure, coded.spec.category, coded.spec.id, comparison.reason(result.reason or NO_VARIATION), len(found.pairs),
        table.columns if defined else None, table.values if defined else None, coverage=found.coverage,
        parameters={"weights": weights, "q": occurring},
        counts={"pa": result.observed, "pe": result.expected},
    )  # fmt: skip


def _value_drafts(comparison: Comparison, coded: Coded, found: Compared, reason: str) -> Iterator[Draft]:
    two = distance("nominal", (False, True))
    pairs, spec = found.pairs, coded.spec
    sets = coded.metric == "masi"
    if sets:
        named: tuple[Hashable, ...] = spec.values or tuple(sorted({item for value in pairs.values for item in value}, key=str))  # type: ignore[attr-defined]
    else:
        named = spec.values
    for value in named:
        if not sets and value not in pairs.values:
            continue
        binary = option_pairs(pairs, value) if sets else one_against_rest(pairs, value)
        table = statistics(binary, two, len(comparison.corpus.articles))
        times = int((binary.c == 1).sum() + (binary.k == 1).sum())
        yield Draft(
            "value_alpha", spec.category, spec.id, reason, len(pairs), table.columns,
            lambda sums, table=table: table.parts(sums)[0],  # type: ignore[misc]
            coverage=found.coverage, parameters={"value": value}, counts={"values": times, "percent": agreement_share(binary)},
        )  # fmt: skip


def _compared_units(comparison: Comparison, coded: Coded) -> Compared:
    corpus = comparison.corpus
    if coded.spec.category not in corpus.categories:
        return Compared(_joined(coded, []), 0, (0, 0), 0, None)
    found = comparison.matched(corpus.categories.index(coded.spec.category))
    left, right = coded.codes[found.left], coded.codes[found.right]
    both = (left >= 0) & (right >= 0)
    pairs = Pairs(coded.values, left[both], right[both], found.article[both], found.weight[both])
    defaults = int((coded.default[found.left[both]] & coded.default[found.right[both]]).sum())
    return Compared(pairs, len(found.left), found.alone, defaults, 2 * len(pairs) / found.units if found.units else None)


def _compared_articles(comparison: Comparison, coded: Coded) -> Compared:
    table = np.where(comparison.used[:, None], coded.codes[:, list(comparison.group)], MISSING)
    present = (table >= 0).sum(axis=1)
    parts = []
    for one in range(table.shape[1]):
        for other in range(one + 1, table.shape[1]):
            if comparison.focus is not None and comparison.focus not in (comparison.group[one], comparison.group[other]):
                continue
            rows = np.flatnonzero((table[:, one] >= 0) & (table[:, other] >= 0))
            parts.append((table[rows, one], table[rows, other], rows, 1 / (present[rows] - 1)))
    paired = int((present >= 2).sum())
    coverage = paired / comparison.n_articles if comparison.n_articles else None
    return Compared(_joined(coded, parts), paired, (0, 0), 0, coverage)


def _joined(coded: Coded, parts: list[tuple[Ints, Ints, Ints, Floats]]) -> Pairs:
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Pairs(coded.values, nothing, nothing, nothing, np.zeros(0))
    c, k, article, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Pairs(coded.values, c, k, article, weight)


def _counts(found: Compared) -> dict[str, object]:
    return {
        "pairs": len(found.pairs),
        "matched": found.matched,
        "unmatched_a": found.unmatched[0],
        "unmatched_b": found.unmatched[1],
        "default_default": found.default_default,
        "percent": agreement_share(found.pairs),
        "largest_share": _largest_share(found),
    }


def _largest_share(found: Compared) -> float:
    if not len(found.pairs):
        return 0.0
    times = np.bincount(np.concatenate([found.pairs.c, found.pairs.k]))
    return float(times.max() / times.sum())


def _distance(coded: Coded) -> Distance:
    if coded.metric == "masi" and len(coded.values) > MOST_SETS:
        raise Unmeasurable(TOO_MANY_SETS)
    return distance(coded.metric, coded.values)


class _Said:
    """The values that units and articles carry, each different object once: many units hold the same one.

    ``of_unit`` and ``of_coding`` (articles × coders in one row, -1: not finished) are numbers of ``values``.
    """

    def __init__(self, corpus: Corpus) -> None:
        table, rows = corpus.units.table, corpus.units.rows
        self.values: list[Mapping[str, object]] = list(table.values)
        numbers = {id(values): place for place, values in enumerate(self.values)}

        def number(values: Mapping[str, object]) -> int:
            place = numbers.setdefault(id(values), len(self.values))
            if place == len(self.values):
                self.values.append(values)  # kept here, so that no other object can take its id
            return place

        self.of_unit: Ints = table.value[rows]
        self.of_coding: Ints = np.array(
            [
                number(article.values.get(name, {})) if done else MISSING
                for article, row in zip(corpus.articles, corpus.finished.tolist(), strict=True)
                for name, done in zip(corpus.coders, row, strict=True)
            ],
            dtype=np.int64,
        )
        self._defaults, self._default = table.defaults, table.default[rows]

    def defaulted(self, attribute: str) -> Bools:
        """Return for every unit whether this attribute is still the program's default."""
        told = np.array([attribute in names for names in self._defaults], dtype=np.bool_)
        return told[self._default] if len(told) else np.zeros(len(self._default), dtype=np.bool_)


def _coded(corpus: Corpus, spec: AttributeSpec, said: _Said) -> Coded:
    if spec.category:
        shape: tuple[int, ...] = (len(corpus.units),)
        places = [place for place, name in enumerate(corpus.categories) if name == spec.category]
        numbers = np.where(np.isin(corpus.category, places), said.of_unit, MISSING)
        default = said.defaulted(spec.id)
    else:
        shape = (len(corpus.articles), len(corpus.coders))
        numbers, default = said.of_coding, np.zeros(0, dtype=np.bool_)
    read = {number: value_of(spec, said.values[number]) for number in _occurring(numbers, len(said.values))}
    metric = spec.metric
    if metric == "nominal" and any(isinstance(value, frozenset) for value in read.values()):
        metric = "masi"
    if metric == "masi":
        read = {
            number: value if value is None or isinstance(value, frozenset) else frozenset({value}) for number, value in read.items()
        }  # fmt: skip
    found = {value for value in read.values() if value is not None}
    scale = spec.values if metric == "ordinal" else tuple(value for value in spec.values if value in found)
    values = in_order(found, scale)
    code = {value: place for place, value in enumerate(values)}
    of_number = np.full(len(said.values) + 1, MISSING, dtype=np.int64)  # the last one is that of MISSING
    for number, value in read.items():
        if value is not None:
            of_number[number] = code[value]
    return Coded(spec, metric, values, of_number[numbers].reshape(shape), default)


def _occurring(numbers: Ints, size: int) -> list[int]:
    """Return which of the numbers below this size occur, -1 apart."""
    there = np.zeros(size + 1, dtype=np.bool_)  # the last one is that of MISSING
    there[numbers] = True
    return np.flatnonzero(there[:size]).tolist()


def value_of(spec: AttributeSpec, values: Mapping[str, object]) -> Hashable | None:
    """Return a coder's value as it is compared: None where it is missing or the condition does not hold, lists as sets."""
    if not spec.applies(values):
        return None
    value = values.get(spec.id)
    if value is None or value == "":
        return UNSET if spec.unset_as_value else None
    if isinstance(value, (list, tuple, set, frozenset)):
        return frozenset(_single(item) for item in value)
    return _single(value)


def _single(value: object) -> Hashable:
    return value if isinstance(value, (str, int, float, bool)) else json.dumps(value, sort_keys=True, default=str)


def _renumbered(codes: Ints) -> tuple[int, Ints]:
    """Return how many codes occur, and the same table with these numbered from 0 in their order."""
    occurring = np.unique(codes[codes >= 0])
    return len(occurring), np.where(codes < 0, MISSING, np.searchsorted(occurring, codes))
