"""What a project file holds, told so that two files can be compared, and files that went out to several coders."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from annotator.operations.merging import MergeReport, merge_file
from annotator.project import open_project
from annotator.store.schema import TABLES


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of a file but for the order of their arrival, and the steps of its log."""
    with closing(sqlite3.connect(path)) as raw:
        found = {}
        for table, spec in TABLES.items():
            columns = ", ".join(f'"{column}"' for column in spec.columns)
            rows = raw.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()
            found[table] = [tuple(map(_read, spec.columns, row, [spec.json] * len(row))) for row in rows]
        found["codebook order"] = raw.execute("SELECT id FROM codebook_version ORDER BY seq").fetchall()
        found["doubled"] = raw.execute("SELECT * FROM doubled_name ORDER BY 1, 2").fetchall()
        found["step"] = raw.execute("SELECT id, label, coder_id, hex(chain_hash) FROM step ORDER BY counter, origin").fetchall()
        return found


def _read(column: str, cell: object, as_json: tuple[str, ...]) -> object:
    """The order of keys in a cell of JSON says nothing."""
    return json.loads(str(cell)) if column in as_json and cell is not None else cell


def a_copy(path: Path, name: str) -> Path:
    """Copy a closed project as a file manager does."""
    target = path.with_name(f"{name}.annot")
    shutil.copyfile(path, target)
    return target


def merged(path: Path, *others: Path, give_roles: bool = False) -> list[MergeReport]:
    """Merge files into a project, one after the other."""
    with open_project(path) as project:
        return [merge_file(project, other, give_roles=give_roles) for other in others]
