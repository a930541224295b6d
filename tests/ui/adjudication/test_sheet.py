"""A case on the adjudicator's sheet: what is chosen, what is still open, what would be decided."""

from __future__ import annotations

import json

import pytest

from annotator.agreement.disputes import LINK, Work, cases_of
from annotator.model.annotation import Annotation, Link
from annotator.model.codebook import parse_codebook
from annotator.model.decision import AGREED, BOTH, REJECTED, TAKEN, Cell
from annotator.model.span import Span
from annotator.paths import resource
from ui.adjudication.columns import columns_for
from ui.adjudication.sheet import Sheet

CODEBOOK = parse_codebook(json.loads(resource("codebooks/news_claims.json").read_text(encoding="utf-8")))


def an_annotation(name, coder, category="claim", span=(0, 10), **values):
    return Annotation(name, "a1", coder, category, (Span(*span),), "x" * (span[1] - span[0]), values)


def a_sheet(annotations, *, coders=("ben", "cara"), links=(), category="claim"):
    found = cases_of(Work("a1", coders, tuple(annotations), tuple(links)), CODEBOOK)
    return Sheet.of(next(case for case in found if case.category == category), CODEBOOK)


@pytest.fixture
def claim():
    """Ben and cara differ about span and type, and about who makes the claim."""
    ben, cara = ("ben", "cara")
    annotations = [
        an_annotation("k1", ben, claim_type="demand", form="direct"),
        an_annotation("k2", cara, span=(0, 12), claim_type="evaluative", form="direct"),
        *(an_annotation(f"p{coder}", coder, "actor", (20, 25)) for coder in (ben, cara)),
        *(an_annotation(f"q{coder}", coder, "actor", (30, 35)) for coder in (ben, cara)),
    ]
    links = [Link("l1", "a1", ben, "makes", "pben", "k1"), Link("l2", "a1", cara, "makes", "qcara", "k2")]
    return a_sheet(annotations, links=links)


def test_rows_that_differ_are_open_until_each_has_a_choice(claim):
    assert claim.open_keys == ("span", "claim_type", "link.makes")
    assert claim.next_open("claim_type") == "link.makes"
    assert claim.next_open("link.makes") == "span"

    claim.take("span", "ben")
    claim.take("claim_type", "cara")
    assert claim.open_keys == ("link.makes",)
    claim.take("link.makes", "ben")
    assert claim.open_keys == ()
    assert claim.choice().cells == {"span": Cell("ben"), "claim_type": Cell("cara"), "link.makes": Cell("ben")}
    assert (claim.gold("claim_type"), claim.gold("form"), claim.gold_links("link.makes")) == ("evaluative", "direct", ("l1",))


def test_both_in_a_row_of_links_takes_all_of_them_and_elsewhere_lets_each_annotation_stand(claim):
    claim.take_both(LINK + "makes")
    assert claim.gold_links("link.makes") == ("l1", "l2")
    assert claim.chosen == TAKEN

    claim.take_both("claim_type")
    assert (claim.choice().chosen, claim.open_keys) == (BOTH, ())
    claim.take("span", "ben")
    assert claim.choice().chosen == TAKEN


def test_what_one_coder_alone_marked_is_taken_from_that_coder_or_rejected_with_the_other():
    sheet = a_sheet([an_annotation("k1", "ben", claim_type="demand")])
    assert [row.key for row in sheet.rows if row.open] == ["found"]

    sheet.take("found", "ben")
    assert (sheet.choice().chosen, sheet.open_keys) == (TAKEN, ())
    sheet.take("found", "cara")
    assert sheet.choice().chosen == REJECTED
    sheet.clear("found")
    assert sheet.open_keys == ("found",)
    assert not sheet.take_both("found")


def test_a_coder_who_did_not_mark_it_has_nothing_to_take_in_its_rows():
    annotations = [an_annotation("k1", "ben", claim_type="demand"), an_annotation("k2", "cara", claim_type="evaluative")]
    sheet = a_sheet(annotations, coders=("ben", "cara", "dora"))

    assert not sheet.take("claim_type", "dora")
    assert sheet.open_keys == ("found", "claim_type")


def test_a_case_in_which_all_agree_is_decided_as_agreed():
    sheet = a_sheet([an_annotation("k1", "ben", claim_type="demand"), an_annotation("k2", "cara", claim_type="demand")])

    assert sheet.choice().chosen == AGREED
    sheet.give("claim_type", "commitment")
    assert sheet.choice().chosen == TAKEN


def test_the_rows_of_a_category_that_was_not_chosen_are_gone():
    annotations = [
        an_annotation("s1", "ben", "stance", polarity="against"),
        an_annotation("s2", "cara", "stance", polarity="for"),
        an_annotation("s3", "dora", "speculation", certainty="possible"),
    ]
    sheet = a_sheet(annotations, coders=("ben", "cara", "dora"), category="stance")
    assert sheet.open_keys == ("category", "polarity")

    sheet.take("category", "dora")
    assert sheet.open_keys == ()
    assert [row.key for row in sheet.rows] == ["span", "category"]
    assert sheet.gold("certainty") == "possible"


def test_up_to_three_candidates_stand_side_by_side_more_scroll_and_gold_stays():
    two = columns_for(1000, 100, 2)
    assert (two.lane, two.start(0), two.start(1), two.gold, two.most) == (300, 100, 400, 700, 0)

    five = columns_for(1000, 100, 5)
    assert (five.lane, five.gold, five.most) == (225, 775, 450)
    assert five.showing(4).start(4) == 775 - 225
    assert five.showing(4).showing(0).offset == 0
    assert five.showing(4).gold == 775
