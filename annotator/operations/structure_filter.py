"""Which of an article's annotations are shown: of some categories, with some values, those with a flag, a doubt or a gap."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from annotator.i18n import _
from annotator.model.annotation import Annotation
from annotator.model.codebook import Codebook

FLAGGED, UNSURE, INCOMPLETE = "flagged", "unsure", "incomplete"
STATES = (FLAGGED, UNSURE, INCOMPLETE)
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class MarkFilter:
    """What is shown; an empty part asks for nothing. Parts are joined by *and*, what is listed in one part by *or*."""

    categories: frozenset[str] = frozenset()
    values: frozenset[tuple[str, str, str]] = frozenset()
    """(category, attribute, value)"""
    states: frozenset[str] = frozenset()
    coders: frozenset[str] = frozenset()
    """whose work is shown instead of the own; asked for only by whoever may see all"""

    @property
    def is_on(self) -> bool:
        """Return whether anything is left out."""
        return bool(self.categories or self.values or self.states or self.coders)

    def fits(self, annotation: Annotation, *, incomplete: bool) -> bool:
        """Return whether an annotation is shown; ``incomplete``: a required value of it is missing."""
        if self.coders and annotation.coder_id not in self.coders:
            return False
        if self.categories and annotation.category not in self.categories:
            return False
        if self.values and not any(_holds(annotation, *one) for one in self.values):
            return False
        here = {FLAGGED: annotation.flag, UNSURE: annotation.confidence == "low", INCOMPLETE: incomplete}
        return not self.states or any(here[state] for state in self.states)

    def with_category(self, category: str) -> MarkFilter:
        """Return the filter that asks for this category too, or no longer."""
        return replace(self, categories=_toggled(self.categories, category))

    def with_value(self, category: str, attribute: str, value: str) -> MarkFilter:
        """Return the filter that asks for this value too, or no longer."""
        return replace(self, values=_toggled(self.values, (category, attribute, value)))

    def with_state(self, state: str) -> MarkFilter:
        """Return the filter that asks for this state too, or no longer; one of STATES."""
        if state not in STATES:
            raise ValueError(f"annotations are filtered by {', '.join(STATES)}, not by {state!r}")
        return replace(self, states=_toggled(self.states, state))

    def with_coder(self, coder: str) -> MarkFilter:
        """Return the filter that shows this coder's work too, or no longer."""
        return replace(self, coders=_toggled(self.coders, coder))

    def within(self, codebook: Codebook) -> MarkFilter:
        """Return the filter without what this codebook does not hold, as after a change of project."""
        known = {one.id for one in codebook.categories}
        values = frozenset(one for one in self.values if _label_of_value(codebook, *one))
        return replace(self, categories=self.categories & known, values=values)

    def words(self, codebook: Codebook, names: Mapping[str, str] | None = None) -> str:
        """Return what is shown, in the codebook's words; ``names`` are those of the coders by id."""
        labels = [one.label for one in codebook.categories if one.id in self.categories]
        values = [label for one in sorted(self.values) if (label := _label_of_value(codebook, *one))]
        states = {FLAGGED: _("flagged"), UNSURE: _("unsure"), INCOMPLETE: _("incomplete")}
        coders = sorted((names or {}).get(one, one) for one in self.coders)
        parts = (coders, labels, values, [states[one] for one in STATES if one in self.states])
        return " · ".join(", ".join(part) for part in parts if part)


def _toggled(among: frozenset[_One], one: _One) -> frozenset[_One]:
    return among ^ {one}


def _holds(annotation: Annotation, category: str, attribute: str, value: str) -> bool:
    found = annotation.values.get(attribute)
    among: Collection[object] = found if isinstance(found, list) else (found,)
    return annotation.category == category and value in among


def _label_of_value(codebook: Codebook, category: str, attribute: str, value: str) -> str:
    found = next((one for one in codebook.attributes_of(category) if one.id == attribute), None)
    known = found.value(value) if found is not None else None
    return f"{found.label}: {known.label}" if found is not None and known is not None else ""
