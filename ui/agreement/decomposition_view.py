"""Disagreement taken apart: statements by their first difference, spans by what became of them, categories by what they met."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.agreement.alignment import Status
from annotator.agreement.cases import Passage
from annotator.agreement.record import Record
from annotator.i18n import _
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_tables import FOUND_BY_ONE, NOTHING, categories_met, category_of, span_record, status_of, statuses
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.agreement.statement_bars import StatementBars
from ui.agreement.view import View, scrolled
from ui.jobs import Work
from ui.parts.crosstab import Crosstab
from ui.parts.painting import Label

STATUSES = (str(Status.SAME), str(Status.BOUNDARY), str(Status.CATEGORY), str(Status.SPLIT), FOUND_BY_ONE)
WIDE = 110


class DecompositionView(View):
    """Of all figures together, not of one."""

    of_a_figure = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What disagreement consists of"), _("Every bar and cell opens the passages it counts."), parent)
        self.statements = StatementBars(full=True)
        self.statements.chosen.connect(self._on_statement)
        self.became = Crosstab(_("What became of the spans"), label=WIDE, widest=WIDE)
        self.became.chosen.connect(self._on_status)
        self.met = Crosstab(_("Which category met which"), label=WIDE, widest=WIDE)
        self.met.chosen.connect(self._on_met)
        self._met_remark = Label("", "caption", "text_2")
        self._met_remark.setWordWrap(True)
        rows = _("Spans of each two coders, one to one; the row is the category that A, or the one who marked it, gave")
        self._became_remark = Label(rows, "caption", "text_2")
        self._became_remark.setWordWrap(True)
        self._categories: list[str] = []
        self._met_names: list[str] = []
        self._both_ways = False
        spans = _column(Label(_("What became of the spans"), "current"), self._became_remark, self.became)
        met = _column(Label(_("Which category met which"), "current"), self._met_remark, self.met)
        self.column.addWidget(scrolled([self.statements, spans, met]), 1)

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        whole = span_record(report)

        def work(_project: Project, progress: Progress) -> list[Passage]:
            progress.say(_("Counting passages"), 0)
            return report.passages(whole, progress) if whole is not None else []

        return work

    def show_found(self, report: AgreementReport, record: Record | None, found: Sequence[Passage]) -> None:
        super().show_found(report, record, found)
        self.statements.show_report(report)
        self.statements.setVisible(self.statements.holds_something())
        labels = {one.id: one.label for one in report.codebook.categories}
        counted = statuses(found)
        self._categories = [one for one in labels if any(name == one for name, _status in counted)]
        rows = {name: place for place, name in enumerate(self._categories)}
        columns = {name: place for place, name in enumerate(STATUSES)}
        counts = {(rows[name], columns[status]): float(count) for (name, status), count in counted.items()}
        agree = columns[str(Status.SAME)]
        self.became.show_counts([labels[one] for one in self._categories], counts, [_(one) for one in STATUSES], quiet={agree})
        self._both_ways = len(report.coders) > 2
        met = categories_met(found, both_ways=self._both_ways)
        self._met_names = [*(one for one in labels if any(one in pair for pair in met)), NOTHING]
        place = {name: number for number, name in enumerate(self._met_names)}
        self.met.show_counts([labels.get(one, _("not marked")) for one in self._met_names],
                             {(place[a], place[b]): float(count) for (a, b), count in met.items()})  # fmt: skip
        two = (
            _("all pairs of coders together")
            if self._both_ways
            else _("{a} down, {b} across").format(a=report.coders[0], b=report.coders[1])
        )
        self._met_remark.setText(two)

    def forget(self) -> None:
        super().forget()
        self.statements.forget()
        for squares in (self.became, self.met):
            squares.show_squares([], [], {})

    def _on_statement(self, record: Record | None) -> None:
        if record is None:
            self.want("", None)
        else:
            self.want(_("All"), lambda _one: True, record=record)

    def _on_status(self, row: int, column: int) -> None:
        if self.report is None:
            return
        whole = span_record(self.report)
        if row < 0:
            self.want(record=whole)
            return
        category, status = self._categories[row], STATUSES[column]
        self.want(_(status), lambda one: category_of(one) == category and status_of(one) == status, record=whole)

    def _on_met(self, row: int, column: int) -> None:
        if self.report is None:
            return
        whole = span_record(self.report)
        if row < 0:
            self.want(record=whole)
            return
        pair = (self._met_names[row], self._met_names[column])
        either = {pair, pair[::-1]} if self._both_ways else {pair}
        self.want(
            f"{self.met.rows[row]} / {self.met.columns[column]}",
            lambda one: tuple(NOTHING if reading is None else reading.category for reading in (one.a, one.b)) in either,
            record=whole,
        )


def _column(*parts: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, theme.current().px(10), 0, 0)
    column.setSpacing(theme.current().px(2))
    for part in parts:
        column.addWidget(part)
    return made
