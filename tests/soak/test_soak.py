"""The soak tells a goal that was reached from one that was missed, and ends with a status that says so."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator.operations import coding

if os.name == "nt":
    pytest.skip("the rounds need signals that Windows does not have", allow_module_level=True)

_spec = importlib.util.spec_from_file_location("soak_run", Path(__file__).with_name("run.py"))
soak = sys.modules[_spec.name] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(soak)

import long_day  # noqa: E402  # found by the folders that the soak adds


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


# ---- a long day ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_day_of_codings_in_one_process_keeps_no_file_open_and_little_memory(tmp_path):
    day = long_day.a_long_day(1_500, tmp_path)

    assert (day.more_files, day.unsound) == (0, 0)
    assert day.growth <= long_day.MOST_GROWTH


def test_the_day_sees_a_program_that_keeps_files_open(tmp_path, monkeypatch):
    kept = []

    def annotate(*words, **more):
        kept.append((tmp_path / "left open").open("wb"))
        return coding.annotate(*words, **more)

    monkeypatch.setattr(long_day, "coding", SimpleNamespace(annotate=annotate))
    day = long_day.a_long_day(60, tmp_path)
    for file in kept:
        file.close()

    assert f"{day.more_files} files were kept open" in day.faults
    assert day.more_files > 40


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ((51.0, 0, 1.0, 0.1, 0), "grew by 51.0 MB"),
        ((1.0, 0, 0.79, 0.1, 0), "the last tenth had 79% of the pace of the second"),
        ((1.0, 0, 1.0, 1.2, 0), "one coding took 1.20 s"),
        ((1.0, 0, 1.0, 0.1, 2), "check finds 2 faults"),
    ],
)
def test_a_day_beyond_a_limit_says_which(day, told):
    assert long_day.LongDay(*day).faults == [told]
