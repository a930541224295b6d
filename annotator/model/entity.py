"""Who is spoken of: an entry of the project's register."""

from __future__ import annotations

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
