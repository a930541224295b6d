"""CSV and TSV: one row an article, the first row names the columns.

Rows are counted as a spreadsheet counts them: the names are row 1. A row with more or fewer cells than there are columns is
refused, for nobody can say which cell is the text.
"""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.formats.base import LONGEST_TEXT, Format, Found, ImportNote, ImportProblem, Options, Source, Table
from annotator.formats.records import FIELDS, OTHER_NAMES, Columns, RecordReader, UnfitColumns, choose_columns, unfit
from annotator.i18n import N_, _
from annotator.text.decoding import Decoded

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 65_536  # characters in which the delimiter is looked for
_SAMPLE_ROWS = 30
_EXCEL_HINT = re.compile(r"sep=(.)\n?")  # Excel's own first line
_FIELD_LIMIT = 4 * LONGEST_TEXT  # the text of an article is measured later, with a reason of its own
_limit_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What separates the cells, how many lines stand before the names, whether a space may stand before a quotation mark."""

    delimiter: str
    lines_before: int = 0
    spaced: bool = False


def look(source: Source, options: Options) -> Table:
    """Return the columns of the table, what separates them and what they are taken for; FileProblem if it cannot be decoded."""
    decoded = source.decoded(options)
    dialect = _dialect(decoded.text, source)
    try:
        header = next((row for row in _rows(decoded, source, dialect) if row), [])
        columns, problem = choose_columns(header, options.mapping, guess=options.guess), ""
    except csv.Error as error:
        return Table((), dialect.delimiter, {}, (), _reason(error))
    except UnfitColumns as error:
        columns, problem = Columns({}, ()), str(error)
    return Table(tuple(header), dialect.delimiter, dict(columns.of_field), columns.unread, problem, columns.guessed)


def read(source: Source, options: Options) -> Iterator[Found]:
    """Yield an article for each row, a problem for each row that cannot be one, and a note of the columns that are not read."""
    decoded = source.decoded(options)
    dialect = _dialect(decoded.text, source)
    rows = _rows(decoded, source, dialect)
    records = RecordReader(source, options, decoded.encoding)
    del decoded
    header: list[str] = []
    columns = Columns({}, ())
    number = dialect.lines_before
    any_row = False
    while True:
        number += 1
        place = _("row {number}").format(number=number)
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield ImportProblem(source.path, place, _reason(error))
            if _ends_reading(error):
                return
            continue
        if row is None:
            break
        if not any(cell.strip() for cell in row):
            continue
        if not header:
            header, columns = row, _chosen(source, row, options)
            if columns.unread:
                yield ImportNote(source.path, "", _("columns that were not read: {names}").format(names=", ".join(columns.unread)))
            continue
        any_row = True
        yield from _record(records, header, columns, row, place, number)
    if not any_row:
        yield ImportProblem(source.path, "", _("the table has no rows") if header else _("the file holds nothing but white space"))


def _record(records: RecordReader, header: list[str], columns: Columns, row: list[str], place: str, number: int) -> Iterator[Found]:
    while len(row) > len(header) and not row[-1].strip():
        row.pop()  # a delimiter at the end of the row
    if len(row) != len(header):
        reason = _("{cells} cells, but there are {columns} columns").format(cells=len(row), columns=len(header))
        yield ImportProblem(records.source.path, place, reason)
        return
    cells = dict(zip(header, row, strict=True))
    yield from records.read({field: cells[name] for field, name in columns.of_field.items()}, place, number)


def _chosen(source: Source, header: list[str], options: Options) -> Columns:
    try:
        return choose_columns(header, options.mapping, guess=options.guess)
    except UnfitColumns as error:
        raise unfit(source.path, error) from error


def _rows(decoded: Decoded, source: Source, dialect: _Dialect) -> Iterator[list[str]]:
    """Return the rows one by one; the bytes are decoded again as they are read, with their line ends as they came."""
    with _limit_lock:
        csv.field_size_limit(max(csv.field_size_limit(), _FIELD_LIMIT))
    data = io.BytesIO(source.data)
    data.seek(len("\ufeff".encode(decoded.encoding)) if decoded.had_bom else 0)
    lines = io.TextIOWrapper(data, encoding=decoded.encoding, newline="")
    for _line in range(dialect.lines_before):
        lines.readline()
    return csv.reader(lines, delimiter=dialect.delimiter, skipinitialspace=dialect.spaced, strict=True)


def _reason(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end" in said:
        return _("a quotation mark that opens here is never closed; nothing after it was read")
    if "field larger" in said:
        return _("a cell has more than {limit:,} characters; nothing after it was read").format(limit=_FIELD_LIMIT)
    if "expected after" in said:
        return _("a quotation mark inside a quoted cell is not doubled")
    return said


def _ends_reading(error: csv.Error) -> bool:
    """Return whether nobody can say where the next row begins."""
    return "expected after" not in str(error)


# ---- which sign separates the cells --------------------------------------------------------------------------------------


def _dialect(text: str, source: Source) -> _Dialect:
    hint = _EXCEL_HINT.match(text)
    if hint is not None and hint.group(1) not in '"\n\r':
        return _Dialect(hint.group(1), 1)
    sample = text[:_SAMPLE]
    order = ("\t", ",", ";", "|") if source.path.suffix.lower() in (".tsv", ".tab") else DELIMITERS
    found = max(order, key=lambda delimiter: _fitness(sample, delimiter))
    return _Dialect(found, spaced=f'{found} "' in sample and f'{found}"' not in sample)


def _fitness(sample: str, delimiter: str) -> tuple[int, float, int]:
    """Return how well a delimiter fits: names of fields among the columns, rows as wide as the first, columns."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # the sample ends inside a cell, or a cell is longer than the limit
    if not rows:
        return 0, 0.0, 0
    names = {name.strip().casefold() for name in rows[0]}
    width = len(rows[0])
    body = rows[1:] if len(rows) < 3 else rows[1:-1]  # the sample may cut the last row
    alike = sum(len(row) == width for row in body) / len(body) if body else 0.0
    return len(names & {*FIELDS, *OTHER_NAMES}), alike if width > 1 else 0.0, width


def _sniff(head: bytes) -> bool:
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace").lstrip("\ufeff").strip().casefold()
    names = {name.strip().strip('"') for name in re.split(r"[,;\t|]", first)}
    return "text" in names and len(names & {*FIELDS, *OTHER_NAMES}) >= 2


FORMAT = Format(key="csv_table", name=N_("CSV table"), suffixes=(".csv", ".tsv", ".tab"), read=read, sniff=_sniff, look=look)
