"""Excel workbooks (XLSX): the first sheet, one row an article, its first row names the columns.

Read with the standard library alone. A workbook is a ZIP of XML; XML with a document type is refused (entity bombs), and so is what
unpacks to more than ``LARGEST`` bytes. Formulas count as the value that was last computed; days are written as ISO dates.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from annotator.formats.base import Format, Found, ImportNote, ImportProblem, Options, Source, Table
from annotator.formats.records import Columns, RecordReader, UnfitColumns, choose_columns, unfit
from annotator.i18n import N_, _

MOST_COLUMNS = 1_000
LARGEST = 200_000_000  # bytes of one part, unpacked
_COLUMN = re.compile(r"([A-Z]{1,3})(\d+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OF_DAYS = frozenset((*range(14, 23), *range(45, 48)))  # number formats that every workbook knows (ECMA-376, 18.8.30)
_DAY_SIGNS = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.')
_EXCEL_DAY_0 = datetime.datetime(1899, 12, 30)
_FROM_1904 = 1_462  # days between the two ways in which Excel counts


class _Unfit(Exception):
    """The file is no sound workbook; the message says why."""


@dataclass(slots=True)
class _Book:
    """What the cells of the first sheet need."""

    archive: zipfile.ZipFile
    sheet: str
    others: list[str]
    strings: list[str] = field(default_factory=list)
    day_styles: frozenset[int] = frozenset()
    from_1904: bool = False


def look(source: Source, options: Options) -> Table:
    """Return the columns of the first sheet and what they are taken for."""
    try:
        header = next((cells for _number, cells in _rows(_open(source)) if any(cells)), [])
        columns, problem = choose_columns(header, options.mapping), ""
    except _Unfit as error:
        return Table((), "", {}, (), str(error))
    except UnfitColumns as error:
        columns, problem = Columns({}, ()), str(error)
    return Table(tuple(header), "", dict(columns.of_field), columns.unread, problem)


def read(source: Source, options: Options) -> Iterator[Found]:
    """Yield an article for each row of the first sheet, a problem for each row that cannot be one, and notes of what is not read."""
    records = RecordReader(source, options, "utf-8")
    header: list[str] = []
    columns = Columns({}, ())
    any_row = False
    try:
        book = _open(source)
        if book.others:
            yield ImportNote(source.path, "", _("sheets that were not read: {names}").format(names=", ".join(book.others)))
        for number, cells in _rows(book):
            options.check()
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header, columns = cells, _chosen(source, cells, options)
                if columns.unread:
                    yield ImportNote(source.path, "", _("columns that were not read: {names}").format(names=", ".join(columns.unread)))
                continue
            any_row = True
            by_name = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
            fields = {wanted: by_name[name] for wanted, name in columns.of_field.items()}
            yield from records.read(fields, _("row {number}").format(number=number), number)
    except _Unfit as error:
        yield ImportProblem(source.path, "", str(error))
        return
    if not any_row:
        yield ImportProblem(source.path, "", _("the table has no rows"))


def _chosen(source: Source, header: list[str], options: Options) -> Columns:
    try:
        return choose_columns(header, options.mapping)
    except UnfitColumns as error:
        raise unfit(source.path, error) from error


# ---- the parts of a workbook --------------------------------------------------------------------------------------------


def _open(source: Source) -> _Book:
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
        names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _Unfit(_("is no workbook: {reason}").format(reason=error)) from error
    if "xl/workbook.xml" not in names:
        raise _Unfit(_("is no Excel workbook"))
    sheets: list[tuple[str, str]] = []
    book = _Book(archive, "", [])

    def of_workbook(name: str, given: dict[str, str]) -> None:
        if name == "sheet":
            sheets.append((given.get("name", ""), next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")))
        elif name == "workbookPr":
            book.from_1904 = given.get("date1904") in ("1", "true")

    _parse(archive, "xl/workbook.xml", start=of_workbook)
    targets: dict[str, str] = {}

    def of_relations(name: str, given: dict[str, str]) -> None:
        if name == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    if "xl/_rels/workbook.xml.rels" in names:
        _parse(archive, "xl/_rels/workbook.xml.rels", start=of_relations)
    if not sheets:
        raise _Unfit(_("the workbook has no sheet"))
    target = targets.get(sheets[0][1], "worksheets/sheet1.xml")
    book.sheet = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    book.others = [name for name, _id in sheets[1:]]
    if book.sheet not in names:
        raise _Unfit(_("its first sheet is missing"))
    if "xl/sharedStrings.xml" in names:
        book.strings = _strings(archive)
    if "xl/styles.xml" in names:
        book.day_styles = _day_styles(archive)
    return book


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    *,
    start: Callable[[str, dict[str, str]], object] | None = None,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Read a part of the workbook; element names come without their namespace."""
    if archive.getinfo(part).file_size > LARGEST:
        raise _Unfit(_("{part} unpacks to more than {largest:,} bytes").format(part=part, largest=LARGEST))
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_doctype: object) -> None:
        raise _Unfit(_("{part} declares a document type, which no workbook needs").format(part=part))

    parser.StartDoctypeDeclHandler = refuse
    if start is not None:
        parser.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with archive.open(part) as file:
            read_bytes = 0
            while block := file.read(1 << 20):
                read_bytes += len(block)
                if read_bytes > LARGEST:  # whatever its directory says
                    raise _Unfit(_("{part} unpacks to more than {largest:,} bytes").format(part=part, largest=LARGEST))
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise _Unfit(_("{part} cannot be read ({reason})").format(part=part, reason=error)) from error


