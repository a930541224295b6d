"""Notes on the selected annotation and on the article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.annotation import Annotation
from annotator.model.remark import ANNOTATION
from annotator.operations import coding, notes
from ui import theme
from ui.coding.desk import Desk
from ui.notes.thread import Thread
from ui.parts.item_list import Item, ItemList
from ui.parts.lines import Line, Lines
from ui.parts.painting import Label
from ui.parts.plain_fields import CheckField, TextField

PAUSE_MS = 1_500


class NotesPanel(QWidget):
    """Two notes, the flag, and what has a note or a flag in this article.

    A note is kept when it is left, when the coder pauses, and before anything else is shown; one that cannot be kept (too long)
    stays in its field, and is there again when the coder comes back to it.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._annotation_id = self._article_id = ""
        self._drafts: dict[str, str] = {}
        self._settling = False
        self._annotation = TextField(_("Note on the annotation"))
        self._article = TextField(_("Note on the article"))
        self._about = Lines("quote", "text_2", 1)
        self.flag = CheckField(_("Ask the supervisor"))
        self.thread = Thread(_("Reply"), _("Reply"))
        self.thread.sent.connect(lambda text: self._on_thread(notes.write, ANNOTATION, self._annotation_id, text))
        self.thread.changed.connect(lambda key, text: self._on_thread(notes.change, key, text))
        self.thread.removed.connect(lambda key: self._on_thread(notes.remove, key))
        self.thread.left.connect(desk.text_wanted)
        self._list_title = Label(_("Noted or flagged"), "label", "text_2")
        self.list = ItemList(_("Noted or flagged"))
        words = _("Nothing in this article has a note or a flag yet.")
        self._none = Label(words, "option", "text_3")
        self._none.setWordWrap(True)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        column, px = QVBoxLayout(self), theme.current().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(12))
        for widget in (self._about, self._annotation, self.flag, self.thread, Line(), self._article, Line(), self._list_title, self._none):
            column.addWidget(widget)
        wide = QHBoxLayout()
        wide.setContentsMargins(-px(12), 0, -px(12), 0)
        wide.addWidget(self.list)
        column.addLayout(wide, 1)

    def _connect(self) -> None:
        desk = self._desk
        for field in (self._annotation, self._article, self.flag):
            field.leave.connect(desk.text_wanted)
            field.proceed.connect(desk.text_wanted)
        self.flag.chosen.connect(self._keep_flag)
        self._annotation.chosen.connect(self._keep_annotation)
        self._article.chosen.connect(self._keep_article)
        for field in (self._annotation, self._article):
            field.typed.connect(lambda _text: self._pause.start())
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        for signal in (desk.article_shown, desk.selection_changed, desk.coding_changed):
            signal.connect(self._refresh)

    def focus_note(self) -> None:
        """Bring the keys to the note of the annotation, or of the article if none is selected."""
        (self._annotation if self._desk.selected is not None else self._article).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    # ---- showing

    def _refresh(self, *_changed: object) -> None:
        if self._settling:
            return
        selected, shown = self._desk.selected, self._desk.shown
        ids = (selected.id if selected is not None else "", shown.id if shown is not None else "")
        other = ids != (self._annotation_id, self._article_id)
        if other:
            self.settle()
        if not (self.isVisible() or other):
            return
        self._annotation_id, self._article_id = ids
        can_write = self._desk.can_write
        self._about.show_text(selected.quote if selected is not None else _("No annotation is selected."))
        self._show_note(self._annotation, ids[0], selected.note if selected is not None else "", other)
        self._show_note(self._article, ids[1], shown.coding.note if shown is not None else "", other)
        self._annotation.setEnabled(selected is not None and can_write)
        self._article.setEnabled(can_write)
        self.flag.setEnabled(selected is not None and can_write)
        self.flag.set_value(selected.flag if selected is not None else None)
        self._show_thread(selected, can_write)
        if self.isVisible():
            self._fill_list()

    def _show_note(self, field: TextField, subject: str, note: str, other: bool) -> None:
        """Show a note; one that could not be kept before is shown as it was typed, with the reason still to be mended."""
        draft = self._drafts.get(subject)
        if other:
            field.set_error("")
            field.set_value(note or None)
            if draft is not None:
                field.write(draft)
                field.set_error(_("Not kept yet: at most 2,000 characters."))
        elif not field.error():
            field.set_value(note or None)

    def _show_thread(self, selected: Annotation | None, can_write: bool) -> None:
        """Show what was answered under the annotation that asks, or was talked about."""
        project, coder = self._desk.project, self._desk.session.coder
        said = notes.remarks(project, ANNOTATION, selected.id) if selected is not None else []
        self.thread.setVisible(selected is not None and (selected.flag or bool(said)))
        names = {one.id: one.name for one in project.coders.all()} if said else {}
        own = coder.id if coder is not None else ""
        self.thread.show_remarks(selected.id if selected is not None else "", said, names, own, may_write=can_write and bool(own))

    def _on_thread(self, act: Callable[..., Any], *words: object) -> None:
        with self._desk.session.refusals() as refusals:
            self._desk.session.write(act, *words)
        if refusals:
            self.thread.refuse(str(refusals[-1]))
        else:
            self.thread.taken()
            self._refresh()

    def _fill_list(self) -> None:
        """List what has a note or a flag, in text order."""
        shown = self._desk.shown
        found = [one for one in shown.ordered() if one.note or one.flag] if shown is not None else []
        self.list.show_items([self._row(one) for one in found])
        self.list.setVisible(bool(found))
        self._none.setVisible(not found)

    def _row(self, one: Annotation) -> Item:
        category = self._desk.project.codebook.category(one.category)
        words = " · ".join(part for part in (_("flagged") if one.flag else "", " ".join(one.note.split())) if part)
        colour, style = (category.color, category.style) if category is not None else ("", "")
        icon = "flag" if one.flag else "message-square"
        return Item(one.id, words, " ".join(one.quote.split()), True, icon, "text_2", colour, style)

    def _go(self, row: QListWidgetItem) -> None:
        self._desk.select(self.list.items_shown()[self.list.row(row)].key, reveal=True)

    # ---- keeping

    def settle(self) -> None:
        """Keep what was typed, at the annotation and the article it was typed for."""
        self._pause.stop()
        if self._settling or self._desk.session.project is None or self._desk.project.read_only:
            return
        self._settling = True
        try:
            self._annotation.settle()
            self._article.settle()
        finally:
            self._settling = False

    def _on_pause(self) -> None:
        self.settle()
        self._refresh()

    def _keep_flag(self, value: object) -> None:
        if self._desk.selected is not None:
            self._desk.session.write(coding.set_flag, self._desk.selected_id, bool(value))

    def _keep_annotation(self, text: object) -> None:
        # An annotation that was deleted meanwhile takes its note with it; undo brings both back.
        if self._annotation_id and self._desk.project.annotations.find(self._annotation_id) is not None:
            self._keep(self._annotation, self._annotation_id, coding.set_note, text)

    def _keep_article(self, text: object) -> None:
        if self._article_id:
            self._keep(self._article, self._article_id, coding.set_article_note, text)

    def _keep(self, field: TextField, subject: str, act: Callable[..., Any], text: object) -> None:
        with self._desk.session.refusals() as refusals:
            self._desk.session.write(act, subject, str(text or ""))
        if refusals:
            self._drafts[subject] = str(text or "")
            field.set_error(str(refusals[-1]))
        else:
            self._drafts.pop(subject, None)
