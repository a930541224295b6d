"""Who codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.i18n import _
from annotator.model.file_names import unfit_for_a_file
from annotator.model.ids import CoderId, coder_name

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


def newcomer(name: str, known: Iterable[str] = ()) -> str:
    """Return the short name of a coder who comes in, as it is kept; ``known`` are the names of those who are there.

    Any script will do. ValueError says why the name cannot be used: it could not be the name of the coder's work package on every
    system, or somebody's differs from it in capital and small letters only.
    """
    kept = coder_name(name)
    if (reason := unfit_for_a_file(kept)) is not None:
        raise ValueError(_("{name} cannot be a coder's name, which is the name of a file too: {reason}").format(name=kept, reason=reason))
    like = next((one for one in known if one != kept and _folded(one) == _folded(kept)), None)
    if like is not None:
        said = _("{name} and {known} differ in capital and small letters only; their files would overwrite each other")
        raise ValueError(said.format(name=kept, known=like))
    return kept


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
