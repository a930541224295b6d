"""A list of places in articles, each with its words in context: where it stands, and the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.model.span import Span
from ui import theme
from ui.agreement.passage_list import paint_pieces
from ui.agreement.snippet import AROUND, BOTH, Piece
from ui.parts.painting import Themed, draw_text, frame, width_of

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LINES = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an article: its id in the list, where it is, the words before, at and after it, and a remark at the end."""

    id: str
    article_id: str
    span: Span
    where: str
    before: str
    quote: str
    after: str
    remark: str = ""

    @property
    def spoken(self) -> str:
        """Return the place as a screen reader says it."""
        return ", ".join(part for part in (self.where, f"{self.before}{self.quote}{self.after}", self.remark) if part)


class Places(QAbstractListModel):
    """The places in their order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places: list[Place] = []

    def show(self, places: Sequence[Place]) -> None:
        """List these places."""
        self.beginResetModel()
        self.places = list(places)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        place = self.places[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return place.quote
        return place.spoken if role == Qt.ItemDataRole.AccessibleTextRole else None


class ContextList(Themed, QListView):
    """``opened(place)`` is sent by Enter and a double click, ``moved`` when others are chosen, ``left`` by Esc.

    In ``aligned`` rows the words stand on one line, the place itself in the middle: keyword in context.
    """

    opened = Signal(object)
    moved = Signal()
    left = Signal()

    def __init__(self, name: str, *, several: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.aligned = False
        self.places = Places(self)
        self.setModel(self.places)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(name)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("paintsFocus", True)
        self.viewport().setAutoFillBackground(False)

    def show_places(self, places: Sequence[Place]) -> None:
        """List these places; the one that had the keys keeps them."""
        here = self.current()
        self.places.show(places)
        at = next((row for row, one in enumerate(places) if here is not None and one.id == here.id), 0)
        if places:
            self.go_to(at)
        self.moved.emit()

    def current(self) -> Place | None:
        """Return the place that has the keys."""
        row = self.currentIndex().row()
        return self.places.places[row] if 0 <= row < len(self.places.places) else None

    def chosen(self) -> list[Place]:
        """Return the chosen places in their order."""
        return [self.places.places[row] for row in sorted(index.row() for index in self.selectionModel().selectedIndexes())]

    def go_to(self, row: int) -> None:
        """Put the keys on a row."""
        index = self.places.index(row)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def step(self, way: int) -> Place | None:
        """Go to the next (1) or the previous (-1) place, from the last to the first again, and return it."""
        count = len(self.places.places)
        if not count:
            return None
        self.go_to((self.currentIndex().row() + way) % count)
        return self.current()

    def align(self, aligned: bool) -> None:
        """Show one line a place with the keyword in the middle, or two lines that wrap."""
        self.aligned = aligned
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def row_height(self) -> int:
        """Return the height of a row in px."""
        using = theme.current()
        lines = 1 if self.aligned else _LINES
        return using.px(10 + 18 + 8) + lines * using.line_height("quote")

    def on_theme(self) -> None:
        if hasattr(self, "places"):
            self.scheduleDelayedItemsLayout()

    def selectionChanged(self, chosen: Any, dropped: Any) -> None:
        super().selectionChanged(chosen, dropped)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self.opened.emit(self.current())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid() and self.current() is not None:
            self.opened.emit(self.current())


class _Painter(QStyledItemDelegate):
    def __init__(self, shown: ContextList) -> None:
        super().__init__(shown)
        self._list = shown

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._list.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        using, direction, place = theme.current(), option.direction, self._list.places.places[index.row()]
        rect = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(using.px(8), using.px(1), -using.px(8), -using.px(1))
        if chosen:
            frame(painter, box, using.px(6), using.border if using.high_contrast else None, using.selection)
            bar = QRect(box.left(), box.top() + using.px(8), using.px(3), box.height() - 2 * using.px(8))
            painter.fillRect(QStyle.visualRect(direction, box, bar), using.ink)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            frame(painter, box, using.px(6), None, using.hover)
        if self._list.hasFocus() and index.row() == self._list.currentIndex().row():
            frame(painter, box, using.px(6), using.ink, None, 2.0)
        inner = box.adjusted(using.px(12), using.px(6), -using.px(12), -using.px(4))
        wide = width_of(place.remark, using.font("caption")) if place.remark else 0
        height = using.px(18)
        where = QRect(inner.left(), inner.top(), inner.width() - wide - using.px(12), height)
        quiet = using.text_2 if chosen else using.text_3
        draw_text(painter, QStyle.visualRect(direction, inner, where), place.where, using.font("caption"), quiet, direction=direction)
        if wide:
            end = QRect(inner.right() + 1 - wide, inner.top(), wide, height)
            draw_text(painter, QStyle.visualRect(direction, inner, end), place.remark, using.font("caption"), quiet, direction=direction)
        words = QRect(inner.left(), inner.top() + height, inner.width(), inner.height() - height)
        if self._list.aligned:
            self._paint_aligned(painter, words, place)
        else:
            lines = QRect(words.left(), words.top(), words.width(), _LINES * using.line_height("quote"))
            paint_pieces(painter, lines, (Piece(place.before, AROUND), Piece(place.quote, BOTH), Piece(place.after, AROUND)))
        painter.restore()

    def _paint_aligned(self, painter: QPainter, rect: QRect, place: Place) -> None:
        """Paint the words on one line, the keyword beginning at the middle; what stands before it runs up to it."""
        using = theme.current()
        font = using.font("quote")
        pitch = using.line_height("quote")
        rtl = Qt.LayoutDirection.RightToLeft if _runs_from_right(place) else Qt.LayoutDirection.LeftToRight
        middle = rect.width() * 2 // 5
        wide = min(width_of(place.quote, font), rect.width() - middle)

        def spot(x: int, width: int) -> QRect:
            return QStyle.visualRect(rtl, rect, QRect(rect.left() + x, rect.top(), max(0, width), pitch))

        before = spot(0, middle - (using.px(3) if place.before[-1:].isspace() else 0))
        painter.save()
        painter.setClipRect(before)
        long = max(before.width(), width_of(place.before, font))
        run = QRect(before)
        if rtl == Qt.LayoutDirection.LeftToRight:
            run.setLeft(before.right() + 1 - long)
        else:
            run.setRight(before.left() - 1 + long)
        draw_text(painter, run, place.before.rstrip(), font, using.text_3, align=Qt.AlignmentFlag.AlignTrailing, direction=rtl)
        painter.restore()
        draw_text(painter, spot(middle, wide), place.quote, font, using.text, direction=rtl)
        draw_text(
            painter,
            spot(middle + wide + (using.px(3) if place.after[:1].isspace() else 0), rect.width() - middle - wide),
            place.after.lstrip(),
            font,
            using.text_3,
            direction=rtl,
        )


def _runs_from_right(place: Place) -> bool:
    from ui.parts.lines import runs_from_right

    return runs_from_right(place.quote, Qt.LayoutDirection.LeftToRight)
