"""Everything in a project file read through once, for `check`: rows as a stream, texts as bytes, damage named and not raised."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import groupby
from operator import itemgetter, methodcaller
from pathlib import Path
from typing import Any

from annotator.errors import FileProblem
from annotator.i18n import _
from annotator.store import connection as opening
from annotator.store import migrate, replay, seal
from annotator.store.database import Database, Row, chain_hash, hash_of_lines, with_name
from annotator.store.lock import lock_path
from annotator.store.replay import OF_ARTICLES, Key
from annotator.store.rows import as_logged, dumps, json_object, select_logged
from annotator.store.schema import TABLES

_MOST_DAMAGE = 20
_STEPS = """
    SELECT seq, id, origin, counter, coder_id, label, made_at, coalesce(undoes, '') AS undoes, content_hash, chain_hash, withheld
      FROM step ORDER BY origin, counter
"""
_ARTICLES_OF_ROW = """
    SELECT DISTINCT article_id FROM step_article WHERE step IN (SELECT step FROM change WHERE table_name = ? AND row_id = ?)
"""
# A line of ``content_hash`` as bytes: what is no UTF-8 must not stop the check.
_LINES = """
    SELECT CAST(table_name || char(9) || row_id || char(9) || coalesce(before, '') || char(9) || coalesce(after, '') AS BLOB)
      FROM change WHERE step = ? ORDER BY number
