"""The article with its annotations: read-only text on a fixed line pitch, the marks under it, what belongs to them beside it.

The view shows and listens; it decides nothing. Positions are code points of the article as stored; Qt's UTF-16 positions
stay inside. Marks never change the document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from annotator.i18n import _
from annotator.model.span import Span
from annotator.text.segments import Segments
from ui import theme
from ui.article import canvas, reading_keys
from ui.article.copied import plain_text
from ui.article.highlights import Highlights
from ui.article.marks import Connector, Hint, Mark, MarkIndex
from ui.article.paint import Emphasis
from ui.article.paper import ArticlePaper
from ui.article.pointing import Pointer
from ui.article.reading import Reader


class ArticleView(ArticlePaper):
    """The text of one article with its marks.

    ``key_filter`` is asked first for each key press and returns whether it used it; after it come the reading keys, and
    what neither uses goes out as ``key_not_used``.
    """

    selection_changed = Signal(object)
    """the selected Span, or None"""
    caret_moved = Signal(int)
    mark_clicked = Signal(str)
    mark_hovered = Signal(str)
    """the id of the mark under the mouse, empty where there is none"""
    connector_clicked = Signal(str)
    """the id of the annotation at the other end"""
    region_clicked = Signal(int, QPoint)
    """the number of the region among those shown, and where on the screen a menu may open"""
    edge_dragged = Signal(str, object)
    """the id of the mark and its new Spans"""
    key_not_used = Signal(QKeyEvent)
    mode_changed = Signal(str)
    """how the arrow keys read: ``words`` or ``sentences``"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key_filter: Callable[[QKeyEvent], bool] | None = None
        self.reader = Reader(Segments(""))
        self._emphasis = Emphasis()
        self._editing: tuple[str, int] | None = None
        self._dragged: Mark | None = None
        self._candidates: tuple[Mark, ...] = ()
        self._told: tuple[Span | None, int, str] = (None, 0, "words")
        self.highlights = Highlights()
        self._pointer = Pointer(self)
        self.setAccessibleName(_("Article text"))
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.viewport().setMouseTracking(True)

    # ---- what is shown

    @property
    def marks(self) -> MarkIndex:
        """The marks shown, to be asked and not to be changed."""
        return self.shown.index

    def show_article(
        self,
        text: str,
        regions: Sequence[tuple[str, Span]] = (),
        coded_kinds: Collection[str] = (),
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Show an article from its start, without marks; ``names`` are what the gutter calls the kinds of region."""
        self._clear_emphasis()
        self.highlights = Highlights()
        self.reader = Reader(Segments(text))
        before, self._told = self._told[2], (None, 0, "words")
        if before != "words":
            self.mode_changed.emit("words")
        self.show_text(text, regions, coded_kinds, names or {})

    def show_marks(self, marks: Iterable[Mark]) -> None:
        """Show these marks and no others."""
        self.shown.show(marks)
        self._changed()

    def put_mark(self, mark: Mark) -> None:
        """Show one mark more, or one as it is now."""
        self.page.update_blocks(self.shown.put(mark))
        self._changed(everything=self.beside.busy)

    def remove_mark(self, mark_id: str) -> None:
        """Show the mark no longer; selecting it ends."""
        self.page.update_blocks(self.shown.remove(mark_id))
        if mark_id == self._emphasis.selected:
            self.select_mark(None)
        self._changed(everything=self.beside.busy)

    def _changed(self, *, everything: bool = True) -> None:
        self.minimap.refresh()
        if everything:
            self.viewport().update()

    # ---- what stands out

    @property
    def selected_mark(self) -> str | None:
        """The id of the selected mark."""
        return self._emphasis.selected

    @property
    def hover(self) -> str | None:
        """The id of the mark under the mouse."""
        return self._emphasis.hovered

    def select_mark(self, mark_id: str | None, connectors: Sequence[Connector] = ()) -> None:
        """Let a mark stand out with its connectors, all others recede; None lets all stand alike."""
        linked = frozenset(connector.end_id for connector in connectors)
        self._emphasis = Emphasis(mark_id, linked, self._emphasis.hovered, self._emphasis.offered)
        self.beside.connectors = tuple(connectors) if mark_id is not None else ()
        self._dragged = None
        self.viewport().update()

    def set_hover(self, mark_id: str | None) -> None:
        """Let a mark stand out a little, as under the mouse."""
        if mark_id == self._emphasis.hovered:
            return
        now = self._emphasis
        for one in (now.hovered, mark_id):
            mark = self.shown.index.get(one)
            if mark is not None:
                self.page.update_blocks(self.shown.blocks_of(mark))
        self._emphasis = Emphasis(now.selected, now.linked, mark_id, now.offered)
        self.beside.start_card(self.shown.index.get(mark_id))
        self.mark_hovered.emit(mark_id or "")

    def show_hints(self, hints: Sequence[Hint], question: str = "") -> None:
        """Show the letters of link mode above their places, the chosen one ringed; none ends the mode.

        Possible ends are at full strength meanwhile. The question is announced when it is new; the strip shows it.
        """
        now = self._emphasis
        self.beside.hints = tuple(hints)
        offered = frozenset(hint.mark_id for hint in hints if hint.mark_id is not None)
        chosen = frozenset(hint.mark_id for hint in hints if hint.chosen and hint.mark_id is not None)
        linked = chosen if hints else frozenset(connector.end_id for connector in self.beside.connectors)
        self._emphasis = Emphasis(now.selected, linked, now.hovered, offered)
        if question and question != self.beside.question:
            self.announce(question)
        self.beside.question = question
        self.viewport().update()

    def show_highlights(self, found: Iterable[tuple[Span, str]]) -> None:
        """Show colours behind stretches of the text: (span, ``#RRGGBB``); none takes them away."""
        self.highlights = Highlights(found)
        self.viewport().update()

    def show_candidates(self, spans: Iterable[Span]) -> None:
        """Show dotted boxes round names that are not marked yet."""
        colour = theme.current().text_2.name()
        self._candidates = tuple(
            Mark(f"candidate {span.start}", "", "box", colour, (span,), suggested=True) for span in spans
        )
        self.viewport().update()

    def preview_connector(self, connector: Connector | None, span: Span | None = None) -> None:
        """Show the dashed line of a link that would come; ``span`` is its end where that is not marked yet."""
        self.beside.preview = None if connector is None else (connector, span)
        self.viewport().update()

    def set_editing_edges(self, mark_id: str | None, fragment: int = 0) -> None:
        """Show knobs at both ends of a fragment of the mark, as while its edges are moved."""
        self._editing = None if mark_id is None else (mark_id, fragment)
        self.viewport().update()

    def show_dragged(self, mark: Mark | None) -> None:
        """Show a mark where the mouse has drawn its edge to, before it is kept."""
        self._dragged = mark
        self.viewport().update()

    def _clear_emphasis(self) -> None:
        self._emphasis = Emphasis()
        self._editing = self._dragged = None
        self._candidates = ()
        self.beside.clear()

    # ---- caret and selection

    def caret(self) -> int:
        """Return the code point position of the caret."""
        return self.reader.caret

    def selection(self) -> Span | None:
        """Return what is selected, None if nothing is."""
        return self.reader.selection

    def trimmed_selection(self) -> Span | None:
        """Return the selection as a tag takes it: whole words, without white space and loose punctuation."""
        return self.reader.trimmed()

    def set_selection(self, span: Span | None) -> None:
        """Select a span, widened to whole clusters; None drops the selection."""
        if span is None:
            self.reader.drop()
        else:
            self.reader.select(span)
        self.tell()

    def set_caret(self, position: int) -> None:
        """Put the caret at a position; nothing is selected then."""
        self.reader.put(position)
        self.tell()

    def tell(self, *, reveal: bool = False) -> None:
        """Show the reader's place, bring it into view where asked, and tell what has changed."""
        place = self.reader.place
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._layout.offsets.to_utf16(place.anchor))
        cursor.setPosition(self._layout.offsets.to_utf16(place.caret), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        before, self._told = self._told, (place.span, place.caret, self.reader.mode)
        if before != self._told:
            self.page.update_place(before[0], before[1])
            self.page.update_place(place.span, place.caret)
        if reveal:
            self._scroller.show_caret(place.caret)
        if before[1] != place.caret:
            self.caret_moved.emit(place.caret)
        if before[0] != place.span:
            self.selection_changed.emit(place.span)
        if before[2] != self.reader.mode:
            self.mode_changed.emit(self.reader.mode)

    def reveal(self, span: Span) -> None:
        """Scroll so that the span can be read, if it cannot be now; 120 ms of motion unless motion is reduced."""
        self._scroller.show(span)

    def createMimeDataFromSelection(self) -> QMimeData:
        span = self.selection()
        return plain_text(span.quote(self.text) if span else "")

    def announce(self, text: str) -> None:
        """Let a screen reader say the text."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    # ---- Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            painter.setClipRect(event.rect())
            canvas.paint(painter, self._scene(), event.rect())
        finally:  # a painter left open takes the program down with it
            painter.end()
        self._layout.settle()

    def _scene(self) -> canvas.Scene:
        editing = self.shown.index.get(self._editing[0]) if self._editing is not None else None
        if editing is not None and self._dragged is not None and self._dragged.id == editing.id:
            editing = self._dragged  # the knobs go with the edges
        return canvas.Scene(
            shown=self.shown,
            page=self.page,
            beside=self.beside,
            marks=self._painter,
            emphasis=self._emphasis,
            selection=self.reader.selection,
            caret=self.reader.caret if self.hasFocus() and self.reader.selection is None else None,
            candidates=self._candidates,
            editing=(editing, self._editing[1]) if editing is not None else None,
            dragged=self._dragged,
            highlights=self.highlights,
        )

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.beside.busy:
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and reading_keys.is_reading_key(event):
            event.accept()
            return True
        if reading_keys.is_tab(event) and self.key_filter is not None and self.key_filter(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.key_filter is not None and self.key_filter(event):
            event.accept()
        elif reading_keys.move(self.reader, self.page, event):
            event.accept()
            self.tell(reveal=True)
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            self.copy()
        else:
            event.ignore()
            self.key_not_used.emit(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.ToolTip) and self._pointer.notice(event):
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double(event)
