"""The open project as Qt signals: what is open, what changed, which article is shown, who codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError, ProjectLocked
from annotator.i18n import _
from annotator.model.coder import Coder
from annotator.model.step import Changes
from annotator.operations import coding, projects
from annotator.operations.packages import package_coder
from annotator.project import Project, open_project
from annotator.settings import Settings, load_settings, save_settings
from ui.jobs import Job, Jobs, Work
from ui.patience import Patience

Result = TypeVar("Result")


class Session(QObject):
    """What the window works on; pages listen to its signals and write through ``write``."""

    opened = Signal()
    closed = Signal()
    changed = Signal(object)
    """the Changes of a step that is on the disk by now"""
    article_opened = Signal(str)
    article_leaving = Signal()
    coder_changed = Signal()
    settings_changed = Signal()
    language_changed = Signal()
    """texts are in another language from now on"""
    problem = Signal(object)
    """an AnnotatorError to be told where the coder is looking; nothing was changed"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.article_id = ""
        self.locked_by = ""
        self.settings: Settings = load_settings()
        self.jobs = Jobs(self)
        self.patience = Patience(self)

    # ---- projects -----------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Return whether a project is open."""
        return self.project is not None

    @property
    def coder(self) -> Coder | None:
        """Return who codes."""
        return self.project.coder if self.project is not None else None

    def the_project(self) -> Project:
        """Return the open project; AnnotatorError if there is none."""
        if self.project is None:
            raise AnnotatorError(_("no project is open"))
        return self.project

    def open(self, path: str | Path, coder: str | None = None) -> None:
        """Open a project as this coder (by default the one who used it last here); read-only if another has it open.

        A work package opens as the coder whose it is, whoever is named.
        """
        path = Path(path)
        name = coder or self.settings.coders.get(str(path.absolute())) or self.settings.coder
        locked_by = ""
        try:
            project = open_project(path, wait=0, check=False)
        except ProjectLocked as error:
            project = open_project(path, read_only=True, check=False)
            locked_by = error.holder
        self.close()
        self.project = project
        self.locked_by = locked_by
        project.listen(self._on_changes)
        name = package_coder(project) or name
        try:
            if name:
                projects.enter(project, name)
        except AnnotatorError as error:
            if not project.read_only:
                self.close()
                raise
            self.problem.emit(error)
        self._remember(path)
        self.opened.emit()

    def close(self) -> None:
        """Close the project; what was coded is on the disk already."""
        if self.project is None:
            self.jobs.stop()  # work on files needs no open project
            return
        self.closed.emit()
        self.jobs.stop()
        self.project.close()
        self.project = None
        self.article_id = ""
        self.locked_by = ""

    def enter(self, name: str) -> None:
        """Let another coder work in the open project."""
        project = self.the_project()
        projects.enter(project, name)
        self._remember(project.path)
        seen = project.visible_articles
        if seen is not None and self.article_id and self.article_id not in seen:
            self.open_article("")  # before anybody shows the new coder an article of the one before
        self.coder_changed.emit()

    def try_again(self) -> None:
        """Open the project anew, for writing if the other program has closed it."""
        project = self.the_project()
        article, coder = self.article_id, project.coder
        self.open(project.path, coder.name if coder else None)
        if article:
            self.open_article(article)

    def open_article(self, article_id: str) -> None:
        """Show an article, or none for an empty id, and for one whose first coding is kept out of sight while it is coded again."""
        if article_id and self.project is not None and article_id in self.project.set_aside:
            article_id = ""
        if article_id != self.article_id:
            self.article_leaving.emit()
        self.article_id = article_id
        self.article_opened.emit(article_id)

    # ---- writing ------------------------------------------------------------------------------------------------------

    def write(self, act: Callable[..., Result], *words: Any, **named: Any) -> Result | None:
        """Do ``act(project, …)``, waiting while another program is in the way; a refusal is told through ``problem`` and gives None."""
        try:
            project = self.the_project()
            return self.patience.kept(project, lambda: act(project, *words, **named))
        except AnnotatorError as error:
            self.problem.emit(error)
            return None

    @contextmanager
    def refusals(self) -> Iterator[list[AnnotatorError]]:
        """Collect what is refused while the block runs, for whoever shows it at the place where it happened."""
        found: list[AnnotatorError] = []
        self.problem.connect(found.append)
        try:
            yield found
        finally:
            self.problem.disconnect(found.append)

    def _on_changes(self, changes: Changes) -> None:
        self.changed.emit(changes)

    # ---- long work ----------------------------------------------------------------------------------------------------

    def job(self, work: Work, *, writes: bool = False) -> Job:
        """Return a job for ``work(project, progress)`` on a Project of its own; connect its signals, then ``start`` it."""
        project = self.the_project()
        return Job(work, project.path, project.coder.name if project.coder else None, writes=writes)

    def start(self, job: Job) -> Job:
        """Run a job off the GUI thread."""
        return self.jobs.start(job)

    def told_by_job(self, changes: Changes) -> None:
        """Tell everybody of what a writing job changed."""
        project = self.the_project()
        for name in ("codebook", "rules"):
            project.__dict__.pop(name, None)
        self.changed.emit(changes)

    # ---- settings -----------------------------------------------------------------------------------------------------

    def set_settings(self, **fields: Any) -> None:
        """Change preferences, keep them, and tell everybody."""
        self.settings = replace(self.settings, **fields)
        save_settings(self.settings)
        self.settings_changed.emit()

    def _remember(self, path: Path) -> None:
        coder = self.coder
        coders = dict(self.settings.coders)
        if coder is not None:
            coders[str(path.absolute())] = coder.name
        self.settings = replace(self.settings.with_recent(path), coders=coders)
        save_settings(self.settings)

    def note_active_seconds(self, article_id: str, seconds: int) -> None:
        """Add to the time the coder was active in an article, quietly."""
        project = self.project
        if project is not None and project.coder is not None and not project.read_only:
            self.write(coding.add_active_seconds, article_id, seconds)
