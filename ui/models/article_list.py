"""The articles of the open project as one coder stands with them: a list that filters in itself and follows each step."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.i18n import _, ngettext
from annotator.model.annotation import FINISHED, FINISHED_EMPTY, UNREAD, state_of
from annotator.model.article import Article
from annotator.model.step import Changes
from annotator.project import Project
from annotator.text.folding import fold
from ui.parts.numbers import format_count
from ui.parts.signs import STATE_WORDS

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_DONE = (FINISHED, FINISHED_EMPTY)
_FEW = 200  # rows that are read one by one after a step; more, and all are read anew

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What the list shows of an article."""

    id: str
    title: str
    outlet: str
    date: str
    """the day of publication in ISO form, empty while it is open"""
    source_id: str = ""
    is_duplicate: bool = False
    state: str = UNREAD
    count: int = 0
    """the coder's annotations"""

    @property
    def is_finished(self) -> bool:
        """Return whether the coder has finished the article."""
        return self.state in _DONE

    def about_parts(self) -> tuple[str, str]:
        """Return outlet and date as they are read; what is not given is said to be so."""
        return self.outlet or _("No outlet"), written_day(self.date) if self.date else _("date open")

    def described(self) -> str:
        """Return the row as a screen reader says it."""
        counted = ngettext("{count} annotation", "{count} annotations", self.count).format(count=format_count(self.count))
        twin = [_("same text as an earlier article")] if self.is_duplicate else []
        return ", ".join((self.title, _(STATE_WORDS[self.state]), *self.about_parts(), counted, *twin))


class ArticleList(QAbstractListModel):
    """The articles in the order of their arrival; ``counted`` is sent when more or fewer of them are finished."""

    counted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._rows: list[ArticleRow] = []
        self._place: dict[str, int] = {}
        self._folded: list[str] = []
        self._wanted = ""
        self._shown: list[int] | None = None
        """the places of the rows that fit the filter, None without one"""
        self._finished = 0

    # ---- reading ----------------------------------------------------------------------------------------------------------

    def load(self, project: Project | None) -> None:
        """Show the articles of a project, or none."""
        self.beginResetModel()
        self._project = project
        self._rows = _rows(project) if project is not None else []
        self._place = {row.id: place for place, row in enumerate(self._rows)}
        self._finished = sum(row.is_finished for row in self._rows)
        self._folded = []
        self._shown = self._fitting()
        self.endResetModel()
        self.counted.emit()

    def shows(self, project: Project | None) -> bool:
        """Return whether this is the project whose articles are listed."""
        return self._project is project

    def follow(self, changes: Changes) -> None:
        """Take a step over: the rows it touched are read again, all of them only if articles came or many changed."""
        if self._project is None or not changes.touch("article", "annotation", "article_coding"):
            return
        touched = [article for article in changes.articles if article in self._place]
        came_or_went = changes.touch("article") and self._project.articles.count() != len(self._rows)
        if came_or_went or not changes.articles or len(touched) > _FEW:
            self.load(self._project)
            return
        for article in touched:
            self._read_again(article, facts=changes.touch("article"))

    def _read_again(self, article_id: str, *, facts: bool) -> None:
        project = self._project
        assert project is not None
        row = self._rows[self._place[article_id]]
        if facts:
            self._folded = []
            row = _row(project.articles.get(article_id))
        coder = project.coder
        if coder is not None:
            count = project.annotations.count(article_id, coder.id)
            row = replace(row, count=count, state=state_of(project.codings.get(article_id, coder.id), count))
        self._put(row)

    def _put(self, row: ArticleRow) -> None:
        place = self._place[row.id]
        was = self._rows[place]
        if was == row:
            return
        self._rows[place] = row
        self._finished += int(row.is_finished) - int(was.is_finished)
        index = self.index_of(row.id)
        if index.isValid():
            self.dataChanged.emit(index, index)
        if row.is_finished != was.is_finished:
            self.counted.emit()

    # ---- filtering --------------------------------------------------------------------------------------------------------

    def filter(self, text: str) -> None:
        """Show only the articles whose headline, outlet or id in the source holds this text; an empty text shows all."""
        self._wanted = fold(text, accents=False)
        self.beginResetModel()
        self._shown = self._fitting()
        self.endResetModel()

    def _fitting(self) -> list[int] | None:
        if not self._wanted:
            return None
        if not self._folded:
            self._folded = [fold(f"{row.title}\0{row.outlet}\0{row.source_id}", accents=False) for row in self._rows]
        wanted = self._wanted
        return [place for place, text in enumerate(self._folded) if wanted in text]

    # ---- questions --------------------------------------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """Return how many articles there are, the filter apart."""
        return len(self._rows)

    @property
    def finished(self) -> int:
        """Return how many of them the coder has finished."""
        return self._finished

    def row(self, index: Index) -> ArticleRow:
        """Return what stands in a row of the list."""
        return self._rows[index.row() if self._shown is None else self._shown[index.row()]]

    def index_of(self, article_id: str) -> QModelIndex:
        """Return where an article stands in the list; an invalid index where it is filtered away or unknown."""
        place = self._place.get(article_id)
        if place is None:
            return QModelIndex()
        if self._shown is None:
            return self.index(place)
        return self.index(self._shown.index(place)) if place in self._shown else QModelIndex()

    def next_unfinished(self, after: str) -> str:
        """Return the next article that is not finished, from the first again after the last; empty if there is none."""
        start = self._place.get(after, -1) + 1
        for row in (*self._rows[start:], *self._rows[:start]):
            if not row.is_finished and row.id != after:
                return row.id
        return ""

    def neighbour(self, article_id: str, way: int) -> str:
        """Return the article after (1) or before (-1) this one as the list is filtered, the first one for no article; else empty."""
        places: Iterable[int] = range(len(self._rows)) if self._shown is None else self._shown
        ordered = list(places)
        here = self._place.get(article_id)
        if here is None:
            return self._rows[ordered[0]].id if ordered else ""
        beyond = [place for place in ordered if place > here] if way > 0 else [place for place in reversed(ordered) if place < here]
        return self._rows[beyond[0]].id if beyond else ""

    # ---- Qt ---------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if parent.isValid():
            return 0
        return len(self._rows) if self._shown is None else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.row(index)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.described()
        return None


def written_day(iso: str) -> str:
    """Return an ISO day as people here write it; what is no day is returned as it is."""
    try:
        found = datetime.date.fromisoformat(iso)
    except ValueError:
        return iso
    return QLocale().toString(found, "d MMM yyyy")


def _rows(project: Project) -> list[ArticleRow]:
    """Return all rows with where the project's coder stands; without a coder everything is unread."""
    coder = project.coder
    codings = {one.article_id: one for one in project.codings.all(coder.id)} if coder is not None else {}
    counts = {article: count for (article, _who), count in project.annotations.counts(coder.id).items()} if coder is not None else {}
    rows = []
    for article in project.articles.all():
        count = counts.get(article.id, 0)
        rows.append(replace(_row(article), state=state_of(codings.get(article.id), count), count=count))
    return rows


def _row(article: Article) -> ArticleRow:
    return ArticleRow(
        id=article.id,
        title=article.title,
        outlet=article.outlet,
        date=article.date_published,
        source_id=article.source_id,
        is_duplicate=article.is_duplicate,
    )
