"""Recoding: annotations picked by a filter get other values in one step, or stand as they are under the newest codebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.errors import AnnotatorError, NotFound, RuleViolation
from annotator.i18n import _, in_english, logged, logged_count, ngettext
from annotator.model.annotation import Annotation
from annotator.model.codebook import ANY_VALUE, ARTICLE_REF, ENTITY_REF, MULTIPLE, SINGLE, Attribute
from annotator.model.entity import Entity
from annotator.model.rules import check_value, is_missing
from annotator.operations.annotating.known import folded_label
from annotator.operations.codebook_worklist import ANNOTATION, MEANING, Versions, versions_of, worklist
from annotator.operations.coding import new_entity
from annotator.project import Project
from annotator.store.selections import Selections, ValueStep

CONTEXT = 60
"""code points shown before and after a passage"""
_TITLE = 24


@dataclass(frozen=True, slots=True)
class Filter:
    """Which annotations: of a category; with these values; of a coder, an article, a codebook version; flagged or not; listed or not.

    ``values`` maps an attribute to the value it has (None: it has none, ``*``: it has any). ``coder`` is a short name, ``article`` an
    id or source_id. ``ids``, if given, are the only ones.
    """

    category: str
    values: Mapping[str, Any] | None = None
    coder: str = ""
    article: str = ""
    version: str = ""
    flag: bool | None = None
    listed: bool = False
    layer: str = "coder"
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """An annotation that a recode touches: as it is and as it would be, with its passage; ``missing`` is what it then lacks."""

    before: Annotation
    after: Annotation
    title: str
    context_before: str
    context_after: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recode:
    """What a recode does or did: the annotations found, those that change, and how many in which article."""

    found: int
    hits: tuple[Hit, ...]

    @property
    def articles(self) -> list[tuple[str, str, int]]:
        """Return (article id, title, number of annotations that change) of every article touched."""
        titles = {hit.before.article_id: hit.title for hit in self.hits}
        numbers = Counter(hit.before.article_id for hit in self.hits)
        return [(article, titles[article], number) for article, number in numbers.items()]

    def where(self, most: int = 2) -> str:
        """Return which articles with how many in each, long titles cut, the rest counted: ``Coal plant (3), Ferry (1) and 2 more``."""
        cut = [title if len(title) <= _TITLE else f"{title[:_TITLE].rstrip()}…" for _article, title, _number in self.articles]
        return where_words([(title, number) for title, (_article, _title, number) in zip(cut, self.articles, strict=True)], most)

    def words(self) -> str:
        """Return how many and in how many articles: ``72 annotations in 31 articles``."""
        n, articles = len(self.hits), len(self.articles)
        many = ngettext("{count:,} annotation", "{count:,} annotations", n).format(count=n)
        where = ngettext("{count:,} article", "{count:,} articles", articles).format(count=articles)
        return _("{annotations} in {articles}").format(annotations=many, articles=where)


def where_words(articles: Sequence[tuple[str, int]], most: int = 3) -> str:
    """Return titles with numbers, at most so many, the rest counted."""
    named = ", ".join(f"\u2068{title}\u2069 ({number:,})" for title, number in articles[:most])  # isolated: titles run either way
    more = len(articles) - most
    return ngettext("{named} and {count:,} more", "{named} and {count:,} more", more).format(named=named, count=more) if more > 0 else named


def selected(project: Project, chosen: Filter) -> list[Annotation]:
    """Return the annotations that a filter picks, article by article in text order; a coder reaches only the own ones."""
    rules = project.rules.of_category(chosen.category)
    for attribute in chosen.values or {}:
        if attribute not in {one.id for one in rules.attributes}:
            raise RuleViolation(_("{category} has no attribute {attribute!r}").format(category=chosen.category, attribute=attribute))
    found = Selections(project.database).annotations(
        category=chosen.category,
        coder_id=_coder_of(project, chosen.coder),
        article_id=_article_of(project, chosen.article),
        version=chosen.version,
        flag=chosen.flag,
        layer=chosen.layer,
    )
    aside = project.set_aside
    listed = {one.id for one in worklist(project) if one.kind == ANNOTATION} if chosen.listed else None
    picked = [
        one
        for one in found
        if _has(one, chosen.values or {})
        and (listed is None or one.id in listed)
        and (not chosen.ids or one.id in chosen.ids)
        and one.article_id not in aside
    ]
    if not picked:
        _refuse_unknown(project, chosen)
    return picked


def _refuse_unknown(project: Project, chosen: Filter) -> None:
    """Refuse what no annotation can have, such as a value with a slip of the pen in it."""
    versions = project.codebooks.versions()
    if chosen.version and chosen.version not in versions:
        said = _("there is no codebook version {version!r}; there are {versions}")
        raise NotFound(said.format(version=chosen.version, versions=", ".join(dict.fromkeys(versions))))
    for attribute in project.rules.of_category(chosen.category).attributes:
        wanted = (chosen.values or {}).get(attribute.id)
        if attribute.type in (SINGLE, MULTIPLE) and isinstance(wanted, str) and wanted != ANY_VALUE and attribute.value(wanted) is None:
            raise RuleViolation(_("{attribute} has no value {value!r}").format(attribute=attribute.id, value=wanted))


def _has(one: Annotation, values: Mapping[str, Any]) -> bool:
    for attribute, wanted in values.items():
        value = one.values.get(attribute)
        if wanted is None:
            if not is_missing(value):
                return False
        elif wanted == ANY_VALUE:
            if is_missing(value):
                return False
        elif isinstance(value, list) and not isinstance(wanted, list):
            if wanted not in value:
                return False
        elif value != wanted or isinstance(value, bool) != isinstance(wanted, bool):
            return False
    return True


def _coder_of(project: Project, name: str) -> str:
    mine = project.visible_coder or ""
    if not name:
        return mine
    found = project.coders.named(name)
    if found is None:
        raise NotFound(_("there is no coder {name!r}").format(name=name))
    if mine and found.id != mine:
        raise AnnotatorError(_("this is another coder's work; it is never changed by somebody else"))
    return found.id


def _article_of(project: Project, name: str) -> str:
    return project.articles.find(name).id if name else ""


def preview(project: Project, chosen: Filter, values: Mapping[str, Any], made: Sequence[Entity] = ()) -> Recode:
    """Return what giving these values would do, with contexts; RuleViolation for an unknown attribute or value (None clears one).

    ``made`` are entities that are not in the register yet and that the values may refer to.
    """
    given = _checked(project, chosen.category, values, made)
    found = selected(project, chosen)
    hits, known = [], versions_of(project)
    for one in found:
        after = _after(project, known, one, given)
        if after is not None:
            hits.append(_hit(project, one, after))
    return Recode(len(found), tuple(hits))


def recode(project: Project, chosen: Filter, values: Mapping[str, Any], made: Sequence[Entity] = ()) -> Recode:
    """Give these values to the annotations that the filter picks, in one step that undo takes back, and return what changed.

    Of the entities in ``made`` those that the values refer to are written in the same step.
    """
    done = preview(project, chosen, values, made)
    if done.hits:
        with in_english():
            label = logged("Recode {what}").format(what=done.words())
        _write(project, label, [hit.after for hit in done.hits], [one for one in made if one.id in values.values()])
    return done


def meant(project: Project, attribute: Attribute, word: str) -> tuple[Any, Entity | None]:
    """Return the value that a word stands for, and the entity that is new by it: an entity is told by id or label, an article by its id.

    An empty word is no value (None). RuleViolation for a label that several entities bear; NotFound for an unknown article.
    """
    if not word:
        return None, None
    if attribute.type == ARTICLE_REF:
        return project.articles.find(word).id, None
    if attribute.type != ENTITY_REF:
        return word, None
    named = project.entities.named(word)
    found = named or [one for one in project.entities.all() if folded_label(one.label) == folded_label(word)]
    if len(found) > 1:
        raise RuleViolation(_("{attribute}: several entities are called {name}; give the id").format(attribute=attribute.id, name=word))
    if found:
        return found[0].id, None
    fresh = new_entity(word)
    return fresh.id, fresh


def keep_as_is(project: Project, ids: Sequence[str]) -> int:
    """Let listed annotations stand as they are: looked at, they count as made with the newest codebook. Return how many did.

    Those that the newest codebook does not allow as they are stay listed.
    """
    known = versions_of(project)
    kept = []
    for one in map(project.annotations.get, ids):
        _refuse_foreign(project, one)
        if all(reason.code == MEANING for reason in known.of_annotation(one)) and one.codebook_version != known.current.version:
            kept.append(replace(one, codebook_version=known.current.version))
    if kept:
        count = logged_count("Keep {count:,} annotation as it is", "Keep {count:,} annotations as they are", len(kept))
        _write(project, count.format(count=len(kept)), kept)
    return len(kept)


def shown_in_context(project: Project, found: Sequence[Annotation]) -> list[Hit]:
    """Return annotations with their passages, as they are."""
    return [_hit(project, one, one) for one in found]


def value_history(project: Project, annotation_id: str, attribute: str) -> list[ValueStep]:
    """Return how an annotation came to the value of an attribute, the first step first; those recodes among them."""
    return Selections(project.database).value_history(project.annotations.get(annotation_id), attribute)


# ---- within ---------------------------------------------------------------------------------------------------------------


def _checked(project: Project, category: str, values: Mapping[str, Any], made: Sequence[Entity]) -> dict[str, Any]:
    attributes = {one.id: one for one in project.rules.of_category(category).attributes}
    given: dict[str, Any] = {}
    for attribute_id, value in values.items():
        attribute = attributes.get(attribute_id)
        if attribute is None:
            raise RuleViolation(_("{category} has no attribute {attribute!r}").format(category=category, attribute=attribute_id))
        given[attribute_id] = None if is_missing(value) else check_value(attribute, value)
        _check_reference(project, attribute, given[attribute_id], {one.id for one in made})
        chosen = given[attribute_id] if isinstance(given[attribute_id], list) else [given[attribute_id]]
        for one in chosen:
            known = attribute.value(one) if isinstance(one, str) else None
            if known is not None and known.retired:
                raise RuleViolation(_("{attribute}: {value} is retired").format(attribute=attribute_id, value=one))
    return given


def _check_reference(project: Project, attribute: Attribute, value: Any, made: Collection[str]) -> None:
    """Refuse a value that refers to an entity or article which is not there."""
    if value is None or attribute.type not in (ENTITY_REF, ARTICLE_REF) or value in made:
        return
    if attribute.type == ENTITY_REF:
        project.entities.get(value)
    else:
        project.articles.get(value)


def _after(project: Project, known: Versions, one: Annotation, given: Mapping[str, Any]) -> Annotation | None:
    """Return the annotation with the new values, None if nothing changes or the condition of a value does not hold in it."""
    rules = project.rules.of_category(one.category)
    wanted = {key: value for key, value in (dict(one.values) | dict(given)).items() if value is not None}
    values = rules.settle(wanted)
    if any(key not in values for key, value in given.items() if value is not None):
        return None
    filled = {key: how for key, how in one.filled.items() if key in values and key not in given}
    changed = replace(one, values=values, filled=filled)
    left = [reason for reason in known.of_annotation(changed) if reason.code != MEANING or reason.attribute not in given]
    version = known.current.version if not left else one.codebook_version
    changed = replace(changed, codebook_version=version)
    return None if changed == one else changed


def _hit(project: Project, one: Annotation, after: Annotation) -> Hit:
    text = project.articles.text(one.article_id)
    before, behind = text[max(0, one.start - CONTEXT) : one.start], text[one.end : one.end + CONTEXT]
    missing = project.rules.of_category(one.category).missing(after.values)
    return Hit(one, after, project.articles.get(one.article_id).title, before, behind, missing)


def _refuse_foreign(project: Project, one: Annotation) -> None:
    if not project.sees_all and project.the_coder().id != one.coder_id:
        raise AnnotatorError(_("this is another coder's work; it is never changed by somebody else"))


def _write(project: Project, label: str, changed: Sequence[Annotation], made: Sequence[Entity] = ()) -> None:
    with project.step(label, *sorted({one.article_id for one in changed})):
        for entity in made:
            project.entities.add(entity)
        for one in changed:
            project.annotations.save(one)
