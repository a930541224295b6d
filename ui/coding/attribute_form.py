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
from ui.parts.many_field import ManyField
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
            field.may_stay_empty = field.may_stay_empty or not attribute.required
            field.setParent(self)
            field.chosen.connect(lambda value, attribute=attribute: self._chosen(attribute, value))
            field.proceed.connect(lambda attribute=attribute: self._proceed(attribute))
            field.leave.connect(self.left)
            self.fields[attribute.id] = field
            column.addWidget(field)
        self._column = column
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Tell which attribute has the keys, however they came there: the walk, Tab or the mouse."""
        if new is None or not self.isAncestorOf(new):
            return
        for attribute, field in self.fields.items():
            if field.isAncestorOf(new):
                self.focused.emit(attribute)

    def add_after(self, attribute_id: str, field: Field) -> None:
        """Put a field that is no attribute of the form under the field of an attribute, such as what kind of entity a new one is."""
        self._column.insertWidget(self._column.indexOf(self.fields[attribute_id]) + 1, field)
        self.setTabOrder(self.fields[attribute_id], field)

    def settle(self) -> None:
        """Take over what was typed in a field and not left yet."""
        for field in self.fields.values():
            if not field.isHidden():
                field.settle()

    def forget_errors(self) -> None:
        """Take back what was said to be wrong, because other values are shown from now on."""
        for field in self.fields.values():
            if field.error():
                field.set_error("")

    def go_on_from(self, attribute_id: str) -> None:
        """Bring the keys to the next open field after this one; ``done`` is sent if none is open."""
        self._proceed(next(one for one in self.attributes if one.id == attribute_id))

    def show_error(self, attribute_id: str, text: str) -> None:
        """Say at the field why its value was not kept; what was typed stays until it is mended."""
        if attribute_id in self.fields:
            self.fields[attribute_id].set_error(text)

    def show_values(self, values: Mapping[str, Any], filled: Mapping[str, str]) -> None:
        """Show these values; what the program filled in is marked as proposed; fields that do not apply are hidden."""
        self._values, self._filled = values, filled
        for attribute in self.attributes:
            field = self.fields[attribute.id]
            applies = attribute.applies(values) and not (attribute.retired and attribute.id not in values)
            field.setVisible(applies)
            if not applies:
                continue
            field.set_reason(_retired(attribute, values.get(attribute.id)) or self._reason(attribute))
            if field.error():
                continue
            value = values.get(attribute.id)
            shown = as_lines(attribute, value)
            field.set_value(shown, proposed=filled.get(attribute.id) in UNCONFIRMED)

    def _reason(self, attribute: Attribute) -> str:
        """Return why a conditional field is there, in the words of the form: ``because Issue is Other``."""
        parts = []
        for parent in self.attributes:
            if parent.id in attribute.when:
                words = _value_words(parent, self._values.get(parent.id))
                told = _("{field} is {value}") if words else _("{field} is given")
                parts.append(told.format(field=parent.label, value=words))
        return _("because {reasons}").format(reasons=_(" and ").join(parts)) if parts and attribute.when else ""

    def attribute(self, attribute_id: str) -> Attribute | None:
        """Return the attribute with this id."""
        return next((one for one in self.attributes if one.id == attribute_id), None)

    def attribute_with(self, widget: QWidget) -> str:
        """Return the id of the attribute whose field holds this widget, empty if none does."""
        return next((one for one, field in self.fields.items() if field.isAncestorOf(widget)), "")

    def focus_first(self) -> bool:
        """Bring the keys to the first field in sight; False if there is none."""
        return any(not self.fields[one.id].isHidden() and self.focus_attribute(one.id) for one in self.attributes)

    def focus_first_open(self) -> bool:
        """Bring the keys to the first field that is open; False if none is."""
        return self._focus_open(self.attributes)

    def has_open(self) -> bool:
        """Return whether a field is open."""
        return any(is_open(one, self._values, self._filled) for one in self.attributes)

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
        self.given.emit(attribute.id, kept)

    def _proceed(self, attribute: Attribute) -> None:
        if self.fields[attribute.id].error():
            return
        place = self.attributes.index(attribute)
        rest = [*self.attributes[place + 1 :], *self.attributes[:place]]
        if not self._focus_open(rest):
            self.done.emit()


def _retired(attribute: Attribute, value: object) -> str:
    """Return that what stands here is no longer offered: it was coded before the codebook was revised."""
    if attribute.retired:
        return _("retired")
    gone = [one.label for one in attribute.values if one.retired and one.id in (value if isinstance(value, list) else [value])]
    return _("{value} is retired").format(value=", ".join(gone)) if gone else ""


def _value_words(attribute: Attribute, value: object) -> str:
    """Return a short value as its label reads; nothing for what has no label of its own."""
    if isinstance(value, bool) or value is None:
        return _("yes") if value else _("no")
    chosen = value if isinstance(value, list) else [value]
    labels = [known.label for one in chosen if isinstance(one, str) and (known := attribute.value(one)) is not None]
    return ", ".join(labels)


def as_lines(attribute: Attribute, value: object) -> object:
    """Return the value as its field takes it: a list of texts stands one entry a line."""
    return "\n".join(str(one) for one in value) if attribute.type == cb.TEXT_LIST and isinstance(value, list) else value


def _options(attribute: Attribute) -> list[Option]:
    return [Option(value.id, value.label, value.definition) for value in attribute.offered]


def _field(attribute: Attribute) -> Field:
    note = "" if attribute.required else _("optional")
    label, kind = attribute.label, attribute.type
    if kind == cb.SINGLE and not 0 < len(attribute.offered) <= MOST_CELLS:  # a draft may offer none for a while
        return ListField(label, _options(attribute), placeholder=_("Choose"), note=note)
    if kind == cb.SINGLE:
        return (Scale if attribute.ordinal else OptionGrid)(label, _options(attribute), note=note)
    if kind == cb.MULTIPLE:
        several = note or _("several")
        return (Chips if 0 < len(attribute.offered) <= MOST_CELLS else ManyField)(label, _options(attribute), note=several)
    if kind == cb.BOOLEAN:
        return CheckField(label)
    if kind == cb.NUMBER:
        decimals = 0 if attribute.integer else 2
        return NumberField(label, decimals=decimals, least=attribute.minimum, most=attribute.maximum, note=note)
    if kind == cb.DATE:
        return DateField(label, note=note)
    if kind == cb.TEXT_LIST:
        one_a_line = _("one a line, Shift+↵")
        return TextField(label, note=", ".join(part for part in (note, one_a_line) if part))
    return TextField(label, note=note)
