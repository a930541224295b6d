"""What is left of a damaged project: its rows, table by table, and the pages that could not be read.

Tables are found by the file's own schema where that can be read; pages that no table leads to any more are known by the shape
of their rows. What is read is not yet believed: ``operations/recovering.py`` holds it against the log and its hashes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from annotator.model import ids
from annotator.model.entity import PERIOD_FIELDS
from annotator.store import schema
from annotator.store.pages import INNER_INDEX, LEAF_INDEX, LEAF_TABLE, Broken, Cell, Page, Pages, Record, leaves
from annotator.store.schema import TABLES

Row = dict[str, Any]
BESIDE = ("meta", "step", "step_article", "change", "article_text", "raw_file", "doubled_name")
"""the tables that are not logged themselves but hold what a project needs"""
_DERIVED = ("search_copy",)
_TYPES = {"TEXT": str, "INTEGER": int, "BLOB": bytes}
_HASH = 64

# Tells tables with columns of the same kinds apart, where a page has lost its place in its table.
_LIKE: dict[str, Callable[[Row], bool]] = {
    "coder": lambda row: _is_coder(row),
    "codebook_version": lambda row: row["content"].startswith("{"),
    "setting": lambda row: len(row["id"]) != _HASH,
    "search_copy": lambda row: len(row["sha256"]) == _HASH,
    "entity_period": lambda row: row["field"] in PERIOD_FIELDS,
    "round": lambda row: row["plan"].startswith("{"),
    "article_text": lambda row: len(row["sha256"]) == _HASH,
    "raw_file": lambda row: len(row["sha256"]) == _HASH,
    "step_article": lambda row: False,  # an index of any table looks like it; lost, it is made again from what the steps changed
    "meta": lambda row: False,
    "doubled_name": lambda row: False,
    "change": lambda row: row["table_name"] in TABLES,
}


def _is_like(table: str, row: Row) -> bool:
    return table not in _LIKE or _LIKE[table](row)


def _is_coder(row: Row) -> bool:
    try:
        return bool(ids.coder_id(row["name"]) == row["id"])
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class _Shape:
    """The columns of a table as they lie in the file: name, type, whether it may be empty, and what an older row has in its place."""

    table: str
    columns: tuple[tuple[str, type, bool, Any], ...]
    with_rowid: bool
    alias: str
    """the column that stands for the rowid and is empty in the row itself"""

    def row(self, cell: Cell) -> Row | None:
        """Return the row of a cell by column, None if it cannot be one of this table."""
        record: Record = cell.record
        if len(record) > len(self.columns) or (cell.rowid is not None) != self.with_rowid:
            return None
        found: Row = {}
        for number, (name, kind, empty, default) in enumerate(self.columns):
            if name == self.alias:
                if number >= len(record) or record[number] is not None:
                    return None
                found[name] = cell.rowid
                continue
            value = record[number] if number < len(record) else default
            if value is None and not empty:
                return None
            if value is not None and type(value) is not kind:
                return None
            found[name] = value
        return found


@cache
def _shapes() -> dict[str, _Shape]:
    """Return the shape of each table in the newest format; older ones differ by columns that are missing at the end."""
    found = {}
    for table in (*TABLES, *BESIDE, *_DERIVED):
        with_rowid, columns = schema.columns_of(table)
        keys = [one for one in columns if one.key]
        alias = keys[0].name if with_rowid and len(keys) == 1 and keys[0].type == "INTEGER" else ""
        found[table] = _Shape(
            table, tuple((one.name, _TYPES[one.type], one.may_be_empty, one.default) for one in columns), with_rowid, alias
        )
    return found


@dataclass(frozen=True, slots=True)
class Unread:
    """A place of the file that cannot be read: the table if it is known, the page, and how many of its rows (0: all of them)."""

    table: str
    page: int
    rows: int = 0


@dataclass(slots=True)
class Remains:
    """What is left of a file: rows by table in their order, and what could not be read."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    missing_pages: int = 0
    """how many pages the file says it has and has not"""
    format: int = 0


def salvage(data: bytes | memoryview) -> Remains:
    """Return what can be read of a project file given as its bytes; nothing of it is judged."""
    pages = Pages(data)
    return _Salvage(pages).remains()


