"""Line 9 of PERFORMANCE.md: search in 10k articles, the first 50 with snippets, beside raw FTS5 with its own snippets on the same file."""

from __future__ import annotations

from pathlib import Path

import measure
import projects

from annotator.model.article import Article
from annotator.model.ids import article_id
from annotator.operations.searching import search
from annotator.project import Project, open_project
from annotator.store.database import now
from annotator.text.duplicates import same_text_key, text_hash

_ARTICLES, _EVERY = 10_000, 25
_FLOOR = """
    SELECT article.id, snippet(search, 0, '[', ']', '…', 24)
      FROM search JOIN search_copy ON search_copy.seq = search.rowid JOIN article ON article.text_sha256 = search_copy.sha256
     WHERE search MATCH ? ORDER BY rank LIMIT 50
"""
_COUNT = "SELECT count(*) FROM search WHERE search MATCH ?"


def search_words(folder: Path) -> list[measure.Line]:
    """A middling word stands in every 25th article, the commonest in all of them."""
    path = folder / "search.annot"
    projects.a_project(path, 1, 0)
    with open_project(path, "ada") as project:
        with project.step("Import articles"):
            project.articles.add_many([_article(number) for number in range(_ARTICLES - 1)])
        return [_line(project, "sandbank", "a middling word", 3), _line(project, "minister", "the commonest word", 1.5)]


def _article(number: int) -> tuple[Article, str, str, None]:
    text = projects.a_text(400, number + 1) + (" sandbank" if number % _EVERY == 0 else "")
    sha = text_hash(text)
    made = Article(article_id(sha, f"s{number}"), f"s{number}", sha, len(text), headline=f"Headline {number}", imported_at=now())
    return made, text, same_text_key(text), None


def _line(project: Project, word: str, what: str, goal: float) -> measure.Line:
    raw = project.database.raw

    def floor() -> None:
        raw.execute(_COUNT, (word,)).fetchone()
        raw.execute(_FLOOR, (word,)).fetchall()

    found = search(project, word)
    assert len(found.hits) == 50
    assert all(hit.quote == word for hit in found.hits)
    mine, theirs = measure.side_by_side(lambda: search(project, word), floor)
    return measure.Line("9", f"search 10k, first 50 with snippets, {what} ({found.total:,} articles)", mine, theirs, goal)
