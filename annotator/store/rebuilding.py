"""Writes what was saved of a damaged project as a new file: the history as far as it holds, and one step that says the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.store import connection, migrate, seal
from annotator.store.database import Database
from annotator.store.joining import Joining
from annotator.store.replay import Key
from annotator.store.rows import Insert, difference, dumps, insert_of
from annotator.store.saved_log import SavedStep, rows_of
from annotator.store.schema import TABLES
from annotator.store.search import Search
from annotator.text.duplicates import same_text_key

Row = dict[str, Any]
LoggedRow = tuple[str, str, str | None, str | None]
_NOT_COPIED = frozenset({"origin", "origin_file", "search_form", seal.SEAL})


@dataclass(slots=True)
class Saved:
    """What goes into the new file; rows as the log keeps them, in their order."""

    rows: dict[Key, Row] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    raw_files: dict[str, bytes] = field(default_factory=dict)
    steps: Sequence[SavedStep] = ()
    facts: dict[str, str] = field(default_factory=dict)


def write_saved(saved: Saved, target: Path, label: str) -> list[Key]:
    """Make the file ``target``, which must not exist; return the rows that no project can hold, in which case it is not sound.

    What the kept history does not make of the rows becomes one step with this label.
    """
    raw = connection.create(target)
    try:
        migrate.apply_missing(raw, target)
        raw.execute("BEGIN IMMEDIATE")
        database = Database(raw, target, read_only=False)
        facts = [(key, value) for key, value in saved.facts.items() if key not in _NOT_COPIED]
        raw.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", facts)
        seal.break_seal(raw)
        for sha256, text in saved.texts.items():
            database.keep_text(sha256, same_text_key(text), text)
        Search(database).add(saved.texts.items())
        for sha256, data in saved.raw_files.items():
            database.keep_raw(sha256, data)
        refused = _insert_rows(raw, saved.rows)
        for seq, step in enumerate(saved.steps, start=1):
            _insert_step(raw, seq, step)
        _write_rest(database, saved, label)
        Joining(database).note_doubled_names()
        raw.execute("COMMIT")
    finally:
        connection.close(raw, target, tidy=True)
    seal.seal(target)
    return refused


def _insert_rows(raw: sqlite3.Connection, rows: Mapping[Key, Row]) -> list[Key]:
    by_table: dict[str, list[Row]] = {}
    for (table, _row_id), row in rows.items():
        by_table.setdefault(table, []).append(row)
    refused: list[Key] = []
    for table in TABLES:
        found = by_table.get(table, [])
        insert = insert_of(table, TABLES[table].columns)
        raw.execute("SAVEPOINT rows")
        try:
            raw.executemany(insert.sql, [insert.bound(row) for row in found])
        except sqlite3.IntegrityError:
            raw.execute("ROLLBACK TO rows")
            refused += _insert_each(raw, table, insert, found)
        raw.execute("RELEASE rows")
    return refused


def _insert_each(raw: sqlite3.Connection, table: str, insert: Insert, rows: Iterable[Row]) -> list[Key]:
    refused: list[Key] = []
    for row in rows:
        try:
            raw.execute(insert.sql, insert.bound(row))
        except sqlite3.IntegrityError:
            refused.append((table, row["id"]))
    return refused


def _insert_step(raw: sqlite3.Connection, seq: int, step: SavedStep) -> None:
    cells = {**step.row, "seq": seq}
    names = ", ".join(cells)
    raw.execute(f"INSERT INTO step ({names}) VALUES ({', '.join('?' * len(cells))})", list(cells.values()))  # noqa: S608  # our own columns
    raw.executemany("INSERT INTO step_article (article_id, step) VALUES (?, ?)", [(one, seq) for one in step.articles])
    raw.executemany(
        "INSERT INTO change (step, number, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        [(seq, number, *change) for number, change in enumerate(step.changes)],
    )


def _write_rest(database: Database, saved: Saved, label: str) -> None:
    changes, articles = rest_of(saved)
    if not changes:
        return
    with nullcontext() if database.in_batch else database.batch(), database.step(label, sorted(articles)) as draft:
        draft.tables.update(change[0] for change in changes)
        draft.changes += changes


def rest_of(saved: Saved) -> tuple[list[LoggedRow], set[str]]:
    """Return the changes between what the kept history makes and the saved rows, and the articles that they touch."""
    made, partly = rows_of(saved.steps)
    changes: list[LoggedRow] = []
    articles: set[str] = set()
    for key in [*saved.rows, *(key for key in made if key not in saved.rows)]:
        before, after = made.get(key), saved.rows.get(key)
        found = _changes(key, before, after, partly=key in partly)
        if found:
            changes += found
            articles |= {str(row["article_id"]) for row in (before, after) if row and row.get("article_id")}
            articles |= {key[1]} if key[0] == "article" else set()
    return changes, articles


def _changes(key: Key, before: Row | None, after: Row | None, *, partly: bool) -> list[LoggedRow]:
    """Return what makes a row what it is to be.

    One that the history does not make is made, and then each column said again: where a merge finds it in the other file's history,
    a row that is made twice keeps the columns that were changed there since, and what was saved here would be lost.
    """
    table, row_id = key
    spec = TABLES[table]
    if after is None:
        gone = {column: value for column, value in (before or {}).items() if value is not None}
        return [(table, row_id, dumps(gone), None)]
    made: list[LoggedRow] = []
    if before is None:
        insert = insert_of(table, spec.columns)
        made.append((table, row_id, None, insert.logged(insert.bound(after))))
    old, new = _all_of(spec.keyed, before or after, after) if before is None or partly else difference(spec, before, after)
    if before is None:
        old, new = ({column: value for column, value in side.items() if column != "id"} for side in (old, new))
    return [*made, (table, row_id, dumps(old), dumps(new))] if new else made


def _all_of(keyed: Sequence[str], before: Row, after: Row) -> tuple[Row, Row]:
    """Return every column, so that a row whose beginning the history does not know is told whole."""
    old: Row = {}
    new: Row = {}
    for column, value in after.items():
        if column in keyed:
            keys = [*(before.get(column) or {}), *(value or {})]
            old[column] = {key: (before.get(column) or {}).get(key) for key in keys}
            new[column] = {key: (value or {}).get(key) for key in keys}
        elif value is not None or before.get(column) is not None:
            old[column], new[column] = before.get(column), value
    return old, new
