"""One entity: its record, its mentions in context, and who may be the same actor."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.codebook import Attribute
from annotator.model.entity import ENTITY_FIELDS, Entity, Period
from annotator.model.span import Span
from annotator.operations.entities import REASONS, Likeness, Mention
from ui import theme
from ui.coding.attribute_form import AttributeForm
from ui.entities.period_panel import PeriodPanel
from ui.parts.button import Button
from ui.parts.field import FieldBox, plain_enter
from ui.parts.item_list import Item, ItemList
from ui.parts.navigation import Tabs
from ui.parts.numbers import format_count
from ui.parts.painting import ElidedLabel, Label, Part
from ui.search.context_list import ContextList, Place

RECORD, TIMES, MENTIONS, SAME = "record", "times", "mentions", "same"


class RecordPanel(Part):
    """Sends what is wanted: ``given(field, value)``, ``place_wanted``, ``split_wanted(annotations, name)``, ``merge_wanted(pair)``."""

    given = Signal(str, object)
    place_wanted = Signal(str, object)
    split_wanted = Signal(list, str)
    merge_wanted = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        px = theme.current().px
        self.entity: Entity | None = None
        self.form: AttributeForm | None = None
        self._pairs: list[Likeness] = []
        self.title = ElidedLabel("panel_title", "text")
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("What is shown of the entity"))
        for key, words in (
            (RECORD, _("Record")), (TIMES, _("Times")), (MENTIONS, _("Mentions")), (SAME, _("Maybe same")),
        ):
            self.tabs.add(key, words)
        self.tabs.changed.connect(self._on_tab)
        self._scroll = QScrollArea()
        self.mentions = ContextList(_("Mentions of this entity"), several=True)
        self.mentions.setAccessibleDescription(
            _("Enter opens a mention in its article; Shift with the arrows chooses several to split off")
        )
        self.mentions.opened.connect(lambda place: self.place_wanted.emit(place.article_id, place.span))
        self.mentions.moved.connect(self._offer_split)
        self.mentions.left.connect(self.left)
        self.none_yet = Label("", "control", "text_2")
        self.none_yet.setWordWrap(True)
        self.none_yet.setContentsMargins(px(20), px(16), px(20), px(8))
        self.same = ItemList(_("Entities that may be the same actor"))
        self.same.itemActivated.connect(lambda _item: self._merge_current())
        self.same.pressed_end.connect(self._merge_row)
        self._pages = QStackedWidget()
        self.times = PeriodPanel()
        self.times.left.connect(self.left)
        times = QScrollArea()
        times.setWidget(self.times)
        self.times.setAutoFillBackground(False)
        for scroll in (self._scroll, times):
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            scroll.viewport().setAutoFillBackground(False)
        for page in (self._scroll, times, self._mentions_page(), self.same):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(px(20), px(14), px(20), px(2))
        head.addWidget(self.title)
        column.addLayout(head)
        beside = QHBoxLayout()
        beside.setContentsMargins(px(10), 0, px(10), 0)
        beside.addWidget(self.tabs)
        column.addLayout(beside)
        column.addWidget(self._pages, 1)

    def _mentions_page(self) -> QWidget:
        px = theme.current().px
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, px(4), 0, 0)
        column.setSpacing(0)
        column.addWidget(self.none_yet)
        column.addWidget(self.mentions, 1)
        self.split_bar = QWidget()
        row = QHBoxLayout(self.split_bar)
        row.setContentsMargins(px(20), px(10), px(20), px(14))
        row.setSpacing(px(8))
        self.new_name = FieldBox()
        self.new_name.edit.setAccessibleName(_("Name of the new entity"))
        self.new_name.edit.setPlaceholderText(_("Name of the new entity"))
        self.new_name.edit.textChanged.connect(lambda _text: self._offer_split())
        self.new_name.edit.returnPressed.connect(self._split)
        self.split_button = Button(_("Split off"))
        self.split_button.clicked.connect(self._split)
        row.addWidget(self.new_name, 1)
        row.addWidget(self.split_button)
        column.addWidget(self.split_bar)
        return page

    # ---- showing ------------------------------------------------------------------------------------------------------

    def use_fields(self, attributes: Sequence[Attribute]) -> None:
        """Make the form over the codebook's fields of an entity."""
        form = self.form = AttributeForm(attributes, lambda _attribute: None)
        form.setAccessibleName(_("Record"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        px = theme.current().px
        column.setContentsMargins(px(20), px(14), px(20), px(20))
        column.addWidget(form)
        column.addStretch(1)
        form.given.connect(self.given)
        form.done.connect(self.left)
        form.left.connect(self.left)
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)

    def show_entity(self, entity: Entity | None, *, writable: bool) -> None:
        """Show an entity, or none; its mentions follow by ``show_mentions``."""
        if entity is None or self.entity is None or entity.id != self.entity.id:
            self.mentions.show_places([])
            self.none_yet.hide()
            self.new_name.edit.clear()
            self.tabs.set_count(MENTIONS, None)
            if self.form is not None:
                self.form.forget_errors()
        self.entity = entity
        self.title.show_text(entity.label if entity is not None else "")
        self.split_bar.setEnabled(writable)
        if self.form is not None:
            self.form.setEnabled(entity is not None and writable)
            if entity is not None:
                values = {"label": entity.label, **{name: getattr(entity, name) for name in ENTITY_FIELDS}, "aliases": list(entity.aliases)}
                self.form.show_values({key: value for key, value in values.items() if value}, {})
        self._offer_split()

    def show_periods(self, periods: Sequence[Period], *, writable: bool) -> None:
        """Show what the entity was from one day to another."""
        self.times.show_periods(periods, writable=writable)
        self.tabs.set_count(TIMES, len(periods) or None)

    def show_mentions(self, found: Sequence[Mention], *, own: bool) -> None:
        """Show the mentions of the entity; ``own`` says that they are the coder's own only."""
        self.mentions.show_places([_place(one) for one in found])
        self.tabs.set_count(MENTIONS, len(found))
        self.none_yet.setText(_("You have not marked this actor yet.") if own else _("Nobody has marked this actor yet."))
        self.none_yet.setVisible(not found)
        self._offer_split()

    def show_same(self, pairs: Sequence[Likeness], *, may_merge: bool) -> None:
        """Show the pairs that this entity is in, or all pairs while none is shown."""
        here = self.entity.id if self.entity is not None else ""
        own = [pair for pair in pairs if here in (pair.one.id, pair.other.id)] if here else list(pairs)
        self._pairs = own
        self.same.show_items([self._item(pair, may_merge) for pair in own])
        self.tabs.set_count(SAME, len(own))

    def _item(self, pair: Likeness, may_merge: bool) -> Item:
        here = self.entity.id if self.entity is not None else ""
        other = pair.other if pair.one.id == here else pair.one
        names = _("{one} and {other}").format(one=pair.name, other=pair.other_name)
        title = other.label if here else _("{one} and {other}").format(one=pair.one.label, other=pair.other.label)
        key = f"{pair.one.id} {pair.other.id}"
        return Item(key, title, names, icon="users-round", remark=_(REASONS[pair.reason]), chip="↵" if may_merge else "")

    # ---- acting -------------------------------------------------------------------------------------------------------

    def _on_tab(self, key: str) -> None:
        self._pages.setCurrentIndex((RECORD, TIMES, MENTIONS, SAME).index(key))

    def focus(self) -> None:
        """Bring the keys into what is shown."""
        key = self.tabs.key()
        if key == RECORD:
            if self.form is not None:
                self.form.focus_first()
        else:
            {TIMES: self.times.value.edit, MENTIONS: self.mentions, SAME: self.same}[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_split(self) -> None:
        count = len(self.mentions.chosen())
        whole = bool(count) and count == len(self.mentions.places.places)
        words = ngettext("Split {count} off", "Split {count} off", count).format(count=format_count(count)) if count else _("Split off")
        self.split_button.setText(words)
        self.split_button.setEnabled(bool(count) and not whole and bool(self.new_name.edit.text().strip()))

    def _split(self) -> None:
        if self.split_button.isEnabled():
            self.split_wanted.emit([place.id for place in self.mentions.chosen()], self.new_name.edit.text())

    def _merge_current(self) -> None:
        self._merge_row(self.same.currentRow())

    def _merge_row(self, row: int) -> None:
        if 0 <= row < len(self._pairs):
            self.merge_wanted.emit(self._pairs[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain_enter(event) and self.same.hasFocus():
            self._merge_current()
        else:
            super().keyPressEvent(event)


def _place(mention: Mention) -> Place:
    one = mention.annotation
    where = mention.article_title
    return Place(one.id, one.article_id, Span(one.start, one.end), where, mention.before, mention.quote, mention.after, mention.coder)
