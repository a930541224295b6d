"""How figures are written."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QLocale


def format_coefficient(value: float | None) -> str:
    """Return an agreement value with two decimals and no leading zero: ``.63``, ``-.05``, ``1.00``; ``–`` where it is undefined.

    The point stands in every language, as in the publications the figures are quoted in.
    """
    if value is None or value != value:
        return "–"
    text = f"{value:.2f}"
    if text in ("-0.00", "0.00"):
        return ".00"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def format_count(count: int) -> str:
    """Return a count with the thousands grouped as the user's language does."""
    return QLocale().toString(count)


def written_day(iso: str) -> str:
    """Return an ISO day as people here write it; what is no day is returned as it is."""
    try:
        found = datetime.date.fromisoformat(iso)
    except ValueError:
        return iso
    return QLocale().toString(found, "d MMM yyyy")
