"""What a search found is coded in one step after a preview, and taken back in one."""

from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError, RuleViolation
from annotator.model.article import FURNITURE, Region
from annotator.model.coder import CODER
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.bulk_coding import CODED, DOUBLE, UNCODED_REGION, code_bulk, plan_bulk
from annotator.operations.projects import enter
from annotator.operations.searching import search
from annotator.project import open_project
from tests.blind_study import MARK, blind_study
from tests.builders import a_project, an_article

NEWS = "The ministry may act. The union may not.\nMay we use cookies?"


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as made:
        for number in range(3):
            an_article(made, f"{NEWS} {number}", source_id=f"A{number}",
                       regions=[Region("body", Span(0, 40)), Region(FURNITURE, Span(41, 62))])  # fmt: skip
        yield made


def places(project, asked):
    return [(hit.article.id, span) for hit in search(project, asked).hits for span in hit.spans]


def test_hits_become_annotations_in_one_step_and_go_in_one(project):
    found = places(project, "may")
    plan = plan_bulk(project, found, "speculation")
    assert len(found) == 9
    assert plan.count(UNCODED_REGION) == 3
    assert plan.in_words() == "6 places in 3 articles become Speculation, 3 stand where nothing is coded"
    assert project.annotations.total() == 0

    done = code_bulk(project, found, "speculation", {"certainty": "possible"})
    step = project.database.last_step
    assert len(done.new) == project.annotations.total() == 6
    assert step.label == "Code 6 places as speculation"
    assert len(step.articles) == 3
    made = project.annotations.of_article(project.articles.find("A1").id)
    assert [(one.quote, one.values["certainty"]) for one in made] == [("may", "possible"), ("may", "possible")]
    assert project.codings.get(made[0].article_id, project.the_coder().id) is not None

    project.take_back(step)
    assert project.annotations.total() == 0


def test_what_is_coded_so_already_or_given_twice_is_passed_over(project):
    found = places(project, "union")
    coding.annotate(project, found[0][0], "actor", found[0][1])
    plan = plan_bulk(project, [*found, found[1]], "actor")
    assert [one.standing for one in plan.places] == [CODED, "new", "new", DOUBLE]
    code_bulk(project, found, "actor")
    assert code_bulk(project, found, "actor").new == ()
    assert project.annotations.total() == 3


def test_an_unknown_category_or_value_is_refused_before_anything_is_written(project):
    for category, values in (("rumour", None), ("speculation", {"certainty": "certainly"})):
        with pytest.raises(RuleViolation):
            code_bulk(project, places(project, "union"), category, values)
    assert project.annotations.total() == 0


def test_a_finished_article_is_in_progress_again(project):
    article = project.articles.find("A0").id
    with project.step("Finish"):
        coding.begin(project, article)
        from dataclasses import replace

        project.codings.save(replace(coding.coding_of(project, article), finished=True))
    code_bulk(project, places(project, "union"), "actor")
    assert not coding.coding_of(project, article).finished


def test_a_coder_codes_only_in_the_own_queue(tmp_path):
    with open_project(blind_study(tmp_path)) as project:
        hidden = next(one.id for one in project.articles.all() if one.source_id.startswith(MARK))
        enter(project, "ben")
        assert project.coder.role == CODER
        with pytest.raises(AnnotatorError, match="queue"):
            code_bulk(project, [(hidden, Span(0, 4))], "actor")
        assert {article for article, _span in places(project, "ministry")} <= set(project.visible_articles)
