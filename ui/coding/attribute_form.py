"""A form over the attributes of a category or of the article: one part per attribute, and the walk from open field to open field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute
from ui import theme
from ui.parts.cells import Option
from ui.parts.chips import Chips
from ui.parts.field import Field
from ui.parts.option_grid import OptionGrid
from ui.parts.plain_fields import CheckField, DateField, NumberField, TextField
from ui.parts.scale import Scale
from ui.parts.suggest_field import ListField

UNCONFIRMED = ("default", "proposed")
MOST_CELLS = 9

FieldMaker = Callable[[Attribute], Field | None]


def is_open(attribute: Attribute, values: Mapping[str, Any], filled: Mapping[str, str]) -> bool:
    """Return whether the walk stops here: required and applying, and empty or only filled in by the program."""
    if not attribute.required or not attribute.applies(values):
        return False
    return attribute.id not in values or filled.get(attribute.id) in UNCONFIRMED


class AttributeForm(QWidget):
    """Sends what the coder chooses; who answers sets the values anew by ``show_values``."""

    given = Signal(str, object)
    """an attribute id and its value, None when it was cleared"""
    done = Signal()
    left = Signal()
    focused = Signal(str)

    def __init__(self, attributes: Sequence[Attribute], special: FieldMaker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attributes = tuple(attributes)
        self._values: Mapping[str, Any] = {}
        self._filled: Mapping[str, str] = {}
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(12))
        for attribute in self.attributes:
            field = special(attribute) or _field(attribute)
            field.setParent(self)
            field.chosen.connect(lambda value, attribute=attribute: self._chosen(attribute, value))
            field.proceed.connect(lambda attribute=attribute: self._proceed(attribute))
            field.leave.connect(self.left)
            self.fields[attribute.id] = field
            column.addWidget(field)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Tell which attribute has the keys, however they came there: the walk, Tab or the mouse."""
        for attribute, field in self.fields.items():
            if new is not None and field.isAncestorOf(new):
                self.focused.emit(attribute)

    def show_error(self, attribute_id: str, text: str) -> None:
        """Say at the field why its value was not kept; what was typed stays until it is mended."""
        if attribute_id in self.fields:
            self.fields[attribute_id].set_error(text)

    def show_values(self, values: Mapping[str, Any], filled: Mapping[str, str]) -> None:
        """Show these values; what the program filled in is marked as proposed; fields that do not apply are hidden."""
        self._values, self._filled = values, filled
        for attribute in self.attributes:
            field = self.fields[attribute.id]
            applies = attribute.applies(values)
            field.setVisible(applies)
            if not applies:
                continue
            field.set_reason(self._reason(attribute))
            if field.error():
                continue
            value = values.get(attribute.id)
            shown = _as_lines(attribute, value)
            field.set_value(shown, proposed=filled.get(attribute.id) in UNCONFIRMED)

    def _reason(self, attribute: Attribute) -> str:
        labels = {one.id: one.label.lower() for one in self.attributes}
        found = [labels[parent] for parent in attribute.when if parent in labels]
        return _("because of {what}").format(what=", ".join(found)) if found and attribute.required else ""

    def focus_first_open(self) -> bool:
        """Bring the keys to the first field that is open; False if none is."""
        return self._focus_open(self.attributes)

    def focus_attribute(self, attribute_id: str) -> bool:
        """Bring the keys to one field."""
        field = self.fields.get(attribute_id)
        if field is not None and not field.isHidden():
            field.setFocus()
        return field is not None

    def _focus_open(self, among: Sequence[Attribute]) -> bool:
        for attribute in among:
            if is_open(attribute, self._values, self._filled):
                return self.focus_attribute(attribute.id)
        return False

    def _chosen(self, attribute: Attribute, value: object) -> None:
        kept: object = value
        if attribute.type == cb.TEXT_LIST and isinstance(value, str):
            kept = [line.strip() for line in value.splitlines() if line.strip()]
        if attribute.type == cb.MULTIPLE and isinstance(value, str):
            kept = _values_named(attribute, value)
        self.given.emit(attribute.id, kept)

    def _proceed(self, attribute: Attribute) -> None:
        if self.fields[attribute.id].error():
            return
        place = self.attributes.index(attribute)
        rest = [*self.attributes[place + 1 :], *self.attributes[:place]]
        if not self._focus_open(rest):
            self.done.emit()


def _as_lines(attribute: Attribute, value: object) -> object:
    """Return the value as its field takes it: lists that have no field of their own stand one entry a line."""
    if not isinstance(value, list) or (attribute.type == cb.MULTIPLE and len(attribute.values) <= MOST_CELLS):
        return value
    known = {one.id: one.label for one in attribute.values}
    return "\n".join(known.get(one, one) for one in value)


def _values_named(attribute: Attribute, text: str) -> list[str]:
    """Return the ids of the values named one a line; what names none is handed on, so that the rules refuse it by name."""
    ids = {one.label.casefold(): one.id for one in attribute.values}
    return [ids.get(line.strip().casefold(), line.strip()) for line in text.splitlines() if line.strip()]


def _options(attribute: Attribute) -> list[Option]:
    return [Option(value.id, value.label, value.definition) for value in attribute.values]


def _field(attribute: Attribute) -> Field:
    note = "" if attribute.required else _("optional")
    label, kind = attribute.label, attribute.type
    if kind == cb.SINGLE and len(attribute.values) > MOST_CELLS:
        return ListField(label, _options(attribute), placeholder=_("Choose"), note=note)
    if kind == cb.SINGLE:
        return (Scale if attribute.ordinal else OptionGrid)(label, _options(attribute), note=note)
    if kind == cb.MULTIPLE and len(attribute.values) <= MOST_CELLS:
        return Chips(label, _options(attribute), note=note)
    if kind == cb.BOOLEAN:
        return CheckField(label)
    if kind == cb.NUMBER:
        decimals = 0 if attribute.integer else 2
        return NumberField(label, decimals=decimals, least=attribute.minimum, most=attribute.maximum, note=note)
    if kind == cb.DATE:
        return DateField(label, note=note)
    return TextField(label, note=note)
