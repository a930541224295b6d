"""Lines 4 and 10 of PERFORMANCE.md and the undo of a large step, each beside raw SQLite with the same journal settings."""

from __future__ import annotations

import random
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

import measure
import projects

from annotator.model.span import Span
from annotator.operations import coding
from annotator.project import open_project
from annotator.store.annotations import annotation_row

_ROW_COLUMNS = 19


def _floor_file(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = TRUNCATE")
    raw.execute("PRAGMA synchronous = FULL")
    columns = ", ".join(f"c{number}" for number in range(_ROW_COLUMNS))
    raw.execute(f"CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, {columns})")
    raw.execute("CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, step, before TEXT, after TEXT)")
    return raw


_INSERT = f"INSERT INTO row VALUES (NULL, {', '.join('?' * _ROW_COLUMNS)})"


def one_annotation(folder: Path) -> list[measure.Line]:
    """Line 4: keep one annotation durably, into 100k."""
    project = open_project(projects.a_project(folder / "one.annot", 1000, 100_000), "ada")
    raw = _floor_file(folder / "one.floor")
    raw.execute("BEGIN")
    raw.executemany(_INSERT, [[f"{number}"] * _ROW_COLUMNS for number in range(100_000)])
    raw.execute("COMMIT")
    article = project.articles.ids()[500]
    dice = random.Random(4)
    mine, floor = [], []
    for number in range(300):
        span = Span(number, number + dice.randint(5, 70))
        row = [str(value) for value in annotation_row(project.annotations.of_article(article)[0]).values()]
        began = time.perf_counter()
        coding.annotate(project, article, "actor", span)
        mine.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(_INSERT, row)
        raw.execute("INSERT INTO log VALUES (NULL, 1, NULL, ?)", ("x" * 400,))
        raw.execute("COMMIT")
        floor.append((time.perf_counter() - began) * 1000)
    project.close()
    raw.close()
    p99 = measure.percentile(mine, 0.99), measure.percentile(floor, 0.99)
    return [
        measure.Line("4", "keep one annotation into 100k, p50", statistics.median(mine), statistics.median(floor), 2),
        measure.Line("4", "the same, p99", *p99, 4),
    ]


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
        floor.append(_floor_rows(folder / f"bulk{number}.floor", lines))
    return [measure.Line("10", "annotate FILE, 100k", statistics.median(mine), statistics.median(floor), 0.2, "rows/s", True)]


def _floor_rows(path: Path, lines: list[str]) -> float:
    raw = _floor_file(path)
    rows = [[f"value {number} {column}" for column in range(_ROW_COLUMNS)] for number in range(len(lines))]
    began = time.perf_counter()
    for start in range(0, len(rows), 10_000):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(_INSERT, rows[start : start + 10_000])
        raw.execute("COMMIT")
    took = time.perf_counter() - began
    raw.close()
    return len(rows) / took


def undo(folder: Path) -> list[measure.Line]:
    """Undoing a step of 20,000 rows beside the raw deletes and log inserts."""
    project = open_project(projects.a_project(folder / "undo.annot", 100, 0), "ada")
    projects.add_annotations(project, list(project.articles.ids()), 20_000)
    with project.step("Code much"):
        found = [row["id"] for row in project.database.all("SELECT id FROM annotation LIMIT 20000")]
        project.database.delete_many("annotation", project.database.read_many("annotation", found))
    raw = sqlite3.connect(folder / "undo.floor", isolation_level=None)
    raw.execute("PRAGMA journal_mode = TRUNCATE")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("CREATE TABLE row (id TEXT PRIMARY KEY, a, b)")
    raw.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, before TEXT)")
    ids = [(one,) for one in found]
    payload = [("x" * 420,) for _one in found]

    def theirs() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("DELETE FROM row WHERE id = ?", ids)
        raw.executemany("INSERT INTO log VALUES (NULL, ?)", payload)
        raw.execute("COMMIT")

    def ready() -> None:
        raw.execute("BEGIN")
        raw.executemany("INSERT OR IGNORE INTO row VALUES (?, ?, ?)", [(one, "x" * 300, "y") for one in found])
        raw.execute("COMMIT")

    mine, floor = [], []
    for _round in range(measure.ROUNDS):
        project.undo()  # brings the rows back
        ready()
        mine.append(measure.milliseconds(project.redo))  # deletes them again
        floor.append(measure.milliseconds(theirs))
    project.close()
    raw.close()
    return [measure.Line("undo", "undo a step of 20,000 rows", statistics.median(mine), statistics.median(floor), 4)]
