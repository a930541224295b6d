"""The dialog of silent re-coding: how much of each coder's finished work comes again, from when, and how stable coders are so far."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.agreement.words import heading
from annotator.errors import Cancelled
from annotator.i18n import _, ngettext
from annotator.model.step import Changes
from annotator.operations.again import AgainOrder, AgainPreview, apply_again, preview_again, stability
from annotator.operations.agreement import SHOWN, AgreementReport
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles.sheet import Sheet, scrolled
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import Banner
from ui.parts.numbers import format_coefficient, format_count, written_day
from ui.parts.painting import Label, clear_layout
from ui.parts.plain_fields import NumberField
from ui.plan.counts import Count, Counts
from ui.session import Session

SIZE = (720, 640)
SETTLE_MS = 300
MOST_FIGURES = 8
"""figures of a coder, the lowest first; `annotator agreement --again` prints all"""


class AgainDialog(Sheet):
    """``applied(words)`` is sent when it is planned. Show it with ``open``."""

    applied = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Silent re-coding"), size=SIZE, parent=parent)
        self._session = session
        self.preview: AgainPreview | None = None
        self._job: Job | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self.remark.setText(session.the_project().path.name)
        self.share = NumberField(_("Share of each coder’s finished articles, %"), least=1, most=100)
        self.days = NumberField(_("Days between the two codings"), least=0, most=999)
        for field, value in ((self.share, 5), (self.days, 14)):
            field.set_value(value)
            field.chosen.connect(lambda _value: self._settle.start())
        self.counts = Counts(_("What would come again"))
        self.stable = Counts(_("Stability so far"))
        self.close_dialog = Button(_("Cancel"))
        self.apply_button = Button(_("Plan"), "primary")
        self.first = self.share
        self._lay_out()
        self.close_dialog.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self.apply)
        session.closed.connect(self.reject)
        self.look()
        self._read_stability()

    def _lay_out(self) -> None:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(10))
        about = Label(
            _("The articles come to the same coder once more, unannounced and without the earlier work. The second coding is compared with "
              "the first alone; agreement, adjudication and tables leave it out."), "control", "text_2",
        )  # fmt: skip
        about.setWordWrap(True)
        column.addWidget(about)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(self.share, 1)
        row.addWidget(self.days, 1)
        column.addLayout(row)
        self.problem = QVBoxLayout()
        column.addLayout(self.problem)
        column.addWidget(self.counts)
        column.addSpacing(px(8))
        column.addWidget(self.stable)
        column.addStretch(1)
        self.body.addWidget(scrolled(whole), 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_dialog)
        self.foot.addWidget(self.apply_button)

    def order(self) -> AgainOrder:
        """Return what the fields ask for."""
        share, days = self.share.value(), self.days.value()
        return AgainOrder(int(share) / 100 if isinstance(share, int) else 0.05, int(days) if isinstance(days, int) else 14)

    def look(self) -> None:
        """Show what would come again; nothing is written."""
        self._settle.stop()
        if self._job is not None:
            self._job.cancel()
        self.preview = None
        self.apply_button.setEnabled(False)
        order = self.order()
        job = self._job = self._session.job(lambda project, _progress: preview_again(project, order))
        job.done.connect(lambda found: self._show_preview(found) if job is self._job else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._job else None)
        self._session.start(job)

    def _show_preview(self, preview: AgainPreview) -> None:
        self._job, self.preview = None, preview
        self._clear_problem()
        count = len(preview.seats)
        lines = [Count(_("Comes again"), _("articles"), heading=True)]
        lines += [Count(coder, format_count(articles)) for coder, articles in preview.by_coder().items()]
        if preview.seats:
            days = sorted(seat.not_before for seat in preview.seats)
            lines.append(Count(_("The first from"), written_day(days[0])))
        else:
            lines.append(Count(_("Nothing: no coder has finished enough, or the share is planned already")))
        self.counts.show_lines(lines)
        self.apply_button.setText(ngettext("Plan {count} article", "Plan {count} articles", count).format(count=format_count(count)))
        self.apply_button.setEnabled(bool(count) and not self._session.the_project().read_only)

    def _read_stability(self) -> None:
        job = self._session.job(lambda project, progress: stability(project, draws=0, progress=progress))
        job.done.connect(self._show_stability)
        job.failed.connect(self._tell)
        self._session.start(job)

    def _show_stability(self, reports: list[AgreementReport]) -> None:
        lines = [Count(_("Stability so far, the lowest first"), heading=True)] if reports else []
        for report in reports:
            known = [one for one in report.records if one.value is not None and one.measure in SHOWN][:MOST_FIGURES]
            articles = ngettext("{count} article twice", "{count} articles twice", len(report.corpus.articles))
            lines.append(Count(report.coders[0], articles.format(count=format_count(len(report.corpus.articles))), heading=True))
            for one in known:
                said = heading(one, report.codebook)
                lines.append(Count(f"{said.title}, {said.measure}", format_coefficient(one.value)))
        self.stable.show_lines(lines)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self._job = None
        self.counts.show_lines([])
        self._clear_problem()
        self.problem.addWidget(Banner("error", _("This cannot be planned"), str(error)))

    def _clear_problem(self) -> None:
        clear_layout(self.problem)

    def apply(self) -> None:
        """Write what is shown, as one step that can be taken back."""
        preview = self.preview
        if preview is None or self._job is not None:
            return
        self.apply_button.setEnabled(False)
        heard: list[Changes] = []

        def work(project: Project, _progress: Progress) -> int:
            project.listen(heard.append)
            return apply_again(project, preview)

        job = self._job = self._session.job(work, writes=True)
        job.done.connect(lambda count: self._on_applied(count, heard))
        job.failed.connect(self._tell)
        self._session.start(job)

    def _on_applied(self, count: int, heard: list[Changes]) -> None:
        for changes in heard if self._session.is_open else ():
            self._session.told_by_job(changes)
        self._job = None
        said = ngettext("{count} article comes again", "{count} articles come again", count)
        self.applied.emit(said.format(count=format_count(count)))
        self.accept()

    def done(self, result: int) -> None:
        """Close; what was only looked at is forgotten."""
        self._settle.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._session.closed.disconnect(self.reject)
        super().done(result)
