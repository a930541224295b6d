"""The register of entities."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

from annotator.errors import NotFound
from annotator.i18n import _
from annotator.model.entity import ENTITY_FIELDS, Entity
from annotator.model.ids import EntityId
from annotator.store.database import Database, Row, now


class Entities:
    """The actors of a project, each once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Entity]:
        """Return all entities in the order of their arrival."""
        return [_entity(row) for row in self._database.all("SELECT * FROM entity ORDER BY seq")]

    def get(self, entity_id: str) -> Entity:
        """Return the entity with this id; NotFound if there is none."""
        row = self._database.one("SELECT * FROM entity WHERE id = ?", (entity_id,))
        if row is None:
            raise NotFound(_("there is no entity {id!r}").format(id=entity_id))
        return _entity(row)

    def named(self, name: str) -> list[Entity]:
        """Return the entities that are shown by this id: given or made."""
        rows = self._database.all("SELECT * FROM entity WHERE name = ?1 AND name <> '' UNION SELECT * FROM entity WHERE id = ?1", (name,))
        return [_entity(row) for row in rows]

    def add(self, entity: Entity) -> Entity:
        """Write a new entity; inside a step."""
        kept = replace(entity, created_at=entity.created_at or now())
        self._database.insert("entity", _row(kept))
        return kept

    def save(self, entity: Entity) -> bool:
        """Write what differs from the stored entity; inside a step. Return whether anything does."""
        wanted = _row(entity)
        for column in ("id", "name", "created_at"):
            del wanted[column]
        return self._database.update("entity", entity.id, wanted)


def _row(entity: Entity) -> Row:
    return {
        "id": entity.id,
        "name": entity.name,
        "label": entity.label,
        **{field: getattr(entity, field) for field in ENTITY_FIELDS},
        "aliases": list(entity.aliases),
        "created_at": entity.created_at,
    }


def _entity(row: sqlite3.Row) -> Entity:
    return Entity(
        id=EntityId(row["id"]),
        name=row["name"],
        label=row["label"],
        kind=row["kind"],
        country=row["country"],
        affiliation=row["affiliation"],
        party=row["party"],
        aliases=tuple(json.loads(row["aliases"])),
        external_id=row["external_id"],
        note=row["note"],
        created_at=row["created_at"],
    )
