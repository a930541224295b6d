"""A supervisor lets coders in, gives them roles and pseudonyms; the last supervisor stays one."""

from __future__ import annotations

import re

import pytest

from annotator.errors import AnnotatorError
from annotator.operations.agreement import compare
from annotator.operations.agreement_files import write
from annotator.operations.agreement_html import html_page
from annotator.operations.agreement_sections import sections
from annotator.operations.assigning import Order, preview_plan
from annotator.operations.packages import package_name
from annotator.operations.people import add_coder, name_nobody, pseudonym, set_pseudonym, set_role
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.agreement.study import a_study
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


@pytest.mark.parametrize("name", ["a/b", "c:d", "who?", ".hidden", "ben.", "NUL", "com1.old", "क" * 60])
def test_who_could_have_no_package_does_not_come_in(project, name):
    before = [one.name for one in project.coders.all()]
    for come_in in (
        lambda: add_coder(project, name),
        lambda: enter(project, name),
        lambda: preview_plan(project, Order((name,))),
        lambda: package_name(name),
    ):
        with pytest.raises(AnnotatorError, match=re.escape(f"{name} cannot be a coder's name")):
            come_in()
    assert [one.name for one in project.coders.all()] == before


def test_two_whose_packages_would_overwrite_each_other_do_not_both_come_in(project):
    for come_in in (
        lambda: add_coder(project, "BEN"),
        lambda: enter(project, "Ben"),
        lambda: preview_plan(project, Order(("ben", "Ben"))),
        lambda: preview_plan(project, Order(("cara", "Cara"))),
    ):
        with pytest.raises(AnnotatorError, match="capital and small letters only"):
            come_in()
    assert [one.name for one in project.coders.all()] == ["ada", "ben"]


@pytest.mark.parametrize("name", ["मीरा", "أحمد", "王芳", "Ольга", "Zoë Ní Bhriain", "o'neil-2", "J. Doe", "console"])
def test_a_name_of_any_script_comes_in(project, name):
    assert add_coder(project, name).name == package_name(name).removesuffix(".annot") == name


def test_whoever_is_there_under_an_odd_name_goes_on_coding(project):
    with project.step("Merge"):
        project.coders.add("a/b")
    assert enter(project, "a/b").name == "a/b"


def test_agreement_and_its_reports_name_nobody_where_the_project_says_so(tmp_path):
    path = a_study(tmp_path, coders=("ada", "bertram", "caroline"), articles=4)
    with open_project(path) as project:
        enter(project, "ada")
        named = compare(project, draws=0)
        set_pseudonym(project, "bertram", "Coder 1")
        assert name_nobody(project, True)
        assert not name_nobody(project, True)

        hidden = compare(project, draws=0)
        assert hidden.coders == ("Coder 1", "Coder 2", "Coder 3")
        values = [[None if one.value is None else round(one.value, 9) for one in report.records] for report in (hidden, named)]
        assert values[0] == values[1]
        pair = compare(project, ["bertram", "Coder 3"], draws=0)
        assert pair.coders == ("Coder 1", "Coder 3")
        told = html_page(hidden, sections(project, hidden))
        for kind in ("records", "units"):
            write(hidden, kind, tmp_path / "out.csv")
            told += (tmp_path / "out.csv").read_text(encoding="utf-8")
        assert "Coder 2" in told
        assert not [name for name in ("bertram", "caroline") if name in told]

        project.undo()
        assert compare(project, draws=0).coders == ("ada", "bertram", "caroline")
        enter(project, "bertram")
        with pytest.raises(AnnotatorError, match="only a supervisor"):
            name_nobody(project, True)
