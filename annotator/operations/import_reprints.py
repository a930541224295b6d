"""What arrives and reads much like an article that is there: told at the import, joined by nobody but a supervisor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.i18n import _
from annotator.model.article import FURNITURE, Article
from annotator.model.ids import ArticleId
from annotator.progress import Progress
from annotator.project import Project
from annotator.text.near_duplicates import PROPOSE, WARN, LikenessIndex, Shingling, alike

if TYPE_CHECKING:
    from annotator.text.near_duplicates import Shingles

WITHIN = 20.0
"""seconds that comparing may take; then what was found is told, and that not all was compared"""
_FIND_MORE = 256


@dataclass(frozen=True, slots=True)
class Reprint:
    """An article that arrived and the one that it is most like: .6 of their runs of five words or more are the same.

    ``path`` and ``place`` say where it was read; ``title`` is the other's.
    """

    path: Path
    place: str
    article_id: ArticleId
    of: ArticleId
    title: str
    index: float

    @property
    def proposed(self) -> bool:
        """Return whether they are so alike that they are proposed as one cluster."""
        return self.index >= PROPOSE

    @property
    def words(self) -> str:
        """Return what is said of it in a sentence."""
        share = round(100 * self.index)
        if self.proposed:
            return _("reads like “{title}”: {share} of 100 runs of words are the same; proposed as a reprint").format(
                title=self.title, share=share
            )
        return _("is partly like “{title}”: {share} of 100 runs of words are the same").format(title=self.title, share=share)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An article that will be stored, with its text and where it was read."""

    article: Article
    text: str
    path: Path
    place: str


class _TimeIsUp(Exception):
    pass


def reprints_among(
    project: Project,
    new: Sequence[Arrived],
    progress: Progress | None = None,
    *,
    within: float = WITHIN,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[tuple[Reprint, ...], int]:
    """Return for each new article the earlier one that it is most like, if one is; and how many articles could not be compared in time.

    Nothing for a coder, who is not told of articles that others code. Same texts and corrections are told elsewhere and left out.
    """
    if not new or not project.sees_all:
        return (), 0
    told, until = progress or Progress(), clock() + within
    shingling = Shingling()
    known, texts, missed = _known_texts(project, [one.article.id for one in new], shingling, told, lambda: clock() > until)
    arriving: list[Shingles] = []
    for one in told.track(new, len(new), _("Looking for reprints")):
        if clock() > until:
            break
        arriving.append(shingling.of(_coded(one.article, one.text)))
    missed += len(new) - len(arriving)
    articles = [*known, *(one.article for one in new[: len(arriving)])]

    def check() -> None:
        told.check()
        if clock() > until:
            raise _TimeIsUp

    best: dict[int, tuple[float, int]] = {}
    try:
        for earlier, later, index in alike([*texts, *arriving], WARN, check):
            linked = articles[later].cluster_id not in ("", articles[later].id)  # the same text as another: told as its duplicate
            if later >= len(known) and not linked and not _told_elsewhere(articles[later], articles[earlier]):
                best[later] = max(best.get(later, (0.0, 0)), (index, earlier))
    except _TimeIsUp:
        missed = max(missed, 1)
    found = []
    for later, (index, earlier) in sorted(best.items()):
        one = new[later - len(known)]
        found.append(Reprint(one.path, one.place, one.article.id, articles[earlier].id, articles[earlier].title, index))
    return tuple(found), missed


def _known_texts(
    project: Project, leave: Iterable[str], shingling: Shingling, told: Progress, is_late: Callable[[], bool]
) -> tuple[list[Article], list[Shingles], int]:
    """Return the articles of the project with their shingles, the latest if time runs out, and how many were left."""
    without = set(leave) | set(project.assignments.set_apart().articles)
    articles = [one for one in project.articles.all() if one.id not in without]
    kept: list[tuple[Article, Shingles]] = []
    for number, article in enumerate(reversed(articles)):
        if number % _FIND_MORE == 0:
            told.check()
        if is_late():
            break
        kept.append((article, shingling.of(_coded(article, project.articles.text(article.id)))))
    kept.reverse()
    return [article for article, _shingles in kept], [shingles for _article, shingles in kept], len(articles) - len(kept)


def _coded(article: Article, text: str) -> str:
    """Return the text of an article without its furniture."""
    kept = [text[one.span.start : one.span.end] for one in article.regions if one.kind != FURNITURE]
    return "\n".join(kept) or text


def _told_elsewhere(one: Article, other: Article) -> bool:
    same = (one.cluster_id or one.id) == (other.cluster_id or other.id)
    return same or one.correction_of == other.id or other.correction_of == one.id


class KnownTexts:
    """The texts of a project, read once for all that is previewed, to say what one more text is most like."""

    def __init__(self) -> None:
        self._shingling = Shingling()
        self._articles: list[Article] = []
        self._index: LikenessIndex | None = None

    def most_like(self, project: Project, article: Article, text: str, progress: Progress) -> tuple[Article, float] | None:
        """Return the article of the project that a text is most like and how much, if that is .6 or more; None for a coder."""
        if not project.sees_all:
            return None
        if self._index is None:
            until = time.monotonic() + WITHIN
            self._articles, texts, _missed = _known_texts(project, (), self._shingling, progress, lambda: time.monotonic() > until)
            self._index = LikenessIndex(texts)
        found = self._index.most_like(self._shingling.of(_coded(article, text)))
        if found is None or found[1] < WARN:
            return None
        other = self._articles[found[0]]
        return None if other.id == article.id or _told_elsewhere(article, other) else (other, found[1])
