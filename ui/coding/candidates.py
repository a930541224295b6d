"""Passages that most likely are to be coded and are not yet: what J goes to besides links that can be offered. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.model import codebook as cb
from annotator.model.annotation import Annotation
from annotator.model.codebook import Codebook
from annotator.model.span import Span
from annotator.text.segments import Segments

FEWEST_WORDS = 4
"""of a quotation that may be somebody's claim; shorter ones are titles and single words mostly"""


def uncoded_quotations(
    codebook: Codebook, segments: Segments, annotations: Iterable[Annotation], coded: Sequence[Span]
) -> list[Span]:
    """Return the quotations in the coded stretches that nothing but mentions of actors lies in, in text order, each as a tag takes it."""
    actors = {one.id for one in codebook.categories if any(part.type == cb.ENTITY_REF for part in one.attributes)}
    marked = [span for one in annotations if one.category not in actors for span in one.spans]
    found: dict[Span, None] = {}
    for stretch in coded:
        sentence = segments.sentence_at(stretch.start) or segments.next_sentence(stretch.start)
        while sentence is not None and sentence.start < stretch.end:
            quotation = segments.quotation_in(sentence)
            if quotation is not None and len(segments.words_in(quotation)) >= FEWEST_WORDS:
                found[segments.snap(quotation) or quotation] = None
            sentence = segments.next_sentence(sentence.start)
    return [one for one in sorted(found) if not any(one.overlaps(other) for other in marked)]
