"""Rows of the log as the batch keeps them, and the domain objects that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.formats.codings import Pairs
from annotator.model.annotation import FILE, Annotation, ArticleCoding, Link
from annotator.model.article import Region, Regions
from annotator.model.ids import AnnotationId, ArticleId, CoderId, LinkId
from annotator.model.span import Span
from annotator.operations.annotating.known import ArticleAtHand, Row
from annotator.operations.annotating.pending import PendingStep


def fresh_row(row_id: str, name: str, article_id: str, coder_id: str, content: Row, codebook_version: str, moment: str) -> Row:
    """Return the row of a new annotation or link from a file, with its columns in the order of the table."""
    return {
        "id": row_id,
        "name": name,
        "article_id": article_id,
        "coder_id": coder_id,
        "layer": "coder",
        **content,
        "origin": content.get("origin", FILE),
        "codebook_version": codebook_version,
        "created_at": moment,
        "updated_at": moment,
    }


def with_pending(table: str, stored: Iterable[Row], *, step: PendingStep) -> list[Row]:
    """Return stored rows as they will stand after the batch, with the new ones behind them."""
    gone = step.deletes.get(table, {})
    changed = [{**row, **step.updates.get((table, row["id"]), {})} for row in stored if row["id"] not in gone]
    return changed + list(step.rows(table))


def pairs_of(row: Mapping[str, Any]) -> Pairs:
    """Return the fragments of an annotation's row."""
    if row["fragments"] is None:
        return ((row["start"], row["end"]),)
    return tuple((start, end) for start, end in row["fragments"])


def annotation_of(row: Mapping[str, Any]) -> Annotation:
    """Return the annotation that a row of the log stands for."""
    return Annotation(
        id=AnnotationId(row["id"]),
        name=row["name"],
        article_id=ArticleId(row["article_id"]),
        coder_id=CoderId(row["coder_id"]),
        category=row["category"],
        spans=tuple(Span(start, end) for start, end in pairs_of(row)),
        quote=row["quote"],
        values=row["values"],
    )


def link_of(row: Mapping[str, Any]) -> Link:
    """Return the link that a row of the log stands for."""
    return Link(
        id=LinkId(row["id"]),
        name=row["name"],
        article_id=ArticleId(row["article_id"]),
        coder_id=CoderId(row["coder_id"]),
        link=row["link"],
        from_id=AnnotationId(row["from_id"]),
        to_id=AnnotationId(row["to_id"]),
        values=row["values"],
    )


def judgement(article_id: str, coder_id: str, values: Mapping[str, Any]) -> ArticleCoding:
    """Return a judgement of an article with these values."""
    return ArticleCoding(ArticleId(article_id), CoderId(coder_id), values)


def regions_of(article: ArticleAtHand) -> Regions:
    """Return the regions of an article at hand."""
    return tuple(Region(kind, Span(start, end)) for kind, start, end in article.regions)
