"""The one-to-one matching, the statuses and F1."""

from __future__ import annotations

from itertools import permutations

import pytest
from agreement_builders import a_unit, an_article, the_record, two_codings
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.alignment import Pair, Status
from annotator.agreement.assignment import best_matching
from annotator.agreement.corpus import build
from annotator.agreement.gamma import Costs, disorder
from annotator.agreement.measures import compute

fast = settings(max_examples=60, deadline=None)
weights = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 4)), st.integers(0, 9), max_size=14)
places = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), min_size=0, max_size=6, unique=True)


def pair_of(*units, length=100):
    corpus = build([an_article(*units, length=length)], sorted({unit.category for unit in units}), ["anna", "ben"])
    return Pair(corpus, 0, 1)


def coded(one, other, category="X"):
    units = [a_unit("anna", category, (start, start + size)) for start, size in one]
    return units + [a_unit("ben", category, (start, start + size)) for start, size in other]


@fast
@given(weights)
def test_no_matching_weighs_more_than_the_one_found(edges):
    found = best_matching(edges)
    heaviest = max(sum(edges.get((left, right), 0) for left, right in enumerate(order[:4])) for order in permutations(range(5)))
    assert len(set(found.values())) == len(found)
    assert sum(edges[edge] for edge in found.items()) == heaviest


@fast
@given(places.filter(lambda side: len(side) < 5), places.filter(lambda side: len(side) < 5))
def test_the_matchings_of_spans_are_the_best_of_all_that_could_be(one, other):
    def iou(a, b):
        shared = max(0, min(a[0] + a[1], b[0] + b[1]) - max(a[0], b[0]))
        return shared / (a[1] + b[1] - shared)

    few, many = sorted((one, other), key=len)
    ways = [[iou(a, b) for a, b in zip(few, order, strict=False)] for order in permutations(many)]
    pair = pair_of(*coded(one, other))
    assert pair.best.iou.sum() == pytest.approx(max(map(sum, ways)))
    assert len(pair.touching) == max(sum(share > 0 for share in way) for way in ways)
    assert len(pair.close) == max(sum(share >= 0.5 for share in way) for way in ways)


def test_greedy_matching_would_be_wrong():
    # a0 and b0 share most, but a0-b1 with a1-b0 share more in all.
    pair = pair_of(*coded([(0, 10), (8, 12)], [(4, 10), (0, 3)]))
    found = {(pair.corpus.extents[a][0], pair.corpus.extents[b][0]) for a, b in zip(pair.best.left, pair.best.right, strict=True)}
    assert found == {((0, 10), (0, 3)), ((8, 20), (4, 14))}
    assert pair.best.iou.sum() == pytest.approx(0.675)


def test_of_two_equally_good_answers_the_earlier_is_taken_whoever_is_first():
    for names in (("anna", "ben"), ("ben", "anna")):
        units = [a_unit(names[0], "X", (10, 20)), a_unit(names[1], "X", (5, 15)), a_unit(names[1], "X", (15, 25))]
        pair = pair_of(*units)
        matched = {pair.corpus.extents[int(unit)] for unit in (*pair.best.left, *pair.best.right)}
        assert matched == {((10, 20),), ((5, 15),)}


@fast
@given(places, places)
def test_every_span_has_exactly_one_status(one, other):
    pair = pair_of(*coded(one, other), a_unit("anna", "Y", (3, 9)), a_unit("ben", "Z", (4, 9)))
    for mode in ("best", "exact", "iou", "overlap"):
        answers = pair.answers(mode)
        found = [unit for answer in answers for unit in (answer.left, answer.right) if unit is not None]
        assert sorted(found) == list(range(len(pair.corpus.units)))


def test_each_status_is_told():
    pair = pair_of(
        a_unit("anna", "claim", (0, 10)), a_unit("ben", "claim", (0, 10)),
        a_unit("anna", "claim", (20, 30)), a_unit("ben", "claim", (22, 30)),
        a_unit("anna", "actor", (35, 40)), a_unit("ben", "stance", (35, 40)),
        a_unit("anna", "claim", (50, 70)), a_unit("ben", "claim", (50, 62)), a_unit("ben", "claim", (62, 70)),
        a_unit("anna", "actor", (80, 85)), a_unit("ben", "actor", (90, 95)),
    )  # fmt: skip
    found = sorted(str(answer.status) for answer in pair.answers())
    assert found == ["boundary differs", "boundary differs", "category differs", "only A", "only B", "same", "split or merged"]
    moved = next(pair.moved(answer) for answer in pair.answers() if answer.status == Status.BOUNDARY)
    assert moved == (2, 0)


