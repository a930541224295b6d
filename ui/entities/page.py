"""The register of entities: a table that sorts and filters, and beside it the record, the mentions, and who may be the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from annotator.errors import Cancelled
from annotator.i18n import _, ngettext
from annotator.model import codebook as cb
from annotator.model.entity import Entity
from annotator.model.step import Changes, Step
from annotator.operations import coding, entities
from annotator.operations.entities import Likeness, MergePreview, RegisterRow
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.entities.merge_panel import MergePanel
from ui.entities.record_panel import SAME, RecordPanel
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import EmptyState, Message
from ui.parts.navigation import SearchField
from ui.parts.numbers import format_count
from ui.parts.page_head import lay_out_page, page_head
from ui.parts.painting import ElidedLabel, Part, begin, pass_keys
from ui.session import Session
from ui.table.page_steps import PageSteps, step_words
from ui.table.rows import Column
from ui.table.view import Table

SETTLE_MS = 200
PANEL, LEAST = 400, 300
_MOST_COMPARED = 5_000
"""with more entities than this, who may be the same is not looked for at each change"""


class EntitiesPage(Part):
    """``place_wanted(article, span)`` opens a mention; Ctrl+Z here takes back the last step made on this page."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pairs: list[Likeness] = []
        self._stale = True
        self._mentions_of = ""
        self._choose_then = ""
        self._jobs: dict[str, Job] = {}
        self.setAccessibleName(_("Entities"))
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._make_parts()
        self._lay_out()
        session.changed.connect(self._on_changed)
        session.closed.connect(self._forget)
        for signal in (session.opened, session.coder_changed):
            signal.connect(self._on_other_project)
        self._use_codebook()

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.new_button = Button(_("New entity"), icon="plus")
        self.new_button.clicked.connect(self._new)
        self.merge_button = Button(_("Merge…"), icon="merge")
        self.merge_button.clicked.connect(self._merge_chosen)
        self.sort_button = Button(_("Sort"), icon="arrow-up-down")
        self.sort_button.clicked.connect(self._sort)
        self.filter = SearchField(_("Filter entities"), _("Filter by name, kind, country…"))
        self.filter.text_changed.connect(self._on_filter)
        self.filter.down.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.filter.entered.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.filter.leave.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.table = Table(_("Entities"), _columns(None), several=True)
        self.table.setAccessibleDescription(_("Enter edits the record; Shift with the arrows chooses several to merge"))
        self.table.opened.connect(lambda _row: self.panel.focus())
        self.table.moved.connect(self._on_moved)
        self.table.left.connect(lambda: self.filter.setFocus(Qt.FocusReason.TabFocusReason))
        self.panel = RecordPanel()
        self.panel.given.connect(self._give)
        self.panel.times.added.connect(self._add_period)
        self.panel.times.changed.connect(lambda period: self._on_period(lambda project: entities.set_period(project, period)))
        self.panel.times.removed.connect(lambda period: self._on_period(lambda project: entities.remove_period(project, period)))
        self.panel.place_wanted.connect(self.place_wanted)
        self.panel.split_wanted.connect(self._split)
        self.panel.merge_wanted.connect(self._merge_pair)
        self.panel.left.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.merging = MergePanel()
        self.merging.asked.connect(self._preview)
        self.merging.wanted.connect(self._merge)
        self.merging.left.connect(self._leave_merging)
        come = _("They come with the first actor that is coded. You can also put in whom you expect.")
        self.empty = EmptyState("users-round", _("No entities yet"), come, _("New entity"))
        self.empty.pressed.connect(self._new)
        self.empty.hide()
        self.message = Message(self)
        self._steps = PageSteps(self._session, self.message)

    def _lay_out(self) -> None:
        px = theme.current().px
        top, head = page_head(_("Entities"), self.said)
        for button in (self.sort_button, self.merge_button, self.new_button):
            head.addWidget(button)
        self.left = QWidget()
        column = QVBoxLayout(self.left)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(self.filter)
        column.addWidget(self.empty)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self.side = QStackedWidget()
        self.side.addWidget(self.panel)
        self.side.addWidget(self.merging)
        self._fit()
        body = QHBoxLayout()
        body.setSpacing(1)
        body.addWidget(self.left, 1)
        body.addWidget(self.side)
        lay_out_page(self, top, body)
        self._head_height = px(64)
        pass_keys(self, self.table)

    def _fit(self) -> None:
        """Give the panel its width, and where large text or a small window leave no room for both, not half of the page."""
        self.side.setFixedWidth(max(LEAST, min(theme.current().px(PANEL), self.width() * 47 // 100)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def on_theme(self) -> None:
        if hasattr(self, "side"):
            self._fit()

    # ---- reading ------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._settle.stop()
        for job in self._jobs.values():
            job.cancel()
        self._jobs.clear()
        self._pairs, self._mentions_of = [], ""
        self._steps.forget()
        self.table.show_rows([])
        self.panel.show_entity(None, writable=False)
        self.side.setCurrentWidget(self.panel)
        self._stale = True

    def _on_other_project(self) -> None:
        self._forget()
        self._use_codebook()
        if self.isVisible() and self._session.is_open:
            self.refresh()

    def _use_codebook(self) -> None:
        if self._session.is_open:
            fields = self._session.the_project().codebook.entity_fields
            self.panel.use_fields(fields)
            self.table.show_rows([], columns=_columns(next((one for one in fields if one.id == "kind" and one.type == cb.SINGLE), None)))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("codebook_version"):
            self._use_codebook()
        if changes.touch("entity", "entity_period", "annotation", "codebook_version", "decision"):
            self._stale, self._mentions_of = True, ""
            if self.isVisible():
                self._settle.start()

    def find(self, name: str) -> None:
        """Show the entities that bear this name."""
        self.filter.edit.setText(name)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._session.is_open:
            self.refresh()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the register anew, off the GUI thread."""
        if not self._session.is_open:
            return
        self._stale = False

        def work(project: Project, progress: Progress) -> tuple[list[RegisterRow], list[Likeness]]:
            rows = entities.register(project)
            progress.check()
            return rows, entities.alike([row.entity for row in rows]) if len(rows) <= _MOST_COMPARED else []

        self._ask("register", work, self._show)

    def _ask(self, kind: str, work: Callable[[Project, Progress], Any], then: Callable[[Any], object], *, writes: bool = False) -> None:
        """Do work off the GUI thread and hand on what it finds, unless the same kind of thing was asked again meanwhile."""
        before = self._jobs.get(kind)
        if before is not None and not writes:
            before.cancel()
        job = self._jobs[kind] = self._session.job(work, writes=writes)
        job.done.connect(lambda found: then(found) if self._jobs.get(kind) is job else None)
        job.failed.connect(self._tell)
        self._session.start(job)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.message.tell(str(error))

    def _show(self, found: tuple[list[RegisterRow], list[Likeness]]) -> None:
        rows, self._pairs = found
        self.table.show_rows([_Row(one) for one in rows])
        if self._choose_then:
            self.table.choose(self._choose_then)
            self._choose_then = ""
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.filter.setVisible(bool(rows))
        self.side.setVisible(bool(rows))
        self._say(len(rows))
        self._on_moved()

    def _say(self, count: int) -> None:
        words = [ngettext("{count} entity", "{count} entities", count).format(count=format_count(count))]
        if self._pairs:
            pairs = len(self._pairs)
            words.append(ngettext("{count} pair may be the same actor", "{count} pairs may be the same actor", pairs).format(count=pairs))
        if not self._session.the_project().sees_all:
            words.append(_("counts are of your own annotations"))
        self.said.show_text(" · ".join(words))

    # ---- the entity at hand -------------------------------------------------------------------------------------------

    @property
    def _writable(self) -> bool:
        return self._session.is_open and not self._session.the_project().read_only

    def _may_merge(self) -> bool:
        return self._writable and self._session.the_project().sees_all

    def _on_moved(self) -> None:
        if not self._session.is_open:
            return
        row, chosen = self.table.current(), self.table.chosen()
        self.new_button.setEnabled(self._writable)
        self.merge_button.setEnabled(self._may_merge() and len(chosen) > 1)
        reason = _("Choose two or more entities: Shift with the arrows.") if self._may_merge() else _("Only a supervisor merges entities.")
        self.merge_button.setToolTip("" if self.merge_button.isEnabled() else reason)
        self.panel.show_entity(row.entity if row is not None else None, writable=self._writable)
        periods = entities.periods(self._session.the_project(), row.id) if row is not None else []
        self.panel.show_periods(periods, writable=self._writable and row is not None)
        self.panel.show_same(self._pairs, may_merge=self._may_merge())
        if row is not None and row.id != self._mentions_of:
            self._mentions_of = row.id
            entity_id, own = row.id, not self._session.the_project().sees_all
            self._ask("mentions", lambda project, _progress: entities.mentions(project, entity_id),
                      lambda found: self.panel.show_mentions(found, own=own))  # fmt: skip

    def _give(self, field: str, value: object) -> None:
        entity = self.panel.entity
        if entity is None or self.panel.form is None:
            return
        with self._session.refusals() as refused:
            done = self._session.write(coding.set_entity_fields, entity.id, {field: value if value is not None else _nothing(field)})
        if refused:
            self.panel.form.show_error(field, str(refused[0]))
        elif done is not None:
            self._remember(self._session.the_project().database.last_step)

    def _add_period(self, field: str, value: str, first_day: str, last_day: str) -> None:
        entity = self.panel.entity
        if entity is not None:
            self._on_period(lambda project: entities.add_period(project, entity.id, field, value, first_day, last_day))

    def _on_period(self, act: Callable[[Project], Any]) -> None:
        """Write what an entity was, or tell beside it why it was not kept."""
        with self._session.refusals() as refused:
            self._session.write(act)
        if refused:
            self.panel.times.show_error(str(refused[0]))
            return
        self._remember(self._session.the_project().database.last_step)
        self.panel.times.kept()

    def _new(self) -> None:
        label = _("New entity")
        made = self._session.write(entities.add_entity, label)
        if made is not None:
            self.filter.edit.clear()
            self._remember(self._session.the_project().database.last_step)
            self._choose_then = made.id
            self._settle.stop()
            self._ask("register", lambda project, _progress: (entities.register(project), self._pairs), self._show_new)

    def _show_new(self, found: tuple[list[RegisterRow], list[Likeness]]) -> None:
        self._show(found)
        self.panel.tabs.choose("record")
        self.panel.focus()

    def _on_filter(self, text: str) -> None:
        self.table.filter(text)

    def _sort(self) -> None:
        menu = self.table.sort_menu(self)
        menu.popup(self.sort_button.mapToGlobal(QPoint(0, self.sort_button.height() + theme.current().px(4))))

    # ---- merge and split ----------------------------------------------------------------------------------------------

    def _merge_chosen(self) -> None:
        chosen = [row.entity for row in self.table.chosen()]
        if len(chosen) > 1:
            most = max(self.table.chosen(), key=lambda row: row.mentions)
            self._begin_merging(chosen, most.id)

    def _merge_pair(self, pair: Likeness) -> None:
        if not self._may_merge():
            self.message.tell(_("Only a supervisor merges entities"))
            return
        counts = {row.id: row.mentions for row in self.table.rows.rows}
        kept = max((pair.one, pair.other), key=lambda one: counts.get(one.id, 0))
        self._begin_merging([pair.one, pair.other], kept.id)

    def _begin_merging(self, chosen: list[Entity], kept: str) -> None:
        self.side.setCurrentWidget(self.merging)
        self.merging.ask(chosen, kept)

    def _leave_merging(self) -> None:
        self.side.setCurrentWidget(self.panel)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _preview(self, kept: str, gone: list[str]) -> None:
        self._ask("preview", lambda project, _progress: entities.preview_merge(project, kept, gone), self._show_preview)

    def _show_preview(self, preview: MergePreview) -> None:
        self.merging.show_preview(preview)

    def _merge(self, kept: str, gone: list[str]) -> None:
        self._write(lambda project: entities.merge(project, kept, gone), kept)

    def _split(self, annotations: list[str], name: str) -> None:
        entity = self.panel.entity
        if entity is not None:
            self._write(lambda project: entities.split(project, entity.id, annotations, name), "")

    def _write(self, act: Callable[[Project], Any], choose: str) -> None:
        """Write off the GUI thread, for all mentions of an actor may be many; then say what was done, with Undo."""

        def work(project: Project, _progress: Progress) -> tuple[Any, Changes]:
            return act(project), project.database.last_changes

        def done(found: tuple[Any, Changes]) -> None:
            made, changes = found
            self._choose_then = choose or getattr(made, "id", "")
            self._session.told_by_job(changes)
            self._remember(changes.step)
            self._leave_merging()
            self.panel.new_name.edit.clear()
            if changes.step is not None:
                self.message.tell(step_words(changes.step), self.undo)

        self._ask("write", work, done, writes=True)

    # ---- taking back --------------------------------------------------------------------------------------------------

    def _remember(self, step: Step | None) -> None:
        self._steps.remember(step, tell=False)

    def undo(self) -> None:
        """Take back the last step that was made on this page."""
        self._steps.undo()

    def redo(self) -> None:
        """Do again what ``undo`` took back."""
        self._steps.redo()

    # ---- Qt -----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_F:
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif event.key() == Qt.Key.Key_F2:
            self.panel.focus()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, self._head_height, self.width(), 1), using.line)
        if self.side.isVisible():
            side = self.side.geometry()
            painter.fillRect(side, using.panel)
            x = side.left() - 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else side.right() + 1
            painter.fillRect(QRect(x, side.top(), 1, side.height()), using.line)


class _Row:
    """A row of the table: an entity with its count, known by its id."""

    __slots__ = ("entity", "id", "mentions")

    def __init__(self, row: RegisterRow) -> None:
        self.id, self.entity, self.mentions = str(row.entity.id), row.entity, row.mentions


def _columns(kind: cb.Attribute | None) -> list[Column]:
    kinds = {value.id: value.label for value in kind.values} if kind is not None else {}
    return [
        Column("label", _("Label"), lambda row: row.entity.label, 170, stretch=3, style="name"),
        Column("kind", _("Kind"), lambda row: kinds.get(row.entity.kind, row.entity.kind), 130),
        Column("country", _("Country"), lambda row: row.entity.country, 70),
        Column("affiliation", _("Affiliation"), lambda row: row.entity.affiliation, 90, stretch=1),
        Column("party", _("Party"), lambda row: row.entity.party, 70, stretch=1),
        Column("aliases", _("Aliases"), lambda row: ", ".join(row.entity.aliases), 110, stretch=2),
        Column("mentions", _("Mentions"), lambda row: format_count(row.mentions), 88, key=lambda row: row.mentions, number=True),
    ]


def _nothing(field: str) -> object:
    return [] if field == "aliases" else ""


__all__ = ["SAME", "EntitiesPage"]
