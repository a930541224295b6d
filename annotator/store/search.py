"""The full text index: FTS5 over a folded, word-segmented copy of each text. Derived, outside the log, never by a trigger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.store.database import Database, to_json

FORM = "1"
"""the version of the searched form; an index made with another one is stale as a whole"""
_FORM_KEY = "search_form"
_PAGE = 400


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other, as they stand in the searched form; the last may go on if ``prefix``."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """All of these."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these at least."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The first, but not the second."""

    wanted: Query
    unwanted: Query


Query = Phrase | Both | Either | Without


def match_text(query: Query) -> str:
    """Return a query in FTS5's own language; every word stands in quotation marks, so that none is an operator."""
    if isinstance(query, Phrase):
        return '"' + " ".join(word.replace('"', '""') for word in query.words) + '"' + (" *" if query.prefix else "")
    if isinstance(query, Without):
        return f"({match_text(query.wanted)} NOT {match_text(query.unwanted)})"
    joint = " AND " if isinstance(query, Both) else " OR "
    return "(" + joint.join(map(match_text, query.parts)) + ")"


@dataclass(frozen=True, slots=True)
class SearchedArticle:
    """What a hit needs to know of its article."""

    id: str
    title: str
    outlet: str
    date: str


class Search:
    """The index of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[object, dict[int, tuple[SearchedArticle, ...]]] | None = None

    # ---- writing ------------------------------------------------------------------------------------------------------

    def add(self, texts: Iterable[tuple[str, str]]) -> None:
        """Index texts, given as (sha256, text), that are not indexed yet; inside a transaction."""
        given = dict(texts)
        there = self._database.all(
            "SELECT sha256 FROM search_copy WHERE sha256 IN (SELECT value FROM json_each(?))", (to_json(list(given)),)
        )
        for row in there:
            del given[row[0]]
        if not given:
            return
        first = int(self._database.value("SELECT coalesce(max(seq), 0) FROM search_copy")) + 1
        if first == 1:
            self._database.set_meta(_FORM_KEY, FORM)
        from annotator.text.words_searched import searched_form  # its patterns take a while; opening a project needs none

        forms = [(seq, sha256, searched_form(text)) for seq, (sha256, text) in enumerate(given.items(), first)]
        self._known = None
        raw = self._database.raw
        raw.executemany("INSERT INTO search_copy (seq, sha256, text) VALUES (?, ?, ?)", forms)
        raw.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", [(seq, form) for seq, _sha256, form in forms])

    def missing(self) -> int:
        """Return how many texts are not indexed: those of a file made before there was an index, or all if its form is outdated."""
        texts = int(self._database.value("SELECT count(*) FROM article_text"))
        if texts and self._database.meta(_FORM_KEY) != FORM:
            return texts
        return texts - int(self._database.value("SELECT count(*) FROM search_copy"))

    def add_missing(self) -> int:
        """Index some of the texts that are missing, as one transaction, and return how many; 0 when none is left."""
        if not self.missing():
            return 0
        outdated = self._database.meta(_FORM_KEY) != FORM
        rows = self._database.all(
            """
            SELECT sha256, text FROM article_text
             WHERE ?1 OR NOT EXISTS (SELECT 1 FROM search_copy WHERE search_copy.sha256 = article_text.sha256) LIMIT ?2
            """,
            (outdated, _PAGE),
        )
        with self._database.transaction():
            if outdated:
                self._database.raw.execute("INSERT INTO search (search) VALUES ('delete-all')")
                self._database.raw.execute("DELETE FROM search_copy")
                self._database.set_meta(_FORM_KEY, FORM)
            self.add((row[0], row[1]) for row in rows)
        return len(rows)

    # ---- reading ------------------------------------------------------------------------------------------------------

    def matching(self, query: Query, ranked_up_to: int) -> list[int]:
        """Return the numbers of the texts that match: the most fitting first where they are few, else in the order of arrival."""
        match = match_text(query)
        found = [row[0] for row in self._database.all("SELECT rowid FROM search WHERE search MATCH ?", (match,))]
        if not found or len(found) > ranked_up_to:
            return found
        return [row[0] for row in self._database.all("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank", (match,))]

    def articles(self) -> dict[int, tuple[SearchedArticle, ...]]:
        """Return by number of the text the articles that have it; read once until the file changes."""
        stamp = (self._database.data_version(), self._database.last_step)
        if self._known is None or self._known[0] != stamp:
            found: dict[int, tuple[SearchedArticle, ...]] = {}
            for row in self._database.all(
                """
                SELECT search_copy.seq, article.id, article.headline, article.source_id, article.outlet, article.date_published
                  FROM article JOIN search_copy ON search_copy.sha256 = article.text_sha256 ORDER BY article.seq
                """
            ):
                one = SearchedArticle(row[1], row[2] or row[3], row[4], row[5])
                found[row[0]] = (*found.get(row[0], ()), one)
            self._known = stamp, found
        return self._known[1]

    def texts(self, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return by number the texts as they are stored and in their searched form."""
        rows = self._database.all(
            """
            SELECT search_copy.seq, article_text.text, search_copy.text
              FROM search_copy JOIN article_text ON article_text.sha256 = search_copy.sha256
             WHERE search_copy.seq IN (SELECT value FROM json_each(?))
            """,
            (to_json(list(numbers)),),
        )
        return {row[0]: (row[1], row[2]) for row in rows}
