"""The import dialog: sources at the left, the article as it would be stored in the middle, how it is read at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import Cancelled
from annotator.formats.base import Options
from annotator.i18n import _, ngettext
from annotator.model.step import Changes
from annotator.operations.import_reprints import KnownTexts
from annotator.operations.importing import ImportReport
from annotator.operations.previewing import Preview, preview
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles import drops, import_work
from ui.articles.about_source import AboutSource
from ui.articles.import_report import ReportList, counts_line, looking_line, report_line, sources_line, twins_line
from ui.articles.import_work import Listed, Survey
from ui.articles.list import RowView
from ui.articles.region_preview import RegionPreview
from ui.articles.sheet import Line, Panel, Sheet, scrolled
from ui.articles.sources import DropArea, SourceDelegate, SourceKeys, SourceList
from ui.jobs import Job
from ui.parts.button import Button, IconButton
from ui.parts.field import plain_enter
from ui.parts.message import Banner, ProgressBar
from ui.parts.numbers import format_count
from ui.parts.painting import Label, clear_layout
from ui.session import Session

FIRST_SEEN = 100  # articles and records of a source that the preview shows
_TABLES = frozenset({"article", "annotation", "link", "article_coding", "entity", "coder", "step"})


class ImportDialog(Sheet):
    """Brings articles in; ``imported(ImportReport)`` is sent when they are stored. Show it with ``open``."""

    imported = Signal(object)

    def __init__(self, session: Session, paths: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(_("Import articles"), parent=parent)
        self._session = session
        self._listed = Listed(())
        self._previews: dict[Path, Preview] = {}
        self._current: Path | None = None
        self._article = 0
        self._survey: Survey | None = None
        self._looking: Job | None = None
        self._importing: Job | None = None
        self._label = ""
        self.report: ImportReport | None = None
        self._loose = drops.LooseTexts()
        self._known_texts = KnownTexts()
        self.setAcceptDrops(True)
        self.sources = SourceList(self)
        self.source_view = RowView(_("Sources"), SourceDelegate(self))
        self.source_view.setModel(self.sources)
        self.drop_area = DropArea()
        self.folder_button = Button(_("Choose a folder"), low=True)
        self.duplicates = Label("", "option", "text_2")
        self.preview_note = Label("", "option", "text_2")
        self.before_button = IconButton("chevron-left", _("Article before"))
        self.after_button = IconButton("chevron-right", _("Article after"))
        self.region_preview = RegionPreview()
        self.about = AboutSource()
        self.reports = ReportList()
        self.counts = Label("", "control", "text_2")
        self.progress = ProgressBar()
        self.cancel_button = Button(_("Cancel"))
        self.import_button = Button(_("Import"), "primary", key="↵")
        self._lay_out()
        self._connect()
        self._show_preview()
        self._show_counts()
        self.add(paths)

    # ---- building ----------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        self._sides = left, right = self._left(), scrolled(self.about)
        row.addWidget(left)
        row.addWidget(Line(upright=True))
        row.addWidget(self._middle(), 1)
        row.addWidget(Line(upright=True))
        row.addWidget(right)
        self.body.addLayout(row, 1)
        self.counts.setWordWrap(True)
        self.foot.addWidget(self.counts, 1)
        self.foot.addWidget(self.progress, 1)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.import_button)

    def _left(self) -> QWidget:
        px = theme.current().px
        whole = Panel()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, px(12), 0, px(16))
        column.setSpacing(px(8))
        title = QHBoxLayout()
        title.setContentsMargins(px(20), 0, px(20), 0)
        title.addWidget(Label(_("Sources"), "label", "text_2"))
        column.addLayout(title)
        column.addWidget(self.source_view, 1)
        below = QVBoxLayout()
        below.setContentsMargins(px(20), px(4), px(20), 0)
        below.setSpacing(px(8))
        self.duplicates.setWordWrap(True)
        for widget in (self.drop_area, self.folder_button, self.duplicates):
            below.addWidget(widget)
        column.addLayout(below)
        return whole

    def _middle(self) -> QWidget:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(10), px(8), 0)
        column.setSpacing(px(8))
        self.middle_title = Label(_("Preview"), "label", "text_2")
        head = QHBoxLayout()
        head.setSpacing(px(4))
        head.addWidget(self.middle_title)
        head.addStretch(1)
        for widget in (self.preview_note, self.before_button, self.after_button):
            head.addWidget(widget)
        column.addLayout(head)
        self.problem = QVBoxLayout()
        column.addLayout(self.problem)
        self.preview_area = scrolled(self.region_preview)
        self.preview_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.preview_area.setAccessibleName(_("Preview"))
        column.addWidget(self.preview_area, 1)
        column.addWidget(self.reports, 1)
        column.addStretch(0)
        self.reports.hide()
        return whole

    def _connect(self) -> None:
        self.source_view.selectionModel().currentChanged.connect(self._on_current)
        keys = SourceKeys(self)
        keys.removed.connect(self._remove_current)
        keys.entered.connect(self._on_primary)
        self.source_view.installEventFilter(keys)
        self.drop_area.clicked.connect(self._ask_files)
        self.folder_button.clicked.connect(self._ask_folder)
        self.before_button.clicked.connect(lambda: self._turn(-1))
        self.after_button.clicked.connect(lambda: self._turn(1))
        self.about.options_wanted.connect(self._read_otherwise)
        self.progress.stopped.connect(self._stop)
        self.cancel_button.clicked.connect(self.reject)
        self.import_button.clicked.connect(self._on_primary)
        self._session.closed.connect(self.reject)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(self.paste)

    # ---- sources -----------------------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Add files, and the files in folders, to what would be imported."""
        if not paths or self._importing is not None or self.report is not None:
            return
        wanted = list(paths)
        self._job(lambda project, _progress: import_work.list_files(project, wanted), self._on_listed)

    def _on_listed(self, listed: Listed) -> None:
        self._listed = Listed((), (*self._listed.problems, *listed.problems), (*self._listed.notes, *listed.notes))
        self.sources.add(listed.paths)
        if self._current is None and self.sources.rows:
            self.source_view.go_to(self.sources.index(0))
            if self.focusWidget() in (None, self.drop_area, self.folder_button):  # the window may not be active again yet
                self.source_view.setFocus()
        self._look_again(only_new=True)

    def _remove_current(self) -> None:
        if self._current is None or self._importing is not None or self.report is not None:
            return
        gone = self._current
        place = self.sources.index_of(gone).row()
        self.sources.remove(gone)
        self._previews.pop(gone, None)
        self._current = None
        if self.sources.rows:
            self.source_view.go_to(self.sources.index(min(place, len(self.sources.rows) - 1)))
        else:
            self._show_preview()
        self.sources.forget()
        self._look_again()

    def _ask_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, _("Choose files"))
        self.add([Path(name) for name in names])

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Choose a folder"))
        if name:
            self.add([Path(name)])

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if not index.isValid():
            return
        self._current = self.sources.rows[index.row()].path
        self._article = 0
        self.source_view.mark(str(self._current), index)
        self._show_preview()
        self._preview_current()

    def _read_otherwise(self, options: Options) -> None:
        """Read the source in sight with another encoding or other columns; what is a duplicate of what is counted anew."""
        if self._current is None:
            return
        self.sources.set_options(self._current, options)
        self._previews.pop(self._current, None)
        self._preview_current()
        self._look_again()

    # ---- looking, in the background ------------------------------------------------------------------------------------------

    def _job(self, work: Callable[[Project, Progress], object], then: Callable[[object], None]) -> Job:
        job = self._session.job(work)
        job.done.connect(then)
        job.failed.connect(self._on_failed)
        return self._session.start(job)

    def _preview_current(self) -> None:
        path = self._current
        if path is None or path in self._previews:
            return
        options = self.sources.row(path).options
        self._job(lambda project, progress: self._previewed(project, path, options, progress), self._on_previewed)

    def _previewed(self, project: Project, path: Path, options: Options, progress: Progress) -> Preview:
        return preview(project, path, options, first=FIRST_SEEN, progress=progress, known_texts=self._known_texts)

    def _on_previewed(self, found: Preview) -> None:
        self._previews[found.path] = found
        if found.path == self._current:
            self._show_preview()

    def _look_again(self, *, only_new: bool = False) -> None:
        """Count what is in the sources: in those that have come, or in all of them anew."""
        todo = [(row.path, row.options) for row in self.sources.rows if row.look is None]
        if only_new and self._survey is not None:
            self._survey.todo = todo
        else:
            self._survey = Survey(todo)
        self._show_counts()
        self._look_on()

    def _look_on(self) -> None:
        survey = self._survey
        if survey is None or not survey.todo or self._looking is not None or self._importing is not None:
            return
        self._looking = self._job(lambda project, progress: (survey, survey.go_on(project, progress)), self._on_looked)

    def _on_looked(self, found: tuple[Survey, list[import_work.Look]]) -> None:
        self._looking = None
        survey, looks = found
        if survey is self._survey:  # else the sources have changed meanwhile, and another one counts
            for look in looks:
                self.sources.put(look)
            self._show_counts()
        self._look_on()

    def _on_failed(self, error: Exception) -> None:
        self._looking = None
        if self._importing is not None:
            self._importing = None
            self.progress.finish()
            self.counts.show()
            self.import_button.show()
            self._show_counts()
        if isinstance(error, Cancelled):
            return
        self._say(_("Nothing was imported"), str(error))

    # ---- what is shown -----------------------------------------------------------------------------------------------------

    def _say(self, heading: str, sentence: str, kind: str = "error") -> None:
        self._clear_problem()
        self.problem.addWidget(Banner(kind, heading, sentence))

    def _clear_problem(self) -> None:
        clear_layout(self.problem)

    def _show_preview(self) -> None:
        self._clear_problem()
        found = self._previews.get(self._current) if self._current is not None else None
        if found is None:
            self.region_preview.show_text("", ())
            self.about.clear()
            self.preview_note.setText("" if self._current is None else _("reading…"))
            self.before_button.hide()
            self.after_button.hide()
            return
        self.about.show_preview(found, self.sources.row(found.path).options)
        if found.problems and not found.articles:
            self._say_problem(found)
        self._show_article(found)

    def _say_problem(self, found: Preview) -> None:
        if found.table is not None and found.table.problem:
            names = ", ".join(found.table.columns[:20])
            self._say(_("Say which column holds the text"), _("The columns are {names}").format(names=names), "warning")
        elif any(one.valid for one in found.candidates) and not found.encoding:
            sentence = _("No encoding is sure. Take the one at the right whose words read well.")
            self._say(_("Choose an encoding"), sentence, "warning")
        else:
            self._say(_("Nothing can be read here"), found.problems[0].reason)

    def _show_article(self, found: Preview) -> None:
        count = len(found.articles)
        one = found.articles[self._article] if count else None
        self.region_preview.show_text(one.text if one else "", one.article.regions if one else ())
        self.about.show_article(one)
        self.preview_area.verticalScrollBar().setValue(0)
        many = _("the first {count}") if found.more else "{count}"
        words = _("article {number} of {many}").format(number=self._article + 1, many=many.format(count=format_count(count)))
        self.preview_note.setText(words if count else "")
        for button in (self.before_button, self.after_button):
            button.setVisible(count > 1)
        self.before_button.setEnabled(self._article > 0)
        self.after_button.setEnabled(self._article < count - 1)

    def _turn(self, way: int) -> None:
        found = self._previews.get(self._current) if self._current is not None else None
        if found is not None and 0 <= self._article + way < len(found.articles):
            self._article += way
            self._show_article(found)

    def _show_counts(self) -> None:
        rows = self.sources.rows
        looks = [row.look for row in rows if row.look is not None]
        articles = sum(look.articles for look in looks)
        self.remark.setText(sources_line(len(rows), looks))
        looking = len(looks) < len(rows)
        self.counts.setText(looking_line(len(looks), len(rows)) if looking else counts_line(looks, len(self._listed.problems)))
        twins = twins_line(looks)
        self.duplicates.setText(twins)
        self.duplicates.setVisible(bool(twins))
        words = ngettext("Import {count} article", "Import {count} articles", articles).format(count=format_count(articles))
        self.import_button.setText(words if articles else _("Import"))
        self.import_button.setEnabled(bool(articles) or any(look.codings for look in looks) or looking)

    # ---- importing -----------------------------------------------------------------------------------------------------------

    def _on_primary(self) -> None:
        if self.report is not None:
            self.accept()
        elif self._importing is None and self.import_button.isEnabled():
            self._import()

    def _import(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        paths = [row.path for row in self.sources.rows]
        own = {row.path: row.options for row in self.sources.rows}
        left_out = self._listed
        job = self._session.job(lambda project, progress: import_work.import_listed(project, paths, own, left_out, progress), writes=True)
        job.progressed.connect(self._on_progress)
        job.done.connect(self._on_imported)
        job.failed.connect(self._on_failed)
        self._importing = job
        self.counts.hide()
        self.import_button.hide()
        self._label = _("Importing")
        self.progress.start(self._label)
        self._session.start(job)

    def _on_progress(self, label: str, done: int, total: int) -> None:
        if self._importing is None:
            return  # it has ended meanwhile
        if label != self._label:
            self._label = label
            self.progress.start(label, total)
        self.progress.show_count(done, total)

    def _stop(self) -> None:
        if self._importing is not None:
            self._importing.cancel()

    def _on_imported(self, report: ImportReport) -> None:
        self._importing = None
        self.report = report
        self.progress.finish()
        self._session.told_by_job(Changes(_TABLES, frozenset()))
        self.counts.show()
        self.counts.setText(report_line(report))
        self.remark.setText(_("done"))
        self.cancel_button.hide()
        self.import_button.show()
        self.import_button.setText(_("Close"))
        self.import_button.setEnabled(True)
        self.import_button.setFocus()
        for widget in (self.drop_area, self.folder_button, self.duplicates):
            widget.hide()
        self._clear_problem()
        told = bool(report.problems or report.notes or report.reprints)
        self.middle_title.setText(_("What was not read, and what to know") if told else _("All of it was read"))
        for widget in (self.preview_area, self.preview_note, self.before_button, self.after_button):
            widget.hide()
        self.about.clear()
        self.reports.show_report(report)
        self.reports.setVisible(told)
        self.imported.emit(report)

    def done(self, result: int) -> None:
        """Close; what was being read is stopped, and nothing of it is kept."""
        for job in (self._looking, self._importing):
            if job is not None:
                job.cancel()
        self._session.closed.disconnect(self.reject)
        self._loose.forget()
        super().done(result)

    # ---- Qt's events -------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self.source_view if self.sources.rows else self.drop_area).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px, (left, right) = theme.current().px, self._sides
        left.setFixedWidth(min(px(276), self.width() * 26 // 100))
        right.setFixedWidth(min(px(346), self.width() * 32 // 100))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event):
            self._on_primary()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if drops.is_wanted(event.mimeData()):
            event.acceptProposedAction()
            self.drop_area.show_over(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_area.show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_area.show_over(False)
        event.acceptProposedAction()
        self.add(self._loose.paths_of(event.mimeData()))

    def paste(self) -> None:
        """Take files or a text from the clipboard."""
        paths = self._loose.paths_of(QGuiApplication.clipboard().mimeData())
        if paths:
            self.add(paths)
        else:
            self._say(_("Nothing to paste"), _("Copy a text or files first."))
