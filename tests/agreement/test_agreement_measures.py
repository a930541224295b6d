"""The whole report: records, attributes, links, intervals, and the passages behind a number."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from agreement_builders import a_unit, an_article, the_record, two_codings
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.bootstrap import ArticleDraws
from annotator.agreement.cases import passages
from annotator.agreement.measures import MEASURES, compute, verdict
from annotator.agreement.record import Record
from annotator.agreement.span_f1 import f1
from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec, LinkUnit, Unit, trimmed
from annotator.errors import Cancelled
from annotator.model.span import Span
from annotator.progress import Progress

DEGREE = AttributeSpec("X", "degree", ordinal=True, values=("low", "middle", "high"))
GENRE = AttributeSpec("", "genre", values=("n", "o"))
few = settings(max_examples=12, deadline=None)


def report(articles, **options):
    options.setdefault("draws", 50)
    return compute(articles, ["X", "Y", "Z"], [DEGREE, GENRE], [LinkSpec("makes")], **options)


def figures(records, rename=lambda name: name):
    return sorted(
        (
            r.measure,
            rename(r.category),
            r.attribute,
            str(r.parameters.get("value", "")),
            str(sorted(r.parameters.items(), key=str)),
            None if r.value is None else round(r.value, 9),
            None if r.low is None else round(r.low, 9),
            r.n,
        )
        for r in records
    )


@few
@given(st.integers(0, 10_000))
def test_the_order_of_articles_units_and_categories_changes_nothing(seed):
    articles = two_codings(seed, articles=4, spans=6)
    chance = random.Random(seed)
    shuffled = [
        ArticleCodings(
            a.article_id,
            a.coded_regions,
            a.coders[::-1],
            tuple(chance.sample(a.units, len(a.units))),
            a.links,
            a.values,
            a.codebook_versions,
        )
        for a in chance.sample(articles, len(articles))
    ]
    other = compute(shuffled, ["Z", "X", "Y"], [GENRE, DEGREE], [LinkSpec("makes")], draws=50)
    assert figures(report(articles)) == figures(other)


@few
@given(st.integers(0, 10_000))
def test_other_names_for_coders_and_articles_change_nothing_not_even_the_interval(seed):
    articles = two_codings(seed, articles=4, spans=6)
    names = {"anna": "zoe", "ben": "adam"}
    renamed = [
        ArticleCodings(
            f"{9 - number}",
            a.coded_regions,
            tuple(names[c] for c in a.coders),
            tuple(Unit(u.id, names[u.coder], u.category, u.spans, u.values) for u in a.units),
            (),
            {names[c]: v for c, v in a.values.items()},
        )
        for number, a in enumerate(articles)
    ]
    assert figures(report(articles)) == figures(report(renamed))


@few
@given(st.integers(0, 10_000))
def test_other_names_for_categories_change_no_value(seed):
    articles = two_codings(seed, articles=4, spans=6)
    names = {"X": "stance", "Y": "claim", "Z": "actor", "": ""}
    renamed = [
        ArticleCodings(
            a.article_id, a.coded_regions, a.coders, tuple(Unit(u.id, u.coder, names[u.category], u.spans, u.values) for u in a.units)
        )
        for a in articles
    ]
    measures = [name for name in MEASURES if "f1" in name or "u_" in name or name == "boundary_similarity"]
    one = compute(articles, ["X", "Y", "Z"], draws=0, measures=measures)
    other = compute(renamed, ["actor", "claim", "stance"], draws=0, measures=measures)
    assert figures(one, names.get) == figures(other)


@few
@given(st.integers(0, 10_000))
def test_two_identical_coders_agree_wholly_in_everything_defined(seed):
    articles = [
        ArticleCodings(
            a.article_id,
            a.coded_regions,
            a.coders,
            tuple(Unit(f"{c}{u.id}", c, u.category, u.spans, u.values) for u in a.units if u.coder == "anna" for c in a.coders),
            (),
            dict.fromkeys(a.coders, a.values["anna"]),
        )
        for a in two_codings(seed, articles=4, spans=6)
    ]
    for record in report(articles):
        assert record.value is None or record.value == pytest.approx(100 if record.measure == "maxqda_percent" else 1), record


def test_every_record_is_json_with_the_keys_of_the_contract():
    for record in report(two_codings(1)):
        line = json.loads(json.dumps(record.as_dict(), allow_nan=False))
        assert {
            "measure",
            "category",
            "attribute",
            "coders",
            "value",
            "low",
            "high",
            "n",
            "n_articles",
            "coverage",
            "parameters",
        } <= line.keys()
        assert ("reason" in line) == (line["value"] == "undefined")
        assert line["codebook_versions"] == ["1.0"]
        assert len(line["inputs"]) == 64


def test_the_hash_of_the_inputs_tells_other_codings_apart_and_not_their_order():
    articles = two_codings(1)
    changed = [*articles[:-1], an_article(id=articles[-1].article_id, length=300)]
    hashes = [compute(some, ["X"], measures=["exact_f1"], draws=0)[0].inputs for some in (articles, articles[::-1], changed)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_an_undefined_record_needs_its_reason():
    with pytest.raises(ValueError, match="reason"):
        Record("u_alpha", "X", "", ("a", "b"), None)
    with pytest.raises(ValueError, match="not a value"):
        Record("u_alpha", "X", "", ("a", "b"), float("nan"))


def test_attribute_alpha_says_how_many_spans_it_rests_on():
    article = an_article(
        a_unit("anna", "X", (0, 20), degree="low"),
        a_unit("ben", "X", (2, 20), degree="low"),
        a_unit("anna", "X", (30, 50), degree="high"),
        a_unit("ben", "X", (30, 50), degree="low"),
        a_unit("anna", "X", (60, 80), degree="high"),
        a_unit("ben", "X", (61, 82), degree="high"),
        a_unit("anna", "X", (90, 95), degree="low"),
    )
    nominal = AttributeSpec("X", "degree", values=("low", "high"))
    record = the_record([article], "attribute_alpha", "X", "degree", attributes=[nominal])
    assert record.value == pytest.approx(4 / 9)
    assert (record.n, record.counts["matched"], record.counts["unmatched_a"], record.counts["unmatched_b"]) == (3, 3, 1, 0)
    assert record.coverage == pytest.approx(6 / 7)
    assert record.counts["percent"] == pytest.approx(2 / 3)


def test_pairs_in_which_both_left_the_programs_default_are_counted():
    article = an_article(
        a_unit("anna", "X", (0, 5), degree="low", defaults=["degree"]),
        a_unit("ben", "X", (0, 5), degree="low", defaults=["degree"]),
        a_unit("anna", "X", (10, 15), degree="high"),
        a_unit("ben", "X", (10, 15), degree="low", defaults=["degree"]),
    )
    assert the_record([article], "attribute_alpha", "X", "degree", attributes=[DEGREE]).counts["default_default"] == 1


def test_a_conditional_attribute_is_compared_only_where_it_applies_to_both():
    other = AttributeSpec("X", "issue_other", type="single", when={"issue": ["other"]})
    issue = AttributeSpec("X", "issue")
    article = an_article(
        a_unit("anna", "X", (0, 5), issue="other", issue_other="p"),
        a_unit("ben", "X", (0, 5), issue="trade", issue_other="q"),
        a_unit("anna", "X", (10, 15), issue="other", issue_other="p"),
        a_unit("ben", "X", (10, 15), issue="other", issue_other="r"),
    )
    assert the_record([article], "attribute_alpha", "X", "issue_other", attributes=[issue, other]).n == 1
    assert the_record([article], "attribute_alpha", "X", "issue", attributes=[issue, other]).n == 2


def test_an_attribute_without_variation_is_undefined_with_percent_beside():
    article = an_article(a_unit("anna", "X", (0, 5), degree="low"), a_unit("ben", "X", (0, 5), degree="low"))
    record = the_record([article], "attribute_alpha", "X", "degree", attributes=[DEGREE])
    assert (record.value, record.reason, record.counts["percent"]) == (None, "no variation", 1.0)


def test_free_text_has_no_coefficient_and_a_multi_select_has_one_a_set_and_one_an_option():
    text, topics = AttributeSpec("X", "remark", type="text"), AttributeSpec("X", "topics", type="multiple", values=("a", "b"))
    article = an_article(
        a_unit("anna", "X", (0, 5), topics=["a", "b"], remark="so"),
        a_unit("ben", "X", (0, 5), topics=["a"], remark="no"),
        a_unit("anna", "X", (10, 15), topics=[], remark="so"),
        a_unit("ben", "X", (10, 15), topics=[], remark="no"),
    )
    records = compute([article], ["X"], [text, topics], draws=0, measures=["attribute_alpha", "value_alpha"])
    assert {record.attribute for record in records} == {"topics"}
    whole = next(record for record in records if record.measure == "attribute_alpha")
    # {a,b} {a}: 1 - 1/2*2/3 = 2/3; the pairs of all four sets: 2(2/3 + 2*1 + 2*1)/12
    assert whole.value == pytest.approx(1 - (2 * (2 / 3) / 4) / (2 * (2 / 3 + 4) / 12))
    options = {record.parameters["value"]: record.value for record in records if record.measure == "value_alpha"}
    assert options == pytest.approx({"a": 1.0, "b": 0.0})


def test_article_variables_are_compared_article_by_article_with_whoever_finished():
    def coded(number, **genres):
        return an_article(id=str(number), coders=tuple(genres), values={coder: {"genre": genre} for coder, genre in genres.items()})

    articles = [coded(1, anna="n", ben="n", cleo="n"), coded(2, anna="o", ben="o"), coded(3, ben="n", cleo="o"), coded(4, cleo="o")]
    records = compute(articles, ["X"], [GENRE], measures=["attribute_alpha"], draws=0)
    together = next(record for record in records if len(record.coders) == 3)
    # counts n 4, o 3 of 7 values, one pair differs: alpha = 1 - 6 * 2 / (2*4*3)
    assert together.value == pytest.approx(1 - 6 * 2 / 24)
    assert (together.n_articles, together.n) == (3, 5)


def linked(entity_b="e1"):
    return an_article(
        a_unit("anna", "actor", (0, 5), id="p", entity="e1"),
        a_unit("anna", "actor", (50, 55), id="p2", entity="e1"),
        a_unit("anna", "claim", (10, 30), id="c"),
        a_unit("ben", "actor", (0, 5), id="q", entity=entity_b),
        a_unit("ben", "claim", (10, 30), id="d"),
        a_unit("ben", "claim", (60, 70), id="f"),
        links=[LinkUnit("anna", "makes", "p2", "c"), LinkUnit("ben", "makes", "q", "d"), LinkUnit("ben", "makes", "q", "f")],
    )


def links_of(article, **wanted):
    records = compute([article], ["actor", "claim"], [], [LinkSpec("makes")], measures=["link_f1"], draws=0)
    return next(r for r in records if r.category == "makes" and all(r.parameters[key] == value for key, value in wanted.items()))


def test_two_mentions_of_one_entity_are_the_same_end_at_entity_level_only():
    assert links_of(linked(), level="mention", mode="strict").value == 0.0
    assert links_of(linked(), level="entity", mode="strict").value == pytest.approx(2 / 3)
    assert links_of(linked("e2"), level="entity", mode="strict").value == 0.0


def test_conditional_link_f1_leaves_out_links_whose_ends_have_no_answer():
    found = links_of(linked(), level="entity", mode="conditional")
    assert (found.value, found.n, found.coverage) == (1.0, 2, pytest.approx(2 / 3))


def test_direction_counts_unless_the_link_is_undirected():
    article = an_article(
        a_unit("anna", "X", (0, 5), id="1"),
        a_unit("anna", "X", (10, 15), id="2"),
        a_unit("ben", "X", (0, 5), id="3"),
        a_unit("ben", "X", (10, 15), id="4"),
        links=[LinkUnit("anna", "responds_to", "1", "2"), LinkUnit("ben", "responds_to", "4", "3")],
    )
    values = [
        compute([article], ["X"], [], [LinkSpec("responds_to", directed)], measures=["link_f1"], draws=0)[0].value
        for directed in (True, False)
    ]
    assert values == [0.0, 1.0]


def test_only_alphas_get_a_verdict_and_by_the_lower_end():
    def of(measure, low):
        return verdict(Record(measure, "X", "", ("a", "b"), 0.9, low=low, high=0.95))

    assert [of("u_alpha", low) for low in (0.81, 0.7, 0.5, None)] == ["reliable", "tentative", "not reliable", None]
    assert of("exact_f1", 0.9) is None
    assert of("ac1", 0.9) is None


def test_the_interval_holds_the_value_and_is_the_same_for_the_same_seed():
    one, other, third = (report(two_codings(2, articles=15), measures=["u_alpha"], draws=200, seed=seed) for seed in (1, 1, 2))
    assert one == other
    assert [r.low for r in one] != [r.low for r in third]
    assert all(record.low < record.value < record.high for record in one)


def test_one_article_gives_no_interval():
    assert report(two_codings(2, articles=1), measures=["u_alpha"])[0].low is None


def test_draws_without_a_value_are_counted():
    articles = [an_article(id=str(number), length=20) for number in range(4)]
    articles.append(an_article(a_unit("anna", "X", (0, 5)), a_unit("ben", "X", (0, 5)), id="last", length=20))
    record = the_record(articles, "exact_f1", "X", draws=200)
    assert 20 < record.counts["draws_without_value"] < 120


def test_the_difference_of_a_measure_with_itself_is_nothing_in_every_draw():
    columns = np.array([[2.0, 4.0], [4.0, 4.0], [0.0, 2.0]])
    found = ArticleDraws(100).difference((columns, f1), (columns, f1), np.array([True, True, True]))
    assert (found.low, found.high) == (0.0, 0.0)


@pytest.mark.parametrize("coders", [("anna", "ben"), ("anna", "ben", "caro")])
def test_a_stop_is_heard_while_the_units_of_one_full_article_are_aligned(coders):
    places = [(7 * place, "XY"[place % 2]) for place in range(20)]
    units = [a_unit(coder, kind, (start + shift, start + shift + 5)) for shift, coder in enumerate(coders) for start, kind in places]
    article = an_article(*units, coders=coders, length=200)
    asked = []
    listening = Progress(stopped=lambda: bool(asked.append(1)))
    found = compute([article], ["X", "Y"], measures=["gamma"], draws=0, groups=[coders], progress=listening)

    # At every unit of every sample, not once a sample: with hundreds of units one alignment alone takes seconds.
    assert len(asked) > 20 * found[0].counts["samples"]
    for stop_at in (10, len(asked) // 2, len(asked) - 10):
        heard = []
        with pytest.raises(Cancelled):
            compute([article], ["X", "Y"], measures=["gamma"], draws=0, groups=[coders],
                    progress=Progress(stopped=lambda heard=heard, at=stop_at: len(heard) >= at or bool(heard.append(1))))  # fmt: skip


def test_a_stop_is_heard_between_the_articles_and_categories_whose_words_are_counted():
    words = tuple(Span(place, place + 4) for place in range(0, 300, 5))
    articles = [replace(article, words=words) for article in two_codings(1, articles=9)]
    counts = []
    for measure in ("char_f1", "token_f1"):
        asked = []
        listening = Progress(stopped=lambda asked=asked: bool(asked.append(1)))
        compute(articles, ["X", "Y", "Z"], measures=[measure], draws=0, progress=listening)
        counts.append(len(asked))

    assert counts[1] - counts[0] >= len(articles) + 3 * 2


def test_long_comparisons_can_be_stopped():
    with pytest.raises(Cancelled):
        report(two_codings(1), progress=Progress(stopped=lambda: True))


def test_an_unknown_measure_is_refused():
    with pytest.raises(KeyError):
        report([], measures=["beta"])


def test_white_space_and_punctuation_at_the_edges_can_be_trimmed():
    text = " “So it is,” he said."
    assert trimmed((Span(0, 12),), text) == (Span(2, 10),)
    assert trimmed((Span(0, 2),), text) == (Span(0, 2),)


# --- the passages behind a number ----------------------------------------------------------------------------------


@few
@given(st.integers(0, 10_000))
def test_the_list_behind_an_f1_has_every_span_once_and_as_many_agreements_as_the_number(seed):
    articles = two_codings(seed, articles=3)
    for record in report(articles, measures=["exact_f1", "iou_f1", "overlap_f1"], draws=0):
        listed = passages(articles, record, categories=["X", "Y", "Z"])
        own = [reading for passage in listed for reading in passage.readings if record.category in ("", reading.category)]
        assert len(own) == record.n
        agreeing = sum(passage.agrees for passage in listed)
        assert record.value is None or record.value == pytest.approx(2 * agreeing / record.n)


@few
@given(st.integers(0, 10_000))
def test_the_regions_of_disagreement_add_up_to_the_observed_disagreement(seed):
    articles = two_codings(seed, articles=3)
    for record in report(articles, measures=["u_alpha"], draws=0):
        listed = passages(articles, record, categories=["X", "Y", "Z"])
        if record.category and record.value is not None:
            total = 2 * sum(passage.disagreeing for passage in listed) / record.counts["characters"]
            assert total == pytest.approx(record.counts["observed_disagreement"])
        if record.value not in (None, 1):
            assert sum(passage.contribution for passage in listed) == pytest.approx(1)
            assert listed[0].without > record.value
            assert [p.contribution for p in listed] == sorted((p.contribution for p in listed), reverse=True)


@few
@given(st.integers(0, 10_000))
def test_the_list_behind_an_attribute_has_its_pairs_those_that_differ_first(seed):
    articles = two_codings(seed, articles=4)
    for record in report(articles, measures=["attribute_alpha"], draws=0):
        listed = passages(articles, record, attributes=[DEGREE, GENRE])
        assert len(listed) == record.n
        agreed = [passage.agrees for passage in listed]
        assert agreed == sorted(agreed)
        assert record.counts["percent"] is None or record.counts["percent"] == pytest.approx(sum(agreed) / len(agreed))
        if record.value not in (None, 1):
            assert sum(passage.contribution for passage in listed) == pytest.approx(1)


def test_the_list_behind_link_f1_says_who_found_each_link():
    record = links_of(linked(), level="entity", mode="strict")
    listed = passages([linked()], record, links=[LinkSpec("makes")])
    assert sorted((str(passage.status), passage.agrees) for passage in listed) == [("found by B", False), ("found by both", True)]
    assert sum(len(passage.readings) for passage in listed) == record.n


def test_a_passage_says_which_end_differs_and_by_how_much():
    article = an_article(a_unit("anna", "X", (10, 20)), a_unit("ben", "X", (13, 20)))
    listed = passages([article], the_record([article], "exact_f1", "X"))
    assert [(p.status, p.side, p.characters, p.start, p.article_id) for p in listed] == [("boundary differs", "start", 3, 10, "a1")]


def test_passages_of_three_coders_add_up_over_pairs():
    units = [a_unit(coder, "X", (start, start + 10)) for coder, start in (("anna", 0), ("ben", 2), ("cleo", 5))]
    articles = [
        an_article(*units, coders=("anna", "ben", "cleo"), length=40),
        an_article(*units[:2], id="a2", coders=("anna", "ben"), length=40),
    ]
    records = compute(articles, ["X"], measures=["u_alpha"], draws=0)
    together = next(record for record in records if len(record.coders) == 3 and record.category == "X")
    listed = passages(articles, together, categories=["X"])
    assert 2 * sum(p.disagreeing for p in listed) / together.counts["characters"] == pytest.approx(together.counts["observed_disagreement"])


@few
@given(st.integers(0, 500))
def test_the_pairs_behind_the_alpha_of_one_value_add_up_to_it(seed):
    articles = two_codings(seed, articles=3)
    for record in report(articles, measures=["value_alpha"]):
        listed = passages(articles, record, categories=["X", "Y", "Z"], attributes=[DEGREE, GENRE])
        assert len(listed) == record.n
        if record.value is not None:
            assert sum(one.disagreeing for one in listed) == pytest.approx(2 * sum(not one.agrees for one in listed) / (2 * record.n))
            if record.value < 1:
                assert sum(one.contribution for one in listed) == pytest.approx(1)


def test_ac1_stands_beside_alpha_where_one_value_holds_nearly_all():
    units = [a_unit(coder, "X", (10 * place, 10 * place + 5), kind="rare" if (place, coder) == (3, "ben") else "usual")
             for coder in ("anna", "ben") for place in range(10)]  # fmt: skip
    spec = AttributeSpec("X", "kind", values=("usual", "rare"))
    record = the_record([an_article(*units)], "attribute_alpha", "X", "kind", attributes=[spec])
    kappas = the_record([an_article(*units)], "ac1", "X", "kind", attributes=[spec])
    assert record.counts["largest_share"] == 0.95
    assert record.value < 0.1
    assert record.counts["ac1"] == kappas.value > 0.85
    assert "ac1" not in the_record(two_codings(1), "attribute_alpha", "X", "degree", attributes=[DEGREE]).counts


def test_the_list_behind_the_alpha_of_linked_sets_holds_every_matched_unit_with_both_sets():
    units, links = [], []
    for coder in ("anna", "ben"):
        for place, entity in enumerate(("mayor", "bank", "union", "mayor")):
            seen = "bank" if (coder, place) == ("ben", 3) else entity
            units.append(a_unit(coder, "actor", (20 * place, 20 * place + 4), id=f"{coder}a{place}", entity=seen))
            units.append(a_unit(coder, "claim", (20 * place + 5, 20 * place + 15), id=f"{coder}c{place}"))
            links.append(LinkUnit(coder, "makes", f"{coder}a{place}", f"{coder}c{place}", id=f"{coder}l{place}"))
    article = an_article(*units, links=links)
    record = the_record([article], "link_set_alpha", "makes", links=[LinkSpec("makes")])
    listed = passages([article], record, links=[LinkSpec("makes")])
    assert len(listed) == record.n == 4
    first = listed[0]
    assert (first.a.value, first.b.value, first.agrees) == ({"mayor"}, {"bank"}, False)
    assert [one.agrees for one in listed[1:]] == [True, True, True]
    assert sum(one.contribution for one in listed) == pytest.approx(1)
    assert first.without == pytest.approx(1)
