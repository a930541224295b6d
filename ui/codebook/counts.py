"""How many links of a type a mark must or may have: a rule a row, the first that fits holds; the chosen one is edited under the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.codebook import ANY_VALUE, BOOLEAN, MULTIPLE, SINGLE, Attribute, Codebook, LinkCount, LinkType
from annotator.model.codebook_words import count_words, questions_at
from annotator.model.rules import ERROR, WARNING
from ui import theme
from ui.codebook.fields import ChoiceField
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.chips import Chips
from ui.parts.field import Field
from ui.parts.item_list import Item, ItemList
from ui.parts.many_field import ManyField
from ui.parts.painting import clear_layout

_ROW = 48
_MOST = 9
Raw = dict[str, Any]


class CountRules(QWidget):
    """``changed(rules)`` is sent with all rules as the codebook's JSON has them when one was changed, added, moved or removed."""

    changed = Signal(object)

    def __init__(self, codebook: Codebook, link: LinkType, raw: Sequence[Mapping[str, Any]], *, may_edit: bool) -> None:
        super().__init__()
        px = theme.current().px
        self._book, self._link, self._may_edit = codebook, link, may_edit
        self._raw: list[Raw] = [dict(one) for one in raw]
        self.fields: dict[str, Field] = {}
        self.list = _RuleList(_("Numbers of links"))
        told = [count_words(codebook, link, one).rpartition(": ") for one in link.counts]
        self.list.show_items([Item(str(at), who, amount) for at, (who, _colon, amount) in enumerate(told)])
        self.list.setFixedHeight(px(_ROW) * len(self._raw) + 2)
        self.list.setVisible(bool(self._raw))
        self.list.currentRowChanged.connect(self._show)
        self.list.moved.connect(self._move)
        self.list.removed.connect(self._remove)
        self._details = QWidget()
        self._grid = QGridLayout(self._details)
        self._grid.setContentsMargins(px(28), 0, 0, px(4))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(10))
        self._details.hide()
        self.add_button = Button(_("Add number of links"), "quiet", icon="plus", low=True)
        self.add_button.clicked.connect(self._add)
        self.add_button.setVisible(may_edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.list)
        column.addWidget(self._details)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeading)

    def row(self) -> int:
        """Return the rule that is edited, -1 if none is."""
        return self.list.currentRow()

    def choose(self, row: int) -> None:
        """Show a rule under the list."""
        if 0 <= row < len(self._raw):
            self.list.setCurrentRow(row)

    # ---- all rules ------------------------------------------------------------------------------------------------------

    def _send(self, rules: Sequence[Raw], row: int) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1 if row < 0 else min(row, self.list.count() - 1))
        self.list.blockSignals(False)
        self.wanted_row = row
        self.changed.emit([dict(one) for one in rules])

    wanted_row = -1
    """the rule to be shown once the form was made anew"""

    def _add(self) -> None:
        self._send([*self._raw, {"at": "to", "min": 1}], len(self._raw))

    def _move(self, by: int) -> None:
        here, to = self.row(), self.row() + by
        if self._may_edit and here >= 0 and 0 <= to < len(self._raw):
            rules = [*self._raw]
            rules.insert(to, rules.pop(here))
            self._send(rules, to)

    def _remove(self) -> None:
        here = self.row()
        if self._may_edit and 0 <= here < len(self._raw):
            self._send([*self._raw[:here], *self._raw[here + 1 :]], min(here, len(self._raw) - 2))

    def _set(self, name: str, value: object) -> None:
        here = self.row()
        if not 0 <= here < len(self._raw):
            return
        changed = {**self._raw[here], name: value}
        if name == "at":
            changed = {key: one for key, one in changed.items() if key not in ("category", "when", "with")}
        elif name == "category":
            changed.pop("when", None)
        kept = {key: one for key, one in changed.items() if one not in (None, "", {}, []) or (key in ("min", "max") and one == 0)}
        if kept.get("level") == ERROR:
            del kept["level"]
        self._send([*self._raw[:here], kept, *self._raw[here + 1 :]], here)

    # ---- the chosen one -------------------------------------------------------------------------------------------------

    def _show(self, row: int) -> None:
        clear_layout(self._grid)
        self.fields = {}
        self._details.setVisible(0 <= row < len(self._raw))
        if not 0 <= row < len(self._raw):
            return
        count = self._link.counts[row]
        here, there = self._ends(count)
        self._choice("at", _("Of the mark at the"), [("from", _("start of the link")), ("to", _("end of the link"))], count.at, 0, 0)
        self._choice("category", _("Category"), [("", _("any of them")), *here], count.category, 0, 1)
        self._choice("min", _("At least"), [(n, str(n)) for n in range(_MOST + 1)], count.minimum, 1, 0)
        most = [(None, _("any number")), *((n, str(n) if n else _("none")) for n in range(_MOST + 1))]
        self._choice("max", _("At most"), most, count.maximum, 1, 1)
        self._choice("with", _("Only links with"), [("", _("any category")), *there], count.other, 2, 0)
        levels = [(ERROR, _("finishing is refused")), (WARNING, _("a warning is given"))]
        self._choice("level", _("Otherwise"), levels, count.level, 2, 1)
        self._condition(count)
        self._buttons(row)

    def _ends(self, count: LinkCount) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        ends = [[(one, known.label if (known := self._book.category(one)) is not None else one) for one in side]
                for side in (self._link.from_categories, self._link.to_categories)]  # fmt: skip
        return (ends[0], ends[1]) if count.at == "from" else (ends[1], ends[0])

    def _condition(self, count: LinkCount) -> None:
        """Only if the mark has a value: which question, and which of its values."""
        ends = self._link.from_categories if count.at == "from" else self._link.to_categories
        asked = {one.id: one for one in questions_at(self._book, [count.category] if count.category else ends) if not one.retired}
        parent = next(iter(count.when), None)
        choices = [(None, _("always")), *((one.id, one.label) for one in asked.values())]
        field = self._choice("when", _("Only if"), choices, parent, 3, 0, send=False)
        field.chosen.connect(lambda chosen: self._set("when", {chosen: _first_of(asked[chosen])} if chosen else None))
        one = asked.get(parent or "")
        if one is None:
            return
        options = [Option(value.id, value.label) for value in one.offered]
        if one.type == BOOLEAN:
            yes_or_no = [(True, _("yes")), (False, _("no"))]
            answer = self._choice("when_values", _("is"), yes_or_no, next(iter(count.when[one.id]), None), 3, 1, send=False)
            answer.chosen.connect(lambda chosen: self._set("when", {one.id: [chosen]}))
        elif one.type in (SINGLE, MULTIPLE) and options:
            label = _("{question} is one of").format(question=one.label)
            several: Field = Chips(label, options) if len(options) <= _MOST else ManyField(label, options)
            several.set_value([value for value in count.when[one.id] if value != ANY_VALUE])
            several.chosen.connect(lambda ids: self._set("when", {one.id: ids or ANY_VALUE}))
            self._put("when_values", several, 4, 0, 2)

    def _choice(
        self, name: str, label: str, values: Sequence[tuple[Any, str]], now: object, row: int, column: int, *, send: bool = True
    ) -> Field:
        field = ChoiceField(label, values)
        field.set_value(now)
        if send:
            field.chosen.connect(lambda chosen: self._set(name, chosen))
        self._put(name, field, row, column, 1)
        return field

    def _put(self, name: str, field: Field, row: int, column: int, width: int) -> None:
        field.setEnabled(self._may_edit)
        self.fields[name] = field
        self._grid.addWidget(field, row, column, 1, width, Qt.AlignmentFlag.AlignTop)

    def _buttons(self, row: int) -> None:
        if not self._may_edit:
            return
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        acts = ((_("Further up"), "Alt+↑", lambda: self._move(-1), row > 0),
                (_("Further down"), "Alt+↓", lambda: self._move(1), row + 1 < len(self._raw)),
                (_("Remove"), "Del", self._remove, True))  # fmt: skip
        for words, key, act, able in acts:
            button = Button(words, "quiet", key=key, low=True)
            button.setEnabled(able)
            button.clicked.connect(act)
            line.addWidget(button)
        line.addStretch(1)
        self._grid.addWidget(box, 5, 0, 1, 2)


def _first_of(one: Attribute) -> object:
    return [one.offered[0].id] if one.offered else [True] if one.type == BOOLEAN else ANY_VALUE


class _RuleList(ItemList):
    """``moved(by)`` for Alt with an arrow, ``removed()`` for Delete."""

    moved = Signal(int)
    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)