"""
_ROW = {table: f"SELECT * FROM {table} WHERE id = ?" for table in TABLES}  # noqa: S608  # names of our own tables
_text = methodcaller("decode", "utf-8", "surrogateescape")


def _is_no_text(value: object) -> bool:
    """Return whether this is a text with bytes in it that are no UTF-8."""
    return isinstance(value, str) and not value.isascii() and any("\udc80" <= letter <= "\udcff" for letter in value)


class Damaged(Exception):
    """SQLite cannot read on; the message is its own."""


class Audit:
    """One project file, read from beginning to end in one state; nothing is held in memory but a row or an article at a time."""

    def __init__(self, path: Path) -> None:
        self._file = Database.open(path, read_only=True)
        self._in_log: frozenset[str] | None = None
        try:
            self._database = migrate.readable(self._file)
        except FileProblem:  # too damaged to be brought up to date: what can be read of it is looked at as it is
            self._database = self._file
        for raw in (self._file.raw, self._database.raw):
            raw.text_factory = _text  # bytes that are no UTF-8 must be seen, not raised

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Let everything read inside be the same state of the file; close the file after."""
        try:
            with self._file.snapshot(), self._database.snapshot():
                yield
        finally:
            if self._database is not self._file:
                self._database.close()
            self._file.close()

    def rows(self, sql: str, parameters: tuple[Any, ...] = (), *, of: Database | None = None) -> Iterator[sqlite3.Row]:
        """Yield rows one by one; Damaged where SQLite cannot read on. What was read and is no UTF-8 may be asked for again."""
        if any(map(_is_no_text, parameters)):
            sql = sql.replace("?", "CAST(? AS TEXT)")
            parameters = tuple(one.encode("utf-8", "surrogateescape") if isinstance(one, str) else one for one in parameters)
        cursor = (of or self._database).raw.cursor()
        try:
            for row in cursor.execute(sql, parameters):  # noqa: UP028  # `yield from` would close the cursor after its file
                yield row
        except sqlite3.DatabaseError as error:
            raise Damaged(str(error)) from error

    def damage(self) -> Iterator[str]:
        """Yield what SQLite's integrity check finds, and whether the file ends before its last page does (SQLite fills that up)."""
        pages, size = (next(self.rows(f"PRAGMA {what}", of=self._file))[0] for what in ("page_count", "page_size"))
        if (there := self._file.path.stat().st_size) < pages * size:
            yield _("the file is cut short: {there} bytes of {size}").format(there=there, size=pages * size)
        for row in self.rows(f"PRAGMA integrity_check({_MOST_DAMAGE})", of=self._file):
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
        for row in self.rows("SELECT sha256, same_key, n_characters, CAST(coalesce(text, '') AS BLOB) FROM article_text"):
            yield row[0], row[1], row[2], row[3]

    def raw_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (sha256, bytes) of every source kept."""
        for row in self.rows("SELECT sha256, CAST(coalesce(bytes, '') AS BLOB) FROM raw_file"):
            yield row[0], row[1]

    def codebooks(self) -> Iterator[tuple[str, str]]:
        """Yield (version, content) of every codebook, the newest last."""
        for row in self.rows("SELECT version, content FROM codebook_version ORDER BY seq"):
            yield row[0], row[1]

    def codebooks_taken_back(self) -> Iterator[str]:
        """Yield, as the log keeps it, every codebook whose making was undone: what somebody coded with it may remain."""
        sql = """
            SELECT after FROM change
             WHERE table_name = 'codebook_version' AND before IS NULL AND row_id NOT IN (SELECT id FROM codebook_version)
        """
        for row in self.rows(sql):
            yield row[0]

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
            SELECT CAST(coalesce(article_text.text, '') AS BLOB)
              FROM article JOIN article_text ON article_text.sha256 = article.text_sha256 WHERE article.id = ?
        """
        row = next(self.rows(sql, (article_id,)), None)
        return None if row is None else _text(row[0])

    def annotations(self) -> Iterator[sqlite3.Row]:
        """Yield what is to be checked of every annotation, in the order of their articles' ids."""
        yield from self.rows(
            """
            SELECT id, name, article_id, category, start, "end", fragments, quote, "values", codebook_version
              FROM annotation ORDER BY article_id, coder_id, start, "end"
            """
        )

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
            said = [row[column] for column in ("counter", "origin", "coder_id", "label", "made_at", "undoes")]
            content = hash_of_lines([*said, articles], (line[0] for line in self.rows(_LINES, (row["seq"],))))
            if row["withheld"]:  # of this step a work package holds its own rows alone: its hash is all there is to go by
                content = row["content_hash"] or b""
            head = chain_hash(head, content)
            yield dict(row), content, head
            head = row["chain_hash"] or b""  # one broken link is one fault: those behind it are judged by what is written

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
            yield row[0], _("takes back the step {step}, which is not there").format(step=row[1])
        sql = """
            SELECT step.id, table_name, count(*) FROM change JOIN step ON step.seq = change.step
             WHERE table_name NOT IN (SELECT value FROM json_each(?)) GROUP BY 1, 2
        """
        for row in self.rows(sql, (dumps(list(TABLES)),)):
            yield row[0], _("changes the table {table}, which is not logged").format(table=row[1])

    def replayed(self, table: str) -> Iterator[tuple[str, Row | None, Row | None] | None]:
        """Yield for each row of a logged table None if it is as the log makes it, else (id, row by the log, row in the table).

        Most rows were written once and never changed: then the text in the log is the one that the log would write now. SQLite
        sees to these, and only the others' changes are read.
        """
        standing, given = 0, self._database.given_names(table)
        for row_id, changes in groupby(self.rows(_changes_of(table), (table,)) if table in self._logged() else (), itemgetter(0)):
            first, *more = changes
            if first["made"] and first["differing"] is None and not more and row_id not in given:
                standing += 1
                yield None
                continue
            text = self._standing(table, row_id)
            standing += text is not None
            yield self._compared(table, row_id, [_read(one, text) for one in (first, *more)], text)
        if standing < next(self.rows(f"SELECT count(*) FROM {table}"))[0]:  # noqa: S608  # our own names
            sql = f"SELECT id FROM {table} WHERE id NOT IN (SELECT row_id FROM change WHERE table_name = ?)"  # noqa: S608
            for row in self.rows(sql, (table,)):
                yield self._compared(table, row[0], [], self._standing(table, row[0]))

    def _logged(self) -> frozenset[str]:
        """Return the tables that the log speaks of."""
        if self._in_log is None:
            self._in_log = frozenset(row[0] for row in self.rows("SELECT DISTINCT table_name FROM change"))
        return self._in_log

    def _standing(self, table: str, row_id: str) -> str | None:
        """Return a row as the log would write it, None if it is not there."""
        return next((row[1] for row in self.rows(select_logged(table) + " WHERE id = ?", (row_id,))), None)

    def joined(self, keys: Collection[Key]) -> dict[Key, Row]:
        """Return those of these rows that the steps of several files make together, where one file's alone would not.

        Of a log that cannot be read none are known; the hash of the step with the damage tells of it.
        """
        articles: set[str] = set()
        tables: set[str] = set()
        for table, row_id in keys:
            if table in OF_ARTICLES:
                column = "id" if table == "article" else "article_id"
                articles |= {row[0] for row in self.rows(f"SELECT {column} FROM {table} WHERE id = ?", (row_id,))}  # noqa: S608
                articles |= {row[0] for row in self.rows(_ARTICLES_OF_ROW, (table, row_id))}
            else:
                tables.add(table)
        articles = {one for one in articles if not _is_no_text(one)}  # no step of any file was about these
        try:
            found = replay.of_articles(self._database, articles) | replay.of_tables(self._database, tables)
        except (ValueError, TypeError, LookupError, AttributeError, FileProblem):
            return {}
        return {key: found[key] for key in keys if key in found}

    def _compared(
        self, table: str, row_id: str, changes: Sequence[tuple[str | None, str | None]], standing: str | None
    ) -> tuple[str, Row | None, Row | None] | None:
        """Compare what the changes, (before, after), make of a row with how it stands, given as the text that the log would write."""
        given = self._database.given_names(table)
        if standing is not None and row_id in given:
            standing = with_name(standing, given[row_id])
        if [*changes] == [(None, standing)] and standing is not None:
            return None
        spec = TABLES[table]
        logged: Row | None = None
        for before, after in changes:
            logged = _applied(logged, before, after, spec.columns, spec.keyed)
        if logged is not None and standing is not None and _reads_as(standing, logged):
            return None
        stored = None if standing is None else self._stored(table, row_id)
        return None if logged == stored else (row_id, logged, stored)

    def _stored(self, table: str, row_id: str) -> Row:
        row = next(self.rows(_ROW[table], (row_id,)))
        given = self._database.given_names(table)
        try:
            return as_logged(TABLES[table], row) | ({"name": given[row_id]} if row_id in given else {})
        except ValueError:
            return {column: row[column] for column in TABLES[table].columns}  # unreadable JSON: it will not equal the log's


