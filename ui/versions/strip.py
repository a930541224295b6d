"""Above the text: that the article is a corrected text or a reprint of another, how they differ, and what can be carried over."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.article import Article
from annotator.model.step import Changes
from annotator.operations import carrying
from annotator.operations.carrying import Differences
from ui import theme
from ui.coding.desk import Desk
from ui.parts.button import Button
from ui.parts.numbers import format_count, written_day
from ui.parts.painting import ElidedLabel, Part, begin
from ui.versions.lens import Lens


class VersionStrip(Part):
    """``carry_wanted(source, target)`` asks for what would go over; ``article_wanted(id)`` for the other version."""

    carry_wanted = Signal(str, str)
    article_wanted = Signal(str)

    def __init__(self, desk: Desk, lens: Lens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._lens = desk, lens
        self.other: Article | None = None
        self.differences: Differences | None = None
        self.setAccessibleName(_("Other version of this article"))
        px = theme.current().px
        self.words = ElidedLabel("option", "text")
        self.differ_button = Button(_("Show what differs"), low=True)
        self.differ_button.setCheckable(True)
        self.differ_button.clicked.connect(self._show_differences)
        self.carry_button = Button(_("Carry over…"), low=True)
        self.carry_button.clicked.connect(self._carry)
        self.open_button = Button(_("Open it"), low=True)
        self.open_button.clicked.connect(lambda: self.article_wanted.emit(self.other.id) if self.other is not None else None)
        row = QHBoxLayout(self)
        self.set_margins(24, 6, 20, 6)
        row.setSpacing(px(8))
        row.addWidget(self.words, 1)
        for button in (self.differ_button, self.carry_button, self.open_button):
            row.addWidget(button)
        desk.article_shown.connect(self.refresh)
        desk.session.changed.connect(self._on_changed)
        self.refresh()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("article", "assignment"):
            self.refresh()

    def refresh(self) -> None:
        """Say which other version there is; nothing is shown where there is none."""
        shown = self._desk.shown
        others = carrying.others_of(self._desk.project, shown.id) if shown is not None else []
        self.other = others[0] if others else None
        self.differences = None
        self.differ_button.setChecked(False)
        self.differ_button.setText(_("Show what differs"))
        self.setVisible(self.other is not None)
        if shown is None or self.other is None:
            return
        self.words.show_text(_about(shown.article, self.other, len(others)))
        is_newer = self.other.correction_of == shown.id
        self.carry_button.setVisible(not is_newer and self._desk.can_write)

    def _show_differences(self) -> None:
        shown = self._desk.shown
        self.differ_button.setText(_("Hide what differs") if self.differ_button.isChecked() else _("Show what differs"))
        if shown is None or self.other is None or not self.differ_button.isChecked():
            self._lens.show_different(())
            if shown is not None and self.other is not None:
                self.words.show_text(_about(shown.article, self.other, 1))
            return
        if self.differences is None:
            self.differences = carrying.differences(self._desk.project, shown.id, self.other.id)
        found = self.differences
        self._lens.show_different(found.only_here)
        here, there = len(found.only_here), len(found.only_there)
        said = [
            ngettext("{count} sentence stands only here", "{count} sentences stand only here", here).format(count=format_count(here)),
            ngettext("{count} only in the other", "{count} only in the other", there).format(count=format_count(there)),
        ]
        self.words.show_text(", ".join(said) if here or there else _("All sentences are the same"))
        if found.only_here:
            self._desk.place_wanted.emit(found.only_here[0])

    def _carry(self) -> None:
        if self._desk.shown is not None and self.other is not None:
            self.carry_wanted.emit(self.other.id, self._desk.shown.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), using.line)


def _about(here: Article, other: Article, count: int) -> str:
    """Return what the other version is to this one, in a sentence."""
    day = written_day(other.date_published) if other.date_published else ""
    facts = " · ".join(part for part in (other.title, other.outlet, day) if part)
    if here.correction_of == other.id:
        said = _("Corrected text of: {article}")
    elif other.correction_of == here.id:
        said = _("A corrected text of this article is there: {article}")
    else:
        said = _("Reprint of: {article}") if here.cluster_id == other.id else _("Same story as: {article}")
    words = said.format(article=facts)
    more = count - 1
    return words + (" " + ngettext("and {count} more", "and {count} more", more).format(count=format_count(more)) if more else "")
