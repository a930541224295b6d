"""The tables that analysts get (CONTRACT section 5): columns in a stable order, rows one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model import codebook as cb
from annotator.model.annotation import Annotation, Link
from annotator.model.article import Article, region_at
from annotator.model.codebook import Attribute, Codebook
from annotator.model.entity import ENTITY_FIELDS, Entity
from annotator.store.annotations import Annotations, Codings, Links
from annotator.store.articles import Articles
from annotator.store.coders import Codebooks, Coders
from annotator.store.database import Database
from annotator.store.entities import Entities

CONTEXT = 60
JOINT = " | "

# The one place that names the roles of the claims table; a codebook without them has no such table.
CLAIM, STANCE, SPECULATION = "claim", "stance", "speculation"
ROLES = {"makes": "makers", "relays": "relays", "addressee": "addressees", "object": "objects"}
QUALIFIES, TOWARDS, POLARITY, CERTAINTY = "qualifies", "towards", "polarity", "certainty"

ARTICLES = (
    "article_id", "source_id", "headline", "outlet", "date_published", "date_on_page", "byline", "language", "url", "n_characters",
    "text_sha256", "cluster_id",
)  # fmt: skip
ANNOTATION_HEAD = (
    "annotation_id", "article_id", "source_id", "layer", "coder", "category", "start", "end", "spans", "quote", "context_before",
    "context_after", "region",
)  # fmt: skip
ANNOTATION_TAIL = ("confidence", "flag", "note", "origin", "codebook_version", "created_at", "updated_at")
LINK_HEAD = ("link_id", "article_id", "layer", "coder", "link", "from_id", "to_id", "from_category", "to_category")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table: its columns, and a function that yields its rows anew each time."""

    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class _Work:
    """One article with what is shown of it."""

    article: Article
    annotations: list[Annotation]
    links: list[Link]


