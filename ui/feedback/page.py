"""Yours, gold, why: what was decided otherwise than the coder had it. Nobody else's reading is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annotator.agreement.words import value_label
from annotator.errors import NotFound
from annotator.i18n import N_, _, ngettext
from annotator.model import codebook as cb
from annotator.model.decision import REASONS
from annotator.model.step import Changes
from annotator.operations.adjudicating import CATEGORY, LINK, SPAN
from annotator.operations.feedback import DIFFERS, MISSED, NOT_THERE, Lesson, lessons
from annotator.operations.training import TrainingResult, training_results
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.adjudication.words import row_label
from ui.feedback.training import TrainingScore
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import EmptyState
from ui.parts.navigation import Tabs
from ui.parts.numbers import format_count, written_day
from ui.parts.painting import ElidedLabel, Label, Part, begin, frame, pass_keys
from ui.parts.signs import CategorySign
from ui.session import Session

HEADS = {
    MISSED: N_("You did not mark this"),
    NOT_THERE: N_("You marked this, and nothing is there"),
    DIFFERS: N_("Decided otherwise"),
}
TRAINING_HEADS = HEADS | {DIFFERS: N_("Other than in gold")}
HEADS_OF_OTHERS = {MISSED: N_("Not marked"), NOT_THERE: N_("Marked, and nothing is there"), DIFFERS: N_("Other than in gold")}
"""what a supervisor reads of a coder's training"""
Found = tuple[list[Lesson], list[TrainingResult]]
MOST = 60
"""cards shown at once; the earlier ones come by a button"""


LESSONS, TRAINING = "lessons", "training"
EMPTY = {
    LESSONS: (N_("No lessons yet"), N_("What adjudication decides otherwise than you had it comes here.")),
    TRAINING: (N_("No training finished"), N_("A training article shows how it went as soon as it is finished.")),
}


