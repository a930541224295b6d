"""Coders against gold, or against an earlier coding: precision, recall, F1, accuracy, and which value met which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from annotator.agreement import words
from annotator.agreement.record import FEW_ARTICLES, Record
from annotator.agreement.reference import NOTHING
from annotator.i18n import _, ngettext
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_gold import against_coder, against_gold
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.agreement.figure_grid import Column, FigureCell, FigureGrid, FigureRow
from ui.agreement.versions_view import figure_cell
from ui.agreement.view import View
from ui.jobs import Work
from ui.parts.button import Button
from ui.parts.crosstab import Crosstab
from ui.parts.numbers import format_count
from ui.parts.painting import Label

GOLD = ""
WIDTH, LEAST = 150, 72


class GoldView(View):
    """Rows are figures, columns coders; nothing is corrected for chance. A cell opens its passages and its confusion table."""

    of_a_figure = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Against gold"), "", parent)
        self.against = GOLD
        self.found: AgreementReport | None = None
        self.reference_button = Button(_("Against: gold"), icon="chevron-down", low=True)
        self.reference_button.clicked.connect(self._drop)
        self.tools.addWidget(self.reference_button)
        self.said = Label("", "control", "text")
        self.said.setWordWrap(True)
        self.grid = FigureGrid(_("Coders against the reference"), by_cell=True)
        self.grid.opened.connect(self._on_cell)
        self.cells_title = Label("", "current")
        self.cells_remark = Label("", "caption", "text_2")
        self.cells = Crosstab(_("Which value met which"), label=130, widest=84)
        self.cells.chosen.connect(self._on_confused)
        self._shown: Record | None = None
        self._keys: list[str] = []
        self._columns: list[str] = []
        self.column.addWidget(self.said)
        self.column.addWidget(self.grid, 1)
        for part in (self.cells_title, self.cells_remark, self.cells):
            self.column.addWidget(part)

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        settings, reference = replace(report.settings, coders=report.coders), self.against

        def work(project: Project, progress: Progress) -> AgreementReport:
            if reference == GOLD:
                return against_gold(project, settings, progress)
            return against_coder(project, reference, settings, progress)

        return work

    def show_found(self, report: AgreementReport, record: Record | None, found: Any) -> None:
        super().show_found(report, record, found)
        self.found = found
        said = self.against or _("gold")
        self.title.setText(_("Coders against {reference}").format(reference=said))
        self.reference_button.setText(_("Against: {reference}").format(reference=said))
        records: tuple[Record, ...] = found.records if found is not None else ()
        articles = max((one.n_articles for one in records), default=0)
        counted = ngettext("{count} article", "{count} articles", articles).format(count=format_count(articles))
        self.remark.setText(
            _("{counted} · the reference is right by definition: no correction for chance, no verdict").format(counted=counted)
        )
        if articles and articles < FEW_ARTICLES:
            self.remark.setText(f"{self.remark.text()} · {_('too few articles for an interval to rely on')}")
        self.said.setVisible(not records)
        missing = _("There is no gold yet: an article has it once all that two of its coders marked there is decided under Adjudicate.")
        self.said.setText(missing if not self.against else _("{coder} and the others finished no article in common.").format(coder=said))
        self.grid.setVisible(bool(records))
        self._show_confusion(None)
        coders = sorted({one.coders[0] for one in records})
        columns = [Column(_("What")), Column(_("Measure"), 200), *(Column(name, WIDTH, number=True, least=LEAST) for name in coders)]
        by_row: dict[Any, dict[str, Record]] = {}
        for one in records:
            by_row.setdefault(one.row, {})[one.coders[0]] = one
        rows = [self._row(found, by_coder, coders) for by_coder in by_row.values()]
        self.grid.show_rows(columns, sorted(rows, key=_lowest))

    def _row(self, found: AgreementReport, by_coder: Mapping[str, Record], coders: list[str]) -> FigureRow:
        named = words.heading(next(iter(by_coder.values())), found.codebook)
        cells = [FigureCell(named.title, strong=True, category=found.codebook.category(named.category)), FigureCell(named.measure)]
        records = [by_coder.get(name) for name in coders]
        opens = frozenset(2 + place for place, one in enumerate(records) if one is not None)
        return FigureRow((*cells, *(figure_cell(one) for one in records)), records, opens)

    def forget(self) -> None:
        super().forget()
        self.found, self.against = None, GOLD
        self.grid.show_rows([], [])
        self._show_confusion(None)
        self.said.setText("")

    # ---- choosing -------------------------------------------------------------------------------------------------------

    def reference_menu(self) -> QMenu:
        """Return the menu of what coders can be compared with."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        known = self.report.corpus.coders if self.report is not None else ()
        for key, said in [(GOLD, _("Gold")), *((name, _("The coding by {name}").format(name=name)) for name in known)]:
            action = QAction(said.replace("&", "&&"), menu, checkable=True, checked=key == self.against)
            action.triggered.connect(lambda _on=False, key=key: self.choose_reference(key))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def choose_reference(self, key: str) -> None:
        """Compare with gold (an empty name), or with this coder."""
        self.against = key
        self.stale.emit()

    def _drop(self) -> None:
        menu = self.reference_menu()
        menu.popup(self.reference_button.mapToGlobal(self.reference_button.rect().bottomLeft()))

    def _on_cell(self, row: int, column: int) -> None:
        record = self.grid.figures.rows[row].key[column - 2]  # type: ignore[index]
        self._show_confusion(record)
        self.want(record=record, report=self.found)

    # ---- which value met which ------------------------------------------------------------------------------------------

    def _show_confusion(self, record: Record | None) -> None:
        """Show which value met which behind a cell: of an attribute its values, of spans the categories."""
        shown = record
        if record is not None and self.found is not None and "confusion" not in record.counts:
            same = (
                one for one in self.found.records if one.coders == record.coders and one.measure == "gold_category" and not one.category
            )
            shown = next(same, None)
        self._shown = shown
        table = shown.counts.get("confusion") if shown is not None else None
        there = isinstance(table, Mapping) and bool(table) and self.height() > theme.current().px(420)
        for part in (self.cells_title, self.cells_remark, self.cells):
            part.setVisible(there)
        if not there or shown is None or self.found is None or not isinstance(table, Mapping):
            self.cells.show_squares([], [], {})
            return
        self.cells_title.setText(_("{title}: which met which").format(title=words.heading(shown, self.found.codebook).title))
        coder = shown.coders[0]
        self.cells_remark.setText(_("{reference} down, {coder} across").format(reference=self.against or _("gold"), coder=coder))
        names = {name for one, row in table.items() for other, count in row.items() if count for name in (one, other)}
        ordered = self._in_order(shown, names)
        self._keys = self._columns = ordered
        place = {name: number for number, name in enumerate(ordered)}
        counts = {(place[one], place[other]): float(count) for one, row in table.items() for other, count in row.items() if count}
        self.cells.show_counts([self._label(shown, name) for name in ordered], counts)

    def _in_order(self, record: Record, names: set[str]) -> list[str]:
        assert self.found is not None
        attribute = words.attribute_of(record, self.found.codebook)
        known = attribute.value_ids if attribute is not None else [one.id for one in self.found.codebook.categories]
        order = [str(one) for one in known if str(one) in names]
        rest = sorted(names.difference(order, {NOTHING}))
        return [*order, *rest, *([NOTHING] if NOTHING in names else [])]

    def _label(self, record: Record, name: str) -> str:
        if name == NOTHING:
            return _("nothing")
        assert self.found is not None
        attribute = words.attribute_of(record, self.found.codebook)
        if attribute is not None:
            return words.value_label(attribute, name)
        category = self.found.codebook.category(name)
        return category.label if category is not None else name

    def _on_confused(self, row: int, column: int) -> None:
        if self._shown is None:
            return
        if row < 0:
            self.want(record=self._shown, report=self.found)
            return
        gold, mine = self._keys[row], self._columns[column]
        coder, of_attribute = self._shown.coders[0], bool(self._shown.attribute)
        said = f"{self.cells.rows[row]} / {self.cells.columns[column]}"

        def name(reading: Any) -> str:
            if reading is None:
                return NOTHING
            return _value_name(reading.value) if of_attribute else str(reading.category)

        def fits(one: Any) -> bool:
            own, other = (one.a, one.b) if one.coders[0] == coder else (one.b, one.a)
            return name(own) == mine and name(other) == gold

        self.want(said, fits, record=self._shown, report=self.found)


def _value_name(value: object) -> str:
    if value is None:
        return NOTHING
    return " | ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def _lowest(row: FigureRow) -> float:
    records: list[Record | None] = row.key  # type: ignore[assignment]
    return min((one.value for one in records if one is not None and one.value is not None), default=2.0)
