"""The dialog that writes work packages: for each coder a project file with only the assigned articles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError, Cancelled
from annotator.i18n import _, ngettext
from annotator.operations.packages import Package, make_package, package_name, package_sizes
from annotator.operations.projects import SUFFIX
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.articles.sheet import Sheet, scrolled
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.field import FieldBox
from ui.parts.message import Banner, ProgressBar
from ui.parts.numbers import format_count
from ui.parts.painting import Label, clear_layout
from ui.parts.plain_fields import CheckField
from ui.plan.counts import Count, Counts
from ui.session import Session

SIZE = (640, 600)


@dataclass(frozen=True, slots=True)
class Written:
    """Which packages were written, and why the others were not, by coder."""

    packages: tuple[Package, ...]
    refused: tuple[tuple[str, str], ...]


class PackagesDialog(Sheet):
    """A box a coder with the number of articles, a folder, and what was written. Show it with ``open``."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(_("Make packages"), size=SIZE, parent=parent)
        self._session = session
        self._job: Job | None = None
        self.written: Written | None = None
        project = session.the_project()
        self.remark.setText(project.path.name)
        self.sizes = package_sizes(project)
        self.boxes: dict[str, CheckField] = {}
        for name, articles in self.sizes.items():
            words = ngettext("{name}: {count} article", "{name}: {count} articles", articles)
            box = self.boxes[name] = CheckField(words.format(name=name, count=format_count(articles)))
            box.set_value(True)
            box.chosen.connect(lambda _value: self._count())
        self.folder = FieldBox()
        self.folder.edit.setAccessibleName(_("Folder"))
        self.folder.edit.setText(str(_free_folder(project.path, list(self.sizes))))
        self.choose_button = Button(_("Choose…"))
        self.result = Counts(_("What was written"))
        self.progress = ProgressBar()
        self.show_button = Button(_("Show folder"))
        self.close_dialog = Button(_("Cancel"))
        self.make_button = Button("", "primary")
        self.first = self.make_button
        self._lay_out()
        self.choose_button.clicked.connect(self._ask_folder)
        self.show_button.clicked.connect(self._show_folder)
        self.close_dialog.clicked.connect(self.reject)
        self.make_button.clicked.connect(self.make)
        self.progress.stopped.connect(self._stop)
        session.closed.connect(self.reject)
        self._count()

    def _lay_out(self) -> None:
        px = theme.current().px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(8))
        about = Label(
            _("A package is a project file for one coder: the assigned articles, the codebook and the plan, and nobody else’s work. "
              "It opens as that coder. What was coded comes back by Merge."), "control", "text_2",
        )  # fmt: skip
        about.setWordWrap(True)
        column.addWidget(about)
        column.addSpacing(px(6))
        nobody = Label(_("Nobody has articles to code yet; make a plan first."), "control")
        nobody.setVisible(not self.boxes)
        column.addWidget(nobody)
        for box in self.boxes.values():
            column.addWidget(box)
        column.addSpacing(px(6))
        column.addWidget(Label(_("Folder"), "label", "text_2"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose_button)
        column.addLayout(row)
        self.problem = QVBoxLayout()
        column.addLayout(self.problem)
        column.addWidget(self.result)
        column.addStretch(1)
        self.body.addWidget(scrolled(whole), 1)
        self.foot.addWidget(self.progress, 1)
        self.foot.addStretch(1)
        for button in (self.show_button, self.close_dialog, self.make_button):
            self.foot.addWidget(button)
        self.show_button.hide()

    def chosen(self) -> list[str]:
        """Return the names of the coders whose boxes are ticked."""
        return [name for name, box in self.boxes.items() if box.value()]

    def _count(self) -> None:
        chosen = len(self.chosen())
        words = ngettext("Make {count} package", "Make {count} packages", chosen)
        self.make_button.setText(words.format(count=format_count(chosen)))
        self.make_button.setEnabled(bool(chosen) and self._job is None)

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Folder for the packages"), self.folder.edit.text())
        if name:
            self.folder.edit.setText(name)

    # ---- making ---------------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Write the packages of the chosen coders off the GUI thread; each whole or not at all."""
        names, folder = self.chosen(), Path(self.folder.edit.text().strip()).expanduser()
        self.folder.wrong = not self.folder.edit.text().strip()
        self.folder.update()
        if not names or self._job is not None or self.folder.wrong:
            return
        self._clear()

        def work(project: Project, progress: Progress) -> Written:
            made: list[Package] = []
            refused: list[tuple[str, str]] = []
            for name in progress.track(names, len(names), _("Making packages")):
                try:
                    made.append(make_package(project, name, folder / package_name(name)))
                except AnnotatorError as error:
                    refused.append((name, str(error)))
            return Written(tuple(made), tuple(refused))

        job = self._job = self._session.job(work)
        job.progressed.connect(lambda _label, done, total: self.progress.show_count(done, total) if job is self._job else None)
        job.done.connect(lambda written: self._on_made(written) if job is self._job else None)
        job.failed.connect(lambda error: self._on_failed(error) if job is self._job else None)
        self._count()
        self.progress.start(_("Making packages"), len(names))
        self._session.start(job)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_made(self, written: Written) -> None:
        self._end()
        self.written = written
        lines = [Count(_("Written"), _("articles"), heading=True)] if written.packages else []
        lines += [Count(one.path.name, format_count(one.articles)) for one in written.packages]
        self.result.show_lines(lines)
        for name, reason in written.refused:
            self.problem.addWidget(Banner("error", _("No package for {name}").format(name=name), reason))
        self.show_button.setVisible(bool(written.packages))
        self.close_dialog.setText(_("Close"))
        self.close_dialog.setFocus()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self.problem.addWidget(Banner("warning", _("Stopped"), _("Packages written before are whole; the others are not there.")))
            return
        self.problem.addWidget(Banner("error", _("No package was written"), str(error)))

    def _end(self) -> None:
        self._job = None
        self.progress.finish()
        self._count()

    def _clear(self) -> None:
        self.result.show_lines([])
        clear_layout(self.problem)

    def _show_folder(self) -> None:
        if self.written is not None and self.written.packages:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.packages[0].path.parent)))

    def done(self, result: int) -> None:
        """Close; packages under way are stopped, one that was not whole is not there."""
        self._stop()
        self._job = None
        self._session.closed.disconnect(self.reject)
        super().done(result)


def _free_folder(project: Path, coders: list[str]) -> Path:
    """Return a folder beside the project in which no package of these coders lies: they may be coding in those of an earlier time."""
    first = project.absolute().parent / f"{project.stem} packages"
    for number in count(1):
        folder = first if number == 1 else first.with_name(f"{first.name} {number}")
        if not any((folder / f"{name}{SUFFIX}").exists() for name in coders):
            return folder
    raise AssertionError("there is always another number")
