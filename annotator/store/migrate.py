"""Bringing an older project file up to the format of this program: the file itself after a verified copy, or a copy to be read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from annotator.errors import FileProblem
from annotator.i18n import _
from annotator.store import backup, connection, schema
from annotator.store.database import Database


def apply_missing(raw: sqlite3.Connection, path: Path, *, folder: Path = schema.MIGRATIONS) -> Path | None:
    """Apply the migrations that the file lacks, each whole or not at all; return the copy made before, if any was needed."""
    version, missing = _missing(raw, path, folder)
    copy = None
    if version > 0 and missing:  # a file that is being made has nothing to keep
        _refuse_orphans(raw, path)
        copy = backup.before_migration(raw, path, version)
    for number, file in missing:
        _apply(raw, number, file)
    return copy


def readable(database: Database) -> Database:
    """Return a project that is only read in today's format: itself, or of an older one a private copy as it is at this moment.

    The file stays as it is, and what is written to it meanwhile is not in the copy.
    """
    _version, missing = _missing(database.raw, database.path, schema.MIGRATIONS)
    if not missing:
        return database
    copy = connection.private(database.raw, database.path)
    try:
        with connection.translating(database.path):
            _refuse_orphans(copy, database.path)
            for number, file in missing:
                _apply(copy, number, file)
            copy.execute("PRAGMA query_only = ON")
            copy.set_progress_handler(None, 0)
    except BaseException:
        connection.close(copy, database.path, tidy=False)
        raise
    return Database(copy, database.path, read_only=True)


def _refuse_orphans(raw: sqlite3.Connection, path: Path) -> None:
    """What refers to nothing already is damage of the file, and not a migration's fault."""
    try:
        orphan = raw.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise connection.translated(error, path) from error
    if orphan is not None:
        raise FileProblem(path, _("is damaged (a row refers to one that is not there); run `annotator check` and go back to a backup"))


def _missing(raw: sqlite3.Connection, path: Path, folder: Path) -> tuple[int, list[tuple[int, Path]]]:
    """Return the format of the file, and the migrations that it lacks."""
    with connection.translating(path):
        version = int(raw.execute("PRAGMA user_version").fetchone()[0])
    return version, [(number, file) for number, file in schema.migration_files(folder) if number > version]


def _apply(raw: sqlite3.Connection, number: int, file: Path) -> None:
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        raw.execute("BEGIN IMMEDIATE")
        for statement in statements(file.read_text(encoding="utf-8")):
            raw.execute(statement)
        if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise RuntimeError(f"{file.name} breaks a foreign key")
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {number}")
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def statements(script: str) -> list[str]:
    """Return the statements of a migration one by one (``executescript`` would commit between them)."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return [statement for statement in found if schema.normalised(statement)]
