"""The disk reports errors, memory runs out, the machine sleeps: a message names file or reason, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import signal
import sys
import time

import pytest

if os.name == "nt":
    pytest.skip("processes are disturbed by strace, limits and signals that Windows does not have", allow_module_level=True)

from builders import a_project_file, annotator_command
from coding_rounds import compare, lines_of, records
from outcome import Outcome
from running import ANNOTATOR, FAULTY, Running
from sick_disk import KINDS, faults_in_trouble, little_memory, sick_disk

from annotator.errors import told_of_memory
from annotator.operations.checking import check
from annotator.project import open_project

ROUNDS = 8


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("recorder")
@pytest.mark.parametrize("kind", KINDS)
def test_an_error_of_the_disk_is_told_and_loses_nothing_acknowledged(kind, tmp_path):
    assert faults_in_trouble(kind, ROUNDS, random.Random(kind), tmp_path, sick_disk) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("recorder")
def test_the_rounds_see_a_program_that_overhears_an_error_of_the_disk(tmp_path):
    def no_sync(_rng):
        calls = "fsync,fdatasync"
        return ["-e", f"trace={calls}", "-e", f"inject={calls}:error=EIO:when=1+"], [sys.executable, FAULTY, "deaf", "annotator"], "no sync"

    found = faults_in_trouble("publish", 1, random.Random("deaf"), tmp_path, no_sync)
    assert any("it was acknowledged and is not there" in one for one in found)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("recorder")
@pytest.mark.parametrize("kind", KINDS)
def test_too_little_memory_is_told_and_loses_nothing_acknowledged(kind, tmp_path):
    assert faults_in_trouble(kind, ROUNDS, random.Random(kind), tmp_path, little_memory) == []


@pytest.mark.parametrize(
    ("error", "tells"),
    [
        (MemoryError(), True),
        (ImportError("libx.so: failed to map segment from shared object"), True),
        (OSError(12, "Cannot allocate memory"), True),
        (ImportError("No module named 'spam'"), False),
        (ValueError("memory"), False),
    ],
)
def test_what_comes_of_too_little_memory_is_told_from_mistakes(error, tells):
    assert ("not enough memory" in told_of_memory(error)) is tells


@pytest.mark.slow
def test_a_program_that_sleeps_for_a_while_goes_on_and_keeps_others_out_meanwhile(tmp_path):
    """What a closed lid does: the process stands still in the middle of its work, and the clock goes on."""
    study = records(random.Random(5), 200)
    lines = lines_of(study)
    path = a_project_file(tmp_path)
    run = Running([*ANNOTATOR, "annotate", path, "-"], path, feed=b"")
    run.say(b"".join(lines[:100]))
    while len(run.acknowledged) < 40:
        run.pump(0.01)
    run.process.send_signal(signal.SIGSTOP)
    other = annotator_command("annotate", path, "-", stdin="")
    time.sleep(1)
    run.process.send_signal(signal.SIGCONT)
    run.say(b"".join(lines[100:]))
    run.process.stdin.close()

    assert run.end() == 0
    assert (other.returncode, len(run.acknowledged)) == (1, len(lines))
    assert "busy" in other.stderr or f"process {run.process.pid}" in other.stderr
    outcome = Outcome()
    with open_project(path) as project:
        compare(project, study, len(lines), outcome)
    assert (outcome.faults, check(path)) == ([], [])
