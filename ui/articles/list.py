"""The left dock: the articles of the project, and the annotations of the open one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.step import Changes
from annotator.operations.packages import package_coder
from ui import theme
from ui.articles.annotation_keys import AnnotationKeys
from ui.articles.rows import AnnotationDelegate, ArticleDelegate, RowDelegate
from ui.coding.desk import Desk
from ui.icons import paint_icon
from ui.models.annotation_list import AnnotationList
from ui.models.article_list import ArticleList
from ui.parts.button import Button
from ui.parts.field import plain_enter
from ui.parts.navigation import SearchField, Tabs
from ui.parts.numbers import format_count
from ui.parts.painting import Label, Part, begin, draw_text, frame, pass_keys, width_of
from ui.session import Session
from ui.theme.focus import FocusRing

ARTICLES, ANNOTATIONS = "articles", "annotations"


class ArticlesDock(Part):
    """What can be opened and what is marked; ``article_wanted(id)`` asks for an article, ``import_wanted`` for more of them."""

    article_wanted = Signal(str)
    import_wanted = Signal()

    def __init__(self, session: Session, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._desk = session, desk
        self._stale = True
        self.articles = ArticleList(self)
        self.annotations = AnnotationList(self)
        self.view = RowView(_("Articles"), ArticleDelegate(self))
        self.view.setModel(self.articles)
        self.annotation_view = RowView(_("Annotations"), AnnotationDelegate(self))
        self.annotation_view.setModel(self.annotations)
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("What is listed"))
        self.tabs.add(ARTICLES, _("Articles"), 0)
        self.tabs.add(ANNOTATIONS, _("Annotations"), 0)
        self.field = SearchField(_("Filter articles"))
        self.progress = FinishedLine()
        self.no_match = Label(_("No article fits."), "control", "text_3")
        self.no_articles = NoArticles()
        self.no_queue = Label(_("No article is assigned to you. The supervisor plans who codes which."), "control", "text_2")
        self.annotation_field = SearchField(_("Filter annotations"))
        self.annotation_keys = AnnotationKeys(desk, self.annotations, self.annotation_view)
        self.no_annotations = Label(_("Nothing is marked in this article yet."), "control", "text_3")
        self._lay_out()
        self._connect()
        pass_keys(self, self.view)
        self.refresh()

    def _lay_out(self) -> None:
        px = theme.current().px
        for label in (self.no_match, self.no_queue, self.no_annotations):
            label.setWordWrap(True)
        side = px(18)
        self.no_queue.setContentsMargins(side, side, side, side)
        self.no_queue.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, px(12), 0, 0)
        column.setSpacing(px(10))
        for widget in (self.field, self.progress, self.no_match):
            column.addLayout(_inset(widget))
        column.addWidget(self.view, 1)
        marked = QWidget()
        below = QVBoxLayout(marked)
        below.setContentsMargins(0, px(8), 0, 0)
        below.setSpacing(px(8))
        below.addLayout(_inset(self.annotation_field))
        below.addLayout(_inset(self.no_annotations))
        below.addWidget(self.annotation_view, 1)
        self._pages = QStackedWidget()
        for page in (self._list, self.no_articles, self.no_queue, marked):
            self._pages.addWidget(page)
        self._marked = marked
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.tabs)
        outer.addWidget(self._pages, 1)

    def _connect(self) -> None:
        session, desk = self._session, self._desk
        session.opened.connect(self._load_if_other)
        session.closed.connect(self._on_closed)
        session.coder_changed.connect(self.refresh)
        session.changed.connect(self._on_changed)
        session.article_opened.connect(self._mark_current)
        desk.article_shown.connect(self._annotations_changed)
        desk.coding_changed.connect(self._annotations_changed)
        desk.selection_changed.connect(self._follow_selection)
        self.tabs.changed.connect(lambda _key: self._show_page())
        self.field.text_changed.connect(self._filter)
        self.field.down.connect(self._into_list)
        self.field.entered.connect(self._open_first)
        self.field.leave.connect(self.view.setFocus)
        self.view.taken.connect(self._open)
        self.annotation_view.taken.connect(self._select)
        self.annotation_field.text_changed.connect(self._filter_annotations)
        self.annotation_field.down.connect(self.annotation_keys.enter)
        self.annotation_field.entered.connect(self.annotation_keys.enter)
        self.annotation_field.leave.connect(self.annotation_view.setFocus)
        self.articles.counted.connect(self._count)
        self.no_articles.button.clicked.connect(self.import_wanted)

    # ---- questions ---------------------------------------------------------------------------------------------------------

    def next_article(self, after: str = "") -> str:
        """Return the next article that is not finished, counted from this one; empty if every other one is."""
        self._load_if_other()
        return self.articles.next_unfinished(after)

    def neighbour(self, article_id: str, way: int) -> str:
        """Return the article after (1) or before (-1) this one in the list, the first one for no article; else empty."""
        self._load_if_other()
        return self.articles.neighbour(article_id, way)

    # ---- following ---------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read all articles anew."""
        self.articles.load(self._session.project)
        self._mark_current(self._session.article_id)
        self._annotations_changed()
        self._show_page()

    def _load_if_other(self) -> None:
        # Whoever hears first that a project was opened may ask us before we have heard of it.
        if not self.articles.shows(self._session.project):
            self.refresh()

    def _on_closed(self) -> None:
        self.articles.load(None)
        self.annotations.show(None)
        self._show_page()

    def _on_changed(self, changes: Changes) -> None:
        total = self.articles.total
        self.articles.follow(changes)
        if self.articles.total != total:
            self._mark_current(self._session.article_id)
            self._show_page()

    def _count(self) -> None:
        self.tabs.set_count(ARTICLES, self.articles.total)
        self.progress.show_count(self.articles.finished, self.articles.total, self._listed_words())

    def _listed_words(self) -> str:
        """Return what is listed: the articles of a work package, of the coder's queue, or all."""
        project = self._session.project
        if project is not None and package_coder(project) is not None:
            return _("Your work package")
        return _("Your articles") if project is not None and project.visible_articles is not None else _("All articles")

    def _show_page(self) -> None:
        if self.tabs.key() == ANNOTATIONS:
            self._pages.setCurrentWidget(self._marked)
            self._read_annotations()
        else:
            empty = self.no_queue if self._has_empty_queue() else self.no_articles
            self._pages.setCurrentWidget(self._list if self.articles.total else empty)
        can_import = self._session.project is not None and not self._session.project.read_only
        self.no_articles.button.setEnabled(can_import)
        self._show_whether_any()

    def _has_empty_queue(self) -> bool:
        project = self._session.project
        return project is not None and not self.articles.total and project.visible_articles is not None

    def _show_whether_any(self) -> None:
        self.no_match.setVisible(bool(self.articles.total) and not self.articles.rowCount())
        self.no_annotations.setText(_("No annotation fits.") if self.annotations.filtered else _("Nothing is marked in this article yet."))
        self.no_annotations.setVisible(not self.annotations.rowCount())

    # ---- articles ----------------------------------------------------------------------------------------------------------

    def _filter(self, text: str) -> None:
        self.articles.filter(text)
        self._mark_current(self._session.article_id)
        self._show_whether_any()

    def _into_list(self) -> None:
        self.view.setFocus()
        if not self.view.currentIndex().isValid():
            self.view.go_to(self.articles.index(0))

    def _open_first(self) -> None:
        if self.articles.rowCount():
            self._open(self.articles.index(0))

    def _open(self, index: QModelIndex) -> None:
        self.article_wanted.emit(self.articles.row(index).id)

    def _mark_current(self, article_id: str) -> None:
        self.view.mark(article_id, self.articles.index_of(article_id))

    # ---- annotations -------------------------------------------------------------------------------------------------------

    def _annotations_changed(self, *_difference: object) -> None:
        shown = self._desk.shown
        self.tabs.set_count(ANNOTATIONS, len(shown.annotations) if shown is not None else 0)
        self._stale = True
        if self.tabs.key() == ANNOTATIONS:
            self._read_annotations()

    def _read_annotations(self) -> None:
        """List what is marked; while the tab is hidden, marking costs nothing here."""
        if self._stale:
            self._stale = False
            self.annotations.show(self._desk.shown)
            self._follow_selection(self._desk.selected_id)
            self._show_whether_any()

    def _follow_selection(self, annotation_id: str) -> None:
        if self.tabs.key() == ANNOTATIONS:
            self.annotation_view.mark(annotation_id, self.annotations.index_of(annotation_id))

    def _filter_annotations(self, text: str) -> None:
        self.annotations.filter(text)
        self._follow_selection(self._desk.selected_id)
        self._show_whether_any()

    def _select(self, index: QModelIndex) -> None:
        self._desk.select(self.annotations.annotation_id(index), reveal=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        begin(self).fillRect(self.rect(), theme.current().panel)


class RowView(QTableView):
    """A list of painted rows, all of one height; ``taken(index)`` is sent for a click and for Enter.

    A table of one column, not a QListView: that one asks the model for each row whenever it is laid out, a quarter of a
    second for a hundred thousand, this one for none.
    """

    taken = Signal(QModelIndex)

    def __init__(self, name: str, delegate: RowDelegate) -> None:
        super().__init__()
        self._delegate = delegate
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_row_height()
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        quiet = self.palette()  # the delegate paints what is chosen; a table would put its own colour under it
        quiet.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        self.setPalette(quiet)
        self.clicked.connect(self.taken)
        self.verticalScrollBar().valueChanged.connect(lambda _value: FocusRing.refresh(self))

    def _set_row_height(self) -> None:
        height = theme.current().px(self._delegate.height)
        self.verticalHeader().setMinimumSectionSize(1)  # one that grew would hold fast the rows that are there
        self.verticalHeader().setDefaultSectionSize(height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._set_row_height()

    def mark(self, row_id: str, index: QModelIndex) -> None:
        """Give the row of this id the ink bar and bring it in sight."""
        self._delegate.current = row_id
        if index.isValid():
            self.go_to(index)
        else:
            self.clearSelection()
        self.viewport().update()

    def go_to(self, index: QModelIndex) -> None:
        """Put the keys on a row."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
        FocusRing.refresh(self)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        FocusRing.refresh(self)

    def focus_rect(self) -> QRect:
        """Return the row that the keys are on: the ring goes round it."""
        row = self.visualRect(self.currentIndex()).intersected(self.viewport().rect())
        inset = theme.current().px(6)
        return row.adjusted(inset, 1, -inset, -1) if not row.isEmpty() else self.rect().adjusted(2, 2, -2, -2)

    def focus_radius(self) -> int:
        return theme.current().px(6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event) or event.key() == Qt.Key.Key_Space:
            if self.currentIndex().isValid():
                self.taken.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        FocusRing.refresh(self)


class FinishedLine(Part):
    """How many of the articles are finished, in words and as a thin bar."""

    def __init__(self) -> None:
        super().__init__()
        self._done = self._total = 0
        self._listed = ""
        self.on_theme()

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(28))

    def show_count(self, done: int, total: int, listed: str = "") -> None:
        """Show that so many of so many are finished; ``listed`` says of which articles."""
        self._done, self._total, self._listed = done, total, listed or _("All articles")
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self._listed)
        self.setVisible(bool(total))
        self.update()

    def text(self) -> str:
        """Return the count in words."""
        return _("{done} of {total} finished").format(done=format_count(self._done), total=format_count(self._total))

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        words, font = self.text(), using.font("caption")
        wide = width_of(words, font)
        label = self.visual(QRect(0, 0, self.width() - wide - using.px(6), using.px(18)))
        draw_text(painter, label, self._listed, using.font("head"), using.text_2, direction=direction)
        count = self.visual(QRect(self.width() - wide, 0, wide, using.px(18)))
        draw_text(painter, count, words, font, using.text_2, direction=direction)
        bar = QRect(0, using.px(22), self.width(), using.px(4))
        frame(painter, bar, using.px(2), None, using.track)
        done = QRect(bar.topLeft(), QRect(0, 0, round(bar.width() * self._done / max(1, self._total)), bar.height()).size())
        if done.width() >= 2:
            frame(painter, self.visual(done), min(using.px(2), done.width() / 2), None, using.text_2)


class NoArticles(Part):
    """What the list says before any article is there; narrow enough for the dock."""

    def __init__(self) -> None:
        super().__init__()
        px = theme.current().px
        title = Label(_("No articles yet"), "current")
        sentence = Label(_("Drop files or folders here, or bring in a table."), "control", "text_2")
        self.button = Button(_("Import articles"), key="Ctrl+I")
        self.setAccessibleName(_("No articles yet"))
        column = QVBoxLayout(self)
        self.set_margins(18, 60, 14, 16)
        column.setSpacing(px(4))
        for label in (title, sentence):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(px(8))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        side = using.px(24)
        paint_icon(begin(self), self.visual(QRect(using.px(18), using.px(24), side, side)), "newspaper", using.text_3)


def _inset(widget: QWidget) -> QVBoxLayout:
    """Return the widget in a layout with the margins of the dock."""
    inside = QVBoxLayout()
    side = theme.current().px(12)
    inside.setContentsMargins(side, 0, side, 0)
    inside.addWidget(widget)
    return inside
