"""Annotations held in columns: the same figures as of annotations one by one, and a hash that tells what was coded."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.corpus import build
from annotator.agreement.measures import compute
from annotator.agreement.unit_table import UnitRows, table_of
from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec, LinkUnit, Unit, clip
from tests.agreement.agreement_builders import a_unit, an_article, two_codings

TONE = AttributeSpec("X", "tone", values=("warm", "cold"))


def coded_freely(seed: int) -> list[ArticleCodings]:
    """Return articles with several regions or none, annotations in pieces and outside, the same twice, links, unfinished coders."""
    chance = random.Random(seed)
    found = []
    for number in range(chance.randint(1, 4)):
        regions, place = [], 0
        for _region in range(chance.randint(0, 3)):
            regions.append((place + chance.randint(0, 4), place + chance.randint(5, 30)))
            place = regions[-1][1] + chance.randint(0, 3)
        units: list[Unit] = []
        for name in range(chance.randint(0, 15)):
            edges = sorted(chance.sample(range(place + 16), 2 * chance.choice((1, 1, 1, 2, 3))))
            apart = list(zip(edges[::2], edges[1::2], strict=True))
            coder, category = chance.choice(("anna", "ben", "caro")), chance.choice(("X", "Y", "elsewhere"))
            units.append(a_unit(coder, category, apart, id=f"u{name}", tone=chance.choice(("warm", "cold"))))
            if chance.random() < 0.3:
                units.append(replace(units[-1], id=f"again{name}", values={"tone": "cold"}))
        links = [LinkUnit(chance.choice(units).coder, "makes", *(chance.choice(units).id for _ in range(2))) for _ in range(3) if units]
        coders = chance.sample(("anna", "ben", "caro"), chance.randint(1, 3))
        found.append(an_article(*units, id=f"a{number}", regions=regions, coders=coders, links=links))
    return found


def in_columns(articles: list[ArticleCodings]) -> list[ArticleCodings]:
    """Return the same articles with all annotations in one table, as a project gives them."""
    table, done, found = table_of([unit for article in articles for unit in article.units]), 0, []
    for article in articles:
        found.append(replace(article, units=UnitRows(table, np.arange(done, done + len(article.units)))))
        done += len(article.units)
    return found


def records(articles: list[ArticleCodings], **options: object):
    return compute(articles, ("X", "Y"), [TONE], [LinkSpec("makes")], draws=0, **options)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_a_table_of_annotations_gives_what_the_annotations_one_by_one_give(seed):
    articles = coded_freely(seed)
    held = in_columns(articles)

    assert [list(article.units) for article in held] == [list(article.units) for article in articles]
    assert records(held, coders=("anna", "ben")) == records(articles, coders=("anna", "ben"))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_units_lie_where_their_spans_meet_coded_regions_in_one_order_and_once(seed):
    articles = sorted(coded_freely(seed), key=lambda article: article.article_id)
    corpus = build(articles, ("X", "Y"))
    entering = [
        (number, clip(unit.spans, article.coded_regions), "XY".index(unit.category), corpus.coders.index(unit.coder), unit.id)
        for number, article in enumerate(articles)
        for unit in article.units
        if unit.category in "XY" and unit.coder in article.coders
    ]
    expected = sorted(row for row in entering if row[1])
    first = [row for place, row in enumerate(expected) if place == 0 or row[:4] != expected[place - 1][:4]]

    columns = (corpus.article.tolist(), corpus.extents, corpus.category.tolist(), corpus.coder.tolist(), (unit.id for unit in corpus.units))
    assert list(zip(*columns, strict=True)) == first
    assert sum(corpus.duplicates.values()) == len(expected) - len(first)
    assert sum(corpus.outside.values()) == len(entering) - len(expected)
    assert corpus.size.tolist() == [sum(end - start for start, end in extent) for _number, extent, *_rest in first]
    for number, extent, category, coder, id in expected:
        unit = corpus.numbers.get(number, coder, id)
        assert unit is not None
        assert (corpus.extents[unit], corpus.category[unit]) == (extent, category)


def the_hash(articles: list[ArticleCodings]) -> str:
    return records(articles, measures=["exact_f1"], groups=[("anna", "ben")])[0].inputs


def test_the_hash_tells_what_was_marked_said_linked_and_judged_but_not_what_annotations_are_called():
    actor, claim = a_unit("anna", "X", (0, 8), tone="warm"), a_unit("anna", "Y", (10, 20))
    link = LinkUnit("anna", "makes", actor.id, claim.id)
    whole = an_article(actor, claim, a_unit("ben", "X", [(0, 4), (6, 8)]), links=[link], values={"ben": {"genre": "news"}})
    renamed = replace(
        whole, units=tuple(replace(unit, id=f"other {unit.id}") for unit in whole.units),
        links=(LinkUnit("anna", "makes", f"other {actor.id}", f"other {claim.id}"),),
    )  # fmt: skip
    others = [
        replace(whole, units=(replace(actor, values={"tone": "cold"}), *whole.units[1:])),
        replace(whole, units=(replace(actor, category="Y"), *whole.units[1:])),
        replace(whole, units=(replace(actor, entity="e1"), *whole.units[1:])),
        replace(whole, units=(*whole.units[:2], a_unit("ben", "X", [(0, 5), (6, 8)]))),
        replace(whole, units=(*whole.units[:2], a_unit("ben", "X", (0, 8)))),
        replace(whole, links=(LinkUnit("anna", "makes", claim.id, actor.id),)),
        replace(whole, links=()),
        replace(whole, values={"ben": {"genre": "opinion"}}),
        replace(whole, coded_regions=whole.coded_regions[:0]),
    ]

    assert the_hash([renamed]) == the_hash([whole]) == the_hash(in_columns([whole]))
    assert len({the_hash([one]) for one in [whole, *others]}) == len(others) + 1


def test_the_hash_is_the_same_in_whatever_order_annotations_came():
    articles = two_codings(3)
    turned = [replace(article, units=article.units[::-1], coders=article.coders[::-1]) for article in articles[::-1]]

    assert the_hash(turned) == the_hash(articles)
