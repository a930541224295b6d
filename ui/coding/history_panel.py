"""What was done, latest first, in the article on screen or everywhere; a chosen step can be taken back, or done again."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext, told_step
from annotator.model.step import Changes, Step
from ui import theme
from ui.coding.desk import Desk
from ui.coding.step_words import consequence, is_redo, to_take_back, undone_steps
from ui.parts.button import Button
from ui.parts.field import plain_enter
from ui.parts.item_list import Item, ItemList
from ui.parts.navigation import Segmented
from ui.parts.numbers import format_count
from ui.parts.painting import Label, set_tip

HERE, EVERYWHERE = "here", "everywhere"

__all__ = ["HistoryPanel", "undone_steps"]


class HistoryPanel(QWidget):
    """Two lists of steps; each has a button that takes the chosen step back, or the last one while none is chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = ""
        self._names: dict[str, str] = {}
        column = QVBoxLayout(self)
        px = theme.current().px
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(8))
        self._scope = Segmented(_("Which steps"), ((HERE, _("This article")), (EVERYWHERE, _("Everywhere"))))
        self._scope.changed.connect(self._show_scope)
        self._pages = QStackedWidget()
        self._here = _StepList(_("Steps in this article"), self._take_back_here)
        self._all = _StepList(_("Steps everywhere"), self._take_back_everywhere)
        self.list, self.back = self._here.list, self._here.back
        self.everywhere, self.back_everywhere = self._all.list, self._all.back
        self.told = Label("", "option", "error")
        self.told.setWordWrap(True)
        self.told.hide()
        column.addWidget(self._scope, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._pages, 1)
        column.addWidget(self.told)
        for part in (self._here, self._all):
            self._pages.addWidget(part)
            part.chosen.connect(self._offer_chosen)
            part.left.connect(desk.text_wanted)
        desk.article_shown.connect(self._refresh)
        desk.session.changed.connect(self._on_changed)
        desk.session.coder_changed.connect(self._refresh)
        self.setFocusProxy(self._scope)

    def _show_scope(self, key: str) -> None:
        self._pages.setCurrentWidget(self._all if key == EVERYWHERE else self._here)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _on_changed(self, _changes: Changes) -> None:
        self._refresh()

    # ---- showing

    def _refresh(self, *_changed: object) -> None:
        """Read the steps anew; while the panel is hidden that costs nothing."""
        if not self.isVisible():
            return
        self._asked = ""
        self._tell("")
        shown, session = self._desk.shown, self._desk.session
        if session.project is None or session.coder is None:
            self._here.show_steps([], [])
            self._all.show_steps([], [])
            return
        history, seen = session.project.history, session.project.visible_coder
        self._names = {coder.id: coder.name for coder in session.project.coders.all()}
        here = history.of_article(shown.id, seen) if shown is not None else []
        for part, steps in ((self._all, history.latest(seen)), (self._here, here)):
            part.show_steps(steps, self._items(steps))
        self._offer_chosen()

    def _items(self, steps: Sequence[Step]) -> list[Item]:
        undone = undone_steps(steps)
        return [self._item(step, step.id in undone, steps) for step in steps]

    def _item(self, step: Step, undone: bool, steps: Sequence[Step]) -> Item:
        made = datetime.datetime.fromisoformat(step.made_at).astimezone()
        today = made.date() == datetime.datetime.now().astimezone().date()
        parts = [QLocale().toString(made, "hh:mm" if today else _("d MMM hh:mm")), self._names.get(step.coder_id or "", "")]
        if len(step.articles) > 1:
            parts.append(ngettext("{count} article", "{count} articles", len(step.articles)).format(count=format_count(len(step.articles))))
        icon = "check" if not step.undoes else "redo-2" if is_redo(step, steps) else "undo-2"
        return Item(
            step.id, told_step(step.label), " · ".join(part for part in parts if part), icon="history" if undone else icon, tone="text_3",
            remark=_("taken back") if undone else "", struck=undone,
        )  # fmt: skip

    def _offer_chosen(self) -> None:
        """Name on the buttons what they would take back, and say what that does."""
        session, shown = self._desk.session, self._desk.shown
        if session.project is None or session.coder is None:
            return
        history, coder = session.project.history, session.coder.id
        self._offer(self._all, self._all.chosen_step() or history.undoable(coder))
        here = history.undoable(coder, shown.id) if shown is not None else None
        self._offer(self._here, self._here.chosen_step() or here)

    def _offer(self, part: _StepList, step: Step | None) -> None:
        project, coder = self._desk.project, self._desk.session.coder
        again = step is not None and step.id in undone_steps(part.steps)
        own = step is not None and coder is not None and step.coder_id == coder.id
        part.back.setText(_("Do again") if again else _("Take back"))
        part.back.setEnabled(step is not None and own and not project.read_only)
        if step is None:
            words, told = _("Nothing to take back"), ""
        elif not own:
            words, told = _("Only its coder can take this step back"), _("Only its coder can take this step back.")
        else:
            words = (_("Do “{step}” again") if again else _("Take back “{step}”")).format(step=told_step(step.label))
            told = f"{words}: {consequence(project.history.changes(to_take_back(step, part.steps).id))}"
        part.back.setAccessibleName(words)
        part.back.setAccessibleDescription(told)
        set_tip(part.back, words)
        part.told.setText(told)

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # ---- taking back

    def _take_back_here(self) -> None:
        step = self._here.chosen_step()
        if self._desk.shown is None:
            return
        if step is None:
            self._take_back(lambda project: project.undo(self._desk.shown.id if self._desk.shown is not None else None))
        else:
            self._take_chosen(step, self._here)

    def _take_back_everywhere(self) -> None:
        session = self._desk.session
        last = session.the_project().history.undoable(session.coder.id) if session.coder is not None else None
        step = self._all.chosen_step() or last
        if step is not None:
            self._take_chosen(step, self._all)

    def _take_chosen(self, step: Step, part: _StepList) -> None:
        """Take a step back; one that touches several articles only after saying how many."""
        count = len(step.articles)
        if count > 1 and self._asked != step.id:
            self._asked = step.id
            words = ngettext("“{step}” touches {count} article.", "“{step}” touches {count} articles.", count)
            self._tell(words.format(step=told_step(step.label), count=format_count(count)))
            again = ngettext("Take back in {count} article", "Take back in {count} articles", count)
            part.back.setText(again.format(count=format_count(count)))
            return
        exchanged = to_take_back(step, part.steps)
        self._take_back(lambda project: project.take_back(exchanged))

    def _take_back(self, act: Callable[..., object]) -> None:
        session = self._desk.session
        with session.refusals() as refusals:
            session.write(act)
        for part in (self._here, self._all):
            part.list.setCurrentRow(-1)
        self._refresh()
        if refusals:
            self._tell(str(refusals[-1]))


