"""The agreement page: lowest value first, then the same figures taken apart; a cell opens its passages, a passage its place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from annotator.agreement import words
from annotator.agreement.cases import Passage
from annotator.agreement.record import LIMITS, Record, written_limit
from annotator.errors import Cancelled
from annotator.i18n import _, ngettext
from annotator.model.step import Changes
from annotator.operations.agreement import AgreementReport, report_on
from annotator.operations.agreement_html import NOTE
from annotator.operations.agreement_limits import limits_of
from annotator.operations.agreement_settings import AgreementSettings
from annotator.operations.people import name_nobody, names_nobody
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.agreement.choices import Choices
from ui.agreement.layout import TABLE, Board
from ui.agreement.noting import Noting
from ui.agreement.settings_side import SettingsSide
from ui.agreement.taking_out import TakingOut
from ui.agreement.view import View, Wanted
from ui.agreement.works import Works
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import Banner, Message
from ui.parts.numbers import format_count
from ui.parts.painting import Part, begin, pass_keys
from ui.session import Session

SETTLE_MS = 300
MOST_NAMES = 4


class AgreementPage(Part):
    """Computed off the GUI thread when the page is in sight and codings have changed; for those who may see all coders' work.

    ``place_wanted(article, span)`` opens a passage in its article, ``case_wanted(article, annotation ids)`` its case for adjudication.
    """

    place_wanted = Signal(str, object)
    case_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.report: AgreementReport | None = None
        self.choices = Choices(self)
        self.choices.chosen.connect(self.compute)
        self.choices.nobody_named.connect(self._name_nobody)
        self.choices.filtered.connect(self._on_filtered)
        self._stale = True
        self._shown_of: dict[str, tuple[object, ...]] = {}
        self._passages_of: AgreementReport | None = None
        self._asked_from: QWidget | None = None
        self.problem: Banner | None = None
        self.setAccessibleName(_("Agreement"))
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.compute)
        self._make_parts()
        if session.is_open:
            self.choices.recall(session.the_project())
        session.changed.connect(self._on_changed)
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_closed)
        session.coder_changed.connect(self._on_closed)

    def _make_parts(self) -> None:
        board = self.board = Board(self)
        self.said, self.table, self.breakdown, self.panel = board.said, board.table, board.breakdown, board.panel
        self.empty, self.progress, self.tabs, self.views = board.empty, board.progress, board.tabs, board.views
        self.coders_button, self.filter_button = board.coders_button, board.filter_button
        self.copy_button, self.export_button = board.copy_button, board.export_button
        self.message = Message(self)
        self.works = Works(self._session, self.progress)
        self.settings = SettingsSide(self._session, board, self.choices, self)
        self.taking_out = TakingOut(self._session, self.message.tell, self._run_export, self)
        self.coders_button.clicked.connect(lambda: self._drop(self.coders_button, self.choices.coders_menu(self)))
        self.filter_button.clicked.connect(lambda: self._drop(self.filter_button, self.choices.rows_menu(self)))
        board.settings_button.clicked.connect(lambda: self.settings.turn(self.report))
        self.copy_button.clicked.connect(self.copy_paragraph)
        self.export_button.clicked.connect(lambda: self._drop(self.export_button, self.taking_out.menu(self.export)))
        self.progress.stopped.connect(self._on_stopped)
        self.noting = Noting(self._session, self.panel, self.message.tell, self)
        self.undo, self.redo = self.noting.undo, self.noting.redo
        self.table.opened.connect(self.open_row)
        self.table.moved.connect(self._on_moved)
        self.panel.place_wanted.connect(self.place_wanted)
        self.panel.case_wanted.connect(self.case_wanted)
        self.panel.left.connect(self.close_panel)
        self.breakdown.chosen.connect(self._show_part)
        self.breakdown.part_chosen.connect(self._on_statement)
        board.tabs.changed.connect(self._on_tab)
        for key, view in self.views.items():
            view.passages_wanted.connect(self._want)
            view.figure_wanted.connect(self._choose_figure)
            view.stale.connect(lambda key=key: self._refresh(key, anew=True))
        board.pairs.pair_wanted.connect(self.choices.choose_coders)
        pass_keys(self, self.table)

    # ---- computing ------------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        self._judge_anew()
        self._stale = self._stale or changes.touch("annotation", "link", "article_coding", "article", "coder", "codebook", "decision")
        if self._stale and self.isVisible():
            self._settle.start()

    def _judge_anew(self) -> None:
        """Take the project's limits where they have changed: the figures stay, the verdicts may not."""
        limits = limits_of(self._session.the_project()) if self._session.is_open else LIMITS
        if self.report is not None and limits != self.report.limits:
            self._show(replace(self.report, limits=limits))

    def _on_opened(self) -> None:
        self.choices.recall(self._session.the_project())
        self.settings.close()
        self._stale = True
        if self.isVisible():
            self._settle.start()

    def _on_closed(self) -> None:
        self.stop()
        self.close_panel()
        self.settings.close()
        self.choices.forget()
        self._forget()
        self._clear_problem()
        self.board.say("")
        self._stale = True

    def _forget(self) -> None:
        """Keep nothing of what was computed: the next to sit here may be somebody who must not see it."""
        self.report = None
        self._shown_of.clear()
        self.table.show_records([], None)
        self.breakdown.forget()
        self.panel.forget()
        for view in self.views.values():
            view.forget()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.tabs.key() == TABLE:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stale and self._session.is_open:
            self.compute()

    def _name_nobody(self, hidden: bool) -> None:
        if self._session.write(name_nobody, hidden):
            self.choices.choose_coders(None)

    def compute(self) -> None:
        """Compute the figures anew, off the GUI thread; what was under way is dropped."""
        self.stop()
        if not self._session.is_open:
            return
        settings = self.choices.computed

        def work(project: Project, progress: Progress) -> AgreementReport:
            return report_on(project, settings, progress)

        self._stale = False
        self._settle.stop()
        self._clear_problem()
        self.works.run("report", self._session.job(work), _("Comparing coders"), self._show, self._tell)

    def _run_export(self, job: Job, label: str) -> None:
        self.works.run("export", job, label, lambda _nothing: None, lambda _error: None)

    def stop(self) -> None:
        """Stop what is computed; what is shown stays."""
        self._stale = self._stale or self.works.under_way("report")
        self.works.stop()

    def _tell(self, error: Exception) -> None:
        """Tell in a bar above the table why there are no figures."""
        if isinstance(error, Cancelled):
            return
        self.close_panel()
        self._forget()
        self._clear_problem()
        usual = AgreementSettings()
        chosen = self.choices.settings != usual
        again = _("Use the usual settings") if chosen else _("Try again")
        self.problem = Banner("error", _("Agreement was not computed"), str(error), again)
        self.problem.pressed.connect(partial(self.choices.choose, usual) if chosen else self.compute)
        self.board.above.insertWidget(0, self.problem)

    def _clear_problem(self) -> None:
        if self.problem is not None:
            self.board.above.removeWidget(self.problem)
            self.problem.deleteLater()
            self.problem = None

    def _on_stopped(self) -> None:
        self.stop()
        if self.report is None:
            self.board.say(_("Stopped. F5 computes the figures."))
        else:
            self.message.tell(_("Stopped. F5 computes the figures."))

    # ---- showing --------------------------------------------------------------------------------------------------------

    def _show(self, report: AgreementReport) -> None:
        self.report = report
        self._shown_of.clear()
        empty = not report.n_articles
        self.board.nothing = empty
        self.empty.setVisible(empty)
        self.choices.show(report)
        self.choices.pseudonyms = names_nobody(self._session.the_project())
        self.coders_button.setText(self.choices.coders_words())
        self.board.say(self._about(report))
        for button in (self.copy_button, self.export_button, self.filter_button):
            button.setEnabled(not empty)
        self.breakdown.show_report(report)
        self._fill()
        self.board.fit()
        if self.board.passages_open:
            self._reopen()
        self._refresh(self.tabs.key())

    def _fill(self) -> None:
        """Show the rows that the filter lets through."""
        report = self.report
        if report is None:
            return
        rows = [] if not report.n_articles else [one for one in report.records if self.choices.lets_through(one)]
        self.table.show_records(rows, report.codebook, report.limits)
        drawn = next((one.parameters for one in report.records if "draws" in one.parameters), None)
        tentative, reliable = (written_limit(limit) for limit in report.limits)
        note = _(NOTE).format(tentative=tentative, reliable=reliable)
        if drawn is not None:
            text = _("Intervals: {draws} draws of whole articles, seed {seed}.")
            note = f"{note} {text.format(draws=format_count(int(str(drawn['draws']))), seed=drawn['seed'])}"
        without = sum(int(str(one.counts.get("draws_without_value", 0))) for one in rows)
        if without:
            text = ngettext("{count} draw of these rows had no value.", "{count} draws of these rows had no value.", without)
            note = f"{note} {text.format(count=format_count(without))}"
        self.board.note.setText(note)

    def _about(self, report: AgreementReport) -> str:
        """Return the line under the title: what is counted."""
        count = report.n_articles
        pair = len(report.coders) == 2
        if pair:
            articles = ngettext("{count} article finished by both", "{count} articles finished by both", count)
        else:
            articles = ngettext("{count} article finished by at least two", "{count} articles finished by at least two", count)
        version = _("codebook {version}").format(version=report.version) if report.version else _("all codebook versions mixed")
        told = [*self.choices.settings.told(report.limits), *([report.alone_words] if report.alone else [])]
        names = ", ".join(report.coders)
        if len(report.coders) > MOST_NAMES:
            names = ngettext("{count} coder", "{count} coders", len(report.coders)).format(count=format_count(len(report.coders)))
        return " · ".join((names, articles.format(count=format_count(count)), version, _("coded regions only"), *told))

    # ---- the views beside the table -----------------------------------------------------------------------------------------

    @property
    def record(self) -> Record | None:
        """The figure that the views show: the table's chosen row, else the lowest that has a value."""
        rows = self.table.records.records
        return self.table.current_record() or next((one for one in rows if one.value is not None), next(iter(rows), None))

    def show_tab(self, key: str) -> None:
        """Go to a view: the table, decomposition, pairs, time, articles, versions, gold or needed."""
        self.tabs.choose(key)

    def _on_tab(self, key: str) -> None:
        self.board.show_view(key)
        self._refresh(key)

    def _refresh(self, key: str, *, anew: bool = False) -> None:
        """Compute what a view shows unless it stands there; a view out of sight waits until it is looked at."""
        report, record = self.report, self.record
        view: View | None = self.views.get(key)
        if view is None or report is None or not report.n_articles:
            return
        token = (report, record.row if view.of_a_figure and record is not None else None)
        if not anew and self._shown_of.get(key) == token:
            return
        work = view.ask(report, record)
        if work is None:
            self._shown_of[key] = token
            view.show_found(report, record, None)
            return

        def show(found: Any) -> None:
            self._shown_of[key] = token
            view.show_found(report, record, found)

        self.works.run("view", self._session.job(work), _("Taking the figures apart"), show, self._tell)

    def _choose_figure(self, button: Button) -> None:
        self._drop(button, self.figures_menu())

    def figures_menu(self) -> QMenu:
        """Return the menu of the figures that a view can show."""
        menu = QMenu(self)
        report, here = self.report, self.record
        for row, record in enumerate(self.table.records.records if report is not None else ()):
            assert report is not None
            named = words.heading(record, report.codebook)
            action = menu.addAction(_("{title}: {measure}").format(title=named.title, measure=named.measure).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(record is here)
            action.triggered.connect(lambda _on=False, row=row: self.choose_figure(row))
        return menu

    def choose_figure(self, row: int) -> None:
        """Let the views show the figure in this row of the table."""
        self.table.selectRow(row)
        self._refresh(self.tabs.key())

    # ---- choices --------------------------------------------------------------------------------------------------------

    def _on_filtered(self) -> None:
        self.filter_button.setText(_("Show: {what}").format(what=self.choices.rows_words()))
        self._fill()
        self._refresh(self.tabs.key())

    def _drop(self, button: Button, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = QPoint(button.width() - menu.sizeHint().width(), button.height() + theme.current().px(4))
        menu.popup(button.mapToGlobal(corner))

    # ---- passages -------------------------------------------------------------------------------------------------------

    def open_row(self, row: int) -> None:
        """Show the passages behind a row, and bring the keys there."""
        if self.report is not None:
            self.table.selectRow(row)
            self._fetch(Wanted(self.report, self.table.records.records[row]), take_keys=True)

    def _on_moved(self, row: int) -> None:
        if self.board.passages_open and self.table.hasFocus() and self.report is not None:
            self._fetch(Wanted(self.report, self.table.records.records[row]), take_keys=False)

    def _reopen(self) -> None:
        """Show the passages of the open row as they are after a new computation."""
        record = self.table.current_record()
        if record is None or self.report is None or self.tabs.key() != TABLE:
            self.close_panel()
        else:
            self._fetch(Wanted(self.report, record), take_keys=self.panel.isAncestorOf(self.panel.window().focusWidget() or self.table))

    def _on_statement(self, record: Record | None) -> None:
        if record is None:
            self.close_panel()
        elif self.report is not None:
            self._fetch(Wanted(self.report, record, _("All"), lambda _one: True), take_keys=False)

    def _want(self, wanted: Wanted) -> None:
        self._fetch(wanted, take_keys=False)

    def _show_part(self, words: str, fits: Any) -> None:
        record = self.table.current_record()
        if record is not None and self.report is not None:
            self._fetch(Wanted(self.report, record, words, fits), take_keys=False)

    def _fetch(self, wanted: Wanted, *, take_keys: bool) -> None:
        self._asked_from = self.window().focusWidget()
        report, record = wanted.report, wanted.record
        there = self.panel.record is record and self._passages_of is report
        if self.board.passages_open and there and not self.works.under_way("passages"):
            self.panel.show_part(wanted.words, wanted.fits)
            return

        def work(_project: Project, progress: Progress) -> list[Passage]:
            return report.passages(record, progress)

        job = self._session.job(work)
        self.works.run("passages", job, "", lambda found: self._show_passages(wanted, found, take_keys=take_keys), self._tell)

    def _show_passages(self, wanted: Wanted, found: list[Passage], *, take_keys: bool) -> None:
        if not self._session.is_open:
            return
        report, record = wanted.report, wanted.record
        self._passages_of = report
        self.panel.show_record(report, record, found, self._session.the_project())
        if wanted.fits is not None:
            self.panel.show_part(wanted.words, wanted.fits)
        if record is self.table.current_record() and self.tabs.key() == TABLE:
            self.breakdown.show_passages(report, record, found)
        self.board.passages_open = True
        self.board.fit()
        if take_keys or not self.board.left.isVisible():
            self.panel.take_keys()

    def close_panel(self) -> None:
        """Go back from the passages to where they were asked for."""
        self.works.drop("passages")
        focus = self.window().focusWidget()
        had_keys = focus is not None and self.panel.isAncestorOf(focus)
        self.board.passages_open = False
        self.board.fit()
        if had_keys:
            back = self._asked_from
            usable = back is not None and self.board.left.isAncestorOf(back) and back.isVisible()
            (back if usable and back is not None else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.board.fit()

    # ---- taking out -----------------------------------------------------------------------------------------------------

    def copy_paragraph(self) -> None:
        """Copy the paragraph for a publication: of the chosen row while its passages are open, else of all rows shown."""
        if self.report is None:
            return
        chosen = self.panel.record if self.board.passages_open else None
        if chosen is None or self._passages_of is not self.report:
            self.taking_out.copy_paragraph(self.report, self.table.records.records)
        else:
            self.taking_out.copy_paragraph(self.report, [chosen])

    def export(self, kind: str, path: Path) -> None:
        """Write the report into a file: records, units or html."""
        if self.report is not None:
            self.taking_out.write(self.report, kind, path)

    # ---- the page itself ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F5:
            self.compute()
        elif event.key() == Qt.Key.Key_Escape and self.board.passages_open:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, self.board.head_height, self.width(), 1), using.line)
