"""The left dock: the articles with their state, and the annotations of the open one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStackedWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.annotation import FINISHED, FINISHED_EMPTY, UNREAD, state_of
from annotator.model.article import Article
from annotator.model.step import Changes
from annotator.text.folding import fold
from ui import theme
from ui.coding.desk import Desk
from ui.coding.head import day
from ui.parts.navigation import SearchField, Tabs
from ui.parts.painting import Label, draw_text
from ui.parts.signs import paint_category_sign, paint_state
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex


class ArticleList(QAbstractListModel):
    """The articles that fit the filter, with the coder's state and number of annotations."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._all: list[tuple[Article, str]] = []
        self.rows: list[Article] = []
        self.states: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self._filter = ""

    def load(self) -> None:
        """Read the articles and states anew."""
        project = self._session.project
        self.beginResetModel()
        self._all = [(one, fold(f"{one.title} {one.outlet}")) for one in project.articles.all()] if project is not None else []
        self._load_states()
        self._apply()
        self.endResetModel()

    def _load_states(self) -> None:
        project, coder = self._session.project, self._session.coder
        self.states, self.counts = {}, {}
        if project is None or coder is None:
            return
        self.counts = {article: n for (article, _coder), n in project.annotations.counts(coder.id).items()}
        codings = {one.article_id: one for one in project.codings.all(coder.id)}
        for article, _folded in self._all:
            self.states[article.id] = state_of(codings.get(article.id), self.counts.get(article.id, 0))

    def filter(self, text: str) -> None:
        """Show the articles whose headline or outlet holds the text."""
        self.beginResetModel()
        self._filter = fold(text)
        self._apply()
        self.endResetModel()

    def _apply(self) -> None:
        self.rows = [article for article, folded in self._all if self._filter in folded]

    def update_article(self, article_id: str) -> None:
        """Read the state of one article anew."""
        project, coder = self._session.project, self._session.coder
        if project is None or coder is None:
            return
        self.counts[article_id] = project.annotations.count(article_id, coder.id)
        self.states[article_id] = state_of(project.codings.get(article_id, coder.id), self.counts[article_id])
        for row, article in enumerate(self.rows):
            if article.id == article_id:
                self.dataChanged.emit(self.index(row), self.index(row))

    @property
    def finished(self) -> int:
        """Return how many articles the coder has finished."""
        return sum(1 for state in self.states.values() if state in (FINISHED, FINISHED_EMPTY))

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        article = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{article.title}, {self.states.get(article.id, UNREAD).replace('_', ' ')}"
        return article if role == Qt.ItemDataRole.UserRole else None


class _ArticleRow(QStyledItemDelegate):
    def __init__(self, model: ArticleList, session: Session) -> None:
        super().__init__()
        self._model, self._session = model, session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.current().px(160), theme.current().px(68))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        using, article = theme.current(), self._model.rows[index.row()]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        px = using.px
        current = article.id == self._session.article_id
        if current:
            painter.fillRect(rect, using.selection)
            painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), using.ink)
        elif option.state & QStyle.StateFlag.State_MouseOver:  # type: ignore[attr-defined]
            painter.fillRect(rect, using.hover)
        state = self._model.states.get(article.id, UNREAD)
        paint_state(painter, QRect(rect.left() + px(12), rect.top() + px(9), px(14), px(14)), state, using)
        words = QRect(rect.left() + px(34), rect.top() + px(6), rect.width() - px(44), px(36))
        painter.setFont(using.font("current" if current else "name"))
        painter.setPen(using.text)
        metrics = painter.fontMetrics()
        title = metrics.elidedText(article.title, Qt.TextElideMode.ElideRight, int(words.width() * 1.8))
        painter.drawText(words, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading), title)
        below = QRect(words.left(), rect.bottom() - px(21), words.width(), px(16))
        date = day(article.date_published) if article.date_published else _("date open")
        facts = f"{article.outlet or _('No outlet')} · {date}"
        count = self._model.counts.get(article.id, 0)
        draw_text(painter, below.adjusted(0, 0, -px(26), 0), facts, using.font("caption"), using.text_2)
        if state != UNREAD:
            draw_text(painter, below, str(count), using.font("head"), using.text_2, align=Qt.AlignmentFlag.AlignTrailing)


class _AnnotationList(QAbstractListModel):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.ids: list[str] = []

    def load(self, *_changed: object) -> None:
        self.beginResetModel()
        self.ids = [one.id for one in self._desk.shown.ordered()] if self._desk.shown is not None else []
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        shown = self._desk.shown
        annotation = shown.annotations.get(self.ids[index.row()]) if shown is not None else None
        if annotation is None or shown is None:
            return None
        return shown.describe(annotation) if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None