class LessonsPage(Part):
    """The own lessons and how training went, the latest first; ``place_wanted(article, span)`` opens one in its article.

    ``go_on_wanted`` is sent when the coder goes on from a result that was shown by itself.
    """

    place_wanted = Signal(str, object)
    go_on_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.lessons: list[Lesson] = []
        self.results: list[TrainingResult] = []
        self.scores: list[TrainingScore] = []
        self._wanted = ""
        self.cards: list[LessonCard] = []
        self._stale, self._shown = True, MOST
        self._job: Job | None = None
        self.read_once = False
        px = theme.current().px
        self.setAccessibleName(_("Lessons"))
        self.said = ElidedLabel("option", "text_2")
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("Lessons"))
        self.tabs.add(LESSONS, _("Decided otherwise"), 0)
        self.tabs.add(TRAINING, _("Training"), 0)
        self.tabs.changed.connect(lambda _key: self._show_tab())
        self.go_on = Button(_("Go on coding"), "primary", key="↵")
        self.go_on.setAutoDefault(True)
        self.go_on.clicked.connect(self._go_on)
        head = QWidget()
        head.setFixedHeight(px(64))
        words = QVBoxLayout(head)
        words.setContentsMargins(px(24), px(10), px(24), px(8))
        words.setSpacing(0)
        words.addWidget(Label(_("Lessons"), "page_title"))
        words.addWidget(self.said)
        self.empties = {key: EmptyState("graduation-cap", _(title), _(sentence)) for key, (title, sentence) in EMPTY.items()}
        self.empty = self.empties[LESSONS]
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setAccessibleName(_("Lessons"))
        above = QVBoxLayout()
        above.setContentsMargins(px(24), px(16), px(24), 0)
        for state in self.empties.values():
            state.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # no taller than what it says
            above.addWidget(state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        row = QHBoxLayout()
        row.setContentsMargins(px(14), 0, px(24), 0)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.go_on)
        column.addLayout(row)
        column.addLayout(above)
        column.addWidget(self._area, 1)
        column.addStretch(0)
        self._head = px(64)
        for state in self.empties.values():
            state.hide()
        self.go_on.hide()
        pass_keys(self, self._area)
        session.changed.connect(self._on_changed)
        session.opened.connect(self._forget)
        session.closed.connect(self._forget)
        session.coder_changed.connect(self._forget)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("decision", "annotation", "article_coding", "assignment"):
            self._stale = True
            if self.isVisible():
                self.read()

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job, self._stale, self._shown = None, True, MOST
        self._wanted = ""
        self.tabs.choose(LESSONS)
        self._show(([], []))
        self.read_once = False
        for state in self.empties.values():
            state.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read()

    def read(self) -> None:
        """Read the own lessons, off the GUI thread."""
        coder = self._session.coder
        if not self._session.is_open or coder is None:
            return
        if self._job is not None:
            self._job.cancel()
        self._stale = False
        name = coder.name

        def work(project: Project, _progress: Progress) -> Found:
            return lessons(project, name), training_results(project)

        job = self._job = self._session.job(work)
        job.done.connect(lambda found: self._show(found) if job is self._job else None)
        job.failed.connect(self._session.problem)
        job.failed.connect(self._offer_going_on)
        self._session.start(job)

    def show_training(self, article_id: str) -> None:
        """Show how a training article that was just finished went; once it is there, Enter goes on."""
        self._wanted, self._stale, self.read_once = article_id, True, False
        self.tabs.choose(TRAINING)
        self._show_tab()
        self.said.show_text(_("Comparing with gold…"))
        self.read()

    def _offer_going_on(self) -> None:
        """Let Enter go on, not before the result is there: a key typed early would leave it unseen."""
        if self._wanted and self.go_on.isHidden():
            self.go_on.show()
            self.go_on.setFocus()

    def _go_on(self) -> None:
        self._wanted = ""
        self.go_on.hide()
        self._show_tab()
        self.go_on_wanted.emit()

    def _show(self, found: Found) -> None:
        self.read_once = True
        self.lessons = list(reversed(found[0]))
        self.results = sorted(found[1], key=lambda one: (one.article_id == self._wanted, one.finished_at), reverse=True)
        self.tabs.set_count(LESSONS, len(self.lessons))
        self.tabs.set_count(TRAINING, len(self.results))
        self._show_tab()
        self._offer_going_on()

    def _show_tab(self) -> None:
        training = self.tabs.key() == TRAINING
        self._fill()
        count = len(self.results if training else self.lessons)
        if training:
            said = ngettext("{count} training article finished", "{count} training articles finished", count)
        else:
            said = ngettext("{count} reading of yours was decided otherwise", "{count} readings of yours were decided otherwise", count)
        self.said.show_text(said.format(count=format_count(count)) if count else "")
        for key, state in self.empties.items():
            state.setVisible(self.read_once and not count and key == self.tabs.key())
        self._area.setVisible(bool(count))

    def _fill(self) -> None:
        px = theme.current().px
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(px(24), px(16), px(24), px(24))
        column.setSpacing(px(12))
        self.cards, self.scores = [], []
        training = self.tabs.key() == TRAINING
        if self._session.is_open and training:
            self._fill_training(column)
        elif self._session.is_open:
            self._add_cards(column, self.lessons[: self._shown], None)
        if not training and len(self.lessons) > self._shown:
            more = Button(_("Show earlier ones"))
            more.clicked.connect(self._show_more)
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        self._area.setWidget(body)
        body.setAutoFillBackground(False)

    def _fill_training(self, column: QVBoxLayout) -> None:
        project = self._session.the_project()
        me = self._session.coder.name if self._session.coder is not None else ""
        wanted = [one for one in self.results if (one.article_id, one.coder) == (self._wanted, me)]
        for result in wanted or self.results:
            score = TrainingScore(project, result, named=project.sees_all)
            self.scores.append(score)
            column.addWidget(score)
            self._add_cards(column, result.differences, "" if result.coder == me else result.coder)

    def _add_cards(self, column: QVBoxLayout, found: Sequence[Lesson], trained: str | None) -> None:
        for one in found:
            card = LessonCard(self._session.the_project(), one, trained)
            card.place_wanted.connect(self.place_wanted)
            self.cards.append(card)
            column.addWidget(card)

    def _show_more(self) -> None:
        self._shown += MOST
        self._fill()

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, self._head, self.width(), 1), using.line)


