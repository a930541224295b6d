"""The soak tells a goal that was reached from one that was missed, and ends with a status that says so."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

if os.name == "nt":
    pytest.skip("the rounds need signals that Windows does not have", allow_module_level=True)

_spec = importlib.util.spec_from_file_location("soak_run", Path(__file__).with_name("run.py"))
soak = sys.modules[_spec.name] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(soak)


def a_figure(faults=(), goal=1_000, missing=""):
    return soak.Figure("inputs", "made up", goal, lambda first, many: list(faults) if first == 0 else [], missing=missing)


@pytest.fixture
def ends_with(monkeypatch):
    """Return what a soak over these figures ends with."""

    def run(*figures, words=("1",)):
        monkeypatch.setattr(soak, "figures", lambda *_sizes: iter(figures))
        return soak.main(list(words))

    return run


def test_a_goal_that_was_reached_without_a_fault_is_told_as_reached(ends_with, capsys):
    assert ends_with(a_figure()) == 0
    assert "1,000 tried, 0 wrong" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (a_figure(faults=["a coding is lost"]), "1,000 tried, 1 wrong"),
        (a_figure(missing="strace is not installed"), "strace is not installed"),
    ],
)
def test_a_fault_or_a_figure_that_cannot_be_measured_is_a_miss(figure, told, ends_with, capsys):
    assert ends_with(a_figure(), figure) == 1
    said = capsys.readouterr().out
    assert told in said
    assert said.count("MISSED") == 1


def test_a_time_too_short_for_the_goal_is_a_miss(ends_with, capsys):
    assert ends_with(a_figure(), words=("0",)) == 1
    assert "0 tried, 0 wrong" in capsys.readouterr().out


def test_every_kind_of_work_that_the_tests_know_is_in_the_soak():
    named = {(one.group, one.kind) for one in soak.figures(soak.SOAK, 1_000)}

    assert {("kill", kind) for kind in soak.KINDS} | {("power", kind) for kind in soak.WORKS} <= named
    assert {("inputs", kind) for kind in soak.READERS} <= named
