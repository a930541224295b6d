"""The rows of a project's annotations and links as the agreement module takes them: read in one pass, in columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from annotator.collector import without_collecting
from annotator.model import codebook as cb
from annotator.model.annotation import DEFAULT, ArticleCoding
from annotator.model.article import coded_spans
from annotator.model.codebook import Attribute
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.coded import CodedColumns, coded_annotations, coded_links, regions_by_article
from annotator.text.folding import fold
from annotator.text.segments import Segments

if TYPE_CHECKING:
    from annotator.agreement.unit_table import Ints, UnitTable
    from annotator.agreement.units import ArticleCodings, LinkUnit

CODER_LAYER = "coder"
LOOK_UP = 2000
"""after so many rows the reading asks whether it shall stop"""


@dataclass(frozen=True, slots=True)
class _Read:
    """The annotations of the wanted codings: the table, its rows in the order of articles, the rows of an article from ``first`` on.

    ``versions`` are the codebook versions that the annotations of an article were made with.
    """

    table: UnitTable
    rows: Ints
    first: Mapping[str, slice]
    versions: Mapping[str, set[str]]


def article_codings(
    project: Project,
    codings: Sequence[ArticleCoding],
    names: Mapping[str, str],
    *,
    layer: str = CODER_LAYER,
    trim: bool = False,
    words: bool = False,
    progress: Progress | None = None,
) -> tuple[ArticleCodings, ...]:
    """Return what these coders made of these articles, read in one pass; ``names`` are the coders' names by id.

    Of another layer than the coders' own everything in the article is taken, whoever wrote it: it is one coding. Entities that were
    not joined yet but bear one name are one entity here.
    """
    if not codings:  # nobody finished anything: nothing of a large project is read for it
        return ()
    from annotator.agreement.unit_table import UnitRows
    from annotator.agreement.units import ArticleCodings, trimmed

    telling = progress or Progress()
    codebook, database = project.codebook, project.database
    by_article: dict[str, list[ArticleCoding]] = defaultdict(list)
    for coding in codings:
        by_article[coding.article_id].append(coding)
    telling.check()
    known = _Entities(project)
    telling.check()
    with without_collecting():
        read = _read(coded_annotations(database, layer, telling.check), by_article, names, known, layer != CODER_LAYER, telling)
    links = _links(project, by_article, names, layer, telling)
    regions = regions_by_article(database)
    found = []
    for article, own in by_article.items():
        telling.check()
        text = project.articles.text(article) if trim or words else ""
        units: Any = UnitRows(read.table, read.rows[read.first.get(article, slice(0, 0))])
        if trim:
            units = tuple(replace(unit, spans=trimmed(unit.spans, text)) for unit in units)
        versions = {*read.versions.get(article, ()), *(one.codebook_version for one in own)}
        found.append(ArticleCodings(
            article_id=article,
            coded_regions=coded_spans(regions[article][0], codebook.coded_regions, regions[article][1]),
            coders=tuple(names[one.coder_id] for one in own),
            units=units,
            links=tuple(links[article]),
            values={names[one.coder_id]: known.judged(one.values) for one in own},
            codebook_versions=tuple(sorted(versions)),
            words=tuple(Segments(text).words) if words else (),
        ))  # fmt: skip
    return tuple(found)


def _read(
    told: CodedColumns,
    wanted: Mapping[str, Sequence[ArticleCoding]],
    names: Mapping[str, str],
    known: _Entities,
    one_coding: bool,
    telling: Progress,
) -> _Read:
    """Return the annotations of these codings in columns; ``one_coding``: all in these articles, whoever wrote them."""
    import numpy as np

    from annotator.agreement.unit_table import UnitTable, numbered

    telling.check()
    articles, article = numbered(told.article_id)
    writers, writer = numbered(told.coder_id)
    telling.check()
    categories, category = numbered(told.category)
    versions, version = numbered(told.codebook_version)
    enters = np.zeros((len(articles), len(writers)), dtype=np.bool_)
    for place, name in enumerate(articles):
        own = {one.coder_id for one in wanted.get(name, ())}
        enters[place] = bool(own) if one_coding else [writer in own for writer in writers]
    telling.check()
    kept = np.flatnonzero(enters[article, writer]) if len(article) else article
    rows = kept[np.argsort(article[kept], kind="stable")]
    values, value, entities, entity = known.told(categories, category, told.values, np.array(told.value, dtype=np.int64), kept)
    telling.check()
    table = UnitTable(
        ids=told.id,
        coders=[names.get(writer, writer) for writer in writers],
        coder=writer,
        categories=categories,
        category=category,
        start=np.array(told.start, dtype=np.int64),
        end=np.array(told.end, dtype=np.int64),
        fragments=told.fragments,
        values=values,
        value=value,
        defaults=[frozenset(key for key, how in filled.items() if how == DEFAULT) for filled in told.filled],
        default=np.array(told.how_filled, dtype=np.int64),
        entities=entities,
        entity=entity,
    )
    borders = np.searchsorted(article[rows], np.arange(len(articles) + 1)).tolist()
    first = {name: slice(borders[place], borders[place + 1]) for place, name in enumerate(articles)}
    made_with: dict[str, set[str]] = defaultdict(set)
    for pair in np.unique(article[kept] * max(len(versions), 1) + version[kept]).tolist():
        place, number = divmod(pair, len(versions))
        made_with[articles[place]].add(versions[number])
    return _Read(table, rows, first, made_with)


def _links(
    project: Project, wanted: Mapping[str, Sequence[ArticleCoding]], names: Mapping[str, str], layer: str, telling: Progress
) -> Mapping[str, list[LinkUnit]]:
    """Return the links of these codings by article; of another layer than the coders' own all in these articles."""
    from annotator.agreement.units import LinkUnit

    own = {(one.article_id, one.coder_id) for codings in wanted.values() for one in codings}
    links: dict[str, list[LinkUnit]] = defaultdict(list)
    for number, link in enumerate(coded_links(project.database, layer)):
        if not number % LOOK_UP:
            telling.check()
        if link.article_id in wanted if layer != CODER_LAYER else (link.article_id, link.coder_id) in own:
            links[link.article_id].append(LinkUnit(names[link.coder_id], link.link, link.from_id, link.to_id, link.values, link.id))
    return links


