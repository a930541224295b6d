"""The day that a cell or a page's metadata names."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from annotator.i18n import N_

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:?\d{2}.*)?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4,6}.*)?")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[ T]\d{1,2}:\d{2}.*)?")

LEFT_OPEN = N_("this date can be read in two ways or is none; it was left empty")


@lru_cache(maxsize=4096)
def day_of(value: str, day_first: bool | None = None) -> str:
    """Return the day that a text names as YYYY-MM-DD (or YYYY-MM, YYYY), "" if it names none or could mean two.

    The day is the one that is written: a time of day and its zone are left out. ``day_first`` decides 03/04/2024.
    """
    written = value.strip()
    if _ISO.fullmatch(written) or _COMPACT.fullmatch(written):
        return iso_day(written)
    match = _SLASHES.fullmatch(written)
    if match is not None and day_first is not None:
        one, other, year = match.groups()
        return _checked(year, *((other, one) if day_first else (one, other)))
    from annotator.text.page_dates import dates_of_line

    days = {found.iso for found in dates_of_line(written) or ()}
    return days.pop() if len(days) == 1 else ""


def iso_day(value: str) -> str:
    """Return the day, month or year of an ISO 8601 date or time as YYYY-MM-DD, YYYY-MM or YYYY, "" if it is none."""
    match = _ISO.fullmatch(value.strip()) or _COMPACT.fullmatch(value.strip())
    return _checked(*match.groups()) if match is not None else ""


def _checked(year: str, month: str | None = None, day: str | None = None) -> str:
    try:
        found = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return found.isoformat()[: 10 if day else 7 if month else 4]
