"""Where entities are referred to: in the values of annotations, links and article codings, and in decisions.

An entity's id is a UUID, so that a value which is that text refers to the entity, whatever attribute of whatever codebook
version it stands in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.model.annotation import Annotation
from annotator.store.annotations import seen
from annotator.store.database import Database, now, to_json
from annotator.store.plans import set_aside
from annotator.store.schema import TABLES

# where a table keeps the values that may refer to entities
HOLDS = {"annotation": "values", "link": "values", "article_coding": "values", "decision": "cells"}
_ROWS = {
    "annotation": """
        SELECT id, article_id, coder_id FROM annotation
         WHERE EXISTS (SELECT 1 FROM json_each(?) AS asked WHERE instr(annotation."values", asked.value))
    """,
    "link": """
        SELECT id, article_id, coder_id FROM link
         WHERE EXISTS (SELECT 1 FROM json_each(?) AS asked WHERE instr(link."values", asked.value))
    """,
    "article_coding": """
        SELECT id, article_id, coder_id FROM article_coding
         WHERE EXISTS (SELECT 1 FROM json_each(?) AS asked WHERE instr(article_coding."values", asked.value))
    """,
    "decision": """
        SELECT id, article_id, coder_id FROM decision
         WHERE EXISTS (SELECT 1 FROM json_each(?) AS asked WHERE instr(decision.cells, asked.value))
    """,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A row that refers to an entity: its table and id, its article, and whose it is."""

    table: str
    row_id: str
    article_id: str
    coder_id: str


class Mentions:
    """The references to the entities of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, entity_ids: Collection[str]) -> list[Reference]:
        """Return every row, of all coders and layers, that refers to one of these entities."""
        asked, wanted = to_json(list(entity_ids)), frozenset(entity_ids)
        found = []
        for table, sql in _ROWS.items():
            rows = {row[0]: Reference(table, row[0], row[1], row[2]) for row in self._database.all(sql, (asked,))}
            there = self._database.read_many(table, list(rows)) if rows else []
            found += [rows[row["id"]] for row in there if _holds(row[HOLDS[table]], wanted)]
        return found

    def refers(self, reference: Reference, entity_id: str) -> bool:
        """Return whether a row refers to an entity now."""
        row = self._database.read(reference.table, reference.row_id)
        return row is not None and _holds(row[HOLDS[reference.table]], frozenset((entity_id,)))

    def annotations(self, entity_id: str, coder_id: str | None = None) -> list[Annotation]:
        """Return the coders' annotations (or one coder's) that refer to an entity, article by article in text order."""
        rows = self._database.all(
            """
            SELECT annotation.* FROM annotation JOIN article ON article.id = annotation.article_id
             WHERE instr(annotation."values", ?1) AND layer = 'coder' AND (?2 IS NULL OR annotation.coder_id = ?2)
             ORDER BY article.seq, annotation.start, annotation.seq
            """,
            (entity_id, coder_id),
        )
        aside = set_aside(self._database, coder_id)
        found = (one for one in seen(self._database, rows) if one.article_id not in aside)
        return [one for one in found if _holds(one.values, frozenset((entity_id,)))]

    def all_annotations(self, coder_id: str | None = None) -> list[Annotation]:
        """Return the coders' annotations of all articles, or one coder's, article by article in text order."""
        rows = self._database.all(
            """
            SELECT annotation.* FROM annotation JOIN article ON article.id = annotation.article_id
             WHERE annotation.layer = 'coder' AND (?1 IS NULL OR annotation.coder_id = ?1)
             ORDER BY article.seq, annotation.start, annotation.seq
            """,
            (coder_id,),
        )
        aside = set_aside(self._database, coder_id)
        return seen(self._database, [row for row in rows if row["article_id"] not in aside] if aside else rows)

    def move(self, references: Iterable[Reference], entity_ids: Collection[str], to: str) -> None:
        """Let rows that refer to one of these entities refer to another; inside a step."""
        wanted = frozenset(entity_ids)
        for one in references:
            row = self._database.read(one.table, one.row_id)
            if row is None:
                raise KeyError(f"{one.table} {one.row_id}")
            column = HOLDS[one.table]
            changed: dict[str, Any] = {column: _moved(row[column], wanted, to)}
            if "updated_at" in TABLES[one.table].columns:
                changed["updated_at"] = now()
            self._database.update(one.table, one.row_id, changed)

    def remove_entity(self, entity_id: str) -> None:
        """Take an entity out of the register; inside a step."""
        self._database.delete("entity", entity_id)


def _holds(value: Any, wanted: frozenset[str]) -> bool:
    if isinstance(value, Mapping):
        return any(_holds(one, wanted) for one in value.values())
    if isinstance(value, list):
        return any(_holds(one, wanted) for one in value)
    return isinstance(value, str) and value in wanted


def _moved(value: Any, wanted: frozenset[str], to: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _moved(one, wanted, to) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, wanted, to) for one in value]
    return to if isinstance(value, str) and value in wanted else value
