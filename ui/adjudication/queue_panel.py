"""The cases at the left: article by article, those that contribute most first; the decided ones under a tab of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.codebook import Codebook
from annotator.operations.docket import Docket
from ui import theme
from ui.adjudication.words import case_quote, case_title, how_decided
from ui.parts.navigation import Tabs
from ui.parts.numbers import format_count
from ui.parts.painting import Label, Part, Themed, begin, draw_text, frame, plain_tip, width_of
from ui.parts.signs import paint_category_sign

OPEN, DECIDED, STALE = "open", "decided", "stale"
HEAD_HIGH, ROW_HIGH = 34, 48
MESSAGE_HIGH = 96
"""what the ink bar that tells of the last decision may cover at the foot of the list: the case on the table lies above it"""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: the heading of an article (``key`` empty), or a case or decision of it."""

    article_id: str
    key: str
    title: str
    below: str = ""
    category: str = ""
    remark: str = ""

    @property
    def spoken(self) -> str:
        """Return the row as it is read out."""
        return ", ".join(part for part in (self.title, f"“{self.below}”" if self.below else "", self.remark) if part)


def entries_of(dockets: Sequence[Docket], kind: str, codebook: Codebook, letters: Mapping[str, Mapping[str, str]]) -> list[Entry]:
    """Return the rows of a tab; ``letters`` are those of the coders, by article."""
    found: list[Entry] = []
    for docket in dockets:
        known = letters.get(docket.article_id, {})
        article = docket.article_id
        if kind == OPEN:
            rows = [Entry(article, one.id, case_title(codebook, one, known), case_quote(one), one.category) for one in docket.open]
        elif kind == DECIDED:
            rows = [
                Entry(article, one.case.id, how_decided(one.decision, known), case_quote(one.case), one.case.category)
                for one in docket.decided
                if one.decision is not None
            ]
        else:
            rows = [Entry(article, one.id, how_decided(one, known), one.note, one.category) for one in docket.stale]
        if rows:
            count = ngettext("{count} case", "{count} cases", len(rows)).format(count=format_count(len(rows)))
            found += [Entry(article, "", docket.headline, remark=count), *rows]
    return found


