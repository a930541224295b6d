"""A coder's pace: active time by article, the coder's own until the project shares it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.errors import AnnotatorError
from annotator.operations import coding
from annotator.operations.pace import pace, pace_shared, share_pace
from annotator.operations.progressing import study_progress
from annotator.operations.projects import enter
from tests.builders import ACTOR, TEXT, a_project, an_annotation, an_article


@pytest.fixture
def project(tmp_path):
    """ben worked 90 s and 30 s on two articles, finished the first and marked two passages in it; ada supervises and coded one."""
    with a_project(tmp_path) as project:
        first, second = (
            an_article(project, f"{TEXT} {number}.", source_id=f"A{number}", headline=f"Article {number}") for number in (1, 2)
        )
        an_annotation(project, first)
        coding.add_active_seconds(project, first, 600)
        enter(project, "ben")
        an_annotation(project, first)
        an_annotation(project, first, ACTOR, category="actor", values={"mention_form": "named"})
        coding.add_active_seconds(project, first, 60)
        coding.add_active_seconds(project, first, 30)
        with project.step("Finish article", first):
            project.codings.save(replace(coding.coding_of(project, first), finished=True))
        an_annotation(project, second)
        coding.add_active_seconds(project, second, 30)
        yield project


def test_a_coder_sees_the_own_time_by_article_the_latest_first(project):
    found = pace(project)
    assert found.coder == "ben"
    assert [(one.title, one.finished, one.annotations, one.seconds) for one in found.articles] == [
        ("Article 2", False, 1, 30), ("Article 1", True, 2, 90),
    ]  # fmt: skip
    assert (found.seconds, found.seconds_an_article, found.seconds_an_annotation) == (120, 90, 40)
    assert found.articles[1].seconds_an_annotation == 45


def test_an_article_of_which_no_time_is_known_slows_nobody_down(project):
    third = an_article(project, f"{TEXT} 3.", source_id="A3")
    an_annotation(project, third)
    found = pace(project)
    assert found.articles[0].seconds_an_annotation is None
    assert (found.seconds_an_article, found.seconds_an_annotation) == (90, 40)


def test_nobody_else_sees_it_before_the_project_shares_it(project):
    with pytest.raises(AnnotatorError, match="only a supervisor decides"):
        share_pace(project, True)
    with pytest.raises(AnnotatorError, match="is not shared"):
        pace(project, "ada")
    enter(project, "ada")
    assert not pace_shared(project)
    with pytest.raises(AnnotatorError, match="the pace of ben is not shared"):
        pace(project, "ben")
    assert {one.coder: one.active_seconds for one in study_progress(project).coders} == {"ada": 0, "ben": 0}

    assert share_pace(project, True)
    assert not share_pace(project, True)
    assert pace(project, "ben").seconds == 120
    assert {one.coder: one.active_seconds for one in study_progress(project).coders} == {"ada": 0, "ben": 90}
    assert project.history.all()[-1].label == "Share the pace of coders"

    assert share_pace(project, False)
    with pytest.raises(AnnotatorError, match="is not shared"):
        pace(project, "ben")


def test_a_coder_never_sees_the_pace_of_another_even_where_it_is_shared(project):
    enter(project, "ada")
    share_pace(project, True)
    enter(project, "ben")
    assert pace(project).coder == "ben"
    with pytest.raises(AnnotatorError, match="is not shared"):
        pace(project, "ada")


def test_time_is_no_step_that_undo_takes_back(project):
    before = pace(project).seconds
    project.undo(project.articles.find("A1").id)
    assert pace(project).seconds == before
