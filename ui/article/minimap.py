"""The whole article beside its scroll bar: where claims, stances and speculation lie."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.article.marks import Mark

_PER_LINE = 72
_GATHER = 40  # ms: marks that come together are drawn together
_PARTS = {"background": (1, 3), "underline": (5, 5), "wave": (5, 5)}


class Heights:
    """How far down the article a place lies, 0 to 1, estimated without laying anything out."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._tops: list[float] = []
        at, y = 0, 0.0
        for line in text.split("\n"):
            self._starts.append(at)
            self._tops.append(y)
            y += 1 + len(line) // _PER_LINE + 0.43 if line.strip() else 0.43
            at += len(line) + 1
        self._starts.append(at)
        self._tops.append(y)
        self._whole = y or 1.0

    def share(self, position: int) -> float:
        """Return how far down the code point position lies, 0 at the top and 1 at the end."""
        line = min(bisect_right(self._starts, position), len(self._starts) - 1)
        start, after = self._starts[line - 1], self._starts[line]
        top, bottom = self._tops[line - 1], self._tops[line]
        return min(1.0, (top + (bottom - top) * (position - start) / max(1, after - start)) / self._whole)

    def position(self, share: float) -> int:
        """Return the code point position that lies this far down."""
        y = share * self._whole
        line = min(bisect_right(self._tops, y), len(self._tops) - 1)
        top, bottom = self._tops[line - 1], self._tops[line]
        start, after = self._starts[line - 1], self._starts[line]
        inside = (y - top) / (bottom - top) if bottom > top else 0.0
        return min(start + int((after - start) * min(1.0, inside)), after - 1)


class Minimap(QWidget):
    """A claim is a bar, a stance a dash, speculation two dots; actors are not shown. A click asks for its place.

    The picture is made anew shortly after marks have changed, not with each of them.
    """

    asked = Signal(float)
    """how far down was clicked, 0 to 1"""

    def __init__(self, marks: Callable[[], Iterable[Mark]], parent: QWidget) -> None:
        super().__init__(parent)
        self._marks = marks
        self._text = ""
        self._heights: Heights | None = None
        self._bars: list[tuple[QRectF, str, str]] | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_GATHER)
        self._wait.timeout.connect(self._draw_anew)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def show_text(self, text: str) -> None:
        """Take another article."""
        self._text, self._heights = text, None
        self.refresh()

    def refresh(self) -> None:
        """Draw the marks anew, soon."""
        if not self._wait.isActive():
            self._wait.start()

    def bars(self) -> list[tuple[QRectF, str, str]]:
        """Return what is drawn: rectangles with the colour and the style of their marks; pixel rows of one colour are one."""
        heights = self._known_heights()
        height = max(1, self.height() - 8)
        rows: dict[tuple[str, str], list[int]] = {}
        for mark in self._marks():
            if mark.style == "box":
                continue
            steps = rows.setdefault((mark.colour, mark.style), [0] * (height + 2))
            for span in mark.spans:
                top = int(heights.share(span.start) * height)
                bottom = max(top + 2, int(heights.share(span.end) * height)) if mark.style == "background" else top + 2
                steps[min(top, height)] += 1
                steps[min(bottom, height + 1)] -= 1
        return [
            (QRectF(_PARTS[style][0], 4 + top, _PARTS[style][1], bottom - top), colour, style)
            for (colour, style), steps in rows.items()
            for top, bottom in _runs(steps)
        ]

    def position_at(self, share: float) -> int:
        """Return the code point position this far down the article, 0 to 1."""
        return self._known_heights().position(share)

    def _known_heights(self) -> Heights:
        if self._heights is None:
            self._heights = Heights(self._text)
        return self._heights

    def sizeHint(self) -> QSize:
        return QSize(14, 100)

    def resizeEvent(self, _event: QEvent) -> None:
        self._bars = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.asked.emit(min(1.0, max(0.0, event.position().y() / max(1, self.height()))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        painter.fillRect(self.rect(), now.paper)
        if self._bars is None:
            self._bars = [] if self._wait.isActive() else self.bars()
        for rect, colour, style in self._bars:
            inks = now.category(colour, style)
            if style == "wave":
                painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), inks.line)
                painter.fillRect(QRectF(rect.left() + 3, rect.top(), 2, rect.height()), inks.line)
            else:
                painter.fillRect(rect, inks.spine if style == "background" else inks.line)
        painter.end()

    def _draw_anew(self) -> None:
        self._bars = None
        self.update()


def _runs(steps: list[int]) -> list[tuple[int, int]]:
    """Return the stretches of rows that something covers; a row where one ends and another begins parts them."""
    found: list[tuple[int, int]] = []
    open_at, count = 0, 0
    for row, step in enumerate(steps):
        before, count = count, count + step
        if not before and count:
            open_at = row
        elif before and not count:
            found.append((open_at, row))
    return found
