"""What coders say: annotations, links between them, and judgements of whole articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from annotator.errors import NotFound
from annotator.i18n import _
from annotator.model.annotation import INHERITED, Annotation, ArticleCoding, Link
from annotator.model.ids import AnnotationId, ArticleId, CoderId, LinkId, activity_id, coding_id
from annotator.model.span import Span, Spans, quote_of
from annotator.store.articles import seen_texts
from annotator.store.database import Database, Row, now, to_json
from annotator.store.plans import set_aside
from annotator.store.rows import json_list, json_object


class Annotations:
    """The marked passages of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, annotation_id: str) -> Annotation:
        """Return the annotation with this id; NotFound if there is none."""
        row = self._database.one("SELECT * FROM annotation WHERE id = ?", (annotation_id,))
        if row is None:
            raise NotFound(_("there is no annotation {id!r}").format(id=annotation_id))
        return seen(self._database, [row])[0]

    def find(self, annotation_id: str) -> Annotation | None:
        """Return the annotation with this id, or None."""
        row = self._database.one("SELECT * FROM annotation WHERE id = ?", (annotation_id,))
        return None if row is None else seen(self._database, [row])[0]

    def of_article(self, article_id: str, coder_id: str | None = None, layer: str = "coder") -> list[Annotation]:
        """Return an article's annotations in text order, of one coder or of all."""
        rows = self._database.all(
            """
            SELECT * FROM annotation
             WHERE article_id = ? AND layer = ? AND (? IS NULL OR coder_id = ?)
             ORDER BY start, "end" DESC, seq
            """,
            (article_id, layer, coder_id, coder_id),
        )
        return seen(self._database, rows)

    def overlapping(self, article_id: str, coder_id: str, span: Span) -> list[Annotation]:
        """Return the coder's annotations that share a character with the span."""
        rows = self._database.all(
            """
            SELECT * FROM annotation
             WHERE article_id = ? AND coder_id = ? AND start < ? AND "end" > ? AND layer = 'coder'
             ORDER BY start, "end" DESC, seq
            """,
            (article_id, coder_id, span.end, span.start),
        )
        found = seen(self._database, rows)
        return [one for one in found if any(fragment.overlaps(span) for fragment in one.spans)]

    def same_place(self, article_id: str, coder_id: str, category: str, spans: Spans) -> Annotation | None:
        """Return the coder's annotation of this category with exactly these fragments, if there is one."""
        rows = self._database.all(
            """
            SELECT * FROM annotation
             WHERE article_id = ? AND coder_id = ? AND start = ? AND "end" = ? AND category = ? AND layer = 'coder'
            """,
            (article_id, coder_id, spans[0].start, spans[-1].end, category),
        )
        return next((found for row in rows if (found := annotation_of(row)).spans == spans), None)

    def named(self, name: str) -> list[Annotation]:
        """Return the annotations that are shown by this id: given or made."""
        rows = self._database.all(
            "SELECT * FROM annotation WHERE name = ?1 AND name <> '' UNION SELECT * FROM annotation WHERE id = ?1", (name,)
        )
        return seen(self._database, rows)

    def count_flagged(self, coder_id: str) -> int:
        """Return how many of a coder's annotations wait with a flag."""
        return int(self._database.value("SELECT count(*) FROM annotation WHERE coder_id = ? AND flag = 1 AND layer = 'coder'", (coder_id,)))

    def flagged(self) -> list[Annotation]:
        """Return the annotations of all coders that wait with a flag, the longest waiting first."""
        rows = self._database.all("SELECT * FROM annotation WHERE flag = 1 AND layer = 'coder' ORDER BY updated_at, seq")
        return seen(self._database, rows)

    def count(self, article_id: str, coder_id: str) -> int:
        """Return how many annotations the coder has in the article."""
        return int(
            self._database.value(
                "SELECT count(*) FROM annotation WHERE article_id = ? AND coder_id = ? AND layer = 'coder'", (article_id, coder_id)
            )
        )

    def counts(self, coder_id: str | None = None) -> dict[tuple[str, str], int]:
        """Return how many annotations there are by (article, coder)."""
        rows = self._database.all(
            """
            SELECT article_id, coder_id, count(*) FROM annotation
             WHERE layer = 'coder' AND (? IS NULL OR coder_id = ?) GROUP BY article_id, coder_id
            """,
            (coder_id, coder_id),
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def inherited(self, article_id: str | None = None) -> frozenset[tuple[str, str]]:
        """Return the (article, coder) whose annotations are copies from another version, one of them at least; in all articles or one."""
        one = "" if article_id is None else "AND article_id = ?"
        rows = self._database.all(
            f"SELECT DISTINCT article_id, coder_id FROM annotation WHERE origin = ? AND layer = 'coder' {one}",  # noqa: S608  # our words
            (INHERITED,) if article_id is None else (INHERITED, article_id),
        )
        return frozenset((row[0], row[1]) for row in rows)

    def total(self) -> int:
        """Return how many annotations the project holds."""
        return int(self._database.value("SELECT count(*) FROM annotation"))

    def values_used(self, category: str, attribute: str, coder_id: str | None = None) -> list[tuple[str, int]]:
        """Return the texts given for an open list (by one coder or all) with how often each is used, the most frequent first."""
        aside = to_json(sorted(set_aside(self._database, coder_id)))
        rows = self._database.all(
            """
            SELECT json_extract("values", '$."' || ? || '"') AS value, count(*) AS n FROM annotation
             WHERE category = ? AND (? IS NULL OR coder_id = ?) AND article_id NOT IN (SELECT json_each.value FROM json_each(?))
             GROUP BY 1 HAVING value IS NOT NULL ORDER BY n DESC, value
            """,
            (attribute, category, coder_id, coder_id, aside),
        )
        return [(str(row["value"]), int(row["n"])) for row in rows]

    def entities_used(self, attributes: Sequence[tuple[str, str]], coder_id: str | None = None) -> dict[str, tuple[int, int]]:
        """Return by entity id how often coders' annotations refer to it and the arrival number of the last one that does."""
        used: dict[str, tuple[int, int]] = {}
        aside = to_json(sorted(set_aside(self._database, coder_id)))
        for category, attribute in attributes:
            rows = self._database.all(
                """
                SELECT json_extract("values", '$."' || ? || '"') AS entity, count(*) AS n, max(seq) AS last FROM annotation
                 WHERE category = ? AND layer = 'coder' AND (? IS NULL OR coder_id = ?)
                   AND article_id NOT IN (SELECT value FROM json_each(?)) GROUP BY entity HAVING entity IS NOT NULL
                """,
                (attribute, category, coder_id, coder_id, aside),
            )
            for row in rows:
                count, last = used.get(row["entity"], (0, 0))
                used[row["entity"]] = (count + row["n"], max(last, row["last"]))
        return used

    def add(self, annotation: Annotation) -> Annotation:
        """Write a new annotation; inside a step. Return it with its times filled in."""
        moment = now()
        kept = replace(annotation, created_at=annotation.created_at or moment, updated_at=moment)
        self._database.insert("annotation", annotation_row(_as_it_is(self._database, kept)))
        return kept

    def save(self, annotation: Annotation) -> bool:
        """Write what differs from the stored annotation; inside a step. Return whether anything does."""
        wanted = annotation_row(_as_it_is(self._database, annotation))
        for column in ("id", "name", "created_at", "updated_at"):
            del wanted[column]
        current = self._database.read("annotation", annotation.id)
        if current is None:
            raise NotFound(_("there is no annotation {id!r}").format(id=annotation.id))
        if all(current[column] == value for column, value in wanted.items()):
            return False
        return self._database.update("annotation", annotation.id, {**wanted, "updated_at": now()})

    def delete(self, annotation_id: str) -> list[Link]:
        """Remove an annotation and the links at it; inside a step. Return those links."""
        links = Links(self._database).at(annotation_id)
        for link in links:
            self._database.delete("link", link.id)
        self._database.delete("annotation", annotation_id)
        return links


class Links:
    """The links between annotations of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, link_id: str) -> Link:
        """Return the link with this id; NotFound if there is none."""
        row = self._database.one("SELECT * FROM link WHERE id = ?", (link_id,))
        if row is None:
            raise NotFound(_("there is no link {id!r}").format(id=link_id))
        return link_of(row)

    def find(self, link_id: str) -> Link | None:
        """Return the link with this id, or None."""
        row = self._database.one("SELECT * FROM link WHERE id = ?", (link_id,))
        return None if row is None else link_of(row)

    def of_article(self, article_id: str, coder_id: str | None = None, layer: str = "coder") -> list[Link]:
        """Return an article's links in the order of their arrival, of one coder or of all."""
        rows = self._database.all(
            "SELECT * FROM link WHERE article_id = ? AND layer = ? AND (? IS NULL OR coder_id = ?) ORDER BY seq",
            (article_id, layer, coder_id, coder_id),
        )
        return [link_of(row) for row in rows]

    def at(self, annotation_id: str) -> list[Link]:
        """Return the links that start or end at an annotation."""
        rows = self._database.all("SELECT * FROM link WHERE from_id = ?1 UNION SELECT * FROM link WHERE to_id = ?1", (annotation_id,))
        return sorted((link_of(row) for row in rows), key=lambda link: link.created_at)

    def named(self, name: str) -> list[Link]:
        """Return the links that are shown by this id: given or made."""
        rows = self._database.all("SELECT * FROM link WHERE name = ?1 AND name <> '' UNION SELECT * FROM link WHERE id = ?1", (name,))
        return [link_of(row) for row in rows]

    def count(self, article_id: str, coder_id: str) -> int:
        """Return how many links the coder has in the article."""
        sql = "SELECT count(*) FROM link WHERE article_id = ? AND coder_id = ? AND layer = 'coder'"
        return int(self._database.value(sql, (article_id, coder_id)))

    def add(self, link: Link) -> Link:
        """Write a new link; inside a step. Return it with its times filled in."""
        moment = now()
        kept = replace(link, created_at=link.created_at or moment, updated_at=moment)
        self._database.insert("link", link_row(kept))
        return kept

    def save(self, link: Link) -> bool:
        """Write what differs from the stored link; inside a step. Return whether anything does."""
        wanted = link_row(link)
        for column in ("id", "name", "created_at", "updated_at"):
            del wanted[column]
        current = self._database.read("link", link.id)
        if current is None:
            raise NotFound(_("there is no link {id!r}").format(id=link.id))
        if all(current[column] == value for column, value in wanted.items()):
            return False
        return self._database.update("link", link.id, {**wanted, "updated_at": now()})

    def delete(self, link_id: str) -> None:
        """Remove a link; inside a step."""
        self._database.delete("link", link_id)


class Codings:
    """What coders judge of whole articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, article_id: str, coder_id: str) -> ArticleCoding | None:
        """Return the coder's judgement of the article, or None before the article was begun."""
        row = self._database.one("SELECT * FROM article_coding WHERE id = ?", (coding_id(article_id, coder_id),))
        return None if row is None else coding_of(row)

    def all(self, coder_id: str | None = None) -> list[ArticleCoding]:
        """Return the judgements of one coder or of all, in the order of their arrival."""
        rows = self._database.all("SELECT * FROM article_coding WHERE (? IS NULL OR coder_id = ?) ORDER BY seq", (coder_id, coder_id))
        return [coding_of(row) for row in rows]

    def finished(self) -> set[tuple[str, str]]:
        """Return (coder, article) of all codings that are finished; no judgement is read."""
        return set(self._database.tuples("SELECT coder_id, article_id FROM article_coding WHERE finished = 1"))

    def begun(self, coder_id: str) -> dict[ArticleId, bool]:
        """Return by article whether a coder has finished it, of all that the coder has judged; one pass, no judgement is read."""
        sql = "SELECT article_id, finished FROM article_coding WHERE coder_id = ? ORDER BY seq"
        return {ArticleId(article_id): bool(finished) for article_id, finished in self._database.tuples(sql, (coder_id,))}

    def of_article(self, article_id: str) -> list[ArticleCoding]:
        """Return all coders' judgements of an article."""
        rows = self._database.all("SELECT * FROM article_coding WHERE article_id = ? ORDER BY seq", (article_id,))
        return [coding_of(row) for row in rows]

    def save(self, coding: ArticleCoding) -> bool:
        """Write a judgement, new or changed; inside a step. Return whether anything differs."""
        wanted = coding_row(coding)
        current = self._database.read("article_coding", wanted["id"])
        moment = now()
        if current is None:
            self._database.insert("article_coding", {**wanted, "created_at": coding.created_at or moment, "updated_at": moment})
            return True
        for column in ("id", "created_at", "updated_at"):
            del wanted[column]
        if all(current[column] == value for column, value in wanted.items()):
            return False
        return self._database.update("article_coding", coding_id(coding.article_id, coding.coder_id), {**wanted, "updated_at": moment})

    def active_seconds_of(self, coder_id: str) -> dict[str, int]:
        """Return how long a coder was active, idle time cut, by article."""
        rows = self._database.all("SELECT article_id, active_seconds FROM activity WHERE coder_id = ?", (coder_id,))
        return {row["article_id"]: int(row["active_seconds"]) for row in rows}

    def active_seconds(self, article_id: str, coder_id: str) -> int:
        """Return how long the coder was active in the article, idle time cut."""
        found = self._database.value("SELECT active_seconds FROM activity WHERE id = ?", (activity_id(article_id, coder_id),))
        return int(found or 0)

    def add_active_seconds(self, article_id: str, coder_id: str, seconds: int) -> None:
        """Add to the time that the coder was active in the article; inside a step of no coder, so that undo passes it by."""
        row_id = activity_id(article_id, coder_id)
        current = self._database.read("activity", row_id)
        if current is None:
            row = {"id": row_id, "article_id": article_id, "coder_id": coder_id, "active_seconds": seconds}
            self._database.insert("activity", row)
        else:
            self._database.update("activity", row_id, {"active_seconds": current["active_seconds"] + seconds})


# ---- rows ---------------------------------------------------------------------------------------------------------------


def seen(database: Database, rows: Sequence[sqlite3.Row]) -> list[Annotation]:
    """Return the annotations that rows hold, their quotations as whoever looks sees the texts."""
    found = [annotation_of(row) for row in rows]
    veil = database.veil()
    if veil is None or not found:
        return found
    texts = seen_texts(database, {one.article_id for one in found})
    return [veil.quoted(one, texts[one.article_id]) for one in found]


def _as_it_is(database: Database, one: Annotation) -> Annotation:
    """Return an annotation with its quotation as the text is stored, whatever its maker saw of it."""
    if database.veil() is None:
        return one
    text = str(database.value(
        "SELECT text FROM article_text JOIN article ON article.text_sha256 = article_text.sha256 WHERE article.id = ?", (one.article_id,)
    ))  # fmt: skip
    return replace(one, quote=quote_of(one.spans, text))


def annotation_row(one: Annotation) -> Row:
    """Return an annotation as a row of its table."""
    return {
        "id": one.id,
        "name": one.name,
        "article_id": one.article_id,
        "coder_id": one.coder_id,
        "layer": one.layer,
        "category": one.category,
        "start": one.start,
        "end": one.end,
        "fragments": [[span.start, span.end] for span in one.spans] if len(one.spans) > 1 else None,
        "quote": one.quote,
        "values": dict(one.values),
        "filled": dict(one.filled),
        "confidence": one.confidence,
        "flag": int(one.flag),
        "note": one.note,
        "origin": one.origin,
        "codebook_version": one.codebook_version,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def spans_of(row: sqlite3.Row) -> Spans:
    """Return the fragments of an annotation's row."""
    if row["fragments"] is None:
        return (Span(row["start"], row["end"]),)
    return tuple(Span(start, end) for start, end in json_list(row["fragments"]))


def annotation_of(row: sqlite3.Row) -> Annotation:
    """Return the annotation that a row holds."""
    return Annotation(
        id=AnnotationId(row["id"]),
        name=row["name"],
        article_id=ArticleId(row["article_id"]),
        coder_id=CoderId(row["coder_id"]),
        layer=row["layer"],
        category=row["category"],
        spans=spans_of(row),
        quote=row["quote"],
        values=json_object(row["values"]),
        filled=json_object(row["filled"]),
        confidence=row["confidence"],
        flag=bool(row["flag"]),
        note=row["note"],
        origin=row["origin"],
        codebook_version=row["codebook_version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def link_row(one: Link) -> Row:
    """Return a link as a row of its table."""
    return {
        "id": one.id,
        "name": one.name,
        "article_id": one.article_id,
        "coder_id": one.coder_id,
        "layer": one.layer,
        "link": one.link,
        "from_id": one.from_id,
        "to_id": one.to_id,
        "values": dict(one.values),
        "origin": one.origin,
        "codebook_version": one.codebook_version,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def link_of(row: sqlite3.Row) -> Link:
    """Return the link that a row holds."""
    return Link(
        id=LinkId(row["id"]),
        name=row["name"],
        article_id=ArticleId(row["article_id"]),
        coder_id=CoderId(row["coder_id"]),
        layer=row["layer"],
        link=row["link"],
        from_id=AnnotationId(row["from_id"]),
        to_id=AnnotationId(row["to_id"]),
        values=json_object(row["values"]),
        origin=row["origin"],
        codebook_version=row["codebook_version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def coding_row(one: ArticleCoding) -> dict[str, Any]:
    """Return a judgement as a row of its table."""
    return {
        "id": coding_id(one.article_id, one.coder_id),
        "article_id": one.article_id,
        "coder_id": one.coder_id,
        "values": dict(one.values),
        "filled": dict(one.filled),
        "finished": int(one.finished),
        "note": one.note,
        "codebook_version": one.codebook_version,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def coding_of(row: sqlite3.Row) -> ArticleCoding:
    """Return the judgement that a row holds."""
    return ArticleCoding(
        article_id=ArticleId(row["article_id"]),
        coder_id=CoderId(row["coder_id"]),
        values=json_object(row["values"]),
        filled=json_object(row["filled"]),
        finished=bool(row["finished"]),
        note=row["note"],
        codebook_version=row["codebook_version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
