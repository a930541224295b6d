"""What the mouse does in the article: selects by words, takes marks, moves edges, clicks labels and region names."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.model.span import Span
from ui.article.marks import Mark

if TYPE_CHECKING:
    from ui.article.view import ArticleView

_EDGE = 5.0  # px on both sides of an edge that take it


class Pointer:
    """The mouse over one article view. With Ctrl held, drawing selects characters (whole clusters) instead of words."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        self._pressed: QPointF | None = None
        self._from = 0
        self._drawn = False
        self._edge: tuple[Mark, int, bool] | None = None
        self._doubled = 0.0

    def press(self, event: QMouseEvent) -> None:
        """Begin a selection, take an edge, or click what is beside the text."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        view, point = self._view, event.position()
        view.beside.hide_card()
        if self._click_beside(event):
            return
        if (time.monotonic() - self._doubled) * 1000 < QApplication.doubleClickInterval():
            self._doubled = 0.0
            self._select_sentence(point)
            return
        self._edge = self.edge_at(point)
        if self._edge is not None:
            return
        self._pressed, self._drawn = point, False
        self._from = view.page.place_at(point)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._from = view.reader.place.anchor
            self._draw_to(event)

    def _click_beside(self, event: QMouseEvent) -> bool:
        view, point = self._view, event.position()
        end_id = view.beside.label_at(point)
        if end_id is not None:
            view.connector_clicked.emit(end_id)
            return True
        region = view.beside.region_at(point)
        if region is not None:
            view.region_clicked.emit(region, event.globalPosition().toPoint())
            return True
        return False

    def move(self, event: QMouseEvent) -> None:
        """Draw the selection or the edge further, or see what is under the mouse."""
        if self._edge is not None:
            self._view.show_dragged(self._moved(event))
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            away = (event.position() - self._pressed).manhattanLength()
            if self._drawn or away >= QApplication.startDragDistance() // 2:
                self._draw_to(event)
        else:
            self._hover(event.position())

    def _draw_to(self, event: QMouseEvent) -> None:
        self._drawn = True
        characters = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        place = self._view.page.place_at(event.position())
        self._view.reader.dragged(self._from, place, characters=characters)
        self._view.tell(reveal=True)

    def release(self, event: QMouseEvent) -> None:
        """End what was begun; a click without drawing puts the caret and takes the topmost mark."""
        view = self._view
        if self._edge is not None:
            before, moved = self._edge[0], self._moved(event)
            self._edge = None
            view.show_dragged(None)
            if moved.spans != before.spans:
                view.edge_dragged.emit(before.id, moved.spans)
            return
        if self._pressed is None:
            return
        self._pressed = None
        if self._drawn:
            return
        view.set_caret(view.page.place_at(event.position()))
        mark_id = view.page.mark_at(event.position())
        if mark_id is not None:
            view.mark_clicked.emit(mark_id)

    def double(self, event: QMouseEvent) -> None:
        """Select the word; a third press soon after selects the sentence."""
        if event.button() != Qt.MouseButton.LeftButton or self._click_beside(event):
            return
        self._doubled = time.monotonic()
        self._pressed = None
        view = self._view
        place = view.page.character_at(event.position())
        word = view.reader.segments.word_at(view.page.place_at(event.position()) if place is None else place)
        if word is not None:
            view.set_selection(word)

    def _select_sentence(self, point: QPointF) -> None:
        view = self._view
        self._pressed = None
        sentence = view.reader.segments.sentence_at(view.page.place_at(point))
        if sentence is not None:
            view.set_selection(view.reader.segments.snap(sentence) or sentence)

    # ---- edges of the selected mark

    def edge_at(self, point: QPointF) -> tuple[Mark, int, bool] | None:
        """Return the selected mark, the fragment and whether it is its start, if an edge of it is at the point."""
        view = self._view
        mark = view.marks.get(view.selected_mark)
        if mark is None:
            return None
        for number, span in enumerate(mark.spans):
            for position, starts in ((span.start, True), (span.end, False)):
                if self._near(point, span, position, starts):
                    return mark, number, starts
        return None

    def _near(self, point: QPointF, span: Span, position: int, starts: bool) -> bool:
        view = self._view
        rect = view.page.edge_rect(span, starts)
        return rect is not None and abs(rect.center().x() - point.x()) <= _EDGE and rect.top() <= point.y() <= rect.bottom()

    def _moved(self, event: QMouseEvent) -> Mark:
        """Return the mark with the edge where the mouse is, on a word edge (Ctrl: a cluster edge), no fragment lost or crossed."""
        mark, number, starts = self._edge
        view = self._view
        segments = view.reader.segments
        place = view.page.place_at(event.position())
        span = mark.spans[number]
        least = mark.spans[number - 1].end if number else 0
        most = mark.spans[number + 1].start if number + 1 < len(mark.spans) else len(view.text)
        low, high = (min(place, span.end - 1), span.end) if starts else (span.start, max(place, span.start + 1))
        low, high = max(low, least), min(high, most)
        snap = segments.snap_to_clusters if event.modifiers() & Qt.KeyboardModifier.ControlModifier else segments.snap
        found = snap(Span(low, high)) if low < high else None
        if found is None:
            return mark
        kept = Span(found.start, span.end) if starts else Span(span.start, found.end)
        if kept.start < least or kept.end > most:
            return mark
        return replace(mark, spans=(*mark.spans[:number], kept, *mark.spans[number + 1 :]))

    # ---- hover

    def _hover(self, point: QPointF) -> None:
        view = self._view
        region = view.beside.region_at(point)
        if region != view.beside.hovered_region:
            view.beside.hovered_region = region
            column = view.beside.column
            start = int(column.text_right) if column.mirrored else 0
            view.viewport().update(start, 0, int(column.before) + 1, view.viewport().height())
        view.beside.hovered_at = view.page.character_at(point)
        view.set_hover(view.page.mark_at(point))
        beside = region is not None or view.beside.label_at(point) is not None
        if beside:
            shape = Qt.CursorShape.PointingHandCursor
        elif self.edge_at(point) is not None:
            shape = Qt.CursorShape.SplitHCursor
        else:
            shape = Qt.CursorShape.IBeamCursor
        if view.viewport().cursor().shape() != shape:
            view.viewport().setCursor(shape)

    def notice(self, event: QEvent) -> bool:
        """Let nothing be hovered when the mouse leaves; show a region's name where the gutter is too narrow for it."""
        view = self._view
        if event.type() == QEvent.Type.Leave:
            view.set_hover(None)
            if view.beside.hovered_region is not None:
                view.beside.hovered_region = None
                view.viewport().update()
            return False
        assert isinstance(event, QHelpEvent)
        region = view.beside.region_at(QPointF(event.pos()))
        if region is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), view.beside.region_name(region), view.viewport())
        return True
