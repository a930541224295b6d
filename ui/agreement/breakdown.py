"""Under the table: where statements part, and what the passages of the open row are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.agreement import words
from annotator.agreement.cases import Passage
from annotator.agreement.record import Record
from annotator.i18n import _, ngettext
from annotator.model.codebook import SINGLE, Attribute
from annotator.operations.agreement import AgreementReport
from ui import theme
from ui.agreement.statement_bars import StatementBars
from ui.parts.bars import Bar, Bars
from ui.parts.crosstab import Crosstab
from ui.parts.numbers import format_count
from ui.parts.painting import Label

MOST_VALUES, MOST_BARS = 8, 8


class Breakdown(QWidget):
    """Where statements part, and beside it the open row as cells or bars; each is a button.

    ``chosen(words, fits)`` asks for the open row's passages that one counts, fits None for what was before; ``part_chosen(record)``
    for the statements that first differ in a part, None to take that back.
    """

    chosen = Signal(str, object)
    part_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passages: list[Passage] = []
        self._attribute: Attribute | None = None
        self._codes: list[object] = []
        self._symmetric = True
        self._title = Label("", "current")
        self._remark = Label("", "caption", "text_2")
        self.bars = Bars(_("Passages by what became of them"))
        self.bars.chosen.connect(self._on_bar)
        self.cells = Crosstab(_("Which value met which"))
        self.cells.chosen.connect(self._on_cell)
        px = theme.current().px
        self.statements = StatementBars()
        self.statements.chosen.connect(self.part_chosen)
        self._open_row = QWidget()
        second = QVBoxLayout(self._open_row)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(px(2))
        for part in (self._title, self._remark, self.bars, self.cells):
            second.addWidget(part)
        second.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(8), px(4), px(8), 0)
        row.setSpacing(px(24))
        row.addWidget(self.statements, 1)
        row.addWidget(self._open_row, 1)
        self._open_row.hide()

    def show_report(self, report: AgreementReport) -> None:
        """Count the statements of a report."""
        self.statements.show_report(report)
        self.statements.setVisible(self.statements.holds_something())

    def forget(self) -> None:
        """Show nothing, and keep nothing of what was shown."""
        self._passages = []
        self._open_row.hide()
        self.bars.show_bars([])
        self.cells.show_squares([], [], {})
        self.statements.forget()
        self.statements.hide()

    def show_passages(self, report: AgreementReport, record: Record, passages: Sequence[Passage]) -> None:
        """Count the passages behind a record."""
        self._open_row.setVisible(bool(passages))
        self._passages = list(passages)
        self._attribute = words.attribute_of(record, report.codebook)
        self._symmetric = len(record.coders) > 2
        named = words.heading(record, report.codebook)
        differ = sum(not one.agrees for one in passages)
        counted = ngettext("{count} passage, {differ} differs", "{count} passages, {differ} differ", len(self._passages))
        self._remark.setText(counted.format(count=format_count(len(self._passages)), differ=format_count(differ)))
        values = {reading.value for one in passages for reading in one.readings}
        single = self._attribute is not None and self._attribute.type == SINGLE
        as_cells = single and 1 < len(values) <= MOST_VALUES
        self.cells.setVisible(as_cells)
        self.bars.setVisible(not as_cells)
        if as_cells:
            self._title.setText(self._cells_title(named.title, record.coders))
            self._show_cells(values)
        else:
            self._title.setText(_("{title}: what became of it").format(title=named.title))
            self._show_bars()

    def holds_something(self) -> bool:
        """Return whether there is anything to count."""
        return bool(self._passages) or self.statements.holds_something()

    def _cells_title(self, title: str, coders: Sequence[str]) -> str:
        if self._symmetric:
            return _("{title}: all pairs of coders together").format(title=title)
        return _("{title}: {a} down, {b} across").format(title=title, a=coders[0], b=coders[1])

    def _show_cells(self, values: set[object]) -> None:
        assert self._attribute is not None
        order = [one for one in self._attribute.value_ids if one in values]
        self._codes = [*order, *sorted(values.difference(order), key=str)]
        place = {value: number for number, value in enumerate(self._codes)}
        counts: Counter[tuple[int, int]] = Counter()
        for one in self._passages:
            a, b = (place[reading.value] for reading in one.readings)
            counts[a, b] += 1
            if self._symmetric and a != b:
                counts[b, a] += 1
        self.cells.show_counts([words.value_label(self._attribute, one) for one in self._codes], counts)

    def _show_bars(self) -> None:
        found = Counter(str(one.status) for one in self._passages)
        agreeing = {str(one.status) for one in self._passages if one.agrees}
        kept = found.most_common(MOST_BARS)
        self.bars.show_bars([Bar(status, _(status), count, status in agreeing) for status, count in kept])

    def _on_bar(self, status: str) -> None:
        self.chosen.emit(_(status) if status else "", (lambda one: str(one.status) == status) if status else None)

    def _on_cell(self, row: int, column: int) -> None:
        if row < 0:
            self.chosen.emit("", None)
            return
        wanted = (self._codes[row], self._codes[column])
        either = {wanted, wanted[::-1]} if self._symmetric else {wanted}
        said = " / ".join(words.value_label(self._attribute, one) for one in wanted)
        self.chosen.emit(said, lambda one: tuple(reading.value for reading in one.readings) in either)
