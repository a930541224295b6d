"""What an entity was from one day to another: its parties, offices, roles and affiliations, and a line to add or correct one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from annotator.i18n import N_, _
from annotator.model.entity import AFFILIATION, OFFICE, PARTY, ROLE, Period
from ui import theme
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.field import FieldBox
from ui.parts.item_list import Item, ItemList
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label, Part

FIELD_WORDS = {PARTY: N_("Party"), OFFICE: N_("Office"), ROLE: N_("Role"), AFFILIATION: N_("Affiliation")}


class PeriodPanel(Part):
    """``added(field, value, first, last)``, ``changed(period)`` and ``removed(period)`` ask for it; ``left`` is Esc."""

    added = Signal(str, str, str, str)
    changed = Signal(object)
    removed = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._periods: list[Period] = []
        self._at_hand: Period | None = None
        self._may = False
        self.setAccessibleName(_("Through time"))
        px = theme.current().px
        said = _("The tables give what held on the day when an article was published; where nothing is said, the record holds.")
        self.about = Label(said, "control", "text_2")
        self.about.setWordWrap(True)
        self.list = ItemList(_("What the entity was"))
        self.list.setAccessibleDescription(_("Enter corrects a row below, Delete takes it away"))
        self.list.setMinimumHeight(px(110))
        self.list.itemActivated.connect(lambda _item: self._load())
        self.list.itemClicked.connect(lambda _item: self._load())
        self.field = OptionGrid(_("What"), [Option(key, _(words)) for key, words in FIELD_WORDS.items()])
        self.field.set_value(PARTY)
        self.field.chosen.connect(lambda value: self.field.set_value(value or PARTY))
        self.field.proceed.connect(lambda: self.value.edit.setFocus(Qt.FocusReason.TabFocusReason))
        self.field.leave.connect(self.left)
        self.value, self.first_day, self.last_day = FieldBox(), FieldBox(), FieldBox()
        asked = ((self.value, _("Name"), _("Green Alliance")), (self.first_day, _("From"), "2019-03"), (self.last_day, _("To"), "2024-06"))
        for box, name, example in asked:
            box.edit.setAccessibleName(name)
            box.edit.setPlaceholderText(_("{name}, {example}").format(name=name, example=example))
            box.edit.returnPressed.connect(self._keep)
            box.edit.textChanged.connect(lambda _text: self._offer())
        self.error = Label("", "control", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.keep_button = Button(_("Add"), low=True)
        self.keep_button.clicked.connect(self._keep)
        self.remove_button = Button(_("Take away"), "delete", low=True)
        self.remove_button.clicked.connect(self._remove)
        self.new_button = Button(_("Another one"), low=True)
        self.new_button.clicked.connect(lambda: self._begin(None))
        column = QVBoxLayout(self)
        self.set_margins(20, 14, 20, 16)
        column.setSpacing(px(10))
        column.addWidget(self.about)
        column.addWidget(self.list, 1)
        column.addWidget(self.field)
        column.addWidget(self.value)
        days = QHBoxLayout()
        days.setSpacing(px(8))
        days.addWidget(self.first_day)
        days.addWidget(self.last_day)
        column.addLayout(days)
        column.addWidget(self.error)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for button in (self.keep_button, self.new_button, self.remove_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._begin(None)

    def show_periods(self, periods: Sequence[Period], *, writable: bool) -> None:
        """Show these periods; one that was being corrected and is still there stays at hand."""
        self._periods, self._may = list(periods), writable
        self.list.show_items([Item(one.id, one.value, _days(one), remark=_(FIELD_WORDS[one.field])) for one in periods])
        held = self._at_hand
        self._begin(next((one for one in periods if held is not None and one.id == held.id), None))

    def show_error(self, text: str) -> None:
        """Say why it was not kept; what was typed stays."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def _begin(self, period: Period | None) -> None:
        self._at_hand = period
        self.show_error("")
        shown = period or Period("", "", self.field.value() or PARTY, "")  # type: ignore[arg-type]
        self.field.set_value(shown.field)
        for box, text in ((self.value, shown.value), (self.first_day, shown.first_day), (self.last_day, shown.last_day)):
            box.edit.setText(text)
        self.keep_button.setText(_("Keep") if period is not None else _("Add"))
        for button in (self.remove_button, self.new_button):
            button.setVisible(period is not None)
        self._offer()

    def _offer(self) -> None:
        for part in (self.field, self.value, self.first_day, self.last_day, self.remove_button):
            part.setEnabled(self._may)
        self.keep_button.setEnabled(self._may and bool(self.value.edit.text().strip()))

    def _load(self) -> None:
        item = self.list.current_item()
        found = next((one for one in self._periods if item is not None and one.id == item.key), None)
        if found is not None:
            self._begin(found)
            self.value.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _keep(self) -> None:
        if not self.keep_button.isEnabled():
            return
        field, texts = str(self.field.value()), [box.edit.text() for box in (self.value, self.first_day, self.last_day)]
        if self._at_hand is None:
            self.added.emit(field, *texts)
        else:
            self.changed.emit(replace(self._at_hand, field=field, value=texts[0], first_day=texts[1], last_day=texts[2]))

    def kept(self) -> None:
        """Make the line free for the next one: what stood in it is kept."""
        self._begin(None)

    def _remove(self) -> None:
        if self._at_hand is not None and self._may:
            gone, self._at_hand = self._at_hand, None
            self.removed.emit(gone)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.list.current_item()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Delete and self.focusWidget() is self.list and item is not None and self._may:
            self._at_hand = next(one for one in self._periods if one.id == item.key)
            self._remove()
        else:
            super().keyPressEvent(event)


def _days(period: Period) -> str:
    if period.first_day and period.last_day:
        return _("from {first} to {last}").format(first=period.first_day, last=period.last_day)
    if period.first_day:
        return _("from {first}").format(first=period.first_day)
    return _("up to {last}").format(last=period.last_day) if period.last_day else _("always")
