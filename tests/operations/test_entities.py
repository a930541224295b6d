"""The register of entities: counts, mentions in context, who may be the same, merge and split."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, RuleViolation
from annotator.model.annotation import Annotation
from annotator.model.decision import Cell, Decision
from annotator.model.entity import Entity
from annotator.model.span import Span
from annotator.operations import coding, entities
from annotator.operations.entities import ALMOST, LETTERS, PART_OF_NAME, SAME_NAME, SAME_WORDS
from annotator.operations.projects import enter
from annotator.project import Project
from tests.builders import TEXT, a_project, an_annotation, an_article


def an_entity(project: Project, label: str, **fields: object) -> Entity:
    made = entities.add_entity(project, label)
    return coding.set_entity_fields(project, made.id, fields) if fields else made


def a_mention(project: Project, article: str, entity: Entity, words: str = "The Foreign Ministry") -> Annotation:
    start = TEXT.index(words)
    made = an_annotation(project, article, Span(start, start + len(words)), category="actor")
    return coding.set_entity(project, made.id, "entity", entity)


def means(project: Project, annotation: Annotation) -> str:
    return project.entities.get(project.annotations.get(annotation.id).values["entity"]).label


@pytest.fixture
def study(tmp_path):
    """A project with two entities for one ministry, mentioned by a supervisor and by a coder."""
    with a_project(tmp_path) as project:
        article, second = an_article(project), an_article(project, source_id="A18")
        ministry = an_entity(project, "Foreign Ministry", kind="government_body", country="KE")
        office = an_entity(project, "Foreign Office", aliases=["FO", "the ministry"], note="seen in 2019", party="none")
        first = a_mention(project, article, ministry)
        enter(project, "ben")
        theirs, other = a_mention(project, article, office), a_mention(project, second, office)
        enter(project, "ada")
        yield project, ministry, office, (first, theirs, other)


def test_a_merge_moves_all_mentions_joins_the_names_and_is_one_step_that_can_be_taken_back(study):
    project, ministry, office, marks = study
    before = [project.annotations.get(one.id) for one in marks], project.entities.all()

    preview = entities.preview_merge(project, ministry.id, [office.id])
    assert (preview.annotations, preview.articles, preview.coders) == (2, 2, 1)
    step = entities.merge(project, ministry.id, [office.id])

    assert [means(project, one) for one in marks] == ["Foreign Ministry"] * 3
    kept = project.entities.all()
    assert kept == [preview.joined]
    assert kept[0].aliases == ("Foreign Office", "FO", "the ministry")
    assert (kept[0].country, kept[0].party, kept[0].note) == ("KE", "none", "seen in 2019")
    assert len(step.articles) == 2

    project.take_back(step)
    assert ([project.annotations.get(one.id) for one in marks], project.entities.all()) == before


def test_a_merge_leaves_finished_articles_finished(study):
    project, ministry, office, _marks = study
    states = {(one.article_id, one.coder_id): one for one in project.codings.all()}
    entities.merge(project, ministry.id, [office.id])
    assert {(one.article_id, one.coder_id): one for one in project.codings.all()} == states


def test_a_merge_moves_gold_annotations_and_decisions_too(study):
    project, ministry, office, marks = study
    gold = project.annotations.get(marks[1].id)
    with project.step("Decide"):
        row = project.database.read("annotation", gold.id)
        project.database.insert("annotation", {**row, "id": "gold", "layer": "gold", "name": ""})
        decision = Decision(
            "d", gold.article_id, project.the_coder().id, "actor", (), "other", ("gold",), {"entity": Cell("", office.id)}
        )  # fmt: skip
        project.decisions.add(decision)
    preview = entities.preview_merge(project, ministry.id, [office.id])
    entities.merge(project, ministry.id, [office.id])
    assert preview.decisions == 1
    assert project.database.read("annotation", "gold")["values"]["entity"] == ministry.id
    assert project.decisions.get("d").cells["entity"].value == ministry.id


def test_a_coder_may_not_merge_for_it_would_change_what_others_coded(study):
    project, ministry, office, _marks = study
    enter(project, "ben")
    with pytest.raises(AnnotatorError, match="supervisor"):
        entities.merge(project, ministry.id, [office.id])
    assert len(project.entities.all()) == 2


def test_an_entity_is_not_merged_with_itself(study):
    project, ministry, _office, _marks = study
    with pytest.raises(RuleViolation):
        entities.preview_merge(project, ministry.id, [ministry.id])


def test_a_split_moves_the_chosen_mentions_to_a_new_entity_and_can_be_taken_back(study):
    project, _ministry, office, (_first, theirs, other) = study
    made = entities.split(project, office.id, [other.id], " the ministry ")
    assert (means(project, theirs), means(project, other)) == ("Foreign Office", "the ministry")
    assert (made.party, made.note) == ("none", "")
    assert project.entities.get(office.id).aliases == ("FO",)

    project.undo()
    assert means(project, other) == "Foreign Office"
    assert len(project.entities.all()) == 2


def test_a_coder_splits_only_the_own_mentions(study):
    project, ministry, _office, (first, *_rest) = study
    enter(project, "ben")
    with pytest.raises(AnnotatorError, match="another coder"):
        entities.split(project, ministry.id, [first.id], "Somebody")
    assert means(project, first) == "Foreign Ministry"


def test_a_mention_that_was_moved_meanwhile_is_not_split(study):
    project, ministry, office, (_first, theirs, _other) = study
    entities.merge(project, ministry.id, [office.id])
    with pytest.raises(RuleViolation, match="any more"):
        entities.split(project, ministry.id, ["unknown"], "Somebody")
    assert entities.split(project, ministry.id, [theirs.id], "Somebody").label == "Somebody"


def test_a_coder_sees_and_counts_the_own_mentions_and_a_supervisor_all(study):
    project, ministry, office, _marks = study

    def counts() -> dict[str, int]:
        return {row.entity.label: row.mentions for row in entities.register(project)}

    assert counts() == {"Foreign Ministry": 1, "Foreign Office": 2}
    assert [one.coder for one in entities.mentions(project, office.id)] == ["ben", "ben"]
    enter(project, "ben")
    assert counts() == {"Foreign Ministry": 0, "Foreign Office": 2}
    assert entities.mentions(project, ministry.id) == []
    assert {one.coder for one in entities.mentions(project, office.id)} == {""}


def test_a_mention_is_shown_with_the_words_around_it(study):
    project, ministry, _office, _marks = study
    found = entities.mentions(project, ministry.id)[0]
    assert (found.before, found.quote) == ("Ministry wants tariffs to fall ", "The Foreign Ministry")
    assert found.after == " said that tariffs on fish must fall by the summer."


@given(st.text(alphabet="ab é\n", min_size=1, max_size=300), st.data())
def test_the_words_around_a_place_are_those_of_the_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + entities.LONGEST)))
    before, quote, after = entities.in_context(text, start, end)
    plain = text.replace("\n", " ")
    assert quote == plain[start:end]
    assert plain[:start].endswith(before)
    assert plain[end:].startswith(after)


def pairs(*labels: str | Entity) -> dict[tuple[str, str], str]:
    made = [one if isinstance(one, Entity) else Entity(f"e{number}", one) for number, one in enumerate(labels)]
    return {(pair.one.label, pair.other.label): pair.reason for pair in entities.alike(made)}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Müller", "MULLER", SAME_NAME),
        ("Foreign Ministry", "the Foreign Ministry", SAME_WORDS),
        ("United Nations", "U.N.", LETTERS),
        ("Bank of Kestria", "BK", LETTERS),
        ("John Smith", "Smith", PART_OF_NAME),
        ("Volodymyr Zelensky", "Volodymir Zelenskyy", ALMOST),
        ("विदेश मन्त्रालय", "विदेश मन्त्रालय", SAME_NAME),
    ],
)
def test_two_names_of_one_actor_are_proposed_with_the_reason(one, other, reason):
    assert pairs(one, other) == {(one, other): reason}


def test_different_actors_are_not_proposed():
    assert pairs("Foreign Ministry", "Court of Appeal", "Group 1", "Group 2", "Smithson", "NATO") == {}


def test_an_alias_counts_as_a_name():
    office = Entity("x", "Foreign Office", aliases=("MFA",))
    assert pairs(office, "mfa") == {("Foreign Office", "mfa"): SAME_NAME}


def test_kinds_and_countries_that_differ_speak_against_all_but_the_same_name():
    person, party = Entity("a", "Orban Party", kind="party"), Entity("b", "Orban", kind="person")
    assert pairs(person, party) == {}
    assert pairs(Entity("a", "Justice", kind="party"), Entity("b", "justice", kind="court")) == {("Justice", "justice"): SAME_NAME}


# ---- an entity as it was read a while ago ---------------------------------------------------------------------------------


def test_choosing_an_entity_read_before_it_was_merged_means_the_one_that_stayed(study):
    project, ministry, office, (first, *_rest) = study
    entities.merge(project, ministry.id, [office.id])
    coding.set_entity(project, first.id, "entity", office)
    assert means(project, first) == "Foreign Ministry"
    assert [one.label for one in project.entities.all()] == ["Foreign Ministry"]


def test_choosing_an_entity_read_before_it_was_corrected_leaves_the_correction(study):
    project, ministry, office, (first, *_rest) = study
    old = project.entities.get(office.id)
    coding.set_entity_fields(project, office.id, {"label": "The Office", "aliases": ["FO"], "party": "Greens"})
    coding.set_entity(project, first.id, "entity", old)
    standing = project.entities.get(office.id)
    assert (standing.label, standing.aliases, standing.party) == ("The Office", ("FO",), "Greens")
    assert means(project, first) == "The Office"
    assert ministry in project.entities.all()


def test_a_new_name_typed_for_an_entity_read_a_while_ago_joins_the_names_it_has_now(study):
    project, _ministry, office, (first, *_rest) = study
    old = project.entities.get(office.id)
    coding.set_entity_fields(project, office.id, {"aliases": ["FO", "King Charles Street"]})
    coding.set_entity(project, first.id, "entity", replace(old, aliases=(*old.aliases, "the diplomats")))
    assert project.entities.get(office.id).aliases == ("FO", "King Charles Street", "the diplomats")
