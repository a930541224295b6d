"""The export dialog: tables as CSV or Parquet, or everything as JSON Lines, into a folder; and the line of Python that reads the same."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from annotator.errors import Cancelled
from annotator.i18n import N_, _, ngettext
from annotator.operations import exporting
from annotator.operations.exporting import CSV, JSON_LINES, PARQUET, ExportReport, files_of
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles.choice import Choice
from ui.articles.sheet import Sheet, scrolled
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.field import FieldBox
from ui.parts.message import Banner, ProgressBar
from ui.parts.numbers import format_count
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label, clear_layout
from ui.parts.plain_fields import CheckField
from ui.session import Session

SIZE = (640, 660)
_FORMATS = (
    (CSV, N_("CSV tables"), N_("One table a file, for R, Excel, Stata and Python; README.txt explains every column.")),
    (PARQUET, N_("Parquet"), N_("The same tables with the types of DataFrames, for Python, R and databases.")),
    (JSON_LINES, N_("JSON Lines"), N_("Articles and codings as annotator itself reads them back, for another project or program.")),
)


class ExportDialog(Sheet):
    """Takes a project out; ``exported(ExportReport)`` is sent when the files are written. Show it with ``open``."""

    exported = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Export"), size=SIZE, parent=parent)
        self._session = session
        self._job: Job | None = None
        self.report: ExportReport | None = None
        project = session.the_project()
        self.remark.setText(project.path.name)
        self.folder = FieldBox()
        self.folder.edit.setAccessibleName(_("Folder"))
        self.folder.edit.setText(str(_first_folder(project.path)))
        self.choose_button = Button(_("Choose…"))
        self.format = OptionGrid(_("Format"), [Option(key, _(label), _(hint)) for key, label, hint in _FORMATS])
        self.about = Label("", "option", "text_2")
        self.safe = CheckField(_("Make safe for spreadsheets: cells that look like formulas begin with '"))
        self.excel = CheckField(_("For Excel: mark the files as UTF-8"))
        self.coder = Choice(_("Whose codings"))
        self._fill_coders(project)
        self.python = FieldBox()
        self.python.edit.setReadOnly(True)
        self.python.edit.setAccessibleName(_("In Python"))
        self.python.edit.setText(python_line(project.path))
        self.copy_button = Button(_("Copy"))
        self.result = Label("", "control", "text")
        self.progress = ProgressBar()
        self.show_button = Button(_("Show folder"))
        self.close_dialog = Button(_("Cancel"))
        self.export_button = Button(_("Export"), "primary", key="↵")
        self.python.edit.setCursorPosition(0)
        self.first = self.export_button
        self._lay_out()
        self._connect()
        self.format.set_value(CSV)
        self.safe.set_value(False)
        self.excel.set_value(False)
        self._explain()

    # ---- building ----------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(6))
        column.addWidget(Label(_("Folder"), "label", "text_2"))
        column.addLayout(_beside(self.folder, self.choose_button))
        column.addSpacing(px(10))
        column.addWidget(self.format)
        self.about.setWordWrap(True)
        column.addWidget(self.about)
        column.addSpacing(px(6))
        column.addWidget(self.safe)
        column.addWidget(self.excel)
        column.addSpacing(px(10))
        column.addWidget(Label(_("Whose codings"), "label", "text_2"))
        column.addWidget(self.coder)
        column.addSpacing(px(10))
        column.addWidget(Label(_("The same in Python, without any file"), "label", "text_2"))
        column.addLayout(_beside(self.python, self.copy_button))
        column.addSpacing(px(10))
        self.problem = QVBoxLayout()
        column.addLayout(self.problem)
        self.result.setWordWrap(True)
        self.result.hide()
        column.addWidget(self.result)
        column.addStretch(1)
        self.body.addWidget(scrolled(whole), 1)
        self.foot.addWidget(self.progress, 1)
        self.foot.addStretch(1)
        for button in (self.show_button, self.close_dialog, self.export_button):
            self.foot.addWidget(button)
        self.show_button.hide()

    def _fill_coders(self, project: Project) -> None:
        own = project.coder.name if project.coder is not None else ""
        if project.sees_all:
            self.coder.addItem(_("All coders"), None)
            for one in project.coders.all():
                self.coder.addItem(one.name, one.name)
        else:
            self.coder.addItem(own, own)

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self._ask_folder)
        self.format.chosen.connect(lambda value: self.format.set_value(value or CSV))
        self.format.chosen.connect(lambda _value: self._explain())
        self.format.proceed.connect(self.export_button.setFocus)
        self.folder.edit.returnPressed.connect(self._export)
        self.copy_button.clicked.connect(self._copy)
        self.show_button.clicked.connect(self._show_folder)
        self.close_dialog.clicked.connect(self.reject)
        self.coder.currentIndexChanged.connect(lambda _place: self._explain())
        self.export_button.clicked.connect(self._export)
        self.progress.stopped.connect(self._stop)
        self._session.closed.connect(self.reject)

    # ---- choices -----------------------------------------------------------------------------------------------------------

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder for the export"), self.folder.edit.text())
        if name:
            self.folder.edit.setText(name)

    def _explain(self) -> None:
        chosen = str(self.format.value() or CSV)
        hint = next(_(hint) for key, _label, hint in _FORMATS if key == chosen)
        files = ", ".join(files_of(self._session.the_project(), chosen, self.coder.currentData()))
        self.about.setText(f"{hint}\n{_('Writes {files}').format(files=files)}")
        for field in (self.safe, self.excel):
            field.setVisible(chosen == CSV)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.python.edit.text())
        self.copy_button.setText(_("Copied"))

    # ---- exporting -----------------------------------------------------------------------------------------------------------

    def _export(self) -> None:
        if self._job is not None:
            return
        text = self.folder.edit.text().strip()
        self.folder.wrong = not text
        self.folder.update()
        if not text:
            self.folder.edit.setFocus()
            return
        folder, chosen, coder = Path(text).expanduser(), str(self.format.value() or CSV), self.coder.currentData()
        safe, excel = (bool(field.value()) and chosen == CSV for field in (self.safe, self.excel))

        def work(project: Project, progress: Progress) -> ExportReport:
            return exporting.export(project, folder, format=chosen, coder=coder, spreadsheet_safe=safe, excel=excel, progress=progress)

        self._clear()
        job = self._session.job(work)
        job.progressed.connect(self._on_progress)
        job.done.connect(self._on_exported)
        job.failed.connect(self._on_failed)
        self._job = job
        self.export_button.setEnabled(False)
        self.progress.start(_("Exporting"))
        self._session.start(job)

    def _on_progress(self, _label: str, done: int, total: int) -> None:
        self.progress.show_count(done, total)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_exported(self, report: ExportReport) -> None:
        self._job = None
        self.report = report
        self.progress.finish()
        self.export_button.setEnabled(True)
        self.result.setText(result_line(report))
        self.result.show()
        self.close_dialog.setText(_("Close"))
        self.show_button.setVisible(bool(report.files))
        self.close_dialog.setFocus()
        self.exported.emit(report)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.progress.finish()
        self.export_button.setEnabled(True)
        if isinstance(error, Cancelled):
            return
        self.problem.addWidget(Banner("error", _("Nothing more was written"), str(error)))

    def _clear(self) -> None:
        self.result.hide()
        clear_layout(self.problem)

    def _show_folder(self) -> None:
        if self.report is not None and self.report.files:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.report.files[0].parent)))

    def done(self, result: int) -> None:
        """Close; an export under way is stopped, files that were not whole are not there."""
        self._stop()
        self._session.closed.disconnect(self.reject)
        super().done(result)


def python_line(path: Path) -> str:
    """Return the line of Python that reads the project as the export writes it."""
    return f"import annotator; frames = annotator.load_frames({str(path.absolute())!r})"


def result_line(report: ExportReport) -> str:
    """Return how many files were written, and how many rows each table has."""
    files = ngettext("{count} file written", "{count} files written", len(report.files)).format(count=format_count(len(report.files)))
    rows = ", ".join(f"{name} {format_count(count)}" for name, count in report.rows.items())
    return f"{files}. {_('Rows: {rows}').format(rows=rows)}" if rows else files


def _first_folder(path: Path) -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    base = Path(documents) if documents and Path(documents).is_dir() else path.absolute().parent
    return base / f"{path.stem} tables"


def _beside(field: QWidget, button: QWidget) -> QLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.current().px(8))
    row.addWidget(field, 1)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
