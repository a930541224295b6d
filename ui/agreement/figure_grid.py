"""A table of figures whose cells open what stands behind them: articles, codebook versions, coders against gold, what is still needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from annotator.agreement.record import Limits
from annotator.model.codebook import Category
from ui import theme
from ui.parts.interval_plot import Interval, paint_interval
from ui.parts.painting import Themed, draw_text, plain_tip, width_of
from ui.parts.signs import paint_category_sign

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT, _LEADING = Qt.AlignmentFlag.AlignTrailing, Qt.AlignmentFlag.AlignLeading
ROW = 30


@dataclass(frozen=True, slots=True)
class Column:
    """A head and its width in px at 100 %; 0 takes the room that is left. Numbers stand at the end of their cell.

    ``least`` is its width where room is short: what is quiet in its cells is left out then. ``narrow``: it stays in any case.
    """

    head: str
    width: int = 0
    number: bool = False
    narrow: bool = True
    most: int = 340
    """how wide it becomes at most where it takes the room that is left"""
    least: int = 0


@dataclass(frozen=True, slots=True)
class FigureCell:
    """What stands in a cell; ``quiet`` is written smaller behind the text, ``figure`` is painted in its place."""

    text: str = ""
    quiet: str = ""
    strong: bool = False
    figure: Interval | None = None
    limits: Limits | None = None
    category: Category | None = None
    tip: str = ""

    def words(self) -> str:
        """Return the cell as it is read out."""
        if self.figure is not None and not self.text:
            return self.figure.words()
        return " ".join(part for part in (self.text, self.quiet) if part)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The cells of a row and what it stands for; ``opens`` are the columns that have something behind them (None: all)."""

    cells: tuple[FigureCell, ...]
    key: object = None
    opens: frozenset[int] | None = field(default=None)


class FigureModel(QAbstractTableModel):
    """The rows, for the delegate and for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: list[Column] = []
        self.rows: list[FigureRow] = []

    def show(self, columns: Sequence[Column], rows: Sequence[FigureRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.columns, self.rows = list(columns), list(rows)
        self.endResetModel()

    def cell(self, index: Index) -> FigureCell:
        """Return a cell."""
        return self.rows[index.row()].cells[index.column()]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        head = self.columns[section].head
        return head if role == Qt.ItemDataRole.DisplayRole else plain_tip(head)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.words()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.rows[index.row()].cells[0].words()}, {self.columns[index.column()].head}: {cell.words()}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell.tip or cell.words())
        return None


class FigureGrid(Themed, QTableView):
    """Rows or single cells to choose; ``opened(row, column)`` is sent by Enter and by a click on one that opens something."""

    opened = Signal(int, int)

    def __init__(self, name: str, *, by_cell: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = FigureModel(self)
        self.setModel(self.figures)
        self.setItemDelegate(_Painter(self))
        self.by_cell = by_cell
        self.setAccessibleName(name)
        behaviour = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviour.SelectItems if by_cell else behaviour.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)  # the page's own ground shows where there are no rows
        self.setShowGrid(False)
        self.viewport().setAutoFillBackground(False)  # beyond the last column lies the ground of the page
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalHeader(_Head(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setProperty("paintsFocus", True)
        self.on_theme()

    def show_rows(self, columns: Sequence[Column], rows: Sequence[FigureRow]) -> None:
        """Show these rows; the place of the keys stays where it is still there."""
        here = self.currentIndex()
        self.figures.show(columns, rows)
        self._fit()
        if rows:
            first = next((place for place in range(len(columns)) if self._opens(0, place)), 0)
            row, column = (here.row(), here.column()) if here.isValid() else (0, first)
            self.setCurrentIndex(self.figures.index(min(max(row, 0), len(rows) - 1), min(max(column, 0), len(columns) - 1)))

    def _opens(self, row: int, column: int) -> bool:
        found = self.figures.rows[row].opens
        return found is None or column in found

    def on_theme(self) -> None:
        if hasattr(self, "figures"):
            self.verticalHeader().setDefaultSectionSize(theme.current().px(ROW))
            self.horizontalHeader().setFixedHeight(theme.current().px(ROW))
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and here.isValid():
            self._open(here)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._open(index)

    def _open(self, index: QModelIndex) -> None:
        if self._opens(index.row(), index.column()) or not self.by_cell:
            self.opened.emit(index.row(), index.column())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give every column its width, those without one the rest; where that is little, those go that may."""
        px, room, columns = theme.current().px, self.viewport().width(), self.figures.columns
        open_ended = [place for place, one in enumerate(columns) if not one.width]
        shown = set(range(len(columns)))
        least = px(160) * len(open_ended)
        widths = [px(one.width) for one in columns]
        if room - sum(widths) < least:
            widths = [px(one.least or one.width) for one in columns]
        for place in reversed(range(len(columns))):
            if room - sum(widths[one] for one in shown) < least and not columns[place].narrow:
                shown.discard(place)
        spare = room - sum(widths[place] for place in shown)
        for place, one in enumerate(columns):
            self.setColumnHidden(place, place not in shown)
            # Figures should stand near the names they belong to, so names do not take all there is.
            named = min(max(least, spare) // max(1, len(open_ended)), px(one.most))
            self.setColumnWidth(place, widths[place] if one.width else named)


class _Head(Themed, QHeaderView):
    def __init__(self, grid: FigureGrid) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid = grid
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # Beyond the last column the style would paint a ground of its own.
        rest = QRect(self.length() - self.offset(), 0, max(0, self.viewport().width() - self.length()), self.height())
        whole = self.viewport().rect()
        QPainter(self.viewport()).fillRect(QStyle.visualRect(self.layoutDirection(), whole, rest), theme.current().paper)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        using, column = theme.current(), self._grid.figures.columns[section]
        painter.save()
        painter.fillRect(rect, using.paper)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), using.line)
        inner = rect.adjusted(using.px(8), 0, -using.px(8), 0)
        align = _RIGHT if column.number else _LEADING
        draw_text(painter, inner, column.head, using.font("head"), using.text_2, align=align, direction=self.layoutDirection())
        painter.restore()


