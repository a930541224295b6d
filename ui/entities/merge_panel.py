"""Before entities are merged: which one stays, how it reads then, and how much moves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from annotator.i18n import _, ngettext
from annotator.model.entity import Entity
from annotator.operations.entities import MergePreview
from ui import theme
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.numbers import format_count
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label, Part
from ui.parts.suggest_field import ListField

_MOST_CELLS = 9


class MergePanel(Part):
    """``asked(kept, gone)`` wants a preview, ``wanted(kept, gone)`` the merge, ``left`` neither."""

    asked = Signal(str, list)
    wanted = Signal(str, list)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        px = theme.current().px
        self.setAccessibleName(_("Merge entities"))
        self._entities: list[Entity] = []
        self._kept = ""
        self._preview: MergePreview | None = None
        self.title = Label("", "panel_title")
        self.title.setWordWrap(True)
        self.names, self.moves = Label("", "control", "text_2"), Label("", "control", "text")
        for label in (self.names, self.moves):
            label.setWordWrap(True)
        self.merge_button = Button(_("Merge"), "primary")
        self.merge_button.clicked.connect(lambda: self.wanted.emit(self._kept, self._gone()))
        self.cancel_button = Button(_("Do not merge"), key="Esc")
        self.cancel_button.clicked.connect(self.left)
        column = self._column = QVBoxLayout(self)
        self.set_margins(20, 16, 20, 16)
        column.setSpacing(px(12))
        column.addWidget(self.title)
        column.addWidget(self.names)
        column.addWidget(self.moves)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.merge_button)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._choice: OptionGrid | ListField | None = None
        self._goes_on = False
        """whether the keys go to the button as soon as the preview is there"""

    def ask(self, entities: Sequence[Entity], kept: str) -> None:
        """Ask which of these entities stays, beginning with this one."""
        self._entities, self._kept, self._goes_on = list(entities), kept, False
        count = len(entities)
        self.title.setText(ngettext("Merge {count} entity", "Merge {count} entities into one", count).format(count=format_count(count)))
        if self._choice is not None:
            self._column.removeWidget(self._choice)
            self._choice.deleteLater()
        options = [Option(one.id, one.label, _about(one)) for one in entities]
        maker = OptionGrid if len(options) <= _MOST_CELLS else ListField
        choice = self._choice = maker(_("Which one stays"), options)
        choice.set_value(kept)
        choice.chosen.connect(self._on_chosen)
        choice.proceed.connect(self._go_on)
        choice.leave.connect(self.left)
        self._column.insertWidget(1, choice)
        self.setTabOrder(choice, self.merge_button)
        self._forget()
        self.asked.emit(self._kept, self._gone())
        choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self) -> None:
        """Bring the keys to the button; while the preview is awaited it takes none."""
        self._goes_on = not self.merge_button.isEnabled()
        self.merge_button.setFocus(Qt.FocusReason.TabFocusReason)

    def show_preview(self, preview: MergePreview) -> None:
        """Show what would move; another choice's preview is passed over."""
        if preview.kept.id != self._kept:
            return
        self._preview = preview
        joined = preview.joined
        aliases = ", ".join(joined.aliases)
        self.names.setText(_("{label}, also known as {names}").format(label=joined.label, names=aliases) if aliases else joined.label)
        self.moves.setText(moves_in_words(preview))
        self.merge_button.setText(_("Merge into {label}").format(label=_short(joined.label)))
        self.merge_button.setEnabled(True)
        if self._goes_on:
            self._go_on()

    def _on_chosen(self, value: object) -> None:
        if value is None:
            if self._choice is not None:
                self._choice.set_value(self._kept)
            return
        self._kept = str(value)
        self._forget()
        self.asked.emit(self._kept, self._gone())

    def _forget(self) -> None:
        self._preview = None
        self.names.setText("")
        self.moves.setText(_("Counting what moves"))
        self.merge_button.setEnabled(False)

    def _gone(self) -> list[str]:
        return [str(one.id) for one in self._entities if one.id != self._kept]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def moves_in_words(preview: MergePreview) -> str:
    """Return what a merge moves, in a sentence."""
    parts = [
        ngettext("{count} annotation", "{count} annotations", preview.annotations).format(count=format_count(preview.annotations)),
        ngettext("{count} link", "{count} links", preview.links).format(count=format_count(preview.links)) if preview.links else "",
        ngettext("{count} article value", "{count} article values", preview.codings).format(count=format_count(preview.codings))
        if preview.codings
        else "",
        ngettext("{count} decision", "{count} decisions", preview.decisions).format(count=format_count(preview.decisions))
        if preview.decisions
        else "",
    ]
    articles = ngettext("{count} article", "{count} articles", preview.articles).format(count=format_count(preview.articles))
    coders = ngettext("{count} coder", "{count} coders", preview.coders).format(count=format_count(preview.coders))
    if not preview.articles:
        return _("Nobody refers to what goes; only names are joined.")
    return _("{values} of {coders} in {articles} will refer to it. One step, can be undone.").format(
        values=", ".join(part for part in parts if part), coders=coders, articles=articles
    )


def _about(entity: Entity) -> str:
    return ", ".join(part for part in (entity.kind.replace("_", " "), entity.country, entity.party, *entity.aliases[:3]) if part)


def _short(label: str) -> str:
    return label if len(label) <= 28 else f"{label[:27]}…"