class _Entities:
    """Which entity stands for which: before the entries of two coders are joined, those of one name are compared as one.

    The one with the smallest id stands for all of its name (AGREEMENT section 2: ids after joining, normalised names before).
    """

    def __init__(self, project: Project) -> None:
        codebook = project.codebook
        self._attributes = {one.id: _references(codebook.attributes_of(one.id)) for one in codebook.categories}
        self._variables = _references(codebook.article_variables)
        by_name: dict[str, list[str]] = defaultdict(list)
        for entity in project.entities.all():
            by_name[fold(entity.label)].append(entity.id)
        self._stands = {one: min(ids) for ids in by_name.values() if len(ids) > 1 for one in ids}
        self._judged: dict[str, Mapping[str, Any]] = {}

    def told(
        self, categories: Sequence[str], category: Ints, values: Sequence[Mapping[str, Any]], value: Ints, rows: Ints
    ) -> tuple[list[Mapping[str, Any]], Ints, list[str], Ints]:
        """Return what annotations of these categories say and the entities they mention: both once, and their numbers in every row.

        Only these ``rows`` are looked at; the others have the number 0, and no entity.
        """
        import numpy as np

        kinds, of_row = np.unique(category[rows] * max(len(values), 1) + value[rows], return_inverse=True)
        said, mentioned = [], []
        for kind in kinds.tolist():
            place, number = divmod(kind, len(values))
            attributes = self._attributes.get(categories[place], ())
            said.append(self._standing_values(attributes, values[number]))
            mentioned.append(next((said[-1][one] for one in attributes if one in said[-1]), None))
        entities = {entity: number for number, entity in enumerate(dict.fromkeys(one for one in mentioned if one is not None))}
        numbers = np.zeros(len(category), dtype=np.int64)
        numbers[rows] = of_row
        entity = np.full(len(category), -1, dtype=np.int64)
        entity[rows] = np.array([-1 if one is None else entities[one] for one in mentioned], dtype=np.int64)[of_row]
        return said, numbers, list(entities), entity

    def judged(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the article variables with the entities that stand for others; what coders said alike is one object."""
        return self._judged.setdefault(repr(values), self._standing_values(self._variables, values))

    def _standing_values(self, attributes: Sequence[str], values: Mapping[str, Any]) -> Mapping[str, Any]:
        told = {one: self._standing(values[one]) for one in attributes if one in values} if self._stands else {}
        return {**values, **told} if told else values

    def _standing(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._stands.get(one, one) for one in value]
        return self._stands.get(value, value)


def _references(attributes: Sequence[Attribute]) -> tuple[str, ...]:
    return tuple(one.id for one in attributes if one.type == cb.ENTITY_REF)
