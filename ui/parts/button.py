"""Buttons: primary, plain, delete and quiet, with the key that does the same; and small buttons with a sign only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QStyle, QWidget

from ui import theme
from ui.icons import paint_icon
from ui.keys import chip_of
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import Themed, begin, draw_text, frame, set_tip, width_of
from ui.theme import Theme
from ui.theme.style import faded

KINDS = ("primary", "plain", "delete", "quiet")


class Button(Themed, QPushButton):
    """A push button; ``low`` is the height in panels (28 instead of 32). One primary button per view.

    ``letter`` (of ``keys.LETTERS``) stands for a ``key`` that the coder may change.
    """

    def __init__(
        self,
        text: str,
        kind: str = "plain",
        *,
        key: str = "",
        letter: str = "",
        icon: str = "",
        low: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        if kind not in KINDS:
            raise ValueError(f"a button is one of {', '.join(KINDS)}, not {kind!r}")
        super().__init__(parent)
        self._kind, self._icon, self._low = kind, icon, low
        self._given_key, self._letter = key, letter
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def setText(self, text: str) -> None:
        super().setText(text.replace("&", "&&"))
        self._words = text
        self.setAccessibleName(text)
        if self._key:
            self.setAccessibleDescription(self._key)
        self.updateGeometry()

    @property
    def _key(self) -> str:
        return chip_of(self._letter) if self._letter else self._given_key

    def words(self) -> str:
        """Return the text as it was given."""
        return self._words

    def sizeHint(self) -> QSize:
        using = theme.current()
        width = width_of(self._words, using.font("name")) + 2 * using.px(12)
        if self._icon:
            width += using.px(16 + 8)
        if self._key:
            width += chip_size(self._key, using).width() + using.px(9)
        return QSize(width, using.px(28 if self._low else 32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        words, line, ground = self._colours(using)
        frame(painter, self.rect(), using.px(6), line, ground)
        font = using.font("name" if self._kind != "primary" else "current")
        chip = chip_size(self._key, using) if self._key else QSize(0, 0)
        text_width = min(width_of(self._words, font), self.width())
        total = text_width + (using.px(24) if self._icon else 0) + (chip.width() + using.px(9) if self._key else 0)
        x = max(using.px(8), (self.width() - total) // 2)
        if self._icon:
            side = using.px(16)
            paint_icon(painter, self._mirrored(QRect(x, (self.height() - side) // 2, side, side)), self._icon, words)
            x += using.px(24)
        room = self._mirrored(QRect(x, 0, text_width, self.height()))
        draw_text(painter, room, self._words, font, words, direction=self.layoutDirection())
        if self._key:
            box = self._mirrored(QRect(QPoint(x + text_width + using.px(8), (self.height() - chip.height()) // 2), chip))
            primary = self._kind == "primary"
            paint_chip(painter, box.topLeft(), self._key, using, colour=words if primary else None, ground=ground if primary else None)

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    def _colours(self, using: Theme) -> tuple[QColor, QColor | None, QColor | None]:
        """Return the colours of words, line and ground in the present state."""
        pressed, over = self.isDown(), self.underMouse() and self.isEnabled()
        if self._kind == "primary":
            ground = using.text_2 if pressed or over else using.ink
            words, line = using.on_ink, ground
        elif self._kind == "quiet":
            words, line, ground = using.text_2, None, using.selection if pressed else using.hover if over else None
        else:
            words = using.error if self._kind == "delete" else using.text
            line = using.error if self._kind == "delete" else using.border
            ground = using.selection if pressed else using.hover if over else using.raised
        if not self.isEnabled():
            words = faded(words, ground or using.panel)
            line = None if line is None else faded(line, using.panel)
        return words, line, ground


class IconButton(Themed, QAbstractButton):
    """A button that shows a sign only: its name is the tool tip and what a screen reader says."""

    def __init__(
        self, icon: str, name: str, *, key: str = "", letter: str = "", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._size, self._letter = icon, size, letter
        self.setAccessibleName(name)
        self._tell(key)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _tell(self, key: str = "") -> None:
        key, name = chip_of(self._letter) if self._letter else key, self.accessibleName()
        set_tip(self, f"{name} ({key})" if key else name)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._letter:
            self._tell()  # its letter may be another one by now
        return super().event(event)

    def show_icon(self, icon: str, name: str) -> None:
        """Show another sign with another name, such as a flag that has been set."""
        self._icon = icon
        self.setAccessibleName(name)
        set_tip(self, name)
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.current().px(max(24, self._size + 12))
        return QSize(side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter: QPainter = begin(self)
        if self.isDown() or self.isChecked():
            frame(painter, self.rect(), using.px(6), None, using.selection)
        elif self.underMouse() and self.isEnabled():
            frame(painter, self.rect(), using.px(6), None, using.hover)
        side = using.px(self._size)
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_icon(painter, box, self._icon, using.text_2 if self.isEnabled() else using.border)
