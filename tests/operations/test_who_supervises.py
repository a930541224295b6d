"""Who becomes supervisor without being made one: the maker, and never somebody who was only given articles to code."""

from __future__ import annotations

from annotator.model.coder import CODER, SUPERVISOR
from annotator.operations.assigning import Order, apply_plan, preview_plan
from annotator.operations.merging import merge_file
from annotator.operations.packages import make_package
from annotator.operations.projects import enter, new_project
from annotator.project import open_project
from tests.builders import TEXT, an_article, records, refusals, stored_by


def planned(folder):
    """A project made and planned at the terminal, where nobody has a name yet."""
    path = folder / "study.annot"
    new_project(path)
    with open_project(path) as project:
        an_article(project, TEXT)
        apply_plan(project, preview_plan(project, Order(("ben", "cara"), per_article=2)))
    return path


def role_of(path, name):
    with open_project(path, read_only=True) as project:
        return project.coders.named(name).role


def test_whoever_opens_a_work_package_stays_a_coder_here_and_after_the_merge(tmp_path):
    path = planned(tmp_path)
    with open_project(path) as project:
        package = make_package(project, "ben", tmp_path / "ben.annot").path
    with open_project(package) as project:
        assert enter(project, "ben").role == CODER
    with open_project(path) as project:
        merge_file(project, package)
    assert (role_of(package, "ben"), role_of(path, "ben")) == (CODER, CODER)


def test_a_coder_of_the_plan_who_comes_first_supervises_nothing_and_the_next_new_name_does(tmp_path):
    path = planned(tmp_path)
    with open_project(path) as project:
        assert enter(project, "cara").role == CODER
        assert enter(project, "ada").role == SUPERVISOR
        assert enter(project, "eva").role == CODER


def test_a_work_package_takes_codings_of_its_coder_alone(tmp_path):
    path = planned(tmp_path)
    with open_project(path) as project:
        package = make_package(project, "ben", tmp_path / "ben.annot").path
    with open_project(package) as project:
        refused = refusals(stored_by(project, *records("k1", coder="cara")))
        stored = refusals(stored_by(project, *records("k1", coder="ben")))
    assert refused == ["this is the work package of ben; nobody else codes in it"]
    assert stored == []
