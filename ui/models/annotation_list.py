"""The annotations of the open article in text order, as a list."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.i18n import _, ngettext
from annotator.model.annotation import Annotation, Link
from annotator.model.rules import ERROR, OpenItem, open_items_at
from annotator.text.folding import fold
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
    links: int = 0
    open: str = ""
    """what is missing, such as ``Is made by: missing``; empty where nothing is"""

    def ties(self) -> str:
        """Return what is missing, else how many links there are; nothing where there is neither."""
        if self.open or not self.links:
            return self.open
        return ngettext("{count} link", "{count} links", self.links).format(count=self.links)

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
        self._links: dict[str, list[Link]] = {}
        self._wanted = ""

    def show(self, shown: ShownArticle | None) -> None:
        """List the annotations of an article as they are now, or none."""
        self.beginResetModel()
        self._shown = shown
        self._links = {}
        for link in shown.links.values() if shown is not None else ():
            for end in {link.from_id, link.to_id}:
                self._links.setdefault(end, []).append(link)
        ordered = shown.ordered() if shown is not None else []
        self._ordered = [one for one in ordered if self._fits(one)] if self._wanted else ordered
        self._place = {one.id: place for place, one in enumerate(self._ordered)}
        self.endResetModel()

    def filter(self, text: str) -> None:
        """List only annotations whose quotation, category, value or state holds this text; an empty one lists all."""
        self._wanted = fold(text.strip())
        self.show(self._shown)

    def _fits(self, annotation: Annotation) -> bool:
        row = self._row(annotation)
        return self._wanted in fold(" ".join((row.quote, row.about(), row.ties(), *row.marks())))

    @property
    def filtered(self) -> bool:
        """Whether only some annotations are asked for."""
        return bool(self._wanted)

    def index_of(self, annotation_id: str) -> QModelIndex:
        """Return where an annotation stands; an invalid index for none."""
        place = self._place.get(annotation_id)
        return QModelIndex() if place is None else self.index(place)

    def annotation_id(self, index: Index) -> str:
        """Return the id of the annotation in a row."""
        return self._ordered[index.row()].id

    def row(self, index: Index) -> AnnotationRow:
        """Return what stands in a row."""
        return self._row(self._ordered[index.row()])

    def _row(self, annotation: Annotation) -> AnnotationRow:
        assert self._shown is not None
        links = self._links.get(annotation.id, [])
        items = self._open_at(annotation, links)
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
            links=len(links),
            open=items[0].message if items else "",
        )

    def _open_at(self, annotation: Annotation, links: list[Link]) -> list[OpenItem]:
        assert self._shown is not None
        shown = self._shown
        found = open_items_at(shown.project.rules, annotation, links, shown.annotations, shown.article.regions)
        return sorted(found, key=lambda item: item.level != ERROR)

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
            return ", ".join((row.about(), f"“{row.quote}”", *([row.ties()] if row.ties() else []), *row.marks()))
        return None
