"""Editing a codebook: each edit is a small record, and applying edits to a codebook's JSON gives new JSON.

Ids never change, so a rename reaches all old codings. What was published is retired, never removed. An edit that does not fit
(any more) raises CodebookProblem and changes nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import _
from annotator.model.codebook import MULTIPLE, SINGLE, CodebookProblem
from annotator.model.codebook_places import (
    ATTRIBUTE,
    CATEGORY,
    CODEBOOK,
    LINK,
    MODULE,
    REGION,
    VALUE,
    Place,
    Source,
    at,
    check_id,
    find,
    is_place,
    kind_of,
    list_of,
    sharing,
    siblings,
    words_of_place,
)
from annotator.model.codebook_shape import check_fields

ADD, SET, MOVE, RETIRE, RESTORE, REMOVE, MERGE, SPLIT = "add", "set", "move", "retire", "restore", "remove", "merge", "split"

# What may be set, by the kind of thing; ``NEW_FIELDS`` only while the thing was never published: codings hang on it afterwards.
FIELDS = {
    CODEBOOK: {"codebook", "language"},
    CATEGORY: {"label", "key", "color", "style", "definition", "span", "include", "exclude", "examples", "fragments", "unlinked",
               "parent"},
    LINK: {"label", "inverse", "question", "rule", "key", "from", "to", "counts", "no_self", "per_source", "per_target"},
    ATTRIBUTE: {"label", "definition", "required", "default", "when", "ordinal", "module", "max_length", "min", "max", "integer"},
    VALUE: {"label", "definition"},
    MODULE: {"label", "on"},
    REGION: {"coded"},
}
NEW_FIELDS = {ATTRIBUTE: {"type", "values_from"}, REGION: {"id"}}
# what belongs to one kind of question alone, and goes when it becomes another kind
_OF_A_KIND = ("default", "ordinal", "max_length", "min", "max", "integer")
_RETIRED = ("retired", "merged_into", "split_into")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a codebook: what is done, where, and with what."""

    do: str
    place: Place
    what: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the edit as the project keeps it."""
        return {"do": self.do, "place": list(self.place), "what": dict(self.what)}

    @classmethod
    def from_json(cls, found: Any) -> Edit:
        """Return the edit that was kept; CodebookProblem if this is none."""
        if not isinstance(found, dict) or not isinstance(found.get("place"), list) or not isinstance(found.get("what", {}), dict):
            raise CodebookProblem(_("{edit!r} is no edit of a codebook").format(edit=found))
        return cls(str(found.get("do")), tuple(map(str, found["place"])), found.get("what", {}))


# ---- making edits -----------------------------------------------------------------------------------------------------


def add(place: Place, **what: Any) -> Edit:
    """Add a category, attribute, value, link, article variable, module or region; the last part of the place is its new id."""
    return Edit(ADD, place, what)


def change(place: Place, **fields: Any) -> Edit:
    """Set fields such as label, definition, key, required, when; None takes a field away."""
    return Edit(SET, place, fields)


def rename(place: Place, label: str) -> Edit:
    """Let coders see another name; the id, and with it every old coding, stays."""
    return change(place, label=label)


def move(place: Place, to: int) -> Edit:
    """Put something at another place in its list, counted from 0."""
    return Edit(MOVE, place, {"to": to})


def retire(place: Place) -> Edit:
    """Offer something no longer; what was coded with it stays."""
    return Edit(RETIRE, place)


def restore(place: Place) -> Edit:
    """Offer again what was retired."""
    return Edit(RESTORE, place)


def remove(place: Place) -> Edit:
    """Take away what was added in this draft and never published."""
    return Edit(REMOVE, place)


def merge_values(attribute: Place, values: Iterable[str], into: str) -> Edit:
    """Let values become another one of the same list: they are retired, and publishing recodes what was coded with them."""
    return Edit(MERGE, attribute, {"values": list(values), "into": into})


def split_value(value: Place, into: Iterable[Mapping[str, Any]]) -> Edit:
    """Retire a value and offer others in its place (``id``, ``label``, ``definition``); what was coded with it waits to be recoded."""
    return Edit(SPLIT, value, {"into": [dict(one) for one in into]})


# ---- applying them ----------------------------------------------------------------------------------------------------


def apply(base: Mapping[str, Any], edits: Iterable[Edit]) -> Source:
    """Return the codebook's JSON after these edits; ``base`` is what was published, and stays as it is."""
    source = copy.deepcopy(dict(base))
    for edit in edits:
        apply_one(base, source, edit)
    return source


