"""Numbers of links in a codebook: told in words, checked, refused where they are none, and printed."""

from __future__ import annotations

import json

import pytest

from annotator.errors import FileProblem
from annotator.model.codebook import CodebookProblem, parse_codebook
from annotator.model.codebook_checks import COUNTS, REFERENCES, checked
from annotator.model.codebook_edits import apply, change
from annotator.model.codebook_words import count_words
from annotator.model.rules import ERROR, WARNING
from annotator.operations.codebook_files import read_any
from annotator.operations.codebook_print import page_of
from annotator.operations.projects import built_in_codebook

MAKES = ("link", "makes")


def a_book(*counts, place=MAKES, **fields):
    """Return the built-in codebook with these numbers at a link."""
    return parse_codebook(apply(built_in_codebook().source, [change(place, counts=list(counts), **fields)]))


def said(book, link="makes"):
    found = book.link(link)
    return [count_words(book, found, one) for one in found.counts]


def of_counts(book):
    return [(one.level, one.check) for one in checked(book)]


@pytest.mark.parametrize(("count", "words"), [
    ({"at": "to"}, "Claim: any number"),
    ({"at": "to", "min": 2}, "Claim: at least 2"),
    ({"at": "to", "max": 0}, "Claim: none"),
    ({"at": "to", "min": 1, "max": 1}, "Claim: exactly 1"),
    ({"at": "to", "min": 1, "max": 3, "level": "warning"}, "Claim: 1 to 3 (warning)"),
    ({"at": "from", "max": 4, "with": "claim"}, "Actor: at most 4 with Claim"),
    ({"at": "to", "when": {"claim_type": ["demand", "commitment"]}, "min": 1}, "Claim, if Type is Demand or Commitment: at least 1"),
])  # fmt: skip
def test_a_number_of_links_reads_as_a_sentence(count, words):
    assert said(a_book(count)) == [words]


def test_the_built_in_codebooks_have_numbers_that_all_can_be_met():
    assert [of_counts(built_in_codebook(key)) for key in ("news_claims", "four_tags")] == [[], []]


@pytest.mark.parametrize(("counts", "fields", "found"), [
    ([{"at": "to", "min": 3, "max": 2}], {}, (ERROR, COUNTS)),
    ([{"at": "to", "min": 3}], {"per_target": [0, 2]}, (ERROR, COUNTS)),
    ([{"at": "to", "min": 1}, {"at": "to", "when": {"form": ["author"]}, "max": 0}], {}, (WARNING, COUNTS)),
    ([{"at": "to", "category": "stance", "min": 1}], {}, (ERROR, REFERENCES)),
    ([{"at": "to", "with": "stance", "min": 1}], {}, (ERROR, REFERENCES)),
    ([{"at": "to", "category": "nothing", "min": 1}], {}, (ERROR, REFERENCES)),
    ([{"at": "to", "when": {"form": ["sung"]}, "min": 1}], {}, (ERROR, "conditions")),
])  # fmt: skip
def test_a_number_that_cannot_be_is_found_at_its_link(counts, fields, found):
    book = a_book(*counts, **fields)
    assert [(one.level, one.check) for one in checked(book) if one.place == MAKES] == [found]


@pytest.mark.parametrize("count", [{"at": "to", "min": "one"}, {"at": "to", "max": -1}, {"at": "to", "level": "shout"}, {"at": "middle"}])
def test_what_is_no_number_of_links_is_refused_with_its_link_and_file(tmp_path, count):
    with pytest.raises(CodebookProblem, match="link makes"):
        a_book(count)
    source = json.loads(built_in_codebook().to_json())
    source["links"][0]["counts"] = [count]
    (tmp_path / "book.json").write_text(json.dumps(source), encoding="utf-8")
    with pytest.raises(FileProblem, match=r"book\.json.*link makes"):
        read_any(tmp_path / "book.json")


def test_the_printed_codebook_tells_the_numbers():
    page = page_of(built_in_codebook())
    assert "<li>Claim: at least 1</li>" in page
    assert "<li>Claim, if Type is Factual or Evaluative or Predictive: none (warning)</li>" in page
