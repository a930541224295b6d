"""What differs between two versions of a codebook: for machines as records, for people in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotator.i18n import N_, _
from annotator.model.codebook import Codebook
from annotator.model.codebook_places import (
    ATTRIBUTE,
    CATEGORY,
    LINK,
    REGION,
    VALUE,
    WHOLE,
    Place,
    find,
    kind_of,
    label_path,
    owner_of,
    walk,
)

ADDED, REMOVED, RETIRED, RESTORED, RENAMED, MOVED, CHANGED = "added", "removed", "retired", "restored", "renamed", "moved", "changed"
MERGED, SPLIT = "merged", "split"

# Children and what the kinds above say already.
_LEFT_ASIDE = {"id", "label", "attributes", "values", "retired", "merged_into", "split_into"}
# What the project counts itself, and lists that are walked.
_OF_WHOLE = {"format", "version", "kept", "categories", "links", "article_variables", "entity_fields", "common_attributes", "modules",
             "region_types"}  # fmt: skip
# Other words for these change what counts as a coding; colours, keys, names and examples do not.
_MEANING = {
    CATEGORY: {"definition", "span", "include", "exclude"},
    LINK: {"rule", "question"},
    ATTRIBUTE: {"definition", "note"},
    VALUE: {"definition"},
}

_WORDS = {
    ADDED: N_("added"),
    REMOVED: N_("removed"),
    RETIRED: N_("retired"),
    RESTORED: N_("offered again"),
    MOVED: N_("put in another order"),
    RENAMED: N_("renamed from “{before}” to “{after}”"),
    CHANGED: N_("{field} changed"),
    MERGED: N_("becomes {after}"),
    SPLIT: N_("split into {after}"),
}
FIELD_WORDS = {
    "definition": N_("definition"), "span": N_("span rule"), "include": N_("what counts"), "exclude": N_("what does not count"),
    "examples": N_("examples"), "key": N_("key"), "color": N_("colour"), "style": N_("style"), "required": N_("required"),
    "default": N_("default"), "when": N_("condition"), "ordinal": N_("level"), "module": N_("module"), "counts": N_("counts"),
    "from": N_("from"), "to": N_("to"), "question": N_("question"), "inverse": N_("inverse name"), "rule": N_("rule"),
    "coded_regions": N_("coded regions"), "codebook": N_("name"), "language": N_("language"), "fragments": N_("fragments"),
    "max_length": N_("longest text"), "min": N_("least"), "max": N_("most"), "type": N_("kind"), "on": N_("switched on"),
    "note": N_("definition"), "unlinked": N_("what a mark without any link is"), "integer": N_("whole numbers"),
    "parent": N_("place in the hierarchy"), "no_self": N_("links to itself"),
    "per_source": N_("most from one"), "per_target": N_("most to one"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what kind, where, and for a change which field, before and after (a merge, a split: what stands for it)."""

    kind: str
    place: Place
    field: str = ""
    before: Any = None
    after: Any = None

    def as_json(self) -> dict[str, Any]:
        """Return the difference as scripts read it."""
        return {**asdict(self), "place": list(self.place)}

    @property
    def changes_meaning(self) -> bool:
        """Return whether codings made before may have to be judged anew: a definition or rule reads differently."""
        return self.kind == CHANGED and self.field in _MEANING.get(kind_of(self.place), ())


def difference(old: Codebook, new: Codebook) -> list[Difference]:
    """Return what differs from old to new, in the order of the new codebook; nothing for codebooks that say the same."""
    before, after = dict(walk(old.source)), dict(walk(new.source))
    found = list(_of_fields(WHOLE, old.source, new.source, _OF_WHOLE))
    for place, raw in after.items():
        if place not in before:
            if owner_of(place) == WHOLE or owner_of(place) in before:
                found.append(Difference(ADDED, place, after=_shown(raw)))
        elif place[0] != REGION:
            found += _of_one(place, before[place], raw)
    for place, raw in before.items():
        if place not in after and (owner_of(place) == WHOLE or owner_of(place) in after):
            found.append(Difference(REMOVED, place, before=_shown(raw)))
    return found + list(_of_order(list(before), list(after)))


