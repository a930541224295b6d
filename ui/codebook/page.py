"""The codebook page: outline, form, preview; coders read, the supervisor edits a draft, compares, publishes, works the list off."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.codebook import Codebook
from annotator.model.codebook_edits import Edit, change, move
from annotator.model.codebook_places import CATEGORY, VALUE, Place, find, kind_of
from annotator.model.step import Changes, Step
from annotator.operations import codebook_draft as drafts
from annotator.progress import Progress
from annotator.project import Project
from annotator.store.selections import Selections
from ui import theme
from ui.codebook.adding import Adding
from ui.codebook.category_notes import CategoryNotes
from ui.codebook.checks_strip import ChecksStrip
from ui.codebook.exchange import Exchange
from ui.codebook.form import Form
from ui.codebook.head import HEAD, head_bar
from ui.codebook.lists import Differences, Worklist
from ui.codebook.menus import Whole, deciding_menu, more_menu, printing_menu
from ui.codebook.outline import outline
from ui.codebook.preview import Preview
from ui.codebook.publishing import Publishing, PublishPanel
from ui.codebook.recode_panel import RecodePanel
from ui.codebook.recoding import Recoding
from ui.codebook.reviewing import Reviewing
from ui.codebook.shown import Shown
from ui.codebook.tree import Tree
from ui.codebook.value_fields import ValueFields
from ui.parts.button import Button
from ui.parts.message import Message
from ui.parts.painting import ElidedLabel, Part, begin, pass_keys
from ui.session import Session

TREE, PREVIEW = 263, 392
NARROW = 1200
"""below this width (px at 100 %) the preview gives its room to the form, and the checks stand in a line under it"""


class CodebookPage(Part):
    """``text_wanted(article, annotation)`` asks for the coding page."""

    text_wanted = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._place: Place = (CATEGORY,)
        self._counts: Counter[Place] = Counter()
        self._versions: tuple[tuple[str, int], ...] = ()
        self.shown: Shown | None = None
        self._at_field = False  # whether what is refused is said at the field
        self._given: Step | None = None  # what was recoded or kept here last
        self.setAccessibleName(_("Codebook"))
        self._make_parts()
        self._lay_out()
        session.changed.connect(self._on_changed)
        session.problem.connect(self._on_problem)
        session.opened.connect(self.refresh)
        session.coder_changed.connect(self.refresh)
        self.refresh()

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.list_button = Button(_("To look at again"), icon="list-checks")
        self.list_button.clicked.connect(self.show_worklist)
        self.compare_button = Button(_("Compare"), icon="git-compare")
        self.compare_button.clicked.connect(self.show_differences)
        self.print_button = Button(_("Print"), icon="printer")
        self.print_button.clicked.connect(lambda: self._drop(self.print_button, self.printing_menu()))
        self.more_button = Button(_("More"), icon="ellipsis")
        self.more_button.clicked.connect(lambda: self._drop(self.more_button, self.more_menu()))
        self.publish_button = Button(_("Publish"), "primary")
        self.publish_button.clicked.connect(self.ask_publish)
        self.tree = Tree(_("Outline of the codebook"))
        self.tree.shown.connect(self.show_place)
        self.tree.moved.connect(self._move)
        self.add_button = Button(_("Add"), icon="plus")
        self.add_button.clicked.connect(self._drop_adding)
        self.adding = Adding(lambda: self.shown, self)
        self.adding.added.connect(self._add)
        self.form = Form()
        self.form.edited.connect(self.edit)
        self.form.called.connect(self._call)
        self.differences = Differences()
        self.differences.place_wanted.connect(self.show_place)
        self.worklist = Worklist()
        self.reviewing = Reviewing(self._session, self.worklist)
        self.reviewing.said.connect(self._say_with_undo)
        self.reviewing.failed.connect(self._tell)
        self.worklist.text_wanted.connect(self.text_wanted)
        self.recode_panel = RecodePanel(ValueFields(self._session.the_project))
        self.recode_panel.text_wanted.connect(self.text_wanted)
        self.recoding = Recoding(self._session, self.recode_panel)
        self.recoding.said.connect(lambda words, undo: self._say_with_undo(words) if undo else self.message.tell(words))
        self.publish_panel = PublishPanel()
        self.publish_panel.place_wanted.connect(self.show_place)
        self.publishing = Publishing(self._session, self.publish_panel)
        self.publishing.said.connect(lambda words, undo: self.message.tell(words, self.undo if undo else None))
        self.publishing.over.connect(self._leave)
        self.strip = ChecksStrip()
        self.strip.wanted.connect(lambda on: self._middle.setCurrentWidget(self.preview) if on else self._show_form())
        self.exchange = Exchange(self._session, self._book, self)
        self.exchange.said.connect(lambda words, undo: self.message.tell(words, self.undo if undo else None))
        self.exchange.taken.connect(self.show_differences)
        self.preview = Preview()
        self.preview.place_wanted.connect(self.show_place)
        self.preview.decision_wanted.connect(self._drop_deciding)
        self.message = Message(self, self._message_room)

    def _lay_out(self) -> None:
        px = theme.current().px
        top = head_bar(
            _("Codebook"), self.said, (self.list_button, self.compare_button, self.print_button, self.more_button, self.publish_button)
        )
        left = self._left = QWidget()
        left.setFixedWidth(px(TREE))
        side = QVBoxLayout(left)
        side.setContentsMargins(0, px(10), 0, px(16))
        side.addWidget(self.tree, 1)
        row = QHBoxLayout()
        row.setContentsMargins(px(16), 0, px(16), 0)
        row.addWidget(self.add_button)
        row.addStretch(1)
        side.addLayout(row)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notes = CategoryNotes(self._session, self.form)
        scroll.setWidget(self.notes)
        # once it is laid out: a field that comes at the end of the form would lie below what is seen
        self.form.field_asked.connect(lambda field: QTimer.singleShot(0, field, lambda: scroll.ensureWidgetVisible(field, 0, px(16))))
        for widget in (self.form, self.notes, scroll.viewport()):
            widget.setAutoFillBackground(False)
        self._middle = QStackedWidget()
        for page in (scroll, self.differences, self.worklist, self.recode_panel, self.publish_panel):
            self._middle.addWidget(page)
        self._middle.currentChanged.connect(lambda _at: self._on_turned())
        centre = self._centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._middle, 1)
        column.addWidget(self.strip)
        body = self._body = QHBoxLayout()
        body.setContentsMargins(0, 1, 0, 0)
        body.setSpacing(1)
        body.addWidget(left)
        body.addWidget(centre, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addLayout(body, 1)
        self._place_preview(narrow=False)
        pass_keys(self, self.tree)

    def _place_preview(self, *, narrow: bool) -> None:
        """Let what coders see and the checks stand beside the form, or where there is no room for that in its place, on demand."""
        self.strip.setVisible(narrow)
        if narrow == (self._middle.indexOf(self.preview) >= 0) and self.preview.parent() is not None:
            return
        px = theme.current().px
        if narrow:
            self.preview.setMinimumWidth(0)
            self.preview.setMaximumWidth(16_777_215)
            self._middle.addWidget(self.preview)
        else:
            if self._middle.currentWidget() is self.preview:
                self._show_form()
            self._middle.removeWidget(self.preview)
            self.preview.setFixedWidth(px(PREVIEW))
            self._body.addWidget(self.preview)
            self.preview.show()

    # ---- showing --------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the draft, or the published codebook where there is none, as it is now."""
        if not self._session.is_open:
            return
        project = self._session.the_project()
        may_edit = project.sees_all and project.coder is not None and not project.read_only
        draft = drafts.the_draft(project) if may_edit else None
        book = draft.codebook if draft is not None else project.codebook
        self.shown = Shown(book, draft, self._counts, self._versions, may_edit)
        if len(self._place) > 1 and find(book.source, self._place) is None:
            self._place = self._place[:1]
        if self._place == (CATEGORY,) and book.categories:
            self._place = (CATEGORY, book.categories[0].id)
        self._show()

    def _show(self) -> None:
        shown = self.shown
        if shown is None:
            return
        self.tree.show_rows(outline(shown.codebook, self._place, shown.changed_places), self._place)
        self.form.show_place(shown, self._place)
        self._show_around(shown)

    def _show_around(self, shown: Shown) -> None:
        """Show what stands round the form."""
        self.preview.show_place(shown, self._place)
        self.strip.show_checks(shown.checks())
        self.notes.show_place(self._place)
        self.said.show_text(shown.line() if shown.may_edit else _("Version {version}").format(version=shown.codebook.version))
        draft = shown.draft is not None
        self.publish_button.setText(_("Publish {version}").format(version=shown.codebook.version) if draft else _("Publish"))
        self.publish_button.setVisible(shown.may_edit and self._middle.currentWidget() is not self.publish_panel)
        self.publish_button.setEnabled(shown.draft is not None and bool(shown.differences))
        self.add_button.setVisible(shown.may_edit)
        self.more_button.setVisible(shown.may_edit)
        here = self._middle.currentWidget()
        if (here is self.recode_panel and not shown.may_edit) or (here is self.publish_panel and not draft):
            self._show_form()

    def _show_form(self) -> None:
        self._middle.setCurrentIndex(0)

    def _on_turned(self) -> None:
        """The question before publishing has the button itself; the strip's button leads back from the checks."""
        here = self._middle.currentWidget()
        self.strip.show_open(here is self.preview)
        self.publish_button.setVisible(self.shown is not None and self.shown.may_edit and here is not self.publish_panel)

    def show_place(self, place: Place) -> None:
        """Show another place in the form."""
        wanted = place[:-1] if len(place) > 1 and kind_of(place) == VALUE else place
        self._middle.setCurrentIndex(0)
        if wanted != self._place:
            self._place = wanted
            self._show()
        if wanted != place:
            self.form.choose_value(place[-1])

    def show_differences(self) -> None:
        """Show what differs from the published version, or between the last two."""
        if self.shown is not None:
            self._compare()
            self._middle.setCurrentWidget(self.differences)
            self.differences.setFocus()

    def _compare(self) -> None:
        if self.shown is not None:
            self.differences.show_versions(self.shown.before(self._session.the_project().codebooks.all()), self.shown.codebook)

    def show_worklist(self) -> None:
        """Show the codings that the revisions ask to look at again; found off the GUI thread."""
        self._middle.setCurrentWidget(self.worklist)
        self.worklist.setFocus()
        self.reviewing.find()

    def show_recoding(self) -> None:
        """Show the filter and what it picks."""
        if self.shown is not None and self.shown.may_edit:
            self._middle.setCurrentWidget(self.recode_panel)
            self.recoding.start()
            self.recode_panel.setFocus()

    def _book(self) -> Codebook:
        """Return the codebook on show: the draft, else the version in use."""
        return self.shown.codebook if self.shown is not None else self._session.the_project().codebook

    def _count(self) -> None:
        """Count off the GUI thread how often things were coded."""

        def work(project: Project, _progress: Progress) -> tuple[Counter[Place], list[tuple[str, int]]]:
            selections = Selections(project.database)
            return selections.counts(), selections.by_version()

        job = self._session.job(work)
        job.done.connect(self._on_counted)
        job.failed.connect(self._tell)
        self._session.start(job)

    def _on_counted(self, found: tuple[Counter[Place], list[tuple[str, int]]]) -> None:
        project = self._session.project
        if project is None or not project.sees_all:
            return
        self._counts, self._versions = found[0], tuple(found[1])
        if self.shown is None:
            return
        self.shown = replace(self.shown, counts=self._counts, versions=self._versions)
        self.form.show_counts(self.shown)
        self._show_around(self.shown)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, AnnotatorError):
            self.message.tell(str(error))

    def _on_problem(self, error: AnnotatorError) -> None:
        if self.isVisible() and not self._at_field:
            self._tell(error)

    def _on_changed(self, changes: Changes) -> None:
        self.message.overtaken()
        if changes.touch("setting", "codebook_version"):
            self.refresh()
            if self._middle.currentWidget() is self.publish_panel and self.shown is not None:
                self.publishing.ask(self.shown)
            elif self._middle.currentWidget() is self.differences:
                self._compare()
        if changes.touch("annotation", "link", "article_coding", "codebook_version") and self.isVisible():
            self._count()
            if self._middle.currentWidget() is self.worklist:
                self.reviewing.find()
            elif self._middle.currentWidget() is self.recode_panel:
                self.recode_panel.ask_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._session.is_open:
            self._count()

    # ---- doing ----------------------------------------------------------------------------------------------------------

    def edit(self, edits: list[Edit]) -> bool:
        """Put edits into the draft and return whether they were kept; a refusal is said at the field."""
        self._at_field = True
        with self._session.refusals() as refusals:
            self._session.write(drafts.edit, *edits)
        self._at_field = False
        if refusals:
            self.form.show_error(str(refusals[-1]))
            return False
        return True

    def undo(self) -> None:
        """Take back the last step of this page: what was recoded or kept here, if the codebook was not changed since, or that change."""
        step, self._given = self._given, None
        latest = drafts.last_step(self._session.the_project()) if step is not None else None
        if step is not None and (latest is None or latest.counter < step.counter):
            self._session.write(lambda project: project.take_back(step))
        else:
            self._session.write(drafts.undo)

    def ask_publish(self) -> None:
        """Show what publishing would do to what is coded; there one goes on or back."""
        if self.shown is not None and self.shown.may_edit and self.shown.draft is not None:
            self._middle.setCurrentWidget(self.publish_panel)
            self.publishing.ask(self.shown)
            self.publish_panel.setFocus()

    def publish(self) -> None:
        """Publish the draft and say what that did, with Undo."""
        self.publishing.publish()

    def _say_with_undo(self, words: str) -> None:
        step = self._session.the_project().database.last_step
        if step is not None:
            self._given = step
            self.message.tell(words, self.undo)

    def _discard(self) -> None:
        self._session.write(drafts.discard)
        self.message.tell(_("The draft is discarded"), self.undo)

    def _move(self, place: Place, by: int) -> None:
        """Move a category, question, link, variable or region up or down in its list."""
        if self.shown is None or not self.shown.may_edit:
            return
        to = self.shown.moved(place, by)
        if to is not None:
            self.edit([move(place, to)])

    # ---- adding and deciding -----------------------------------------------------------------------------------------

    def adding_menu(self) -> QMenu:
        """Return the menu of what can be added here."""
        return self.adding.menu(self._place)

    def _add(self, edits: list[Edit], place: Place) -> None:
        if self.edit(edits):
            self.show_place(place)
            self.form.name_it()

    def _call(self, place: Place, fresh: str) -> None:
        """Call a region that is new otherwise, and go on showing it."""
        if self.edit([change(place, id=fresh)]):
            self.show_place((*place[:-1], fresh))
            self.form.name_it()

    def _drop(self, button: Button, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def printing_menu(self) -> QMenu:
        """Return the menu of the ways onto paper."""
        return printing_menu(self, self.exchange)

    def more_menu(self) -> QMenu:
        """Return the menu of what the supervisor does with the codebook as a whole."""
        acts = Whole(self.show_recoding, lambda: self._session.write(drafts.drop_unfit), self._discard)
        draft, question = (self.shown.draft, self.shown.listed(self._place)) if self.shown is not None else (None, None)
        return more_menu(self, self.exchange, draft, question, acts)

    def _drop_adding(self) -> None:
        menu = self.adding_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.add_button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _drop_deciding(self, place: Place) -> None:
        def keep() -> None:
            self._session.write(drafts.keep_old_codings, place)

        menu = deciding_menu(self, keep, lambda: self.show_place(place))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.preview.mapToGlobal(QPoint(theme.current().px(16), self.preview.height() // 2)))

    def _message_room(self) -> QRect:
        """Return where the bar that tells may lie: the foot of the outline above what adds to it, so that no button is covered."""
        tree = self.tree
        return QRect(tree.mapTo(self, QPoint(0, 0)), tree.size())

    # ---- the page itself ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._middle.currentIndex():
            self._leave()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        """Go back to the form, with the keys in the outline."""
        self._show_form()
        self.tree.setFocus()

    def resizeEvent(self, event: object) -> None:
        self._place_preview(narrow=self.width() < theme.current().px(NARROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        head = using.px(HEAD)
        for side in (self._left, self.preview):
            if side.isVisible() and side.parent() is self:
                painter.fillRect(side.geometry(), using.panel)
        painter.fillRect(QRect(0, head, self.width(), 1), using.line)
        for x in (self._centre.x() - 1, self._centre.geometry().right() + 1):
            painter.fillRect(QRect(x, head, 1, self.height() - head), using.line)
