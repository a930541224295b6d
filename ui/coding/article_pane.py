"""The middle of the coding page: head, text, strip and status, and what the mouse does in the text."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QStackedLayout, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.annotation import Annotation
from annotator.model.span import Span, Spans
from annotator.operations.structure_filter import MarkFilter
from ui.article.marks import Mark
from ui.article.view import ArticleView
from ui.coding.desk import EDGES, LINKING, READING, Desk, Difference
from ui.coding.edges import Edges
from ui.coding.find_bar import FindBar
from ui.coding.head import ArticleHead
from ui.coding.here_strip import HereStrip
from ui.coding.keyboard import Keyboard
from ui.coding.linking import Linking
from ui.coding.marking import connectors_of, hints_of, mark_of, preview_of, proposed_connector
from ui.coding.status_line import StatusLine
from ui.coding.text_menu import TextMenu, add_regions
from ui.parts.message import EmptyState
from ui.parts.region_words import region_names
from ui.structure.filter_bar import FilterBar
from ui.structure.side import Structure
from ui.versions.lens import Lens
from ui.versions.strip import VersionStrip


class ArticlePane(QWidget):
    """Shows the desk's article; keys go to the keyboard, clicks to the desk."""

    keys_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, desk: Desk, linking: Linking, edges: Edges, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._linking, self._edges = desk, linking, edges
        self.view = ArticleView(self)
        self.head = ArticleHead(desk, self)
        self.lens = Lens(desk, self.view)
        self.versions = VersionStrip(desk, self.lens, self)
        self.find_bar = FindBar(desk, self)
        self.strip = HereStrip(desk, linking, self)
        self.status = StatusLine(desk, self)
        self.keyboard = Keyboard(desk, linking, edges, self)
        self.view.key_filter = self.keyboard.press
        self.filter = MarkFilter()
        self.filter_bar = FilterBar()
        desk.is_seen = self._is_seen
        self.structure = Structure(self.view, desk, linking, self)
        self.structure.cards.key_filter = self.keyboard.press_at_card
        words = _("No article open"), _("Choose one from the list, or bring articles in."), _("Import articles")
        self.empty = EmptyState("newspaper", *words, key="Ctrl+I", framed=True)
        self.empty.pressed.connect(self.import_wanted)
        self._lay_out()
        self._connect()
        self._show_article()

    def _lay_out(self) -> None:
        article = QWidget(self)
        column = QVBoxLayout(article)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.versions)
        column.addWidget(self.filter_bar)
        column.addWidget(self.find_bar)
        column.addWidget(self.structure, 1)
        column.addWidget(self.strip)
        column.addWidget(self.structure.line)
        nothing = QWidget(self)
        middle = QVBoxLayout(nothing)
        middle.addStretch(1)
        middle.addWidget(self.empty)
        middle.addStretch(2)
        middle.setContentsMargins(60, 0, 60, 0)
        pages = QWidget(self)
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(nothing)
        self._pages.addWidget(article)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(pages, 1)
        whole.addWidget(self.status)

    def _connect(self) -> None:
        desk, view = self._desk, self.view
        desk.article_shown.connect(self._show_article)
        desk.session.coder_changed.connect(self._fit_empty)
        desk.regions_changed.connect(self._show_regions)
        desk.coding_changed.connect(self._show_difference)
        desk.selection_changed.connect(self._show_selection)
        desk.mode_changed.connect(self._show_mode)
        desk.proposal_changed.connect(self._show_proposal)
        desk.place_wanted.connect(self._go_to)
        desk.passage_wanted.connect(self._select_passage)
        desk.text_wanted.connect(self.structure.take_keys)
        self.find_bar.found.connect(self._select_passage)
        self.find_bar.places_changed.connect(self.lens.show_looked_for)
        self.find_bar.left.connect(self.view.setFocus)
        self.filter_bar.all_wanted.connect(lambda: self.show_only(MarkFilter()))
        self.head.structure_wanted.connect(self.structure.show_cards)
        self.structure.shown_changed.connect(self.head.show_structure)
        self.structure.line_shown.connect(lambda shown: self.strip.setVisible(not shown))
        self.structure.line_shown.connect(self.status.show_cards)
        desk.tagged.connect(self._rest)
        self._linking.changed.connect(self._show_linking)
        self._edges.changed.connect(self._show_edges)
        view.caret_moved.connect(self.strip.show_position)
        view.mark_clicked.connect(lambda mark_id: self._clicked(mark_id))
        view.connector_clicked.connect(lambda mark_id: desk.select(mark_id, reveal=True))
        view.region_clicked.connect(self._ask_region)
        view.selection_changed.connect(self._on_selection)
        view.selection_changed.connect(self.status.show_selection)
        for widget in (view, view.viewport()):  # the menu key goes to the one, the mouse to the other
            widget.installEventFilter(self)
        view.edge_dragged.connect(self._edge_dragged)
        view.zoom_changed.connect(self.status.show_zoom)
        view.mode_changed.connect(self.status.show_reading)
        self.strip.annotation_clicked.connect(desk.select)
        self.strip.offer_clicked.connect(desk.take_proposal)
        self.strip.key_clicked.connect(self.keyboard.act)

    # ---- what the keyboard asks

    def caret(self) -> int:
        """Return the caret's place."""
        return self.view.caret()

    def selection(self) -> Span | None:
        """Return what is selected."""
        return self.view.selection()

    def place(self) -> Span | None:
        """Return the selection as a tag takes it, or what was tagged just now, else the word under the caret."""
        reader = self.view.reader
        return self.view.trimmed_selection() or reader.rested or reader.word_here()

    def drop(self) -> None:
        """Drop the selection."""
        self.view.set_selection(None)

    def find(self) -> None:
        """Look for words in this article; what was being linked or edged is left."""
        for mode, act in ((LINKING, self._linking), (EDGES, self._edges)):
            if self._desk.mode == mode:
                act.leave()
        span = self.view.selection()
        self.find_bar.begin(span.start if span is not None else self.caret(), span.quote(self.view.text) if span is not None else "")

    def find_on(self, way: int) -> bool:
        """Go to the next place of what is looked for (1) or the one before (−1); False while nothing is looked for here."""
        if not self.find_bar.isVisible() or not self.find_bar.places:
            return False
        self.find_bar.go(way)
        return True

    def toggle_structure(self) -> None:
        """Show the claims as cards beside the text, or the text alone."""
        self.structure.show_cards(not self.structure.is_on)

    def to_cards(self) -> bool:
        """Bring the keys to the cards; False where none are shown."""
        return self.structure.to_cards()

    def show_keys(self) -> None:
        """Show all keys."""
        self.keys_wanted.emit()

    def stretch(self) -> Span | None:
        """Return what a region is set for: the selection, else the paragraph."""
        return self.view.selection() or self.view.reader.segments.paragraph_at(self.view.caret())

    # ---- showing

    def _fit_empty(self) -> None:
        """Who codes is asked first: nothing stands behind the question."""
        session = self._desk.session
        self.empty.setVisible(session.coder is not None or not session.is_open or session.the_project().read_only)

    def _show_article(self) -> None:
        shown = self._desk.shown
        self._pages.setCurrentIndex(0 if shown is None else 1)
        self._fit_empty()
        if shown is None:
            self.view.show_article("")
            return
        self.view.show_article(shown.text, *self._regions(), region_names())
        self.view.reader.coded = self._desk.coded_spans()
        self.filter = replace(self.filter.within(shown.project.codebook), coders=shown.others)
        self._show_marks()
        self._begin()
        self.strip.show_position(self.view.caret())
        self.head.refresh()

    def _begin(self) -> None:
        """Put the caret where coding begins, the page seen from its top if that is near."""
        spans = self._desk.coded_spans()
        self.view.verticalScrollBar().setValue(0)
        if spans:
            self.view.set_caret(spans[0].start)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._stood:
            self._stood = True
            QTimer.singleShot(0, self, self._begin_anew)

    _stood = False

    def _begin_anew(self) -> None:
        """Begin once more now that the view has its size, unless the coder has gone on already."""
        spans = self._desk.coded_spans() if self._desk.session.is_open else ()
        if spans and self.view.caret() == spans[0].start and self.view.selection() is None and not self._desk.selected_id:
            self._begin()

    def show_only(self, chosen: MarkFilter) -> None:
        """Show only the marks that fit, in the text and the minimap; the selected one is shown in any case."""
        self.filter = chosen
        self._desk.show_work_of(chosen.coders)
        if self.filter.coders != self._desk.others:
            self.filter = replace(self.filter, coders=self._desk.others)
        self._show_marks()
        self._show_selection(self._desk.selected_id, announce=False)

    def _is_seen(self, annotation: Annotation) -> bool:
        shown = self._desk.shown
        return shown is not None and (not self.filter.is_on or self.filter.fits(annotation, incomplete=shown.is_incomplete(annotation)))

    def _show_marks(self) -> None:
        shown, selected = self._desk.shown, self._desk.selected_id
        if shown is None:
            return
        seen = [one for one in shown.annotations.values() if one.id == selected or self._is_seen(one)]
        self.view.show_marks(mark_of(shown, one) for one in seen)
        names = {one.id: one.name for one in shown.project.coders.all()} if self.filter.coders else {}
        words = self.filter.words(shown.project.codebook, names)
        self.filter_bar.show_filter(words, sum(map(self._is_seen, seen)), len(shown.annotations))

    def _regions(self) -> tuple[list[tuple[str, Span]], tuple[str, ...]]:
        shown = self._desk.shown
        assert shown is not None
        return [(region.kind, region.span) for region in shown.article.regions], self._desk.project.codebook.coded_regions

    def _show_regions(self) -> None:
        if self._desk.shown is not None:
            self.view.show_regions(*self._regions(), region_names())
            self.view.reader.coded = self._desk.coded_spans()

    def _show_difference(self, difference: Difference) -> None:
        shown = self._desk.shown
        if shown is None:
            return
        if difference.everything or self.filter.is_on:
            self._show_marks()
        else:
            for annotation_id in difference.removed:
                self.view.remove_mark(annotation_id)
            for annotation_id in difference.changed:
                self.view.put_mark(mark_of(shown, shown.annotations[annotation_id]))
        self._show_selection(self._desk.selected_id, announce=False)

    def _show_selection(self, annotation_id: str, *, announce: bool = True) -> None:
        shown, selected = self._desk.shown, self._desk.selected
        if self.filter.is_on and announce:
            self._show_marks()
        if shown is None or selected is None:
            self.view.select_mark(None)
            return
        self.view.select_mark(annotation_id, connectors_of(shown, selected))
        if announce:
            self.view.announce(shown.describe(selected))

    def _rest(self) -> None:
        """Let the new mark be seen instead of the selection that became it, with what follows it in sight."""
        place = self.place()
        self.view.reader.rest()
        self.view.tell()
        if place is not None:
            self.view.reveal(place)

    def _go_to(self, span: Span) -> None:
        self.view.set_caret(span.start)
        self.view.reveal(span)

    def _select_passage(self, span: Span) -> None:
        self.view.set_selection(span)
        self.view.reveal(span)

    def _show_mode(self, mode: str) -> None:
        if mode != LINKING:
            self.view.show_hints(())
            self.view.show_candidates(())
            self.view.preview_connector(None)
        if mode != EDGES:
            self.view.set_editing_edges(None)
            self.view.show_dragged(None)

    def _show_linking(self) -> None:
        shown, linking = self._desk.shown, self._linking
        if shown is None or not linking.active:
            return
        if linking.picking_words:
            self.view.show_hints((), linking.question)
            self.view.show_candidates([linking.picked_span] if linking.picked_span is not None else [])
            self.view.preview_connector(None)
            if linking.picked_span is not None:
                self.view.reveal(linking.picked_span)
            return
        self.view.show_hints(hints_of(linking), linking.question)
        self.view.show_candidates([end.span for end in linking.ends if end.annotation is None])
        chosen = linking.ends[linking.chosen].span if linking.ends else None
        self.view.preview_connector(preview_of(shown, linking), chosen)
        if linking.chosen and chosen is not None:  # the nearest one never scrolls the claim away, a later one wants to be seen
            self.view.reveal(chosen)

    def _show_proposal(self) -> None:
        offer, shown = self._desk.proposal, self._desk.shown
        if self._linking.active:
            return
        if offer is None or shown is None:
            self.view.preview_connector(None)
            return
        other = offer.to_id if offer.from_id == self._desk.selected_id else offer.from_id
        self.view.preview_connector(proposed_connector(shown, self._desk.selected_id, offer.link, other))

    def _show_edges(self) -> None:
        annotation, shown = self._edges.annotation, self._desk.shown
        if annotation is None or shown is None or self._desk.mode != EDGES:
            return
        now = mark_of(shown, annotation)
        spans: Spans = self._edges.shown_spans
        self.view.show_dragged(Mark(now.id, now.category, now.style, now.colour, spans, now.caption))
        self.view.set_editing_edges(annotation.id, min(self._edges.fragment, len(spans) - 1))
        self.view.reveal(spans[min(self._edges.fragment, len(spans) - 1)])

    # ---- the mouse

    def _clicked(self, mark_id: str) -> None:
        """Select the mark that was clicked: the topmost at first, the next below by a second click there or with Ctrl."""
        if self._linking.active:
            self._take_end(mark_id)
            return
        shown, here = self._desk.shown, self.view.reader.word_here()
        if shown is None:
            return
        again = here is not None and here == self._clicked_word and self._desk.selected_id in {one.id for one in shown.under(here.start)}
        self._clicked_word = here
        if again or QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            self._desk.cycle_under(here.start if here is not None else self.view.caret())
        else:
            self._desk.select(mark_id)

    _clicked_word: Span | None = None

    def _take_end(self, mark_id: str) -> None:
        """Take the end that was clicked: a mark among those offered, or else the mention under the mouse that is not marked yet."""
        ends = self._linking.ends
        marked = (number for number, end in enumerate(ends) if end.annotation is not None and end.annotation.id == mark_id)
        number = next(marked, None)
        if number is None:
            number = self._mention_at(self.view.caret())
        if number is not None:
            self._linking.take(number)

    def _mention_at(self, position: int) -> int | None:
        ends = enumerate(self._linking.ends)
        return next((number for number, end in ends if end.annotation is None and end.span.start <= position <= end.span.end), None)

    def _on_selection(self, span: Span | None) -> None:
        if self._linking.active and span is not None:
            self._linking.pick(self.view.trimmed_selection() or span)

    # ---- the menu of the text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self._ask(event)
            return True
        if isinstance(event, QMouseEvent) and watched is self.view.viewport() and self._linking.active:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed = event.position()
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._take_mention(event.position())
        return False

    _pressed = QPointF()

    def _take_mention(self, point: QPointF) -> None:
        """Take the mention that was clicked where no mark lies; one inside a mark comes with the click on that."""
        drawn = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance() // 2
        if drawn or self.view.page.mark_at(point) is not None:
            return
        number = self._mention_at(self.view.page.place_at(point))
        if number is not None:
            self._linking.take(number)

    def _ask(self, event: QContextMenuEvent) -> None:
        """Show the menu: at the mouse for what lies there, by the menu key for the caret and what is selected."""
        if self._desk.shown is None or self._desk.mode != READING:
            return
        height = float(event.pos().y())
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._turn_to(QPointF(event.pos()))
        else:
            caret = self.view.page.caret_rect(self.view.caret())
            height = caret.bottom() if caret is not None else 0.0
        menu = self.text_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._beside_the_text(menu, height))

    def _beside_the_text(self, menu: QMenu, height: float, *, before: bool = False) -> QPoint:
        """Return where a menu opens so that it covers no word: behind the lines, or before them in the gutter."""
        column, gap = self.view.beside.column, 4
        left = column.left - menu.sizeHint().width() - gap if before is not column.mirrored else column.text_right + gap
        port = self.view.viewport()
        return port.mapToGlobal(QPoint(round(left), round(height)))

    def text_menu(self) -> TextMenu:
        """Return the menu of what is selected, or of the word and the paragraph at the caret."""
        return TextMenu(self._desk, self._linking, self._edges, self.place(), self.stretch(), self)

    def _turn_to(self, point: QPointF) -> None:
        """Put the caret under the mouse and select the mark there, unless a selection or the selected mark lies there already."""
        place = self.view.page.place_at(point)
        selection = self.view.selection()
        if selection is None or not selection.start <= place <= selection.end:
            self.view.set_caret(place)
        shown, mark_id = self._desk.shown, self.view.page.mark_at(point)
        if shown is not None and mark_id is not None and self._desk.selected_id not in {one.id for one in shown.under(place)}:
            self._desk.select(mark_id)

    def _edge_dragged(self, mark_id: str, spans: Spans) -> None:
        if not self._desk.can_write or not self._desk.set_spans(mark_id, spans):
            shown = self._desk.shown
            if shown is not None and mark_id in shown.annotations:
                self.view.put_mark(mark_of(shown, shown.annotations[mark_id]))

    def _ask_region(self, number: int, point: QPoint) -> None:
        shown = self._desk.shown
        if shown is None or not self._desk.can_write or number >= len(shown.article.regions):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_regions(menu, self._desk, shown.article.regions[number].span)
        menu.popup(self._beside_the_text(menu, self.view.viewport().mapFromGlobal(point).y(), before=True))
