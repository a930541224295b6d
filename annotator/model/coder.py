"""Who codes."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model.ids import CoderId

SUPERVISOR = "supervisor"
ADJUDICATOR = "adjudicator"
CODER = "coder"
ROLES = (CODER, ADJUDICATOR, SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Coder:
    """A person known by a short name; whoever made the project is its first supervisor."""

    id: CoderId
    name: str
    role: str = CODER
    created_at: str = ""

    @property
    def is_supervisor(self) -> bool:
        """Return whether this coder may see all coders' work and their agreement."""
        return self.role == SUPERVISOR

    @property
    def may_adjudicate(self) -> bool:
        """Return whether this coder may settle where others differ."""
        return self.role in (SUPERVISOR, ADJUDICATOR)
