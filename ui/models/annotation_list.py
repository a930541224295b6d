"""The annotations of the open article in text order, as a list."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.i18n import _
from annotator.model.annotation import Annotation
from ui.coding.shown_article import ShownArticle

ROW_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """What the list shows of an annotation: its sign, its quotation, what it says in short, and its marks."""

    id: str
    quote: str
    category: str
    colour: str
    style: str
    value: str
    incomplete: bool
    flag: bool
    unsure: bool

    def about(self) -> str:
        """Return category and telling value in one line."""
        return f"{self.category} · {self.value}" if self.value else self.category

    def marks(self) -> list[str]:
        """Return the words for what is marked: incomplete, flagged, unsure."""
        words = ((self.incomplete, _("incomplete")), (self.flag, _("flagged")), (self.unsure, _("unsure")))
        return [word for marked, word in words if marked]


class AnnotationList(QAbstractListModel):
    """The annotations of one article; a row is worked out when it is painted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: ShownArticle | None = None
        self._ordered: list[Annotation] = []
        self._place: dict[str, int] = {}

    def show(self, shown: ShownArticle | None) -> None:
        """List the annotations of an article as they are now, or none."""
        self.beginResetModel()
        self._shown = shown
        self._ordered = shown.ordered() if shown is not None else []
        self._place = {one.id: place for place, one in enumerate(self._ordered)}
        self.endResetModel()

    def index_of(self, annotation_id: str) -> QModelIndex:
        """Return where an annotation stands; an invalid index for none."""
        place = self._place.get(annotation_id)
        return QModelIndex() if place is None else self.index(place)

    def annotation_id(self, index: Index) -> str:
        """Return the id of the annotation in a row."""
        return self._ordered[index.row()].id

    def row(self, index: Index) -> AnnotationRow:
        """Return what stands in a row."""
        assert self._shown is not None
        annotation = self._ordered[index.row()]
        category = self._shown.project.codebook.category(annotation.category)
        return AnnotationRow(
            id=annotation.id,
            quote=annotation.quote,
            category=category.label if category is not None else annotation.category,
            colour=category.color if category is not None else "#808080",
            style=category.style if category is not None else "box",
            value=self._shown.value_in_short(annotation),
            incomplete=self._shown.is_incomplete(annotation),
            flag=annotation.flag,
            unsure=annotation.confidence == "low",
        )

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ordered)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._shown is None:
            return None
        if role == ROW_ROLE:
            return self.row(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._ordered[index.row()].quote
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row(index)
            return ", ".join((row.about(), f"“{row.quote}”", *row.marks()))
        return None
