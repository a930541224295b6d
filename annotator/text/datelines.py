"""Where the dateline in front of an article's first paragraph ends: "KATHMANDU, June 3 (AP) –"."""

from __future__ import annotations

import re

from annotator.text.lexicon import entries, keys_of, plain

_FURTHEST = 90
_DASH = r"(?:\.?\s?[–—―]|\.?\s?--?(?=\s)|\.-|\s=(?=\s))"
_HEAD = re.compile(rf"^(?P<head>[^–—―:।!?\n]{{2,{_FURTHEST}}}?)(?P<dash>{_DASH})\s*(?=\S)")
_COLON_HEAD = re.compile(r"^(?P<head>[^–—:।!?\n]{2,40}?)\s?[:।]\s+(?=\S)")
_AGENCY = re.compile(r"[(（\[]\s*([^()（）\[\]]{2,40})\s*[)）\]]\s*$|[-/]\s*([\w .]{2,30})\s*$|\.\s+([^\W\d_]+)(?:\.[A-Za-zА-я]{2,3})?\s*$")
_CHINESE = re.compile(
    r"^[（(]?[\u4e00-\u9fff]{2,14}\d{1,2}(?:月\d{1,2})?日(?:电|讯|電|訊|消息)[）)]?\s?(?:[（(](?:记者|記者)?[^）)]{1,30}[）)])?[\s:：,，]*(?=\S)"
)
_KOREAN = re.compile(r"^[(\[][^)\]]{1,16}=[^)\]]{1,16}[)\]](?:\s[^=\n]{2,20}\s?기자)?\s?=?\s*(?=\S)")
_JAPANESE = re.compile(r"^【[^】]{2,24}】\s*(?=\S)")
_PIECE = re.compile(r"\d+|[^\s\d,.()（）/]+")


def dateline_of(paragraph: str) -> tuple[int, int] | None:
    """Return where the dateline of a first paragraph ends and where its text begins, None if it has no dateline.

    A dateline is a place in capitals, or a place with a day or an agency, or a city that we know, in front of a dash;
    or the head of an East Asian agency's report.
    """
    for pattern in (_CHINESE, _KOREAN, _JAPANESE):
        match = pattern.match(paragraph)
        if match is not None:
            return _ends(paragraph, match.end())
    match = _HEAD.match(paragraph)
    if match is not None and _is_place(match.group("head"), match.group("dash"), paragraph[match.end() :]):
        return _ends(paragraph, _behind_agency(paragraph, match.end()))
    match = _COLON_HEAD.match(paragraph)
    if match is not None and _is_place_before_colon(match.group("head")):
        return _ends(paragraph, match.end())
    return None


def _behind_agency(paragraph: str, text_begins: int) -> int:
    """Return where the text begins behind an agency's name with a stop: "МОСКВА, 3 июн — РИА Новости. …"."""
    name, stop, _ = paragraph[text_begins : text_begins + 40].partition(". ")
    return text_begins + len(name) + 2 if stop and plain(name) in entries("agencies") else text_begins


def _is_place_before_colon(head: str) -> bool:
    place = _without_day(head)
    if not place:
        return False
    dated = place != head.strip(" ,")
    return (dated and (_is_city(place) or _in_capitals(place))) or (not _has_case(place) and _is_city(place))


def is_dateline(line: str) -> bool:
    """Return whether a whole line is a dateline: a place in capitals or a known city with a day."""
    head = line.rstrip(" –—-.")
    place = _without_day(head)
    return bool(place) and place != head.strip() and len(line) <= 60 and (_in_capitals(place) or _is_city(place))


def _ends(paragraph: str, text_begins: int) -> tuple[int, int] | None:
    end = len(paragraph[:text_begins].rstrip())
    return (end, text_begins) if text_begins < len(paragraph) else None


def _is_place(head: str, dash: str, rest: str) -> bool:
    agency = _AGENCY.search(head)
    signed = agency is not None and _is_agency(next(filter(None, agency.groups())))
    if agency is not None and not signed and agency.group(1) is None:
        agency = None
    before = head[: agency.start()] if agency is not None else head
    place = _without_day(before.strip(" ,"))
    dated = place != before.strip(" ,")
    if not place or len(place.split()) > 6 or place[0].isdigit():
        return False
    if _in_capitals(place) and (len(place) > 3 or _is_city(place)):  # "US – China" is no dateline
        return not rest[:1].islower() or signed or dated
    if signed or (dated and _looks_like_a_place(place)):
        return _looks_like_a_place(place)
    spaced = dash[:1].isspace() or not _has_case(place)
    return _is_city(place) and spaced and not rest[:1].islower()


def _is_agency(name: str) -> bool:
    words = [plain(word.strip(" .")) for word in re.split(r"[/,;&]|\s-\s", name)]
    return any(word in entries("agencies") for word in words) or (name.isupper() and name.isalpha() and 2 <= len(name) <= 5)


def _without_day(head: str) -> str:
    """Return the head without the day behind the place: "Rome, June 3" → "Rome"."""
    words = list(_PIECE.finditer(head))
    cut = len(head)
    numbers = months = 0
    for word in reversed(words):
        token = plain(word.group())
        if token.isdigit():
            numbers += 1
        elif token in keys_of("months"):
            months += 1
        elif not (token in entries("date_words") and (numbers or months or (token.isalpha() and len(token) > 3))):
            break
        cut = word.start()
    if not numbers and not months and cut == len(head):
        return head.strip(" ,")
    return head[:cut].strip(" ,.") if cut else ""


def _in_capitals(place: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", place) if not _is_particle(word) or word.isupper()]
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if not capitals or not words[0].isupper():
        return False
    first_part = place.split(",")[0].split("/")[0]  # "PARIS, Texas": behind a comma ordinary letters may follow
    return all(word.isupper() or _is_particle(word) for word in re.findall(r"[^\W\d_]{2,}", first_part)) and len(words) <= 6


def _looks_like_a_place(place: str) -> bool:
    words = re.findall(r"[^\W\d_][^\s,/]*", place)
    if not _has_case(place):
        return len(words) <= 3
    return 0 < len(words) <= 5 and all(word[0].isupper() or _is_particle(word) for word in words) and words[0][0].isupper()


def _is_city(place: str) -> bool:
    return all(plain(part.strip()) in entries("cities") for part in re.split(r"[/,]", place) if part.strip()) and bool(place.strip(" /,"))


def _is_particle(word: str) -> bool:
    return plain(word) in entries("name_particles")


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()
