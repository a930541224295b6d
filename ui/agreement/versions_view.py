"""The figures codebook version by codebook version: whether a new version made coders agree more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from annotator.agreement import words
from annotator.agreement.record import Record, written
from annotator.i18n import _, ngettext
from annotator.operations.agreement import SHOWN, AgreementReport
from annotator.operations.agreement_slices import by_version
from annotator.progress import Progress
from annotator.project import Project
from ui.agreement.figure_grid import Column, FigureCell, FigureGrid, FigureRow
from ui.agreement.view import View
from ui.jobs import Work
from ui.parts.numbers import format_count
from ui.parts.painting import Label

WIDTH, LEAST = 170, 110


class VersionsView(View):
    """Rows as in the table, a column a version; a cell opens the passages of that version."""

    of_a_figure = False

    def __init__(self, parent: QWidget | None = None) -> None:
        remark = _("Codings of one version each; a version enters once two coders finished an article with it.")
        super().__init__(_("Codebook versions"), remark, parent)
        self.reports: list[AgreementReport] = []
        self.grid = FigureGrid(_("Figures by codebook version"), by_cell=True)
        self.grid.opened.connect(self._on_cell)
        self.said = Label("", "control", "text")
        self.said.setWordWrap(True)
        self.column.addWidget(self.said)
        self.column.addWidget(self.grid, 1)

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        settings = replace(report.settings, coders=report.coders, measures=SHOWN)

        def work(project: Project, progress: Progress) -> list[AgreementReport]:
            return by_version(project, settings, progress)

        return work

    def show_found(self, report: AgreementReport, record: Record | None, found: Any) -> None:
        super().show_found(report, record, found)
        self.reports = found or []
        versions = [one.version for one in self.reports]
        alone = _("All articles were finished with codebook {version}; a second column stands here once a newer one has been coded with.")
        self.said.setText(alone.format(version=versions[0]) if len(versions) == 1 else "")
        self.said.setVisible(len(versions) == 1)
        columns = [Column(_("What")), Column(_("Measure"), 170)]
        for one in self.reports:
            articles = ngettext("{count} article", "{count} articles", one.n_articles).format(count=format_count(one.n_articles))
            columns.append(Column(f"{one.version} · {articles}", WIDTH, number=True, least=LEAST))
        tables = [{record.row: record for record in one.records} for one in self.reports]
        newest = tables[-1] if tables else {}
        order = [one.row for one in words.lowest_first(list(newest.values()))]
        order += [row for table in tables for row in table if row not in newest]
        rows = [self._row(report, row, tables) for row in dict.fromkeys(order)]
        self.grid.show_rows(columns, rows)

    def _row(self, report: AgreementReport, key: object, tables: list[dict[Any, Record]]) -> FigureRow:
        found = [table.get(key) for table in tables]
        first = next(one for one in found if one is not None)
        named = words.heading(first, report.codebook)
        cells = [FigureCell(named.title, strong=True, category=report.codebook.category(named.category)), FigureCell(named.measure)]
        cells += [figure_cell(one) for one in found]
        opens = frozenset(2 + place for place, one in enumerate(found) if one is not None)
        return FigureRow(tuple(cells), found, opens)

    def forget(self) -> None:
        super().forget()
        self.reports = []
        self.grid.show_rows([], [])

    def _on_cell(self, row: int, column: int) -> None:
        record = self.grid.figures.rows[row].key[column - 2]  # type: ignore[index]
        self.want(record=record, report=self.reports[column - 2])


def figure_cell(record: Record | None) -> FigureCell:
    """Return a record as a cell: value and interval, or why there is none."""
    if record is None:
        return FigureCell("", tip=_("not compared here"))
    if record.value is None:
        return FigureCell("–", tip=words.reason(record))
    tip = f"{written(record.value)}, {words.interval(record)}, n = {format_count(record.n)}" if words.interval(record) else ""
    return FigureCell(written(record.value), words.interval(record), strong=True, tip=tip)