class LessonCard(Part):
    """One lesson: what it is about, the rows in which it differs, why.

    ``trained`` is None for what adjudication decided; for a difference found in training the coder's name, empty for the reader's own.
    """

    place_wanted = Signal(str, object)

    def __init__(self, project: Project, lesson: Lesson, trained: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project, self.lesson = project, lesson
        heads = HEADS if trained is None else HEADS_OF_OTHERS if trained else TRAINING_HEADS
        self.heading = _(heads[lesson.kind])
        self.trained = trained or ""
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(14), px(20), px(14))
        column.setSpacing(px(6))
        column.addLayout(self._head())
        shown = lesson.yours or lesson.gold
        if shown is not None:
            column.addWidget(_wrapped(shown.quote, "quote_card", "text"))
        if lesson.rows:
            column.addLayout(self._rows())
        why = " · ".join(part for part in (_(REASONS[lesson.reason]) if lesson.reason else "", lesson.note) if part)
        if why:
            column.addWidget(_wrapped(_("Why: {why}").format(why=why), "control", "text_2"))
        if lesson.rule:
            column.addWidget(_wrapped(_("Rule: {rule}").format(rule=lesson.rule), "control", "text"))
        self.setAccessibleName(self.spoken())

    def _head(self) -> QHBoxLayout:
        px, lesson = theme.current().px, self.lesson
        row = QHBoxLayout()
        row.setSpacing(px(8))
        category = self._project.codebook.category(lesson.category)
        if category is not None:
            row.addWidget(CategorySign(category.color, category.style, category.label))
            row.addWidget(Label(category.label, "current"))
        row.addWidget(Label(self.heading, "control", "text_2"))
        row.addStretch(1)
        if lesson.decided_at:
            row.addWidget(Label(written_day(lesson.decided_at[:10]), "caption", "text_3"))
        button = Button(_("Show in the article"), low=True)
        button.clicked.connect(self._open)
        row.addWidget(button)
        return row

    def _open(self) -> None:
        one = self.lesson.yours or self.lesson.gold
        if one is not None:
            self.place_wanted.emit(self.lesson.article_id, one.spans[0])

    def _rows(self) -> QGridLayout:
        px, grid = theme.current().px, QGridLayout()
        grid.setHorizontalSpacing(px(20))
        grid.setVerticalSpacing(px(3))
        for column, head in enumerate(("", self.trained or _("Yours"), _("Gold"))):
            grid.addWidget(Label(head, "head", "text_2"), 0, column)
        for number, (key, yours, gold) in enumerate(self.lesson.rows, start=1):
            grid.addWidget(Label(row_label(self._project.codebook, self.lesson.category, key), "option", "text_2"), number, 0)
            style = "quote" if key == SPAN or key.startswith(LINK) else "control"
            for column, value in ((1, yours), (2, gold)):
                grid.addWidget(_wrapped(self.words(key, value), style, "text"), number, column)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        return grid

    def words(self, key: str, value: Any) -> str:
        """Return a value of a row in the codebook's words."""
        if value is None or value == []:
            return _("none")
        if key == SPAN:
            return str(value)
        if key.startswith(LINK):
            return ", ".join(value)
        if key == CATEGORY:
            category = self._project.codebook.category(str(value))
            return category.label if category is not None else str(value)
        gold = self.lesson.gold or self.lesson.yours
        attributes = self._project.codebook.attributes_of(gold.category) if gold is not None else ()
        attribute = next((one for one in attributes if one.id == key), None)
        if attribute is not None and attribute.type == cb.ENTITY_REF:
            try:
                return self._project.entities.get(str(value)).label
            except NotFound:
                return str(value)
        return value_label(attribute, value)

    def spoken(self) -> str:
        """Return the lesson as it is read out."""
        lesson = self.lesson
        rows = [
            _("{row}: {coder} {yours}, gold {gold}").format(
                row=row_label(self._project.codebook, lesson.category, key),
                coder=self.trained or _("yours"),
                yours=self.words(key, yours),
                gold=self.words(key, gold),
            )
            for key, yours, gold in lesson.rows
        ]
        return ". ".join((self.heading, *rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        frame(begin(self), self.rect(), using.px(8), using.line, using.raised, using.line_scale)


def _wrapped(text: str, style: str, colour: str) -> QLabel:
    made = Label(text, style, colour)
    made.setWordWrap(True)
    return made
