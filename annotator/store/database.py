"""One connection to a project file, and the one way to write to it.

``with database.step(label, …)`` is one transaction; inside it the three verbs write rows and record each change with what
stood before and after. The steps are the history, the audit and the undo; each carries a hash of its content and of the
chain of its origin, so that edits of the log show (RELIABILITY.md, threats).
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from annotator.errors import ReadOnlyProject
from annotator.i18n import _
from annotator.model.ids import ArticleId, CoderId, new_id
from annotator.model.step import Changes, Step
from annotator.store import connection as opening
from annotator.store import seal
from annotator.store.rows import (
    as_logged,
    bound_cells,
    delete_sql,
    difference,
    dumps,
    insert_of,
    merged,
    select_logged,
    select_sql,
    update_sql,
)
from annotator.store.schema import TABLES
from annotator.store.veil import SETTING, Veil

Row = dict[str, Any]


def now() -> str:
    """Return the time of day as it is written into the file: UTC, milliseconds. It orders nothing."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def to_json(value: Any) -> str:
    """Return the JSON text that the file keeps."""
    return dumps(value)


class StepDraft:
    """A step while its transaction is open: collects what the verbs change."""

    def __init__(self, label: str, coder_id: CoderId | None, undoes: str) -> None:
        self.label = label
        self.coder_id = coder_id
        self.undoes = undoes
        self.articles: dict[str, None] = {}
        self.tables: set[str] = set()
        self.changes: list[tuple[str, str, str | None, str | None]] = []


class _Batch:
    """The steps of one transaction that are yet to be written, and what they touch."""

    def __init__(self, next_seq: int) -> None:
        self.next_seq = next_seq
        self.moment = now()
        self.last: Callable[[], Step] | None = None
        self.steps: list[tuple[Any, ...]] = []
        self.articles: list[tuple[str, int]] = []
        self.changes: list[tuple[Any, ...]] = []
        self.touched_tables: set[str] = set()
        self.touched_articles: set[str] = set()
        self.broken = False


