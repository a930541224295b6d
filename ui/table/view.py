"""A table of fixed row height: painted cells, heads that sort, the row's key is Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygon, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.i18n import _
from ui import theme
from ui.parts.field import plain_enter
from ui.parts.painting import Themed, draw_text, width_of
from ui.parts.signs import paint_category_sign
from ui.table.rows import Column, Rows

Index = QModelIndex | QPersistentModelIndex
_RIGHT, _LEFT = Qt.AlignmentFlag.AlignTrailing, Qt.AlignmentFlag.AlignLeading


class Table(Themed, QTableView):
    """Rows of a ``Rows`` model; ``opened(row)`` is sent by Enter and a double click, ``moved`` when another row is chosen.

    ``several`` lets more than one row be chosen: Shift and Ctrl with the arrows or the mouse, Space, Ctrl+A.
    """

    opened = Signal(object)
    moved = Signal()
    left = Signal()

    def __init__(self, name: str, columns: Sequence[Column], *, several: bool = False, dense: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self._dense = dense
        self.rows = Rows(columns, self)
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(name)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)  # the page's own ground shows where there are no rows
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalHeader(_Heads(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setProperty("paintsFocus", True)
        self.on_theme()

    # ---- rows ---------------------------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Any], *, columns: Sequence[Column] | None = None, folded: list[str] | None = None) -> None:
        """Show these rows; chosen ones that are still there (that are equal in ``id``) stay chosen."""
        self._keeping(lambda: self.rows.show(rows, columns=columns, folded=folded))
        if columns is not None:
            self._fit()

    def sort_by(self, column: int, descending: bool | None = None) -> None:
        """Sort by a column."""
        self._keeping(lambda: self.rows.sort_by(column, descending))
        self.horizontalHeader().viewport().update()

    def filter(self, text: str, fits: Any = None) -> None:
        """Show only the rows that hold these words and that ``fits`` lets through."""
        self._keeping(lambda: self.rows.filter(text, fits))

    def chosen(self) -> list[Any]:
        """Return the chosen rows in the order in which they stand."""
        return [self.rows.row(index.row()) for index in sorted(self.selectionModel().selectedRows(), key=lambda one: one.row())]

    def current(self) -> Any:
        """Return the row that has the keys, None if there is none."""
        place = self.currentIndex().row()
        return self.rows.row(place) if 0 <= place < self.rows.rowCount() else None

    def choose(self, *ids: str) -> bool:
        """Choose the rows with these ids, the keys on the first; False if none of them is shown."""
        places = [place for one in ids if (place := self.rows.place_of(lambda row, one=one: _id_of(row) == one)) >= 0]
        self._select(places, places[0] if places else -1)
        return bool(places)

    def _keeping(self, act: Any) -> None:
        chosen = {_id_of(row) for row in self.chosen()}
        current = self.current()
        here = _id_of(current) if current is not None else None
        act()
        places = [place for place in range(self.rows.rowCount()) if _id_of(self.rows.row(place)) in chosen] if chosen else []
        at = self.rows.place_of(lambda row: _id_of(row) == here) if here is not None else -1
        self._select(places, at if at >= 0 else (places[0] if places else 0 if self.rows.rowCount() else -1))

    def _select(self, places: Sequence[int], current: int) -> None:
        picked, flags = QItemSelection(), QItemSelectionModel.SelectionFlag
        last = self.rows.columnCount() - 1
        for place in places or ([current] if current >= 0 else []):
            picked.select(self.rows.index(place, 0), self.rows.index(place, last))
        model = self.selectionModel()
        if current >= 0:
            model.setCurrentIndex(self.rows.index(current, 0), flags.NoUpdate)
            self.scrollTo(self.rows.index(current, 0))
        model.select(picked, flags.ClearAndSelect)
        self.moved.emit()

    # ---- the sort menu ------------------------------------------------------------------------------------------------

    def sort_menu(self, parent: QWidget) -> QMenu:
        """Return the menu that sorts by keyboard: the columns, and the order of arrival."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, column in [(-1, None), *enumerate(self.rows.columns)]:
            action = menu.addAction((column.title if column is not None else _("As they came")).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(place == self.rows.sorted_by)
            action.triggered.connect(lambda _on=False, place=place: self.sort_by(place))
        menu.addSeparator()
        way = menu.addAction(_("Downwards"))
        way.setCheckable(True)
        way.setChecked(self.rows.descending)
        way.triggered.connect(lambda on: self.sort_by(self.rows.sorted_by, bool(on)))
        return menu

    # ---- Qt -----------------------------------------------------------------------------------------------------------

    def on_theme(self) -> None:
        if hasattr(self, "rows"):
            px = theme.current().px
            self.verticalHeader().setMinimumSectionSize(1)  # one that grew would hold fast the rows that are there
            self.verticalHeader().setDefaultSectionSize(px(28 if self._dense else 33))
            self.horizontalHeader().setFixedHeight(px(33))
            self._fit()

    def selectionChanged(self, chosen: QItemSelection, dropped: QItemSelection) -> None:
        super().selectionChanged(chosen, dropped)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event) and self.current() is not None:
            self.opened.emit(self.current())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() and self.rows.rowCount():
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else self.rows.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.rows.row(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give every column its width, and what is left to those that stretch."""
        px, room = theme.current().px, self.viewport().width()
        widths = [px(column.width) for column in self.rows.columns]
        spare, shares = max(0, room - sum(widths)), sum(column.stretch for column in self.rows.columns)
        for place, column in enumerate(self.rows.columns):
            self.setColumnWidth(place, widths[place] + (spare * column.stretch // shares if shares else 0))


def _id_of(row: Any) -> Any:
    return getattr(row, "id", row)


class _Heads(Themed, QHeaderView):
    """Heads in 11/600 with the sign of the order; a click sorts."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName(_("Column heads"))
        self.sectionClicked.connect(lambda section: table.sort_by(section))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        using, direction, rows = theme.current(), self.layoutDirection(), self._table.rows
        if section >= len(rows.columns):
            return
        column = rows.columns[section]
        painter.save()
        painter.fillRect(rect, using.paper)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), using.line)
        inner = rect.adjusted(using.px(8), 0, -using.px(8), 0)
        sorted_here = section == rows.sorted_by
        room = using.px(12) if sorted_here else 0
        words = QRect(inner.left(), inner.top(), max(0, inner.width() - room), inner.height())
        if sorted_here and column.number:
            words.moveLeft(inner.left())
        colour = using.text if sorted_here else using.text_2
        shown = QStyle.visualRect(direction, inner, words)
        draw_text(painter, shown, column.title, using.font("head"), colour, align=_RIGHT if column.number else _LEFT, direction=direction)
        if sorted_here:
            wide = min(width_of(column.title, using.font("head")), words.width())
            start = words.right() + using.px(4) if column.number else words.left() + wide + using.px(4)
            box = QStyle.visualRect(direction, inner, QRect(start, rect.center().y() - using.px(2), using.px(8), using.px(5)))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(using.text)
            tip, base = (box.bottom(), box.top()) if rows.descending else (box.top(), box.bottom())
            painter.drawPolygon(QPolygon([QPoint(box.left(), base), QPoint(box.right(), base), QPoint(box.center().x(), tip)]))
        painter.restore()