class _Painter(QStyledItemDelegate):
    """Paints a cell: sign, text and what is smaller behind it, or an interval."""

    def __init__(self, grid: FigureGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.current().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        using, direction = theme.current(), option.direction
        cell, column = self._grid.figures.cell(index), self._grid.figures.columns[index.column()]
        rect = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, using.selection if chosen else using.hover if over else using.paper)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), using.line)
        inner = rect.adjusted(using.px(8), 0, -using.px(8), 0)
        if cell.figure is not None and not cell.text:
            paint_interval(painter, inner, cell.figure, using, limits=cell.limits)
        else:
            self._paint_words(painter, inner, cell, column, direction)
        if chosen and self._grid.hasFocus():
            self._paint_ring(painter, rect, index.column())
        painter.restore()

    def _paint_words(self, painter: QPainter, inner: QRect, cell: FigureCell, column: Column, direction: Qt.LayoutDirection) -> None:
        using, left = theme.current(), inner.left()
        if cell.category is not None:
            side = using.px(16)
            box = QRect(left, inner.top() + (inner.height() - side) // 2, side, side)
            colours = using.category(cell.category.color, cell.category.style)
            paint_category_sign(painter, QStyle.visualRect(direction, inner, box), colours, cell.category.style, using)
            left += side + using.px(10)
        font = using.font("current" if cell.strong else "control")
        colour = using.text if cell.strong or not column.number else using.text_2
        quiet = width_of(cell.quiet, using.font("option")) + using.px(6) if cell.quiet else 0
        room = max(0, inner.right() + 1 - left)
        if column.number and width_of(cell.text, font) + quiet > room:
            quiet = 0
        wide = min(width_of(cell.text, font), max(0, room - quiet) if column.number else room)
        if column.number:
            left = max(left, inner.right() + 1 - wide - quiet)
        first = QRect(left, inner.top(), wide, inner.height())
        draw_text(painter, QStyle.visualRect(direction, inner, first), cell.text, font, colour, direction=direction)
        if quiet:
            rest = QRect(first.right() + using.px(6), inner.top(), max(0, inner.right() - first.right() - using.px(5)), inner.height())
            draw_text(
                painter, QStyle.visualRect(direction, inner, rest), cell.quiet, using.font("option"), using.text_2, direction=direction
            )

    def _paint_ring(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Paint the ring round the cell, or this cell's part of the one round the row, that has the keys."""
        ink, grid = theme.current().ink, self._grid
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), ink)
        painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), ink)
        shown = [place for place in range(grid.figures.columnCount()) if not grid.isColumnHidden(place)]
        mirrored = grid.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for end, at_left in ((shown[0], not mirrored), (shown[-1], mirrored)):
            if column == end or grid.by_cell:
                painter.fillRect(QRect(rect.left() if at_left else rect.right() - 1, rect.top(), 2, rect.height()), ink)
