"""The articles of the open project as one coder stands with them: a list that filters in itself and follows each step."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.errors import DatabaseBusy
from annotator.i18n import _, ngettext
from annotator.model.annotation import FINISHED, FINISHED_EMPTY, UNREAD, standing_of
from annotator.model.article import ListedArticle
from annotator.model.coder import Coder
from annotator.model.ids import ArticleId
from annotator.model.step import Changes
from annotator.project import Project
from annotator.text.folding import fold, fold_all
from annotator.text.hiding import DATE, OUTLET
from ui.parts.numbers import format_count, written_day
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
    hidden: frozenset[str] = frozenset()
    """what the project hides from the coder: of it nothing is said"""
    again: str = ""
    """the round that brings it once more, for who may know: a coder finds it one article among others"""

    @property
    def is_finished(self) -> bool:
        """Return whether the coder has finished the article."""
        return self.state in _DONE

    def about_parts(self) -> tuple[str, str]:
        """Return outlet and date as they are read; what is not given is said to be so. What comes again says so for the outlet."""
        if self.again:
            return _("Round {name}").format(name=self.again), written_day(self.date) if self.date else _("date open")
        outlet = "" if OUTLET in self.hidden else self.outlet or _("No outlet")
        return outlet, "" if DATE in self.hidden else written_day(self.date) if self.date else _("date open")

    def described(self) -> str:
        """Return the row as a screen reader says it."""
        counted = ngettext("{count} annotation", "{count} annotations", self.count).format(count=format_count(self.count))
        twin = [_("same text as an earlier article")] if self.is_duplicate else []
        return ", ".join((self.title, _(STATE_WORDS[self.state]), *filter(None, self.about_parts()), counted, *twin))


class ArticleList(QAbstractListModel):
    """The coder's queue in its order, all articles as they arrived without one; ``counted``: more or fewer are finished.

    A row is put together, and its annotations are counted, when it is looked at: of a hundred thousand, only those in
    sight ever are.
    """

    counted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._coder: Coder | None = None
        self._articles: list[ListedArticle] = []
        self._n_stored = 0
        """articles in the project, those outside the queue too"""
        self._begun: dict[str, bool] = {}
        """whether the coder has finished them, of the articles that have been begun"""
        self._counts: dict[str, int] = {}
        """the coder's annotations in the articles that have been looked at"""
        self._place: dict[str, int] = {}
        self._folded: list[str] = []
        self._wanted = ""
        self._shown: list[int] | None = None
        """the places of the rows that fit the filter, None without one"""
        self._finished = 0
        self._hidden: frozenset[str] = frozenset()
        self._again: dict[ArticleId, str] = {}
        """the round of what is coded once more; empty for who may not know"""

    # ---- reading ----------------------------------------------------------------------------------------------------------

    def load(self, project: Project | None) -> None:
        """Show the articles of a project, or none."""
        self.beginResetModel()
        self._project = project
        self._articles, self._n_stored = _queue(project) if project is not None else ([], 0)
        coder = self._coder = project.coder if project is not None else None
        self._hidden = project.hidden if project is not None else frozenset()
        self._again = project.assignments.recoding_rounds() if project is not None and project.sees_all else {}
        self._begun = dict(project.codings.begun(coder.id)) if project and coder else {}
        self._counts = {}
        self._place = {article.id: place for place, article in enumerate(self._articles)}
        self._finished = sum(finished and key in self._place for key, finished in self._begun.items())
        self._folded = []
        self._shown = self._fitting()
        self.endResetModel()
        self.counted.emit()

    def shows(self, project: Project | None) -> bool:
        """Return whether this is the project whose articles are listed, for the coder who works in it now."""
        return self._project is project and (project is None or self._coder == project.coder)

    def follow(self, changes: Changes) -> None:
        """Take a step over: the rows it touched are read again, all of them only if articles came or many changed."""
        if self._project is None or not changes.touch("article", "annotation", "article_coding", "assignment"):
            return
        if changes.touch("assignment"):
            self.load(self._project)
            return
        touched = [article for article in changes.articles if article in self._place]
        came_or_went = changes.touch("article") and self._project.articles.count() != self._n_stored
        if came_or_went or not changes.articles or len(touched) > _FEW:
            self.load(self._project)
            return
        for article in touched:
            self._read_again(article, facts=changes.touch("article"))

    def _read_again(self, article_id: str, *, facts: bool) -> None:
        project, place = self._project, self._place[article_id]
        assert project is not None
        before = self._row(place)
        if facts:
            self._folded = []
            self._articles[place] = project.articles.listed(article_id)[0]
        self._counts.pop(article_id, None)
        coding = project.codings.get(article_id, project.coder.id) if project.coder is not None else None
        if coding is not None:
            self._begun[article_id] = coding.finished
        else:
            self._begun.pop(article_id, None)
        after = self._row(place)
        if after == before:
            return
        index = self.index_of(article_id)
        if index.isValid():
            self.dataChanged.emit(index, index)
        if after.is_finished != before.is_finished:
            self._finished += 1 if after.is_finished else -1
            self.counted.emit()

    def _row(self, place: int) -> ArticleRow:
        article = self._articles[place]
        count = self._count(article.id)
        return ArticleRow(
            id=article.id,
            title=article.title,
            outlet=article.outlet,
            date=article.date_published,
            source_id=article.source_id,
            is_duplicate=article.is_duplicate,
            state=standing_of(self._begun.get(article.id), count),
            count=count,
            hidden=self._hidden,
            again=self._again.get(ArticleId(article.id), ""),
        )

    def _count(self, article_id: str) -> int:
        count = self._counts.get(article_id)
        if count is None:
            project = self._project
            coder = project.coder if project is not None else None
            if project is None or coder is None:
                return 0
            try:
                count = self._counts[article_id] = project.annotations.count(article_id, coder.id)
            except DatabaseBusy:  # a row that is being painted cannot tell of it; it is counted when it is next looked at
                return 0
        return count

    def _is_finished(self, place: int) -> bool:
        return self._begun.get(self._articles[place].id, False)

    # ---- filtering --------------------------------------------------------------------------------------------------------

    def filter(self, text: str) -> None:
        """Show only the articles whose headline, outlet or id in the source holds this text; an empty text shows all."""
        before, self._wanted = self._wanted, fold(text, accents=False)
        self.beginResetModel()
        # Who goes on typing looks only among those that have fitted so far.
        self._shown = self._fitting(self._shown if before and before in self._wanted else None)
        self.endResetModel()

    def _fitting(self, among: list[int] | None = None) -> list[int] | None:
        if not self._wanted:
            return None
        if not self._folded:
            said = (f"{headline or source}\0{outlet}\0{source}" for _id, source, headline, outlet, _day, _cluster in self._articles)
            self._folded = fold_all(said, accents=False)
            among = None
        wanted, folded = self._wanted, self._folded
        if among is not None:
            return [place for place in among if wanted in folded[place]]
        return [place for place, text in enumerate(folded) if wanted in text]

    # ---- questions --------------------------------------------------------------------------------------------------------

    def holds(self, article_id: str) -> bool:
        """Return whether an article is one of those that the coder sees, the filter apart."""
        return article_id in self._place

    @property
    def total(self) -> int:
        """Return how many articles there are, the filter apart."""
        return len(self._articles)

    @property
    def finished(self) -> int:
        """Return how many of them the coder has finished."""
        return self._finished

    def row(self, index: Index) -> ArticleRow:
        """Return what stands in a row of the list."""
        return self._row(index.row() if self._shown is None else self._shown[index.row()])

    def index_of(self, article_id: str) -> QModelIndex:
        """Return where an article stands in the list; an invalid index where it is filtered away or unknown."""
        place = self._place.get(article_id)
        if place is None:
            return QModelIndex()
        if self._shown is None:
            return self.index(place)
        row = bisect_left(self._shown, place)
        return self.index(row) if row < len(self._shown) and self._shown[row] == place else QModelIndex()

    def next_unfinished(self, after: str) -> str:
        """Return the next article that is not finished, from the first again after the last; empty if there is none."""
        here = self._place.get(after, -1)
        for place in chain(range(here + 1, len(self._articles)), range(here)):
            if not self._is_finished(place):
                return self._articles[place].id
        return ""

    def neighbour(self, article_id: str, way: int) -> str:
        """Return the article after (1) or before (-1) this one as the list is filtered, the first one for no article; else empty."""
        shown: Sequence[int] = range(len(self._articles)) if self._shown is None else self._shown
        here = self._place.get(article_id)
        if here is None:
            row = 0
        else:
            row = bisect_right(shown, here) if way > 0 else bisect_left(shown, here) - 1
        return self._articles[shown[row]].id if 0 <= row < len(shown) else ""

    # ---- Qt ---------------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if parent.isValid():
            return 0
        return len(self._articles) if self._shown is None else len(self._shown)

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


def _queue(project: Project) -> tuple[list[ListedArticle], int]:
    """Return the articles that the coder sees, in their order, and how many the project holds."""
    listed, queue = project.articles.listed(), project.visible_articles
    if queue is None:
        return listed, len(listed)
    by_id = {one.id: one for one in listed}
    return [by_id[article_id] for article_id in queue if article_id in by_id], len(listed)
