"""A project of the first format: opened for writing it is brought up to date after a copy; only read, it stays as it is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from builders import ACTOR, CLAIM_VALUES, a_link, a_project, an_annotation, an_article, annotator_command

from annotator.errors import FileProblem
from annotator.frames import load_frames
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.operations.merging import merge_file
from annotator.operations.projects import enter
from annotator.project import open_project
from annotator.store import backup, connection, migrate, schema


@pytest.fixture
def new(tmp_path):
    """A project of today's format with two coders' work, some of it taken back."""
    with a_project(tmp_path, name="new") as project:
        article = an_article(project)
        actor, claim = an_annotation(project, article, ACTOR, category="actor"), an_annotation(project, article)
        coding.set_entity(project, actor.id, "entity", coding.new_entity("Foreign Ministry"))
        a_link(project, "makes", actor, claim)
        enter(project, "bob")
        an_annotation(project, article, Span(0, 8), values={**CLAIM_VALUES, "issue": "health"})
        project.undo(article)
        project.redo(article)
        return project.path


@pytest.fixture
def old(new, tmp_path):
    """The same project as a program of the first format left it: made by the first migration alone."""
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(schema.migration_files()[0][1], first)
    path = tmp_path / "old.annot"
    raw = connection.create(path)
    migrate.apply_missing(raw, path, folder=first)
    connection.close(raw, path, tidy=True)
    with closing(sqlite3.connect(path)) as made:
        made.execute("ATTACH ? AS today", (str(new),))
        for (table,) in made.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall():
            columns = ", ".join(f'"{row[1]}"' for row in made.execute(f"PRAGMA main.table_info({table})"))
            made.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}")
        made.commit()
    return path


def format_of(path):
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("PRAGMA user_version").fetchone()[0]


def codings(path):
    """Return all rows of the log's tables that every format has, and the steps."""
    with closing(sqlite3.connect(path)) as raw:
        tables = ("article", "annotation", "link", "article_coding", "entity", "coder", "article_text", "change", "step_article")
        rows = {table: raw.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables}
        return rows, raw.execute("SELECT id, label, content_hash, chain_hash FROM step ORDER BY seq").fetchall()


def test_opened_for_writing_it_is_brought_up_to_date_after_a_copy_and_no_coding_changes(old):
    before = codings(old)

    with open_project(old) as project:
        enter(project, "bob")
        assert project.annotations.total() == 3

    [copy] = backup.backup_folder(old).iterdir()
    assert (format_of(old), format_of(copy)) == (schema.newest_version(), 1)
    assert codings(old) == codings(copy) == before
    assert check(old) == []


def test_brought_up_to_date_it_is_worked_in_as_before(old):
    with open_project(old) as project:
        enter(project, "bob")
        article = project.articles.ids()[0]
        project.undo(article)
        assert [one.coder_id for one in project.annotations.of_article(article)] == [project.coders.named("ada").id] * 2
    assert check(old) == []


def test_only_read_it_is_shown_exported_and_loaded_and_stays_as_it_is(old, new, tmp_path):
    before = old.read_bytes()

    with open_project(old, "ada", read_only=True) as project:
        article = project.articles.ids()[0]
        assert project.path == old
        assert [step.label for step in project.history.latest()][:2] == ["Redo Code claim", "Undo Code claim"]
        assert (project.rounds.all(), project.assignments.any(), project.decisions.all()) == ([], False, [])
        assert project.database.read("annotation", project.annotations.of_article(article)[0].id)["name"] == ""
    frames, today = load_frames(old), load_frames(new)
    assert all(frames[name].equals(today[name]) for name in today)
    assert annotator_command("list", old, "assignments").returncode == 0
    assert annotator_command("export", old, tmp_path / "out").returncode == 0

    assert old.read_bytes() == before
    assert not backup.backup_folder(old).exists()


def test_a_check_finds_it_sound_and_leaves_it(old):
    before = old.read_bytes()

    assert check(old) == []
    assert old.read_bytes() == before


def test_a_check_still_sees_that_it_is_cut_short(old):
    with old.open("rb+") as file:
        file.truncate(old.stat().st_size - 512)

    assert any(fault.kind == "damage" for fault in check(old))


def test_one_with_a_row_that_refers_to_nothing_is_left_as_it_is_and_the_check_names_the_row(old):
    with closing(sqlite3.connect(old)) as raw:
        raw.execute("DELETE FROM coder WHERE name = 'bob'")
        raw.commit()
    before = old.read_bytes()

    for read_only in (False, True):
        with pytest.raises(FileProblem, match="refers to one that is not there"):
            open_project(old, read_only=read_only)
    assert ("reference", "refers to a row of coder that is not there") in {(fault.kind, fault.what) for fault in check(old)}
    assert (old.read_bytes(), backup.backup_folder(old).exists()) == (before, False)


def test_a_copy_of_one_that_is_only_read_is_sound(old, tmp_path):
    with open_project(old, read_only=True) as project:
        copy = project.backup(tmp_path / "copy.annot")

    assert check(copy) == []
    assert codings(copy) == codings(old)


def test_it_is_merged_into_a_project_of_today(old, tmp_path):
    with a_project(tmp_path, name="main") as project:
        assert merge_file(project, old).steps > 0
        assert project.annotations.total() == 3
    assert format_of(old) == 1
