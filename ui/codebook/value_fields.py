"""A field for a value of any kind of question, outside the coding desk: for filters and for values given to many annotations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute
from annotator.model.entity import Entity
from annotator.operations.coding import new_entity
from annotator.operations.suggesting import EntityRegister
from annotator.project import Project
from ui.codebook.fields import ChoiceField
from ui.coding.attribute_form import MOST_CELLS
from ui.parts.cells import Option
from ui.parts.chips import Chips
from ui.parts.field import Field
from ui.parts.many_field import ManyField
from ui.parts.plain_fields import DateField, NumberField, TextField
from ui.parts.rows import Suggestion
from ui.parts.suggest_field import SuggestField

_MOST_ROWS = 12


class ValueFields:
    """Makes fields of a project's questions and says values in words; ``made`` are the entities that were named new, by id."""

    def __init__(self, project: Callable[[], Project]) -> None:
        self._project = project
        self.made: dict[str, Entity] = {}
        self._register: EntityRegister | None = None
        self._titles: dict[str, str] = {}

    def look_again(self) -> None:
        """Read register and articles anew."""
        self._register = None
        self._titles = {}

    def field(self, category: str, attribute: Attribute, *, giving: bool) -> Field:
        """Return the field of a question: for the value to look for, or (``giving``) for the one to give, of what is still offered."""
        label, kind = attribute.label, attribute.type
        if kind == cb.MULTIPLE and giving:
            options = [Option(one.id, one.label, one.definition) for one in attribute.offered]
            return (Chips if 0 < len(options) <= MOST_CELLS else ManyField)(label, options)
        if kind in (cb.SINGLE, cb.MULTIPLE):
            values = attribute.offered if giving else attribute.values
            return ChoiceField(label, [(one.id, f"{one.label} ({_('retired')})" if one.retired else one.label) for one in values])
        if kind == cb.BOOLEAN:
            return ChoiceField(label, [(True, _("yes")), (False, _("no"))])
        if kind == cb.NUMBER:
            limits = (attribute.minimum, attribute.maximum) if giving else (None, None)
            return NumberField(label, decimals=0 if attribute.integer else 2, least=limits[0], most=limits[1])
        if kind == cb.DATE:
            return DateField(label)
        if kind == cb.ENTITY_REF:
            return self._entity(label, giving=giving)
        if kind == cb.ARTICLE_REF:
            return SuggestField(label, self._articles, describe=self._title)
        if kind == cb.OPEN_LIST:
            return self._open_list(category, attribute, giving=giving)
        return TextField(label, note=_("one a line, Shift+↵") if kind == cb.TEXT_LIST and giving else "")

    def any_article(self) -> SuggestField:
        """Return a field for one article of the project, or any of them (an empty value)."""

        def suggest(text: str) -> list[Suggestion]:
            first = [] if text.strip() else [Suggestion("", _("any article"))]
            return [*first, *self._articles(text)][:_MOST_ROWS]

        field = SuggestField(_("Article"), suggest, show_label=False,
                             describe=lambda value: self._title(value) if value else _("any article"))  # fmt: skip
        field.set_value("")
        return field

    def taken(self, attribute: Attribute, value: object) -> object:
        """Return what stands in a field as the value of its question: the lines of a list of texts one by one."""
        if attribute.type == cb.TEXT_LIST and isinstance(value, str):
            return [line.strip() for line in value.splitlines() if line.strip()]
        return value

    # ---- words ----------------------------------------------------------------------------------------------------------

    def words(self, attribute: Attribute, value: object) -> str:
        """Return a value as people read it, empty for none."""
        if value is None or value == "" or value == []:
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return " | ".join(self.words(attribute, one) for one in value)
        if attribute.type in (cb.SINGLE, cb.MULTIPLE):
            known = attribute.value(str(value))
            return known.label if known is not None else str(value)
        if attribute.type == cb.ENTITY_REF:
            return self._name(value)
        if attribute.type == cb.ARTICLE_REF:
            return self._title(value)
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _name(self, value: object) -> str:
        known = self.made.get(str(value)) or self._entities().by_id.get(str(value))
        return known.label if known is not None else str(value)

    def _title(self, value: object) -> str:
        return self._all_titles().get(str(value), str(value))

    def _entities(self) -> EntityRegister:
        if self._register is None:
            self._register = EntityRegister(self._project().entities.all())
        return self._register

    def _all_titles(self) -> dict[str, str]:
        if not self._titles:
            self._titles = {one.id: one.title for one in self._project().articles.listed()}
        return self._titles

    # ---- fields that ask the project --------------------------------------------------------------------------------------

    def _entity(self, label: str, *, giving: bool) -> Field:
        def suggest(text: str) -> list[Suggestion]:
            found = self._entities().suggest(text)[:_MOST_ROWS]
            return [Suggestion(one.entity.id, one.entity.label, names=one.entity.names) for one in found]

        def make(text: str) -> None:
            try:
                fresh = new_entity(text)
            except AnnotatorError as error:
                field.set_error(str(error))
                return
            self.made[fresh.id] = fresh
            field.choose(fresh.id)

        new: Any = (lambda text: _("New entity “{name}”").format(name=text)) if giving else None
        field = SuggestField(label, suggest, describe=self._name, new_text=new, begins=lambda text: self._entities().begins_a_name(text))
        field.made.connect(make)
        return field

    def _articles(self, text: str) -> list[Suggestion]:
        wanted = text.strip().casefold()
        return [Suggestion(one, title) for one, title in self._all_titles().items() if wanted in title.casefold()][:_MOST_ROWS]

    def _open_list(self, category: str, attribute: Attribute, *, giving: bool) -> Field:
        def suggest(text: str) -> list[Suggestion]:
            wanted = text.strip().casefold()
            used = self._project().annotations.values_used(category, attribute.id)
            found = [(value, n) for value, n in used if wanted in value.casefold()][:_MOST_ROWS]
            return [Suggestion(value, value, note=_("used {n} ×").format(n=n)) for value, n in found]

        new: Any = (lambda text: _("New entry “{name}”").format(name=text)) if giving else None
        field = SuggestField(attribute.label, suggest, new_text=new)
        field.made.connect(field.choose)
        return field