def apply_one(base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    """Change ``source`` in place by one edit; CodebookProblem, and nothing changed, if it does not fit."""
    act = _ACTS.get(edit.do)
    if act is None or not is_place(edit.place):
        raise CodebookProblem(_("{do!r} at {place!r} is no edit of a codebook").format(do=edit.do, place=".".join(edit.place)))
    act(base, source, edit)


def _add(_base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    if edit.place == (CODEBOOK,):
        raise CodebookProblem(_("a codebook is not added to itself"))
    if find(source, edit.place) is not None:
        raise CodebookProblem(_("the codebook has {place} already").format(place=words_of_place(edit.place)))
    kind, made = kind_of(edit.place), dict(edit.what)
    check_id(edit.place[-1])
    here = made.pop("here", None)
    allowed = FIELDS[kind] | NEW_FIELDS.get(kind, set()) | ({"values"} if kind == ATTRIBUTE else set())
    _only(made, allowed - {"coded", "id"}, edit.place)
    entries = siblings(source, edit.place, make=True)
    entry: Any = edit.place[-1] if kind == REGION else {"id": edit.place[-1], **copy.deepcopy(made)}
    for value in made.get("values", []):
        check_id(value.get("id") if isinstance(value, dict) else value)
    if kind == CATEGORY:
        entry.setdefault("attributes", [])
    entries.insert(len(entries) if here is None else max(0, min(int(here), len(entries))), entry)


def _set(base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    kind, found = kind_of(edit.place), at(source, edit.place)
    is_new = find(base, edit.place) is None
    _only(edit.what, FIELDS[kind] | (NEW_FIELDS.get(kind, set()) if is_new else set()), edit.place)
    if kind == REGION:
        _set_region(source, edit)
        return
    if kind == CODEBOOK and "codebook" in edit.what and not str(edit.what["codebook"] or "").strip():
        raise CodebookProblem(_("the codebook needs a name"))
    if "label" in edit.what and not str(edit.what["label"] or "").strip():
        raise CodebookProblem(_("{place} needs a name").format(place=words_of_place(edit.place)))
    if kind == ATTRIBUTE and edit.what.get("type", found.get("type")) != found.get("type"):
        for key in _OF_A_KIND:
            found.pop(key, None)
    for key, value in edit.what.items():
        if value is None or (value in ("", [], {}) and key not in found):
            found.pop(key, None)
        else:
            found[key] = copy.deepcopy(value)
    if kind == ATTRIBUTE and edit.what.get("type") in (SINGLE, MULTIPLE):
        found.setdefault("values", [])


def _set_region(source: Source, edit: Edit) -> None:
    """A region is its id and whether it is coded; one that is new may bear another id, which is the name that coders see."""
    name, coded, kinds = edit.place[-1], source.setdefault("coded_regions", []), source["region_types"]
    fresh = check_id(edit.what.get("id", name))
    if fresh != name and fresh in kinds:
        raise CodebookProblem(_("the codebook has {place} already").format(place=words_of_place((REGION, fresh))))
    is_coded = bool(edit.what.get("coded", name in coded))
    kinds[kinds.index(name)] = fresh
    if name in coded:
        coded.remove(name)
    if is_coded:
        coded.append(fresh)
        coded.sort(key=kinds.index)


def _only(given: Mapping[str, Any], allowed: set[str], place: Place) -> None:
    for key in given:
        if key not in allowed:
            raise CodebookProblem(_("{field} of {place} cannot be set").format(field=key, place=words_of_place(place)))
    check_fields(kind_of(place), {key: value for key, value in given.items() if value is not None}, words_of_place(place))
    for value in given.get("values") or []:
        if isinstance(value, dict):
            check_fields(VALUE, value, words_of_place(place))


def _move(_base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    found, entries = at(source, edit.place), siblings(source, edit.place)
    entries.remove(found)
    entries.insert(max(0, min(int(edit.what.get("to", 0)), len(entries))), found)


def _retire(_base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    found = at(source, edit.place)
    if kind_of(edit.place) not in (CATEGORY, LINK, ATTRIBUTE, VALUE) or edit.place[0] in ("entity", "common"):
        raise CodebookProblem(_("{place} cannot be retired").format(place=words_of_place(edit.place)))
    found["retired"] = True
    if found.get("key"):
        found["key"] = ""
    if kind_of(edit.place) == VALUE:
        _follow_defaults(source, edit.place[:-1], [edit.place[-1]], None)


def _restore(_base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    found = at(source, edit.place)
    if not isinstance(found, dict) or not found.get("retired"):
        raise CodebookProblem(_("{place} is not retired").format(place=words_of_place(edit.place)))
    for key in _RETIRED:
        found.pop(key, None)


def _remove(base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    found = at(source, edit.place)
    if edit.place == (CODEBOOK,) or find(base, edit.place) is not None:
        raise CodebookProblem(_("{place} was published: it can be retired, not removed").format(place=words_of_place(edit.place)))
    siblings(source, edit.place).remove(found)
    if edit.place[0] == REGION and edit.place[-1] in source.get("coded_regions", []):
        source["coded_regions"].remove(edit.place[-1])


def _values_at(source: Source, attribute: Place) -> dict[str, dict[str, Any]]:
    raw = at(source, attribute)
    if kind_of(attribute) != ATTRIBUTE or raw.get("type") not in (SINGLE, MULTIPLE):
        raise CodebookProblem(_("{place} has no list of values").format(place=words_of_place(attribute)))
    return {one["id"]: one for one in at(source, list_of(source, attribute)).get("values", [])}


def _merge(_base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    values, into = _values_at(source, edit.place), str(edit.what.get("into", ""))
    gone = [str(one) for one in edit.what.get("values", []) if one != into]
    for one in (*gone, into):
        if one not in values:
            raise CodebookProblem(_("{place} has no value {value}").format(place=words_of_place(edit.place), value=one))
    if not gone or values[into].get("retired"):
        problem = _("{place}: values are merged into another one that is still offered")
        raise CodebookProblem(problem.format(place=words_of_place(edit.place)))
    for one in gone:
        values[one].pop("split_into", None)
        values[one].update(retired=True, merged_into=into)
    for other in values.values():  # what became one of these before becomes the same now
        if other.get("merged_into") in gone:
            other["merged_into"] = into
    _follow_defaults(source, edit.place, gone, into)


def _follow_defaults(source: Source, attribute: Place, gone: list[str], into: str | None) -> None:
    """A default that is gone becomes the value that stands for it, or none."""
    for place in sharing(source, attribute):
        raw = at(source, place)
        if raw.get("default") in gone:
            raw.pop("default")
            raw.update({} if into is None else {"default": into})


def _split(_base: Mapping[str, Any], source: Source, edit: Edit) -> None:
    found = at(source, edit.place)
    attribute, new = edit.place[:-1], edit.what.get("into", [])
    values = _values_at(source, attribute)
    if not all(isinstance(one, dict) for one in new) or len({one.get("id") for one in new}) < 2:
        raise CodebookProblem(_("{place} is split into two values or more").format(place=words_of_place(edit.place)))
    for one in new:
        if (known := values.get(str(one.get("id")))) is not None and (known.get("retired") or known is found):
            problem = _("{place} cannot be split into the retired {value}")
            raise CodebookProblem(problem.format(place=words_of_place(edit.place), value=one.get("id")))
        check_id(one.get("id"))
    entries = siblings(source, edit.place)
    here = entries.index(found)
    fresh = [{key: one[key] for key in ("id", "label", "definition") if key in one} for one in new if one["id"] not in values]
    entries[here + 1 : here + 1] = fresh
    found.pop("merged_into", None)
    found.update(retired=True, split_into=[one["id"] for one in new])
    _follow_defaults(source, attribute, [edit.place[-1]], None)


_ACTS: dict[str, Callable[[Mapping[str, Any], Source, Edit], None]] = {
    ADD: _add,
    SET: _set,
    MOVE: _move,
    RETIRE: _retire,
    RESTORE: _restore,
    REMOVE: _remove,
    MERGE: _merge,
    SPLIT: _split,
}
