"""What a project file is: its magic numbers, its logged tables, and the schema that its migrations make."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path

APPLICATION_ID = 0x414E4E54  # "ANNT"
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Table:
    """A logged table: its columns in order, which hold JSON, which of those are logged key by key, and which whole numbers."""

    name: str
    columns: tuple[str, ...]
    json: tuple[str, ...] = ()
    keyed: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


def _table(name: str, columns: str, json: str = "", keyed: str = "", whole: str = "") -> Table:
    return Table(name, tuple(columns.split()), tuple(json.split()), tuple(keyed.split()), tuple(whole.split()))


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table("setting", "id value"),
        _table("coder", "id name role created_at"),
        _table("codebook_version", "id version content created_at"),
        _table(
            "article",
            "id source_id text_sha256 headline outlet date_published date_on_page byline language url cluster_id correction_of"
            " regions file_name raw_sha256 encoding line_ends imported_at",
            json="regions",
        ),
        _table("entity", "id name label kind country affiliation party aliases external_id note created_at", json="aliases"),
        _table("entity_merge", "id kept_id created_at"),
        _table("entity_period", "id entity_id field value first_day last_day created_at"),
        _table(
            "annotation",
            "id name article_id coder_id layer category start end fragments quote values filled confidence flag note origin"
            " codebook_version created_at updated_at",
            json="fragments values filled",
            keyed="values filled",
            whole="start end flag",
        ),
        _table(
            "link",
            "id name article_id coder_id layer link from_id to_id values origin codebook_version created_at updated_at",
            json="values",
            keyed="values",
        ),
        _table(
            "article_coding",
            "id article_id coder_id values filled finished note codebook_version created_at updated_at",
            json="values filled",
            keyed="values filled",
            whole="finished",
        ),
        _table("activity", "id article_id coder_id active_seconds", whole="active_seconds"),
        _table("round", "id name kind codebook_version plan note created_at", json="plan"),
        _table("assignment", "id round_id article_id coder_id position part not_before created_at", whole="position"),
        _table(
            "decision",
            "id article_id coder_id category about chosen gold cells reason note rule codebook_version created_at updated_at",
            json="about gold cells",
        ),
    )
}


def migration_files(folder: Path = MIGRATIONS) -> list[tuple[int, Path]]:
    """Return the numbered migrations in order; their numbers run from 1 without a gap."""
    found = sorted((int(path.name[:4]), path) for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    if [number for number, _path in found] != list(range(1, len(found) + 1)):
        raise RuntimeError(f"the migrations in {folder} are not numbered 1, 2, 3 …")
    return found


def newest_version(folder: Path = MIGRATIONS) -> int:
    """Return the format that this program writes."""
    return len(migration_files(folder))


def normalised(sql: str | None) -> str:
    """Return a schema text without comments and with white space folded, for comparing two of them."""
    without = re.sub(r"--[^\n]*", " ", sql or "")
    return re.sub(r"\s+", " ", without).strip()


SchemaRows = frozenset[tuple[str, str, str, str]]


def schema_of(connection: sqlite3.Connection) -> SchemaRows:
    """Return all that the file's schema holds: (type, name, table, normalised SQL)."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    return frozenset((kind, name, table, normalised(sql)) for kind, name, table, sql in rows)


@cache
def expected_schema(version: int, folder: Path = MIGRATIONS) -> SchemaRows:
    """Return the schema that the migrations up to this version make."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for number, path in migration_files(folder):
            if number <= version:
                connection.executescript(path.read_text(encoding="utf-8"))
        return schema_of(connection)
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the schema declares it; ``default`` is what stands there where a row was written before the column came."""

    name: str
    type: str
    may_be_empty: bool
    default: str | int | None
    key: bool


@cache
def columns_of(table: str) -> tuple[bool, tuple[Column, ...]]:
    """Return whether a table of the newest format has row numbers, and its columns in order."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for _number, path in migration_files():
            connection.executescript(path.read_text(encoding="utf-8"))
        rows = connection.execute('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)', (table,)).fetchall()
        without = bool(connection.execute("SELECT wr FROM pragma_table_list(?)", (table,)).fetchone()[0])
    finally:
        connection.close()
    return not without, tuple(Column(name, kind, not needed, _literal(default), bool(key)) for name, kind, needed, default, key in rows)


def _literal(written: str | None) -> str | int | None:
    """Return the value of a default as it is written in SQL."""
    if written is None:
        return None
    return written[1:-1] if written.startswith("'") else int(written)
