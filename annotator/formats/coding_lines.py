"""Codings written as JSON Lines, one object a line: what ``export --format jsonl`` writes and ``codings`` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from annotator.model.annotation import INHERITED, Annotation, ArticleCoding, Link
from annotator.model.article import FACTS, Article, Region
from annotator.model.codebook import ENTITY_REF, Attribute
from annotator.model.entity import ENTITY_FIELDS, Entity, Period
from annotator.model.span import quote_of


def to_line(record: Mapping[str, Any]) -> str:
    """Return a record as a line of the file, with its line end."""
    return json.dumps(record, ensure_ascii=False, check_circular=False) + "\n"


def article_record(article: Article, text: str) -> dict[str, Any]:
    """Return the record of an article; facts that are not known are left out."""
    record: dict[str, Any] = {"type": "article", "id": article.id, "source_id": article.source_id}
    record |= {key: value for key in (*FACTS, "cluster_id") if (value := getattr(article, key))}
    record["text"] = text
    return record


def region_record(article_id: str, region: Region) -> dict[str, Any]:
    """Return the record of a region."""
    return {"type": "region", "article": article_id, "kind": region.kind, "start": region.span.start, "end": region.span.end}


def entity_record(entity: Entity, periods: Sequence[Period] = ()) -> dict[str, Any]:
    """Return the record of an entity with all fields of the register that are filled, and what it was through time."""
    record: dict[str, Any] = {"type": "entity", "id": entity.shown_id, "label": entity.label}
    record |= {key: value for key in ENTITY_FIELDS if (value := getattr(entity, key))}
    if entity.aliases:
        record["aliases"] = list(entity.aliases)
    if periods:
        record["periods"] = [dict(zip(("field", "value", "first_day", "last_day"), one.said, strict=True)) for one in periods]
    return record


def annotation_record(
    annotation: Annotation, coder: str, text: str, values: Mapping[str, Any], *, incomplete: bool = False
) -> dict[str, Any]:
    """Return the record of an annotation; ``values`` as ``shown_values`` gives them, ``incomplete``: a required one is missing."""
    record: dict[str, Any] = {
        "type": "annotation",
        "id": annotation.shown_id,
        "article": annotation.article_id,
        "coder": coder,
        "category": annotation.category,
        "spans": [[span.start, span.end] for span in annotation.spans],
        "quote": quote_of(annotation.spans, text),
        "values": dict(values),
        "filled": dict(annotation.filled),
    }
    if annotation.confidence != "sure":
        record["confidence"] = annotation.confidence
    if annotation.flag:
        record["flag"] = True
    if annotation.note:
        record["note"] = annotation.note
    if annotation.origin == INHERITED:
        record["inherited"] = True
    if incomplete:
        record["incomplete"] = True
    return record


def link_record(
    link: Link, coder: str, from_id: str, to_id: str, values: Mapping[str, Any] | None = None, *, incomplete: bool = False
) -> dict[str, Any]:
    """Return the record of a link; ``from_id`` and ``to_id`` are the shown ids of its ends, ``values`` as ``shown_values`` gives them."""
    record: dict[str, Any] = {
        "type": "link",
        "id": link.shown_id,
        "article": link.article_id,
        "coder": coder,
        "link": link.link,
        "from": from_id,
        "to": to_id,
        "values": dict(link.values if values is None else values),
    }
    if incomplete:
        record["incomplete"] = True
    return record


def article_coding_record(
    coding: ArticleCoding, coder: str, values: Mapping[str, Any] | None = None, *, incomplete: bool = False
) -> dict[str, Any]:
    """Return the record of a judgement of an article; ``incomplete``: it was finished with items open."""
    record: dict[str, Any] = {
        "type": "article_coding",
        "article": coding.article_id,
        "coder": coder,
        "values": dict(coding.values if values is None else values),
        "filled": dict(coding.filled),
        "finished": coding.finished,
    }
    if coding.note:
        record["note"] = coding.note
    if incomplete:
        record["incomplete"] = True
    return record


def shown_values(values: Mapping[str, Any], attributes: Sequence[Attribute], entity_names: Mapping[str, str]) -> dict[str, Any]:
    """Return values with entities by the id they are shown by (``entity_names``: UUID → shown id)."""
    shown = dict(values)
    for attribute in attributes:
        if attribute.type == ENTITY_REF and attribute.id in shown:
            shown[attribute.id] = entity_names.get(shown[attribute.id], shown[attribute.id])
    return shown
