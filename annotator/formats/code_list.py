"""Lists of codes as tables: CSV, TSV or the first sheet of an Excel workbook (.xlsx), a code a row under a row of column names.

Columns are known by name, in any order: ``name`` (or label, code name), ``code`` (or id, number), ``definition`` (or description,
memo), ``parent`` (the name or code of another row), ``colour``. Without a ``parent`` column a dotted number says it: 1.2 stands
below 1. A list with the columns ``category`` and ``question`` gives categories, questions and their values.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.errors import FileProblem
from annotator.formats.base import Options, Source
from annotator.formats.sheets import WorkbookProblem, sheet_of
from annotator.i18n import _
from annotator.model.codebook_codes import Code, codebook_of, entry, whole

SUFFIXES = (".csv", ".tsv", ".tab", ".xlsx")
MOST_ROWS = 20_000
_NAMES = {
    "name": ("name", "label", "code name", "codename", "value", "title", "topic", "tag"),
    "code": ("code", "id", "number", "no", "nr", "key", "value id"),
    "definition": ("definition", "description", "memo", "meaning", "comment", "note", "explanation"),
    "parent": ("parent", "parent code", "parent name", "main topic", "group", "above"),
    "colour": ("colour", "color"),
    "category": ("category",),
    "question": ("question", "attribute", "variable"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One code of a list; ``number`` is its row in the file, counted from 1 with the row of names."""

    number: int
    name: str
    code: str
    definition: str
    parent: str
    colour: str
    category: str
    question: str


def codes_in(source: Source, options: Options | None = None) -> list[Code]:
    """Return the tree of the codes in a list; FileProblem names the row that cannot be used."""
    return _tree(source, _rows(source, options or Options()))


def codebook_in(source: Source, options: Options | None = None) -> dict[str, Any]:
    """Return the JSON of the codebook that a list gives; FileProblem names the row that cannot be used."""
    rows = _rows(source, options or Options())
    if any(row.category for row in rows):
        return whole(source.path.stem, _by_category(source, rows))
    return codebook_of(_tree(source, rows), source.path.stem)


def columns_left(source: Source, options: Options | None = None) -> list[str]:
    """Return the names of the columns that mean nothing here, as the file writes them."""
    first = next((cells for cells in _table(source, options or Options()) if any(cell.strip() for cell in cells)), [])
    names = [cell.strip() for cell in first]
    read = set(_columns(names).values())
    return [name for at, name in enumerate(names) if name and at not in read]


# ---- from rows to codes ---------------------------------------------------------------------------------------------------


def _tree(source: Source, rows: Sequence[Row]) -> list[Code]:
    made = [Code(row.name, row.definition, row.colour, id=row.code if re.fullmatch(r"[a-z][a-z0-9_]*", row.code) else "") for row in rows]
    known: dict[str, int] = {}
    for number, row in enumerate(rows):
        for word in filter(None, (row.code, row.name)):
            known.setdefault(word.casefold(), number)
    explicit = any(row.parent for row in rows)
    above: dict[int, int] = {}
    for number, row in enumerate(rows):
        parent = known.get(row.parent.casefold()) if row.parent else None if explicit else _dotted(row.code, known)
        if row.parent and parent is None:
            raise FileProblem(source.path, _("there is no code {name!r} to stand below").format(name=row.parent), _row(row))
        if parent is not None and parent != number:
            above[number] = parent
    tops: list[Code] = []
    for number, row in enumerate(rows):
        here, seen = number, {number}
        while here in above:
            here = above[here]
            if here in seen:
                raise FileProblem(source.path, _("{name!r} stands below itself").format(name=row.name), _row(row))
            seen.add(here)
        (made[above[number]].below if number in above else tops).append(made[number])
    return tops


def _dotted(code: str, known: dict[str, int]) -> int | None:
    head, dot, _last = code.rpartition(".")
    return known.get(head.casefold()) if dot else None


