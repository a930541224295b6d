"""Yes or no, numbers, dates and free text."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from annotator.i18n import _
from ui import theme
from ui.icons import paint_icon
from ui.keys import digit_of
from ui.parts.field import ENTER, Field, FieldBox, plain_enter
from ui.parts.lines import draw_lines, lines_of
from ui.parts.painting import Part, begin, frame, width_of


class CheckField(Field):
    """Yes or no: Space changes it, Enter goes on, 0 takes it back to nothing said. The label stands beside the box."""

    def __init__(self, label: str, *, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(label, note=note, beside=True, show_label=False, parent=parent)
        self.use_body(_Check(self))

    def value_text(self) -> str:
        return "" if self._value is None else _("yes") if self._value else _("no")


class _Check(Part):
    def __init__(self, field: CheckField) -> None:
        super().__init__(field)
        self._field = field
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Minimum, not Fixed: a fixed height is that of one line, whatever the words take.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        using = theme.current()
        return QSize(using.px(26 + 4) + width_of(self._field.label(), using.font("control")), using.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(80), theme.current().px(24))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the box with its words, which may take up to three lines."""
        return max(theme.current().px(24), len(self._lines(width)) * self._pitch() + theme.current().px(4))

    def _lines(self, width: int) -> list[str]:
        using = theme.current()
        return lines_of(self._field.label(), using.font("control"), max(using.px(60), width - using.px(26)), 3)

    @staticmethod
    def _pitch() -> int:
        return max(theme.current().px(18), QFontMetrics(theme.current().font("control")).lineSpacing())

    def focus_rect(self) -> QRect:
        return self.visual(self._box())

    def focus_radius(self) -> int:
        return theme.current().px(4)

    def _box(self) -> QRect:
        side = theme.current().px(16)
        return QRect(0, (theme.current().px(24) - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, field = theme.current(), self._field
        painter = begin(self)
        box = self.visual(self._box())
        on = bool(field.value())
        chosen = on and not field.is_proposed()
        line = using.ink if on or field.is_proposed() else using.error if field.error() else using.border
        frame(painter, box, using.px(4), line, using.ink if chosen else using.raised, 1.2 * using.line_scale, dashed=field.is_proposed())
        if on:
            paint_icon(painter, box.adjusted(2, 2, -2, -2), "check", using.on_ink if chosen else using.ink)
        start = using.px(26)
        lines = self._lines(self.width())
        top = max(0, (self.height() - len(lines) * self._pitch()) // 2)
        words = self.visual(QRect(start, top, self.width() - start, self.height()))
        colour = using.text if self.isEnabled() else using.text_3
        draw_lines(painter, words, lines, using.font("control"), colour, self._pitch(), self.layoutDirection())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._field.choose(not self._field.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._field.choose(not self._field.value())
        elif plain_enter(event):
            self._field.confirm()
            self._field.proceed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self._field.leave.emit()
        elif digit_of(event) is not None:
            if digit_of(event) == 0:
                self._field.choose(None)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        return plain_enter(event) or event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape) or digit_of(event) is not None


class _LineField(Field):
    """A field with one line of text that stands for something else; what cannot be read is an error at the field.

    ``typed`` is sent with every change of the text, before it is taken.
    """

    typed = Signal()

    def __init__(
        self,
        label: str,
        *,
        note: str = "",
        placeholder: str = "",
        beside: bool = False,
        show_label: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, note=note, beside=beside, show_label=show_label, parent=parent)
        self._box = FieldBox()
        self._edit = self._box.edit
        self._edit.setPlaceholderText(placeholder)
        self._edit.textEdited.connect(lambda _text: self.typed.emit())
        self.use_body(self._box, self._edit)

    def read(self, text: str) -> object:
        """Return the value a text stands for; raise ValueError with a sentence for the coder if it stands for none."""
        raise NotImplementedError

    def step(self, up: int) -> None:
        """Change the value by one step."""

    def typed_value(self) -> object:
        """Return what the text in the field stands for, taken or not yet, None where it is empty; ValueError if it cannot be read."""
        text = self._edit.text().strip()
        return self.read(text) if text else None

    def wrong(self) -> bool:
        """Return whether what stands in the field cannot be read."""
        try:
            self.typed_value()
        except ValueError:
            return True
        return False

    def text(self) -> str:
        """Return what stands in the field."""
        return self._edit.text()

    def set_value(self, value: object, proposed: bool = False) -> None:
        typing = self._edit.hasFocus() and value == self._value and self._edit.text() != self.value_text()
        super().set_value(value, proposed)
        if not typing:
            self._show_text()

    def _show_text(self) -> None:
        """Write the value; while the field has the focus all of it is selected, so that typing replaces it."""
        self._edit.setText(self.value_text())
        if self._edit.hasFocus():
            self._edit.selectAll()
        else:
            self._edit.setCursorPosition(0)  # of a text longer than the line its beginning is seen

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "_box"):
            self._box.wrong, self._box.proposed = bool(self._error_text), self._proposed
            self._box.update()

    def commit(self) -> bool:
        """Take what stands in the field; return False if it cannot be read."""
        text = self._edit.text().strip()
        try:
            value = self.read(text) if text else None
        except ValueError as problem:
            self.set_error(str(problem))
            return False
        if value != self._value:
            self.choose(value)
        elif self._error_text:
            self.set_error("")
        self._show_text()
        return True

    def settle(self) -> None:
        if self._edit.text() != self.value_text():
            self.commit()

    def focus_changed(self, focused: bool) -> None:
        if focused:
            self._edit.selectAll()
        else:
            self.commit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        super().eventFilter(watched, event)
        if watched is not self._edit or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and (event.key() in _OURS or plain_enter(event)):
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        if plain_enter(event):
            if self.commit():
                self.confirm()
                self.proceed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.commit()
            self.leave.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if self.commit():
                self.step(1 if event.key() == Qt.Key.Key_Up else -1)
                self._show_text()
        else:
            return False
        return True


class NumberField(_LineField):
    """A number, written as the user's language writes it; ↑ and ↓ change it by ``step_size``. ``decimals`` 0 makes whole numbers."""

    def __init__(
        self,
        label: str,
        *,
        decimals: int = 0,
        least: float | None = None,
        most: float | None = None,
        step_size: float = 1,
        **choices: object,
    ) -> None:
        self._decimals, self._least, self._most, self._step_size = decimals, least, most, step_size
        super().__init__(label, **choices)  # type: ignore[arg-type]

    def read(self, text: str) -> object:
        number, readable = QLocale().toDouble(text)
        if not readable or text.lstrip("+-").startswith(f"0{QLocale().groupSeparator()}"):  # nobody groups a nought: 0.667 is no 667
            number, readable = QLocale.c().toDouble(text)
        if not readable:
            raise ValueError(_("This is not a number."))
        if not self._decimals and number != int(number):
            raise ValueError(_("This must be a whole number."))
        if self._least is not None and number < self._least:
            raise ValueError(_("This must be at least {number}.").format(number=self._written(self._least)))
        if self._most is not None and number > self._most:
            raise ValueError(_("This must be at most {number}.").format(number=self._written(self._most)))
        return round(number, self._decimals) if self._decimals else int(number)

    def step(self, up: int) -> None:
        start = self._value if isinstance(self._value, int | float) else (self._least or 0) - up * self._step_size
        number = start + up * self._step_size
        if (self._least is None or number >= self._least) and (self._most is None or number <= self._most):
            self.choose(round(number, self._decimals) if self._decimals else int(number))

    def value_text(self) -> str:
        return self._written(self._value) if isinstance(self._value, int | float) else ""

    def _written(self, number: float) -> str:
        return QLocale().toString(float(number), "f", self._decimals)


class DateField(_LineField):
    """A day, kept as ISO text (``2024-07-19``); it may be typed as the user's language writes it. ↑ and ↓ change the day."""

    def __init__(self, label: str, **choices: object) -> None:
        choices.setdefault("placeholder", "2024-07-19")
        super().__init__(label, **choices)  # type: ignore[arg-type]

    def read(self, text: str) -> object:
        try:
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            pass
        for form in (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat):
            found = QLocale().toDate(text, form)
            if found.isValid():
                return found.toString(Qt.DateFormat.ISODate)
        for pattern in ("d.M.yyyy", "d MMM yyyy", "d MMMM yyyy", "d. MMM yyyy", "d. MMMM yyyy", "MMMM d, yyyy", "MMM d, yyyy"):
            for locale in (QLocale(), QLocale.c()):
                found = locale.toDate(text, pattern)
                if found.isValid():
                    return found.toString(Qt.DateFormat.ISODate)
        raise ValueError(_("Write the day as in 2024-07-19."))

    def step(self, up: int) -> None:
        day = QDate.fromString(str(self._value), Qt.DateFormat.ISODate) if self._value else QDate.currentDate().addDays(-up)
        self.choose(day.addDays(up).toString(Qt.DateFormat.ISODate))


class TextField(Field):
    """Free text that grows to three lines. Enter goes on, Shift+Enter makes a line, Tab and Esc leave; what was typed stays.

    ``chosen`` is sent when the field is left, ``typed`` at each change.
    """

    typed = Signal(str)

    def __init__(
        self, label: str, *, note: str = "", placeholder: str = "", show_label: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(label, note=note, show_label=show_label, parent=parent)
        self._frame = _TextFrame(placeholder)
        self._edit = self._frame.edit
        self.use_body(self._frame, self._edit)
        self._edit.textChanged.connect(self._on_typed)

    def text(self) -> str:
        """Return what stands in the field."""
        return self._edit.toPlainText()

    def set_value(self, value: object, proposed: bool = False) -> None:
        # What is being typed outlives a change of something else.
        typing = self._edit.hasFocus() and value == self._value
        super().set_value(value, proposed)
        if not typing and self._edit.toPlainText() != self.value_text():
            self._edit.setPlainText(self.value_text())

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "_frame"):
            self._frame.wrong, self._frame.proposed = bool(self._error_text), self._proposed
            self._frame.update()

    def commit(self) -> None:
        """Take what stands in the field."""
        text = self._edit.toPlainText().strip() or None
        if text != self._value:
            self.choose(text)

    def settle(self) -> None:
        self.commit()

    def write(self, text: str) -> None:
        """Write a text into the field as if it had been typed, not taken over yet."""
        self._edit.setPlainText(text)

    def focus_changed(self, focused: bool) -> None:
        if not focused:
            self.commit()

    def _on_typed(self) -> None:
        self._frame.grow()
        self.typed.emit(self._edit.toPlainText())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        super().eventFilter(watched, event)
        if watched is not self._edit or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and (plain_enter(event) or event.key() == Qt.Key.Key_Escape):
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if plain_enter(event):
            self.commit()
            self.confirm()
            self.proceed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.commit()
            self.leave.emit()
        else:
            return False
        return True


class _Edit(QPlainTextEdit):
    """The text itself; its frame grows once the lines are broken for a new width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.parentWidget().grow()


class _TextFrame(Part):
    """The frame of a text field, one to three lines high."""

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.wrong = self.proposed = False
        self.edit = _Edit(self)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setTabChangesFocus(True)
        self.edit.setFrameShape(QFrame.Shape.NoFrame)
        self.edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit.document().setDocumentMargin(0)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.on_theme()

    def on_theme(self) -> None:
        using = theme.current()
        self.edit.setFont(using.font("control"))
        palette = self.edit.palette()
        palette.setColor(palette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(palette.ColorRole.Text, using.text)
        palette.setColor(palette.ColorRole.PlaceholderText, using.text_3)
        self.edit.setPalette(palette)
        self.grow()

    def grow(self) -> None:
        """Be as high as the text, but not more than three lines."""
        using = theme.current()
        lines = self._lines()
        line = QFontMetrics(self.edit.font()).lineSpacing()
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > 3 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(max(using.px(30), min(lines, 3) * line + using.px(14)))

    def _lines(self) -> int:
        """Return how many lines the text takes, counted no further than four."""
        block, layout, lines = self.edit.document().begin(), self.edit.document().documentLayout(), 0
        while block.isValid() and lines < 4:
            # Asking for the place of a block lays it out; until then it counts as one line.
            layout.blockBoundingRect(block)
            lines += block.layout().lineCount()
            block = block.next()
        return max(1, lines)

    def resizeEvent(self, event: QEvent) -> None:
        using = theme.current()
        self.edit.setGeometry(self.rect().adjusted(using.px(9), using.px(7), -using.px(5), -using.px(5)))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        line = using.error if self.wrong else using.ink if self.proposed else using.border
        width = (1.5 if self.wrong or self.proposed else 1.0) * using.line_scale
        frame(begin(self), self.rect(), using.px(6), line, using.raised, width, dashed=self.proposed)


_OURS = {Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down, *ENTER}
