"""The program with a fault put in, to show that the rounds see it: `faulty.py FAULT DOOR WORD…`.

FAULT ``late``: a step is told of before it is on the disk, and committed only when the next one begins.
FAULT ``torn``: what a step writes is committed table by table.
FAULT ``pieces``: the same for what writes past steps, a merge and a migration: committed statement by statement.
FAULT ``in_place``: tables and copies are written where they shall stand, and not beside it and then renamed.
FAULT ``unsynced``: the file of a project is never made durable, so that a power cut may take any part of it.
FAULT ``deaf``: an error of the disk in the middle of a commit is taken for success.
FAULT ``unsynced_files``: tables and copies are renamed before they are durable.
DOOR ``annotator``: the command line. Any other: the driver of that name in this folder.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

from annotator.operations.files import FilesTogether
from annotator.store import backup, connection
from annotator.store.database import Database, Row


def plant_late_commits() -> None:
    """Let every transaction stay open until the next one begins or the file is closed."""
    close = Database.close

    @contextmanager
    def transaction(self: Database) -> Iterator[None]:
        if self.raw.in_transaction:
            self.raw.execute("COMMIT")
        self.raw.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.raw.execute("ROLLBACK")
            raise

    def commit_and_close(self: Database) -> None:
        if self.raw.in_transaction:
            self.raw.execute("COMMIT")
        close(self)

    Database.transaction = transaction  # type: ignore[method-assign]
    Database.close = commit_and_close  # type: ignore[method-assign]


def plant_torn_steps() -> None:
    """Let rows be committed as soon as they are written, before the rows of other tables and the log."""
    insert_many, delete_logged = Database.insert_many, Database.delete_logged

    def torn(self: Database) -> None:
        self.raw.execute("COMMIT")
        self.raw.execute("BEGIN IMMEDIATE")

    def insert(self: Database, table: str, rows: Sequence[Row], logged: Sequence[str] | None = None) -> None:
        insert_many(self, table, rows, logged)
        torn(self)

    def delete(self: Database, table: str, rows: Sequence[tuple[str, str]]) -> None:
        delete_logged(self, table, rows)
        torn(self)

    Database.insert_many = insert  # type: ignore[method-assign]
    Database.delete_logged = delete  # type: ignore[method-assign]


class TornConnection(sqlite3.Connection):
    """Commits a transaction after every statement that writes, as far as SQLite lets it."""

    def _torn(self, sql: str) -> None:
        if self.in_transaction and sql.lstrip().upper().startswith(("INSERT", "CREATE", "UPDATE", "ALTER", "DROP")):
            with contextlib.suppress(sqlite3.Error):  # a reference that is not whole yet
                super().execute("COMMIT")
                super().execute("BEGIN IMMEDIATE")

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        found = super().execute(sql, *parameters)
        self._torn(sql)
        return found

    def executemany(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        found = super().executemany(sql, *parameters)
        self._torn(sql)
        return found


def plant_pieces() -> None:
    """Let projects be opened by connections that commit piece by piece."""
    connect = sqlite3.connect
    connection.sqlite3 = SimpleNamespace(**vars(sqlite3))
    connection.sqlite3.connect = lambda *words, **more: connect(*words, factory=TornConnection, **more)


def plant_in_place() -> None:
    """Let exports and copies be written at their places, a little at a time."""

    @contextmanager
    def file(self: FilesTogether, name: str) -> Iterator[BinaryIO]:
        with (self._folder / name).open("wb", buffering=0) as written:
            yield written
        time.sleep(0.01)

    def copy_to(raw: sqlite3.Connection, path: Path, target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = sqlite3.connect(target, isolation_level=None)
        copy.execute("PRAGMA journal_mode = OFF")
        raw.backup(copy, pages=8, sleep=0.005, progress=lambda *_left: time.sleep(0.005))
        copy.close()
        return target

    FilesTogether.file = file  # type: ignore[method-assign]
    backup.copy_to = copy_to


def plant_unsynced() -> None:
    """Let SQLite hand its writes to the system and wait for nothing."""
    execute = connection._settle_journal

    def settle(raw: sqlite3.Connection, path: Path, read_only: bool) -> None:
        execute(raw, path, read_only)
        raw.execute("PRAGMA synchronous = OFF")

    connection._settle_journal = settle


def plant_deaf() -> None:
    """Let a step that the disk could not take be told of as if it stood."""

    @contextmanager
    def transaction(self: Database) -> Iterator[None]:
        try:
            self.raw.execute("BEGIN IMMEDIATE")
            yield
            self.raw.execute("COMMIT")
        except sqlite3.OperationalError:
            with contextlib.suppress(sqlite3.Error):
                self.raw.execute("ROLLBACK")

    Database.transaction = transaction  # type: ignore[method-assign]


def plant_unsynced_files() -> None:
    """Let nothing that this program writes itself be made durable."""
    os.fsync = lambda _descriptor: None


PLANTS = {
    "late": plant_late_commits,
    "torn": plant_torn_steps,
    "pieces": plant_pieces,
    "in_place": plant_in_place,
    "unsynced": plant_unsynced,
    "deaf": plant_deaf,
    "unsynced_files": plant_unsynced_files,
}


def main(words: Sequence[str]) -> int:
    """Plant the fault and open the door."""
    fault, door, *rest = words
    PLANTS[fault]()
    module = importlib.import_module("annotator.__main__" if door == "annotator" else door)
    return int(module.main(rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
