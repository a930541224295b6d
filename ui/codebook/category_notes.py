"""What was written about the category at hand, under its form, and a field for the next note."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.codebook_places import CATEGORY, Place
from annotator.model.remark import CATEGORY as ON_CATEGORY
from annotator.model.step import Changes
from annotator.operations import notes
from ui import theme
from ui.notes.thread import Thread
from ui.parts.lines import Line
from ui.parts.painting import Label
from ui.session import Session


class CategoryNotes(QWidget):
    """Shown for each place in a category that is published; a category of a draft can be written about when it is one."""

    def __init__(self, session: Session, form: QWidget) -> None:
        super().__init__()
        self._session = session
        self._category = ""
        self.title = Label(_("Notes"), "label", "text_2")
        self.thread = Thread(_("Note"), _("Write note"))
        self.thread.sent.connect(lambda text: self._do(partial(notes.write, about=ON_CATEGORY, about_id=self._category, text=text)))
        self.thread.changed.connect(lambda key, text: self._do(partial(notes.change, remark_id=key, text=text)))
        self.thread.removed.connect(lambda key: self._do(partial(notes.remove, remark_id=key)))
        px = theme.current().px
        self._own = QWidget()
        inside = QVBoxLayout(self._own)
        inside.setContentsMargins(px(31), 0, px(31), px(20))
        inside.setSpacing(px(10))
        for widget in (Line(), self.title, self.thread):
            inside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(form)
        column.addWidget(self._own)
        column.addStretch(1)
        session.changed.connect(self._on_changed)
        session.coder_changed.connect(self._forget)
        session.closed.connect(self._forget)

    def show_place(self, place: Place) -> None:
        """Show the notes on the category that a place lies in; none elsewhere."""
        self._category = place[1] if len(place) > 1 and place[0] == CATEGORY else ""
        self._refresh()

    def _refresh(self) -> None:
        project = self._session.project
        category = project.codebook.category(self._category) if project is not None and self._category else None
        self._own.setVisible(category is not None)
        if project is None or category is None:
            return
        found = notes.remarks(project, ON_CATEGORY, category.id)
        coder = self._session.coder
        names = {one.id: one.name for one in project.coders.all()} if found else {}
        self.title.setText(_("Notes on {category}").format(category=category.label))
        may_write = coder is not None and not project.read_only
        self.thread.show_remarks(category.id, found, names, coder.id if coder is not None else "", may_write=may_write)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("remark"):
            self._refresh()

    def _forget(self) -> None:
        self._category = ""
        self.thread.forget()
        self._own.hide()

    def _do(self, act: Callable[..., object]) -> None:
        """Do what writes a note; what cannot be kept stays in the field with the reason."""
        with self._session.refusals() as refusals:
            self._session.write(act)
        if refusals:
            self.thread.refuse(str(refusals[-1]))
        else:
            self.thread.taken()
