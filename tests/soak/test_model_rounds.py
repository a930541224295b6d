"""Steps, merges and copies are what their models are, and each of the rounds sees a program that is not."""

from __future__ import annotations

import os

import pytest

if os.name == "nt":
    pytest.skip("the rounds need signals that Windows does not have", allow_module_level=True)

import model_rounds

from annotator.project import Project
from annotator.store.history import History


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [model_rounds.undone, model_rounds.merged, model_rounds.merged_by_command, model_rounds.copied])
def test_what_is_in_the_file_is_what_the_model_is(rounds):
    assert rounds(0, 100 if rounds is model_rounds.undone else 4) == []


def test_the_steps_see_an_undo_that_passes_one_over(monkeypatch):
    undoable = History.undoable
    monkeypatch.setattr(History, "undoable", lambda self, coder, article=None: undoable(self, coder, None))

    assert "undo, steps from 0" in "".join(model_rounds.undone(0, 300))


def test_the_merges_see_a_file_that_takes_nothing_in(monkeypatch):
    monkeypatch.setitem(model_rounds.played.__globals__, "merge_all", lambda path, others: None)

    assert "merge, history 0" in "".join(model_rounds.merged(0, 1))


def test_the_commands_see_a_merge_that_does_nothing(monkeypatch):
    monkeypatch.setattr(model_rounds, "ANNOTATOR", (model_rounds.sys.executable, "-c", "pass"))

    assert "the files hold different rows" in "".join(model_rounds.merged_by_command(0, 1))


def test_the_copies_see_one_that_was_taken_too_early(tmp_path, monkeypatch):
    first = []

    def backup(self, target):
        if not first:
            made = BACKUP(self, target)
            first.append(made.read_bytes())
            return made
        target.write_bytes(first[0])
        return target

    BACKUP = Project.backup  # noqa: N806  # as it was
    monkeypatch.setattr(Project, "backup", backup)

    assert "copies, from 0" in "".join(model_rounds.copied(0, 4))
