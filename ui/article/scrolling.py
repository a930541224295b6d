"""Brings places into view: by whole lines, as QPlainTextEdit scrolls, with 120 ms of motion unless motion is reduced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPropertyAnimation
from PySide6.QtWidgets import QStyle

from annotator.model.span import Span

if TYPE_CHECKING:
    from ui.article.view import ArticleView

MOTION = 120
_EDGE = 40.0  # px a place read by keys keeps from the view's upper and lower edge


class Scroller:
    """Scrolls one article view."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        self.reduced = not view.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, view)
        self._motion = QPropertyAnimation(view.verticalScrollBar(), b"value", view)
        self._motion.setDuration(MOTION)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)

    def place(self) -> int:
        """Return the code point at the top of the view, for `restore`."""
        block = self._view.firstVisibleBlock()
        if not block.isValid():
            return 0
        line = max(0, self._view.verticalScrollBar().value() - block.firstLineNumber())
        layout = block.layout()
        start = layout.lineAt(line).textStart() if line < layout.lineCount() else 0
        return self._view.document().documentLayout().offsets.from_utf16(block.position() + start)

    def restore(self, position: int) -> None:
        """Put the line that holds the position at the top again."""
        if position <= 0 or position > len(self._view.text):
            return
        block, line = self._view.shown.line_of(position)
        self._view.document().documentLayout().settle()
        self._view.verticalScrollBar().setValue(block.firstLineNumber() + line)

    def to_share(self, share: float) -> None:
        """Scroll so that the place this far down the article is in the middle."""
        position = self._view.minimap.position_at(share)
        self._to(self._line_with(position, 0.5))

    def show_caret(self, position: int) -> None:
        """Scroll so that the caret is seen with a line around it, at once."""
        rect = self._view.page.caret_rect(position)
        height = self._view.viewport().height()
        if rect is not None and rect.top() >= _EDGE / 2 and rect.bottom() <= height - _EDGE:
            return
        upwards = rect.top() < _EDGE / 2 if rect is not None else position < self.place()
        value = self._line_with(position, 0.12 if upwards else 0.82)
        self._view.document().documentLayout().settle()
        self._view.verticalScrollBar().setValue(value)

    def show(self, span: Span) -> None:
        """Scroll so that the span's first line is in the upper third, unless all of it, or the view's fill of it, is seen."""
        height = self._view.viewport().height()
        first, last = self._view.page.caret_rect(span.start), self._view.page.caret_rect(span.end)
        if first is not None and first.top() >= 4 and first.bottom() <= height - 4:
            if last is not None and last.bottom() <= height - _EDGE:
                return
            if first.top() <= height / 3:
                return
        self._to(self._line_with(span.start, 1 / 3))

    def _line_with(self, position: int, share: float) -> int:
        """Return the scroll bar's value at which the line of the position stands at this share of the view's height."""
        shown = self._view.shown
        block, line = shown.line_of(position)
        room = self._view.viewport().height() * share
        heights = shown.ruler(block).heights
        above = min(line, int(room / heights.pitch))
        room -= above * heights.pitch
        value_block, value_line = block, line - above
        layout = self._view.document().documentLayout()
        while value_line == 0 and value_block.previous().isValid():
            before = value_block.previous()
            height = layout.blockBoundingRect(before).height()
            if height <= room:
                room -= height
                value_block = before
                continue
            count = max(1, before.layout().lineCount())
            pitch = shown.ruler(before).heights.pitch
            fit = min(count - 1, int(room / pitch))
            if fit > 0:
                value_block, value_line = before, count - fit
            break
        return value_block.firstLineNumber() + value_line

    def _to(self, value: int) -> None:
        self._view.document().documentLayout().settle()
        bar = self._view.verticalScrollBar()
        value = max(bar.minimum(), min(value, bar.maximum()))
        self._motion.stop()
        if self.reduced or not self._view.isVisible() or value == bar.value():
            bar.setValue(value)
            return
        self._motion.setStartValue(bar.value())
        self._motion.setEndValue(value)
        self._motion.start()
