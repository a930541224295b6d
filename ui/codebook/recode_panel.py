"""Recoding: annotations picked by a filter, seen in their passages, given another value together; the history of a value beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute, Codebook
from annotator.operations.codebook_recode import Filter, Hit
from annotator.store.selections import ValueStep
from ui import theme
from ui.articles.choice import Choice
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.lines import Lines
from ui.parts.painting import Label

MOST_ROWS = 500
"""passages that are listed; the rest is counted and recoded all the same"""
_HISTORY_LINES, _TITLE = 4, 24
EMPTY = "-"
"""stands for no value among the choices; no id of a value looks so"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter picks: how many annotations in how many articles, and the first of them with their passages."""

    ids: tuple[str, ...]
    articles: int
    hits: tuple[Hit, ...]


class RecodePanel(QWidget):
    """``filter_changed(Filter)`` asks for what it picks, ``recode_wanted(Filter, attribute, value)`` to recode it,
    ``history_wanted(annotation, attribute)`` for the history of a value, ``text_wanted(article, annotation)`` for the text."""

    filter_changed = Signal(object)
    recode_wanted = Signal(object, str, object)
    history_wanted = Signal(str, str)
    text_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: Codebook | None = None
        self._found: Found | None = None
        self._coders: tuple[str, ...] = ()
        self._versions: tuple[str, ...] = ()
        self.category = self._choice(_("Category"), self._on_category)
        names = ((_("Question"), _("Is")), (_("And question"), _("And is")))
        self.conditions = [(self._choice(question, lambda number=number: self._on_question(number)), self._choice(value, self._ask))
                           for number, (question, value) in enumerate(names)]  # fmt: skip
        self.coder = self._choice(_("Coder"), self._ask)
        self.version = self._choice(_("Codebook version"), self._ask)
        self.flag = self._choice(_("Flag"), self._ask)
        self.target = self._choice(_("New value of"), self._on_target)
        self.value = self._choice(_("New value"), self._tell)
        self.said = Label("", "current")
        self.list = ItemList(_("Annotations found"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self._tell)
        self.list.currentRowChanged.connect(lambda _row: self._ask_history())
        self.list.itemActivated.connect(lambda _item: self._show_text())
        self.history = Lines("option", "text_2", _HISTORY_LINES)
        self.recode_button = Button(_("Recode"), low=True)
        self.recode_button.clicked.connect(self._recode)
        self._lay_out()

    def _choice(self, name: str, then: Any) -> Choice:
        found = Choice(name)
        found.activated.connect(lambda _row: then())
        return found

    def _lay_out(self) -> None:
        px = theme.current().px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(4))
        shown = [self.category, self.coder, self.version, self.flag, *(one for pair in self.conditions for one in pair)]
        for number, one in enumerate(shown):
            row, column = 2 * (number // 4), number % 4
            grid.addWidget(Label(one.accessibleName(), "label", "text_2"), row, column)
            grid.addWidget(one, row + 1, column)
            grid.setColumnStretch(column, 1)
        giving = QHBoxLayout()
        giving.setSpacing(px(8))
        giving.addWidget(Label(_("Give"), "label", "text_2"))
        giving.addWidget(self.target, 1)
        giving.addWidget(self.value, 1)
        giving.addWidget(self.recode_button)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(px(24), px(16), px(24), px(16))
        column_box.setSpacing(px(10))
        column_box.addWidget(Label(_("Recode"), "panel_title"))
        column_box.addLayout(grid)
        column_box.addWidget(self.said)
        column_box.addWidget(self.list, 1)
        column_box.addWidget(self.history)
        column_box.addLayout(giving)
        self.setFocusProxy(self.category)

    # ---- choices --------------------------------------------------------------------------------------------------------

    @staticmethod
    def _fill(choice: Choice, rows: Sequence[tuple[Any, str]]) -> None:
        """Let a choice offer (value, words); what was chosen stays chosen where it is still offered."""
        before = choice.currentData()
        choice.clear()
        for value, words in rows:
            choice.addItem(words, value)
        choice.setCurrentIndex(max(0, next((row for row, (value, _words) in enumerate(rows) if value == before), 0)))

    def show_codebook(self, book: Codebook, coders: Sequence[str], versions: Sequence[str]) -> None:
        """Offer the categories and questions of a codebook; codings of retired ones can be recoded as well."""
        self._book, self._coders, self._versions = book, tuple(coders), tuple(versions)
        self._fill(self.category, [(one.id, one.label) for one in book.categories])
        self._fill(self.coder, [("", _("any coder")), *((name, name) for name in coders)])
        self._fill(self.version, [("", _("any version")), *((one, one) for one in versions)])
        self._fill(self.flag, [(None, _("flagged or not")), (True, _("flagged")), (False, _("not flagged"))])
        self._on_category()

    def _attributes(self) -> tuple[Attribute, ...]:
        category = self.category.currentData()
        return self._book.attributes_of(category) if self._book is not None and category else ()

    def _attribute(self, attribute_id: object) -> Attribute | None:
        return next((one for one in self._attributes() if one.id == attribute_id), None)

    def _on_category(self) -> None:
        asked = [(one.id, one.label) for one in self._attributes() if _values_of(one)]
        for number, (question, _value) in enumerate(self.conditions):
            self._fill(question, [("", _("any")), *asked])
            self._on_question(number, ask=False)
        self._fill(self.target, [(one.id, one.label) for one in self._attributes() if not one.retired and _values_of(one)])
        self._on_target()
        self._ask()

    def _on_question(self, number: int, *, ask: bool = True) -> None:
        question, value = self.conditions[number]
        attribute = self._attribute(question.currentData())
        rows = [*_values_of(attribute), (EMPTY, _("empty"))] if attribute is not None else [("", _("any"))]
        self._fill(value, rows)
        value.setEnabled(attribute is not None)
        if ask:
            self._ask()

    def _on_target(self) -> None:
        attribute = self._attribute(self.target.currentData())
        offered = {one.id for one in attribute.offered} if attribute is not None else set()
        rows = [row for row in _values_of(attribute) if not isinstance(row[0], str) or row[0] in offered] if attribute is not None else []
        self._fill(self.value, [("", _("choose a value")), *rows, (EMPTY, _("empty"))])
        self._tell()
        self._ask_history()

    def chosen(self) -> Filter:
        """Return the filter as it is chosen, restricted to the rows that are selected."""
        values = {question.currentData(): None if value.currentData() == EMPTY else value.currentData()
                  for question, value in self.conditions if question.currentData()}  # fmt: skip
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        ids = frozenset(self._found.hits[row].before.id for row in rows) if self._found is not None and len(rows) > 1 else frozenset()
        return Filter(str(self.category.currentData() or ""), values, flag=self.flag.currentData(), coder=self.coder.currentData() or "",
                      version=self.version.currentData() or "", ids=ids)  # fmt: skip

    def _ask(self) -> None:
        self._found = None
        self.list.clearSelection()
        self._tell()
        if self.category.currentData():
            self.filter_changed.emit(self.chosen())

    # ---- what was found -------------------------------------------------------------------------------------------------

    def show_found(self, found: Found, coders: Mapping[str, str]) -> None:
        """Show what the filter picks, with a few words before and behind each passage; ``coders``: id → short name."""
        self._found = found
        category = self._book.category(str(self.category.currentData())) if self._book is not None else None
        items = []
        for hit in found.hits:
            one = hit.before
            around = f"…{hit.context_before[-40:].lstrip()}[{one.quote}]{hit.context_after[:60]}".replace("\n", " ")
            said = ", ".join(words for attribute in self._attributes() if (words := _words(attribute, one.values.get(attribute.id))))
            sign = (category.color, category.style) if category is not None else ("", "")
            title = hit.title if len(hit.title) <= _TITLE else f"{hit.title[:_TITLE].rstrip()}…"
            remark = " · ".join((title, coders.get(one.coder_id, ""), one.codebook_version))
            items.append(Item(one.id, said or hit.title, around, colour=sign[0], style=sign[1], remark=remark))
        self.list.show_items(items)
        self._tell()
        self._ask_history()

    def _tell(self) -> None:
        found = self._found
        if found is None:
            self.said.setText(_("Looking…"))
            self.recode_button.setEnabled(False)
            return
        picked = len(self.chosen().ids) or len(found.ids)
        many = ngettext("{count:,} annotation", "{count:,} annotations", len(found.ids)).format(count=len(found.ids))
        where = ngettext("{count:,} article", "{count:,} articles", found.articles).format(count=found.articles)
        words = _("{annotations} in {articles}").format(annotations=many, articles=where)
        if len(found.ids) > len(found.hits):
            words += " · " + _("the first {count:,} are listed").format(count=len(found.hits))
        if picked != len(found.ids):
            words += " · " + _("{count:,} chosen").format(count=picked)
        self.said.setText(words if found.ids else _("Nothing has these values"))
        told = ngettext("Recode {count:,} annotation", "Recode {count:,} annotations", picked).format(count=picked)
        self.recode_button.setText(told if picked else _("Recode"))
        self.recode_button.setEnabled(bool(picked) and self.value.currentData() not in ("", None))

    def _recode(self) -> None:
        value = self.value.currentData()
        if self._found is not None and value not in ("", None):
            self.recode_wanted.emit(self.chosen(), str(self.target.currentData()), None if value == EMPTY else value)

    def _ask_history(self) -> None:
        row = self.list.currentRow()
        if self._found is None or not 0 <= row < len(self._found.hits) or not self.target.currentData():
            self.history.show_text("")
            return
        self.history_wanted.emit(self._found.hits[row].before.id, str(self.target.currentData()))

    def show_history(self, attribute_id: str, steps: Sequence[tuple[ValueStep, str]]) -> None:
        """Show how a value came to be; ``steps`` with the names of who took them."""
        attribute = self._attribute(attribute_id)
        if attribute is None:
            return
        lines = [f"{step.made_at[:16].replace('T', ' ')} {name}, {step.label}: {_words(attribute, step.before) or '–'} → "
                 f"{_words(attribute, step.after) or '–'}" for step, name in steps[-(_HISTORY_LINES - 1):]]  # fmt: skip
        told = _("History of {question}: {steps}")
        self.history.show_text(told.format(question=attribute.label, steps="  ·  ".join(lines) or _("never set")))

    def _show_text(self) -> None:
        row = self.list.currentRow()
        if self._found is not None and 0 <= row < len(self._found.hits):
            one = self._found.hits[row].before
            self.text_wanted.emit(one.article_id, one.id)


def _values_of(attribute: Attribute) -> list[tuple[Any, str]]:
    """Return what a question can be filtered by and recoded to; nothing for free text, numbers and entities."""
    if attribute.type in (cb.SINGLE, cb.MULTIPLE):
        return [(one.id, f"{one.label} ({_('retired')})" if one.retired else one.label) for one in attribute.values]
    if attribute.type == cb.BOOLEAN:
        return [(True, _("yes")), (False, _("no"))]
    return []


def _words(attribute: Attribute, value: object) -> str:
    """Return a value as coders read it, empty for none and for what is not chosen from a list."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return attribute.label if value else ""
    if isinstance(value, list):
        return " | ".join(filter(None, (_words(attribute, one) for one in value)))
    known = attribute.value(str(value))
    return known.label if known is not None else ""
