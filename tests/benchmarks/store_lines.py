"""Lines 4 and 10 of PERFORMANCE.md and the undo of a large step, each beside raw SQLite doing the same writes.

The floors of what writes are statements on a copy of the same project file: its own tables with their indexes and foreign keys,
opened with the settings of every project, with the same rows of the log; the rows and texts lie ready before the clock starts.
Nothing is read, checked, hashed or made into JSON there.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import measure
import projects

from annotator.model.span import Span
from annotator.operations import coding
from annotator.project import open_project
from annotator.store import connection

_ANNOTATION = f"INSERT INTO annotation VALUES ({', '.join('?' * 20)})"
_STEP = f"INSERT INTO step VALUES ({', '.join('?' * 11)})"
_CHANGE = f"INSERT INTO change VALUES ({', '.join('?' * 6)})"
_STEP_ARTICLE = "INSERT INTO step_article VALUES (?, ?)"


def floor_of(project: Path, floor: Path) -> sqlite3.Connection:
    """Return SQLite's own connection to a copy of a project that nobody has open, with the settings of every project."""
    floor.write_bytes(project.read_bytes())
    return connection.connect(floor, read_only=False)


@contextmanager
def _commit(raw: sqlite3.Connection):
    raw.execute("BEGIN IMMEDIATE")
    yield
    raw.execute("COMMIT")


def _a_step(raw: sqlite3.Connection) -> tuple[Any, ...]:
    """Return a row for the next step of the log."""
    seq = raw.execute("SELECT max(seq) + 1 FROM step").fetchone()[0]
    return (seq, f"{seq}@floor", "floor", seq, None, "floor", "", None, bytes(32), bytes(32), 0)


def insert_marked(raw: sqlite3.Connection, row: tuple[Any, ...], article: str, logged: tuple[Any, ...]) -> None:
    """Write the row of an annotation with its step and its change, and commit: the floor of whatever keeps one annotation."""
    step = _a_step(raw)
    with _commit(raw):
        raw.execute(_ANNOTATION, row)
        raw.execute(_STEP, step)
        raw.execute(_STEP_ARTICLE, (article, step[0]))
        raw.execute(_CHANGE, (step[0], *logged))


def one_annotation(folder: Path) -> list[measure.Line]:
    """Line 4: keep one annotation durably, into 100k; the floor inserts the same row with its step and its change."""
    path = projects.a_project(folder / "one.annot", 1000, 100_000)
    raw = floor_of(path, folder / "one.floor")
    project = open_project(path, "ada")
    article = project.articles.ids()[500]
    dice = random.Random(4)
    mine, floor = [], []
    for number in range(300):
        span = Span(number, number + dice.randint(5, 70))
        began = time.perf_counter()
        coding.annotate(project, article, "actor", span)
        mine.append((time.perf_counter() - began) * 1000)
        row = (None, *project.database.all("SELECT * FROM annotation ORDER BY seq DESC LIMIT 1")[0][1:])
        logged = project.database.all("SELECT number, table_name, row_id, before, after FROM change ORDER BY step DESC LIMIT 1")[0]
        began = time.perf_counter()
        insert_marked(raw, row, article, tuple(logged))
        floor.append((time.perf_counter() - began) * 1000)
    project.close()
    raw.close()
    p99 = measure.percentile(mine, 0.99), measure.percentile(floor, 0.99)
    return [
        measure.Line("4", "keep one annotation into 100k, p50", statistics.median(mine), statistics.median(floor), 2),
        measure.Line("4", "the same, p99", *p99, 4),
    ]


def one_of_a_million(folder: Path) -> list[measure.Line]:
    """Line 4: keep one annotation into 10k and into 1M, in turns; both projects have ten thousand articles."""
    small, large = folder / "one of ten thousand.annot", projects.a_million(folder)
    projects.a_project(small, 10_000, 10_000)
    both = [open_project(path, "ada") for path in (large, small)]
    articles = [project.articles.ids()[:300] for project in both]
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(300):
        for project, ids, into in zip(both, articles, times, strict=True):
            span = Span(number, number + 30)
            into.append(
                measure.milliseconds(lambda project=project, one=ids[number], span=span: coding.annotate(project, one, "actor", span))
            )
    for project in both:
        project.close()
    return [measure.Line("4", "keep one annotation, into 1M beside into 10k, p50", *map(statistics.median, times), 1.3, beside="10k")]


