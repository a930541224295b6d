"""Projects as the programs of each released format left them: three articles of the sample, coded by two coders, a step taken back.

Each file was made by the last program that wrote its format and is kept for good.
"""

from __future__ import annotations

import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from annotator.store.schema import newest_version

FOLDER = Path(__file__).parent / "data" / "released_formats"
FORMATS = range(1, newest_version() + 1)
KEPT = ("article", "article_text", "annotation", "link", "article_coding", "entity", "coder", "change", "step_article", "codebook_version")


def bytes_of_format(number: int) -> bytes:
    """Return a project file of this format, byte by byte as its program left it."""
    return lzma.decompress((FOLDER / f"format_{number}.annot.xz").read_bytes())


def a_project_of_format(number: int, path: Path) -> Path:
    """Put a project file of this format at a path and return the path."""
    path.write_bytes(bytes_of_format(number))
    return path


def rows_of(path: Path, like: Path | None = None) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of all tables that every format has, and the steps, with the columns that the file ``like`` has."""
    columns = dict(_columns(like or path))
    with closing(sqlite3.connect(path)) as raw:
        return {
            table: sorted(raw.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall(), key=repr) for table, names in columns.items()
        }


def format_of(path: Path) -> int:
    """Return the format that a file says it has."""
    with closing(sqlite3.connect(path)) as raw:
        return int(raw.execute("PRAGMA user_version").fetchone()[0])


def _columns(path: Path) -> Iterator[tuple[str, list[str]]]:
    with closing(sqlite3.connect(path)) as raw:
        for table in (*KEPT, "step"):
            yield table, [f'"{row[1]}"' for row in raw.execute(f"PRAGMA table_info({table})")]
