"""Alpha of given units and the kappas: what must hold for any data."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.agreement.bootstrap import articles_needed, krippendorff_bootstrap, units_needed
from annotator.agreement.kappa import codes, fleiss_per_category, kappa
from annotator.agreement.krippendorff import Unmeasurable, alpha

fast = settings(max_examples=60, deadline=None)
numbers = st.integers(0, 4)
rows = st.lists(st.lists(numbers | st.none(), min_size=3, max_size=3), min_size=2, max_size=12)
full_rows = st.lists(st.tuples(numbers, numbers), min_size=2, max_size=15)
METRICS = ["nominal", "ordinal", "interval", "ratio"]


def same(one, other):
    if one.value is None or other.value is None:
        return one.value is None and other.value is None
    return one.value == pytest.approx(other.value, abs=1e-9)


@fast
@given(rows, st.sampled_from(METRICS), st.randoms(use_true_random=False))
def test_the_order_of_units_and_coders_changes_nothing(table, metric, chance):
    coders = chance.sample(range(3), 3)
    shuffled = [[row[coder] for coder in coders] for row in chance.sample(table, len(table))]
    assert same(alpha(table, metric), alpha(shuffled, metric))


@fast
@given(rows)
def test_renaming_the_values_changes_nothing(table):
    names = {0: "delta", 1: "alpha", 2: "gamma", 3: "beta", 4: "epsilon", None: None}
    assert same(alpha(table), alpha([[names[value] for value in row] for row in table]))


@fast
@given(rows, st.sampled_from(METRICS), numbers)
def test_a_row_with_one_value_changes_nothing(table, metric, value):
    assert same(alpha(table, metric), alpha([*table, [None, value, None]], metric))


@fast
@given(rows, st.integers(1, 9), st.integers(-50, 50))
def test_interval_alpha_survives_a_linear_recoding(table, factor, shift):
    assert same(alpha(table, "interval"), alpha([[v if v is None else factor * v + shift for v in row] for row in table], "interval"))


@fast
@given(rows, st.integers(1, 9))
def test_ratio_alpha_survives_a_factor(table, factor):
    assert same(alpha(table, "ratio"), alpha([[v if v is None else factor * v for v in row] for row in table], "ratio"))


def test_ratio_alpha_does_not_survive_a_shift():
    table = [[1, 2], [3, 3], [2, 1]]
    assert not same(alpha(table, "ratio"), alpha([[value + 10 for value in row] for row in table], "ratio"))


@fast
@given(rows)
def test_ordinal_alpha_survives_any_increasing_recoding(table):
    recoded = {0: -7, 1: 0, 2: 1, 3: 100, 4: 101, None: None}
    assert same(alpha(table, "ordinal"), alpha([[recoded[value] for value in row] for row in table], "ordinal"))


def test_the_codebook_order_is_the_scale_of_ordinal_alpha():
    table = [["possible", "doubtful"], ["probable", "probable"], ["doubtful", "doubtful"], ["possible", "probable"]]
    certainty = ("doubtful", "possible", "probable", "near_certain")
    in_numbers = [[certainty.index(value) for value in row] for row in table]
    assert same(alpha(table, "ordinal", certainty), alpha(in_numbers, "ordinal"))


@fast
@given(st.lists(st.lists(st.sampled_from([0, 1, None]), min_size=3, max_size=3), min_size=2, max_size=12))
def test_with_two_values_nominal_ordinal_and_interval_are_one(table):
    assert same(alpha(table, "nominal"), alpha(table, "ordinal"))
    assert same(alpha(table, "nominal"), alpha(table, "interval"))


@fast
@given(full_rows)
def test_for_two_coders_alpha_is_scotts_pi_with_the_small_sample_correction(table):
    found = alpha(table)
    assume(found.value is not None)
    scott = kappa("scott", *_coded(table))
    n = 2 * len(table)
    assert found.value == pytest.approx(1 - (1 - scott.value) * (n - 1) / n, abs=1e-9)


def _coded(table):
    numbers, values = codes(table)
    return numbers, len(values)


@fast
@given(st.lists(numbers, min_size=2, max_size=15), st.sampled_from(METRICS))
def test_identical_coders_have_an_alpha_of_one_unless_nothing_varies(values, metric):
    found = alpha([(value, value, value) for value in values], metric)
    assert found.value == (1 if len(set(values)) > 1 else None)


def test_coders_who_code_at_random_average_near_zero():
    chance = random.Random(5)
    found = [alpha([[chance.choice("abc") for _ in range(3)] for _ in range(40)]).value for _ in range(60)]
    assert abs(sum(found) / len(found)) < 0.02


def test_nothing_pairable_and_no_variation_are_told_apart():
    assert alpha([["a", None], [None, "b"]]).reason == "nothing to pair: no unit has two values"
    assert alpha([["a", "a"], ["a", "a"]]).reason == "no variation"


def test_ratio_alpha_refuses_negative_values():
    with pytest.raises(Unmeasurable, match="negative"):
        alpha([[-1, 1], [2, 2]], "ratio")


@fast
@given(full_rows)
def test_kappas_of_two_coders_agree_where_their_definitions_do(table):
    numbers, size = _coded(table)
    cohen, conger = kappa("cohen", numbers, size), kappa("conger", numbers, size)
    assert cohen == conger
    assert kappa("scott", numbers, size) == kappa("fleiss", numbers, size)


@fast
@given(st.lists(st.lists(numbers, min_size=4, max_size=4), min_size=2, max_size=12))
def test_fleiss_is_the_mean_of_its_categories_weighted_by_p_times_q(table):
    numbers, size = _coded(table)
    whole = kappa("fleiss", numbers, size)
    assume(whole.value is not None)
    parts = fleiss_per_category(numbers, size)
    shares = [(numbers == code).mean() for code in range(size)]
    weights = [share * (1 - share) for share in shares]
    total = sum(weight * part.value for weight, part in zip(weights, parts, strict=True) if part.value is not None)
    assert whole.value == pytest.approx(total / sum(weights), abs=1e-9)


def test_one_category_leaves_ac1_undefined_but_not_percent_agreement():
    found = kappa("ac1", *_coded([["a", "a"], ["a", "a"]]))
    assert (found.value, found.observed, found.reason) == (None, 1.0, "only one category occurs")


def test_krippendorffs_bootstrap_is_the_same_for_the_same_seed_and_not_below_minus_one():
    table = [["a", "b"], ["b", "a"], ["a", "b"]]
    found = krippendorff_bootstrap(table, draws=500)
    assert found == krippendorff_bootstrap(table, draws=500)
    assert found.low >= -1
    assert found.below_tentative == 1.0


def test_planning_asks_for_four_times_the_articles_to_halve_the_interval():
    assert articles_needed(20, 0.2, 0.1) == 80
    assert units_needed(0.8, 0.05) > units_needed(0.8, 0.25) > units_needed(0.667, 0.25)
