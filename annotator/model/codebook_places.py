"""Where in a codebook something stands: a path of ids from the kind of thing down, and the JSON object found there.

``("category", "claim", "claim_type", "demand")`` is a value, ``("link", "makes")`` a link type, ``("article", "genre")`` an
article variable, ``("module", "intensity")`` a module, ``("region", "body")`` a kind of region, ``("codebook",)`` the whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.i18n import _
from annotator.model.codebook import CodebookProblem

Place = tuple[str, ...]
Source = dict[str, Any]

CODEBOOK, CATEGORY, LINK, ARTICLE, ENTITY, COMMON = "codebook", "category", "link", "article", "entity", "common"
MODULE, REGION, ATTRIBUTE, VALUE = "module", "region", "attribute", "value"
WHOLE: Place = (CODEBOOK,)

# kind → the list of the codebook's JSON that holds it
_LISTS = {
    CATEGORY: "categories",
    LINK: "links",
    ARTICLE: "article_variables",
    ENTITY: "entity_fields",
    COMMON: "common_attributes",
    MODULE: "modules",
}
# Lists of attributes at the top level: what stands in them is an attribute, not an owner of attributes.
_LISTS_OF_ATTRIBUTES = (ARTICLE, ENTITY, COMMON)
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "æ": "ae", "œ": "oe", "ø": "oe", "þ": "th", "'": "", "’": ""})
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


def kind_of(place: Place) -> str:
    """Return what stands at a place: codebook, category, link, module, region, attribute or value."""
    first, depth = place[0], len(place)
    if first in _LISTS_OF_ATTRIBUTES:
        return (ATTRIBUTE, VALUE)[depth - 2]
    return first if depth <= 2 else (ATTRIBUTE, VALUE)[depth - 3]


def is_place(place: Place) -> bool:
    """Return whether a path has a form that something can stand at."""
    if not place or place[0] not in (*_LISTS, REGION, CODEBOOK):
        return False
    most = {CODEBOOK: 1, MODULE: 2, REGION: 2, CATEGORY: 4, LINK: 4}.get(place[0], 3)
    return place == WHOLE if place[0] == CODEBOOK else 2 <= len(place) <= most


def owner_of(place: Place) -> Place:
    """Return the place of what this one belongs to: a value's attribute, an attribute's category."""
    return place[:-1] if len(place) > 2 else WHOLE


def siblings(source: Mapping[str, Any], place: Place, *, make: bool = False) -> list[Any]:
    """Return the list that holds what stands at this place; with ``make`` its owner gets one if it has none yet."""
    owner: Any
    if place[0] == REGION:
        owner, key = source, "region_types"
    elif len(place) == 2:
        owner, key = source, _LISTS[place[0]]
    elif kind_of(place) == ATTRIBUTE:
        owner, key = at(source, place[:-1]), "attributes"
    else:
        owner, key = at(source, list_of(source, place[:-1])), "values"
    found: list[Any] = owner.setdefault(key, []) if make else owner.get(key, [])
    return found


def list_of(source: Mapping[str, Any], attribute: Place) -> Place:
    """Return the attribute whose list of values this one takes: itself, or the one that ``values_from`` names."""
    taken = at(source, attribute).get("values_from")
    if not taken:
        return attribute
    for category in source.get("categories", []):
        for one in category.get("attributes", []):
            if f"{category.get('id')}.{one.get('id')}" == taken:
                return (CATEGORY, category["id"], one["id"])
    raise CodebookProblem(_("{place} takes its values from the unknown {list!r}").format(place=words_of_place(attribute), list=taken))


def sharing(source: Mapping[str, Any], attribute: Place) -> list[Place]:
    """Return all attributes that choose from one list of values with this one, itself among them."""
    wanted = list_of(source, attribute)
    return [place for place, raw in walk(source) if kind_of(place) == ATTRIBUTE and _has_values(raw) and list_of(source, place) == wanted]


def _has_values(raw: Any) -> bool:
    return isinstance(raw, dict) and ("values" in raw or "values_from" in raw)


def find(source: Mapping[str, Any], place: Place) -> Any:
    """Return the JSON object at this place (a region: its name), None if nothing stands there."""
    try:
        return at(source, place)
    except CodebookProblem:
        return None


def at(source: Mapping[str, Any], place: Place) -> Any:
    """Return the JSON object at this place; CodebookProblem if nothing stands there."""
    if place == WHOLE:
        return source
    if not is_place(place):
        raise CodebookProblem(_("{place} is no place in a codebook").format(place=".".join(place)))
    for one in siblings(source, place):
        if (one if place[0] == REGION else one.get("id")) == place[-1]:
            return one
    raise CodebookProblem(_("the codebook has no {place}").format(place=words_of_place(place)))


def walk(source: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Yield every place below the whole with its JSON object, owners before what they own; shared lists once, where they stand."""
    for kind, key in _LISTS.items():
        for raw in source.get(key, []):
            yield from _below((kind, str(raw.get("id"))), raw)
    for region in source.get("region_types", []):
        yield (REGION, str(region)), region


def _below(place: Place, raw: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    yield place, raw
    for key in ("attributes", "values"):
        for one in raw.get(key, []):
            yield from _below((*place, str(one.get("id"))), one)


def words_of_place(place: Place) -> str:
    """Return a place as messages name it: ``claim.claim_type demand``, ``link makes``, ``article variable.genre``."""
    if place == WHOLE:
        return "codebook"
    first, *rest = place
    head = {ARTICLE: "article variable", COMMON: "annotation", ENTITY: "entity"}.get(first)
    names = [head, *rest] if head else rest
    value = names.pop() if kind_of(place) == VALUE else ""
    shown = ".".join(names)
    prefix = f"{first} " if first == LINK or (len(place) == 2 and not head) else ""
    return f"{prefix}{shown} {value}".rstrip()


def label_path(source: Mapping[str, Any], place: Place) -> tuple[str, ...]:
    """Return the labels from the owner down to this place, as the window shows them: (Claim, Type, Demand)."""
    labels = []
    for depth in range(2, len(place) + 1):
        raw = find(source, place[:depth])
        own = raw.get("label") if isinstance(raw, dict) else None
        labels.append(str(own or place[depth - 1].replace("_", " ").capitalize()))
    return tuple(labels)


def id_from(label: str, taken: Sequence[str]) -> str:
    """Return a fresh id made from a label: ``Kind of maker`` becomes ``kind_of_maker``, ``kind_of_maker_2`` if that is taken."""
    plain = unicodedata.normalize("NFKD", label.casefold().translate(_SPELT))
    made = re.sub(r"[^a-z0-9]+", "_", "".join(one for one in plain if not unicodedata.combining(one))).strip("_")
    made = made if _ID.match(made) else f"x_{made}".rstrip("_")
    found, number = made, 1
    while found in taken:
        number += 1
        found = f"{made}_{number}"
    return found


def check_id(given: object) -> str:
    """Return an id as new things may bear it; CodebookProblem for anything but small letters, digits and ``_``."""
    if not isinstance(given, str) or not _ID.match(given):
        raise CodebookProblem(_("{name!r} cannot be an id: small letters a to z, digits and _, a letter first").format(name=given))
    return given
