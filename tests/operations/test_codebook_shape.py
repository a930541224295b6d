"""A codebook from a file whose fields hold what does not belong there is refused with file, place and reason."""

from __future__ import annotations

import copy
import json

import pytest

from annotator.errors import FileProblem, RuleViolation
from annotator.model.codebook import parse_codebook
from annotator.model.codebook_edits import add, change
from annotator.model.codebook_places import find
from annotator.model.codebook_shape import check_shape, parse_foreign
from annotator.operations import codebook_draft as drafts
from annotator.operations.codebook_files import read_any
from annotator.operations.projects import built_in_codebook
from tests.operations.codebook_builders import CLAIM, TYPE, a_study

WRONG = [
    (CLAIM, "label", 5, "category claim: label is 5, not a text"),
    (CLAIM, "label", float("nan"), "category claim: label is nan, not a text"),
    (CLAIM, "label", [], r"category claim: label is \[\], not a text"),
    (CLAIM, "label", None, "category claim: label is null, not a text"),
    (CLAIM, "include", "one", "category claim: include is 'one', not a list of texts"),
    (TYPE, "required", "yes", "category claim, attribute claim_type: required is 'yes', not true or false"),
    (TYPE, "default", {"a": 1}, "category claim, attribute claim_type: default is {'a': 1}, not a value that a coder can give"),
    ((*CLAIM, "proposition"), "max_length", "300", "attribute proposition: max_length is '300', not a whole number"),
    ((*TYPE, "demand"), "label", True, "category claim, attribute claim_type, value demand: label is true, not a text"),
    (("link", "makes"), "counts", {}, "link makes: counts is {}, not a list of objects"),
    (("link", "makes"), "per_source", [0, "many"], "link makes: per_source is .*, not a list of the least and the largest number"),
    (("article", "genre"), "when", ["relevance"], "attribute genre: when is .*, not an object of questions and their values"),
    (CLAIM, "definition", "\ud800", r"category claim: definition is '\\ud800', not a text"),
    (CLAIM, "remark of the maker", float("inf"), "remark of the maker holds inf, which no file can keep"),
]


@pytest.mark.parametrize(("place", "field", "value", "said"), WRONG)
def test_a_field_that_holds_what_does_not_belong_there_is_named(tmp_path, place, field, value, said):
    source = copy.deepcopy(dict(built_in_codebook().source))
    find(source, place)[field] = value
    file = tmp_path / "book.json"
    file.write_text(json.dumps(source), encoding="utf-8")

    with pytest.raises(FileProblem, match=said) as refused:
        read_any(file)
    assert "book.json" in str(refused.value)


@pytest.mark.parametrize("key", ["news_claims", "four_tags"])
def test_a_codebook_with_remarks_of_its_own_and_what_was_retired_is_taken(tmp_path, key):
    source = {**built_in_codebook(key).source, "remark": {"of": ["mine", 1, None, True]}}

    check_shape(source)
    assert parse_foreign(source) == parse_codebook(source)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (change(CLAIM, label=5), "label is 5, not a text"),
        (change(TYPE, required=1), "required is 1, not true or false"),
        (add((*TYPE, "novel"), label=[]), r"label is \[\], not a text"),
        (add((*CLAIM, "novel"), type="single", values=[{"id": "one", "label": 1.5}]), "label is 1.5, not a text"),
    ],
)
def test_an_edit_that_gives_a_field_what_does_not_belong_there_is_refused(tmp_path, edit, said):
    with a_study(tmp_path) as study:
        with pytest.raises(RuleViolation, match=said):
            drafts.edit(study, edit)
        assert drafts.the_draft(study) is None


def test_a_region_that_is_new_is_called_otherwise_until_it_is_published(tmp_path):
    with a_study(tmp_path) as study:
        drafts.edit(study, add(("region", "new_region")), change(("region", "new_region"), coded=True))
        book = drafts.edit(study, change(("region", "new_region"), id="info_box")).codebook
        assert book.region_types[-1] == book.coded_regions[-1] == "info_box"

        with pytest.raises(RuleViolation, match="the codebook has region body already"):
            drafts.edit(study, change(("region", "info_box"), id="body"))
        drafts.publish(study)
        with pytest.raises(RuleViolation, match="id of region info_box cannot be set"):
            drafts.edit(study, change(("region", "info_box"), id="box"))
        assert drafts.the_draft(study) is None


def test_limits_and_default_of_one_kind_go_when_the_question_becomes_another_kind(tmp_path):
    place = (*CLAIM, "novel")
    with a_study(tmp_path) as study:
        drafts.edit(study, add(place, label="Novel", type="number"), change(place, default=5, min=1, integer=True))
        book = drafts.edit(study, change(place, type="text")).codebook

        assert find(book.source, place) == {"id": "novel", "label": "Novel", "type": "text"}
