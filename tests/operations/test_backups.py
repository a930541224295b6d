"""Backups: what there is, how it differs from the project, and that a file made from one is the project as it was then."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest

from annotator import project as project_module
from annotator.errors import ConflictError, FileProblem
from annotator.operations import coding
from annotator.operations.backups import ADDED, CHANGED, DAILY, DELETION, MERGE, MIGRATION, MISSING, OWN, backups_of, compare, restore
from annotator.operations.checking import check
from annotator.operations.merging import merge_file
from annotator.operations.projects import enter
from annotator.project import open_project
from annotator.store.backup import backup_folder
from tests.builders import ACTOR, a_project, an_annotation, an_article
from tests.operations.damage import rows_of


@pytest.fixture
def study(tmp_path):
    """A project of two coders, open for the supervisor ada, with a backup of this state."""
    with a_project(tmp_path) as project:
        first, second = an_article(project), an_article(project, source_id="A18", headline="Fish")
        an_annotation(project, first)
        an_annotation(project, second, ACTOR, category="actor")
        enter(project, "ben")
        an_annotation(project, first)
        enter(project, "ada")
        yield project


def counts(found):
    return {(group.table, group.coder): group.counts for group in found.groups}


def test_each_kind_of_backup_is_listed_with_what_it_was_made_before(study, tmp_path):
    study.backup()
    study.daily_backup()
    study.backup_before(MERGE)
    study.backup_before(DELETION)
    folder = backup_folder(study.path)
    (folder / "study 2023-01-02 030405 format 1.annot").write_bytes(b"old")
    (folder / "notes.txt").write_text("no copy")

    found = backups_of(study.path)

    assert sorted(one.kind for one in found) == sorted([OWN, DAILY, MERGE, DELETION, MIGRATION])
    assert found[-1].kind == MIGRATION
    assert all(one.size == one.path.stat().st_size for one in found)
    assert all(abs(one.made_at.timestamp() - datetime.now().timestamp()) < 3600 for one in found[:-1])


def test_of_automatic_copies_ten_and_one_a_week_stay_and_a_persons_own_all(study):
    folder = backup_folder(study.path)
    study.daily_backup()
    for days in range(1, 61):
        day = datetime.now() - timedelta(days=days)
        for name in (
            f"study {day:%Y-%m-%d} daily.annot",
            f"study {day:%Y-%m-%d %H%M%S} before merge.annot",
            f"study {day:%Y-%m-%d} 120000.annot",
        ):
            (folder / name).write_bytes(b"x")
            os.utime(folder / name, (day.timestamp(), day.timestamp()))
    study.backup_before(MERGE)

    kept = {kind: [one for one in backups_of(study.path) if one.kind == kind] for kind in (DAILY, MERGE, OWN)}

    for kind in (DAILY, MERGE):
        assert 10 + 6 <= len(kept[kind]) <= 10 + 8, kind
        weeks = {one.path.stem.removeprefix("study ")[:10] for one in kept[kind]}
        assert len({datetime.strptime(day, "%Y-%m-%d").strftime("%G-%V") for day in weeks}) >= 8
    assert len(kept[OWN]) == 60


def test_a_merge_and_a_large_deletion_keep_a_copy_of_what_was(study, tmp_path, monkeypatch):
    monkeypatch.setattr(project_module, "BULK", 2)
    other = tmp_path / "other.annot"
    study.backup(other)
    with open_project(other, "ben") as theirs:
        an_annotation(theirs, theirs.articles.find("A18").id)
    before = rows_of(study.path)

    merge_file(study, other)
    [merge] = [one for one in backups_of(study.path) if one.kind == MERGE]
    assert rows_of(merge.path) == before

    before = rows_of(study.path)
    step = next(one for one in study.history.latest() if one.label == "Import articles")
    monkeypatch.setattr(project_module, "BULK", 1)
    with pytest.raises(ConflictError):  # work hangs on the article; the copy was made all the same
        study.take_back(step)
    [deletion] = [one for one in backups_of(study.path) if one.kind == DELETION]
    assert rows_of(deletion.path) == before


def test_what_was_added_is_missing_and_changed_is_counted_by_coder_and_named(study):
    kept = study.backup()
    first, second = study.articles.find("A17").id, study.articles.find("A18").id
    ada = study.the_coder().id
    coding.delete_annotation(study, study.annotations.of_article(second, ada)[0].id)
    coding.set_note(study, study.annotations.of_article(first, ada)[0].id, "looked at again")
    an_annotation(study, second)
    an_article(study, source_id="A19", headline="New")

    found = compare(study, kept)

    assert counts(found)["annotation", "ada"] == (1, 1, 1)
    assert ("annotation", "ben") not in counts(found)
    assert counts(found)["article", ""] == (1, 0, 0)
    assert counts(found)["step", ""][:2] == (4, 0)
    [group] = [one for one in found.groups if one.table == "annotation"]
    named = {(kind, row.article, row.kind, row.words) for kind, row in group.rows}
    assert (MISSING, "Fish", "actor", "The Foreign Ministry") in named
    assert {kind for kind, _row in group.rows} == {ADDED, MISSING, CHANGED}
    assert compare(study, study.backup()).is_none


def test_a_coder_sees_no_other_coders_work_in_a_comparison(study):
    kept = study.backup()
    an_annotation(study, study.articles.find("A18").id)
    with open_project(study.path, "ben", read_only=True) as ben:
        found = compare(ben, kept)
    assert not [group for group in found.groups if group.coder == "ada" or group.table == "annotation"]
    assert "Code claim" not in str(found)


def test_a_restored_file_is_the_project_as_it_was_and_an_origin_of_its_own(study, tmp_path):
    before = rows_of(study.path)
    kept = study.backup()
    bytes_before = kept.read_bytes()
    an_annotation(study, study.articles.find("A18").id)

    made = restore(kept, tmp_path / "again.annot")

    assert rows_of(made) == before
    assert check(made) == []
    assert kept.read_bytes() == bytes_before
    with open_project(made, "ada") as again:
        an_annotation(again, again.articles.find("A18").id)
    merge_file(study, made)
    assert check(study.path) == []


def test_a_restore_writes_over_nothing_and_refuses_a_damaged_backup(study, tmp_path):
    kept = study.backup()
    there = tmp_path / "there.annot"
    there.write_bytes(b"precious")
    with pytest.raises(FileProblem, match="is there already"):
        restore(kept, there)
    with pytest.raises(FileProblem, match="folder of backups"):
        restore(kept, kept.with_name("work.annot"))
    data = bytearray(kept.read_bytes())
    place = data.index(b"tariffs on fish must fall by the summer.")
    data[place] ^= 1
    kept.write_bytes(data)
    with pytest.raises(FileProblem, match="is damaged"):
        restore(kept, tmp_path / "new.annot")
    assert there.read_bytes() == b"precious"
    assert {one.name for one in tmp_path.iterdir() if not one.name.startswith("study.annot")} == {"study backups", "there.annot"}
