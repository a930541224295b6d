"""Who codes: names, roles and pseudonyms; coders come in here."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import N_, _
from annotator.model.coder import ADJUDICATOR, CODER, ROLES, SUPERVISOR, Coder
from annotator.operations import people
from annotator.project import Project
from ui import theme
from ui.articles.choice import Choice
from ui.articles.sheet import Line, Sheet, scrolled
from ui.parts.button import Button
from ui.parts.field import FieldBox
from ui.parts.message import Banner
from ui.parts.painting import Label, clear_layout
from ui.session import Session

SIZE = (720, 560)
ROLE_WORDS = {CODER: N_("codes"), ADJUDICATOR: N_("codes and adjudicates"), SUPERVISOR: N_("supervises")}


class PeopleDialog(Sheet):
    """Each change is a step that can be taken back in the history. Show it with ``open``."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Coders"), size=SIZE, parent=parent)
        self._session = session
        self.roles: dict[str, Choice] = {}
        self.pseudonyms: dict[str, FieldBox] = {}
        self.name = FieldBox()
        self.name.edit.setAccessibleName(_("Short name of a new coder"))
        self.name.edit.setPlaceholderText(_("Short name"))
        self.role = _role_choice(_("Role of the new coder"), CODER)
        self.add_button = Button(_("Add coder"))
        self.close_dialog = Button(_("Close"), "primary")
        self.first = self.name
        self._lay_out()
        self.name.edit.returnPressed.connect(self.add)
        self.add_button.clicked.connect(self.add)
        self.close_dialog.clicked.connect(self.accept)
        session.closed.connect(self.reject)
        self.refresh()

    def _lay_out(self) -> None:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(12))
        self.problem = QVBoxLayout()
        column.addLayout(self.problem)
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 3)
        column.addWidget(self._rows)
        column.addWidget(Line())
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.name, 2)
        row.addWidget(self.role, 2)
        row.addWidget(self.add_button)
        column.addLayout(row)
        about = Label(
            _("A coder sees the own work only. Who adjudicates settles where others differ. Who supervises sees everything and plans. "
              "A pseudonym stands in place of the name where agreement and its reports are to name nobody."), "option", "text_2",
        )  # fmt: skip
        about.setWordWrap(True)
        column.addWidget(about)
        column.addStretch(1)
        self.body.addWidget(scrolled(whole), 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_dialog)

    def refresh(self) -> None:
        """Show the coders as they are."""
        project = self._session.the_project()
        clear_layout(self._grid)
        self.roles, self.pseudonyms = {}, {}
        for place, head in enumerate((_("Name"), _("Role"), _("Pseudonym"))):
            self._grid.addWidget(Label(head, "head", "text_2"), 0, place)
        for row, one in enumerate(project.coders.all(), start=1):
            self._add_row(project, one, row)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Let Tab go through the rows from the top, and then to the line of a new coder below them."""
        rows = [one for name, role in self.roles.items() for one in (role, self.pseudonyms[name].edit)]
        for before, after in pairwise([*rows, self.name.edit, self.role, self.add_button, self.close_dialog]):
            QWidget.setTabOrder(before, after)

    def _add_row(self, project: Project, one: Coder, row: int) -> None:
        name = one.name
        role = self.roles[name] = _role_choice(_("Role of {name}").format(name=name), one.role)
        role.activated.connect(lambda _place: self._set_role(name))
        box = self.pseudonyms[name] = FieldBox()
        box.edit.setAccessibleName(_("Pseudonym of {name}").format(name=name))
        box.edit.setText(people.pseudonym(project, one.id))
        box.edit.editingFinished.connect(lambda: self._set_pseudonym(name))
        writable = not project.read_only
        for place, widget in enumerate((Label(name, "name"), role, box)):
            widget.setEnabled(writable)
            self._grid.addWidget(widget, row, place)

    def _set_role(self, name: str) -> None:
        self._do(lambda project: people.set_role(project, name, str(self.roles[name].currentData())))
        project = self._session.the_project()
        known = project.coders.named(name)
        if known is not None:
            self.roles[name].setCurrentIndex(ROLES.index(known.role))
            if project.coder is not None and project.coder.id == known.id and known.role != project.coder.role:
                self._session.enter(name)  # what may be seen is another thing now
                self.accept()

    def _set_pseudonym(self, name: str) -> None:
        self._do(lambda project: people.set_pseudonym(project, name, self.pseudonyms[name].edit.text()))

    def add(self) -> None:
        """Let the coder in whose name stands in the field."""
        name, role = self.name.edit.text().strip(), str(self.role.currentData())
        if name and self._do(lambda project: people.add_coder(project, name, role)):
            self.name.edit.clear()
            self.role.setCurrentIndex(ROLES.index(CODER))  # else the next one would adjudicate or supervise unasked
            self.refresh()
            self.name.edit.setFocus()

    def _do(self, act: object) -> bool:
        """Do it and return True, or tell above the list why not."""
        clear_layout(self.problem)
        with self._session.refusals() as refused:
            self._session.write(act)  # type: ignore[arg-type]
        if refused:
            self.problem.addWidget(Banner("error", _("Nothing was changed"), str(refused[0])))
        return not refused

    def done(self, result: int) -> None:
        """Close."""
        self._session.closed.disconnect(self.reject)
        super().done(result)


def _role_choice(name: str, role: str) -> Choice:
    made = Choice(name)
    for one in ROLES:
        made.addItem(_(ROLE_WORDS[one]), one)
    made.setCurrentIndex(ROLES.index(role))
    return made
