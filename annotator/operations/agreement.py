"""How far coders agree in a project: its finished codings as the agreement module takes them, and the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

import annotator
from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.annotation import DEFAULT, ArticleCoding
from annotator.model.article import coded_spans
from annotator.model.codebook import Attribute, Codebook
from annotator.model.plan import week_of
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.cases import Passage
    from annotator.agreement.record import Record
    from annotator.agreement.statements import StatementSpec
    from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec


NEWEST, MIXED = "", "*"
CODER_LAYER = "coder"
NO_DEFAULTS: frozenset[str] = frozenset()
SHOWN = ("u_alpha", "attribute_alpha", "link_f1", "exact_f1", "overlap_f1")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What enters a computation: the finished codings, the categories, attributes and links of the codebook.

    ``version`` is the codebook version they were finished with, ``MIXED`` if the user chose to mix; ``versions`` are all there are.
    ``weeks`` says for every article in which week the last of its coders finished it, as 2024-W09.
    """

    articles: tuple[ArticleCodings, ...]
    categories: tuple[str, ...]
    attributes: tuple[AttributeSpec, ...]
    links: tuple[LinkSpec, ...]
    statement: StatementSpec | None = None
    version: str = NEWEST
    versions: tuple[str, ...] = ()
    weeks: Mapping[str, str] = field(default_factory=dict)

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody who finished an article, by name."""
        return tuple(sorted({coder for article in self.articles for coder in article.coders}))

    def common_articles(self, coders: Collection[str]) -> int:
        """Return how many articles two or more of these coders finished."""
        wanted = set(coders)
        return sum(len(wanted.intersection(article.coders)) > 1 for article in self.articles)


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """The records of one group of coders with all that is needed to read, open and export them."""

    project: str
    codebook: Codebook
    corpus: Corpus
    coders: tuple[str, ...]
    records: tuple[Record, ...]

    @property
    def n_articles(self) -> int:
        """The number of articles that two or more of the coders finished."""
        return self.corpus.common_articles(self.coders)

    @property
    def version(self) -> str:
        """The codebook version as it is printed, empty where several were mixed by choice."""
        return "" if self.corpus.version == MIXED else self.corpus.version

    def paragraph(self, records: Sequence[Record] | None = None) -> str:
        """Return the paragraph for a publication about these records (default: all)."""
        from annotator.agreement.words import paragraph

        chosen = self.records if records is None else records
        return paragraph(chosen, self.codebook, self.n_articles, self.version, software())

    def passages(self, record: Record) -> list[Passage]:
        """Return the passages behind one of the records, the greatest share of disagreement first."""
        from annotator.agreement.cases import passages

        found = self.corpus
        return passages(found.articles, record, categories=found.categories, attributes=found.attributes, links=found.links,
                        statement=found.statement)  # fmt: skip

    def pairs(self, record: Record, draws: int = 0, progress: Progress | None = None) -> list[Record]:
        """Return the same figure of every pair of the coders; nothing for a pair of which the measure knows none."""
        from annotator.agreement.measures import compute

        found = self.corpus
        groups = list(combinations(self.coders, 2))
        records = compute(
            found.articles, found.categories, found.attributes, found.links, coders=self.coders, groups=groups,
            measures=[record.measure], draws=draws, statement=found.statement, progress=progress,
        )  # fmt: skip
        return [one for one in records if one.row == record.row]


def software() -> str:
    """Return the program and its version, as a report names them."""
    return f"annotator {annotator.__version__}"


def corpus(project: Project, version: str = NEWEST) -> Corpus:
    """Return the codings of all articles that somebody has finished; AnnotatorError for a coder who may not compare.

    Codings of training and re-coding rounds are no data and not among them. Codings of one codebook version are compared: the one
    asked for, else the newest under which two coders finished the same article. ``MIXED`` takes all versions together.
    """
    if not project.sees_all:
        raise AnnotatorError(_("only the supervisor sees how far coders agree"))
    from annotator.agreement.units import LinkSpec

    codebook = project.codebook
    names: dict[str, str] = {coder.id: coder.name for coder in project.coders.all()}
    # what was copied from another version is no reading of its own, nor is the article that holds it
    apart = project.assignments.set_apart().codings | project.annotations.inherited()
    codings = [coding for coding in project.codings.all() if coding.finished and (coding.article_id, coding.coder_id) not in apart]
    versions = tuple(sorted({coding.codebook_version for coding in codings}, key=_version_key))
    if version not in (NEWEST, MIXED, *versions):
        raise AnnotatorError(_("no article was finished with codebook version {version!r}").format(version=version))
    chosen = version or _newest_shared(codings, versions) or codebook.version
    entered = [coding for coding in codings if chosen in (MIXED, coding.codebook_version)]
    articles = article_codings(project, entered, names)
    categories = tuple(category.id for category in codebook.categories)
    links = tuple(LinkSpec(link.id) for link in codebook.links)
    return Corpus(articles, categories, _attributes(codebook), links, _statement(codebook), chosen, versions, _weeks(entered))


def _weeks(codings: Sequence[ArticleCoding]) -> dict[str, str]:
    last: dict[str, str] = {}
    for coding in codings:
        last[coding.article_id] = max(coding.updated_at[:10], last.get(coding.article_id, ""))
    return {article: week_of(day) for article, day in last.items()}


def _version_key(version: str) -> tuple[list[int], str]:
    """Return a key by which 1.10 comes after 1.9."""
    return [int(part) for part in version.split(".") if part.isdigit()], version


def _newest_shared(codings: Sequence[ArticleCoding], versions: Sequence[str]) -> str:
    """Return the newest version under which two coders finished one article, empty if there is none."""
    for version in reversed(versions):
        articles = [coding.article_id for coding in codings if coding.codebook_version == version]
        if len(articles) > len(set(articles)):
            return version
    return ""


def article_codings(
    project: Project, codings: Sequence[ArticleCoding], names: Mapping[str, str], *, layer: str = CODER_LAYER
) -> tuple[ArticleCodings, ...]:
    """Return what these coders made of these articles, read in one pass; ``names`` are the coders' names by id.

    Of another layer than the coders' own everything in the article is taken, whoever wrote it: it is one coding.
    """
    from annotator.agreement.units import ArticleCodings, LinkUnit, Unit
    from annotator.store.coded import coded_annotations, coded_links, regions_by_article

    codebook, database = project.codebook, project.database
    one_coding = layer != CODER_LAYER
    wanted = {coding.article_id if one_coding else (coding.article_id, coding.coder_id) for coding in codings}
    units: dict[str, list[Unit]] = defaultdict(list)
    links: dict[str, list[LinkUnit]] = defaultdict(list)
    versions: dict[str, set[str]] = defaultdict(set)
    by_article: dict[str, list[ArticleCoding]] = defaultdict(list)
    for coding in codings:
        by_article[coding.article_id].append(coding)
        versions[coding.article_id].add(coding.codebook_version)
    naming = {category.id: _entity_attributes(codebook, category.id) for category in codebook.categories}
    for row in coded_annotations(database, layer):
        if (row.article_id if one_coding else (row.article_id, row.coder_id)) in wanted:
            entity = next((row.values[one] for one in naming.get(row.category, ()) if one in row.values), None)
            defaults = frozenset(key for key, how in row.filled.items() if how == DEFAULT) if row.filled else NO_DEFAULTS
            units[row.article_id].append(Unit(row.id, names[row.coder_id], row.category, row.spans, row.values, defaults, entity))
            versions[row.article_id].add(row.codebook_version)
    for link in coded_links(database, layer):
        if (link.article_id if one_coding else (link.article_id, link.coder_id)) in wanted:
            links[link.article_id].append(LinkUnit(names[link.coder_id], link.link, link.from_id, link.to_id, link.values, link.id))
    regions = regions_by_article(database)
    return tuple(
        ArticleCodings(
            article_id=article,
            coded_regions=coded_spans(regions[article][0], codebook.coded_regions, regions[article][1]),
            coders=tuple(names[one.coder_id] for one in own),
            units=tuple(units[article]),
            links=tuple(links[article]),
            values={names[one.coder_id]: one.values for one in own},
            codebook_versions=tuple(sorted(versions[article])),
        )
        for article, own in by_article.items()
    )


def _entity_attributes(codebook: Codebook, category: str) -> tuple[str, ...]:
    return tuple(one.id for one in codebook.attributes_of(category) if one.type == cb.ENTITY_REF)


def _statement(codebook: Codebook) -> StatementSpec | None:
    """Return what a statement is in this codebook, None where it has no claims: labels may change, these ids do not."""
    from annotator.agreement.statements import StatementSpec

    claim = codebook.category("claim")
    if claim is None:
        return None

    def a_link(name: str) -> str:
        return name if codebook.link(name) is not None else ""

    compared = {"stance": ("polarity",), "speculation": ("speculation_type", "certainty")}
    values = {
        category: tuple(name for name in attributes if any(one.id == name for one in codebook.attributes_of(category)))
        for category, attributes in compared.items()
    }
    return StatementSpec(
        "claim",
        "claim_type" if claim.attribute("claim_type") is not None else "",
        a_link("makes"),
        (a_link("towards"), "stance"),
        (a_link("qualifies"), "speculation"),
        a_link("holds"),
        values,
    )


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
    *,
    version: str = NEWEST,
) -> list[Record]:
    """Return the records of every pair of coders and of all together; AnnotatorError for an unknown coder, measure or version."""
    from annotator.agreement.measures import compute

    chosen = None if coders is None else [name_of(project, name) for name in coders]
    _must_be_known(measures or ())
    found = corpus(project, version)
    records = compute(
        found.articles, found.categories, found.attributes, found.links, coders=chosen, measures=measures, draws=draws,
        statement=found.statement, progress=progress,
    )  # fmt: skip
    return _with_version(records, found)


def compare(
    project: Project,
    coders: Collection[str] | None = None,
    *,
    version: str = NEWEST,
    measures: Collection[str] = SHOWN,
    draws: int = 1000,
    progress: Progress | None = None,
) -> AgreementReport:
    """Return the report on one group of coders (default: all who finished an article), lowest value first.

    AnnotatorError for an unknown coder, measure or version. Fewer than two coders give a report without records.
    """
    from annotator.agreement.measures import compute
    from annotator.agreement.words import lowest_first

    _must_be_known(measures)
    found = corpus(project, version)
    group = found.coders if coders is None else tuple(sorted({name_of(project, name) for name in coders}))
    records: list[Record] = []
    if len(group) > 1:
        records = compute(
            found.articles, found.categories, found.attributes, found.links, coders=group, groups=[group], measures=measures,
            draws=draws, statement=found.statement, progress=progress,
        )  # fmt: skip
    shown = tuple(lowest_first(_with_version(records, found)))
    return AgreementReport(project.path.stem, project.codebook, found, group, shown)


def _with_version(records: Sequence[Record], found: Corpus) -> list[Record]:
    """Return the records, each saying so where codebook versions were mixed by choice."""
    if found.version != MIXED:
        return list(records)
    return [replace(one, parameters={**one.parameters, "codebook_versions": "mixed"}) for one in records]


def _must_be_known(measures: Collection[str]) -> None:
    from annotator.agreement.measures import MEASURES

    for measure in measures:
        if measure not in MEASURES:
            raise AnnotatorError(_("there is no measure {name!r}; there are: {all}").format(name=measure, all=", ".join(MEASURES)))


def name_of(project: Project, name: str) -> str:
    """Return the coder's name as the project writes it, the one the codings carry."""
    try:
        found = project.coders.named(name)
    except ValueError as error:
        raise AnnotatorError(str(error)) from error
    if found is None:
        raise AnnotatorError(_("there is no coder {name!r}").format(name=name))
    return found.name
