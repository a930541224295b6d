"""Migrations with a verified copy before them, and consistent copies of a project that is open."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from builders import a_project, a_project_file, an_annotation, an_article

from annotator.errors import FileProblem
from annotator.model.span import Span
from annotator.operations.checking import check
from annotator.project import open_project
from annotator.store import backup, migrate, schema


@pytest.fixture
def study(tmp_path):
    return a_project_file(tmp_path)


@pytest.fixture
def migrations(tmp_path):
    """A folder of migrations with the real ones in it; a test adds the next."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    return folder


def the_next(folder, sql):
    number = schema.newest_version(folder) + 1
    (folder / f"{number:04}_next.sql").write_text(sql, encoding="utf-8")
    return number


def version_of(path):
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("PRAGMA user_version").fetchone()[0]


def apply(path, folder):
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        return migrate.apply_missing(raw, path, folder=folder)


# ---- migrations -----------------------------------------------------------------------------------------------------------


def test_a_missing_migration_is_applied_after_a_checked_copy(study, migrations):
    before = version_of(study)
    number = the_next(migrations, "-- a note; with a semicolon\nCREATE TABLE more (id TEXT) STRICT;\nINSERT INTO more VALUES ('a;b');\n")

    copy = apply(study, migrations)

    assert (version_of(study), version_of(copy)) == (number, before)
    assert f"format {before}" in copy.name
    assert check(copy) == []
    with closing(sqlite3.connect(study)) as raw:
        assert raw.execute("SELECT id FROM more").fetchall() == [("a;b",)]


def test_a_file_of_the_newest_format_is_left_alone_and_no_copy_is_made(study):
    before = study.read_bytes()

    assert apply(study, schema.MIGRATIONS) is None
    assert (study.read_bytes(), backup.backup_folder(study).exists()) == (before, False)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE more (id TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\n",
        "CREATE TABLE more (id TEXT REFERENCES coder (id)) STRICT;\nINSERT INTO more VALUES ('nobody');\n",
    ],
)
def test_a_migration_that_fails_half_way_leaves_the_old_file(study, migrations, sql):
    before = version_of(study)
    the_next(migrations, sql)

    with pytest.raises((sqlite3.Error, RuntimeError)):
        apply(study, migrations)

    assert version_of(study) == before
    assert check(study) == []
    with open_project(study):
        pass


def test_migrations_are_numbered_without_a_gap(migrations):
    number = schema.newest_version(migrations) + 2
    (migrations / f"{number:04}_gap.sql").write_text("", encoding="utf-8")

    with pytest.raises(RuntimeError, match="not numbered"):
        schema.migration_files(migrations)


# ---- copies ---------------------------------------------------------------------------------------------------------------


def test_a_copy_can_be_made_while_the_project_is_open_and_during_a_step(tmp_path):
    with a_project(tmp_path) as project:
        article = an_article(project)
        an_annotation(project, article)
        with open_project(project.path, read_only=True) as reader, project.step("Not yet there", article):
            project.settings.set("name", "half")
            copy = reader.backup(tmp_path / "copy.annot")
        an_annotation(project, article, Span(0, 8))

    assert check(copy) == []
    with open_project(copy, read_only=True) as project:
        assert (project.annotations.total(), project.settings.get("name")) == (1, "study")


def test_a_copy_is_one_file_and_nothing_else_is_left_beside_it(study, tmp_path):
    with open_project(study) as project:
        project.backup(tmp_path / "copies" / "copy.annot")

    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["copy.annot"]


def test_a_copy_is_never_written_over_the_project_or_through_a_link(study, tmp_path):
    before = study.read_bytes()
    (tmp_path / "link.annot").symlink_to(tmp_path / "elsewhere.annot")

    with open_project(study, read_only=True) as project:
        for target in (study, tmp_path / "link.annot"):
            with pytest.raises(FileProblem):
                project.backup(target)

    assert study.read_bytes() == before
    assert not (tmp_path / "elsewhere.annot").exists()


def test_a_copy_takes_the_place_of_an_older_copy_but_of_no_other_file(study, tmp_path):
    other, notes = a_project_file(tmp_path, name="other"), tmp_path / "notes.annot"
    notes.write_text("not a project", encoding="utf-8")
    before = other.read_bytes()

    with open_project(study) as project:
        older = project.backup(tmp_path / "copy.annot")
        an_article(project)
        assert project.backup(older) == older
        for target in (other, notes):
            with pytest.raises(FileProblem, match="is no copy of this project"):
                project.backup(target)

    assert (other.read_bytes(), notes.read_text(encoding="utf-8")) == (before, "not a project")
    with open_project(older, read_only=True) as copy:
        assert copy.articles.count() == 1


def test_a_damaged_project_never_replaces_a_good_copy(tmp_path):
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        for number in range(40):
            an_article(project, f"Text {number}. " * 200, source_id=f"A{number}")
        good = project.backup(tmp_path / "copy.annot").read_bytes()
    data = bytearray(path.read_bytes())
    data[-20 * 4096 :: 4096] = b"\xff" * 20
    path.write_bytes(data)

    with open_project(path, read_only=True, check=False) as project, pytest.raises(FileProblem, match="damaged"):
        project.backup(tmp_path / "copy.annot")

    assert (tmp_path / "copy.annot").read_bytes() == good


def test_the_daily_copy_is_made_once_a_day_and_old_ones_are_thinned_out(study):
    folder = backup.backup_folder(study)
    folder.mkdir()
    for month in (1, 2):
        for day in range(1, 29):
            (folder / f"study 2024-{month:02}-{day:02} daily.annot").write_bytes(b"old")

    with open_project(study) as project:
        first, second = project.daily_backup(), project.daily_backup()

    left = sorted(path.name for path in folder.iterdir())
    assert (first is not None, second) == (True, None)
    assert check(first) == []
    assert left[-10:-1] == [f"study 2024-02-{day} daily.annot" for day in range(20, 29)]
    assert 10 < len(left) <= 10 + 9
