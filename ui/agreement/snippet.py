"""A passage in its text: what both marked, what one marked, and the words around."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from annotator.agreement.cases import Passage, Reading
from annotator.model.span import Span

AROUND, BOTH, ONE, JOIN = "around", "both", "one", "join"
CONTEXT = 60
LONGEST = 150


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and who marked it: around (nobody), both, one; a join is a sign of ours between two places."""

    text: str
    kind: str


def snippet(text: str, passage: Passage) -> list[Piece]:
    """Return the passage with the words around it; a passage without a place (an article variable) gives nothing.

    A link is shown as both its ends with an arrow between them. The middle of a long passage is left out.
    """
    known = next((reading for reading in passage.readings if reading.spans), None)
    if known is None:
        return []
    if known.to_spans:
        return [Piece(quote(text, known), BOTH), Piece(" → ", JOIN), Piece(_quoted(text, known.to_spans), BOTH)]
    spans = [reading.spans if reading is not None else () for reading in (passage.a, passage.b)]
    start = min(span.start for own in spans for span in own)
    end = max(span.end for own in spans for span in own)
    before, after = text[_word_start(text, max(0, start - CONTEXT)) : start], text[end : _word_end(text, min(len(text), end + CONTEXT))]
    marked = _shortened(_pieces(text, start, end, spans[0], spans[1]))
    return [piece for piece in (Piece(before.lstrip(), AROUND), *marked, Piece(after, AROUND)) if piece.text]


def quote(text: str, reading: Reading) -> str:
    """Return what a reading marks, fragments joined by …"""
    return _quoted(text, reading.spans)


def place_of(passage: Passage) -> Span:
    """Return where a passage opens: the first place of the first reading that has one, else the article's start."""
    spans = [span for reading in passage.readings for span in reading.spans]
    return spans[0] if spans else Span(passage.start, passage.start + 1)


def _quoted(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(span.quote(text) for span in spans)


def _pieces(text: str, start: int, end: int, one: tuple[Span, ...], other: tuple[Span, ...]) -> list[Piece]:
    borders = sorted({start, end, *(place for span in (*one, *other) for place in (span.start, span.end))})
    result: list[Piece] = []
    for low, high in pairwise(borders):
        sides = sum(any(span.start <= low and high <= span.end for span in own) for own in (one, other))
        alone = not one or not other
        kind = AROUND if not sides else BOTH if sides == 2 or alone else ONE
        result.append(Piece(text[low:high], kind))
    return result


def _shortened(pieces: list[Piece]) -> list[Piece]:
    """Leave out the middle of long stretches that both marked; where they differ stays to be read."""
    spare = sum(len(piece.text) for piece in pieces) - LONGEST
    result = []
    for piece in pieces:
        if spare > 0 and piece.kind != ONE and len(piece.text) > 60:
            half = max(24, (len(piece.text) - spare) // 2)
            if 2 * half < len(piece.text):
                spare -= len(piece.text) - 2 * half
                result += [Piece(piece.text[:half], piece.kind), Piece(" … ", JOIN), Piece(piece.text[-half:], piece.kind)]
                continue
        result.append(piece)
    return result


def _word_start(text: str, place: int) -> int:
    """Return the start of the next word, so that no word is cut."""
    while place > 0 and place < len(text) and not text[place - 1].isspace():
        place += 1
    return place


def _word_end(text: str, place: int) -> int:
    while 0 < place < len(text) and not text[place].isspace():
        place -= 1
    return place
