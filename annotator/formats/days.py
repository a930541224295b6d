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
    for pattern in (_ISO, _COMPACT):
        match = pattern.fullmatch(written)
        if match is not None:
            return _checked(*match.groups())
    match = _SLASHES.fullmatch(written)
    if match is not None and day_first is not None:
        one, other, year = match.groups()
        return _checked(year, *((other, one) if day_first else (one, other)))
    from annotator.text.page_dates import dates_of_line

    days = {found.iso for found in dates_of_line(written) or ()}
    return days.pop() if len(days) == 1 else ""


def _checked(year: str, month: str | None = None, day: str | None = None) -> str:
    try:
        found = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return found.isoformat()[: 10 if day else 7 if month else 4]
