"""What was written about one thing, the first word first, and a field for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.model.remark import Remark
from ui import theme
from ui.parts.button import Button, IconButton
from ui.parts.numbers import written_day
from ui.parts.painting import Label
from ui.parts.plain_fields import TextField


class RemarkRow(QWidget):
    """One remark: who and when, the words; its author can change it or take it away."""

    edit_wanted = Signal(str)
    delete_wanted = Signal(str)

    def __init__(self, remark: Remark, author: str, *, own: bool) -> None:
        super().__init__()
        self.remark = remark
        px = theme.current().px
        head = QHBoxLayout()
        head.setSpacing(px(4))
        head.addWidget(Label(f"{author} · {written_day(remark.made_at[:10])}", "caption", "text_3"), 1)
        if own:
            for icon, name, signal in (("pencil", _("Change note"), self.edit_wanted), ("trash-2", _("Delete note"), self.delete_wanted)):
                button = IconButton(icon, name, size=14)
                button.setAccessibleDescription(remark.text[:60])
                button.clicked.connect(lambda _on=False, signal=signal: signal.emit(remark.id))
                head.addWidget(button)
        words = Label(remark.text)
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addLayout(head)
        column.addWidget(words)
        self.setAccessibleName(f"{author}: {remark.text}")


class Thread(QWidget):
    """Sends what is written; whoever listens keeps it and shows the thread anew. What was typed stays while another thread is shown."""

    sent = Signal(str)
    changed = Signal(str, str)
    """a remark's id and its new words"""
    removed = Signal(str)
    left = Signal()

    def __init__(self, label: str, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject = self._edited = ""
        self._drafts: dict[str, str] = {}
        self._words = button
        self.rows: list[RemarkRow] = []
        self.field = TextField(label)
        self.field.proceed.connect(self._send)
        self.field.leave.connect(self._leave)
        self.field.typed.connect(lambda _text: self._allow())
        self.button = Button(button, low=True)
        self.button.clicked.connect(self._send)
        px = theme.current().px
        self._list = QVBoxLayout()
        self._list.setSpacing(px(10))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addLayout(self._list)
        column.addWidget(self.field)
        column.addLayout(foot)
        self._allow()

    def show_remarks(self, subject: str, remarks: Sequence[Remark], names: Mapping[str, str], own: str, *, may_write: bool) -> None:
        """Show what was written about a subject; ``names``: coder id → name, ``own``: the looker's id."""
        if subject != self._subject:
            self._keep_draft()
            self._subject, self._edited = subject, ""
            self.field.set_error("")
            self.field.set_value(None)
            self.field.write(self._drafts.get(subject, ""))
        if [row.remark for row in self.rows] != list(remarks):
            self._fill(remarks, names, own if may_write else "")
        self.field.setVisible(may_write)
        self.button.setVisible(may_write)
        self._allow()

    def _fill(self, remarks: Sequence[Remark], names: Mapping[str, str], own: str) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for one in remarks:
            row = RemarkRow(one, names.get(one.author, one.author), own=bool(own) and one.author == own)
            row.edit_wanted.connect(self._edit)
            row.delete_wanted.connect(self.removed)
            self._list.addWidget(row)
            self.rows.append(row)
        if self._edited not in {one.id for one in remarks}:
            self._edited = ""

    def set_words(self, label: str, button: str) -> None:
        """Call the field and the button otherwise."""
        self.field.set_label(label)
        self._words = button
        self._allow()

    def forget(self) -> None:
        """Forget what was typed and show nothing: another project or coder is at work."""
        self._drafts, self._subject, self._edited = {}, "", ""
        self.field.set_value(None)
        self.field.write("")
        self._fill((), {}, "")

    def refuse(self, why: str) -> None:
        """Say at the field why its words were not kept; they stay."""
        self.field.set_error(why)

    def taken(self) -> None:
        """Empty the field: its words were kept."""
        self._drafts.pop(self._subject, None)
        self._edited = ""
        self.field.set_error("")
        self.field.set_value(None)
        self.field.write("")
        self._allow()

    def _edit(self, remark_id: str) -> None:
        found = next((row.remark for row in self.rows if row.remark.id == remark_id), None)
        if found is not None:
            self._edited = remark_id
            self.field.write(found.text)
            self.field.setFocus()
            self._allow()

    def _send(self) -> None:
        text = self.field.text().strip()
        if not text:
            return
        if self._edited:
            self.changed.emit(self._edited, text)
        else:
            self.sent.emit(text)

    def _leave(self) -> None:
        self._keep_draft()
        self.left.emit()

    def _keep_draft(self) -> None:
        if self._subject and not self._edited:
            self._drafts[self._subject] = self.field.text()

    def _allow(self) -> None:
        self.button.setEnabled(bool(self.field.text().strip()))
        self.button.setText(_("Change") if self._edited else self._words)
