"""The form in which one thing of the codebook is edited: its fields, its condition, and the list of its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _, in_sentence
from annotator.model import codebook as cb
from annotator.model.codebook_difference import UNLINKED_WORDS
from annotator.model.codebook_edits import Edit, add, change, move, remove, retire, split_value
from annotator.model.codebook_naming import is_provisional, provisional_id
from annotator.model.codebook_places import ATTRIBUTE, CATEGORY, LINK, MODULE, REGION, VALUE, WHOLE, Place, id_from, kind_of, label_path
from ui import theme
from ui.codebook.acts import going_button, new_values, value_buttons
from ui.codebook.counts import CountRules
from ui.codebook.fields import ChoiceField, ColourField, LanguageField, LineField, NumberLine, PartsField, example_lines, read_examples
from ui.codebook.outline import TYPE_WORDS
from ui.codebook.shown import Shown
from ui.codebook.value_list import ValueList
from ui.codebook.value_rows import first_condition, first_value, value_rows
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.chips import Chips
from ui.parts.field import Field
from ui.parts.many_field import ManyField
from ui.parts.painting import ElidedLabel, Label, clear_layout
from ui.parts.plain_fields import CheckField, TextField
from ui.parts.signs import CategorySign

_BUTTON = "button"
Fields = Callable[[object], Mapping[str, Any]]


def _several(label: str, options: list[Option]) -> Field:
    return Chips(label, options) if len(options) <= 9 else ManyField(label, options)


class Form(QWidget):
    """Shows one place of the codebook; ``edited(edits)`` is sent when the supervisor changes it, ``value_shown`` for another row.

    ``field_asked`` is a field that came to the end of the form and is to be seen.
    """

    edited = Signal(object)
    called = Signal(object, str)
    """a region that is new, and the id made of the name it is given"""
    value_shown = Signal(object)
    field_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(31), px(16), px(31), px(24))
        self._column.setSpacing(px(12))
        self._body: QWidget | None = None
        self.fields: dict[str, Field] = {}
        self._kept: dict[Field, object] = {}  # what the draft has in them
        self.values: ValueList | None = None
        self.counts: CountRules | None = None
        self._shown: Shown | None = None
        self._place: Place = ()
        self._row, self._side = 0, 0

    def show_place(self, shown: Shown, place: Place) -> None:
        """Show the thing at this place; a value is shown within its question. What had the keys has them again if it is still there."""
        keys = self._with_keys() if place == self._place else ""
        rule = self.counts.wanted_row if self.counts is not None and place == self._place else -1
        value = self.values.value_id() if self.values is not None and place == self._place else ""
        self._make(shown, place)
        self.choose_value(value)
        if self.counts is not None:
            self.counts.choose(rule)
        if keys:  # a button that is not there any more hands them to the list it belonged to
            parts = self._parts()
            near = parts.get(keys) or self.values or parts.get("counts") or next(iter(self.fields.values()), None)
            if near is not None:
                near.setFocus()

    def name_it(self) -> None:
        """Give the keys to the name of what has just been added, so that typing replaces it."""
        if "label" in self.fields:
            self.fields["label"].setFocus(Qt.FocusReason.TabFocusReason)

    def show_counts(self, shown: Shown) -> None:
        """Show how often things were coded, as it has just been counted; what is being typed stays."""
        self._shown = shown
        one = shown.attribute(self._place) if len(self._place) > 1 and kind_of(self._place) == ATTRIBUTE else None
        if self.values is not None and one is not None:
            self.values.show_rows(value_rows(shown, self._place, one), self.values.value_id())

    def _with_keys(self) -> str:
        """Return the name of the part of the form that has the keys, empty where they are elsewhere."""
        focus = self.window().focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return ""
        return next((name for name, one in self._parts().items() if one is focus or one.isAncestorOf(focus)), _BUTTON)

    def _parts(self) -> dict[str, QWidget]:
        """Return the fields and lists of the form by name."""
        parts: dict[str, QWidget] = {f"field {name}": one for name, one in self.fields.items()}
        if self.values is not None:
            parts["values"] = self.values
        if self.counts is not None:
            parts |= {"counts": self.counts.list, **{f"count {name}": one for name, one in self.counts.fields.items()}}
        return parts

    def _make(self, shown: Shown, place: Place) -> None:
        self._shown, self._place = shown, place
        self.fields, self.values, self.counts, self._kept = {}, None, None, {}
        had = self._body
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.current().px(16))
        self._grid.setVerticalSpacing(theme.current().px(12))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._row = self._side = 0
        self._make_head()
        if len(place) > 1:
            makers = {CATEGORY: self._category, LINK: self._link, ATTRIBUTE: self._attribute, MODULE: self._module, REGION: self._region}
            makers[kind_of(place)]()
        elif place == WHOLE:
            self._codebook()
        for field in self.fields.values():
            field.setEnabled(shown.may_edit)
        self._column.addWidget(self._body)
        self._column.addStretch(1)
        if had is not None:
            self._column.removeWidget(had)
            had.hide()
            had.deleteLater()
        while self._column.count() > 2:
            self._column.takeAt(0)

    # ---- laying out -----------------------------------------------------------------------------------------------------

    def _whole(self, widget: QWidget) -> None:
        self._row += 1 if self._side else 0
        self._side = 0
        self._grid.addWidget(widget, self._row, 0, 1, 2)
        self._row += 1

    def _half(self, widget: QWidget) -> None:
        self._grid.addWidget(widget, self._row, self._side, Qt.AlignmentFlag.AlignTop)
        self._row, self._side = (self._row + 1, 0) if self._side else (self._row, 1)

    def _field(self, name: str, field: Field, value: object, *, half: bool = False, read: Fields | None = None,
               then: Callable[[object], list[Edit]] = lambda _chosen: []) -> None:  # fmt: skip
        """Put a field into the form; what is chosen in it becomes an edit of the fields that ``read`` gives (default: its own).

        ``then`` gives the edits that go with it.
        """
        place, fields = self._place, read or (lambda chosen: {name: chosen})
        field.set_value(value)
        self._kept[field] = value
        field.chosen.connect(lambda chosen: self.edited.emit([change(place, **fields(chosen)), *then(chosen)]))
        self.fields[name] = field
        (self._half if half else self._whole)(field)

    def show_error(self, text: str) -> None:
        """Say at the field that has the keys (else the first) why its value was not kept."""
        focus = self.window().focusWidget()
        here = [one for one in self.fields.values() if focus is not None and one.isAncestorOf(focus)]
        for field in here or list(self.fields.values())[:1]:
            field.set_error(text)
        for field, kept in self._kept.items():  # what was typed stays to be mended, a choice goes back to what is stored
            if not isinstance(field, (LineField, TextField)) and field.value() != kept:
                field.set_value(kept)

    @property
    def _raw(self) -> Mapping[str, Any]:
        return self._shown.raw(self._place) if self._shown is not None else {}

    def _make_head(self) -> None:
        shown, place = self._shown, self._place
        assert shown is not None
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(10))
        if place[0] == CATEGORY and len(place) > 1:
            raw = shown.raw(place[:2])
            row.addWidget(CategorySign(str(raw.get("color", "#777777")), str(raw.get("style", "box")), str(raw.get("label", ""))))
        labels = label_path(shown.codebook.source, place) if len(place) > 1 else (_("Choose what to look at in the outline."),)
        if place == WHOLE:
            labels = (_("Codebook"),)
        for label in labels[:-1]:
            row.addWidget(Label(f"{label}  ›", "control", "text_2"))
        name = ElidedLabel("page_title" if len(place) > 1 or place == WHOLE else "control", "text")
        name.show_text(labels[-1])
        row.addWidget(name, 1)
        head = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        head.setLayout(row)
        self._whole(head)
        if shown.may_edit and shown.can_go(place):
            row.addWidget(going_button(shown, place, self.edited.emit))

    def _names(self) -> None:
        raw = self._raw
        self._field("label", LineField(_("Name coders see")), self._label(), half=True)
        waits = self._shown is not None and is_provisional(self._shown.published.source, self._place)
        identity = LineField(_("Id, made of the name by publishing") if waits else _("Id, never changes"), locked=True)
        identity.set_value(raw.get("id"))
        self._half(identity)

    def _label(self) -> str:
        assert self._shown is not None
        return label_path(self._shown.codebook.source, self._place)[-1]

    def _text(self, name: str, label: str) -> None:
        self._field(name, TextField(label), self._raw.get(name))

    def _listed(self, name: str, label: str) -> None:
        lines = "\n".join(self._raw.get(name, []))
        field = TextField(label, note=_("one a line, Shift+↵"))
        self._field(name, field, lines or None, read=lambda text: {name: [*filter(None, map(str.strip, str(text or "").splitlines()))]})

    # ---- kinds of things -----------------------------------------------------------------------------------------------

    def _codebook(self) -> None:
        """The whole: its name, and the language that coders read it in."""
        raw = self._raw
        self._field("codebook", LineField(_("Name of the codebook")), raw.get("codebook"))
        language = LanguageField(_("Language"), note=_("a code such as en, de or pt-BR"))
        self._field("language", language, raw.get("language", "en"), half=True)
        version = LineField(_("Version, counted by publishing"), locked=True)
        version.set_value(raw.get("version"))
        self._half(version)

    def _category(self) -> None:
        raw = self._raw
        assert self._shown is not None
        self._names()
        digits = [("", _("none")), *((str(digit), str(digit)) for digit in range(1, 10))]
        self._field("key", ChoiceField(_("Key"), digits), raw.get("key", ""), half=True)
        styles = [("box", _("Box")), ("background", _("Background")), ("underline", _("Underline")), ("wave", _("Wave"))]
        self._field("style", ChoiceField(_("Style in the text"), styles), raw.get("style", "box"), half=True)
        self._field("color", ColourField(_("Colour"), note=_("↑ ↓ walk through eight")), raw.get("color", "#777777"), half=True)
        above = [(None, _("none")), *((one.id, one.label) for one in self._shown.codebook.offered
                                      if one.id != raw.get("id") and raw.get("id") not in self._shown.codebook.above(one.id))]  # fmt: skip
        self._field("parent", ChoiceField(_("Stands below"), above), raw.get("parent") or None, half=True)
        levels = [(key, in_sentence(_(words))) for key, words in UNLINKED_WORDS.items()]
        self._field("unlinked", ChoiceField(_("A mark without any link is"), levels), raw.get("unlinked", ""), half=True)
        self._field("fragments", CheckField(_("May have fragments")), bool(raw.get("fragments")), half=True)
        self._text("definition", _("Definition"))
        self._text("span", _("What to mark"))
        self._listed("include", _("Code"))
        self._listed("exclude", _("Do not code"))
        field = TextField(_("Examples"), note=_("one a line: + right, − wrong, [marked] — why"))
        self._field("examples", field, example_lines(raw.get("examples", [])) or None,
                    read=lambda text: {"examples": read_examples(str(text or ""))})  # fmt: skip

    def _link(self) -> None:
        raw, shown = self._raw, self._shown
        assert shown is not None
        self._names()
        self._field("inverse", LineField(_("Read backwards")), raw.get("inverse"), half=True)
        letters = [("", _("none")), *((chr(code), chr(code).upper()) for code in range(ord("a"), ord("z") + 1))]
        self._field("key", ChoiceField(_("Key"), letters), raw.get("key", ""), half=True)
        options = [Option(one.id, one.label) for one in shown.codebook.offered]
        for name, label in (("from", _("Starts at")), ("to", _("Ends at"))):
            self._field(name, _several(label, options), list(raw.get(name, [])), half=True, read=lambda ids, name=name: {name: ids or []})
        for name, label in (("per_source", _("At most from one")), ("per_target", _("At most to one"))):
            least, most = raw.get(name) or [0, None]
            numbers = [(None, _("any number")), *((number, str(number)) for number in range(1, 10))]
            self._field(name, ChoiceField(label, numbers), most, half=True,
                        read=lambda chosen, name=name, least=least: {name: [least, chosen] if chosen or least else None})  # fmt: skip
        self._field("no_self", CheckField(_("Never from a mark to itself")), bool(raw.get("no_self")), half=True)
        self._text("question", _("Question for the coder"))
        self._text("rule", _("Rule"))
        self._numbers()

    def _numbers(self) -> None:
        """How many of these links a mark must or may have; a retired link asks for none."""
        shown, link = self._shown, self._shown.codebook.link(self._place[-1]) if self._shown is not None else None
        if shown is None or link is None or link.retired:
            return
        self._whole(Label(_("How many of these links: the first that fits holds"), "label", "text_2"))
        self.counts = CountRules(shown.codebook, link, self._raw.get("counts", []), may_edit=shown.may_edit)
        self.counts.changed.connect(lambda rules: self.edited.emit([change(self._place, counts=rules)]))
        self._whole(self.counts)

    def _module(self) -> None:
        self._field("label", LineField(_("Name coders see")), self._label())
        self._field("on", CheckField(_("Switched on")), bool(self._raw.get("on")))

    def _region(self) -> None:
        assert self._shown is not None
        place, kinds = self._place, self._shown.codebook.region_types
        if self._shown.is_new(place) and self._shown.may_edit:
            field = LineField(_("Name coders see"))
            field.set_value(self._label())
            others = [one for one in kinds if one != place[-1]]
            field.chosen.connect(lambda name: self._call(place, id_from(str(name or ""), others)))
            self.fields["label"] = field
            self._half(field)
            identity = LineField(_("Id, made of the name"), locked=True)
            identity.set_value(place[-1])
            self._half(identity)
        coded = self._place[-1] in self._shown.codebook.coded_regions
        self._field("coded", CheckField(_("Coded: marks may lie here")), coded)

    def _call(self, place: Place, fresh: str) -> None:
        if fresh != place[-1]:
            self.called.emit(place, fresh)

    def _attribute(self) -> None:
        shown, raw, one = self._shown, self._raw, self._shown.attribute(self._place) if self._shown is not None else None
        if shown is None or one is None:
            return
        self._names()
        kind = ChoiceField(_("Kind"), [(key, _(words)[:1].upper() + _(words)[1:]) for key, words in TYPE_WORDS.items()])
        self._field("type", kind, one.type, half=True, then=lambda chosen: first_value(self._place, self._raw, chosen))
        levels = [(False, _("Nominal")), (True, _("Ordinal"))]
        if one.type == cb.SINGLE:
            self._field("ordinal", ChoiceField(_("Level for agreement"), levels), one.ordinal, half=True)
        self._text("definition", _("Question for the coder"))
        self._field("required", CheckField(_("Required to finish an article")), bool(raw.get("required")), half=True)
        self._condition(one)
        self._limits(one)
        if one.type in (cb.SINGLE, cb.MULTIPLE):
            defaults = [(None, _("none")), *((value.id, value.label) for value in one.offered)]
            if one.type == cb.SINGLE:
                self._field("default", ChoiceField(_("Default"), defaults), one.default, half=True)
            self._values(one)
        kind.setEnabled(shown.may_edit and shown.is_new(self._place))
        if not kind.isEnabled():
            self.fields.pop("type")

    def _limits(self, one: cb.Attribute) -> None:
        """The module, and what the kind of the question allows to be set."""
        assert self._shown is not None
        if self._shown.codebook.modules:
            modules = [(None, _("always there")), *((each.id, each.label) for each in self._shown.codebook.modules)]
            self._field("module", ChoiceField(_("Module"), modules), one.module or None, half=True)
        if one.type == cb.BOOLEAN:
            answers = [(None, _("none")), (True, _("yes")), (False, _("no"))]
            self._field("default", ChoiceField(_("Default"), answers), one.default, half=True)
        elif one.type == cb.NUMBER:
            numbers = (("min", _("Least"), one.minimum), ("max", _("Most"), one.maximum), ("default", _("Default"), one.default))
            for name, label, now in numbers:
                self._field(name, NumberLine(label), now, half=True)
            self._field("integer", CheckField(_("Whole numbers")), one.integer, half=True)
        elif one.type == cb.TEXT:
            self._field("max_length", NumberLine(_("Longest text, characters"), whole=True), one.max_length, half=True)
            self._field("default", LineField(_("Default")), one.default, half=True, read=lambda text: {"default": text or None})

    def _condition(self, one: cb.Attribute) -> None:
        """Only if another value is set: which question, and which of its values."""
        assert self._shown is not None
        parents = {other.id: other for other in self._shown.asked_beside(self._place) if other.id != one.id and not other.retired}
        parent = next(iter(one.when), None)

        choices = [(None, _("always asked")), *((key, other.label) for key, other in parents.items())]
        self._field("when", ChoiceField(_("Only if another value is set"), choices), parent, half=True,
                    read=lambda chosen: first_condition(parents.get(str(chosen))))  # fmt: skip
        other = parents.get(parent or "")
        if other is not None and other.type in (cb.SINGLE, cb.MULTIPLE):
            field = _several(_("{question} is one of").format(question=other.label), [Option(v.id, v.label) for v in other.offered])
            chosen = [value for value in one.when[other.id] if value != cb.ANY_VALUE]
            self._field("when_values", field, chosen, read=lambda ids: {"when": {other.id: ids or cb.ANY_VALUE}})

    # ---- values ---------------------------------------------------------------------------------------------------------

    def _values(self, one: cb.Attribute) -> None:
        shown = self._shown
        assert shown is not None
        home = shown.values_place(self._place)
        self._whole(Label(_("Values"), "label", "text_2"))
        if home != self._place:
            shared = " › ".join(label_path(shown.codebook.source, home))
            self._whole(Label(_("shared with {question}: a change here changes both").format(question=shared), "caption", "text_3"))
        self.values = ValueList()
        self.values.may_edit = shown.may_edit
        self.values.show_rows(value_rows(shown, self._place, one), "")
        self.values.moved.connect(lambda value, to: self.edited.emit([move((*home, value), to)]))
        self.values.retired.connect(lambda value: self.edited.emit([self._out(home, value)]))
        self.values.shown.connect(lambda value: self._show_value(home, one, value))
        self.values.opened.connect(lambda value: self._open_value(home, one, value))
        self._whole(self.values)
        self._details = QWidget()
        self._details_column = QVBoxLayout(self._details)
        self._details_column.setContentsMargins(theme.current().px(52), 0, 0, 0)
        self._details.hide()
        self._whole(self._details)
        if shown.may_edit:
            button = Button(_("Add value"), "quiet", icon="plus", low=True)
            button.clicked.connect(lambda: self._add_value(home, one))
            self._whole(button)
            self._grid.setAlignment(button, Qt.AlignmentFlag.AlignLeading)

    def choose_value(self, value_id: str) -> None:
        """Bring a value's row back after the form was made anew."""
        if self.values is not None:
            row = next((number for number, one in enumerate(self.values.rows()) if one.id == value_id), -1)
            self.values.setCurrentRow(row)

    def _out(self, home: Place, value: str) -> Edit:
        assert self._shown is not None
        return remove((*home, value)) if self._shown.is_new((*home, value)) else retire((*home, value))

    def _open_value(self, home: Place, one: cb.Attribute, value: str) -> None:
        self._show_value(home, one, value)
        if "value_label" in self.fields:
            self.fields["value_label"].setFocus()

    def _show_value(self, home: Place, one: cb.Attribute, value_id: str) -> None:
        """Show name and meaning of a value under the list, and what can be done with it."""
        shown, value = self._shown, one.value(value_id)
        if shown is None or value is None:
            return
        clear_layout(self._details_column)
        self.fields.pop("value_parts", None)
        place = (*home, value_id)
        for name, field, now in (("label", LineField(_("Name coders see")), value.label),
                                 ("definition", TextField(_("What it means")), value.definition or None)):  # fmt: skip
            field.set_value(now)
            field.setEnabled(shown.may_edit)
            field.chosen.connect(lambda chosen, name=name: self.edited.emit([change(place, **{name: chosen})]))
            self.fields[f"value_{name}"] = field
            self._details_column.addWidget(field)
        if shown.may_edit:
            self._details_column.addWidget(
                value_buttons(shown, home, one, value, self.edited.emit, lambda: self._ask_split(place, one)))  # fmt: skip
        self._details.show()
        self.value_shown.emit(place)

    def _ask_split(self, place: Place, one: cb.Attribute) -> None:
        """Ask under the buttons for the names of the values that stand in the place of this one."""
        if "value_parts" in self.fields:
            self.fields["value_parts"].setFocus()
            return
        field = PartsField(_("Split into"), note=_("the names of two values or more, with commas between, ↵"))
        field.chosen.connect(lambda parts: self.edited.emit([split_value(place, new_values(parts, one))]) if parts else None)
        self.fields["value_parts"] = field
        self._details_column.addWidget(field)
        field.setFocus()
        self.field_asked.emit(field)

    def _add_value(self, home: Place, one: cb.Attribute) -> None:
        label = _("New value")
        self.edited.emit([add((*home, provisional_id(VALUE, list(one.value_ids))), label=label)])
