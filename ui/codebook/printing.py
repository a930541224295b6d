"""The codebook on paper: laid out as a text document, sent to a printer or written as PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from annotator.model.codebook import Codebook
from annotator.operations.codebook_print import page_of
from annotator.operations.files import write_whole
from ui.codebook.page_breaks import keep_together

_MARGINS = QMarginsF(2, 2, 2, 2)  # mm; the text document adds two centimetres and the page number
_FONT, _POINTS = "Source Serif 4", 10


def document_of(codebook: Codebook, project: str) -> QTextDocument:
    """Return the codebook as a document that a printer or a PDF writer lays out."""
    document = QTextDocument()
    document.setDefaultFont(QFont(_FONT, _POINTS))
    document.setHtml(page_of(codebook, project=project))
    return document


def _paged(codebook: Codebook, project: str, paper: QPagedPaintDevice) -> QTextDocument:
    document = document_of(codebook, project)
    keep_together(document, paper)
    return document


def pdf_of(codebook: Codebook, project: str) -> bytes:
    """Return the codebook as a PDF file on A4 paper."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(codebook.name)
    writer.setCreator("annotator")
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, _MARGINS,
                                     QPageLayout.Unit.Millimeter))  # fmt: skip
    _paged(codebook, project, writer).print_(writer)
    buffer.close()
    return bytes(data.data())


def save_pdf(codebook: Codebook, path: Path, project: Path) -> None:
    """Write the codebook as PDF, whole or not at all; FileProblem if the file cannot be written."""
    write_whole(path, pdf_of(codebook, project.stem), forbid=project)


def print_codebook(codebook: Codebook, project: str, parent: QWidget) -> bool:
    """Ask for a printer and print; False if the dialog was cancelled."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # slow to load: only when somebody prints

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(codebook.name)
    printer.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
    dialog = QPrintDialog(printer, parent)
    if not dialog.exec():
        return False
    _paged(codebook, project, printer).print_(printer)
    return True
