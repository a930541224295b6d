"""What leaves the agreement page: the paragraph for a publication, and the report in files, written off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from annotator.agreement.record import Record
from annotator.errors import AnnotatorError
from annotator.i18n import N_, _, ngettext
from annotator.operations import agreement_files
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_sections import sections
from annotator.progress import Progress
from annotator.project import Project
from ui.jobs import Job
from ui.session import Session

FILES = (
    ("records", N_("Figures as CSV…"), "agreement.csv", N_("CSV tables (*.csv)")),
    ("units", N_("Units × coders for R…"), "agreement-units.csv", N_("CSV tables (*.csv)")),
    ("html", N_("Report as a page (HTML)…"), "agreement.html", N_("Web pages (*.html)")),
)


class TakingOut(QObject):
    """Copies and writes; ``tell`` says what became of it, ``run`` starts a job with its progress shown."""

    def __init__(self, session: Session, tell: Callable[[str], None], run: Callable[[Job, str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._tell, self._run, self._page = session, tell, run, parent

    def copy_paragraph(self, report: AgreementReport, records: Sequence[Record]) -> None:
        """Copy the paragraph for a publication about these records."""
        QGuiApplication.clipboard().setText(report.paragraph(records))
        said = ngettext("The paragraph about {count} figure was copied", "The paragraph about {count} figures was copied", len(records))
        self._tell(said.format(count=len(records)))

    def menu(self, write: Callable[[str, Path], None]) -> QMenu:
        """Return the menu of the files that can be written."""
        menu = QMenu(self._page)
        for kind, words, name, filters in FILES:
            act = menu.addAction(_(words)).triggered
            act.connect(lambda _on=False, kind=kind, name=name, filters=filters: self._ask(kind, name, filters, write))
        return menu

    def _ask(self, kind: str, name: str, filters: str, write: Callable[[str, Path], None]) -> None:
        folder = self._session.the_project().path.parent
        path, _kind = QFileDialog.getSaveFileName(self._page, _("Export"), str(folder / name), _(filters))
        if path:
            write(kind, Path(path))

    def write(self, report: AgreementReport, kind: str, path: Path) -> Job:
        """Write the report into a file: records, units or html; what hinders is told through the session."""
        forbid = self._session.the_project().path

        def work(project: Project, progress: Progress) -> None:
            more = sections(project, report, progress) if kind == "html" else None
            progress.check()
            agreement_files.write(report, kind, path, forbid=forbid, sections=more)

        job = self._session.job(work)
        job.done.connect(lambda _nothing: self._tell(_("Written: {name}").format(name=path.name)))
        job.failed.connect(self._refused)
        self._run(job, _("Writing {name}").format(name=path.name))
        return job

    def _refused(self, error: Exception) -> None:
        if isinstance(error, AnnotatorError):
            self._session.problem.emit(error)
