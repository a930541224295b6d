"""The sources of an import: the list at the left of the dialog, and the place where more are dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from annotator.formats.base import Options
from annotator.i18n import _, ngettext
from ui import theme
from ui.articles.import_work import ASKED, READY, REFUSED, WAITING, Look
from ui.articles.rows import RowDelegate
from ui.icons import paint_icon
from ui.parts.field import plain_enter
from ui.parts.numbers import format_count
from ui.parts.painting import Themed, begin, draw_text, frame, set_tip

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_SIGNS = {WAITING: "loader", READY: "check", ASKED: "circle-question-mark", REFUSED: "circle-alert"}
_COLOURS = {WAITING: "text_3", READY: "text_2", ASKED: "warning", REFUSED: "error"}

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

SEEN = Options(guess=True)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A file, how it shall be read, and what was found in it (None: not looked at yet)."""

    path: Path
    options: Options = SEEN
    look: Look | None = None

    @property
    def id(self) -> str:
        """Return what marks the row as current."""
        return str(self.path)

    @property
    def state(self) -> str:
        """Return WAITING, READY, ASKED or REFUSED."""
        return self.look.state if self.look is not None else WAITING

    def about(self) -> str:
        """Return format, encoding and count, or what is wrong, in one line."""
        look = self.look
        if look is None:
            return _("not looked at yet")
        if look.state == REFUSED:
            return look.reason
        if look.state == ASKED:
            return f"{look.format} · {look.reason}"
        found = look.articles + look.there
        many = ngettext("{count} article", "{count} articles", found).format(count=format_count(found)) if found != 1 else ""
        codings = (
            ngettext("{count} coding", "{count} codings", look.codings).format(count=format_count(look.codings)) if look.codings else ""
        )
        lost = _("{count} not read").format(count=format_count(look.problems)) if look.problems else ""
        return " · ".join(one for one in (look.format, look.encoding, many, codings, lost) if one)


class SourceList(QAbstractListModel):
    """The sources in the order in which they were chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[SourceRow] = []
        self._place: dict[Path, int] = {}

    def add(self, paths: tuple[Path, ...]) -> int:
        """Add files that are not listed yet and return how many those are."""
        new = [path for path in dict.fromkeys(paths) if path not in self._place]
        if new:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(new) - 1)
            for path in new:
                self._place[path] = len(self.rows)
                self.rows.append(SourceRow(path))
            self.endInsertRows()
        return len(new)

    def remove(self, path: Path) -> None:
        """Take a file out of the list."""
        self.beginResetModel()
        self.rows = [row for row in self.rows if row.path != path]
        self._place = {row.path: place for place, row in enumerate(self.rows)}
        self.endResetModel()

    def put(self, look: Look) -> None:
        """Show what was found in a file, unless it has been taken out."""
        if look.path in self._place:
            self._change(look.path, look=look)

    def set_options(self, path: Path, options: Options) -> None:
        """Let a file be read in another way; what was found in any is to be counted anew."""
        self.rows = [replace(row, look=None) for row in self.rows]
        self._change(path, options=options)
        self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def forget(self) -> None:
        """Count everything anew."""
        self.rows = [replace(row, look=None) for row in self.rows]
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def _change(self, path: Path, **fields: object) -> None:
        place = self._place[path]
        self.rows[place] = replace(self.rows[place], **fields)  # type: ignore[arg-type]
        self.dataChanged.emit(self.index(place), self.index(place))

    def index_of(self, path: Path | None) -> QModelIndex:
        """Return where a file stands; an invalid index for none."""
        return self.index(self._place[path]) if path in self._place else QModelIndex()

    def row(self, path: Path) -> SourceRow:
        """Return the row of a file."""
        return self.rows[self._place[path]]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.path.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.path.name}, {row.about()}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(row.path) if "<" not in str(row.path) else None
        return None


class SourceDelegate(RowDelegate):
    """A source: the sign of its state, its name, format and encoding."""

    height = 54
    role = ROW_ROLE

    def paint_row(self, painter: QPainter, box: QRect, row: SourceRow, chosen: bool, direction: Qt.LayoutDirection) -> None:
        using = theme.current()

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, box, QRect(box.left() + x, box.top() + y, width, height))

        side, start, width = using.px(16), using.px(40), box.width() - using.px(40 + 8)
        colour = using.colour(_COLOURS[row.state])
        paint_icon(painter, spot(using.px(14), using.px(9), side, side), _SIGNS[row.state], colour)
        name = using.font("current" if chosen else "name")
        draw_text(painter, spot(start, using.px(7), width, using.px(20)), row.path.name, name, using.text, direction=direction)
        words = using.text_2 if row.state in (READY, WAITING) else colour
        draw_text(painter, spot(start, using.px(27), width, using.px(17)), row.about(), using.font("option"), words, direction=direction)


class DropArea(Themed, QAbstractButton):
    """The dashed field that says where files may be dropped; pressed, it asks for files."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over = False
        self.setAccessibleName(_("Choose files"))
        self.setAccessibleDescription(_("Files, folders and text can be dropped anywhere in this window, or pasted"))
        set_tip(self, _("Choose files"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_over(self, over: bool) -> None:
        """Show that something is being dragged over the window."""
        self._over = over
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(88))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        ground = using.selection if self._over else using.hover if self.underMouse() else None
        frame(painter, self.rect(), using.px(6), using.border, ground, dashed=True)
        side = using.px(20)
        paint_icon(painter, QRect((self.width() - side) // 2, using.px(14), side, side), "file-down", using.text_2)
        centre = Qt.AlignmentFlag.AlignHCenter
        first = QRect(0, using.px(40), self.width(), using.px(18))
        words = _("Drop files, folders or text here")
        draw_text(painter, first, words, using.font("option"), using.text_2, align=centre, direction=direction)
        second = QRect(0, using.px(58), self.width(), using.px(18))
        draw_text(painter, second, _("paste, or choose files"), using.font("label"), using.text, align=centre, direction=direction)


class SourceKeys(QObject):
    """Lets Delete take a source out of the list, and Enter do what the primary button does."""

    removed = Signal()
    entered = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return True
        if plain_enter(event):
            self.entered.emit()
            return True
        return False