def bulk(folder: Path) -> list[measure.Line]:
    """Line 10: `annotate FILE` with 100k records, each checked against its text; rows a second of the whole command."""
    path = projects.a_project(folder / "bulk.annot", 1000, 0)
    with open_project(path, "ada") as project:
        lines = projects.records_of(project, list(project.articles.ids()), 100_000)
    file = folder / "codings.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    mine, floor = [], []
    for number in range(3):
        target = folder / f"bulk{number}.annot"
        target.write_bytes(path.read_bytes())
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "annotator", "annotate", str(target), str(file)], capture_output=True, text=True)
        mine.append(len(lines) / (time.perf_counter() - began))
        assert done.returncode == 0, done.stderr[:500]
        assert done.stdout.count("stored") == len(lines)
        floor.append(floor_rows(path, target, folder / f"bulk{number}.floor"))
    return [measure.Line("10", "annotate FILE, 100k", statistics.median(mine), statistics.median(floor), 0.2, "rows/s", True)]


def floor_rows(empty: Path, done: Path, floor: Path) -> float:
    """Return how many annotations a second go into the empty project by the same commits: 10,000 with their steps and changes."""
    before = open_project(empty, read_only=True)
    first = before.database.value("SELECT max(seq) FROM step")
    before.close()
    after = open_project(done, read_only=True)
    order = {row["id"]: row for row in after.database.all("SELECT * FROM annotation")}
    changes = [tuple(row) for row in after.database.all("SELECT * FROM change WHERE step > ? ORDER BY step, number", (first,))]
    steps = {row["seq"]: tuple(row) for row in after.database.all("SELECT * FROM step WHERE seq > ?", (first,))}
    articles = {row["step"]: tuple(row) for row in after.database.all("SELECT * FROM step_article WHERE step > ?", (first,))}
    after.close()
    commits = []
    for start in range(0, len(changes), 10_000):
        logged = changes[start : start + 10_000]
        seqs = sorted({change[0] for change in logged} & steps.keys())
        rows = [(None, *order[change[3]][1:]) for change in logged]
        commits.append((rows, [steps.pop(seq) for seq in seqs], [articles[seq] for seq in seqs], logged))
    raw = floor_of(empty, floor)
    began = time.perf_counter()
    for rows, new, touched, logged in commits:
        with _commit(raw):
            raw.executemany(_ANNOTATION, rows)
            raw.executemany(_STEP, new)
            raw.executemany(_STEP_ARTICLE, touched)
            raw.executemany(_CHANGE, logged)
    took = time.perf_counter() - began
    raw.close()
    return len(changes) / took


def undo(folder: Path) -> list[measure.Line]:
    """Undoing a step of 20,000 rows beside the raw deletes and the inserts of the same changes into the log, in one commit."""
    path = projects.a_project(folder / "undo.annot", 100, 0)
    with open_project(path, "ada") as project:
        projects.add_annotations(project, list(project.articles.ids()), 20_000, in_a_step=20_000)
        newest = "(SELECT max(seq) FROM step)"
        changes = project.database.all(f"SELECT row_id, after FROM change WHERE step = {newest} ORDER BY number DESC")
        logged = [(row["row_id"], row["after"]) for row in changes]
    raw = floor_of(path, folder / "undo.floor")
    rows = [tuple(row) for row in raw.execute("SELECT * FROM annotation").fetchall()]
    ids = [(row_id,) for row_id, _text in logged]
    touched = [row[0] for row in raw.execute(f"SELECT article_id FROM step_article WHERE step = {newest}")]
    project = open_project(path, "ada")

    def theirs(step: tuple[Any, ...], changes: Sequence[tuple[Any, ...]]) -> None:
        with _commit(raw):
            raw.executemany("DELETE FROM annotation WHERE id = ?", ids)
            raw.execute(_STEP, step)
            raw.executemany(_STEP_ARTICLE, [(article, step[0]) for article in touched])
            raw.executemany(_CHANGE, changes)

    mine, floor = [], []
    for _round in range(measure.ROUNDS):
        mine.append(measure.milliseconds(project.undo))
        project.redo()
        new = _a_step(raw)
        changes = [(new[0], number, "annotation", row_id, text, None) for number, (row_id, text) in enumerate(logged)]
        floor.append(measure.milliseconds(lambda new=new, changes=changes: theirs(new, changes)))
        with _commit(raw):
            raw.executemany(_ANNOTATION, rows)
    project.close()
    raw.close()
    return [measure.Line("undo", "undo a step of 20,000 rows", statistics.median(mine), statistics.median(floor), 4)]
