"""Notes on the selected annotation and on the article."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.operations import coding
from ui import theme
from ui.coding.desk import Desk
from ui.parts.painting import Label
from ui.parts.plain_fields import CheckField, TextField
from ui.parts.signs import category_icon


class NotesPanel(QWidget):
    """Two notes that are kept when they are left, the flag, and what has a note or a flag in this article."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._annotation = TextField(_("Note on the annotation"))
        self._article = TextField(_("Note on the article"))
        column = QVBoxLayout(self)
        px = theme.current().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(12))
        for field in (self._annotation, self._article):
            column.addWidget(field)
            field.leave.connect(desk.text_wanted)
            field.proceed.connect(desk.text_wanted)
        self.flag = CheckField(_("Ask the supervisor"))
        self.flag.leave.connect(desk.text_wanted)
        self.flag.proceed.connect(desk.text_wanted)
        self.flag.chosen.connect(self._keep_flag)
        column.insertWidget(1, self.flag)
        self._list_title = Label(_("Noted or flagged"), "label", "text_2")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Noted or flagged"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        column.addWidget(self._list_title)
        column.addWidget(self.list, 1)
        self._annotation.chosen.connect(self._keep_annotation)
        self._article.chosen.connect(self._keep_article)
        for signal in (desk.article_shown, desk.selection_changed, desk.coding_changed):
            signal.connect(self._refresh)
        self._refresh()

    def focus_note(self) -> None:
        """Bring the keys to the note of the annotation, or of the article if none is selected."""
        (self._annotation if self._desk.selected is not None else self._article).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        if not self.isVisible():
            return
        selected, shown = self._desk.selected, self._desk.shown
        can_write = self._desk.can_write
        self._annotation.setEnabled(can_write and selected is not None)
        self._article.setEnabled(can_write)
        self._annotation.set_value((selected.note or None) if selected is not None else None)
        self._article.set_value((shown.coding.note or None) if shown is not None else None)
        self.flag.setEnabled(can_write and selected is not None)
        self.flag.set_value(selected.flag if selected is not None else None)
        self._fill_list()

    def _fill_list(self) -> None:
        """List what has a note or a flag, in text order."""
        shown = self._desk.shown
        self.list.clear()
        for one in shown.ordered() if shown is not None else ():
            if not one.note and not one.flag:
                continue
            category = self._desk.project.codebook.category(one.category)
            words = " · ".join(part for part in (_("flagged") if one.flag else "", one.note) if part)
            row = QListWidgetItem(f"{one.quote}\n{words}")
            if category is not None:
                row.setIcon(category_icon(category.color, category.style))
            row.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(row)

    def _go(self, row: QListWidgetItem) -> None:
        self._desk.select(row.data(Qt.ItemDataRole.UserRole), reveal=True)

    def _keep_flag(self, value: object) -> None:
        if self._desk.selected is not None:
            self._desk.session.write(coding.set_flag, self._desk.selected_id, bool(value))

    def _keep_annotation(self, text: object) -> None:
        if self._desk.selected is not None:
            self._desk.session.write(coding.set_note, self._desk.selected_id, str(text or ""))

    def _keep_article(self, text: object) -> None:
        if self._desk.shown is not None:
            self._desk.session.write(coding.set_article_note, self._desk.shown.id, str(text or ""))
