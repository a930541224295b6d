"""What a batch asks of the codebook and of the project, gathered before its records are judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.formats.codings import AnnotationRecord, ArticleCodingRecord, DeletedRecord, EntityRecord, LinkRecord, RegionRecord
from annotator.model import codebook as cb
from annotator.model.rules import ValueRules
from annotator.operations.annotating.articles import PreparedArticle

AnyRecord = PreparedArticle | RegionRecord | EntityRecord | AnnotationRecord | LinkRecord | ArticleCodingRecord | DeletedRecord


@dataclass(frozen=True, slots=True)
class Asked:
    """The attributes of one kind of record, prepared: their rules, and which of them refer to entities or articles."""

    rules: ValueRules
    entity_refs: tuple[str, ...]
    article_refs: tuple[str, ...]

    @classmethod
    def of(cls, rules: ValueRules) -> Asked:
        """Return the rules with their references picked out."""
        kinds = {kind: tuple(one.id for one in rules.attributes if one.type == kind) for kind in (cb.ENTITY_REF, cb.ARTICLE_REF)}
        return cls(rules, kinds[cb.ENTITY_REF], kinds[cb.ARTICLE_REF])


class Gathered:
    """The ids that the records of a batch name: of articles, of annotations, links and entities, of texts."""

    def __init__(self) -> None:
        self.articles: set[str] = set()
        self.records: set[str] = set()
        self.same_keys: set[str] = set()
        self.links = False

    def note_annotation(self, record: AnnotationRecord, article_refs: Iterable[str]) -> None:
        """Note what an annotation names."""
        self.articles.add(record.article)
        if record.id:
            self.records.add(record.id)
        if article_refs:
            self.articles |= _named(record.values, article_refs)

    def note(self, record: AnyRecord, article_refs: Iterable[str]) -> None:
        """Note what a record of another kind names."""
        if isinstance(record, PreparedArticle):
            self.articles |= {record.id, record.source_id}
            self.same_keys.add(record.same_key)
        elif isinstance(record, RegionRecord):
            self.articles.add(record.article)
        elif isinstance(record, ArticleCodingRecord):
            self.articles |= {record.article} | _named(record.values, article_refs)
        elif isinstance(record, EntityRecord):
            self.records.add(record.id)
        elif isinstance(record, LinkRecord):
            self.links = True
            self.articles.add(record.article)
            self.records |= {record.id, record.from_id, record.to_id}
        elif isinstance(record, DeletedRecord):
            self.links = True
            self.articles.add(record.article)
            self.records.add(record.id)
        self.articles.discard("")
        self.records.discard("")


def _named(values: Mapping[str, Any], attributes: Iterable[str]) -> set[str]:
    return {value for attribute in attributes if isinstance(value := values.get(attribute), str)}
