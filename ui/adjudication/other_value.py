"""Another value than the candidates': the field of the attribute, a category, or a choice among the ends they link to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute
from annotator.operations.adjudicating import CATEGORY, LINK
from annotator.operations.suggesting import EntityRegister
from annotator.project import Project
from ui import theme
from ui.adjudication.sheet import Sheet
from ui.adjudication.words import Words, row_label
from ui.coding.attribute_form import MOST_CELLS, AttributeForm, as_lines
from ui.parts.cells import Option
from ui.parts.chips import Chips
from ui.parts.field import Field
from ui.parts.many_field import ManyField
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Part, begin
from ui.parts.rows import Suggestion
from ui.parts.suggest_field import ListField, SuggestField

MOST_ROWS = 30


class OtherValue(Part):
    """Opens between grid and foot. ``given(row, value)`` is sent when a value was taken, ``left`` when it was given up or is done."""

    given = Signal(str, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self.set_margins(16, 10, 16, 8)
        self.field: Field | None = None
        self._form: AttributeForm | None = None
        self._lists = False
        self.key = ""
        self.hide()

    def ask(self, project: Project, sheet: Sheet, words: Words, key: str) -> bool:
        """Ask for a row's value; False where the row can have none but the candidates'."""
        self.close_field()
        self._lists = False
        made = self._field(project, sheet, words, key)
        if made is None:
            return False
        self.key, self.field = key, made
        self._column.addWidget(made)
        if not key.startswith(LINK):
            made.chosen.connect(self._on_chosen)
        made.proceed.connect(self.left)
        made.leave.connect(self.left)
        self.show()
        made.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def close_field(self) -> None:
        """Go, keeping what was taken."""
        if self.field is not None:
            self.field.settle()
        for widget in (self.field, self._form):
            if widget is not None:
                widget.hide()
                self._column.removeWidget(widget)
                widget.deleteLater()
        self.field = self._form = None
        self.hide()

    def _on_chosen(self, value: object) -> None:
        if self._lists and isinstance(value, str):
            value = [line.strip() for line in value.splitlines() if line.strip()]
        self.given.emit(self.key, value)

    def _field(self, project: Project, sheet: Sheet, words: Words, key: str) -> Field | None:
        if key == CATEGORY:
            options = [Option(one.id, one.label, one.definition) for one in project.codebook.categories]
            return _one_of(_("Category"), options, sheet.gold(key))
        if key.startswith(LINK):
            return self._links(project, sheet, words, key)
        attribute = sheet.attribute(key)
        if attribute is None:
            return None
        if attribute.type == cb.ENTITY_REF:
            return _entity(project, attribute)
        if attribute.type == cb.OPEN_LIST:
            return _open_list(project, sheet.case.category, attribute)
        if attribute.type == cb.ARTICLE_REF:
            return None
        self._form = AttributeForm([attribute], lambda _one: None)
        field = self._form.fields[key]
        self._form.hide()
        field.set_value(as_lines(attribute, sheet.gold(key)))
        self._lists = attribute.type == cb.TEXT_LIST
        return field

    def _links(self, project: Project, sheet: Sheet, words: Words, key: str) -> Field | None:
        ends = words.ends(sheet, key)
        if not ends:
            return None
        options = [Option(str(place), " ".join(piece.text.split())) for place, (_ids, piece) in enumerate(ends)]
        label = row_label(project.codebook, sheet.case.category, key)
        made: Field = (Chips if len(options) <= MOST_CELLS else ManyField)(label, options, note=_("several"))
        held = set(sheet.gold_links(key))
        made.set_value([str(place) for place, (ids, _piece) in enumerate(ends) if held & set(ids)])
        made.chosen.connect(lambda value: self.given.emit(key, [one for place in value or () for one in ends[int(place)][0]]))
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(QRect(0, 0, self.width(), 1), using.line)


def _one_of(label: str, options: Sequence[Option], value: object) -> Field:
    made: Field = OptionGrid(label, options) if len(options) <= MOST_CELLS else ListField(label, options, placeholder=_("Choose"))
    made.set_value(value)
    return made


def _entity(project: Project, attribute: Attribute) -> Field:
    register = EntityRegister(project.entities.all())

    def suggest(text: str) -> list[Suggestion]:
        found = register.suggest(text, "", {}, {})[:MOST_ROWS]
        return [Suggestion(one.entity.id, one.entity.label, names=one.entity.names) for one in found]

    def describe(value: object) -> str:
        entity = register.by_id.get(str(value))
        return entity.label if entity is not None else str(value)

    return SuggestField(attribute.label, suggest, describe=describe, begins=register.begins_a_name)


def _open_list(project: Project, category: str, attribute: Attribute) -> Field:
    def suggest(text: str) -> list[Suggestion]:
        wanted = text.strip().casefold()
        used = project.annotations.values_used(category, attribute.id)
        return [Suggestion(value, value) for value, _count in used if wanted in value.casefold()][:MOST_ROWS]

    field = SuggestField(attribute.label, suggest, new_text=lambda text: _("New entry “{name}”").format(name=text))

    def make(text: str) -> None:
        field.choose(text)
        field.proceed.emit()

    field.made.connect(make)
    return field
