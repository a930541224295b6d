"""What stands in a project, as short stamps that can be compared with those of a copy of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from annotator.store.database import Database
from annotator.store.rows import dumps, select_logged

COMPARED = ("article", "annotation", "link", "article_coding", "entity")


@dataclass(frozen=True, slots=True)
class RowName:
    """How a row is named in a list: its article's title, its coder, what it is, and its words ("" where it has none)."""

    id: str
    article: str
    coder: str
    kind: str
    words: str


class Stamps:
    """Rows and steps of one file, of one coder's work or of everybody's (None)."""

    def __init__(self, database: Database, coder_id: str | None) -> None:
        self._database = database
        self._coder_id = coder_id

    def rows(self, table: str) -> dict[str, tuple[str, int]]:
        """Return by id the coder's name ("" where rows are nobody's) and a stamp that differs where anything in the row does."""
        is_work = table not in ("article", "entity")
        own = is_work and self._coder_id is not None
        condition, parameters = (" WHERE coder_id = ?", [self._coder_id]) if own else ("", [])
        coders = {row[0]: row[1] for row in self._database.all("SELECT id, name FROM coder")}
        whose = {}
        if is_work:
            whose = {row[0]: row[1] for row in self._database.all(f"SELECT id, coder_id FROM {table}{condition}", parameters)}  # noqa: S608
        rows = self._database.all(select_logged(table) + condition, parameters)
        return {row[0]: (coders.get(whose.get(row[0], ""), ""), hash(row[1])) for row in rows}

    def steps(self) -> dict[str, str]:
        """Return by id what each step was, of steps whose content is here."""
        sql = "SELECT id, label FROM step WHERE withheld = 0 AND (?1 IS NULL OR coder_id = ?1) ORDER BY counter, origin"
        return {row[0]: row[1] for row in self._database.all(sql, (self._coder_id,))}

    def names(self, table: str, ids: Collection[str]) -> list[RowName]:
        """Return how these rows are named, those of one article together."""
        chosen = " WHERE one.id IN (SELECT value FROM json_each(?)) ORDER BY 2, one.seq"
        rows = self._database.all(_NAMES[table] + chosen, (dumps(list(ids)),))
        return [RowName(*row) for row in rows]


_NAMES = {
    "article": "SELECT one.id, coalesce(nullif(one.headline, ''), one.source_id), '', '', '' FROM article AS one",
    "annotation": """
        SELECT one.id, coalesce(nullif(article.headline, ''), article.source_id), coalesce(coder.name, ''), one.category, one.quote
          FROM annotation AS one LEFT JOIN article ON article.id = one.article_id LEFT JOIN coder ON coder.id = one.coder_id
        """,
    "link": """
        SELECT one.id, coalesce(nullif(article.headline, ''), article.source_id), coalesce(coder.name, ''), one.link, ''
          FROM link AS one LEFT JOIN article ON article.id = one.article_id LEFT JOIN coder ON coder.id = one.coder_id
        """,
    "article_coding": """
        SELECT one.id, coalesce(nullif(article.headline, ''), article.source_id), coalesce(coder.name, ''), '', ''
          FROM article_coding AS one LEFT JOIN article ON article.id = one.article_id LEFT JOIN coder ON coder.id = one.coder_id
        """,
    "entity": "SELECT one.id, one.label, '', one.kind, '' FROM entity AS one",
}
