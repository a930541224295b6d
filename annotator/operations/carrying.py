"""Carrying codings over to another version of an article: a corrected text, or a reprint.

Every passage is looked for in the other text by its words and what stands around them (text/anchoring.py). Into a corrected text
goes what is kept, moved or changed, a changed one with a flag; into a reprint only what stands there word for word. What is
carried is a copy, marked as inherited: the codings of the first article stay, and inherited ones never count in agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _, logged_count, ngettext
from annotator.model.annotation import INHERITED, Annotation, ArticleCoding, Link
from annotator.model.article import FURNITURE, Article, region_at
from annotator.model.ids import AnnotationId, ArticleId, LinkId, named_id
from annotator.model.span import Span, Spans, quote_of
from annotator.project import Project
from annotator.text.anchoring import CHANGED, KEPT, LOST, MOVED, Anchoring
from annotator.text.folding import fold
from annotator.text.segments import Segments

_Places = dict[tuple[str, str, Spans], Annotation]
CORRECTION, REPRINT = "correction", "reprint"
THERE = "there"
"""carried before, or the same passage is coded there already"""


@dataclass(frozen=True, slots=True)
class Carried:
    """An annotation of the first article and what becomes of it: kept, moved, changed or lost, or there already; ``spans`` in the other."""

    annotation: Annotation
    coder: str
    status: str
    spans: Spans = ()
    quote: str = ""
    goes: bool = False


@dataclass(frozen=True, slots=True)
class Carriage:
    """What is, or would be, carried from one article to another: every annotation with its fate, and the links between those that go."""

    kind: str
    source: Article
    target: Article
    rows: tuple[Carried, ...]
    links: int

    def count(self, *statuses: str) -> int:
        """Return how many annotations have one of these fates."""
        return sum(one.status in statuses for one in self.rows)

    @property
    def going(self) -> int:
        """Return how many annotations are copied."""
        return sum(one.goes for one in self.rows)

    def in_words(self) -> str:
        """Return the report in a sentence."""
        parts = [
            (ngettext("{count} kept", "{count} kept", self.count(KEPT)), KEPT),
            (ngettext("{count} moved", "{count} moved", self.count(MOVED)), MOVED),
            (ngettext("{count} changed", "{count} changed", self.count(CHANGED)), CHANGED),
            (ngettext("{count} lost", "{count} lost", self.count(LOST)), LOST),
            (ngettext("{count} there already", "{count} there already", self.count(THERE)), THERE),
        ]
        return ", ".join(words.format(count=self.count(status)) for words, status in parts if status != THERE or self.count(status))


@dataclass(frozen=True, slots=True)
class Differences:
    """The sentences of two texts that the other does not have, furniture left out: places in each."""

    only_here: tuple[Span, ...]
    only_there: tuple[Span, ...]


# ---- which articles ----------------------------------------------------------------------------------------------------


def others_of(project: Project, article_id: str) -> list[Article]:
    """Return the other versions of an article that the looker sees: what it corrects first, then corrections of it and reprints."""
    found = [one for one in project.articles.versions_of(article_id) if one != article_id]
    seen = project.visible_articles if found else None
    articles = [project.articles.get(one) for one in found if seen is None or one in seen]
    corrects = project.articles.get(article_id).correction_of if articles else ""
    return sorted(articles, key=lambda one: one.id != corrects)


def kind_of(source: Article, target: Article) -> str:
    """Return whether an article is a corrected text of another, or a reprint; RuleViolation if it is neither."""
    if target.correction_of == source.id:
        return CORRECTION
    if source.cluster_id and source.cluster_id == target.cluster_id:
        return REPRINT
    raise RuleViolation(_("these articles are no versions of each other; put them into one cluster first"))


def differences(project: Project, here: str, there: str) -> Differences:
    """Return which sentences of each article the other does not have; kinds of quotation marks, case and white space do not matter."""
    ours, theirs = _sentences(project, here), _sentences(project, there)
    return Differences(
        tuple(span for words, span in ours if words not in {one for one, _span in theirs}),
        tuple(span for words, span in theirs if words not in {one for one, _span in ours}),
    )


def _sentences(project: Project, article_id: str) -> list[tuple[str, Span]]:
    text, regions = project.articles.text(article_id), project.articles.get(article_id).regions
    spans = [span for span in Segments(text).sentences if region_at(regions, span.start) != FURNITURE]
    return [(words, span) for span in spans if (words := fold(text[span.start : span.end], accents=False))]


# ---- carrying ------------------------------------------------------------------------------------------------------------


def preview_carry(project: Project, source_id: str, target_id: str) -> Carriage:
    """Return what ``carry`` would do, and write nothing."""
    carriage, _annotations, _links = _prepared(project, source_id, target_id)
    return carriage


def carry(project: Project, source_id: str, target_id: str) -> Carriage:
    """Copy codings from one version of an article to another, as one step, and return what became of each.

    A coder carries the own work. A supervisor, and a script on the whole file, carry everybody's into a corrected text: where the
    words stand is a fact, no reading. RuleViolation: the articles are no versions of each other; NotFound: one is not seen.
    """
    carriage, annotations, links = _prepared(project, source_id, target_id)
    new_codings = _codings(project, carriage, annotations)
    if not annotations and not links and not new_codings:
        return carriage
    said = logged_count("Carry over {count} annotation", "Carry over {count} annotations", len(annotations)).format(count=len(annotations))
    with project.step(said, target_id):
        for one in annotations:
            project.annotations.add(one)
        for link in links:
            project.links.add(link)
        for coding in new_codings:
            project.codings.save(coding)
        if carriage.kind == CORRECTION and project.sees_all and carriage.source.cluster_id:
            project.articles.set_facts(target_id, {"cluster_id": carriage.source.cluster_id})
    return carriage


def _prepared(project: Project, source_id: str, target_id: str) -> tuple[Carriage, list[Annotation], list[Link]]:
    source, target = _seen(project, source_id), _seen(project, target_id)
    kind = kind_of(source, target)
    coders = _whose(project, kind)
    names = {str(one.id): one.name for one in project.coders.all()}
    anchoring = Anchoring(project.articles.text(source_id), text := project.articles.text(target_id))
    there: _Places = {(one.coder_id, one.category, one.spans): one for one in project.annotations.of_article(target_id)}
    rows: list[Carried] = []
    made: list[Annotation] = []
    ends: dict[str, str] = {}
    for one in project.annotations.of_article(source_id):
        if coders is not None and one.coder_id not in coders:
            continue
        row, copy = _carried(project, one, kind, target, anchoring, text, there)
        if row.status == THERE:
            ends[one.id] = row.annotation.id if copy is None else copy.id
            row = replace(row, annotation=one)
        elif copy is not None:
            made.append(copy)
            ends[one.id] = copy.id
            there[copy.coder_id, copy.category, copy.spans] = copy
        rows.append(replace(row, coder=names[one.coder_id]))
    links = _links(project, source_id, target, ends)
    return Carriage(kind, source, target, tuple(rows), len(links)), made, links


def _seen(project: Project, article_id: str) -> Article:
    seen = project.visible_articles
    if seen is not None and article_id not in seen:
        raise AnnotatorError(_("there is no article {id!r} in your queue").format(id=article_id))
    return project.articles.get(article_id)


def _whose(project: Project, kind: str) -> frozenset[str] | None:
    """Return whose annotations are carried, None for everybody's."""
    if project.sees_all and (project.coder is None or kind == CORRECTION):
        return None
    return frozenset((project.the_coder().id,))


