"""A merge, a migration and the publishing of a codebook killed at a random moment: the state before or after, never between."""

from __future__ import annotations

import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from coding_rounds import lines_of, records
from older_formats import a_project_of_format, rows_of
from outcome import Outcome, note_end, note_soundness, reopened
from running import ANNOTATOR, HERE, Running, a_moment
from whole_rounds import state, whole_round

from annotator.errors import AnnotatorError
from annotator.model.codebook_edits import change
from annotator.operations.annotating import annotate_records
from annotator.operations.checking import check
from annotator.operations.codebook_draft import edit
from annotator.operations.projects import new_project
from annotator.project import open_project
from annotator.store.backup import backup_folder
from annotator.store.schema import newest_version

OPENING = (sys.executable, str(HERE / "opening_driver.py"))
STEPS = (1, 30, 200)
_made = tempfile.TemporaryDirectory(prefix="annotator-studies-")


@cache
def two_files(steps: int) -> tuple[Path, Path]:
    """Make a study and a copy of it in which so many more steps were made; return both."""
    folder = Path(_made.name) / f"merge {steps}"
    folder.mkdir()
    ours, theirs = folder / "ours.annot", folder / "theirs.annot"
    new_project(ours, maker="ada")
    lines = lines_of(records(random.Random(steps), 40 + 2 * steps))
    _store(ours, lines[:40])
    shutil.copyfile(ours, theirs)
    for start in range(40, len(lines), 2):
        _store(theirs, lines[start : start + 2])
    return ours, theirs


def _store(path: Path, lines: Sequence[bytes]) -> None:
    with open_project(path) as project:
        list(annotate_records(project, [(number, line.decode()) for number, line in enumerate(lines, 1)]))


@cache
def a_drafted_study(coded: int) -> Path:
    """Make a study with so many records and a draft of its next codebook."""
    path = Path(_made.name) / f"draft {coded}.annot"
    new_project(path, maker="ada")
    _store(path, lines_of(records(random.Random(coded), coded)))
    with open_project(path, "ada") as project:
        edit(project, change(("category", "claim"), definition="What somebody says is or should be so. " * 20))
    return path


# ---- rounds -----------------------------------------------------------------------------------------------------------------


def round_of_merge(rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, sign: signal.Signals = signal.SIGKILL) -> Outcome:
    """Kill `merge`; the other file is only read, and every copy made before is sound."""
    ours, theirs = two_files(rng.choice(STEPS))
    path = folder / "study.annot"
    shutil.copyfile(ours, path)
    words = ["merge", path, theirs, "--json"]
    before = theirs.read_bytes()
    outcome = whole_round(rng, path, [*program, *words], [*ANNOTATOR, *words], sign, seconds=1.2)
    if theirs.read_bytes() != before:
        outcome.unsound.append("the other file was written to")
    return _note_copies(path, outcome)


def round_of_publish(
    rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, sign: signal.Signals = signal.SIGKILL
) -> Outcome:
    """Kill `codebook publish`."""
    path = folder / "study.annot"
    shutil.copyfile(a_drafted_study(rng.choice((10, 300, 2_000))), path)
    words = ["codebook", path, "publish", "--as", "ada"]
    again = (sys.executable, "-c", _PUBLISH_IF_DRAFTED, path)
    return whole_round(rng, path, [*program, *words], again, sign, seconds=0.8)


_PUBLISH_IF_DRAFTED = """
import sys
from annotator.operations.codebook_draft import publish, the_draft
from annotator.project import open_project
with open_project(sys.argv[1], "ada") as project:
    if the_draft(project) is not None:
        publish(project)
"""


def round_of_migration(
    rng: random.Random, folder: Path, program: Sequence[str] = OPENING, sign: signal.Signals = signal.SIGKILL
) -> Outcome:
    """Kill the opening of a project of an older format; its rows are all there before and after."""
    path = a_project_of_format(rng.randrange(1, newest_version()), folder / "study.annot")
    old = Path(shutil.copyfile(path, folder / "old.annot"))
    rows = rows_of(old)
    moment = a_moment(rng, 0.6, 1, commits=newest_version() - 1)
    run = Running([*program, path], path)
    outcome = Outcome(ended=run.kill_at(moment, sign))
    outcome.acknowledged = bool(run.acknowledged)
    note_end(run, sign, outcome)
    try:
        with reopened(path, outcome) as project:
            at_once = state(project)
    except AnnotatorError as error:
        outcome.unsound.append(f"after the kill it cannot be opened: {error}")
        return outcome
    if (found := rows_of(path, like=old)) != rows:
        changed = [table for table in rows if rows[table] != found[table]]
        outcome.lost.append(f"rows of {', '.join(changed)} differ from the old file")
    note_soundness(path, outcome, "after the kill")
    with open_project(path) as project:
        if state(project) != at_once:
            outcome.unsound.append("another opening changed it again")
    outcome = _note_copies(path, outcome)
    if rows not in [rows_of(copy) for copy in backup_folder(path).glob("*.annot")]:
        outcome.lost.append("no copy of the old file is kept")
    return outcome


def _note_copies(path: Path, outcome: Outcome) -> Outcome:
    for copy in backup_folder(path).glob("*.annot"):
        outcome.unsound += [f"the copy {copy.name}: {fault.where}: {fault.what}" for fault in check(copy)]
    return outcome
