"""Which files are opened, which are refused untouched, and who may write."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from builders import ROOT, a_project, a_project_file, an_annotation, an_article

from annotator.errors import FileProblem, NotFound, ProjectLocked
from annotator.operations.checking import check
from annotator.operations.projects import new_project
from annotator.project import close_all, open_project
from annotator.store import connection, migrate, schema
from annotator.store.lock import ProjectLock, lock_path


@pytest.fixture
def study(tmp_path):
    return a_project_file(tmp_path)


def edit(path, *statements):
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


# ---- settings and tidiness ------------------------------------------------------------------------------------------------


class SignalInTheMidst:
    """Raises at a line of the program's own closing, as the command does when a signal comes just there."""

    def __init__(self, lines):
        self.left = lines

    def __call__(self, frame, event, _argument):
        if not frame.f_code.co_filename.endswith((f"annotator{os.sep}project.py", f"store{os.sep}connection.py", f"store{os.sep}lock.py")):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self


def closed_with_a_signal(path, lines):
    """Code in a project, close it with a signal at its so manieth line, and return whether it came."""
    project = open_project(path)
    with project.step("Tag"):
        project.coders.add(f"c{lines}", "coder")
    sys.settrace(SignalInTheMidst(lines))
    try:
        project.close()
    except KeyboardInterrupt:
        sys.settrace(None)
        close_all()
        return True
    finally:
        sys.settrace(None)
    return False


def test_a_signal_at_any_line_of_closing_leaves_one_file_and_all_that_was_kept(study, monkeypatch):
    for where in (connection, ProjectLock):  # a tracer can cut in where no signal does, after a block and before its lock is let go
        monkeypatch.setattr(where, "_guard", threading.RLock())
    lines = 1
    while closed_with_a_signal(study, lines):
        assert names(study.parent) == [study.name], f"a signal at line {lines} of closing"
        lines += 1
    assert lines > 20
    with open_project(study, read_only=True) as project:
        assert {f"c{line}" for line in range(1, lines + 1)} <= {coder.name for coder in project.coders.all()}


def test_a_file_that_turns_bad_while_it_is_opened_is_named(study):
    with closing(sqlite3.connect(study)) as raw:
        study.write_bytes(b"x" * 8192)
        with pytest.raises(FileProblem, match=study.name):
            migrate.apply_missing(raw, study)


def test_a_project_is_opened_with_the_settings_that_keep_it_safe(study):
    with open_project(study) as project:
        raw = project.database.raw
        found = {
            name: raw.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "trusted_schema", "cell_size_check", "mmap_size")  # noqa: E501
        }
        assert raw.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED) == 2
        assert raw.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == 256_000_000
    assert found == {
        "journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0,
        "cell_size_check": 1, "mmap_size": 0,
    }  # fmt: skip


def test_the_file_says_what_it_is(study):
    version, application = struct.unpack(">I4xI", study.read_bytes()[60:72])

    assert (version, application) == (schema.newest_version(), schema.APPLICATION_ID)


def test_closed_cleanly_the_project_is_one_file(tmp_path):
    with a_project(tmp_path) as project:
        an_annotation(project, an_article(project))
        assert names(tmp_path) == ["study.annot", "study.annot-journal", "study.annot.lock"]

    assert names(tmp_path) == ["study.annot"]


def test_every_table_is_strict_and_no_trigger_writes(study):
    with closing(sqlite3.connect(study)) as raw:
        # The full text index is a virtual table with shadow tables of its own, which cannot be strict.
        sql = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
        tables = raw.execute(sql).fetchall()
        triggers = raw.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()

    assert [name for name, strict in tables if not strict] == []
    assert all("RAISE(ABORT" in sql for (sql,) in triggers)


# ---- what is refused ------------------------------------------------------------------------------------------------------


def refused(path, reason):
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(FileProblem, match=reason):
            open_project(path, read_only=read_only)
    assert path.read_bytes() == before
    assert names(path.parent) == [path.name]


def test_a_newer_format_is_refused_untouched(study):
    edit(study, f"PRAGMA user_version = {schema.newest_version() + 1}")

    refused(study, "was made by a newer annotator")


def test_a_database_of_another_program_is_refused_untouched(study):
    edit(study, "PRAGMA application_id = 7")

    refused(study, "is a database of another program")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER spy AFTER INSERT ON annotation BEGIN DELETE FROM coder; END",
        "CREATE VIEW everything AS SELECT * FROM annotation",
        "CREATE TABLE extra (id)",
        "CREATE INDEX slow ON annotation (note)",
        "CREATE VIRTUAL TABLE words USING fts5(text)",
        "DROP TRIGGER change_stays",
        "DROP INDEX link_by_to",
        "ALTER TABLE coder ADD COLUMN password TEXT",
    ],
)
def test_a_schema_that_is_not_ours_is_refused_untouched(study, statement):
    edit(study, statement)

    refused(study, "holds what annotator did not make|lacks")


@pytest.mark.parametrize("length", [0, 1, 99, 100, 512, 4096])
def test_a_file_cut_off_near_its_head_is_refused(study, length):
    study.write_bytes(study.read_bytes()[:length])

    with pytest.raises(FileProblem, match=r"study\.annot"):
        open_project(study)


def test_garbage_behind_a_right_header_is_refused(study):
    data = study.read_bytes()
    study.write_bytes(data[:100] + os.urandom(len(data) - 100))

    with pytest.raises(FileProblem, match="damaged"):
        open_project(study)


def test_damaged_pages_are_seen_on_opening(tmp_path):
    path = a_project_file(tmp_path)
    with open_project(path) as project:
        for number in range(40):
            an_article(project, f"Text {number}. " * 200, source_id=f"A{number}")
    data = bytearray(path.read_bytes())
    data[-40 * 4096 :: 4096] = b"\xff" * 40
    path.write_bytes(data)

    with pytest.raises(FileProblem, match="is damaged"):
        open_project(path)
    assert not lock_path(path).exists()


