"""The paper of the article view: the text on its line pitch, in a column of its width, at a zoom, under a theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from annotator.model.span import Span
from annotator.text.offsets import Offsets
from ui import theme
from ui.article.beside import Beside
from ui.article.column import MINIMAP, column_for
from ui.article.minimap import Minimap
from ui.article.page import Page
from ui.article.paint import MarkPainter
from ui.article.scrolling import Scroller
from ui.article.shown import ShownMarks
from ui.article.typeset import ArticleLayout, Regions, Typefaces, shown_text

LEAST_ZOOM, MOST_ZOOM = 70, 250


class ArticlePaper(QPlainTextEdit):
    """Read-only text with its gutters and minimap; what is marked, selected and asked comes with ArticleView."""

    zoom_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._zoom = 100
        self._measure: float | None = None
        document = self.document()
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(8)
        self._layout = ArticleLayout(document, Offsets(""))
        document.setDocumentLayout(self._layout)
        self.shown = ShownMarks(document, self._layout)
        self.page = Page(self, self.shown)
        self._painter = MarkPainter(theme.current())
        self.beside = Beside(self, self.shown)
        self.minimap = Minimap(lambda: self.shown.index, self)
        self._scroller = Scroller(self)
        self.minimap.asked.connect(self._scroller.to_share)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAutoFillBackground(False)  # the canvas fills it: a style sheet would fill in its own colour
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._leave_room(MINIMAP)
        self._take_theme()

    @property
    def text(self) -> str:
        """The article as stored."""
        return self._text

    def show_text(
        self, text: str, regions: Sequence[tuple[str, Span]], coded_kinds: Collection[str], names: Mapping[str, str]
    ) -> None:
        """Show a text from its start, without marks; ``names`` are what the gutter calls the kinds of region."""
        self._text = text
        self._layout.offsets = Offsets(text)
        self._layout.regions = Regions(regions, coded_kinds)
        self.beside.show_regions(regions, names)
        self.shown.show(())
        self._forget()
        self.setPlainText(shown_text(text))
        self.shown.forget()
        self.minimap.show_text(text)

    def show_regions(
        self,
        regions: Sequence[tuple[str, Span]],
        coded_kinds: Collection[str],
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Show other regions of the same article; the place on the screen is kept."""
        self._layout.regions = Regions(regions, coded_kinds)
        self.beside.show_regions(regions, names or {})
        self._lay_out_anew()

    def show_map(self, shown: bool) -> None:
        """Show the minimap and the scroll bar, or leave their place to what stands beside the text."""
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if shown else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self._leave_room(MINIMAP if shown else 0)
        self.minimap.setVisible(shown)

    def _leave_room(self, wide: int) -> None:
        """Leave room for the minimap beside the scroll bar."""
        self._room = wide
        self.setViewportMargins(*((wide, 0, 0, 0) if self.isRightToLeft() else (0, 0, wide, 0)))

    @property
    def reduced_motion(self) -> bool:
        """Whether scrolling jumps."""
        return self._scroller.reduced

    @reduced_motion.setter
    def reduced_motion(self, reduced: bool) -> None:
        self._scroller.reduced = reduced

    @property
    def zoom(self) -> int:
        """The zoom of text, pitch and marks in per cent of what the window's text is set to."""
        return self._zoom

    @property
    def _scale(self) -> float:
        return self._zoom / 100 * theme.current().text_zoom

    def set_zoom(self, percent: int) -> None:
        """Scale text, pitch and marks together, 70 to 250 per cent."""
        percent = max(LEAST_ZOOM, min(MOST_ZOOM, percent))
        if percent == self._zoom:
            return
        self._zoom = percent
        self._take_theme()
        self.zoom_changed.emit(percent)

    def set_measure(self, measure: float | None) -> None:
        """Set the width of the text at 100 % in px (590, 560, 520 or the structure view's 458); None goes by the view's width."""
        self._measure = measure
        self._set_column()
        self._lay_out_anew()

    def _take_theme(self) -> None:
        now = theme.current()
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, now.paper)
        palette.setColor(palette.ColorRole.Window, now.paper)
        palette.setColor(palette.ColorRole.Text, now.text)
        self.setPalette(palette)
        faces = Typefaces(now.font("article", 1.0), now.font("headline", 1.0), now.font("furniture", 1.0), now.furniture)
        self._layout.set_type(faces, self._scale, now.line_spacing)
        self._painter = MarkPainter(now)
        self.beside.take_theme(now)
        self._set_column()
        self.document().setDefaultFont(self._layout.article_font)
        self._lay_out_anew()

    def _set_column(self) -> None:
        column = column_for(self.viewport().width(), self._scale, self._measure, mirrored=self.isRightToLeft())
        self.beside.take_column(column)
        self._layout.left, self._layout.measure = column.left, column.measure

    def _forget(self) -> None:
        self._layout.forget()
        self.shown.forget()

    def _lay_out_anew(self) -> None:
        place = self._scroller.place()
        self._forget()
        self.document().markContentsDirty(0, self.document().characterCount())
        self.shown.forget()
        self._scroller.restore(place)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(768, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        place = self._scroller.place()
        self._set_column()
        self._forget()
        super().resizeEvent(event)
        area = self.viewport().geometry()
        left = area.left() - MINIMAP if self.isRightToLeft() else area.right() + 1
        self.minimap.setGeometry(QRect(left, area.top(), MINIMAP, area.height()))
        if event.oldSize().width() != event.size().width():
            self._scroller.restore(place)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange and self._painter.theme is not theme.current():
            self._take_theme()
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and hasattr(self, "_room"):
            self._leave_room(self._room)
            self._set_column()
            self._lay_out_anew()
