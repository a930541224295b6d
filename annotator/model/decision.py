"""How a case ended where coders differed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import N_
from annotator.model.ids import ArticleId, CoderId

AGREED = "agreed"  # all coders say the same; taken over
TAKEN = "taken"  # put together from the candidates, row by row
BOTH = "both"  # each candidate's annotation stands
REJECTED = "rejected"  # nothing is there
CHOSEN = (AGREED, TAKEN, BOTH, REJECTED)

SLIP, RULE_UNCLEAR, AMBIGUITY, TEXT_PROBLEM = "slip", "rule_unclear", "ambiguity", "text_problem"
REASONS: Mapping[str, str] = {
    SLIP: N_("slip"),
    RULE_UNCLEAR: N_("rule unclear"),
    AMBIGUITY: N_("true ambiguity"),
    TEXT_PROBLEM: N_("text problem"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row of a case's grid got: a candidate's reading (``coder``), or another value."""

    coder: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The one end of a case: the annotations it is ``about``, what was chosen row by row, the gold annotations, and why."""

    id: str
    article_id: ArticleId
    coder_id: CoderId
    category: str
    about: tuple[str, ...]
    chosen: str
    gold: tuple[str, ...] = ()
    cells: Mapping[str, Cell] = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    rule: str = ""
    codebook_version: str = ""
    created_at: str = ""
    updated_at: str = ""
