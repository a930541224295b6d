"""The values of one annotation: head, quotation, form, confidence, links. One page serves all annotations of its category."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import Annotation
from annotator.model.codebook import Category
from annotator.model.entity import Entity
from annotator.operations import coding
from ui import theme
from ui.coding.attribute_form import AttributeForm
from ui.coding.desk import Desk
from ui.coding.link_rows import LinkRows
from ui.coding.special_fields import EntityKind, SpecialFields, kind_of_entity
from ui.coding.values_head import ValuesHead
from ui.parts.cells import Option
from ui.parts.lines import Line, Lines
from ui.parts.option_grid import OptionGrid
from ui.parts.suggest_field import SuggestField


class AnnotationValues(QWidget):
    """Shows an annotation of its category; ``rule_wanted`` tells which attribute has the keys."""

    rule_wanted = Signal(str)
    add_link_wanted = Signal()

    def __init__(self, desk: Desk, category: Category, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._category = desk, category
        self._shown_id = ""
        self._kinds: dict[str, EntityKind] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(12))
        self.head = ValuesHead(desk, category)
        column.addWidget(self.head)
        self._quote = Lines("quote", "text_2", 2)
        column.addWidget(self._quote)
        column.addWidget(Line())
        self.form = self._make_form(category)
        column.addWidget(self.form)
        self.confidence = OptionGrid(_("Confidence"), [Option("sure", _("sure")), Option("low", _("low"))], beside=True)
        self.confidence.chosen.connect(lambda value: desk.session.write(coding.set_confidence, self._shown_id, value or "sure"))
        self.confidence.leave.connect(desk.text_wanted)
        self.confidence.proceed.connect(desk.text_wanted)
        column.addWidget(self.confidence)
        column.addWidget(Line())
        self.links = LinkRows(desk)
        self.links.add_wanted.connect(self.add_link_wanted)
        self.links.left.connect(desk.text_wanted)
        column.addWidget(self.links)

    def _make_form(self, category: Category) -> AttributeForm:
        desk = self._desk
        form = AttributeForm(desk.project.codebook.attributes_of(category.id), SpecialFields(desk, self._made, of_mention=True))
        form.given.connect(self._given)
        form.done.connect(desk.values_done)
        form.left.connect(desk.text_wanted)
        form.focused.connect(self.rule_wanted)
        kind = kind_of_entity(desk)
        if kind is not None:
            for attribute in form.attributes:
                if attribute.type == cb.ENTITY_REF:
                    self._kinds[attribute.id] = EntityKind(desk, form, attribute, kind)
        return form

    # ---- showing

    def show_annotation(self, annotation: Annotation) -> None:
        """Show an annotation; what was typed for the one shown before must have been settled."""
        shown, can_write = self._desk.shown, self._desk.can_write
        if shown is None:
            return
        if annotation.id != self._shown_id:
            self.form.forget_errors()
        self._shown_id = annotation.id
        self.head.show_annotation(annotation, *shown.place_in_category(annotation), shown.by_whom(annotation))
        self._quote.show_text(annotation.quote)
        self.form.show_values(annotation.values, annotation.filled)
        for attribute_id, kind in self._kinds.items():
            kind.show_for(annotation.values.get(attribute_id))
        self.confidence.set_value(annotation.confidence)
        self.links.show_links(annotation)
        for widget in (self.form, self.confidence, self.head.flag, self.head.delete):
            widget.setEnabled(can_write)

    def settle(self) -> None:
        """Keep what was typed and not left yet, at the annotation it was typed for."""
        if self._shown_id and not self._desk.project.read_only:
            self.form.settle()

    # ---- keeping

    def _given(self, attribute: str, value: object) -> None:
        """Keep a value at the annotation shown; why one was refused is said at its field."""
        desk = self._desk
        with desk.session.refusals() as refusals:
            if self._shown_id == desk.selected_id:
                desk.set_value(attribute, value)
            elif desk.session.the_project().annotations.find(self._shown_id) is not None:
                desk.session.write(coding.set_value, self._shown_id, attribute, value)
        if refusals:
            self.form.show_error(attribute, str(refusals[-1]))
        elif desk.selected is not None and desk.selected_id == self._shown_id:
            self.show_annotation(desk.selected)

    def _made(self, attribute: str, field: SuggestField, entity: Entity) -> None:
        """Keep an entity that is new or has a new name and ask what kind it is; the walk goes on from there."""
        if not self._desk.set_entity(attribute, entity) or self._desk.selected is None:
            return
        self.show_annotation(self._desk.selected)
        if attribute not in self._kinds or not self._kinds[attribute].ask():
            field.proceed.emit()
