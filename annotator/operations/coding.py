"""Coding: what a coder does to an article, each act one undoable step.

Every function checks the rules of the codebook, writes inside one step and returns what it made. In the window a coding may
be incomplete while it is being made; finishing asks for what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _, logged
from annotator.model import codebook as cb
from annotator.model.annotation import ACCEPTED, DEFAULT, HAND, PROPOSED, Annotation, ArticleCoding, Link
from annotator.model.article import Region
from annotator.model.entity import Entity
from annotator.model.ids import AnnotationId, ArticleId, EntityId, LinkId, new_id
from annotator.model.rules import OpenItem, ValueRules, blocking, check_value, is_missing, open_items
from annotator.model.span import Span, Spans, make_spans, quote_of
from annotator.project import Project
from annotator.store.veil import hidden_facts
from annotator.text.folding import fold
from annotator.text.hiding import SIGN

# ---- annotations ----------------------------------------------------------------------------------------------------


def annotate(
    project: Project,
    article_id: str,
    category: str,
    spans: Span | Spans,
    *,
    values: Mapping[str, Any] | None = None,
    proposed: Mapping[str, Any] | None = None,
    origin: str = HAND,
) -> Annotation:
    """Mark a passage; ``proposed`` values are kept as proposals until the coder confirms them.

    Raises RuleViolation: unknown category or value, fragments where none are allowed, the same passage marked alike before.
    """
    made = prepare(project, article_id, category, spans, values=values, proposed=proposed, origin=origin)
    with project.step(logged("Code {category}").format(category=_label(project, category)), article_id):
        begin(project, article_id)
        return project.annotations.add(made)


def prepare(
    project: Project,
    article_id: str,
    category: str,
    spans: Span | Spans,
    *,
    values: Mapping[str, Any] | None = None,
    proposed: Mapping[str, Any] | None = None,
    origin: str = HAND,
) -> Annotation:
    """Return the annotation that ``annotate`` would keep, checked against text and rules, without writing it."""
    fragments = (spans,) if isinstance(spans, Span) else spans
    coder = project.the_coder()
    text = project.articles.text(article_id)
    if fragments[-1].end > len(text):
        raise RuleViolation(_("the passage ends at {end}, the text at {length}").format(end=fragments[-1].end, length=len(text)))
    rules = project.rules.of_category(category)
    project.rules.check_fragments(category, fragments)
    if project.annotations.same_place(article_id, coder.id, category, fragments) is not None:
        raise RuleViolation(_("This passage is coded as {category} already").format(category=_label(project, category)))
    given = dict(values or {})
    offered = {key: value for key, value in (proposed or {}).items() if key not in given}
    checked = rules.check(given | offered)
    filled = checked.filled | {key: PROPOSED for key in offered if key in checked.values}
    return Annotation(
        id=AnnotationId(new_id()),
        article_id=ArticleId(article_id),
        coder_id=coder.id,
        category=category,
        spans=fragments,
        quote=quote_of(fragments, text),
        values=checked.values,
        filled=filled,
        origin=origin,
        codebook_version=project.codebook.version,
    )


def set_value(project: Project, annotation_id: str, attribute_id: str, value: Any) -> Annotation:
    """Give an annotation a value, or take it away (None, "" or []); values that no longer apply go with it."""
    from annotator.operations.codebook_worklist import judged_anew  # the window opens without it

    annotation = _own(project, annotation_id)
    attribute = _attribute(project, annotation.category, attribute_id)
    values, filled = _changed(project.rules.of_category(annotation.category), annotation.values, annotation.filled, attribute, value)
    changed = replace(annotation, values=values, filled=filled)
    version = judged_anew(project, annotation, changed, attribute_id)
    return _save(project, replace(changed, codebook_version=version), logged("Set {what}").format(what=attribute.label))


def set_spans(project: Project, annotation_id: str, spans: Spans) -> Annotation:
    """Move the edges of an annotation, values and links kept; RuleViolation if another one lies exactly there."""
    annotation = _own(project, annotation_id)
    project.rules.check_fragments(annotation.category, spans)
    text = project.articles.text(annotation.article_id)
    if spans[-1].end > len(text):
        raise RuleViolation(_("the passage ends at {end}, the text at {length}").format(end=spans[-1].end, length=len(text)))
    other = project.annotations.same_place(annotation.article_id, annotation.coder_id, annotation.category, spans)
    if other is not None and other.id != annotation.id:
        raise RuleViolation(_("This passage is coded as {category} already").format(category=_label(project, annotation.category)))
    return _save(project, replace(annotation, spans=spans, quote=quote_of(spans, text)), logged("Move edges"))


def add_fragment(project: Project, annotation_id: str, span: Span) -> Annotation:
    """Add a fragment to an annotation; fragments that touch or overlap become one."""
    annotation = _own(project, annotation_id)
    return set_spans(project, annotation_id, joined([*annotation.spans, span]))


def joined(spans: Sequence[Span]) -> Spans:
    """Return the fragments in order, with those that touch or overlap made one."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start <= kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return make_spans((span.start, span.end) for span in kept)


