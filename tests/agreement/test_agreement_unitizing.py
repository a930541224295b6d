"""Unitizing alphas: where coders marked something, without units given beforehand."""

from __future__ import annotations

import random

import pytest
from agreement_builders import a_unit, an_article, the_record, two_codings
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.corpus import build
from annotator.agreement.krippendorff import alpha
from annotator.agreement.unitizing import Layers, has_own_overlaps, u_family
from annotator.agreement.units import ArticleCodings, Unit
from annotator.model.span import Span

fast = settings(max_examples=50, deadline=None)
labels = st.lists(st.sampled_from(["", "", "X", "Y"]), min_size=4, max_size=16)


def family(*articles, categories=("X", "Y")):
    corpus = build(articles, categories)
    return u_family(corpus, range(len(corpus.coders)))


def runs(coder, row, *, at=0, unit=1):
    """Cut a row of labels into units of this length at most."""
    units, start = [], 0
    for place in range(1, len(row) + 1):
        if place == len(row) or row[place] != row[start] or place - start == unit:
            if row[start]:
                units.append(a_unit(coder, row[start], (start + at, place + at)))
            start = place
    return units


@fast
@given(st.data(), st.integers(2, 3))
def test_units_of_one_character_make_u_the_nominal_alpha_over_characters(data, coders):
    names = ["anna", "ben", "cleo"][:coders]
    size = data.draw(st.integers(3, 14))
    rows = [data.draw(st.lists(st.sampled_from(["", "X", "Y"]), min_size=size, max_size=size)) for _ in names]
    article = an_article(*(unit for name, row in zip(names, rows, strict=True) for unit in runs(name, row)), length=size, coders=names)
    found, expected = family(article).u, alpha(list(zip(*rows, strict=True))).value
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-9))


@fast
@given(labels, labels, st.integers(0, 40))
def test_a_common_shift_of_all_offsets_changes_nothing(one, other, shift):
    size = min(len(one), len(other))
    here = an_article(*runs("anna", one[:size], unit=9), *runs("ben", other[:size], unit=9), length=size)
    units = (*runs("anna", one[:size], at=shift, unit=9), *runs("ben", other[:size], at=shift, unit=9))
    assert family(here) == family(an_article(*units, regions=[(shift, shift + size)]))


@fast
@given(labels, labels)
def test_cutting_a_gap_at_an_article_border_changes_nothing(one, other):
    size = min(len(one), len(other))
    whole = [*one[:size], "", "", *other[:size]]
    both = [*other[:size], "", "", *one[:size]]
    together = an_article(*runs("anna", whole, unit=9), *runs("ben", both, unit=9), length=len(whole))
    first = an_article(*runs("anna", whole[: size + 1], unit=9), *runs("ben", both[: size + 1], unit=9), id="first", length=size + 1)
    rest = an_article(*runs("anna", whole[size + 1 :], unit=9), *runs("ben", both[size + 1 :], unit=9), id="rest", length=size + 1)
    found, expected = family(first, rest), family(together)
    assert (found.u, found.marked, found.cu) == pytest.approx((expected.u, expected.marked, expected.cu))


@fast
@given(labels.filter(lambda row: "X" in row))
def test_identical_coders_have_a_layer_alpha_of_one_unless_all_is_marked(row):
    article = an_article(*runs("anna", row, unit=9), *runs("ben", row, unit=9), length=len(row))
    record = the_record([article], "u_alpha", "X", categories=["X", "Y"])
    assert record.value == (1.0 if set(row) != {"X"} else None)


def test_more_noise_means_a_lower_u():
    values = [sum(the_record(two_codings(seed, noise=noise), "u_alpha").value for seed in range(4)) for noise in (0, 3, 9, 27)]
    assert values == sorted(values, reverse=True)
    assert values[0] > values[-1] + 0.5


def test_coders_who_mark_at_random_average_near_zero():
    chance = random.Random(11)
    values = []
    for _ in range(80):
        units = []
        for coder in ("anna", "ben"):
            start = chance.randrange(20)
            while start < 280:
                size = chance.randint(1, 12)
                units.append(a_unit(coder, "X", (start, start + size)))
                start += size + chance.randint(1, 30)
        values.append(the_record([an_article(*units, length=300)], "u_alpha", "X").value)
    assert abs(sum(values) / len(values)) < 0.05


def test_a_discontinuous_unit_adds_the_square_of_its_whole_length():
    broken = an_article(a_unit("anna", "X", [(0, 4), (8, 12)]), a_unit("ben", "X", (0, 12)), length=20)
    two = an_article(a_unit("anna", "X", (0, 4)), a_unit("anna", "X", (8, 12)), a_unit("ben", "X", (0, 12)), length=20)
    assert the_record([broken], "u_alpha", "X").value == pytest.approx(0.657, abs=5e-4)
    assert the_record([two], "u_alpha", "X").value == pytest.approx(0.649, abs=5e-4)


