"""The article on the desk as a PDF, or on a printer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

import annotator
from annotator.errors import FileProblem
from annotator.i18n import _
from annotator.operations.printing import printed
from annotator.project import Project
from ui.parts.region_words import region_names
from ui.printing.sheets import Sheets

PX_AN_INCH = 96.0
RESOLUTION = 300


def sheets_of(project: Project, article_id: str, size: QSizeF) -> Sheets:
    """Return the sheets of an article; ``size`` of the paper in px at 96 to the inch."""
    return Sheets(printed(project, article_id), size, region_names(), project.codebook.coded_regions)


def save_pdf(project: Project, article_id: str, path: Path) -> int:
    """Write an article with its annotations as a PDF (A4) and return how many pages it has; FileProblem if it cannot be written.

    The file is there whole or not at all.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
        os.close(descriptor)
    except OSError as error:
        raise FileProblem(path, _("cannot be written ({reason})").format(reason=error.strerror)) from error
    try:
        writer = QPdfWriter(name)
        writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
        writer.setResolution(RESOLUTION)
        writer.setCreator(f"annotator {annotator.__version__}")
        writer.setTitle(project.articles.get(article_id).title)
        pages = paint_on(writer, project, article_id, writer.newPage)
        del writer
        if os.path.getsize(name) == 0:
            raise FileProblem(path, _("cannot be written; is the disk full?"))
        os.replace(name, path)
    except OSError as error:
        raise FileProblem(path, _("cannot be written ({reason})").format(reason=error.strerror)) from error
    finally:
        Path(name).unlink(missing_ok=True)
    return pages


def paint_on(device: QPagedPaintDevice, project: Project, article_id: str, turn: Callable[[], object]) -> int:
    """Paint all sheets on a device, ``turn`` brings the next one; return how many there are."""
    scale = device.logicalDpiX() / PX_AN_INCH
    whole = device.pageLayout().fullRectPixels(device.logicalDpiX())
    sheets = sheets_of(project, article_id, QSizeF(whole.width() / scale, whole.height() / scale))
    painter = QPainter(device)
    try:
        for number in range(len(sheets)):
            if number:
                turn()
            painter.save()
            painter.scale(scale, scale)
            sheets.paint(painter, number)
            painter.restore()
    finally:
        painter.end()
    return len(sheets)


def ask_and_print(project: Project, article_id: str, parent: QWidget) -> bool:
    """Ask for a printer and print the article; False if the user thought better of it."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    printer.setDocName(project.articles.get(article_id).title)
    dialog = QPrintDialog(printer, parent)
    if not dialog.exec():
        return False
    paint_on(printer, project, article_id, printer.newPage)
    return True
