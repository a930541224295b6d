"""The palette: type a few letters, choose, Enter (DESIGN.md picture l)."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.i18n import _
from annotator.operations.structure_find import Entry, best, with_recent
from ui import theme
from ui.icons import paint_icon
from ui.kept import kept
from ui.palette.offers import Offers
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import Part, announce, begin, draw_text, frame, width_of
from ui.parts.signs import paint_category_sign

WIDE, ROW, FIELD, ROWS = 480, 40, 48, 9
_NARROW = 800
_COLUMN = 190
_RECENT = "palette/recent"
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
_TRAILING = Qt.AlignmentFlag.AlignTrailing

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Palette(Part):
    """Lies over the end of the window, under the menu bar, until something is chosen, Esc is pressed or the keys go elsewhere."""

    def __init__(self, window: QWidget, offers: Offers) -> None:
        super().__init__(window)
        self._offers = offers
        self._before: QWidget | None = None
        self._all: list[Entry] = []
        self.recent = [one for one in map(str, _as_list(kept().value(_RECENT))) if _lasts(one)]
        self.setAccessibleName(_("Find, go to or run a command"))
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setProperty("paintsFocus", True)
        self.edit.setAccessibleName(_("Find, go to or run a command"))
        self.edit.setPlaceholderText(_("Command, category, value, article…"))
        self.edit.textChanged.connect(self._look)
        self.edit.installEventFilter(self)
        self.found = EntryList(self)
        self.view = EntryView(self.found)
        self.view.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        self._field = QVBoxLayout()
        self._field.addWidget(self.edit)
        column.addLayout(self._field)
        column.addWidget(self.view)
        window.installEventFilter(self)
        for signal in (offers.session.opened, offers.session.closed, offers.session.coder_changed):
            signal.connect(self._on_other_work)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)
        self.on_theme()
        self.hide()

    def on_theme(self) -> None:
        using = theme.current()
        px = using.px
        font = using.font("control")
        font.setPixelSize(px(15))
        self.edit.setFont(font)
        palette = self.edit.palette()
        for role in (palette.ColorRole.Base, palette.ColorRole.Window):
            palette.setColor(role, Qt.GlobalColor.transparent)
        palette.setColor(palette.ColorRole.Text, using.text)
        palette.setColor(palette.ColorRole.PlaceholderText, using.text_3)
        palette.setColor(palette.ColorRole.Highlight, using.text_selection)
        palette.setColor(palette.ColorRole.HighlightedText, using.text)
        self.edit.setPalette(palette)
        self.edit.setFixedHeight(px(FIELD) - 10)
        start, end = (px(44), px(12)) if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else (px(12), px(44))
        self._field.setContentsMargins(start, 5, end, 6)
        self.layout().setContentsMargins(2, 0, 2, px(8))
        self._fit()

    # ---- coming and going

    def open(self, typed: str = "") -> None:
        """Come up with all that can be found now; opened again, go."""
        if self.isVisible():
            self.close_up()
            return
        self._before = QApplication.focusWidget()
        self._all = self._offers.entries()
        self.edit.setText(typed)
        self._look(typed)
        self._fit()
        self.show()
        self.raise_()
        self.edit.setFocus()

    def close_up(self) -> None:
        """Go, and give the keys back to where they came from."""
        before, self._before = self._before, None
        self.hide()
        self._all = []
        self.found.show(())
        if before is not None and before.isVisible():
            before.setFocus()

    def _fit(self) -> None:
        px, window = theme.current().px, self.parentWidget()
        rows = min(max(1, self.found.rowCount()), ROWS)
        wide = min(px(WIDE), window.width() - px(24))
        high = min(px(FIELD) + 2 + rows * px(ROW) + px(8), window.height() - px(48))
        left = px(12) if self.isRightToLeft() else window.width() - wide - px(12)
        self.setGeometry(QRect(left, px(34), wide, high))

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.isVisible() and new is not None and not self.isAncestorOf(new):
            self._before = None
            self.close_up()

    def _on_other_work(self) -> None:
        """Forget what was used in another project or by another coder."""
        self.recent = [one for one in self.recent if _lasts(one)]
        if self.isVisible():
            self.close_up()

    # ---- finding and taking

    def _look(self, typed: str) -> None:
        found = [self._offers.completed(one) for one in best(typed, self._all, self.recent)]
        self.found.show(found)
        self.view.setCurrentIndex(self.found.index(0) if found else QModelIndex())
        self._fit()
        self._tell()

    def _tell(self) -> None:
        index = self.view.currentIndex()
        one = self.found.entry(index) if index.isValid() else None
        said = ", ".join(part for part in (one.text, one.about, one.chip) if part) if one is not None else _("Nothing found")
        self.edit.setAccessibleDescription(said)
        announce(self.edit, said)

    def _take(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        one = self.found.entry(index)
        self.recent = with_recent(self.recent, one.key)
        kept().setValue(_RECENT, [one for one in self.recent if _lasts(one)])
        self.close_up()
        self._offers.do(one)

    def _step(self, by: int, *, round_: bool = False) -> None:
        count = self.found.rowCount()
        if count:
            row = self.view.currentIndex().row() + by
            row = row % count if round_ else max(0, min(row, count - 1))
            self.view.setCurrentIndex(self.found.index(row))
            self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.edit:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._fit()
            return False
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        acts = {
            Qt.Key.Key_Down: lambda: self._step(1, round_=True), Qt.Key.Key_Up: lambda: self._step(-1, round_=True),
            Qt.Key.Key_Tab: lambda: self._step(1, round_=True), Qt.Key.Key_Backtab: lambda: self._step(-1, round_=True),
            Qt.Key.Key_PageDown: lambda: self._step(ROWS - 1), Qt.Key.Key_PageUp: lambda: self._step(1 - ROWS),
            Qt.Key.Key_Return: lambda: self._take(self.view.currentIndex()), Qt.Key.Key_Enter: lambda: self._take(self.view.currentIndex()),
            Qt.Key.Key_Escape: self.close_up,
        }  # fmt: skip
        act = acts.get(Qt.Key(event.key()))
        if act is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            act()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.window)
        frame(painter, self.rect(), using.px(10), using.border, using.raised, 1.2 * using.line_scale)
        side = using.px(18)
        spot = QRect(using.px(16), 1 + (using.px(FIELD) - side) // 2, side, side)
        paint_icon(painter, self.visual(spot), "search", using.text_2)
        painter.fillRect(QRect(1, using.px(FIELD), self.width() - 2, 1), using.line)
        if not self.found.rowCount():
            room = QRect(using.px(16), using.px(FIELD), self.width() - using.px(32), using.px(ROW))
            said = _("Nothing found")
            draw_text(painter, self.visual(room), said, using.font("control"), using.text_3, direction=self.layoutDirection())


def _lasts(key: str) -> bool:
    """Return whether something used is the same in every project and for everybody."""
    return key.startswith(("command:", "page:"))


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) and value else []


class EntryList(QAbstractListModel):
    """What was found, the best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    def show(self, entries: list[Entry] | tuple[()]) -> None:
        """List these."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def entry(self, index: Index) -> Entry:
        """Return the entry in a row."""
        return self._entries[index.row()]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return one.text
        return ", ".join(part for part in (one.text, one.about, one.chip) if part) if role == Qt.ItemDataRole.AccessibleTextRole else None


class EntryView(QListView):
    """The rows under the field; the field keeps the keys."""

    def __init__(self, model: EntryList) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(_EntryDelegate(self))
        self.setAccessibleName(_("Found"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        quiet = self.palette()
        quiet.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(quiet)


class _EntryDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(10, theme.current().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one, using, direction = index.data(ENTRY_ROLE), theme.current(), option.direction
        px, chosen = using.px, bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(px(7), 1, -px(7), -1)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            frame(painter, box, px(6), using.border if using.high_contrast and chosen else None, using.selection if chosen else using.hover)

        def at(x: int, wide: int, high: int) -> QRect:
            spot = QRect(box.left() + x, box.top() + (box.height() - high) // 2, wide, high)
            return QStyle.visualRect(direction, box, spot)

        if one.colour:
            paint_category_sign(painter, at(px(11), px(16), px(16)), using.category(one.colour, one.style), one.style, using)
        else:
            paint_icon(painter, at(px(10), px(18), px(18)), one.icon or "circle", using.text_2)
        end = box.width() - px(8)
        chip = "↵" if chosen and not one.chip else one.chip
        if chip:
            size = chip_size(chip, using)
            end -= size.width()
            paint_chip(painter, at(end, size.width(), size.height()).topLeft(), chip, using, filled=False)
            end -= px(8)
        start, font = px(40), using.font("quote_card" if one.quoted else "current" if chosen else "name")
        text, about = width_of(one.text, font), width_of(one.about, using.font("option"))
        behind = min(about, max((end - start) * 2 // 5, end - start - text - px(12)))
        where = max(start + px(40), min(box.width() - px(_COLUMN), end - behind))  # what is said begins in one column where it can
        draw_text(painter, at(start, where - start - px(10), box.height()), one.text, font, using.text, direction=direction)
        draw_text(painter, at(where, end - where, box.height()), one.about, using.font("option"), using.text_2, direction=direction)
        painter.restore()


class PaletteBar(Part):
    """The field in the menu bar that opens the palette: 300 wide, with its key."""

    def __init__(self, opened, parent: QWidget | None = None) -> None:  # type: ignore[no-untyped-def]
        super().__init__(parent)
        self._open = opened
        self.setAccessibleName(_("Find, go to or run a command"))
        self.setAccessibleDescription("Ctrl+K")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        using = theme.current()
        least = width_of(_("Find, go to or run a command"), using.font("option")) + chip_size("Ctrl+K", using).width() + using.px(64)
        window = self.window().width()
        if window < using.px(_NARROW):
            return QSize(using.px(48), using.px(30))  # the menus need the room
        return QSize(min(max(using.px(300), least), window * 3 // 10), using.px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(48), theme.current().px(30))

    def mousePressEvent(self, event: QEvent) -> None:
        self._open()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        box = self.rect().adjusted(0, using.px(3), -using.px(12), -using.px(3))
        frame(painter, self.visual(box), using.px(6), using.border if self.underMouse() else using.chip_border, using.raised)
        side = using.px(14)
        narrow = box.width() <= using.px(48)
        icon = QRect((box.width() - side) // 2 if narrow else using.px(10), (self.height() - side) // 2, side, side)
        paint_icon(painter, self.visual(icon), "search", using.text_2)
        keys = "Ctrl+K"
        wide = width_of(keys, using.font("key"))
        end = box.right() - using.px(10)
        if end - wide > using.px(90):
            room = QRect(end - wide, 0, wide + 1, self.height())
            draw_text(painter, self.visual(room), keys, using.font("key"), using.text_2, direction=direction)
            end -= wide + using.px(8)
        room = QRect(using.px(32), 0, end - using.px(32), self.height())
        if room.width() > 0:
            words = _("Find, go to or run a command")
            draw_text(painter, self.visual(room), words, using.font("option"), using.text_2, direction=direction)


