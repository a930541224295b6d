"""The rows as the log makes them when steps of several files stand in it: one result whatever order they arrived in.

Steps are folded in the order (counter, origin). A column (of ``values`` each key) has the value of the last change; where one
file deletes a row that another goes on with, nobody's work is lost: a row that something still hangs on is not deleted, and a
change or a link made at a deleted row brings it back. All of this is a function of the set of steps alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from annotator.store.database import Database
from annotator.store.rows import Row, dumps, merged
from annotator.store.schema import TABLES

Key = tuple[str, str]  # table, row id

# What a row hangs on: column -> table. People and rounds are never deleted once others may name them.
REFERENCES: dict[str, dict[str, str]] = {
    "article": {},
    "annotation": {"article_id": "article"},
    "link": {"article_id": "article", "from_id": "annotation", "to_id": "annotation"},
    "article_coding": {"article_id": "article"},
    "activity": {"article_id": "article"},
    "assignment": {"article_id": "article"},
    "decision": {"article_id": "article"},
}
OF_ARTICLES = frozenset(REFERENCES)
PERMANENT = frozenset({"coder", "round"})


class Replay:
    """Rows as changes make them, fed step by step in the order (counter, origin)."""

    def __init__(self) -> None:
        self.live: dict[Key, Row] = {}
        self._gone: dict[Key, Row] = {}
        self._touched: dict[Key, set[str]] = {}
        self._hanging: dict[Key, set[Key]] = {}

    def step(self, changes: Iterable[tuple[str, str, str | None, str | None]]) -> None:
        """Take in the changes of one step: (table, row id, before, after) as the log keeps them."""
        leaving: dict[Key, None] = {}
        for table, row_id, before, after in changes:
            key = (table, row_id)
            if after is None:
                if key in self.live:
                    leaving[key] = None
                continue
            leaving.pop(key, None)
            if before is None:
                self._insert(key, json.loads(after))
            else:
                self._update(key, json.loads(after))
        self._delete(leaving)

    def _insert(self, key: Key, given: Row) -> None:
        """A row that two files made alike is one row: the later one's columns stand, but for those changed since."""
        spec = TABLES[key[0]]
        if key in self.live:
            touched = self._touched.get(key, set())
            row = self.live[key]
            row.update({column: value for column, value in given.items() if column not in touched})
        else:
            self._gone.pop(key, None)
            row = dict.fromkeys(spec.columns) | given
            self._touched.pop(key, None)
        self._stand(key, row)

    def _update(self, key: Key, changed: Row) -> None:
        row = self.live.get(key)
        if row is None:
            row = self._gone.pop(key, None)
        if row is None:
            row = dict.fromkeys(TABLES[key[0]].columns) | {"id": key[1]}
        keyed = TABLES[key[0]].keyed
        for column, value in changed.items():
            row[column] = merged(row[column] or {}, value or {}) if column in keyed else value
        self._touched.setdefault(key, set()).update(changed)
        self._stand(key, row)

    def _stand(self, key: Key, row: Row) -> None:
        before = self.live.get(key)
        if before is not None:
            self._let_go(key)
        self.live[key] = row
        for other in references(key[0], row):
            self._hanging.setdefault(other, set()).add(key)
            if other not in self.live and (known := self._gone.pop(other, None)) is not None:
                self._stand(other, known)

    def _let_go(self, key: Key) -> None:
        for hanging in [one for one in references(key[0], self.live[key]) if one in self._hanging]:
            self._hanging[hanging].discard(key)

    def _delete(self, leaving: dict[Key, None]) -> None:
        """What leaves together may hang on each other; a row that something else hangs on stays."""
        waiting = [key for key in leaving if key in self.live and key[0] not in PERMANENT]
        while free := [key for key in waiting if not self._hanging.get(key)]:
            for key in free:
                self._let_go(key)
                self._gone[key] = self.live.pop(key)
            waiting = [key for key in waiting if key in self.live]


def references(table: str, row: Row) -> list[Key]:
    """Return the rows that a row hangs on, each once."""
    return list(dict.fromkeys((other, row[column]) for column, other in REFERENCES.get(table, {}).items() if row.get(column)))


# ---- from a file --------------------------------------------------------------------------------------------------------

_OF_ARTICLES = """
    SELECT step.counter, step.origin, table_name, row_id, before, after
      FROM step JOIN change ON change.step = step.seq
     WHERE step.seq IN (SELECT step FROM step_article WHERE article_id IN (SELECT value FROM json_each(?)))
     ORDER BY step.counter, step.origin, number
"""
_OF_TABLES = """
    SELECT step.counter, step.origin, table_name, row_id, before, after
      FROM change JOIN step ON step.seq = change.step
     WHERE table_name IN (SELECT value FROM json_each(?))
     ORDER BY step.counter, step.origin, number
"""


def of_articles(database: Database, article_ids: Collection[str]) -> dict[Key, Row]:
    """Return the live rows of these articles as the whole log makes them: the articles, and all that hangs on them."""
    wanted = set(article_ids)
    replay = _fed(database.all(_OF_ARTICLES, (dumps(sorted(wanted)),)), OF_ARTICLES)
    return {key: row for key, row in replay.live.items() if _article_of(key, row) in wanted}


def of_tables(database: Database, tables: Collection[str]) -> dict[Key, Row]:
    """Return the live rows of tables that do not belong to articles, as the whole log makes them."""
    return _fed(database.all(_OF_TABLES, (dumps(sorted(tables)),)), frozenset(tables)).live


def _article_of(key: Key, row: Row) -> Any:
    return key[1] if key[0] == "article" else row["article_id"]


def _fed(rows: Iterable[Any], tables: Collection[str]) -> Replay:
    replay = Replay()
    for changes in _by_step(rows):
        replay.step(change for change in changes if change[0] in tables)
    return replay


def _by_step(rows: Iterable[Any]) -> Iterator[list[tuple[str, str, str | None, str | None]]]:
    at, changes = None, []
    for counter, origin, *change in rows:
        if at is not None and (counter, origin) != at:
            yield changes
            changes = []
        at = (counter, origin)
        changes.append(tuple(change))
    if changes:
        yield changes