def set_flag(project: Project, annotation_id: str, flag: bool) -> Annotation:
    """Ask the supervisor about an annotation, or no longer."""
    return _save(project, replace(_own(project, annotation_id), flag=flag), logged("Flag") if flag else logged("Take flag away"))


def set_confidence(project: Project, annotation_id: str, confidence: str) -> Annotation:
    """Say whether the coder is sure: ``sure`` or ``low``."""
    if confidence not in ("sure", "low"):
        raise RuleViolation(_("confidence: {confidence!r} is neither sure nor low").format(confidence=confidence))
    return _save(project, replace(_own(project, annotation_id), confidence=confidence), logged("Set confidence"))


def set_note(project: Project, annotation_id: str, note: str) -> Annotation:
    """Write the coder's note on an annotation."""
    return _save(project, replace(_own(project, annotation_id), note=check_note(note)), logged("Write note"))


def check_note(note: str) -> str:
    """Return the note as it is kept; RuleViolation if it is longer than 2,000 characters."""
    return str(check_value(cb.Attribute("note", "Note", cb.TEXT, max_length=2000), note)) if note else ""


def delete_annotation(project: Project, annotation_id: str) -> tuple[Annotation, list[Link]]:
    """Remove an annotation with the links at it; return what is gone (undo brings it back)."""
    annotation = _own(project, annotation_id)
    with project.step(logged("Delete {category}").format(category=_label(project, annotation.category)), annotation.article_id):
        begin(project, annotation.article_id)
        links = project.annotations.delete(annotation_id)
    return annotation, links


# ---- links ----------------------------------------------------------------------------------------------------------


def link(
    project: Project, link_id: str, from_id: str, to_id: str, *, values: Mapping[str, Any] | None = None, origin: str = HAND
) -> Link:
    """Join two annotations of the coder in one article; RuleViolation if the link type does not allow it or it is there."""
    source, target = _own(project, from_id), _own(project, to_id)
    made = prepare_link(project, link_id, source, target, values=values, origin=origin)
    label = project.codebook.link(link_id)
    with project.step(logged("Link {link}").format(link=label.label if label else link_id), source.article_id):
        begin(project, source.article_id)
        return project.links.add(made)


def prepare_link(
    project: Project,
    link_id: str,
    source: Annotation,
    target: Annotation,
    *,
    values: Mapping[str, Any] | None = None,
    origin: str = HAND,
) -> Link:
    """Return the link that ``link`` would keep, checked, without writing it; both ends may still be unwritten themselves."""
    if source.article_id != target.article_id or source.coder_id != target.coder_id:
        raise RuleViolation(_("a link joins two annotations of one coder in one article"))
    project.rules.check_link(link_id, source.category, target.category, source.id == target.id)
    if any(one.link == link_id and one.to_id == target.id for one in project.links.at(source.id) if one.from_id == source.id):
        raise RuleViolation(_("This link is there already"))
    checked = project.rules.links[link_id].check(values or {})
    return Link(
        id=LinkId(new_id()),
        article_id=source.article_id,
        coder_id=source.coder_id,
        link=link_id,
        from_id=source.id,
        to_id=target.id,
        values=checked.values,
        origin=origin,
        codebook_version=project.codebook.version,
    )


