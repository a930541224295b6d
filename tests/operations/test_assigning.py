"""A supervisor plans, looks at the plan, applies it, and plans again when people come and go."""

from __future__ import annotations

import json

import pytest

from annotator.errors import AnnotatorError, NotFound
from annotator.operations import coding
from annotator.operations.assigning import Order, apply_plan, preview_plan, queue_of
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import TEXT, a_project_file, an_annotation, an_article, annotator_command


@pytest.fixture
def study(tmp_path):
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        for number in range(12):
            day = f"2024-{6 + number % 2:02}-03"
            an_article(project, f"{TEXT} {number}.", source_id=f"A{number}", outlet=("Herald", "Post")[number % 3 == 0], date_published=day)
    return path


def planned(project, *coders, **asked):
    preview = preview_plan(project, Order(coders, **asked))
    apply_plan(project, preview)
    return preview


def test_the_shared_part_is_spread_over_what_coders_found_the_articles_to_be(study):
    with open_project(study) as project:
        articles = project.articles.ids()
        for coder, genres in (("ada", ("hard_news", "opinion", "opinion")), ("ben", ("hard_news", "opinion", "analysis"))):
            enter(project, coder)
            for article, genre in zip(articles, genres, strict=False):
                coding.set_article_value(project, article, "genre", genre)
                coding.set_article_value(project, article, "main_issue", "trade")
                coding.finish(project, article)
        enter(project, "ada")

        plan = preview_plan(project, Order(("cara", "dina"), shared=1.0, strata=("genre",))).plan

        assert {stratum: many for stratum, (_shared, many) in plan.strata.items()} == {
            ("hard_news",): 1, ("opinion",): 1, ("different",): 1, ("",): len(articles) - 3,
        }  # fmt: skip
        with pytest.raises(NotFound, match=r"no moon; strata are outlet.*genre"):
            preview_plan(project, Order(("cara", "dina"), strata=("moon",)))


def test_a_preview_writes_nothing_and_applying_is_one_step_that_can_be_undone(study):
    with open_project(study) as project:
        enter(project, "ada")
        preview = preview_plan(project, Order(("ben", "cara"), shared=0.25, strata=("outlet", "month")))
        assert (project.assignments.all(), preview.new_coders) == ([], ("ben", "cara"))

        apply_plan(project, preview)
        assert len(project.assignments.all()) == 12 + 3
        assert project.history.latest()[0].label == "Assign 12 articles"

        project.undo()
        assert (project.assignments.all(), project.rounds.all()) == ([], [])


def test_planning_again_leaves_what_was_begun_and_spreads_the_rest(study):
    with open_project(study) as project:
        enter(project, "ada")
        planned(project, "ben", "cara")
        ben = project.coders.named("ben")
        first = project.assignments.articles_of(ben.id)[0]
        enter(project, "ben")
        an_annotation(project, first)
        enter(project, "ada")

        preview = planned(project, "cara", "dan")

        assert [one.article_id for one in project.assignments.of_coder(ben.id)] == [first]
        loads = [len(project.assignments.articles_of(project.coders.named(name).id)) for name in ("cara", "dan")]
        assert sorted(loads) == [5, 6]
        assert "1 begun article stays with its coder" in preview.notes
        assert "ben codes no more: 1 article that was begun stays unfinished" in preview.notes
        assert preview.unfinished == {ben.id: 1}


def test_a_plan_whose_articles_were_begun_since_the_preview_is_not_applied(study):
    with open_project(study) as project:
        enter(project, "ada")
        planned(project, "ben", "cara")
        preview = preview_plan(project, Order(("cara", "dan")))
        enter(project, "ben")
        an_annotation(project, project.assignments.articles_of(project.coders.named("ben").id)[0])
        enter(project, "ada")

        with pytest.raises(AnnotatorError, match="preview the plan again"):
            apply_plan(project, preview)


def test_a_coder_sees_the_own_queue_in_its_order_and_the_supervisor_sees_all(study):
    with open_project(study) as project:
        enter(project, "ada")
        assert queue_of(project, project.the_coder()) is None
        planned(project, "ben", "cara")
        ben = project.coders.named("ben")

        assert queue_of(project, ben) == [one.article_id for one in project.assignments.of_coder(ben.id)]
        assert [one.position for one in project.assignments.of_coder(ben.id)] == list(range(6))


def test_a_coder_may_not_plan(study):
    with open_project(study) as project:
        enter(project, "ben")
        with pytest.raises(AnnotatorError, match="only a supervisor"):
            preview_plan(project, Order(("ben",)))


def test_the_command_previews_applies_and_lists(study):
    words = ("assign", study, "--coder", "ben", "--coder", "cara", "--shared", "25%", "--strata", "outlet")
    preview = annotator_command(*words, "--preview")
    assert preview.returncode == 0, preview.stderr
    assert "15 assignments would be made" in preview.stdout
    assert annotator_command("list", study, "assignments").stdout.count("\n") == 1

    made = json.loads(annotator_command(*words, "--json").stdout)
    assert (made["new"], sorted(made["loads"].values())) == (15, [7, 8])

    rows = [json.loads(line) for line in annotator_command("list", study, "assignments", "--json").stdout.splitlines()]
    assert len(rows) == 15
    assert {row["part"] for row in rows} == {"single", "shared"}
    bens = [json.loads(line) for line in annotator_command("list", study, "assignments", "--json", "--as", "ben").stdout.splitlines()]
    assert {row["coder"] for row in bens} == {"ben"}
    assert {row["part"] for row in bens} == {None}


@pytest.mark.parametrize(
    ("words", "status"),
    [(("--shared", "a fifth"), 2), (("--strata", "moon"), 2), (("--per-article", "3"), 1), (("--article", "nothing"), 1)],
)
def test_what_cannot_be_planned_is_said(study, words, status):
    found = annotator_command("assign", study, "--coder", "ben", "--coder", "cara", *words)

    assert (found.returncode, found.stdout) == (status, "")
    assert found.stderr
