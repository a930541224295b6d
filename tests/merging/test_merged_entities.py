"""An entity is merged in one file while another still speaks of it: after a join every value refers to who is in the register."""

from __future__ import annotations

import pytest

from annotator.operations import coding, entities
from annotator.operations.checking import check
from annotator.operations.merging import merge_file
from annotator.operations.packages import make_package
from annotator.operations.projects import enter
from annotator.project import open_project
from tests.builders import ACTOR, a_project_file, an_annotation, an_article
from tests.merging.joined_files import a_copy, content, merged


@pytest.fixture
def files(tmp_path):
    """A supervisor's file with two entities for one ministry, and the same file as a coder took it away."""
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        enter(project, "ada")
        for number in range(2):
            an_article(project, source_id=f"A{number}")
        for name in ("Foreign Ministry", "Foreign Office", "The Ministry"):
            entities.add_entity(project, name)
    return path, a_copy(path, "ben")


def entity(project, name):
    return next(one for one in project.entities.all() if one.label == name)


def a_mention(path, coder, name, source_id="A0", *, alias=""):
    with open_project(path) as project:
        enter(project, coder)
        made = an_annotation(project, project.articles.find(source_id).id, ACTOR, category="actor")
        known = entity(project, name)
        if alias:
            known = coding.set_entity_fields(project, known.id, {"aliases": [alias]})
        return coding.set_entity(project, made.id, "entity", known).id


def merge_entities(path, kept, *gone, coder="ada"):
    with open_project(path) as project:
        enter(project, coder)
        return entities.merge(project, entity(project, kept).id, [entity(project, one).id for one in gone])


def meant(path):
    with open_project(path, read_only=True) as project:
        return [project.entities.get(one.values["entity"]).label for one in project.annotations.of_article(project.articles.find("A0").id)]


def labels(path):
    with open_project(path, read_only=True) as project:
        return [one.label for one in project.entities.all()]


def test_what_a_coder_marked_meanwhile_means_the_entity_that_stayed(files):
    ours, theirs = files
    a_mention(theirs, "ben", "Foreign Office")
    merge_entities(ours, "Foreign Ministry", "Foreign Office")
    merged(ours, theirs)
    assert meant(ours) == ["Foreign Ministry"]
    assert labels(ours) == ["Foreign Ministry", "The Ministry"]
    assert check(ours) == []


def test_the_file_that_did_not_know_of_the_merge_learns_it_and_both_hold_the_same(files):
    ours, theirs = files
    a_mention(theirs, "ben", "Foreign Office")
    merge_entities(ours, "Foreign Ministry", "Foreign Office")
    merged(theirs, ours)
    assert meant(theirs) == ["Foreign Ministry"]
    merged(ours, theirs)
    assert content(ours) == content(theirs)
    assert check(ours) == check(theirs) == []


def test_both_files_follow_by_themselves_and_still_come_to_the_same(files):
    ours, theirs = files
    a_mention(theirs, "ben", "Foreign Office")
    merge_entities(ours, "Foreign Ministry", "Foreign Office")
    first = a_copy(ours, "first")
    merged(first, theirs)
    merged(theirs, ours)
    merged(first, theirs)
    merged(theirs, first)
    assert content(first) == content(theirs)
    assert check(first) == []


def test_a_name_given_to_the_entity_that_went_goes_to_the_one_that_stayed(files):
    ours, theirs = files
    a_mention(theirs, "ben", "Foreign Office", alias="King Charles Street")
    merge_entities(ours, "Foreign Ministry", "Foreign Office")
    merged(ours, theirs)
    with open_project(ours) as project:
        assert entity(project, "Foreign Ministry").aliases == ("Foreign Office", "King Charles Street")
    assert labels(ours) == ["Foreign Ministry", "The Ministry"]
    assert check(ours) == []


def test_two_that_were_merged_into_each_other_leave_one(files):
    ours, theirs = files
    a_mention(ours, "ada", "Foreign Ministry")
    a_mention(theirs, "ben", "Foreign Office")
    merge_entities(ours, "Foreign Ministry", "Foreign Office")
    merge_entities(theirs, "Foreign Office", "Foreign Ministry", coder="ada")
    merged(ours, theirs)
    assert len(set(meant(ours))) == 1
    assert len(labels(ours)) == 2
    assert check(ours) == []
    merged(theirs, ours)
    assert content(ours) == content(theirs)


def test_a_chain_of_merges_in_two_files_ends_at_its_last(files):
    ours, theirs = files
    a_mention(theirs, "ben", "Foreign Office")
    merge_entities(theirs, "Foreign Ministry", "Foreign Office", coder="ada")
    merge_entities(ours, "The Ministry", "Foreign Ministry")
    merged(ours, theirs)
    assert meant(ours) == ["The Ministry"]
    assert labels(ours) == ["The Ministry"]
    assert check(ours) == []


def test_an_entity_that_was_taken_back_comes_again_with_the_work_that_means_it(files):
    ours, theirs = files
    a_mention(theirs, "ben", "The Ministry")
    with open_project(ours) as project:
        enter(project, "ada")
        project.undo()
    assert "The Ministry" not in labels(ours)
    merged(ours, theirs)
    assert meant(ours) == ["The Ministry"]
    assert check(ours) == []


def test_a_preview_of_such_a_join_changes_nothing(files):
    ours, theirs = files
    a_mention(theirs, "ben", "Foreign Office")
    merge_entities(ours, "Foreign Ministry", "Foreign Office")
    before = content(ours)
    with open_project(ours) as project:
        merge_file(project, theirs, preview=True)
        an_article(project, source_id="A9")  # the log goes on as if nothing had been
    after = content(ours)
    assert after["annotation"] == before["annotation"]
    assert len(after["step"]) == len(before["step"]) + 1
    assert check(ours) == []


def test_a_work_package_made_before_the_merge_comes_back_and_follows_it(files):
    ours, _theirs = files
    with open_project(ours) as project:
        enter(project, "ada")
        with project.step("Add coder"):
            project.coders.add("ben")
        package = make_package(project, "ben", ours.with_name("ben's.annot"), [project.articles.find("A0").id]).path
    a_mention(package, "ben", "Foreign Office")
    merge_entities(ours, "Foreign Ministry", "Foreign Office")
    merged(ours, package)
    assert meant(ours) == ["Foreign Ministry"]
    assert check(ours) == []


def test_a_work_package_made_after_a_merge_is_sound_and_knows_who_stayed(files):
    ours, _theirs = files
    a_mention(ours, "ben", "Foreign Office")
    merge_entities(ours, "Foreign Ministry", "Foreign Office")
    with open_project(ours) as project:
        package = make_package(project, "ben", ours.with_name("ben's.annot"), [project.articles.find("A0").id]).path
    assert meant(package) == ["Foreign Ministry"]
    assert check(package) == []
    merged(ours, package)
    assert check(ours) == []