def annotate_and_link(
    project: Project,
    made: Annotation,
    link_id: str,
    other_id: str,
    *,
    made_is_source: bool = True,
    origin: str = HAND,
    entity: Entity | None = None,
) -> tuple[Annotation, Link]:
    """Keep a prepared annotation (with a new entity, if given) and its link to another one as one step."""
    other = _own(project, other_id)
    source, target = (made, other) if made_is_source else (other, made)
    tie = prepare_link(project, link_id, source, target, origin=origin)
    if entity is not None:
        values = {key: _meant(project, entity, value)[1] for key, value in made.values.items()}
        made, entity = replace(made, values=values), _standing(project, entity)
    with project.step(logged("Code {category} and link").format(category=_label(project, made.category)), made.article_id):
        begin(project, made.article_id)
        _keep_entity(project, entity)
        return project.annotations.add(made), project.links.add(tie)


def set_link_value(project: Project, link_id: str, attribute_id: str, value: Any, *, entity: Entity | None = None) -> Link:
    """Give a link a value, such as the relation of a response; ``entity`` is written with it if the value names a new one."""
    found = project.links.get(link_id)
    _refuse_foreign(project, found.coder_id)
    rules = project.rules.links[found.link]
    attribute = next((one for one in rules.attributes if one.id == attribute_id), None)
    if attribute is None:
        raise RuleViolation(_("unknown attribute {attribute!r}").format(attribute=attribute_id))
    entity, value = _meant(project, entity, value)
    values, _filled = _changed(rules, found.values, {}, attribute, value)
    changed = replace(found, values=values)
    with project.step(logged("Set {what}").format(what=attribute.label), found.article_id):
        _keep_entity(project, entity)
        if project.links.save(changed):
            begin(project, found.article_id)
    return project.links.get(link_id)


def unlink(project: Project, link_id: str) -> Link:
    """Remove a link and return it."""
    found = project.links.get(link_id)
    _refuse_foreign(project, found.coder_id)
    with project.step(logged("Unlink {link}").format(link=found.link), found.article_id):
        begin(project, found.article_id)
        project.links.delete(link_id)
    return found


# ---- entities -------------------------------------------------------------------------------------------------------


def new_entity(label: str) -> Entity:
    """Return a fresh entity with this label, not written yet; RuleViolation without a label."""
    kept = " ".join(label.split())
    if not kept:
        raise RuleViolation(_("an entity needs a name"))
    return Entity(EntityId(new_id()), kept)


def set_entity(project: Project, annotation_id: str, attribute_id: str, entity: Entity) -> Annotation:
    """Let an annotation refer to an entity; one that is new, or that has a new name, is written in the same step.

    The register may have changed since the entity was read: one that was merged away means the one that stayed, and of one that
    is there nothing is written but a name, its last alias, that the register never had.
    """
    annotation = _own(project, annotation_id)
    attribute = _attribute(project, annotation.category, attribute_id)
    known = project.entities.standing(entity.id)
    entity = _standing(project, entity)
    values, filled = _changed(project.rules.of_category(annotation.category), annotation.values, annotation.filled, attribute, entity.id)
    label = logged("New entity {name}")
    if known is not None:
        label = logged("Set {what}") if known.names == entity.names else logged("Set {what}, a new name of {name}")
    changed = replace(annotation, values=values, filled=filled)
    with project.step(label.format(what=attribute.label, name=entity.label), annotation.article_id):
        _keep_entity(project, entity)
        if project.annotations.save(changed):
            begin(project, annotation.article_id)
    return project.annotations.get(annotation_id)


def _standing(project: Project, entity: Entity) -> Entity:
    """Return what a given entity is to be in the register: itself if it is new, else as it stands there, with a name that is new."""
    known = project.entities.standing(entity.id)
    if known is None:
        return entity
    name = entity.aliases[-1] if entity.aliases else ""
    if not name or any(fold(one) == fold(name) for one in known.names) or project.entities.was_named(entity.id, name):
        return known
    return replace(known, aliases=(*known.aliases, name))


def _meant(project: Project, entity: Entity | None, value: Any) -> tuple[Entity | None, Any]:
    """Return an entity that a value names as it is to be in the register, and the value that refers to it."""
    if entity is None:
        return None, value
    standing = _standing(project, entity)
    return standing, standing.id if value == entity.id else value


def _keep_entity(project: Project, entity: Entity | None) -> None:
    """Write an entity as ``_standing`` gave it: one that is new, or a name that is; part of the step at hand."""
    if entity is not None and project.entities.standing(entity.id) is not None:
        project.entities.save(entity)
    elif entity is not None:
        project.entities.add(entity)


