"""Before codings go over to another version: every annotation with its fate, then one step that undo takes back."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import N_, _, ngettext
from annotator.operations.carrying import CHANGED, CORRECTION, KEPT, LOST, MOVED, THERE, Carriage, Carried, carry, preview_carry
from ui import theme
from ui.articles.sheet import Sheet
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.message import EmptyState
from ui.parts.numbers import format_count
from ui.parts.painting import Label
from ui.session import Session

SIZE = (760, 640)
_ORDER = (LOST, CHANGED, MOVED, KEPT, THERE)
_WORDS = {LOST: N_("lost"), CHANGED: N_("changed"), MOVED: N_("moved"), KEPT: N_("kept"), THERE: N_("there already")}
_ICONS = {LOST: ("circle-alert", "error"), CHANGED: ("circle-question-mark", "warning")}


class CarryDialog(Sheet):
    """What goes from one version of an article to another. Show it with ``open``; accepted when it was done."""

    def __init__(self, session: Session, source_id: str, target_id: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Carry over"), size=SIZE, parent=parent)
        self._session = session
        self._ids = source_id, target_id
        self.preview: Carriage = preview_carry(session.the_project(), source_id, target_id)
        self.remark.setText(self.preview.source.title)
        self.list = ItemList(_("What becomes of each annotation"))
        self.carry_button = Button("", "primary")
        self.carry_button.clicked.connect(self.carry)
        self.cancel_button = Button(_("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.problem = Label("", "control", "error")
        self.problem.hide()
        px = theme.current().px
        column = QVBoxLayout()
        column.setContentsMargins(px(24), px(14), px(24), px(12))
        column.setSpacing(px(8))
        self.said = Label(self.preview.in_words(), "current", "text")
        about = Label(self._about(), "control", "text_2")
        for label in (self.said, about):
            label.setWordWrap(True)
            column.addWidget(label)
        nothing = EmptyState("highlighter", _("Nothing to carry over"), _("There are no annotations of yours in the other version."))
        nothing.setVisible(not self.preview.rows)
        self.list.setVisible(bool(self.preview.rows))
        column.addWidget(nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self.problem)
        self.body.addLayout(column, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.carry_button)
        self.first = self.carry_button if self.preview.going else self.cancel_button
        self._show()
        session.closed.connect(self.reject)

    def _about(self) -> str:
        if self.preview.kind == CORRECTION:
            return _("Copies go into the corrected text, marked as inherited. What changed goes with a flag, for you to look at; what is "
                     "lost stays in the earlier text alone. Inherited annotations never count in agreement.")  # fmt: skip
        return _("Only what stands there word for word is copied, marked as inherited. Inherited annotations never count in agreement.")

    def _show(self) -> None:
        categories = {one.id: one for one in self._session.the_project().codebook.categories}
        rows = sorted(self.preview.rows, key=lambda one: (_ORDER.index(one.status), one.annotation.start))
        items = []
        for number, row in enumerate(rows):
            category = categories.get(row.annotation.category)
            colour, style = (category.color, category.style) if category is not None else ("", "")
            label = category.label if category is not None else row.annotation.category
            icon, tone = _ICONS.get(row.status, ("", "text_3"))
            who = f" · {row.coder}" if self._session.the_project().sees_all else ""
            items.append(Item(f"{number}", _quoted(row), f"{label}{who}", icon=icon, tone=tone,
                              colour="" if icon else colour, style="" if icon else style, remark=_(_WORDS[row.status])))  # fmt: skip
        self.list.show_items(items)
        going = self.preview.going
        words = ngettext("Carry over {count} annotation", "Carry over {count} annotations", going)
        self.carry_button.setText(words.format(count=format_count(going)))
        self.carry_button.setEnabled(bool(going or self.preview.links))

    def carry(self) -> None:
        """Copy them, and close; a refusal is told here."""
        try:
            carry(self._session.the_project(), *self._ids)
        except AnnotatorError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()


def _quoted(row: Carried) -> str:
    """Return the words of an annotation, and what they became where they differ."""
    before, now = " ".join(row.annotation.quote.split()), " ".join(row.quote.split())
    return f"“{before}” → “{now}”" if now and now != before else f"“{before}”"
