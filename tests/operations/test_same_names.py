"""Two coders entered the same actor in files of their own; after the merge a supervisor joins the names."""

from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError
from annotator.operations import coding
from annotator.operations.agreement import compare
from annotator.operations.projects import enter
from annotator.operations.same_names import join_same_named, same_named
from annotator.project import open_project
from tests.builders import ACTOR, a_project_file, an_annotation, an_article
from tests.operations.test_adjudicating import finished


@pytest.fixture
def project(tmp_path):
    with open_project(a_project_file(tmp_path)) as project:
        enter(project, "ada")
        article = an_article(project)
        for coder, name in (("ben", "Foreign Ministry"), ("cara", "foreign  ministry")):
            enter(project, coder)
            actor = an_annotation(project, article, ACTOR, category="actor", values={"mention_form": "named"})
            coding.set_entity(project, actor.id, "entity", coding.new_entity(name))
            finished(project, article)
        enter(project, "ada")
        yield project


def entities_meant(project):
    article = project.articles.ids()[0]
    return {one.values["entity"] for one in project.annotations.of_article(article)}


def test_one_name_is_one_entity_after_joining_and_coders_then_agree(project):
    assert len(entities_meant(project)) == 2
    [some] = same_named(project)
    assert [one.label for one in some] == ["Foreign Ministry", "foreign ministry"]

    assert join_same_named(project) == 1
    assert entities_meant(project) == {some[0].id}
    assert same_named(project) == []
    assert compare(project, draws=0).n_articles == 1

    project.take_back(project.history.latest()[0])
    assert len(entities_meant(project)) == 2


def test_only_a_supervisor_joins_names(project):
    enter(project, "ben")
    with pytest.raises(AnnotatorError, match="only a supervisor"):
        join_same_named(project)
