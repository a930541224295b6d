"""Recoding chosen annotations: which attribute, which value, what would change, and one step that undo takes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import _, ngettext
from annotator.model import codebook as cb
from annotator.model.annotation import Annotation
from annotator.model.codebook import Attribute
from annotator.operations.annotation_table import AnnotationRow, ValueWords
from annotator.operations.codebook_recode import Filter, Recode, preview
from ui import theme
from ui.coding.attribute_form import AttributeForm
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.field import Field
from ui.parts.item_list import Item, ItemList
from ui.parts.numbers import format_count
from ui.parts.painting import Label, Part
from ui.parts.plain_fields import CheckField
from ui.parts.suggest_field import ListField
from ui.session import Session

_MOST_CHANGES = 12


class RecodePanel(Part):
    """``wanted(filter, values)`` asks for what was shown, ``left`` for nothing."""

    wanted = Signal(object, dict)
    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rows: list[AnnotationRow] = []
        self._category = ""
        self._attribute: Attribute | None = None
        self._value: object = None
        self.preview: Recode | None = None
        self.setAccessibleName(_("Recode annotations"))
        px = theme.current().px
        self.title, self.said = Label("", "panel_title"), Label("", "control", "text")
        for label in (self.title, self.said):
            label.setWordWrap(True)
        self.attribute_field: ListField | None = None
        self.form: AttributeForm | None = None
        self.clear_box = CheckField(_("Take the value away"))
        self.clear_box.chosen.connect(lambda _value: self._plan())
        self.changes = ItemList(_("What changes"))
        self.recode_button = Button(_("Recode"), "primary")
        self.recode_button.clicked.connect(self._recode)
        self.cancel_button = Button(_("Do not recode"), key="Esc")
        self.cancel_button.clicked.connect(self.left)
        self._inside = QWidget()
        self._fields = QVBoxLayout(self._inside)
        self._fields.setContentsMargins(0, 0, px(8), px(8))
        self._fields.setSpacing(px(12))
        self._fields.addWidget(self.clear_box)
        self._fields.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(self._inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        self.set_margins(20, 16, 12, 16)
        column.setSpacing(px(12))
        column.addWidget(self.title)
        column.addWidget(scroll, 3)
        column.addWidget(self.said)
        column.addWidget(self.changes, 1)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.recode_button)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        column.addLayout(row)

    # ---- what is asked ------------------------------------------------------------------------------------------------

    def ask(self, rows: Sequence[AnnotationRow]) -> None:
        """Ask what the chosen annotations are to become."""
        category = rows[0].annotation.category if len({row.annotation.category for row in rows}) == 1 else ""
        self._rows = list(rows)
        count = len(rows)
        self.title.setText(ngettext("Recode {count} annotation", "Recode {count} annotations", count).format(count=format_count(count)))
        if category != self._category or self.attribute_field is None:
            self._category = category
            self._choose_attribute()
        self._plan()
        (self.attribute_field or self.cancel_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_rows(self, rows: Sequence[AnnotationRow]) -> None:
        """Take these annotations from now on, the keys staying where they are."""
        if [row.id for row in rows] == [row.id for row in self._rows]:
            return
        category = rows[0].annotation.category if len({row.annotation.category for row in rows}) == 1 else ""
        self._rows = list(rows)
        count = len(rows)
        self.title.setText(ngettext("Recode {count} annotation", "Recode {count} annotations", count).format(count=format_count(count)))
        if category != self._category:
            self._category = category
            self._choose_attribute()
        self._plan()

    def _choose_attribute(self) -> None:
        for part in (self.attribute_field, self.form):
            if part is not None:
                self._fields.removeWidget(part)
                part.deleteLater()
        self.attribute_field = self.form = self._attribute = None
        self.clear_box.hide()
        if not self._category:
            return
        attributes = self._session.the_project().rules.of_category(self._category).attributes
        options = [Option(one.id, one.label, one.definition) for one in attributes if one.type != cb.ARTICLE_REF]
        field = self.attribute_field = ListField(_("Attribute"), options, placeholder=_("Choose"))
        field.chosen.connect(self._on_attribute)
        field.proceed.connect(lambda: self.form.focus_first() if self.form is not None else None)
        field.leave.connect(self.left)
        self._fields.insertWidget(0, field)

    def _on_attribute(self, chosen: object) -> None:
        if self.form is not None:
            self._fields.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
        attributes = self._session.the_project().rules.of_category(self._category).attributes
        self._attribute = next((one for one in attributes if one.id == chosen), None)
        self._value = None
        if self.attribute_field is not None:
            self.attribute_field.set_value(chosen)
        self.clear_box.set_value(None)
        self.clear_box.setVisible(self._attribute is not None and not self._attribute.required)
        if self._attribute is not None:
            asked = replace(self._attribute, when={}, required=True)
            form = self.form = AttributeForm([asked], self._entity_field)
            form.given.connect(self._on_value)
            form.done.connect(lambda: self.recode_button.setFocus(Qt.FocusReason.TabFocusReason))
            form.left.connect(self.left)
            form.show_values({}, {})
            self._fields.insertWidget(1, form)
            self.setTabOrder(self.attribute_field, form)
        self._plan()

    def _entity_field(self, attribute: Attribute) -> Field | None:
        if attribute.type != cb.ENTITY_REF:
            return None
        entities = self._session.the_project().entities.all()
        return ListField(attribute.label, [Option(one.id, one.label) for one in entities], placeholder=_("Choose"))

    def _on_value(self, _attribute: str, value: object) -> None:
        self._value = value
        if self.form is not None and self._attribute is not None:
            self.form.show_values({self._attribute.id: value} if value is not None else {}, {})
        if value is not None:
            self.clear_box.set_value(None)
        self._plan()

    # ---- what it would do -----------------------------------------------------------------------------------------------

    def _asked(self) -> tuple[Filter, dict[str, object]] | None:
        if self._attribute is None or not self._rows or (self._value is None and not self.clear_box.value()):
            return None
        value = None if self.clear_box.value() else self._value
        return Filter(self._category, ids=frozenset(row.id for row in self._rows)), {self._attribute.id: value}

    def _plan(self) -> None:
        asked, self.preview = self._asked(), None
        self.changes.show_items([])
        if not self._category:
            self.said.setText(_("Choose annotations of one category: they have attributes in common."))
        elif asked is None:
            self.said.setText(_("Choose an attribute and its new value."))
        else:
            try:
                self.preview = preview(self._session.the_project(), *asked)
            except AnnotatorError as error:
                self.said.setText(str(error))
        if self.preview is not None:
            self._show(self.preview)
        self.recode_button.setEnabled(self.preview is not None and bool(self.preview.hits))

    def _show(self, done: Recode) -> None:
        stay = done.found - len(done.hits)
        if done.hits:
            words = [_("{annotations} change. One step, can be undone.").format(annotations=done.words())]
        else:
            words = [_("Nothing changes.")]
        if stay:
            said = ngettext("{count} stays: it has the value already, or its condition does not hold.",
                            "{count} stay: they have the value already, or its condition does not hold.", stay)  # fmt: skip
            words.append(said.format(count=format_count(stay)))
        missing = sum(bool(hit.missing) for hit in done.hits)
        if missing:
            said = ngettext("{count} will lack a required value.", "{count} will lack a required value.", missing)
            words.append(said.format(count=format_count(missing)))
        self.said.setText(" ".join(words))
        assert self._attribute is not None
        attribute, reads = self._attribute.id, ValueWords.of_project(self._session.the_project())

        def said_of(one: Annotation) -> str:
            return reads.of(one.category, attribute, one.values[attribute]) if attribute in one.values else _("not given")

        counts = Counter((said_of(hit.before), said_of(hit.after)) for hit in done.hits)
        rows = [Item(f"{before} {after}", f"{before} → {after}", remark=format_count(count)) for (before, after), count in
                counts.most_common(_MOST_CHANGES)]  # fmt: skip
        self.changes.show_items(rows)

    def _recode(self) -> None:
        asked = self._asked()
        if asked is not None and self.preview is not None and self.preview.hits:
            self.wanted.emit(*asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
