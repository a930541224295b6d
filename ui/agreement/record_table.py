"""The table of the agreement page: a record a row, its interval drawn between the figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from annotator.agreement import words
from annotator.agreement.measures import NAMES
from annotator.agreement.record import LIMITS, UNDEFINED, VERDICTS, Limits, Record, written
from annotator.i18n import N_, _
from annotator.model.codebook import Codebook
from ui import theme
from ui.parts.interval_plot import Interval, paint_interval, plot_x
from ui.parts.numbers import format_coefficient, format_count
from ui.parts.painting import Themed, draw_text, plain_tip, width_of
from ui.parts.signs import paint_category_sign, paint_verdict

WHAT, MEASURE, VALUE, PLOT, INTERVAL, N, COVER, VERDICT = range(8)
HEADS = (N_("What"), N_("Measure"), N_("Value"), "", N_("95 % interval"), N_("n"), N_("Cover"), N_("Verdict"))
WIDTHS = {MEASURE: 178, VALUE: 52, PLOT: 164, INTERVAL: 98, N: 56, COVER: 58, VERDICT: 124}
NUMBERS = (INTERVAL, N, COVER)
LEAST_WHAT, MOST_WHAT, LEAST_PLOT = 196, 300, 120
GIVES_WAY = (INTERVAL, COVER, N)
"""columns that are left out, one after the other, where there is no room for the names; without the measure rows would look alike"""

_RIGHT = Qt.AlignmentFlag.AlignTrailing
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RecordModel(QAbstractTableModel):
    """The records as cells of words, for the delegate and for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records: list[Record] = []
        self.codebook: Codebook | None = None
        self.limits = LIMITS
        self.headings: list[words.Heading] = []

    def show(self, records: Sequence[Record], codebook: Codebook | None, limits: Limits = LIMITS) -> None:
        """Show these records in this order; ``limits`` decide their verdicts."""
        self.beginResetModel()
        self.records, self.codebook, self.limits = list(records), codebook, limits
        self.headings = [words.heading(one, codebook) for one in self.records] if codebook is not None else []
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.records)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section]) if HEADS[section] else _("Interval")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headData(index.column())}: {self.text(index.row(), index.column())}"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == PLOT and self.records[index.row()].value is None:
            # The reason may be longer than the plot is wide.
            return plain_tip(self.text(index.row(), PLOT))
        return None

    def headData(self, column: int) -> str:
        """Return the words at the head of a column."""
        return str(self.headerData(column, Qt.Orientation.Horizontal))

    def text(self, row: int, column: int) -> str:
        """Return a cell in words."""
        record, named = self.records[row], self.headings[row]
        if column == VERDICT:
            key = words.verdict_key(record, self.limits)
            return _(VERDICTS[key]) if key else ""
        return {
            WHAT: named.title, MEASURE: named.measure, VALUE: format_coefficient(record.value), PLOT: figure_of(record).words(),
            INTERVAL: words.interval(record), N: format_count(record.n), COVER: words.cover(record),
        }[column]  # fmt: skip


def figure_of(record: Record) -> Interval:
    """Return what the plot shows of a record."""
    return Interval(record.value, record.low, record.high, record.n_articles, words.reason(record))


