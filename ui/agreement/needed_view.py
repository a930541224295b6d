"""How many more articles the wished precision takes, figure by figure."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.agreement import words
from annotator.agreement.record import Record, written
from annotator.i18n import _, ngettext
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_slices import articles_wanted, units_wanted
from annotator.operations.agreement_tables import figure_records
from ui import theme
from ui.agreement.figure_grid import Column, FigureCell, FigureGrid, FigureRow
from ui.agreement.view import View
from ui.jobs import Work
from ui.parts.numbers import format_count
from ui.parts.painting import Label
from ui.parts.plain_fields import NumberField

HALF_WIDTH, ALPHA, SHARE = 0.05, 0.8, 0.1


class NeededView(View):
    """From the half-width there is now to the wished one; and the values that prove an alpha of a nominal variable."""

    of_a_figure = False

    def __init__(self, parent: QWidget | None = None) -> None:
        remark = _("Articles needed grow with the square of precision: half the half-width takes four times the articles.")
        super().__init__(_("Articles still needed"), remark, parent)
        self.half_width = NumberField(_("Wished interval, ±"), decimals=2, least=0.01, most=0.5, step_size=0.01)
        self.alpha = NumberField(_("Alpha to be proven"), decimals=2, least=0.1, most=0.98, step_size=0.01)
        self.share = NumberField(_("Share of the rarest value that matters"), decimals=2, least=0.01, most=0.5, step_size=0.01)
        fields = QHBoxLayout()
        fields.setSpacing(theme.current().px(16))
        for field, value in ((self.half_width, HALF_WIDTH), (self.alpha, ALPHA), (self.share, SHARE)):
            field.set_value(value)
            field.chosen.connect(lambda *_value: self._fill())
            fields.addWidget(field, 1)
        self.said = Label("", "control", "text")
        self.said.setWordWrap(True)
        self.grid = FigureGrid(_("Articles needed"))
        self.grid.opened.connect(self._on_row)
        self.column.addLayout(fields)
        self.column.addWidget(self.said)
        self.column.addWidget(self.grid, 1)

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        return None

    def show_found(self, report: AgreementReport, record: Record | None, found: Any) -> None:
        super().show_found(report, record, found)
        self._fill()

    def forget(self) -> None:
        super().forget()
        self.grid.show_rows([], [])
        self.said.setText("")

    def _fill(self) -> None:
        report, wished = self.report, self.half_width.value()
        if report is None or not isinstance(wished, float):
            return
        alpha, share = self.alpha.value(), self.share.value()
        if isinstance(alpha, float) and isinstance(share, float):
            units = units_wanted(alpha, share, len(report.coders))
            text = _("To prove an alpha of {alpha} for a nominal variable whose rarest value has a share of {share}: {values}.")
            values = ngettext("{count} value", "{count} values", units).format(count=format_count(units))
            self.said.setText(text.format(alpha=written(alpha), share=written(share), values=values))
        found = [(one, articles_wanted(one, wished)) for one in figure_records(report)]
        rows = [self._row(report, one, needed) for one, needed in sorted(found, key=lambda each: -(each[1] or -1))]
        columns = [
            Column(_("What")),
            Column(_("Measure"), 170),
            Column(_("95 % interval"), 110, number=True, narrow=False),
            Column(_("Now ±"), 70, number=True),
            Column(_("Articles"), 80, number=True),
            Column(_("Needed"), 90, number=True),
            Column(_("Still"), 110, number=True),
        ]
        self.grid.show_rows(columns, rows)

    def _row(self, report: AgreementReport, record: Record, needed: int | None) -> FigureRow:
        named = words.heading(record, report.codebook)
        half = written((record.high - record.low) / 2) if record.low is not None and record.high is not None else "–"
        more = max(0, needed - record.n_articles) if needed is not None else None
        still = "–" if more is None else _("enough") if not more else _("{count} more").format(count=format_count(more))
        cells = (
            FigureCell(named.title, strong=True, category=report.codebook.category(named.category)),
            FigureCell(named.measure),
            FigureCell(words.interval(record) or "–"),
            FigureCell(half),
            FigureCell(format_count(record.n_articles)),
            FigureCell(format_count(needed) if needed is not None else "–"),
            FigureCell(still, strong=bool(more)),
        )
        return FigureRow(cells, record)

    def _on_row(self, row: int, _column: int) -> None:
        self.want(record=self.grid.figures.rows[row].key)  # type: ignore[arg-type]
