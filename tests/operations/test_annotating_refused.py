"""Records that are refused: the rest goes on, and each says why."""

from __future__ import annotations

import pytest
from builders import CLAIM_VALUES, CONTRACT_RECORDS, TEXT, a_project, records, refusals, stored_by, stored_ids

from annotator.operations.annotating import annotate_records
from annotator.operations.checking import check


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path, coder=None) as opened:
        yield opened


@pytest.fixture
def coded(project):
    """A project that holds the records of the contract."""
    assert refusals(stored_by(project, *CONTRACT_RECORDS)) == []
    return project


REFUSED = [
    ({"article": "A99"}, "unknown article 'A99'"),
    ({"category": "rumour"}, "unknown category 'rumour'"),
    ({"values": {**CLAIM_VALUES, "mood": "glad"}}, "unknown attribute 'mood'"),
    ({"values": {**CLAIM_VALUES, "issue": "sport"}}, "issue: 'sport' is none of its values"),
    ({"values": {"form": "indirect"}}, "missing: claim_type, issue"),
    ({"values": {**CLAIM_VALUES, "issue_other": "fish"}}, "issue_other: given although its condition does not hold"),
    ({"spans": [[62, 103]]}, "the span ends at 103, the text at 102"),
    ({"spans": [[69, 62]]}, "a span cannot run from 69 to 62"),
    ({"spans": [[62, 70], [69, 75]]}, "the fragments 62–70 and 69–75 overlap"),
    ({"spans": [[True, 70]]}, "a span runs between two whole numbers"),
    ({"spans": []}, "spans: is not a list of [start, end]"),
    ({"quote": "tariffs on fish"}, "the quote is 'tariffs on fish', the text there is"),
    ({"spans": [[62, 101]]}, "the same passage is coded as claim by this coder already"),
    ({"id": "k1", "coder": "c02"}, "the id 'k1' belongs to a record of another coder"),
    ({"id": "k1", "article": "A18"}, "the id 'k1' belongs to a record in another article"),
    ({"id": "l1"}, "the id 'l1' belongs to a record of the type link"),
    ({"id": "e1"}, "the id 'e1' belongs to a record of the type entity"),
    ({"confidence": "high"}, "confidence: 'high' is none of its values"),
    ({"flag": "yes"}, 'flag: "yes" is neither true nor false'),
    ({"note": "x" * 2001}, "note: 2001 characters"),
    ({"coder": "a\x07b"}, "coder: a coder's name cannot hold control characters"),
    ({"filled": {"issue": "guessed"}}, "filled: is not an object of"),
    ({"type": "opinion"}, "unknown type 'opinion'"),
]


@pytest.mark.parametrize(("changed", "reason"), REFUSED)
def test_an_annotation_that_breaks_a_rule_is_refused_and_the_rest_goes_on(coded, changed, reason):
    stored_by(coded, {**CONTRACT_RECORDS[0], "source_id": "A18", "text": TEXT + "\nMore."})
    [broken] = records("k1", **{"id": "k2", "spans": [[62, 69]], **changed})
    before = coded.annotations.total()

    outcomes = stored_by(coded, broken, *records("k1", id="k3", spans=[[73, 77]]))

    assert [reason in told for told in refusals(outcomes)] == [True], refusals(outcomes)
    assert (stored_ids(outcomes), coded.annotations.total()) == (["k3"], before + 1)
    assert check(coded.path) == []


def test_only_categories_with_fragments_take_them(coded):
    assert refusals(stored_by(coded, *records("a1", id="a2", spans=[[0, 8], [9, 14]]))) == ["actor takes one span, not 2 fragments"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"from": "a9"}, "unknown annotation 'a9'"),
        ({"from": "k1"}, "makes cannot start at claim, only at actor"),
        ({"link": "loves"}, "unknown link 'loves'"),
        ({"coder": "c02"}, "the annotation 'a1' is another coder's"),
        ({}, "the link makes between these annotations is there already"),
        ({"link": "responds_to", "from": "k1"}, "responds_to cannot join an annotation with itself"),
        ({"link": "responds_to", "from": "k1", "to": "k2"}, "missing: relation"),
        ({"from": "l1"}, "the id 'l1' belongs to a record of the type link"),
        ({"to": "k2", "values": {"colour": "red"}}, "unknown attribute 'colour'"),
    ],
)
def test_a_link_that_breaks_a_rule_is_refused(coded, changed, reason):
    stored_by(coded, *records("k1", id="k2", spans=[[62, 69]]))

    outcomes = stored_by(coded, *records("l1", **{"id": "l2", **changed}))

    assert [reason in told for told in refusals(outcomes)] == [True], refusals(outcomes)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"type": "region", "article": "A17", "kind": "chorus", "start": 0, "end": 5}, "unknown region 'chorus'"),
        ({"type": "region", "article": "A17", "kind": "body", "start": 0, "end": 500}, "the region ends at 500, the text at 102"),
        ({"type": "entity", "id": "e2", "label": "X", "kind": "ghost"}, "kind: 'ghost' is none of its values"),
        ({"type": "entity", "id": "e2", "label": "  "}, "label is missing"),
        ({"type": "article", "source_id": "B", "text": " "}, "text is missing"),
        ({"type": "article", "text": "no id"}, "source_id is missing"),
        ({"type": "article", "source_id": "B", "text": "x", "date_on_page": "yesterday"}, "date_on_page: 'yesterday' is not a date"),
        ({"type": "article_coding", "article": "A17", "coder": "c01", "values": {"genre": "poem"}}, "genre: 'poem' is none of"),
        ({"type": "annotation", "id": "k9", "deleted": True}, "unknown annotation 'k9'"),
        ({"type": "entity", "id": "e1", "deleted": True}, "only annotations and links can be deleted"),
        ({}, "has no type"),
    ],
)
def test_other_records_that_break_a_rule_are_refused(coded, record, reason):
    outcomes = stored_by(coded, record)

    assert [reason in told for told in refusals(outcomes)] == [True], refusals(outcomes)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"type":"region"', "is not JSON"),
        (b"[1]", "is not a JSON object"),
        (b'{"type":"entity","label":"a\xff"}', "is not UTF-8 at byte 27 of the line"),
        (b'{"type":"entity","label":"\\ud800"}', "holds half a surrogate pair"),
        (b'{"type":"entity","label":"a\\u0000b"}', "holds a NUL"),
        (b'{"type":"entity","label":NaN}', "NaN is no number of JSON"),
        (b"[" * 100_000, "is nested too deeply"),
    ],
)
def test_a_line_that_is_no_record_is_refused(project, line, reason):
    [outcome] = annotate_records(project, [(7, line)])

    assert outcome.line == 7
    assert reason in outcome.reason


def test_an_escaped_backslash_before_u0000_is_text_like_any_other(project):
    assert refusals(annotate_records(project, [(1, rb'{"type":"entity","label":"a\\u0000b"}')])) == []
    assert project.entities.all()[0].label == r"a\u0000b"


def test_empty_lines_and_a_byte_order_mark_are_passed_over(project):
    outcomes = list(annotate_records(project, [(1, '\ufeff{"type":"entity","id":"e","label":"X"}'), (2, ""), (3, "  \r")]))

    assert stored_ids(outcomes) == ["e"]
    assert len(outcomes) == 1


def test_a_refused_annotation_leaves_no_coder_and_no_entity_behind(coded):
    stored_by(coded, *records("a1", id="a9", coder="c09", values={"entity": "Nobody", "mention_form": "shouted"}))

    assert len(coded.coders.all()) == 2
    assert [entity.label for entity in coded.entities.all()] == ["Foreign Ministry"]
