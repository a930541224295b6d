"""The page of plan and progress: how far everybody is, who asks, how firm the figures are; plans, packages and merging start here."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from annotator.agreement import words
from annotator.errors import Cancelled
from annotator.i18n import _, ngettext
from annotator.model.span import Span
from annotator.model.step import Changes
from annotator.operations.agreement import compare
from annotator.operations.agreement_limits import limits_of
from annotator.operations.assigning import latest_planned
from annotator.operations.progressing import WISHED_HALF_WIDTH, Needed, agreement_by_week, needed_for, round_size, study_progress
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles.sheet import Line, scrolled
from ui.jobs import Job, Work
from ui.parts.button import Button
from ui.parts.message import Banner, EmptyState, Message, ProgressBar
from ui.parts.numbers import format_coefficient, format_count
from ui.parts.page_head import lay_out_page
from ui.parts.painting import ElidedLabel, Label, Part, begin, clear_layout
from ui.plan.coder_bars import CoderBars
from ui.plan.figures import Figures
from ui.plan.side import FlagRow, NeededRow, PairBars
from ui.plan.told import Shown, about_words, figures_of, week_words
from ui.plan.week_plot import Week, WeekPlot
from ui.session import Session

SETTLE_MS = 300
FLAGS_SHOWN = 4
MEASURES = ("u_alpha", "attribute_alpha")
PLOTTED = ("claim", "claim_type")
"""category and attribute of the figure that is shown over the weeks until another is chosen"""


class PlanPage(Part):
    """For those who may see all coders' work. ``place_wanted(article id, Span)`` asks for a passage about which a coder asks."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.shown: Shown | None = None
        self.needed: list[Needed] = []
        self._jobs: dict[str, Job] = {}
        self._stale = True
        self._all_flags = False
        self.today = datetime.date.today()
        self.setAccessibleName(_("Plan and progress"))
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._make_parts()
        self._lay_out()
        session.changed.connect(self._on_changed)
        session.opened.connect(self._forget)
        session.closed.connect(self._forget)
        session.coder_changed.connect(self._forget)

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.people_button = Button(_("Coders"), icon="users-round")
        self.plan_button = Button(_("Change plan"), icon="calendar-cog")
        self.package_button = Button(_("Make packages"), icon="package")
        self.merge_button = Button(_("Merge"), icon="git-merge")
        self.people_button.clicked.connect(self.show_people)
        self.plan_button.clicked.connect(self.show_plan)
        self.package_button.clicked.connect(self.show_packages)
        self.merge_button.clicked.connect(self.show_merge)
        self.problem: Banner | None = None
        self.empty = EmptyState(
            "calendar-check",
            _("No plan yet"),
            _("Everybody sees every article. A plan gives each coder a queue of the own and says which articles are coded twice."),
            _("Make a plan"),
        )
        self.empty.pressed.connect(self.show_plan)
        self.empty.hide()
        self.figures = Figures(_("How far the study is"))
        self.bars = CoderBars()
        self.week_title = Label("", "current")
        self.week_note = ElidedLabel("caption", "text_2")
        self.week_note.show_text(_("each point with its interval; alarm after two weeks below .67"))
        self.week_plot = WeekPlot()
        self.no_weeks = Label(_("Agreement is shown here once two coders have finished the same articles."), "control", "text_2")
        self.flag_count = Label("0", "option", "text_2")
        self.no_flags = Label(_("Nobody asks."), "control", "text_2")
        self.more_flags = Button("", "quiet", low=True)
        self.more_flags.clicked.connect(self._show_all_flags)
        self.no_needed = Label(_("Not known yet: no article is finished by two coders."), "control", "text_2")
        self.computing = ProgressBar()
        self.computing.stopped.connect(lambda: self._stop("needed", "weeks"))
        self.pair_title = Label(_("Coded twice, by pair"), "current")
        self.pairs = PairBars()
        self.message = Message(self)
        for label in (self.no_weeks, self.no_flags, self.no_needed):
            label.setWordWrap(True)
        self._hide_figures()

    def _lay_out(self) -> None:
        px = theme.current().px
        words_ = QVBoxLayout()
        words_.setSpacing(0)
        words_.addWidget(Label(_("Plan and progress"), "page_title"))
        words_.addWidget(self.said)
        top = QWidget()
        top.setFixedHeight(px(64))
        head = QHBoxLayout(top)
        head.setContentsMargins(px(24), px(8), px(24), px(8))
        head.setSpacing(px(8))
        head.addLayout(words_, 1)
        for button in (self.people_button, self.plan_button, self.package_button, self.merge_button):
            head.addWidget(button)
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(px(24), px(20), px(24), px(20))
        column.setSpacing(px(12))
        self._above = column
        column.addWidget(self.empty)
        column.addWidget(self.figures)
        column.addWidget(Line())
        sides = QHBoxLayout()
        sides.setSpacing(px(26))
        sides.addLayout(self._left(), 11)
        sides.addWidget(Line(upright=True))
        sides.addLayout(self._right(), 10)
        column.addLayout(sides)
        column.addStretch(1)
        lay_out_page(self, top, scrolled(self.content))
        self._head_height = px(64)
        self.setFocusProxy(self.people_button)

    def _left(self) -> QLayout:
        px = theme.current().px
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.addWidget(self.bars)
        left.addSpacing(px(8))
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(self.week_title)
        line.addWidget(self.week_note, 1)
        left.addLayout(line)
        left.addWidget(self.no_weeks)
        left.addWidget(self.week_plot)
        left.addStretch(1)
        return left

    def _right(self) -> QLayout:
        px = theme.current().px
        right = QVBoxLayout()
        right.setSpacing(px(6))
        line = QHBoxLayout()
        line.addWidget(Label(_("Waiting for an answer"), "current"), 1)
        line.addWidget(self.flag_count)
        right.addLayout(line)
        right.addWidget(self.no_flags)
        self._flag_rows = QVBoxLayout()
        self._flag_rows.setSpacing(0)
        right.addLayout(self._flag_rows)
        right.addWidget(self.more_flags, 0, Qt.AlignmentFlag.AlignLeading)
        right.addSpacing(px(14))
        right.addWidget(Label(_("How many more articles for a firm figure?"), "current"))
        about = _("Half-width of the interval now and what it takes to bring it to {wished}, from the codings so far.")
        note = Label(about.format(wished=format_coefficient(WISHED_HALF_WIDTH)), "option", "text_2")
        note.setWordWrap(True)
        right.addWidget(note)
        right.addWidget(self.computing)
        right.addWidget(self.no_needed)
        self._needed_rows = QVBoxLayout()
        self._needed_rows.setSpacing(0)
        right.addLayout(self._needed_rows)
        right.addSpacing(px(14))
        right.addWidget(self.pair_title)
        right.addWidget(self.pairs)
        right.addStretch(1)
        return right

    # ---- following ------------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        self._stale = self._stale or changes.touch("annotation", "article_coding", "article", "coder", "assignment", "round", "link")
        if self._stale and self.isVisible():
            self._settle.start()

    def _forget(self) -> None:
        self._stop(*self._jobs)
        self.shown, self.needed = None, []
        self._stale, self._all_flags = True, False
        clear_layout(self._flag_rows)
        clear_layout(self._needed_rows)
        self.said.show_text("")
        if self.isVisible() and self._session.is_open:
            self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._session.is_open:
            self.refresh()

    def refresh(self) -> None:
        """Read how far the study is, and compute how firm the figures are, both off the GUI thread."""
        self._settle.stop()
        if not self._session.is_open:
            return
        self._stale = False
        self.today = datetime.date.today()
        self._clear_problem()

        def work(project: Project, _progress: Progress) -> Shown:
            rounds = tuple(project.rounds.all())
            last = latest_planned(rounds) or (rounds[-1] if rounds else None)
            return Shown(study_progress(project), rounds, round_size(project, last.id) if last is not None else None)

        self._run("progress", work, self._show)

    def _run(self, key: str, work: Work, then: Callable[[Any], None]) -> None:
        """Run work in the job thread in the place of what was under way for the same part of the page."""
        self._stop(key)
        job = self._jobs[key] = self._session.job(work)
        job.done.connect(lambda found: then(found) if self._jobs.get(key) is job else None)
        job.failed.connect(lambda error: self._tell(error) if self._jobs.get(key) is job else None)
        job.ended.connect(lambda: self._end(key, job))
        self._session.start(job)

    def _stop(self, *keys: str) -> None:
        for key in keys:
            if key in self._jobs:
                self._jobs.pop(key).cancel()
        if not self.is_computing():
            self.computing.finish()

    def _end(self, key: str, job: Job) -> None:
        if self._jobs.get(key) is job:
            del self._jobs[key]
        if not self.is_computing():
            self.computing.finish()

    def is_computing(self) -> bool:
        """Return whether figures are still being computed."""
        return "needed" in self._jobs or "weeks" in self._jobs

    def is_settled(self) -> bool:
        """Return whether everything is shown that there is to show."""
        return self.shown is not None and not self._jobs and not self._settle.isActive()

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self._clear_problem()
        self.problem = Banner("error", _("The page is not up to date"), str(error), _("Try again"))
        self.problem.pressed.connect(self.refresh)
        self._above.insertWidget(0, self.problem)

    def _clear_problem(self) -> None:
        if self.problem is not None:
            self._above.removeWidget(self.problem)
            self.problem.deleteLater()
            self.problem = None

    # ---- showing --------------------------------------------------------------------------------------------------------

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        progress = shown.progress
        planned = bool(shown.rounds)
        self.empty.setVisible(not planned)
        self.plan_button.setText(_("Change plan") if planned else _("Make a plan"))
        writable = not self._session.the_project().read_only
        for button in (self.people_button, self.plan_button, self.merge_button, self.empty.button):
            button.setEnabled(writable)
        self.package_button.setEnabled(any(one.assigned for one in progress.coders) and planned)
        self.said.show_text(about_words(shown))
        self.figures.show_figures(figures_of(progress, self.today))
        self.bars.show_rows([one for one in progress.coders if one.assigned], self.today)
        self._show_flags()
        self.pairs.show_pairs(progress.pairs)
        for part in (self.pair_title, self.pairs):
            part.setVisible(bool(progress.pairs))
        self._compute_needed()

    def _show_flags(self) -> None:
        if self.shown is None:  # pressed while the page is read anew
            return
        flags, project = self.shown.progress.flags, self._session.the_project()
        clear_layout(self._flag_rows)
        self.flag_count.setText(format_count(len(flags)))
        self.no_flags.setVisible(not flags)
        for flag in flags if self._all_flags else flags[:FLAGS_SHOWN]:
            row = FlagRow(flag, project.codebook.category(flag.category), self.today)
            row.clicked.connect(lambda _on=False, one=flag: self.place_wanted.emit(one.article_id, Span(one.start, one.end)))
            self._flag_rows.addWidget(row)
        left = 0 if self._all_flags else len(flags) - FLAGS_SHOWN
        self.more_flags.setVisible(left > 0)
        self.more_flags.setText(ngettext("{count} more", "{count} more", max(0, left)).format(count=format_count(max(0, left))))

    def _show_all_flags(self) -> None:
        self._all_flags = True
        self._show_flags()

    def _hide_figures(self) -> None:
        """Say nothing of agreement as long as it is not known, not even that there is none."""
        self.week_title.setText(_("Agreement over the weeks"))
        for part in (self.no_weeks, self.no_needed, self.week_plot, self.week_note):
            part.hide()

    # ---- how firm the figures are ---------------------------------------------------------------------------------------

    def _compute_needed(self) -> None:
        assert self.shown is not None
        if not self.shown.progress.shared_done:
            self._show_needed([])
            return

        def work(project: Project, progress: Progress) -> list[Needed]:
            return needed_for(compare(project, measures=MEASURES, progress=progress).records)

        if not self.needed:
            self._hide_figures()
        self.computing.start(_("Comparing coders"))
        self._run("needed", work, self._show_needed)
        self._jobs["needed"].progressed.connect(lambda _label, done, total: self.computing.show_count(done, total))

    def _show_needed(self, found: list[Needed]) -> None:
        assert self.shown is not None
        project, chosen = self._session.the_project(), self._plotted()
        self.needed = [one for one in found if one.record.value is not None]
        clear_layout(self._needed_rows)
        self.no_needed.setVisible(not self.needed)
        for one in self.needed:
            heading = words.heading(one.record, project.codebook)
            row = NeededRow(one, heading, self.shown.progress.articles, WISHED_HALF_WIDTH)
            row.clicked.connect(lambda _on=False, one=one: self.plot(one))
            self._needed_rows.addWidget(row)
        again = [one for one in self.needed if one.record.row == chosen]
        first = [one for one in self.needed if (one.record.category, one.record.attribute) == PLOTTED]
        if self.needed:
            self.plot((again or first or self.needed)[0])
        else:
            self._show_weeks([])

    def _plotted(self) -> tuple[object, ...] | None:
        return next((row.needed.record.row for row in self.needed_rows() if row.isChecked()), None)

    def needed_rows(self) -> list[NeededRow]:
        """Return the rows that say how many articles each figure needs."""
        found = [self._needed_rows.itemAt(place).widget() for place in range(self._needed_rows.count())]
        return [row for row in found if isinstance(row, NeededRow)]

    def plot(self, needed: Needed) -> None:
        """Show a figure over the weeks."""
        for row in self.needed_rows():
            if row.needed is needed:
                row.setChecked(True)
        record = needed.record
        heading = words.heading(record, self._session.the_project().codebook)
        self.week_title.setText(_("Agreement over the weeks, {what}").format(what=heading.title))

        def work(project: Project, progress: Progress) -> list[Week]:
            found = agreement_by_week(project, record, progress=progress)
            return [Week(week_words(week), one.value, one.low, one.high) for week, one in found]

        self._run("weeks", work, self._show_weeks)

    def _show_weeks(self, weeks: list[Week]) -> None:
        if not weeks:
            self.week_title.setText(_("Agreement over the weeks"))
        self.no_weeks.setVisible(not weeks)
        for part in (self.week_plot, self.week_note):
            part.setVisible(bool(weeks))
        self.week_plot.show_weeks(weeks, limits=limits_of(self._session.the_project()))

    # ---- dialogs --------------------------------------------------------------------------------------------------------

    def show_people(self) -> None:
        """Show who codes and in which role."""
        from ui.plan.people import PeopleDialog

        PeopleDialog(self._session, self.window()).open()

    def show_plan(self) -> None:
        """Show the form of a plan, with that of the latest round in it."""
        from ui.plan.plan_form import PlanDialog

        dialog = PlanDialog(self._session, self.window())
        dialog.applied.connect(self._on_planned)
        dialog.open()

    def _on_planned(self, label: str) -> None:
        session = self._session
        made = session.the_project().history.undoable(session.the_project().the_coder().id)
        self.message.tell(label, lambda: session.write(lambda project: project.take_back(made)) if made is not None else None, key="")

    def show_again(self) -> None:
        """Show the dialog of silent re-coding."""
        from ui.plan.again_dialog import AgainDialog

        dialog = AgainDialog(self._session, self.window())
        dialog.applied.connect(self._on_planned)
        dialog.open()

    def show_packages(self) -> None:
        """Show the dialog that writes work packages."""
        from ui.plan.packages_dialog import PackagesDialog

        PackagesDialog(self._session, self.window()).open()

    def show_merge(self) -> None:
        """Show the dialog that brings work back."""
        from ui.plan.merge_dialog import MergeDialog

        came_from = self.window().focusWidget()
        dialog = MergeDialog(self._session, self.window())
        dialog.finished.connect(lambda _result: self._give_keys_back(came_from))
        dialog.open()

    def _give_keys_back(self, came_from: QWidget | None) -> None:
        """Give the keys back to what had them before a dialog; while work was written it may have been switched off for a moment."""
        there = came_from is not None and isValid(came_from) and came_from.isVisible() and came_from.isEnabled()
        chosen = came_from if came_from is not None and there else self.merge_button
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- the page itself ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F5:
            self.refresh()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, self._head_height, self.width(), 1), using.line)
