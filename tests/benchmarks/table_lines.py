"""Line 11 of PERFORMANCE.md: annotations as CSV, beside the same rows read with sqlite3 and written with csv.writer."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import measure
import projects

from annotator.operations import exporting
from annotator.operations.files import FilesTogether
from annotator.project import Project, open_project


def tables(folder: Path) -> list[measure.Line]:
    """Line 11: all annotations to CSV with article columns and quotations, 100k; and the whole export, of eleven tables, beside that."""
    with open_project(projects.a_project(folder / "csv.annot", 1000, 100_000), read_only=True) as project:

        def floor() -> None:
            _floor(project.path, folder / "floor.csv")

        def whole() -> None:
            exporting.export(project, folder / "tables")

        one = measure.side_by_side(lambda: _annotations(project, folder / "one"), floor)
        every = measure.side_by_side(whole, floor, 3)
    return [
        measure.Line("11", "100k annotations to CSV", *one, 1.4),
        measure.Line("11+", "the whole export (100k claims: two such tables of eleven) beside one", *every, 2.8),
    ]


def _annotations(project: Project, folder: Path) -> None:
    """Write annotations.csv as the export does."""
    table = project.tables.all(project.codebook, truths=exporting.TRUTHS)["annotations"]
    with project.database.snapshot(), FilesTogether(folder) as files:
        exporting.CsvWriter(safe=False, excel=False).write(files, table.table, table.rows(), lambda: None)


def _floor(project: Path, target: Path) -> None:
    raw = sqlite3.connect(project)
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        texts = dict(raw.execute("SELECT article.id, text FROM article JOIN article_text ON sha256 = text_sha256"))
        for row in raw.execute("SELECT * FROM annotation ORDER BY article_id, coder_id, start"):
            text = texts[row[3]]
            start, end = row[7], row[8]
            writer.writerow([*row, text[start:end], text[max(0, start - 60) : start], text[end : end + 60]])
    raw.close()
