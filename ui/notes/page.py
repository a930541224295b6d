"""Notes and questions: who asks what, the notes on the project and on each category, and what was answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import N_, _, in_sentence, ngettext
from annotator.model.remark import ANNOTATION, CATEGORY, PROJECT, Remark
from annotator.model.step import Changes, Step
from annotator.operations import notes
from annotator.operations.notes import CODER, SETTLED, SUPERVISOR, Question
from ui import theme
from ui.articles.sheet import Line, scrolled
from ui.notes.thread import Thread
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.lines import Lines
from ui.parts.message import EmptyState, Message
from ui.parts.navigation import Tabs
from ui.parts.numbers import format_count
from ui.parts.page_head import lay_out_page
from ui.parts.painting import ElidedLabel, Label, Part, begin, pass_keys
from ui.session import Session

QUESTIONS, NOTES = "questions", "notes"
HEAD, LIST, MEASURE = 64, 380, 620
TURNS = {SUPERVISOR: N_("waits for the supervisor"), CODER: N_("answered"), SETTLED: N_("settled")}
_ICONS = {SUPERVISOR: "flag", CODER: "message-square-text", SETTLED: "check"}


class NotesPage(Part):
    """``place_wanted(article, span)`` opens an annotation in its article."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.questions: list[Question] = []
        self.annotated: list[Question] = []
        """annotations that a supervisor wrote a note under, unasked: they stand with the notes"""
        self._notes: list[Remark] = []
        self._chosen = {QUESTIONS: "", NOTES: ""}
        self._steps: list[Step] = []
        self._undone: list[Step] = []
        self.setAccessibleName(_("Notes and questions"))
        self._make_parts()
        self._lay_out()
        session.changed.connect(self._on_changed)
        for signal in (session.opened, session.closed, session.coder_changed):
            signal.connect(self._forget)

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("Notes and questions"))
        self.tabs.add(QUESTIONS, _("Questions"), 0)
        self.tabs.add(NOTES, _("Notes"), 0)
        self.tabs.changed.connect(lambda _key: self._show())
        self.list = ItemList(_("Questions"))
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemActivated.connect(lambda _item: self.thread.field.setFocus())
        self.title = Label("", "panel_title")
        self.title.setWordWrap(True)
        self.about = Label("", "option", "text_2")
        self.about.setWordWrap(True)
        self.quote = Lines("quote_card", "text", 4)
        self.asked = Label("")
        self.asked.setWordWrap(True)
        self.text_button = Button(_("Show in the text"), icon="file-text", low=True)
        self.text_button.clicked.connect(self._show_place)
        self.thread = Thread(_("Reply"), _("Reply"))
        self.thread.sent.connect(self._write)
        self.thread.changed.connect(lambda key, text: self._do(partial(notes.change, remark_id=key, text=text)))
        self.thread.removed.connect(self._remove)
        self.thread.left.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))
        what = _("An annotation whose flag is up asks the supervisor; it comes here.")
        self.empty = EmptyState("message-square", _("No questions"), what)
        self.message = Message(self)

    def _lay_out(self) -> None:
        px = theme.current().px
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(_("Notes and questions"), "page_title"))
        words.addWidget(self.said)
        head = QWidget()
        head.setFixedHeight(px(HEAD))
        row = QHBoxLayout(head)
        row.setContentsMargins(px(24), px(8), px(24), px(8))
        row.addLayout(words, 1)
        side = QWidget()
        side.setFixedWidth(px(LIST))
        left = QVBoxLayout(side)
        left.setContentsMargins(px(14), 0, 0, px(8))
        left.setSpacing(px(8))
        left.addWidget(self.tabs)
        left.addWidget(self.empty)
        left.addWidget(self.list, 1)
        left.addStretch(0)
        self._right = QWidget()
        column = QVBoxLayout(self._right)
        column.setContentsMargins(px(32), px(20), px(32), px(20))
        column.setSpacing(px(10))
        for part in (self.title, self.about, self.quote, self.asked, self.text_button, Line(), self.thread):
            alignment = Qt.AlignmentFlag.AlignLeading if part is self.text_button else Qt.AlignmentFlag(0)
            column.addWidget(part, 0, alignment)
        column.addStretch(1)
        self._right.setMaximumWidth(px(MEASURE))
        around = QWidget()
        centred = QHBoxLayout(around)
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addWidget(self._right, 1)
        centred.addStretch(0)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(side)
        below.addWidget(Line(upright=True))
        below.addWidget(scrolled(around), 1)
        lay_out_page(self, head, below)
        pass_keys(self, self.list)

    # ---- reading ------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self.questions, self.annotated, self._notes, self._steps, self._undone = [], [], [], [], []
        self._chosen = {QUESTIONS: "", NOTES: ""}
        self.thread.forget()
        self.list.show_items([])
        for part in (self.title, self.about, self.asked):
            part.setText("")
        self.quote.show_text("")
        self.message.hide()
        if self.isVisible() and self._session.is_open:
            self.read()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("setting", "annotation", "codebook_version", "coder") and self.isVisible():
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()

    def read(self) -> None:
        """Read what there is to be read for whoever looks."""
        if not self._session.is_open:
            return
        project = self._session.the_project()
        found = notes.questions(project)
        self.questions = [one for one in found if one.asks]
        self.annotated = [one for one in found if not one.asks]
        self._notes = [one for one in notes.remarks(project) if one.about in (PROJECT, CATEGORY)]
        waiting = sum(one.turn == SUPERVISOR for one in self.questions)
        self.tabs.set_count(QUESTIONS, len(self.questions))
        self.tabs.set_count(NOTES, len(self._notes) + sum(len(one.remarks) for one in self.annotated))
        told = ngettext("{count} question waits for the supervisor", "{count} questions wait for the supervisor", waiting)
        self.said.show_text(told.format(count=format_count(waiting)))
        self._show()

    # ---- showing ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if not self._session.is_open:
            return
        asks = self.tabs.key() == QUESTIONS
        items = [self._question_item(one) for one in self.questions] if asks else self._note_items()
        self.list.setAccessibleName(_("Questions") if asks else _("Notes"))
        wanted = self._chosen[self.tabs.key()]
        self.list.blockSignals(True)
        self.list.show_items(items)
        place = next((number for number, one in enumerate(items) if one.key == wanted), 0 if items else -1)
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        self.empty.setVisible(asks and not items)
        self.list.setVisible(bool(items))
        self._right.setVisible(bool(items))
        self._on_row(place)

    def _question_item(self, one: Question) -> Item:
        category = self._session.the_project().codebook.category(one.annotation.category)
        words = " ".join((one.annotation.note or (one.remarks[0].text if one.remarks else _("No question was written"))).split())
        quote = " ".join(one.annotation.quote.split())
        colour, style = (category.color, category.style) if category is not None else ("", "")
        icon = _ICONS[one.turn] if one.asks else "message-square-text"
        return Item(one.annotation.id, words, quote, quoted=True, icon=icon, tone="text_2", colour=colour, style=style)

    def _note_items(self) -> list[Item]:
        counts: dict[str, int] = {}
        for one in self._notes:
            counts[one.about_id] = counts.get(one.about_id, 0) + 1
        items = [self._note_item("", _("The project"), counts, "folder-open")]
        for category in self._session.the_project().codebook.categories:
            if not category.retired or category.id in counts:
                items.append(self._note_item(category.id, category.label, counts, "", category.color, category.style))
        return items + [self._question_item(one) for one in self.annotated]

    def _note_item(self, key: str, title: str, counts: dict[str, int], icon: str, colour: str = "", style: str = "") -> Item:
        count = counts.get(key, 0)
        said = ngettext("{count} note", "{count} notes", count).format(count=format_count(count)) if count else _("no notes")
        return Item("note " + key, title, said, icon=icon, colour=colour, style=style)

    def question(self) -> Question | None:
        """Return the question that is shown, or the annotation whose note is."""
        row = self.list.current_item()
        among = self.questions if self.tabs.key() == QUESTIONS else self.annotated
        return next((one for one in among if row is not None and one.annotation.id == row.key), None)

    def _on_row(self, _place: int) -> None:
        row = self.list.current_item()
        if row is None or not self._session.is_open:
            return
        self._chosen[self.tabs.key()] = row.key
        question = self.question()
        for part in (self.quote, self.text_button):
            part.setVisible(question is not None)
        self.asked.setVisible(question is not None)
        if question is not None:
            self._show_question(question)
        else:
            self._show_notes(row.key.removeprefix("note "), row.title)

    def _show_question(self, question: Question) -> None:
        project = self._session.the_project()
        category = project.codebook.category(question.annotation.category)
        label = category.label if category is not None else question.annotation.category
        asks = question.asks
        words = _("{coder} asks about a {category}") if asks else _("A note on a {category} of {coder}")
        self.title.setText(words.format(coder=question.coder, category=in_sentence(label)))
        self.about.setText(f"{question.title} · {_(TURNS[question.turn])}" if asks else question.title)
        self.quote.show_text(f"“{question.annotation.quote}”")
        self.asked.setText(question.annotation.note or (_("No question was written") if asks else ""))
        self._show_thread(question.annotation.id, question.remarks, _("Reply"))

    def _show_notes(self, category_id: str, title: str) -> None:
        found = [one for one in self._notes if one.about_id == category_id]
        self.title.setText(title)
        coder = self._session.coder
        everybody = _("Every coder reads what you write here.")
        apart = _("You and the supervisors read what you write here; what a supervisor writes is read by all.")
        self.about.setText(everybody if coder is not None and coder.is_supervisor else apart)
        self._show_thread("note " + category_id, found, _("Write note"))

    def _show_thread(self, subject: str, remarks: list[Remark] | tuple[Remark, ...], words: str) -> None:
        project, coder = self._session.the_project(), self._session.coder
        self.thread.set_words(_("Reply") if words == _("Reply") else _("Note"), words)
        names = {one.id: one.name for one in project.coders.all()}
        self.thread.show_remarks(
            subject, remarks, names, coder.id if coder is not None else "", may_write=coder is not None and not project.read_only
        )

    # ---- writing ------------------------------------------------------------------------------------------------------

    def _write(self, text: str) -> None:
        row = self.list.current_item()
        if row is None:
            return
        category = row.key.removeprefix("note ")
        about = ANNOTATION if self.question() is not None else CATEGORY if category else PROJECT
        self._do(partial(notes.write, about=about, about_id=row.key if about == ANNOTATION else category, text=text))

    def _remove(self, remark_id: str) -> None:
        if self._do(partial(notes.remove, remark_id=remark_id)):
            self.message.tell(_("Note deleted"), self.undo)

    def _do(self, act: Callable[..., object]) -> bool:
        """Do what writes a note; what cannot be kept stays in the field with the reason."""
        project = self._session.the_project()
        before = project.database.last_step
        with self._session.refusals() as refusals:
            self._session.write(act)
        if refusals:
            self.thread.refuse(str(refusals[-1]))
            return False
        made = project.database.last_step
        if made is not None and made is not before:
            self._steps.append(made)
            self._undone = []
        self.thread.taken()
        self.read()
        return True

    def undo(self) -> None:
        """Take back the last step made here."""
        self._take_back(self._steps, self._undone)

    def redo(self) -> None:
        """Do again what was taken back here."""
        self._take_back(self._undone, self._steps)

    def _take_back(self, steps: list[Step], into: list[Step]) -> None:
        if not steps:
            return
        step = steps.pop()
        try:
            made = self._session.the_project().take_back(step)
        except AnnotatorError as error:
            self._session.problem.emit(error)
            return
        if made is not None:
            into.append(made)

    def _show_place(self) -> None:
        question = self.question()
        if question is not None:
            self.place_wanted.emit(question.annotation.article_id, question.annotation.extent)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, using.px(HEAD), self.width(), 1), using.line)
