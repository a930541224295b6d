"""The values of what is selected, its links, and the rule of the codebook; or the article's variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import Annotation, ArticleCoding, Link
from annotator.model.codebook import Attribute
from annotator.model.entity import Entity
from annotator.operations import coding
from ui import theme
from ui.coding.attribute_form import AttributeForm
from ui.coding.desk import Desk
from ui.coding.rule_card import RuleCard
from ui.parts.button import Button, IconButton
from ui.parts.cells import Option
from ui.parts.field import Field
from ui.parts.message import EmptyState
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label, set_tip
from ui.parts.rows import Suggestion
from ui.parts.signs import CategorySign
from ui.parts.suggest_field import SuggestField


class ValuesPanel(QWidget):
    """What the right dock shows while coding."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form: AttributeForm | None = None
        self._key: tuple[object, ...] = ()
        self._of_article = False
        self._link_fields: dict[str, Field] = {}
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rule = RuleCard(self)
        self._in_focus = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.rule)
        desk.article_shown.connect(self._show_annotation)
        desk.selection_changed.connect(self._show_annotation)
        desk.coding_changed.connect(self._refresh)
        self._show_annotation()

    # ---- what is shown

    def focus_value(self, wanted: str) -> None:
        """Bring the keys to an attribute, a link's value (``link:ID``), or the first field that is open."""
        if wanted.startswith("link:"):
            field = self._link_fields.get(wanted.removeprefix("link:"))
            if field is not None:
                field.setFocus()
            return
        self._of_article = False
        self._refresh()
        if self._form is None:
            return
        if wanted:
            self._form.focus_attribute(wanted)
        elif not self._form.focus_first_open() and self._form.attributes:
            self._form.focus_attribute(self._form.attributes[0].id)

    def show_article_form(self, attribute: str = "") -> None:
        """Show the variables of the article and bring the keys to them."""
        self._of_article = True
        self._refresh()
        if self._form is not None:
            if attribute:
                self._form.focus_attribute(attribute)
            elif not self._form.focus_first_open():
                self._form.focus_attribute(self._form.attributes[0].id)

    def _show_annotation(self, *_changed: object) -> None:
        self._of_article = False
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        shown, selected = self._desk.shown, self._desk.selected
        if shown is None or (selected is None and not self._of_article):
            key: tuple[object, ...] = ("nothing", shown.id if shown is not None else "")
        elif self._of_article or selected is None:
            key = ("article", shown.id)
        else:
            links = tuple((link.id, link.from_id, link.to_id) for link in shown.links_at(selected.id))
            key = ("annotation", selected.id, selected.quote, selected.flag, links)
        if key != self._key:
            focus = self._focused_attribute()
            self._build(key)
            if focus and key[:2] == self._key[:2] and self._form is not None:
                self._form.focus_attribute(focus)
            self._key = key
        self._show_values()

    def _focused_attribute(self) -> str:
        if self._form is not None:
            for attribute, field in self._form.fields.items():
                widget = field.focusWidget()
                if widget is not None and widget.hasFocus():
                    return attribute
        return ""

    def _show_values(self) -> None:
        self._fill_form()
        if self._in_focus and self._focused_attribute() == self._in_focus:
            self._show_rule(self._in_focus)

    def _fill_form(self) -> None:
        shown, selected, form = self._desk.shown, self._desk.selected, self._form
        if shown is None or form is None:
            return
        if self._of_article or selected is None:
            form.show_values(shown.coding.values, shown.coding.filled)
            return
        form.show_values(selected.values, selected.filled)
        self._confidence.set_value(selected.confidence)
        for link in shown.links_at(selected.id):
            field, kind = self._link_fields.get(link.id), self._desk.project.codebook.link(link.link)
            if field is not None and kind is not None:
                field.set_value(link.values.get(kind.attributes[0].id))

    # ---- building

    def _build(self, key: tuple[object, ...]) -> None:
        self._form, self._link_fields = None, {}
        body = QWidget()
        column = QVBoxLayout(body)
        px = theme.current().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(12))
        selected = self._desk.selected
        if key[0] == "nothing":
            words = _("Nothing selected"), _("Select a passage and press 1 to 4, or N for the next annotation.")
            column.addWidget(EmptyState("mouse-pointer-click", *words))
            self.rule.show_rule("", "")
        elif key[0] == "article" or selected is None:
            column.addWidget(Label(_("Article"), "panel_title"))
            self._form = self._make_form(self._desk.project.codebook.in_use(self._desk.project.codebook.article_variables))
            column.addWidget(self._form)
        else:
            self._build_annotation(column, selected)
        column.addStretch(1)
        body.setEnabled(self._desk.can_write)
        old = self._scroll.takeWidget()
        self._scroll.setWidget(body)
        if old is not None:
            old.deleteLater()

    def _build_annotation(self, column: QVBoxLayout, annotation: Annotation) -> None:
        category = self._desk.project.codebook.category(annotation.category)
        column.addLayout(self._head(annotation))
        quote = Label(_elided(annotation.quote), "quote", "text_2")
        quote.setWordWrap(True)
        column.addWidget(quote)
        self._form = self._make_form(self._desk.project.codebook.attributes_of(annotation.category))
        column.addWidget(self._form)
        self._confidence = OptionGrid(_("Confidence"), [Option("sure", _("sure")), Option("low", _("low"))], beside=True)
        self._confidence.chosen.connect(lambda value: self._desk.session.write(coding.set_confidence, annotation.id, value or "sure"))
        self._confidence.leave.connect(self._desk.text_wanted)
        self._confidence.proceed.connect(self._desk.text_wanted)
        column.addWidget(self._confidence)
        self._build_links(column, annotation)
        if category is not None:
            self.rule.show_rule(category.label, category.definition)

    def _head(self, annotation: Annotation) -> QHBoxLayout:
        row = QHBoxLayout()
        shown, category = self._desk.shown, self._desk.project.codebook.category(annotation.category)
        if category is not None:
            row.addWidget(CategorySign(category.color, category.style, category.label))
            row.addWidget(Label(category.label, "panel_title"))
        if shown is not None:
            place, of = shown.place_in_category(annotation)
            row.addWidget(Label(_("{place} of {count}").format(place=place, count=of), "option", "text_2"))
        row.addStretch(1)
        flag = IconButton("flag-off" if annotation.flag else "flag", _("Ask the supervisor"), key="F")
        flag.clicked.connect(self._desk.toggle_flag)
        note = IconButton("message-square", _("Note"), key="C")
        note.clicked.connect(self._desk.note_wanted)
        delete = IconButton("trash-2", _("Delete"), key="Del")
        delete.clicked.connect(self._desk.delete)
        for button in (flag, note, delete):
            row.addWidget(button)
        return row

    def _build_links(self, column: QVBoxLayout, annotation: Annotation) -> None:
        shown = self._desk.shown
        if shown is None:
            return
        column.addWidget(Label(_("Links"), "label", "text_2"))
        for link in shown.links_at(annotation.id):
            column.addLayout(self._link_row(annotation, link))
            kind = self._desk.project.codebook.link(link.link)
            if kind is not None and kind.attributes and link.from_id == annotation.id:
                column.addWidget(self._link_field(link, kind.attributes[0]))

    def _link_row(self, annotation: Annotation, link: Link) -> QHBoxLayout:
        row = QHBoxLayout()
        shown, codebook = self._desk.shown, self._desk.project.codebook
        other, kind = (shown.other_end(link, annotation.id) if shown is not None else None), codebook.link(link.link)
        if shown is None or other is None or kind is None:
            return row
        category = codebook.category(other.category)
        role = Label(kind.label, "option", "text_2")
        role.setMinimumWidth(theme.current().px(72))
        row.addWidget(role)
        if category is not None:
            row.addWidget(CategorySign(category.color, category.style, category.label, size=14))
        value = shown.value_in_short(other)
        words = _elided(other.quote, 20) + (f" · {_elided(value, 14)}" if value and value != other.quote else "")
        end = Button(words, "quiet", low=True)
        set_tip(end, " · ".join(part for part in (other.quote, value) if part))
        end.setMinimumWidth(40)
        end.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        end.clicked.connect(lambda: self._desk.select(other.id, reveal=True))
        row.addWidget(end, 1)
        away = IconButton("x", _("Unlink {name}").format(name=shown.in_short(other)), size=14)
        away.clicked.connect(lambda: self._desk.unlink(link.id))
        row.addWidget(away)
        return row

    def _link_field(self, link: Link, attribute: Attribute) -> Field:
        options = [Option(value.id, value.label, value.definition) for value in attribute.values]
        field = OptionGrid(attribute.label, options)
        field.chosen.connect(lambda value: self._desk.set_link_value(link.id, attribute.id, value))
        field.proceed.connect(self._desk.values_done)
        field.leave.connect(self._desk.text_wanted)
        self._link_fields[link.id] = field
        return field

    # ---- the form

    def _make_form(self, attributes: tuple[Attribute, ...]) -> AttributeForm:
        form = AttributeForm(attributes, self._special_field)
        form.given.connect(self._given)
        form.done.connect(self._done)
        form.left.connect(self._desk.text_wanted)
        form.focused.connect(self._show_rule)
        return form

    def _done(self) -> None:
        if self._of_article:
            self._desk.text_wanted.emit()
        else:
            self._desk.values_done()

    def _given(self, attribute: str, value: object) -> None:
        """Keep a value; why one was refused is said at its field."""
        with self._desk.session.refusals() as refusals:
            if self._of_article:
                self._desk.set_article_value(attribute, value)
            else:
                self._desk.set_value(attribute, value)
        if refusals and self._form is not None:
            self._form.show_error(attribute, str(refusals[-1]))
        self._show_values()

    def _show_rule(self, attribute_id: str) -> None:
        """Show the rule of the value in focus, else what the values of its attribute mean."""
        self._in_focus = attribute_id
        form = self._form
        found = next((one for one in form.attributes if one.id == attribute_id), None) if form is not None else None
        if found is None or form is None:
            return
        value = found.value(str(form.fields[attribute_id].value()))
        if value is not None and value.definition:
            self.rule.show_rule(value.label, value.definition)
            return
        lines = "; ".join(f"{one.label}: {one.definition}" for one in found.values if one.definition)
        self.rule.show_rule(found.label, found.definition or lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rule.fit(self.window().height())

    def _special_field(self, attribute: Attribute) -> Field | None:
        note = "" if attribute.required else _("optional")
        if attribute.type == cb.ENTITY_REF:
            return self._entity_field(attribute, note)
        if attribute.type in (cb.OPEN_LIST, cb.ARTICLE_REF):
            return self._open_field(attribute, note)
        return None

    def _entity_field(self, attribute: Attribute, note: str) -> Field:
        desk = self._desk

        def suggest(text: str) -> list[Suggestion]:
            shown, selected = desk.shown, desk.selected
            if shown is None:
                return []
            quote = selected.quote if selected is not None else ""
            found = shown.register.suggest(text, quote, shown.entities_here, shown.entities_used)
            return [
                Suggestion(
                    one.entity.id,
                    one.entity.label,
                    ", ".join(part for part in (one.entity.kind.replace("_", " "), one.entity.country) if part),
                    _remark(one.alias, one.in_article),
                    one.entity.names,
                )
                for one in found[:30]
            ]

        def describe(value: object) -> str:
            entity = desk.shown.register.by_id.get(str(value)) if desk.shown is not None else None
            return entity.label if entity is not None else str(value)

        field = SuggestField(
            attribute.label, suggest, describe=describe, new_text=lambda text: _("New entity “{name}”").format(name=text),
            begins=lambda text: desk.shown is not None and desk.shown.register.begins_a_name(text), note=note,
        )  # fmt: skip

        def make(text: str) -> None:
            entity: Entity = coding.new_entity(text)
            if desk.set_entity(attribute.id, entity):
                self._show_values()
                field.proceed.emit()

        field.made.connect(make)
        return field

    def _values_used(self, attribute_id: str) -> list[tuple[str, int]]:
        project, selected = self._desk.project, self._desk.selected
        if self._of_article or selected is None:
            return _given_before(project.codings.all(project.visible_coder), attribute_id)
        return project.annotations.values_used(selected.category, attribute_id)

    def _open_field(self, attribute: Attribute, note: str) -> Field:
        desk = self._desk

        def suggest(text: str) -> list[Suggestion]:
            if attribute.type == cb.ARTICLE_REF:
                found = [(one.id, one.title, "") for one in desk.project.articles.all()]
            else:
                found = [(value, value, _("used {n} ×").format(n=n)) for value, n in self._values_used(attribute.id)]
            wanted = text.strip().casefold()
            return [Suggestion(value, title, note=remark) for value, title, remark in found if wanted in title.casefold()][:30]

        titles = {}
        if attribute.type == cb.ARTICLE_REF:
            titles = {one.id: one.title for one in desk.project.articles.all()}
            return SuggestField(attribute.label, suggest, describe=lambda value: titles.get(str(value), str(value)), note=note)
        field = SuggestField(attribute.label, suggest, new_text=lambda text: _("New entry “{name}”").format(name=text), note=note)

        def make(text: str) -> None:
            field.choose(text)
            field.proceed.emit()

        field.made.connect(make)
        return field


def _given_before(codings: Iterable[ArticleCoding], attribute_id: str) -> list[tuple[str, int]]:
    """Return the texts given for an article variable with how often each is used, the most frequent first."""
    return Counter(str(one.values[attribute_id]) for one in codings if one.values.get(attribute_id)).most_common()


def _elided(text: str, most: int = 110) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _remark(alias: str, in_article: int) -> str:
    if alias:
        return _("alias: {name}").format(name=alias)
    return _("{n} here").format(n=in_article) if in_article else ""
