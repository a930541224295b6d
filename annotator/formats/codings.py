"""Codings read from JSON Lines, one object a line: articles, regions, entities, annotations, links, judgements of articles.

These are the records that ``annotate`` reads; ``coding_lines`` writes them. Reading checks the shape of a record alone; whether
the project allows it is for ``operations.annotating``. ``filled`` is a key of our own beside ``values``: how a value came about
that the coder did not choose (attribute id → "default", "proposed" or "accepted"); where it stands, the values are whole as
they are and no default is filled in. ``incomplete``: true is another: the record misses required values, or the
article was finished with items open, and it is taken as it is, as ``--lenient`` takes all. ``codebook_version`` is kept where the
project knows that version.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.annotation import ACCEPTED, DEFAULT, PROPOSED
from annotator.model.article import FACTS
from annotator.model.entity import ENTITY_FIELDS

LONGEST_NAME = 1000
LONGEST_SOURCE_ID = 100_000  # an address may be one
Pairs = tuple[tuple[int, int], ...]

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_HOW = (DEFAULT, PROPOSED, ACCEPTED)


class BadRecord(AnnotatorError):
    """A line that is no record of codings; the message is the reason."""


class ArticleRecord(NamedTuple):
    """An article to add: ``given`` is its ``id``, ``facts`` the columns of ``articles.csv`` that are given."""

    given: str
    source_id: str
    text: str
    facts: dict[str, str]


class RegionRecord(NamedTuple):
    """A region of an article."""

    article: str
    kind: str
    start: int
    end: int


class EntityRecord(NamedTuple):
    """An entry of the register; ``fields`` are those that are given, aliases as a tuple.

    ``periods``: (field, value, first day, last day) of what it was through time; None: not given.
    """

    id: str
    label: str
    fields: dict[str, Any]
    periods: tuple[tuple[str, str, str, str], ...] | None = None


class AnnotationRecord(NamedTuple):
    """A marked passage; ``filled`` None: not given, defaults are filled in."""

    id: str
    article: str
    coder: str
    category: str
    spans: Pairs
    quote: str | None
    values: Mapping[str, Any]
    filled: Mapping[str, str] | None
    confidence: str
    flag: bool
    note: str
    incomplete: bool = False
    version: str = ""
    inherited: bool = False


class LinkRecord(NamedTuple):
    """A tie between two annotations; article and coder may be left out, they are those of the ends."""

    id: str
    article: str
    coder: str
    link: str
    from_id: str
    to_id: str
    values: Mapping[str, Any]
    incomplete: bool = False
    version: str = ""


class ArticleCodingRecord(NamedTuple):
    """A coder's judgement of an article as a whole."""

    article: str
    coder: str
    values: Mapping[str, Any]
    filled: Mapping[str, str] | None
    finished: bool
    note: str
    incomplete: bool = False
    version: str = ""


class DeletedRecord(NamedTuple):
    """An annotation (with its links) or a link to be removed; article and coder are checked if given."""

    type: str
    id: str
    article: str
    coder: str


Record = ArticleRecord | RegionRecord | EntityRecord | AnnotationRecord | LinkRecord | ArticleCodingRecord | DeletedRecord


def read_record(line: str | bytes) -> Record | None:
    """Return the record that a line holds, None for an empty line; BadRecord says what is wrong with it."""
    if isinstance(line, bytes):
        try:
            line = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRecord(_("is not UTF-8 at byte {byte} of the line").format(byte=error.start)) from error
    elif _HALF_PAIR.search(line):
        raise BadRecord(_("holds half a surrogate pair"))
    raw = _json(line)
    if raw is None:
        return None
    kind = raw.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        if kind is None:
            raise BadRecord(_("has no type"))
        raise BadRecord(_("unknown type {kind!r}; known are: {known}").format(kind=kind, known=", ".join(_READERS)))
    return reader(raw)


