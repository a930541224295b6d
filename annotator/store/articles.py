"""Articles: facts, regions and texts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from annotator.errors import NotFound
from annotator.i18n import _
from annotator.model.article import FACTS, Article, ListedArticle, Region, Regions, make_regions
from annotator.model.ids import ArticleId
from annotator.model.span import Span
from annotator.store.database import Database, Row
from annotator.store.search import Search
from annotator.store.veil import uncovers

_SELECT = """
    SELECT article.*, article_text.n_characters
      FROM article JOIN article_text ON article_text.sha256 = article.text_sha256
"""

_SELECT_WITH_TEXT = """
    SELECT article.*, article_text.text
      FROM article JOIN article_text ON article_text.sha256 = article.text_sha256 WHERE article.id = ?
"""


class Articles:
    """The articles of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Article]:
        """Return all articles in the order of their arrival."""
        return self._seen(self._database.all(_SELECT + " ORDER BY article.seq"))

    def listed(self, article_id: str | None = None) -> list[ListedArticle]:
        """Return what lists show of all articles (or of one), in the order of their arrival."""
        columns = "id, source_id, headline, outlet, date_published, cluster_id"
        only, asked = ("WHERE id = ?", (article_id,)) if article_id is not None else ("", ())
        veil = self._database.veil()
        if veil is None:
            sql = f"SELECT {columns} FROM article {only} ORDER BY seq"  # noqa: S608
            made = partial(tuple.__new__, ListedArticle)  # not ListedArticle(*row): an open window waits for as many as there are
            return list(map(made, self._database.tuples(sql, asked)))
        rows = self._database.all(f"SELECT {columns}, byline, url, date_on_page FROM article {only} ORDER BY seq", asked)  # noqa: S608
        return [veil.listed(ListedArticle(*row[:6]), dict(zip(("byline", "url", "date_on_page"), row[6:], strict=True))) for row in rows]

    def count(self) -> int:
        """Return how many articles there are."""
        return int(self._database.value("SELECT count(*) FROM article"))

    def ids(self) -> list[ArticleId]:
        """Return the ids of all articles in the order of their arrival."""
        return [ArticleId(row["id"]) for row in self._database.all("SELECT id FROM article ORDER BY seq")]

    def get(self, article_id: str) -> Article:
        """Return the article with this id; NotFound if there is none."""
        row = self._database.one(_SELECT + " WHERE article.id = ?", (article_id,))
        if row is None:
            raise NotFound(_("there is no article {id!r} in {path}").format(id=article_id, path=self._database.path))
        return self._seen([row])[0]

    def with_source_id(self, source_id: str) -> list[Article]:
        """Return the articles that bore this id in their source."""
        return self._seen(self._database.all(_SELECT + " WHERE article.source_id = ? ORDER BY article.seq", (source_id,)))

    def versions_of(self, article_id: str) -> list[ArticleId]:
        """Return the articles of its cluster, those that it corrects and those that correct it, itself too, in order of arrival."""
        rows = self._database.all(
            """
            WITH here AS (SELECT id, cluster_id, correction_of FROM article WHERE id = ?)
            SELECT id, seq FROM article WHERE id = (SELECT id FROM here)
             UNION SELECT id, seq FROM article WHERE id = (SELECT correction_of FROM here)
             UNION SELECT id, seq FROM article WHERE correction_of <> '' AND correction_of = (SELECT id FROM here)
             UNION SELECT id, seq FROM article WHERE cluster_id <> '' AND cluster_id = (SELECT cluster_id FROM here)
             ORDER BY seq
            """,
            (article_id,),
        )
        return [ArticleId(row[0]) for row in rows]

    def find(self, name: str) -> Article:
        """Return the article with this id or else this source_id; NotFound if there is none or more than one."""
        row = self._database.one(_SELECT + " WHERE article.id = ?", (name,))
        if row is not None:
            return self._seen([row])[0]
        found = self.with_source_id(name)
        if not found:
            raise NotFound(_("there is no article {name!r}").format(name=name))
        if len(found) > 1:
            raise NotFound(
                _("{count} articles have the source_id {name!r}; name one by its id: {names}").format(
                    count=len(found), name=name, names=", ".join(one.id for one in found)
                )
            )
        return found[0]

    def keys(self) -> list[tuple[str, str, str, str]]:
        """Return (id, source_id, text_sha256, same_key) of every article in the order of arrival: what an import compares with."""
        rows = self._database.all(
            """
            SELECT article.id, article.source_id, article.text_sha256, article_text.same_key
              FROM article JOIN article_text ON article_text.sha256 = article.text_sha256 ORDER BY article.seq
            """
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def text(self, article_id: str) -> str:
        """Return the stored text, without what the project hides from whoever looks; NotFound if there is no such article."""
        if self._database.veil() is not None and (shown := seen_texts(self._database, {article_id})):
            return shown[article_id]
        found = self._database.value(
            "SELECT article_text.text FROM article JOIN article_text ON article_text.sha256 = article.text_sha256 WHERE article.id = ?",
            (article_id,),
        )
        if found is None:
            raise NotFound(_("there is no article {id!r} in {path}").format(id=article_id, path=self._database.path))
        return str(found)

    def texts(self) -> Iterator[tuple[ArticleId, str]]:
        """Yield each article's id and text, one page of articles at a time."""
        for article_id in self.ids():
            yield article_id, self.text(article_id)

    def raw(self, article_id: str) -> bytes | None:
        """Return the bytes that the article was read from, or None if it came without or its source is hidden from whoever looks."""
        if self._database.veil() is not None:
            return None
        found = self._database.value(
            "SELECT raw_file.bytes FROM article JOIN raw_file ON raw_file.sha256 = article.raw_sha256 WHERE article.id = ?", (article_id,)
        )
        return None if found is None else bytes(found)

    def _seen(self, rows: Sequence[sqlite3.Row]) -> list[Article]:
        found, veil = [_article(row) for row in rows], self._database.veil()
        return found if veil is None else [veil.article(one) for one in found]

    def uncovers(self, article_id: str, regions: Sequence[Region]) -> bool:
        """Return whether other regions would show whoever looks something of the text that is hidden now."""
        row, veil = self._database.one(_SELECT_WITH_TEXT, (article_id,)), self._database.veil()
        if row is None or veil is None:
            return False
        text, facts = row["text"], dict(row)
        before = veil.spans(row["text_sha256"], text, regions_of(row["regions"]), facts)
        return uncovers(before, veil.spans(row["text_sha256"], text, make_regions(regions, len(text)), facts), text)

    def add(self, article: Article, text: str, same_key: str, raw: bytes | None = None) -> None:
        """Write an article with its text and the bytes it came from; inside a step."""
        self.add_many([(article, text, same_key, raw)])

    def add_many(self, articles: Sequence[tuple[Article, str, str, bytes | None]]) -> None:
        """Write articles with their texts and the bytes they came from; inside a step."""
        kept: set[int] = set()
        for article, text, same_key, raw in articles:
            self._database.keep_text(article.text_sha256, same_key, text)
            if raw is not None and id(raw) not in kept:
                kept.add(id(raw))
                self._database.keep_raw(article.raw_sha256, raw)
        if articles:
            Search(self._database).add((article.text_sha256, text) for article, text, _key, _raw in articles)
            self._database.insert_many("article", [_row(article) for article, _text, _key, _raw in articles])

    def set_facts(self, article_id: str, facts: Mapping[str, str]) -> bool:
        """Correct facts such as the outlet or a date; inside a step. Return whether anything differs."""
        unknown = set(facts) - set(FACTS) - {"cluster_id"}
        if unknown:
            raise KeyError(f"an article has no fact {sorted(unknown)}")
        return self._database.update("article", article_id, dict(facts))

    def set_regions(self, article_id: str, regions: Sequence[Region], length: int) -> bool:
        """Replace the regions of an article as one set; inside a step. ValueError if two overlap or one runs past the text."""
        return self._database.update("article", article_id, {"regions": regions_json(make_regions(regions, length))})


def seen_texts(database: Database, article_ids: Collection[str]) -> dict[str, str]:
    """Return texts by the article's id, without what is hidden from whoever looks."""
    rows = database.all(
        """
        SELECT article.id, sha256, text, regions, outlet, byline, url, date_published, date_on_page
          FROM article JOIN article_text ON article_text.sha256 = article.text_sha256
         WHERE article.id IN (SELECT value FROM json_each(?))
        """,
        (json.dumps(list(article_ids)),),
    )
    veil = database.veil()
    if veil is None:
        return {row["id"]: row["text"] for row in rows}
    return {row["id"]: veil.text(row["sha256"], row["text"], regions_of(row["regions"]), dict(row)) for row in rows}


def regions_json(regions: Regions) -> list[list[Any]]:
    """Return regions as the file keeps them: [kind, start, end]."""
    return [[region.kind, region.span.start, region.span.end] for region in regions]


def regions_of(stored: str) -> Regions:
    """Return the regions that a cell of the file holds."""
    return tuple(Region(kind, Span(start, end)) for kind, start, end in json.loads(stored))


def _row(article: Article) -> Row:
    return {
        "id": article.id,
        "source_id": article.source_id,
        "text_sha256": article.text_sha256,
        "headline": article.headline,
        "outlet": article.outlet,
        "date_published": article.date_published,
        "date_on_page": article.date_on_page,
        "byline": article.byline,
        "language": article.language,
        "url": article.url,
        "cluster_id": article.cluster_id,
        "correction_of": article.correction_of,
        "regions": regions_json(article.regions),
        "file_name": article.file_name,
        "raw_sha256": article.raw_sha256 or None,
        "encoding": article.encoding,
        "line_ends": article.line_ends,
        "imported_at": article.imported_at,
    }


def _article(row: sqlite3.Row) -> Article:
    return Article(
        id=ArticleId(row["id"]),
        source_id=row["source_id"],
        text_sha256=row["text_sha256"],
        n_characters=row["n_characters"],
        headline=row["headline"],
        outlet=row["outlet"],
        date_published=row["date_published"],
        date_on_page=row["date_on_page"],
        byline=row["byline"],
        language=row["language"],
        url=row["url"],
        cluster_id=row["cluster_id"],
        correction_of=row["correction_of"],
        regions=regions_of(row["regions"]),
        file_name=row["file_name"],
        raw_sha256=row["raw_sha256"] or "",
        encoding=row["encoding"],
        line_ends=row["line_ends"],
        imported_at=row["imported_at"],
    )
