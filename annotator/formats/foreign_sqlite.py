"""Codebooks in the SQLite files of other programs: statement types of DNA (.dna), codes of QualCoder (.qda)."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from annotator.errors import FileProblem
from annotator.i18n import N_, _
from annotator.model.codebook_codes import Code, all_codes, codebook_of, entry, values_of, whole

SUFFIXES = (".dna", ".qda")
_TYPES: dict[str, dict[str, Any]] = {
    "short text": {"type": "open_list"},
    "long text": {"type": "text"},
    "integer": {"type": "number", "integer": True},
    "boolean": {"type": "boolean"},
}
"""DNA's types of variables; a short text is chosen from what was entered before"""


MOST_ENTITIES = 200
"""as many names of a variable become a list of values; where there are more, coders go on naming them freely"""


class Taken(NamedTuple):
    """The JSON of a codebook, and in sentences what the file holds beside it that no codebook can take."""

    source: dict[str, Any]
    left: list[str]


def codebook_in(path: Path) -> Taken:
    """Return the codebook in a file of DNA or QualCoder (also the folder of a QualCoder project), which is only read."""
    file = path / "data.qda" if path.is_dir() else path
    with _opened(file) as database:
        tables = {str(row[0]).upper() for row in _all(database, "SELECT name FROM sqlite_master WHERE type = 'table'")}
        if {"STATEMENTTYPES", "VARIABLES"} <= tables:
            return _of_dna(database, path, tables)
        if {"CODE_NAME", "CODE_CAT"} <= tables:
            return Taken(_of_qualcoder(database, path), _rest(database, tables, _REST_OF_QUALCODER))
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


def _of_dna(database: sqlite3.Connection, path: Path, tables: Collection[str]) -> Taken:
    """A statement type becomes a category, its variables become questions, the entities of a variable its list of values."""
    left: list[str] = []
    entities = _entities(database, tables)
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
        made["attributes"] = _variables(database, type_id, str(label), entities, left)
        categories.append(made)
    known = [row[0] for row in types]
    told = _("variable {name} belongs to no statement type")
    left += [told.format(name=name) for name, owner in _all(database, "SELECT Variable, StatementTypeId FROM VARIABLES ORDER BY ID")
             if owner not in known]  # fmt: skip
    return Taken(whole(path.stem, categories), left + _rest(database, tables, _REST_OF_DNA))


def _variables(
    database: sqlite3.Connection, type_id: object, owner: str, entities: Mapping[int, list[Code]], left: list[str]
) -> list[dict[str, Any]]:
    taken: list[str] = []
    found = []
    for number, name, kind in _all(database, "SELECT ID, Variable, DataType FROM VARIABLES WHERE StatementTypeId = ? ORDER BY ID", type_id):
        made = entry(Code(str(name)), taken)
        made["label"] = str(name).replace("_", " ")
        made |= _TYPES.get(str(kind), {"type": "text"})
        if str(kind) not in _TYPES:
            told = _("{owner}, {variable}: the kind {kind} is not known here, it is asked as a text")
            left.append(told.format(owner=owner, variable=name, kind=kind))
        codes = entities.get(number, []) if made["type"] == "open_list" else []
        count = sum(1 for _code in all_codes(codes))
        if 0 < count <= MOST_ENTITIES:
            made |= {"type": "single", "values": values_of(codes)}
        elif count:
            told = _("{owner}, {variable}: {count:,} entities; they are named freely")
            left.append(told.format(owner=owner, variable=name, count=count))
        found.append(made)
    return found


def _entities(database: sqlite3.Connection, tables: Collection[str]) -> dict[int, list[Code]]:
    """Return by variable what DNA 3 keeps as its entities (early versions: attributes), one below another; empty names are none."""
    for table in ("ENTITIES", "ATTRIBUTES"):
        columns = _columns(database, table) if table in tables else set()
        if {"id", "variableid", "value"} <= columns:
            above = "ChildOf" if "childof" in columns else "NULL"
            return _trees(_all(database, f"SELECT ID, VariableId, Value, {above} FROM {table} ORDER BY lower(Value), ID"))  # noqa: S608
    return {}


def _trees(rows: Sequence[tuple[int, int, str | None, int | None]]) -> dict[int, list[Code]]:
    made = {number: Code(str(value).strip()) for number, _variable, value, _above in rows if str(value or "").strip()}
    variable_of = {number: variable for number, variable, _value, _above in rows}
    above = {number: parent for number, _variable, _value, parent in rows
             if parent in made and number in made and parent != number and variable_of[parent] == variable_of[number]}  # fmt: skip
    trees: dict[int, list[Code]] = {}
    for number, code in made.items():
        if number in above and _ends(number, above):
            made[above[number]].below.append(code)
        else:
            trees.setdefault(variable_of[number], []).append(code)
    return trees


_REST_OF_DNA = {
    "DOCUMENTS": N_("{count:,} documents: their texts are imported as articles from a table"),
    "STATEMENTS": N_("{count:,} statements coded there"),
    "CODERS": N_("{count:,} coders"),
    "ATTRIBUTEVARIABLES": N_("{count:,} attributes of entities"),
    "REGEXES": N_("{count:,} search terms that are highlighted"),
}
_REST_OF_QUALCODER = {
    "CODE_TEXT": N_("{count:,} passages coded there"),
    "CODE_IMAGE": N_("{count:,} coded parts of pictures"),
    "CODE_AV": N_("{count:,} coded parts of recordings"),
    "CASES": N_("{count:,} cases"),
    "ATTRIBUTE_TYPE": N_("{count:,} attributes of cases and files"),
    "JOURNAL": N_("{count:,} entries of the journal"),
}


def _rest(database: sqlite3.Connection, tables: Collection[str], words: Mapping[str, str]) -> list[str]:
    """Return what else the file holds and no codebook takes, table by table with how many rows."""
    counts = {table: _all(database, f"SELECT count(*) FROM {table}")[0][0] for table in words if table in tables}  # noqa: S608
    return [_(words[table]).format(count=count) for table, count in counts.items() if count]


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
