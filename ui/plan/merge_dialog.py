"""The dialog that brings work back: files are looked at first, then merged, each whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError, Cancelled
from annotator.i18n import _, ngettext
from annotator.merge import Conflict
from annotator.model.step import Changes
from annotator.operations.codebook import DRAFT
from annotator.operations.codebook_merge import draft_words
from annotator.operations.merging import MergeReport, RoleChange, WorkCount, finish_words, merge_file, role_words, value_words
from annotator.operations.same_names import join_same_named, same_named
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles.sheet import Sheet, scrolled
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.message import Banner, ProgressBar
from ui.parts.numbers import format_count
from ui.parts.painting import Label, clear_layout
from ui.parts.plain_fields import CheckField
from ui.plan.counts import Count, Counts
from ui.session import Session

SIZE = (860, 700)
MOST_LINES = 200  # of one file; the rest is counted


@dataclass(frozen=True, slots=True)
class Looked:
    """What each file would bring or brought, and why others are refused."""

    reports: tuple[MergeReport, ...]
    refused: tuple[tuple[Path, str], ...]


class MergeDialog(Sheet):
    """Choose files, see what they would bring by coder and article, and where both sides decided differently; then merge them."""

    def __init__(self, session: Session, parent: QWidget | None = None, paths: Sequence[Path] = ()) -> None:
        super().__init__(_("Merge"), size=SIZE, parent=parent)
        self._session = session
        self._job: Job | None = None
        self.paths: list[Path] = []
        self.looked: Looked | None = None
        self.merged = self._closed = False
        self.strangers: dict[Path, CheckField] = {}
        self.remark.setText(session.the_project().path.name)
        self.choose_button = Button(_("Choose files…"))
        self.counts = Counts(_("What the files would bring"))
        self.progress = ProgressBar()
        self.close_dialog = Button(_("Cancel"))
        self.merge_button = Button(_("Merge"), "primary")
        self.merge_button.setEnabled(False)
        self.first = self.choose_button
        self._lay_out()
        self.choose_button.clicked.connect(self._ask_files)
        self.close_dialog.clicked.connect(self.reject)
        self.merge_button.clicked.connect(self.merge)
        self.progress.stopped.connect(self._stop)
        session.closed.connect(self.reject)
        if paths:
            self.add(paths)

    def _lay_out(self) -> None:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(10))
        about = Label(
            _("Packages come back in any order and as often as you like. A file is checked whole and only read; a copy of this project "
              "is kept before anything is written. Nobody’s work is overwritten: where both sides changed the same thing, it is listed."),
            "control", "text_2",
        )  # fmt: skip
        about.setWordWrap(True)
        column.addWidget(about)
        row = QHBoxLayout()
        row.addWidget(self.choose_button)
        row.addStretch(1)
        column.addLayout(row)
        self.problem = QVBoxLayout()
        column.addLayout(self.problem)
        column.addWidget(self.counts)
        column.addStretch(1)
        self.body.addWidget(scrolled(whole), 1)
        self.foot.addWidget(self.progress, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_dialog)
        self.foot.addWidget(self.merge_button)

    # ---- looking --------------------------------------------------------------------------------------------------------

    def _ask_files(self) -> None:
        folder = str(self._session.the_project().path.absolute().parent)
        names, _kind = QFileDialog.getOpenFileNames(self, _("Files to merge"), folder, _("annotator projects (*.annot)"))
        if names:
            self.add([Path(name) for name in names])

    def add(self, paths: Sequence[Path]) -> None:
        """Look at these files too; nothing of them is kept yet."""
        if self._job is not None:
            return
        self.merged = False
        self.paths = list(dict.fromkeys([*self.paths, *paths]))
        self._run(_("Looking at the files"), preview=True)

    def merge(self) -> None:
        """Merge the files that were looked at and are sound."""
        if self._job is None and not self.merged and (wanted := self._to_merge()):
            self.paths = wanted
            self._run(_("Merging"), preview=False)

    def _to_merge(self) -> list[Path]:
        """Return the files that bring something; one of another project altogether only if its box is ticked."""
        found = [one.path for one in self.looked.reports if one.steps] if self.looked is not None else []
        return [path for path in found if path not in self.strangers or self.strangers[path].value()]

    def _run(self, label: str, *, preview: bool) -> None:
        paths = list(self.paths)
        asked = frozenset(self.strangers)
        heard: list[Changes] = []
        reports: list[MergeReport] = []

        def work(project: Project, progress: Progress) -> Looked:
            project.listen(heard.append)
            refused: list[tuple[Path, str]] = []
            for place, path in enumerate(paths):
                progress.say(label, place, len(paths))
                try:
                    asks = _Asks(progress)
                    reports.append(merge_file(project, path, preview=preview, give_roles=path in asked, progress=asks))
                except AnnotatorError as error:
                    refused.append((path, str(error)))
            return Looked(tuple(reports), tuple(refused))

        self._clear()
        self.merge_button.setEnabled(False)
        self.choose_button.setEnabled(False)
        job = self._job = self._session.job(work, writes=True)
        job.progressed.connect(lambda _label, done, total: self.progress.show_count(done, total) if job is self._job else None)
        job.done.connect(lambda found: self._on_looked(found, heard, preview=preview))
        job.failed.connect(lambda error: self._on_failed(error, reports, heard, preview=preview))
        self.progress.start(label, len(paths))
        self._session.start(job)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_looked(self, looked: Looked, heard: Sequence[Changes], *, preview: bool) -> None:
        if self._end(heard, preview=preview):
            return
        self.looked = looked
        self.merged = not preview
        self._show(looked, preview=preview)
        if self.merged:
            self.close_dialog.setText(_("Close"))
            self.close_dialog.setFocus()
            self._offer_names()
            return
        for report in looked.reports:
            if report.foreign:
                self._ask_about(report)
        self._count()
        if self.merge_button.isEnabled():
            self.merge_button.setFocus()
        elif not self._session.the_project().read_only:
            self._offer_names()  # what was not joined when it came is offered again, else these files would not come up any more

    def _ask_about(self, report: MergeReport) -> None:
        """Ask whether a file of another project is to be taken in, and say whom it would give which role here."""
        said = _("{file} is another project altogether").format(file=report.path.name)
        why = _("Its history and this one have nothing in common; a package or a copy of this project would have.")
        self.problem.addWidget(Banner("warning", said, " ".join([why, *map(_sentence, report.roles)])))
        box = self.strangers[report.path] = CheckField(_("Take {file} in all the same").format(file=report.path.name))
        box.chosen.connect(lambda _value: self._count())
        self.problem.addWidget(box)

    def _count(self) -> None:
        new = len(self._to_merge())
        self.merge_button.setText(ngettext("Merge {count} file", "Merge {count} files", new).format(count=format_count(new)))
        self.merge_button.setEnabled(bool(new) and self._job is None)

    def _offer_names(self) -> None:
        """Offer to join the entities that several coders entered under one name, each in the own file."""
        count = len(same_named(self._session.the_project()))
        if not count:
            return
        said = ngettext("{count} name stands in the register several times", "{count} names stand in the register several times", count)
        why = _("Coders entered them in files of their own. Until they are joined, agreement takes them for different entities.")
        banner = Banner("warning", said.format(count=format_count(count)), why, _("Join what has the same name"))
        banner.pressed.connect(self.join_names)
        self.problem.addWidget(banner)
        QWidget.setTabOrder(self.choose_button, banner.button)  # as it stands on the sheet, not last

    def join_names(self) -> None:
        """Join them, off the GUI thread; each name is a step that can be taken back."""
        if self._job is not None:
            return
        heard: list[Changes] = []

        def work(project: Project, _progress: Progress) -> int:
            project.listen(heard.append)
            return join_same_named(project)

        self._clear()
        self.choose_button.setEnabled(False)
        job = self._job = self._session.job(work, writes=True)
        job.done.connect(lambda count: self._on_joined(count, heard))
        job.failed.connect(lambda error: self._on_failed(error, self.looked.reports if self.looked else (), heard, preview=False))
        self.progress.start(_("Joining names"))
        self._session.start(job)

    def _on_joined(self, count: int, heard: Sequence[Changes]) -> None:
        if self._end(heard, preview=False):
            return
        said = ngettext("{count} name joined", "{count} names joined", count).format(count=format_count(count))
        self.counts.show_lines([*self.counts.lines, Count(said, heading=True)])
        self.close_dialog.setFocus()

    def _on_failed(self, error: Exception, reports: Sequence[MergeReport], heard: Sequence[Changes], *, preview: bool) -> None:
        closed = self._end(heard, preview=preview)
        if closed:
            return
        self._show(Looked(tuple(reports), ()), preview=preview)
        if isinstance(error, Cancelled):
            said = _("Nothing was taken from the files.") if preview else _("Of each file all was taken or nothing; what came is listed.")
            self.problem.addWidget(Banner("warning", _("Stopped"), said))
        else:
            self.problem.addWidget(Banner("error", _("Nothing more was merged"), str(error)))

    def _end(self, heard: Sequence[Changes], *, preview: bool) -> bool:
        """Tell everybody of what came, and return whether the dialog was closed meanwhile."""
        for changes in heard if not preview and self._session.is_open else ():
            self._session.told_by_job(changes)
        if self._closed:
            return True
        self._job = None
        self.progress.finish()
        self.choose_button.setEnabled(True)
        return False

    # ---- telling --------------------------------------------------------------------------------------------------------

    def _show(self, looked: Looked, *, preview: bool) -> None:
        self.counts.show_lines([line for report in looked.reports for line in lines_of(report, preview=preview)])
        for path, reason in looked.refused:
            self.problem.addWidget(Banner("error", _("{file} is refused, nothing was taken from it").format(file=path.name), reason))

    def _clear(self) -> None:
        self.strangers = {}
        clear_layout(self.problem)

    def done(self, result: int) -> None:
        """Close; what is under way is stopped, and of each file all was taken or nothing."""
        self._stop()
        self._job, self._closed = None, True
        self._session.closed.disconnect(self.reject)
        super().done(result)


class _Asks(Progress):
    """Asks whether to stop; how far one file is, is not counted."""

    def __init__(self, whole: Progress) -> None:
        super().__init__()
        self._whole = whole

    def check(self) -> None:
        self._whole.check()


def lines_of(report: MergeReport, *, preview: bool) -> list[Count]:
    """Return what a file would bring (or brought): by coder and article, then who is new, then where both sides differ."""
    if not report.steps:
        return [Count(report.path.name, _("nothing new"), heading=True)]
    steps = ngettext("{count} step", "{count} steps", report.steps).format(count=format_count(report.steps))
    lines = [Count(_("{file} would bring").format(file=report.path.name) if preview else report.path.name, steps, heading=True)]
    if report.articles:
        lines.append(Count(_("new articles"), format_count(report.articles)))
    for one in report.counts[:MOST_LINES]:
        lines.append(Count(f"{one.coder} · {one.article}", _work(one)))
    if len(report.counts) > MOST_LINES:
        lines.append(Count(_("{count} more").format(count=format_count(len(report.counts) - MOST_LINES))))
    lines += [Count(one.coder, finish_words(one)) for one in report.finished]
    lines += [Count(_("{name} is new here").format(name=name)) for name in report.coders]
    lines += [Count(role_words(one)) for one in report.roles]
    if report.codebook:
        lines.append(Count(_("Codebook"), heading=True))
        lines += [Count(words) for words in report.codebook]
    if report.conflicts:
        lines.append(Count(_("Changed on both sides"), format_count(len(report.conflicts)), heading=True))
        lines += [Count(_conflict(one)) for one in report.conflicts[:MOST_LINES]]
    lines += [Count(_("the id {given} stands for several: one is shown as {own}").format(given=given, own=own))
              for _table, given, own in report.doubled_names]  # fmt: skip
    lines += [Count(_("{id} marks the same place as another of its coder").format(id=one)) for one in report.doubled_places]
    return lines


def _sentence(change: RoleChange) -> str:
    return role_words(change) + "."


def _work(one: WorkCount) -> str:
    """Return what was made, changed and deleted of one coder in one article."""
    said = ((_("{count} new"), one.made), (_("{count} changed"), one.changed), (_("{count} deleted"), one.deleted))
    return ", ".join(words.format(count=format_count(count)) for words, count in said if count)


def _conflict(one: Conflict) -> str:
    stands = _("ours stands") if one.ours_stands else _("theirs stands")
    if (one.table, one.row_id) == ("setting", DRAFT):
        said = _("draft of the codebook: here {ours}, there {theirs}; {stands}")
        return said.format(ours=draft_words(one.ours), theirs=draft_words(one.theirs), stands=stands)
    said = _("{what}: here {ours}, there {theirs}; {stands}")
    return said.format(what=one.column or one.table, ours=value_words(one.ours), theirs=value_words(one.theirs), stands=stands)
