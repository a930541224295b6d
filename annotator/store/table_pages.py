"""What the tables are made of, read a page of articles at a time: between two pages an export can be stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.model.annotation import CODER_LAYER
from annotator.store.articles import seen_texts
from annotator.store.database import Database

PAGE = 40  # articles

Row = tuple[Any, ...]


class Page(NamedTuple):
    """An article of a page, with its regions as the file keeps them."""

    id: str
    source_id: str
    regions: str
    outlet: str
    date_published: str
    date_on_page: str


class Mark(NamedTuple):
    """An annotation as a table needs it; ``values`` and ``fragments`` as the file keeps them, ``shown`` its id in tables."""

    shown: str
    coder_id: str
    layer: str
    category: str
    start: int
    end: int
    fragments: str | None
    values: str
    confidence: str
    flag: int
    note: str
    origin: str
    codebook_version: str
    created_at: str
    updated_at: str
    id: str
    coder: str


class Tie(NamedTuple):
    """A link as a table needs it."""

    shown: str
    coder_id: str
    layer: str
    link: str
    from_id: str
    to_id: str
    values: str


class Work(NamedTuple):
    """An article with what is shown of it."""

    article: Page
    marks: list[Mark]
    ties: list[Tie]


class Pages:
    """Reads the articles of a project with the annotations and links of one coder or of all, in some layers.

    ``names``: coder id → short name. ``check`` is called between pages and may raise. ``apart``: (article, coder) whose codings are
    left out.
    """

    def __init__(
        self, database: Database, coder: str | None, layers: Sequence[str], names: Mapping[str, str], check: Callable[[], None],
        apart: Collection[tuple[str, str]] = (),
    ) -> None:  # fmt: skip
        self._database, self._coder, self._layers = database, coder, json.dumps(layers)
        self._names, self._check = names, check
        self.apart = frozenset(apart)

    def tuples(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return rows as plain tuples."""
        return self._database.tuples(sql, parameters)

    def count(self, sql: str, *more: Any) -> int:
        """Return the number that a query asks for; its first two parameters are the layers and the coder."""
        return int(self.tuples(sql, (self._layers, self._coder, *more))[0][0])

    def count_work(self, table: str, condition: str = "1", *more: Any) -> int:
        """Return how many rows of coders' work a table holds, without what is left out; ``more`` are parameters from the third on."""
        seen = "layer IN (SELECT value FROM json_each(?1))" if table != "article_coding" else "?1 <> ''"
        sql = f"SELECT count(*) FROM {table} WHERE {seen} AND (?2 IS NULL OR coder_id = ?2) AND {condition}"  # noqa: S608
        if not self.apart:
            return self.count(sql, *more)
        theirs = "layer = 'coder' AND " if table != "article_coding" else ""
        left_out = f"{theirs}article_id || ' ' || coder_id IN (SELECT value FROM json_each(?{3 + len(more)}))"  # noqa: S608
        pairs = json.dumps([f"{article} {coder}" for article, coder in self.apart])
        return self.count(f"{sql} AND NOT ({left_out})", *more, pairs)

    def pages(self) -> Iterator[list[Page]]:
        """Yield all articles in the order of their arrival, a page at a time."""
        last = -1
        while True:
            self._check()
            rows = self.tuples(
                """
                SELECT id, source_id, regions, outlet, date_published, date_on_page, seq FROM article
                 WHERE seq > ? ORDER BY seq LIMIT ?
                """,
                (last, PAGE),
            )
            if not rows:
                return
            last = rows[-1][6]
            yield [self._seen(Page(*row[:6])) for row in rows]

    def _seen(self, page: Page) -> Page:
        veil = self._database.veil()
        if veil is None:
            return page
        shown = veil.shown_facts({name: getattr(page, name) for name in ("outlet", "date_published", "date_on_page")})
        return page._replace(**shown, source_id=veil.source_id(page.source_id, page.id))

    def marked(self, *, tied: bool = False) -> Iterator[tuple[str, list[Page], dict[str, list[Row]]]]:
        """Yield each page as a list of ids in JSON, its articles, and their annotations: cells as ``Mark`` has them.

        ``tied``: only the articles that have links, for a table of links reads no others.
        """
        names, apart = self._names, self.apart

        def in_order(row: Row) -> tuple[Any, ...]:
            return names[row[1]], row[4], -row[5], row[3], row[0]

        for page in self.pages():
            if tied and not (page := self._tied(page)):
                continue
            asked = json.dumps([one.id for one in page])
            marks: dict[str, list[Row]] = {}
            for row in self.tuples(
                """
                SELECT CASE WHEN name <> '' THEN name ELSE id END, coder_id, layer, category, start, "end", fragments,
                       "values", confidence, flag, note, origin, codebook_version, created_at, updated_at, id, article_id
                  FROM annotation
                 WHERE article_id IN (SELECT value FROM json_each(?1)) AND layer IN (SELECT value FROM json_each(?2))
                   AND (?3 IS NULL OR coder_id = ?3)
                """,
                (asked, self._layers, self._coder),
            ):
                if (row[16], row[1]) not in apart or row[2] != CODER_LAYER:
                    marks.setdefault(row[16], []).append(row)
            self._check()
            for found in marks.values():
                found.sort(key=in_order)
            yield asked, page, marks

    def _tied(self, page: list[Page]) -> list[Page]:
        """Return the articles of a page that have links of anybody in any layer."""
        asked = json.dumps([one.id for one in page])
        sql = "SELECT DISTINCT article_id FROM link WHERE article_id IN (SELECT value FROM json_each(?))"
        tied = {row[0] for row in self.tuples(sql, (asked,))}
        return [one for one in page if one.id in tied]

    def work(self) -> Iterator[Work]:
        """Yield the articles that have links, with their annotations and links."""
        for asked, page, marks in self.marked(tied=True):
            ties = self.ties(asked)
            for article in page:
                if article.id in marks:
                    yield Work(article, [self.mark(row) for row in marks[article.id]], ties.get(article.id, []))

    def mark(self, row: Row) -> Mark:
        """Return an annotation of ``marked`` with its coder's name."""
        return Mark._make((*row[:16], self._names[row[1]]))

    def ties(self, asked: str) -> dict[str, list[Tie]]:
        """Return by article the links of a page of ``marked``."""
        found: dict[str, list[Tie]] = {}
        for article_id, *rest in self.tuples(
            """
            SELECT article_id, CASE WHEN name <> '' THEN name ELSE id END, coder_id, layer, link, from_id, to_id, "values" FROM link
             WHERE article_id IN (SELECT value FROM json_each(?1)) AND layer IN (SELECT value FROM json_each(?2))
               AND (?3 IS NULL OR coder_id = ?3)
             ORDER BY seq
            """,
            (asked, self._layers, self._coder),
        ):
            tie = Tie(*rest)
            if (article_id, tie.coder_id) not in self.apart or tie.layer != CODER_LAYER:
                found.setdefault(article_id, []).append(tie)
        for ties in found.values():
            ties.sort(key=lambda tie: self._names[tie.coder_id])
        return found

    def texts(self, article_ids: list[str]) -> dict[str, str]:
        """Return the texts of articles by id, without what is hidden from whoever looks."""
        if self._database.veil() is not None:
            return seen_texts(self._database, article_ids)
        return dict(
            self.tuples(
                """
                SELECT article.id, article_text.text
                  FROM article JOIN article_text ON article_text.sha256 = article.text_sha256
                 WHERE article.id IN (SELECT value FROM json_each(?1))
                """,
                (json.dumps(article_ids),),
            )
        )


def by_target(ties: Sequence[Tie]) -> dict[str, list[Tie]]:
    """Return links by the annotation that they end at."""
    found: dict[str, list[Tie]] = {}
    for tie in ties:
        found.setdefault(tie.to_id, []).append(tie)
    return found


def in_text(mark: Mark) -> tuple[str, int, int, str, str]:
    """Order annotations: by coder, then as they stand in the text, the longer one first."""
    return mark.coder, mark.start, -mark.end, mark.category, mark.shown
