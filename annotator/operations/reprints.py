"""Near-duplicates: which articles are reprints of each other, as a proposal; and clusters of articles, which people decide on.

All pairs whose texts share at least .6 of their shingles of five words are told of; from .85 on they are proposed as a cluster. Page
furniture is left out. Nothing is joined by itself, and nothing is removed: the articles of a cluster share a cluster_id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _, logged, logged_count
from annotator.model.article import FURNITURE, Article
from annotator.progress import Progress
from annotator.project import Project
from annotator.text.near_duplicates import PROPOSE, WARN, Shingling, alike, clusters


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two articles with texts that are alike, and how much: the Jaccard index of their shingles."""

    one: str
    other: str
    index: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """Articles that may be reprints of each other, in the order of their arrival; the least and the greatest index of a pair.

    ``sure``: joined by pairs of at least .85; else a pair of at least .6 that is only told of.
    """

    articles: tuple[str, ...]
    least: float
    greatest: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Reprints:
    """What was found: proposals, the surest first, and how many articles were compared."""

    proposals: tuple[Proposal, ...]
    pairs: tuple[Likeness, ...]
    compared: int


def find_reprints(project: Project, progress: Progress | None = None) -> Reprints:
    """Return the articles that are nearly the same but not in one cluster yet; AnnotatorError for a coder, who does not see all."""
    _refuse_coders(project)
    told = progress or Progress()
    copies = project.assignments.set_apart().articles  # made to be coded again, unannounced: no reprints
    articles = [one for one in project.articles.all() if one.id not in copies]
    shingling, texts = Shingling(), []
    for article in told.track(articles, len(articles), _("Reading the texts")):
        texts.append(shingling.of(coded_text(project, article)))
    told.say(_("Comparing the texts"), 0)
    pairs = sorted(alike(texts, WARN, told.check))
    clustered = [one.cluster_id or one.id for one in articles]
    corrected: set[tuple[str, str]] = {(one.id, one.correction_of) for one in articles if one.correction_of}

    def joined(one: int, other: int) -> bool:
        ours, theirs = articles[one].id, articles[other].id
        return clustered[one] == clustered[other] or (ours, theirs) in corrected or (theirs, ours) in corrected

    sure = [pair for pair in pairs if pair[2] >= PROPOSE]
    proposals = []
    for group in clusters(sure, len(articles)):
        if len({clustered[one] for one in group}) > 1:
            members = frozenset(group)
            values = [index for one, other, index in sure if one in members and other in members]
            proposals.append(Proposal(tuple(articles[one].id for one in group), min(values), max(values), sure=True))
    together = {one: number for number, group in enumerate(clusters(sure, len(articles))) for one in group}
    for one, other, index in pairs:
        if index < PROPOSE and not joined(one, other) and together.get(one, -1) != together.get(other, -2):
            proposals.append(Proposal((articles[one].id, articles[other].id), index, index, sure=False))
    proposals = [one for one in proposals if one.sure or not _is_correction(one, corrected)]
    proposals.sort(key=lambda one: (not one.sure, -one.least))
    told_pairs = tuple(Likeness(articles[one].id, articles[other].id, index) for one, other, index in pairs)
    return Reprints(tuple(proposals), told_pairs, len(articles))


def _is_correction(one: Proposal, corrected: set[tuple[str, str]]) -> bool:
    first, second = one.articles[:2]
    return (first, second) in corrected or (second, first) in corrected


def coded_text(project: Project, article: Article) -> str:
    """Return the text of an article without its furniture: what is compared."""
    text = project.articles.text(article.id)
    if not article.regions:
        return text
    kept = [text[one.span.start : one.span.end] for one in article.regions if one.kind != FURNITURE]
    return "\n".join(kept) or text


def join_cluster(project: Project, article_ids: Sequence[str]) -> str:
    """Put articles, with all that is in a cluster with one of them, into one cluster as one step; return its id: the first article's."""
    _refuse_coders(project)
    if len(set(article_ids)) < 2:
        raise RuleViolation(_("choose at least two articles"))
    chosen = {project.articles.get(one).cluster_id or one for one in article_ids} | set(article_ids)
    members = [one for one in project.articles.listed() if one.id in chosen or (one.cluster_id and one.cluster_id in chosen)]
    head = members[0].cluster_id if any(one.id == members[0].cluster_id for one in members) else members[0].id
    label = logged_count("Join {count} article as reprints", "Join {count} articles as reprints", len(members)).format(count=len(members))
    with project.step(label, *(one.id for one in members)):
        for one in members:
            project.articles.set_facts(one.id, {"cluster_id": head})
    return head


def leave_cluster(project: Project, article_id: str) -> None:
    """Take an article out of its cluster, as one step; where it stood for the others, the next one does then."""
    _refuse_coders(project)
    article = project.articles.get(article_id)
    others = [one for one in project.articles.listed() if one.cluster_id == article.cluster_id and one.id != article_id]
    if not others:
        raise RuleViolation(_("the article is in no cluster"))
    head = others[0].id if article.cluster_id == article_id else article.cluster_id
    with project.step(logged("Take {title} out of its cluster").format(title=article.title), article_id, *(one.id for one in others)):
        project.articles.set_facts(article_id, {"cluster_id": article_id})
        for one in others:
            project.articles.set_facts(one.id, {"cluster_id": head})


def clusters_of(project: Project) -> list[list[str]]:
    """Return the clusters of more than one article, each in the order of arrival; AnnotatorError for a coder."""
    _refuse_coders(project)
    found: dict[str, list[str]] = {}
    for one in project.articles.listed():
        found.setdefault(one.cluster_id or one.id, []).append(one.id)
    return [members for members in found.values() if len(members) > 1]


def _refuse_coders(project: Project) -> None:
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor sees all articles"))
