"""What must hold for any data and every measure: names, order and place of things change nothing, and parts add up."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import kappa as kappa_module
from annotator.agreement import words
from annotator.agreement.alignment import BEST, EXACT, IOU, OVERLAP, Pair, Status, matching
from annotator.agreement.assignment import best_matching, iou_weights
from annotator.agreement.corpus import build
from annotator.agreement.gamma import Costs, disorder
from annotator.agreement.krippendorff import distance, pairs_of_table, statistics, table_statistics
from annotator.agreement.measures import MEASURES, compute, verdict
from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec, LinkUnit
from annotator.model.span import Span, make_spans
from tests.agreement.agreement_builders import a_unit, an_article, the_record, two_codings

few = settings(max_examples=10, deadline=None)
many = settings(max_examples=80, deadline=None)
DEGREE = AttributeSpec("X", "degree", ordinal=True, values=("low", "middle", "high"))
GENRE = AttributeSpec("", "genre", values=("n", "o"))
NAMES = {"X": "stance", "Y": "claim", "Z": "actor"}


def linked(articles: list[ArticleCodings], seed: int) -> list[ArticleCodings]:
    """Return the articles with links between units of one coder."""
    chance = random.Random(seed)
    found = []
    for article in articles:
        links = []
        for coder in article.coders:
            own = [unit.id for unit in article.units if unit.coder == coder]
            links += [LinkUnit(coder, "makes", *chance.sample(own, 2)) for _link in range(3) if len(own) > 1]
        found.append(replace(article, links=tuple(links), words=tuple(Span(place, place + 4) for place in range(0, 300, 5))))
    return found


def everything(articles, categories=("X", "Y", "Z"), degree=DEGREE, **options):
    return compute(articles, categories, [degree, GENRE], [LinkSpec("makes")], draws=40, **options)


def figures(records, rename=None):
    """Return all figures, so that equal reports are equal whatever order their records come in."""
    name = rename or (lambda category: category)
    return sorted(
        (
            (record.measure, name(record.category), record.attribute, str(sorted(record.parameters.items(), key=str))),
            *(None if part is None else round(part, 9) for part in (record.value, record.low, record.high, record.coverage)),
            record.n,
        )
        for record in records
    )  # fmt: skip


@few
@given(st.integers(0, 10_000))
def test_other_names_for_categories_change_nothing_in_any_measure_nor_in_its_interval(seed):
    articles = linked(two_codings(seed, articles=3, spans=6), seed)
    renamed = [replace(one, units=tuple(replace(unit, category=NAMES[unit.category]) for unit in one.units)) for one in articles]
    here = everything(articles)
    there = everything(renamed, ("actor", "claim", "stance"), replace(DEGREE, category="stance"))
    assert {record.measure for record in here} >= {name for name in MEASURES if not name.startswith(("statement_", "conger"))}
    assert figures(here, lambda name: NAMES.get(name, name)) == figures(there)


@few
@given(st.integers(0, 10_000), st.integers(1, 500))
def test_a_common_shift_of_all_offsets_changes_nothing_in_any_measure(seed, shift):
    def moved(span):
        return Span(span.start + shift, span.end + shift)

    articles = linked(two_codings(seed, articles=3, spans=6), seed)
    shifted = [
        replace(
            one,
            coded_regions=tuple(map(moved, one.coded_regions)),
            units=tuple(replace(unit, spans=tuple(map(moved, unit.spans))) for unit in one.units),
            words=tuple(map(moved, one.words)),
        )
        for one in articles
    ]
    assert figures(everything(articles)) == figures(everything(shifted))


@few
@given(st.integers(0, 10_000))
def test_the_order_of_three_coders_changes_nothing_in_any_measure(seed):
    chance = random.Random(seed)
    articles = []
    for one in two_codings(seed, articles=3, spans=5):
        third = [replace(unit, id=f"c{unit.id}", coder="cleo") for unit in one.units if unit.coder == "ben" and chance.random() < 0.7]
        articles.append(replace(one, coders=("anna", "ben", "cleo"), units=(*one.units, *third)))
    other = {"anna": "zoe", "ben": "mia", "cleo": "ada"}
    renamed = [
        replace(
            one,
            coders=tuple(other[name] for name in one.coders[::-1]),
            units=tuple(replace(unit, coder=other[unit.coder]) for unit in one.units),
            values={other[name]: values for name, values in one.values.items()},
        )
        for one in articles
    ]
    assert figures(everything(articles, groups=[("anna", "ben", "cleo")])) == figures(everything(renamed, groups=[("ada", "mia", "zoe")]))


# --- matching and statuses -------------------------------------------------------------------------------------------------


def units(coder):
    place = st.tuples(st.integers(0, 30), st.integers(1, 10), st.integers(0, 4), st.sampled_from("XXXY"))
    return st.lists(place, max_size=7, unique=True).map(
        lambda own: [
            a_unit(coder, kind, [(start, start + size), (start + size + gap, start + size + gap + 2)] if gap else (start, start + size),
                   id=f"{coder}{number}")
            for number, (start, size, gap, kind) in enumerate(own)
        ]
    )  # fmt: skip


@many
@given(units("anna"), units("ben"), st.booleans())
def test_the_parts_matched_at_once_are_matched_as_all_edges_together_would_be(one, other, most_pairs):
    corpus = build([an_article(*one, *other, length=60)], ["X", "Y"])
    pair = Pair(corpus, 0, 1)
    edges = pair.overlaps
    rows = list(zip(edges.left.tolist(), edges.right.tolist(), edges.shared.tolist(), edges.either.tolist(), strict=True))
    order = [tuple(sorted((corpus.extents[left], corpus.extents[right]))) for left, right, _, _ in rows]
    expected = best_matching(iou_weights(rows, order, most_pairs)) if rows else {}
    found = matching(corpus, edges, most_pairs=most_pairs)

    def places(pairs):
        return Counter(tuple(sorted((corpus.extents[left], corpus.extents[right]))) for left, right in pairs)

    assert places(zip(found.left.tolist(), found.right.tolist(), strict=True)) == places(expected.items())


@many
@given(units("anna"), units("ben"), st.sampled_from([BEST, EXACT, IOU, OVERLAP]))
def test_every_span_has_exactly_one_status_and_they_add_up_to_the_spans(one, other, mode):
    corpus = build([an_article(*one, *other, length=60)], ["X", "Y"])
    pair = Pair(corpus, 0, 1)
    answers = pair.answers(mode)
    sides = Counter(unit for answer in answers for unit in (answer.left, answer.right) if unit is not None)
    assert sides == dict.fromkeys(range(len(corpus.units)), 1)
    paired = {Status.SAME, Status.BOUNDARY, Status.CATEGORY}
    assert all((answer.left is not None and answer.right is not None) == (answer.status in paired) for answer in answers)
    for answer in answers:
        assert answer.status != Status.ONLY_A or answer.right is None
        assert answer.status != Status.ONLY_B or answer.left is None
        assert answer.status != Status.SAME or pair.moved(answer) == (0, 0)
    if mode == BEST:
        alone = [unit for answer in answers if answer.status == Status.SPLIT for unit in (answer.left, answer.right) if unit is not None]
        assert sorted(alone) == pair.split.tolist()


def test_one_span_against_its_two_halves_is_counted_as_split():
    article = an_article(a_unit("anna", "X", (0, 20)), a_unit("ben", "X", (0, 10)), a_unit("ben", "X", (10, 20)))
    record = the_record([article], "u_alpha", "X")
    assert record.value == pytest.approx(1.0)
    assert record.counts["split_or_merged"] == 1


# --- alphas ------------------------------------------------------------------------------------------------------------------

tables = st.lists(st.lists(st.integers(-1, 3), min_size=4, max_size=4), min_size=1, max_size=12)


@many
@given(tables, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_counting_values_and_pairing_them_give_the_same_statistics(rows, metric):
    table, values = np.array(rows), (0, 1, 2, 3)
    of = distance(metric, values)
    one, other = table_statistics(table, values, of), statistics(pairs_of_table(table, values), of, len(table))
    assert one.alpha().reason == other.alpha().reason
    for left, right in zip(one.parts(one.columns), other.parts(other.columns), strict=True):
        assert np.allclose(left, right, equal_nan=True)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1000))
def test_more_noise_lowers_u_and_f1(seed):
    for measure in ("u_alpha", "iou_f1", "char_f1"):
        values = [
            sum(the_record(two_codings(seed + run, noise=noise, missed=noise / 40), measure).value for run in range(3))
            for noise in (0, 4, 16)
        ]  # fmt: skip
        assert values == sorted(values, reverse=True)


def test_coders_who_code_at_random_agree_by_chance_in_every_alpha_and_kappa():
    chance = random.Random(4)
    found: dict[str, list[float]] = {}
    for _study in range(25):
        articles = []
        for number in range(12):
            marked = [
                a_unit(coder, "X", (place, place + 5), degree=chance.choice(("low", "middle", "high")))
                for place in (0, 20, 40) for coder in ("anna", "ben")
            ]  # fmt: skip
            articles.append(an_article(*marked, id=str(number), values={name: {"genre": chance.choice("no")} for name in ("anna", "ben")}))
        for measure in ("attribute_alpha", "cohen_kappa", "fleiss_kappa", "ac1", "brennan_prediger"):
            for record in compute(articles, ["X"], [DEGREE, GENRE], measures=[measure], draws=0):
                found.setdefault(f"{measure} {record.attribute}", []).append(record.value)
    assert len(found) == 10
    for name, values in found.items():
        assert abs(sum(values) / len(values)) < 0.12, name


@few
@given(st.lists(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6)), max_size=3), min_size=3, max_size=3).filter(any),
       st.integers(0, 40), st.integers(1, 4))  # fmt: skip
def test_the_disorder_of_three_coders_is_the_same_after_a_shift_and_a_scaling(sides, shift, factor):
    still = [[(start, start + size, "X") for start, size in side] for side in sides]
    moved = [[(factor * start + shift, factor * end + shift, kind) for start, end, kind in side] for side in still]
    assert disorder(still, Costs()) == pytest.approx(disorder(moved, Costs()))


def test_fragments_that_touch_are_the_span_without_a_cut():
    whole = an_article(a_unit("anna", "X", (0, 20)), a_unit("ben", "X", (3, 20)))
    cut = [replace(unit, spans=make_spans([(unit.spans[0].start, 10), (10, unit.spans[0].end)])) for unit in whole.units]
    one, other = (compute([article], ["X"], draws=0) for article in (whole, replace(whole, units=tuple(cut))))
    assert figures(one) == figures(other)


@many
@given(tables.filter(lambda rows: any(sum(code >= 0 for code in row) > 1 for row in rows)), st.sampled_from(sorted(kappa_module.MEASURES)))
def test_kappas_from_sums_over_articles_are_those_of_the_whole_table_drawn_or_not(rows, measure):
    kind = kappa_module.QUADRATIC if measure == "ac2" else kappa_module.IDENTITY
    article = np.arange(len(rows)) // 2
    articles = int(article.max()) + 1
    found = kappa_module.statistics(measure, np.array(rows), article, articles, 4, kind)
    for times in (np.ones(articles), np.arange(articles) % 3):
        drawn = np.repeat(np.array(rows), times.astype(int)[article], axis=0)
        value = found.values((times @ found.columns)[None, :])[0]
        expected = kappa_module.kappa(measure, drawn, 4, kind).value if len(drawn) else None
        assert np.isnan(value) if expected is None else value == pytest.approx(expected)


def test_kappas_and_gamma_have_an_interval_and_no_verdict():
    articles = two_codings(5, articles=14)
    for measure in ("cohen_kappa", "fleiss_kappa", "ac1", "ac2", "brennan_prediger", "gamma", "gamma_cat", "char_kappa", "maxqda_percent"):
        records = [one for one in compute(articles, ["X", "Y", "Z"], [DEGREE], measures=[measure], draws=100) if one.value is not None]
        assert records
        assert all(one.low < one.high for one in records), measure
        assert {verdict(one) for one in records} == {None}


def test_what_must_be_read_beside_a_value_is_said_beside_it():
    units = [a_unit("anna", "X", (0, 20)), a_unit("ben", "X", (0, 10)), a_unit("ben", "X", (10, 20)), a_unit("anna", "X", (50, 60)),
             a_unit("anna", "X", (55, 65)), a_unit("ben", "X", (50, 65)), a_unit("cleo", "X", (0, 20))]  # fmt: skip
    article = an_article(*units, coders=("anna", "ben", "cleo"))

    def beside(measure, group, category="X"):
        records = compute([article], ["X"], measures=[measure], draws=0, groups=[group])
        return words.beside(next(one for one in records if one.category == category))

    said = beside("u_alpha", ("anna", "ben"))
    assert "1 overlapping span of one coder merged" in said
    assert "2 spans split or merged, which this alpha cannot see" in said
    assert "pairs of coders from .00 to " in beside("exact_f1", ("anna", "ben", "cleo"))
    assert "a = 1, b = 1, D = 1; chance from" in beside("gamma", ("anna", "ben"), "")
    assert "coders shifted cyclically, seed 2024" in beside("gamma", ("anna", "ben"), "")
    touching = an_article(*(unit for unit in units if unit.spans[0].start != 55), coders=("anna", "ben", "cleo"))
    (record, *_each) = compute([touching], ["X"], measures=["cu_alpha"], draws=0, groups=[("anna", "ben", "cleo")])
    assert "published programs differ" in words.beside(record)
