"""The head of the values: sign, name and place of an annotation, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.annotation import Annotation
from annotator.model.codebook import Category
from ui import theme
from ui.coding.desk import Desk
from ui.parts.button import IconButton
from ui.parts.painting import Label
from ui.parts.signs import CategorySign


class ValuesHead(QWidget):
    """One row, or two where large text leaves no room for the buttons beside the words."""

    def __init__(self, desk: Desk, category: Category, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._buttons = QHBoxLayout(), QHBoxLayout()
        self._place = Label("", "option", "text_2")
        self.flag = IconButton("flag", _("Ask the supervisor"), letter="f")
        self.note = IconButton("message-square", _("Note"), letter="c")
        self.delete = IconButton("trash-2", _("Delete"), key="Del")
        self.flag.clicked.connect(desk.toggle_flag)
        self.note.clicked.connect(desk.note_wanted)
        self.delete.clicked.connect(desk.delete)
        for widget in (CategorySign(category.color, category.style, category.label), Label(category.label, "panel_title"), self._place):
            self._words.addWidget(widget)
        self._words.addStretch(1)
        for button in (self.flag, self.note, self.delete):
            self._buttons.addWidget(button)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._words, 1)
        self._row.addLayout(self._buttons)
        for part in (self._row, self._words, self._buttons):
            part.setSpacing(theme.current().px(8))

    def show_annotation(self, annotation: Annotation, place: int, of: int, by: str = "") -> None:
        """Show which of how many of its category the annotation is, whose it is if not the looker's, and what is said about it."""
        counted = _("{place} of {count}").format(place=place, count=of)
        self._place.setText(f"{counted} · {by}" if by else counted)
        name = _("Flagged: no longer ask the supervisor") if annotation.flag else _("Ask the supervisor")
        self.flag.show_icon("flag-off" if annotation.flag else "flag", name)
        self.note.show_icon("message-square-text" if annotation.note else "message-square", annotation.note or _("Note"))

    def minimumSizeHint(self) -> QSize:
        words, buttons = self._words.minimumSize(), self._buttons.minimumSize()
        return QSize(max(words.width(), buttons.width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self._words.minimumSize().width() + self._buttons.minimumSize().width() + self._row.spacing()
        down = needed > event.size().width()
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight)
        self._row.setAlignment(self._buttons, Qt.AlignmentFlag.AlignLeading if down else Qt.AlignmentFlag(0))
