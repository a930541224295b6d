"""Whether the JSON of a codebook holds in each field what belongs there: a text where a name is read, a number where a limit is.

What comes from outside is looked at before it is read, so that no name becomes ``5``, ``nan`` or ``[]`` and nothing is kept that
cannot be written again. What a project keeps already is read as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from annotator.i18n import N_, _
from annotator.model.codebook import BOOLEAN, DATE, MULTIPLE, NUMBER, SINGLE, TEXT, Codebook, CodebookProblem, parse_codebook

Kind = tuple[str, Callable[[Any], bool]]
"""what a field holds, in words, and whether a value is that"""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_one(value: Any) -> bool:
    return isinstance(value, bool) or _is_text(value) or _is_number(value)


def _is_condition(value: Any) -> bool:
    return isinstance(value, dict) and all(
        _is_text(question) and all(map(_is_one, wanted if isinstance(wanted, list) else [wanted])) for question, wanted in value.items()
    )


def _is_span_of_numbers(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and _is_whole(value[0]) and (value[1] is None or _is_whole(value[1]))


def _many(each: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(each, value))


def _or_none(kind: Kind) -> Kind:
    return kind[0], lambda value: value is None or kind[1](value)


_TEXT: Kind = N_("a text"), _is_text
_TEXTS: Kind = N_("a list of texts"), _many(_is_text)
_YES_NO: Kind = N_("true or false"), lambda value: isinstance(value, bool)
_NUMBER: Kind = N_("a number"), _is_number
_WHOLE: Kind = N_("a whole number"), _is_whole
_OBJECTS: Kind = N_("a list of objects"), _many(lambda value: isinstance(value, dict))
_SPAN: Kind = N_("a list of the least and the largest number"), _is_span_of_numbers
_CONDITION: Kind = N_("an object of questions and their values"), _is_condition
_VALUE: Kind = N_("a value that a coder can give"), lambda value: _is_one(value) or _TEXTS[1](value)

# kind of thing → field → what belongs there; fields that stand in no list are the maker's own, and are kept as they came
_SHAPES: dict[str, dict[str, Kind]] = {
    "codebook": {"codebook": _TEXT, "version": _TEXT, "language": _TEXT, "region_types": _TEXTS, "coded_regions": _TEXTS,
                 "categories": _OBJECTS, "links": _OBJECTS, "article_variables": _OBJECTS, "entity_fields": _OBJECTS,
                 "common_attributes": _OBJECTS, "modules": _OBJECTS},
    "category": {"id": _TEXT, "label": _TEXT, "key": _TEXT, "color": _TEXT, "style": _TEXT, "definition": _TEXT, "span": _TEXT,
                 "include": _TEXTS, "exclude": _TEXTS, "examples": _OBJECTS, "fragments": _YES_NO, "unlinked": _TEXT,
                 "parent": _or_none(_TEXT), "retired": _YES_NO, "attributes": _OBJECTS},
    "example": {"text": _TEXT, "mark": _TEXT, "good": _YES_NO, "why": _TEXT},
    "attribute": {"id": _TEXT, "label": _TEXT, "type": _TEXT, "definition": _TEXT, "note": _TEXT, "required": _YES_NO,
                  "default": _or_none(_VALUE), "when": _or_none(_CONDITION), "ordinal": _YES_NO, "module": _or_none(_TEXT),
                  "max_length": _or_none(_WHOLE), "min": _or_none(_NUMBER), "max": _or_none(_NUMBER), "integer": _YES_NO,
                  "retired": _YES_NO, "values": _OBJECTS, "values_from": _TEXT},
    "value": {"id": _TEXT, "label": _TEXT, "definition": _TEXT, "retired": _YES_NO, "merged_into": _TEXT, "split_into": _TEXTS},
    "link": {"id": _TEXT, "label": _TEXT, "inverse": _TEXT, "question": _TEXT, "rule": _TEXT, "key": _TEXT, "from": _TEXTS,
             "to": _TEXTS, "counts": _OBJECTS, "no_self": _YES_NO, "per_source": _or_none(_SPAN), "per_target": _or_none(_SPAN),
             "retired": _YES_NO, "attributes": _OBJECTS},
    "count": {"at": _TEXT, "category": _TEXT, "when": _CONDITION, "with": _TEXT, "level": _TEXT, "min": _WHOLE,
              "max": _or_none(_WHOLE)},
    "module": {"id": _TEXT, "label": _TEXT, "on": _YES_NO},
    "region": {"id": _TEXT, "coded": _YES_NO},
}  # fmt: skip
# a default is of the kind that its question asks for
_DEFAULTS: dict[str, Kind] = {SINGLE: _TEXT, TEXT: _TEXT, DATE: _TEXT, NUMBER: _NUMBER, BOOLEAN: _YES_NO, MULTIPLE: _VALUE}
# kind → the lists it holds: key, kind of what stands in them
_HOLDS = {
    "codebook": (("categories", "category"), ("links", "link"), ("article_variables", "attribute"), ("entity_fields", "attribute"),
                 ("common_attributes", "attribute"), ("modules", "module")),
    "category": (("examples", "example"), ("attributes", "attribute")),
    "link": (("counts", "count"), ("attributes", "attribute")),
    "attribute": (("values", "value"),),
}  # fmt: skip


def parse_foreign(source: Any) -> Codebook:
    """Return the codebook that JSON from outside describes; CodebookProblem names the place and field that cannot be taken."""
    if isinstance(source, dict):
        check_shape(source)
    return parse_codebook(source)


def check_shape(source: Mapping[str, Any]) -> None:
    """Raise CodebookProblem for the first field that holds what does not belong there; it names place, field and value."""
    for kind, place, raw in _things("codebook", "", source):
        check_fields(kind, raw, place or _("the codebook"))
    for path, value in _leaves("", source):
        if isinstance(value, str | float) and not (_is_text(value) or _is_number(value)):
            raise CodebookProblem(_("{place} holds {value}, which no file can keep").format(place=path, value=_shown(value)))


def check_fields(kind: str, given: Mapping[str, Any], place: str) -> None:
    """Raise CodebookProblem if a field of this kind of thing (``category``, ``value`` …) is given what does not belong there."""
    for name, (what, belongs) in _SHAPES.get(kind, {}).items():
        if name in given and not belongs(given[name]):
            _refuse(place, name, given[name], what)
    default = _DEFAULTS.get(str(given.get("type"))) if kind == "attribute" and given.get("default") is not None else None
    if default is not None and not default[1](given["default"]):
        _refuse(place, "default", given["default"], default[0])


def _refuse(place: str, field: str, value: Any, wanted: str) -> None:
    told = _("{place}: {field} is {value}, not {wanted}")
    raise CodebookProblem(told.format(place=place, field=field, value=_shown(value), wanted=_(wanted)))


def _shown(value: Any) -> str:
    """Return a value as JSON writes it, cut where it is long; signs that no file can keep by their numbers."""
    said = {None: "null", True: "true", False: "false"}.get(value) if value is None or isinstance(value, bool) else None
    found = said or ascii(value)
    return found if len(found) <= 60 else f"{found[:59]}…"


def _things(kind: str, place: str, raw: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield all that stands in a codebook's JSON with its kind and place; lists are checked before what they hold is yielded."""
    yield kind, place, raw
    for key, held in _HOLDS.get(kind, ()):
        for number, one in enumerate(raw.get(key, []), start=1):
            name = one.get("id") or number
            yield from _things(held, ", ".join(filter(None, (place, f"{held} {name}"))), one)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield path, key
            yield from _leaves(f"{path}.{key}".lstrip("."), one)
    elif isinstance(value, list):
        for number, one in enumerate(value, start=1):
            yield from _leaves(f"{path}.{number}", one)
    else:
        yield path, value