class _Salvage:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._visited: set[int] = set()
        self._found = Remains({table: [] for table in _shapes()}, format=pages.noted_format())
        self._keys: dict[str, set[Any]] = {table: set() for table in _shapes()}

    def remains(self) -> Remains:
        roots = self._roots()
        for name, (table, root) in roots.items():
            self._walk(name if name in _shapes() else "", root, of=table)
        for table in _shapes():
            if table not in roots and table not in _DERIVED and self._pages.noted_format() >= 2:
                self._found.unread.append(Unread(table, 1))
        self._take_in_strays()
        self._found.missing_pages = max(0, self._pages.noted_count() - self._pages.count)
        return self._found

    def _roots(self) -> dict[str, tuple[str, int]]:
        """Return the root pages that the file's schema names: of tables and of what belongs to them."""
        found: dict[str, tuple[str, int]] = {}
        for number, page in leaves(self._pages, 1):
            self._visited.add(number)
            if page is None:
                self._found.unread.append(Unread("", number))
                continue
            if page.unread:
                self._found.unread.append(Unread("", number, page.unread))
            for cell in page.cells:
                if len(cell.record) == 5:
                    kind, name, table, root, _sql = cell.record
                    if kind in ("table", "index") and isinstance(name, str) and isinstance(root, int) and 1 < root <= self._pages.count:
                        found[name] = (str(table), root)
        return found

    def _walk(self, table: str, root: int, *, of: str) -> None:
        """Take in the rows of a table; of what only serves to find rows, note the pages, so that they are not taken for strays."""
        shape = _shapes().get(table)
        for number, page in leaves(self._pages, root):
            if number in self._visited:
                if table:
                    self._found.unread.append(Unread(table, number))
                continue
            if page is None:
                if table and table not in _DERIVED:
                    self._found.unread.append(Unread(table, number))
                continue
            if shape is None:
                if not self._is_stray_of_table(page):
                    self._visited.add(number)
                continue
            self._take_page(shape, number, page)

    def _is_stray_of_table(self, page: Page) -> bool:
        """Return whether a page that an index leads to is in truth one of a table: a number of the file led astray."""
        return page.kind == LEAF_TABLE and bool(page.cells) and self._table_of(page.cells) is not None

    def _take_page(self, shape: _Shape, number: int, page: Page) -> None:
        rows = [(cell, shape.row(cell)) for cell in page.cells]
        strange = sum(1 for _cell, row in rows if row is None)
        if page.cells and strange == len(rows):  # another table's page: it is a stray, and this table's own page is not found
            self._found.unread.append(Unread(shape.table, number))
            return
        self._visited.add(number)
        if strange + page.unread and shape.table not in _DERIVED:
            self._found.unread.append(Unread(shape.table, number, strange + page.unread))
        for cell, row in rows:
            if row is not None:
                self._take_row(shape, cell, row)

    def _take_row(self, shape: _Shape, cell: Cell, row: Row) -> None:
        key = cell.rowid if shape.with_rowid else cell.record[:2]
        if key not in self._keys[shape.table]:
            self._keys[shape.table].add(key)
            self._found.rows[shape.table].append(row)

    def _take_in_strays(self) -> None:
        """Take in pages that no table leads to any more, where their rows say which table they are of."""
        free = self._pages.free()
        for number in range(2, self._pages.count + 1):
            if number in self._visited or number in free:
                continue
            try:
                page = self._pages.page(number)
            except (Broken, struct.error):
                continue
            if page.kind not in (LEAF_TABLE, LEAF_INDEX, INNER_INDEX) or not page.cells:
                continue
            shape = self._table_of(page.cells)
            if shape is not None:
                self._take_page(shape, number, page)

    @staticmethod
    def _table_of(cells: Iterable[Cell]) -> _Shape | None:
        """Return the one table of which most of these rows can be, None if there is none or several."""
        cells = list(cells)
        fitting = []
        for shape in _shapes().values():
            rows = [row for cell in cells if (row := shape.row(cell)) is not None and _is_like(shape.table, row)]
            if 2 * len(rows) > len(cells):
                fitting.append(shape)
        return fitting[0] if len(fitting) == 1 else None
