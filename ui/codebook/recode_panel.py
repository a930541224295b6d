"""Recoding: annotations picked by a filter, seen in their passages, given other values together; what that changes is seen before,
and how the values came to be stands beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext, told_step
from annotator.model.codebook import Attribute, Codebook
from annotator.operations.codebook_recode import Filter, Hit, where_words
from annotator.store.selections import ValueStep
from ui import theme
from ui.articles.choice import Choice
from ui.codebook.question_rows import QuestionRows, fill
from ui.codebook.value_fields import ValueFields
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.lines import Lines
from ui.parts.painting import ElidedLabel, Label, clear_layout

MOST_ROWS = 500
"""passages that are listed; the rest is counted and recoded all the same"""
_STEPS, _TITLE, _ARTICLES, _COLUMNS = 3, 24, 12, 3


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter picks: all annotations, and the first of them with their passages; ``changes``: those that new values would change,
    by id, and ``problem`` why the values cannot be given."""

    ids: tuple[str, ...]
    articles: int
    hits: tuple[Hit, ...]
    changes: Mapping[str, Hit] = field(default_factory=dict)
    problem: str = ""


class RecodePanel(QWidget):
    """``asked(Filter, values)`` asks for what the filter picks and the values would change, ``recode_wanted(Filter, values)`` to give
    them, ``history_wanted(annotation, attributes)`` for the history of values, ``text_wanted(article, annotation)`` for the text."""

    asked = Signal(object, object)
    recode_wanted = Signal(object, object)
    history_wanted = Signal(str, object)
    text_wanted = Signal(str, str)

    def __init__(self, fields: ValueFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: Codebook | None = None
        self._found: Found | None = None
        self._names: Mapping[str, str] = {}
        self.fields = fields
        self.category = self._choice(_("Category"), self._on_category)
        self.coder = self._choice(_("Coder"), self._ask)
        self.version = self._choice(_("Codebook version"), self._ask)
        self.flag = self._choice(_("Flag"), self._ask)
        self.listed = self._choice(_("Revision"), self._ask)
        self.article = fields.any_article()
        self.article.chosen.connect(lambda _value: self._ask())
        self.conditions = QuestionRows(fields, giving=False)
        self.conditions.changed.connect(self._ask)
        self.given = QuestionRows(fields, giving=True)
        self.given.changed.connect(self._ask)
        self.said = Lines("current", "text", 2)
        self.where = ElidedLabel("option", "text_2")
        self.list = ItemList(_("Annotations found"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self._tell)
        self.list.currentRowChanged.connect(lambda _row: self._ask_history())
        self.list.itemActivated.connect(lambda _item: self._show_text())
        self.histories: list[Lines] = []
        self.recode_button = Button(_("Recode"), low=True)
        self.recode_button.clicked.connect(self._recode)
        self._lay_out()
        for rows in (self.conditions, self.given):
            rows.remade.connect(self._order_tabs)

    def _order_tabs(self) -> None:
        """Let Tab go through the rows where they stand, whenever they were made."""
        chain = [self.category, self.coder, self.version, self.flag, self.listed, self.article,
                 *self.conditions.in_tab_order(), *self.given.in_tab_order(), self.recode_button, self.list]  # fmt: skip
        for one, after in pairwise(chain):
            QWidget.setTabOrder(one, after)

    def _choice(self, name: str, then: Any) -> Choice:
        found = Choice(name)
        found.activated.connect(lambda _row: then())
        return found

    def _lay_out(self) -> None:
        px = theme.current().px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(4))
        choices = [(one.accessibleName(), one) for one in (self.category, self.coder, self.version, self.flag, self.listed)]
        for number, (name, one) in enumerate([*choices, (_("Article"), self.article)]):
            row, column = divmod(number, _COLUMNS)  # beside one another in one row they would have no room for their words
            grid.addWidget(Label(name, "label", "text_2"), 2 * row, column)
            grid.addWidget(one, 2 * row + 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        asking = QWidget()
        column_box = QVBoxLayout(asking)
        column_box.setContentsMargins(0, 0, px(6), 0)
        column_box.setSpacing(px(8))
        column_box.addLayout(grid)
        column_box.addWidget(self.conditions)
        column_box.addWidget(Label(_("Give them"), "label", "text_2"))
        column_box.addWidget(self.given)
        column_box.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(self.focusPolicy())
        scroll.setWidget(asking)
        for widget in (asking, scroll.viewport()):
            widget.setAutoFillBackground(False)
        doing = QHBoxLayout()
        doing.addWidget(self.said, 1)
        doing.addWidget(self.recode_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(24), px(16), px(24), px(16))
        whole.setSpacing(px(8))
        whole.addWidget(Label(_("Recode"), "panel_title"))
        whole.addWidget(scroll, 1)
        whole.addLayout(doing)
        whole.addWidget(self.where)
        whole.addWidget(self.list, 1)
        self._histories = QVBoxLayout()
        self._histories.setSpacing(px(2))
        whole.addLayout(self._histories)
        self.setFocusProxy(self.category)

    # ---- choices --------------------------------------------------------------------------------------------------------

    def show_codebook(self, book: Codebook, coders: Mapping[str, str], versions: Sequence[str]) -> None:
        """Offer the categories and questions of a codebook, those retired too: their codings can be recoded. ``coders``: id → name."""
        self._book, self._names = book, dict(coders)
        fill(self.category, [(one.id, one.label) for one in book.categories])
        fill(self.coder, [("", _("any coder")), *((name, name) for name in coders.values())])
        fill(self.version, [("", _("any version")), *((one, one) for one in versions)])
        fill(self.flag, [(None, _("all")), (True, _("flagged")), (False, _("not flagged"))])
        fill(self.listed, [(False, _("all")), (True, _("to look at again"))])
        self._on_category()

    def _attributes(self) -> tuple[Attribute, ...]:
        category = self.category.currentData()
        return self._book.attributes_of(category) if self._book is not None and category else ()

    def _on_category(self) -> None:
        category = str(self.category.currentData() or "")
        self.conditions.offer(category, self._attributes())
        self.given.offer(category, [one for one in self._attributes() if not one.retired])
        if not self.given.rows and self._attributes():
            self.given.add()
        self._ask()

    def chosen(self) -> Filter:
        """Return the filter as it is chosen, restricted to the rows that are selected."""
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        ids = frozenset(self._found.hits[row].before.id for row in rows) if self._found is not None and len(rows) > 1 else frozenset()
        return Filter(str(self.category.currentData() or ""), self.conditions.values(), flag=self.flag.currentData(), ids=ids,
                      coder=self.coder.currentData() or "", article=str(self.article.value() or ""),
                      version=self.version.currentData() or "", listed=bool(self.listed.currentData()))  # fmt: skip

    def ask_again(self) -> None:
        """Ask anew for what the filter picks, because codings have changed."""
        self._ask()

    def _ask(self) -> None:
        self._found = None
        self.list.clearSelection()
        self._tell()
        if self.category.currentData():
            self.asked.emit(self.chosen(), self.given.values())

    # ---- what was found -------------------------------------------------------------------------------------------------

    def show_found(self, found: Found) -> None:
        """Show what the filter picks, each with a few words before and behind it and with what would change."""
        self._found = found
        category = self._book.category(str(self.category.currentData())) if self._book is not None else None
        sign = (category.color, category.style) if category is not None else ("", "")
        items = []
        for hit in found.hits:
            one = hit.before
            around = f"…{hit.context_before[-40:].lstrip()}[{one.quote}]{hit.context_after[:60]}".replace("\n", " ")
            title = hit.title if len(hit.title) <= _TITLE else f"{hit.title[:_TITLE].rstrip()}…"
            remark = " · ".join((f"\u2068{title}\u2069", self._names.get(one.coder_id, ""), one.codebook_version))
            items.append(Item(one.id, self._said(hit, found.changes.get(one.id)), around, colour=sign[0], style=sign[1], remark=remark))
        self.list.show_items(items)
        self._tell()
        self._ask_history()

    def _said(self, hit: Hit, change: Hit | None) -> str:
        """Return the values of an annotation, or what would become of them: ``Type: Demand → Factual``."""
        before = hit.before.values
        if change is None:
            return ", ".join(filter(None, (self._told(one, before.get(one.id)) for one in self._attributes()))) or hit.title
        after = change.after.values
        changed = [f"{one.label}: {self.fields.words(one, before.get(one.id)) or '–'} → {self.fields.words(one, after.get(one.id)) or '–'}"
                   for one in self._attributes() if before.get(one.id) != after.get(one.id)]  # fmt: skip
        return "; ".join(changed) or _("stands as made with the newest codebook")

    def _told(self, one: Attribute, value: object) -> str:
        """Return a value among others: of yes and no only a yes is told, as its question."""
        return (one.label if value else "") if isinstance(value, bool) else self.fields.words(one, value)

    def _picked(self) -> tuple[int, list[Hit]]:
        """Return how many annotations are picked, and those of them that would change."""
        found = self._found
        if found is None:
            return 0, []
        ids = self.chosen().ids
        return len(ids) or len(found.ids), [hit for key, hit in found.changes.items() if not ids or key in ids]

    def _tell(self) -> None:
        found = self._found
        if found is None:
            self.said.show_text(_("Looking…"))
            self.where.show_text("")
            self.recode_button.setEnabled(False)
            return
        picked, changing = self._picked()
        many = ngettext("{count:,} annotation", "{count:,} annotations", len(found.ids)).format(count=len(found.ids))
        where = ngettext("{count:,} article", "{count:,} articles", found.articles).format(count=found.articles)
        told = _("{annotations} in {articles}").format(annotations=many, articles=where)
        words = [told if found.ids else _("Nothing has these values")]
        if len(found.ids) > len(found.hits):
            words.append(_("the first {count:,} are listed").format(count=len(found.hits)))
        if picked != len(found.ids):
            words.append(_("{count:,} chosen").format(count=picked))
        if self.given.values() and found.ids and not found.problem:
            stay = picked - len(changing)
            words += [ngettext("{count:,} stays: it has this already or is not asked", "{count:,} stay: they have this already or are "
                               "not asked", stay).format(count=stay)] if stay else []  # fmt: skip
        self.said.show_text(found.problem or " · ".join(words))
        told = ngettext("Recode {count:,} annotation", "Recode {count:,} annotations", len(changing)).format(count=len(changing))
        self.recode_button.setText(told if changing else _("Recode"))
        self.recode_button.setEnabled(bool(changing))
        self.where.show_text(self._where(changing))

    @staticmethod
    def _where(changing: Sequence[Hit]) -> str:
        """Return which articles a recode touches, with how many in each, and what would then be missing."""
        if not changing:
            return ""
        numbers = Counter(hit.title for hit in changing)
        told = [_("In {articles}").format(articles=where_words(list(numbers.items()), _ARTICLES))]
        lacking = sum(bool(hit.missing) for hit in changing)
        if lacking:
            told.append(ngettext("{count:,} lacks a required value then", "{count:,} lack a required value then", lacking).format(
                count=lacking))  # fmt: skip
        return " · ".join(told)

    def _recode(self) -> None:
        self.given.settle()
        if self._found is not None and self.given.values():
            self.recode_wanted.emit(self.chosen(), self.given.values())

    def _ask_history(self) -> None:
        row = self.list.currentRow()
        asked = [one.id for one in self.given.asked()] or [one.id for one in self.conditions.asked()]
        if self._found is None or not 0 <= row < len(self._found.hits) or not asked:
            self.show_history({})
            return
        self.history_wanted.emit(self._found.hits[row].before.id, asked)

    def show_history(self, histories: Mapping[str, Sequence[ValueStep]]) -> None:
        """Show how values came to be, question by question, the last steps of each."""
        known = {one.id: one for one in self._attributes()}
        clear_layout(self._histories)
        self.histories = []
        for attribute_id, steps in histories.items():
            one = known[attribute_id]
            lines = [f"{step.made_at[:16].replace('T', ' ')} {self._names.get(step.coder_id, '')}, {told_step(step.label)}: "
                     f"{self.fields.words(one, step.before) or '–'} → {self.fields.words(one, step.after) or '–'}"
                     for step in steps[-_STEPS:]]  # fmt: skip
            told = _("History of {question}: {steps}").format(question=one.label, steps="  ·  ".join(lines) or _("never set"))
            self.histories.append(Lines("option", "text_2", 3))
            self.histories[-1].show_text(told)
            self._histories.addWidget(self.histories[-1])

    def _show_text(self) -> None:
        row = self.list.currentRow()
        if self._found is not None and 0 <= row < len(self._found.hits):
            one = self._found.hits[row].before
            self.text_wanted.emit(one.article_id, one.id)