class _StepList(QWidget):
    """One list of steps with its button; Enter on a step presses the button."""

    chosen = Signal()
    left = Signal()

    def __init__(self, name: str, act: Callable[[], None]) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self.list = ItemList(name)
        self.list.currentRowChanged.connect(lambda _row: self.chosen.emit())
        self.list.installEventFilter(self)
        self.back = Button(_("Take back"), low=True)
        self.back.clicked.connect(act)
        self.told = Label("", "option", "text_2")
        self.told.setWordWrap(True)
        self._none = Label(_("Nothing was done here yet. Each step of coding is listed here and can be taken back."), "option", "text_3")
        self._none.setWordWrap(True)
        column, px = QVBoxLayout(self), theme.current().px
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        column.addWidget(self.told)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeading)

    def show_steps(self, steps: Sequence[Step], items: Sequence[Item]) -> None:
        """Show these steps, latest first."""
        self.steps = list(steps)
        self.list.show_items(items)
        self._none.setVisible(not steps)
        self.list.setVisible(bool(steps))
        self.told.setVisible(bool(steps))

    def chosen_step(self) -> Step | None:
        """Return the step the coder has chosen."""
        row = self.list.currentRow()
        return self.steps[row] if 0 <= row < len(self.steps) and self.list.currentItem().isSelected() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.list or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if plain_enter(event) and self.chosen_step() is not None:
            self.back.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True
