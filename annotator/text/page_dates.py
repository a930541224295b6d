"""Lines that are nothing but a date, and the day they name."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from annotator.text.lexicon import entries, keys_of, plain

_LONGEST = 120
_TOKEN = re.compile(r"\d+|[^\s\d,|·•()（）\[\]/:;–—.،，।\-]+")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_TIME = re.compile(
    r"\d{1,2}\s?[:h]\s?\d{2}(?::\d{2})?|\d{1,2}\.\d{2}(?=\s*(?:uhr|[ap]\.?m\b|gmt|utc|h\b))|\d{1,2}\s?[时時点]\s?(?:\d{1,2}\s?分)?"
    r"|\b\d{1,2}(?=\s*(?:uhr|[ap]\.?m\b))|(?:gmt|utc)\s?[+−-]\s?\d{1,2}(?::?\d{2})?|(?<=:\d\d)[+−-]\d{2}:?\d{2}",
    re.I,
)
_NUMERIC = re.compile(r"(?<!\d)(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/.])(\d{1,2})\6(\d{4}))(?!\d)")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class PageDate:
    """A day in ISO form, "" where the line does not say it unambiguously; ``updated`` if it is that of a change."""

    iso: str
    updated: bool


def dates_of_line(line: str) -> list[PageDate] | None:
    """Return the dates of a line that holds nothing else (weekday, time and "Updated" apart); None for any other line.

    03/04/2024 is a date, but which one is not said: its ``iso`` is "". So is that of a date without a year and of the
    calendars other than the common one.
    """
    if len(line) > _LONGEST or not _DIGIT.search(line):
        return None
    plainly = _TIME.sub(" ", _EAST_ASIAN.sub(r" \1-\2-\3 ", line))
    found: list[PageDate] = []
    rest: list[str] = []
    position = 0
    for match in _NUMERIC.finditer(plainly):
        before = _TOKEN.findall(plainly[position : match.start()])
        rest += before
        found.append(PageDate(_numeric(match), _tells_of_change(before)))
        position = match.end()
    rest += _TOKEN.findall(plainly[position:])
    tokens = _joined([plain(token) for token in rest])
    if not all(token.isdigit() or token in entries("date_words") or token in keys_of("months") for token in tokens):
        return None
    found += _written_dates(tokens)
    return found or None


def _numeric(match: re.Match[str]) -> str:
    year, _, month, day, first, separator, second, late_year = match.groups()
    if year:
        return _iso(int(year), int(month), int(day))
    one, other = int(first), int(second)
    if separator == "." or one > 12 or one == other:  # with stops the day comes first in every country that writes so
        return _iso(int(late_year), other, one)
    return _iso(int(late_year), one, other) if other > 12 else ""


def _iso(year: int, month: int, day: int) -> str:
    if not 1600 <= year <= 2200:
        return ""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _joined(tokens: list[str]) -> list[str]:
    """Join the two words of a month such as كانون الثاني."""
    joined: list[str] = []
    for token in tokens:
        if joined and f"{joined[-1]} {token}" in keys_of("months"):
            joined[-1] = f"{joined[-1]} {token}"
        else:
            joined.append(token)
    return joined


def _written_dates(tokens: list[str]) -> list[PageDate]:
    """Return the dates with a written month among the tokens, each with the numbers beside it."""
    found = []
    begin = 0
    for index, token in enumerate(tokens):
        months = keys_of("months").get(token)
        if months is None:
            continue
        before = [int(one) for one in tokens[begin:index] if one.isdigit()][-2:]
        after = []
        for one in tokens[index + 1 :]:
            if one in keys_of("months"):
                break
            if one.isdigit():
                after.append(int(one))
        days = [one for one in before[-1:] + after[:2] if 1 <= one <= 31]
        years = [one for one in before + after[:2] if one >= 1000]
        if not days:
            continue
        month = next(iter(months)) if len(months) == 1 else "other"
        certain = month.isdigit() and len(set(years)) == 1 and (len(days) == 1 or before[-1:] == days[:1])
        found.append(PageDate(_iso(years[0], int(month), days[0]) if certain else "", _tells_of_change(tokens[begin:index])))
        begin = index + 1
    return found


def _tells_of_change(tokens: list[str]) -> bool:
    return any(plain(token) in entries("update_words") for token in tokens)


def the_date(found: list[PageDate]) -> str:
    """Return the one day that the dates of a page agree on, those of changes apart; "" if they do not agree."""
    first = {one.iso for one in found if not one.updated} or {one.iso for one in found}
    return first.pop() if len(first) == 1 else ""
