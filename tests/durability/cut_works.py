"""Work that a power cut may end: each kind prepares a folder, names the command, and judges what a disk may hold of it."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coding_rounds import compare, lines_of, records
from disk import Image, Recording, image, record
from joining_rounds import OPENING, a_drafted_study, two_files
from older_formats import a_project_of_format, format_of, rows_of
from outcome import Outcome
from running import ANNOTATOR
from whole_rounds import State, a_folder_of_articles, state
from written_rounds import SIZES, Files, a_study, files_in, half_written, rows, tables

from annotator.errors import AnnotatorError
from annotator.operations.checking import check
from annotator.operations.projects import new_project
from annotator.project import open_project
from annotator.store.backup import backup_folder

Judge = Callable[[Path, bytes, Outcome], None]
Talk = Callable[[subprocess.Popen[bytes]], None]


@dataclass(frozen=True, slots=True)
class Work:
    """A folder as it stands before, the words of the command, how it is talked to, and who judges a folder after a power cut."""

    folder: Path
    words: Sequence[object]
    judge: Judge
    talk: Talk | None = None


def _sound(path: Path, outcome: Outcome) -> None:
    outcome.unsound += [f"{path.name}: {fault.where}: {fault.what}" for fault in check(path)]


# ---- coding -------------------------------------------------------------------------------------------------------------------


def coding(folder: Path, rng: random.Random) -> Work:
    """`annotate` that is talked to, burst by burst: whatever was acknowledged is there once."""
    study = records(rng, 60)
    lines = lines_of(study)
    path = folder / "study.annot"
    new_project(path, maker="ada")

    def talk(process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        at = 0
        while at < len(lines):
            burst = lines[at : at + rng.choice((1, 1, 4, 12))]
            process.stdin.write(b"".join(burst))
            for _line in burst:
                process.stdout.readline()
            at += len(burst)
        process.stdin.close()
        process.stdin = None

    def judge(after: Path, said: bytes, outcome: Outcome) -> None:
        with open_project(after / path.name) as project:
            compare(project, study, said.count(b"\n"), outcome)
        _sound(after / path.name, outcome)

    return Work(folder, ["annotate", path, "-"], judge, talk)


# ---- before or after -----------------------------------------------------------------------------------------------------------


def _state_of(path: Path) -> State:
    with open_project(path) as project:
        return state(project)


def _before_or_after(path: Path) -> tuple[Judge, list[State]]:
    """Return who judges that a project is in one of two states; the second one is added when the work has been recorded."""
    states = [_state_of(path)]

    def judge(after: Path, said: bytes, outcome: Outcome) -> None:
        found = _state_of(after / path.name)
        if len(states) == 1:
            states.append(_state_of(path))
        if found not in states:
            outcome.unsound.append(f"neither the state before nor after: {found}, not {states}")
        if said and found != states[1]:
            outcome.lost.append("it was acknowledged and is not there")
        _sound(after / path.name, outcome)

    return judge, states


def importing(folder: Path, rng: random.Random) -> Work:
    """`import` of articles with codings."""
    path = folder / "study.annot"
    new_project(path, maker="ada")
    sources = folder.with_name("sources of " + folder.name)
    sources.mkdir()
    return Work(folder, ["import", path, a_folder_of_articles(rng, sources, (3,), (40,))], _before_or_after(path)[0])


def merging(folder: Path, _rng: random.Random) -> Work:
    """`merge` of a file with thirty steps; every copy made before is sound."""
    ours, theirs = two_files(30)
    path = Path(shutil.copyfile(ours, folder / "study.annot"))
    whole = _before_or_after(path)[0]

    def judge(after: Path, said: bytes, outcome: Outcome) -> None:
        whole(after, said, outcome)
        for copy in backup_folder(after / path.name).glob("*.annot"):
            _sound(copy, outcome)

    return Work(folder, ["merge", path, theirs, "--json"], judge)


def publishing(folder: Path, _rng: random.Random) -> Work:
    """`codebook publish` of a draft."""
    path = Path(shutil.copyfile(a_drafted_study(100), folder / "study.annot"))
    return Work(folder, ["codebook", path, "publish", "--as", "ada"], _before_or_after(path)[0])


def migration(folder: Path, rng: random.Random) -> Work:
    """The opening of a project of the first format: no row is lost, and once it is changed a copy of the old file is kept."""
    path = a_project_of_format(1, folder / "study.annot")
    old = a_project_of_format(1, folder.with_name("old of " + folder.name))
    kept = rows_of(old)

    def judge(after: Path, said: bytes, outcome: Outcome) -> None:
        own = after / path.name
        copies = list(backup_folder(own).glob("*.annot"))
        with open_project(own, read_only=True):  # rolls back what was under way
            pass
        if format_of(own) > 1 and kept not in [rows_of(copy) for copy in copies]:
            outcome.lost.append("the file was brought up to date and no copy of the old one is kept")
        with open_project(own):
            pass
        if rows_of(own, like=old) != kept:
            outcome.lost.append("rows differ from the old file")
        for one in (own, *copies):
            _sound(one, outcome)

    return Work(folder, [*OPENING, path], judge)


# ---- files that are written ----------------------------------------------------------------------------------------------------


def backing_up(folder: Path, _rng: random.Random, *, over: bool = False) -> Work:
    """`backup` into a new folder or over an older copy: told of, it is there; never is there half of one."""
    path, target = Path(shutil.copyfile(a_study(SIZES[1]), folder / "study.annot")), folder / "copies" / "copy.annot"
    held: list[list[str] | None] = [None]
    if over:
        with open_project(path, read_only=True) as project:
            project.backup(target)
        held = [rows(target)]
        with open_project(path, "ada") as project, project.step("Name project"):
            project.settings.set("name", "renamed since")
    now = rows(path)

    def judge(after: Path, said: bytes, outcome: Outcome) -> None:
        copy = after / "copies" / target.name
        found = rows(copy) if copy.exists() else None
        if found not in [*held, now]:
            outcome.unsound.append("the copy holds neither what it held before nor what the project holds")
        if said and found != now:
            outcome.lost.append("the copy was told of and is not there")
        if found is not None:
            _sound(copy, outcome)
        if rows(after / path.name) != now:
            outcome.unsound.append("the project itself was changed")

    return Work(folder, ["backup", path, target], judge)


def exporting(folder: Path, _rng: random.Random, *, over: bool = False) -> Work:
    """`export` into a new folder or over an earlier export: each table whole, and all of them once it says so."""
    path, target = Path(shutil.copyfile(a_study(SIZES[1]), folder / "study.annot")), folder / "tables"
    earlier: Files = {}
    if over:
        earlier = tables(SIZES[0])
        target.mkdir()
        for name, data in earlier.items():
            (target / name).write_bytes(data)
    whole = tables(SIZES[1])

    def judge(after: Path, said: bytes, outcome: Outcome) -> None:
        found = files_in(after / "tables")
        mixed = [name for name in half_written(found, whole) if name in half_written(found, earlier)]
        outcome.unsound += [f"{name} is neither the file before nor the file after" for name in mixed]
        if b"written to" in said and (late := half_written(whole, found)):
            outcome.lost.append(f"it said that it was done and {late} are not there")

    return Work(folder, ["export", path, target], judge)


WORKS: dict[str, Callable[[Path, random.Random], Work]] = {
    "coding": coding,
    "import": importing,
    "merge": merging,
    "publish": publishing,
    "migration": migration,
    "backup": backing_up,
    "backup over an older one": partial(backing_up, over=True),
    "export": exporting,
    "export over an earlier one": partial(exporting, over=True),
}


# ---- images ------------------------------------------------------------------------------------------------------------------


def recorded(kind: str, rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR) -> tuple[Work, Recording]:
    """Prepare work of a kind in a new folder, let the program do it, and return it with what it did to the disk."""
    own = folder / "study"
    own.mkdir(parents=True)
    work = WORKS[kind](own, rng)
    words = work.words
    if kind == "migration":
        words = words if program is ANNOTATOR else [*program[:-1], Path(OPENING[1]).stem, *words[2:]]
    else:
        words = [*program, *words]
    done = record(words, own, work.talk)
    if done.status != 0:
        raise AssertionError(f"{kind} ended with {done.status}: {done.complaint[-600:]}")
    return work, done


def judged(work: Work, recording: Recording, rng: random.Random, folder: Path) -> tuple[Image, Outcome]:
    """Cut the power at a random moment, put what is left into a folder, and judge it."""
    found = image(recording, rng)
    outcome = Outcome()
    try:
        work.judge(found.put(folder), recording.said(found.cut_before), outcome)
    except AnnotatorError as error:
        outcome.unsound.append(f"it cannot be opened: {error}")
    with suppress(OSError):
        shutil.rmtree(folder)
    return found, outcome


def faults_after_power_cuts(
    kind: str, images: int, rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, runs: int = 1
) -> list[str]:
    """Record work of a kind so many times and judge so many images in all; return what is wrong, each with its moment."""
    found: list[str] = []
    for run in range(runs):
        work, recording = recorded(kind, rng, folder / str(run), program)
        for number in range(images // runs):
            cut, outcome = judged(work, recording, rng, folder / str(run) / f"image {number}")
            found += [f"{kind}, {cut.how} kept before act {cut.cut_before}: {fault}" for fault in outcome.faults]
    return found
