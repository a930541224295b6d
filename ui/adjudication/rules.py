"""The rules that decisions made, each with its date, its example, and the agreement of its category before and after it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.agreement import words
from annotator.errors import Cancelled
from annotator.i18n import _, ngettext
from annotator.model.codebook import Codebook
from annotator.operations.rule_effect import FigureEffect, RuleEffect, rule_effects
from annotator.operations.rulings import Ruling, rulings
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles.sheet import Line, Sheet, scrolled
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import Banner, EmptyState, ProgressBar
from ui.parts.numbers import format_coefficient, format_count, written_day
from ui.parts.painting import Label
from ui.plan.counts import Count, Counts
from ui.session import Session

SIZE = (820, 640)
FEW = 10
"""on a side with fewer articles an interval over articles says little"""


class RulesDialog(Sheet):
    """Show it with ``open``. Figures are shown to those who may see all coders' work, and computed off the GUI thread."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Rules"), size=SIZE, parent=parent)
        self._session = session
        self._job: Job | None = None
        self._closed = False
        self.figures: dict[str, Counts] = {}
        project = session.the_project()
        self.rulings = rulings(project)
        count = len(self.rulings)
        self.remark.setText(ngettext("{count} made of a decision", "{count} made of decisions", count).format(count=format_count(count)))
        self.close_dialog = Button(_("Close"), "primary")
        self.close_dialog.clicked.connect(self.accept)
        self.progress = ProgressBar()
        self.progress.stopped.connect(self._stop)
        self.first = self.close_dialog
        self._lay_out(project)
        session.closed.connect(self.reject)
        if self.rulings and project.sees_all:
            self._compute()

    def _lay_out(self, project: Project) -> None:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(8))
        self._above = QVBoxLayout()
        self._above.addWidget(self.progress)
        column.addLayout(self._above)
        if not self.rulings:
            said = _("“Make it a rule” under a case turns its decision into a rule that coders read where they choose the category.")
            column.addWidget(EmptyState("book-open", _("No rules yet"), said))
        for place, ruling in enumerate(self.rulings):
            if place:
                column.addSpacing(px(6))
                column.addWidget(Line())
                column.addSpacing(px(6))
            self._add(column, ruling, project)
        column.addStretch(1)
        self.body.addWidget(scrolled(whole), 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_dialog)

    def _add(self, column: QVBoxLayout, ruling: Ruling, project: Project) -> None:
        category = project.codebook.category(ruling.category)
        label = category.label if category is not None else ruling.category
        since = _("{category}, since {day}").format(category=label, day=written_day(ruling.since))
        lines = [(since, "option", "text_2"), (ruling.rule, "current", "text")]
        if ruling.example:
            lines.append((ruling.example, "quote", "text"))
        for text, style, colour in lines:
            made = Label(text, style, colour)
            made.setWordWrap(True)
            column.addWidget(made)
        if project.sees_all:
            counts = self.figures[ruling.decision] = Counts(_("Agreement before and after: {rule}").format(rule=ruling.rule))
            column.addWidget(counts)

    # ---- before and after -----------------------------------------------------------------------------------------------

    def _compute(self) -> None:
        self.progress.start(_("Comparing coders"))

        def work(project: Project, progress: Progress) -> list[RuleEffect]:
            return rule_effects(project, progress=progress)

        job = self._job = self._session.job(work)
        job.progressed.connect(lambda _label, done, total: self.progress.show_count(done, total))
        job.done.connect(self._show)
        job.failed.connect(self._tell)
        self._session.start(job)

    def is_computing(self) -> bool:
        """Return whether figures are still to come."""
        return self._job is not None

    def _show(self, effects: list[RuleEffect]) -> None:
        if self._closed:
            return
        self._job = None
        self.progress.finish()
        codebook = self._session.the_project().codebook
        for effect in effects:
            counts = self.figures.get(effect.ruling.decision)
            if counts is not None:
                counts.show_lines(lines_of(effect, codebook))

    def _tell(self, error: Exception) -> None:
        self._job = None
        if self._closed or isinstance(error, Cancelled):
            return
        self.progress.finish()
        self._above.addWidget(Banner("error", _("Agreement was not computed"), str(error)))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.progress.finish()

    def done(self, result: int) -> None:
        """Close; what is being computed is dropped."""
        self._closed = True
        self._stop()
        self._session.closed.disconnect(self.reject)
        super().done(result)


def lines_of(effect: RuleEffect, codebook: Codebook) -> list[Count]:
    """Return the figures of a rule's category as lines: how many articles lie on each side, then value before, after, and the change."""
    sides = _("{before} articles before, {after} after").format(before=format_count(effect.before), after=format_count(effect.after))
    if effect.between:
        count = format_count(effect.between)
        sides += ", " + ngettext("{count} astride and left out", "{count} astride and left out", effect.between).format(count=count)
    if effect.figures and min(effect.before, effect.after) < FEW:
        sides += " · " + _("too few to tell")
    lines = [Count(_("Agreement"), sides, heading=True)]
    for one in effect.figures:
        heading = words.heading(one.record, codebook)
        lines.append(Count(" · ".join((heading.title, heading.measure)), figure_words(one)))
    if not effect.figures:
        lines.append(Count(_("no article finished by two coders before or after"), ""))
    return lines


def figure_words(one: FigureEffect) -> str:
    """Return a figure's value before and after, and the change with its interval."""
    values = [format_coefficient(side.value) if side.value is not None else _("undefined") for side in (one.before, one.after)]
    said = _("{before} before, {after} after").format(before=values[0], after=values[1])
    change = one.change
    if change.value is None or change.low is None or change.high is None:
        return said
    interval = _("{low} to {high}").format(low=format_coefficient(change.low), high=format_coefficient(change.high))
    return _("{values}; change {change} ({interval})").format(values=said, change=format_coefficient(change.value), interval=interval)
