"""Bringing an older project file up to the format of this program, after a verified copy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from annotator.store import backup, schema


def apply_missing(raw: sqlite3.Connection, path: Path, *, folder: Path = schema.MIGRATIONS) -> Path | None:
    """Apply the migrations that the file lacks, each whole or not at all; return the copy made before, if any was needed."""
    version = int(raw.execute("PRAGMA user_version").fetchone()[0])
    missing = [(number, file) for number, file in schema.migration_files(folder) if number > version]
    copy = None
    for number, file in missing:
        if version > 0 and copy is None:  # a file that is being made has nothing to keep
            copy = backup.before_migration(raw, path, version)
        _apply(raw, number, file)
    return copy


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
