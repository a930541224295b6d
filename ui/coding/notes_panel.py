"""Notes on the selected annotation and on the article."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.operations import coding
from ui import theme
from ui.coding.desk import Desk
from ui.parts.plain_fields import TextField


class NotesPanel(QWidget):
    """Two fields that are kept when they are left."""

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
        column.addStretch(1)
        self._annotation.chosen.connect(self._keep_annotation)
        self._article.chosen.connect(self._keep_article)
        for signal in (desk.article_shown, desk.selection_changed, desk.coding_changed):
            signal.connect(self._refresh)
        self._refresh()

    def focus_note(self) -> None:
        """Bring the keys to the note of the annotation, or of the article if none is selected."""
        (self._annotation if self._desk.selected is not None else self._article).setFocus()

    def _refresh(self, *_changed: object) -> None:
        selected, shown = self._desk.selected, self._desk.shown
        self._annotation.setEnabled(selected is not None)
        self._annotation.set_value((selected.note or None) if selected is not None else None)
        self._article.set_value((shown.coding.note or None) if shown is not None else None)

    def _keep_annotation(self, text: object) -> None:
        if self._desk.selected is not None:
            self._desk.session.write(coding.set_note, self._desk.selected_id, str(text or ""))

    def _keep_article(self, text: object) -> None:
        if self._desk.shown is not None:
            self._desk.session.write(coding.set_article_note, self._desk.shown.id, str(text or ""))
