"""Under the grid: the reason from a list, the note, the rule that follows, the keys, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.decision import REASONS
from ui import theme
from ui.keys import ADJUDICATION
from ui.keys import chip as shown_key
from ui.parts.button import Button
from ui.parts.field import FieldBox, plain_enter
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.numbers import format_count
from ui.parts.painting import Label, Part, Themed, begin, draw_text, frame, width_of


class ReasonChip(Themed, QAbstractButton):
    """One reason with its digit."""

    def __init__(self, digit: int, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digit, self._word = str(digit), word
        self.setAccessibleName(word)
        self.setAccessibleDescription(self._digit)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        using = theme.current()
        return QSize(width_of(self._digit + self._word, using.font("option_chosen")) + using.px(28), using.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        chosen = self.isChecked()
        ground = using.ink if chosen else using.hover if self.underMouse() else using.raised
        frame(painter, self.rect(), using.px(6), using.ink if chosen else using.chip_border, ground, using.line_scale)
        font, colour = using.font("option_chosen" if chosen else "option"), using.on_ink if chosen else using.text
        wide = width_of(self._digit, using.font("option_chosen"))
        direction = self.layoutDirection()
        digit = QRect(using.px(8), 0, wide, self.height())
        painter.setOpacity(1.0)
        quiet = using.on_ink if chosen else using.text_3
        draw_text(painter, self.visual_rect(digit), self._digit, using.font("option_chosen"), quiet, direction=direction)
        words = QRect(digit.right() + using.px(9), 0, self.width() - digit.right() - using.px(12), self.height())
        draw_text(painter, self.visual_rect(words), self._word, font, colour, direction=direction)

    def visual_rect(self, rect: QRect) -> QRect:
        """Return the rectangle mirrored where the window runs from right to left."""
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRect(self.width() - rect.left() - rect.width(), rect.top(), rect.width(), rect.height())
        return rect


class Hints(Part):
    """Keys and what they do, as many as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show these, the most needed first."""
        self._hints = list(hints)
        self.setAccessibleName(", ".join(f"{key} {word}" for key, word in hints))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, theme.current().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        using, x = theme.current(), 0
        painter = begin(self)
        for key, word in self._hints:
            chip, wide = chip_size(key, using), width_of(word, using.font("option"))
            if x + chip.width() + using.px(6) + wide > self.width():
                break
            box = QRect(x, (self.height() - chip.height()) // 2, chip.width(), chip.height())
            paint_chip(painter, self.visual(box).topLeft(), key, using)
            words = QRect(box.right() + using.px(6), 0, wide, self.height())
            draw_text(painter, self.visual(words), word, using.font("option"), using.text_2, direction=self.layoutDirection())
            x = words.right() + using.px(14)


class Foot(Part):
    """``reason_given(key)``, ``note_given(text)``, ``rule_given(text)``; ``next_wanted`` for Enter and the button, ``left`` for Esc."""

    reason_given = Signal(str)
    note_given = Signal(str)
    rule_given = Signal(str)
    next_wanted = Signal()
    reopen_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reasons: dict[str, ReasonChip] = {}
        for digit, (key, word) in enumerate(REASONS.items(), start=1):
            chip = ReasonChip(digit, _(word))
            chip.clicked.connect(lambda _on=False, key=key: self.reason_given.emit(key))
            self.reasons[key] = chip
        self.note = FieldBox()
        self.note.edit.setAccessibleName(_("Note"))
        self.note.edit.setPlaceholderText(_("Why, for the coders to read (optional)"))
        self.note.edit.textEdited.connect(self.note_given)
        self.rule = FieldBox(icon="book-open")
        self.rule.edit.setAccessibleName(_("Rule"))
        self.rule.edit.setPlaceholderText(_("The rule, as coders will read it when they choose this category"))
        self.rule.edit.textEdited.connect(self.rule_given)
        self.rule.hide()
        for edit in (self.note.edit, self.rule.edit):
            edit.installEventFilter(self)
        self.hints = Hints()
        self.state = Label("", "option", "text_2")
        self.rule_button = Button(_("Make it a rule"), icon="book-open")
        self.rule_button.clicked.connect(self.open_rule)
        self.reopen_button = Button(_("Reopen"), letter="adjudication:o", icon="undo-2")
        self.reopen_button.clicked.connect(self.reopen_wanted)
        self.next_button = Button(_("Next open row"), "primary", key="↵")
        self.next_button.clicked.connect(self.next_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        px = theme.current().px
        first, last, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        first.setSpacing(px(6))
        first.addWidget(Label(_("Reason"), "label", "text_2"))
        first.addSpacing(px(10))
        for chip in self.reasons.values():
            first.addWidget(chip)
        first.addSpacing(px(6))
        first.addWidget(self.note, 1)
        last.setSpacing(px(8))
        last.addWidget(self.hints, 1)
        last.addWidget(self.state)
        for button in (self.rule_button, self.reopen_button, self.next_button):
            last.addWidget(button)
        self.set_margins(16, 9, 16, 9)
        column.setSpacing(px(7))
        column.addLayout(first)
        column.addWidget(self.rule)
        column.addLayout(last)

    def show_why(self, reason: str, note: str, rule: str) -> None:
        """Show the reason, the note and the rule of a case."""
        for key, chip in self.reasons.items():
            chip.setChecked(key == reason)
        for field, text in ((self.note, note), (self.rule, rule)):
            if field.edit.text() != text:
                field.edit.setText(text)
        self.rule.setVisible(bool(rule) or self.rule.edit.hasFocus())

    def show_state(self, open_rows: int, *, decided: bool, letters: Sequence[str], ready: str) -> None:
        """Show what Enter would do now; ``ready`` is what it says when no row is open."""
        said = ngettext("{count} row open", "{count} rows open", open_rows).format(count=format_count(open_rows))
        self.state.setText(said if open_rows and not decided else "")
        self.next_button.setText(_("Next case") if decided else _("Next open row") if open_rows else ready)
        self.reopen_button.setVisible(decided)
        key = partial(shown_key, context=ADJUDICATION)
        take = [(key(letter.lower()), _("take {letter}").format(letter=letter)) for letter in letters]
        choosing = [*take, (key("u"), _("both")), (key("e"), _("edit")), (key("r"), _("reject"))]
        going = [("↑↓", _("row")), (key("n"), _("next case")), (key("p"), _("previous"))]
        self.hints.show_hints(going if decided else [*choosing, *going])

    def open_rule(self) -> None:
        """Ask for the rule that follows from the case; it begins as the note."""
        self.rule.show()
        if not self.rule.edit.text() and self.note.edit.text():
            self.rule.edit.setText(self.note.edit.text())
            self.rule_given.emit(self.rule.edit.text())
        self.rule.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_note(self) -> None:
        """Bring the keys to the note."""
        self.note.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            enter = plain_enter(event)
            if not enter and event.key() != Qt.Key.Key_Escape:
                return False
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            else:
                self.left.emit()
                if enter:
                    self.next_wanted.emit()
            return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(QRect(0, 0, self.width(), 1), using.line)
