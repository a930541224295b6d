"""What was done in the article on screen, latest first."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.coding.desk import Desk
from ui.parts.painting import Label


class HistoryPanel(QWidget):
    """The coder's steps in this article."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.list = QListWidget()
        self.list.setAccessibleName(_("History of this article"))
        self.list.setWordWrap(True)
        column = QVBoxLayout(self)
        px = theme.current().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.addWidget(Label(_("This article"), "panel_title"))
        column.addWidget(self.list)
        desk.article_shown.connect(self._refresh)
        desk.coding_changed.connect(self._refresh)

    def showEvent(self, event: object) -> None:
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        if not self.isVisible():
            return
        self.list.clear()
        shown, coder = self._desk.shown, self._desk.session.coder
        if shown is None or coder is None:
            return
        for step in self._desk.project.history.of_article(shown.id, coder.id):
            made = datetime.datetime.fromisoformat(step.made_at).astimezone()
            moment = QLocale().toString(made, "d MMM hh:mm")
            self.list.addItem(QListWidgetItem(f"{step.label}\n{moment}"))
