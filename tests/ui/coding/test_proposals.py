"""Which link is offered where the codebook requires none: the one that such an annotation usually has."""

from __future__ import annotations

import pytest

from annotator.model.annotation import Annotation
from annotator.model.span import Span
from annotator.operations.projects import built_in_codebook
from annotator.text.segments import Segments
from ui.coding.candidates import uncoded_quotations
from ui.coding.proposals import ProposedLink, proposed_link

TEXT = "The minister said the ferry could stay open. Two towns welcomed it. “We will not pay for the old pier,” he said of “it”."


def an_annotation(category: str, words: str) -> Annotation:
    start = TEXT.index(words)
    return Annotation(words, "a1", "ada", category, (Span(start, start + len(words)),), words)


MINISTER, CLAIM, CUE, STANCE, TOWNS = (
    an_annotation("actor", "The minister"), an_annotation("claim", "the ferry could stay open"), an_annotation("speculation", "could"),
    an_annotation("stance", "welcomed"), an_annotation("actor", "Two towns"),
)  # fmt: skip
ALL = (MINISTER, CLAIM, CUE, STANCE, TOWNS)


@pytest.mark.parametrize(
    ("annotation", "offered"),
    [
        (CLAIM, ProposedLink("makes", MINISTER.id, CLAIM.id)),
        (CUE, ProposedLink("qualifies", CUE.id, CLAIM.id)),
        (STANCE, ProposedLink("holds", TOWNS.id, STANCE.id)),
        (MINISTER, None),
    ],
)
def test_four_tags_offer_maker_claim_and_holder(annotation, offered):
    assert proposed_link(built_in_codebook("four_tags"), annotation, ALL, [], Segments(TEXT)) == offered


def test_a_codebook_that_requires_links_offers_those_alone():
    author = Annotation("own", "a1", "ada", "claim", CLAIM.spans, CLAIM.quote, {"form": "author"})
    assert proposed_link(built_in_codebook(), author, (MINISTER, author), [], Segments(TEXT)) is None
    assert proposed_link(built_in_codebook("four_tags"), author, (MINISTER, author), [], Segments(TEXT)) is not None


def test_quotations_of_some_words_in_coded_text_are_to_be_coded_until_a_claim_lies_in_them():
    codebook, segments, coded = built_in_codebook(), Segments(TEXT), [Span(0, len(TEXT))]
    quoted = TEXT[TEXT.index("“We") : TEXT.index(" he said")]
    assert [one.quote(TEXT) for one in uncoded_quotations(codebook, segments, [MINISTER], coded)] == [quoted]
    assert uncoded_quotations(codebook, segments, [an_annotation("claim", "We will not pay")], coded) == []
    assert uncoded_quotations(codebook, segments, [], [Span(0, 40)]) == []