@fast
@given(places, places)
def test_exact_is_at_most_half_overlap_and_that_at_most_any_overlap(one, other):
    articles = [an_article(*coded(one, other))]
    exact, half, overlap = (the_record(articles, name, "X", categories=["X"]).value for name in ("exact_f1", "iou_f1", "overlap_f1"))
    if exact is None:
        assert half is overlap is None
    else:
        assert exact <= half <= overlap


@fast
@given(places, places)
def test_f1_is_the_same_with_the_coders_exchanged(one, other):
    for name in ("exact_f1", "iou_f1", "overlap_f1", "soft_f1", "char_f1"):
        values = [the_record([an_article(*coded(*sides))], name, "X", categories=["X"]).value for sides in ((one, other), (other, one))]
        assert values[0] == pytest.approx(values[1])


def test_one_long_span_answers_one_of_two_short_ones():
    article = an_article(*coded([(0, 40)], [(0, 20), (20, 20)]))
    assert the_record([article], "overlap_f1", "X").value == pytest.approx(2 / 3)


def test_counts_are_added_over_articles_before_they_are_divided():
    agreed = an_article(*coded([(0, 5)], [(0, 5)]), id="a1")
    apart = an_article(*coded([(0, 5), (10, 5), (20, 5)], []), id="a2")
    assert the_record([agreed, apart], "exact_f1", "X").value == pytest.approx(2 / 5)


def test_the_same_span_twice_counts_once_and_is_counted_as_dropped():
    article = an_article(a_unit("anna", "X", (0, 5), id="1"), a_unit("anna", "X", (0, 5), id="2"), a_unit("ben", "X", (0, 5)))
    record = the_record([article], "exact_f1", "X")
    assert (record.value, record.n, record.counts["duplicates_dropped"]) == (1.0, 2, 1)


def test_fragments_are_one_unit_compared_by_their_characters():
    article = an_article(a_unit("anna", "X", [(0, 4), (8, 12)]), a_unit("ben", "X", (0, 12)))
    assert the_record([article], "iou_f1", "X").value == 1.0
    assert the_record([article], "soft_f1", "X").value == pytest.approx(8 / 12)
    assert the_record([article], "exact_f1", "X").value == 0.0


def test_spans_are_cut_to_the_coded_regions():
    article = an_article(
        a_unit("anna", "X", (5, 20)), a_unit("ben", "X", (10, 35)), a_unit("ben", "X", (0, 8)), regions=[(10, 20), (40, 50)]
    )
    record = the_record([article], "exact_f1", "X")
    assert (record.value, record.n) == (1.0, 2)


def test_more_than_two_coders_get_the_mean_over_pairs_and_the_range():
    units = [a_unit("anna", "X", (0, 5)), a_unit("ben", "X", (0, 5)), a_unit("cleo", "X", (50, 55))]
    article = an_article(*units, coders=("anna", "ben", "cleo"))
    records = [record for record in _all(article, "exact_f1") if record.category == "X"]
    assert [(record.coders, record.value) for record in records[:3]] == [
        (("anna", "ben"), 1.0), (("anna", "cleo"), 0.0), (("ben", "cleo"), 0.0),
    ]  # fmt: skip
    assert records[3].value == pytest.approx(1 / 3)
    assert records[3].counts["range"] == [0.0, 1.0]


def _all(article, measure):
    return compute([article], ["X"], measures=[measure], draws=0)


@fast
@given(places.filter(bool), places.filter(bool), st.integers(0, 50), st.integers(1, 5))
def test_the_disorder_of_gamma_is_the_same_after_a_shift_and_a_scaling(one, other, shift, factor):
    def moved(side):
        return [(factor * start + shift, factor * (start + size) + shift, "XY"[size % 2]) for start, size in side]

    still = [[(start, start + size, "XY"[size % 2]) for start, size in side] for side in (one, other)]
    assert disorder(still, Costs()) == pytest.approx(disorder([moved(one), moved(other)], Costs()))


def test_random_codings_keep_the_order_of_the_three_f1():
    articles = two_codings(3)
    exact, half, overlap = (the_record(articles, name).value for name in ("exact_f1", "iou_f1", "overlap_f1"))
    assert 0 < exact < half <= overlap < 1
