"""A project as records of JSON Lines (CONTRACT section 4), in an order that only content makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from annotator.formats import coding_lines as records
from annotator.i18n import _
from annotator.model.annotation import Annotation, ArticleCoding, Link
from annotator.model.article import Article
from annotator.model.rules import Rules, blocking, open_items
from annotator.progress import Progress
from annotator.project import Project

Lines = Iterator[tuple[str, str]]


def article_lines(project: Project, progress: Progress) -> Lines:
    """Yield the type and the line of every article that the looker sees and, behind each, of its regions."""
    seen = project.visible_articles
    articles = project.articles.all() if seen is None else [project.articles.get(one) for one in seen]
    for article in progress.track(articles, len(articles), _("Articles")):
        yield _line(records.article_record(article, project.articles.text(article.id)))
        for region in article.regions:
            yield _line(records.region_record(article.id, region))


def coding_lines(project: Project, rules: Rules, coder: str | None, with_coders: bool, progress: Progress) -> Lines:
    """Yield the type and the line of every entity, then article by article of annotations, links and judgements of coders.

    What a coder left incomplete says so, so that it is taken as it is. ``with_coders`` False leaves the coders' work out.
    """
    made = _Made(project, rules)
    periods = project.entities.periods()
    for entity in project.entities.all():
        yield _line(records.entity_record(entity, periods.get(entity.id, ())))
    aside = project.set_aside
    articles = [one for one in project.articles.all() if one.id not in aside] if with_coders else []
    for article in progress.track(articles, len(articles), _("Codings")):
        yield from made.of_article(article, coder)


class _Made:
    """Makes the records of articles, with names and rules at hand."""

    def __init__(self, project: Project, rules: Rules) -> None:
        self._project, self._rules, self._codebook = project, rules, rules.codebook
        self._names: dict[str, str] = {one.id: one.name for one in project.coders.all()}
        self._shown: dict[str, str] = {one.id: one.shown_id for one in project.entities.all()}

    def of_article(self, article: Article, coder: str | None) -> Lines:
        project = self._project
        annotations = sorted(project.annotations.of_article(article.id, coder), key=self._in_text)
        links = sorted(project.links.of_article(article.id, coder), key=lambda one: self._names[one.coder_id])
        codings = [one for one in project.codings.of_article(article.id) if coder in (None, one.coder_id)]
        text = project.articles.text(article.id) if annotations else ""
        ids: dict[str, str] = {one.id: one.shown_id for one in annotations}
        for one in annotations:
            yield self._line(self._annotation(one, text), one.codebook_version)
        for link in links:
            yield self._line(self._link(link, ids), link.codebook_version)
        for coding in sorted(codings, key=lambda one: self._names[one.coder_id]):
            yield self._line(self._coding(coding, article, annotations, links), coding.codebook_version)

    def _line(self, record: dict[str, Any], version: str) -> tuple[str, str]:
        """A record of the newest version of the codebook need not name it."""
        return _line(record if version == self._codebook.version else {**record, "codebook_version": version})

    def _in_text(self, one: Annotation) -> tuple[Any, ...]:
        return self._names[one.coder_id], one.start, -one.end, one.category, one.shown_id

    def _annotation(self, one: Annotation, text: str) -> dict[str, Any]:
        category = self._codebook.category(one.category)
        values = records.shown_values(one.values, category.attributes if category is not None else (), self._shown)
        rules = self._rules.categories.get(one.category)
        incomplete = bool(rules is not None and rules.missing(one.values))
        return records.annotation_record(one, self._names[one.coder_id], text, values, incomplete=incomplete)

    def _link(self, link: Link, ids: dict[str, str]) -> dict[str, Any]:
        kind = self._codebook.link(link.link)
        values = records.shown_values(link.values, kind.attributes if kind is not None else (), self._shown)
        rules = self._rules.links.get(link.link)
        incomplete = bool(rules is not None and rules.missing(link.values))
        return records.link_record(link, self._names[link.coder_id], ids[link.from_id], ids[link.to_id], values, incomplete=incomplete)

    def _coding(self, coding: ArticleCoding, article: Article, annotations: Sequence[Annotation], links: Sequence[Link]) -> dict[str, Any]:
        values = records.shown_values(coding.values, self._codebook.article_variables, self._shown)
        incomplete = False
        if coding.finished:
            own = [one for one in annotations if one.coder_id == coding.coder_id]
            ties = [one for one in links if one.coder_id == coding.coder_id]
            incomplete = bool(blocking(open_items(self._rules, own, ties, coding, article.regions)))
        return records.article_coding_record(coding, self._names[coding.coder_id], values, incomplete=incomplete)


def _line(record: dict[str, Any]) -> tuple[str, str]:
    return record["type"], records.to_line(record)
