"""One sheet of an Excel workbook as rows of texts, read by python-calamine (which reads no formulas, macros or outside links)."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
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
    """A sheet: its rows from row 1 on, cells as texts (numbers as they are written, days as ISO dates), its name and those of all."""

    rows: tuple[tuple[str, ...], ...]
    name: str = ""
    names: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """Return the names of the sheets that are not this one."""
        return tuple(one for one in self.names if one != self.name)


def sheet_of(data: bytes, wanted: str = "") -> Sheet:
    """Return a sheet of a workbook, by name or else by its number from 1; the first where none is wanted.

    WorkbookProblem if it is no workbook, is damaged, unpacks to more than ``LARGEST`` a part, or has no such sheet.
    """
    _refuse_bombs(data)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if not names:
            raise WorkbookProblem(_("the workbook has no sheet"))
        place = _place_of(wanted, names)
        rows = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise WorkbookProblem(_("is no workbook: {reason}").format(reason=str(error).strip())) from error
    return Sheet(tuple(tuple(_written(cell) for cell in row) for row in rows), names[place], tuple(names))


def _place_of(wanted: str, names: Sequence[str]) -> int:
    """Return which sheet is meant: the first, the one of this name (as Excel compares them, without case), or of this number."""
    if not wanted:
        return 0
    alike = [place for place, name in enumerate(names) if name == wanted] or [
        place for place, name in enumerate(names) if name.casefold() == wanted.strip().casefold()
    ]
    if alike:
        return alike[0]
    if wanted.strip().isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise WorkbookProblem(_("has no sheet “{wanted}”; its sheets are {names}").format(wanted=wanted, names=", ".join(names)))


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:  # NotImplementedError: a zip of a later kind
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
