"""Undo and redo, merges and copies beside a model, at the size of a soak: the histories and states of the tests, many times over."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from coding_rounds import compare, lines_of, records
from outcome import Outcome
from running import ANNOTATOR, PATIENCE, ROOT, Running, environment

from annotator.operations.backups import restore
from annotator.operations.checking import check
from annotator.project import open_project
from tests.builders import a_project_file
from tests.merging.joined_files import content
from tests.merging.test_merge_properties import a_study, played, told_alike, work
from tests.store.test_store_history import WORDS, Coding

STEPS = 100  # of coders in one project, between its making and its check
ACTED = 12  # records sent between two copies, on average


class Drawn:
    """Draws for the rules of a state machine as hypothesis does, but evenly and without looking for small cases."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def draw(self, among: Any) -> Any:
        """Return one of what ``sampled_from`` was given."""
        return self._dice.choice(among.elements)


def undone(first: int, many: int) -> list[str]:
    """Play so many steps of two coders in two articles, undo and redo among them; return where the file is not what the model is."""
    found = []
    for number in range(first, first + many, STEPS):
        try:
            _play_steps(random.Random(f"steps {number}"), min(STEPS, first + many - number))
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  # whatever the file was that the model was not
            found.append(f"undo, steps from {number}: {type(error).__name__}: {str(error)[:300]}")
    return found


def _play_steps(dice: random.Random, steps: int) -> None:
    machine, drawn = Coding(), Drawn(dice)
    try:
        machine.begin()
        for _step in range(steps):
            _act(machine, drawn, dice)
            machine.the_file_shows_what_the_model_shows()
    finally:
        machine.teardown()


def _act(machine: Coding, drawn: Drawn, dice: random.Random) -> None:
    deed = dice.choice(("be", "mark", "mark", "judge", "write", "delete", "undo", "undo", "redo", "redo", "open"))
    if deed == "be":
        machine.be(dice.choice(machine.coders), dice.randrange(2))
    elif deed == "undo":
        machine.undo()
    elif deed == "redo":
        machine.redo()
    elif deed == "open":
        machine.close_and_open()
    elif deed == "mark" or not machine.now:
        machine.mark(dice.choice(WORDS))
    elif deed == "judge":
        machine.judge(drawn, dice.choice(("trade", "health", "migration")))
    elif deed == "write":
        machine.write(drawn, dice.choice(("", "one", "two")))
    else:
        machine.delete(drawn)


def merged(first: int, many: int) -> list[str]:
    """Let three files live and take each other in, so many times; return what they do not hold alike."""
    found = []
    for number in range(first, first + many):
        try:
            with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
                told_alike(played(Path(folder), number, rounds=1 + number % 4))
        except Exception as error:  # noqa: BLE001  # refused, or not alike
            found.append(f"merge, history {number}: {type(error).__name__}: {str(error)[:300]}")
    return found


def merged_by_command(first: int, many: int) -> list[str]:
    """Merge two copies that coders worked in by `annotator merge`, each into the other; return what they do not hold alike."""
    found = []
    for number in range(first, first + many):
        with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
            found += [f"merge by command, history {number}: {fault}" for fault in _merged_by_command(Path(folder), random.Random(number))]
    return found


def _merged_by_command(folder: Path, dice: random.Random) -> list[str]:
    one = a_study(folder)
    work(one, "ada", dice, 3)
    other = one.with_name("other.annot")
    other.write_bytes(one.read_bytes())
    work(one, "ben", dice, dice.randrange(1, 9))
    work(other, "cara", dice, dice.randrange(1, 9))
    for target, source in ((one, other), (other, one), (one, other)):  # the last one brings nothing
        words = [*ANNOTATOR, "merge", str(target), str(source)]
        done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env=environment(), timeout=PATIENCE, check=False)
        if done.returncode != 0:
            return [f"ended with {done.returncode}: {done.stderr[-300:]}"]
    faults = [f"{path.name}: {fault.where}: {fault.what}" for path in (one, other) for fault in check(path)]
    return faults + (["the files hold different rows"] if content(one) != content(other) else [])


def copied(first: int, many: int) -> list[str]:
    """Take copies at so many random moments while `annotate` writes and restore each; return what a copy or a restored file lacks."""
    with tempfile.TemporaryDirectory(prefix="annotator-soak-") as folder:
        return [f"copies, from {first}: {fault}" for fault in _copied(Path(folder), random.Random(f"copies {first}"), many)]


def _copied(folder: Path, dice: random.Random, many: int) -> list[str]:
    study, path, found, made = records(dice, ACTED * many * 2), a_project_file(folder), [], 0
    run = Running([*ANNOTATOR, "annotate", path, "-"], path, feed=b"")
    for number, line in enumerate(lines_of(study)):
        run.say(line)
        if made == many or dice.random() > 1 / ACTED:
            continue
        made += 1
        _wait_for(run, dice.randrange(number // 2, number + 1))  # of those behind it some are stored while the copy is made
        acknowledged, copy, restored = len(run.acknowledged), folder / f"copy {number}.annot", folder / f"restored {number}.annot"
        with open_project(path, read_only=True) as project:
            project.backup(copy)
        restore(copy, restored)
        for one in (copy, restored):
            outcome = Outcome()
            with open_project(one, read_only=True) as project:
                compare(project, study, acknowledged, outcome)
            found += [f"{one.name}: {fault}" for fault in [*outcome.faults, *map(str, check(one))]]
        if _rows(copy) != _rows(restored):
            found.append(f"{restored.name} holds other rows than its copy")
        copy.unlink()
        restored.unlink()
    run.process.stdin.close()
    if (status := run.end()) != 0:
        found.append(f"annotate ended with {status}")
    return found + ([f"only {made} copies were taken"] if made < many else [])


def _wait_for(run: Running, acknowledged: int) -> None:
    end = time.monotonic() + PATIENCE
    while len(run.acknowledged) < acknowledged:
        run.pump(0.01)
        if time.monotonic() > end:
            raise TimeoutError(f"{len(run.acknowledged)} of {acknowledged} records were acknowledged")


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what coders made; a restored file says in its own log that it was restored."""
    return {table: rows for table, rows in content(path).items() if table in ("article", "annotation", "link", "article_coding")}


if __name__ == "__main__":
    print("\n".join(globals()[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))))
