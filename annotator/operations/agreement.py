"""How far coders agree in a project: its finished codings as the agreement module takes them, and the report."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import DEFAULT, Annotation
from annotator.model.article import coded_spans
from annotator.model.codebook import Attribute, Codebook
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.record import Record
    from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec, Unit


@dataclass(frozen=True, slots=True)
class Corpus:
    """What enters a computation: the finished codings, the categories, attributes and links of the codebook."""

    articles: tuple[ArticleCodings, ...]
    categories: tuple[str, ...]
    attributes: tuple[AttributeSpec, ...]
    links: tuple[LinkSpec, ...]


def corpus(project: Project) -> Corpus:
    """Return the codings of all articles that somebody has finished; AnnotatorError for a coder who may not compare."""
    if not project.sees_all:
        raise AnnotatorError(_("only the supervisor sees how far coders agree"))
    from annotator.agreement.units import LinkSpec

    codebook = project.codebook
    names: dict[str, str] = {coder.id: coder.name for coder in project.coders.all()}
    finished: dict[str, list[str]] = {}
    for coding in project.codings.all():
        if coding.finished:
            finished.setdefault(coding.article_id, []).append(coding.coder_id)
    articles = tuple(_codings_of(project, article, coders, names) for article, coders in finished.items())
    categories = tuple(category.id for category in codebook.categories)
    return Corpus(articles, categories, _attributes(codebook), tuple(LinkSpec(link.id) for link in codebook.links))


def _codings_of(project: Project, article_id: str, coders: Sequence[str], names: dict[str, str]) -> ArticleCodings:
    from annotator.agreement.units import ArticleCodings, LinkUnit

    article, codebook = project.articles.get(article_id), project.codebook
    annotations = [one for one in project.annotations.of_article(article_id) if one.coder_id in coders]
    links = [one for one in project.links.of_article(article_id) if one.coder_id in coders]
    codings = [one for one in project.codings.of_article(article_id) if one.coder_id in coders]
    return ArticleCodings(
        article_id=article_id,
        coded_regions=coded_spans(article.regions, codebook.coded_regions, article.n_characters),
        coders=tuple(names[coder] for coder in coders),
        units=tuple(_unit(codebook, one, names[one.coder_id]) for one in annotations),
        links=tuple(LinkUnit(names[one.coder_id], one.link, one.from_id, one.to_id, one.values, one.id) for one in links),
        values={names[one.coder_id]: one.values for one in codings},
        codebook_versions=tuple(sorted({one.codebook_version for one in annotations} | {one.codebook_version for one in codings})),
    )


def _unit(codebook: Codebook, annotation: Annotation, coder: str) -> Unit:
    from annotator.agreement.units import Unit

    entity = next(
        (
            annotation.values[one.id]
            for one in codebook.attributes_of(annotation.category)
            if one.type == cb.ENTITY_REF and one.id in annotation.values
        ),
        None,
    )
    defaults = frozenset(key for key, how in annotation.filled.items() if how == DEFAULT)
    return Unit(annotation.id, coder, annotation.category, annotation.spans, annotation.values, defaults, entity)


def _attributes(codebook: Codebook) -> tuple[AttributeSpec, ...]:
    found = [_spec(category.id, one) for category in codebook.categories for one in codebook.in_use(category.attributes)]
    return tuple(found + [_spec("", one) for one in codebook.in_use(codebook.article_variables)])


def _spec(category: str, attribute: Attribute) -> AttributeSpec:
    from annotator.agreement.units import AttributeSpec

    return AttributeSpec(category, attribute.id, attribute.type, attribute.ordinal, attribute.value_ids, dict(attribute.when))


def agreement_report(
    project: Project,
    coders: Collection[str] | None = None,
    measures: Collection[str] | None = None,
    draws: int = 1000,
    progress: Progress | None = None,
) -> list[Record]:
    """Return the records of every pair of coders and of all together; AnnotatorError for an unknown coder or measure."""
    from annotator.agreement.measures import MEASURES, compute

    chosen = None if coders is None else [_name_of(project, name) for name in coders]
    for measure in measures or ():
        if measure not in MEASURES:
            raise AnnotatorError(_("there is no measure {name!r}; there are: {all}").format(name=measure, all=", ".join(MEASURES)))
    found = corpus(project)
    return compute(
        found.articles, found.categories, found.attributes, found.links, coders=chosen, measures=measures, draws=draws, progress=progress
    )


def _name_of(project: Project, name: str) -> str:
    """Return the coder's name as the project writes it, the one the codings carry."""
    try:
        found = project.coders.named(name)
    except ValueError as error:
        raise AnnotatorError(str(error)) from error
    if found is None:
        raise AnnotatorError(_("there is no coder {name!r}").format(name=name))
    return found.name
