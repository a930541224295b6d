"""What stands on the cards of an article, what its filter leaves out, and what a few letters find."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.projects import built_in_codebook
from annotator.operations.structure import carded, cards_of, loose
from annotator.operations.structure_filter import FLAGGED, INCOMPLETE, MarkFilter
from annotator.operations.structure_find import best, entry, with_recent
from tests.builders import ACTOR, a_link, a_project, an_annotation, an_article

HEADLINE = Span(0, 30)
CUE = Span(88, 90)  # by


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as made:
        yield made


def cards(project, article):
    annotations, links = project.annotations.of_article(article), project.links.of_article(article)
    regions = project.articles.get(article).regions
    return cards_of(project.rules, annotations, links, regions, lambda one: str(one.values.get("certainty", "")))


def test_a_card_holds_the_links_of_its_claim_by_role_in_the_codebooks_order(project):
    article = an_article(project)
    claim = an_annotation(project, article)
    ministry = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
    values = {"speculation_type": "epistemic", "certainty": "possible"}
    cue = an_annotation(project, article, CUE, category="speculation", values=values)
    a_link(project, "qualifies", cue, claim)
    a_link(project, "makes", ministry, claim)
    a_link(project, "holds", ministry, cue)

    [card] = cards(project, article)

    assert (card.number, card.facts, card.is_complete) == (1, ("Demand", "Indirect", "Trade"), True)
    assert [(role.label, [tie.quote for tie in role.ties]) for role in card.roles] == [
        ("makes", ["The Foreign Ministry"]),
        ("qualifies", ["by"]),
    ]
    assert card.roles[1].ties[0].told == "possible, held by The Foreign Ministry"


def test_claims_are_numbered_in_text_order_and_say_what_they_lack(project):
    article = an_article(project)
    second = an_annotation(project, article)
    first = an_annotation(project, article, HEADLINE, values={"form": "author"})

    found = cards(project, article)

    assert [(card.id, card.number) for card in found] == [(first.id, 1), (second.id, 2)]
    author, reported = found
    assert author.by_author
    assert author.open == ("Type is missing", "Issue is missing")
    assert author.roles == ()
    assert [(role.label, role.missing) for role in reported.roles] == [("makes", "made by: missing")]
    assert not reported.is_complete
    assert reported.ties == reported.roles


def test_an_answer_is_told_apart_from_what_is_answered(project):
    article = an_article(project)
    asked = an_annotation(project, article, HEADLINE)
    answer = an_annotation(project, article)
    a_link(project, "responds_to", answer, asked)

    first, second = cards(project, article)

    assert [role.label for role in first.roles if role.ties] == ["answered by"]
    assert [role.label for role in second.roles if role.ties] == ["responds to"]


def test_what_no_link_joins_to_a_claim_stands_on_no_card(project):
    article = an_article(project)
    claim = an_annotation(project, article)
    holder = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
    cue = an_annotation(project, article, CUE, category="speculation", values={"certainty": "possible"})
    lonely = an_annotation(project, article, Span(4, 9), category="actor", values={"mention_form": "named"})
    a_link(project, "qualifies", cue, claim)
    a_link(project, "holds", holder, cue)

    found = loose(project.codebook, project.annotations.of_article(article), project.links.of_article(article))

    assert [one.id for one in found] == [lonely.id]


def test_a_codebook_of_another_kind_has_cards_for_what_most_links_lead_to(project):
    codebook = project.codebook
    assert carded(codebook).id == "claim"
    renamed = replace(codebook, categories=tuple(replace(one, id="topic" if one.id == "claim" else one.id) for one in codebook.categories),
                      links=tuple(replace(link, to_categories=tuple("topic" if one == "claim" else one for one in link.to_categories))
                                  for link in codebook.links))  # fmt: skip
    assert carded(renamed).id == "topic"
    assert carded(replace(renamed, links=())) is None


def test_the_codebook_of_four_tags_has_cards_too():
    assert carded(built_in_codebook("four_tags")) is not None


def test_a_filter_joins_what_is_asked_for_with_and_between_kinds_and_or_within_one(project):
    article = an_article(project)
    claim = an_annotation(project, article)
    actor = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
    flagged = coding.set_flag(project, claim.id, True)

    def shown(chosen):
        return [chosen.fits(one, incomplete=one.id == actor.id) for one in (flagged, actor)]

    assert shown(MarkFilter()) == [True, True]
    assert shown(MarkFilter().with_category("claim")) == [True, False]
    assert shown(MarkFilter().with_category("claim").with_category("actor")) == [True, True]
    assert shown(MarkFilter().with_value("claim", "claim_type", "demand")) == [True, False]
    assert shown(MarkFilter().with_value("claim", "claim_type", "factual")) == [False, False]
    assert shown(MarkFilter().with_state(INCOMPLETE)) == [False, True]
    assert shown(MarkFilter().with_state(FLAGGED).with_category("actor")) == [False, False]
    assert not MarkFilter().with_category("claim").with_category("claim").is_on
    with pytest.raises(ValueError, match="flagged, unsure, incomplete"):
        MarkFilter().with_state("blue")


def test_a_filter_is_said_in_the_codebooks_words_and_forgets_what_another_codebook_lacks(project):
    chosen = MarkFilter().with_category("claim").with_value("claim", "claim_type", "demand").with_state(FLAGGED)
    assert chosen.words(project.codebook) == "Claim · Type: Demand · flagged"
    other = replace(project.codebook, categories=())
    assert chosen.within(other) == MarkFilter(states=frozenset({FLAGGED}))


ENTRIES = [
    entry("command:import", "Import articles…", "command"),
    entry("category:claim", "Claim", "category"),
    entry("value:demand", "Demand", "Type"),
    entry("article:1", "Climate envoy “demands” more", "article"),
    entry("article:2", "Réunion à São Tomé", "article"),
    entry("article:3", "शिक्षा मन्त्री", "article"),
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("imp", "command:import"),
        ("impart", "command:import"),
        ("cla", "category:claim"),
        ("cl", "category:claim"),
        ("demand", "value:demand"),
        ("envoy dem", "article:1"),
        ("sao tome", "article:2"),
        ("मन्त्री", "article:3"),
        ("article envoy", "article:1"),
    ],
)
def test_a_few_letters_find_the_nearest_name(typed, first):
    assert best(typed, ENTRIES)[0].key == first


def test_nothing_is_found_for_what_is_not_there():
    assert best("xyz", ENTRIES) == []
    assert best("“”", ENTRIES) == []
    assert best("claim envoy", ENTRIES) == []


def test_what_was_used_lately_stands_first_among_equals():
    recent = with_recent(with_recent([], "article:2"), "article:1")
    assert [one.key for one in best("", ENTRIES, recent)][:3] == ["article:1", "article:2", "command:import"]
    assert best("c", ENTRIES)[0].key == "category:claim"
    assert best("c", ENTRIES, recent)[0].key == "article:1"
    assert best("claim", ENTRIES, recent)[0].key == "category:claim"
    assert with_recent(recent, "article:2") == ["article:2", "article:1"]
