"""Merging the work of 50,000 annotations, beside raw inserts of the same rows with their steps and changes of the log."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import measure
import projects
from store_lines import floor_rows

from annotator.operations.merging import merge_file
from annotator.project import open_project

COUNT = 50_000


def merge(folder: Path) -> list[measure.Line]:
    """A coder's file with 50,000 annotations comes back to the project that it was copied from; seconds of the whole merge."""
    path = projects.a_project(folder / "merge.annot", 500, 0)
    other = folder / "merge other.annot"
    shutil.copyfile(path, other)
    with open_project(path, "ada") as project:
        lines = projects.records_of(project, list(project.articles.ids()), COUNT)
    file = folder / "merge.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "annotator", "annotate", str(other), str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:500]
    mine, floor = [], []
    for number in range(3):
        target = folder / f"merge{number}.annot"
        shutil.copyfile(path, target)
        with open_project(target) as project:
            began = time.perf_counter()
            report = merge_file(project, other)
            mine.append(time.perf_counter() - began)
        assert sum(one.made for one in report.counts) == COUNT
        floor.append(COUNT / floor_rows(path, other, folder / f"merge{number}.floor"))
    return [measure.Line("–", "merge a file with 50,000 annotations", statistics.median(mine), statistics.median(floor), 6, "s")]
