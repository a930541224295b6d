"""What the coder did, latest first, in the article on screen and everywhere; the last step of each can be taken back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.step import Changes, Step
from ui import theme
from ui.coding.desk import Desk
from ui.parts.button import Button
from ui.parts.numbers import format_count
from ui.parts.painting import Label, set_tip

__all__ = ["HistoryPanel", "undone_steps"]


def undone_steps(steps: Sequence[Step]) -> set[str]:
    """Return the ids of the steps, given latest first, whose work does not stand: taken back and not done again."""
    undone: set[str] = set()
    origin = {step.id: step.undoes for step in steps}
    for step in reversed(steps):
        if step.undoes:
            undone.add(step.undoes)
            undone.discard(origin.get(step.undoes, ""))
    return undone


class HistoryPanel(QWidget):
    """Two lists of steps with a button each that takes the last one back; a refusal is told here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = ""
        column = QVBoxLayout(self)
        px = theme.current().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(8))
        self.list, self.back = self._section(column, _("This article"), self._take_back_here)
        self.everywhere, self.back_everywhere = self._section(column, _("Everywhere"), self._take_back_everywhere)
        self.told = Label("", "option", "error")
        self.told.setWordWrap(True)
        self.told.hide()
        column.addWidget(self.told)
        desk.article_shown.connect(self._refresh)
        desk.session.changed.connect(self._on_changed)
        desk.session.coder_changed.connect(self._refresh)

    def _section(self, column: QVBoxLayout, title: str, act: Callable[[], None]) -> tuple[QListWidget, Button]:
        steps = QListWidget()
        steps.setAccessibleName(title)
        steps.setWordWrap(True)
        steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        back = Button(_("Take back"), low=True)
        back.clicked.connect(act)
        column.addWidget(Label(title, "panel_title"))
        column.addWidget(steps, 1)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeading)
        return steps, back

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _on_changed(self, _changes: Changes) -> None:
        self._refresh()

    # ---- showing

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self._asked = ""
        self._tell("")
        self.list.clear()
        self.everywhere.clear()
        self.back.setEnabled(False)
        self.back_everywhere.setEnabled(False)
        shown, session = self._desk.shown, self._desk.session
        if session.project is None or session.coder is None:
            return
        history, coder = session.project.history, session.coder.id
        self._fill(self.everywhere, history.latest(coder))
        self._offer(self.back_everywhere, history.undoable(coder))
        if shown is not None:
            self._fill(self.list, history.of_article(shown.id, coder))
            self._offer(self.back, history.undoable(coder, shown.id))

    @staticmethod
    def _fill(into: QListWidget, steps: Sequence[Step]) -> None:
        undone, using = undone_steps(steps), theme.current()
        for step in steps:
            made = datetime.datetime.fromisoformat(step.made_at).astimezone()
            row = QListWidgetItem(f"{step.label}\n{QLocale().toString(made, 'd MMM hh:mm')}")
            if step.id in undone:
                font = using.font("control")
                font.setStrikeOut(True)
                row.setFont(font)
                row.setForeground(using.text_3)
                row.setToolTip(_("taken back"))
                row.setData(Qt.ItemDataRole.AccessibleDescriptionRole, _("taken back"))
            into.addItem(row)

    def _offer(self, button: Button, step: Step | None) -> None:
        """Offer the last step that can be taken back, by its name."""
        button.setText(_("Take back"))
        button.setEnabled(step is not None and not self._desk.project.read_only)
        words = _("Take back “{step}”").format(step=step.label) if step is not None else _("Nothing to take back")
        button.setAccessibleName(words)
        set_tip(button, words)

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # ---- taking back

    def _take_back_here(self) -> None:
        if self._desk.shown is not None:
            self._take_back(self._desk.shown.id)

    def _take_back_everywhere(self) -> None:
        """Take the last step back; one that touches several articles only after saying how many."""
        session = self._desk.session
        step = session.the_project().history.undoable(session.coder.id) if session.coder is not None else None
        if step is None:
            return
        count = len(step.articles)
        if count > 1 and self._asked != step.id:
            self._asked = step.id
            words = ngettext("“{step}” touches {count} article.", "“{step}” touches {count} articles.", count)
            self._tell(words.format(step=step.label, count=format_count(count)))
            again = ngettext("Take back in {count} article", "Take back in {count} articles", count)
            self.back_everywhere.setText(again.format(count=format_count(count)))
            return
        self._take_back(None)

    def _take_back(self, article_id: str | None) -> None:
        session = self._desk.session
        with session.refusals() as refusals:
            session.write(lambda project: project.undo(article_id))
        self._refresh()
        if refusals:
            self._tell(str(refusals[-1]))
