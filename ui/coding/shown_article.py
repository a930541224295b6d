"""The article on the desk with one coder's work in it, kept up to date row by row. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from annotator.i18n import in_sentence
from annotator.model import codebook as cb
from annotator.model.annotation import CODER_LAYER, Annotation, ArticleCoding, Link
from annotator.model.article import Article
from annotator.model.step import Changes
from annotator.operations import coding
from annotator.operations.suggesting import EntityRegister, entity_attributes, used_here
from annotator.operations.whose_work import others_shown
from annotator.project import Project
from annotator.text.segments import Segments

MANY = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """Which annotations are new or changed, and which are gone."""

    changed: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    everything: bool = False


@dataclass
class ShownArticle:
    """One article, its text, and what the coder has done in it."""

    project: Project
    article: Article
    text: str
    segments: Segments
    coding: ArticleCoding
    annotations: dict[str, Annotation] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    register: EntityRegister = field(default_factory=lambda: EntityRegister(()))
    others: frozenset[str] = frozenset()
    """whose work is shown to be read instead of the coder's own; empty: the own"""

    @classmethod
    def load(cls, project: Project, article_id: str, others: Iterable[str] = ()) -> ShownArticle:
        """Read an article with the work of the project's coder, or with that of others where the coder may see all."""
        text = project.articles.text(article_id)
        shown = cls(project, project.articles.get(article_id), text, Segments(text), coding.coding_of(project, article_id))
        shown.others = others_shown(project, others)
        shown._read_coding()
        shown._load_all()
        shown.register = EntityRegister(project.entities.all())
        return shown

    @property
    def id(self) -> str:
        """Return the article's id."""
        return self.article.id

    @property
    def _whose(self) -> frozenset[str]:
        return self.others or frozenset({self.project.the_coder().id})

    def _read_coding(self) -> None:
        """Read how the article is judged: by the one whose work is shown, else by the coder who looks."""
        one = next(iter(self.others)) if len(self.others) == 1 else ""
        found = self.project.codings.get(self.article.id, one) if one else None
        self.coding = found if found is not None else coding.coding_of(self.project, self.article.id)

    def _load_all(self) -> None:
        whose = sorted(self._whose)
        self.annotations = {one.id: one for coder in whose for one in self.project.annotations.of_article(self.article.id, coder)}
        self.links = {one.id: one for coder in whose for one in self.project.links.of_article(self.article.id, coder)}

    def follow(self, changes: Changes) -> Difference:
        """Take a step over into what is shown: only the rows it touched are read again."""
        if changes.touch("entity"):
            self.register = EntityRegister(self.project.entities.all())
        if changes.touch("article"):
            self.article = self.project.articles.get(self.article.id)
        if changes.touch("article_coding"):
            self._read_coding()
        if changes.touch("annotation"):
            self._forget_use()
        if not changes.touch("annotation", "link"):
            return Difference()
        rows = self.project.history.changes(changes.step.id) if changes.step is not None else []
        if changes.step is None or len(rows) > MANY:
            self._load_all()
            return Difference(everything=True)
        links = {row.row_id for row in rows if row.table == "link"}
        self._read_links(links)
        return self._read_annotations({row.row_id for row in rows if row.table == "annotation"})

    def _read_annotations(self, ids: Iterable[str]) -> Difference:
        whose = self._whose
        changed, removed = set(), set()
        for annotation_id in ids:
            found = self.project.annotations.find(annotation_id)
            if found is not None and self._is_shown(found, whose):
                self.annotations[annotation_id] = found
                changed.add(annotation_id)
            elif self.annotations.pop(annotation_id, None) is not None:
                removed.add(annotation_id)
        return Difference(frozenset(changed), frozenset(removed))

    def _read_links(self, ids: Iterable[str]) -> None:
        whose = self._whose
        for link_id in ids:
            found = self.project.links.find(link_id)
            if found is not None and self._is_shown(found, whose):
                self.links[link_id] = found
            else:
                self.links.pop(link_id, None)

    def _is_shown(self, found: Annotation | Link, whose: frozenset[str]) -> bool:
        """Return whether it is a coding of this article by one of these: gold that they made is not."""
        return found.article_id == self.article.id and found.coder_id in whose and found.layer == CODER_LAYER

    # ---- how often entities are used: counted once after each change of annotations, for a field asks at every key

    def _forget_use(self) -> None:
        for name in ("entities_here", "entities_used"):
            self.__dict__.pop(name, None)

    @cached_property
    def entities_here(self) -> dict[str, int]:
        """Return how often each entity is marked in this article."""
        return used_here(self.project.codebook, list(self.annotations.values()))

    @cached_property
    def entities_used(self) -> dict[str, tuple[int, int]]:
        """Return how often each entity is marked in the project as far as the coder sees it, and when last."""
        return self.project.annotations.entities_used(entity_attributes(self.project.codebook), self.project.visible_coder)

    # ---- questions

    def ordered(self) -> list[Annotation]:
        """Return the annotations in text order, the longer first where two start together."""
        return sorted(self.annotations.values(), key=lambda one: (one.start, -one.end, one.created_at, one.id))

    def under(self, position: int) -> list[Annotation]:
        """Return the annotations that hold this position, the shortest first."""
        found = [one for one in self.annotations.values() if one.covers(position)]
        return sorted(found, key=lambda one: (sum(len(span) for span in one.spans), one.start, one.id))

    def links_at(self, annotation_id: str) -> list[Link]:
        """Return the links at an annotation in the codebook's order of types."""
        order = {link.id: number for number, link in enumerate(self.project.codebook.links)}
        found = [one for one in self.links.values() if annotation_id in (one.from_id, one.to_id)]
        return sorted(found, key=lambda one: (order.get(one.link, 99), one.created_at, one.id))

    def other_end(self, link: Link, annotation_id: str) -> Annotation | None:
        """Return the annotation at the other end of a link."""
        return self.annotations.get(link.to_id if link.from_id == annotation_id else link.from_id)

    def is_incomplete(self, annotation: Annotation) -> bool:
        """Return whether a required value is missing."""
        rules = self.project.rules.categories.get(annotation.category)
        return rules is not None and bool(rules.missing(annotation.values))

    def place_in_category(self, annotation: Annotation) -> tuple[int, int]:
        """Return which of how many annotations of its category this one is, counted from 1."""
        same = [one.id for one in self.ordered() if one.category == annotation.category]
        return same.index(annotation.id) + 1, len(same)

    def by_whom(self, annotation: Annotation) -> str:
        """Return whose annotation it is where others' work is shown; nothing where all is the coder's own."""
        return self.project.coders.get(annotation.coder_id).name if self.others else ""

    def name_of_entity(self, entity_id: str) -> str:
        """Return what an entity is called, its id where the register does not hold it."""
        found = self.register.by_id.get(entity_id)
        return found.label if found is not None else entity_id

    def in_short(self, annotation: Annotation) -> str:
        """Return what an annotation says in one or two words: its entity, its step on a scale, its first value, else its quotation."""
        found = self.value_in_short(annotation)
        return found or annotation.quote

    def value_in_short(self, annotation: Annotation) -> str:
        """Return the telling value of an annotation, or nothing: who is meant tells, or else the words themselves do."""
        attributes = self.project.codebook.attributes_of(annotation.category)
        meant = [one.id for one in attributes if one.type == cb.ENTITY_REF]
        for attribute_id in meant:
            value = annotation.values.get(attribute_id)
            if value in self.register.by_id:
                return self.register.by_id[value].label
        if meant:
            return ""
        closed = [one for one in attributes if one.type == cb.SINGLE and one.id in annotation.values]
        for attribute in sorted(closed, key=lambda one: not one.ordinal):
            value = attribute.value(annotation.values[attribute.id])
            if value is not None:
                return in_sentence(value.label)
        return ""

    def describe(self, annotation: Annotation) -> str:
        """Return what a screen reader says of an annotation: category, quotation, values, links, what is missing."""
        codebook = self.project.codebook
        category = codebook.category(annotation.category)
        parts = [category.label if category else annotation.category, f"“{annotation.quote}”"]
        for attribute in codebook.attributes_of(annotation.category):
            value = annotation.values.get(attribute.id)
            if isinstance(value, str):
                entity = self.register.by_id.get(value) if attribute.type == cb.ENTITY_REF else None
                known = attribute.value(value)
                parts.append(f"{attribute.label}: {entity.label if entity else known.label if known else value}")
        for link in self.links_at(annotation.id):
            other = self.other_end(link, annotation.id)
            kind = codebook.link(link.link)
            if other is not None and kind is not None:
                parts.append(f"{kind.label if link.from_id == annotation.id else kind.inverse or kind.label} {self.in_short(other)}")
        rules = self.project.rules.categories.get(annotation.category)
        missing = rules.missing(annotation.values) if rules else ()
        if missing:
            parts.append("missing: " + ", ".join(missing))
        return ". ".join(parts)
