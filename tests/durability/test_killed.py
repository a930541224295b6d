"""Twenty kills of each kind of work, and that the rounds see a fault put in."""

from __future__ import annotations

import os
import random
import sys

import pytest

if os.name == "nt":
    pytest.skip("there is no SIGKILL on Windows", allow_module_level=True)

from coding_rounds import round_of_file, round_of_pipe
from joining_rounds import round_of_merge, round_of_migration, round_of_publish
from running import FAULTY
from whole_rounds import round_of_codebook, round_of_import, round_of_undo
from window_rounds import round_of_window
from written_rounds import round_of_backup, round_of_export

PLAYED = {
    "file": round_of_file,
    "pipe": round_of_pipe,
    "window": round_of_window,
    "import": round_of_import,
    "undo": round_of_undo,
    "codebook": round_of_codebook,
    "publish": round_of_publish,
    "merge": round_of_merge,
    "migration": round_of_migration,
    "export": round_of_export,
    "backup": round_of_backup,
}
MOST_TRIES = 25


def faults_of(kind, seeds, folder, program=None):
    """Play rounds until one shows a fault, and return what it shows."""
    for seed in seeds:
        own = folder / str(seed)
        own.mkdir()
        words = {} if program is None else {"program": program}
        outcome = PLAYED[kind](random.Random(seed), own, **words)
        if not outcome.is_clean:
            return [f"seed {seed}: {fault}" for fault in outcome.faults]
    return []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("kind", "rounds"), [("file", 10), ("pipe", 10), ("window", 20)])
def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(kind, rounds, tmp_path):
    assert faults_of(kind, range(rounds), tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("kind", "rounds"), [("import", 20), ("undo", 20), ("codebook", 10), ("publish", 10), ("merge", 20), ("migration", 20)]
)
def test_a_kill_leaves_the_state_before_or_after_and_a_second_run_completes(kind, rounds, tmp_path):
    assert faults_of(kind, range(rounds), tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["export", "backup"])
def test_a_kill_leaves_every_file_whole_or_not_there_and_a_second_run_completes(kind, tmp_path):
    assert faults_of(kind, range(20), tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("kind", "door"), [("file", "annotator"), ("pipe", "annotator"), ("window", "window_driver")])
def test_the_rounds_see_a_program_that_acknowledges_before_the_commit(kind, door, tmp_path):
    found = faults_of(kind, range(MOST_TRIES), tmp_path, (sys.executable, FAULTY, "late", door))

    assert any("lost: " in fault and "acknowledged and not there" in fault for fault in found), found


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("kind", "fault", "door"),
    [
        ("import", "torn", "annotator"),
        ("undo", "torn", "undo_driver"),
        ("codebook", "torn", "annotator"),
        ("publish", "torn", "annotator"),
        ("merge", "pieces", "annotator"),
        ("migration", "pieces", "opening_driver"),
        ("export", "in_place", "annotator"),
        ("backup", "in_place", "annotator"),
    ],
)
def test_the_rounds_see_a_program_that_does_its_work_in_pieces(kind, fault, door, tmp_path):
    found = faults_of(kind, range(MOST_TRIES), tmp_path, (sys.executable, FAULTY, fault, door))

    assert any("unsound: " in fault for fault in found), found
