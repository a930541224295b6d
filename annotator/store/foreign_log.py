"""Another project's log, read as data: its steps, each held to its hash, and the texts and sources that they speak of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.i18n import _
from annotator.model.ids import CoderId
from annotator.store import replay
from annotator.store.database import Database, content_hash
from annotator.store.replay import Key
from annotator.store.rows import Row, dumps
from annotator.store.schema import TABLES

_COLUMNS = {name: frozenset(table.columns) for name, table in TABLES.items()}
LoggedRow = tuple[str, str, str | None, str | None]  # table, row id, before, after, as the log keeps them
ReadRow = tuple[str, str, Row | None, Row | None]  # the same, read


class Unfit(Exception):
    """Something in the other file that no sound project holds; the message says where."""


@dataclass(frozen=True, slots=True)
class ForeignStep:
    """A step as it lies in a log: its changes as text and, once they are asked for, read (``with_rows``)."""

    seq: int
    id: str
    origin: str
    counter: int
    coder_id: CoderId | None
    label: str
    made_at: str
    undoes: str
    content_hash: bytes
    chain_hash: bytes
    withheld: bool
    articles: tuple[str, ...]
    changes: tuple[LoggedRow, ...]
    rows: tuple[ReadRow, ...] = ()


class Log:
    """The steps of one project file, read whole or one by one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stamps(self) -> list[tuple[str, int, str, bytes, bytes, bool]]:
        """Return (id, counter, origin, content_hash, chain_hash, withheld) of every step."""
        rows = self._database.all("SELECT id, counter, origin, content_hash, chain_hash, withheld FROM step ORDER BY counter, origin")
        return [(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]

    def steps(self, ids: Collection[str]) -> list[ForeignStep]:
        """Return these steps in the order (counter, origin); Unfit if one is not what its hashes say."""
        asked = dumps(list(ids))
        changes: dict[int, list[LoggedRow]] = {}
        for row in self._database.all(
            """
            SELECT step, table_name, row_id, before, after FROM change
             WHERE step IN (SELECT seq FROM step WHERE id IN (SELECT value FROM json_each(?))) ORDER BY step, number
            """,
            (asked,),
        ):
            changes.setdefault(row[0], []).append((row[1], row[2], row[3], row[4]))
        articles: dict[int, list[str]] = {}
        for row in self._database.all("SELECT step, article_id FROM step_article ORDER BY step, article_id"):
            articles.setdefault(row[0], []).append(row[1])
        rows = self._database.all(
            "SELECT * FROM step WHERE id IN (SELECT value FROM json_each(?)) ORDER BY counter, origin", (asked,)
        )
        return [_foreign(row, articles.get(row["seq"], []), changes.get(row["seq"], [])) for row in rows]

    def head(self, origin: str, counter: int) -> bytes:
        """Return the head of an origin's chain before this step, empty at its beginning."""
        found = self._database.value(
            "SELECT chain_hash FROM step WHERE origin = ? AND counter < ? ORDER BY counter DESC LIMIT 1", (origin, counter)
        )
        return bytes(found) if found is not None else b""

    def changes_after(self, order: tuple[int, str]) -> Iterator[LoggedRow]:
        """Yield the changes of all steps behind this place (counter, origin) in the order."""
        for row in self._database.all(
            """
            SELECT table_name, row_id, before, after FROM change JOIN step ON step.seq = change.step WHERE (counter, origin) > (?, ?)
            """,
            order,
        ):
            yield row[0], row[1], row[2], row[3]

    def deleted(self) -> set[Key]:
        """Return the rows that some step deleted, whether they came back or not."""
        return {(row[0], row[1]) for row in self._database.all("SELECT table_name, row_id FROM change WHERE after IS NULL")}

    def texts(self, hashes: Collection[str]) -> list[tuple[str, str, str]]:
        """Return (sha256, same_key, text) of the texts with these hashes."""
        rows = self._database.all(
            "SELECT sha256, same_key, text FROM article_text WHERE sha256 IN (SELECT value FROM json_each(?))", (dumps(list(hashes)),)
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def raw_files(self, hashes: Collection[str]) -> list[tuple[str, bytes]]:
        """Return (sha256, bytes) of the kept sources with these hashes."""
        rows = self._database.all(
            "SELECT sha256, bytes FROM raw_file WHERE sha256 IN (SELECT value FROM json_each(?))", (dumps(list(hashes)),)
        )
        return [(row[0], row[1]) for row in rows]


def _foreign(row: sqlite3.Row, articles: Sequence[str], changes: Sequence[LoggedRow]) -> ForeignStep:
    step = ForeignStep(
        row["seq"], row["id"], row["origin"], row["counter"], row["coder_id"], row["label"], row["made_at"], row["undoes"] or "",
        row["content_hash"], row["chain_hash"], bool(row["withheld"]), tuple(articles), tuple(changes),
    )  # fmt: skip
    if step.withheld:
        return step
    content = content_hash(step.counter, step.origin, step.coder_id, step.label, step.made_at, step.undoes, step.articles, step.changes)
    if step.id != f"{step.counter}@{step.origin}" or content != step.content_hash:
        raise Unfit(_("step {step} is not what its hash says").format(step=step.id))
    return step


def with_rows(steps: Iterable[ForeignStep], taken: Collection[Key]) -> list[ForeignStep]:
    """Return the steps with their changes read, but for those of the rows that are ``taken`` over as they stand.

    Unfit if one changes what no project has.
    """
    return [step if step.withheld else replace(step, rows=tuple(_read_of(step, taken))) for step in steps]


def _read_of(step: ForeignStep, taken: Collection[Key]) -> Iterator[ReadRow]:
    for change in step.changes:
        table, row_id = change[:2]
        if (table, row_id) in taken:
            continue
        if table not in TABLES:
            raise Unfit(_("step {step} changes the table {table}, which no project has").format(step=step.id, table=table))
        found = read(change)
        for cell in found[2:]:
            if cell is not None and (strange := cell.keys() - _COLUMNS[table]):
                said = _("step {step} gives {table} {row} a column {column}")
                raise Unfit(said.format(step=step.id, table=table, row=row_id, column=min(strange)))
        yield found


def read(change: LoggedRow) -> ReadRow:
    """Return a change with its JSON read."""
    table, row_id, before, after = change
    return table, row_id, None if before is None else json.loads(before), None if after is None else json.loads(after)


def named(changes: Iterable[ReadRow]) -> Iterator[Key]:
    """Yield the rows that something was hung on, or was hung on until it went, by these changes."""
    for table, _row_id, before, after in changes:
        if replay.REFERENCES.get(table):
            for row in (before, after):
                if row is not None:
                    yield from replay.references(table, row)
