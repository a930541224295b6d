"""One lane: the article in a narrow column with the marks of one coder, or of gold."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QWidget

from annotator.model.annotation import Annotation
from annotator.model.codebook import Codebook
from annotator.model.span import Span
from ui import theme
from ui.article.column import Column
from ui.article.marks import Mark
from ui.article.view import ArticleView

PAD, SPINE = 16, 24
ZOOM = 90


class LaneView(ArticleView):
    """The whole text, without gutters and minimap. It takes the keys only while words are chosen in it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._leave_room(0)
        self.minimap.hide()
        self.reduced_motion = True  # lanes go together; three motions side by side would be a dance
        self.set_zoom(ZOOM)

    def _set_column(self) -> None:
        px = theme.current().px
        width = self.viewport().width()
        before, behind, mirrored = px(PAD), px(SPINE), self.isRightToLeft()
        left, right = (behind, before) if mirrored else (before, behind)
        column = Column(left, max(80, width - before - behind), right, mirrored=mirrored)
        self.beside.column = column
        self._layout.left, self._layout.measure = column.left, column.measure

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 40)

    def event(self, event: QEvent) -> bool:
        # Only while words are chosen here do reading keys belong to the text.
        if event.type() == QEvent.Type.ShortcutOverride and not self.hasFocus():
            return False
        return super().event(event)

    def show_at_top(self, span: Span) -> None:
        """Scroll so that the paragraph in which the span begins stands at the top, or the span's line where that is far below."""
        block, line = self.shown.line_of(span.start)
        pitch = self.shown.ruler(block).heights.pitch
        seen = max(1, int(self.viewport().height() / pitch))
        first = 0 if line < max(1, seen - 2) else line - 1
        self.document().documentLayout().settle()
        self.verticalScrollBar().setValue(block.firstLineNumber() + first)

    def paragraph_of(self, span: Span) -> int:
        """Return the number of the paragraph with words in which the span begins, counted from 1."""
        return sum(bool(line.strip()) for line in self.text[: span.start + 1].split("\n"))


def marks_of(annotations: Iterable[Annotation], codebook: Codebook) -> list[Mark]:
    """Return annotations as the text shows them."""
    found = []
    for one in annotations:
        category = codebook.category(one.category)
        if category is not None:
            found.append(Mark(one.id, one.category, category.style, category.color, one.spans, flagged=one.flag))
    return found
