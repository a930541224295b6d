"""Who could be the other end of a link, the nearest first, and the letters that choose them. No Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.i18n import _, ngettext
from annotator.model.annotation import Annotation
from annotator.model.span import Span
from annotator.text.segments import Segments

# Letters by how easily they are reached; the role has been chosen by then, so that every letter is free.
LETTERS = "asdfghjkvwertyuiopzxcbnmql"


@dataclass(frozen=True, slots=True)
class End:
    """A possible end: an annotation, or a name that is not marked yet (``annotation`` None)."""

    span: Span
    annotation: Annotation | None
    letter: str
    where: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes before all else: annotations of this category (empty: of any), and whether names not marked yet do.

    ``tied`` are the annotations that already play another part for the start; they go behind the others of their sentence.
    """

    category: str = ""
    names: bool = True
    tied: frozenset[str] = frozenset()


ANY = Wanted()


def possible_ends(
    start: Annotation,
    annotations: Iterable[Annotation],
    categories: Sequence[str],
    names: Iterable[Span],
    segments: Segments,
    wanted: Wanted = ANY,
) -> list[End]:
    """Return the annotations of these categories and the unmarked names, ordered by nearness, each with its letter.

    What is wanted goes first. Same sentence and outside the start first, then inside it, then by paragraphs away; in each of
    these what plays no other part yet goes first, and what is marked before what is not, however near that is.
    """
    found: list[tuple[tuple[int, ...], Span, Annotation | None, str]] = []
    for one in annotations:
        if one.category in categories and one.id != start.id:
            rank, where = _nearness(start, one.extent, segments)
            later = int(wanted.category not in ("", one.category))
            found.append(((later, *rank[:2], int(one.id in wanted.tied), 0, rank[2]), one.extent, one, where))
    for span in names:
        rank, where = _nearness(start, span, segments)
        found.append(((int(not wanted.names), *rank[:2], 0, 1, rank[2]), span, None, where))
    found.sort(key=lambda one: one[0])
    return [
        End(span, annotation, LETTERS[number] if number < len(LETTERS) else "", where)
        for number, (_rank, span, annotation, where) in enumerate(found)
    ]


def _nearness(start: Annotation, span: Span, segments: Segments) -> tuple[tuple[int, int, int], str]:
    inside = any(one.contains(span) for one in start.spans)
    first, last = segments.sentence_at(start.start), segments.sentence_at(max(start.start, start.end - 1))
    same = first is not None and last is not None and first.start <= span.start and span.end <= last.end
    distance = min(abs(start.start - span.end), abs(span.start - start.end), abs(start.start - span.start))
    if inside:
        return (0, 1, distance), _("inside it")
    if same:
        return (0, 0, distance), _("same sentence")
    here, there = _paragraph(segments, start.start), _paragraph(segments, span.start)
    away = abs(here - there)
    if not away:
        return (1, 0, distance), _("same paragraph")
    if there < here:
        return (1 + away, 0, distance), ngettext("{count} paragraph above", "{count} paragraphs above", away).format(count=away)
    return (1 + away, 1, distance), ngettext("{count} paragraph below", "{count} paragraphs below", away).format(count=away)


def _paragraph(segments: Segments, position: int) -> int:
    return bisect_right(segments.paragraphs, position, key=lambda paragraph: paragraph.start)
