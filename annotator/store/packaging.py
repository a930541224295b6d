"""Writes a part of a project as a project file of its own: some articles, one coder's work on them, the codebook and the plan.

The log travels along. A step that would show what the file must not hold is withheld: its place, its hash and those of its
changes that belong to the file go with it, the rest does not. So the way back is a merge like any other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from annotator.store import connection, migrate
from annotator.store.database import Database
from annotator.store.remarks import NOT_FOR
from annotator.store.rows import dumps
from annotator.store.schema import TABLES

EXAMPLE = "rule_example/"
"""the setting that holds the gold passage of a decision's rule, followed by the decision's id"""
_OWN = frozenset({"annotation", "link", "article_coding", "activity", "assignment"})
_OF_ALL = ("codebook_version", "entity", "entity_merge", "entity_period")
_TRAINING = """
    SELECT seat.article_id FROM assignment AS seat JOIN round ON round.id = seat.round_id AND round.kind = 'training'
     WHERE seat.coder_id = :reader AND seat.article_id IN (SELECT value FROM json_each(:articles))
    """
"""the articles in which the package's coder is trained: their gold goes along, or nobody could tell there how it went"""


class Packaging:
    """Chooses the rows of one coder's package from a project, and writes them."""

    def __init__(self, database: Database, coder_id: str, articles: Collection[str]) -> None:
        self._database = database
        self._coder_id = coder_id
        self._articles = frozenset(articles)
        self._rows = {table: self._ids(table) for table in TABLES}

    def _ids(self, table: str) -> frozenset[str]:
        """Return the ids of the rows of a table that go along."""
        asked = dumps(sorted(self._articles))
        if table in _OF_ALL:
            rows = self._database.all(f"SELECT id FROM {table}")  # noqa: S608  # our own names
        elif table == "setting":
            rows = self._settings(asked)
        elif table == "article":
            rows = self._database.all("SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))", (asked,))
        elif table == "coder":  # whoever supervises is known by name, or the package's coder would seem to be the first one there
            makers = f"SELECT coder_id FROM annotation WHERE layer = 'gold' AND article_id IN ({_TRAINING})"  # noqa: S608
            sql = f"SELECT id FROM coder WHERE id = :reader OR role = 'supervisor' OR id IN ({makers})"  # noqa: S608  # our own words
            rows = self._database.all(sql, {"reader": self._coder_id, "articles": asked})
        elif table == "round":
            rows = self._database.all("SELECT DISTINCT round_id FROM assignment WHERE coder_id = ?", (self._coder_id,))
        elif table in _OWN:
            mine = "coder_id = :reader"
            if "layer" in TABLES[table].columns:
                mine = f"(({mine} AND layer = 'coder') OR (layer = 'gold' AND article_id IN ({_TRAINING})))"
            sql = f"SELECT id FROM {table} WHERE {mine} AND article_id IN (SELECT value FROM json_each(:articles))"  # noqa: S608
            rows = self._database.all(sql, {"reader": self._coder_id, "articles": asked})
        else:
            rows = []
        return frozenset(row[0] for row in rows)

    def _settings(self, articles: str) -> list[sqlite3.Row]:
        """All but remarks for another coder and the gold of articles that the coder has yet to code."""
        sql = f"""
            SELECT id FROM setting WHERE NOT ({NOT_FOR}) AND id NOT IN (
                SELECT :example || decision.id FROM decision
                 WHERE article_id IN (SELECT value FROM json_each(:articles))
                   AND NOT EXISTS (SELECT 1 FROM article_coding AS own
                                    WHERE own.article_id = decision.article_id AND own.coder_id = :reader AND own.finished = 1))
            """  # noqa: S608  # our own words
        return self._database.all(sql, {"reader": self._coder_id, "example": EXAMPLE, "articles": articles})

    def write(self, target: Path, facts: Mapping[str, str]) -> None:
        """Make the file ``target``, which must not exist; ``facts`` are kept in it as facts of that copy."""
        raw = connection.create(target)
        try:
            migrate.apply_missing(raw, target)
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", list(facts.items()))
            for table in ("article_text", "raw_file"):
                self._copy_sources(raw, table)
            for table, ids in self._rows.items():
                self._copy_rows(raw, table, sorted(ids))
            self._copy_log(raw)
            raw.execute("COMMIT")
        finally:
            connection.close(raw, target, tidy=True)

    def _copy_sources(self, raw: sqlite3.Connection, table: str) -> None:
        column = "text_sha256" if table == "article_text" else "raw_sha256"
        sql = f"SELECT * FROM {table} WHERE sha256 IN (SELECT {column} FROM article WHERE id IN (SELECT value FROM json_each(?)))"  # noqa: S608
        _insert(raw, table, self._database.all(sql, (dumps(sorted(self._articles)),)))

    def _copy_rows(self, raw: sqlite3.Connection, table: str, ids: Sequence[str]) -> None:
        sql = f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY seq"  # noqa: S608
        _insert(raw, table, self._database.all(sql, (dumps(list(ids)),)))

    def _copy_log(self, raw: sqlite3.Connection) -> None:
        articles: dict[int, list[str]] = {}
        for row in self._database.all("SELECT step, article_id FROM step_article ORDER BY step, article_id"):
            articles.setdefault(row[0], []).append(row[1])
        changes: dict[int, list[sqlite3.Row]] = {}
        for row in self._database.all("SELECT * FROM change ORDER BY step, number"):
            changes.setdefault(row["step"], []).append(row)
        for step in self._database.all("SELECT * FROM step ORDER BY seq"):
            there, touched = changes.get(step["seq"], []), articles.get(step["seq"], [])
            kept = [change for change in there if change["row_id"] in self._rows.get(change["table_name"], ())]
            if (len(kept) == len(there) and self._articles.issuperset(touched)) or self._is_own(step, there, touched):
                self._write_step(raw, step, there, touched, withheld=False)
            else:
                self._write_step(raw, step, kept, [one for one in touched if one in self._articles], withheld=True)

    def _is_own(self, step: sqlite3.Row, changes: Iterable[sqlite3.Row], touched: Iterable[str]) -> bool:
        """A coder's own steps in the package's articles go whole, so that they can be undone there."""
        own = step["coder_id"] == self._coder_id and self._articles.issuperset(touched)
        return own and all(change["table_name"] in _OWN for change in changes)

    def _write_step(
        self, raw: sqlite3.Connection, step: sqlite3.Row, changes: Sequence[sqlite3.Row], articles: Sequence[str], *, withheld: bool
    ) -> None:
        cells = dict(step)
        if withheld:
            cells |= {"coder_id": None, "label": "", "made_at": "", "undoes": None, "withheld": 1}
        _insert(raw, "step", [cells])
        _insert(raw, "step_article", [{"article_id": article, "step": step["seq"]} for article in articles])
        _insert(raw, "change", [dict(change) | {"number": number} for number, change in enumerate(changes)])


def _insert(raw: sqlite3.Connection, table: str, rows: Sequence[sqlite3.Row | Mapping[str, object]]) -> None:
    if not rows:
        return
    columns = list(rows[0].keys())
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join("?" * len(columns))
    raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", [tuple(row[one] for one in columns) for row in rows])  # noqa: S608
