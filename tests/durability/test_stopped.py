"""Asked to end, by a signal or because the other end of a pipe is gone, the program ends in good order and leaves one file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

if os.name == "nt":
    pytest.skip("Windows knows no such signals", allow_module_level=True)

from builders import CONTRACT_RECORDS, ROOT, a_project_file
from coding_rounds import lines_of
from outcome import STOPPED, Outcome
from running import ANNOTATOR, Running, environment, hear_signals
from window_rounds import DRIVER, a_study, compare

from annotator.operations.checking import check
from annotator.project import open_project
from annotator.store.lock import ProjectLock

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
WORDS = "word " * 3000


def many(count):
    """Return an article and so many annotations of it, as lines."""
    found = [{"type": "article", "source_id": "A", "text": WORDS}]
    for number in range(count):
        claim = {"type": "annotation", "id": f"k{number}", "article": "A", "coder": "c01", "category": "actor"}
        values = {"entity": "Ministry", "mention_form": "named"}
        found.append({**claim, "spans": [[5 * number, 5 * number + 4]], "values": values})
    return lines_of(found)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def wait_for(run, count):
    while len(run.acknowledged) < count and run.process.poll() is None:
        run.pump(0.05)


def stored_names(path):
    with open_project(path, read_only=True) as project:
        return {row[0] for row in project.database.all("SELECT name FROM annotation")}


@pytest.mark.parametrize("sign", SIGNALS)
def test_annotate_that_waits_for_more_ends_at_a_signal(sign, tmp_path):
    path = a_project_file(tmp_path)
    run = Running([*ANNOTATOR, "annotate", path, "-"], path, feed=b"")
    run.say(b"".join(many(3)))
    wait_for(run, 4)

    assert run.end(sign) == 1
    assert run.complaint == STOPPED
    assert names(tmp_path) == ["study.annot"]
    assert stored_names(path) == {"k0", "k1", "k2"}
    assert check(path) == []


@pytest.mark.parametrize("sign", SIGNALS)
def test_annotate_in_the_midst_of_a_commit_keeps_all_of_it_or_nothing(sign, tmp_path):
    path, file = a_project_file(tmp_path), tmp_path / "many.jsonl"
    file.write_bytes(b"".join(many(3000)))
    run = Running([*ANNOTATOR, "annotate", path, file], path)
    while run.process.poll() is None and not (run.journal.exists() and run.journal.stat().st_size):
        run.pump()
    status = run.end(sign)

    assert (status, run.complaint) in ((1, STOPPED), (0, ""))
    assert names(tmp_path) == ["many.jsonl", "study.annot"]
    assert len(stored_names(path)) in (0, 3000)
    assert len(run.acknowledged) in (0, 3001)
    assert {line.split()[1].decode() for line in run.acknowledged[1:]} <= stored_names(path)
    assert check(path) == []


def test_a_signal_that_comes_while_the_project_is_closed_leaves_no_lock_behind(tmp_path):
    """Ctrl+C between two lines of closing left the lock's file and the journal beside the project."""
    path = a_project_file(tmp_path)
    code = """
import os, signal, sys
from annotator.cli.main import run
from annotator.store.database import Database
close = Database.close
def disturbed(self):
    Database.close = close
    os.kill(os.getpid(), signal.SIGINT)
    close(self)
Database.close = disturbed
sys.exit(run(["annotate", sys.argv[1], "-"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        input=b"".join(many(2)),
        capture_output=True,
        cwd=ROOT,
        env=environment(),
        check=False,
        preexec_fn=hear_signals,
    )

    assert (done.returncode, done.stderr.decode()) == (1, STOPPED)
    assert names(tmp_path) == ["study.annot"]
    assert stored_names(path) == {"k0", "k1"}


def test_under_nohup_the_end_of_the_terminal_ends_nothing(tmp_path):
    path = a_project_file(tmp_path)
    deaf = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    run = Running([sys.executable, "-c", deaf, *ANNOTATOR, "annotate", path, "-"], path, feed=b"")
    first, *rest = many(2)
    run.say(first)
    wait_for(run, 1)
    run.process.send_signal(signal.SIGHUP)
    run.say(b"".join(rest))
    run.process.stdin.close()

    assert run.end() == 0
    assert len(run.acknowledged) == 3


def test_every_lock_of_the_process_can_be_given_back(tmp_path):
    path = a_project_file(tmp_path)
    lock = ProjectLock(path)
    lock.acquire("ada")
    ProjectLock(path).acquire("ada")

    ProjectLock.release_all()

    assert names(tmp_path) == ["study.annot"]
    lock.release()
    with open_project(path, wait=0):
        pass


# ---- pipes ------------------------------------------------------------------------------------------------------------------


def test_a_reader_who_goes_away_ends_annotate_and_what_was_told_is_stored(tmp_path):
    path, file = a_project_file(tmp_path), tmp_path / "many.jsonl"
    file.write_bytes(b"".join(many(2999)))
    words = [*ANNOTATOR, "annotate", str(path), str(file)]
    command = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment(), bufsize=0, preexec_fn=hear_signals
    )
    told = command.stdout.readline()
    command.stdout.close()
    complaint = command.stderr.read()
    command.stderr.close()

    assert command.wait(60) in (0, 1)  # 0 if all of it had fitted into the pipe
    assert (told[:7], complaint) == (b"stored ", b"")
    assert names(tmp_path) == ["many.jsonl", "study.annot"]
    assert stored_names(path)
    assert check(path) == []


def test_a_writer_who_dies_in_the_middle_of_a_line_costs_that_line_only(tmp_path):
    path = a_project_file(tmp_path)
    run = Running([*ANNOTATOR, "annotate", path, "-"], path, feed=b"")
    whole = many(2)
    run.say(b"".join(whole) + whole[-1][:30])
    wait_for(run, 3)
    run.process.stdin.close()

    assert run.end() == 1
    assert run.complaint.startswith("refused 4: ")
    assert stored_names(path) == {"k0", "k1"}


@pytest.mark.parametrize(("closed", "status"), [("0<&-", 0), (">&-", 0), ("2>&-", 0), ("0<&- >&- 2>&-", 0)])
def test_a_standard_stream_that_is_closed_from_the_start_does_no_harm(tmp_path, closed, status):
    """The lock was the first file opened and stood in the place of standard input: its words were read as a record."""
    path, file = a_project_file(tmp_path), tmp_path / "few.jsonl"
    file.write_bytes(b"".join(lines_of(CONTRACT_RECORDS)))
    source = "-" if closed == "0<&-" else file
    command = f"exec {sys.executable} -m annotator annotate '{path}' '{source}' {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environment(), capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (status, b"")
    assert stored_names(path) == (set() if source == "-" else {"a1", "k1"})
    assert names(tmp_path) == ["few.jsonl", "study.annot"]


# ---- the window -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", SIGNALS)
def test_the_window_closes_at_a_signal_and_keeps_what_it_showed(sign, tmp_path):
    path = a_study(tmp_path)
    run = Running([*DRIVER, path, 7, 10_000], path, own_pipe=True)
    wait_for(run, 12)

    assert (run.end(sign), run.complaint) == (0, "")
    assert [name for name in names(tmp_path) if name.startswith("study.annot")] == ["study.annot"]
    outcome = Outcome()
    with open_project(path) as project:
        compare(project, run.acknowledged, outcome)
    assert outcome.faults == []
    assert check(path) == []


ASKING = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import ui.app
def look():
    if QApplication.activeModalWidget() is None:
        QTimer.singleShot(10, look)
    else:
        os.write(int(sys.argv[2]), b"asked\\n")
ui.app.make_application([])
QTimer.singleShot(0, look)
sys.exit(ui.app.main([sys.argv[1]]))
"""


def test_the_window_closes_at_a_signal_also_while_it_asks_who_codes(tmp_path):
    """The question stood in a loop of its own: the window closed behind it and the process stayed."""
    path = a_project_file(tmp_path)
    run = Running([sys.executable, "-c", ASKING, path], path, own_pipe=True)
    wait_for(run, 1)

    assert run.end(signal.SIGTERM) == 0
    assert "Traceback" not in run.complaint
    assert [name for name in names(tmp_path) if name.startswith("study.annot")] == ["study.annot"]


def test_the_driver_codes_through_the_window_as_the_rounds_need_it(tmp_path):
    path = a_study(tmp_path)
    run = Running([*DRIVER, path, 3, 20], path, own_pipe=True)

    assert (run.end(), run.complaint) == (0, "")
    with open_project(path) as project:
        shown = json.loads(run.acknowledged[-1])["shown"]
        assert project.annotations.total() == sum(isinstance(one[1], list) for one in shown.values()) > 0