def set_entity_fields(project: Project, entity_id: str, fields: Mapping[str, Any], article_id: str = "") -> Entity:
    """Correct the register: label, kind, country, affiliation, party, aliases, external_id, note.

    A step made while coding names the article, so that undo there takes it back before the step that made the entity.
    """
    entity = project.entities.get(entity_id)
    known = {one.id: one for one in project.codebook.entity_fields}
    checked: dict[str, Any] = {}
    for field, value in fields.items():
        attribute = known.get(field)
        if attribute is None:
            raise RuleViolation(_("an entity has no field {field!r}").format(field=field))
        if field == "label" and is_missing(value):
            raise RuleViolation(_("an entity needs a name"))
        checked[field] = value if is_missing(value) and not attribute.required else check_value(attribute, value)
    if "aliases" in checked:
        checked["aliases"] = tuple(checked["aliases"] or ())
    changed = replace(entity, **checked)
    with project.step(logged("Change entity {name}").format(name=changed.label), *([article_id] if article_id else [])):
        project.entities.save(changed)
    return project.entities.get(entity_id)


# ---- the article as a whole -----------------------------------------------------------------------------------------


def coding_of(project: Project, article_id: str) -> ArticleCoding:
    """Return the coder's judgement of the article; one with the codebook's defaults if the article is unread."""
    found = project.codings.get(article_id, project.the_coder().id)
    return found if found is not None else _fresh_coding(project, article_id)


def set_article_value(
    project: Project, article_id: str, attribute_id: str, value: Any, *, entity: Entity | None = None
) -> ArticleCoding:
    """Judge an article variable such as its genre; ``entity`` is written with it if the value names a new one."""
    rules = project.rules.article
    attribute = next((one for one in rules.attributes if one.id == attribute_id), None)
    if attribute is None:
        raise RuleViolation(_("unknown article variable {attribute!r}").format(attribute=attribute_id))
    coding = coding_of(project, article_id)
    entity, value = _meant(project, entity, value)
    values, filled = _changed(rules, coding.values, coding.filled, attribute, value)
    changed = replace(coding, values=values, filled=filled, finished=False, codebook_version=project.codebook.version)
    with project.step(logged("Set {what}").format(what=attribute.label), article_id):
        _keep_entity(project, entity)
        project.codings.save(changed)
    return coding_of(project, article_id)


def set_article_note(project: Project, article_id: str, note: str) -> ArticleCoding:
    """Write the coder's note on the whole article."""
    changed = replace(coding_of(project, article_id), note=check_note(note))
    with project.step(logged("Write note on article"), article_id):
        project.codings.save(changed)
    return coding_of(project, article_id)


def add_active_seconds(project: Project, article_id: str, seconds: int) -> None:
    """Add to the time that the coder was active in an article; nothing for an article not begun."""
    coder = project.the_coder()
    if seconds > 0 and project.codings.get(article_id, coder.id) is not None:
        with project.database.step(logged("Note active time"), [article_id]):
            project.codings.add_active_seconds(article_id, coder.id, seconds)


def open_items_of(project: Project, article_id: str) -> list[OpenItem]:
    """Return what is open in the coder's coding of the article: errors first, then warnings, each in text order."""
    coder = project.the_coder().id
    annotations = project.annotations.of_article(article_id, coder)
    found = open_items(
        project.rules,
        annotations,
        project.links.of_article(article_id, coder),
        coding_of(project, article_id),
        project.articles.get(article_id).regions,
    )
    if any(one.codebook_version != project.codebook.version for one in annotations):
        from annotator.operations.codebook_worklist import revised_items  # the window opens without it

        found += revised_items(project, article_id, {one.annotation_id for one in found if one.code == "missing_value"})
    return found


def finish(project: Project, article_id: str) -> ArticleCoding:
    """Mark the article as finished; RuleViolation while errors are open (warnings are for the window to ask about)."""
    errors = blocking(open_items_of(project, article_id))
    if errors:
        raise RuleViolation(_("{count} open: {first}").format(count=len(errors), first=errors[0].message))
    changed = replace(coding_of(project, article_id), finished=True, codebook_version=project.codebook.version)
    with project.step(logged("Finish article"), article_id):
        project.codings.save(changed)
    return coding_of(project, article_id)


