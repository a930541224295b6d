"""A database file read page by page, past what is damaged in it: rows where they can be read, and which pages cannot.

SQLite stops at the first page that does not fit; this reader knows the file format (https://sqlite.org/fileformat2.html) well
enough to go on behind it. It only reads, and believes nothing: each number of the file may be wrong.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEAF_TABLE, INNER_TABLE, LEAF_INDEX, INNER_INDEX = 0x0D, 0x05, 0x0A, 0x02
_KINDS = frozenset({LEAF_TABLE, INNER_TABLE, LEAF_INDEX, INNER_INDEX})
_USUAL_PAGE = 4096
_HEADER = 100
_MOST_CELLS = 32_768
_DEEPEST = 40
Value = None | int | float | str | bytes
Record = tuple[Value, ...]


class Broken(ValueError):
    """Something on a page that no sound file holds."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row as it lies on a page: its rowid (None in an index or a table without one) and its columns."""

    page: int
    rowid: int | None
    record: Record


@dataclass(frozen=True, slots=True)
class Page:
    """What can be read of one b-tree page: its kind, its rows, the pages below it, and how many of its cells cannot be read."""

    kind: int
    cells: tuple[Cell, ...]
    below: tuple[int, ...]
    unread: int


class Pages:
    """The pages of a database file given as its bytes, numbered from 1."""

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = memoryview(data)
        self.size = _page_size(self._data)
        reserved = self._data[20] if len(self._data) > 20 else 0
        self._usable = self.size - (reserved if reserved <= 32 else 0)
        self.count = -(-len(self._data) // self.size)

    def noted_count(self) -> int:
        """Return how many pages the file says it has; fewer may be there."""
        return int(struct.unpack(">I", self._data[28:32])[0]) if len(self._data) >= _HEADER else 0

    def noted_format(self) -> int:
        """Return the ``user_version`` that stands in the file's head, right or wrong."""
        return int(struct.unpack(">I", self._data[60:64])[0]) if len(self._data) >= _HEADER else 0

    def free(self) -> frozenset[int]:
        """Return the pages that the file holds in reserve: what stands there was deleted."""
        found: set[int] = set()
        if len(self._data) < _HEADER:
            return frozenset()
        trunk = int(struct.unpack(">I", self._data[32:36])[0])
        while 1 < trunk <= self.count and trunk not in found:
            found.add(trunk)
            page = self._bytes(trunk)
            following, leaves = struct.unpack(">II", page[:8])
            leaves = min(leaves, self._usable // 4 - 2)
            found.update(struct.unpack(f">{leaves}I", page[8 : 8 + 4 * leaves]))
            trunk = int(following)
        return frozenset(found)

    def page(self, number: int) -> Page:
        """Return what can be read of a page; Broken if it is no b-tree page at all."""
        data, start = self._bytes(number), _HEADER if number == 1 else 0
        kind = data[start]
        if kind not in _KINDS:
            raise Broken(f"page {number} is no page of a table")
        inner = kind in (INNER_TABLE, INNER_INDEX)
        cells, head = int(struct.unpack(">H", data[start + 3 : start + 5])[0]), start + (12 if inner else 8)
        if cells > _MOST_CELLS or head + 2 * cells > self.size:
            raise Broken(f"page {number} claims {cells} rows")
        found: list[Cell] = []
        below: list[int] = []
        unread = 0
        for place in struct.unpack(f">{cells}H", data[head : head + 2 * cells]):
            try:
                at = place
                if inner:
                    below.append(self._number(data, at))
                    at += 4
                if kind != INNER_TABLE:
                    found.append(self._cell(number, data, at, with_rowid=kind == LEAF_TABLE))
            except (Broken, IndexError, struct.error):
                unread += 1
        if inner:
            below.append(int(struct.unpack(">I", data[start + 8 : start + 12])[0]))
        return Page(kind, tuple(found), tuple(below), unread)

    # ---- parts of a page ------------------------------------------------------------------------------------------------

    def _bytes(self, number: int) -> memoryview | bytes:
        if not 1 <= number <= self.count:
            raise Broken(f"there is no page {number}")
        data = self._data[(number - 1) * self.size : number * self.size]
        return data if len(data) == self.size else bytes(data).ljust(self.size, b"\x00")

    @staticmethod
    def _number(data: Sequence[int], at: int) -> int:
        return int(struct.unpack(">I", bytes(data[at : at + 4]))[0])

    def _cell(self, number: int, data: memoryview | bytes, at: int, *, with_rowid: bool) -> Cell:
        length, at = _varint(data, at)
        rowid = None
        if with_rowid:
            rowid, at = _varint(data, at)
        return Cell(number, rowid, _record(self._payload(data, at, length, is_table=with_rowid)))

    def _payload(self, data: memoryview | bytes, at: int, length: int, *, is_table: bool) -> bytes:
        """Return the bytes of a row, of which the end may lie on pages of its own."""
        usable = self._usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if length > self.count * self.size:
            raise Broken("a row longer than the file")
        local = length
        if length > most:
            least = (usable - 12) * 32 // 255 - 23
            local = least + (length - least) % (usable - 4)
            local = local if local <= most else least
        if at + local > self.size:
            raise Broken("a row that runs over its page")
        parts = [bytes(data[at : at + local])]
        missing = length - local
        following = self._number(data, at + local) if missing else 0
        seen: set[int] = set()
        while missing:
            if following in seen:
                raise Broken("a row that goes round in a circle")
            seen.add(following)
            page = self._bytes(following)
            part = bytes(page[4 : 4 + min(missing, usable - 4)])
            parts.append(part)
            missing -= len(part)
            following = self._number(page, 0)
        return b"".join(parts)


def leaves(pages: Pages, root: int) -> Iterator[tuple[int, Page | None]]:
    """Yield the pages of the tree under this one with their numbers, each once; None for one that cannot be read."""
    waiting, seen = [(root, 0)], set()
    while waiting:
        number, depth = waiting.pop()
        if number in seen or depth > _DEEPEST:
            continue
        seen.add(number)
        try:
            page = pages.page(number)
        except (Broken, struct.error):
            yield number, None
            continue
        yield number, page
        waiting += [(one, depth + 1) for one in reversed(page.below)]


def _page_size(data: memoryview) -> int:
    if len(data) < _HEADER:
        return _USUAL_PAGE
    size = int(struct.unpack(">H", data[16:18])[0])
    size = 65_536 if size == 1 else size
    return size if size >= 512 and size & (size - 1) == 0 else _USUAL_PAGE


def _varint(data: memoryview | bytes, at: int) -> tuple[int, int]:
    value = 0
    for number in range(8):
        byte = data[at + number]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + number + 1
    value = value << 8 | data[at + 8]
    return (value - (1 << 64) if value >= 1 << 63 else value), at + 9


def _record(payload: bytes) -> Record:
    """Return the columns of a row; Broken unless they fill it exactly."""
    size, at = _varint(payload, 0)
    if not 0 < size <= len(payload):
        raise Broken("a row whose head is longer than itself")
    kinds: list[int] = []
    while at < size:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    found: list[Value] = []
    at = size
    for kind in kinds:
        value, at = _value(payload, at, kind)
        found.append(value)
    if at != len(payload):
        raise Broken("a row that is not as long as its columns")
    return tuple(found)


_WHOLE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in _WHOLE:
        end = at + _WHOLE[kind]
        value: Value = int.from_bytes(payload[at:end], "big", signed=True)
    elif kind == 7:
        end = at + 8
        value = float(struct.unpack(">d", payload[at:end])[0])
    elif kind in (8, 9):
        return kind - 8, at
    elif kind >= 12:
        end = at + (kind - 12) // 2
        if end > len(payload):
            raise Broken("a column that runs over its row")
        try:
            value = payload[at:end] if kind % 2 == 0 else payload[at:end].decode("utf-8")
        except UnicodeDecodeError as error:
            raise Broken("a text that is no UTF-8") from error
    else:
        raise Broken(f"a column of the kind {kind}")
    if end > len(payload):
        raise Broken("a column that runs over its row")
    return value, end
