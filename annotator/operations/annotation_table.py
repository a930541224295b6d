"""All annotations of a project as rows of a table: one coder's own while blind, everybody's for a supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import Annotation
from annotator.model.codebook import Attribute, Codebook
from annotator.project import Project
from annotator.store.mentions import Mentions
from annotator.text.folding import fold


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """An annotation with the words of its cells: article, coder (empty where only the own work is shown), category, values by attribute."""

    id: str
    annotation: Annotation
    article: str
    date: str
    coder: str
    category: str
    values: Mapping[str, str]
    folded: str
    """all words of the row, folded: what a filter looks through"""


@dataclass(frozen=True, slots=True)
class AnnotationTable:
    """The rows, article by article in text order, and the attributes that some row has, in the codebook's order."""

    rows: tuple[AnnotationRow, ...]
    attributes: tuple[Attribute, ...]


def annotation_table(project: Project) -> AnnotationTable:
    """Return all annotations that the looker may see as rows of a table."""
    codebook = project.codebook
    words = ValueWords.of_project(project)
    names = {str(coder.id): coder.name for coder in project.coders.all()} if project.sees_all else {}
    articles = {one.id: one for one in project.articles.listed()}
    rows = []
    again = project.assignments.recoding_rounds() if project.sees_all else {}
    for one in Mentions(project.database).all_annotations(project.visible_coder):
        article, category = articles[one.article_id], codebook.category(one.category)
        label = category.label if category is not None else one.category
        values = {key: words.of(one.category, key, value) for key, value in one.values.items()}
        coder = names.get(one.coder_id, "")
        title = article.title
        if one.article_id in again:
            title = _("{title} (round {name})").format(title=title, name=again[one.article_id])
        folded = fold("\0".join((title, coder, label, one.quote, one.note, *values.values())), accents=False)
        rows.append(AnnotationRow(one.id, one, title, article.date_published, coder, label, values, folded))
    used = {key for row in rows for key in row.values}
    known: dict[str, Attribute] = {}
    for category in codebook.categories:
        for attribute in category.attributes:
            if attribute.id in used:
                known.setdefault(attribute.id, attribute)
    return AnnotationTable(tuple(rows), tuple(known.values()))


class ValueWords:
    """How values read: the codebook's labels, the names of entities, yes and no."""

    @classmethod
    def of_project(cls, project: Project) -> ValueWords:
        """Return how the values of a project read."""
        return cls(project.codebook, {str(one.id): one.label for one in project.entities.all()})

    def __init__(self, codebook: Codebook, entities: Mapping[str, str]) -> None:
        self._entities = entities
        self._attributes = {(category.id, one.id): one for category in codebook.categories for one in category.attributes}
        self._labels = {
            (category.id, one.id): {value.id: value.label for value in one.values}
            for category in codebook.categories
            for one in category.attributes
        }

    def of(self, category: str, attribute_id: str, value: object) -> str:
        """Return a value in words."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return ", ".join(self.of(category, attribute_id, one) for one in value)
        attribute = self._attributes.get((category, attribute_id))
        if attribute is not None and attribute.type == cb.ENTITY_REF:
            return self._entities.get(str(value), str(value))
        return self._labels.get((category, attribute_id), {}).get(str(value), str(value))
