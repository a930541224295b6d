"""The values of a list as rows: key, name, meaning, how often coded. Alt+↑ ↓ moves a value, Enter edits it, Delete retires it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.i18n import _
from ui import theme
from ui.codebook.value_rows import ValueRow
from ui.icons import paint_icon
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.numbers import format_count
from ui.parts.painting import draw_text, frame, plain_tip, width_of
from ui.theme.focus import FocusRing

_ROLE = Qt.ItemDataRole.UserRole + 11
_HEIGHT = 38

Index = QModelIndex | QPersistentModelIndex


class ValueList(QListWidget):
    """As high as its rows; ``shown(id)`` the row that has the keys, ``moved(id, place)``, ``opened(id)``, ``retired(id)``."""

    shown = Signal(str)
    opened = Signal(str)
    moved = Signal(str, int)
    retired = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ValueRow, ...] = ()
        self.may_edit = True
        self.setItemDelegate(_ValueDelegate(self))
        self.setAccessibleName(_("Values"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.currentRowChanged.connect(self._on_row)
        self.itemActivated.connect(lambda _item: self.opened.emit(self.value_id()))

    def rows(self) -> tuple[ValueRow, ...]:
        """Return the rows as they are shown."""
        return self._rows

    def value_id(self) -> str:
        """Return the value that has the keys, empty if none has."""
        return self._rows[self.currentRow()].id if 0 <= self.currentRow() < len(self._rows) else ""

    def show_rows(self, rows: Sequence[ValueRow], chosen: str) -> None:
        """Show these rows; nothing is sent."""
        self.blockSignals(True)
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.clear()
            for one in self._rows:
                item = QListWidgetItem(one.label)
                item.setData(_ROLE, one)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, one.spoken)
                item.setToolTip(plain_tip(one.spoken))
                self.addItem(item)
        self.setCurrentRow(next((number for number, one in enumerate(self._rows) if one.id == chosen), -1))
        self.blockSignals(False)
        self.setFixedHeight(max(1, len(self._rows)) * theme.current().px(_HEIGHT))
        FocusRing.refresh(self)

    def _on_row(self, row: int) -> None:
        FocusRing.refresh(self)
        if 0 <= row < len(self._rows):
            self.shown.emit(self._rows[row].id)

    def focus_rect(self) -> QRect:
        """Return what the focus ring goes round."""
        return self.rect() if self.currentItem() is None else self.visualItemRect(self.currentItem()).adjusted(1, 1, -1, -1)

    def focus_radius(self) -> int:
        """Return the corner radius of the focus ring."""
        return theme.current().px(4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, alone = self.currentRow(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            to = row + (1 if event.key() == Qt.Key.Key_Down else -1)
            if self.may_edit and row >= 0 and 0 <= to < len(self._rows):
                self.moved.emit(self._rows[row].id, to)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and alone and row >= 0:
            self.opened.emit(self._rows[row].id)
        elif event.key() == Qt.Key.Key_Delete and alone and row >= 0 and self.may_edit:
            self.retired.emit(self._rows[row].id)
        else:
            super().keyPressEvent(event)


class _ValueDelegate(QStyledItemDelegate):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.current().px(100), theme.current().px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = index.data(_ROLE)
        if not isinstance(one, ValueRow):
            return
        using, direction, box = theme.current(), option.direction, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, using.selection)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), using.line)

        def spot(x: int, width: int, height: int) -> QRect:
            rect = QRect(box.left() + x, box.top() + (box.height() - height) // 2, max(0, width), height)
            return QStyle.visualRect(direction, box, rect)

        side = using.px(14)
        paint_icon(painter, spot(using.px(2), side, side), "grip-vertical", using.text_3)
        if one.digit:
            size = chip_size(one.digit, using)
            paint_chip(painter, spot(using.px(22), size.width(), size.height()).topLeft(), one.digit, using)
        name_font = using.font("control" if one.retired else "current")
        name_font.setStrikeOut(one.retired)
        start, end = using.px(52), box.width() - using.px(8)
        name_room = max(using.px(90), min(width_of(one.label, name_font) + using.px(8), (end - start) // 2))
        name_colour = using.text_3 if one.retired else using.text
        draw_text(painter, spot(start, name_room, box.height()), one.label, name_font, name_colour, direction=direction)
        if one.count is not None:
            words = format_count(one.count)
            room = max(width_of(words, using.font("control")), using.px(36))
            end -= room
            draw_text(painter, spot(end, room, box.height()), words, using.font("control"), using.text_2,
                      align=Qt.AlignmentFlag.AlignTrailing, direction=direction)  # fmt: skip
            end -= using.px(10)
        if one.remark:
            end = self._paint_remark(painter, one.remark, spot, end)
        meaning = spot(start + name_room + using.px(8), end - start - name_room - using.px(8), box.height())
        draw_text(painter, meaning, one.meaning, using.font("control"), using.text_2, direction=direction)
        painter.restore()

    @staticmethod
    def _paint_remark(painter: QPainter, words: str, spot: object, end: int) -> int:
        """Paint the pill that says what is new about a value and return where it begins."""
        using = theme.current()
        room, height = width_of(words, using.font("key")) + using.px(14), using.px(20)
        rect = spot(end - room, room, height)  # type: ignore[operator]
        frame(painter, rect, height / 2, using.warning if using.high_contrast else None, using.warning_ground)
        draw_text(painter, rect, words, using.font("key"), using.warning, align=Qt.AlignmentFlag.AlignHCenter)
        return end - room - using.px(8)
