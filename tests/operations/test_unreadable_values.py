"""A value that cannot be read, in a file whose pages are sound, is told with file, table and row, and `check` names it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress

import pytest
from builders import CONTRACT_RECORDS, a_project, annotator_command, records, stored_by

from annotator.errors import FileProblem
from annotator.model.decision import Cell, Decision
from annotator.model.plan import Round, RoundId
from annotator.operations.checking import check
from annotator.operations.exporting import export
from annotator.operations.recovering import recover
from annotator.project import open_project
from annotator.store.schema import TABLES
from tests.operations.damage import a_merged_study
from tests.operations.test_checking import tamper

# Every column that holds JSON, as the schema names them: a new one is covered by being there.
COLUMNS = [(table, column) for table, spec in TABLES.items() for column in spec.json]
ALL = [*COLUMNS, ("codebook_version", "content"), ("change", "after")]
BROKEN = ['{"cut sh', "", "5", '"text"', "\ufffd"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a project in which every column of JSON holds something."""
    with a_project(tmp_path_factory.mktemp("whole")) as project:
        codebook = project.codebook
        stored_by(project, *CONTRACT_RECORDS, *records("k1", id="k2", spans=[[62, 70], [80, 90]]))
        article, coder = project.articles.find("A17").id, project.the_coder().id
        claim = project.annotations.named("k1")[0]
        with project.step("Plan and decide", article):
            project.rounds.add(Round(RoundId("r1"), "Main", plan={"seed": 1}, created_at="2026-01-01"))
            project.decisions.add(
                Decision("d1", article, coder, "claim", (claim.id,), "mine", cells={"issue": Cell("", "trade")}, gold=(claim.id,))
            )
        assert codebook.version
        path = project.path
    assert check(path) == []
    return path.read_bytes()


def a_damaged(folder, whole, table, column, value):
    """Write the project with one cell of this column exchanged."""
    path = folder / "study.annot"
    path.write_bytes(whole)
    key = "rowid" if table != "change" else "(step, number)"
    chosen = f'SELECT {key.strip("()")} FROM {table} WHERE "{column}" IS NOT NULL ORDER BY 1 DESC LIMIT 1'
    tamper(path, (f'UPDATE {table} SET "{column}" = ? WHERE {key} = ({chosen})', (value,)))
    return path


def read_all(path, folder):
    """Read a project as its pages and commands do."""
    with open_project(path) as project:
        for article in project.articles.all():
            project.annotations.of_article(article.id)
            project.links.of_article(article.id)
            project.codings.of_article(article.id)
        for rows in (project.entities.all, project.rounds.all, project.decisions.all, project.codebooks.all, project.history.all):
            rows()
        for step in project.history.all():
            project.history.changes(step.id)
        export(project, folder / "out", format="jsonl")
        export(project, folder / "tables")


@pytest.mark.parametrize(("table", "column"), ALL)
@pytest.mark.parametrize("value", BROKEN)
def test_reading_ends_in_a_message_that_names_file_and_row(tmp_path, whole, table, column, value):
    path = a_damaged(tmp_path, whole, table, column, value)

    with pytest.raises(FileProblem) as told:
        read_all(path, tmp_path)

    assert str(path) in str(told.value)
    assert told.value.place.startswith(f"{table} ")
    assert column in told.value.reason
    assert "annotator check" in told.value.reason
    assert "annotator recover" in told.value.reason


@pytest.mark.parametrize(("table", "column"), ALL)
@pytest.mark.parametrize("value", BROKEN)
def test_a_check_names_it_and_a_recovery_ends(tmp_path, whole, table, column, value):
    path = a_damaged(tmp_path, whole, table, column, value)

    named = {fault.where.split()[0] for fault in check(path)}

    assert named & ({"step"} if table == "change" else {table})
    found = recover(path)
    assert check(found.target) == []


def test_a_check_goes_on_where_the_log_of_several_files_cannot_be_read(tmp_path):
    path = a_merged_study(tmp_path)
    for table, column in (("change", "after"), ("annotation", "note")):  # a row that differs is looked for in the log of all files
        tamper(path, (f"UPDATE {table} SET {column} = ?", ('{"id" 5',)))

    assert {"step", "annotation"} <= {fault.where.split()[0] for fault in check(path)}


def test_a_command_says_it_in_one_sentence(tmp_path, whole):
    path = a_damaged(tmp_path, whole, "annotation", "values", "{")

    done = annotator_command("export", path, tmp_path / "out")

    assert (done.returncode, "made a mistake" in done.stderr) == (1, False)
    assert f"{path}, annotation " in done.stderr


def test_a_fault_of_the_program_stays_one_where_the_file_is_sound(tmp_path, whole):
    path = tmp_path / "study.annot"
    path.write_bytes(whole)

    with pytest.raises(KeyError, match="ours"), open_project(path):
        raise KeyError("ours")


def test_what_sqlite_says_of_the_disk_is_told_wherever_it_was_read(tmp_path, whole):
    path = tmp_path / "study.annot"
    path.write_bytes(whole)
    error = sqlite3.DatabaseError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR

    with pytest.raises(FileProblem, match="the disk reports an error"), open_project(path):
        raise error


# ---- cells that no program wrote ---------------------------------------------------------------------------------------------

CELLS = [(table, column) for table, spec in TABLES.items() for column in spec.columns]
ODD = [None, 7, b"\xff\xfe", "bytes that are no UTF-8", "{"]


def exchanged(path, table, column, value):
    """Put a value into a cell that its table does not allow, as a damaged page holds it."""
    with closing(sqlite3.connect(path)) as raw:
        made = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone()[1]
        raw.execute("PRAGMA writable_schema = ON")
        loose = made.replace("NOT NULL", "").replace("STRICT", "")
        raw.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (loose, table))
        raw.commit()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        cast = "CAST(? AS TEXT)" if value == "bytes that are no UTF-8" else "?"
        given = b"a\xe4\xff" if cast != "?" else value
        raw.execute(f'UPDATE {table} SET "{column}" = {cast} WHERE rowid = (SELECT min(rowid) FROM {table})', (given,))
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (made, table))
        raw.commit()


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_a_check_goes_on_whatever_a_cell_holds(tmp_path, whole, table, column):
    for number, value in enumerate(ODD):
        path = tmp_path / f"{number}.annot"
        path.write_bytes(whole)
        exchanged(path, table, column, value)

        with suppress(FileProblem):  # a sentence about the file
            check(path)
