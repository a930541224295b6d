"""Codebooks in the SQLite files of other programs: statement types of DNA (.dna), codes of QualCoder (.qda)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotator.errors import FileProblem
from annotator.i18n import _
from annotator.model.codebook_codes import Code, codebook_of, entry, whole

SUFFIXES = (".dna", ".qda")
_TYPES: dict[str, dict[str, Any]] = {
    "short text": {"type": "open_list"},
    "long text": {"type": "text"},
    "integer": {"type": "number", "integer": True},
    "boolean": {"type": "boolean"},
}
"""DNA's types of variables; a short text is chosen from what was entered before"""


def codebook_in(path: Path) -> dict[str, Any]:
    """Return the JSON of the codebook in a file of DNA or QualCoder (also the folder of a QualCoder project), which is only read."""
    file = path / "data.qda" if path.is_dir() else path
    with _opened(file) as database:
        tables = {str(row[0]).upper() for row in _all(database, "SELECT name FROM sqlite_master WHERE type = 'table'")}
        if {"STATEMENTTYPES", "VARIABLES"} <= tables:
            return _of_dna(database, path)
        if {"CODE_NAME", "CODE_CAT"} <= tables:
            return _of_qualcoder(database, path)
    raise FileProblem(path, _("is neither a file of DNA nor one of QualCoder"))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise FileProblem(path, _("there is no such file"))
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.text_factory = lambda raw: raw.decode("utf-8", "replace")
        yield database
    except sqlite3.Error as error:
        raise FileProblem(path, _("cannot be read: {reason}").format(reason=error)) from error
    finally:
        database.close()


def _all(database: sqlite3.Connection, sql: str, *bound: object) -> list[Any]:
    return database.execute(sql, bound).fetchall()


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {str(row[0]).lower() for row in _all(database, "SELECT name FROM pragma_table_info(?)", table)}


# ---- Discourse Network Analyzer ---------------------------------------------------------------------------------------------


def _of_dna(database: sqlite3.Connection, path: Path) -> dict[str, Any]:
    """A statement type becomes a category, its variables become questions."""
    new = "label" in _columns(database, "STATEMENTTYPES")
    types = _all(database, "SELECT ID, Label, Red, Green, Blue FROM STATEMENTTYPES ORDER BY ID" if new
                 else "SELECT ID, Type, Red, Green, Blue FROM STATEMENTTYPES ORDER BY ID")  # fmt: skip
    if not types:
        raise FileProblem(path, _("it holds no statement type"))
    ids: list[str] = []
    categories = []
    for type_id, label, *colour in types:
        made = entry(Code(str(label)), ids)
        made["color"] = "#" + "".join(f"{max(0, min(255, int(part or 0))):02X}" for part in colour)
        made["attributes"] = _variables(database, type_id)
        categories.append(made)
    return whole(path.stem, categories)


def _variables(database: sqlite3.Connection, type_id: object) -> list[dict[str, Any]]:
    taken: list[str] = []
    found = []
    for name, kind in _all(database, "SELECT Variable, DataType FROM VARIABLES WHERE StatementTypeId = ? ORDER BY ID", type_id):
        made = entry(Code(str(name)), taken)
        made["label"] = str(name).replace("_", " ")
        found.append(made | _TYPES.get(str(kind), {"type": "text"}))
    return found


# ---- QualCoder --------------------------------------------------------------------------------------------------------------


def _of_qualcoder(database: sqlite3.Connection, path: Path) -> dict[str, Any]:
    """Categories of QualCoder are codes that are not coded with, its codes stand below them."""
    groups = _all(database, "SELECT catid, name, coalesce(memo, ''), supercatid FROM code_cat ORDER BY lower(name)")
    made = {row[0]: Code(str(row[1]), str(row[2]), codable=False) for row in groups}
    tops: list[Code] = []
    above = {row[0]: row[3] for row in groups if row[3] in made and row[3] != row[0]}
    for group_id, code in made.items():
        (made[above[group_id]].below if _ends(group_id, above) and group_id in above else tops).append(code)
    rows = _all(database, "SELECT name, coalesce(memo, ''), catid, coalesce(color, '') FROM code_name ORDER BY lower(name)")
    for name, memo, group, colour in rows:
        one = Code(str(name), str(memo), str(colour).upper() if len(str(colour)) == 7 and str(colour).startswith("#") else "")
        (made[group].below if group in made else tops).append(one)
    return codebook_of(tops, path.stem)


def _ends(group: object, above: dict[Any, Any]) -> bool:
    """Return whether the chain above a group comes to an end, as it should."""
    seen = set()
    while group in above:
        if group in seen:
            return False
        seen.add(group)
        group = above[group]
    return True
