"""Excel workbooks (XLSX): the first sheet, one row an article, its first row names the columns; days are written as ISO dates."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.formats.base import Format, Found, ImportNote, ImportProblem, Options, Source, Table
from annotator.formats.records import Columns, RecordReader, UnfitColumns, choose_columns, unfit
from annotator.formats.sheets import WorkbookProblem, first_sheet
from annotator.i18n import N_, _


def look(source: Source, options: Options) -> Table:
    """Return the columns of the first sheet and what they are taken for."""
    try:
        header = next((list(cells) for cells in first_sheet(source.data).rows if any(cells)), [])
        columns, problem = choose_columns(header, options.mapping), ""
    except WorkbookProblem as error:
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
        book = first_sheet(source.data)
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
            yield from records.read(fields, _("row {number}").format(number=number), number)
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
