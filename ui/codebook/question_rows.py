"""Questions with a value each, a row a question: what annotations are picked by, or what they are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute
from ui import theme
from ui.articles.choice import Choice
from ui.codebook.value_fields import ValueFields
from ui.parts.button import Button, IconButton
from ui.parts.field import Field

IS, EMPTY, ANY = "is", "empty", "any"


def fill(choice: Choice, rows: Sequence[tuple[Any, str]]) -> None:
    """Let a choice offer (value, words); what was chosen stays chosen where it is still offered."""
    before = choice.currentData()
    choice.clear()
    for value, words in rows:
        choice.addItem(words, value)
    choice.setCurrentIndex(max(0, next((row for row, (value, _words) in enumerate(rows) if value == before), 0)))


class QuestionRow(QWidget):
    """``changed()`` when question or value is another, ``removed()`` when the row is to go."""

    changed = Signal()
    removed = Signal()

    def __init__(self, fields: ValueFields, *, giving: bool) -> None:
        super().__init__()
        self._fields, self._giving = fields, giving
        self._asked: dict[str, Attribute] = {}
        self._category = ""
        self.question = Choice(_("New value of") if giving else _("Question"))
        self.how = Choice(_("Becomes") if giving else _("Condition"))
        looked_for = [(IS, _("is")), (ANY, _("has a value")), (EMPTY, _("is empty"))]
        fill(self.how, [(IS, _("becomes")), (EMPTY, _("is emptied"))] if giving else looked_for)
        self.field: Field | None = None
        self.remove_button = IconButton("x", _("Remove"))
        self.remove_button.clicked.connect(self.removed)
        self.question.activated.connect(lambda _row: self._on_question())
        self.how.activated.connect(lambda _row: self._on_how())
        self.question.setMinimumWidth(theme.current().px(130))
        self.how.setFixedWidth(max(theme.current().px(120), self.how.widest()))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().px(8))
        for widget, share in ((self.question, 3), (self.how, 0)):  # the value has more room than the question, whatever its name
            self._row.addWidget(widget, share, Qt.AlignmentFlag.AlignTop)
        self._row.addStretch(1)
        self._row.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)

    def offer(self, category: str, asked: Sequence[Attribute], taken: Sequence[str]) -> None:
        """Offer the questions of a category but for those that other rows have taken."""
        before = self.attribute
        self._category, self._asked = category, {one.id: one for one in asked}
        fill(self.question, [("", _("choose a question")), *((one.id, one.label) for one in asked if one.id not in taken)])
        px = theme.current().px
        self.question.setMaximumWidth(min(max(px(190), self.question.widest()), px(260)))
        if self.attribute != before:
            self._make_field()

    @property
    def attribute(self) -> Attribute | None:
        """Return the question that is chosen."""
        return self._asked.get(self.question.currentData() or "")

    def is_set(self) -> bool:
        """Return whether the row says something: a question with a value, or that it is empty."""
        return self.attribute is not None and (self.how.currentData() != IS or self.value() not in (None, "", []))

    def value(self) -> Any:
        """Return the value looked for or given; None for none, ``*`` for any."""
        if self.how.currentData() == EMPTY or self.attribute is None:
            return None
        if self.how.currentData() == ANY:
            return cb.ANY_VALUE
        value = self.field.value() if self.field is not None else None
        return self._fields.taken(self.attribute, value) if self._giving else value

    def settle(self) -> None:
        """Take over what was typed and not left yet."""
        if self.field is not None:
            self.field.settle()

    def _on_question(self) -> None:
        self._make_field()
        self.changed.emit()

    def _on_how(self) -> None:
        if self.field is not None:
            self.field.setVisible(self.how.currentData() == IS)
        self.changed.emit()

    def _make_field(self) -> None:
        if self.field is not None:
            self._row.removeWidget(self.field)
            self.field.hide()
            self.field.deleteLater()
            self.field = None
        one = self.attribute
        if one is None:
            return
        self.field = self._fields.field(self._category, one, giving=self._giving)
        self.field.hide_label()
        self.field.chosen.connect(lambda _value: self.changed.emit())
        self._row.insertWidget(2, self.field, 4)
        self.field.setVisible(self.how.currentData() == IS)

    def in_tab_order(self) -> list[QWidget]:
        """Return what takes keys, in the order in which Tab goes through it."""
        takes_keys: QWidget | None = self.field
        while takes_keys is not None and takes_keys.focusProxy() is not None:
            takes_keys = takes_keys.focusProxy()
        return [self.question, self.how, *([takes_keys] if takes_keys is not None else []), self.remove_button]


class QuestionRows(QWidget):
    """Any number of such rows and a button for one more; ``changed()`` when what they say is another, ``remade()`` when widgets are."""

    changed = Signal()
    remade = Signal()

    def __init__(self, fields: ValueFields, *, giving: bool) -> None:
        super().__init__()
        self._fields, self._giving = fields, giving
        self._category = ""
        self._asked: tuple[Attribute, ...] = ()
        self.rows: list[QuestionRow] = []
        self.add_button = Button(_("Add a value to give") if giving else _("Add a condition"), "quiet", icon="plus", low=True)
        self.add_button.clicked.connect(lambda: self.add().question.setFocus())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(6))
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeading)

    def offer(self, category: str, asked: Sequence[Attribute]) -> None:
        """Offer the questions of a category; rows about those of another one go."""
        if category != self._category:
            for row in list(self.rows):
                self._drop(row)
        self._category, self._asked = category, tuple(asked)
        self._refill()

    def add(self, attribute: str = "") -> QuestionRow:
        """Add a row, about a question if one is named, and return it."""
        row = QuestionRow(self._fields, giving=self._giving)
        row.changed.connect(self._on_changed)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        self._refill()
        if attribute:
            row.question.setCurrentIndex(row.question.findData(attribute))
            row.question.activated.emit(row.question.currentIndex())
        return row

    def values(self) -> dict[str, Any]:
        """Return by question what the rows say; rows that say nothing yet are left out."""
        return {row.attribute.id: row.value() for row in self.rows if row.attribute is not None and row.is_set()}

    def asked(self) -> list[Attribute]:
        """Return the questions that the rows are about."""
        return [row.attribute for row in self.rows if row.attribute is not None]

    def settle(self) -> None:
        """Take over what was typed and not left yet."""
        for row in self.rows:
            row.settle()

    def _on_changed(self) -> None:
        self._refill()
        self.changed.emit()

    def _refill(self) -> None:
        taken = [one.id for one in self.asked()]
        for row in self.rows:
            mine = row.attribute.id if row.attribute is not None else ""
            row.offer(self._category, self._asked, [one for one in taken if one != mine])
        self.add_button.setEnabled(len(self.rows) < len(self._asked))
        self.remade.emit()

    def in_tab_order(self) -> list[QWidget]:
        """Return what takes keys, row by row, the button last."""
        return [*(widget for row in self.rows for widget in row.in_tab_order()), self.add_button]

    def _drop(self, row: QuestionRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _remove(self, row: QuestionRow) -> None:
        self._drop(row)
        self.add_button.setFocus()
        self._on_changed()
