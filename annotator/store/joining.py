"""The SQL of a merge: another project's log read as data, and its steps written beside ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from annotator.i18n import _
from annotator.model.span import FRAGMENT_JOINT
from annotator.store import replay
from annotator.store.arrivals import Arrivals
from annotator.store.database import Database, chain_hash
from annotator.store.foreign_log import ForeignStep, Log, Unfit
from annotator.store.replay import Key
from annotator.store.rows import Row, bound_cells, delete_sql, dumps, insert_of, merged, update_sql
from annotator.store.schema import TABLES
from annotator.store.search import Search
from annotator.text.duplicates import text_hash

_PLACED = ("article_id", "id", "start", "end", "fragments", "quote")


class Joining:
    """Writes another log's steps into a project and makes its rows what all steps together say; inside one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._raw = database.raw

    def write_steps(self, steps: Sequence[ForeignStep], log: Log) -> None:
        """Write steps as they are, after what is known of their origins; Unfit where a chain does not hold."""
        heads: dict[str, bytes] = {}
        seq = int(self._database.value("SELECT coalesce(max(seq), 0) FROM step"))
        for step in steps:
            head = heads[step.origin] if step.origin in heads else log.head(step.origin, step.counter)
            if chain_hash(head, step.content_hash) != step.chain_hash:
                raise Unfit(_("the chain of {origin} does not hold at step {step}").format(origin=step.origin, step=step.id))
            heads[step.origin] = step.chain_hash
            seq += 1
            self._raw.execute(
                """
                INSERT INTO step (seq, id, origin, counter, coder_id, label, made_at, undoes, content_hash, chain_hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                (seq, step.id, step.origin, step.counter, step.coder_id, step.label, step.made_at, step.undoes or None,
                 step.content_hash, step.chain_hash),
            )  # fmt: skip
            self._raw.executemany("INSERT INTO step_article (article_id, step) VALUES (?, ?)", [(one, seq) for one in step.articles])
            self._raw.executemany(
                "INSERT INTO change (step, number, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?, ?)",
                [(seq, number, *change) for number, change in enumerate(step.changes)],
            )

    def keep_sources(self, steps: Sequence[ForeignStep], arrivals: Arrivals, log: Log) -> None:
        """Copy the texts and source files that new articles need; Unfit if one is missing or not what its hash says."""
        texts, raws = _hashes(steps)
        for text, raw in arrivals.columns("article", "text_sha256", "raw_sha256"):
            texts.add(text)
            raws |= {raw} if raw else set()
        known = {row[0] for row in self._database.all("SELECT sha256 FROM article_text")}
        there = log.texts(texts - known)
        for sha256, same_key, text in there:
            if text_hash(text) != sha256:
                raise Unfit(_("the text {hash} is not what its hash says").format(hash=sha256))
            self._database.keep_text(sha256, same_key, text)
        Search(self._database).add((sha256, text) for sha256, _key, text in there)
        if lost := texts - known - {one[0] for one in there}:
            raise Unfit(_("the text {text} is not in the file").format(text=min(lost)))
        for sha256, data in log.raw_files(raws):
            if hashlib.sha256(data).hexdigest() != sha256:
                raise Unfit(_("the source {hash} is not what its hash says").format(hash=sha256))
            self._database.keep_raw(sha256, data)

    def current(self, keys: Iterable[Key]) -> dict[Key, Row]:
        """Return the rows that are there now of these."""
        found: dict[Key, Row] = {}
        for table, ids in _by_table(keys).items():
            for start in range(0, len(ids), 5_000):
                for row in self._database.read_many(table, ids[start : start + 5_000]):
                    found[table, row["id"]] = row
        return found

    def applied(self, steps: Sequence[ForeignStep], rows: Mapping[Key, Row]) -> dict[Key, Row | None]:
        """Return what rows that only these steps touch are after them; None for one that is gone. ``rows``: as they are now."""
        after: dict[Key, Row | None] = {}
        for step in steps:
            for table, row_id, before, made in step.rows:
                key = (table, row_id)
                if made is None:
                    after[key] = None
                elif before is None:
                    after[key] = dict.fromkeys(TABLES[table].columns) | made
                else:
                    row = after[key] if key in after else rows.get(key)
                    if row is None:
                        said = _("step {step} changes {table} {row}, which is not there")
                        raise Unfit(said.format(step=step.id, table=table, row=row_id))
                    after[key] = _changed(table, row, made)
        return after

    def replayed(self, articles: Collection[str], tables: Collection[str]) -> dict[Key, Row]:
        """Return the rows of these articles and of these other tables as the whole log, with the steps just written, makes them."""
        found = replay.of_articles(self._database, articles) if articles else {}
        return found | (replay.of_tables(self._database, tables) if tables else {})

    def rows_of_articles(self, articles: Collection[str]) -> list[Key]:
        """Return all rows that hang on these articles as they are now, and the articles."""
        asked = (dumps(sorted(articles)),)
        found: list[Key] = []
        for table in replay.OF_ARTICLES:
            column = "id" if table == "article" else "article_id"
            sql = f"SELECT id FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608  # our own names
            found += [(table, row[0]) for row in self._database.all(sql, asked)]
        return found

    def hanging_on(self, keys: Iterable[Key]) -> set[Key]:
        """Return those of these rows that others hang on now."""
        found: set[Key] = set()
        by_table = _by_table(keys)
        for table, references in replay.REFERENCES.items():
            for column, other in references.items():
                if asked := by_table.get(other):
                    sql = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608
                    found |= {(other, row[0]) for row in self._database.all(sql, (dumps(asked),))}
        return found

    def take_over(self, arrivals: Arrivals) -> None:
        """Write rows as they stand in the other file, without logging: their log is written already."""
        arrivals.write(self._raw)

    def put(self, wanted: Mapping[Key, Row | None], now: Mapping[Key, Row]) -> None:
        """Make rows what they are to be without logging: the log that says so is written already."""
        new: dict[str, list[Row]] = {}
        for key, row in wanted.items():
            if row is not None and key not in now:
                new.setdefault(key[0], []).append(row)
        for table, rows in new.items():
            insert = insert_of(table, TABLES[table].columns)
            self._raw.executemany(insert.sql, [insert.bound(row) for row in rows])
        for key, row in wanted.items():
            if row is not None and key in now and row != now[key]:
                differing = {column: value for column, value in row.items() if value != now[key][column]}
                cells = bound_cells(TABLES[key[0]], differing)
                self._raw.execute(update_sql(TABLES[key[0]], tuple(differing)), [*cells, key[1]])
        for key, row in wanted.items():
            if row is None and key in now:
                self._raw.execute(delete_sql(TABLES[key[0]]), (key[1],))

    def settle(self) -> None:
        """Bring what depends on the order of arrival into the order of the log, and note the names that several records bear."""
        self._order_codebooks()
        self.note_doubled_names()

    def note_doubled_names(self) -> None:
        """Let records that share a given id be shown by their own, and keep the given one beside."""
        for row in self._database.all("SELECT table_name, row_id, name FROM doubled_name"):
            self._raw.execute(update_sql(TABLES[row[0]], ("name",)), (row[2], row[1]))
        self._raw.execute("DELETE FROM doubled_name")
        for table in ("annotation", "link", "entity"):
            self._raw.execute(
                f"""
                INSERT INTO doubled_name
                SELECT '{table}', id, name FROM {table}
                 WHERE name IN (SELECT name FROM {table} WHERE name <> '' GROUP BY name HAVING count(*) > 1)
                """  # noqa: S608  # our own names
            )
        for row in self._database.all("SELECT table_name, row_id FROM doubled_name"):
            self._raw.execute(update_sql(TABLES[row[0]], ("name",)), ("", row[1]))
        self._database.look_again()

    def _order_codebooks(self) -> None:
        """The newest codebook is the one that the log names last, in every file the same."""
        rows = self._database.all(
            """
            SELECT row_id, counter, origin FROM change JOIN step ON step.seq = change.step
             WHERE table_name = 'codebook_version' AND before IS NULL ORDER BY counter, origin
            """
        )
        order = list(dict.fromkeys(row["row_id"] for row in rows))
        self._raw.execute("UPDATE codebook_version SET seq = -seq")
        self._raw.executemany("UPDATE codebook_version SET seq = ? WHERE id = ?", list(enumerate(order, start=1)))

    def doubled_names(self) -> list[tuple[str, str, str]]:
        """Return (table, given id, own id) of the records that share a given id with another."""
        return [tuple(row) for row in self._database.all("SELECT table_name, name, row_id FROM doubled_name ORDER BY 1, 2, 3")]

    def wrong_quotes(self, wanted: Mapping[Key, Row | None], arrivals: Arrivals) -> list[str]:
        """Return the ids of those annotations, among what was written, whose quote is not what the text says."""
        placed = [(row["article_id"], row["id"], row["start"], row["end"], row["fragments"], row["quote"])
                  for key, row in wanted.items() if key[0] == "annotation" and row is not None]  # fmt: skip
        for article, row_id, start, end, fragments, quote in arrivals.columns("annotation", *_PLACED):
            placed.append((article, row_id, start, end, fragments and json.loads(fragments), quote))
        placed.sort(key=itemgetter(0))
        wrong = []
        for article, some in groupby(placed, itemgetter(0)):
            text = self._text_of(article)
            for _article, row_id, start, end, fragments, quote in some:
                said = text[start:end] if not fragments else FRAGMENT_JOINT.join([text[one:two] for one, two in fragments])
                if said != quote:
                    wrong.append(row_id)
        return wrong

    def _text_of(self, article_id: str) -> str:
        sql = "SELECT text FROM article_text JOIN article ON text_sha256 = sha256 WHERE article.id = ?"
        return self._database.value(sql, (article_id,)) or ""

    def doubled_places(self, articles: Collection[str]) -> list[str]:
        """Return the annotations of these articles that stand at the place of another of the same coder, category and layer."""
        rows = self._database.all(
            """
            SELECT max(id) FROM annotation WHERE article_id IN (SELECT value FROM json_each(?))
             GROUP BY article_id, coder_id, layer, category, start, "end", coalesce(fragments, '') HAVING count(*) > 1
            """,
            (dumps(list(articles)),),
        )
        return [row[0] for row in rows]

    def broken_references(self) -> list[str]:
        """Return the rows that would refer to nothing, at most ten: they would stop the commit."""
        return [f"{row[0]} row {row[1]} → {row[2]}" for row in self._raw.execute("PRAGMA foreign_key_check").fetchmany(10)]

def _changed(table: str, row: Row, changed: Row) -> Row:
    keyed = TABLES[table].keyed
    return row | {column: merged(row[column] or {}, value or {}) if column in keyed else value for column, value in changed.items()}


def _by_table(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, row_id in keys:
        found.setdefault(table, []).append(row_id)
    return found


def _hashes(steps: Sequence[ForeignStep]) -> tuple[set[str], set[str]]:
    texts: set[str] = set()
    raws: set[str] = set()
    for step in steps:
        for table, _row_id, _before, row in step.rows:
            if table == "article" and row is not None:
                texts |= {row["text_sha256"]} if "text_sha256" in row else set()
                raws |= {row["raw_sha256"]} if row.get("raw_sha256") else set()
    return texts, raws
