"""What all fields of a form share: label, note, error, a value that may only be proposed, and the way on and back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.icons import paint_icon
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.lines import draw_lines, lines_of
from ui.parts.painting import ElidedLabel, Label, Part, announce, begin, frame, width_of

MOST_LINES_WRONG = 4
"""of words that say what is wrong with a field"""
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Field(Part):
    """One value of a form with its label.

    ``chosen(value)`` is sent when the coder sets, confirms or clears the value (None when cleared), ``proceed`` when the next field
    should have the focus, ``leave`` when the coder wants back to the text (Esc). Setting a value from outside sends nothing.
    """

    chosen = Signal(object)
    proceed = Signal()
    leave = Signal()

    takes_digits = False
    may_stay_empty = False
    """Enter goes on without taking anything where nothing was typed or chosen"""

    def __init__(self, label: str, *, note: str = "", beside: bool = False, show_label: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label_text, self._note_text, self._reason, self._error_text = label, note, "", ""
        self._beside = beside
        self._value: object = None
        self._proposed = False
        self._body: QWidget = self
        self._label = ElidedLabel("label", "text_2", self)
        self._label.show_text(label)
        self._note = Label("", "caption", "text_3", self)
        self._why = ElidedLabel("caption", "text_3", self)
        self._why.hide()
        self._error = _ErrorLine(self)
        self._outer = QVBoxLayout(self)
        self.set_margins(0, 0, 0, 0)
        self._outer.setSpacing(theme.current().px(5))
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.current().px(8))
        self._head.addWidget(self._label, 1)
        self._head.addWidget(self._note)
        self._outer.addWidget(self._why)
        self._outer.addLayout(self._head)
        self._label.setVisible(show_label)
        self._show_label = show_label

    def use_body(self, body: QWidget, focus: QWidget | None = None) -> None:
        """Put the control under (or beside) the label; ``focus`` is the widget that takes the keys, if not the body itself."""
        self._body = focus or body
        if self._beside:
            self._head.insertWidget(1, body, 2)
        else:
            self._outer.addWidget(body)
        self._outer.addWidget(self._error)
        self.setFocusProxy(body)
        self._body.setAccessibleName(self._label_text)
        self._body.installEventFilter(self)
        self.refresh()

    def label(self) -> str:
        """Return the field's label."""
        return self._label_text

    def hide_label(self) -> None:
        """Show no label, because what stands before the field says it; it is read aloud all the same."""
        self._show_label = False
        self._label.hide()
        self.refresh()

    def set_label(self, text: str) -> None:
        """Call the field otherwise."""
        self._label_text = text
        self._label.show_text(text)
        self._body.setAccessibleName(text)
        self.refresh()

    def value(self) -> object:
        """Return the value, None if there is none."""
        return self._value

    def is_proposed(self) -> bool:
        """Return whether the value is only proposed: it counts as open until the coder confirms it."""
        return self._proposed

    def set_value(self, value: object, proposed: bool = False) -> None:
        """Show a value (None: no value); ``proposed`` marks it as put forward by the program."""
        self._value, self._proposed = value, proposed and value is not None
        self.refresh()

    def set_note(self, text: str) -> None:
        """Show a short remark at the right of the label, such as ``optional``."""
        self._note_text = text
        self.refresh()

    def set_reason(self, text: str) -> None:
        """Indent the field under a line and say why it is there, such as ``because target is issue``; an empty text ends that."""
        if text == self._reason:
            return
        self._reason = text
        self.set_margins(12 if text else 0, 0, 0, 0)
        self.refresh()
        self.update()

    def set_error(self, text: str) -> None:
        """Say under the field what is wrong with it; an empty text takes it back."""
        self._error_text = text
        self._error.show_text(text)
        self.refresh()

    def error(self) -> str:
        """Return what is said to be wrong, empty if nothing."""
        return self._error_text

    def refresh(self) -> None:
        """Bring note, description and picture up to date with the value."""
        note = self._note_text
        if self._proposed and self._show_label:
            note = _("proposed")
        elif self.takes_digits and self._body is not self and self._body.hasFocus():
            note = _("digit chooses")
        note = self._place_reason(note)
        self._note.setText(note)
        self._note.setVisible(bool(note) and (self._show_label or self._beside))
        told = [self.value_text() or _("no value")]
        told += [text for text in (_("proposed") if self._proposed else "", self._reason or self._note_text, self._error_text) if text]
        self._body.setAccessibleDescription(". ".join(told))
        if self._body is not self:
            self._body.update()

    def _place_reason(self, note: str) -> str:
        """Return what stands beside the label: the reason where there is room for it, else it has a line of its own above."""
        alone = bool(self._reason) and (bool(note) or not self._show_label or not self._fits(self._reason))
        self._why.show_text(self._reason if alone else "")
        self._why.setVisible(alone)
        return note if alone else note or self._reason

    def _fits(self, note: str) -> bool:
        using = theme.current()
        wanted = width_of(self._label_text, using.font("label")) + width_of(note, using.font("caption")) + using.px(8 + 12)
        return wanted <= self.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._reason and event.size().width() != event.oldSize().width():
            self.refresh()

    def value_text(self) -> str:
        """Return the value as a coder reads it, empty if there is none."""
        return "" if self._value is None else str(self._value)

    def choose(self, value: object) -> None:
        """Take the coder's value and tell of it."""
        self._value, self._proposed = value, False
        if self._error_text:
            self.set_error("")
        self.refresh()
        announce(self._body, self.value_text() or _("no value"))
        self.chosen.emit(value)

    def confirm(self) -> None:
        """Make a proposed value the coder's own; nothing else changes."""
        if self._proposed:
            self.choose(self._value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._body and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.refresh()
            self.focus_changed(event.type() == QEvent.Type.FocusIn)
        return False

    def settle(self) -> None:
        """Take over what was typed and not left yet; a field that keeps each choice at once has nothing to do."""

    def focus_changed(self, focused: bool) -> None:
        """Do what the field does when it gets or loses the focus."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._reason:
            width = theme.current().px(2)
            x = 0 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else self.width() - width
            QPainter(self).fillRect(QRect(x, 0, width, self.height()), theme.current().chip_border)


class _ErrorLine(Part):
    """What is wrong, with its sign, under a field."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.hide()

    def show_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        announce(self, text)
        self.updateGeometry()
        self.update()

    def _lines(self, width: int) -> list[str]:
        using = theme.current()
        return lines_of(self._text, using.font("option"), width - using.px(21), MOST_LINES_WRONG)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return theme.current().px(20) + theme.current().px(16) * (max(1, len(self._lines(width))) - 1)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(80), self.heightForWidth(max(self.width(), theme.current().px(80))))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(80), theme.current().px(20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        side = using.px(14)
        paint_icon(painter, self.visual(QRect(using.px(1), (using.px(20) - side) // 2, side, side)), "circle-alert", using.error)
        start = side + using.px(7)
        room = self.visual(QRect(start, using.px(2), self.width() - start, self.height() - using.px(2)))
        lines = self._lines(self.width())
        draw_lines(painter, room, lines, using.font("option"), using.error, using.px(16), self.layoutDirection())


class FieldBox(Part):
    """A frame of 30 px round a line of text, with a sign before it and a sign or a key behind it."""

    clicked = Signal()

    def __init__(self, *, icon: str = "", end_icon: str = "", key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._end_icon, self._key = icon, end_icon, key
        self.wrong = self.proposed = False
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.on_theme()

    def on_theme(self) -> None:
        using = theme.current()
        self.edit.setFont(using.font("control"))
        palette = self.edit.palette()
        for role in (palette.ColorRole.Base, palette.ColorRole.Window):
            palette.setColor(role, Qt.GlobalColor.transparent)
        palette.setColor(palette.ColorRole.Text, using.text)
        palette.setColor(palette.ColorRole.PlaceholderText, using.text_3)
        palette.setColor(palette.ColorRole.Highlight, using.text_selection)
        palette.setColor(palette.ColorRole.HighlightedText, using.text)
        self.edit.setPalette(palette)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(80), theme.current().px(30))

    def resizeEvent(self, event: QEvent) -> None:
        self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
        self.clicked.emit()

    def _place(self) -> None:
        using = theme.current()
        start = using.px(33 if self._icon else 7)
        end = using.px(7)
        if self._end_icon:
            end = using.px(30)
        elif self._key:
            end = chip_size(self._key, using).width() + using.px(12)
        self.edit.setGeometry(self.visual(QRect(start, 3, max(0, self.width() - start - end), self.height() - 6)))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        line = using.error if self.wrong else using.ink if self.proposed else using.border
        width = (1.5 if self.wrong or self.proposed else 1.0) * using.line_scale
        frame(painter, self.rect(), using.px(6), line, using.raised if self.isEnabled() else using.hover, width, dashed=self.proposed)
        side = using.px(16)
        top = (self.height() - side) // 2
        if self._icon:
            paint_icon(painter, self.visual(QRect(using.px(11), top, side, side)), self._icon, using.text_3)
        if self._end_icon:
            paint_icon(painter, self.visual(QRect(self.width() - side - using.px(8), top, side, side)), self._end_icon, using.text_2)
        elif self._key:
            size = chip_size(self._key, using)
            room = QRect(self.width() - size.width() - using.px(6), (self.height() - size.height()) // 2, size.width(), size.height())
            paint_chip(painter, self.visual(room).topLeft(), self._key, using)


def plain_enter(event: QKeyEvent) -> bool:
    """Return whether the press is Enter alone (Ctrl+Enter is the page's)."""
    return event.key() in ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
