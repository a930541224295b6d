"""A supervisor lets coders in, gives them roles and pseudonyms; the last supervisor stays one."""

from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError
from annotator.operations.people import add_coder, pseudonym, set_pseudonym, set_role
from annotator.operations.projects import enter
from tests.builders import a_project


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as project:
        add_coder(project, "ben")
        yield project


def test_a_coder_comes_in_once_and_changes_roles(project):
    assert project.coders.named("ben").role == "coder"
    assert set_role(project, "ben", "adjudicator")
    assert not set_role(project, "ben", "adjudicator")
    assert project.coders.named("ben").may_adjudicate
    with pytest.raises(AnnotatorError, match="a coder here already"):
        add_coder(project, " ben ")


def test_the_only_supervisor_stays_one_until_there_is_another(project):
    with pytest.raises(AnnotatorError, match="the only supervisor"):
        set_role(project, "ada", "coder")
    set_role(project, "ben", "supervisor")
    assert set_role(project, "ada", "coder")


def test_a_pseudonym_stands_for_one_coder_and_can_be_taken_away(project):
    add_coder(project, "cara")
    ben = project.coders.named("ben").id
    assert set_pseudonym(project, "ben", " Coder  1 ")
    assert pseudonym(project, ben) == "Coder 1"
    for taken in ("coder 1", "ada"):
        with pytest.raises(AnnotatorError, match="another coder"):
            set_pseudonym(project, "cara", taken)
    assert set_pseudonym(project, "ben", "")
    assert pseudonym(project, ben) == ""


def test_every_change_can_be_taken_back(project):
    set_role(project, "ben", "adjudicator")
    set_pseudonym(project, "ben", "Coder 1")
    project.undo()
    assert pseudonym(project, project.coders.named("ben").id) == ""
    project.undo()
    assert project.coders.named("ben").role == "coder"


def test_who_does_not_supervise_changes_nobody(project):
    enter(project, "ben")
    acts = (lambda: add_coder(project, "dan"), lambda: set_role(project, "ben", "supervisor"), lambda: set_pseudonym(project, "ben", "x"))
    for act in acts:
        with pytest.raises(AnnotatorError, match="only a supervisor"):
            act()


@pytest.mark.parametrize("role", ["boss", ""])
def test_an_unknown_role_is_refused(project, role):
    with pytest.raises(AnnotatorError, match="there is no role"):
        set_role(project, "ben", role)