def _json(line: str) -> dict[str, Any] | None:
    try:
        raw = _decode(line)
        if "\\u" in line:
            _refuse_unstorable(raw)
    except ValueError as error:
        if not line.strip("\ufeff \t\r\n"):
            return None
        if line.startswith("\ufeff"):
            return _json(line[1:])
        raise BadRecord(_("is not JSON: {reason}").format(reason=error)) from error
    except RecursionError as error:
        raise BadRecord(_("is nested too deeply")) from error
    if type(raw) is not dict:
        raise BadRecord(_("is not a JSON object"))
    return raw


def _refuse_unstorable(value: Any) -> None:
    """An escape may stand for what no text can hold: NUL, or half a surrogate pair."""
    if isinstance(value, dict):
        for key, one in value.items():
            _refuse_unstorable(key)
            _refuse_unstorable(one)
    elif isinstance(value, list):
        for one in value:
            _refuse_unstorable(one)
    elif isinstance(value, str) and (found := _UNSTORABLE.search(value)):
        raise BadRecord(_("holds a NUL") if found.group() == "\x00" else _("holds half a surrogate pair"))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if value is None:
        return ""
    if type(value) is not str:
        raise BadRecord(_("{key}: {value} is not text").format(key=key, value=_short(value)))
    return value


def _name(raw: Mapping[str, Any], key: str, longest: int = LONGEST_NAME) -> str:
    """Return an id, which may be written as a number; empty if it is not given."""
    value = raw.get(key)
    if type(value) is str:
        if len(value) > longest:
            raise BadRecord(_("{key}: is longer than {longest} characters").format(key=key, longest=longest))
        return value
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    raise BadRecord(_("{key}: {value} is no id").format(key=key, value=_short(value)))


def _needed(raw: Mapping[str, Any], key: str) -> str:
    value = _name(raw, key)
    if not value:
        raise BadRecord(_("{key} is missing").format(key=key))
    return value


def _truth(raw: Mapping[str, Any], key: str) -> bool:
    value = raw.get(key)
    if value is None:
        return False
    if type(value) is not bool:
        raise BadRecord(_("{key}: {value} is neither true nor false").format(key=key, value=_short(value)))
    return value


