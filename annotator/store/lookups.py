"""Many records looked up at once: what a file of codings is compared with, one query for a whole batch of its lines."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from annotator.store.database import Database, Row, to_json
from annotator.store.rows import as_logged
from annotator.store.schema import TABLES

_BY_NAME = {
    "annotation": "SELECT * FROM annotation WHERE name <> '' AND name IN (SELECT value FROM json_each(?))",
    "link": "SELECT * FROM link WHERE name <> '' AND name IN (SELECT value FROM json_each(?))",
    "entity": "SELECT * FROM entity WHERE name <> '' AND name IN (SELECT value FROM json_each(?))",
}
_BY_ID = {
    "annotation": "SELECT * FROM annotation WHERE id IN (SELECT value FROM json_each(?))",
    "link": "SELECT * FROM link WHERE id IN (SELECT value FROM json_each(?))",
    "entity": "SELECT * FROM entity WHERE id IN (SELECT value FROM json_each(?))",
}
_ANY = {
    "annotation": "SELECT 1 FROM annotation LIMIT 1",
    "link": "SELECT 1 FROM link LIMIT 1",
    "entity": "SELECT 1 FROM entity LIMIT 1",
}
_OF_ARTICLE = {
    "annotation": "SELECT * FROM annotation WHERE article_id = ? AND coder_id = ? AND layer = 'coder' ORDER BY start, \"end\" DESC, seq",
    "link": "SELECT * FROM link WHERE article_id = ? AND coder_id = ? AND layer = 'coder' ORDER BY seq",
}


class Lookups:
    """Bulk reads of a project; every answer is fetched whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hold_steps_of_several_files(self) -> bool:
        """Return whether the log has steps of more than one origin, as after a merge or in a copy."""
        return bool(self._database.value("SELECT min(origin) <> max(origin) FROM step"))

    def articles(self, names: Collection[str]) -> list[tuple[str, str]]:
        """Return (id, source_id) of the articles with these ids or source_ids, in order of arrival."""
        asked = to_json(list(names))
        rows = self._database.all("SELECT id, source_id FROM article WHERE id IN (SELECT value FROM json_each(?))", (asked,))
        rows += self._database.all(
            "SELECT id, source_id FROM article WHERE source_id IN (SELECT value FROM json_each(?)) ORDER BY seq", (asked,)
        )
        return [(row[0], row[1]) for row in rows]

    def first_with_same_text(self, same_keys: Collection[str]) -> dict[str, str]:
        """Return by key of the text the article that came first with it."""
        rows = self._database.all(
            """
            SELECT article_text.same_key, article.id FROM article JOIN article_text ON article_text.sha256 = article.text_sha256
             WHERE article_text.same_key IN (SELECT value FROM json_each(?)) ORDER BY article.seq DESC
            """,
            (to_json(list(same_keys)),),
        )
        return {row[0]: row[1] for row in rows}

    def texts(self, article_ids: Collection[str]) -> list[tuple[str, str, list[tuple[str, int, int]]]]:
        """Return (id, text, regions as (kind, start, end)) of these articles."""
        rows = self._database.all(
            """
            SELECT article.id, article_text.text, article.regions
              FROM article JOIN article_text ON article_text.sha256 = article.text_sha256
             WHERE article.id IN (SELECT value FROM json_each(?))
            """,
            (to_json(list(article_ids)),),
        )
        return [(row[0], row[1], [(kind, start, end) for kind, start, end in json.loads(row[2])]) for row in rows]

    def regions_were_set(self, article_id: str) -> bool:
        """Return whether a step of this article alone gave it the regions it has; an import only proposes them.

        Regions that were set and taken back, so that they are again what they were before, count as proposed.
        """
        rows = self._database.all(
            """
            SELECT change.before, change.after FROM step_article JOIN change ON change.step = step_article.step
             WHERE step_article.article_id = ?1 AND change.table_name = 'article' AND change.row_id = ?1
               AND (SELECT count(*) FROM (SELECT 1 FROM step_article AS other WHERE other.step = step_article.step LIMIT 2)) = 1
             ORDER BY change.step
            """,
            (article_id,),
        )
        for before, after in ((json.loads(row[0] or "null"), json.loads(row[1] or "null")) for row in rows):
            if before is None and not after["file_name"] and after["regions"]:
                return True  # it came with its regions, and not by an import
            if before is not None and after is not None and "regions" in after:
                now = self._database.value("SELECT regions FROM article WHERE id = ?", (article_id,))
                return bool(json.loads(now) != before["regions"])
        return False

    def named(self, table: str, names: Collection[str]) -> list[Row]:
        """Return the annotations, links or entities that these ids mean, given or made, as the log knows them."""
        if self._database.one(_ANY[table]) is None:
            return []
        asked = to_json(list(names))
        rows = self._database.all(_BY_NAME[table], (asked,)) + self._database.all(_BY_ID[table], (asked,))
        spec = TABLES[table]
        return list({row["id"]: as_logged(spec, row) for row in rows}.values())

    def places(self, article_ids: Collection[str]) -> list[tuple[str, str, str, tuple[tuple[int, int], ...], str]]:
        """Return (article, coder, category, fragments, id) of all annotations of coders in these articles."""
        rows = self._database.all(
            """
            SELECT article_id, coder_id, category, start, "end", fragments, id FROM annotation
             WHERE article_id IN (SELECT value FROM json_each(?)) AND layer = 'coder'
            """,
            (to_json(list(article_ids)),),
        )
        return [(row[0], row[1], row[2], _pairs(row[3], row[4], row[5]), row[6]) for row in rows]

    def link_ends(self, article_ids: Collection[str]) -> list[tuple[str, str, str, str, str]]:
        """Return (article, link type, from, to, id) of all links of coders in these articles."""
        rows = self._database.all(
            """
            SELECT article_id, link, from_id, to_id, id FROM link
             WHERE article_id IN (SELECT value FROM json_each(?)) AND layer = 'coder'
            """,
            (to_json(list(article_ids)),),
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    def of_article(self, table: str, article_id: str, coder_id: str) -> list[Row]:
        """Return a coder's annotations or links in an article, as the log knows them."""
        rows = self._database.all(_OF_ARTICLE[table], (article_id, coder_id))
        return [as_logged(TABLES[table], row) for row in rows]

    def links_at(self, annotation_id: str) -> list[Row]:
        """Return the links that start or end at an annotation, as the log knows them."""
        rows = self._database.all("SELECT * FROM link WHERE from_id = ?1 UNION SELECT * FROM link WHERE to_id = ?1", (annotation_id,))
        return [as_logged(TABLES["link"], row) for row in rows]


def _pairs(start: int, end: int, fragments: str | None) -> tuple[tuple[int, int], ...]:
    if fragments is None:
        return ((start, end),)
    found: list[Any] = json.loads(fragments)
    return tuple((one[0], one[1]) for one in found)
