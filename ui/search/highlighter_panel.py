"""The project's highlighters: what stands out in every article, each in its colour; switched by Space, taken away by Delete."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.operations.highlighters import (
    COLOURS,
    PATTERN,
    Highlighter,
    add_highlighter,
    highlighters,
    remove_highlighter,
    set_highlighter,
)
from ui import theme
from ui.icons import paint_icon
from ui.parts.button import Button, IconButton
from ui.parts.numbers import format_count
from ui.parts.painting import Label, Part, begin, draw_text, frame
from ui.session import Session
from ui.table.page_steps import PageSteps


class HighlighterPanel(Part):
    """``left`` is sent by Esc and Close; ``asked_for(highlighter)`` searches for it."""

    left = Signal()

    def __init__(self, session: Session, steps: PageSteps) -> None:
        super().__init__()
        self._session, self._steps = session, steps
        self.rows: list[HighlighterRow] = []
        self.setAccessibleName(_("Highlighters"))
        px = theme.current().px
        self.title = Label(_("Highlighters"), "panel_title")
        self.about = Label("", "control", "text_2")
        self.about.setWordWrap(True)
        self.close_button = IconButton("x", _("Close"), key="Esc")
        self.close_button.clicked.connect(self.left)
        self.add_button = Button(_("Add what is searched for"), icon="plus")
        column = QVBoxLayout(self)
        self.set_margins(20, 14, 12, 16)
        column.setSpacing(px(10))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        column.addWidget(self.about)
        self._list = QVBoxLayout()
        self._list.setSpacing(px(4))
        column.addLayout(self._list)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)

    def refresh(self, asked: str, kind: str) -> None:
        """Show the highlighters; ``asked`` is what would be added, of this kind."""
        project = self._session.the_project()
        may = project.sees_all and not project.read_only
        known = highlighters(project)
        for row in self.rows:
            self._list.removeWidget(row)
            row.deleteLater()
        self.rows = []
        for one in known:
            row = HighlighterRow(one, may=may)
            row.changed.connect(lambda changed: self._steps.write(lambda: set_highlighter(project, changed)))
            row.removed.connect(lambda gone: self._steps.write(lambda: remove_highlighter(project, gone)))
            self._list.addWidget(row)
            self.rows.append(row)
        said = _("They stand out in every article, for all coders, and tag nothing.")
        if not may:
            said += " " + _("Only a supervisor changes them.")
        elif known:
            said += " " + _("Space switches one on or off, C gives it another colour, Delete takes it away.")
        self.about.setText(said)
        self.add_button.setVisible(may)
        self.add_button.setEnabled(bool(asked.strip()) and not any((one.asked, one.kind) == (asked.strip(), kind) for one in known))

    def add(self, asked: str, kind: str) -> None:
        """Keep what is searched for as a highlighter."""
        self._steps.write(lambda: add_highlighter(self._session.the_project(), asked, kind))

    def on_words(self) -> str:
        """Return how many are on, for the button that opens the panel."""
        count = sum(one.on for one in highlighters(self._session.the_project())) if self._session.is_open else 0
        if not count:
            return _("Highlighters")
        return ngettext("{count} highlighter", "{count} highlighters", count).format(count=format_count(count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class HighlighterRow(Part):
    """One highlighter: its colour, its name, and what it looks for. ``changed(highlighter)`` and ``removed(id)`` ask for it."""

    changed = Signal(object)
    removed = Signal(str)

    def __init__(self, one: Highlighter, *, may: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.highlighter, self._may = one, may
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        state = _("on") if one.on else _("off")
        kind = _("regular expression") if one.kind == PATTERN else _("words")
        self.setAccessibleName(f"{one.name}, {kind}, {state}")
        self.setToolTip(one.asked.replace("&", "&&") if one.asked != one.name else "")
        self.setFixedHeight(theme.current().px(30))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(30))

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(30))

    def switch(self) -> None:
        """Switch it on or off."""
        if self._may:
            self.changed.emit(replace(self.highlighter, on=not self.highlighter.on))

    def recolour(self) -> None:
        """Give it the next colour."""
        if self._may:
            now = self.highlighter.colour
            place = COLOURS.index(now) + 1 if now in COLOURS else 0
            self.changed.emit(replace(self.highlighter, colour=COLOURS[place % len(COLOURS)]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.switch()
        elif key == Qt.Key.Key_C and not event.modifiers():
            self.recolour()
        elif key == Qt.Key.Key_Delete and self._may:
            self.removed.emit(self.highlighter.id)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            if self.visual(self._swatch()).contains(event.position().toPoint()):
                self.recolour()
            elif self._may and self.visual(self._cross()).contains(event.position().toPoint()):
                self.removed.emit(self.highlighter.id)
            else:
                self.switch()

    def _swatch(self) -> QRect:
        px = theme.current().px
        return QRect(px(2), (self.height() - px(18)) // 2, px(26), px(18))

    def _cross(self) -> QRect:
        px = theme.current().px
        return QRect(self.width() - px(26), 0, px(26), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        using, one = theme.current(), self.highlighter
        painter = begin(self)
        if self.underMouse():
            frame(painter, self.rect(), using.px(6), None, using.hover)
        colour, pale = QColor(one.colour), QColor(one.colour)
        pale.setAlphaF(0.26)
        swatch = self.visual(self._swatch())
        if one.on:
            painter.fillRect(swatch, pale)
            painter.fillRect(QRect(swatch.left(), swatch.bottom() - using.px(2) + 1, swatch.width(), using.px(2)), colour)
        else:
            frame(painter, swatch, using.px(2), using.line, None)
        end = using.px(28) if self._may else 0
        words = self.visual(QRect(using.px(38), 0, self.width() - using.px(38) - end, self.height()))
        draw_text(painter, words, one.name, using.font("control"), using.text if one.on else using.text_3, direction=self.layoutDirection())
        if self._may:
            cross = self._cross()
            side = using.px(14)
            box = QRect(cross.center().x() - side // 2, cross.center().y() - side // 2, side, side)
            paint_icon(painter, self.visual(box), "x", using.text_3)
