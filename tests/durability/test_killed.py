"""Twenty kills of the main job and a few of each piece of work that must be whole; and that the rounds see a fault put in."""

from __future__ import annotations

import os
import random
import sys

import pytest

if os.name == "nt":
    pytest.skip("there is no SIGKILL on Windows", allow_module_level=True)

from coding_rounds import round_of_file, round_of_pipe
from running import FAULTY
from whole_rounds import round_of_codebook, round_of_import, round_of_undo
from window_rounds import round_of_window

PLAYED = {
    "file": round_of_file,
    "pipe": round_of_pipe,
    "window": round_of_window,
    "import": round_of_import,
    "undo": round_of_undo,
    "codebook": round_of_codebook,
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
@pytest.mark.parametrize(("kind", "rounds"), [("file", 7), ("pipe", 7), ("window", 6)])
def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(kind, rounds, tmp_path):
    assert faults_of(kind, range(rounds), tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["import", "undo", "codebook"])
def test_a_kill_leaves_the_state_before_or_after_and_a_second_run_completes(kind, tmp_path):
    assert faults_of(kind, range(4), tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("kind", "door"), [("file", "annotator"), ("pipe", "annotator"), ("window", "window_driver")])
def test_the_rounds_see_a_program_that_acknowledges_before_the_commit(kind, door, tmp_path):
    found = faults_of(kind, range(MOST_TRIES), tmp_path, (sys.executable, FAULTY, "late", door))

    assert any("lost: " in fault and "acknowledged and not there" in fault for fault in found), found


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("kind", "door"), [("import", "annotator"), ("undo", "undo_driver"), ("codebook", "annotator")])
def test_the_rounds_see_a_program_that_commits_a_step_in_pieces(kind, door, tmp_path):
    found = faults_of(kind, range(MOST_TRIES), tmp_path, (sys.executable, FAULTY, "torn", door))

    assert any("unsound: " in fault for fault in found), found
