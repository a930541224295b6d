"""The agreement page: lowest value first; a row opens its passages, a passage its place in the article."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from annotator.agreement.cases import Passage
from annotator.agreement.record import Record
from annotator.errors import AnnotatorError, Cancelled
from annotator.i18n import N_, _, ngettext
from annotator.model.step import Changes
from annotator.operations import agreement_files
from annotator.operations.agreement import SHOWN, AgreementReport, compare
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.agreement.breakdown import Breakdown
from ui.agreement.choices import Choices
from ui.agreement.passage_panel import PassagePanel
from ui.agreement.record_table import RecordTable
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import Banner, EmptyState, Message, ProgressBar
from ui.parts.numbers import format_count
from ui.parts.painting import ElidedLabel, Label, Part, begin, pass_keys
from ui.session import Session

SETTLE_MS = 300
PAIR_DRAWS = 1000
BESIDE = 1200
"""from this width (px at 100 %) on the passages stand beside the table; below they take its place"""
PANEL = 412
LOWEST = 680
"""below this height (px at 100 %) the table needs the room that the breakdown would take"""
FILES = (
    ("records", N_("Figures as CSV…"), "agreement.csv", N_("CSV tables (*.csv)")),
    ("units", N_("Units × coders for R…"), "agreement-units.csv", N_("CSV tables (*.csv)")),
    ("html", N_("Report as a page (HTML)…"), "agreement.html", N_("Web pages (*.html)")),
)


class AgreementPage(Part):
    """Computed off the GUI thread when the page is in sight and codings have changed; for those who may see all coders' work."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.report: AgreementReport | None = None
        self.choices = Choices(self)
        self.choices.chosen.connect(self._on_chosen)
        self.choices.filtered.connect(self._on_filtered)
        self._stale = True
        self._nothing = False
        self._passages_open = False
        self._job: Job | None = None
        self._opening: Job | None = None
        self.setAccessibleName(_("Agreement"))
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.compute)
        self._make_parts()
        self._lay_out()
        session.changed.connect(self._on_changed)
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_closed)
        session.coder_changed.connect(self._on_closed)

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.coders_button = Button(_("Coders"), icon="users-round")
        self.coders_button.clicked.connect(lambda: self._drop(self.coders_button, self.choices.coders_menu(self)))
        self.filter_button = Button(_("Show: all"), icon="list-filter")
        self.filter_button.clicked.connect(lambda: self._drop(self.filter_button, self.choices.rows_menu(self)))
        self.copy_button = Button(_("Copy paragraph"), icon="quote")
        self.copy_button.clicked.connect(self.copy_paragraph)
        self.export_button = Button(_("Export"), icon="download")
        self.export_button.clicked.connect(lambda: self._drop(self.export_button, self.export_menu()))
        self.progress = ProgressBar()
        self.progress.stopped.connect(self._on_stopped)
        self.problem: Banner | None = None
        self.empty = EmptyState("chart-no-axes-column", _("No article finished by two coders"),
                                _("Agreement needs at least one article that two coders have both finished."))  # fmt: skip
        self.empty.hide()
        self.table = RecordTable()
        self.table.opened.connect(self.open_row)
        self.table.moved.connect(self._on_moved)
        self.breakdown = Breakdown()
        self.note = Label("", "caption", "text_2")
        self.note.setWordWrap(True)
        self.note.setContentsMargins(theme.current().px(8), 0, 0, 0)
        self.panel = PassagePanel()
        self.panel.place_wanted.connect(self.place_wanted)
        self.panel.left.connect(self.close_panel)
        self.panel.hide()
        self.breakdown.chosen.connect(self.panel.show_part)
        self.breakdown.pair_wanted.connect(self.choices.choose_coders)
        self.message = Message(self)

    def _lay_out(self) -> None:
        px = theme.current().px
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(_("Agreement"), "page_title"))
        words.addWidget(self.said)
        top = QWidget()
        top.setFixedHeight(px(64))
        head = QHBoxLayout(top)
        head.setContentsMargins(px(24), px(8), px(24), px(8))
        head.setSpacing(px(8))
        head.addLayout(words, 1)
        for button in (self.coders_button, self.filter_button, self.copy_button, self.export_button):
            head.addWidget(button)
        above = self._above = QVBoxLayout()
        for part in (self.progress, self.empty):
            above.addWidget(part)
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(px(16), px(8), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        column.addWidget(self.breakdown)
        body = self._body = QHBoxLayout()
        body.setSpacing(0)
        start = QVBoxLayout()
        start.setSpacing(0)
        start.addLayout(above)
        start.addWidget(self.left, 1)
        start.addStretch(0)
        body.addLayout(start, 1)
        body.addWidget(self.panel, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addSpacing(1)
        whole.addLayout(body, 1)
        self._head_height = px(64)
        pass_keys(self, self.table)

    # ---- computing ------------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        self._stale = self._stale or changes.touch("annotation", "link", "article_coding", "article", "coder", "codebook")
        if self._stale and self.isVisible():
            self._settle.start()

    def _on_opened(self) -> None:
        self.choices.forget()
        self._stale = True
        if self.isVisible():
            self._settle.start()

    def _on_closed(self) -> None:
        self.stop()
        self.close_panel()
        self.panel.forget()
        self._clear_problem()
        self.said.show_text("")
        self.report = None
        self.table.show_records([], None)
        self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stale and self._session.is_open:
            self.compute()

    def compute(self) -> None:
        """Compute the figures anew, off the GUI thread; what was under way is dropped."""
        self.stop()
        if not self._session.is_open:
            return
        coders, version, measures = self.choices.coders, self.choices.version, self.choices.measures

        def work(project: Project, progress: Progress) -> AgreementReport:
            return compare(project, coders, version=version, measures=measures, progress=progress)

        self._stale = False
        self._settle.stop()
        self._clear_problem()
        self.progress.start(_("Comparing coders"))
        job = self._job = self._session.job(work)
        job.progressed.connect(lambda _label, done, total: self.progress.show_count(done, total) if job is self._job else None)
        job.done.connect(lambda report: self._show(report) if job is self._job else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._job else None)
        job.ended.connect(lambda: self._end(job))
        self._session.start(job)

    def stop(self) -> None:
        """Stop the computation; what is shown stays."""
        for job in (self._job, self._opening):
            if job is not None:
                job.cancel()
        if self._job is not None:
            self._stale = True
        self._job = self._opening = None
        self.progress.finish()

    def _end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.progress.finish()

    def _tell(self, error: Exception) -> None:
        """Tell in a bar above the table why there are no figures; a fault of ours flies on to the crash window."""
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, AnnotatorError):
            raise error
        self.report = None
        self.table.show_records([], None)
        self.close_panel()
        self._clear_problem()
        self.problem = Banner("error", _("Agreement was not computed"), str(error), _("Try again"))
        self.problem.pressed.connect(self.compute)
        self._above.insertWidget(0, self.problem)

    def _clear_problem(self) -> None:
        if self.problem is not None:
            self._above.removeWidget(self.problem)
            self.problem.deleteLater()
            self.problem = None

    def _on_stopped(self) -> None:
        self.stop()
        if self.report is None:
            self.said.show_text(_("Stopped. F5 computes the figures."))

    # ---- showing --------------------------------------------------------------------------------------------------------

    def _show(self, report: AgreementReport) -> None:
        self.report = report
        empty = not report.n_articles
        self._nothing = empty
        self.empty.setVisible(empty)
        self._fit()
        self.choices.show(report)
        self.coders_button.setText(self.choices.coders_words())
        self.said.show_text(self._about(report))
        for button in (self.copy_button, self.export_button, self.filter_button):
            button.setEnabled(not empty)
        self._fill()
        if self._passages_open:
            self._reopen()

    def _fill(self) -> None:
        """Show the rows that the filter lets through."""
        report = self.report
        if report is None:
            return
        rows = [] if not report.n_articles else [one for one in report.records if self.choices.lets_through(one)]
        self.table.show_records(rows, report.codebook)
        drawn = next((one.parameters for one in report.records if "draws" in one.parameters), None)
        note = _("Lowest first. The verdict looks at the lower end of the interval (limits .667 and .800); only alphas have one.")
        if drawn is not None:
            text = _("Intervals: {draws} draws of whole articles, seed {seed}.")
            note = f"{note} {text.format(draws=format_count(int(str(drawn['draws']))), seed=drawn['seed'])}"
        without = sum(int(str(one.counts.get("draws_without_value", 0))) for one in rows)
        if without:
            text = ngettext("{count} draw of these rows had no value.", "{count} draws of these rows had no value.", without)
            note = f"{note} {text.format(count=format_count(without))}"
        self.note.setText(note)

    def _about(self, report: AgreementReport) -> str:
        """Return the line under the title: what is counted."""
        count = report.n_articles
        pair = len(report.coders) == 2
        if pair:
            articles = ngettext("{count} article finished by both", "{count} articles finished by both", count)
        else:
            articles = ngettext("{count} article finished by at least two", "{count} articles finished by at least two", count)
        version = _("codebook {version}").format(version=report.version) if report.version else _("all codebook versions mixed")
        return " · ".join((", ".join(report.coders), articles.format(count=format_count(count)), version, _("coded regions only")))

    # ---- choices --------------------------------------------------------------------------------------------------------

    def _on_chosen(self) -> None:
        self.compute()

    def _on_filtered(self) -> None:
        self.filter_button.setText(_("Show: {what}").format(what=self.choices.rows_words()))
        self._fill()

    def _drop(self, button: Button, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = QPoint(button.width() - menu.sizeHint().width(), button.height() + theme.current().px(4))
        menu.popup(button.mapToGlobal(corner))

    def export_menu(self) -> QMenu:
        """Return the menu of the files that can be written."""
        menu = QMenu(self)
        for kind, words, name, filters in FILES:
            menu.addAction(_(words)).triggered.connect(lambda _on=False, kind=kind, name=name, f=filters: self._ask_file(kind, name, f))
        return menu

    # ---- passages -------------------------------------------------------------------------------------------------------

    def open_row(self, row: int) -> None:
        """Show the passages behind a row, and bring the keys there."""
        self._fetch(self.table.records.records[row], take_keys=True)

    def _on_moved(self, row: int) -> None:
        if self._passages_open and self.table.hasFocus():
            self._fetch(self.table.records.records[row], take_keys=False)

    def _reopen(self) -> None:
        """Show the passages of the open row as they are after a new computation."""
        record = self.table.current_record()
        if record is None:
            self.close_panel()
        else:
            self._fetch(record, take_keys=self.panel.isAncestorOf(self.panel.window().focusWidget() or self.table))

    def _fetch(self, record: Record, *, take_keys: bool) -> None:
        report = self.report
        if report is None:
            return
        if self._opening is not None:
            self._opening.cancel()

        def work(_project: Project, progress: Progress) -> tuple[list[Passage], list[Record]]:
            pairs = report.pairs(record, PAIR_DRAWS, progress) if len(report.coders) > 2 and record.measure in SHOWN else []
            return report.passages(record), pairs

        job = self._opening = self._session.job(work)
        job.done.connect(lambda found: self._show_passages(report, record, *found, take_keys=take_keys) if job is self._opening else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._opening else None)
        self._session.start(job)

    def _show_passages(
        self, report: AgreementReport, record: Record, found: list[Passage], pairs: list[Record], *, take_keys: bool
    ) -> None:
        self._opening = None
        if not self._session.is_open:
            return
        self.panel.show_record(report, record, found, self._session.the_project())
        self.breakdown.show_passages(report, record, found, pairs)
        self._passages_open = True
        self._fit()
        if take_keys:
            self.panel.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Go back from the passages to the table."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        had_keys = self.panel.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() is not None else False
        self._passages_open = False
        self._fit()
        if had_keys:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Lay table and passages side by side, or where the window is small the passages in the table's place."""
        px, shown = theme.current().px, self._passages_open and not self._nothing
        takes_all = shown and self.width() < px(BESIDE)
        self.panel.setMinimumWidth(0 if takes_all else px(PANEL))
        self.panel.setMaximumWidth(self.width() if takes_all else px(PANEL))
        # What goes is hidden first: both together would make the page wider than the window.
        if takes_all or self._nothing:
            self.left.hide()
        side = 0 if takes_all else px(24)
        self._above.setContentsMargins(side, side // 2, side, 0)
        self._body.setStretch(0, 0 if takes_all else 1)
        self.panel.setVisible(shown)
        self.breakdown.setVisible(shown and self.breakdown.holds_something() and self.height() >= px(LOWEST))
        self.left.setVisible(not takes_all and not self._nothing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # ---- taking out -----------------------------------------------------------------------------------------------------

    def copy_paragraph(self) -> None:
        """Copy the paragraph for a publication: of the chosen row while its passages are open, else of all rows shown."""
        if self.report is None:
            return
        chosen = self.panel.record if self._passages_open else None
        records = [chosen] if chosen is not None else self.table.records.records
        QGuiApplication.clipboard().setText(self.report.paragraph(records))
        said = ngettext("The paragraph about {count} figure was copied", "The paragraph about {count} figures was copied", len(records))
        self.message.tell(said.format(count=len(records)))

    def _ask_file(self, kind: str, name: str, filters: str) -> None:
        folder = self._session.the_project().path.parent
        path, _kind = QFileDialog.getSaveFileName(self, _("Export"), str(folder / name), _(filters))
        if path:
            self.export(kind, Path(path))

    def export(self, kind: str, path: Path) -> None:
        """Write the report into a file: records, units or html."""
        if self.report is None:
            return
        try:
            agreement_files.write(self.report, kind, path, forbid=self._session.the_project().path)
        except AnnotatorError as error:
            self._session.problem.emit(error)
            return
        self.message.tell(_("Written: {name}").format(name=path.name))

    # ---- the page itself ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F5:
            self.compute()
        elif event.key() == Qt.Key.Key_Escape and self._passages_open:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, self._head_height, self.width(), 1), using.line)
