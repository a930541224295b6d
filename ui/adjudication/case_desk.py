"""The case on the table: lanes and grid, the field for another value, reason and note; what is chosen, and what Enter does then."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.span import Spans, make_spans
from annotator.operations.adjudicating import SPAN
from annotator.operations.docket import Lanes
from annotator.project import Project
from ui.adjudication.board import Board
from ui.adjudication.foot import Foot
from ui.adjudication.keyboard import Keyboard
from ui.adjudication.other_value import OtherValue
from ui.adjudication.sheet import Sheet
from ui.parts.painting import pass_keys

MOST_LETTERS = 4


class CaseDesk(QWidget):
    """Chooses and asks; it writes nothing: ``decide_wanted``, ``reopen_wanted``, ``why_changed``, ``take_over_wanted`` go to the page."""

    changed = Signal()
    decide_wanted = Signal()
    reopen_wanted = Signal()
    why_changed = Signal()
    """reason, note or rule of a case that is decided already are others now"""
    take_over_wanted = Signal()
    turn_wanted = Signal(int)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self.lanes: Lanes | None = None
        self._project: Project | None = None
        self.board = Board()
        self.board.grid.key_filter = Keyboard(self)
        self.board.grid.pressed.connect(lambda key, place: self.take(place, key))
        self.board.span_given.connect(self._on_span)
        self.board.span_left.connect(self.show_choices)
        self.other = OtherValue()
        self.other.given.connect(self._on_other)
        self.other.left.connect(self._on_other_left)
        self.foot = Foot()
        self.foot.reason_given.connect(self.give_reason)
        self.foot.note_given.connect(lambda text: self._explain(note=text))
        self.foot.rule_given.connect(lambda text: self._explain(rule=text))
        self.foot.next_wanted.connect(self.go_on)
        self.foot.reopen_wanted.connect(self.reopen_wanted)
        self.foot.left.connect(self._on_foot_left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.board, self.other, self.foot):
            column.addWidget(part, 1 if part is self.board else 0)
        pass_keys(self, self.board)

    # ---- what lies here -------------------------------------------------------------------------------------------------

    def show_lanes(self, project: Project, lanes: Lanes) -> None:
        """Lay another article on the table, or the same as it is now."""
        self._project, self.lanes = project, lanes
        self.board.show_lanes(project, lanes)

    def show_sheet(self, sheet: Sheet) -> None:
        """Lay a case of the article on the table."""
        self._close_field()
        self.sheet = sheet
        self.board.show_sheet(sheet)
        self.show_choices()

    def clear(self) -> None:
        """Take the case away."""
        self._close_field()
        self.sheet = None

    def _close_field(self) -> None:
        """Close the field for another value; keys that were in it go back to the grid, not to whatever comes next in the window."""
        focus = self.window().focusWidget()
        inside = focus is not None and self.other.isAncestorOf(focus)
        self.other.close_field()
        if inside:
            self.take_keys()

    def show_choices(self) -> None:
        """Show the case as it is now."""
        sheet, lanes = self.sheet, self.lanes
        if sheet is None or lanes is None:
            return
        self.board.refresh()
        self.foot.show_why(sheet.reason, sheet.note, sheet.rule)
        letters = [lane.letter for lane in lanes.lanes[:MOST_LETTERS]]
        self.foot.show_state(len(sheet.open_keys), decided=sheet.decision is not None, letters=letters, ready=_("Decide"))
        self.changed.emit()

    def take_keys(self) -> None:
        """Bring the keys to the grid."""
        self.board.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_sheet(self) -> Sheet | None:
        """Return the case if it may be decided; one that is decided says how to open it."""
        if self.sheet is not None and self.sheet.decision is not None:
            self.told.emit(_("This case is decided: O opens it again"))
            return None
        if self._project is None or self._project.read_only:
            self.told.emit(_("This project is open for reading only."))
            return None
        return self.sheet

    # ---- choosing -------------------------------------------------------------------------------------------------------

    def take(self, place: int, key: str = "") -> None:
        """Take what a candidate says in the row with the keys, and go to the next open row."""
        sheet, lanes = self._open_sheet(), self.lanes
        if sheet is None or lanes is None or not 0 <= place < len(lanes.lanes):
            return
        key = key or self.board.grid.current
        if sheet.take(key, lanes.lanes[place].coder_id):
            self._after_choice(key)

    def take_both(self) -> None:
        """Take what all candidates say."""
        sheet, key = self._open_sheet(), self.board.grid.current
        if sheet is not None and sheet.take_both(key):
            self._after_choice(key)

    def reject(self) -> None:
        """Say that nothing is there."""
        sheet = self._open_sheet()
        if sheet is not None:
            sheet.reject()
            self.show_choices()

    def clear_row(self) -> None:
        """Take the choice in the row back."""
        sheet = self._open_sheet()
        if sheet is not None:
            sheet.clear(self.board.grid.current)
            self.show_choices()

    def edit(self) -> None:
        """Ask for another value in the row with the keys: words in the gold lane for the span, else a field under the grid."""
        sheet, key = self._open_sheet(), self.board.grid.current
        if sheet is None or self.board.words is None or self._project is None:
            return
        row = sheet.row(key)
        if key == SPAN and row is not None:
            self.board.ask_span(make_spans(sheet.gold(SPAN) or next(iter(row.by_coder.values()))))
        elif not self.other.ask(self._project, sheet, self.board.words, key):
            self.told.emit(_("This row has no other value: take a candidate’s, or reject with R"))

    def give_reason(self, reason: str) -> None:
        """Say why: a slip, an unclear rule, true ambiguity, a problem of the text; the same again takes it back."""
        if self.sheet is None or self._project is None or self._project.read_only:
            return
        self._explain(reason="" if reason == self.sheet.reason else reason)
        if self.sheet.decision is not None:
            self.why_changed.emit()

    def _explain(self, **words: str) -> None:
        if self.sheet is not None:
            for name, text in words.items():
                setattr(self.sheet, name, text)
            self.show_choices()

    def _on_foot_left(self) -> None:
        if self.sheet is not None and self.sheet.decision is not None:
            self.why_changed.emit()
        self.take_keys()

    def _on_other(self, key: str, value: Any) -> None:
        sheet = self._open_sheet()
        if sheet is not None:
            sheet.give(key, value)
            self.show_choices()

    def _on_other_left(self) -> None:
        key = self.other.key
        self.other.close_field()
        self.take_keys()
        if self.sheet is not None and self.sheet.has_other(key):
            self._after_choice(key)

    def _on_span(self, spans: Spans) -> None:
        sheet = self._open_sheet()
        if sheet is not None:
            sheet.give(SPAN, [[span.start, span.end] for span in spans])
            self._after_choice(SPAN)

    def _after_choice(self, key: str) -> None:
        self.show_choices()
        if self.sheet is not None:
            self.board.grid.go_to(self.sheet.next_open(key) or self.board.grid.current)

    # ---- going on -------------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Go to the next open row; where none is open decide; from a decided case go to the next."""
        sheet = self.sheet
        if sheet is None:
            return
        if sheet.decision is not None:
            self.turn_wanted.emit(1)
            return
        wanted = sheet.next_open(self.board.grid.current)
        if wanted:
            self.board.grid.go_to(wanted)
        elif self._open_sheet() is not None:
            self.decide_wanted.emit()
