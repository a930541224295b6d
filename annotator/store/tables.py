"""The rows of the tables that analysts get (CONTRACT section 5)."""

from __future__ import annotations

from annotator.store.database import Database


class Tables:
    """Reads whole tables, in pages."""

    def __init__(self, database: Database) -> None:
        self._database = database