class _Cells(QStyledItemDelegate):
    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.current().px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        using, direction, place = theme.current(), option.direction, index.column()
        row, column = self._table.rows.row(index.row()), self._table.rows.columns[place]
        rect = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, using.selection if chosen else using.hover if over else using.paper)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), using.line)
        if chosen and place == 0:
            painter.fillRect(QStyle.visualRect(direction, rect, QRect(rect.left(), rect.top(), using.px(3), rect.height())), using.ink)
        inner = rect.adjusted(using.px(8), 0, -using.px(8), 0)
        start = 0
        sign = column.sign(row) if column.sign is not None else None
        if sign is not None:
            side = using.px(16)
            box = QRect(inner.left(), inner.top() + (inner.height() - side) // 2, side, side)
            paint_category_sign(painter, QStyle.visualRect(direction, inner, box), using.category(*sign), sign[1], using)
            start = side + using.px(6)
        words = QStyle.visualRect(direction, inner, QRect(inner.left() + start, inner.top(), inner.width() - start, inner.height()))
        colour = using.text if column.style in ("name", "current", "quote") or chosen else using.text_2
        align = _RIGHT if column.number else _LEFT
        draw_text(painter, words, column.text(row), using.font(column.style), colour, align=align, direction=direction)
        if index.row() == self._table.currentIndex().row() and self._table.hasFocus():
            self._paint_ring(painter, rect, place)
        painter.restore()

    def _paint_ring(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Paint this cell's part of the ring round the row that has the keys."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.current().ink, 2))
        painter.drawLine(rect.left(), rect.top() + 1, rect.right() + 1, rect.top() + 1)
        painter.drawLine(rect.left(), rect.bottom(), rect.right() + 1, rect.bottom())
        mirrored = self._table.layoutDirection() == Qt.LayoutDirection.RightToLeft
        last = self._table.rows.columnCount() - 1
        for end, at_left in ((0, not mirrored), (last, mirrored)):
            if column == end:
                x = rect.left() + 1 if at_left else rect.right()
                painter.drawLine(x, rect.top(), x, rect.bottom())