def _values(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    values = raw.get("values")
    if type(values) is dict:
        return values
    if values is None:
        return {}
    raise BadRecord(_("values: is not an object"))


def _filled(raw: Mapping[str, Any]) -> Mapping[str, str] | None:
    filled = raw.get("filled")
    if filled is None:
        return None
    if type(filled) is not dict or any(how not in _HOW for how in filled.values()):
        raise BadRecord(_("filled: is not an object of {known}").format(known=", ".join(_HOW)))
    return filled


def _short(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def _place(start: Any, end: Any) -> tuple[int, int]:
    if type(start) is not int or type(end) is not int:
        raise BadRecord(_("a span runs between two whole numbers, not from {start} to {end}").format(start=_short(start), end=_short(end)))
    if not 0 <= start < end:
        raise BadRecord(_("a span cannot run from {start} to {end}").format(start=start, end=end))
    return start, end


def _pairs(raw: Mapping[str, Any]) -> Pairs:
    spans = raw.get("spans")
    if spans is None:
        if raw.get("start") is None and raw.get("end") is None:
            raise BadRecord(_("spans is missing"))
        return (_place(raw.get("start"), raw.get("end")),)
    if type(spans) is not list or not spans:
        raise BadRecord(_("spans: is not a list of [start, end]"))
    if len(spans) == 1 and type(spans[0]) is list and len(spans[0]) == 2:
        return (_place(*spans[0]),)
    found = []
    for pair in spans:
        if type(pair) is not list or len(pair) != 2:
            raise BadRecord(_("spans: is not a list of [start, end]"))
        found.append(_place(*pair))
    if len(found) > 1:
        found.sort()
        for left, right in pairwise(found):
            if right[0] < left[1]:
                raise BadRecord(
                    _("the fragments {first}–{first_end} and {second}–{second_end} overlap").format(
                        first=left[0], first_end=left[1], second=right[0], second_end=right[1]
                    )
                )
    return tuple(found)


_OTHER_NAMES = {"headline": "title", "date_published": "date", "outlet": "source"}


def _article(raw: Mapping[str, Any]) -> ArticleRecord:
    facts = {}
    for key in (*FACTS, "cluster_id"):
        value = _text(raw, key) or _text(raw, _OTHER_NAMES.get(key, key))
        if value:
            facts[key] = value
    given = _name(raw, "id") or _name(raw, "article_id")
    return ArticleRecord(given, _name(raw, "source_id", LONGEST_SOURCE_ID), _text(raw, "text"), facts)


def _region(raw: Mapping[str, Any]) -> RegionRecord:
    start, end = _pairs(raw)[0]
    return RegionRecord(_needed(raw, "article"), _needed(raw, "kind"), start, end)


def _entity(raw: Mapping[str, Any]) -> EntityRecord:
    _refuse_deletion(raw)
    label = _text(raw, "label")
    if not label.strip():
        raise BadRecord(_("label is missing"))
    fields: dict[str, Any] = {key: _text(raw, key) for key in ENTITY_FIELDS if raw.get(key) is not None}
    aliases = raw.get("aliases")
    if aliases is not None:
        if type(aliases) is not list or any(type(one) is not str for one in aliases):
            raise BadRecord(_("aliases: is not a list of texts"))
        fields["aliases"] = tuple(aliases)
    return EntityRecord(_name(raw, "id"), label, fields, _periods(raw))


def _periods(raw: Mapping[str, Any]) -> tuple[tuple[str, str, str, str], ...] | None:
    given = raw.get("periods")
    if given is None:
        return None
    if type(given) is not list or any(type(one) is not dict for one in given):
        raise BadRecord(_("periods: is not a list of objects"))
    return tuple((_text(one, "field"), _text(one, "value"), _text(one, "first_day"), _text(one, "last_day")) for one in given)


def _annotation(raw: Mapping[str, Any]) -> AnnotationRecord | DeletedRecord:
    if raw.get("deleted"):
        return _deleted(raw)
    get = raw.get
    quote = get("quote")
    if quote is not None and type(quote) is not str:
        raise BadRecord(_("quote: is not text"))
    category = get("category")
    return AnnotationRecord(
        _name(raw, "id"),
        _needed(raw, "article"),
        _text(raw, "coder"),
        category if type(category) is str and category else _needed(raw, "category"),
        _pairs(raw),
        quote,
        _values(raw),
        _filled(raw) if "filled" in raw else None,
        _text(raw, "confidence") if "confidence" in raw else "",
        _truth(raw, "flag") if "flag" in raw else False,
        _text(raw, "note") if "note" in raw else "",
        _truth(raw, "incomplete") if "incomplete" in raw else False,
        _text(raw, "codebook_version") if "codebook_version" in raw else "",
        _truth(raw, "inherited") if "inherited" in raw else False,
    )


def _link(raw: Mapping[str, Any]) -> LinkRecord | DeletedRecord:
    if raw.get("deleted"):
        return _deleted(raw)
    return LinkRecord(
        _name(raw, "id"),
        _name(raw, "article"),
        _text(raw, "coder"),
        _needed(raw, "link"),
        _needed(raw, "from"),
        _needed(raw, "to"),
        _values(raw),
        _truth(raw, "incomplete"),
        _text(raw, "codebook_version"),
    )


def _article_coding(raw: Mapping[str, Any]) -> ArticleCodingRecord:
    _refuse_deletion(raw)
    return ArticleCodingRecord(
        _needed(raw, "article"),
        _text(raw, "coder"),
        _values(raw),
        _filled(raw),
        _truth(raw, "finished"),
        _text(raw, "note"),
        _truth(raw, "incomplete"),
        _text(raw, "codebook_version"),
    )


def _deleted(raw: Mapping[str, Any]) -> DeletedRecord:
    _truth(raw, "deleted")
    return DeletedRecord(str(raw["type"]), _needed(raw, "id"), _name(raw, "article"), _text(raw, "coder"))


def _refuse_deletion(raw: Mapping[str, Any]) -> None:
    if raw.get("deleted"):
        raise BadRecord(_("only annotations and links can be deleted by a record"))


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Record]] = {
    "article": _article,
    "region": _region,
    "entity": _entity,
    "annotation": _annotation,
    "link": _link,
    "article_coding": _article_coding,
}
