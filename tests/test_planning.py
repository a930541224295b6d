"""Who codes what: even, spread over strata, the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.model.plan import SHARED
from annotator.planning import ArticleToPlan, Request, balanced_pairs, make_plan

CODERS = tuple("abcdefghi")


def articles(count, strata=1, **given):
    return [ArticleToPlan(f"article {number}", (str(number % strata),), **given) for number in range(count)]


def seats_of(plan):
    found = {}
    for seat in plan.seats:
        found.setdefault(seat.article, set()).add(seat.coder)
    return found


@given(coders=st.integers(2, 9), count=st.integers(0, 120))
def test_however_many_pairs_are_taken_loads_and_pairs_differ_by_at_most_one(coders, count):
    pairs = [pair for pair, _number in zip(balanced_pairs(CODERS[:coders]), range(count), strict=False)]
    loads = Counter(dict.fromkeys(CODERS[:coders], 0))
    for pair in pairs:
        loads.update(pair)
    met = Counter(frozenset(pair) for pair in pairs)

    assert all(len(set(pair)) == 2 for pair in pairs)
    assert max(loads.values()) - min(loads.values()) <= 1
    assert max(met.values(), default=0) - (min(met.values()) if len(met) == coders * (coders - 1) // 2 else 0) <= 1


@given(
    coders=st.integers(2, 7),
    count=st.integers(1, 60),
    strata=st.integers(1, 5),
    share=st.sampled_from([0.0, 0.1, 0.2, 0.5, 1.0]),
    seed=st.integers(0, 99),
)
def test_every_article_has_its_coders_and_all_queues_are_as_long(coders, count, strata, share, seed):
    request = Request(CODERS[:coders], shared=share, seed=seed)
    plan = make_plan(articles(count, strata), request)
    seats = seats_of(plan)

    assert sorted(len(found) for found in seats.values()) == sorted([2] * round(share * count) + [1] * (count - round(share * count)))
    assert plan.load_range <= 1
    assert plan.pair_range <= 1
    for shared, of in plan.strata.values():
        assert abs(shared - share * of) < 1
    for coder in request.coders:
        assert sorted(seat.position for seat in plan.seats if seat.coder == coder) == list(range(plan.loads[coder]))


@given(seed=st.integers(0, 99), order=st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_plan_in_whatever_order_things_are_named(seed, order):
    there, coders = articles(20, 3), list(CODERS[:4])
    plan = make_plan(there, Request(tuple(coders), shared=0.3, seed=seed))
    order.shuffle(there)
    order.shuffle(coders)

    assert make_plan(there, Request(tuple(coders), shared=0.3, seed=seed)).seats == plan.seats


def test_another_seed_gives_another_plan_and_each_coder_an_own_order():
    one, other = (make_plan(articles(30), Request(CODERS[:3], per_article=3, seed=seed)) for seed in (1, 2))
    queues = {coder: [seat.article for seat in sorted(one.seats, key=lambda seat: seat.position) if seat.coder == coder] for coder in "abc"}

    assert one.seats != other.seats
    assert queues["a"] != queues["b"] != queues["c"]
    assert sorted(queues["a"]) == sorted(queues["b"])


def test_seven_coders_three_an_article_meet_once_in_seven_articles_as_in_the_fano_plane():
    plan = make_plan(articles(7), Request(CODERS[:7], per_article=3))

    assert (plan.load_range, set(plan.pairs.values())) == (0, {1})


@given(coders=st.integers(3, 6), count=st.integers(1, 40), seed=st.integers(0, 9))
def test_three_coders_an_article_have_queues_within_one(coders, count, seed):
    plan = make_plan(articles(count), Request(CODERS[:coders], per_article=3, seed=seed))

    assert plan.load_range <= 1
    assert all(len(found) == 3 for found in seats_of(plan).values())


def test_what_is_begun_stays_and_the_rest_is_spread_over_who_is_there_now():
    begun = [ArticleToPlan(f"begun {number}", fixed=("a",), shared=number < 2) for number in range(10)]
    plan = make_plan([*begun, *articles(20)], Request(("b", "c", "d"), shared=0.2, seed=3))
    seats = seats_of(plan)

    assert plan.load_range <= 1
    assert "a" not in {seat.coder for seat in plan.seats}
    assert all(len(seats[f"begun {number}"]) == 1 for number in range(2))  # shared before: a second coder is found
    assert sum(seat.part == SHARED for seat in plan.seats) == 2 + 4 * 2


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"coders": ()}, "needs coders"),
        ({"coders": ("a", "a")}, "named twice"),
        ({"coders": ("a", "b"), "per_article": 3}, "3 coders an article cannot be had from 2"),
        ({"coders": ("a",), "shared": 0.2}, "2 coders an article cannot be had from 1"),
        ({"coders": ("a", "b"), "shared": 20.0}, "between 0 and 100 %"),
    ],
)
def test_a_request_that_cannot_be_met_says_why(asked, reason):
    with pytest.raises(AnnotatorError, match=reason):
        Request(**asked)
