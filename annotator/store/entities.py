"""The register of entities."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from annotator.errors import NotFound
from annotator.i18n import _
from annotator.model.entity import ENTITY_FIELDS, Entity, Period
from annotator.model.ids import EntityId
from annotator.store.database import Database, Row, now, to_json
from annotator.store.rows import json_list


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

    def standing(self, entity_id: str) -> Entity | None:
        """Return the entity with this id as the register has it: itself, or the one that it was merged into; None for neither."""
        found = self._database.one("SELECT * FROM entity WHERE id = ?", (self.kept_id(entity_id),))
        return None if found is None else _entity(found)

    def kept_id(self, entity_id: str) -> str:
        """Return the id under which an entity stands: its own, or of the one that it, or its successor, was merged into."""
        seen: set[str] = set()
        while entity_id not in seen:
            seen.add(entity_id)
            kept = self._database.value("SELECT kept_id FROM entity_merge WHERE id = ?", (entity_id,))
            if kept is None:
                return entity_id
            entity_id = str(kept)
        return entity_id

    def merges(self) -> dict[str, str]:
        """Return by the id of each entity that was merged away the id of the one that stayed then."""
        return {row[0]: row[1] for row in self._database.all("SELECT id, kept_id FROM entity_merge")}

    def note_merge(self, gone_id: str, kept_id: str) -> None:
        """Note which entity stands for one that leaves the register; inside a step."""
        if self._database.read("entity_merge", gone_id) is None:
            self._database.insert("entity_merge", {"id": gone_id, "kept_id": kept_id, "created_at": now()})
        else:
            self._database.update("entity_merge", gone_id, {"kept_id": kept_id})

    def forget_merge(self, entity_id: str) -> None:
        """Let an entity stand for itself again; inside a step."""
        self._database.delete("entity_merge", entity_id)

    def taken_out(self) -> dict[str, str]:
        """Return the entities that the log took out of the register and that are not there: by id, as the log kept them last."""
        rows = self._database.all(
            """
            SELECT row_id, before FROM change JOIN step ON step.seq = change.step
             WHERE table_name = 'entity' AND after IS NULL AND row_id NOT IN (SELECT id FROM entity)
             ORDER BY step.counter, step.origin
            """
        )
        return {row[0]: row[1] for row in rows}

    def bring_back(self, entity_id: str, kept: Mapping[str, str]) -> None:
        """Write an entity again as ``taken_out`` gave it; inside a step."""
        self._database.insert("entity", json.loads(kept[entity_id]))

    def was_named(self, entity_id: str, name: str) -> bool:
        """Return whether the register has ever known the entity by this name, also where the name was taken away since."""
        rows = self._database.all(
            """
            SELECT before, after FROM change WHERE table_name = 'entity' AND row_id = ?1
                AND (instr(coalesce(before, ''), ?2) OR instr(coalesce(after, ''), ?2))
            """,
            (entity_id, to_json(name)[1:-1]),
        )
        logged = [json.loads(cell) for row in rows for cell in row if cell is not None]
        return any(name == one.get("label") or name in (one.get("aliases") or ()) for one in logged)

    # ---- through time -------------------------------------------------------------------------------------------------

    def periods(self, entity_id: str | None = None) -> dict[str, list[Period]]:
        """Return by entity what it was from one day to another, the earliest first; of one entity or of all."""
        found: dict[str, list[Period]] = {}
        for row in self._database.all(
            "SELECT * FROM entity_period WHERE ?1 IS NULL OR entity_id = ?1 ORDER BY first_day, last_day, field, value, id", (entity_id,)
        ):
            found.setdefault(row["entity_id"], []).append(_period(row))
        return found

    def add_period(self, period: Period) -> None:
        """Write a period; inside a step."""
        self._database.insert("entity_period", {**_period_row(period), "created_at": now()})

    def save_period(self, period: Period) -> bool:
        """Write what differs from the stored period; inside a step. Return whether anything does."""
        return self._database.update("entity_period", period.id, {key: one for key, one in _period_row(period).items() if key != "id"})

    def delete_period(self, period_id: str) -> None:
        """Remove a period; inside a step."""
        self._database.delete("entity_period", period_id)

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
        aliases=tuple(json_list(row["aliases"])),
        external_id=row["external_id"],
        note=row["note"],
        created_at=row["created_at"],
    )


def _period_row(period: Period) -> Row:
    return {
        "id": period.id,
        "entity_id": period.entity_id,
        "field": period.field,
        "value": period.value,
        "first_day": period.first_day,
        "last_day": period.last_day,
    }


def _period(row: sqlite3.Row) -> Period:
    return Period(row["id"], EntityId(row["entity_id"]), row["field"], row["value"], row["first_day"], row["last_day"])
