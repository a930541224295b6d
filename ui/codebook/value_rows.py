"""The values of a question as rows of a list, and what a condition upon it begins with. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.i18n import _
from annotator.model import codebook as cb
from annotator.model.codebook import Attribute
from annotator.model.codebook_edits import Edit, add
from annotator.model.codebook_naming import provisional_id
from annotator.model.codebook_places import VALUE, Place
from ui.codebook.shown import Shown
from ui.parts.numbers import format_count


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value: its digit (empty beyond the ninth), what it means, how often it was coded, and what is to be said of it."""

    id: str
    label: str
    meaning: str
    digit: str = ""
    count: int | None = None
    remark: str = ""
    retired: bool = False

    @property
    def spoken(self) -> str:
        """Return the row as it is read aloud."""
        count = _("coded {count} times").format(count=format_count(self.count)) if self.count is not None else ""
        return ", ".join(part for part in (self.label, self.meaning, count, self.remark) if part)


def value_rows(shown: Shown, place: Place, one: Attribute) -> list[ValueRow]:
    """Return the values of the question at a place: only those that are offered have a digit, up to the ninth."""
    home = shown.values_place(place)
    rows, digit = [], 0
    for value in one.values:
        digit += 0 if value.retired else 1
        key = str(digit) if digit <= 9 and not value.retired else ""
        count = shown.counts.get((*place, value.id))
        rows.append(ValueRow(value.id, value.label, value.definition, key, count, shown.remark((*home, value.id)), value.retired))
    return rows


def first_condition(other: Attribute | None) -> Mapping[str, Any]:
    """Return the condition that a question has when it is just made to hang on another: that one's first value, or any."""
    if other is None:
        return {"when": None}
    first = [other.offered[0].id] if other.offered else [True] if other.type == cb.BOOLEAN else cb.ANY_VALUE
    return {"when": {other.id: first}}


def first_value(place: Place, raw: Mapping[str, Any], kind: object) -> list[Edit]:
    """Return what gives a question that becomes one of a list its first value: a list without any is no list."""
    if kind not in (cb.SINGLE, cb.MULTIPLE) or raw.get("values") or raw.get("values_from"):
        return []
    return [add((*place, provisional_id(VALUE, [])), label=_("New value"))]
