"""Work that must be whole killed at a random moment: the state before or after, never between, and a second run completes it."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coding_rounds import VALUES
from outcome import Outcome, note_end, note_soundness, reopened
from running import ANNOTATOR, HERE, PATIENCE, ROOT, Running, a_moment, environment

from annotator.operations.projects import built_in_codebook, new_project
from annotator.project import Project, open_project

UNDO = (sys.executable, str(HERE / "undo_driver.py"))
STORY = "The ministry said on day {day} that tariffs on fish must fall.\nThe harbour towns of district {day} waited.\n"
State = dict[str, int]


def state(project: Project) -> State:
    """Return how much of everything there is."""
    tables = ("article", "article_text", "annotation", "link", "entity", "coder", "article_coding", "codebook_version", "step", "change")
    counts = {table: int(project.database.value(f"SELECT count(*) FROM {table}")) for table in tables}
    return counts | {"undone": int(project.database.value("SELECT count(*) FROM step WHERE undoes IS NOT NULL"))}


def a_folder_of_articles(
    rng: random.Random, folder: Path, pages: Sequence[int] = (0, 3, 60), coded: Sequence[int] = (2, 40, 600)
) -> Path:
    """Write articles as text files, and as JSON Lines with codings of two coders; return the folder."""
    sources = folder / "sources"
    sources.mkdir()
    for number in range(rng.choice(pages)):
        (sources / f"page{number}.txt").write_text(STORY.format(day=number + 10_000) * 3, encoding="utf-8")
    lines: list[dict[str, Any]] = []
    for number in range(rng.choice(coded)):
        text = STORY.format(day=number)
        lines.append({"type": "article", "source_id": f"A{number}", "text": text})
        place = text.index("tariffs")
        for coder in ("c01", "c02"):
            record = {"type": "annotation", "id": f"{coder}-{number}", "article": f"A{number}", "coder": coder, "category": "claim"}
            lines.append({**record, "spans": [[place, place + 7]], "values": VALUES})
    (sources / "coded.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return sources


def round_of_import(rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, sign: signal.Signals = signal.SIGKILL) -> Outcome:
    """Kill `import` of a folder that holds articles and codings."""
    path = folder / "study.annot"
    new_project(path, maker="ada")
    sources = a_folder_of_articles(rng, folder)
    return whole_round(rng, path, [*program, "import", path, sources], [*ANNOTATOR, "import", path, sources], sign, seconds=1.5)


def round_of_codebook(
    rng: random.Random, folder: Path, program: Sequence[str] = ANNOTATOR, sign: signal.Signals = signal.SIGKILL
) -> Outcome:
    """Kill `codebook import` of a next version."""
    path, file = folder / "study.annot", folder / "codebook.json"
    new_project(path, maker="ada")
    source = json.loads(built_in_codebook().to_json())
    source["description"] = "Rules of the second wave. " * rng.choice((1, 10_000))
    file.write_text(json.dumps(source), encoding="utf-8")
    words = ["codebook", path, "import", file]
    return whole_round(rng, path, [*program, *words], [*ANNOTATOR, *words], sign, seconds=0.5)


def round_of_undo(rng: random.Random, folder: Path, program: Sequence[str] = UNDO, sign: signal.Signals = signal.SIGKILL) -> Outcome:
    """Kill the undo of a step of several thousand rows."""
    path, file = folder / "study.annot", folder / "codings.jsonl"
    new_project(path, maker="ada")
    words = [f"word{number}" for number in range(rng.choice((50, 2_000, 6_000)))]
    lines: list[dict[str, Any]] = [{"type": "article", "source_id": "A", "text": " ".join(words)}]
    start = 0
    for number, word in enumerate(words):
        record = {"type": "annotation", "id": f"k{number}", "article": "A", "coder": "c01", "category": "claim"}
        lines.append({**record, "spans": [[start, start + len(word)]], "values": VALUES})
        start += len(word) + 1
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    subprocess.run([*ANNOTATOR, "annotate", str(path), str(file)], check=True, capture_output=True, cwd=ROOT, env=environment())
    return whole_round(rng, path, [*program, path], [*UNDO, path], sign, seconds=0.3 + len(words) * 0.0001)


def whole_round(
    rng: random.Random,
    path: Path,
    words: Sequence[object],
    again: Sequence[object],
    sign: signal.Signals,
    *,
    seconds: float,
    state_before: State | None = None,
) -> Outcome:
    """Kill a command on a project and look; then let ``again`` do it. ``state_before`` is given where opening would change the file."""
    before = state_before
    if before is None:
        with open_project(path) as project:
            before = state(project)
    moment = a_moment(rng, seconds, 1)
    run = Running(words, path)
    outcome = Outcome(ended=run.kill_at(moment, sign))
    outcome.acknowledged = bool(run.acknowledged)
    note_end(run, sign, outcome)
    with reopened(path, outcome) as project:
        found = state(project)
    note_soundness(path, outcome, "after the kill")
    done = subprocess.run([*map(str, again)], capture_output=True, cwd=ROOT, env=environment(), timeout=PATIENCE, check=False)
    if done.returncode != 0:
        outcome.unsound.append(f"the second run ended with {done.returncode}: {done.stderr[:300]!r}")
    with open_project(path) as project:
        after = state(project)
    note_soundness(path, outcome, "after the second run")
    if after == before:
        outcome.lost.append("the second run did nothing either")
    if found not in (before, after):
        outcome.unsound.append(f"neither the state before nor after: {found}, before {before}, after {after}")
    if outcome.acknowledged and found != after:
        outcome.lost.append("it was acknowledged and is not there")
    return outcome
