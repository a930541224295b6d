"""The program with a fault put in, to show that the rounds see it: `faulty.py FAULT DOOR WORD…`.

FAULT ``late``: a step is told of before it is on the disk, and committed only when the next one begins.
FAULT ``torn``: what a step writes is committed table by table.
DOOR ``annotator``: the command line. Any other: the driver of that name in this folder.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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


PLANTS = {"late": plant_late_commits, "torn": plant_torn_steps}


def main(words: Sequence[str]) -> int:
    """Plant the fault and open the door."""
    fault, door, *rest = words
    PLANTS[fault]()
    module = importlib.import_module("annotator.__main__" if door == "annotator" else door)
    return int(module.main(rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
