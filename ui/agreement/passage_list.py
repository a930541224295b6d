"""The passages behind a figure: place, words in context, both readings, and what the figure would be without."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.agreement.cases import Passage
from annotator.i18n import _
from annotator.text.offsets import Offsets
from ui import theme
from ui.agreement.passage_rows import PassageRow
from ui.agreement.snippet import AROUND, JOIN, ONE, Piece
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import Themed, draw_text, frame, width_of

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
QUOTE_LINES = 2


class PassageModel(QAbstractListModel):
    """Passages in their order; a row is worked out when it is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.passages: list[Passage] = []
        self._row_of: Callable[[Passage], PassageRow] | None = None
        self._rows: dict[int, PassageRow] = {}

    def show(self, passages: Sequence[Passage], row_of: Callable[[Passage], PassageRow]) -> None:
        """List these passages."""
        self.beginResetModel()
        self.passages, self._row_of, self._rows = list(passages), row_of, {}
        self.endResetModel()

    def row(self, place: int) -> PassageRow:
        """Return a passage as it is shown."""
        if place not in self._rows:
            assert self._row_of is not None
            self._rows[place] = self._row_of(self.passages[place])
        return self._rows[place]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.passages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self.row(index.row()).words() if role == Qt.ItemDataRole.DisplayRole else None


class PassageList(Themed, QListView):
    """The list; ``opened(place)`` is sent by Enter, by O and by a double click, ``adjudicated(place)`` by J,
    ``noted(place)`` by C, ``left`` by Esc.
    """

    opened = Signal(int)
    adjudicated = Signal(int)
    noted = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.passages = PassageModel(self)
        self.setModel(self.passages)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(_("Passages"))
        self.setAccessibleDescription(_("Enter opens a passage in its article, J its case for adjudication, C writes a note on it"))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("paintsFocus", True)
        self.viewport().setAutoFillBackground(False)

    def on_theme(self) -> None:
        if hasattr(self, "passages"):
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, here = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_O) and here.isValid():
            self.opened.emit(here.row())
        elif key == Qt.Key.Key_J and here.isValid():
            self.adjudicated.emit(here.row())
        elif key == Qt.Key.Key_C and not event.modifiers() and here.isValid():
            self.noted.emit(here.row())
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index.row())


def row_height() -> int:
    """Return the height of a passage in px: place, two lines of text, readings."""
    using = theme.current()
    return using.px(10 + 18 + 4 + 26 + 12) + QUOTE_LINES * using.line_height("quote")


class _Painter(QStyledItemDelegate):
    def __init__(self, shown: PassageList) -> None:
        super().__init__(shown)
        self._list = shown

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        using, direction, row = theme.current(), option.direction, self._list.passages.row(index.row())
        rect = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = rect.adjusted(using.px(8), using.px(2), -using.px(8), -using.px(2))
        if chosen:
            width = 2.0 if self._list.hasFocus() else 1.0
            frame(painter, card, using.px(8), using.ink if self._list.hasFocus() else using.border, using.raised, width)
        else:
            painter.fillRect(QRect(card.left() + using.px(8), rect.bottom(), card.width() - using.px(16), 1), using.line)
        inner = card.adjusted(using.px(12), using.px(8), -using.px(12), -using.px(6))
        wide = width_of(row.effect, using.font("caption")) if row.effect else 0
        height = using.px(18)

        def spot(x: int, y: int, width: int, tall: int) -> QRect:
            return QStyle.visualRect(direction, inner, QRect(x, y, max(0, width), tall))

        where = spot(inner.left(), inner.top(), inner.width() - wide - using.px(12), height)
        draw_text(painter, where, row.where, using.font("caption"), using.text_3, direction=direction)
        if wide:
            end = spot(inner.right() + 1 - wide, inner.top(), wide, height)
            draw_text(painter, end, row.effect, using.font("caption"), using.text_2, direction=direction)
        top = inner.top() + height
        lines = QUOTE_LINES * using.line_height("quote")
        paint_pieces(painter, QRect(inner.left(), top, inner.width(), lines), row.pieces or (Piece(row.status, AROUND),))
        self._paint_readings(painter, inner, top + lines + using.px(4), row, direction)
        painter.restore()

    def _paint_readings(self, painter: QPainter, inner: QRect, top: int, row: PassageRow, direction: Qt.LayoutDirection) -> None:
        """Paint A and B side by side, and at the end what became of the passage."""
        using, height = theme.current(), theme.current().px(24)
        status = row.status if row.pieces else ""
        wide = min(width_of(status, using.font("caption")), inner.width() * 2 // 5) if status else 0
        half = (inner.width() - wide - using.px(8)) // 2
        for place, (letter, said, coder) in enumerate((("A", row.a, row.coders[0]), ("B", row.b, row.coders[1]))):
            x = inner.left() + place * half
            chip = chip_size(letter, using)
            box = QRect(x, top + (height - chip.height()) // 2, chip.width(), chip.height())
            paint_chip(painter, QStyle.visualRect(direction, inner, box).topLeft(), letter, using)
            start = box.right() + using.px(8)
            room = max(0, x + half - start - using.px(8))
            # What is said comes before who says it: a long name must not push it out.
            first = min(width_of(said, using.font("name")), room)
            words = QStyle.visualRect(direction, inner, QRect(start, top, first, height))
            draw_text(painter, words, said, using.font("name"), using.text, direction=direction)
            rest = QRect(start + first + using.px(6), top, room - first - using.px(6), height)
            if rest.width() > using.px(12):
                who = QStyle.visualRect(direction, inner, rest)
                draw_text(painter, who, coder, using.font("caption"), using.text_3, direction=direction)
        if wide:
            end = QStyle.visualRect(direction, inner, QRect(inner.right() + 1 - wide, top, wide, height))
            draw_text(painter, end, status, using.font("caption"), using.text_2, align=Qt.AlignmentFlag.AlignTrailing, direction=direction)


def paint_pieces(painter: QPainter, rect: QRect, pieces: Sequence[Piece]) -> None:
    """Paint words in context on a few lines: what both marked in full strength, what one marked underlined, the rest grey."""
    using = theme.current()
    text = "".join(piece.text for piece in pieces).replace("\n", " ")
    offsets = Offsets(text)
    layout = QTextLayout(text, using.font("quote"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    ranges, start = [], 0
    for piece in pieces:
        found = QTextLayout.FormatRange()
        found.start = offsets.to_utf16(start)
        found.length = offsets.to_utf16(start + len(piece.text)) - found.start
        found.format = _format(piece.kind)
        ranges.append(found)
        start += len(piece.text)
    layout.setFormats(ranges)
    pitch = using.line_height("quote")
    layout.beginLayout()
    for number in range(rect.height() // pitch):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(rect.width())
        line.setPosition(QPointF(0, number * pitch + (pitch - line.height()) / 2))
    layout.endLayout()
    painter.setPen(using.text)
    painter.setClipRect(rect)
    layout.draw(painter, QPointF(rect.topLeft()))
    painter.setClipping(False)


def _format(kind: str) -> QTextCharFormat:
    using, made = theme.current(), QTextCharFormat()
    made.setForeground(using.text_3 if kind in (AROUND, JOIN) else using.text)
    if kind == ONE:
        made.setFontUnderline(True)
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        made.setUnderlineColor(using.ink)
    return made
