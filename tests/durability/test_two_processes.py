"""Two processes at one project: one writes, the other is told who does, and may read."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time

import pytest

if os.name == "nt":
    pytest.skip("the holder is killed by a signal that Windows does not know", allow_module_level=True)

from builders import CONTRACT_RECORDS, ROOT, a_project_file, annotator_command, records
from coding_rounds import lines_of
from running import ANNOTATOR, Running, environment

from annotator.operations.checking import check
from annotator.project import open_project
from annotator.store import lock


@pytest.fixture
def study(tmp_path):
    return a_project_file(tmp_path)


@pytest.fixture
def holder(study):
    """A process that has the project open for writing, with the records of the contract stored."""
    run = Running([*ANNOTATOR, "annotate", study, "-"], study, feed=b"")
    run.say(b"".join(lines_of(CONTRACT_RECORDS)))
    while len(run.acknowledged) < len(CONTRACT_RECORDS):
        run.pump(0.05)
    yield run
    if run.process.poll() is None:
        run.end(signal.SIGKILL)


@pytest.mark.parametrize("command", ["annotate", "import", "codebook"])
def test_who_would_write_waits_five_seconds_and_is_told_who_has_the_project(command, study, holder, tmp_path):
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps({"type": "article", "source_id": "B", "text": "Another text."}) + "\n", encoding="utf-8")
    words = ("codebook", study, "import", "four_tags") if command == "codebook" else (command, study, file)
    started = time.monotonic()
    done = annotator_command(*words)
    waited = time.monotonic() - started

    assert (done.returncode, done.stdout) == (1, "")
    assert f"{study}: " in done.stderr
    assert f"process {holder.process.pid}, since " in done.stderr
    assert "has this project open for writing; it can be read meanwhile" in done.stderr
    assert waited >= 5


def test_whoever_has_the_project_is_named_as_the_coder_that_acts(study, tmp_path):
    run = Running([*ANNOTATOR, "annotate", study, "-", "--as", "ada"], study, feed=b"")
    run.say(lines_of(CONTRACT_RECORDS)[0])
    while not run.acknowledged:
        run.pump(0.05)

    assert lock.holder(study).startswith(f"ada (on {os.uname().nodename}, process {run.process.pid}, since ")
    run.end(signal.SIGKILL)


@pytest.mark.usefixtures("holder")
def test_reading_goes_on_beside_a_writer(study, tmp_path):
    listed = annotator_command("list", study, "annotations")
    exported = annotator_command("export", study, tmp_path / "tables")
    checked = annotator_command("check", study)
    copied = annotator_command("backup", study, tmp_path / "copy.annot")
    shown = annotator_command("codebook", study, "show")

    assert [one.returncode for one in (listed, exported, checked, copied, shown)] == [0] * 5
    assert len(listed.stdout.splitlines()) == 3
    with (tmp_path / "tables" / "annotations.csv").open(encoding="utf-8", newline="") as file:
        assert sorted(row["annotation_id"] for row in csv.DictReader(file)) == ["a1", "k1"]
    assert checked.stdout.startswith("sound: ")
    assert check(tmp_path / "copy.annot") == []


def test_what_readers_do_costs_the_writer_nothing(study, holder, tmp_path):
    annotator_command("export", study, tmp_path / "tables")
    annotator_command("backup", study, tmp_path / "copy.annot")
    holder.say(b"".join(lines_of(records("k1", id="k2", spans=[[62, 69]]))))
    holder.process.stdin.close()

    assert (holder.end(), holder.acknowledged[-1]) == (0, b"stored k2")
    with open_project(study, wait=0) as project:
        assert project.annotations.total() == 3
    assert not (study.parent / "study.annot.lock").exists()


def test_who_waits_gets_the_project_when_the_writer_is_killed(study, holder):
    waiting = subprocess.Popen([*ANNOTATOR, "annotate", str(study), "-"], stdin=subprocess.DEVNULL, cwd=ROOT, env=environment())
    time.sleep(0.5)
    holder.end(signal.SIGKILL)

    assert waiting.wait(60) == 0
    assert not lock.lock_path(study).exists()


def test_a_lock_that_a_killed_process_left_is_taken_over_at_once(study, holder):
    holder.end(signal.SIGKILL)
    assert lock.lock_path(study).exists()

    done = annotator_command("annotate", study, "-", stdin=json.dumps(records("k1", id="k2", spans=[[62, 69]])[0]))

    assert (done.returncode, done.stdout) == (0, "stored k2\n")
    assert sorted(path.name for path in study.parent.iterdir()) == ["study.annot"]


FOREIGN = b'{"who": "eve", "host": "elsewhere", "pid": 1, "since": "2020-01-01T00:00:00+00:00"}'


@pytest.mark.parametrize("content", [b"", b"{", FOREIGN, b"\xff" * 9000])
def test_a_lock_file_that_nobody_holds_blocks_nobody_whatever_is_in_it(study, content):
    lock.lock_path(study).write_bytes(content)

    with open_project(study, wait=0) as project:
        assert json.loads(lock.lock_path(study).read_bytes())["pid"] == os.getpid()
        assert not project.read_only
    assert not lock.lock_path(study).exists()


def test_a_lock_that_is_a_symbolic_link_is_not_followed(study, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("keep me", encoding="utf-8")
    lock.lock_path(study).symlink_to(precious)

    done = annotator_command("annotate", study, "-", stdin="")

    assert done.returncode == 1
    assert "study.annot.lock: the lock file cannot be made" in done.stderr
    assert precious.read_text(encoding="utf-8") == "keep me"