class RecordTable(Themed, QTableView):
    """Rows lowest first; ``opened(row)`` is sent by Enter and by a click, ``moved(row)`` when the arrows go to another row."""

    opened = Signal(int)
    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = RecordModel(self)
        self.setModel(self.records)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(_("Agreement"))
        self.setAccessibleDescription(_("Enter shows the passages behind a row"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)  # the page's own ground shows where there are no rows
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalHeader(_Head(self.records, self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setProperty("paintsFocus", True)
        self.on_theme()

    def show_records(self, records: Sequence[Record], codebook: Codebook | None, limits: Limits = LIMITS) -> None:
        """Show these records; the row that was chosen stays chosen where it is still there."""
        before = self.current_record()
        self.records.show(records, codebook, limits)
        self.horizontalHeader().viewport().update()
        self._fit()
        row = next((place for place, one in enumerate(self.records.records) if before is not None and one.row == before.row), -1)
        if row >= 0:
            self.selectRow(row)

    def current_record(self) -> Record | None:
        """Return the record of the chosen row."""
        row = self.currentIndex().row()
        return self.records.records[row] if 0 <= row < len(self.records.records) else None

    def on_theme(self) -> None:
        if hasattr(self, "records"):
            self.verticalHeader().setDefaultSectionSize(theme.current().px(33))
            self.horizontalHeader().setFixedHeight(theme.current().px(33))
            self._fit()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.moved.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _widths(self) -> dict[int, int]:
        """Return how wide each column but the names is at least, its head and the verdicts in sight in every language."""
        using = theme.current()
        heads = {column: width_of(self.records.headData(column), using.font("head")) for column in WIDTHS if column != PLOT}
        heads[VERDICT] = max(width_of(_(word), using.font("label")) + using.px(20) for word in VERDICTS.values())
        return {column: max(using.px(width), heads.get(column, 0) + using.px(18)) for column, width in WIDTHS.items()}

    def _fit(self) -> None:
        """Give every column its width and the names the rest; where that is too little, columns are left out."""
        px, room = theme.current().px, self.viewport().width()
        shown = self._widths()
        lacking = px(LEAST_WHAT) - room + sum(shown.values())
        if 0 < lacking <= shown[PLOT] - px(LEAST_PLOT):
            shown[PLOT] -= lacking  # a coarser scale says more than a column less
        for column in GIVES_WAY:
            if room - sum(shown.values()) < px(LEAST_WHAT):
                shown.pop(column)
        for column in range(1, len(HEADS)):
            self.setColumnHidden(column, column not in shown)
            if column in shown and column != PLOT:
                self.setColumnWidth(column, shown[column])
        spare = room - sum(shown.values())
        what = min(max(px(80), spare), px(MOST_WHAT))
        self.setColumnWidth(WHAT, what)
        # What the names do not need makes the scale finer.
        self.setColumnWidth(PLOT, shown[PLOT] + max(0, spare - what))


class _Head(Themed, QHeaderView):
    """Heads in 11/600; over the plot the ends and limits of its scale."""

    def __init__(self, records: RecordModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._records = records
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter.save()
        painter.fillRect(rect, using.paper)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), using.line)
        inner = rect.adjusted(using.px(8), 0, -using.px(8), 0)
        if section == PLOT:
            self._paint_scale(painter, rect)
        else:
            align = _RIGHT if section in NUMBERS else Qt.AlignmentFlag.AlignLeading
            draw_text(painter, inner, _(HEADS[section]), using.font("head"), using.text_2, align=align, direction=direction)
        painter.restore()

    def _paint_scale(self, painter: QPainter, rect: QRect) -> None:
        using = theme.current()
        font = using.font("caption")
        plot = plot_rect(rect)
        tentative, reliable = self._records.limits
        # The limits may stand close together, or at an end: each leans away from the other, and an end gives way to them.
        places = [(tentative, written(tentative), -using.px(4)), (reliable, written(reliable), using.px(4)), (0.0, "0", 0), (1.0, "1", 0)]
        taken: list[QRect] = []
        for value, text, lean in places:
            wide = width_of(text, font)
            x = min(max(rect.left(), round(plot_x(value, plot)) - wide // 2 + lean), rect.right() - wide)
            spot = QRect(x, rect.top(), wide + 1, rect.height())
            if not any(spot.intersects(other) for other in taken):
                draw_text(painter, spot, text, font, using.text_2)
                taken.append(spot)


def plot_rect(cell: QRect) -> QRect:
    """Return where in its cell the plot lies; the same in the head and in every row, so that the dotted limits join."""
    side = theme.current().px(8)
    return cell.adjusted(side, 0, -side, 0)


class _Painter(QStyledItemDelegate):
    """Paints a row: sign and name, figures, interval, verdict."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.current().px(33))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        using, direction = theme.current(), option.direction
        record = self._table.records.records[index.row()]
        rect, column = QRect(option.rect), index.column()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, using.selection if chosen else using.hover if over else using.paper)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), using.line)
        if chosen and column == WHAT:
            bar = QRect(rect.left(), rect.top(), using.px(3), rect.height())
            painter.fillRect(QStyle.visualRect(direction, rect, bar), using.ink)
        inner = rect.adjusted(using.px(8), 0, -using.px(8), 0)
        text = self._table.records.text(index.row(), column)
        if column == WHAT:
            self._paint_what(painter, inner, index.row(), direction)
        elif column == PLOT:
            judged = NAMES[record.measure].verdict and record.value is not None
            limits = self._table.records.limits if judged else None
            paint_interval(painter, plot_rect(rect), figure_of(record), using, limits=limits)
        elif column == VERDICT:
            self._paint_verdict(painter, inner, record, text, direction)
        else:
            style = "value" if column == VALUE else "control"
            colour = using.text if column == VALUE else using.text_2
            align = _RIGHT if column in NUMBERS else Qt.AlignmentFlag.AlignLeading
            draw_text(painter, inner, text, using.font(style), colour, align=align, direction=direction)
        if chosen and self._table.hasFocus():
            self._paint_ring(painter, rect, column)
        painter.restore()

    def _paint_what(self, painter: QPainter, rect: QRect, row: int, direction: Qt.LayoutDirection) -> None:
        using, named, codebook = theme.current(), self._table.records.headings[row], self._table.records.codebook
        side = using.px(16)
        category = codebook.category(named.category) if codebook is not None else None
        if category is not None:
            box = QRect(rect.left() + using.px(2), rect.top() + (rect.height() - side) // 2, side, side)
            colours = using.category(category.color, category.style)
            paint_category_sign(painter, QStyle.visualRect(direction, rect, box), colours, category.style, using)
        start = rect.left() + side + using.px(10)
        wide = min(width_of(named.name, using.font("current")), max(0, rect.right() - start))
        first = QRect(start, rect.top(), wide, rect.height())
        draw_text(painter, QStyle.visualRect(direction, rect, first), named.name, using.font("current"), using.text, direction=direction)
        left = first.right() + using.px(6)
        rest = QRect(left, rect.top(), max(0, rect.right() - left), rect.height())
        draw_text(painter, QStyle.visualRect(direction, rect, rest), named.tail, using.font("control"), using.text_2, direction=direction)

    def _paint_verdict(self, painter: QPainter, rect: QRect, record: Record, text: str, direction: Qt.LayoutDirection) -> None:
        using, key = theme.current(), words.verdict_key(record, self._table.records.limits)
        if not key:
            return
        side = using.px(16)
        box = QRect(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
        if key != words.TOO_FEW:
            paint_verdict(painter, QStyle.visualRect(direction, rect, box), key, using)
        spot = QRect(box.right() + using.px(4), rect.top(), rect.right() - box.right() - using.px(4), rect.height())
        quiet = key in (words.TOO_FEW, UNDEFINED)
        font, colour = (using.font("option"), using.text_3) if quiet else (using.font("name"), using.text)
        draw_text(painter, QStyle.visualRect(direction, rect, spot), text, font, colour, direction=direction)

    def _paint_ring(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Paint this cell's part of the ring round the row that has the keys."""
        ink = theme.current().ink
        shown = [place for place in range(len(HEADS)) if not self._table.isColumnHidden(place)]
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), ink)
        painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), ink)
        mirrored = self._table.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for end, at_left in ((shown[0], not mirrored), (shown[-1], mirrored)):
            if column == end:
                x = rect.left() if at_left else rect.right() - 1
                painter.fillRect(QRect(x, rect.top(), 2, rect.height()), ink)
