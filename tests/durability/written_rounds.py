"""An export and a backup killed at a random moment: each file stands whole or not at all, and a second run writes what is lacking."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

from coding_rounds import lines_of, records
from outcome import Outcome, note_end, note_soundness
from running import ANNOTATOR, PATIENCE, ROOT, Running, a_moment, environment

from annotator.operations.annotating import annotate_records
from annotator.operations.checking import check
from annotator.operations.exporting import export
from annotator.operations.projects import new_project
from annotator.project import open_project

SIZES = (20, 400, 3_000)
_made = tempfile.TemporaryDirectory(prefix="annotator-studies-")
Files = dict[str, bytes]


@cache
def a_study(coded: int) -> Path:
    """Make a project with so many records."""
    path = Path(_made.name) / str(coded) / "study.annot"
    path.parent.mkdir()
    new_project(path, maker="ada")
    lines = lines_of(records(random.Random(coded), coded))
    with open_project(path) as project:
        list(annotate_records(project, [(number, line.decode()) for number, line in enumerate(lines, 1)]))
    return path


@cache
def tables(coded: int) -> Files:
    """Return what an export of the study holds that nothing disturbed."""
    folder = Path(_made.name) / f"tables {coded}"
    with open_project(a_study(coded), read_only=True) as project:
        export(project, folder)
    return files_in(folder)


def files_in(folder: Path) -> Files:
    """Return the files of a folder by name; what a killed process left under a temporary name is not counted."""
    if not folder.exists():
        return {}
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if not one.name.startswith(".")}


def half_written(found: Files, whole: Files) -> list[str]:
    """Return the names of files that are not byte by byte as they must be, the moment of writing left aside."""
    return [name for name, data in found.items() if name not in whole or _timeless(data) != _timeless(whole[name])]


def _timeless(data: bytes) -> bytes:
    return b"\n".join(line for line in data.split(b"\n") if not line.startswith(b"written "))


def rows(path: Path) -> list[str]:
    """Return all that a project file holds as SQL."""
    with closing(sqlite3.connect(path)) as raw:
        return list(raw.iterdump())


# ---- rounds -----------------------------------------------------------------------------------------------------------------


def round_of_export(rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, sign: signal.Signals = signal.SIGKILL) -> Outcome:
    """Kill `export` into an empty folder or over an earlier export of fewer records."""
    size = rng.choice(SIZES)
    path, target = folder / "study.annot", folder / "tables"
    shutil.copyfile(a_study(size), path)
    earlier: Files = {}
    if rng.random() < 0.5:
        earlier = tables(SIZES[0])
        target.mkdir()
        for name, data in earlier.items():
            (target / name).write_bytes(data)
    words = ["export", path, target]
    run, outcome = _killed(rng, [*program, *words], path, target, sign, seconds=1.0)
    found = files_in(target)
    mixed = [name for name in half_written(found, tables(size)) if name in half_written(found, earlier)]
    outcome.unsound += [f"{name} is neither the file before nor the file after" for name in mixed]
    if run.process.returncode == 0 and (late := half_written(tables(size), found)):
        outcome.lost.append(f"it said that it was done and {late} are not there")
    if sign is not signal.SIGKILL:
        outcome.unsound += [f"{one.name} was left" for one in target.glob(".*")]
    _second_run(words, outcome)
    if wrong := half_written(tables(size), files_in(target)):
        outcome.lost.append(f"after the second run {wrong} are not there")
    return outcome


def round_of_backup(rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, sign: signal.Signals = signal.SIGKILL) -> Outcome:
    """Kill `backup` to a new place or over an older copy."""
    size = rng.choice(SIZES)
    path, target = folder / "study.annot", folder / "copies" / "copy.annot"
    shutil.copyfile(a_study(size), path)
    older: list[str] | None = None
    if rng.random() < 0.5:
        with open_project(path, read_only=True) as project:
            project.backup(target)
        older = rows(target)
        with open_project(path, "ada") as project, project.step("Name project"):
            project.settings.set("name", "renamed since")
    now = rows(path)
    words = ["backup", path, target]
    run, outcome = _killed(rng, [*program, *words], path, target.parent, sign, seconds=0.7)
    held = rows(target) if target.exists() else None
    if held not in (older, now):
        outcome.unsound.append("the copy holds neither what it held before nor what the project holds")
    if run.acknowledged and held != now:
        outcome.lost.append("the copy was told of and is not there")
    if held is not None:
        outcome.unsound += [f"the copy: {fault.where}: {fault.what}" for fault in check(target)]
    if rows(path) != now:
        outcome.unsound.append("the project itself was changed")
    note_soundness(path, outcome, "after the kill")
    _second_run(words, outcome)
    if rows(target) != now:
        outcome.lost.append("after the second run the copy is not there")
    return outcome


def _listing(folder: Path) -> set[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as found:
            return {(one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in found}
    except OSError:  # not made yet, or a file went while we looked
        return set()


def _killed(
    rng: random.Random, words: Sequence[object], path: Path, folder: Path, sign: signal.Signals, *, seconds: float
) -> tuple[Running, Outcome]:
    """Kill a command that writes into a folder: at some time, or when something there has changed so many times."""
    seen = [_listing(folder)]

    def writes() -> bool:
        seen.append(_listing(folder))
        return seen.pop(0) != seen[0]

    run = Running(words, path, busy=writes)
    outcome = Outcome(ended=run.kill_at(a_moment(rng, seconds, 1, commits=4), sign))
    outcome.acknowledged = bool(run.acknowledged)
    note_end(run, sign, outcome)
    return run, outcome


def _second_run(words: Sequence[object], outcome: Outcome) -> None:
    again = [*ANNOTATOR, *map(str, words)]
    done = subprocess.run(again, capture_output=True, cwd=ROOT, env=environment(), timeout=PATIENCE, check=False)
    if done.returncode != 0:
        outcome.unsound.append(f"the second run ended with {done.returncode}: {done.stderr[:300]!r}")
