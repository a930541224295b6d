"""Another codebook taken into the draft: what it has is added, what it says otherwise is changed, old codings stay what they are."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.errors import RuleViolation
from annotator.i18n import _, logged
from annotator.model.codebook import Codebook, CodebookProblem
from annotator.model.codebook_codes import Code, look_beside, values_of
from annotator.model.codebook_edits import FIELDS, NEW_FIELDS, Edit, add, apply_one, change, restore, retire
from annotator.model.codebook_places import (
    ATTRIBUTE,
    CATEGORY,
    LINK,
    MODULE,
    REGION,
    VALUE,
    Place,
    find,
    is_place,
    kind_of,
    list_of,
    siblings,
    walk,
    words_of_place,
)
from annotator.operations.codebook_draft import Draft, edit, the_draft
from annotator.operations.codebook_files import columns_left, knows_keys, read_codes, read_whole
from annotator.project import Project

_RETIRES = (CATEGORY, LINK, ATTRIBUTE, VALUE)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did to the draft: the draft, how many edits, and what could not be taken over, each with its reason."""

    draft: Draft | None
    edits: int
    left: tuple[str, ...] = ()


def place_named(word: str) -> Place:
    """Return the place that people write ``claim``, ``claim.issue``, ``link.makes`` or ``article.genre``; RuleViolation if it is none."""
    parts = tuple(filter(None, word.split(".")))
    place = parts if parts and parts[0] in (LINK, "article", MODULE, REGION, "entity", CATEGORY) else (CATEGORY, *parts)
    if not parts or not is_place(place):
        raise RuleViolation(_("{word!r} names nothing in a codebook").format(word=word))
    return place


def take_into_draft(
    project: Project, wanted: Codebook, only: Sequence[Place] = (), *, retire_others: bool = False, own_keys: bool = True
) -> Taken:
    """Bring the draft in line with another codebook in one step; ``only``: nothing but these places, for going step by step.

    With ``retire_others`` what the other codebook lacks is offered no longer. What was published keeps its id and its type.
    Without ``own_keys`` the other codebook was read from a file that knows no keys: that they are other ones here is no loss.
    """
    draft = the_draft(project)
    here = draft.codebook if draft is not None else project.codebook
    missing = [words_of_place(place) for place in only if find(wanted.source, place) is None]
    if missing:
        raise RuleViolation(_("that codebook has no {what}").format(what=", ".join(missing)))
    left: list[str] = []
    edits = [*_taken(project.codebook.source, here.source, wanted.source, only, left)]
    if retire_others:
        edits += _others(here.source, wanted.source, only)
    if not edits:
        return Taken(draft, 0, tuple(left))
    edits += _fitting(project.codebook.source, here.source, edits, left if own_keys else [])
    label = logged("Take codebook {name} into the draft").format(name=wanted.name or wanted.version)
    return Taken(edit(project, *edits, label=label), len(edits), tuple(left))


def add_values(project: Project, attribute: Place, codes: Sequence[Code]) -> Taken:
    """Add a list of codes to the values of a question, in one step; those whose name it has already are left as they are."""
    draft = the_draft(project)
    source = draft.codebook.source if draft is not None else project.codebook.source
    raw = find(source, attribute)
    if raw is None or kind_of(attribute) != ATTRIBUTE or raw.get("type") not in ("single", "multiple"):
        raise RuleViolation(_("{place} has no list of values").format(place=words_of_place(attribute)))
    home = list_of(source, attribute)
    known = siblings(source, (*home, ""))
    names = {str(one.get("label", one["id"])).casefold() for one in known}
    edits, left = [], []
    for one in values_of(codes, [value["id"] for value in known]):
        if one["label"].casefold() in names:
            left.append(_("{name} is there already").format(name=one["label"]))
            continue
        edits.append(add((*home, one.pop("id")), **one))
    if not edits:
        return Taken(draft, 0, tuple(left))
    label = logged("Add a list of codes to {place}").format(place=words_of_place(attribute))
    return Taken(edit(project, *edits, label=label), len(edits), tuple(left))


def take_file(project: Project, path: Path, question: Place | None = None) -> Taken:
    """Take the codebook in a file into the draft, or its codes as values of a question."""
    if question is not None:
        taken = add_values(project, question, read_codes(path))
        return replace(taken, left=(*columns_left(path), *taken.left))
    wanted, left = read_whole(path, project.codebook)
    taken = take_into_draft(project, wanted, own_keys=knows_keys(path))
    return replace(taken, left=(*taken.left, *left))


# ---- which edits lead from one codebook to another ------------------------------------------------------------------------


def _wanted(place: Place, only: Sequence[Place]) -> bool:
    """Return whether a place lies in what is asked for, or holds it."""
    return not only or any(place[: len(one)] == one for one in only)


