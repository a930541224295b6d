"""Rows as they are written and as the log keeps them, and the SQL of the three verbs.

Names come from ``schema.TABLES`` alone, values are always bound.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from annotator.store.schema import TABLES, Table

Row = dict[str, Any]

dump_text = json.encoder.encode_basestring
_UPDATES: dict[tuple[str, str], str] = {}


def _prepared_dumps() -> Callable[[Any], str]:
    """Return ``json.dumps`` for the file's form of JSON, with the encoder of C made once rather than at each call."""
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
    made = getattr(json.encoder, "c_make_encoder", None)
    if made is None:
        return encoder.encode
    chunks = made(None, encoder.default, dump_text, None, ":", ",", False, False, True)

    def whole(value: Any) -> str:
        if value:
            return "".join(chunks(value, 0))
        return "{}" if value.__class__ is dict else encoder.encode(value)

    return whole


dumps = _prepared_dumps()


def json_object(cell: str) -> dict[str, Any]:
    """Return the JSON object that a cell holds; ValueError if it holds anything else."""
    found = json.loads(cell)
    if not isinstance(found, dict):
        raise ValueError("is no JSON object")
    return found


def json_list(cell: str) -> list[Any]:
    """Return the JSON array that a cell holds; ValueError if it holds anything else."""
    found = json.loads(cell)
    if not isinstance(found, list):
        raise ValueError("is no JSON array")
    return found


def as_logged(spec: Table, row: sqlite3.Row) -> Row:
    """Return a row as the log knows it: JSON columns read."""
    found = {column: row[column] for column in spec.columns}
    for column in spec.json:
        if found[column] is not None:
            found[column] = json.loads(found[column])
    return found


def bound_cells(spec: Table, row: Row) -> list[Any]:
    """Return changed cells as they are written: JSON columns as text."""
    return [dumps(value) if key in spec.json and value is not None else value for key, value in row.items()]


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


class Insert:
    """How rows with these columns are written and logged: columns of text first, then other plain ones, then those of JSON.

    A row is logged with the cells that are written, so that JSON is made once; empty cells are left out of the log.
    """

    def __init__(self, spec: Table, columns: Sequence[str]) -> None:
        if unknown := set(columns) - set(spec.columns):
            raise KeyError(f"{spec.name} has no column {unknown}")
        texts, wholes, self._json = _in_log_order(spec, columns)
        order = [*texts, *wholes, *self._json]
        self._heads = [f'"{column}":' for column in order]
        self._n_texts, self._n_plain = len(texts), len(texts) + len(wholes)
        self._plain = _cells([*texts, *wholes])
        numbers = [head + "%d" for head in self._heads[len(texts) : self._n_plain]]
        self._frame = "{" + ",".join([head + "%s" for head in self._heads[: len(texts)]] + numbers)
        self._frame_of_plain_texts = "{" + ",".join([head + '"%s"' for head in self._heads[: len(texts)]] + numbers)
        self.sql = f"INSERT INTO {spec.name} ({_quoted(order)}) VALUES ({', '.join('?' * len(order))})"  # noqa: S608

    def bound(self, row: Row) -> tuple[Any, ...]:
        """Return the cells of a row as they are written."""
        return (*self._plain(row), *[None if (value := row[column]) is None else dumps(value) for column in self._json])

    def logged(self, cells: tuple[Any, ...]) -> str:
        """Return the row as the log keeps it: a JSON object without the empty cells."""
        texts, plain = self._n_texts, self._n_plain
        if None in cells[:plain]:
            return self._logged_with_gaps(cells)
        together = " ".join(cells[:texts])
        if len(dump_text(together)) == len(together) + 2:  # nothing in them is escaped
            found = self._frame_of_plain_texts % cells[:plain]
        else:
            found = self._frame % (*map(dump_text, cells[:texts]), *cells[texts:plain])
        for head, cell in zip(self._heads[plain:], cells[plain:], strict=True):
            if cell is not None:
                found += "," + head + cell
        return found + "}"

    def _logged_with_gaps(self, cells: tuple[Any, ...]) -> str:
        shown = [dump_text(cell) if cell is not None and number < self._n_texts else cell for number, cell in enumerate(cells)]
        return "{" + ",".join([f"{head}{cell}" for head, cell in zip(self._heads, shown, strict=True) if cell is not None]) + "}"


def _in_log_order(spec: Table, columns: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the columns of text, those of whole numbers and those of JSON: the order of a row in the log."""
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    for column in columns:
        found[2 if column in spec.json else 1 if column in spec.whole else 0].append(column)
    return found


def _cells(columns: Sequence[str]) -> Callable[[Row], tuple[Any, ...]]:
    if len(columns) == 1:
        return lambda row: (row[columns[0]],)
    return itemgetter(*columns)


@cache
def insert_of(table: str, columns: tuple[str, ...]) -> Insert:
    """Return how rows with these columns are inserted, prepared once."""
    return Insert(TABLES[table], columns)


def update_sql(spec: Table, columns: tuple[str, ...]) -> str:
    """Return the statement that sets these columns of one row."""
    key = (spec.name, "=" + ",".join(columns))
    if key not in _UPDATES:
        if set(columns) - set(spec.columns):
            raise KeyError(f"{spec.name} has no column {set(columns) - set(spec.columns)}")
        assignments = ", ".join(f'"{column}" = ?' for column in columns)
        _UPDATES[key] = f"UPDATE {spec.name} SET {assignments} WHERE id = ?"  # noqa: S608
    return _UPDATES[key]


def delete_sql(spec: Table) -> str:
    """Return the statement that removes one row."""
    return f"DELETE FROM {spec.name} WHERE id = ?"  # noqa: S608


def select_sql(spec: Table) -> str:
    """Return the statement that reads whole rows, but for its condition."""
    return f"SELECT {_quoted(spec.columns)} FROM {spec.name}"  # noqa: S608


@cache
def select_logged(table: str) -> str:
    """Return the statement that reads rows as (id, the text that the log keeps of a new row like this), but for its condition.

    SQLite writes the text as ``Insert.logged`` does; ``json_quote`` escapes what Python's encoder escapes.
    """
    texts, wholes, json_columns = _in_log_order(TABLES[table], TABLES[table].columns)
    cells = [(column, f'json_quote("{column}")') for column in texts] + [(column, f'"{column}"') for column in (*wholes, *json_columns)]
    parts = [f"""iif("{column}" IS NULL, '', ',"{column}":' || {cell})""" for column, cell in cells]
    return f"SELECT id, '{{' || substr({' || '.join(parts)}, 2) || '}}' AS text FROM {table}"  # noqa: S608


def merged(current: Mapping[str, Any], changed: Mapping[str, Any]) -> Row:
    """Return a column that is logged key by key with some keys changed; a key that became null is gone."""
    return {key: value for key, value in {**current, **changed}.items() if value is not None}


def difference(spec: Table, current: Row, wanted: Row) -> tuple[Row, Row]:
    """Return what differs between a row and what is wanted of it: before and after, of keyed columns only the keys."""
    before: Row = {}
    after: Row = {}
    for column, value in wanted.items():
        if column in spec.keyed:
            old, new = current[column] or {}, value or {}
            keys = [key for key in {**old, **new} if _differs(old.get(key), new.get(key))]
            if keys:
                before[column] = {key: old.get(key) for key in keys}
                after[column] = {key: new.get(key) for key in keys}
        elif _differs(current[column], value):
            before[column], after[column] = current[column], value
    return before, after


def _differs(one: Any, other: Any) -> bool:
    return bool(one != other) or isinstance(one, bool) != isinstance(other, bool)
