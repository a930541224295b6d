"""Where coders differ: the passages behind a record, the greatest share of disagreement first.

The list and the number come from the same data: agreeing passages are the F1's true positives, contributions of a unitizing
alpha add up to its observed disagreement, the pairs of an attribute are the pairs of its coincidence table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from annotator.agreement import unitizing
from annotator.agreement.alignment import BEST, Answer, Pair, Status
from annotator.agreement.attribute_measures import Attributes, Coded, compared
from annotator.agreement.comparison import Comparison, Shared
from annotator.agreement.corpus import Corpus, Floats, build
from annotator.agreement.krippendorff import Distance, Pairs, Unmeasurable, distance, one_against_rest, option_pairs, statistics
from annotator.agreement.link_measures import set_pairs
from annotator.agreement.links import CONDITIONAL, MENTION, NOBODY, STRICT, Links, found_links, links_of
from annotator.agreement.record import Record
from annotator.agreement.span_measures import F1_MODES
from annotator.agreement.statements import BOUNDARY, PREFIX, SAME, WORDS, StatementSpec, statements
from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec, Unit
from annotator.i18n import N_
from annotator.model.span import Spans
from annotator.progress import Progress

BOTH, A_ONLY, B_ONLY = N_("found by both"), N_("found by A"), N_("found by B")
EQUAL, UNEQUAL = N_("same value"), N_("values differ")
Valued = tuple[int, int, float, "Passage"]
START, END, BOTH_ENDS, INSIDE = N_("start"), N_("end"), N_("both ends"), N_("inside")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one coder has at a passage: the unit (or link) id, its category, places in the stored text and value.

    A link's places are those of the unit it comes from; ``to_spans`` are those of the unit it leads to.
    """

    coder: str
    id: str
    category: str
    spans: Spans = ()
    value: object = None
    ends: tuple[str, str] | None = None
    to_spans: Spans = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A place behind a record, with both readings (None: this coder has none there) and its one status.

    ``agrees``: counted as agreement. ``side`` and ``characters`` say which end differs and by how much in all.
    ``contribution`` is the share of the observed disagreement, ``without`` the coefficient if this passage agreed
    (expected disagreement as it is); both only where the coefficient is an alpha.
    """

    article_id: str
    coders: tuple[str, str]
    a: Reading | None
    b: Reading | None
    status: str
    agrees: bool
    side: str = ""
    characters: int = 0
    contribution: float = 0.0
    without: float | None = None
    start: int = 0
    disagreeing: float = field(default=0.0, compare=False)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings there are: one or two."""
        return tuple(reading for reading in (self.a, self.b) if reading is not None)


def passages(
    articles: Iterable[ArticleCodings],
    record: Record,
    *,
    categories: Sequence[str] = (),
    attributes: Sequence[AttributeSpec] = (),
    links: Sequence[LinkSpec] = (),
    statement: StatementSpec | None = None,
    progress: Progress | None = None,
) -> list[Passage]:
    """Return the passages behind this record, from the arguments it was computed with.

    F1 and span measures: every span with its one status; attributes: pairs of values, those that differ first; links: who
    found them. ``categories`` are all that were compared (default: all that occur). For more than two coders the passages of
    all pairs. KeyError: an attribute that is not among ``attributes``.
    """
    kept = list(articles)
    names = list(categories) or sorted({unit.category for article in kept for unit in article.units})
    telling = progress or Progress()
    corpus = build(kept, names, record.coders, telling.check)
    threshold = record.parameters.get("threshold", 0.5)
    shared = Shared(corpus, float(threshold) if isinstance(threshold, (int, float)) else 0.5, telling)
    group = [corpus.coders.index(name) for name in sorted(record.coders)]
    comparison = Comparison(shared, group)
    found: Iterable[Passage]
    if record.measure.startswith(PREFIX):
        found = _statement_passages(comparison, record, links, statement)
    elif record.measure == "link_set_alpha":
        found = _set_passages(comparison, record, links)
    elif _is_link(record):
        found = _link_passages(comparison, record, links)
    elif record.attribute:
        spec = next((spec for spec in attributes if (spec.category, spec.id) == (record.category, record.attribute)), None)
        if spec is None:
            raise KeyError(f"{record.category}.{record.attribute}")
        found = _attribute_passages(comparison, Attributes(corpus).coded(spec), record)
    elif record.measure in ("u_alpha", "char_f1", "char_kappa"):
        found = _layer_passages(comparison, record.category, effects=record.measure == "u_alpha")
    else:
        found = _span_passages(comparison, record)
    return sorted(found, key=_rank)


def _is_link(record: Record) -> bool:
    return record.measure.startswith("link_")


