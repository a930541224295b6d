"""Where a file whose pages are sound holds a value that cannot be read: JSON that is none, or not of its column's kind.

Readers trust what the program wrote. Where one falls over, this says whether the file is to blame, and which row of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from annotator.errors import AnnotatorError, FileProblem
from annotator.i18n import _
from annotator.store.connection import translated
from annotator.store.database import Database
from annotator.store.remarks import PREFIX
from annotator.store.schema import TABLES

FALLS = (ValueError, TypeError, LookupError, AttributeError, sqlite3.OperationalError)
"""what reading such a value raises"""

# What a column holds: one kind of JSON, and where all in it are of one kind, that of its members.
_KINDS = {
    ("article", "regions"): ("array", "array"),
    ("entity", "aliases"): ("array", "text"),
    ("annotation", "fragments"): ("array", "array"),
    ("decision", "about"): ("array", "text"),
    ("decision", "gold"): ("array", "text"),
    ("decision", "cells"): ("object", "object"),
}
_OBJECT = ("object", "")


def unreadable(database: Database) -> Iterator[tuple[str, str, str]]:
    """Yield (table, row, column) of every value that cannot be read; a table where SQLite itself cannot read on has none."""
    raw = database.raw
    for table, spec in TABLES.items():
        for column in spec.json:
            wrong = _wrong(column, *_KINDS.get((table, column), _OBJECT))
            for row in raw.execute(f"SELECT id FROM {table} WHERE {wrong}"):  # noqa: S608  # our own names
                yield table, str(row[0]), column
    for row in raw.execute(f"SELECT version FROM codebook_version WHERE {_wrong('content', *_OBJECT)}"):  # noqa: S608
        yield "codebook_version", str(row[0]), "content"
    for row in raw.execute(f"SELECT id FROM setting WHERE id GLOB '{PREFIX}*' AND {_wrong('value', *_OBJECT)}"):  # noqa: S608
        yield "setting", str(row[0]), "value"
    for column in ("before", "after"):
        sql = f"SELECT step.id, change.number FROM change JOIN step ON step.seq = change.step WHERE {_wrong(column, *_OBJECT)}"  # noqa: S608
        for row in raw.execute(sql):
            yield "change", f"{row[1]} of step {row[0]}", column


def _wrong(column: str, kind: str, members: str) -> str:
    """Return the condition that a cell is there and cannot be read."""
    cell = f'"{column}"'
    inside = f"OR EXISTS (SELECT 1 FROM json_each({cell}) WHERE json_each.type <> '{members}')" if members else ""  # noqa: S608  # our own names
    return f"({cell} IS NOT NULL AND CASE WHEN json_valid({cell}) THEN json_type({cell}) <> '{kind}' {inside} ELSE 1 END)"


def problem_behind(database: Database, error: BaseException) -> AnnotatorError | None:
    """Return what the user is told if an error comes of the file or its disk, None if it is a fault of the program."""
    if isinstance(error, sqlite3.Error) and isinstance(told := translated(error, database.path), AnnotatorError):
        return told
    if not isinstance(error, FALLS):
        return None
    try:
        table, row, column = next(unreadable(database), ("", "", ""))
    except (sqlite3.Error, UnicodeError):
        return None
    if not table:
        return None
    reason = _("{column} cannot be read; run `annotator check`, go back to a backup or save what can be saved with `annotator recover`")
    return FileProblem(database.path, reason.format(column=column), f"{table} {row}")