@cache
def _changes_of(table: str) -> str:
    """Return the statement that reads a table's changes, row by row in the order of the log.

    Of what stands after a change comes only what differs from the row as it stands in the table.
    """
    return f"""
        SELECT row_id, before, nullif(after, (SELECT text FROM ({select_logged(table)}) WHERE id = row_id)) AS differing,
               before IS NULL AND after IS NOT NULL AS made, after IS NOT NULL AS stays
          FROM change JOIN step ON step.seq = change.step
         WHERE table_name = ? ORDER BY row_id, counter, origin, number
        """  # noqa: S608  # our own names


def _read(change: sqlite3.Row, standing: str | None) -> tuple[str | None, str | None]:
    """Return (before, after) of a change as ``_changes_of`` gives it."""
    return change["before"], standing if change["differing"] is None and change["stays"] else change["differing"]


def _reads_as(standing: str, logged: Row) -> bool:
    """Return whether a row says what the log makes; False also where a cell holds more than JSON of its own, which is looked at closer."""
    try:
        found = json.loads(standing)
    except ValueError:
        return False
    return found == {column: value for column, value in logged.items() if value is not None} and dumps(found) == standing


def _applied(state: Row | None, before: str | None, after: str | None, columns: tuple[str, ...], keyed: tuple[str, ...]) -> Row | None:
    if after is None:
        return None
    try:
        changed = json_object(after)
    except (ValueError, TypeError):
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
        with suppress(sqlite3.Error):  # what is damaged is told by whoever looks at the copy
            seal.break_seal(copy)  # SQLite's copy says the same in other bytes
    except sqlite3.Error as error:
        raise opening.translated(error, path) from error
    finally:
        copy.close()
        database.close()
