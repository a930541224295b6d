"""Who codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.i18n import _
from annotator.model.ids import CoderId, coder_name

SUPERVISOR = "supervisor"
ADJUDICATOR = "adjudicator"
CODER = "coder"
ROLES = (CODER, ADJUDICATOR, SUPERVISOR)

NOT_IN_FILES = '<>:"/\\|?*'
"""signs that some system does not take in the name of a file"""
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")}
LONGEST_NAME = 150
"""bytes of UTF-8: with what is put around it the name of a package stays below the 255 that file systems take"""


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
    if (reason := _not_a_file(kept)) is not None:
        raise ValueError(_("{name} cannot be a coder's name, which is the name of a file too: {reason}").format(name=kept, reason=reason))
    like = next((one for one in known if one != kept and _folded(one) == _folded(kept)), None)
    if like is not None:
        said = _("{name} and {known} differ in capital and small letters only; their files would overwrite each other")
        raise ValueError(said.format(name=kept, known=like))
    return kept


def _not_a_file(name: str) -> str | None:
    """Return why a name cannot be the name of a file on some system, None if it can."""
    if signs := [sign for sign in NOT_IN_FILES if sign in name]:
        return _("{signs} cannot stand in it").format(signs=" ".join(signs))
    if name.startswith(".") or name.endswith("."):
        return _("a full stop cannot be its first or last sign")
    if name.split(".")[0].rstrip().casefold() in _DEVICES:
        return _("Windows keeps this name for a device")
    if len(name.encode("utf-8")) > LONGEST_NAME:
        return _("it is too long")
    return None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
