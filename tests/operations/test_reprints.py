"""Reprints are proposed to a supervisor, who joins them; the tables then tell their cluster and its weight."""

from __future__ import annotations

import csv

import pytest

from annotator.errors import AnnotatorError
from annotator.model.article import FURNITURE, Region
from annotator.model.plan import RECODING, Assignment, Round, RoundId, assignment_id
from annotator.model.span import Span
from annotator.operations.exporting import export
from annotator.operations.projects import enter
from annotator.operations.reprints import clusters_of, find_reprints, join_cluster, leave_cluster
from tests.builders import a_project, an_article
from tests.text.news_texts import an_article_text


@pytest.fixture
def desk(tmp_path):
    from random import Random

    chance = Random(3)
    story, other = an_article_text(chance, 30), an_article_text(chance, 30)
    sentences = story.split(". ")
    near = ". ".join([*sentences[:9], "A desk put this in", *sentences[12:]])
    with a_project(tmp_path) as project:
        menu = "Home News Sport Weather Contact us and much more of the same on every page of this outlet\n"
        first = an_article(project, story, source_id="first", outlet="Wire")
        wire = an_article(project, menu + story + " More soon.", source_id="wire", regions=[
            Region(FURNITURE, Span(0, len(menu))), Region("body", Span(len(menu), len(menu) + len(story) + 11)),
        ])  # fmt: skip
        less = an_article(project, near, source_id="less")
        alone = an_article(project, other, source_id="alone")
        yield project, first, wire, less, alone


def test_reprints_are_proposed_and_texts_that_are_only_alike_are_told_of(desk):
    project, first, wire, less, _alone = desk
    found = find_reprints(project)
    assert found.compared == 4
    assert [(one.articles, one.sure) for one in found.proposals[:1]] == [((first, wire), True)]
    assert {one.articles for one in found.proposals[1:]} == {(first, less), (wire, less)}
    assert all(0.6 <= one.least < 0.85 for one in found.proposals[1:])
    assert clusters_of(project) == []


def test_a_cluster_is_joined_in_one_step_is_proposed_no_more_and_can_be_taken_back(desk):
    project, first, wire, less, alone = desk
    join_cluster(project, [wire, first])
    step = project.database.last_step
    assert clusters_of(project) == [[first, wire]]
    assert all(not one.sure for one in find_reprints(project).proposals)
    join_cluster(project, [less, wire])
    assert clusters_of(project) == [[first, wire, less]]
    assert {project.articles.get(one).cluster_id for one in (first, wire, less)} == {first}
    leave_cluster(project, first)
    assert clusters_of(project) == [[wire, less]]
    assert project.articles.get(less).cluster_id == wire
    for _turn in range(3):
        project.undo()
    assert clusters_of(project) == []
    assert step is not None
    assert project.articles.get(alone).cluster_id == alone


def test_the_tables_tell_the_cluster_and_the_weight_of_each_article(desk, tmp_path):
    project, first, wire, less, alone = desk
    join_cluster(project, [first, wire, less])
    export(project, tmp_path / "out")
    with (tmp_path / "out" / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = {one["article_id"]: (one["cluster_id"], float(one["cluster_weight"])) for one in csv.DictReader(file)}
    assert rows == {first: (first, 1 / 3), wire: (first, 1 / 3), less: (first, 1 / 3), alone: (alone, 1.0)}


def test_a_coder_is_shown_no_proposals_and_joins_nothing(desk):
    project, first, wire, *_rest = desk
    enter(project, "ben")
    for act in (lambda: find_reprints(project), lambda: join_cluster(project, [first, wire]), lambda: leave_cluster(project, first)):
        with pytest.raises(AnnotatorError, match="supervisor"):
            act()


def test_a_copy_that_was_made_to_be_coded_again_is_no_reprint(desk):
    project, _first, wire, _less, _alone = desk
    again, coder = RoundId("again"), project.the_coder().id
    with project.step("Code again", wire):
        project.rounds.add(Round(again, "again", kind=RECODING))
        project.assignments.add_many([Assignment(assignment_id(again, wire, coder), again, wire, coder, 0)])
    found = find_reprints(project)
    assert found.compared == 3
    assert all(wire not in one.articles for one in found.proposals)
