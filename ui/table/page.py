"""All annotations in one table: sorted, filtered by words and by the values of any attribute; Enter opens the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from annotator.errors import Cancelled
from annotator.i18n import N_, _, ngettext
from annotator.model.codebook import Attribute
from annotator.model.span import Span
from annotator.model.step import Changes
from annotator.operations.annotation_table import AnnotationRow, AnnotationTable, annotation_table
from annotator.operations.codebook_recode import Filter, recode
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import EmptyState, Message
from ui.parts.navigation import SearchField
from ui.parts.numbers import format_count
from ui.parts.page_head import lay_out_page, page_head
from ui.parts.painting import ElidedLabel, Part, begin, pass_keys
from ui.session import Session
from ui.table.page_steps import PageSteps
from ui.table.recode_panel import RecodePanel
from ui.table.rows import Column
from ui.table.view import Table

SETTLE_MS = 300
PANEL = 340
_MOST_VALUES = 60
_FACTS: tuple[tuple[str, str, Callable[[AnnotationRow], str]], ...] = (
    ("category", N_("Category"), lambda row: row.category),
    ("coder", N_("Coder"), lambda row: row.coder),
    ("marks", N_("Marks"), lambda row: marks_of(row)),
)


def marks_of(row: AnnotationRow) -> str:
    """Return how an annotation is marked, in words."""
    one = row.annotation
    words = ((one.flag, _("flagged")), (one.confidence == "low", _("unsure")), (bool(one.note), _("note")))
    return ", ".join(word for marked, word in words if marked)


class AnnotationsPage(Part):
    """``place_wanted(article, span)`` opens an annotation in its article."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: AnnotationTable | None = None
        self._wanted: dict[str, frozenset[str]] = {}
        """by column the values that are let through; a column that is not there lets all through"""
        self._stale = True
        self._job: Job | None = None
        self.setAccessibleName(_("All annotations"))
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._make_parts()
        self._lay_out()
        session.changed.connect(self._on_changed)
        session.closed.connect(self._forget)
        session.opened.connect(self._on_other)
        session.coder_changed.connect(self._on_other)

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.sort_button = Button(_("Sort"), icon="arrow-up-down")
        self.sort_button.clicked.connect(lambda: self._drop(self.sort_button, self.table.sort_menu(self)))
        self.filter_button = Button(_("Show: all"), icon="list-filter")
        self.filter_button.clicked.connect(lambda: self._drop(self.filter_button, self.filter_menu()))
        self.recode_button = Button(_("Recode…"), icon="replace")
        self.recode_button.clicked.connect(self.ask_to_recode)
        self.message = Message(self)
        self._steps = PageSteps(self._session, self.message)
        self.recoding = RecodePanel(self._session)
        self.recoding.wanted.connect(self._recode)
        self.recoding.left.connect(self._close_side)
        self.recoding.hide()
        self.filter = SearchField(_("Filter annotations"), _("Filter by words in any column"))
        self.filter.text_changed.connect(lambda _text: self._apply())
        for signal in (self.filter.down, self.filter.entered, self.filter.leave):
            signal.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.table = Table(_("All annotations"), [], dense=True, several=True)
        self.table.setAccessibleDescription(_("Enter opens an annotation in its article; Shift with the arrows chooses several to recode"))
        self.table.moved.connect(self._on_chosen)
        self.table.opened.connect(self._open)
        self.table.left.connect(lambda: self.filter.setFocus(Qt.FocusReason.TabFocusReason))
        what = _("What is marked in the articles is listed here, with all its values.")
        self.empty = EmptyState("highlighter", _("No annotations yet"), what)
        self.empty.hide()

    def _lay_out(self) -> None:
        px = theme.current().px
        top, head = page_head(_("All annotations"), self.said)
        head.addWidget(self.recode_button)
        head.addWidget(self.sort_button)
        head.addWidget(self.filter_button)
        column = QVBoxLayout()
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(8))
        for part in (self.filter, self.empty):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self.recoding.setFixedWidth(px(PANEL))
        body = QHBoxLayout()
        body.setSpacing(1)
        body.addLayout(column, 1)
        body.addWidget(self.recoding)
        lay_out_page(self, top, body)
        self._head_height = px(64)
        pass_keys(self, self.table)

    # ---- reading ------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._settle.stop()
        self._steps.forget()
        self.recoding.hide()
        if self._job is not None:
            self._job.cancel()
        self._job, self._shown, self._wanted, self._stale = None, None, {}, True
        self.table.show_rows([])
        self.said.show_text("")

    def _on_other(self) -> None:
        self._forget()
        if self.isVisible():
            self.refresh()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("annotation", "entity", "article", "codebook_version"):
            self._stale = True
            if self.isVisible():
                self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._session.is_open:
            self.refresh()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the annotations anew, off the GUI thread."""
        if self._job is not None:
            self._job.cancel()
        self._stale = False

        def work(project: Project, _progress: Progress) -> AnnotationTable:
            return annotation_table(project)

        job = self._job = self._session.job(work)
        job.done.connect(lambda found: self._show(found) if job is self._job else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._job else None)
        self._session.start(job)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.said.show_text(str(error))

    def _show(self, found: AnnotationTable) -> None:
        self._shown = found
        codebook = self._session.the_project().codebook
        signs = {one.id: (one.color, one.style) for one in codebook.categories}
        columns = _columns(found.attributes, signs, coders=self._session.the_project().sees_all)
        self.table.show_rows(found.rows, columns=columns, folded=[row.folded for row in found.rows])
        self.empty.setVisible(not found.rows)
        self.table.setVisible(bool(found.rows))
        self.filter.setVisible(bool(found.rows))
        for button in (self.sort_button, self.filter_button):
            button.setEnabled(bool(found.rows))
        self._apply()
        self._on_chosen()

    # ---- recoding -----------------------------------------------------------------------------------------------------

    @property
    def _writable(self) -> bool:
        return self._session.is_open and not self._session.the_project().read_only

    def _on_chosen(self) -> None:
        chosen = self.table.chosen()
        self.recode_button.setEnabled(self._writable and bool(chosen))
        if not self.recoding.isHidden():
            if chosen:
                self.recoding.show_rows(chosen)
            else:
                self._close_side()

    def ask_to_recode(self) -> None:
        """Ask what the chosen annotations are to become."""
        chosen = self.table.chosen()
        if chosen and self._writable:
            self.recoding.show()
            self.recoding.ask(chosen)

    def _recode(self, chosen: Filter, values: dict[str, Any]) -> None:
        if self._steps.write(lambda: recode(self._session.the_project(), chosen, values)):
            self._close_side()

    def _close_side(self) -> None:
        self.recoding.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo(self) -> None:
        """Take back the last step that was made on this page."""
        self._steps.undo()

    def redo(self) -> None:
        """Do again what ``undo`` took back."""
        self._steps.redo()

    # ---- filters ------------------------------------------------------------------------------------------------------

    def filter_by(self, column: str, value: str | None) -> None:
        """Let only rows with this value in the column through, or no longer only those; None lets all of the column through."""
        chosen = frozenset() if value is None else self._wanted.get(column, frozenset()) ^ {value}
        self._wanted = {key: one for key, one in {**self._wanted, column: chosen}.items() if one}
        self._apply()

    def _apply(self) -> None:
        wanted = [(self._reader(column), values) for column, values in self._wanted.items()]
        fits = (lambda row: all(read(row) in values for read, values in wanted)) if wanted else None
        self.table.filter(self.filter.text(), fits)
        count = sum(map(len, self._wanted.values()))
        self.filter_button.setText(_("Show: {count} values").format(count=count) if count else _("Show: all"))
        shown, total = self.table.rows.rowCount(), len(self.table.rows.rows)
        words = ngettext("{count} annotation", "{count} annotations", shown).format(count=format_count(shown))
        if shown < total:
            words += " " + _("of {total}").format(total=format_count(total))
        if self._session.is_open and not self._session.the_project().sees_all:
            words += " · " + _("your own")
        self.said.show_text(words if total else "")

    def _reader(self, column: str) -> Callable[[AnnotationRow], str]:
        for key, _title, read in _FACTS:
            if key == column:
                return read
        return lambda row: row.values.get(column, "")

    def filter_menu(self) -> QMenu:
        """Return the menu of all columns, each with its values and how often each stands."""
        menu = QMenu(self)
        clear = menu.addAction(_("Show all"))
        clear.triggered.connect(self._show_all)
        menu.addSeparator()
        if self._shown is None:
            return menu
        titles = [(key, _(title)) for key, title, _read in _FACTS]
        for column, title in [*titles, *((one.id, one.label) for one in self._shown.attributes)]:
            read = self._reader(column)
            counts = Counter(map(read, self._shown.rows))
            if len(counts) > 1:
                self._add_values(menu, column, title, counts)
        return menu

    def _add_values(self, menu: QMenu, column: str, title: str, counts: Counter[str]) -> None:
        below = menu.addMenu(_menu_words(title))
        chosen = self._wanted.get(column, frozenset())
        for value, count in counts.most_common(_MOST_VALUES):
            words = f"{value or _('not given')}  ({format_count(count)})"
            action = QAction(_menu_words(words), below, checkable=True, checked=value in chosen)
            action.triggered.connect(lambda _on, value=value: self.filter_by(column, value))
            below.addAction(action)

    def _show_all(self) -> None:
        self._wanted = {}
        self.filter.edit.clear()
        self._apply()

    def _drop(self, button: Button, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + theme.current().px(4))))

    def _open(self, row: AnnotationRow) -> None:
        self.place_wanted.emit(row.annotation.article_id, Span(row.annotation.start, row.annotation.end))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, self._head_height, self.width(), 1), using.line)
        if self.recoding.isVisible():
            side = self.recoding.geometry()
            painter.fillRect(side, using.panel)
            x = side.left() - 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else side.right() + 1
            painter.fillRect(QRect(x, side.top(), 1, side.height()), using.line)


def _menu_words(words: str) -> str:
    words = " ".join(words.split())
    return (words if len(words) <= 60 else f"{words[:59]}…").replace("&", "&&")


def _columns(attributes: tuple[Attribute, ...], signs: dict[str, tuple[str, str]], *, coders: bool) -> list[Column]:
    def value(key: str) -> Callable[[Any], str]:
        return lambda row: row.values.get(key, "")

    def order(attribute: Attribute) -> Callable[[Any], Any] | None:
        if not attribute.ordinal:
            return None
        places = {one.id: place for place, one in enumerate(attribute.values, start=1)}
        return lambda row: places.get(row.annotation.values.get(attribute.id))

    found = [
        Column("category", _("Category"), lambda row: row.category, 110, style="name", sign=lambda row: signs.get(row.annotation.category)),
        Column("quote", _("Quotation"), lambda row: row.annotation.quote, 280, stretch=1, style="quote"),
        Column("article", _("Article"), lambda row: row.article, 200),
        Column("date", _("Date"), lambda row: row.date, 104),
    ]
    if coders:
        found.append(Column("coder", _("Coder"), lambda row: row.coder, 70))
    found.append(Column("marks", _("Marks"), marks_of, 90))
    found += [Column(one.id, one.label, value(one.id), 120, key=order(one)) for one in attributes]
    return found
