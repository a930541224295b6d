"""A figure pair by pair: a matrix of coders, the pairs with their intervals, and which value met which."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.agreement import words
from annotator.agreement.cases import Passage
from annotator.agreement.record import Record
from annotator.i18n import _
from annotator.model.codebook import SINGLE, Attribute
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_tables import coincidences
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.agreement.pair_rows import PairRows
from ui.agreement.record_table import figure_of
from ui.agreement.view import Fits, View, scrolled
from ui.jobs import Work
from ui.parts.crosstab import Crosstab, Square, Squares
from ui.parts.navigation import Segmented
from ui.parts.numbers import format_coefficient
from ui.parts.painting import Label

COUNTS, WEIGHTED = "counts", "weighted"
MOST_VALUES = 14


class PairsView(View):
    """The stronger the grey of a pair's cell, the less the two agree; a cell opens the pair's passages, ``pair_wanted`` its own report."""

    pair_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Pair by pair"), "", parent)
        self._passages: list[Passage] = []
        self._pair: tuple[str, str] | None = None
        self._codes: list[Any] = []
        self.matrix = Squares(_("Pairs of coders"), widest=72)
        self.matrix.chosen.connect(self._on_pair)
        self.pairs = PairRows(most=15)
        self.pairs.chosen.connect(self.pair_wanted)
        self.cells_title = Label("", "current")
        self._cells_remark = Label("", "caption", "text_2")
        self._cells_remark.setWordWrap(True)
        self.kind = Segmented(_("What is counted"), [(COUNTS, _("Pairs of values")), (WEIGHTED, _("Coincidences"))])
        self.kind.changed.connect(lambda _key: self._show_cells())
        self.cells = Crosstab(_("Which value met which"))
        self.cells.chosen.connect(self._on_cell)
        px = theme.current().px
        first = QVBoxLayout()
        first.addWidget(self.matrix)
        first.addStretch(1)
        second = QVBoxLayout()
        second.setSpacing(px(4))
        self._pairs_remark = Label(_("Lowest first, with intervals. A row compares the two alone."), "caption", "text_2")
        self._pairs_remark.setWordWrap(True)
        for part in (self._pairs_remark, self.pairs):
            second.addWidget(part)
        second.addStretch(1)
        self._top = QWidget()
        row = QHBoxLayout(self._top)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(24))
        row.addLayout(first, 3)
        row.addLayout(second, 2)
        below = self._below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, px(12), 0, 0)
        column.setSpacing(px(4))
        head = QHBoxLayout()
        head.addWidget(self.cells_title, 1)
        head.addWidget(self.kind)
        column.addLayout(head)
        column.addWidget(self._cells_remark)
        column.addWidget(self.cells)
        self.column.addWidget(scrolled([self._top, below]), 1)

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        if record is None:
            return None

        def work(_project: Project, progress: Progress) -> tuple[list[Passage], list[Record]]:
            progress.say(_("Comparing coders"), 0)
            pairs = report.pairs(record, progress) if len(report.coders) > 2 else [record]
            return report.passages(record, progress), pairs

        return work

    def show_found(self, report: AgreementReport, record: Record | None, found: Any) -> None:
        super().show_found(report, record, found)
        self._passages, pairs = found if found is not None else ([], [])
        self._pair = None
        self.pairs.show_records(pairs, report.limits)
        several = len(report.coders) > 2
        self._top.setVisible(several)
        grey = _("The stronger the grey, the less the two agree. A cell opens the pair’s passages.")
        self.remark.setText(grey if several else _("Two coders are compared: they are the only pair."))
        place = {name: number for number, name in enumerate(report.coders)}
        squares = {}
        for one in pairs:
            a, b = (place[name] for name in one.coders)
            shade = None if one.value is None else 0.85 * (1 - max(0.0, one.value))
            square = Square(format_coefficient(one.value), shade, figure_of(one).words())
            squares[a, b] = squares[b, a] = square
        self.matrix.show_squares(report.coders, report.coders, squares)
        self._show_cells()

    def forget(self) -> None:
        super().forget()
        self._passages = []
        self.pairs.show_records([])
        self.matrix.show_squares([], [], {})
        self.cells.show_squares([], [], {})

    # ---- which value met which --------------------------------------------------------------------------------------------

    def _attribute(self) -> Attribute | None:
        if self.report is None or self.record is None:
            return None
        found = words.attribute_of(self.record, self.report.codebook)
        return found if found is not None and found.type == SINGLE else None

    def _here(self) -> list[Passage]:
        return [one for one in self._passages if self._pair is None or one.coders == self._pair]

    def _symmetric(self) -> bool:
        return self._pair is None and self.report is not None and len(self.report.coders) > 2

    def _show_cells(self) -> None:
        attribute, kept = self._attribute(), [one for one in self._here() if one.a is not None and one.b is not None]
        values = {reading.value for one in kept for reading in one.readings}
        shown = attribute is not None and self.report is not None and self.record is not None and 0 < len(values) <= MOST_VALUES
        self._below.setVisible(shown)
        if not shown:
            return
        assert attribute is not None
        assert self.report is not None
        assert self.record is not None
        named = words.heading(self.record, self.report.codebook)
        order = [one for one in attribute.value_ids if one in values]
        self._codes = [*order, *sorted(values.difference(order), key=str)]
        place = {value: number for number, value in enumerate(self._codes)}
        weighted = self.kind.key() == WEIGHTED
        self.cells_title.setText(_("{title}: which value met which").format(title=named.title))
        labels = [words.value_label(attribute, one) for one in self._codes]
        if weighted:
            table = coincidences(self.report, self.record, kept)
            total = sum(table.values())
            text = _("Both ways, each pair with the weight 1/(coders of the unit − 1); the cells add up to the {count} values compared")
            self._cells_remark.setText(text.format(count=f"{total:,.0f}"))
            self.cells.show_counts(labels, {(place[a], place[b]): round(count, 1) for (a, b), count in table.items()})
            return
        counts: Counter[tuple[int, int]] = Counter()
        for one in kept:
            a, b = (place[reading.value] for reading in one.readings)
            counts[a, b] += 1
            if self._symmetric() and a != b:
                counts[b, a] += 1
        pair = self._pair or self.report.coders
        self._cells_remark.setText(
            _("All pairs of coders together") if self._symmetric() else _("{a} down, {b} across").format(a=pair[0], b=pair[1])
        )
        self.cells.show_counts(labels, {cell: float(count) for cell, count in counts.items()})

    # ---- asking ---------------------------------------------------------------------------------------------------------

    def _on_pair(self, row: int, column: int) -> None:
        if self.report is None:
            return
        if row < 0:
            self._pair = None
            self._show_cells()
            self.want()
            return
        a, b = sorted((self.report.coders[row], self.report.coders[column]))
        self._pair = (a, b)
        self._show_cells()
        self.want(_("{a} and {b}").format(a=a, b=b), self._of_pair())

    def _of_pair(self) -> Fits:
        pair = self._pair
        return lambda one: pair is None or one.coders == pair

    def _on_cell(self, row: int, column: int) -> None:
        if row < 0:
            if self._pair is None:
                self.want()
            else:
                self.want(_("{a} and {b}").format(a=self._pair[0], b=self._pair[1]), self._of_pair())
            return
        wanted = (self._codes[row], self._codes[column])
        both_ways = self._symmetric() or self.kind.key() == WEIGHTED
        either = {wanted, wanted[::-1]} if both_ways else {wanted}
        of_pair = self._of_pair()
        said = f"{self.cells.rows[row]} / {self.cells.columns[column]}"
        self.want(said, lambda one: of_pair(one) and tuple(reading.value for reading in one.readings) in either)
