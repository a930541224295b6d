"""How figures are written."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QLocale

from annotator.agreement.record import written as format_coefficient
from annotator.i18n import _

__all__ = ["format_coefficient", "format_count", "written_day"]


def format_count(count: int) -> str:
    """Return a count with the thousands grouped as the user's language does."""
    return QLocale().toString(count)


def written_day(iso: str) -> str:
    """Return an ISO day as people here write it; what is no day is returned as it is."""
    try:
        found = datetime.date.fromisoformat(iso)
    except ValueError:
        return iso
    return QLocale().toString(found, _("d MMM yyyy"))
