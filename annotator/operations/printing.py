"""What stands on paper of an article: its facts, one coder's annotations in text order with values and links, and what the signs mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import Annotation, Link
from annotator.model.article import Article
from annotator.model.codebook import Attribute
from annotator.project import Project


@dataclass(frozen=True, slots=True)
class PrintedCategory:
    """A category of the legend, with how often it is marked."""

    id: str
    label: str
    colour: str
    style: str
    count: int


@dataclass(frozen=True, slots=True)
class PrintedAnnotation:
    """One annotation: its number in text order, and what was said of it in words."""

    number: int
    annotation: Annotation
    category: PrintedCategory
    values: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """An article as one coder has coded it. ``facts`` are those that the looker sees; ``judged``: label and value."""

    article: Article
    text: str
    coder: str
    codebook: str
    facts: tuple[str, ...]
    judged: tuple[tuple[str, str], ...]
    note: str
    legend: tuple[PrintedCategory, ...]
    rows: tuple[PrintedAnnotation, ...]


def printed(project: Project, article_id: str) -> PrintedArticle:
    """Return what is printed of an article with the work of the project's coder; without one, or for who codes nothing, the text alone."""
    article = project.articles.get(article_id)
    coder = project.coder
    annotations = project.annotations.of_article(article_id, coder.id) if coder is not None else []
    links = project.links.of_article(article_id, coder.id) if coder is not None else []
    coding = project.codings.get(article_id, coder.id) if coder is not None else None
    counts = Counter(one.category for one in annotations)
    legend = {one.id: PrintedCategory(one.id, one.label, one.color, one.style, counts[one.id]) for one in project.codebook.categories}
    names: dict[str, str] = {one.id: one.label for one in project.entities.all()}
    words = _Words(project, names)
    numbers: dict[str, int] = {one.id: number for number, one in enumerate(annotations, start=1)}
    rows = tuple(
        PrintedAnnotation(
            numbers[one.id],
            one,
            legend.get(one.category) or PrintedCategory(one.category, one.category, "#777777", "underline", counts[one.category]),
            words.values(project.codebook.attributes_of(one.category), one.values),
            tuple(words.links(one, links, numbers)),
            _marks(one),
        )
        for one in annotations
    )
    return PrintedArticle(
        article=article,
        text=project.articles.text(article_id),
        coder=coder.name if coder is not None else "",
        codebook=f"{project.codebook.name} {project.codebook.version}".strip(),
        facts=_facts(article),
        judged=words.values(project.codebook.article_variables, coding.values) if coding is not None else (),
        note=coding.note if coding is not None else "",
        legend=tuple(one for one in legend.values() if one.count),
        rows=rows,
    )


def _facts(article: Article) -> tuple[str, ...]:
    on_page = _("on page {date}").format(date=article.date_on_page) if article.date_on_page else ""
    published = _("published {date}").format(date=article.date_published) if article.date_published else ""
    return tuple(one for one in (article.outlet, article.byline, published, on_page, article.source_id) if one)


def _marks(one: Annotation) -> tuple[str, ...]:
    marks = (
        (_("asks the supervisor"), one.flag),
        (_("unsure"), one.confidence == "low"),
        (_("Note: {words}").format(words=one.note), bool(one.note)),
    )
    return tuple(words for words, holds in marks if holds)


class _Words:
    """Puts values and links into the codebook's words."""

    def __init__(self, project: Project, entities: Mapping[str, str]) -> None:
        self._codebook, self._entities = project.codebook, entities

    def values(self, attributes: Sequence[Attribute], given: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """Return label and value of what was judged, in the codebook's order."""
        return tuple((one.label, self._value(one, given[one.id])) for one in attributes if one.id in given)

    def _value(self, attribute: Attribute, value: Any) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list | tuple):
            return ", ".join(self._value(attribute, one) for one in value)
        if attribute.type == cb.ENTITY_REF:
            return self._entities.get(str(value), str(value))
        known = attribute.value(value) if isinstance(value, str) else None
        return known.label if known is not None else str(value)

    def links(self, one: Annotation, links: Sequence[Link], numbers: Mapping[str, int]) -> list[str]:
        """Return the links of an annotation with the number at the other end: ``makes 4``."""
        found = []
        for link in links:
            if one.id not in (link.from_id, link.to_id):
                continue
            kind = self._codebook.link(link.link)
            outward = link.from_id == one.id
            label = link.link if kind is None else kind.label if outward else kind.inverse or kind.label
            other = numbers.get(link.to_id if outward else link.from_id)
            if other is not None:
                said = self.values(kind.attributes, link.values) if kind is not None else ()
                more = f" ({', '.join(words for _label, words in said)})" if said else ""
                found.append(f"{label} {other}{more}")
        return found