def _needed(wanted: Mapping[str, Any], only: Sequence[Place]) -> set[Place]:
    """Return what must come along: the owners of what is asked for, and its modules."""
    found = {one[:depth] for one in only for depth in range(2, len(one))}
    for place, raw in walk(wanted):
        if _wanted(place, only) and isinstance(raw, dict) and raw.get("module"):
            found.add((MODULE, raw["module"]))
    return found


def _taken(
    base: Mapping[str, Any], here: Mapping[str, Any], wanted: Mapping[str, Any], only: Sequence[Place], left: list[str]
) -> Iterator[Edit]:
    needed, added = _needed(wanted, only), set()
    first = sorted(walk(wanted), key=lambda one: one[0][0] != MODULE)  # questions name their modules
    for place, raw in first:
        known = find(here, place)
        asked = _wanted(place, only)
        if not asked and (place not in needed or known is not None):
            continue
        if kind_of(place) == VALUE and place[:-1] in added:
            continue  # came with its question
        if known is None:
            added.add(place)
            yield _addition(here, wanted, place, raw)
            if isinstance(raw, dict) and raw.get("retired"):
                yield retire(place)
        elif asked:
            yield from _changes(base, place, known, raw, left)
        if place[0] == REGION and asked and (place[1] in wanted.get("coded_regions", [])) != (place[1] in here.get("coded_regions", [])):
            yield change(place, coded=place[1] in wanted.get("coded_regions", []))


def _said(place: Place, raw: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    kind = kind_of(place)
    allowed = FIELDS[kind] | (NEW_FIELDS.get(kind, set()) if new else set())
    said = {key: value for key, value in raw.items() if key in allowed}
    if kind == ATTRIBUTE and raw.get("note") and "definition" not in raw:
        said["definition"] = raw["note"]
    return said


def _addition(here: Mapping[str, Any], wanted: Mapping[str, Any], place: Place, raw: Any) -> Edit:
    position = siblings(wanted, place).index(raw)
    if kind_of(place) == REGION:
        return add(place, here=position)
    said = _said(place, raw, new=True)
    if kind_of(place) == ATTRIBUTE and "values" in raw:
        said["values"] = raw["values"]
    known = any(find(here, (*place[:-1], one["id"])) is not None for one in siblings(wanted, place))
    return add(place, here=position if known else None, **said)  # a list with nothing in common comes behind what is here


def _changes(base: Mapping[str, Any], place: Place, known: Any, raw: Any, left: list[str]) -> Iterator[Edit]:
    if not isinstance(raw, dict):
        return
    new = find(base, place) is None
    if "type" in raw and not new and known.get("type") != raw["type"]:
        told = _("{place} stays {old}: codings hang on it (there it is {new})")
        left.append(told.format(place=words_of_place(place), old=known.get("type"), new=raw["type"]))
    if known.get("retired") and not raw.get("retired"):
        yield restore(place)
    before, after = _said(place, known, new=new), _said(place, raw, new=new)
    fields = {key: after.get(key) for key in {**before, **after} if before.get(key) != after.get(key)}
    if "label" not in after:
        fields.pop("label", None)
    fields = {key: value for key, value in fields.items() if value or before.get(key)}
    if fields:
        yield change(place, **fields)
    if raw.get("retired") and not known.get("retired"):
        yield retire(place)


def _fitting(base: Mapping[str, Any], here: Mapping[str, Any], edits: Sequence[Edit], left: list[str]) -> Iterator[Edit]:
    """Give new categories a key and a look of their own where those they come with are taken here."""
    made = copy.deepcopy(dict(here))
    try:
        for one in edits:
            apply_one(base, made, one)
    except CodebookProblem:  # the draft will refuse them, and say why
        return
    offered = [one for one in made["categories"] if not one.get("retired")]
    new = [one for one in offered if find(here, (CATEGORY, one["id"])) is None]
    keys = [str(one.get("key", "")) for one in offered if one not in new]
    looks = [(str(one.get("color", "")), str(one.get("style", "box"))) for one in offered if one not in new]
    for one in new:
        key, look = str(one.get("key", "")), (str(one.get("color", "")), str(one.get("style", "box")))
        free = next((digit for digit in "123456789" if digit not in keys), "")
        if key and key in keys:
            told = _("{name}: key {key} is taken here, it has {free}") if free else _("{name}: key {key} is taken here, it has none")
            left.append(told.format(name=one.get("label", one["id"]), key=key, free=free))
            key = free
        look = look_beside(*look, looks)
        keys.append(key)
        looks.append(look)
        changed = {"key": key, "color": look[0], "style": look[1]}
        if changed != {name: str(one.get(name, "")) for name in changed}:
            yield change((CATEGORY, one["id"]), **changed)


def _others(here: Mapping[str, Any], wanted: Mapping[str, Any], only: Sequence[Place]) -> Iterator[Edit]:
    gone: set[Place] = set()
    for place, raw in walk(here):
        if kind_of(place) not in _RETIRES or place[0] in ("entity", "common") or place[:-1] in gone:
            continue
        if find(wanted, place) is None and _wanted(place, only) and not raw.get("retired"):
            gone.add(place)
            yield retire(place)
