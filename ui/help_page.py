"""The span rules on one page."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.paths import resource
from ui import theme
from ui.parts.button import Button


class _Browser(QTextBrowser):
    def loadResource(self, _kind: int, _name: QUrl) -> None:
        """Load nothing: the page is one text of our own."""
        return


class HelpPage(QWidget):
    """Shows the rules; Esc goes back."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        text = _Browser()
        text.setOpenLinks(False)
        text.setFont(theme.current().font("control"))
        text.setAccessibleName(_("Span rules"))
        text.setMarkdown(resource("help/span_rules.md").read_text(encoding="utf-8"))
        back = Button(_("Back"), key="Esc")
        back.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(48), px(24), px(48), px(24))
        column.addWidget(text, 1)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
