"""Codings picked out across the whole project: by category, coder, article, codebook version, flag; and how often values are used."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

from annotator.model.annotation import Annotation, ArticleCoding, Link
from annotator.store.annotations import coding_of, link_of, seen
from annotator.store.database import Database


class ValueStep(NamedTuple):
    """One entry in the history of a value: when, by whom, in which step, and what stood before and after (None: no value)."""

    made_at: str
    coder_id: str
    label: str
    before: Any
    after: Any


class Selections:
    """Reads only; each answer is fetched whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def annotations(
        self,
        *,
        category: str = "",
        coder_id: str = "",
        article_id: str = "",
        version: str = "",
        other_than: str = "",
        flag: bool | None = None,
        layer: str = "",
    ) -> list[Annotation]:
        """Return the annotations that fit all that is given, article by article in text order; ``other_than``: a version they lack."""
        rows = self._database.all(
            """
            SELECT * FROM annotation
             WHERE (:category = '' OR category = :category) AND (:coder = '' OR coder_id = :coder)
               AND (:article = '' OR article_id = :article) AND (:version = '' OR codebook_version = :version)
               AND (:other = '' OR codebook_version <> :other) AND (:flag IS NULL OR flag = :flag)
               AND (:layer = '' OR layer = :layer)
             ORDER BY article_id, start, "end" DESC, seq
            """,
            {"category": category, "coder": coder_id, "article": article_id, "version": version, "other": other_than,
             "flag": None if flag is None else int(flag), "layer": layer},
        )  # fmt: skip
        return seen(self._database, rows)

    def links(self, *, other_than: str = "", coder_id: str = "", article_id: str = "") -> list[Link]:
        """Return the links that fit all that is given."""
        rows = self._database.all(
            """
            SELECT * FROM link
             WHERE (:other = '' OR codebook_version <> :other) AND (:coder = '' OR coder_id = :coder)
               AND (:article = '' OR article_id = :article) ORDER BY article_id, seq
            """,
            {"other": other_than, "coder": coder_id, "article": article_id},
        )
        return [link_of(row) for row in rows]

    def codings(self, *, other_than: str = "", coder_id: str = "", article_id: str = "") -> list[ArticleCoding]:
        """Return the judgements of whole articles that fit all that is given."""
        rows = self._database.all(
            """
            SELECT * FROM article_coding
             WHERE (:other = '' OR codebook_version <> :other) AND (:coder = '' OR coder_id = :coder)
               AND (:article = '' OR article_id = :article) ORDER BY article_id, seq
            """,
            {"other": other_than, "coder": coder_id, "article": article_id},
        )
        return [coding_of(row) for row in rows]

    def are_of_several_files(self) -> bool:
        """Return whether steps of several files stand in the log: a merge may have joined cells of one row that were made apart."""
        asked = "SELECT EXISTS (SELECT 1 FROM step WHERE origin <> (SELECT origin FROM step ORDER BY seq LIMIT 1))"
        return bool(self._database.value(asked))

    def by_version(self) -> list[tuple[str, int]]:
        """Return how many annotations of coders were made under each codebook version, the version used last at the end."""
        rows = self._database.all(
            "SELECT codebook_version, count(*) FROM annotation WHERE layer = 'coder' GROUP BY codebook_version ORDER BY max(seq)"
        )
        return [(row[0], row[1]) for row in rows]

    def counts(self) -> Counter[tuple[str, ...]]:
        """Return how often each category, attribute and value is used by coders, by its place in the codebook."""
        found: Counter[tuple[str, ...]] = Counter()
        for row in self._database.all("SELECT category, count(*) FROM annotation WHERE layer = 'coder' GROUP BY category"):
            found["category", row[0]] = row[1]
        for row in self._database.all("SELECT link, count(*) FROM link WHERE layer = 'coder' GROUP BY link"):
            found["link", row[0]] = row[1]
        rows = self._database.all(
            """
            SELECT 'category', category, key, json_each.type, json_each.value, count(*) FROM annotation, json_each(annotation."values")
             WHERE layer = 'coder' GROUP BY category, key, json_each.value
            UNION ALL
            SELECT 'link', link, key, json_each.type, json_each.value, count(*) FROM link, json_each(link."values")
             WHERE layer = 'coder' GROUP BY link, key, json_each.value
            UNION ALL
            SELECT 'article', '', key, json_each.type, json_each.value, count(*) FROM article_coding, json_each(article_coding."values")
             GROUP BY key, json_each.value
            """
        )
        for kind, owner, attribute, how, value, count in rows:
            place = (kind, owner, attribute) if owner else (kind, attribute)
            found[place] += count
            for one in json.loads(value) if how == "array" else [value]:
                if isinstance(one, str):
                    found[*place, one] += count
        return found


    def steps_of_codebook(self, draft: str) -> set[str]:
        """Return the latest steps that changed the codebook or its draft (the setting of this id)."""
        rows = self._database.all(
            """
            SELECT DISTINCT step.id FROM step JOIN change ON change.step = step.seq
             WHERE step.seq > (SELECT max(seq) FROM step) - 5000
               AND (table_name = 'codebook_version' OR (table_name = 'setting' AND row_id = ?))
            """,
            (draft,),
        )
        return {row[0] for row in rows}

    def value_history(self, annotation: Annotation, attribute: str) -> list[ValueStep]:
        """Return how an attribute of an annotation came to its value, the first step first."""
        rows = self._database.all(
            """
            SELECT made_at, coalesce(coder_id, ''), label, before, after
              FROM change JOIN step ON step.seq = change.step JOIN step_article ON step_article.step = step.seq
             WHERE step_article.article_id = ? AND table_name = 'annotation' AND row_id = ? ORDER BY counter, origin, number
            """,
            (annotation.article_id, annotation.id),
        )
        found = []
        for made_at, coder_id, label, before, after in rows:
            old, new = (_value_in(text, attribute) for text in (before, after))
            if old != new:
                found.append(ValueStep(made_at, coder_id, label, old, new))
        return found


def _value_in(text: str | None, attribute: str) -> Any:
    if text is None:
        return None
    return (json.loads(text).get("values") or {}).get(attribute)
