"""The first sheet of an Excel workbook as rows of texts, read by python-calamine (which reads no formulas, macros or outside links)."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from annotator.errors import AnnotatorError
from annotator.i18n import _

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # Excel's escape for what XML cannot hold: _x000D_ is a carriage return
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
LARGEST = 200_000_000  # bytes of one part, unpacked


class WorkbookProblem(AnnotatorError):
    """The file is no sound workbook; the message says why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet: its rows from row 1 on, cells as texts (numbers as they are written, days as ISO dates), and the other sheets."""

    rows: tuple[tuple[str, ...], ...]
    others: tuple[str, ...] = ()


def first_sheet(data: bytes) -> Sheet:
    """Return the first sheet of a workbook; WorkbookProblem if it is none, is damaged, or unpacks to more than ``LARGEST`` a part."""
    _refuse_bombs(data)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if not names:
            raise WorkbookProblem(_("the workbook has no sheet"))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise WorkbookProblem(_("is no workbook: {reason}").format(reason=str(error).strip())) from error
    return Sheet(tuple(tuple(_written(cell) for cell in row) for row in rows), tuple(names[1:]))


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise WorkbookProblem(_("is no workbook: {reason}").format(reason=error)) from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise WorkbookProblem(_("is no Excel workbook"))
    for part in parts:
        if part.file_size > LARGEST:
            raise WorkbookProblem(_("{part} unpacks to more than {most:,} bytes").format(part=part.filename, most=LARGEST))


def _written(cell: Any) -> str:
    """Return a cell as a person reads it: no ``.0`` behind whole numbers, no midnight behind days."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    text = str(cell)
    return "" if text in _ERRORS else _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text
