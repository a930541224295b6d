"""Coding what a search found: the category, what each place becomes, and one step that undo takes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from annotator.errors import AnnotatorError
from annotator.i18n import N_, _, ngettext
from annotator.model.codebook import Codebook
from annotator.operations.bulk_coding import CODED, UNCODED_REGION, BulkPlan, Place, plan_bulk
from ui import theme
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.numbers import format_count
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label, Part
from ui.parts.suggest_field import ListField
from ui.session import Session

STANDING_WORDS = {CODED: N_("coded so already"), UNCODED_REGION: N_("not coded there")}
_MOST_CELLS = 9


class BulkPanel(Part):
    """``planned(plan)`` tells what each place would become, ``wanted(places, category)`` asks for it, ``left`` ends it."""

    planned = Signal(object)
    wanted = Signal(list, str)
    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._places: list[Place] = []
        self.plan: BulkPlan | None = None
        self.setAccessibleName(_("Code places"))
        px = theme.current().px
        self.title = Label("", "panel_title")
        about = _("All listed places are coded, or those that you choose: Ctrl or Shift with the arrows or the mouse.")
        self.about = Label(about, "control", "text_2")
        self.said = Label("", "control", "text")
        for label in (self.title, self.about, self.said):
            label.setWordWrap(True)
        self.code_button = Button(_("Code"), "primary")
        self.code_button.clicked.connect(self._code)
        self.cancel_button = Button(_("Do not code"), key="Esc")
        self.cancel_button.clicked.connect(self.left)
        column = self._column = QVBoxLayout(self)
        self.set_margins(20, 16, 20, 16)
        column.setSpacing(px(12))
        for part in (self.title, self.about, self.said):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.code_button)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._choice: OptionGrid | ListField | None = None

    def ask(self, codebook: Codebook, places: Sequence[Place]) -> None:
        """Ask which category these places become."""
        if self._choice is not None:
            self._column.removeWidget(self._choice)
            self._choice.deleteLater()
        options = [Option(one.id, one.label, one.definition) for one in codebook.categories if not one.retired]
        maker = OptionGrid if len(options) <= _MOST_CELLS else ListField
        choice = self._choice = maker(_("Category"), options)
        choice.chosen.connect(lambda value: (choice.set_value(value), self._plan()))
        choice.proceed.connect(lambda: self.code_button.setFocus(Qt.FocusReason.TabFocusReason))
        choice.leave.connect(self.left)
        self._column.insertWidget(2, choice)
        self.setTabOrder(choice, self.code_button)
        self.show_places(places)
        choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_places(self, places: Sequence[Place]) -> None:
        """Take these places from now on."""
        if list(places) == self._places and self.plan is not None:
            return
        self._places = list(places)
        count = len(self._places)
        self.title.setText(ngettext("Code {count} place", "Code {count} places", count).format(count=format_count(count)))
        self._plan()

    def _plan(self) -> None:
        category = self._choice.value() if self._choice is not None else None
        self.plan = None
        self.said.setText("")
        if category is not None and self._places:
            try:
                self.plan = plan_bulk(self._session.the_project(), self._places, str(category))
            except AnnotatorError as error:
                self.said.setText(str(error))
        if self.plan is not None:
            self.said.setText(_("{what}. One step, can be undone.").format(what=self.plan.in_words()))
        new = len(self.plan.new) if self.plan is not None else 0
        words = ngettext("Code {count} place", "Code {count} places", new).format(count=format_count(new)) if new else _("Code")
        self.code_button.setText(words)
        self.code_button.setEnabled(bool(new))
        self.planned.emit(self.plan)

    def _code(self) -> None:
        if self.plan is not None and self._choice is not None:
            self.wanted.emit(list(self._places), str(self._choice.value()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
