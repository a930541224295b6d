"""Where two codings of a statement part: every statement once, at its first difference."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.agreement.record import Record
from annotator.agreement.statements import PREFIX, SAME, WORDS
from annotator.i18n import _, ngettext
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_tables import statement_records
from ui import theme
from ui.parts.bars import Bar, Bars
from ui.parts.numbers import format_count
from ui.parts.painting import Label


class StatementBars(QWidget):
    """A bar a part; ``chosen(record)`` asks for the statements that first differ there, None takes it back. ``full`` adds intervals."""

    chosen = Signal(object)

    def __init__(self, *, full: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = full
        self.records: dict[str, Record] = {}
        self.bars = Bars(_("Where two codings of a statement part"))
        self.bars.chosen.connect(lambda key: self.chosen.emit(self.records.get(key)))
        self._remark = Label("", "caption", "text_2")
        self._remark.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(2))
        for part in (Label(_("Where two codings of a statement part"), "current"), self._remark, self.bars):
            column.addWidget(part)
        column.addStretch(1)

    def show_report(self, report: AgreementReport) -> None:
        """Show the statements of a report; without a statement there is nothing to see."""
        self.records = {record.measure: record for record in statement_records(report)}
        total = max((one.count("statements") for one in self.records.values()), default=0)
        if not total:
            self.records = {}
        found = ngettext(
            "{count} statement that at least one of two coders found; counted at its first difference",
            "{count} statements that at least one of two coders found; each counted at its first difference",
            total,
        )
        self._remark.setText(found.format(count=format_count(total)))
        same = f"{PREFIX}{SAME}"
        self.bars.show_bars([Bar(name, _(WORDS[name.removeprefix(PREFIX)]), one.count("first"), name == same, self._note(name, one))
                             for name, one in self.records.items()])  # fmt: skip

    def forget(self) -> None:
        """Show nothing, and keep nothing of what was shown."""
        self.records = {}
        self.bars.show_bars([])

    def _note(self, name: str, record: Record) -> str:
        """Return the interval of the share in percent, and how many statements differ there at all."""
        if not self._full or record.low is None or record.high is None or not record.count("in_any_place"):
            return ""
        said = _("{low} to {high} %").format(low=round(100 * record.low), high=round(100 * record.high))
        anywhere = record.count("in_any_place")
        return said if name.endswith(SAME) else f"{said} · {_('{count} in all').format(count=format_count(anywhere))}"

    def holds_something(self) -> bool:
        """Return whether there is a statement to count."""
        return bool(self.records)
