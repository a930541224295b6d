"""Rows of a table that sort and filter in themselves: a list of things, and columns that say what stands in a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.i18n import _
from annotator.text.folding import fold

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its cell of a row in words, what it sorts by (the folded words by default), and its width in px.

    ``stretch`` is its share of the room that is left; ``style`` a text style; ``sign`` gives a cell the colour and style of a category.
    """

    id: str
    title: str
    text: Callable[[Any], str]
    width: int
    key: Callable[[Any], Any] | None = None
    stretch: int = 0
    number: bool = False
    style: str = "control"
    sign: Callable[[Any], tuple[str, str] | None] | None = None


class Rows(QAbstractTableModel):
    """The rows that fit the filter, in the order of a column; a cell is worked out when it is looked at."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[Any] = []
        self.sorted_by = -1
        self.descending = False
        self._order: list[int] = []
        self._shown: list[int] = []
        self._folded: list[str] = []
        self._wanted = ""
        self._fits: Callable[[Any], bool] | None = None

    # ---- what is shown ------------------------------------------------------------------------------------------------

    def show(self, rows: Iterable[Any], *, columns: Sequence[Column] | None = None, folded: list[str] | None = None) -> None:
        """Show these rows, sorted and filtered as before; ``folded`` is what the filter looks through, if it is known already."""
        self.beginResetModel()
        if columns is not None:
            self.columns = tuple(columns)
            self.sorted_by = min(self.sorted_by, len(self.columns) - 1)
        self.rows = list(rows)
        self._folded = folded if folded is not None else []
        self._order = self._sorted()
        self._shown = self._filtered(self._order)
        self.endResetModel()

    def sort_by(self, column: int, descending: bool | None = None) -> None:
        """Sort by a column; a second time the other way round. -1 is the order of arrival."""
        if descending is None:
            descending = column == self.sorted_by and not self.descending
        self.beginResetModel()
        self.sorted_by, self.descending = column, descending
        self._order = self._sorted()
        self._shown = self._filtered(self._order)
        self.endResetModel()

    def filter(self, text: str, fits: Callable[[Any], bool] | None = None) -> None:
        """Show only rows that hold all words of this text in some cell, and that ``fits`` lets through."""
        self.beginResetModel()
        self._wanted, self._fits = fold(text, accents=False), fits
        self._shown = self._filtered(self._order)
        self.endResetModel()

    def _sorted(self) -> list[int]:
        places = list(range(len(self.rows)))
        if self.sorted_by < 0:
            return places
        column = self.columns[self.sorted_by]
        key = column.key or (lambda row: fold(column.text(row), accents=False))
        keys = [key(row) for row in self.rows]
        empty = [place for place in places if keys[place] in ("", None)]  # what is not given stands last, whichever way
        given = [place for place in places if keys[place] not in ("", None)]
        given.sort(key=keys.__getitem__, reverse=self.descending)
        return given + empty

    def _filtered(self, among: list[int]) -> list[int]:
        if self._fits is not None:
            fits, rows = self._fits, self.rows
            among = [place for place in among if fits(rows[place])]
        if not self._wanted:
            return among
        if len(self._folded) != len(self.rows):
            self._folded = [self.folded_of(row) for row in self.rows]
        for word in self._wanted.split():
            folded = self._folded
            among = [place for place in among if word in folded[place]]
        return among

    def folded_of(self, row: Any) -> str:
        """Return what the filter looks through: all cells of a row, folded."""
        return fold("\0".join([column.text(row) for column in self.columns]), accents=False)

    # ---- questions ----------------------------------------------------------------------------------------------------

    def row(self, place: int) -> Any:
        """Return the thing in a row of the table."""
        return self.rows[self._shown[place]]

    def place_of(self, is_it: Callable[[Any], bool]) -> int:
        """Return the place of the first row that this is true of, -1 if there is none."""
        return next((place for place, at in enumerate(self._shown) if is_it(self.rows[at])), -1)

    # ---- Qt -----------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        title = self.columns[section].title
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.AccessibleTextRole and section == self.sorted_by:
            return _("{column}, sorted downwards").format(column=title) if self.descending else _("{column}, sorted").format(column=title)
        return title if role == Qt.ItemDataRole.AccessibleTextRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        text = column.text(self.row(index.row()))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {text}"
        return None
