"""Backups and recovery: the copies of a project, compared, checked, restored into a new file; and what is left of a damaged one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from annotator.errors import Cancelled
from annotator.i18n import N_, _, ngettext
from annotator.operations.backups import OWN, Backup, backups_of, compare, faults_of, opens, project_of, restore
from annotator.operations.recovering import Recovery, recover, recovered_path
from annotator.progress import Progress
from ui import theme
from ui.backups import words
from ui.backups.recovered import Recovered
from ui.backups.side import BackupSide
from ui.jobs import Job, LooseJob
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.message import Banner, EmptyState, ProgressBar
from ui.parts.numbers import format_count
from ui.parts.page_head import lay_out_page, page_head
from ui.parts.painting import ElidedLabel, Label, Part, begin, clear_layout, pass_keys, set_tip
from ui.session import Session

PANEL = 480
_KIND = N_("annotator projects (*.annot)")


class BackupsPage(Part):
    """Stands also where no project is open, as when its file is too damaged for that. ``project_wanted(path, coder)`` opens a new file."""

    project_wanted = Signal(str, str)
    leave_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.path: Path | None = None
        self.backups: list[Backup] = []
        self._elsewhere: list[Backup] = []
        self._states: dict[tuple[Path, datetime], str] = {}
        self._job: Job | None = None
        self.setAccessibleName(_("Backups and recovery"))
        self._make_parts()
        self._lay_out()
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_closed)

    def _on_opened(self) -> None:
        self.show_of(None)

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.now_button = Button(_("Back up now"))
        self.now_button.clicked.connect(self.back_up)
        self.other_button = Button(_("Another file…"))
        self.other_button.clicked.connect(self._ask_other)
        self.leave_button = Button(_("Back"), "quiet")
        self.leave_button.clicked.connect(self.leave_wanted)
        self.list = ItemList(_("Backups"))
        self.list.setAccessibleDescription(_("Enter compares the backup with the project"))
        self.list.currentRowChanged.connect(lambda _row: self._show_chosen())
        self.list.itemActivated.connect(lambda _item: self.compare())
        self.empty = EmptyState(
            "copy", _("No backups yet"), _("A copy is made each day that the project is opened, and before each merge.")
        )
        self.damage_title = Label(_("Is the file damaged?"), "name")
        said = _("All that can still be read is saved in a new file, with a list of what was lost. The damaged file stays as it is.")
        self.damage_said = Label(said, "control", "text_2")
        self.recover_button = Button(_("Recover into a new file…"))
        self.recover_button.clicked.connect(self._ask_recover)
        self.progress = ProgressBar()
        self.progress.stopped.connect(self.stop)
        self.side = BackupSide(self._category_name)
        self.side.compare_wanted.connect(self.compare)
        self.side.check_wanted.connect(self.check)
        self.side.restore_wanted.connect(self._ask_restore)
        self.recovered = Recovered()
        self.recovered.open_wanted.connect(self._want)
        self.recovered.left.connect(self._show_backups)

    def _lay_out(self) -> None:
        px = theme.current().px
        top, head = page_head(_("Backups and recovery"), self.said)
        for button in (self.leave_button, self.other_button, self.now_button):
            head.addWidget(button)
        column = QVBoxLayout()
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(8))
        self._banners = QVBoxLayout()
        column.addLayout(self._banners)
        column.addWidget(self.progress)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        for label in (self.damage_title, self.damage_said):
            label.setWordWrap(True)
            column.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(self.recover_button)
        row.addStretch(1)
        column.addLayout(row)
        self._beside = QStackedWidget()
        self._beside.setFixedWidth(px(PANEL))
        self._beside.addWidget(self.side)
        self._beside.addWidget(self.recovered)
        body = QHBoxLayout()
        body.setSpacing(1)
        body.addLayout(column, 1)
        body.addWidget(self._beside)
        lay_out_page(self, top, body)
        pass_keys(self, self.list)

    # ---- what is shown ------------------------------------------------------------------------------------------------

    def show_of(self, path: Path | None) -> None:
        """Show the backups of the open project, or of this file."""
        project = self._session.project
        self.path = path if path is not None else project.path if project is not None else self.path
        self._elsewhere = []
        self._show_backups()
        self.refresh()

    def _on_closed(self) -> None:
        self.stop()
        self.side.clear()
        self._allow()

    def refresh(self) -> None:
        """List the backups anew, and see of each that was not looked at whether it opens."""
        self.backups = [*self._elsewhere, *(backups_of(self.path) if self.path is not None else [])]
        self._fill()
        if self.list.currentRow() < 0 and self.backups:
            self.list.setCurrentRow(0)
        unseen = [one for one in self.backups if self._key(one) not in self._states]
        if unseen and self.isVisible() and self._job is None:
            self._start(
                _("Looking at the backups"), lambda _progress: [opens(one.path) for one in unseen], lambda found: self._seen(unseen, found)
            )

    def _fill(self) -> None:
        self.list.show_items([self._item(one) for one in self.backups])
        count = len(self.backups)
        name = self.path.name if self.path is not None else ""
        said = ngettext("{count} backup of {name}", "{count} backups of {name}", count).format(count=format_count(count), name=name)
        self.said.show_text(said if self.path is not None else _("Choose a project whose backups are to be shown."))
        if self.path is not None:
            set_tip(self.said, str(self.path))
        self.empty.setVisible(not self.backups)
        self.list.setVisible(bool(self.backups))
        self._show_chosen()
        self._allow()

    def _item(self, one: Backup) -> Item:
        state = self._state(one)
        icon, tone = ("circle-alert", "error") if state not in ("", *words.good_states()) else ("", "text_3")
        return Item(str(one.path), words.when(one.made_at), words.about(one), icon=icon, tone=tone, remark=state)

    @staticmethod
    def _key(one: Backup) -> tuple[Path, datetime]:
        return one.path, one.made_at

    def _state(self, one: Backup) -> str:
        return self._states.get(self._key(one), "")

    def _seen(self, looked: list[Backup], found: list[bool]) -> None:
        for one, is_open in zip(looked, found, strict=True):
            self._states.setdefault(self._key(one), words.state(0 if is_open else None, thorough=False))
        self._fill()

    def chosen(self) -> Backup | None:
        """Return the backup that is chosen in the list."""
        place = self.list.currentRow()
        return self.backups[place] if 0 <= place < len(self.backups) else None

    def _show_chosen(self) -> None:
        one = self.chosen()
        self.side.setVisible(one is not None)
        if one is not None:
            if self.side.title.text() != words.when(one.made_at):
                self.side.clear()
            self.side.show_backup(one, self._state(one), can_compare=self._can_compare)

    @property
    def _can_compare(self) -> bool:
        """A coder compares the own work; where nobody codes yet nothing is shown of anybody's."""
        project = self._session.project
        return project is not None and project.path == self.path and self._session.coder is not None

    def _allow(self) -> None:
        is_open = self._session.is_open
        self.now_button.setEnabled(is_open and self._session.the_project().path == self.path)
        self.leave_button.setVisible(not is_open)
        self.other_button.setText(_("A copy elsewhere…") if is_open else _("Another file…"))
        self.recover_button.setEnabled(self.path is not None and self.path.exists())
        self.side.compare_button.setEnabled(self._can_compare and self.chosen() is not None)

    def _show_backups(self) -> None:
        self._beside.setCurrentWidget(self.side)
        clear_layout(self._banners)

    def _category_name(self, key: str) -> str:
        if self._session.is_open:
            codebook = self._session.the_project().codebook
            found = codebook.category(key) or codebook.link(key)
            if found is not None:
                return found.label
        return key.replace("_", " ")

    # ---- work ---------------------------------------------------------------------------------------------------------

    def _start(self, label: str, work: Callable[[Progress], Any], then: Callable[[Any], object], job: Job | None = None) -> None:
        self.stop()
        clear_layout(self._banners)
        job = self._job = job if job is not None else LooseJob(work)
        self.progress.start(label)
        job.progressed.connect(lambda _label, done, total: self.progress.show_count(done, total) if job is self._job else None)
        job.done.connect(lambda found: self._done(job, found, then))
        job.failed.connect(lambda error: self._failed(job, error))
        self._session.start(job)

    def _done(self, job: Job, found: Any, then: Callable[[Any], object]) -> None:
        if job is self._job:
            self._job = None
            self.progress.finish()
            then(found)

    def _failed(self, job: Job, error: Exception) -> None:
        if job is self._job:
            self._job = None
            self.progress.finish()
            if not isinstance(error, Cancelled):
                self.tell("error", _("This was not done"), str(error))

    def stop(self) -> None:
        """Stop the work at hand; nothing of it is kept."""
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self.progress.finish()

    def tell(self, kind: str, heading: str, sentence: str, button: str = "", *, icon: str = "") -> Banner:
        """Say above the list what came of it."""
        clear_layout(self._banners)
        banner = Banner(kind, heading, sentence, button, icon=icon)
        self._banners.addWidget(banner)
        banner.show()
        return banner

    def back_up(self) -> None:
        """Make a checked copy now."""
        if self._session.is_open:
            job = self._session.job(lambda project, _progress: project.backup())
            self._start(_("Copying"), lambda _progress: None, lambda _path: self.refresh(), job)

    def compare(self) -> None:
        """Compare the chosen backup with the project."""
        one = self.chosen()
        if one is None or not self._can_compare:
            return
        self.side.tell(_("Comparing…"))
        job = self._session.job(lambda project, progress: compare(project, one.path, progress))
        self._start(_("Comparing"), lambda _progress: None, self.side.show_difference, job)

    def check(self) -> None:
        """Check the chosen backup from beginning to end."""
        one = self.chosen()
        if one is None:
            return

        def note(faults: int) -> None:
            self._states[self._key(one)] = words.state(faults, thorough=True)
            self._fill()

        self._start(_("Checking the backup"), lambda progress: faults_of(one.path, progress), note)

    def _ask_restore(self) -> None:
        one = self.chosen()
        if one is None or self.path is None:
            return
        name = self.path.with_name(f"{self.path.stem} from {one.made_at:%Y-%m-%d}.annot")
        target = self._ask_target(_("Restore into a new file"), name)
        if target is not None:
            self.restore(target)

    def restore(self, target: Path) -> None:
        """Make a new project file of the chosen backup."""
        one = self.chosen()
        if one is not None:
            self._start(_("Restoring"), lambda progress: restore(one.path, target, progress), self._restored)

    def _restored(self, made: Path) -> None:
        banner = self.tell("warning", _("Restored"), str(made), _("Open the new file"), icon="check")
        banner.pressed.connect(lambda: self._want(str(made)))
        banner.button.setFocus()

    def _want(self, path: str) -> None:
        """Ask for a new file as whoever coded in the project before."""
        coder = self._session.coder
        before = self._session.settings.coders.get(str(self.path.absolute()), "") if self.path is not None else ""
        self.project_wanted.emit(path, coder.name if coder is not None else before)

    def _ask_recover(self) -> None:
        if self.path is not None:
            target = self._ask_target(_("Recover into a new file"), recovered_path(self.path))
            if target is not None:
                self.recover(target)

    def recover(self, target: Path) -> None:
        """Save what can be saved of the file; an open project is closed first, for nobody may write to it meanwhile."""
        path, project = self.path, self._session.project
        if path is None:
            return
        if project is not None and project.path == path:
            self._session.close()
        self._start(_("Recovering"), lambda progress: recover(path, target, progress), self._recovered)

    def _recovered(self, found: Recovery) -> None:
        self._beside.setCurrentWidget(self.recovered)
        self.recovered.show_recovery(found)

    def _ask_target(self, title: str, proposed: Path) -> Path | None:
        no_question = QFileDialog.Option.DontConfirmOverwrite  # what is there already is refused
        name, _chosen = QFileDialog.getSaveFileName(self, title, str(proposed), _(_KIND), options=no_question)
        return Path(name).with_suffix(".annot") if name else None

    def _ask_other(self) -> None:
        name, _chosen = QFileDialog.getOpenFileName(self, _("Choose a file"), str((self.path or Path()).parent), _(_KIND))
        if name and self._session.is_open:
            self.add_copy(Path(name))
        elif name:
            self.show_of(project_of(Path(name)))

    def add_copy(self, path: Path) -> None:
        """List a copy that lies elsewhere, such as on a stick."""
        about = path.stat()
        moment = datetime.fromtimestamp(about.st_mtime).astimezone()
        self._elsewhere = [Backup(path, moment, about.st_size, OWN), *(one for one in self._elsewhere if one.path != path)]
        self.refresh()
        self.list.setCurrentRow(0)

    # ---- Qt's events --------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.path is None and self._session.project is not None:
            self.path = self._session.project.path
        self.refresh()
        (self.list if self.backups else self.recover_button if self.recover_button.isEnabled() else self.other_button).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        head = using.px(64)
        painter.fillRect(QRect(0, head, self.width(), 1), using.line)
        side = self._beside.geometry()
        painter.fillRect(side, using.panel)
        edge = side.left() - 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else side.right() + 1
        painter.fillRect(QRect(edge, head, 1, self.height() - head), using.line)
