"""Finishing an article: what is missing, each one key away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.rules import ERROR, OpenItem
from annotator.operations import coding
from ui import theme
from ui.coding.desk import READING, Desk
from ui.keys import digit_of, letter_of
from ui.parts.button import Button
from ui.parts.field import plain_enter
from ui.parts.painting import Label


class FinishPanel(QWidget):
    """Lists what is open; errors block, warnings are kept by K."""

    finished = Signal()
    finished_and_next = Signal()
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._items: list[OpenItem] = []
        self._kept: set[OpenItem] = set()
        self._empty_is_meant = False
        self._title = Label("", "panel_title")
        self._counts = Label("", "option", "text_2")
        self._list = QListWidget()
        self._list.setWordWrap(True)
        self._list.setAccessibleName(_("What is open"))
        self._list.itemActivated.connect(lambda _item: self._go())
        self._list.installEventFilter(self)
        self._button = Button(_("Finish"), "primary", key="Ctrl+↵")
        self._button.clicked.connect(lambda: self.finish(and_next=False))
        back = Button(_("Back to text"), key="Esc")
        back.clicked.connect(self.left)
        column = QVBoxLayout(self)
        px = theme.current().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        for widget in (self._title, self._counts, self._list):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self._button)
        row.addWidget(back)
        row.addStretch(1)
        self.keep_button = Button(_("Keep as it is"), key="K", low=True)
        self.keep_button.clicked.connect(self._keep)
        self.nothing_button = Button(_("Nothing to code"), key="0", low=True)
        self.nothing_button.clicked.connect(self._finish_empty)
        self._list.currentRowChanged.connect(self._offer_to_keep)
        for button in (self.keep_button, self.nothing_button):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addLayout(row)
        self.setFocusProxy(self._list)

    def show_items(self) -> None:
        """Look anew for what is open in the article."""
        shown = self._desk.shown
        if shown is None:
            return
        self._items = coding.open_items_of(self._desk.project, shown.id)
        self._kept = set()
        self._empty_is_meant = bool(shown.annotations)
        self._refresh()
        self._list.setCurrentRow(0)

    def _refresh(self) -> None:
        shown = self._desk.shown
        errors = sum(1 for item in self._items if item.level == ERROR)
        asked = len([item for item in self._items if item.level != ERROR and item not in self._kept])
        parts = [_("{count} to mend").format(count=errors)] if errors else []
        parts += [_("{count} to confirm").format(count=asked)] if asked else []
        if not self._empty_is_meant:
            parts.append(_("nothing is coded: 0 finishes it as read"))
        self._title.setText(", ".join(parts) or _("Everything is complete"))
        n = len(shown.annotations) if shown is not None else 0
        self._counts.setText(ngettext("{count} annotation", "{count} annotations", n).format(count=n))
        place = self._list.currentRow()
        self._list.clear()
        for item in self._items:
            annotation = shown.annotations.get(item.annotation_id) if shown is not None else None
            mark = "●" if item.level == ERROR else "✓" if item in self._kept else "?"
            quote = f"\n{annotation.quote[:60]}" if annotation is not None else ""
            self._list.addItem(QListWidgetItem(f"{mark} {item.message}{quote}"))
        self._list.setCurrentRow(max(0, place))
        self._button.setEnabled(self._may_finish())
        self.nothing_button.setVisible(not self._empty_is_meant)
        self._offer_to_keep(self._list.currentRow())

    def _asks(self, place: int) -> bool:
        """Return whether the item at this place is a warning that has not been kept yet."""
        return 0 <= place < len(self._items) and self._items[place].level != ERROR and self._items[place] not in self._kept

    def _offer_to_keep(self, place: int) -> None:
        self.keep_button.setEnabled(self._asks(place))

    def _keep(self) -> None:
        if self._asks(self._list.currentRow()):
            self._kept.add(self._items[self._list.currentRow()])
            self._refresh()

    def _finish_empty(self) -> None:
        """Finish an article in which nothing is to be coded."""
        if not self._empty_is_meant:
            self._empty_is_meant = True
            self._refresh()
            self.finish(and_next=False)

    def _may_finish(self) -> bool:
        return self._empty_is_meant and all(item.level != ERROR and item in self._kept for item in self._items)

    def finish(self, *, and_next: bool) -> None:
        """Finish the article if nothing is open, and go on to the next one if asked."""
        shown = self._desk.shown
        if shown is None or not self._may_finish():
            return
        if self._desk.session.write(coding.finish, shown.id) is not None:
            self._desk.set_mode(READING)
            (self.finished_and_next if and_next else self.finished).emit()

    def _go(self) -> None:
        place = self._list.currentRow()
        if not 0 <= place < len(self._items):
            return
        item = self._items[place]
        self.left.emit()
        if item.annotation_id:
            self._desk.select(item.annotation_id, reveal=True)
            if item.attribute:
                self._desk.values_wanted.emit(self._field_of(item))
        else:
            self._desk.article_values_wanted.emit()

    def _field_of(self, item: OpenItem) -> str:
        """Return what the values panel knows the field by: the attribute, or ``link:ID`` for a value that a link lacks."""
        shown = self._desk.shown
        if not item.link or shown is None:
            return item.attribute
        lacking = [one for one in shown.links_at(item.annotation_id) if one.link == item.link and item.attribute not in one.values]
        return f"link:{lacking[0].id}" if lacking else ""

    def eventFilter(self, watched: object, event: object) -> bool:
        return watched is self._list and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain_enter(event):
            self._go()
        elif letter_of(event) == "k":
            self._keep()
        elif digit_of(event) == 0:
            self._finish_empty()
        else:
            return False
        return True
