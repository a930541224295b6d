"""Before codings go over to another version: every annotation with its fate, then one step that undo takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.errors import Cancelled
from annotator.i18n import N_, _, ngettext
from annotator.model.step import Changes
from annotator.operations.carrying import CHANGED, CORRECTION, KEPT, LOST, MOVED, THERE, Carriage, Carried, carry, preview_carry
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles.sheet import Sheet
from ui.jobs import Job, Work
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.message import EmptyState
from ui.parts.numbers import format_count
from ui.parts.painting import Label
from ui.session import Session

SIZE = (760, 640)
_ORDER = (LOST, CHANGED, MOVED, KEPT, THERE)
_WORDS = {LOST: N_("lost"), CHANGED: N_("changed"), MOVED: N_("moved"), KEPT: N_("kept"), THERE: N_("there already")}
_ICONS = {LOST: ("circle-alert", "error"), CHANGED: ("circle-question-mark", "warning")}


class CarryDialog(Sheet):
    """What goes from one version of an article to another. Show it with ``open``; accepted when it was done."""

    def __init__(self, session: Session, source_id: str, target_id: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Carry over"), size=SIZE, parent=parent)
        self._session = session
        self._ids = source_id, target_id
        self.preview: Carriage | None = None
        self._job: Job | None = None
        self.remark.setText(session.the_project().articles.get(source_id).title)
        self.list = ItemList(_("What becomes of each annotation"))
        self.carry_button = Button(_("Carry over"), "primary")
        self.carry_button.setEnabled(False)
        self.carry_button.clicked.connect(self.carry)
        self.cancel_button = Button(_("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.problem = Label("", "control", "error")
        self.problem.hide()
        px = theme.current().px
        column = QVBoxLayout()
        column.setContentsMargins(px(24), px(14), px(24), px(12))
        column.setSpacing(px(8))
        self.said, self.about = Label(_("Looking for the passages"), "current", "text"), Label("", "control", "text_2")
        for label in (self.said, self.about):
            label.setWordWrap(True)
            column.addWidget(label)
        self.nothing = EmptyState("highlighter", _("Nothing to carry over"), _("There are no annotations of yours in the other version."))
        self.nothing.hide()
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self.problem)
        self.body.addLayout(column, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.carry_button)
        self.first = self.cancel_button
        self.finished.connect(lambda _result: self._stop())
        ids = self._ids
        self._start(lambda project, _progress: preview_carry(project, *ids), self._show)
        session.closed.connect(self.reject)

    def _start(self, work: Work, then: Callable[[Any], object], *, writes: bool = False) -> None:
        """Do work off the GUI thread: a long text with many annotations takes a while."""
        job = self._job = self._session.job(work, writes=writes)
        job.done.connect(lambda found: then(found) if job is self._job else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._job else None)
        self._session.start(job)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = None

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.said.setText("")
        self.problem.setText(str(error))
        self.problem.show()

    def _show(self, preview: Carriage) -> None:
        self.preview = preview
        self.said.setText(preview.in_words())
        self.about.setText(_about(preview))
        self.nothing.setVisible(not preview.rows)
        self.list.setVisible(bool(preview.rows))
        categories = {one.id: one for one in self._session.the_project().codebook.categories}
        rows = sorted(preview.rows, key=lambda one: (_ORDER.index(one.status), one.annotation.start))
        items = []
        for number, row in enumerate(rows):
            category = categories.get(row.annotation.category)
            colour, style = (category.color, category.style) if category is not None else ("", "")
            label = category.label if category is not None else row.annotation.category
            icon, tone = _ICONS.get(row.status, ("", "text_3"))
            who = f" · {row.coder}" if self._session.the_project().sees_all else ""
            items.append(Item(f"{number}", _quoted(row), f"{label}{who}", icon=icon, tone=tone,
                              colour="" if icon else colour, style="" if icon else style, remark=_(_WORDS[row.status])))  # fmt: skip
        self.list.show_items(items)
        going = preview.going
        words = ngettext("Carry over {count} annotation", "Carry over {count} annotations", going)
        self.carry_button.setText(words.format(count=format_count(going)))
        self.carry_button.setEnabled(bool(going or preview.links))
        if self.carry_button.isEnabled():
            self.carry_button.setFocus()

    def carry(self) -> None:
        """Copy them, and close; a refusal is told here."""
        ids = self._ids
        self.carry_button.setEnabled(False)

        def work(project: Project, _progress: Progress) -> tuple[Carriage, Changes]:
            return carry(project, *ids), project.database.last_changes

        self._start(work, self._done, writes=True)

    def _done(self, found: tuple[Carriage, Changes]) -> None:
        self.preview, changes = found
        self._job = None
        self._session.told_by_job(changes)
        self.accept()


def _about(preview: Carriage) -> str:
    if preview.kind == CORRECTION:
        return _("Copies go into the corrected text, marked as inherited. What changed goes with a flag, for you to look at; what is lost "
                 "stays in the earlier text alone. Inherited annotations never count in agreement.")  # fmt: skip
    return _("Only what stands there word for word is copied, marked as inherited. Inherited annotations never count in agreement.")


def _quoted(row: Carried) -> str:
    """Return the words of an annotation, and what they became where they differ."""
    before, now = " ".join(row.annotation.quote.split()), " ".join(row.quote.split())
    return f"“{before}” → “{now}”" if now and now != before else f"“{before}”"
