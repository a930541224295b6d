"""One entry of the log: what was done, by whom, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.model.ids import ArticleId, CoderId

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one row: before None is an insert, after None a delete, else the columns that changed."""

    table: str
    row_id: str
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction with its name; ordered by (counter, origin), never by the clock."""

    id: str
    counter: int
    origin: str
    coder_id: CoderId | None
    label: str
    made_at: str
    articles: tuple[ArticleId, ...] = ()
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a step touched, told to whoever shows it: table names and article ids."""

    tables: frozenset[str]
    articles: frozenset[str]
    step: Step | None = None

    def touch(self, *tables: str) -> bool:
        """Return whether any of these tables changed."""
        return any(table in self.tables for table in tables)
