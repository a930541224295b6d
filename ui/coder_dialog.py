"""Who codes in this project: those who are known, and somebody new."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.operations.packages import package_coder
from ui import theme
from ui.articles.sheet import Line, Sheet
from ui.parts.button import Button
from ui.parts.field import FieldBox
from ui.parts.item_list import Item, ItemList
from ui.parts.message import Banner
from ui.parts.painting import Label, clear_layout
from ui.plan.people import ROLE_WORDS
from ui.session import Session

SIZE = (480, 460)


class CoderDialog(Sheet):
    """``entered`` is sent when somebody else codes from now on. Show it with ``open``; a name that is refused stays in the field."""

    entered = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Who codes?"), size=SIZE, parent=parent)
        self._session = session
        project = session.the_project()
        self.remark.setText(project.path.name)
        only = package_coder(project)
        known = [one for one in project.coders.all() if only is None or one.name == only]
        here = session.coder.name if session.coder is not None else session.settings.coder
        self.names = ItemList(_("Coders of this project"))
        self.names.show_items(
            [Item(one.name, one.name, _(ROLE_WORDS[one.role]), remark=_("codes now") if one == session.coder else "") for one in known]
        )
        names = [one.name for one in known]
        self.names.setCurrentRow(names.index(here) if here in names else 0)
        self.new_name = FieldBox()
        self.new_name.edit.setAccessibleName(_("Short name of somebody new"))
        self.new_name.edit.setPlaceholderText(_("Short name"))
        self.new_name.edit.setText("" if here in names else here)
        self.close_dialog = Button(_("Cancel"))
        self.enter_button = Button(_("Code as this coder"), "primary")
        self.first = self.names if here in names or only is not None else self.new_name
        self._may_be_new = only is None and not project.read_only
        self._lay_out()
        self.names.itemActivated.connect(lambda _row: self.enter_chosen())
        self.names.currentRowChanged.connect(lambda _row: self._on_row())
        self.new_name.edit.textChanged.connect(lambda _text: self._name_button())
        self.new_name.edit.returnPressed.connect(self.enter_chosen)
        self.close_dialog.clicked.connect(self.reject)
        self.enter_button.clicked.connect(self.enter_chosen)
        session.closed.connect(self.reject)
        self._name_button()

    def _lay_out(self) -> None:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(8))
        self.problem = QVBoxLayout()
        column.addLayout(self.problem)
        column.addWidget(self.names, 1)
        self.nobody = Label(_("Nobody is known here yet."), "control", "text_2")
        column.addWidget(self.nobody)
        self.nobody.setVisible(self.names.count() == 0)
        self.names.setVisible(self.names.count() > 0)
        below = QWidget()
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(px(5))
        lines.addWidget(Line())
        lines.addSpacing(px(4))
        lines.addWidget(Label(_("Or somebody new"), "label", "text_2"))
        row = QHBoxLayout()
        row.addWidget(self.new_name)
        lines.addLayout(row)
        column.addWidget(below)
        below.setVisible(self._may_be_new)
        self.body.addWidget(whole, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_dialog)
        self.foot.addWidget(self.enter_button)

    def chosen(self) -> str:
        """Return the name that Enter takes: what is typed, else the row that has the keys."""
        typed = self.new_name.edit.text().strip() if self._may_be_new else ""
        row = self.names.current_item()
        return typed or (row.key if row is not None else "")

    def _on_row(self) -> None:
        self.new_name.edit.clear()  # the row that was gone to is meant
        self._name_button()

    def _name_button(self) -> None:
        name = self.chosen()
        self.enter_button.setText(_("Code as {name}").format(name=name) if name else _("Code as this coder"))
        self.enter_button.setEnabled(bool(name))

    def enter_chosen(self) -> None:
        """Let the chosen coder work here, or tell above the list why that cannot be."""
        name = self.chosen()
        if not name:
            return
        clear_layout(self.problem)
        try:
            self._session.enter(name)
        except AnnotatorError as error:
            self.problem.addWidget(Banner("error", _("This name cannot be used"), str(error)))
            return
        self.entered.emit()
        self.accept()

    def done(self, result: int) -> None:
        """Close."""
        self._session.closed.disconnect(self.reject)
        super().done(result)
