"""Rows of another project file that are taken over as they stand there.

They were made once, by steps that are new here, and nothing else was ever done to them: their row in the other file, whose
check has found it to be what its log makes, is the row that all steps together make. They are most of what a merge brings.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annotator.store import replay
from annotator.store.database import Database
from annotator.store.foreign_log import ForeignStep
from annotator.store.replay import Key
from annotator.store.rows import dumps
from annotator.store.schema import TABLES

Cells = tuple[Any, ...]


def made_once(steps: Iterable[ForeignStep]) -> list[Key]:
    """Return the rows that these steps make and do nothing else to, as they come in the steps."""
    touched = Counter([(change[0], change[1]) for step in steps for change in step.changes])
    made = [(change[0], change[1]) for step in steps for change in step.changes if change[2] is None]
    return [key for key in made if touched[key] == 1]


class Arrivals:
    """Cells of the other file's rows by table, as ``TABLES`` orders the columns."""

    def __init__(self, theirs: Database | None = None, keys: Iterable[Key] = ()) -> None:
        self._cells: dict[str, list[Cells]] = {}
        asked: dict[str, list[str]] = {}
        for table, row_id in keys:
            asked.setdefault(table, []).append(row_id)
        for table in TABLES:
            if theirs is not None and table in asked:
                given = theirs.given_names(table)
                self._cells[table] = _cells(theirs.raw, table, [one for one in asked[table] if one not in given])
        self.keys = {(table, cells[0]) for table, some in self._cells.items() for cells in some}

    def columns(self, table: str, *names: str) -> Iterator[Cells]:
        """Yield these columns of each row of a table."""
        places = [TABLES[table].columns.index(name) for name in names]
        for cells in self._cells.get(table, ()):
            yield tuple([cells[place] for place in places])

    def named(self) -> set[Key]:
        """Return the rows that they hang on."""
        found: set[Key] = set()
        for table, references in replay.REFERENCES.items():
            for column, other in references.items():
                found |= {(other, cell) for cell in {one[0] for one in self.columns(table, column)} if cell}
        return found

    def write(self, raw: sqlite3.Connection) -> None:
        """Write them into a project, whose log has their steps already."""
        for table, rows in self._cells.items():
            columns = TABLES[table].columns
            names = ", ".join(f'"{column}"' for column in columns)
            sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608  # our own names
            raw.executemany(sql, rows)

    def texts_of(self, table: str, column: str) -> Iterator[str]:
        """Yield all texts in the values, as JSON, of a column."""
        for value in {one[0] for one in self.columns(table, column)}:
            yield from texts_in(json.loads(value))


def _cells(raw: sqlite3.Connection, table: str, ids: Sequence[str]) -> list[Cells]:
    """Return whole rows in the order of their ids as given."""
    columns = ", ".join(f'{table}."{column}"' for column in TABLES[table].columns)
    cursor = raw.cursor()
    cursor.row_factory = None
    sql = f"SELECT {columns} FROM json_each(?) AS asked CROSS JOIN {table} ON {table}.id = asked.value"  # noqa: S608  # our own names
    return cursor.execute(sql, (dumps(ids),)).fetchall()


def texts_in(value: Any) -> Iterator[str]:
    """Yield all texts in a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)