def _shown(raw: Any) -> Any:
    return raw.get("label", raw.get("id")) if isinstance(raw, dict) else raw


def _of_one(place: Place, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    if bool(old.get("retired")) and not new.get("retired"):
        yield Difference(RESTORED, place)
    elif new.get("retired"):
        for field, kind in (("merged_into", MERGED), ("split_into", SPLIT)):
            if new.get(field) and old.get(field) != new[field]:
                yield Difference(kind, place, after=new[field])
                break
        else:
            if not old.get("retired"):
                yield Difference(RETIRED, place)
    if old.get("label") != new.get("label"):
        yield Difference(RENAMED, place, "label", old.get("label"), new.get("label"))
    yield from _of_fields(place, old, new, _LEFT_ASIDE)


def _of_fields(place: Place, old: Mapping[str, Any], new: Mapping[str, Any], left_aside: set[str]) -> Iterator[Difference]:
    gone = [key for key in old if key not in new]
    for key in [*new, *gone]:
        both_empty = old.get(key) in (None, "", [], {}) and new.get(key) in (None, "", [], {})
        retires_key = key == "key" and bool(new.get("retired"))
        if key not in left_aside and old.get(key) != new.get(key) and not both_empty and not retires_key:
            yield Difference(CHANGED, place, key, old.get(key), new.get(key))


def _of_order(before: Sequence[Place], after: Sequence[Place]) -> Iterator[Difference]:
    """Return for each list in which what was there stands in another order than before: its owner, the ids before and after."""
    old, new = _lists(before), _lists(after)
    for key, ids in new.items():
        common = [one for one in ids if one in old.get(key, [])]
        was = [one for one in old.get(key, []) if one in ids]
        if common != was:
            yield Difference(MOVED, key, before=was, after=common)


def _lists(places: Sequence[Place]) -> dict[Place, list[str]]:
    found: dict[Place, list[str]] = {}
    for place in places:
        found.setdefault(place[:-1], []).append(place[-1])
    return found


def words_of(one: Difference, old: Codebook, new: Codebook) -> str:
    """Return a difference as people read it: ``Claim › Type › Demand: definition changed``."""
    source = new.source if find(new.source, one.place) is not None else old.source
    whole = _WHOLES.get(one.place[0])
    where = " › ".join(label_path(source, one.place)) if len(one.place) > 1 else _(whole) if whole else _("Codebook")
    after = one.after
    if one.kind in (MERGED, SPLIT):
        ids = [str(after)] if one.kind == MERGED else [str(part) for part in after or ()]
        after = ", ".join(label_path(source, (*one.place[:-1], part))[-1] for part in ids)
    field = FIELD_WORDS.get(one.field, one.field)
    if one.kind == CHANGED and one.field in _STATES:
        return f"{where}: {_(_STATES[one.field][bool(after)])}"
    if one.kind == CHANGED and one.field in _CHOICE_WORDS:
        before, now = (_(_CHOICE_WORDS[one.field].get(each or "", str(each))) for each in (one.before, after))
        return _("{place}: {field}: {before}, now {after}").format(place=where, field=_(field), before=before, after=now)
    said = _(_WORDS[one.kind]).format(field=_(field) if field else "", before=one.before, after=after)
    return f"{where}: {said}"


# Fields that say yes or no, and those that say one of a few words: their own sentence, for nobody reads ``true`` or ``warning``.
_STATES = {"on": (N_("switched off"), N_("switched on")), "required": (N_("no longer required"), N_("now required"))}
UNLINKED_WORDS = {"": N_("in order"), "warning": N_("a warning"), "error": N_("an error, the article cannot be finished")}
_CHOICE_WORDS: dict[str, dict[str, str]] = {"unlinked": UNLINKED_WORDS}
SAID_IN_WORDS = {*_STATES, *_CHOICE_WORDS}
"""fields whose difference already says how it was and is"""

_WHOLES = {
    CATEGORY: N_("Categories"),
    LINK: N_("Links"),
    "article": N_("Article variables"),
    "entity": N_("Entities"),
    "common": N_("Every annotation"),
    "module": N_("Modules"),
    REGION: N_("Regions"),
}
