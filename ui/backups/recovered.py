"""What a recovery saved and lost: in a sentence, then the whole list, and the way to the new file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.operations.recovering import Recovery
from annotator.operations.recovery_list import list_text
from ui import theme
from ui.parts.button import Button
from ui.parts.numbers import format_count
from ui.parts.painting import Label


class Recovered(QWidget):
    """Stands where a backup is shown otherwise."""

    open_wanted = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target: Path | None = None
        self.title, self.said = Label("", "panel_title"), Label("", "control", "text_2")
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setTabChangesFocus(True)
        self.list.setFrameShape(QFrame.Shape.StyledPanel)
        self.list.setAccessibleName(_("What was saved and what was lost"))
        self.open_button = Button(_("Open the new file"), "primary")
        self.open_button.clicked.connect(lambda: self.open_wanted.emit(str(self._target)))
        self.back_button = Button(_("Back to the backups"))
        self.back_button.clicked.connect(self.left)
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(16), px(16))
        column.setSpacing(px(8))
        for label in (self.title, self.said):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.open_button)
        row.addWidget(self.back_button)
        row.addStretch(1)
        column.addLayout(row)

    def show_recovery(self, found: Recovery) -> None:
        """Show what came of a recovery."""
        self._target = found.target
        lost = len(found.lost)
        if found.is_complete:
            self.title.setText(_("Everything was saved"))
        else:
            said = (
                ngettext("Saved, but for {count} row", "Saved, but for {count} rows", lost) if lost else _("Saved; nothing known is lost")
            )
            self.title.setText(said.format(count=format_count(lost)))
        words = _("The new file is {target}. The damaged one stays as it is. The list below lies beside it, in {list}.")
        self.said.setText(words.format(target=found.target, list=found.list_path.name))
        self.list.setFont(theme.current().font("option"))
        self.list.setPlainText(list_text(found))
        self.open_button.setFocus()
