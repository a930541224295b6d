"""Finishing an article: what is missing, each one key away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.rules import ERROR, OpenItem
from annotator.operations import coding
from ui import theme
from ui.coding.desk import READING, Desk
from ui.keys import FINISH, chip, digit_of, mode_letter
from ui.parts.button import Button
from ui.parts.field import plain_enter
from ui.parts.item_list import Item, ItemList
from ui.parts.lines import Line
from ui.parts.numbers import format_count
from ui.parts.painting import Label, set_tip


class FinishPanel(QWidget):
    """Lists what is open; errors block, warnings are kept by K, 0 finishes an article in which nothing is coded."""

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
        self._title.setWordWrap(True)
        self._counts = Label("", "option", "text_2")
        self._list = ItemList(_("What is open"))
        self._list.itemActivated.connect(lambda _item: self._go())
        self._list.pressed_end.connect(self._act_on)
        self._list.currentRowChanged.connect(self._offer_to_keep)
        self._list.installEventFilter(self)
        words = _("Nothing is missing. Enter finishes the article; Ctrl+Enter finishes it and opens the next.")
        self._complete = Label(words, "control", "text_2")
        self._complete.setWordWrap(True)
        self.keep_button = Button(_("Keep as it is"), letter="finish:k", low=True)
        self.keep_button.clicked.connect(self._keep)
        self._nothing = self._make_nothing()
        self._button = Button(_("Finish"), "primary", key="Ctrl+↵")
        self._button.clicked.connect(lambda: self.finish(and_next=False))
        self._lay_out()
        self.setFocusProxy(self._list)

    def _make_nothing(self) -> QWidget:
        """Return the row that finishes an article without annotations."""
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        about = Label(_("Finish as read, without annotations"), "option", "text_2")
        for label in (Label(_("Nothing to code here?"), "name"), about):
            label.setWordWrap(True)
            words.addWidget(label)
        row.addLayout(words, 1)
        self.nothing_button = Button(_("Nothing to code"), key="0", low=True)
        self.nothing_button.clicked.connect(self._finish_empty)
        row.addWidget(self.nothing_button)
        return part

    def _lay_out(self) -> None:
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(8))
        heads = QVBoxLayout()
        heads.setSpacing(0)
        heads.addWidget(self._title)
        heads.addWidget(self._counts)
        column.addLayout(heads)
        column.addWidget(Line())
        column.addWidget(self._complete)
        # The rows reach a little beyond the words, so that their signs stand under the title.
        wide = QHBoxLayout()
        wide.setContentsMargins(-px(12), 0, -px(12), 0)
        wide.addWidget(self._list)
        column.addLayout(wide, 1)
        column.addWidget(self.keep_button, 0, Qt.AlignmentFlag.AlignLeading)
        self._filler = QWidget()
        column.addWidget(self._filler, 1)
        column.addWidget(Line())
        column.addWidget(self._nothing)
        back = Button(_("Back to text"), key="Esc")
        back.clicked.connect(self.left)
        row = QHBoxLayout()
        row.addWidget(self._button)
        row.addWidget(back)
        row.addStretch(1)
        column.addLayout(row)

    # ---- showing

    def show_items(self) -> None:
        """Look anew for what is open in the article."""
        shown = self._desk.shown
        if shown is None:
            return
        self._items = coding.open_items_of(self._desk.project, shown.id)
        self._kept = set()
        self._empty_is_meant = bool(shown.annotations)
        self._list.setCurrentRow(-1)
        self._refresh()
        self._list.setCurrentRow(0 if self._items else -1)
        others = self._button if self._may_finish() else self.nothing_button
        self.setFocusProxy(self._list if self._items else others)

    def _refresh(self) -> None:
        shown = self._desk.shown
        errors = sum(1 for item in self._items if item.level == ERROR)
        asked = len([item for item in self._items if item.level != ERROR and item not in self._kept])
        parts = [_("{count} to mend").format(count=errors)] if errors else []
        parts += [_("{count} to confirm").format(count=asked)] if asked else []
        if not self._empty_is_meant:
            parts.append(_("nothing is coded: 0 finishes it as read"))
        title = ", ".join(parts) or _("Everything is complete")
        self._title.setText(title[0].upper() + title[1:])
        if shown is not None:
            n, m = len(shown.annotations), len(shown.links)
            annotations = ngettext("{count} annotation", "{count} annotations", n).format(count=format_count(n))
            links = ngettext("{count} link", "{count} links", m).format(count=format_count(m))
            self._counts.setText(_("of {annotations} and {links}").format(annotations=annotations, links=links))
        self._list.show_items([self._row(number, item) for number, item in enumerate(self._items)])
        self._list.setVisible(bool(self._items))
        self._list.setMaximumHeight(len(self._items) * self._list.row_height() + 2)
        self._complete.setVisible(not self._items and self._empty_is_meant)
        self._button.setEnabled(self._may_finish())
        set_tip(self._button, "" if self._may_finish() else _("Mend what is missing and keep or mend what is asked, then finish."))
        self._nothing.setVisible(not self._empty_is_meant)
        self._offer_to_keep(self._list.currentRow())

    def _row(self, number: int, item: OpenItem) -> Item:
        shown = self._desk.shown
        annotation = shown.annotations.get(item.annotation_id) if shown is not None else None
        category = self._desk.project.codebook.category(annotation.category) if annotation is not None else None
        words = item.message[0].upper() + item.message[1:]
        below = " ".join(annotation.quote.split()) if annotation is not None else _("in the article's values")
        icon, tone, remark, key = "circle-alert", "error", _("go"), "↵"
        if item in self._kept:
            icon, tone, remark, key = "check", "text_2", _("kept"), ""
        elif item.level != ERROR:
            icon, tone, remark, key = "circle-question-mark", "warning", _("keep"), chip("k", FINISH)
        return Item(
            str(number), words, below, annotation is not None, icon, tone,
            category.color if category is not None else "", category.style if category is not None else "", remark, key,
        )  # fmt: skip

    # ---- acting

    def _asks(self, place: int) -> bool:
        """Return whether the item at this place is a warning that has not been kept yet."""
        return 0 <= place < len(self._items) and self._items[place].level != ERROR and self._items[place] not in self._kept

    def _offer_to_keep(self, place: int) -> None:
        self.keep_button.setEnabled(self._asks(place))
        self.keep_button.setVisible(any(self._asks(number) for number in range(len(self._items))))

    def _act_on(self, place: int) -> None:
        """Do what the key of a row says that was clicked: keep a warning, go to an error."""
        self._list.setCurrentRow(place)
        if self._asks(place):
            self._keep()
        else:
            self._go()

    def _keep(self) -> None:
        """Keep the warning as it is and go to the next one that is asked."""
        place = self._list.currentRow()
        if self._asks(place):
            self._kept.add(self._items[place])
            self._refresh()
            following = next((number for number in range(place + 1, len(self._items)) if self._asks(number)), place)
            self._list.setCurrentRow(following)

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
        """Go to the place of the current item; with nothing open, finish."""
        place = self._list.currentRow()
        if not self._items:
            self.finish(and_next=False)
        if not 0 <= place < len(self._items):
            return
        item = self._items[place]
        self.left.emit()
        if item.annotation_id:
            self._desk.select(item.annotation_id, reveal=True)
            if item.attribute:
                self._desk.values_wanted.emit(self._field_of(item))
            elif item.code == "missing_link":
                self._desk.link_wanted.emit(item.link)
        elif item.attribute:
            self._desk.article_value_wanted.emit(item.attribute)
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain_enter(event):
            self._go()
        elif mode_letter(event, FINISH) == "k":
            self._keep()
        elif digit_of(event) == 0:
            self._finish_empty()
        else:
            return False
        return True
