"""Who codes."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model.ids import CoderId

SUPERVISOR = "supervisor"
CODER = "coder"


@dataclass(frozen=True, slots=True)
class Coder:
    """A person known by a short name; until roles come, whoever made the project is its supervisor."""

    id: CoderId
    name: str
    role: str = CODER
    created_at: str = ""

    @property
    def is_supervisor(self) -> bool:
        """Return whether this coder may see all coders' work and their agreement."""
        return self.role == SUPERVISOR
