"""Two coders, two periods or two codebook versions beside each other: how much higher the figures of the first are, with interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.agreement import words
from annotator.agreement.record import Record, written
from annotator.i18n import _
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_slices import (
    Compared,
    Side,
    apart_words,
    compared_coders,
    compared_periods,
    compared_versions,
    farthest_first,
    middle_day,
    signed,
)
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.agreement.figure_grid import Column, FigureCell, FigureGrid, FigureRow
from ui.agreement.view import View
from ui.jobs import Work
from ui.parts.cells import Option
from ui.parts.field import Field
from ui.parts.navigation import Segmented
from ui.parts.numbers import format_count
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label
from ui.parts.plain_fields import DateField
from ui.parts.suggest_field import ListField

CODERS, PERIODS, VERSIONS = "coders", "periods", "versions"
CELLS = 9


class DifferencesView(View):
    """What is compared is chosen above the table; a row opens the passages of its figure."""

    of_a_figure = False

    def __init__(self, parent: QWidget | None = None) -> None:
        remark = _("The same articles are drawn for both sides. Where the interval of the difference leaves 0 out, the two are told apart.")
        super().__init__(_("Differences"), remark, parent)
        self._offered: object = None
        self._job_report: AgreementReport | None = None
        self.kind = Segmented(_("What is compared"), [(CODERS, _("Coders")), (PERIODS, _("Periods")), (VERSIONS, _("Versions"))])
        self.kind.changed.connect(self._on_kind)
        self.tools.addWidget(self.kind)
        self.one: Field = ListField(_("First"), [])
        self.other: Field = ListField(_("Second"), [])
        self.day = DateField(_("From this day on, and before"))
        self.day.chosen.connect(lambda _day: self.stale.emit())
        self._fields = QHBoxLayout()
        self._fields.setSpacing(theme.current().px(16))
        for field in (self.one, self.other, self.day):
            self._fields.addWidget(field, 1)
        self._fields.addStretch(1)
        self.said = Label("", "control", "text")
        self.said.setWordWrap(True)
        self.grid = FigureGrid(_("Differences"))
        self.grid.opened.connect(self._on_row)
        self.column.addLayout(self._fields)
        self.column.addWidget(self.said)
        self.column.addWidget(self.grid, 1)

    # ---- asking ---------------------------------------------------------------------------------------------------------

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        self._job_report = report
        self._offer(report)
        if self._lack(report):
            return None
        kind, pair, day = self.kind.key(), self.pair(), str(self.day.value())

        def work(project: Project, progress: Progress) -> list[Compared]:
            if kind == PERIODS:
                return compared_periods(report, day, progress)
            if kind == VERSIONS:
                return compared_versions(project, report, *pair, progress)
            return compared_coders(report, *pair, progress)

        return work

    def pair(self) -> tuple[str, str]:
        """Return the two coders or versions that are chosen."""
        return str(self.one.value() or ""), str(self.other.value() or "")

    def _offer(self, report: AgreementReport) -> None:
        """Offer what this report has two of; what was chosen stays where it is still there."""
        key = (self.kind.key(), report.coders, report.corpus.versions)
        if key == self._offered:
            return
        first = self._offered is None
        self._offered = key
        if first and len(report.coders) < 3:
            self.kind.choose(VERSIONS if len(report.corpus.versions) > 1 else PERIODS)
        names = report.corpus.versions[::-1] if self.kind.key() == VERSIONS else report.coders
        before = self.pair()
        keep = before if set(before) <= set(names) and before[0] != before[1] else (*names[:2], "", "")[:2]
        for place, (label, value) in enumerate(zip((_("First"), _("Second")), keep, strict=True)):
            old = self.one if place == 0 else self.other
            made = _choice(label, names)
            made.set_value(value or None)
            made.chosen.connect(lambda _value: self.stale.emit())
            self._fields.replaceWidget(old, made)
            old.hide()
            old.deleteLater()
            if place == 0:
                self.one = made
            else:
                self.other = made
        if self.day.value() is None:
            self.day.set_value(middle_day(report))
        periods = self.kind.key() == PERIODS
        self.day.setVisible(periods)
        for field in (self.one, self.other):
            field.setVisible(not periods)

    def _lack(self, report: AgreementReport) -> str:
        """Return why there is nothing to compare, empty where there is."""
        one, other = self.pair()
        if self.kind.key() == PERIODS:
            return "" if self.day.value() else _("Name the day that parts the periods.")
        if self.kind.key() == CODERS and len(report.coders) < 3:
            return _("Each coder is compared with the others; that takes three coders or more.")
        if self.kind.key() == VERSIONS and len(report.corpus.versions) < 2:
            return _("All articles were finished with one codebook version.")
        return "" if one and other and one != other else _("Choose two that differ.")

    def _on_kind(self, _key: str) -> None:
        self.stale.emit()

    # ---- showing --------------------------------------------------------------------------------------------------------

    def show_found(self, report: AgreementReport, record: Record | None, found: Any) -> None:
        super().show_found(report, record, found)
        lack = self._lack(report)
        rows: Sequence[Compared] = found or []
        nothing = _("None of the figures is a sum over articles that could be taken apart.")
        self.said.setText(lack or ("" if rows else nothing))
        self.said.setVisible(bool(self.said.text()))
        names = self.pair()
        if self.kind.key() == PERIODS:
            day = str(self.day.value())
            names = (_("from {day} on").format(day=day), _("before"))
        columns = [
            Column(_("What")), Column(_("Measure"), 170, narrow=False), Column(names[0], 150, number=True, least=70),
            Column(names[1], 150, number=True, least=70), Column(_("Difference"), 170, number=True, least=150),
            Column(_("Articles"), 70, number=True, narrow=False), Column("", 140, narrow=False),
        ]  # fmt: skip
        self.grid.show_rows(columns, [self._row(report, one, names) for one in farthest_first(rows)])
        self.grid.setVisible(bool(rows))

    def _row(self, report: AgreementReport, one: Compared, names: tuple[str, str]) -> FigureRow:
        named, apart = words.heading(one.record, report.codebook), one.difference
        there = apart.low is not None and apart.high is not None
        interval = _("{low} to {high}").format(low=signed(apart.low), high=signed(apart.high)) if there else "–"
        cells = (
            FigureCell(named.title, strong=True, category=report.codebook.category(named.category)),
            FigureCell(named.measure),
            _side_cell(one.one),
            _side_cell(one.other),
            FigureCell(signed(apart.value), interval, strong=True, tip=f"{signed(apart.value)}, {interval}"),
            FigureCell(format_count(apart.n_articles)),
            FigureCell(apart_words(apart, names)),
        )
        return FigureRow(cells, one.record)

    def forget(self) -> None:
        super().forget()
        self._offered = None
        self.day.set_value(None)
        self.grid.show_rows([], [])
        self.said.setText("")

    def _on_row(self, row: int, _column: int) -> None:
        record = self.grid.figures.rows[row].key
        pair = set(self.pair())
        if self.kind.key() == CODERS:
            self.want(_("{a} and {b}").format(a=self.pair()[0], b=self.pair()[1]),
                      lambda one: not one.agrees and bool(pair & set(one.coders)), record=record)  # type: ignore[arg-type]  # fmt: skip
        else:
            self.want(record=record)  # type: ignore[arg-type]


def _choice(label: str, names: Sequence[str]) -> Field:
    options = [Option(name, name) for name in names]
    return OptionGrid(label, options) if 0 < len(options) <= CELLS else ListField(label, options)


def _side_cell(side: Side) -> FigureCell:
    if side.value is None:
        return FigureCell("–", tip=_("no value"))
    interval = _("{low} to {high}").format(low=written(side.low), high=written(side.high)) if side.low is not None else ""
    return FigureCell(written(side.value), interval, tip=f"{written(side.value)}, {interval}, n = {side.n_articles}")
