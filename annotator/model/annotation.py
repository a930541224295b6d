"""What a coder says of an article: annotations, links between them, and a judgement of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.model.ids import AnnotationId, ArticleId, CoderId, LinkId
from annotator.model.span import Span, Spans

Values = Mapping[str, Any]
Filled = Mapping[str, str]

# Whose word an annotation or link is: a coder's own, or what was decided.
CODER_LAYER, GOLD_LAYER = "coder", "gold"

# How a value came about when the coder did not choose it; a value the coder chose has no entry.
DEFAULT = "default"  # the codebook's default, not confirmed
PROPOSED = "proposed"  # offered by the program, not confirmed
ACCEPTED = "accepted"  # offered by the program and taken by the coder

# How an annotation or link came about.
HAND = "hand"
FILE = "file"
PROPOSAL = "proposal"
INHERITED = "inherited"  # copied from another version of the article; never counts in agreement


@dataclass(frozen=True, slots=True)
class Annotation:
    """A marked passage: one category, one or more fragments, values by attribute id."""

    id: AnnotationId
    article_id: ArticleId
    coder_id: CoderId
    category: str
    spans: Spans
    quote: str
    values: Values = field(default_factory=dict)
    filled: Filled = field(default_factory=dict)
    confidence: str = "sure"
    flag: bool = False
    note: str = ""
    name: str = ""
    layer: str = CODER_LAYER
    origin: str = HAND
    codebook_version: str = ""
    created_at: str = ""
    updated_at: str = ""

    @property
    def shown_id(self) -> str:
        """Return the id that tables and files show: the given one, else the UUID."""
        return self.name or self.id

    @property
    def start(self) -> int:
        """Return the first code point of the first fragment."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Return the end of the last fragment, exclusive."""
        return self.spans[-1].end

    @property
    def extent(self) -> Span:
        """Return the stretch from the first fragment's start to the last one's end."""
        return Span(self.start, self.end)

    def covers(self, position: int) -> bool:
        """Return whether this code point lies in one of the fragments."""
        return any(span.start <= position < span.end for span in self.spans)


@dataclass(frozen=True, slots=True)
class Link:
    """A tie of one type from an annotation to another of the same article and coder."""

    id: LinkId
    article_id: ArticleId
    coder_id: CoderId
    link: str
    from_id: AnnotationId
    to_id: AnnotationId
    values: Values = field(default_factory=dict)
    name: str = ""
    layer: str = CODER_LAYER
    origin: str = HAND
    codebook_version: str = ""
    created_at: str = ""
    updated_at: str = ""

    @property
    def shown_id(self) -> str:
        """Return the id that tables and files show: the given one, else the UUID."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class ArticleCoding:
    """What one coder judges of an article as a whole, and whether the coder has finished it."""

    article_id: ArticleId
    coder_id: CoderId
    values: Values = field(default_factory=dict)
    filled: Filled = field(default_factory=dict)
    finished: bool = False
    note: str = ""
    codebook_version: str = ""
    created_at: str = ""
    updated_at: str = ""


UNREAD = "unread"
IN_PROGRESS = "in_progress"
FINISHED = "finished"
FINISHED_EMPTY = "finished_empty"


def state_of(coding: ArticleCoding | None, n_annotations: int) -> str:
    """Return where a coder stands with an article: unread, in_progress, finished or finished_empty."""
    return standing_of(None if coding is None else coding.finished, n_annotations)


def standing_of(finished: bool | None, n_annotations: int) -> str:
    """Return the same, told whether the article as a whole is finished; None: nothing was said of it yet."""
    if finished is None:
        return IN_PROGRESS if n_annotations else UNREAD
    if not finished:
        return IN_PROGRESS
    return FINISHED if n_annotations else FINISHED_EMPTY
