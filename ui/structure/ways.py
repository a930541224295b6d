"""The bars beside the claims of the text and the curves that lead from them to their cards (DESIGN.md picture c)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.article.view import ArticleView
from ui.parts.painting import Part, begin
from ui.structure.cards import ClaimCards

_HEAD = 25
"""px from a card's top to the middle of its head"""


class Ways(Part):
    """Lies over the gutter behind the text and the margin before the cards, never over a word; takes no keys and no mouse."""

    def __init__(self, view: ArticleView, cards: ClaimCards, parent: QWidget) -> None:
        super().__init__(parent)
        self._view, self._cards = view, cards
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def drawn(self) -> list[tuple[str, float, float, float | None]]:
        """Return for each claim in view its id, where its bar begins and ends, and the height of its card's head (None: out of view)."""
        view, cards = self._view, self._cards
        tops = view.page.tops()
        if not tops:
            return []
        above = self.parentWidget()
        offset = cards.viewport().mapTo(above, QPoint(0, 0)).y() - view.viewport().mapTo(above, QPoint(0, 0)).y()
        height = cards.viewport().height()
        found = []
        for mark in view.marks.touching(*view.page.span_in_view()):
            rect = cards.card_rect(mark.id)
            reach = view.beside.reach_of(mark, tops) if not rect.isNull() else None
            if reach is None:
                continue
            head = rect.top() + theme.current().px(_HEAD)
            seen = rect.bottom() > 0 and -theme.current().px(_HEAD) < head < height
            found.append((mark.id, *reach, float(head + offset) if seen else None))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        view, cards, using = self._view, self._cards, theme.current()
        painter = begin(self)
        away = view.viewport().mapTo(self.parentWidget(), QPoint(0, 0)) - self.pos()
        painter.translate(0, away.y())
        painter.setClipRect(QRectF(0, 0, self.width(), view.viewport().height()))
        spine = view.beside.column.spine + away.x()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        end = 0.0 if mirrored else float(self.width())
        drawn = self.drawn()
        for claim, top, bottom, head in sorted(drawn, key=lambda one: one[0] == cards.opened):
            chosen = claim == cards.opened
            colour = self._colour(claim) if chosen else using.chip_border
            painter.fillRect(QRectF(spine - 1.5, top, 3, bottom - top), colour)
            if head is not None:
                self._curve(painter, spine - 1.5 if mirrored else spine + 1.5, (top + bottom) / 2, end, head, colour, chosen)

    def _colour(self, claim: str) -> QColor:
        mark = self._view.marks.get(claim)
        return theme.current().category(mark.colour, mark.style).spine if mark is not None else theme.current().ink

    @staticmethod
    def _curve(painter: QPainter, x: float, y: float, end: float, head: float, colour: QColor, chosen: bool) -> None:
        path = QPainterPath(QPointF(x, y))
        middle = (x + end) / 2
        path.cubicTo(middle, y, middle, head, end, head)
        painter.setPen(QPen(colour, (1.6 if chosen else 1.1) * theme.current().line_scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
