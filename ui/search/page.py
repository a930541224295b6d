"""Search in all articles: what is asked, which articles, and the places found, each with its words in context."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from annotator.errors import Cancelled
from annotator.i18n import N_, _, ngettext
from annotator.model.span import Span
from annotator.model.step import Changes
from annotator.operations import searching
from annotator.operations.bulk_coding import BulkPlan, code_bulk
from annotator.operations.entities import in_context
from annotator.operations.searching import Found
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import Banner, EmptyState, Message, ProgressBar
from ui.parts.navigation import SearchField, Segmented
from ui.parts.numbers import format_count, written_day
from ui.parts.page_head import lay_out_page, page_head
from ui.parts.painting import ElidedLabel, Part, begin, pass_keys
from ui.search.bulk_panel import STANDING_WORDS, BulkPanel
from ui.search.context_list import ContextList, Place
from ui.search.filter_bar import FilterBar
from ui.search.highlighter_panel import HighlighterPanel
from ui.session import Session
from ui.table.page_steps import PageSteps

SETTLE_MS = 250
PANEL = 340
NARROW = 900
WORDS, PATTERN = "words", "pattern"
ARTICLES, CONTEXT = "articles", "context"
_MOST_PLACES = 2_000
_HOW = N_("All words must be there. “In quotation marks” they follow each other; fish* begins a word; OR and -without combine them.")


class SearchPage(Part):
    """``place_wanted(article, span)`` opens a hit. ``next_hit`` and ``previous_hit`` (F3) go on from anywhere in the window."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.found: Found | None = None
        self._texts: dict[str, str] = {}
        self._job: Job | None = None
        self._problem: Banner | None = None
        self._standings: dict[tuple[str, Span], str] = {}
        self.setAccessibleName(_("Search"))
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.search)
        self._make_parts()
        self._lay_out()
        session.closed.connect(self._forget)
        session.opened.connect(self._forget)
        session.coder_changed.connect(self._forget)
        session.changed.connect(self._on_changed)

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.field = SearchField(_("Search in all articles"), _("Words, “phrases”, begin*, OR, -without"))
        self.field.text_changed.connect(lambda _text: self._on_typed())
        self.field.entered.connect(self._enter)
        self.field.down.connect(self._to_list)
        self.kind = Segmented(_("What is typed"), ((WORDS, _("Words")), (PATTERN, _("Regular expression"))))
        self.kind.changed.connect(lambda _key: self.search())
        self.shape = Segmented(_("What is listed"), ((ARTICLES, _("Articles")), (CONTEXT, _("Every place"))))
        self.shape.changed.connect(lambda _key: self._fill())
        self.bar = FilterBar(self._session)
        self.bar.changed.connect(self.search)
        self.progress = ProgressBar()
        self.progress.stopped.connect(self.stop)
        self.list = ContextList(_("Places found"), several=True)
        self.list.moved.connect(self._on_chosen)
        self.list.setAccessibleDescription(_("Enter opens a place in its article, F3 the next one"))
        self.list.opened.connect(self._open)
        self.list.left.connect(lambda: self.field.setFocus(Qt.FocusReason.TabFocusReason))
        self.empty = EmptyState("search", _("Search in all articles"), _(_HOW))
        self.message = Message(self)
        self._steps = PageSteps(self._session, self.message)
        self.bulk = BulkPanel(self._session)
        self.bulk.planned.connect(self._show_plan)
        self.bulk.wanted.connect(self._code)
        self.bulk.left.connect(self._close_side)
        self.marking = HighlighterPanel(self._session, self._steps)
        self.marking.left.connect(self._close_side)
        self.marking.add_button.clicked.connect(lambda: self.marking.add(self.field.text(), self.kind.key()))
        self.side = QStackedWidget()
        for panel in (self.bulk, self.marking):
            self.side.addWidget(panel)
        self.side.hide()
        self.bulk_button = Button(_("Code places…"), icon="highlighter")
        self.bulk_button.clicked.connect(self.ask_to_code)
        self.bulk_button.hide()
        self.marking_button = Button(_("Highlighters"), icon="paintbrush")
        self.marking_button.clicked.connect(self.show_highlighters)
        self.more_button = Button(_("Show more"), low=True)
        self.more_button.clicked.connect(lambda: self.search(first=10 * searching.FIRST))
        self.more_button.hide()

    def _lay_out(self) -> None:
        px = theme.current().px
        top, head = page_head(_("Search"), self.said)
        self._head = head
        for part in (self.kind, self.shape):
            head.addWidget(part)
        filters = QHBoxLayout()
        filters.setSpacing(px(8))
        filters.addWidget(self.bar, 1)
        filters.addWidget(self.more_button)
        column = self._column = QVBoxLayout()
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(self.field)
        column.addLayout(filters)
        self._below = QHBoxLayout()
        self._below.setSpacing(px(8))
        column.addLayout(self._below)
        self._place_buttons()
        column.addWidget(self.progress)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        body = QHBoxLayout()
        body.setSpacing(1)
        body.addLayout(column, 1)
        self.side.setFixedWidth(px(PANEL))
        body.addWidget(self.side)
        lay_out_page(self, top, body)
        self._head_height = px(64)
        pass_keys(self, self.field)
        self._show_nothing()

    def _place_buttons(self) -> None:
        """Put what is done with the places found into the head, or below the filters where the window is narrow."""
        narrow = self.width() < theme.current().px(NARROW)
        place, at = (self._below, 0) if narrow else (self._head, 1)
        for number, button in enumerate((self.bulk_button, self.marking_button)):
            place.insertWidget(at + number, button, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        if narrow and self._below.count() == len((self.bulk_button, self.marking_button)):
            self._below.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_below"):
            self._place_buttons()

    # ---- searching ----------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self.stop()
        self._steps.forget()
        self._standings = {}
        self.side.hide()
        self._clear_problem()
        self.found, self._texts = None, {}
        self.bar.forget()
        self.field.edit.clear()
        self._settle.stop()
        self._show_nothing()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("setting"):
            self._show_highlighters()
        if changes.touch("article", "assignment"):
            self.bar.forget_outlets()
            if self.found is not None and self.isVisible():
                self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_highlighters()
        self.field.edit.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self, first: int = searching.FIRST) -> None:
        """Search for what stands in the field, off the GUI thread; what was under way is dropped."""
        self.stop()
        self._settle.stop()
        self._clear_problem()
        asked, filters, patterns = self.field.text(), self.bar.filters, self.kind.key() == PATTERN
        if not asked.strip() or not self._session.is_open:
            self.found = None
            self._show_nothing()
            return

        def work(project: Project, progress: Progress) -> tuple[Found, dict[str, str]]:
            if patterns:
                found = searching.search_pattern(project, asked, filters, first=first, progress=progress)
            else:
                found = searching.search(project, asked, filters, first=first, progress=progress)
            return found, {hit.article.id: project.articles.text(hit.article.id) for hit in found.hits}

        self.progress.start(_("Searching"))
        writes = not patterns and not self._session.the_project().read_only and not searching.is_ready(self._session.the_project())
        job = self._job = self._session.job(work, writes=writes)  # an index that is missing is made first
        job.progressed.connect(lambda _label, done, total: self.progress.show_count(done, total) if job is self._job else None)
        job.done.connect(lambda found: self._show(*found) if job is self._job else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._job else None)
        job.ended.connect(lambda: self._end(job))
        self._session.start(job)

    def _on_typed(self) -> None:
        self._settle.start()
        if not self.side.isHidden() and self.side.currentWidget() is self.marking:
            self._show_highlighters()

    def stop(self) -> None:
        """Stop the search under way; what is shown stays."""
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self.progress.finish()

    def _end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.progress.finish()

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.found = None
        self._show_nothing()
        self.said.show_text(str(error))

    def _clear_problem(self) -> None:
        if self._problem is not None:
            self._column.removeWidget(self._problem)
            self._problem.deleteLater()
            self._problem = None

    # ---- showing ------------------------------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self.bulk_button.hide()
        if self.side.currentWidget() is self.bulk:
            self.side.hide()
        self.list.show_places([])
        self.list.hide()
        self.more_button.hide()
        self.empty.show()
        self.said.show_text("")

    def _show(self, found: Found, texts: dict[str, str]) -> None:
        self.found, self._texts = found, texts
        self._standings = {}
        project = self._session.the_project()
        self.bulk_button.setVisible(bool(found.hits) and project.coder is not None and not project.read_only)
        if not found.hits and self.side.currentWidget() is self.bulk:
            self.side.hide()
        self.empty.setVisible(not found.hits)
        self.list.setVisible(bool(found.hits))
        self.more_button.setVisible(found.total > len(found.hits) == searching.FIRST)
        if found.too_slow:
            self._warn(found)
        self._fill()

    def _warn(self, found: Found) -> None:
        count = len(found.too_slow)
        head = ngettext("{count} article took too long", "{count} articles took too long", count).format(count=count)
        rest = "" if found.whole else " " + _("The search ended there; make the expression simpler.")
        self._problem = Banner("warning", head, ", ".join(found.too_slow) + "." + rest)
        self._column.insertWidget(2, self._problem)

    def _fill(self) -> None:
        """List the articles, or every place in them."""
        found = self.found
        if found is None:
            return
        aligned = self.shape.key() == CONTEXT
        self.list.align(aligned)
        places: list[Place] = []
        for hit in found.hits:
            spans = hit.spans if aligned else hit.spans[:1]
            date = written_day(hit.article.date) if hit.article.date else ""
            where = " · ".join(part for part in (hit.article.title, hit.article.outlet, date) if part)
            count = len(hit.spans)
            several = "" if aligned else ngettext("{count} place", "{count} places", count).format(count=format_count(count))
            for span in spans:
                words = in_context(self._texts[hit.article.id], span.start, span.end, 90 if aligned else 170)
                remark = self._standings.get((hit.article.id, span), several)
                places.append(Place(f"{hit.article.id} {span.start}", hit.article.id, span, where, *words, remark))
        self.list.show_places(places[:_MOST_PLACES])
        self._say(found)
        self._on_chosen()

    def _say(self, found: Found) -> None:
        if not found.total:
            self.said.show_text(_("Nothing found"))
            return
        words = [ngettext("{count} article", "{count} articles", found.total).format(count=format_count(found.total))]
        if found.total > len(found.hits):
            words.append(_("the first {count} are shown").format(count=format_count(len(found.hits))))
        self.said.show_text(" · ".join(words))

    # ---- coding what was found --------------------------------------------------------------------------------------

    def ask_to_code(self) -> None:
        """List every place, and ask which category they become."""
        if self.found is None:
            return
        self.shape.choose(CONTEXT)
        self._fill()
        self.side.setCurrentWidget(self.bulk)
        self.side.show()
        self.bulk.ask(self._session.the_project().codebook, self._to_code())

    def _to_code(self) -> list[tuple[str, Span]]:
        """Return the chosen places, all that are listed where not more than one is chosen."""
        chosen = self.list.chosen()
        return [(one.article_id, one.span) for one in (chosen if len(chosen) > 1 else self.list.places.places)]

    def _on_chosen(self) -> None:
        if self._coding:
            self.bulk.show_places(self._to_code())

    @property
    def _coding(self) -> bool:
        return not self.side.isHidden() and self.side.currentWidget() is self.bulk

    def _show_plan(self, plan: BulkPlan | None) -> None:
        standings = {}
        for one in plan.places if plan is not None else ():
            standings[one.article_id, one.span] = _(STANDING_WORDS[one.standing]) if one.standing in STANDING_WORDS else _("new")
        places = self.list.places
        changed = [replace(one, remark=standings.get((one.article_id, one.span), "")) for one in places.places]
        if self._coding and changed != places.places:
            self._standings = standings
            places.places = changed  # the rows stay what they are and stay chosen; only their remarks are others
            self.list.viewport().update()

    def _code(self, places: list[tuple[str, Span]], category: str) -> None:
        if self._steps.write(lambda: code_bulk(self._session.the_project(), places, category)):
            self._close_side()

    def _close_side(self) -> None:
        self.side.hide()
        self._standings = {}
        self._fill()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo(self) -> None:
        """Take back the last step that was made on this page."""
        self._steps.undo()

    def redo(self) -> None:
        """Do again what ``undo`` took back."""
        self._steps.redo()

    # ---- highlighters -------------------------------------------------------------------------------------------------

    def show_highlighters(self) -> None:
        """Show the project's highlighters beside what was found, or no longer."""
        if self.highlighters_shown:
            self._close_side()
            return
        self.side.setCurrentWidget(self.marking)
        self.side.show()
        self._show_highlighters()

    def to_highlighters(self) -> None:
        """Show the project's highlighters and bring the keys to the first of them."""
        if not self.highlighters_shown:
            self.show_highlighters()
        rows = self.marking.rows
        (rows[0] if rows else self.marking.close_button).setFocus()

    @property
    def highlighters_shown(self) -> bool:
        """Whether the highlighters stand beside what was found."""
        return not self.side.isHidden() and self.side.currentWidget() is self.marking

    def _show_highlighters(self) -> None:
        if self._session.is_open:
            self.marking_button.setText(self.marking.on_words())
            self.marking.refresh(self.field.text(), self.kind.key())

    # ---- going there --------------------------------------------------------------------------------------------------

    def _enter(self) -> None:
        if self._settle.isActive() or self.found is None:
            self.search()
        else:
            self._to_list()

    def _to_list(self) -> None:
        if self.list.current() is not None:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, place: Place) -> None:
        self.place_wanted.emit(place.article_id, place.span)

    def next_hit(self) -> None:
        """Open the place after the one opened last, the first again after the last."""
        self._step(1)

    def previous_hit(self) -> None:
        """Open the place before the one opened last."""
        self._step(-1)

    def _step(self, way: int) -> None:
        place = self.list.step(way)
        if place is not None:
            self._open(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, self._head_height, self.width(), 1), using.line)
        if self.side.isVisible():
            side = self.side.geometry()
            painter.fillRect(side, using.panel)
            x = side.left() - 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else side.right() + 1
            painter.fillRect(QRect(x, side.top(), 1, side.height()), using.line)