def set_regions(project: Project, article_id: str, regions: Sequence[Region]) -> None:
    """Correct the regions of an article, one set for all coders; RuleViolation if two overlap or a kind is unknown."""
    known = project.codebook.region_types
    for region in regions:
        if region.kind not in known:
            raise RuleViolation(_("unknown region {kind!r}; known are: {known}").format(kind=region.kind, known=", ".join(known)))
    length = project.articles.get(article_id).n_characters
    _refuse_uncovering(project, article_id, regions)
    with project.step(logged("Correct regions"), article_id):
        try:
            project.articles.set_regions(article_id, regions, length)
        except ValueError as error:
            raise RuleViolation(str(error)) from error


def set_facts(project: Project, article_id: str, facts: Mapping[str, str]) -> None:
    """Correct facts of an article (headline, outlet, date_published, date_on_page, byline, language, url) for all coders."""
    for key, value in facts.items():
        if key.startswith("date_") and value:
            check_value(cb.Attribute(key, key, cb.DATE), value)
        if project.hidden and (key in hidden_facts(project.hidden) or SIGN in value):
            raise RuleViolation(_("The project hides this from coders; a supervisor can correct it"))
    with project.step(logged("Correct article facts"), article_id):
        project.articles.set_facts(article_id, facts)


def _refuse_uncovering(project: Project, article_id: str, regions: Sequence[Region]) -> None:
    try:
        uncovered = project.articles.uncovers(article_id, regions)
    except ValueError:
        return  # they overlap or run past the text: refused where they are written
    if uncovered:
        raise RuleViolation(_("This would show what the project hides from coders; a supervisor can correct the region"))


# ---- within -----------------------------------------------------------------------------------------------------------


def _label(project: Project, category: str) -> str:
    found = project.codebook.category(category)
    return found.label.lower() if found else category


def _own(project: Project, annotation_id: str) -> Annotation:
    found = project.annotations.get(annotation_id)
    _refuse_foreign(project, found.coder_id)
    return found


def _refuse_foreign(project: Project, owner: str) -> None:
    if project.the_coder().id != owner:
        raise AnnotatorError(_("this is another coder's work; it is never changed by somebody else"))


def _attribute(project: Project, category: str, attribute_id: str) -> cb.Attribute:
    found = next((one for one in project.codebook.attributes_of(category) if one.id == attribute_id), None)
    if found is None:
        raise RuleViolation(_("{category} has no attribute {attribute!r}").format(category=category, attribute=attribute_id))
    return found


def _changed(
    rules: ValueRules, values: Mapping[str, Any], filled: Mapping[str, str], attribute: cb.Attribute, value: Any
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values after one was chosen or cleared: settled, with the defaults of attributes that apply only now."""
    kept = {key: one for key, one in values.items() if key != attribute.id}
    if not is_missing(value):
        kept[attribute.id] = check_value(attribute, value)
    settled = rules.settle(kept)
    had = {one.id for one in rules.attributes if one.applies(values)}
    how = {key: state for key, state in filled.items() if key in settled}
    if attribute.id in how and not is_missing(value):
        proposed_before = how.pop(attribute.id)
        if proposed_before == PROPOSED and values.get(attribute.id) == value:
            how[attribute.id] = ACCEPTED
    for one in rules.attributes:
        if one.default is not None and one.id not in settled and one.id not in had and one.id != attribute.id and one.applies(settled):
            settled[one.id] = one.default
            how[one.id] = DEFAULT
    return settled, how


def _save(project: Project, annotation: Annotation, label: str) -> Annotation:
    with project.step(label, annotation.article_id):
        if project.annotations.save(annotation):
            begin(project, annotation.article_id)
    return project.annotations.get(annotation.id)


def _fresh_coding(project: Project, article_id: str) -> ArticleCoding:
    checked = project.rules.article.check({})
    return ArticleCoding(
        article_id=ArticleId(article_id),
        coder_id=project.the_coder().id,
        values=checked.values,
        filled=checked.filled,
        codebook_version=project.codebook.version,
    )


def begin(project: Project, article_id: str) -> None:
    """Note that the article is in progress: begun, or taken up again after it was finished; part of the step at hand."""
    found = project.codings.get(article_id, project.the_coder().id)
    if found is None:
        project.codings.save(_fresh_coding(project, article_id))
    elif found.finished:
        project.codings.save(replace(found, finished=False))