def _carried(
    project: Project,
    one: Annotation,
    kind: str,
    target: Article,
    anchoring: Anchoring,
    text: str,
    there: _Places,
) -> tuple[Carried, Annotation | None]:
    anchor = anchoring.place(one.spans)
    quote = quote_of(anchor.spans, text) if anchor.spans else ""
    row = Carried(one, "", anchor.status, anchor.spans, quote)
    new_id = named_id("carried", target.id, one.id)
    known = project.annotations.find(new_id) or there.get((one.coder_id, one.category, anchor.spans))
    if known is not None:
        return replace(row, annotation=known, status=THERE, spans=known.spans, quote=known.quote), None
    goes = anchor.status in (KEPT, MOVED) or (anchor.status == CHANGED and kind == CORRECTION)
    if not goes:
        return row, None
    copy = replace(
        one, id=AnnotationId(new_id), name="", article_id=target.id, spans=anchor.spans, quote=quote, origin=INHERITED,
        flag=one.flag or anchor.status == CHANGED, created_at="", updated_at="",
    )  # fmt: skip
    return replace(row, goes=True), copy


def _links(project: Project, source_id: str, target: Article, ends: dict[str, str]) -> list[Link]:
    known = {(one.link, one.from_id, one.to_id) for one in project.links.of_article(target.id)}
    found = []
    for one in project.links.of_article(source_id):
        start, end = ends.get(one.from_id), ends.get(one.to_id)
        if start is None or end is None or (one.link, start, end) in known:
            continue
        new_id = LinkId(named_id("carried", target.id, one.id))
        found.append(
            replace(
                one, id=new_id, name="", article_id=target.id, from_id=AnnotationId(start), to_id=AnnotationId(end), origin=INHERITED,
                created_at="", updated_at="",
            )
        )  # fmt: skip
    return found


def _codings(project: Project, carriage: Carriage, made: Sequence[Annotation]) -> list[ArticleCoding]:
    """Return the judgements of the whole article that go along, of those who have none there; nothing is finished by being carried."""
    target = carriage.target.id
    found = []
    for coder_id in dict.fromkeys(one.coder_id for one in made):
        known = project.codings.get(target, coder_id)
        before = project.codings.get(carriage.source.id, coder_id)
        if known is not None:
            if known.finished:
                found.append(replace(known, finished=False))
        elif before is not None and carriage.kind == CORRECTION:
            found.append(replace(before, article_id=ArticleId(target), finished=False, created_at="", updated_at=""))
        else:
            checked = project.rules.article.check({})
            version = project.codebook.version
            found.append(ArticleCoding(ArticleId(target), coder_id, checked.values, checked.filled, codebook_version=version))
    return found
