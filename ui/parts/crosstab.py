"""Tables of squares in greys whose cells can be chosen: which value met which, how well each pair of coders agrees."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.model.contrast import contrast, mix
from ui import theme
from ui.parts.numbers import format_count
from ui.parts.painting import Part, begin, draw_text, frame, plain_tip

LABEL, HEAD, PITCH, WIDEST, NARROWEST = 110, 20, 26, 64, 30
LIGHTEST, RANGE = 0.12, 0.78
READABLE = 4.5  # WCAG 2.1, 1.4.3
_CENTRE = Qt.AlignmentFlag.AlignHCenter
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Square:
    """What stands in a cell: its text, how dark its ground is (0 to 1; None: hardly, for what needs no attention), how it is read out."""

    text: str
    shade: float | None = None
    words: str = ""


class Squares(Part):
    """Rows and columns of squares; ``chosen(row, column)`` is sent for one that holds something, (-1, -1) when it is taken back."""

    chosen = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None, *, label: int = LABEL, widest: int = WIDEST) -> None:
        super().__init__(parent)
        self.rows: list[str] = []
        self.columns: list[str] = []
        self.squares: dict[Cell, Square] = {}
        self._label, self._widest = label, widest
        self._cell = (0, 0)
        self._chosen = (-1, -1)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_squares(self, rows: Sequence[str], columns: Sequence[str], squares: Mapping[Cell, Square]) -> None:
        """Show these squares by (row, column); none is chosen, the keys stand on the first that holds something."""
        self.rows, self.columns, self.squares = list(rows), list(columns), dict(squares)
        self._cell, self._chosen = min(self.squares, default=(0, 0)), (-1, -1)
        self._describe()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(self._label + self._widest * len(self.columns)), px(HEAD + PITCH * len(self.rows)))

    def minimumSizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(80 + NARROWEST * len(self.columns)), px(HEAD + PITCH * len(self.rows)))

    def focus_rect(self) -> QRect:
        return self.visual(self.cell_rect(*self._cell)) if self.rows and self.columns else self.rect()

    def cell_rect(self, row: int, column: int) -> QRect:
        """Return where a cell lies in a window that runs from left to right."""
        px = theme.current().px
        label = min(px(self._label), self.width() // 3)
        wide = min(px(self._widest), (self.width() - label) // max(len(self.columns), 1))
        return QRect(label + column * wide, px(HEAD + PITCH * row), wide - 2, px(PITCH) - 2)

    def cell_words(self, cell: Cell) -> str:
        """Return a cell as it is read out."""
        square = self.squares.get(cell)
        said = (square.words or square.text) if square is not None else "–"
        return f"{self.rows[cell[0]]} / {self.columns[cell[1]]}, {said}"

    def _describe(self) -> None:
        if self.rows and self.columns:
            self.setAccessibleDescription(self.cell_words(self._cell))
        self.move_ring()

    def _take(self, cell: Cell) -> None:
        if cell not in self.squares:
            return
        self._cell = cell
        self._chosen = (-1, -1) if cell == self._chosen else cell
        self._describe()
        self.update()
        self.chosen.emit(*self._chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position().toPoint())
        if cell is not None:
            self._take(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # Labels may be cut to the width there is; the whole of both is told under the pointer.
        cell = self._at(event.position().toPoint())
        self.setToolTip(plain_tip(self.cell_words(cell)) if cell is not None else "")

    def _at(self, point: QPoint) -> Cell | None:
        cells = ((row, column) for row in range(len(self.rows)) for column in range(len(self.columns)))
        return next((cell for cell in cells if self.visual(self.cell_rect(*cell)).contains(point)), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        steps = {Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Right: (0, forward), Qt.Key.Key_Left: (0, -forward)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.rows and self.columns:
            last = (len(self.rows) - 1, len(self.columns) - 1)
            row, column = (min(max(0, here + by), end) for here, by, end in zip(self._cell, step, last, strict=True))
            self._cell = (row, column)
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self._cell)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        for place, label in enumerate(self.columns):
            top = self.cell_rect(0, place)
            head = self.visual(QRect(top.left(), 0, top.width(), using.px(HEAD)))
            draw_text(painter, head, label, using.font("caption"), using.text_2, align=_CENTRE)
        for place, label in enumerate(self.rows):
            side = self.cell_rect(place, 0)
            words = self.visual(QRect(0, side.top(), side.left() - using.px(8), side.height()))
            end = Qt.AlignmentFlag.AlignTrailing
            draw_text(painter, words, label, using.font("option"), using.text, align=end, direction=direction)
            for column in range(len(self.columns)):
                self._paint_cell(painter, (place, column))

    def _paint_cell(self, painter: QPainter, cell: Cell) -> None:
        using, rect, square = theme.current(), self.visual(self.cell_rect(*cell)), self.squares.get(cell)
        ground, words = using.paper.name(), using.text
        if square is not None and square.shade is None:
            ground = using.hover.name()
        elif square is not None and square.shade is not None:
            ground = mix(using.paper.name(), using.ink.name(), LIGHTEST + RANGE * min(1.0, max(0.0, square.shade)))
            words = legible_on(ground)
        chosen = cell == self._chosen
        frame(painter, rect, using.px(4), using.ink if chosen else using.line, QColor(ground), 2.0 if chosen else 1.0)
        if square is not None:
            style = "option" if square.shade is None else "option_chosen"
            draw_text(painter, rect, square.text, using.font(style), words, align=_CENTRE)


class Crosstab(Squares):
    """Counts: rows are what one says, columns what another says; the darker a cell off the diagonal, the more of them."""

    def show_counts(
        self,
        labels: Sequence[str],
        counts: Mapping[Cell, float],
        columns: Sequence[str] | None = None,
        quiet: Collection[int] = (),
    ) -> None:
        """Show how often the value of a row met the value of a column (default: the same values). Fractions have one decimal.

        Columns that are ``quiet`` need no attention, as the diagonal does not where rows and columns are the same.
        """
        same = columns is None

        def is_quiet(cell: Cell) -> bool:
            return cell[1] in quiet or (same and cell[0] == cell[1])

        most = max((count for cell, count in counts.items() if not is_quiet(cell)), default=0)
        squares = {cell: Square(_written(count), None if is_quiet(cell) else count / most) for cell, count in counts.items() if count}
        self.show_squares(labels, labels if columns is None else columns, squares)


def _written(count: float) -> str:
    return format_count(int(count)) if float(count).is_integer() else f"{count:.1f}"


def legible_on(ground: str) -> QColor:
    """Return the colour of words on a ground: one of the theme, plain black or white where neither stands out by 4.5 to 1."""
    using = theme.current()
    own = max((using.on_ink, using.text), key=lambda colour: contrast(colour.name(), ground))
    if contrast(own.name(), ground) >= READABLE:
        return own
    return max((QColor("black"), QColor("white")), key=lambda colour: contrast(colour.name(), ground))
