"""What the desk holds, as the article view draws it: marks, connectors, hints. No widget."""

from __future__ import annotations

from dataclasses import replace

from annotator.model.annotation import INHERITED, Annotation, Link
from annotator.project import Project
from ui.article.marks import Connector, Hint, Mark
from ui.coding.linking import Linking
from ui.coding.shown_article import ShownArticle

UNKNOWN_COLOUR = "#777777"


def mark_of(shown: ShownArticle, annotation: Annotation) -> Mark:
    """Return how an annotation is drawn."""
    category = shown.project.codebook.category(annotation.category)
    value = shown.value_in_short(annotation)
    label = category.label if category is not None else annotation.category
    return Mark(
        id=annotation.id,
        category=annotation.category,
        style=category.style if category is not None else "underline",
        colour=category.color if category is not None else UNKNOWN_COLOUR,
        spans=annotation.spans,
        caption=" · ".join(part for part in (label, value, shown.by_whom(annotation)) if part),
        incomplete=shown.is_incomplete(annotation),
        flagged=annotation.flag,
        inherited=annotation.origin == INHERITED,
    )


def connectors_of(shown: ShownArticle, annotation: Annotation) -> list[Connector]:
    """Return the links of an annotation, and the links of what is linked to it (who holds the stance towards the claim), dashed."""
    found: list[Connector] = []
    direct = shown.links_at(annotation.id)
    ends = {annotation.id}
    for link in direct:
        connector = _connector(shown, link, annotation.id, None)
        if connector is None:
            continue
        if connector.end_id in ends:
            found = [_with_role(one, connector.role) if one.end_id == connector.end_id else one for one in found]
        else:
            found.append(connector)
            ends.add(connector.end_id)
    for link in direct:
        middle = shown.other_end(link, annotation.id)
        if middle is None or middle.id != link.from_id:
            continue
        for further in shown.links_at(middle.id):
            if further.id != link.id and further.to_id == middle.id:
                connector = _connector(shown, further, middle.id, middle.id)
                if connector is not None and connector.end_id not in ends:
                    found.append(connector)
                    ends.add(connector.end_id)
    return found


def _with_role(connector: Connector, role: str) -> Connector:
    """Return the connector of an end that has one more role: one line leads there, its label names both."""
    return replace(connector, role=f"{connector.role}, {role}")


def _connector(shown: ShownArticle, link: Link, here: str, via: str | None) -> Connector | None:
    other = shown.other_end(link, here)
    kind = shown.project.codebook.link(link.link)
    category = shown.project.codebook.category(other.category) if other is not None else None
    if other is None or kind is None or category is None:
        return None
    label = shown.value_in_short(other) or other.quote
    return Connector(other.id, kind.label, label, category.color, category.style, via, outgoing=link.from_id == here)


def proposed_connector(shown: ShownArticle, annotation_id: str, link_id: str, other_id: str) -> Connector | None:
    """Return the dashed line of a link that is offered."""
    other = shown.annotations.get(other_id)
    return None if other is None else _of_end(shown.project, link_id, other.id, shown.in_short(other), other.category)


def hints_of(linking: Linking) -> list[Hint]:
    """Return the letters of link mode."""
    return [
        Hint(
            end.letter.upper(),
            end.annotation.id if end.annotation is not None else None,
            None if end.annotation is not None else end.span,
            chosen=number == linking.chosen,
        )
        for number, end in enumerate(linking.ends)
        if end.letter or number == linking.chosen
    ]


def preview_of(shown: ShownArticle, linking: Linking) -> Connector | None:
    """Return the dashed line to the end that Enter would take."""
    role = linking.role
    if role is None or not linking.ends:
        return None
    end = linking.ends[linking.chosen]
    if end.annotation is not None:
        return _of_end(shown.project, role.link.id, end.annotation.id, shown.in_short(end.annotation) + " ?", end.annotation.category)
    return _of_end(shown.project, role.link.id, "", end.span.quote(shown.text) + " ?", linking.new_category(role))


def _of_end(project: Project, link_id: str, end_id: str, label: str, category_id: str) -> Connector | None:
    kind, category = project.codebook.link(link_id), project.codebook.category(category_id)
    if kind is None or category is None:
        return None
    return Connector(end_id, kind.label, label, category.color, category.style)
