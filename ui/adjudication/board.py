"""The article with the coders' lanes side by side, and under them the grid in which a case is settled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QStyle, QWidget

from annotator.i18n import _
from annotator.model.annotation import Annotation
from annotator.model.decision import BOTH, REJECTED
from annotator.model.span import Span, Spans, make_spans
from annotator.operations.adjudicating import FOUND, LINK, SPAN
from annotator.operations.docket import Lanes
from annotator.project import Project
from ui import theme
from ui.adjudication.columns import Columns, columns_for
from ui.adjudication.grid import Grid, GridRow
from ui.adjudication.lane_view import LaneView, marks_of
from ui.adjudication.sheet import Sheet
from ui.adjudication.words import Words, sheet_category
from ui.article.marks import Mark
from ui.parts.button import Button
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.numbers import written_day
from ui.parts.painting import Part, begin, draw_text, pass_keys, width_of

HEAD, TEXT, TEXT_LOW = 40, 174, 132
LABEL, LABEL_NARROW = 148, 108
NARROW, LOWER = 900, 620
BEING_MADE = "being made"


class Board(Part):
    """Shows one case. ``span_given(spans)`` is sent when words were chosen in the gold lane, ``span_left`` when that was given up."""

    span_given = Signal(object)
    span_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.words: Words | None = None
        self._lanes: Lanes | None = None
        self._project: Project | None = None
        self._columns = Columns(1, 0, 1, 0)
        self._whole = False
        self._strip = QWidget(self)
        self.views: list[LaneView] = []
        self.gold_view = LaneView(_("Gold"), self)
        self.gold_view.key_filter = self._on_gold_key
        self.gold_view.verticalScrollBar().valueChanged.connect(self._scroll_together)
        self.grid = Grid()
        self.grid.moved.connect(self._on_moved)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.grid)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        # The bar lies over the end of gold: a bar of its own width would push the columns from under their lanes.
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.valueChanged.connect(self._area.verticalScrollBar().setValue)
        self._area.verticalScrollBar().valueChanged.connect(self._bar.setValue)
        self._area.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._fit_bar())
        self._side = QScrollBar(Qt.Orientation.Horizontal, self)
        self._side.valueChanged.connect(self._on_side)
        self.article_button = Button(_("Show article"), "quiet", low=True, parent=self)
        self.article_button.clicked.connect(self.toggle_article)
        pass_keys(self, self.grid)

    # ---- showing --------------------------------------------------------------------------------------------------------

    def show_lanes(self, project: Project, lanes: Lanes) -> None:
        """Lay another article on the table, or the same one as it is now."""
        other = self._lanes is None or self._lanes.article_id != lanes.article_id or self._lanes.text != lanes.text
        self._project, self._lanes, self.words = project, lanes, Words(project, lanes)
        while len(self.views) > len(lanes.lanes):
            self.views.pop().deleteLater()
        while len(self.views) < len(lanes.lanes):
            view = LaneView("", self._strip)
            view.verticalScrollBar().valueChanged.connect(self._scroll_together)
            view.show()
            self.views.append(view)
            other = True
        article = project.articles.get(lanes.article_id)
        regions = [(one.kind, one.span) for one in article.regions]
        for view, lane in zip(self.views, lanes.lanes, strict=True):
            view.setAccessibleName(_("Text with the marks of {name}").format(name=lane.name))
            if other:
                view.show_article(lanes.text, regions, project.codebook.coded_regions)
            view.show_marks(marks_of(lane.annotations, project.codebook))
        if other:
            self.gold_view.show_article(lanes.text, regions, project.codebook.coded_regions)
        self._fit()

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another case of the article."""
        self.sheet = sheet
        self.grid.current, self.grid.place = "", 0
        self.refresh()
        self._fit()
        for view, lane in zip(self.views, self._lanes.lanes if self._lanes is not None else (), strict=True):
            mine = sheet.case.candidates.get(lane.coder_id, ())
            view.select_mark(mine[0].id if mine else None)
        self._to_case()

    def refresh(self) -> None:
        """Show the choices as they are now."""
        sheet, lanes, words, project = self.sheet, self._lanes, self.words, self._project
        if sheet is None or lanes is None or words is None or project is None:
            return
        coders = [lane.coder_id for lane in lanes.lanes]
        letters = [lane.letter for lane in lanes.lanes]
        wanted = set(sheet.open_keys)
        rows = []
        for row in sheet.rows:
            chosen = self._chosen(sheet, row.key, coders)
            rows.append(
                GridRow(
                    row.key,
                    words.label(sheet, row.key),
                    row.open or sheet.has_other(row.key),
                    row.key not in wanted,
                    tuple(words.candidate(sheet, row.key, coder) for coder in coders),
                    words.gold(sheet, row.key),
                    chosen,
                    self._origin(sheet, row.key, chosen, letters),
                    self._wants(row.key, letters),
                )
            )
        self.grid.show_rows(rows, letters, project.codebook)
        self.gold_view.show_marks(self._gold_marks(sheet, lanes, project))
        made = [BEING_MADE, *(sheet.decision.gold if sheet.decision is not None else ())]
        self.gold_view.select_mark(next((one for one in made if one in self.gold_view.marks), None))
        self._fit_bar()
        self.update()

    @staticmethod
    def _chosen(sheet: Sheet, key: str, coders: list[str]) -> frozenset[int]:
        if sheet.chosen == BOTH:
            return frozenset(place for place, coder in enumerate(coders) if coder in sheet.case.candidates)
        if sheet.chosen == REJECTED:
            return frozenset(place for place, coder in enumerate(coders) if key == FOUND and coder not in sheet.case.candidates)
        taken, row = sheet.from_coder(key), sheet.row(key)
        if not taken or row is None:
            return frozenset()
        said = row.by_coder.get(taken)
        return frozenset(place for place, coder in enumerate(coders) if coder in row.by_coder and row.by_coder[coder] == said)

    @staticmethod
    def _origin(sheet: Sheet, key: str, chosen: frozenset[int], letters: list[str]) -> str:
        if sheet.chosen in (BOTH, REJECTED):
            return ""
        if sheet.has_other(key):
            return _("all of them") if key.startswith(LINK) else _("other value")
        return _("from {letters}").format(letters=", ".join(letters[place] for place in sorted(chosen))) if chosen else ""

    @staticmethod
    def _wants(key: str, letters: list[str]) -> str:
        listed = _(" or ").join([", ".join(letters[:-1]), letters[-1]] if len(letters) > 1 else letters)
        return _("choose {letters}").format(letters=listed) if key == FOUND else _("choose {letters}, or E").format(letters=listed)

    def _gold_marks(self, sheet: Sheet, lanes: Lanes, project: Project) -> list[Mark]:
        """Return gold as it stands, and the case as it is being made."""
        shown = marks_of(lanes.gold, project.codebook)
        if sheet.decision is not None or sheet.chosen == REJECTED:
            return shown
        readings = [one for some in sheet.case.candidates.values() for one in some]
        if sheet.chosen == BOTH:
            return [*shown, *self._made(readings, project)]
        spans = sheet.gold(SPAN)
        category = project.codebook.category(sheet_category(sheet))
        if FOUND in sheet.open_keys or not spans or category is None:
            return shown
        return [*shown, Mark(BEING_MADE, category.id, category.style, category.color, make_spans(spans))]

    @staticmethod
    def _made(readings: list[Annotation], project: Project) -> list[Mark]:
        return marks_of(readings, project.codebook)

    def place_of_case(self) -> Span | None:
        """Return where the case begins in the text."""
        if self.sheet is None:
            return None
        return min((one.spans[0] for some in self.sheet.case.candidates.values() for one in some), key=lambda span: span.start)

    def _to_case(self) -> None:
        place = self.place_of_case()
        if place is not None:
            self.gold_view.show_at_top(place)
            self._scroll_together(self.gold_view.verticalScrollBar().value())
        self._reveal_row()

    # ---- another span ---------------------------------------------------------------------------------------------------

    def ask_span(self, spans: Spans) -> None:
        """Let words be chosen in the gold lane, from this place on: arrows move, Shift extends, Enter takes them, Esc gives up."""
        view = self.gold_view
        view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        view.set_selection(Span(spans[0].start, spans[-1].end))
        self.update()

    def is_asking_span(self) -> bool:
        """Return whether words are being chosen in the gold lane."""
        return self.gold_view.focusPolicy() != Qt.FocusPolicy.NoFocus

    def _on_gold_key(self, event: QKeyEvent) -> bool:
        if not self.is_asking_span():
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            span = self.gold_view.trimmed_selection()
            self._end_span()
            if span is not None:
                self.span_given.emit((span,))
            else:
                self.span_left.emit()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._end_span()
            self.span_left.emit()
            return True
        return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    def _end_span(self) -> None:
        self.gold_view.set_selection(None)
        self.gold_view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- laying out -----------------------------------------------------------------------------------------------------

    def toggle_article(self) -> None:
        """Give the text more of the height, or the grid."""
        self._whole = not self._whole
        self.article_button.setText(_("Show grid") if self._whole else _("Show article"))
        self._fit()
        self._to_case()

    def _text_height(self) -> int:
        px = theme.current().px
        if self._whole:
            return max(px(TEXT), round((self.height() - px(HEAD)) * 0.72))
        wanted = px(TEXT if self.height() >= px(LOWER) else TEXT_LOW)
        spare = self.height() - px(HEAD) - self.grid.height() - px(4)
        return max(wanted, min(spare, px(2 * TEXT)))

    def _fit(self) -> None:
        px, count = theme.current().px, max(1, len(self.views))
        label = px(LABEL if self.width() >= px(NARROW) else LABEL_NARROW)
        self._columns = columns_for(self.width(), label, count, self._columns.offset)
        columns, top, height = self._columns, px(HEAD), self._text_height()
        self._strip.setGeometry(self.visual(QRect(columns.label + 1, top, columns.window, height)))
        for place, view in enumerate(self.views):
            rect = QRect(columns.start(place) - columns.label, 0, columns.lane - 1, height)
            view.setGeometry(QStyle.visualRect(self.layoutDirection(), self._strip.rect(), rect))
        self.gold_view.setGeometry(self.visual(QRect(columns.gold + 1, top, columns.lane - 1, height)))
        side = px(12) if columns.most else 0
        self._side.setVisible(bool(columns.most))
        self._side.setGeometry(self.visual(QRect(columns.label, top + height, columns.window, side)))
        self._side.setRange(0, columns.most)
        self._side.setPageStep(columns.window)
        below = top + height + 1 + side
        self._area.setGeometry(0, below, self.width(), max(0, self.height() - below))
        self.grid.show_columns(columns)
        hint = self.article_button.sizeHint()
        self.article_button.setGeometry(self.visual(QRect(px(4), top + px(30), min(hint.width(), columns.label - px(8)), hint.height())))
        self._fit_bar()
        self.update()

    def _fit_bar(self) -> None:
        inner = self._area.verticalScrollBar()
        wide = theme.current().px(8)
        self._bar.setRange(inner.minimum(), inner.maximum())
        self._bar.setPageStep(inner.pageStep())
        self._bar.setVisible(inner.maximum() > 0)
        rect = QRect(self.width() - wide, self._area.y(), wide, self._area.height())
        self._bar.setGeometry(self.visual(rect))
        self._bar.raise_()

    def _on_side(self, value: int) -> None:
        if value != self._columns.offset:
            self._columns = self._columns.at(value)
            self._fit()

    def _on_moved(self, _key: str) -> None:
        columns = self._columns.showing(self.grid.place)
        if columns.offset != self._columns.offset:
            self._columns = columns
            self._side.setValue(columns.offset)
            self._fit()
        self._reveal_row()

    def _reveal_row(self) -> None:
        rect = self.grid.row_rect(self.grid.current)
        if rect.isValid():
            self._area.ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height() // 2 + 2)

    _is_scrolling = False

    def _scroll_together(self, value: int) -> None:
        """Scroll all texts as far as one was; where another cannot go so far, it pulls none back, or two would pull for ever."""
        if self._is_scrolling:
            return
        self._is_scrolling = True
        try:
            for view in (*self.views, self.gold_view):
                if view.verticalScrollBar().value() != value:
                    view.verticalScrollBar().setValue(value)
        finally:
            self._is_scrolling = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        self._to_case()

    def on_theme(self) -> None:
        if hasattr(self, "_area"):
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange and hasattr(self, "article_button"):
            self._fit()

    # ---- painting -------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        using, columns = theme.current(), self._columns
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(self.visual(QRect(columns.gold, 0, columns.lane, self.height())), using.panel)
        head, lanes = using.px(HEAD), self._lanes.lanes if self._lanes is not None else ()
        painter.save()
        painter.setClipRect(self.visual(QRect(columns.label, 0, columns.window, head)))
        for place, lane in enumerate(lanes):
            day = _("done {day}").format(day=written_day(lane.finished_at[:10])) if lane.finished_at else ""
            self._paint_head(painter, columns.start(place), lane.letter, lane.name, day, filled=False)
        painter.restore()
        decided = self.sheet is not None and self.sheet.decision is not None
        asking = _("choose the words, Enter takes them") if self.is_asking_span() else _("decided") if decided else _("being made")
        self._paint_head(painter, columns.gold, "G", _("Gold"), asking, filled=True)
        for y in (head - 1, self._area.y() - 1):
            painter.fillRect(QRect(0, y, self.width(), 1), using.line)
        place = self.place_of_case()
        if place is not None:
            words = QRect(using.px(16), head + using.px(8), columns.label - using.px(20), using.px(20))
            number = _("¶ {number}").format(number=self.gold_view.paragraph_of(place))
            draw_text(painter, self.visual(words), number, using.font("option"), using.text_2, direction=self.layoutDirection())
        edges = [columns.label, columns.gold, *(columns.start(n) for n in range(1, columns.count))]
        for x in edges:
            if columns.label <= x <= columns.gold:
                painter.fillRect(self.visual(QRect(x, 0, 1, self.height())), using.line)

    def _paint_head(self, painter: object, x: int, letter: str, name: str, remark: str, *, filled: bool) -> None:
        using, direction = theme.current(), self.layoutDirection()
        chip, head = chip_size(letter, using), using.px(HEAD)
        spot = QRect(QPoint(x + using.px(16), (head - chip.height()) // 2), chip)
        paint_chip(painter, self.visual(spot).topLeft(), letter, using, filled=filled)  # type: ignore[arg-type]
        start, end = spot.right() + using.px(10), x + self._columns.lane - using.px(8)
        wide = min(width_of(name, using.font("current")), end - start)
        words = QRect(start, 0, wide, head)
        draw_text(painter, self.visual(words), name, using.font("current"), using.text, direction=direction)  # type: ignore[arg-type]
        rest = QRect(words.right() + using.px(8), 0, max(0, end - words.right() - using.px(8)), head)
        if rest.width() > using.px(24):
            draw_text(painter, self.visual(rest), remark, using.font("option"), using.text_2, direction=direction)  # type: ignore[arg-type]
