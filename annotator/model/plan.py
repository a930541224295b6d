"""Who codes what: rounds and assignments."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NewType

from annotator.model.ids import ArticleId, CoderId, named_id

RoundId = NewType("RoundId", str)

TRAINING, PILOT, MAIN, RECODING = "training", "pilot", "main", "recoding"
ROUND_KINDS = (TRAINING, PILOT, MAIN, RECODING)
SET_APART = (TRAINING, RECODING)
"""rounds whose codings are no data: they teach coders, or say how stable a coder is"""
SINGLE, SHARED = "single", "shared"  # what an article serves in a round; coders are not shown which


class SetApart(NamedTuple):
    """What is no data: (article, coder) of codings made for training or to see how stable a coder is, and articles that are copies
    made to be coded again."""

    codings: frozenset[tuple[str, str]] = frozenset()
    articles: frozenset[str] = frozenset()


NOTHING_APART = SetApart()


@dataclass(frozen=True, slots=True)
class Round:
    """A part of the study: what is coded in it counts together. ``plan`` holds the parameters it was planned with."""

    id: RoundId
    name: str
    kind: str = MAIN
    codebook_version: str = ""
    plan: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    created_at: str = ""

    def __post_init__(self) -> None:
        if self.kind not in ROUND_KINDS:
            raise ValueError(f"a round is one of {', '.join(ROUND_KINDS)}, not {self.kind!r}")
        if not self.name.strip():
            raise ValueError("a round needs a name")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One article for one coder in one round, at its place in the coder's queue; ``not_before`` is a day or empty."""

    id: str
    round_id: RoundId
    article_id: ArticleId
    coder_id: CoderId
    position: int
    part: str = SINGLE
    not_before: str = ""
    created_at: str = ""


def week_of(day: str) -> str:
    """Return the ISO week of a day or moment, as ``2024-W23``; a date that names no day is returned as it is."""
    if len(day) < 10:
        return day
    year, week, _weekday = datetime.date.fromisoformat(day[:10]).isocalendar()
    return f"{year}-W{week:02}"


def assignment_id(round_id: str, article_id: str, coder_id: str) -> str:
    """Return the id of an assignment: one per round, article and coder, the same in every file."""
    return named_id("assignment", round_id, article_id, coder_id)
