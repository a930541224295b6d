"""Newer work is never torn off by an undo: it is refused with a reason, and nothing changes."""

from __future__ import annotations

import pytest
from builders import ACTOR, CLAIM, a_link, a_project, an_annotation, an_article

from annotator.errors import ConflictError
from annotator.model.decision import AGREED, Decision
from annotator.model.ids import new_id
from annotator.model.plan import Assignment, Round
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.codebook import import_codebook
from annotator.operations.projects import built_in_codebook, enter


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as opened:
        yield opened


@pytest.fixture
def article(project):
    return an_article(project)


def the_step(project, label):
    return next(step for step in reversed(project.history.all()) if step.label == label)


def refused(project, step, reason="newer work hangs on what it brought"):
    before = [one.id for one in project.history.all()]
    with pytest.raises(ConflictError, match=reason):
        project.take_back(step)
    assert [one.id for one in project.history.all()] == before
    assert check(project.path) == []


def assigned(project, article, name):
    """Let a round give the article to a coder."""
    made = Round(new_id(), "Main coding")
    with project.step("Plan", article):
        project.rounds.add(made)
        project.assignments.add_many([Assignment(new_id(), made.id, article, project.coders.named(name).id, 0)])


def test_a_link_made_since_holds_its_annotation(project, article):
    actor = an_annotation(project, article, ACTOR, category="actor")
    claim = an_annotation(project, article)
    a_link(project, "makes", actor, claim)

    refused(project, the_step(project, "Code claim"))


def test_an_entity_that_somebody_refers_to_since_stays(project, article):
    actor = an_annotation(project, article, ACTOR, category="actor")
    entity = coding.new_entity("Foreign Ministry")
    coding.set_entity(project, actor.id, "entity", entity)
    step = project.history.all()[-1]
    second = an_annotation(project, article, Span(0, 8), category="actor")
    coding.set_entity(project, second.id, "entity", entity)

    refused(project, step)


def test_an_import_is_not_taken_back_from_under_an_assignment(project, article):
    assigned(project, article, "ada")

    refused(project, the_step(project, "Import articles"))
    project.take_back(the_step(project, "Plan"))
    project.take_back(the_step(project, "Import articles"))
    assert project.articles.ids() == []


def test_an_import_is_not_taken_back_from_under_a_decision(project, article):
    with project.step("Decide", article):
        project.decisions.add(Decision(new_id(), article, project.coder.id, "claim", (), AGREED))

    refused(project, the_step(project, "Import articles"))


def test_an_import_is_not_taken_back_from_under_a_coding(project, article):
    an_annotation(project, article, CLAIM)

    refused(project, the_step(project, "Import articles"))


def test_an_import_is_not_taken_back_from_under_a_correction_or_a_duplicate_of_its_article(project, article):
    an_article(project, "The corrected text says more.", source_id="A17b", correction_of=article)

    refused(project, project.history.all()[-2])


def test_a_coder_with_an_assignment_is_not_taken_back(project, article):
    enter(project, "bob")
    assigned(project, article, "bob")

    refused(project, the_step(project, "Add coder bob"))


def test_a_coder_without_work_can_be_taken_back(project):
    enter(project, "bob")
    enter(project, "ada")

    project.take_back(the_step(project, "Add coder bob"))
    assert project.coders.named("bob") is None


def test_a_round_is_not_taken_back_from_under_its_assignments(project, article):
    made = Round(new_id(), "Main coding")
    with project.step("Make round"):
        project.rounds.add(made)
    with project.step("Assign", article):
        project.assignments.add_many([Assignment(new_id(), made.id, article, project.coder.id, 0)])

    refused(project, the_step(project, "Make round"))


def test_the_only_codebook_stays(project):
    refused(project, the_step(project, "Make project"))


def test_a_codebook_that_something_was_coded_with_stays(project, article):
    before = project.codebook
    import_codebook(project, built_in_codebook("four_tags"))
    step = project.history.all()[-1]
    an_annotation(project, article, ACTOR, category=project.codebook.categories[0].id, values={})

    refused(project, step)
    project.undo(article)
    project.take_back(step)
    assert project.codebook == before
