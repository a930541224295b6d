"""Whether a name can be that of a file on every system: projects and packages go from one computer to another."""

from __future__ import annotations

import unicodedata

from annotator.i18n import _

NOT_IN_FILES = '<>:"/\\|?*'
"""signs that some system does not take in the name of a file"""
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")}
LONGEST_NAME = 150
"""bytes of UTF-8: with what is put around it the name of a package stays below the 255 that file systems take"""


def unfit_for_a_file(name: str) -> str | None:
    """Return why a name cannot be the name of a file on some system, None if it can."""
    if signs := [sign for sign in NOT_IN_FILES if sign in name]:
        return _("{signs} cannot stand in it").format(signs=" ".join(signs))
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in name):
        return _("it cannot hold control characters")
    if name.startswith(".") or name.endswith("."):
        return _("a full stop cannot be its first or last sign")
    if name.split(".")[0].rstrip().casefold() in _DEVICES:
        return _("Windows keeps this name for a device")
    if len(name.encode("utf-8")) > LONGEST_NAME:
        return _("it is too long")
    return None
