"""Ids of what is new in a draft: until it is published a thing added without a name bears a provisional id, such as ``new_category_2``;
publishing gives it one made of its name, so that tables and scripts read ``counterclaim`` and not ``new_category_2``.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.model.codebook_places import (
    ATTRIBUTE,
    CATEGORY,
    LINK,
    MODULE,
    REGION,
    VALUE,
    Place,
    Source,
    find,
    id_from,
    kind_of,
    sharing,
    siblings,
    walk,
)

NEW = {CATEGORY: "new_category", LINK: "new_link", ATTRIBUTE: "new_question", VALUE: "new_value", MODULE: "new_module"}
_PROVISIONAL = re.compile("(" + "|".join(NEW.values()) + r")(_\d+)?\Z")


def provisional_id(kind: str, taken: list[str]) -> str:
    """Return a free id for something of this kind that has no name of its own yet."""
    return id_from(NEW[kind], taken)


def is_provisional(published: Mapping[str, Any], place: Place) -> bool:
    """Return whether publishing gives what stands here an id made of its name: it is new and was added without one."""
    return _PROVISIONAL.match(place[-1]) is not None and kind_of(place) != REGION and find(published, place) is None


def with_ids_of_names(source: Mapping[str, Any], published: Mapping[str, Any]) -> Source:
    """Return a codebook's JSON in which nothing bears a provisional id; what refers to it follows. ``source`` stays as it is."""
    made = copy.deepcopy(dict(source))
    new = [place for place, _raw in walk(made) if is_provisional(published, place)]
    for place in sorted(new, key=len, reverse=True):  # what is owned before its owner: places name the owner by its old id
        raw = find(made, place)
        label = str(raw.get("label") or "").strip()
        taken = [str(one.get("id")) for one in siblings(made, place) if one is not raw]
        fresh = id_from(label, taken) if label else place[-1]
        if fresh != place[-1]:
            if follow := _FOLLOW.get(kind_of(place)):  # nothing in a codebook refers to a link
                follow(made, place, fresh)
            raw["id"] = fresh
    return made


def _replaced(found: Any, old: str, new: str) -> Any:
    """Return a value or a list of them with one id in the place of another."""
    if isinstance(found, list):
        return [new if one == old else one for one in found]
    return new if found == old else found


def _attributes(source: Source) -> Iterator[tuple[Place, dict[str, Any]]]:
    return ((place, raw) for place, raw in walk(source) if kind_of(place) == ATTRIBUTE)


def _conditions(source: Source, owner: Place) -> Iterator[dict[str, Any]]:
    """Yield the conditions in which the questions of an owner may be named: of its other questions, and of counted links."""
    for place, raw in _attributes(source):
        if place[:-1] == owner and raw.get("when"):
            yield raw["when"]
    for link in source.get("links", []):
        for count in link.get("counts", []):
            if count.get("when") and owner[0] == CATEGORY and owner[-1] in (*link.get("from", []), *link.get("to", [])):
                yield count["when"]


def _follow_category(source: Source, place: Place, fresh: str) -> None:
    old = place[-1]
    for category in source.get("categories", []):
        if category.get("parent") == old:
            category["parent"] = fresh
    for link in source.get("links", []):
        for end in ("from", "to"):
            link[end] = _replaced(link.get(end, []), old, fresh)
        for count in link.get("counts", []):
            count.update({key: _replaced(count[key], old, fresh) for key in ("category", "other") if key in count})
    _follow_list(source, f"{old}.", f"{fresh}.")


def _follow_list(source: Source, old: str, fresh: str) -> None:
    for _place, raw in _attributes(source):
        taken = str(raw.get("values_from") or "")
        if taken == old or (old.endswith(".") and taken.startswith(old)):
            raw["values_from"] = fresh + taken[len(old) :]


def _follow_question(source: Source, place: Place, fresh: str) -> None:
    for when in _conditions(source, place[:-1]):
        if place[-1] in when:
            when[fresh] = when.pop(place[-1])
    if place[0] == CATEGORY:
        _follow_list(source, ".".join(place[1:]), f"{place[1]}.{fresh}")


def _follow_value(source: Source, place: Place, fresh: str) -> None:
    for attribute in sharing(source, place[:-1]):
        raw = find(source, attribute)
        if "default" in raw:
            raw["default"] = _replaced(raw["default"], place[-1], fresh)
        for when in _conditions(source, attribute[:-1]):
            if attribute[-1] in when:
                when[attribute[-1]] = _replaced(when[attribute[-1]], place[-1], fresh)
    for value in siblings(source, place):
        value.update({key: _replaced(value[key], place[-1], fresh) for key in ("merged_into", "split_into") if key in value})


def _follow_module(source: Source, place: Place, fresh: str) -> None:
    for _place, raw in _attributes(source):
        if raw.get("module") == place[-1]:
            raw["module"] = fresh


_FOLLOW = {CATEGORY: _follow_category, ATTRIBUTE: _follow_question, VALUE: _follow_value, MODULE: _follow_module}
