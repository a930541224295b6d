"""The finished codings of a project as the agreement module takes them: read in one pass, one codebook version at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.annotation import ArticleCoding
from annotator.model.codebook import Attribute, Codebook
from annotator.model.plan import week_of
from annotator.operations.agreement_rows import CODER_LAYER, article_codings
from annotator.operations.agreement_settings import MIXED, NEWEST
from annotator.operations.people import reported_names
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.statements import StatementSpec
    from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec

__all__ = ["CODER_LAYER", "Corpus", "article_codings", "corpus"]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What enters a computation: the finished codings, the categories, attributes and links of the codebook.

    ``version`` is the codebook version they were finished with, ``MIXED`` if the user chose to mix; ``versions`` are all there are.
    ``days`` says for every article on which day the last of its coders finished it, ``weeks`` in which week, as 2024-W09.
    ``trimmed``: white space and punctuation at the edges of spans do not count; ``unset_as_value``: an attribute left open where it
    applies is a value of its own; ``period``: first and last day on which articles that enter were finished, "" for no end. All are
    choices that are printed with the figures, and so is that several versions bear the name asked for (``namesakes``).
    """

    articles: tuple[ArticleCodings, ...]
    categories: tuple[str, ...]
    attributes: tuple[AttributeSpec, ...]
    links: tuple[LinkSpec, ...]
    statement: StatementSpec | None = None
    version: str = NEWEST
    versions: tuple[str, ...] = ()
    weeks: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    trimmed: bool = False
    unset_as_value: bool = False
    period: tuple[str, str] = ("", "")
    namesakes: tuple[str, ...] = ()

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody who finished an article, by name."""
        return tuple(sorted({coder for article in self.articles for coder in article.coders}))

    def sharing(self, coders: Collection[str] | None = None) -> tuple[str, ...]:
        """Return those of the coders (default: of all) who finished an article that another of them finished; all where nobody did."""
        named = self.coders if coders is None else tuple(coders)
        wanted = set(named)
        shared = [here for article in self.articles if len(here := wanted.intersection(article.coders)) > 1]
        found = set().union(*shared)
        return tuple(name for name in named if name in found) or named

    @property
    def choices(self) -> dict[str, object]:
        """What of this was chosen and is not the default, as the parameters of a record."""
        found: dict[str, object] = {"codebook_versions": "mixed"} if self.version == MIXED else {}
        found |= {"codebook_versions": "several of one name"} if self.version in self.namesakes else {}
        found |= ({"edges": "trimmed"} if self.trimmed else {}) | ({"unset": "value"} if self.unset_as_value else {})
        return found | {key: day for key, day in zip(("finished_from", "finished_to"), self.period, strict=True) if day}

    def common_articles(self, coders: Collection[str]) -> int:
        """Return how many articles two or more of these coders finished."""
        return len(self.common(coders))

    def common(self, coders: Collection[str]) -> list[str]:
        """Return the articles that two or more of these coders finished."""
        wanted = set(coders)
        return [article.article_id for article in self.articles if len(wanted.intersection(article.coders)) > 1]


def corpus(
    project: Project,
    version: str = NEWEST,
    *,
    trim: bool = False,
    unset_as_value: bool = False,
    words: bool = False,
    period: tuple[str, str] = ("", ""),
    progress: Progress | None = None,
) -> Corpus:
    """Return the codings of all articles that somebody has finished; AnnotatorError for a coder who may not compare.

    Codings of training and re-coding rounds are no data and not among them. Codings of one codebook version are compared: the one
    asked for, else the newest under which two coders finished the same article. ``MIXED`` takes all versions together. ``trim``,
    ``unset_as_value`` and ``period``: see ``Corpus``; ``words``: with the words of the texts, which F1 per word needs.
    """
    if not project.sees_all:
        raise AnnotatorError(_("only the supervisor sees how far coders agree"))
    from annotator.agreement.units import LinkSpec

    telling = progress or Progress()
    telling.check()
    codebook = project.codebook
    names = reported_names(project)
    # What was copied from another version is no reading of its own, nor is the article that holds it.
    telling.check()
    apart = project.assignments.set_apart().codings | project.annotations.inherited()
    codings = [coding for coding in project.codings.all() if coding.finished and (coding.article_id, coding.coder_id) not in apart]
    versions = tuple(sorted({coding.codebook_version for coding in codings}, key=_version_key))
    if version not in (NEWEST, MIXED, *versions):
        raise AnnotatorError(_("no article was finished with codebook version {version!r}").format(version=version))
    chosen = version or _newest_shared(codings, versions) or codebook.version
    entered = [coding for coding in codings if chosen in (MIXED, coding.codebook_version)]
    days: dict[str, str] = {}
    for coding in entered:
        days[coding.article_id] = max(coding.updated_at[:10], days.get(coding.article_id, ""))
    if any(period):
        first, last = period
        days = {article: day for article, day in days.items() if first <= day and (not last or day <= last)}
        entered = [coding for coding in entered if coding.article_id in days]
    articles = article_codings(project, entered, names, trim=trim, words=words, progress=progress)
    categories = tuple(category.id for category in codebook.categories)
    links = tuple(LinkSpec(link.id) for link in codebook.links)
    attributes = tuple(replace(one, unset_as_value=True) for one in _attributes(codebook)) if unset_as_value else _attributes(codebook)
    weeks = {article: week_of(day) for article, day in days.items()}
    statement = _statement(codebook)
    return Corpus(articles, categories, attributes, links, statement, chosen, versions, weeks, days, trim, unset_as_value, period,
                  project.codebooks.namesakes())  # fmt: skip


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
