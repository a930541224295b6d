"""What is written is what the project holds: as many rows, and the same cells in the same order, in each format."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from datetime import datetime
from importlib.util import find_spec

import pytest

from annotator.operations.demo import make_demo
from annotator.operations.exporting import export
from annotator.project import open_project

JUDGED = ("agreement",)  # computed at each export, and compared with the command's report elsewhere


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"))


def hashed(rows):
    """Return how many rows there are and one hash over all their cells, empty ones alike whatever stands for them."""
    digest, count = hashlib.sha256(), 0
    for count, row in enumerate(rows, start=1):  # noqa: B007  # the last one is how many
        digest.update(json.dumps([_told(cell) for cell in row], ensure_ascii=False).encode() + b"\n")
    return count, digest.hexdigest()


def _told(cell):
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, datetime):  # Parquet has days and moments of its own
        return cell.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z" if cell.tzinfo else f"{cell:%Y-%m-%d}"
    if isinstance(cell, bool):
        return str(cell).lower()
    return repr(float(cell)) if isinstance(cell, float) else str(cell)


def written(folder, name, format):
    """Yield the rows of a table as its file holds them."""
    if format == "csv":
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from list(csv.reader(file))[1:]
    else:
        import pyarrow.parquet

        columns = pyarrow.parquet.read_table(folder / f"{name}.parquet").to_pydict()
        yield from zip(*columns.values(), strict=True)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_each_table_has_the_rows_and_cells_of_the_project(demo, tmp_path, format):
    if format == "parquet" and find_spec("pyarrow") is None:
        pytest.skip("pyarrow is not installed")
    with open_project(demo, read_only=True) as project:
        export(project, tmp_path, format=format)
        tables = {name: one for name, one in project.tables.all(project.codebook).items() if name not in JUDGED}
        assert sum(hashed(one.rows())[0] for one in tables.values()) > 400
        for name, table in tables.items():
            assert hashed(written(tmp_path, name, format)) == hashed(table.rows()), name


def test_the_records_of_json_lines_are_as_many_as_the_project_holds(demo, tmp_path):
    with open_project(demo, read_only=True) as project:
        export(project, tmp_path, format="jsonl")
        held = {name: sum(1 for _row in one.rows()) for name, one in project.tables.all(project.codebook).items()}
    texts = [(tmp_path / f"{name}.jsonl").read_text(encoding="utf-8") for name in ("articles", "codings")]
    lines = [json.loads(line) for text in texts for line in text.split("\n") if line]
    found = Counter(one["type"] for one in lines)

    assert found["article"] == held["articles"]
    assert found["annotation"] == held["annotations"]
    assert found["link"] == held["links"]
    assert found["entity"] == held["entities"]
    assert found["article_coding"] == held["article_codings"]
