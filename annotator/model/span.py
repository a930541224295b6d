"""A place in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

FRAGMENT_JOINT = " … "


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points from start up to end (exclusive) of the text as it is stored."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span cannot run from {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Return whether every character of the other is in this one."""
        return self.start <= other.start and other.end <= self.end

    def quote(self, text: str) -> str:
        """Return the characters of the text at this place."""
        return text[self.start : self.end]


Spans = tuple[Span, ...]


def make_spans(pairs: Iterable[Sequence[int]]) -> Spans:
    """Return the fragments in order; ValueError if there is none or two of them overlap."""
    spans = tuple(sorted(Span(int(pair[0]), int(pair[1])) for pair in pairs))
    if not spans:
        raise ValueError("an annotation needs a span")
    for left, right in pairwise(spans):
        if right.start < left.end:
            raise ValueError(f"the fragments {left.start}–{left.end} and {right.start}–{right.end} overlap")
    return spans


def length_of(spans: Spans) -> int:
    """Return how many characters all fragments have together."""
    return sum(len(span) for span in spans)


def shared_length(one: Spans, other: Spans) -> int:
    """Return how many characters two sets of fragments have in common."""
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)


def quote_of(spans: Spans, text: str) -> str:
    """Return the quotation of all fragments, joined by `` … `` as tables and lists show it."""
    return FRAGMENT_JOINT.join(text[span.start : span.end] for span in spans)
