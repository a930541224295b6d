"""Excel workbooks (XLSX): one sheet, the first or the one asked for; one row an article, the first row names the columns.

Days are written as ISO dates.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.formats.base import Format, Found, ImportNote, ImportProblem, Options, Source, Table
from annotator.formats.records import Columns, RecordReader, UnfitColumns, choose_columns, unfit
from annotator.formats.sheets import Sheet, WorkbookProblem, sheet_of
from annotator.i18n import N_, _


def look(source: Source, options: Options) -> Table:
    """Return the sheets, the columns of the one that is read and what they are taken for."""
    header: list[str] = []
    book = Sheet(())
    try:
        book = sheet_of(source.data, options.sheet)
        header = next((list(cells) for cells in book.rows if any(cells)), [])
        columns, problem = choose_columns(header, options.mapping), ""
    except WorkbookProblem as error:
        return Table((), "", {}, (), str(error))
    except UnfitColumns as error:
        columns, problem = Columns({}, ()), str(error)
    return Table(tuple(header), "", dict(columns.of_field), columns.unread, problem, sheets=book.names, sheet=book.name)


def read(source: Source, options: Options) -> Iterator[Found]:
    """Yield an article for each row of the sheet, a problem for each row that cannot be one, and notes of what is not read."""
    records = RecordReader(source, options, "utf-8")
    header: list[str] = []
    columns = Columns({}, ())
    any_row = False
    try:
        book = sheet_of(source.data, options.sheet)
        if book.others:
            yield ImportNote(source.path, "", _("sheets that were not read: {names}").format(names=", ".join(book.others)))
        for number, cells in enumerate(book.rows, start=1):
            options.check()
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header, columns = list(cells), _chosen(source, list(cells), options)
                if columns.unread:
                    yield ImportNote(source.path, "", _("columns that were not read: {names}").format(names=", ".join(columns.unread)))
                continue
            any_row = True
            by_name = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
            fields = {wanted: by_name[name] for wanted, name in columns.of_field.items()}
            first = book.name == book.names[0]  # rows of two sheets of one file are not the same articles
            place = _("row {number}") if first else _("{sheet}, row {number}")
            yield from records.read(fields, place.format(number=number, sheet=book.name), number if first else f"{book.name}!{number}")
    except WorkbookProblem as error:
        yield ImportProblem(source.path, "", str(error))
        return
    if not any_row:
        yield ImportProblem(source.path, "", _("the table has no rows"))


def _chosen(source: Source, header: list[str], options: Options) -> Columns:
    try:
        return choose_columns(header, options.mapping)
    except UnfitColumns as error:
        raise unfit(source.path, error) from error


FORMAT = Format(key="workbook", name=N_("Excel workbook"), suffixes=(".xlsx", ".xlsm"), read=read, look=look, packed=True)
