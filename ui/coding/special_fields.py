"""Fields that ask the project: entities, lists that grow, other articles, and what kind of entity a new one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtWidgets import QApplication

from annotator.i18n import _, in_sentence
from annotator.model import codebook as cb
from annotator.model.annotation import ArticleCoding
from annotator.model.codebook import Attribute
from annotator.model.entity import Entity
from annotator.operations import coding
from annotator.operations.suggesting import is_a_name, name_of_mention
from ui.coding.attribute_form import AttributeForm
from ui.coding.desk import Desk
from ui.parts.cells import Option
from ui.parts.field import Field
from ui.parts.option_grid import OptionGrid
from ui.parts.rows import Suggestion
from ui.parts.suggest_field import ListField, SuggestField

MOST_ROWS = 30
KIND = "kind"

MadeEntity = Callable[[str, SuggestField, Entity], None]
"""what is done with an entity that is new or has a new name: the attribute, its field, the entity not written yet"""


class SpecialFields:
    """Makes the fields that no codebook alone can fill; ``None`` where the plain field of the type will do.

    ``made`` keeps a new entity. ``of_article`` says whose values are counted; ``of_mention`` that the annotation selected is a
    mention of the entity, so that its words are what a new one would be called.
    """

    def __init__(self, desk: Desk, made: MadeEntity, *, of_article: bool = False, of_mention: bool = False) -> None:
        self._desk, self._made, self._of_article, self._of_mention = desk, made, of_article, of_mention

    def __call__(self, attribute: Attribute) -> Field | None:
        note = "" if attribute.required else _("optional")
        if attribute.type == cb.ENTITY_REF:
            return self._entity(attribute, note)
        if attribute.type == cb.ARTICLE_REF:
            return self._article(attribute, note)
        if attribute.type == cb.OPEN_LIST:
            return self._open_list(attribute, note)
        return None

    def _entity(self, attribute: Attribute, note: str) -> Field:
        desk, made = self._desk, self._made

        def suggest(text: str) -> list[Suggestion]:
            shown, selected = desk.shown, desk.selected
            if shown is None:
                return []
            quote = selected.quote if selected is not None and self._of_mention else ""
            found = shown.register.suggest(text, quote, shown.entities_here, shown.entities_used)[:MOST_ROWS]
            kinds = kind_labels(desk)
            return [
                Suggestion(one.id, one.label, _about(one, kinds), _remark(fit.alias, fit.in_article), one.names, fit.likely)
                for fit in found
                for one in (fit.entity,)
            ]

        def describe(value: object) -> str:
            entity = desk.shown.register.by_id.get(str(value)) if desk.shown is not None else None
            return entity.label if entity is not None else str(value)

        def begins(text: str) -> bool:
            return desk.shown is not None and desk.shown.register.begins_a_name(text)

        def also(value: object) -> str:
            wording = self._new_name(str(value))
            return _("Also called “{name}”").format(name=wording) if wording else ""

        def name(value: object) -> None:
            if desk.shown is not None:
                entity = desk.shown.register.by_id[str(value)]
                made(attribute.id, field, replace(entity, aliases=(*entity.aliases, self._new_name(entity.id))))

        field = SuggestField(
            attribute.label, suggest, describe=describe, new_text=lambda text: _("New entity “{name}”").format(name=text),
            offered=self._offered, also=also, begins=begins, note=note,
        )  # fmt: skip
        field.made.connect(lambda text: made(attribute.id, field, coding.new_entity(text)))
        field.named.connect(name)
        return field

    def _offered(self) -> str:
        """Return what a new entity would be called after the mention; nothing where the register knows that name."""
        selected, shown = self._desk.selected, self._desk.shown
        if selected is None or shown is None or not self._of_mention:
            return ""
        name = name_of_mention(selected.quote)
        return "" if shown.register.knows(name) else name

    def _new_name(self, entity_id: str) -> str:
        """Return the wording of the mention if it is a name that the entity is not known by yet."""
        selected, shown = self._desk.selected, self._desk.shown
        if selected is None or shown is None or not self._of_mention or not is_a_name(selected.quote):
            return ""
        name = name_of_mention(selected.quote)
        return "" if shown.register.bears(entity_id, name) else name

    def _article(self, attribute: Attribute, note: str) -> Field:
        titles: dict[str, str] = {}

        def look() -> None:
            here = self._desk.shown.id if self._desk.shown is not None else ""
            project = self._desk.project
            seen = project.visible_articles
            titles.update((one.id, one.title) for one in project.articles.listed() if one.id != here and (seen is None or one.id in seen))
            titles.pop(here, None)

        def suggest(text: str) -> list[Suggestion]:
            if not text or not titles:  # the list is opened: articles may have come since
                look()
            wanted = text.strip().casefold()
            return [Suggestion(one, title) for one, title in titles.items() if wanted in title.casefold()][:MOST_ROWS]

        def describe(value: object) -> str:
            if value not in titles:
                look()
            return titles.get(str(value), str(value))

        return SuggestField(attribute.label, suggest, describe=describe, note=note)

    def _open_list(self, attribute: Attribute, note: str) -> Field:
        def suggest(text: str) -> list[Suggestion]:
            wanted = text.strip().casefold()
            found = [(value, n) for value, n in self._values_used(attribute.id) if wanted in value.casefold()]
            return [Suggestion(value, value, note=_("used {n} ×").format(n=n)) for value, n in found[:MOST_ROWS]]

        field = SuggestField(attribute.label, suggest, new_text=lambda text: _("New entry “{name}”").format(name=text), note=note)

        def make(text: str) -> None:
            field.choose(text)
            field.proceed.emit()

        field.made.connect(make)
        return field

    def _values_used(self, attribute_id: str) -> list[tuple[str, int]]:
        project, selected = self._desk.project, self._desk.selected
        if self._of_article or selected is None:
            return _given_before(project.codings.all(project.visible_coder), attribute_id)
        return project.annotations.values_used(selected.category, attribute_id, project.visible_coder)


class EntityKind:
    """Asks what kind of entity was just made, under the field that names it; it never holds the coder up.

    The field is there while the entity named has no kind. One digit says it, Enter or Tab goes on without.
    """

    def __init__(self, desk: Desk, form: AttributeForm, attribute: Attribute, kind: Attribute) -> None:
        self._desk, self._form, self._attribute = desk, form, attribute.id
        self._entity_id = ""
        options = [Option(value.id, value.label, value.definition) for value in kind.values]
        maker = ListField if len(options) > 9 else OptionGrid
        self.field = maker(_("{field} of this entity").format(field=kind.label), options)
        self.field.may_stay_empty = True
        self.field.set_reason(_("not said yet"))
        self.field.hide()
        self.field.chosen.connect(self._keep)
        self.field.proceed.connect(lambda: form.go_on_from(self._attribute))
        self.field.leave.connect(form.left)
        form.add_after(attribute.id, self.field)

    def show_for(self, entity_id: object) -> None:
        """Show the field if this entity is known and has no kind."""
        shown = self._desk.shown
        entity = shown.register.by_id.get(str(entity_id)) if shown is not None and entity_id else None
        self._entity_id = entity.id if entity is not None else ""
        if entity is not None and not entity.kind:
            self.field.set_value(None)
        focus = QApplication.focusWidget()
        keeps_keys = focus is not None and self.field.isAncestorOf(focus)
        self.field.setVisible(entity is not None and (not entity.kind or keeps_keys))
        if entity is not None and entity.kind:
            self.field.set_value(entity.kind)

    def ask(self) -> bool:
        """Bring the keys to the field; False if nothing is to be asked."""
        if not self.field.isHidden():
            self.field.setFocus()
        return not self.field.isHidden()

    def _keep(self, value: object) -> None:
        if not value:  # an entity has a kind or is not asked for one yet: none is no answer
            self.show_for(self._entity_id)
        elif self._entity_id and self._desk.shown is not None:
            fields = {KIND: value}
            self._desk.session.write(coding.set_entity_fields, self._entity_id, fields, self._desk.shown.id)


def kind_of_entity(desk: Desk) -> Attribute | None:
    """Return the codebook's list of kinds of entities, None if it has none."""
    return next((one for one in desk.project.codebook.entity_fields if one.id == KIND and one.type == cb.SINGLE), None)


def kind_labels(desk: Desk) -> dict[str, str]:
    """Return how the kinds of entities read in a sentence."""
    kind = kind_of_entity(desk)
    return {value.id: in_sentence(value.label) for value in kind.values} if kind is not None else {}


def _about(entity: Entity, kinds: dict[str, str]) -> str:
    return ", ".join(part for part in (kinds.get(entity.kind, entity.kind.replace("_", " ")), entity.country) if part)


def _given_before(codings: Iterable[ArticleCoding], attribute_id: str) -> list[tuple[str, int]]:
    """Return the texts given for an article variable with how often each is used, the most frequent first."""
    return Counter(str(one.values[attribute_id]) for one in codings if one.values.get(attribute_id)).most_common()


def _remark(alias: str, in_article: int) -> str:
    if alias:
        return _("alias: {name}").format(name=alias)
    return _("{n} here").format(n=in_article) if in_article else ""
