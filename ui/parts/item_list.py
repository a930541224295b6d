"""A short list of painted rows: a sign, what it is, a quotation or caption under it, and the key that acts on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.icons import paint_icon
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import draw_text, paint_row_ground, plain_tip, width_of
from ui.parts.signs import paint_category_sign
from ui.theme.focus import FocusRing

_ROLE = Qt.ItemDataRole.UserRole + 7
_HEIGHT = 48

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Item:
    """A row. ``below`` stands in the second line, a quotation if ``quoted``; ``colour`` and ``style`` are a category's sign before it.

    ``tone`` colours the icon (a colour of the theme); ``remark`` and ``chip`` stand at the end; a ``struck`` row no longer holds.
    """

    key: str
    title: str
    below: str = ""
    quoted: bool = False
    icon: str = ""
    tone: str = "text_3"
    colour: str = ""
    style: str = ""
    remark: str = ""
    chip: str = ""
    struck: bool = False

    @property
    def spoken(self) -> str:
        """Return the row as it is read aloud."""
        below = f"“{self.below}”" if self.quoted and self.below else self.below
        return ", ".join(part for part in (self.title, below, self.remark) if part)


class ItemList(QListWidget):
    """Rows that take the keys; ``itemActivated`` is sent for Enter, ``pressed_end`` for a click on the key of a row."""

    pressed_end = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._items: tuple[Item, ...] = ()
        self.setItemDelegate(_ItemDelegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(lambda _value: FocusRing.refresh(self))
        self.currentRowChanged.connect(lambda _row: FocusRing.refresh(self))

    def items_shown(self) -> tuple[Item, ...]:
        """Return the rows."""
        return self._items

    def current_item(self) -> Item | None:
        """Return the row that has the keys."""
        return self._items[self.currentRow()] if 0 <= self.currentRow() < len(self._items) else None

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these rows; the row of the same key keeps the keys."""
        if tuple(items) == self._items:
            return
        here = self.current_item()
        self._items = tuple(items)
        self.blockSignals(True)
        self.clear()
        for one in self._items:
            row = QListWidgetItem(one.title + (f"\n{one.below}" if one.below else ""))
            row.setData(_ROLE, one)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, one.spoken)
            row.setToolTip(plain_tip(one.spoken))
            if one.struck:
                font = theme.current().font("control")
                font.setStrikeOut(True)
                row.setFont(font)
            self.addItem(row)
        keys = [one.key for one in self._items]
        self.setCurrentRow(keys.index(here.key) if here is not None and here.key in keys else -1)
        self.blockSignals(False)
        FocusRing.refresh(self)

    def row_height(self) -> int:
        """Return the height of a row in px."""
        return theme.current().px(_HEIGHT)

    def focus_rect(self) -> QRect:
        """Return what the focus ring goes round: the current row, else the list."""
        if self.currentItem() is None:
            return self.rect()
        return self.visualItemRect(self.currentItem()).translated(self.viewport().pos()).adjusted(4, 2, -4, -2)

    def focus_radius(self) -> int:
        """Return the corner radius of the focus ring."""
        return theme.current().px(6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._end_of(index).contains(event.position().toPoint()):
            self.pressed_end.emit(index.row())

    def _end_of(self, index: QModelIndex) -> QRect:
        """Return where a row shows its key."""
        one, rect = self._items[index.row()], self.visualRect(index)
        if not one.chip:
            return QRect()
        wide = _end_width(one)
        return QStyle.visualRect(self.layoutDirection(), rect, QRect(rect.right() - wide, rect.top(), wide, rect.height() // 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        FocusRing.refresh(self)


def _end_width(one: Item) -> int:
    using = theme.current()
    width = width_of(one.remark, using.font("caption")) + using.px(6) if one.remark else 0
    return width + (chip_size(one.chip, using).width() + using.px(6) if one.chip else 0) + using.px(14)


class _ItemDelegate(QStyledItemDelegate):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.current().px(100), theme.current().px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = index.data(_ROLE)
        if not isinstance(one, Item):
            return
        using, direction = theme.current(), option.direction
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(using.px(4), 1, -using.px(4), -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_row_ground(painter, box, option, 9)
        self._paint_row(painter, box, one, direction, chosen)
        painter.restore()

    def _paint_row(self, painter: QPainter, box: QRect, one: Item, direction: Qt.LayoutDirection, chosen: bool) -> None:
        using = theme.current()

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, box, QRect(box.left() + x, box.top() + y, max(0, width), height))

        start, end, top = using.px(34 if one.icon else 12), box.width() - using.px(8), using.px(4)
        if one.icon:
            paint_icon(painter, spot(using.px(10), using.px(6), using.px(16), using.px(16)), one.icon, using.colour(one.tone))
        quiet = using.text_2 if chosen else using.text_3
        if one.chip:
            size = chip_size(one.chip, using)
            end -= size.width()
            paint_chip(painter, spot(end, using.px(5), size.width(), size.height()).topLeft(), one.chip, using)
            end -= using.px(6)
        if one.remark:
            room = width_of(one.remark, using.font("caption"))
            end -= room
            draw_text(painter, spot(end, top, room, using.px(20)), one.remark, using.font("caption"), quiet, direction=direction)
            end -= using.px(6)
        title, font = spot(start, top, end - start, using.px(20)), using.font("name" if one.struck else "current")
        draw_text(painter, title, one.title, font, using.text_3 if one.struck else using.text, direction=direction)
        if one.struck:
            wide = min(width_of(one.title, font), title.width())
            line = QStyle.visualRect(direction, title, QRect(title.left(), title.center().y(), wide, 1))
            painter.setPen(QPen(using.text_3, 1))
            painter.drawLine(QPoint(line.left(), line.top() + 1), QPoint(line.right(), line.top() + 1))
        self._paint_below(painter, spot(start, using.px(24), box.width() - using.px(8) - start, using.px(18)), one, direction, chosen)

    @staticmethod
    def _paint_below(painter: QPainter, room: QRect, one: Item, direction: Qt.LayoutDirection, chosen: bool) -> None:
        using, start = theme.current(), 0
        if one.style:
            side = using.px(13)
            sign = QStyle.visualRect(direction, room, QRect(room.left(), room.top() + (room.height() - side) // 2, side, side))
            paint_category_sign(painter, sign, using.category(one.colour, one.style), one.style, using)
            start = side + using.px(6)
        words = QStyle.visualRect(direction, room, QRect(room.left() + start, room.top(), room.width() - start, room.height()))
        font, colour = using.font("quote" if one.quoted else "caption"), using.text_2 if one.quoted or chosen else using.text_3
        draw_text(painter, words, one.below, font, colour, direction=direction)
