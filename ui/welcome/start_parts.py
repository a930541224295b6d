"""What one can start with: cards for new, open and sample, and rows for the projects of last time."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtCore import QLocale, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from annotator.i18n import _
from ui import theme
from ui.icons import paint_icon
from ui.parts.field import plain_enter
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.painting import Themed, begin, draw_text, frame, set_tip, width_of


class StartCard(Themed, QAbstractButton):
    """A way to begin: sign, name, a sentence, its key."""

    def __init__(self, icon: str, title: str, sentence: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._title, self._sentence, self._key, self._busy = icon, title, sentence, key, ""
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_busy(self, text: str) -> None:
        """Say what is being done instead of the sentence; an empty text ends that."""
        self._busy = text
        self.setEnabled(not text)
        self.setAccessibleDescription(text or self._sentence)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(280), theme.current().px(64))

    def focus_radius(self) -> int:
        return theme.current().px(8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the page moves the focus
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        over = self.underMouse() and self.isEnabled()
        frame(painter, self.rect(), using.px(8), using.line, using.hover if over else using.raised, using.line_scale)

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, self.rect(), QRect(x, y, width, height))

        side = using.px(24)
        paint_icon(painter, spot(using.px(20), (self.height() - side) // 2, side, side), self._icon, using.text_2)
        chip = chip_size(self._key, using) if self._key else QSize(0, 0)
        start, end = using.px(64), self.width() - using.px(16) - chip.width()
        words = spot(start, using.px(12), end - start, using.px(20))
        draw_text(painter, words, self._title, using.font("value"), using.text, direction=direction)
        below = spot(start, using.px(33), end - start, using.px(18))
        draw_text(painter, below, self._busy or self._sentence, using.font("option"), using.text_2, direction=direction)
        if self._key:
            at = spot(end, (self.height() - chip.height()) // 2, chip.width(), chip.height()).topLeft()
            paint_chip(painter, QPoint(at), self._key, using)


class RecentRow(Themed, QAbstractButton):
    """A project of last time: its name, its folder, when it was last changed; one that is gone is grey and says so."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._changed = _changed_at(path)
        self.setAccessibleName(path.stem)
        self.setAccessibleDescription(", ".join((self.second_line(), self.when())))
        set_tip(self, str(path))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def is_there(self) -> bool:
        """Return whether the file is (still) there."""
        return self.path.is_file()

    def second_line(self) -> str:
        """Return the folder, or that the file is gone."""
        return str(self.path.parent) if self._changed is not None else _("not there any more")

    def when(self) -> str:
        """Return the day on which the file was last changed."""
        return told_day(self._changed.date(), datetime.date.today()) if self._changed is not None else ""

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(280), theme.current().px(57))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        if self.underMouse():
            frame(painter, self.rect().adjusted(0, 1, 0, -2), using.px(6), None, using.hover)

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, self.rect(), QRect(x, y, width, height))

        there = self._changed is not None
        side, start = using.px(18), using.px(36)
        paint_icon(painter, spot(using.px(3), using.px(18), side, side), "file-text", using.text_2 if there else using.border)
        when = self.when()
        wide = width_of(when, using.font("option")) if when else 0
        name = spot(start, using.px(7), self.width() - start - wide - using.px(16), using.px(20))
        colour = using.text if there else using.text_3
        draw_text(painter, name, self.path.stem, using.font("value"), colour, direction=direction)
        if when:
            day = spot(self.width() - wide - using.px(4), using.px(8), wide, using.px(18))
            draw_text(painter, day, when, using.font("option"), using.text_2, direction=direction)
        below = spot(start, using.px(27), self.width() - start - using.px(8), using.px(18))
        draw_text(painter, below, self.second_line(), using.font("option"), using.text_2 if there else using.text_3, direction=direction)
        painter.fillRect(spot(start, self.height() - 1, self.width() - start, 1), using.line)


def told_day(day: datetime.date, today: datetime.date) -> str:
    """Return a day as one says it: today, yesterday, the weekday within a week, else day and month, with the year if it is another."""
    past = (today - day).days
    if past == 0:
        return _("today")
    if past == 1:
        return _("yesterday")
    locale = QLocale()
    if 1 < past < 7:
        return locale.dayName(day.isoweekday())
    return locale.toString(day, _("d MMMM") if day.year == today.year else _("d MMM yyyy"))


def _changed_at(path: Path) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromtimestamp(path.stat().st_mtime)
    except (OSError, ValueError, OverflowError):
        return None