def test_folders_pipes_and_absent_files_are_refused_at_once(tmp_path):
    (tmp_path / "folder.annot").mkdir()
    os.mkfifo(tmp_path / "pipe.annot")

    for name, reason in (("folder", "not a regular file|cannot be opened"), ("pipe", "not a regular file"), ("none", "no such file")):
        with pytest.raises(FileProblem, match=reason):
            open_project(tmp_path / f"{name}.annot")


def test_a_new_project_never_replaces_a_file(study):
    before = study.read_bytes()

    with pytest.raises(FileProblem, match="is there already"):
        new_project(study)

    assert study.read_bytes() == before


def test_an_unknown_coder_is_told_who_is_known(study):
    with pytest.raises(NotFound, match="no coder 'eve'; known are: ada"):
        open_project(study, "eve")
    assert names(study.parent) == ["study.annot"]


# ---- one writer -----------------------------------------------------------------------------------------------------------

HOLD = """
import sys, time
from annotator.project import open_project
project = open_project(sys.argv[1], "ada")
print("open", flush=True)
sys.stdin.read()
project.close()
"""
CRASH = """
import os, signal, sys
from annotator.project import close_all, open_project
project = open_project(sys.argv[1], "ada")
raw = project.database.raw
raw.execute("PRAGMA cache_size = 4")
raw.execute("PRAGMA cache_spill = 1")
raw.execute("BEGIN IMMEDIATE")
raw.execute("UPDATE setting SET value = 'half'")
for number in range(2000):
    raw.execute("INSERT INTO setting (id, value) VALUES (?, ?)", (f"k{number}", "x" * 500))
print(os.path.getsize(sys.argv[1] + "-journal"), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def a_process(script, path):
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_second_process_is_told_who_has_the_project_and_may_read(study):
    with a_process(HOLD, study) as holder:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(ProjectLocked) as refusal:
            open_project(study, wait=0)
        with open_project(study, read_only=True) as reader:
            assert [coder.name for coder in reader.coders.all()] == ["ada"]
        holder.stdin.close()
        assert holder.wait(30) == 0

    assert f"ada (on {os.uname().nodename}, process {holder.pid}, since " in str(refusal.value)
    with open_project(study, wait=0):
        pass
    assert names(study.parent) == ["study.annot"]


def test_waiting_for_the_lock_ends_when_it_is_given_back(study):
    with a_process(HOLD, study) as holder:
        holder.stdout.readline()
        holder.stdin.close()
        with open_project(study, wait=30) as project:
            assert not project.read_only


def test_the_lock_of_a_killed_process_holds_nobody_up(study):
    with a_process(HOLD, study) as holder:
        holder.stdout.readline()
        holder.kill()
        holder.wait()

    assert lock_path(study).exists()
    with open_project(study, wait=0):
        pass
    assert names(study.parent) == ["study.annot"]


def test_a_transaction_cut_off_by_a_kill_is_rolled_back_at_the_next_opening(study):
    with a_process(CRASH, study) as crashing:
        assert int(crashing.stdout.readline()) > 512
        assert crashing.wait(30) == -signal.SIGKILL

    with open_project(study, read_only=True) as project:
        assert project.settings.get("name") == "study"
        assert project.settings.get("k0", "absent") == "absent"
    assert check(study) == []


def test_the_lock_is_shared_within_one_process_and_goes_with_the_last_holder(study):
    first, second = open_project(study, wait=0), open_project(study, wait=0)
    first.close()
    assert lock_path(study).exists()
    second.close()
    assert not lock_path(study).exists()


def test_a_header_is_not_read_while_this_process_has_the_file_open(study, monkeypatch):
    """Opening and closing the file would drop the locks that SQLite holds on it."""
    with open_project(study):
        monkeypatch.setattr(connection, "_check_header", lambda path: pytest.fail(f"{path} was opened beside SQLite"))
        with open_project(study):
            pass


# ---- origins --------------------------------------------------------------------------------------------------------------


def origins(path):
    with open_project(path) as project:
        with project.step("Note"):
            project.settings.set("note", str(len(project.history.all())))
        return [step.origin for step in project.history.all()]


def test_a_copy_made_with_the_file_manager_is_an_origin_of_its_own(study, tmp_path):
    first, *_rest = origins(study)
    shutil.copy(study, tmp_path / "copy.annot")

    copied, again = origins(tmp_path / "copy.annot"), origins(study)

    assert copied[-1] != first
    assert set(again) == {first}
    assert check(tmp_path / "copy.annot") == []


def test_a_renamed_project_keeps_its_origin(study, tmp_path):
    before = set(origins(study))
    study.rename(tmp_path / "renamed.annot")

    assert set(origins(tmp_path / "renamed.annot")) == before


def test_a_stop_in_the_middle_of_closing_leaves_no_journal(tmp_path):
    class Stopped(sqlite3.Connection):
        stops = 1

        def execute(self, sql, *parameters):
            if "journal_mode = DELETE" in sql and self.stops:
                self.stops -= 1
                raise KeyboardInterrupt
            return super().execute(sql, *parameters)

    path = tmp_path / "study.annot"
    raw = sqlite3.connect(path, isolation_level=None, factory=Stopped)
    raw.execute("PRAGMA journal_mode = TRUNCATE").fetchone()
    raw.execute("CREATE TABLE one (a)")
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith("-journal")]

    with pytest.raises(KeyboardInterrupt):
        connection.close(raw, path, tidy=True)

    assert [one.name for one in tmp_path.iterdir()] == ["study.annot"]