class _AnnotationRow(QStyledItemDelegate):
    def __init__(self, model: _AnnotationList, desk: Desk) -> None:
        super().__init__()
        self._model, self._desk = model, desk

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.current().px(160), theme.current().px(40))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        using, shown = theme.current(), self._desk.shown
        annotation = shown.annotations.get(self._model.ids[index.row()]) if shown is not None else None
        if annotation is None or shown is None:
            return
        rect: QRect = option.rect  # type: ignore[attr-defined]
        px = using.px
        if annotation.id == self._desk.selected_id:
            painter.fillRect(rect, using.selection)
            painter.fillRect(QRect(rect.left(), rect.top(), px(3), rect.height()), using.ink)
        category = self._desk.project.codebook.category(annotation.category)
        if category is not None:
            sign = QRect(rect.left() + px(12), rect.top() + px(5), px(14), px(14))
            paint_category_sign(painter, sign, using.category(category.color, category.style), category.style, using)
        words = QRect(rect.left() + px(34), rect.top() + px(2), rect.width() - px(42), px(20))
        draw_text(painter, words, annotation.quote, using.font("quote"), using.text)
        tail = [shown.value_in_short(annotation)]
        tail += [_("incomplete")] if shown.is_incomplete(annotation) else []
        tail += [_("flagged")] if annotation.flag else []
        tail += ["?"] if annotation.confidence == "low" else []
        below = QRect(words.left(), words.bottom(), words.width(), px(16))
        draw_text(painter, below, " · ".join(part for part in tail if part), using.font("caption"), using.text_2)


class ArticlesDock(QWidget):
    """Tabs Articles and Annotations."""

    article_wanted = Signal(str)
    import_wanted = Signal()

    def __init__(self, session: Session, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._desk = session, desk
        self.model = ArticleList(session)
        self._annotations = _AnnotationList(desk)
        self.tabs = Tabs()
        self.tabs.add("articles", _("Articles"))
        self.tabs.add("annotations", _("Annotations"))
        self.filter = SearchField(_("Filter articles"), _("Filter articles"))
        self._progress = Label("", "caption", "text_2")
        self.view = self._view(self.model, _ArticleRow(self.model, session), _("Articles"))
        self.annotation_view = self._view(self._annotations, _AnnotationRow(self._annotations, desk), _("Annotations"))
        self._lay_out()
        self.tabs.changed.connect(lambda key: self._stack.setCurrentIndex(key == "annotations"))
        self.filter.text_changed.connect(self.model.filter)
        self.filter.down.connect(self.view.setFocus)
        self.view.clicked.connect(lambda index: self.article_wanted.emit(self.model.rows[index.row()].id))
        self.view.activated.connect(lambda index: self.article_wanted.emit(self.model.rows[index.row()].id))
        for signal in (self.annotation_view.clicked, self.annotation_view.activated):
            signal.connect(lambda index: desk.select(self._annotations.ids[index.row()], reveal=True))
        session.opened.connect(self.load)
        session.coder_changed.connect(self.load)
        session.changed.connect(self._on_changed)
        for signal in (desk.article_shown, desk.coding_changed):
            signal.connect(self._refresh)
        desk.selection_changed.connect(lambda _id: self.annotation_view.viewport().update())
        self.setFocusProxy(self.view)
        self.load()

    def _view(self, model: QAbstractListModel, delegate: QStyledItemDelegate, name: str) -> QListView:
        view = QListView()
        view.setModel(model)
        view.setItemDelegate(delegate)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setFrameShape(QListView.Shape.NoFrame)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(name)
        delegate.setParent(view)
        return view

    def _lay_out(self) -> None:
        px = theme.current().px
        articles = QWidget()
        column = QVBoxLayout(articles)
        column.setContentsMargins(px(12), px(12), px(6), 0)
        column.addWidget(self.filter)
        column.addWidget(self._progress)
        column.addWidget(self.view, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(articles)
        self._stack.addWidget(self.annotation_view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.tabs)
        whole.addWidget(self._stack, 1)

    def load(self) -> None:
        """Read the articles anew."""
        self.model.load()
        self._refresh()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("article"):
            self.load()
        elif changes.touch("annotation", "article_coding"):
            for article in changes.articles:
                self.model.update_article(article)
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        self._annotations.load()
        total = len(self.model.states) or self.model.rowCount()
        self.tabs.set_count("articles", total)
        self.tabs.set_count("annotations", len(self._annotations.ids))
        self._progress.setText(_("{done} of {total} finished").format(done=self.model.finished, total=total))
        self.view.viewport().update()

    def next_article(self, after: str) -> str:
        """Return the next article that is not finished, counted from one; empty if there is none."""
        ids = [article.id for article in self.model.rows]
        start = ids.index(after) + 1 if after in ids else 0
        open_ones = [one for one in [*ids[start:], *ids[:start]] if self.model.states.get(one, UNREAD) not in (FINISHED, FINISHED_EMPTY)]
        return next((one for one in open_ones if one != after), "")

    def neighbour(self, article_id: str, way: int) -> str:
        """Return the article after (1) or before (-1) one in the list; empty at its end."""
        ids = [article.id for article in self.model.rows]
        if article_id not in ids:
            return ids[0] if ids else ""
        place = ids.index(article_id) + way
        return ids[place] if 0 <= place < len(ids) else ""