def _rank(passage: Passage) -> tuple[float, bool, int, str, int, tuple[str, str]]:
    order = [Status.ONLY_A, Status.ONLY_B, Status.SPLIT, Status.CATEGORY, Status.BOUNDARY, Status.SAME]
    place = order.index(Status(passage.status)) if passage.status in list(Status) else 0
    return -passage.contribution, passage.agrees, place, passage.article_id, passage.start, passage.coders


def _span_passages(comparison: Comparison, record: Record) -> Iterator[Passage]:
    mode = F1_MODES.get(record.measure, str(record.parameters.get("mode", BEST)))
    mode = mode if mode in ("exact", "iou", "overlap") else BEST
    for pair in comparison.pairs:
        for answer in pair.answers(mode):
            passage = _of_answer(pair, answer)
            if not record.category or record.category in {reading.category for reading in passage.readings}:
                yield passage


def _layer_passages(comparison: Comparison, category: str, *, effects: bool) -> Iterator[Passage]:
    r"""Yield the passages with the characters that one coder alone marked: together they are the observed disagreement.

    ``effects``: with what \|u would be without each.
    """
    corpus = comparison.corpus
    lone = {number: _lone_characters(pair) for number, pair in enumerate(comparison.pairs)}
    table = comparison.layers.columns(comparison.group).sum(axis=0)
    observed, expected = _layer_sums(corpus, table, category)
    rows: list[Passage] = []
    for number, pair in enumerate(comparison.pairs):
        for answer in pair.answers(BEST):
            units = [unit for unit in (answer.left, answer.right) if unit is not None]
            here = [unit for unit in units if not category or corpus.units[unit].category == category]
            if here:
                weight = float(comparison.weight(np.array([corpus.article[here[0]]]))[0])
                rows.append(_of_answer(pair, answer, sum(lone[number].get(unit, 0) for unit in here) * weight))
    total = sum(row.disagreeing for row in rows)
    for row in rows:
        share = row.disagreeing / total if total else 0.0
        without = 1 - observed * (1 - share) / expected if effects and expected > 0 else None
        yield _changed(row, share, without)


def _layer_sums(corpus: Corpus, table: Floats, category: str) -> tuple[float, float]:
    """Return D_o and D_e of the layer, or summed over layers."""
    observed, expected = 0.0, 0.0
    for number, name in enumerate(corpus.categories):
        if category in ("", name):
            sums = np.concatenate([table[:1], table[1 + 3 * number : 4 + 3 * number]])[None, :]
            _, one, other = unitizing.layer_values(sums)
            observed += float(np.nan_to_num(one[0]))
            expected += float(np.nan_to_num(other[0]))
    return observed, expected


def _lone_characters(pair: Pair) -> dict[int, int]:
    """Return for every unit how many of its characters the other coder did not mark with this category.

    Characters that two units of one coder share count for the first of them only.
    """
    corpus = pair.corpus
    texts: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for side, chosen in enumerate((pair.left, pair.right)):
        for unit in np.flatnonzero(chosen).tolist():
            texts.setdefault((int(corpus.article[unit]), int(corpus.category[unit])), ([], []))[side].append(unit)
    result: dict[int, int] = {}
    for sides in texts.values():
        for own, other in (sides, sides[::-1]):
            taken = [piece for unit in other for piece in corpus.extents[unit]]
            for unit in own:
                result[unit] = sum(end - start for start, end in _without(corpus.extents[unit], taken))
                taken = [*taken, *corpus.extents[unit]]
    return result


