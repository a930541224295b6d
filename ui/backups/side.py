"""Beside the list of backups: the one that is chosen, what can be done with it, and how the project differs from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _
from annotator.operations.backups import MISSING, Backup, Difference, Group
from ui import theme
from ui.backups import words
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.painting import Label, set_tip


class BackupSide(QWidget):
    """Shows one backup; what is asked for is sent to the page."""

    compare_wanted = Signal()
    check_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, category_name: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._category_name = category_name
        self._groups: tuple[Group, ...] = ()
        self.title, self.about, self.said = Label("", "panel_title"), Label("", "control", "text_2"), Label("", "name")
        self.compare_button = Button(_("Compare"), "primary")
        self.check_button = Button(_("Check"))
        self.restore_button = Button(_("Restore into a new file…"))
        for button, signal in (
            (self.compare_button, self.compare_wanted),
            (self.check_button, self.check_wanted),
            (self.restore_button, self.restore_wanted),
        ):
            button.clicked.connect(signal)
        self.groups = ItemList(_("What differs"))
        self.groups.setAccessibleDescription(_("Enter goes to the rows"))
        self.groups.currentRowChanged.connect(self._show_rows)
        self.groups.itemActivated.connect(lambda _item: self.rows.setFocus(Qt.FocusReason.TabFocusReason))
        self.rows = ItemList(_("Rows that differ"))
        self._lay_out()

    def _lay_out(self) -> None:
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(16), px(16))
        column.setSpacing(px(8))
        for label in (self.title, self.about):
            label.setWordWrap(True)
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for button in (self.compare_button, self.check_button, self.restore_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.said.setWordWrap(True)
        column.addSpacing(px(4))
        column.addWidget(self.said)
        column.addWidget(self.groups, 2)
        column.addWidget(self.rows, 3)
        column.addStretch(0)

    def show_backup(self, one: Backup, state: str, *, can_compare: bool) -> None:
        """Show a backup that was just chosen."""
        self.title.setText(words.when(one.made_at))
        said = f"{words.about(one)} · {state}" if state else words.about(one)
        self.about.setText(f"{said}\n{one.path.name}")
        set_tip(self.about, str(one.path))
        self.compare_button.setEnabled(can_compare)
        for button in (self.check_button, self.restore_button):
            button.setEnabled(True)

    def clear(self) -> None:
        """Show no comparison."""
        self._groups = ()
        self.said.setText("")
        self.groups.show_items([])
        self.rows.show_items([])
        self.groups.hide()
        self.rows.hide()

    def tell(self, text: str) -> None:
        """Say how it goes, in the place of the comparison."""
        self.clear()
        self.said.setText(text)

    def show_difference(self, found: Difference) -> None:
        """Show how the project differs from the backup."""
        self.clear()
        if found.is_none:
            self.said.setText(_("The project holds what the backup holds, and nothing else."))
            return
        self.said.setText(_("Seen from the backup, in the project:"))
        self._groups = found.groups
        self.groups.show_items(
            [Item(f"{place}", words.group_title(one), words.group_counts(one)) for place, one in enumerate(found.groups)]
        )
        self.groups.show()
        self.rows.show()
        self.groups.setCurrentRow(0)
        self.groups.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rows(self, place: int) -> None:
        if not 0 <= place < len(self._groups):
            self.rows.show_items([])
            return
        items = []
        for number, (kind, row) in enumerate(self._groups[place].rows):
            what = self._category_name(row.kind) if row.kind else ""
            title = f"“{' '.join(row.words.split())}”" if row.words else what or row.article
            below = " · ".join(part for part in (what if row.words else "", row.article if title != row.article else "") if part)
            icon, tone = ("circle-alert", "warning") if kind == MISSING else ("", "text_3")
            items.append(Item(f"{number}", title, below, icon=icon, tone=tone, remark=_(words.CAME[kind])))
        self.rows.show_items(items)