def _strings(archive: zipfile.ZipFile) -> list[str]:
    found: list[str] = []
    parts: list[str] = []
    depth = {"t": 0, "rPh": 0}

    def start(name: str, _given: dict[str, str]) -> None:
        if name == "si":
            parts.clear()
        elif name in depth:
            depth[name] += 1

    def end(name: str) -> None:
        if name == "si":
            found.append(_plain("".join(parts)))
        elif name in depth:
            depth[name] -= 1

    def text(words: str) -> None:
        if depth["t"] and not depth["rPh"]:  # what stands in rPh tells how the rest is read aloud
            parts.append(words)

    _parse(archive, "xl/sharedStrings.xml", start=start, end=end, text=text)
    return found


def _day_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Return which cell styles show days."""
    formats: set[int] = set(_OF_DAYS)
    styles: list[int] = []
    inside = [False]

    def start(name: str, given: dict[str, str]) -> None:
        if name == "numFmt" and re.search("[dmy]", _DAY_SIGNS.sub("", given.get("formatCode", "")).lower()):
            formats.add(int(given.get("numFmtId", "0")))
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(int(given.get("numFmtId", "0")))

    def end(name: str) -> None:
        if name == "cellXfs":
            inside[0] = False

    _parse(archive, "xl/styles.xml", start=start, end=end)
    return frozenset(number for number, one in enumerate(styles) if one in formats)


def _rows(book: _Book) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the sheet as (number, cells); cells that are not there are empty."""
    rows: list[tuple[int, list[str]]] = []
    row: dict[int, str] = {}
    cell = {"r": "", "t": "", "s": ""}
    words: list[str] = []
    at = {"row": 0, "column": -1, "taken": 0}

    def start(name: str, given: dict[str, str]) -> None:
        if name == "row":
            at["row"] = int(given.get("r") or at["row"] + 1)
            at["column"] = -1
            row.clear()
        elif name == "c":
            place = _COLUMN.fullmatch(given.get("r", ""))
            at["column"] = _column(place.group(1)) if place else at["column"] + 1
            cell.update(t=given.get("t", "n"), s=given.get("s", ""))
            words.clear()
        elif name in ("v", "t"):
            at["taken"] = 1

    def end(name: str) -> None:
        if name in ("v", "t"):
            at["taken"] = 0
        elif name == "c":
            row[at["column"]] = _value("".join(words), cell["t"], cell["s"], book)
        elif name == "row" and row:
            rows.append((at["row"], [row.get(place, "") for place in range(min(max(row) + 1, MOST_COLUMNS))]))

    def text(said: str) -> None:
        if at["taken"]:
            words.append(said)

    try:
        _parse(book.archive, book.sheet, start=start, end=end, text=text)
    except ValueError as error:
        raise _Unfit(_("{part} cannot be read ({reason})").format(part=book.sheet, reason=error)) from error
    yield from rows


def _column(letters: str) -> int:
    """Return the place of a column, counted from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _value(written: str, kind: str, style: str, book: _Book) -> str:
    if kind == "s":
        place = int(written) if written.isdecimal() else -1
        return book.strings[place] if 0 <= place < len(book.strings) else ""
    if kind in ("str", "inlineStr"):
        return _plain(written)
    if kind == "b":
        return "true" if written == "1" else "false"
    if kind == "e":  # an error such as #REF! is no text
        return ""
    if kind == "d":
        return written
    if style.isdecimal() and int(style) in book.day_styles:
        return _day(written, book.from_1904)
    return written.removesuffix(".0")


def _day(written: str, from_1904: bool) -> str:
    """Return a day (and the time, if it has one) in ISO form; what is no day of Excel's as it stands."""
    try:
        days = float(written) + (_FROM_1904 if from_1904 else 0)
        found = _EXCEL_DAY_0 + datetime.timedelta(days=days)
    except (ValueError, OverflowError):
        return written
    return found.date().isoformat() if days == int(days) else found.replace(microsecond=0).isoformat()


def _plain(text: str) -> str:
    """Return a text without Excel's escapes: ``_x000D_`` is a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


FORMAT = Format(key="workbook", name=N_("Excel workbook"), suffixes=(".xlsx", ".xlsm"), read=read, look=look, packed=True)
