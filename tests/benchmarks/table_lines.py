"""Lines 11 to 13 of PERFORMANCE.md: annotations as CSV and as a DataFrame, beside the same rows read with sqlite3.

The floors read a million rows in pages of articles, as whoever keeps memory bounded must; the DataFrame's floor takes whole columns
and makes a Categorical of every column that says few things.
"""

from __future__ import annotations

import csv
import sqlite3
import statistics
from collections.abc import Iterator
from pathlib import Path

import measure
import projects
from children import Spent, spent

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

        one = measure.side_by_side(lambda: annotations_to_csv(project, folder / "one"), floor)
        every = measure.side_by_side(whole, floor, 3)
    return [
        measure.Line("11", "100k annotations to CSV", *one, 1.4),
        measure.Line("11+", "the whole export (100k claims: two such tables of eleven) beside one", *every, 2.8),
    ]


OPEN = "from pathlib import Path; import table_lines; from annotator.project import open_project; import pandas"


def a_million(folder: Path) -> list[measure.Line]:
    """Lines 12 and 13: a million annotations to CSV, streamed, and to a DataFrame; each run in a process of its own."""
    path = projects.a_million(folder)
    csv_runs = [(_child("write_ours", path, folder), _child("write_floor", path, folder)) for _round in range(measure.LONG_ROUNDS)]
    frame_runs = [(_child("frame_ours", path, folder), _child("frame_floor", path, folder)) for _round in range(measure.LONG_ROUNDS)]
    return [
        measure.Line("12", "1M annotations to CSV, streamed", *_medians(csv_runs, "ms"), 1.4),
        measure.Line("12", "the same, peak memory beside 150 MB", _medians(csv_runs, "peak")[0], 150, 1, "MB", beside="limit"),
        measure.Line("13", "1M annotations to a DataFrame", *_medians(frame_runs, "ms"), 1.25),
        measure.Line("13", "the same, peak memory of the process", *_medians(frame_runs, "peak"), 1.25, "MB"),
    ]


def _child(work: str, path: Path, folder: Path) -> Spent:
    return spent(f"table_lines.{work}(Path(sys.argv[1]), Path(sys.argv[2]))", path, folder, before=OPEN)


def _medians(runs: list[tuple[Spent, Spent]], what: str) -> tuple[float, float]:
    ours, floor = ([getattr(one, what) for one in side] for side in zip(*runs, strict=True))
    return statistics.median(ours), statistics.median(floor)


def write_ours(path: Path, folder: Path) -> None:
    """Write annotations.csv of a project as the export does."""
    with open_project(path, read_only=True) as project:
        annotations_to_csv(project, folder / "million")


def write_floor(path: Path, folder: Path) -> None:
    """Write the same rows with csv.writer."""
    with (folder / "million.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(_pages(path))


def frame_ours(path: Path, _folder: Path) -> None:
    """Read the table of annotations as load_frames does."""
    from annotator.formats.data_frame import frame_of

    with open_project(path, read_only=True) as project, project.database.snapshot():
        table = project.tables.all(project.codebook)["annotations"]
        assert table.count is not None
        assert len(frame_of(table.table, table.rows())) == table.count()


def frame_floor(path: Path, _folder: Path) -> None:
    """Make a DataFrame of the same rows, with their quotations and contexts."""
    import pandas as pd

    columns = dict(enumerate(map(list, zip(*_pages(path), strict=True))))
    few = {place for place, cells in columns.items() if isinstance(cells[0], str) and len(set(cells[:10_000])) < 100}
    frame = pd.DataFrame({str(place): pd.Categorical(cells) if place in few else cells for place, cells in columns.items()})
    assert len(frame) > 900_000


def _pages(path: Path) -> Iterator[tuple[object, ...]]:
    raw = sqlite3.connect(path)
    articles = [row[0] for row in raw.execute("SELECT id FROM article ORDER BY seq")]
    for article in articles:
        [(text,)] = raw.execute("SELECT text FROM article JOIN article_text ON sha256 = text_sha256 WHERE id = ?", (article,))
        for row in raw.execute("SELECT * FROM annotation WHERE article_id = ? ORDER BY coder_id, start", (article,)).fetchall():
            start, end = row[7], row[8]
            yield (*row, text[start:end], text[max(0, start - 60) : start], text[end : end + 60])
    raw.close()


def annotations_to_csv(project: Project, folder: Path) -> None:
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