def _without(pieces: Iterable[tuple[int, int]], taken: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    left = list(pieces)
    for start, end in taken:
        rest = []
        for one, other in left:
            rest += [(low, high) for low, high in ((one, min(other, start)), (max(one, end), other)) if low < high]
        left = rest
    return left


def _attribute_passages(comparison: Comparison, coded: Coded, record: Record) -> list[Passage]:
    """Return the pairs of values; alpha without a pair's disagreement stands beside it.

    For the alpha of one value two values are the same if both are this one (a set: hold it) or neither.
    """
    rows = list(_article_rows(comparison, coded) if not coded.spec.category else _unit_rows(comparison, coded))
    pairs, metric = compared(comparison, coded).pairs, coded.metric
    if record.measure == "value_alpha":
        value = record.parameters.get("value")
        holds = [value in one if isinstance(one, frozenset) else one == value for one in coded.values]
        rows = [(int(holds[c]), int(holds[k]), weight, _judged(passage, holds[c] == holds[k])) for c, k, weight, passage in rows]
        of_sets = metric == "masi"
        pairs = option_pairs(pairs, value) if of_sets else one_against_rest(pairs, value)
        metric = "nominal"
    try:
        of = distance(metric, pairs.values)
    except Unmeasurable:
        return [passage for _, _, _, passage in rows]
    # What a kappa would be without a pair is not what this alpha would be.
    return _shared(comparison, pairs, of, rows, effects=record.measure in ("attribute_alpha", "value_alpha"))


def _shared(comparison: Comparison, pairs: Pairs, of: Distance, rows: Sequence[Valued], *, effects: bool = True) -> list[Passage]:
    """Return the passages with their shares of the observed disagreement, and alpha without each where ``effects`` are wanted."""
    table = statistics(pairs, of, len(comparison.corpus.articles))
    sums = table.columns.sum(axis=0, keepdims=True)
    counts = sums[:, : of.size]
    n = float(counts.sum())
    alpha, observed, expected = (float(part[0]) for part in table.parts(sums)) if n > 1 else (np.nan, 0.0, 0.0)
    defined = effects and np.isfinite(alpha)
    result = []
    for c, k, weight, passage in rows:
        part = 2 * weight * float(of.squared(np.array([c]), np.array([k]), counts)[0, 0]) / n if n else 0.0
        share = part / observed if observed > 0 else 0.0
        result.append(_changed(passage, share, 1 - (observed - part) / expected if defined else None, part))
    return result


def _statement_passages(
    comparison: Comparison, record: Record, links: Sequence[LinkSpec], spec: StatementSpec | None
) -> Iterator[Passage]:
    """Yield the statements whose first difference is the record's part, each with what both coders say in it."""
    if spec is None:
        return
    part = record.measure.removeprefix(PREFIX)
    for one in statements(comparison, links_of(comparison.corpus, links), spec):
        if one.part == part:
            base = _of_answer(one.pair, Answer(one.left, one.right, Status.BOUNDARY if part == BOUNDARY else Status.SAME, part == SAME))
            a, b = (reading and replace(reading, value=said or None) for reading, said in zip((base.a, base.b), one.said, strict=True))
            yield replace(base, a=a, b=b, status=WORDS[part])


def _set_passages(comparison: Comparison, record: Record, links: Sequence[LinkSpec]) -> list[Passage]:
    """Return the matched units with what each coder links to them: ids of entities, of annotations where there is no entity."""
    corpus, table = comparison.corpus, links_of(comparison.corpus, links)
    kind = next(number for number, spec in enumerate(table.specs) if spec.id == record.category)
    pairs, matched = set_pairs(comparison, table, kind)

    def named(code: int) -> frozenset[str]:
        nodes = [node for node, _pair in pairs.values[code]]  # type: ignore[attr-defined]
        known = len(table.entities)
        return frozenset(table.entities[node] if node < known else corpus.units[node - known].id for node in nodes)

    rows: list[Valued] = []
    columns = zip(pairs.c.tolist(), pairs.k.tolist(), pairs.weight.tolist(), matched, strict=True)
    for c, k, weight, (pair, left, right) in columns:
        base = _of_answer(pair, Answer(left, right, Status.SAME, c == k))
        a, b = (reading and replace(reading, value=named(code)) for reading, code in ((base.a, c), (base.b, k)))
        rows.append((c, k, weight, _judged(replace(base, a=a, b=b), c == k)))
    return _shared(comparison, pairs, distance("masi", pairs.values), rows)


def _judged(passage: Passage, agrees: bool) -> Passage:
    return replace(passage, agrees=agrees, status=EQUAL if agrees else UNEQUAL)


def _unit_rows(comparison: Comparison, coded: Coded) -> Iterator[tuple[int, int, float, Passage]]:
    corpus = comparison.corpus
    for pair in comparison.pairs:
        for left, right in zip(pair.best.left.tolist(), pair.best.right.tolist(), strict=True):
            c, k = int(coded.codes[left]), int(coded.codes[right])
            if corpus.units[left].category == coded.spec.category and c >= 0 and k >= 0:
                base = _of_answer(pair, Answer(left, right, Status.SAME, c == k))
                weight = float(comparison.weight(np.array([corpus.article[left]]))[0])
                yield c, k, weight, _valued(base, coded, c, k)


def _article_rows(comparison: Comparison, coded: Coded) -> Iterator[tuple[int, int, float, Passage]]:
    corpus = comparison.corpus
    for article in np.flatnonzero(comparison.used).tolist():
        there = [coder for coder in comparison.group if coded.codes[article, coder] >= 0]
        for one, other in combinations(there, 2):
            names = (corpus.coders[one], corpus.coders[other])
            c, k = int(coded.codes[article, one]), int(coded.codes[article, other])
            article_id = corpus.articles[article].article_id
            base = Passage(article_id, names, Reading(names[0], article_id, ""), Reading(names[1], article_id, ""), "", False)
            yield c, k, 1 / (len(there) - 1), _valued(base, coded, c, k)


def _link_passages(comparison: Comparison, record: Record, links: Sequence[LinkSpec]) -> Iterator[Passage]:
    """Yield every link once, with who found it; conditional: only those with both ends answered."""
    mode = record.parameters.get("mode", STRICT)
    level = str(record.parameters.get("level", MENTION))
    corpus = comparison.corpus
    table = links_of(corpus, links)
    for pair in comparison.pairs:
        names = (corpus.coders[pair.a], corpus.coders[pair.b])
        found = found_links(table, pair, level)
        for row, (a, b) in enumerate(zip(found.a.tolist(), found.b.tolist(), strict=True)):
            link = table.specs[int(found.kind[row])].id
            if (record.category and link != record.category) or (mode == CONDITIONAL and not found.comparable[row]):
                continue
            one, other = (None if number == NOBODY else _link_reading(table, number) for number in (a, b))
            status = BOTH if one and other else A_ONLY if one else B_ONLY
            start = min(reading.spans[0].start for reading in (one, other) if reading is not None)
            article_id = corpus.articles[int(found.article[row])].article_id
            yield Passage(article_id, names, one, other, status, status == BOTH, start=start)


def _link_reading(table: Links, row: int) -> Reading:
    link, source, target = table.links[row], *(table.corpus.units[int(end[row])] for end in (table.source, table.target))
    return Reading(link.coder, link.id, link.link, source.spans, ends=(link.from_id, link.to_id), to_spans=target.spans)


def _of_answer(pair: Pair, answer: Answer, disagreeing: float = 0.0) -> Passage:
    corpus = pair.corpus
    units = [None if number is None else corpus.units[number] for number in (answer.left, answer.right)]
    side, characters = _moved(pair, answer) if answer.status == Status.BOUNDARY else ("", 0)
    known = next(unit for unit in units if unit is not None)
    number = answer.left if answer.left is not None else answer.right
    return Passage(
        article_id=corpus.articles[int(corpus.article[number])].article_id,
        coders=(corpus.coders[pair.a], corpus.coders[pair.b]),
        a=_reading(units[0]),
        b=_reading(units[1]),
        status=answer.status,
        agrees=answer.agrees,
        side=side,
        characters=characters,
        start=known.spans[0].start,
        disagreeing=disagreeing,
    )


def _reading(unit: Unit | None) -> Reading | None:
    return None if unit is None else Reading(unit.coder, unit.id, unit.category, unit.spans)


def _moved(pair: Pair, answer: Answer) -> tuple[str, int]:
    start, end = pair.moved(answer)
    side = (BOTH_ENDS if end else START) if start else (END if end else INSIDE)
    if answer.left is None or answer.right is None or side != INSIDE:
        return side, abs(start) + abs(end)
    one, other = pair.corpus.extents[answer.left], pair.corpus.extents[answer.right]
    return side, sum(high - low for a, b in ((one, other), (other, one)) for low, high in _without(a, b))


def _valued(base: Passage, coded: Coded, c: int, k: int) -> Passage:
    a, b = base.a, base.b
    return Passage(
        base.article_id,
        base.coders,
        a and Reading(a.coder, a.id, a.category, a.spans, coded.values[c]),
        b and Reading(b.coder, b.id, b.category, b.spans, coded.values[k]),
        EQUAL if c == k else UNEQUAL,
        c == k,
        start=base.start,
    )


def _changed(passage: Passage, contribution: float, without: float | None, disagreeing: float | None = None) -> Passage:
    kept = passage.disagreeing if disagreeing is None else disagreeing
    return replace(passage, contribution=contribution, without=without, disagreeing=kept)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with the values that coders gave it, as a table units × coders has it; ``level`` is its level of measurement."""

    category: str
    attribute: str
    level: str
    unit: str
    article_id: str
    values: dict[str, object]


def units_by_coder(
    articles: Iterable[ArticleCodings], coders: Sequence[str], categories: Sequence[str], attributes: Sequence[AttributeSpec]
) -> Iterator[UnitRow]:
    """Yield what the alphas of attributes and article variables are computed from; a matched unit is named by both annotations."""
    corpus = build(articles, categories, coders)
    comparison = Comparison(Shared(corpus, 0.5), [corpus.coders.index(name) for name in sorted(coders)])
    table = Attributes(corpus)
    for spec in attributes:
        if not spec.metric:
            continue
        coded = table.coded(spec)
        if not spec.category:
            for place in np.flatnonzero(comparison.used).tolist():
                codes = {corpus.coders[coder]: int(coded.codes[place, coder]) for coder in comparison.group}
                values = {name: coded.values[code] for name, code in codes.items() if code >= 0}
                article = corpus.articles[place].article_id
                yield UnitRow("", spec.id, coded.metric, article, article, values)
            continue
        for _c, _k, _weight, passage in _unit_rows(comparison, coded):
            values = {reading.coder: reading.value for reading in passage.readings}
            unit = "+".join(reading.id for reading in passage.readings)
            yield UnitRow(spec.category, spec.id, coded.metric, unit, passage.article_id, values)