class Tables:
    """All tables of a project, of one coder (by id) or of all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, codebook: Codebook, coder: str | None = None, layer: str = "coder") -> dict[str, TableRows]:
        """Return the tables by name; the claims tables only where the codebook has claims and their roles."""
        view = _View(self._database, codebook, coder, layer)
        attributes = [(category.id, one) for category in codebook.categories for one in codebook.in_use(category.attributes)]
        link_attributes = tuple(dict.fromkeys(one.id for link in codebook.links for one in link.attributes))
        variables = codebook.in_use(codebook.article_variables)
        columns = tuple(f"{category}.{one.id}" for category, one in attributes)
        coding_columns = (
            "article_id", "source_id", "coder", *(one.id for one in variables), "finished", "codebook_version", "active_seconds",
        )  # fmt: skip
        tables = {
            "articles": TableRows(ARTICLES, view.articles),
            "article_codings": TableRows(coding_columns, lambda: view.article_codings(variables)),
            "annotations": TableRows((*ANNOTATION_HEAD, *columns, *ANNOTATION_TAIL), lambda: view.annotations(attributes)),
            "links": TableRows((*LINK_HEAD, *link_attributes), lambda: view.links(link_attributes)),
        }
        if codebook.category(CLAIM) is not None and all(codebook.link(role) for role in ROLES):
            own = codebook.in_use(codebook.category(CLAIM).attributes)  # type: ignore[union-attr]
            tables["claims"] = TableRows(claim_columns(own), lambda: view.claims(own))
            tables["claim_actor"] = TableRows(
                ("claim_id", "article_id", "layer", "coder", "role", "entity_id", "entity", "kind"), view.claim_actor
            )
        tables["entities"] = TableRows(("entity_id", "label", *ENTITY_FIELDS[:4], "aliases", *ENTITY_FIELDS[4:]), view.entities)
        tables["codebook"] = TableRows(
            ("codebook_version", "kind", "category", "attribute", "value", "label", "definition", "type", "required", "ordinal"),
            view.codebook_rows,
        )
        tables["coders"] = TableRows(("coder", "role", "created_at"), view.coders)
        return tables


def claim_columns(own: Sequence[Attribute]) -> tuple[str, ...]:
    """Return the columns of claims.csv."""
    return (
        "claim_id", "article_id", "source_id", "layer", "coder", "start", "end", "quote", *(f"claim.{one.id}" for one in own),
        "makers", "maker_kinds", "relays", "addressees", "objects", "stances", "n_speculation", "certainty", "speculation_cues",
        "outlet", "date_published", "date_on_page",
    )  # fmt: skip


class _View:
    """What one looker sees, with names at hand."""

    def __init__(self, database: Database, codebook: Codebook, coder: str | None, layer: str) -> None:
        self._articles, self._annotations, self._links = Articles(database), Annotations(database), Links(database)
        self._codings, self._codebooks = Codings(database), Codebooks(database)
        self._codebook, self._coder, self._layer = codebook, coder, layer
        self._coders = [one for one in Coders(database).all() if coder is None or one.id == coder]
        self._names: dict[str, str] = {one.id: one.name for one in self._coders}
        self._entities: dict[str, Entity] = {one.id: one for one in Entities(database).all()}

    # ---- articles

    def articles(self) -> Iterator[Row]:
        for one in self._articles.all():
            yield tuple(one.id if column == "article_id" else getattr(one, column) for column in ARTICLES)

    def article_codings(self, variables: Sequence[Attribute]) -> Iterator[Row]:
        sources = {one.id: one.source_id for one in self._articles.all()}
        for one in self._codings.all(self._coder):
            values = [self._cell(variable, one.values.get(variable.id)) for variable in variables]
            seconds = self._codings.active_seconds(one.article_id, one.coder_id)
            yield (one.article_id, sources[one.article_id], self._names[one.coder_id], *values, one.finished, one.codebook_version, seconds)

    def _work(self) -> Iterator[_Work]:
        for article in self._articles.all():
            annotations = self._annotations.of_article(article.id, self._coder, self._layer)
            if annotations:
                links = self._links.of_article(article.id, self._coder, self._layer)
                yield _Work(article, annotations, links)

    # ---- annotations and links

    def annotations(self, attributes: Sequence[tuple[str, Attribute]]) -> Iterator[Row]:
        for work in self._work():
            text = self._articles.text(work.article.id)
            for one in work.annotations:
                cells = [self._cell(attribute, one.values.get(attribute.id)) if one.category == category else None
                         for category, attribute in attributes]  # fmt: skip
                yield (*self._head(work, one, text), *cells, one.confidence, one.flag, one.note, one.origin, one.codebook_version,
                       one.created_at, one.updated_at)  # fmt: skip

    def _head(self, work: _Work, one: Annotation, text: str) -> Row:
        spans = json.dumps([[span.start, span.end] for span in one.spans])
        return (
            one.shown_id, work.article.id, work.article.source_id, one.layer, self._names[one.coder_id], one.category, one.start, one.end,
            spans, one.quote, text[max(0, one.start - CONTEXT) : one.start], text[one.end : one.end + CONTEXT],
            region_at(work.article.regions, one.start),
        )  # fmt: skip

    def links(self, attributes: Sequence[str]) -> Iterator[Row]:
        for work in self._work():
            ends = {one.id: one for one in work.annotations}
            for link in work.links:
                source, target = ends[link.from_id], ends[link.to_id]
                yield (
                    link.shown_id, work.article.id, link.layer, self._names[link.coder_id], link.link, source.shown_id, target.shown_id,
                    source.category, target.category, *(link.values.get(attribute) for attribute in attributes),
                )  # fmt: skip

    # ---- claims

    def claims(self, own: Sequence[Attribute]) -> Iterator[Row]:
        for work in self._work():
            ends: dict[str, Annotation] = {one.id: one for one in work.annotations}
            for claim in work.annotations:
                if claim.category == CLAIM:
                    to_claim = [link for link in work.links if link.to_id == claim.id]
                    yield self._claim(work, claim, own, to_claim, ends)

    def _claim(
        self, work: _Work, claim: Annotation, own: Sequence[Attribute], links: Sequence[Link], ends: Mapping[str, Annotation]
    ) -> Row:
        values = [self._cell(attribute, claim.values.get(attribute.id)) for attribute in own]
        by_role = {role: self._actors(links, ends, role) for role in ROLES}
        labels = [JOINT.join(one.label for one in by_role[role]) for role in ROLES]
        kinds = JOINT.join(dict.fromkeys(one.kind for one in by_role["makes"] if one.kind))
        stances = JOINT.join(str(ends[one.from_id].values.get(POLARITY, "")) for one in links if one.link == TOWARDS)
        cues = [ends[one.from_id] for one in links if one.link == QUALIFIES]
        return (
            claim.shown_id, work.article.id, work.article.source_id, claim.layer, self._names[claim.coder_id], claim.start, claim.end,
            claim.quote, *values, labels[0], kinds, *labels[1:], stances, len(cues), self._lowest(cues),
            JOINT.join(one.quote for one in cues),
            work.article.outlet, work.article.date_published, work.article.date_on_page,
        )  # fmt: skip

    def _actors(self, links: Sequence[Link], ends: Mapping[str, Annotation], role: str) -> list[Entity]:
        found: dict[str, Entity] = {}
        for link in sorted((one for one in links if one.link == role), key=lambda one: ends[one.from_id].start):
            entity = self._entity_of(ends[link.from_id])
            if entity is not None:
                found[entity.id] = entity
        return list(found.values())

    def _entity_of(self, annotation: Annotation) -> Entity | None:
        for attribute in self._codebook.attributes_of(annotation.category):
            if attribute.type == cb.ENTITY_REF:
                return self._entities.get(annotation.values.get(attribute.id, ""))
        return None

    def _lowest(self, cues: Sequence[Annotation]) -> str | None:
        order = next((one.value_ids for one in self._codebook.attributes_of(SPECULATION) if one.id == CERTAINTY), ())
        given = [one.values[CERTAINTY] for one in cues if one.values.get(CERTAINTY) in order]
        return min(given, key=order.index, default=None)

    def claim_actor(self) -> Iterator[Row]:
        for work in self._work():
            ends: dict[str, Annotation] = {one.id: one for one in work.annotations}
            for claim in work.annotations:
                links = [link for link in work.links if link.to_id == claim.id]
                for role in ROLES if claim.category == CLAIM else ():
                    for entity in self._actors(links, ends, role):
                        names = claim.shown_id, work.article.id, claim.layer, self._names[claim.coder_id]
                        yield (*names, role, entity.shown_id, entity.label, entity.kind)

    # ---- the rest

    def entities(self) -> Iterator[Row]:
        for one in self._entities.values():
            fields = [getattr(one, field) for field in ENTITY_FIELDS]
            yield (one.shown_id, one.label, *fields[:4], JOINT.join(one.aliases), *fields[4:])

    def coders(self) -> Iterator[Row]:
        for one in self._coders:
            yield (one.name, one.role, one.created_at)

    def codebook_rows(self) -> Iterator[Row]:
        for version in self._codebooks.versions():
            book = self._codebooks.version(version)
            if book is None:
                continue
            for category in book.categories:
                yield (version, "category", category.id, None, None, category.label, category.definition, None, None, None)
                yield from _attribute_rows(version, "attribute", category.id, category.attributes)
            yield from _attribute_rows(version, "article_variable", None, book.article_variables)
            for link in book.links:
                yield (version, "link", link.id, None, None, link.label, link.rule, None, None, None)
                yield from _attribute_rows(version, "link_attribute", link.id, link.attributes)

    def _cell(self, attribute: Attribute, value: Any) -> Any:
        if value is None:
            return None
        if attribute.type == cb.ENTITY_REF:
            entity = self._entities.get(value)
            return entity.label if entity is not None else value
        return JOINT.join(str(one) for one in value) if isinstance(value, list) else value


def _attribute_rows(version: str, kind: str, category: str | None, attributes: Sequence[Attribute]) -> Iterator[Row]:
    for one in attributes:
        yield (version, kind, category, one.id, None, one.label, one.definition, one.type, one.required, one.ordinal)
        for value in one.values:
            yield (version, "value", category, one.id, value.id, value.label, value.definition, None, None, None)
