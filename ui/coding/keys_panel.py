"""All keys, mode by mode: what ``?`` shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.parts.key_chip import KeyChip
from ui.parts.painting import Label


class KeysPanel(QScrollArea):
    """Renders a table of keys; Esc goes back to the text."""

    left = Signal()

    def __init__(self, table: Sequence[tuple[str, Sequence[tuple[str, str]]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("All keys"))
        px = theme.current().px
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.addWidget(Label(_("Keys"), "panel_title"))
        for title, rows in table:
            column.addWidget(Label(_(title), "label", "text_2"))
            grid = QGridLayout()
            grid.setColumnStretch(1, 1)
            for number, (keys, text) in enumerate(rows):
                words = Label(_(text), "option")
                words.setWordWrap(True)
                grid.addWidget(KeyChip(keys), number, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(words, number, 1)
            column.addLayout(grid)
        column.addStretch(1)
        self.setWidget(body)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape or event.text() == "?":
            self.left.emit()
        else:
            super().keyPressEvent(event)
