"""Agreement over the weeks, by article, one coder against another; and coders against gold."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.cases import passages
from annotator.agreement.drift import over_batches
from annotator.agreement.measures import compute
from annotator.agreement.reference import NOTHING, against
from annotator.agreement.slices import by_article, difference, figures, only
from annotator.agreement.units import AttributeSpec
from tests.agreement.agreement_builders import a_unit, an_article, two_codings

CODERS = ("ada", "ben", "caro")
WEEKLY = 8


def a_batchwise_study(*, weeks=8, drifting="", since=4, seed=3):
    """Return articles of three coders, eight a week, and the week of each; from a week on one of them marks half at random."""
    chance = random.Random(seed)
    articles, week_of = [], {}
    for week in range(weeks):
        for number in range(WEEKLY):
            name = f"w{week}-{number}"
            truth = [(start, start + chance.randint(10, 25)) for start in range(10, 560, 40)]
            units = []
            for coder in CODERS:
                lost = coder == drifting and week >= since
                for start, end in truth:
                    if lost and chance.random() < 0.5:
                        start = chance.randrange(560)
                        end = start + 20
                    elif chance.random() < 0.06:
                        continue
                    units.append(a_unit(coder, "X", (start, end + chance.randint(-2, 2))))
            articles.append(an_article(*units, id=name, length=600, coders=CODERS))
            week_of[name] = f"2024-W{week + 10}"
    return articles, week_of


def charts_of(articles, week_of):
    (record,) = (one for one in compute(articles, ["X"], measures=["u_alpha"], draws=0, groups=[CODERS]) if one.category == "X")
    return {name: over_batches(figure, week_of, limit=0.667) for name, figure in figures(articles, record, categories=["X"]).items()}


@pytest.mark.parametrize("drifting", CODERS)
@pytest.mark.parametrize("seed", range(3))
def test_a_coder_who_drifts_is_flagged_within_two_batches_and_falls_deepest(drifting, seed):
    charts = charts_of(*a_batchwise_study(drifting=drifting, seed=seed))
    alarms = [one.label for one in charts[drifting] if one.alarm]
    # The drift begins in W14; by W15 two batches of it are there. Earlier is no alarm, though one bad week may have come before.
    assert "2024-W14" <= alarms[0] <= "2024-W15"
    last = {name: charts[name][-1].value for name in CODERS}
    assert min(last, key=last.get) == drifting


def test_steady_coders_raise_no_alarm():
    for seed in range(4):
        charts = charts_of(*a_batchwise_study(seed=seed))
        assert not [one for batches in charts.values() for one in batches if one.alarm]


def test_one_bad_week_alone_is_no_alarm_and_does_not_widen_the_bands_that_follow():
    articles, week_of = a_batchwise_study(weeks=5)
    bad, _weeks = a_batchwise_study(weeks=5, drifting="caro", since=3)
    mixed = [other if week_of[one.article_id] == "2024-W13" else one for one, other in zip(articles, bad, strict=True)]
    batches = charts_of(mixed, week_of)["caro"]
    assert [one.outside for one in batches] == [False, False, False, True, False]
    assert not any(one.alarm for one in batches)
    assert batches[4].low > batches[3].value


def test_the_first_batch_has_no_band_and_no_article_is_lost():
    articles, week_of = a_batchwise_study(weeks=3)
    batches = charts_of(articles, week_of)[""]
    assert (batches[0].low, batches[0].high) == (None, None)
    assert [one.n_articles for one in batches] == [WEEKLY] * 3


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 500))
def test_the_figure_without_an_article_is_the_figure_computed_without_it(seed):
    articles = two_codings(seed, articles=4)
    record = next(one for one in compute(articles, "XYZ", measures=["u_alpha"], draws=0) if one.category == "X")
    figure = figures(articles, record, categories="XYZ")[""]
    assert figure.value() == pytest.approx(record.value) if record.value is not None else figure.value() is None
    for one in by_article(figure):
        rest = [article for article in articles if article.article_id != one.article_id]
        again = next(found for found in compute(rest, "XYZ", measures=["u_alpha"], draws=0) if found.category == "X")
        assert again.value == (None if one.without is None else pytest.approx(one.without))


def test_a_coder_differs_from_itself_by_nothing_and_a_drifting_one_from_a_steady_one_by_more():
    articles, week_of = a_batchwise_study(drifting="caro", since=0)
    (record,) = (one for one in compute(articles, ["X"], measures=["u_alpha"], draws=0, groups=[CODERS]) if one.category == "X")
    found = figures(articles, record, categories=["X"])
    same = difference(found["ada"], found["ada"])
    assert (same.value, same.low, same.high) == (0, 0, 0)
    apart = difference(found["ada"], found["caro"])
    assert 0 < apart.low < apart.value < apart.high
    turned = difference(found["caro"], found["ada"])
    assert turned.value == pytest.approx(-apart.value)
    weeks = [only(found[""], [name for name, week in week_of.items() if week == label]) for label in ("2024-W10", "2024-W11")]
    periods = difference(*weeks)
    assert periods.n_articles == 2 * WEEKLY
    assert periods.low < periods.value < periods.high


DEGREE = AttributeSpec("X", "degree", values=("low", "high"))


def a_graded_article():
    gold = [a_unit("gold", "X", (0, 10), degree="low"), a_unit("gold", "X", (20, 30), degree="high"), a_unit("gold", "Y", (40, 50))]
    ada = [
        a_unit("ada", "X", (0, 10), degree="high"),
        a_unit("ada", "X", (22, 30), degree="high"),
        a_unit("ada", "X", (40, 50), degree="low"),
        a_unit("ada", "Y", (70, 80)),
    ]
    return an_article(*gold, *ada, coders=("ada", "gold"))


def graded(**options):
    records = against([a_graded_article()], ["X", "Y"], [DEGREE], reference="gold", draws=0, **options)
    return {(one.measure, one.category, one.attribute, one.parameters.get("mode")): one for one in records}


def test_precision_recall_and_f1_count_what_gold_has():
    found = graded()
    # X: ada marked three, gold two; one is exact, two overlap. Y: ada one, gold one, none in common.
    assert found["gold_precision", "X", "", "exact"].value == pytest.approx(1 / 3)
    assert found["gold_recall", "X", "", "exact"].value == pytest.approx(1 / 2)
    assert found["gold_f1", "X", "", "exact"].value == pytest.approx(2 / 5)
    assert found["gold_precision", "X", "", "overlap"].value == pytest.approx(2 / 3)
    assert found["gold_recall", "X", "", "overlap"].value == 1
    assert found["gold_f1", "", "", "overlap"].value == pytest.approx(4 / 7)


def test_accuracy_and_confusion_say_which_value_met_which():
    found = graded()
    accuracy = found["gold_accuracy", "X", "degree", None]
    assert (accuracy.value, accuracy.n) == (0.5, 2)
    assert accuracy.counts["confusion"] == {"low": {"high": 1}, "high": {"high": 1}}
    category = found["gold_category", "", "", None]
    assert category.counts["confusion"] == {"X": {"X": 2}, "Y": {"X": 1}, NOTHING: {"Y": 1}}
    assert category.value == pytest.approx(2 / 3)


def test_nothing_against_gold_is_corrected_for_chance():
    assert not {one for one, *_rest in graded() if "alpha" in one or "kappa" in one or one.startswith("ac")}


def test_the_passages_behind_a_figure_against_gold_are_what_it_counts():
    record = graded()["gold_precision", "X", "", "exact"]
    found = passages([a_graded_article()], record, categories=["X", "Y"])
    assert sum(one.agrees for one in found) == record.counts["true_positives"] == 1
    assert sum(one.a is not None and one.a.category == "X" for one in found) == record.n


def test_a_perfect_coder_has_one_everywhere_and_one_who_finished_nothing_is_not_there():
    twins = an_article(*(a_unit(coder, "X", (0, 10), degree="low") for coder in ("ada", "gold")), coders=("ada", "gold"))
    records = against([twins], ["X"], [DEGREE], reference="gold", draws=0)
    assert {one.value for one in records} == {1.0}
    assert against([twins], ["X"], [DEGREE], reference="nobody", draws=0) == []