class Database:
    """The rows of one project file."""

    def __init__(self, raw: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._raw = raw
        self._raw.row_factory = sqlite3.Row
        self._draft: StepDraft | None = None
        self._batch: _Batch | None = None
        self._origin: str | None = None
        self._chain: bytes | None = None
        self._counter = 0
        self._data_version = -1
        self._doubled: dict[str, dict[str, str]] | None = None
        self.last_step: Step | None = None
        self.last_changes = Changes(frozenset(), frozenset())
        self.for_coder = False
        """whether a coder looks, who is not to see what the project hides (``veil``)"""
        self._veil: Veil | None = None

    @classmethod
    def open(cls, path: Path, *, read_only: bool, timeout: float = 5.0) -> Database:
        """Open a project file; FileProblem says why it cannot be used."""
        return cls(opening.connect(path, read_only=read_only, timeout=timeout), path, read_only=read_only)

    def break_seal(self) -> bool:
        """Leave a work package without its seal, and return whether it is one; False also where nothing can be written."""
        try:
            return seal.break_seal(self._raw)
        except sqlite3.Error:
            return False

    def close(self) -> None:
        """Close the file; a writer leaves it as one file without a journal."""
        opening.close(self._raw, self.path, tidy=not self.read_only)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def all(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[sqlite3.Row]:
        """Return all rows; they are fetched whole, for an open SELECT would stop another connection's commit."""
        try:
            return self._raw.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise opening.translated(error, self.path) from error

    def tuples(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows as plain tuples: a hundred thousand of them are read and taken apart faster than named ones."""
        cursor = self._raw.cursor()
        cursor.row_factory = None
        try:
            return cursor.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise opening.translated(error, self.path) from error

    def pages(self, sql: str, parameters: Sequence[Any] = (), size: int = 10_000) -> Iterator[list[tuple[Any, ...]]]:
        """Yield all rows as plain tuples, so many at a time; to be read at one go: until the last one another's commit waits."""
        cursor = self._raw.cursor()
        cursor.row_factory = None
        try:
            cursor.execute(sql, parameters)
            while rows := cursor.fetchmany(size):
                yield rows
        except sqlite3.Error as error:
            raise opening.translated(error, self.path) from error
        finally:
            cursor.close()

    def one(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Row | None:
        """Return the first row, or None."""
        rows = self.all(sql, parameters)
        return rows[0] if rows else None

    def value(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        """Return the first column of the first row, or None."""
        row = self.one(sql, parameters)
        return row[0] if row is not None else None

    def data_version(self) -> int:
        """Return a number that changes whenever another connection has written to the file."""
        return int(self.value("PRAGMA data_version"))

    @contextmanager
    def waiting(self, seconds: float) -> Iterator[None]:
        """Wait inside for so long, at most, while another program keeps the file busy."""
        before = self._raw.execute("PRAGMA busy_timeout").fetchone()[0]
        self._raw.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
        try:
            yield
        finally:
            self._raw.execute(f"PRAGMA busy_timeout = {before}")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads inside see one state of the file."""
        if self._raw.in_transaction:
            yield
            return
        self._raw.execute("BEGIN")
        try:
            yield
        finally:
            self._raw.execute("ROLLBACK")

    @property
    def raw(self) -> sqlite3.Connection:
        """Return SQLite's own connection, for the store only: backup, check, streaming reads."""
        return self._raw

    def veil(self) -> Veil | None:
        """Return what hides the source of articles from whoever looks; None where nothing is hidden."""
        if not self.for_coder:
            return None
        what = frozenset(str(self.value("SELECT value FROM setting WHERE id = ?", (SETTING,)) or "").split())
        if not what:
            return None
        if self._veil is None or self._veil.what != what:
            self._veil = Veil(what)
        return self._veil

    # ---- writing ----------------------------------------------------------------------------------------------------

    @contextmanager
    def step(self, label: str, articles: Iterable[str] = (), *, coder_id: CoderId | None = None, undoes: str = "") -> Iterator[StepDraft]:
        """Keep all that the verbs do inside as one named transaction, or nothing of it."""
        if self.read_only:
            raise ReadOnlyProject(_("{path}: this project is open for reading only").format(path=self.path))
        if self._draft is not None:
            raise RuntimeError("a step was begun inside another step")
        if self._batch is None:
            with self.batch(), self.step(label, articles, coder_id=coder_id, undoes=undoes) as only:
                yield only
            return
        draft = StepDraft(label, coder_id, undoes)
        draft.articles.update(dict.fromkeys(articles))
        self._draft = draft
        try:
            yield draft
            if draft.changes:
                self._write_step(draft, self._batch)
        except BaseException:
            self._batch.broken = True
            raise
        finally:
            self._draft = None

    @property
    def in_batch(self) -> bool:
        """Return whether steps are being kept together in one transaction now."""
        return self._batch is not None

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Keep all steps begun inside in one transaction, or none of them; ``last_changes`` then tells what all of them touched.

        Within a transaction that is under way they are a part of it.
        """
        if self.read_only:
            raise ReadOnlyProject(_("{path}: this project is open for reading only").format(path=self.path))
        if self._batch is not None:
            raise RuntimeError("a batch of steps was begun inside another one")
        with nullcontext() if self._raw.in_transaction else self.transaction():
            self._notice_other_writers()
            batch = self._batch = _Batch(int(self.value("SELECT coalesce(max(seq), 0) FROM step")) + 1)
            try:
                yield
                if batch.broken:  # its rows stand in the transaction without their log: nothing of the batch may stay
                    raise RuntimeError("a batch of steps went on after one of them had failed")
                self._write_log(batch)
            finally:
                self._batch = None
        if batch.last is not None:
            self.last_step = batch.last()
            self.last_changes = Changes(frozenset(batch.touched_tables), frozenset(batch.touched_articles), self.last_step)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in BEGIN IMMEDIATE … COMMIT; rolled back whole on any error."""
        try:
            self._raw.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._raw.execute("COMMIT")
            except BaseException:
                self._forget_chain()
                if self._raw.in_transaction:
                    self._raw.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise opening.translated(error, self.path) from error

    def insert(self, table: str, row: Row) -> None:
        """Write a new row and log it whole."""
        self.insert_many(table, [row])

    def insert_many(self, table: str, rows: Sequence[Row], logged: Sequence[str] | None = None) -> None:
        """Write new rows of one table, all with the same columns, and log each whole; ``logged``: as the log has them already."""
        draft = self._writing(table)
        inserted = insert_of(table, tuple(rows[0]))
        bound = [inserted.bound(row) for row in rows]
        self._raw.executemany(inserted.sql, bound)
        texts = map(inserted.logged, bound) if logged is None else logged
        draft.changes += [(table, row["id"], None, text) for row, text in zip(rows, texts, strict=True)]

    def update(self, table: str, row_id: str, changed: Row) -> bool:
        """Write the columns that differ and log them, values key by key; False if nothing differs."""
        current = self.read(table, row_id)
        if current is None:
            raise KeyError(f"{table} {row_id}")
        before, after = difference(TABLES[table], current, changed)
        if not after:
            return False
        self.write_difference(table, row_id, current, before, after)
        return True

    def write_difference(self, table: str, row_id: str, current: Row, before: Row, after: Row) -> None:
        """Write and log a difference whose ``before`` is known to hold in the row as it stands (``current``)."""
        draft = self._writing(table)
        spec = TABLES[table]
        written = {column: merged(current[column], value) if column in spec.keyed else value for column, value in after.items()}
        self._raw.execute(update_sql(spec, tuple(written)), [*bound_cells(spec, written), row_id])
        draft.changes.append((table, row_id, dumps(before), dumps(after)))

    def delete(self, table: str, row_id: str) -> None:
        """Remove a row and log it whole."""
        self.delete_many(table, [row_id])

    def delete_many(self, table: str, row_ids: Sequence[str]) -> None:
        """Remove rows and log each whole; KeyError if one of them is not there."""
        there = self.read_logged(table, row_ids)
        self.delete_logged(table, [(row_id, there[row_id]) for row_id in row_ids])

    def delete_logged(self, table: str, rows: Sequence[tuple[str, str]]) -> None:
        """Remove rows, given as (id, text), whose texts ``read_logged`` gave just now, inside this step."""
        draft = self._writing(table)
        self._raw.executemany(delete_sql(TABLES[table]), [(row_id,) for row_id, _text in rows])
        draft.changes += [(table, row_id, text, None) for row_id, text in rows]

    def read(self, table: str, row_id: str) -> Row | None:
        """Return a logged row as the log knows it: JSON columns read, order of arrival left out."""
        found = self.read_many(table, [row_id])
        return found[0] if found else None

    def read_many(self, table: str, row_ids: Sequence[str]) -> list[Row]:
        """Return logged rows by id, in no particular order; ids that are not there are left out."""
        spec = TABLES[table]
        rows = [as_logged(spec, row) for row in self._rows_of(select_sql(spec), row_ids)]
        if given := self.given_names(table):
            for row in rows:
                row.update({"name": given[row["id"]]} if row["id"] in given else {})
        return rows

    def read_logged(self, table: str, row_ids: Sequence[str]) -> dict[str, str]:
        """Return logged rows by id, as the text that the log would keep of them; ids that are not there are left out."""
        given = self.given_names(table)
        rows = self._rows_of(select_logged(table), row_ids)
        return {row[0]: with_name(row[1], given[row[0]]) if row[0] in given else row[1] for row in rows}

    def _rows_of(self, select: str, row_ids: Sequence[str]) -> list[sqlite3.Row]:
        if len(row_ids) == 1:
            return self._raw.execute(select + " WHERE id = ?", row_ids).fetchall()
        several = select + " WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
        return self._raw.execute(several, [dumps(list(row_ids))]).fetchall()

    def given_names(self, table: str) -> dict[str, str]:
        """Return by row id the names given to records that share one with others: shown by their own id, the log knows the given one."""
        if self._doubled is None:
            self._doubled = {}
            if not self._raw.execute("SELECT 1 FROM sqlite_schema WHERE name = 'doubled_name'").fetchall():
                return {}  # a file from before there were merges, which is only looked at
            for row in self._raw.execute("SELECT table_name, row_id, name FROM doubled_name").fetchall():
                self._doubled.setdefault(row[0], {})[row[1]] = row[2]
        return self._doubled.get(table, {})

    def look_again(self) -> None:
        """Read anew, when next asked, what a merge may have changed: the last counter, and which records share a given id."""
        self._doubled = None
        self._forget_chain()

    def keep_text(self, sha256: str, same_key: str, text: str) -> None:
        """Keep an article's text once by its hash; outside the log, for a text never changes."""
        self._raw.execute(
            "INSERT INTO article_text (sha256, same_key, n_characters, text) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
            (sha256, same_key, len(text), text),
        )

    def keep_raw(self, sha256: str, data: bytes) -> None:
        """Keep the bytes of a source once by their hash; outside the log."""
        self._raw.execute("INSERT INTO raw_file (sha256, bytes) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING", (sha256, data))

    def use_large_cache(self, large: bool) -> None:
        """Let a large step stay in memory until its commit, so that readers go on meanwhile."""
        self._raw.execute(f"PRAGMA cache_size = -{opening.BULK_CACHE_KIB if large else opening.READ_CACHE_KIB}")
        self._raw.execute(f"PRAGMA cache_spill = {-opening.BULK_CACHE_KIB if large else 1}")  # below zero KiB, above it pages

    # ---- the log ----------------------------------------------------------------------------------------------------

    def _writing(self, table: str) -> StepDraft:
        if self._draft is None:
            raise RuntimeError(f"{table} is written outside a step")
        self._draft.tables.add(table)
        return self._draft

    def _write_step(self, draft: StepDraft, batch: _Batch) -> None:
        origin = self._load_chain()
        counter, made_at = self._counter + 1, batch.moment
        step_id = f"{counter}@{origin}"
        articles = tuple(sorted(map(ArticleId, draft.articles)))
        content = content_hash(counter, origin, draft.coder_id, draft.label, made_at, draft.undoes, articles, draft.changes)
        chain = chain_hash(self._chain or b"", content)
        seq = batch.next_seq
        batch.next_seq += 1
        batch.steps.append((seq, step_id, origin, counter, draft.coder_id, draft.label, made_at, draft.undoes or None, content, chain))
        batch.articles += [(article, seq) for article in articles]
        batch.changes += [(seq, number, *change) for number, change in enumerate(draft.changes)]
        self._counter, self._chain = counter, chain
        draft.changes = []
        batch.last = partial(Step, step_id, counter, origin, draft.coder_id, draft.label, made_at, articles, draft.undoes)
        batch.touched_tables |= draft.tables | {"step"}
        batch.touched_articles |= draft.articles.keys()

    def _write_log(self, batch: _Batch) -> None:
        self._raw.executemany(
            """
            INSERT INTO step (seq, id, origin, counter, coder_id, label, made_at, undoes, content_hash, chain_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            batch.steps,
        )
        self._raw.executemany("INSERT INTO step_article (article_id, step) VALUES (?, ?)", batch.articles)
        self._raw.executemany(
            "INSERT INTO change (step, number, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?, ?)", batch.changes
        )

    def _load_chain(self) -> str:
        """Return the origin of this copy of the file, with its counter and the head of its chain at hand."""
        if self._origin is None:
            self._origin = self._own_origin()
            self._counter = int(self.value("SELECT coalesce(max(counter), 0) FROM step"))
            self._chain = self.value("SELECT chain_hash FROM step WHERE origin = ? ORDER BY counter DESC LIMIT 1", (self._origin,))
        return self._origin

    def _forget_chain(self) -> None:
        self._origin = None

    def _notice_other_writers(self) -> None:
        """Read the head of the chain anew if another connection of this process wrote since our last step."""
        version = self.data_version()
        if version != self._data_version:
            self._forget_chain()
        self._data_version = version

    def _own_origin(self) -> str:
        """Return this copy's origin; a copy made with the file manager is another file on the disk and gets a new one."""
        stamp, here = self.meta("origin_file"), file_stamp(self.path)
        origin = self.meta("origin")
        if origin is None or stamp is None or not same_file(stamp, here):
            origin = new_id()
            self.set_meta("origin", origin)
        if stamp != here:
            self.set_meta("origin_file", here)
        return origin

    def meta(self, key: str) -> str | None:
        """Return a fact of this copy of the file, such as its origin."""
        found = self.value("SELECT value FROM meta WHERE key = ?", (key,))
        return None if found is None else str(found)

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact of this copy of the file; not logged and not merged."""
        self._raw.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
        )


def with_name(logged: str, name: str) -> str:
    """Return a row's text as the log keeps it with another name in it."""
    return dumps(json.loads(logged) | {"name": name})


def file_stamp(path: Path) -> str:
    """Return what tells a file from its copies: device, inode and absolute path."""
    found = os.stat(path)
    return dumps([found.st_dev, found.st_ino, os.path.abspath(path)])


def same_file(one: str, other: str) -> bool:
    """Return whether two stamps mean one file, also after it was renamed or its disk was mounted anew."""
    device, inode, path = json.loads(one)
    other_device, other_inode, other_path = json.loads(other)
    return bool(inode == other_inode and (device == other_device or path == other_path))


# ---- hashes -----------------------------------------------------------------------------------------------------------


def content_hash(
    counter: int,
    origin: str,
    coder_id: str | None,
    label: str,
    made_at: str,
    undoes: str,
    articles: Sequence[str],
    changes: Iterable[tuple[str, str, str | None, str | None]],
) -> bytes:
    """Return the SHA-256 over all that a step says."""
    lines = [f"{table}\t{row_id}\t{before or ''}\t{after or ''}".encode() for table, row_id, before, after in changes]
    return hash_of_lines([counter, origin, coder_id, label, made_at, undoes or "", list(articles)], lines)


def hash_of_lines(said: Sequence[Any], lines: Iterable[bytes]) -> bytes:
    """Return the SHA-256 of a step: what it says of itself, then its changes, a line each of table, row, before and after."""
    digest = hashlib.sha256(dumps(said).encode("utf-8", "surrogateescape"))  # a damaged label is bytes that are no UTF-8
    for line in lines:
        digest.update(b"\n" + line)
    return digest.digest()


def chain_hash(previous: bytes, content: bytes) -> bytes:
    """Return the head of an origin's chain after one more step."""
    return hashlib.sha256(previous + content).digest()