def test_touching_units_stay_two_and_overlapping_ones_of_one_coder_are_merged_and_counted():
    touching = an_article(a_unit("anna", "X", (0, 5)), a_unit("anna", "X", (5, 9)), a_unit("ben", "X", (0, 9)), length=20)
    overlapping = an_article(a_unit("anna", "X", (0, 6)), a_unit("anna", "X", (5, 9)), a_unit("ben", "X", (0, 9)), length=20)
    corpus = build([touching], ["X"])
    assert Layers(corpus).squares[0].sum() == 25 + 16
    record = the_record([overlapping], "u_alpha", "X")
    assert record.counts["merged_overlaps"] == {"anna": 1, "ben": 0}
    assert Layers(build([overlapping], ["X"])).squares[0].sum() == 81
    assert record.value == 1.0


def test_pooled_u_adds_the_disagreements_of_the_layers():
    article = an_article(
        a_unit("anna", "X", (2, 8)), a_unit("ben", "X", (4, 10)), a_unit("anna", "Y", (3, 6)), a_unit("ben", "Y", (3, 6)), length=20
    )
    layers = [the_record([article], "u_alpha", name) for name in ("X", "Y")]
    observed, expected = (sum(record.counts[f"{part}_disagreement"] for record in layers) for part in ("observed", "expected"))
    assert layers[0].value == pytest.approx(0.5535714285714286)
    assert the_record([article], "u_alpha").value == pytest.approx(1 - observed / expected)


def test_one_u_over_all_categories_is_refused_where_a_coder_has_overlaps():
    article = an_article(a_unit("anna", "X", (2, 8)), a_unit("anna", "Y", (3, 6)), a_unit("ben", "X", (2, 8)))
    corpus = build([article], ["X", "Y"])
    assert has_own_overlaps(corpus, Layers(corpus), [0, 1])
    assert the_record([article], "u_combined").reason.startswith("units of one coder overlap")


def test_sets_of_categories_take_the_place_of_a_refused_u_and_have_an_interval():
    articles = [
        an_article(a_unit("anna", "X", (2, 8)), a_unit("anna", "Y", (3, 6)), a_unit("ben", "X", (2, 8 - n % 3)), id=f"a{n}", length=30)
        for n in range(12)
    ]
    record = the_record(articles, "u_sets", draws=200)
    assert 0 < record.low < record.value < record.high < 1
    assert record.counts["sets"] == 2
    assert record.counts["percent"] == pytest.approx(1 - 2 * (12 * 3 + 4 * 1 + 4 * 2) / (12 * 60))
    assert the_record([an_article(length=9)], "u_sets", categories=["X"]).reason == "no span by either coder"


def test_the_alpha_of_1995_has_an_interval_over_articles_and_says_why_where_it_has_none():
    articles = [
        an_article(a_unit("anna", "X", (n, n + 9)), a_unit("ben", "X", (n + n % 3, n + 9)), a_unit("anna", "Y", (40, 44 + n)),
                   a_unit("ben", "Y", (40, 45)), id=f"a{n}", length=60 + n)
        for n in range(12)
    ]  # fmt: skip
    for category in ("X", "Y", ""):
        record = the_record(articles, "alpha_u_1995", category, draws=300)
        assert record.low < record.value < record.high < 1
        assert record.parameters["resampled"] == "articles"
    alone = an_article(a_unit("anna", "X", (0, 4)), id="alone", coders=("anna",))
    assert the_record([*articles, alone], "alpha_u_1995", "X").reason == "not every coder finished every article"
    overlapping = [an_article(a_unit("anna", "X", (0, 4)), a_unit("anna", "X", (2, 8)), a_unit("ben", "X", (0, 4)))]
    assert the_record(overlapping, "alpha_u_1995", "X").reason.startswith("units of one coder overlap")


def test_without_a_common_article_there_is_no_number():
    alone = [
        ArticleCodings("1", (Span(0, 9),), ("anna",), (Unit("u", "anna", "X", (Span(0, 3),)),)),
        ArticleCodings("2", (Span(0, 9),), ("ben",), (Unit("u", "ben", "X", (Span(0, 3),)),)),
    ]
    for measure in ("u_alpha", "exact_f1", "char_f1", "char_kappa"):
        record = the_record(alone, measure, "X")
        assert (record.value, record.reason, record.n_articles, record.n) == (None, "no article finished by both", 0, 0)


def test_who_did_not_finish_an_article_is_missing_not_empty():
    done = an_article(a_unit("anna", "X", (0, 5)), a_unit("ben", "X", (0, 5)), id="1", length=20)
    open_still = an_article(a_unit("anna", "X", (0, 5)), a_unit("ben", "X", (9, 12)), id="2", length=20, coders=["anna"])
    record = the_record([done, open_still], "u_alpha", "X")
    assert (record.value, record.n_articles, record.coverage) == (1.0, 1, 0.5)


def test_nothing_marked_by_anyone_is_undefined_and_said_to_be():
    record = the_record([an_article(length=20)], "u_alpha", "X", categories=["X"])
    assert (record.value, record.reason) == (None, "no span by either coder")
    assert record.counts["percent"] == 1.0


def test_everything_marked_by_both_is_undefined_for_lack_of_variation():
    record = the_record([an_article(a_unit("anna", "X", (0, 20)), a_unit("ben", "X", (0, 20)), length=20)], "u_alpha", "X")
    assert (record.value, record.reason, record.counts["percent"]) == (None, "no variation", 1.0)
