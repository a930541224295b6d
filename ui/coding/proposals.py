"""What the program offers a coder, who takes it with Enter or not: never more than a guess, and recorded as one.

No Qt. The names of attributes and links are found by what the codebook says of them, not by their ids, wherever it says enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model import codebook as cb
from annotator.model.annotation import Annotation, Link
from annotator.model.codebook import Category, Codebook
from annotator.model.span import Spans
from annotator.text.segments import Segments

DIRECT, INDIRECT, MIXED = "direct", "indirect", "mixed"


@dataclass(frozen=True, slots=True)
class ProposedLink:
    """A link the program offers: its type and both ends."""

    link: str
    from_id: str
    to_id: str


def form_of(segments: Segments, spans: Spans) -> str:
    """Return how a passage is reported, read off its quotation marks: direct, mixed or indirect."""
    quoted = 0
    for span in spans:
        position = span.start
        while position < span.end:
            quotation = segments.quotation_at(position)
            if quotation is None:
                position += 1
                continue
            quoted += min(quotation.end, span.end) - max(quotation.start, span.start)
            position = max(quotation.end, position + 1)
    length = sum(len(span) for span in spans)
    if not quoted:
        return INDIRECT
    return DIRECT if quoted >= length else MIXED


def proposed_values(
    codebook: Codebook, category: Category, segments: Segments, spans: Spans, last: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values offered for a new annotation: the form from its quotation marks, the issue of the last one."""
    offered: dict[str, Any] = {}
    for attribute in codebook.in_use(category.attributes):
        if attribute.type != cb.SINGLE:
            continue
        if {DIRECT, INDIRECT, MIXED} <= set(attribute.value_ids):
            offered[attribute.id] = form_of(segments, spans)
        elif len(attribute.value_ids) > 9 and attribute.value(last.get(attribute.id, "")) is not None:
            offered[attribute.id] = last[attribute.id]
    return offered


def proposed_link(
    codebook: Codebook, annotation: Annotation, annotations: Sequence[Annotation], links: Sequence[Link], segments: Segments
) -> ProposedLink | None:
    """Return the link offered for an annotation: a required one whose other end stands close enough to be likely.

    A codebook that requires no link at all has the first offered that says who makes or holds a thing, or what a thing is said of.
    From the annotation to one that contains it (a cue and its claim), or to it from one in the same sentence (a maker and
    the claim), the nearest before it first.
    """
    asks = any(link.counts for link in codebook.links)
    for link in codebook.links:
        for at, here, there in (("from", link.from_categories, link.to_categories), ("to", link.to_categories, link.from_categories)):
            if annotation.category not in here or link.retired:
                continue
            if not (_wanted(link, annotation, at) if asks else link is _usual(codebook, annotation.category, at)):
                continue
            if any(one.link == link.id and annotation.id == (one.from_id if at == "from" else one.to_id) for one in links):
                continue
            others = [one for one in annotations if one.category in there and one.id != annotation.id]
            other = _around(annotation, others) if at == "from" else _beside(annotation, others, segments)
            if other is not None:
                ends = (annotation.id, other.id) if at == "from" else (other.id, annotation.id)
                return ProposedLink(link.id, *ends)
    return None


def _wanted(link: cb.LinkType, annotation: Annotation, at: str) -> bool:
    for count in link.counts:
        if count.at == at and count.category in ("", annotation.category) and cb.holds(count.when, annotation.values):
            return count.minimum > 0
    return False


def _usual(codebook: Codebook, category: str, at: str) -> cb.LinkType | None:
    """Return the link that an annotation of this category usually has at this end, where the codebook requires none.

    From a thing to what it is said of (a cue to its claim); else to a thing from who makes or holds it.
    """
    actors = {one.id for one in codebook.categories if any(part.type == cb.ENTITY_REF for part in codebook.attributes_of(one.id))}
    if category in actors:
        return None
    links = [one for one in codebook.links if not one.retired]
    said_of = [one for one in links if category in one.from_categories and not {*one.to_categories} & {*actors, category}]
    if at == "from" or said_of:
        return said_of[0] if said_of and at == "from" else None
    return next((one for one in links if category in one.to_categories and actors & {*one.from_categories}), None)


def _around(annotation: Annotation, others: Sequence[Annotation]) -> Annotation | None:
    holding = [one for one in others if any(span.contains(annotation.spans[0]) for span in one.spans)]
    return min(holding, key=lambda one: sum(len(span) for span in one.spans), default=None)


def _beside(annotation: Annotation, others: Sequence[Annotation], segments: Segments) -> Annotation | None:
    """Return the likeliest actor of the sentence: outside the claim, the nearest before it, else the nearest after it."""
    first, last = segments.sentence_at(annotation.start), segments.sentence_at(max(annotation.start, annotation.end - 1))
    if first is None or last is None:
        return None
    near = [
        one
        for one in others
        if first.start <= one.start and one.end <= last.end and not any(span.overlaps(one.spans[0]) for span in annotation.spans)
    ]
    before = [one for one in near if one.end <= annotation.start]
    if before:
        return max(before, key=lambda one: one.end)
    return min(near, key=lambda one: one.start, default=None)
