"""What stands in the form's place: the differences of two versions, and the codings that a revision asks to look at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QMenu, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.codebook import Codebook
from annotator.model.codebook_difference import SAID_IN_WORDS, Difference, difference, words_of
from annotator.operations.codebook_worklist import ANNOTATION, Listed, Reason
from ui import theme
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.painting import Label

_ICONS = {"added": "plus", "removed": "x", "changed": "pencil-line", "renamed": "pencil-line"}


def difference_words(one: Difference, words: str) -> tuple[str, str]:
    """Return where something differs and what, with texts as they were and are."""
    where, _colon, what = words.partition(": ")
    if one.kind == "changed" and one.field not in SAID_IN_WORDS and isinstance(one.after, str) and isinstance(one.before, str | None):
        return where, f"{what}: “{one.before or ''}” → “{one.after}”"
    return where, what


class Differences(QWidget):
    """The differences from one version to another, a row each; Enter on a row shows its place."""

    place_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        self.head = Label("", "panel_title")
        self.list = ItemList(_("Differences"))
        self.list.itemActivated.connect(lambda _item: self._go())
        self._places: list[tuple[str, ...]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def show_versions(self, old: Codebook, new: Codebook) -> None:
        """Show what differs."""
        found = difference(old, new)
        count = ngettext("{count} difference", "{count} differences", len(found)).format(count=len(found))
        self.head.setText(_("From {old} to {new}: {count}").format(old=old.version, new=new.version, count=count))
        self._places = [one.place for one in found]
        items = []
        for number, one in enumerate(found):
            where, below = difference_words(one, words_of(one, old, new))
            items.append(Item(str(number), where, below, icon=_ICONS.get(one.kind, "circle-question-mark")))
        self.list.show_items(items)

    def _go(self) -> None:
        if 0 <= self.list.currentRow() < len(self._places):
            self.place_wanted.emit(self._places[self.list.currentRow()])


class Worklist(QWidget):
    """Codings to look at again; several can be chosen, and are kept as they are or given another value together."""

    keep_wanted = Signal(object)
    """annotation ids"""
    recode_wanted = Signal(object, object, object)
    """annotation ids, the Reason they share, the new value"""
    text_wanted = Signal(str, str)
    """an article and an annotation to show"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        self._all: list[Listed] = []
        self._book: Codebook | None = None
        self.head = Label("", "panel_title")
        self.list = ItemList(_("To look at again"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.itemActivated.connect(lambda _item: self._show_text())
        self.keep_button = Button(_("Keep as they are"), low=True)
        self.keep_button.clicked.connect(lambda: self.keep_wanted.emit([one.id for one in self.chosen() if one.kind == ANNOTATION]))
        self.recode_button = Button(_("Give another value…"), low=True)
        self.recode_button.clicked.connect(self._ask_value)
        self.text_button = Button(_("Show in the text"), "quiet", low=True, key="↵")
        self.text_button.clicked.connect(self._show_text)
        row = QHBoxLayout()
        for button in (self.keep_button, self.recode_button, self.text_button):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.addWidget(self.head)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def show_listed(self, listed: Sequence[Listed], book: Codebook, coders: Mapping[str, str]) -> None:
        """Show the worklist with a sign, the reason and the passage of each coding."""
        self._all, self._book = list(listed), book
        count = len(listed)
        told = ngettext("{count:,} coding to look at again", "{count:,} codings to look at again", count)
        self.head.setText(told.format(count=count) if count else _("Nothing to look at again"))
        items = []
        for one in listed:
            category = book.category(one.what) if one.kind == ANNOTATION else None
            reason = "; ".join(reason.message for reason in one.reasons)
            sign = (category.color, category.style) if category is not None else ("", "")
            remark = f"{coders.get(one.coder_id, '')} · {one.version}"
            items.append(Item(one.id, reason, one.quote, quoted=bool(one.quote), colour=sign[0], style=sign[1], remark=remark))
        self.list.show_items(items)
        for button in (self.keep_button, self.recode_button, self.text_button):
            button.setEnabled(bool(count))

    def chosen(self) -> list[Listed]:
        """Return the chosen codings; all, where none is chosen."""
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        return [self._all[row] for row in rows] if rows else list(self._all)

    def shared_reason(self) -> Reason | None:
        """Return the first chosen coding's reason about an attribute, None if it has none: what is recoded together shares it."""
        first = next((one for one in self.chosen() if one.kind == ANNOTATION), None)
        return next((reason for reason in first.reasons if reason.attribute), None) if first is not None else None

    def value_menu(self) -> QMenu:
        """Return the menu of the values that the chosen annotations can be given."""
        menu, reason, book = QMenu(self), self.shared_reason(), self._book
        alike = [one for one in self.chosen() if one.kind == ANNOTATION and reason is not None
                 and any((r.place, r.code) == (reason.place, reason.code) for r in one.reasons)]  # fmt: skip
        attributes = book.attributes_of(alike[0].what) if alike and book is not None else ()
        attribute = next((one for one in attributes if reason is not None and one.id == reason.attribute), None)
        ids = [one.id for one in alike]
        for value in attribute.offered if attribute is not None else ():
            act = menu.addAction(value.label.replace("&", "&&"))
            act.triggered.connect(lambda _on=False, value=value.id: self.recode_wanted.emit(ids, reason, value))
        if menu.isEmpty():
            menu.addAction(_("Has no list of values: set it in the text")).setEnabled(False)
        return menu

    def _ask_value(self) -> None:
        self.value_menu().popup(self.recode_button.mapToGlobal(self.recode_button.rect().bottomLeft()))

    def _show_text(self) -> None:
        row = max(0, self.list.currentRow())
        if self._all:
            one = self._all[row]
            self.text_wanted.emit(one.article_id, one.id if one.kind == ANNOTATION else "")
