"""Statements of two coders: each counted once, at its first difference, and the parts add up to the whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.cases import passages
from annotator.agreement.measures import STATEMENTS, compute
from annotator.agreement.statements import PARTS, Detail, StatementSpec
from annotator.agreement.units import LinkSpec, LinkUnit
from tests.agreement.agreement_builders import a_unit, an_article

SPEC = StatementSpec(
    "claim", "claim_type", "makes", ("towards", "stance"), ("qualifies", "speculation"), "holds",
    {"stance": ("polarity",), "speculation": ("certainty",)},
)  # fmt: skip
LINKS = tuple(LinkSpec(name) for name in ("makes", "relays", "holds", "towards", "qualifies", "responds_to"))
CATEGORIES = ("actor", "claim", "stance", "speculation")


def a_link(coder, link, source, target, **values):
    return LinkUnit(coder, link, f"{coder}-{source}", f"{coder}-{target}", values, f"{coder}-{link}-{source}-{target}")


def a_coding(coder, *, claim=(20, 60), kind="demand", maker="e1", polarity="support", certainty="possible", relayed=False):
    """Return what a coder makes of one statement: units and links; None leaves that part out."""
    units = [
        a_unit(coder, "actor", (0, 8), id=f"{coder}-who", entity=maker),
        a_unit(coder, "actor", (70, 78), id=f"{coder}-via", entity="e9"),
    ]
    links = []
    if claim is not None:
        units.append(a_unit(coder, "claim", claim, id=f"{coder}-claim", claim_type=kind))
        links.append(a_link(coder, "makes", "who", "claim"))
        if relayed:
            links.append(a_link(coder, "relays", "via", "claim"))
        if polarity is not None:
            units.append(a_unit(coder, "stance", (80, 90), id=f"{coder}-stance", polarity=polarity))
            links += [a_link(coder, "towards", "stance", "claim"), a_link(coder, "holds", "who", "stance")]
        if certainty is not None:
            units.append(a_unit(coder, "speculation", (12, 18), id=f"{coder}-cue", certainty=certainty))
            links.append(a_link(coder, "qualifies", "cue", "claim"))
    return units, links


def an_article_of(anna, ben, id="a1"):
    return an_article(*anna[0], *ben[0], id=id, links=[*anna[1], *ben[1]])


def first_difference(**other):
    article = an_article_of(a_coding("anna"), a_coding("ben", **other))
    records = compute([article], CATEGORIES, links=LINKS, measures=STATEMENTS, statement=SPEC, draws=0)
    assert sum(record.value for record in records) == pytest.approx(1)
    return [record.measure for record in records if record.value == 1]


@pytest.mark.parametrize(
    ("other", "part"),
    [
        ({}, "same"),
        ({"claim": None}, "found"),
        ({"claim": (20, 55)}, "boundary"),
        ({"kind": "accusation"}, "type"),
        ({"maker": "e2"}, "maker"),
        ({"polarity": "against"}, "stance"),
        ({"polarity": None}, "stance"),
        ({"certainty": "probable"}, "speculation"),
        ({"certainty": None}, "speculation"),
        ({"relayed": True}, "link"),
        ({"claim": (20, 55), "kind": "accusation", "maker": "e2"}, "boundary"),
        ({"kind": "accusation", "certainty": None}, "type"),
    ],
)
def test_a_statement_is_counted_at_its_first_difference(other, part):
    assert first_difference(**other) == [f"statement_{part}"]


def test_a_part_that_differs_later_is_counted_too_beside_the_first():
    article = an_article_of(a_coding("anna"), a_coding("ben", kind="accusation", certainty=None))
    records = {one.measure: one for one in compute([article], CATEGORIES, links=LINKS, measures=STATEMENTS, statement=SPEC, draws=0)}
    counts = records["statement_speculation"].counts
    assert (counts["statements"], counts["first"], counts["in_any_place"]) == (1, 0, 1)


def test_the_passage_of_a_part_says_what_each_coder_has_in_it():
    article = an_article_of(a_coding("anna"), a_coding("ben", maker="e2"))
    record = next(one for one in compute([article], CATEGORIES, links=LINKS, measures=["statement_maker"], statement=SPEC, draws=0))
    (passage,) = passages([article], record, categories=CATEGORIES, links=LINKS, statement=SPEC)
    assert passage.a.value == (Detail("makes", "", "e1"),)
    assert passage.b.value == (Detail("makes", "", "e2"),)
    assert (passage.status, passage.agrees) == ("maker", False)


def test_without_a_statement_there_is_no_share_but_a_reason():
    article = an_article_of(a_coding("anna", claim=None), a_coding("ben", claim=None))
    records = compute([article], CATEGORIES, links=LINKS, measures=STATEMENTS, statement=SPEC, draws=0)
    assert {(one.value, one.reason, one.n) for one in records} == {(None, "no statement by either coder", 0)}


codings = st.fixed_dictionaries(
    {
        "claim": st.sampled_from([(20, 60), (20, 55), (30, 50), (61, 69), None]),
        "kind": st.sampled_from(["demand", "accusation"]),
        "maker": st.sampled_from(["e1", "e2", None]),
        "polarity": st.sampled_from(["support", "against", None]),
        "certainty": st.sampled_from(["possible", "probable", None]),
        "relayed": st.booleans(),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(codings, codings, codings), min_size=1, max_size=4))
def test_the_parts_add_up_to_the_whole_and_to_the_passages_behind_them(articles):
    coders = ("anna", "ben", "caro")
    made = []
    for number, three in enumerate(articles):
        parts = [a_coding(coder, **coding) for coder, coding in zip(coders, three, strict=True)]
        units = [unit for part in parts for unit in part[0]]
        made.append(an_article(*units, id=f"a{number}", coders=coders, links=[link for part in parts for link in part[1]]))
    records = compute(made, CATEGORIES, links=LINKS, measures=STATEMENTS, statement=SPEC, draws=0)
    groups = {record.coders for record in records}
    assert len(groups) == 4
    for group in groups:
        own = [record for record in records if record.coders == group]
        assert len(own) == len(PARTS) + 1
        whole = own[0].n
        assert sum(record.counts["first"] for record in own) == whole
        if whole:
            assert sum(record.value for record in own) == pytest.approx(1)
        for record in own:
            found = passages(made, record, categories=CATEGORIES, links=LINKS, statement=SPEC)
            assert len(found) == record.counts["first"]
            assert record.counts["in_any_place"] >= record.counts["first"]
