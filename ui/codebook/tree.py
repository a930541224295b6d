"""The outline of the codebook as a painted list: arrows walk, the row that has the keys is shown in the form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.model.codebook_places import Place
from ui import theme
from ui.codebook.outline import Row
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import draw_text, frame, paint_row_ground, plain_tip, width_of
from ui.parts.signs import paint_category_sign
from ui.theme.focus import FocusRing

_ROLE = Qt.ItemDataRole.UserRole + 9
_HEIGHT = 31

Index = QModelIndex | QPersistentModelIndex


class Tree(QListWidget):
    """``shown(place)`` is sent when another row has the keys."""

    shown = Signal(object)
    moved = Signal(object, int)
    """a place, and by how many places (Alt with an arrow)"""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self.setItemDelegate(_RowDelegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(lambda _value: FocusRing.refresh(self))
        self.currentRowChanged.connect(self._on_row)

    def rows(self) -> tuple[Row, ...]:
        """Return the rows as they are shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Row], place: Place) -> None:
        """Show these rows with the keys at this place; nothing is sent."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.blockSignals(True)
            self.clear()
            for one in self._rows:
                item = QListWidgetItem(one.text)
                item.setData(_ROLE, one)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, one.spoken)
                item.setToolTip(plain_tip(one.spoken))
                self.addItem(item)
            self.blockSignals(False)
        self.blockSignals(True)
        self.setCurrentRow(next((number for number, one in enumerate(self._rows) if one.place == place), -1))
        self.blockSignals(False)
        FocusRing.refresh(self)

    def place(self) -> Place:
        """Return the place that has the keys, empty if none has."""
        return self._rows[self.currentRow()].place if 0 <= self.currentRow() < len(self._rows) else ()

    def _on_row(self, row: int) -> None:
        FocusRing.refresh(self)
        if 0 <= row < len(self._rows):
            self.shown.emit(self._rows[row].place)

    def focus_rect(self) -> QRect:
        """Return what the focus ring goes round: the current row, else the list."""
        if self.currentItem() is None:
            return self.rect()
        return self.visualItemRect(self.currentItem()).translated(self.viewport().pos()).adjusted(6, 1, -6, -1)

    def focus_radius(self) -> int:
        """Return the corner radius of the focus ring."""
        return theme.current().px(6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if len(self.place()) > 1:
                self.moved.emit(self.place(), 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        FocusRing.refresh(self)


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.current().px(100), theme.current().px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = index.data(_ROLE)
        if not isinstance(one, Row):
            return
        using, direction = theme.current(), option.direction
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(using.px(7), 1, -using.px(7), -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_row_ground(painter, box, option, 4)
        self._paint_row(painter, box, one, direction, chosen)
        painter.restore()

    @staticmethod
    def _paint_row(painter: QPainter, box: QRect, one: Row, direction: Qt.LayoutDirection, chosen: bool) -> None:
        using = theme.current()

        def spot(x: int, width: int, height: int) -> QRect:
            rect = QRect(box.left() + x, box.top() + (box.height() - height) // 2, max(0, width), height)
            return QStyle.visualRect(direction, box, rect)

        end, start = box.width() - using.px(8), using.px(9 if one.depth == 0 else 34)
        if one.style:
            side = using.px(15)
            paint_category_sign(painter, spot(using.px(9), side, side), using.category(one.colour, one.style), one.style, using)
        if one.key:
            size = chip_size(one.key, using)
            end -= size.width()
            paint_chip(painter, spot(end, size.width(), size.height()).topLeft(), one.key, using)
            end -= using.px(6)
        if one.note:
            room = min(width_of(one.note, using.font("option")), (box.width() - start) * 3 // 5)
            end -= room
            quiet = using.text_2 if chosen else using.text_3
            draw_text(painter, spot(end, room, box.height()), one.note, using.font("option"), quiet, direction=direction)
            end -= using.px(8)
        if one.changed:
            side = using.px(6)
            end -= side
            frame(painter, spot(end, side, side), side / 2, None, using.warning)
            end -= using.px(6)
        font = using.font("current" if one.depth == 0 or chosen else "control")
        font.setStrikeOut(one.retired)
        colour = using.text_3 if one.retired else using.text
        draw_text(painter, spot(start, end - start, box.height()), one.text, font, colour, direction=direction)
