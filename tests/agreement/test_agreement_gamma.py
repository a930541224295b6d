"""Gamma: exact alignment of two and more coders, against every partition there is; records of many articles."""

from __future__ import annotations

from itertools import combinations

import pytest
from agreement_builders import a_unit, an_article, the_record, two_codings
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import gamma as gamma_module
from annotator.agreement.gamma import Costs, alignment, category_disorder, disorder, disorder_of, gamma
from annotator.agreement.packing import TooMany, best_packing
from annotator.agreement.shared_cases import answer

few = settings(max_examples=40, deadline=None)
unit = st.tuples(st.integers(0, 25), st.integers(1, 8), st.sampled_from("XY")).map(lambda u: (u[0], u[0] + u[1], u[2]))


def side(most):
    return st.lists(unit, max_size=most)


def least_by_trying_all(sides, costs):
    """Return the least sum of disorders over every partition into tuples, by recursion over the first open unit."""

    def rest(open_units):
        if not open_units:
            return 0.0
        (coder, _place), *others = open_units
        found = float("inf")
        for size in range(len(sides)):
            for some in combinations([one for one in others if one[0] != coder], size):
                if len({one[0] for one in some}) < size:
                    continue
                members = {open_units[0], *some}
                aligned = [None] * len(sides)
                for own, place in members:
                    aligned[own] = sides[own][place]
                left = [one for one in open_units if one not in members]
                found = min(found, disorder_of(tuple(aligned), costs) + rest(left))
        return found

    return rest([(coder, place) for coder, own in enumerate(sides) for place in range(len(own))])


@few
@given(st.lists(side(2), min_size=3, max_size=3))
def test_the_alignment_of_three_coders_is_the_best_of_all_partitions(sides):
    costs = Costs()
    found = alignment(sides, costs)
    assert sorted(one for aligned in found for one in aligned if one) == sorted(one for own in sides for one in own)
    assert sum(disorder_of(one, costs) for one in found) == pytest.approx(least_by_trying_all(sides, costs))


@few
@given(side(4), side(4))
def test_the_alignment_of_two_coders_is_the_best_of_all_partitions(one, other):
    costs = Costs(a=2, b=0.5)
    found = sum(disorder_of(aligned, costs) for aligned in alignment([one, other], costs))
    assert found == pytest.approx(least_by_trying_all([one, other], costs))


packings = st.lists(st.tuples(st.sets(st.integers(0, 9), min_size=2, max_size=3), st.integers(1, 20)), max_size=12)


@few
@given(packings)
def test_the_best_packing_is_the_best_of_all_sets_of_tuples(given_tuples):
    tuples = [tuple(sorted(members)) for members, _ in given_tuples]
    worth = [float(value) for _, value in given_tuples]
    best = 0.0
    for size in range(len(tuples) + 1):
        for some in combinations(range(len(tuples)), size):
            members = [member for number in some for member in tuples[number]]
            if len(members) == len(set(members)):
                best = max(best, sum(worth[number] for number in some))
    chosen = best_packing(tuples, worth)
    members = [member for number in chosen for member in tuples[number]]
    assert len(members) == len(set(members))
    assert sum(worth[number] for number in chosen) == pytest.approx(best)


def test_a_triangle_of_pairs_needs_branching():
    # A linear program would take half of each.
    assert len(best_packing([(0, 1), (1, 2), (0, 2)], [1.0, 1.0, 1.0])) == 1


def test_three_coders_of_whom_two_agree_are_worth_less_than_three_who_do():
    same, away = [(0, 10, "X"), (30, 40, "Y")], [(60, 70, "X"), (90, 95, "Y")]
    assert gamma([same, same, same], 100, Costs()).value == 1
    some = gamma([same, same, away], 100, Costs()).value
    assert 0 < some < 1
    assert disorder([same, same, away], Costs()) > 0


@few
@given(st.lists(side(3), min_size=3, max_size=3), st.permutations([0, 1, 2]))
def test_the_order_of_coders_changes_no_gamma(sides, order):
    costs = Costs()
    one = gamma(sides, 40, costs, samples=5, precise=False)
    other = gamma([sides[place] for place in order], 40, costs, samples=5, precise=False)
    assert (one is None) == (other is None)
    if one is not None:
        assert one.observed == pytest.approx(other.observed)


def test_gamma_cat_looks_at_aligned_units_alone():
    here, other = [(0, 10, "X"), (20, 30, "Y"), (50, 55, "X")], [(0, 10, "X"), (20, 30, "X")]
    total, weight = category_disorder(alignment([here, other], Costs()))
    assert (total, weight) == (1.0, 2.0)
    assert category_disorder(alignment([here, other], Costs()), "Y") == (1.0, 1.0)
    assert gamma([here, [(u[0], u[1], u[2]) for u in here]], 60, Costs()).cat == 1
    assert gamma([[(0, 5, "X")], [(40, 45, "X")]], 60, Costs(), samples=3, precise=False).cat is None


def test_too_many_units_are_refused_and_not_guessed(monkeypatch):
    monkeypatch.setattr(gamma_module, "MOST_UNITS", 2)
    with pytest.raises(TooMany):
        gamma([[(0, 1, "X"), (2, 3, "X"), (4, 5, "X")], []], 10, Costs())


def test_gamma_of_a_report_is_high_for_like_and_low_for_unlike_coders():
    near = the_record(two_codings(1, articles=4, noise=1, missed=0.0), "gamma")
    far = the_record(two_codings(1, articles=4, noise=25, missed=0.5), "gamma")
    assert 0.5 < near.value < 1
    assert far.value < near.value
    assert near.parameters["sampler"]
    assert near.counts["samples"] >= 4 * 30
    assert near.counts["articles_refused"] == 0


def test_identical_coders_give_gamma_one_and_no_units_give_none():
    units = [a_unit(coder, "X", (place, place + 5)) for coder in ("anna", "ben", "cleo") for place in (0, 20, 60)]
    article = an_article(*units, coders=("anna", "ben", "cleo"))
    together = the_record([article], "gamma", categories=["X"])
    assert together.value == 1
    assert the_record([an_article()], "gamma", categories=["X"]).value is None


def test_worked_cases_of_three_annotators_are_answered():
    same = [[1, 5, "x"], [8, 20, "y"]]
    case = {"id": 1, "measure": "gamma_disorder", "annotators": {"a": same, "b": same, "c": []}, "params": {"delta_empty": 1}}
    # Each unit twice: (0 + 1 + 1)/3 a tuple, two tuples, over (2 + 2 + 0)/3 units a coder.
    assert answer(case)["value"] == pytest.approx((2 * 2 / 3) / (4 / 3))
    assert answer({**case, "measure": "gamma_cat"})["value"] == 1.0