def _by_category(source: Source, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A row with a category alone defines it, one with a question too defines that, one with a name as well is a value of it."""
    categories: dict[str, dict[str, Any]] = {}
    questions: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if not row.category:
            raise FileProblem(source.path, _("the column category is empty"), _row(row))
        category = categories.get(row.category.casefold())
        if category is None:
            taken = [one["id"] for one in categories.values()]
            category = entry(Code(row.category), taken) | {"attributes": []}
            categories[row.category.casefold()] = category
        if not row.question:
            category |= {"definition": row.definition, "color": row.colour} if not row.name else {}
            if row.name:
                _value_of(category, questions, row, "Code")
            continue
        _value_of(category, questions, row, row.question)
    for one in questions.values():
        if not one.get("values"):
            one["type"] = "text"
    return list(categories.values())


def _value_of(category: dict[str, Any], questions: dict[tuple[str, str], dict[str, Any]], row: Row, asked: str) -> None:
    key = (category["id"], asked.casefold())
    question = questions.get(key)
    if question is None:
        question = entry(Code(asked), [one["id"] for one in category["attributes"]]) | {"type": "single"}
        questions[key] = question
        category["attributes"].append(question)
    if not row.name:
        question["definition"] = row.definition
        return
    values = question.setdefault("values", [])
    own = row.code if re.fullmatch(r"[a-z][a-z0-9_]*", row.code) else ""
    values.append(entry(Code(row.name, row.definition, id=own), [one["id"] for one in values]))


def _row(row: Row) -> str:
    return _("row {number}").format(number=row.number)


# ---- from a file to rows --------------------------------------------------------------------------------------------------


def _rows(source: Source, options: Options) -> list[Row]:
    head: dict[str, int] = {}
    found: list[Row] = []
    for number, cells in enumerate(_table(source, options), start=1):
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if not head:
            head = _columns(cells)
            if "name" not in head and "category" not in head:
                told = _("no column is called name, code, label or category; there are: {columns}")
                raise FileProblem(source.path, told.format(columns=", ".join(filter(None, cells))))
            continue
        if len(found) >= MOST_ROWS:
            raise FileProblem(source.path, _("has more than {most:,} rows").format(most=MOST_ROWS))
        found.append(_as_row(source, number, cells, head))
    if not found:
        raise FileProblem(source.path, _("it holds no code"))
    return found


def _table(source: Source, options: Options) -> Iterator[list[str]]:
    return _sheet(source) if source.head.startswith(b"PK\x03\x04") else _lines(source, options)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    said = [re.sub(r"[\s_]+", " ", cell).strip().casefold() for cell in cells]
    head: dict[str, int] = {}
    for field, names in _NAMES.items():
        at = next((said.index(name) for name in names if name in said), None)
        if at is not None and at not in head.values():
            head[field] = at
    if "name" not in head and "code" in head:
        head["name"] = head.pop("code")
    return head


def _as_row(source: Source, number: int, cells: Sequence[str], head: dict[str, int]) -> Row:
    given = {field: cells[at] if at < len(cells) else "" for field, at in head.items()}
    colour = given.get("colour", "").upper()
    row = Row(
        number, given.get("name", "") or ("" if "category" in head else given.get("code", "")), given.get("code", ""),
        given.get("definition", ""), given.get("parent", ""), colour if re.fullmatch(r"#[0-9A-F]{6}", colour) else "",
        given.get("category", ""), given.get("question", ""),
    )  # fmt: skip
    if not row.name and not row.category:
        raise FileProblem(source.path, _("has no name"), _row(row))
    return row


def _lines(source: Source, options: Options) -> Iterator[list[str]]:
    text = source.decoded(options).text
    first = text.split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise FileProblem(source.path, _("is no table: {reason}").format(reason=error)) from error


def _sheet(source: Source) -> Iterator[list[str]]:
    """Yield the cells of the first sheet of a workbook as texts; formulas give the value that was shown last."""
    try:
        yield from map(list, sheet_of(source.data).rows)
    except WorkbookProblem as error:
        raise FileProblem(source.path, _("is no Excel workbook that can be read: {reason}").format(reason=error)) from error
