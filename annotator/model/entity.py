"""Who is spoken of: an entry of the project's register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.model.ids import EntityId

ENTITY_FIELDS = ("kind", "country", "affiliation", "party", "external_id", "note")


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor of the register; annotations refer to it by id."""

    id: EntityId
    label: str
    kind: str = ""
    country: str = ""
    affiliation: str = ""
    party: str = ""
    aliases: tuple[str, ...] = ()
    external_id: str = ""
    note: str = ""
    name: str = ""
    created_at: str = ""

    @property
    def shown_id(self) -> str:
        """Return the id that tables and files show: the given one, else the UUID."""
        return self.name or self.id

    @property
    def names(self) -> tuple[str, ...]:
        """Return all that it is called: the label first, then the aliases."""
        return (self.label, *self.aliases)


PARTY, OFFICE, ROLE, AFFILIATION = "party", "office", "role", "affiliation"
PERIOD_FIELDS = (PARTY, OFFICE, ROLE, AFFILIATION)


@dataclass(frozen=True, slots=True)
class Period:
    """What an entity was from one day to another, both included: its party, an office, a role, what it belonged to.

    Days are ISO dates, to the year, the month or the day; empty means open at that end.
    """

    id: str
    entity_id: EntityId
    field: str
    value: str
    first_day: str = ""
    last_day: str = ""

    @property
    def said(self) -> tuple[str, str, str, str]:
        """Return what it says, whichever row says it: field, value, first and last day."""
        return (self.field, self.value, self.first_day, self.last_day)

    def holds_on(self, day: str) -> bool:
        """Return whether it holds on a day; a day that is itself only a month or a year is taken by its beginning."""
        return self.first_day <= day[: max(len(self.first_day), 1)] and (not self.last_day or day[: len(self.last_day)] <= self.last_day)


def on_day(periods: Iterable[Period], field: str, day: str, otherwise: str = "") -> str:
    """Return what an entity was on a day: what holds then, several joined by “ | ”; ``otherwise`` where nothing is said for it.

    Without a day only what is open at both ends holds.
    """
    own = [one for one in periods if one.field == field]
    if day:
        found = [one.value for one in own if one.holds_on(day)]
    else:
        found = [one.value for one in own if not one.first_day and not one.last_day]
    return " | ".join(dict.fromkeys(found)) or otherwise
