"""Everything in a project file read through once, for `check`: rows as a stream, texts as bytes, damage named and not raised."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotator.store import connection as opening
from annotator.store import replay
from annotator.store.database import Database, Row, chain_hash, content_hash
from annotator.store.lock import lock_path
from annotator.store.replay import OF_ARTICLES, Key
from annotator.store.rows import as_logged
from annotator.store.schema import TABLES

_MOST_DAMAGE = 20
_STEPS = """
    SELECT seq, id, origin, counter, coder_id, label, made_at, coalesce(undoes, '') AS undoes, content_hash, chain_hash, withheld
      FROM step ORDER BY origin, counter
"""
_CHANGES = """
    SELECT row_id, before, after FROM change JOIN step ON step.seq = change.step
     WHERE table_name = ? ORDER BY row_id, step.counter, step.origin, number
"""
_ARTICLES_OF_ROW = """
    SELECT DISTINCT article_id FROM step_article WHERE step IN (SELECT step FROM change WHERE table_name = ? AND row_id = ?)
"""
_ROWS = {table: f"SELECT * FROM {table} ORDER BY id" for table in TABLES}  # noqa: S608  # names of our own tables


class Damaged(Exception):
    """SQLite cannot read on; the message is its own."""


class Audit:
    """One project file, read from beginning to end in one state; nothing is held in memory but a row or an article at a time."""

    def __init__(self, path: Path) -> None:
        self._database = Database.open(path, read_only=True)
        self._raw = self._database.raw
        self._raw.text_factory = _text  # bytes that are no UTF-8 must be seen, not raised

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Let everything read inside be the same state of the file; close the file after."""
        try:
            with self._database.snapshot():
                yield
        finally:
            self._database.close()

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> Iterator[sqlite3.Row]:
        """Yield rows one by one; Damaged where SQLite cannot read on."""
        try:
            yield from self._raw.execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise Damaged(str(error)) from error

    def damage(self) -> Iterator[str]:
        """Yield what SQLite's integrity check finds, and whether the file ends before its last page does (SQLite fills that up)."""
        pages, size = next(self.rows("PRAGMA page_count"))[0], next(self.rows("PRAGMA page_size"))[0]
        if (there := self._database.path.stat().st_size) < pages * size:
            yield f"the file is cut short: {there} bytes of {pages * size}"
        for row in self.rows(f"PRAGMA integrity_check({_MOST_DAMAGE})"):
            if row[0] != "ok":
                yield str(row[0])

    def orphans(self) -> Iterator[tuple[str, str, str]]:
        """Yield (table, row, table referred to) of every reference that leads nowhere."""
        for row in self.rows("PRAGMA foreign_key_check"):
            yield str(row[0]), f"row {row[1]}" if row[1] is not None else "a row", str(row[2])

    def counts(self) -> dict[str, int]:
        """Return how many rows there are by table, for the last word of a sound file."""
        tables = ("article", "annotation", "link", "article_coding", "entity", "coder", "step")
        return {table: next(self.rows(f"SELECT count(*) FROM {table}"))[0] for table in tables}  # noqa: S608

    # ---- contents -------------------------------------------------------------------------------------------------------

    def texts(self) -> Iterator[tuple[str, str, int, bytes]]:
        """Yield (sha256, same_key, n_characters, text as bytes) of every stored text."""
        for row in self.rows("SELECT sha256, same_key, n_characters, CAST(text AS BLOB) FROM article_text"):
            yield row[0], row[1], row[2], row[3]

    def raw_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (sha256, bytes) of every source kept."""
        for row in self.rows("SELECT sha256, bytes FROM raw_file"):
            yield row[0], row[1]

    def codebooks(self) -> Iterator[tuple[str, str]]:
        """Yield (version, content) of every codebook, the newest last."""
        for row in self.rows("SELECT version, content FROM codebook_version ORDER BY seq"):
            yield row[0], row[1]

    def articles(self) -> Iterator[sqlite3.Row]:
        """Yield every article with the length of its text as it is noted (None where the text is missing)."""
        yield from self.rows(
            """
            SELECT article.*, article_text.n_characters
              FROM article LEFT JOIN article_text ON article_text.sha256 = article.text_sha256
            """
        )

    def text_of(self, article_id: str) -> str | None:
        """Return an article's text, None where there is none."""
        sql = """
            SELECT CAST(article_text.text AS BLOB)
              FROM article JOIN article_text ON article_text.sha256 = article.text_sha256 WHERE article.id = ?
        """
        row = next(self.rows(sql, (article_id,)), None)
        return None if row is None else _text(row[0])

    def annotations(self) -> Iterator[sqlite3.Row]:
        """Yield every annotation, in the order of their articles' ids."""
        yield from self.rows('SELECT * FROM annotation ORDER BY article_id, coder_id, start, "end"')

    def links(self) -> Iterator[sqlite3.Row]:
        """Yield every link with what stands at its ends: article, coder, layer and category (None where there is nothing)."""
        yield from self.rows(
            """
            SELECT link.*,
                   one.article_id AS from_article, one.coder_id AS from_coder, one.layer AS from_layer, one.category AS from_category,
                   two.article_id AS to_article, two.coder_id AS to_coder, two.layer AS to_layer, two.category AS to_category
              FROM link LEFT JOIN annotation AS one ON one.id = link.from_id LEFT JOIN annotation AS two ON two.id = link.to_id
            """
        )

    def codings(self) -> Iterator[sqlite3.Row]:
        """Yield every judgement of an article."""
        yield from self.rows("SELECT * FROM article_coding")

    def ids(self, table: str) -> set[str]:
        """Return the ids of all rows of a logged table."""
        return {row[0] for row in self.rows(f"SELECT id FROM {TABLES[table].name}")}  # noqa: S608

    def coders(self) -> Iterator[tuple[str, str]]:
        """Yield (id, name) of every coder."""
        for row in self.rows("SELECT id, name FROM coder"):
            yield row[0], row[1]

    # ---- the log --------------------------------------------------------------------------------------------------------

    def steps(self) -> Iterator[tuple[Row, bytes, bytes]]:
        """Yield every step by origin and counter, with the hash that its content makes and the head that its chain then has."""
        origin, head = "", b""
        for row in self.rows(_STEPS):
            if row["origin"] != origin:
                origin, head = row["origin"], b""
            articles = [one[0] for one in self.rows("SELECT article_id FROM step_article WHERE step = ? ORDER BY 1", (row["seq"],))]
            changes = self.rows("SELECT table_name, row_id, before, after FROM change WHERE step = ? ORDER BY number", (row["seq"],))
            content = content_hash(
                row["counter"],
                row["origin"],
                row["coder_id"],
                row["label"],
                row["made_at"],
                row["undoes"],
                articles,
                ((one[0], one[1], one[2], one[3]) for one in changes),
            )
            if row["withheld"]:  # of this step a work package holds its own rows alone: its hash is all there is to go by
                content = row["content_hash"]
            head = chain_hash(head, content)
            yield dict(row), content, head
            head = row["chain_hash"]  # one broken link is one fault: those behind it are judged by what is written

    def counters(self) -> Iterator[int]:
        """Yield the counters of all steps, each once, in order."""
        for row in self.rows("SELECT DISTINCT counter FROM step ORDER BY counter"):
            yield row[0]

    def has_several_origins(self) -> bool:
        """Return whether the log holds steps of more than one file."""
        return bool(next(self.rows("SELECT min(origin) <> max(origin) FROM step"))[0])

    def strays(self) -> Iterator[tuple[str, str]]:
        """Yield (step, what) of parts of the log that lead nowhere: a step taken back that is not there, tables that are not logged."""
        for row in self.rows("SELECT id, undoes FROM step WHERE undoes IS NOT NULL AND undoes NOT IN (SELECT id FROM step)"):
            yield row[0], f"takes back the step {row[1]}, which is not there"
        for row in self.rows("SELECT step.id, table_name, count(*) FROM change JOIN step ON step.seq = change.step GROUP BY 1, 2"):
            if row[1] not in TABLES:
                yield row[0], f"changes the table {row[1]}, which is not logged"

    def replayed(self, table: str) -> Iterator[tuple[str, Row | None, Row | None]]:
        """Yield (id, row by the log, row in the table) for each row of a logged table that either of the two knows."""
        stored = self._stored(table)
        there = next(stored, None)
        for row_id, logged in self._logged(table):
            while there is not None and there["id"] < row_id:
                yield there["id"], None, there
                there = next(stored, None)
            if there is not None and there["id"] == row_id:
                yield row_id, logged, there
                there = next(stored, None)
            elif logged is not None:
                yield row_id, logged, None
        while there is not None:
            yield there["id"], None, there
            there = next(stored, None)

    def joined(self, keys: Collection[Key]) -> dict[Key, Row]:
        """Return those of these rows that the steps of several files make together, where one file's alone would not."""
        articles: set[str] = set()
        tables: set[str] = set()
        for table, row_id in keys:
            if table in OF_ARTICLES:
                column = "id" if table == "article" else "article_id"
                articles |= {row[0] for row in self.rows(f"SELECT {column} FROM {table} WHERE id = ?", (row_id,))}  # noqa: S608
                articles |= {row[0] for row in self.rows(_ARTICLES_OF_ROW, (table, row_id))}
            else:
                tables.add(table)
        found = replay.of_articles(self._database, articles) | replay.of_tables(self._database, tables)
        return {key: found[key] for key in keys if key in found}

    def _stored(self, table: str) -> Iterator[Row]:
        given = {row[0]: row[1] for row in self.rows("SELECT row_id, name FROM doubled_name WHERE table_name = ?", (table,))}
        for row in self.rows(_ROWS[table]):
            try:
                yield as_logged(TABLES[table], row) | ({"name": given[row["id"]]} if row["id"] in given else {})
            except ValueError:
                yield {column: row[column] for column in TABLES[table].columns}  # unreadable JSON: it will not equal the log's

    def _logged(self, table: str) -> Iterator[tuple[str, Row | None]]:
        """Yield each row as its changes, in the order (counter, origin), make it; None for one that was deleted."""
        spec = TABLES[table]
        current_id, state = None, None
        for row_id, before, after in self.rows(_CHANGES, (table,)):
            if row_id != current_id:
                if current_id is not None:
                    yield current_id, state
                current_id, state = row_id, None
            state = _applied(state, before, after, spec.columns, spec.keyed)
        if current_id is not None:
            yield current_id, state


def _applied(state: Row | None, before: str | None, after: str | None, columns: tuple[str, ...], keyed: tuple[str, ...]) -> Row | None:
    if after is None:
        return None
    try:
        changed: Row = json.loads(after)
    except ValueError:
        return {"": "the log is unreadable here"}
    if before is None:
        return {column: changed.get(column) for column in columns}
    made = dict(state or {})
    for column, value in changed.items():
        if column in keyed:
            merged = {**(made.get(column) or {}), **(value or {})}
            made[column] = {key: one for key, one in merged.items() if one is not None}
        else:
            made[column] = value
    return made


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def is_in_use(path: Path) -> bool:
    """Return whether somebody seems to have the project open for writing, here or elsewhere."""
    return opening.is_open_here(path) or lock_path(path).exists()


def private_copy(path: Path, target: Path) -> None:
    """Copy a project that somebody is writing to, in one state, so that a long reading does not keep them waiting."""
    database = Database.open(path, read_only=True)
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        database.raw.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.Error as error:
        raise opening.translated(error, path) from error
    finally:
        copy.close()
        database.close()