class EntryModel(QAbstractListModel):
    """The rows of the tab in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: Sequence[Entry]) -> None:
        """List these."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return one.spoken
        return plain_tip(one.spoken) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self.entries[index.row()].key:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class EntryList(Themed, QListView):
    """The list; ``entered`` is sent for Enter and Esc: the keys go to the grid; ``aside(way)`` for ← and →: another tab."""

    chosen = Signal(str, str)
    entered = Signal()
    aside = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = EntryModel(self)
        self.codebook: Codebook | None = None
        self.setModel(self.entries)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(_("Cases"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)

    def choose(self, article_id: str, key: str) -> None:
        """Show a row as the current one; sends nothing."""
        self.blockSignals(True)
        place = next((n for n, one in enumerate(self.entries.entries) if (one.article_id, one.key) == (article_id, key)), -1)
        self.setCurrentIndex(self.entries.index(place) if place >= 0 else QModelIndex())
        self.blockSignals(False)
        if place >= 0:
            clear = self.viewport().rect().adjusted(0, 0, 0, -theme.current().px(MESSAGE_HIGH))
            if not clear.contains(self.visualRect(self.entries.index(place))):
                self.scrollTo(self.entries.index(place), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self.signalsBlocked():
            one = self.entries.entries[current.row()]
            if one.key:
                self.chosen.emit(one.article_id, one.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.aside.emit(1 if (event.key() == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight) else -1)
        else:
            super().keyPressEvent(event)

    def focus_rect(self) -> QRect:
        if not self.currentIndex().isValid():
            return self.rect()
        return self.visualRect(self.currentIndex()).translated(self.viewport().pos()).adjusted(5, 2, -5, -2)

    def on_theme(self) -> None:
        if hasattr(self, "entries"):
            self.scheduleDelayedItemsLayout()


class _Painter(QStyledItemDelegate):
    def __init__(self, shown: EntryList) -> None:
        super().__init__(shown)
        self._list = shown

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        one = self._list.entries.entries[index.row()]
        return QSize(60, theme.current().px(ROW_HIGH if one.key else HEAD_HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        using, direction, one = theme.current(), option.direction, self._list.entries.entries[index.row()]
        rect = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, rect, QRect(rect.left() + x, rect.top() + y, max(0, width), height))

        pad, high = using.px(16), using.px(20)
        if not one.key:
            wide = width_of(one.remark, using.font("caption"))
            top = using.px(11)
            end = spot(rect.width() - pad - wide, top, wide, high)
            draw_text(painter, end, one.remark, using.font("caption"), using.text_3, direction=direction)
            head = spot(pad, top, rect.width() - 2 * pad - wide - using.px(8), high)
            draw_text(painter, head, one.title, using.font("label"), using.text_2, direction=direction)
            painter.restore()
            return
        card = rect.adjusted(using.px(6), 1, -using.px(6), -1)
        if option.state & QStyle.StateFlag.State_Selected or index == self._list.currentIndex():
            frame(painter, card, using.px(6), using.border if using.high_contrast else None, using.selection)
            bar = QRect(card.left(), card.top() + using.px(9), using.px(3), card.height() - 2 * using.px(9))
            painter.fillRect(QStyle.visualRect(direction, card, bar), using.ink)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            frame(painter, card, using.px(6), None, using.hover)
        category = self._list.codebook.category(one.category) if self._list.codebook is not None else None
        if category is not None:
            side = using.px(14)
            colours = using.category(category.color, category.style)
            paint_category_sign(painter, spot(pad, using.px(7), side, side), colours, category.style, using)
        start = pad + using.px(14 + 8)
        room = rect.width() - start - pad
        draw_text(painter, spot(start, using.px(4), room, high), one.title, using.font("current"), using.text, direction=direction)
        draw_text(painter, spot(start, using.px(24), room, high), one.below, using.font("quote"), using.text_2, direction=direction)
        painter.restore()


class QueuePanel(Part):
    """Tabs over the list. ``chosen(article, key)``: a row was gone to; ``entered``: the keys belong to the grid."""

    chosen = Signal(str, str)
    entered = Signal()
    tab_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("Which cases"))
        self.tabs.add(OPEN, _("Cases"), 0)
        self.tabs.add(DECIDED, _("Decided"), 0)
        self._has_stale = False
        self.tabs.changed.connect(self._on_tab)
        self.order = Label(_("By contribution"), "head", "text_2")
        self.list = EntryList()
        self.list.chosen.connect(self.chosen)
        self.list.entered.connect(self.entered)
        self.list.aside.connect(self._turn_tab)
        self._sets: dict[str, list[Entry]] = {OPEN: [], DECIDED: [], STALE: []}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        px = theme.current().px
        self.order.setContentsMargins(px(16), px(10), px(16), px(4))
        column.addWidget(self.order)
        column.addWidget(self.list, 1)

    def kind(self) -> str:
        """Return which tab is in sight."""
        return self.tabs.key()

    def show_dockets(self, dockets: Sequence[Docket], codebook: Codebook, letters: Mapping[str, Mapping[str, str]]) -> None:
        """List what is open, decided and out of date."""
        self.list.codebook = codebook
        self._sets = {kind: entries_of(dockets, kind, codebook, letters) for kind in (OPEN, DECIDED, STALE)}
        counts = {kind: sum(bool(one.key) for one in rows) for kind, rows in self._sets.items()}
        if counts[STALE] and not self._has_stale:
            self.tabs.add(STALE, _("Out of date"), counts[STALE])
            self._has_stale = True
        elif not counts[STALE] and self._has_stale:
            self._has_stale = False
            self.tabs.removeTab(self.tabs.count() - 1)
        for kind in (OPEN, DECIDED, *((STALE,) if self._has_stale else ())):
            self.tabs.set_count(kind, counts[kind])
        self._fill()

    def counts(self) -> tuple[int, int]:
        """Return how many cases are open and how many decided."""
        return tuple(sum(bool(one.key) for one in self._sets[kind]) for kind in (OPEN, DECIDED))  # type: ignore[return-value]

    def entries(self) -> list[Entry]:
        """Return the cases of the tab in sight, without the headings."""
        return [one for one in self._sets.get(self.kind(), []) if one.key]

    def show_tab(self, kind: str) -> None:
        """Bring a tab in sight."""
        self.tabs.choose(kind)

    def _turn_tab(self, way: int) -> None:
        """Bring the tab beside this one in sight; the keys stay in the list."""
        place = self.tabs.currentIndex() + way
        if 0 <= place < self.tabs.count():
            self.tabs.setCurrentIndex(place)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_tab(self, kind: str) -> None:
        self._fill()
        self.tab_changed.emit(kind)

    def _fill(self) -> None:
        kind = self.kind()
        self.order.setText(_("By contribution") if kind == OPEN else _("In the order of the text"))
        self.list.blockSignals(True)
        self.list.entries.show(self._sets.get(kind, []))
        self.list.blockSignals(False)
        self.order.setVisible(self.list.entries.rowCount() > 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(self.visual(QRect(self.width() - 1, 0, 1, self.height())), using.line)
