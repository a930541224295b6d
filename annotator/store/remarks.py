"""Remarks, kept as settings of the project: rows of their own, so that they are logged, undone, merged and packaged like all else."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict

from annotator.errors import NotFound
from annotator.i18n import _
from annotator.model.remark import Remark
from annotator.store.database import Database, to_json

PREFIX = "remark/"
"""the beginning of the ids of settings that are remarks"""
NOT_FOR = f"""
    id GLOB '{PREFIX}*' AND coalesce(json_extract(value, '$.reader'), '') NOT IN ('', :reader)
"""
"""which settings are remarks that a coder does not see, as SQL with the parameter ``reader``"""


class Remarks:
    """The remarks of a project. Who may see which is asked with ``reader``: a coder's id, None for all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, reader: str | None = None, *, about: str = "", about_id: str = "") -> list[Remark]:
        """Return the remarks that this coder sees, of one thing or of all, the first one first."""
        rows = self._database.all(
            f"""
            SELECT id, value FROM setting
             WHERE id GLOB '{PREFIX}*' AND (:reader IS NULL OR NOT ({NOT_FOR}))
               AND (:about = '' OR (json_extract(value, '$.about') = :about AND json_extract(value, '$.about_id') = :about_id))
             ORDER BY json_extract(value, '$.made_at'), seq
            """,  # noqa: S608  # our own words
            {"reader": reader, "about": about, "about_id": about_id},
        )
        return [_remark(row) for row in rows]

    def get(self, remark_id: str) -> Remark:
        """Return the remark with this id; NotFound if there is none."""
        row = self._database.one("SELECT id, value FROM setting WHERE id = ?", (PREFIX + remark_id,))
        if row is None:
            raise NotFound(_("there is no note {id!r}").format(id=remark_id))
        return _remark(row)

    def add(self, remark: Remark) -> None:
        """Write a new remark; inside a step."""
        self._database.insert("setting", {"id": PREFIX + remark.id, "value": _cells(remark)})

    def save(self, remark: Remark) -> bool:
        """Write a changed remark; inside a step. Return whether anything differs."""
        return self._database.update("setting", PREFIX + remark.id, {"value": _cells(remark)})

    def delete(self, remark_id: str) -> None:
        """Take a remark away; inside a step."""
        self._database.delete("setting", PREFIX + remark_id)


def _cells(remark: Remark) -> str:
    cells = asdict(remark)
    del cells["id"]
    return to_json(cells)


def _remark(row: sqlite3.Row) -> Remark:
    return Remark(id=row["id"].removeprefix(PREFIX), **json.loads(row["value"]))
