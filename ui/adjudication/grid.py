"""The grid under the lanes: a row a question, a frame a candidate where they differ, gold at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.i18n import _
from annotator.model.codebook import Codebook
from ui import theme
from ui.adjudication.columns import Columns
from ui.adjudication.words import CellWords, Piece
from ui.icons import paint_icon
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import Part, announce, begin, draw_text, frame, plain_tip, width_of
from ui.parts.signs import paint_category_sign

LOW, HIGH = 28, 42


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as it is shown. ``chosen`` are the places of the candidates whose reading gold has, ``origin`` says it in words."""

    key: str
    label: str
    differs: bool
    settled: bool
    cells: tuple[CellWords, ...]
    gold: CellWords
    chosen: frozenset[int] = frozenset()
    origin: str = ""
    wants: str = ""
    """what gold says while the keys are in this row and it is open"""


class Grid(Part):
    """Paints the rows and knows where the keys are; ``key_filter`` is asked for each press.

    ``pressed(row, place)`` is sent for a click on a candidate's frame, ``moved(row)`` when the keys went to another row.
    """

    pressed = Signal(str, int)
    moved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key_filter: Callable[[QKeyEvent], bool] | None = None
        self.rows: tuple[GridRow, ...] = ()
        self.letters: tuple[str, ...] = ()
        self.columns = Columns(1, 0, 1, 0)
        self.current = ""
        self.place = 0
        self._codebook: Codebook | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("What differs"))

    # ---- what is shown --------------------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[GridRow], letters: Sequence[str], codebook: Codebook) -> None:
        """Show these rows; the row with the keys keeps them if it is still there."""
        self.rows, self.letters, self._codebook = tuple(rows), tuple(letters), codebook
        if self.current not in {row.key for row in rows}:
            differing = [row for row in rows if row.differs]
            first = next((row for row in differing if not row.settled), next(iter((*differing, *rows)), None))
            self.current = first.key if first is not None else ""
        self.place = min(self.place, max(0, len(letters) - 1))
        self._size()
        self.setAccessibleDescription(self.spoken())
        self.update()

    def show_columns(self, columns: Columns) -> None:
        """Lay the columns so."""
        self.columns = columns
        self.update()

    def go_to(self, key: str) -> None:
        """Bring the keys to a row."""
        if key and key in {row.key for row in self.rows}:
            self.current = key
            self.setAccessibleDescription(self.spoken())
            announce(self, self.spoken())
            self.move_ring()
            self.update()
            self.moved.emit(key)

    def step(self, down: int) -> None:
        """Go so many rows down."""
        keys = [row.key for row in self.rows]
        if keys:
            here = keys.index(self.current) if self.current in keys else 0
            self.go_to(keys[min(max(0, here + down), len(keys) - 1)])

    def step_aside(self, on: int) -> None:
        """Go so many candidates on."""
        self.place = min(max(0, self.place + on), max(0, len(self.letters) - 1))
        self.go_to(self.current)

    def spoken(self) -> str:
        """Return the row with the keys as it is read out: its name, what each candidate says, gold."""
        row = self.row(self.current)
        if row is None:
            return ""
        said = [f"{letter} {cell.text}" for letter, cell in zip(self.letters, row.cells, strict=True)]
        state = _("agreed") if not row.differs else ""
        return ". ".join(part for part in (row.label, state, *said, _("gold: {value}").format(value=row.gold.text)) if part)

    def row(self, key: str) -> GridRow | None:
        """Return a row by its key."""
        return next((row for row in self.rows if row.key == key), None)

    def row_rect(self, key: str) -> QRect:
        """Return where a row lies."""
        top = 0
        for row in self.rows:
            height = self._height(row)
            if row.key == key:
                return QRect(0, top, self.width(), height)
            top += height
        return QRect()

    def focus_rect(self) -> QRect:
        row = self.row(self.current)
        if row is None:
            return self.rect()
        rect = self.row_rect(self.current)
        if not row.differs:
            return self.visual(QRect(4, rect.top() + 2, self.columns.label - 8, rect.height() - 5))
        return self._frame_rect(rect, self.place)

    def _height(self, row: GridRow) -> int:
        return theme.current().px(HIGH if row.differs else LOW)

    def _size(self) -> None:
        self.setFixedHeight(max(1, sum(self._height(row) for row in self.rows)))
        self.move_ring()

    def on_theme(self) -> None:
        if hasattr(self, "rows"):
            self._size()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    # ---- keys and mouse -------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # At Tab Qt would look for the next widget itself; here it leads to the note.
        tab = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
        if tab and self.key_filter is not None and self.key_filter(event):  # type: ignore[arg-type]
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self._tip(event.pos())), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.key_filter is None or not self.key_filter(event):
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row, place = self._at(event.position().toPoint())
        if row is None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if place is not None and place < len(self.letters):
            self.place = place
        self.go_to(row.key)
        if place is not None and place < len(self.letters):
            self.pressed.emit(row.key, place)

    def _at(self, point: QPoint) -> tuple[GridRow | None, int | None]:
        """Return the row at a point and the candidate's place, the one after the last for gold, None for the row's name."""
        row = next((one for one in self.rows if self.row_rect(one.key).contains(QPoint(self.width() // 2, point.y()))), None)
        x = point.x() if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else self.width() - 1 - point.x()
        if x >= self.columns.gold:
            return row, len(self.letters)
        if x < self.columns.label:
            return row, None
        return row, min(len(self.letters) - 1, (x - self.columns.label + self.columns.offset) // self.columns.lane)

    def _tip(self, point: QPoint) -> str:
        row, place = self._at(point)
        if row is None or place is None:
            return row.label if row is not None else ""
        cell = row.gold if place == len(self.letters) else row.cells[place]
        return " · ".join(part for part in (cell.text, cell.hint) if part)

    # ---- painting -------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        using, columns = theme.current(), self.columns
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(self.visual(QRect(columns.gold, 0, columns.lane, self.height())), using.panel)
        for row in self.rows:
            rect = self.row_rect(row.key)
            if rect.intersects(event.rect()):
                self._paint_row(painter, row, rect)
        window = QRect(columns.label, 0, columns.window, self.height())
        for place in range(columns.count + 1):
            x = columns.start(place)
            if window.left() <= x <= window.right():
                painter.fillRect(self.visual(QRect(x, 0, 1, self.height())), using.line)
        for x in (columns.label, columns.gold):
            painter.fillRect(self.visual(QRect(x, 0, 1, self.height())), using.line)

    def _paint_row(self, painter: QPainter, row: GridRow, rect: QRect) -> None:
        using, columns = theme.current(), self.columns
        here = row.key == self.current
        painter.fillRect(QRect(0, rect.bottom(), self.width(), 1), using.line)
        self._paint_label(painter, row, rect, here)
        window = self.visual(QRect(columns.label + 1, rect.top(), max(0, columns.window - 1), rect.height()))
        painter.save()
        painter.setClipRect(window)
        for place, cell in enumerate(row.cells):
            if row.differs:
                self._paint_frame(painter, row, place, cell, rect)
            else:
                inner = QRect(columns.start(place) + using.px(16), rect.top(), columns.lane - using.px(24), rect.height() - 1)
                self._paint_words(painter, inner, cell, low=True)
        painter.restore()
        self._paint_gold(painter, row, rect, here)

    def _paint_label(self, painter: QPainter, row: GridRow, rect: QRect, here: bool) -> None:
        using, direction = theme.current(), self.layoutDirection()
        box = QRect(0, rect.top(), self.columns.label, rect.height() - 1)
        if here:
            painter.fillRect(self.visual(box), using.selection)
            painter.fillRect(self.visual(QRect(0, box.top(), using.px(3), box.height())), using.ink)
        side, pad = using.px(14), using.px(16)
        sign = QRect(box.right() - pad - side + using.px(4), box.top() + (box.height() - side) // 2, side, side)
        icon = "equal" if not row.differs else "check" if row.settled else "circle"
        paint_icon(painter, self.visual(sign), icon, using.text if row.differs else using.text_3)
        words = QRect(pad, box.top(), max(0, sign.left() - pad - using.px(4)), box.height())
        font, colour = using.font("current" if row.differs else "option"), using.text if row.differs else using.text_2
        draw_text(painter, self.visual(words), row.label, font, colour, direction=direction)

    def _frame_rect(self, rect: QRect, place: int) -> QRect:
        using, columns = theme.current(), self.columns
        gap, side = using.px(5), using.px(8)
        return self.visual(QRect(columns.start(place) + side, rect.top() + gap, columns.lane - 2 * side, rect.height() - 2 * gap - 1))

    def _paint_frame(self, painter: QPainter, row: GridRow, place: int, cell: CellWords, rect: QRect) -> None:
        using, direction = theme.current(), self.layoutDirection()
        box, chosen = self._frame_rect(rect, place), place in row.chosen
        line = using.ink if chosen else using.border if row.key == self.current else using.chip_border
        frame(painter, box, using.px(6), line, using.hover if chosen else using.raised, 1.5 if chosen else using.line_scale)

        def spot(x: int, width: int) -> QRect:
            mirrored = direction == Qt.LayoutDirection.RightToLeft
            return QRect(box.right() + 1 - x - width if mirrored else box.left() + x, box.top(), max(0, width), box.height())

        letter = self.letters[place]
        chip = chip_size(letter, using)
        at = spot(using.px(7), chip.width())
        paint_chip(painter, QPoint(at.left(), box.top() + (box.height() - chip.height()) // 2), letter, using, filled=chosen)
        end = box.width() - using.px(8)
        if chosen:
            side = using.px(14)
            end -= side
            tick = spot(end, side)
            paint_icon(painter, QRect(tick.left(), box.top() + (box.height() - side) // 2, side, side), "check", using.text)
            end -= using.px(6)
        start = using.px(7) + chip.width() + using.px(8)
        self._paint_words(painter, spot(start, end - start), cell, low=False, mirrored=True)

    def _paint_gold(self, painter: QPainter, row: GridRow, rect: QRect, here: bool) -> None:
        using, columns, direction = theme.current(), self.columns, self.layoutDirection()
        pad = using.px(16)
        inner = QRect(columns.gold + pad, rect.top(), columns.lane - using.px(28), rect.height() - 1)
        if row.differs and not row.settled and here and row.wants:
            draw_text(painter, self.visual(inner), row.wants, using.font("option"), using.text, direction=direction)
            return
        if row.origin:
            wide = width_of(row.origin, using.font("caption"))
            spot = QRect(inner.right() + 1 - wide, inner.top(), wide, inner.height())
            draw_text(painter, self.visual(spot), row.origin, using.font("caption"), using.text_2, direction=direction)
            inner.setWidth(max(0, inner.width() - wide - using.px(8)))
        self._paint_words(painter, inner, row.gold, low=not row.differs or row.gold.quiet)

    def _paint_words(self, painter: QPainter, room: QRect, cell: CellWords, *, low: bool, mirrored: bool = False) -> None:
        """Paint pieces one after the other, each with its sign, then the hint where there is room; the last is elided."""
        using, direction = theme.current(), self.layoutDirection()
        inner = room if mirrored else self.visual(room)
        strong = using.font("option") if low or cell.quiet else using.font("name")
        colour = using.text_2 if low or cell.quiet else using.text
        x = 0
        for number, piece in enumerate(cell.pieces):
            rest = inner.width() - x
            if rest < using.px(12):
                break
            font = using.font("quote") if piece.quoted and not low else strong
            if piece.category:
                x += self._paint_sign(painter, inner, x, piece)
            last = number == len(cell.pieces) - 1
            wide = min(width_of(piece.text.replace("\n", " "), font), inner.width() - x)
            spot = self._inside(inner, x, max(0, wide))
            text = _both_ends(piece.text, font, spot.width()) if piece.quoted else piece.text
            draw_text(painter, spot, text, font, colour, direction=direction)
            x += wide + using.px(0 if last else 12)
        hint = width_of(cell.hint, using.font("caption")) if cell.hint and not low else 0
        wide = min(hint, inner.width() - x - using.px(12))
        if wide > 0 and wide >= min(hint, using.px(80)):  # whole, or enough of it to say something
            spot = self._inside(inner, inner.width() - wide, wide)
            draw_text(painter, spot, cell.hint, using.font("caption"), using.text_2, direction=direction)

    def _paint_sign(self, painter: QPainter, inner: QRect, x: int, piece: Piece) -> int:
        using = theme.current()
        category = self._codebook.category(piece.category) if self._codebook is not None else None
        if category is None:
            return 0
        side = using.px(13)
        spot = self._inside(inner, x, side)
        box = QRect(spot.left(), inner.top() + (inner.height() - side) // 2, side, side)
        paint_category_sign(painter, box, using.category(category.color, category.style), category.style, using)
        return side + using.px(5)

    def _inside(self, inner: QRect, x: int, width: int) -> QRect:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return QRect(inner.right() + 1 - x - width if mirrored else inner.left() + x, inner.top(), width, inner.height())


def _both_ends(text: str, font: object, width: int) -> str:
    """Return a quotation without its middle where it is too long: readings of one passage mostly differ at their ends."""
    from PySide6.QtGui import QFontMetrics

    return QFontMetrics(font).elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideMiddle, width)  # type: ignore[arg-type]
