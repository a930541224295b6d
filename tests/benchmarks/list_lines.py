"""Line 17 of PERFORMANCE.md: the list of 100k articles opened and filtered while somebody types, beside a bare model over a list.

The floor is a QAbstractListModel over a Python list of titles in a QTableView with rows of one height. Its titles are folded before
the clock starts; ours are folded in the first letter's time, which is therefore a figure of its own.
"""

from __future__ import annotations

from pathlib import Path

import measure
import projects
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from annotator.project import open_project
from ui.articles.list import RowView
from ui.articles.rows import ArticleDelegate
from ui.models.article_list import ArticleList

_TYPED = ("h", "he", "hea", "head", "headl", "headline", "headline 4", "headline 42")
_NOWHERE = QModelIndex()


class FloorList(QAbstractListModel):
    """Titles in a Python list, filtered in the model."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: list[str] = []
        self.folded: list[str] = []
        self.shown: list[int] | range = range(0)

    def show(self, titles: list[str]) -> None:
        """List these titles."""
        self.beginResetModel()
        self.titles, self.shown = titles, range(len(titles))
        self.endResetModel()

    def filter(self, text: str) -> None:
        """Show those that hold the text."""
        self.beginResetModel()
        self.shown = [place for place, title in enumerate(self.folded) if text in title] if text else range(len(self.titles))
        self.endResetModel()

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return len(self.shown)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self.titles[self.shown[index.row()]] if role == Qt.ItemDataRole.DisplayRole else None


def article_list(folder: Path) -> list[measure.Line]:
    """Line 17: from the project to a painted list, and from a letter to a painted list."""
    path = projects.many_articles(folder / "list.annot", 100_000)
    with open_project(path, "ada") as project:
        ours, view = ArticleList(), None
        view = RowView("Articles", ArticleDelegate(ours))
        view.setModel(ours)
        floor, bare = FloorList(), QTableView()
        bare.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bare.horizontalHeader().setStretchLastSection(True)
        bare.setModel(floor)
        for one in (view, bare):
            one.resize(320, 800)
            one.show()
            QTest.qWaitForWindowExposed(one)

        def open_ours() -> None:
            ours.load(project)
            _painted(view)

        def open_floor() -> None:
            floor.show([row[0] for row in project.database.raw.execute("SELECT headline FROM article ORDER BY seq").fetchall()])
            _painted(bare)

        open_ours(), open_floor()
        opened = measure.side_by_side(open_ours, open_floor)
        floor.folded = [title.lower() for title in floor.titles]
        open_ours()
        first = measure.milliseconds(lambda: (ours.filter("h"), _painted(view)))
        letters = iter(_TYPED * 12), iter(_TYPED * 12)

        def type_ours() -> None:
            ours.filter(next(letters[0]))
            _painted(view)

        def type_floor() -> None:
            floor.filter(next(letters[1]))
            _painted(bare)

        typed = measure.side_by_side(type_ours, type_floor, len(_TYPED) * 5)
        view.close(), bare.close()
    return [
        measure.Line("17", "list of 100k articles, from the file to the screen", *opened, 3),
        measure.Line("17", "the same, filter: a letter more", *typed, 3),
        measure.Line("17", "the same, the first letter (folds all titles once)", first, typed[1], 3),
    ]


def _painted(view: QTableView) -> None:
    QApplication.processEvents()
    view.viewport().repaint()
