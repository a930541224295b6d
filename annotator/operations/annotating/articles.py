"""Article and region records: articles are added as they come, their regions are set and never proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.errors import RuleViolation
from annotator.formats.codings import ArticleRecord, RegionRecord
from annotator.formats.days import iso_day
from annotator.i18n import _
from annotator.model import ids
from annotator.model.article import Article, Region
from annotator.model.codebook import Codebook
from annotator.model.ids import ArticleId
from annotator.model.span import Span
from annotator.operations.annotating.edges import EXACT_DUPLICATE, POSSIBLE_CORRECTION
from annotator.operations.annotating.known import ArticleAtHand, Known
from annotator.operations.annotating.pending import Pending
from annotator.text.decoding import UndecodableText, stored_text
from annotator.text.duplicates import same_text_key, text_hash


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article record with its text as it is stored, and the ids that this makes."""

    id: ArticleId
    source_id: str
    text: str
    line_ends: str
    text_sha256: str
    same_key: str
    facts: dict[str, str]


def prepare_article(record: ArticleRecord) -> PreparedArticle:
    """Return the article that a record describes; RuleViolation if it has no text, no id, or an unreadable date."""
    if not record.text.strip():
        raise RuleViolation(_("text is missing"))
    try:
        stored = stored_text(record.text)
    except UndecodableText as error:
        raise RuleViolation(f"text: {error}") from error
    source_id = record.source_id or record.given or record.facts.get("url", "")
    if not source_id:
        raise RuleViolation(_("source_id is missing"))
    facts = dict(record.facts)
    for key in ("date_published", "date_on_page"):
        if key in facts:
            facts[key] = _day(key, facts[key])
    if "cluster_id" in facts and not ids.is_uuid(facts["cluster_id"]):
        raise RuleViolation(_("cluster_id: {cluster!r} is no article's id").format(cluster=facts["cluster_id"]))
    sha256 = text_hash(stored.text)
    article_id = ids.article_id(sha256, source_id)
    return PreparedArticle(article_id, source_id, stored.text, stored.line_ends, sha256, same_text_key(stored.text), facts)


def _day(key: str, written: str) -> str:
    found = iso_day(written)
    if not found:
        raise RuleViolation(_("{key}: {written!r} is not a date like 2024-06-03").format(key=key, written=written))
    return found


def add_article(known: Known, pending: Pending, made: PreparedArticle, moment: str) -> tuple[str, Sequence[str]]:
    """Let an article be added unless it is there; return its id and what is to be said of it."""
    with_source_id = known.ids_with_source_id(made.source_id)
    if made.id in with_source_id:
        return made.id, ()
    warnings = []
    same_text = known.same_texts.get(made.same_key, "")
    if with_source_id:
        warnings.append(POSSIBLE_CORRECTION)
    if same_text:
        warnings.append(EXACT_DUPLICATE)
    article = Article(
        id=made.id,
        source_id=made.source_id,
        text_sha256=made.text_sha256,
        n_characters=len(made.text),
        line_ends=made.line_ends,
        encoding="utf-8",
        correction_of=with_source_id[0] if with_source_id else "",
        imported_at=moment,
        cluster_id=same_text or made.id,  # whoever came first stands for all with its text
    )
    article = replace(article, **made.facts)  # type: ignore[arg-type]  # facts are texts, all of them
    pending.step(None, made.id).articles[made.id] = (article, made.text, made.same_key)
    known.note_article(ArticleAtHand(made.id, made.text, [], link_ends={}), made.source_id)
    known.same_texts.setdefault(made.same_key, made.id)
    return made.id, warnings


def set_region(known: Known, pending: Pending, codebook: Codebook, begun: set[str], record: RegionRecord) -> str:
    """Let a region be part of its article; the first one of an article in a run replaces what was proposed, not what was set."""
    article = known.article(record.article)
    if record.kind not in codebook.region_types:
        raise RuleViolation(
            _("unknown region {kind!r}; known are: {known}").format(kind=record.kind, known=", ".join(codebook.region_types))
        )
    if record.end > len(article.text):
        raise RuleViolation(_("the region ends at {end}, the text at {length}").format(end=record.end, length=len(article.text)))
    step = pending.step(None, article.id)
    stands = article.id in begun or article.id in step.articles or known.regions_were_set(article.id)
    regions = article.regions if stands else []
    if (record.kind, record.start, record.end) in regions and article.id not in begun:
        return article.id  # an earlier run has set it
    for kind, start, end in regions:
        if record.start < end and start < record.end:
            raise RuleViolation(_("the region overlaps the {kind} at {start}–{end}").format(kind=kind, start=start, end=end))
    begun.add(article.id)
    article.regions = sorted([*regions, (record.kind, record.start, record.end)], key=lambda region: region[1])
    if article.id in step.articles:
        added, text, same_key = step.articles[article.id]
        whole = tuple(Region(kind, Span(start, end)) for kind, start, end in article.regions)
        step.articles[article.id] = (replace(added, regions=whole), text, same_key)
    else:
        step.update("article", article.id, {"regions": [list(region) for region in article.regions]})
    return article.id
