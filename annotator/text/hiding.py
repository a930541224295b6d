"""What a text tells of its source, and the same text with that made unreadable.

Coders who know the outlet, the author or the day judge differently; a project can hide these from them. A hidden stretch keeps its
length and its white space: every other code point stands where it stood, so spans and line breaks hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from urllib.parse import urlsplit

from annotator.model.article import Region, region_at
from annotator.model.span import Span
from annotator.text.lexicon import keys_of, plain

OUTLET, BYLINE, DATE = "outlet", "byline", "date"
SOURCE = (OUTLET, BYLINE, DATE)
"""what can be hidden, in the order in which it is offered"""
SIGN = "▒"
"""stands for each hidden character"""

_ABOUT_THE_PAGE = frozenset(("furniture", "byline", "dateline"))
_BEFORE_NAMES = re.compile(r"^\s*(?:written\s+by|by|von|par|por|di|door|av|od)\s+", re.I)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;/|•·\n]|(?<!\w)(?:and|und|et|e|y|en|og|och|with|mit|&)(?!\w))\s*", re.I)
_ARTICLES = re.compile(r"^(?:the|der|die|das|le|la|les|el|los|las|il|lo|de|het|den|o|a)\s+", re.I)
_FEWEST_LETTERS = 6  # of a name written as one word, in an address
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def hidden_spans(text: str, regions: tuple[Region, ...], facts: Mapping[str, str], what: Collection[str]) -> tuple[Span, ...]:
    """Return the stretches of a text that tell what is to be hidden, in order and apart from each other.

    ``facts`` are those of the article (outlet, byline, url, date_published, date_on_page), ``what`` some of ``SOURCE``. Hidden are:
    the outlet's name and every address that holds it; regions of the kind byline and every full name in the byline; in what stands
    around the article every date, in the article itself the day of publication and that of the page, however they are written.
    """
    found: list[tuple[int, int]] = []
    if OUTLET in what:
        found += _of_names(text, regions, _outlet_names(facts), _joined_names(facts))
    if BYLINE in what:
        found += [(one.span.start, one.span.end) for one in regions if one.kind == "byline"]
        names = tuple(_names_in(facts.get("byline", "")))
        found += _of_names(text, regions, names, tuple(joined for one in names if len(joined := _squashed(one)) >= _FEWEST_LETTERS))
    if DATE in what:
        found += _of_dates(text, regions, {facts.get(key, "")[:10] for key in ("date_published", "date_on_page")} - {""})
    return _united(found)


def with_hidden(text: str, spans: Iterable[Span]) -> str:
    """Return the text with these stretches made unreadable: as many code points, white space kept."""
    parts: list[str] = []
    position = 0
    for span in spans:
        parts += (text[position : span.start], "".join(one if one.isspace() else SIGN for one in text[span.start : span.end]))
        position = span.end
    return "".join((*parts, text[position:]))


def same_where_seen(shown: str, text: str) -> bool:
    """Return whether a text is what is shown of another one, hidden characters standing for any."""
    return len(shown) == len(text) and all(one in (SIGN, other) for one, other in zip(shown, text, strict=True))


# ---- names --------------------------------------------------------------------------------------------------------------


def _outlet_names(facts: Mapping[str, str]) -> tuple[str, ...]:
    full = facts.get("outlet", "").strip()
    short = _ARTICLES.sub("", full)
    return tuple(dict.fromkeys(one for one in (full, short) if one))


def _joined_names(facts: Mapping[str, str]) -> tuple[str, ...]:
    """Return how the outlet may be written as one word in addresses."""
    host = re.sub(r"^www\d?\.", "", (urlsplit(facts.get("url", "")).hostname or "") if "//" in facts.get("url", "") else "")
    written = [_squashed(one) for one in _outlet_names(facts)]
    return tuple(dict.fromkeys(one for one in (*written, _squashed(host)) if len(one) >= _FEWEST_LETTERS))


def _names_in(byline: str) -> Iterator[str]:
    for part in _BETWEEN_NAMES.split(_BEFORE_NAMES.sub("", byline)):
        name = _BEFORE_NAMES.sub("", part).strip(" .")
        if any(one.isalpha() for one in name):
            yield name


def _squashed(name: str) -> str:
    return "".join(one for one in plain(name) if one.isalnum())


def _of_names(text: str, regions: tuple[Region, ...], names: Iterable[str], joined: Iterable[str]) -> Iterator[tuple[int, int]]:
    folded = text.casefold()
    for name in names:
        words = re.findall(r"\w+", name)
        if not words or max(words, key=len).casefold() not in folded:
            continue
        everywhere = len(words) > 1
        for match in _name_pattern(tuple(words)).finditer(text):
            if everywhere or region_at(regions, match.start()) in _ABOUT_THE_PAGE or match.group() == name:
                yield match.span()
    written = [one for one in joined if one]
    if written and any(sign in text for sign in ".@#_"):
        for match in re.finditer(r"\S*[.@#_]\S*", text):
            if any(one in _squashed(match.group()) for one in written):
                yield match.span()


@lru_cache(maxsize=512)
def _name_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + r"[^\w\n]{0,3}\s{0,2}".join(re.escape(one) for one in words) + r"(?!\w)", re.I)


# ---- dates --------------------------------------------------------------------------------------------------------------


@cache
def _date_pattern() -> re.Pattern[str]:
    months = "|".join(re.escape(one).replace("\\ ", r"\s") for one in sorted(keys_of("months"), key=len, reverse=True) if len(one) > 1)
    number = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?"
    return re.compile(
        rf"(?<!\d)\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}(?!\d)"
        rf"|\d{{4}}\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일]"
        rf"|(?<!\w){number}\s*(?:of\s+|de\s+)?(?:{months})(?!\w)\.?(?:,?\s*(?:de\s+)?\d{{4}})?"
        rf"|(?<!\w)(?:{months})\.?\s+{number}(?!\w)(?:,?\s*\d{{4}})?",
        re.I,
    )


def _of_dates(text: str, regions: tuple[Region, ...], days: Collection[str]) -> Iterator[tuple[int, int]]:
    from annotator.text.page_dates import dates_of_line  # its patterns take a while; few projects hide dates

    if not _DIGIT.search(text):
        return
    around = [one.span for one in regions if one.kind in _ABOUT_THE_PAGE]
    for span in around:
        for match in _YEAR.finditer(text, span.start, span.end):
            yield match.span()
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        if line.strip() and dates_of_line(line) is not None and region_at(regions, position) in _ABOUT_THE_PAGE:
            yield position, end
        elif _DIGIT.search(line):
            for match in _date_pattern().finditer(line):
                start = position + match.start()
                if region_at(regions, start) in _ABOUT_THE_PAGE or _is_one_of(match.group(), days):
                    yield start, position + match.end()
        position = end + 1


def _is_one_of(written: str, days: Collection[str]) -> bool:
    """Return whether a date, perhaps without its year, may be one of these days (ISO)."""
    numbers = [int(one) for one in re.findall(r"\d+", written)]
    months = {key for word in re.findall(r"[^\W\d]+", plain(written)) for key in keys_of("months").get(word, ())}
    for day in days:
        wanted = day.split("-")
        if len(wanted) != 3:
            continue
        year, month, number = (int(one) for one in wanted)
        years = [one for one in numbers if one >= 100]
        if years and years[0] != year:
            continue
        rest = [one for one in numbers if one < 100]
        if str(month) in months and number in rest:
            return True
        if not months and number in rest and month in rest and (len(rest) == 2 or year % 100 in rest):
            return True
    return False


def _united(found: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start, end in sorted(found):
        if start >= end:
            continue
        if spans and start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(Span(start, end))
    return tuple(spans)
