"""One open project file, seen by one coder or whole."""

from __future__ import annotations

import getpass
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError, NotFound
from annotator.i18n import _
from annotator.model.codebook import Codebook
from annotator.model.coder import Coder
from annotator.model.ids import ArticleId, CoderId
from annotator.model.plan import NOTHING_APART, SetApart
from annotator.model.rules import Rules, may_see_all
from annotator.model.step import Changes, Step
from annotator.store import backup, connection, migrate, seal
from annotator.store.annotations import Annotations, Codings, Links
from annotator.store.articles import Articles
from annotator.store.coders import Codebooks, Coders, ProjectSettings
from annotator.store.database import Database, StepDraft, now
from annotator.store.decisions import Decisions
from annotator.store.entities import Entities
from annotator.store.history import History
from annotator.store.lock import ProjectLock
from annotator.store.places import Place, place_of
from annotator.store.plans import Assignments, Rounds
from annotator.store.remarks import Remarks
from annotator.store.search import Search

if TYPE_CHECKING:
    from annotator.store.tables import Tables

Listener = Callable[[Changes], None]
COMMAND_WAIT = 5.0
BULK = 1_000  # rows that a step takes out: from here on a copy is kept before


class Project:
    """An open project: its articles, annotations, links, codings, entities, coders, codebook and history.

    ``coder`` is who acts and who looks; None sees and does everything, as commands and notebooks do.
    """

    def __init__(self, database: Database, lock: ProjectLock | None, coder: Coder | None) -> None:
        self.database = database
        self.coder = coder
        self.articles = Articles(database)
        self.annotations = Annotations(database)
        self.links = Links(database)
        self.codings = Codings(database)
        self.entities = Entities(database)
        self.coders = Coders(database)
        self.codebooks = Codebooks(database)
        self.rounds = Rounds(database)
        self.assignments = Assignments(database)
        self.decisions = Decisions(database)
        self.settings = ProjectSettings(database)
        self.remarks = Remarks(database)
        self.history = History(database)
        self.search = Search(database)
        self._lock = lock
        self._listeners: list[Listener] = []
        _open.add(self)

    @cached_property
    def tables(self) -> Tables:
        """The project as tables; whoever opens it to code needs none."""
        from annotator.store.tables import Tables

        return Tables(self.database)

    @property
    def path(self) -> Path:
        """Return the path of the file."""
        return self.database.path

    @property
    def read_only(self) -> bool:
        """Return whether this project can only be read."""
        return self.database.read_only

    def waiting(self, seconds: float) -> AbstractContextManager[None]:
        """Wait inside for so long, at most, while another program keeps the file busy."""
        return self.database.waiting(seconds)

    @cached_property
    def codebook(self) -> Codebook:
        """Return the newest version of the codebook."""
        return self.codebooks.current()

    @cached_property
    def rules(self) -> Rules:
        """Return the rules of the newest codebook version, prepared once."""
        return Rules(self.codebook)

    @property
    def coder(self) -> Coder | None:
        """Return who acts and who looks; None sees and does everything."""
        return self._coder

    @coder.setter
    def coder(self, coder: Coder | None) -> None:
        self._coder = coder
        self.database.for_coder = coder is not None and not coder.is_supervisor

    @property
    def hidden(self) -> frozenset[str]:
        """Return what the project hides of its articles from whoever looks: some of outlet, byline and date."""
        veil = self.database.veil()
        return frozenset() if veil is None else veil.what

    @property
    def sees_all(self) -> bool:
        """Return whether the looker may see every coder's work."""
        return may_see_all(self.coder)

    @property
    def visible_coder(self) -> CoderId | None:
        """Return whose work the looker sees: None means everybody's."""
        return None if self.coder is None or self.coder.is_supervisor else self.coder.id

    @property
    def set_apart(self) -> SetApart:
        """What is no data and left out of tables; nothing for a coder, who sees the own work whole and is not told what it serves."""
        return self.assignments.set_apart() if self.sees_all else NOTHING_APART

    @property
    def visible_articles(self) -> list[ArticleId] | None:
        """Return the articles that the looker sees, in the order of the queue; None means all, as without a plan."""
        visible = self.visible_coder
        return None if visible is None else self.assignments.shown_to(visible, now()[:10])

    @property
    def set_aside(self) -> frozenset[str]:
        """Return the articles whose first coding is kept from the looker, who is coding them again and has not finished."""
        visible = self.visible_coder
        return frozenset() if visible is None else self.assignments.set_aside(visible)

    def the_coder(self) -> Coder:
        """Return who acts; NotFound if the project was opened without a coder."""
        if self.coder is None:
            raise NotFound(_("{path}: say which coder you are").format(path=self.path))
        return self.coder

    @contextmanager
    def step(self, label: str, *articles: str, coder_id: CoderId | None = None) -> Iterator[StepDraft]:
        """Keep all that is written inside as one named, undoable transaction, or nothing of it; listeners hear of it after."""
        acting = coder_id or (self.coder.id if self.coder is not None else None)
        if not self.database.in_batch:
            with self.batch(), self.step(label, *articles, coder_id=acting) as only:
                yield only
            return
        with self.database.step(label, articles, coder_id=acting) as draft:
            yield draft
        if "codebook_version" in draft.tables:
            self._forget_codebook()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Keep all steps begun inside in one transaction, or none of them; listeners hear of them once, after the commit."""
        last_step = self.database.last_step
        try:
            with self.database.batch():
                yield
        except BaseException:
            self._forget_codebook()  # one that was read inside is not there any more
            raise
        if self.database.last_step is not last_step:
            self.tell(self.database.last_changes)

    def undo(self, article_id: str | None = None) -> Step | None:
        """Take back the coder's last step in this article (or anywhere) and return the new step; None if there is none."""
        return self._reversed(self.history.undoable(self.the_coder().id, article_id))

    def redo(self, article_id: str | None = None) -> Step | None:
        """Do again what the last undo here took back and return the new step; None if there is nothing."""
        return self._reversed(self.history.redoable(self.the_coder().id, article_id))

    def take_back(self, step: Step) -> Step | None:
        """Take a given step back (or an undo: do it again) and return the new step."""
        return self._reversed(step)

    def _reversed(self, step: Step | None) -> Step | None:
        if step is None:
            return None
        if not self.read_only and self.history.brought(step) >= BULK:
            self.backup_before(backup.DELETION)
        made = self.history.take_back(step, self.coder.id if self.coder else None)
        self.tell(self.database.last_changes)
        return made

    def listen(self, listener: Listener) -> None:
        """Call this with the changes of every step from now on."""
        self._listeners.append(listener)

    def tell(self, changes: Changes) -> None:
        """Let everyone who listens know of changes; steps do so themselves, what came from another file is told by whoever brought it."""
        if changes.touch("codebook_version"):
            self._forget_codebook()
        for listener in list(self._listeners):
            listener(changes)

    def _forget_codebook(self) -> None:
        """Let the newest version be read when it is next asked for."""
        for name in ("codebook", "rules"):
            self.__dict__.pop(name, None)

    def backup(self, target: Path | None = None) -> Path:
        """Write a consistent, checked copy and return where it lies; by default into the folder of backups beside the project."""
        return backup.copy_to(self.database.raw, self.path, target or backup.default_target(self.path))

    def backup_before(self, kind: str) -> Path:
        """Keep a copy before a merge or a large deletion (``store.backup.MERGE``, ``DELETION``) and return where it lies."""
        return backup.before(self.database.raw, self.path, kind)

    def daily_backup(self) -> Path | None:
        """Make today's copy unless there is one already, and thin out the old ones."""
        return backup.daily(self.database.raw, self.path)

    def place(self) -> Place | None:
        """Return why the project should not be worked in by several where it lies, None if nothing speaks against it."""
        return place_of(self.path)

    def quick_check(self) -> None:
        """Raise FileProblem if SQLite finds damage in the file."""
        connection.quick_check(self.database.raw, self.path)

    def problem_behind(self, error: BaseException) -> AnnotatorError | None:
        """Return what the user is told if an error comes of the file or its disk, None if it is a fault of the program."""
        if isinstance(error, AnnotatorError):
            return None
        from annotator.store.unreadable import problem_behind

        return problem_behind(self.database, error)

    def close(self) -> None:
        """Close the file, seal it if it is a work package, and give the lock back."""
        try:
            sealed = self._lock is not None and self.database.break_seal()
            self.database.close()
            if sealed:
                seal.seal(self.path)
        finally:
            if self._lock is not None:
                self._lock.release()
        _open.discard(self)

    def __enter__(self) -> Project:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        problem = None if error is None else self.problem_behind(error)
        self.close()
        if problem is not None:
            raise problem from error


_open: weakref.WeakSet[Project] = weakref.WeakSet()


def close_all() -> None:
    """Close what is still open in this process: a signal may have come before ``with`` had the project, or while it was closed."""
    for project in list(_open):
        project.close()
    ProjectLock.release_all()


def open_project(
    path: str | Path,
    coder: str | None = None,
    *,
    read_only: bool = False,
    wait: float = COMMAND_WAIT,
    check: bool = True,
) -> Project:
    """Open a project; with ``coder`` it shows what that coder may see in the window.

    Raises FileProblem (the file cannot be used), ProjectLocked (another has it open for writing; ``read_only=True`` still
    works) or NotFound (no such coder). ``wait``: seconds to wait for the lock; ``check``: look for damaged pages first.
    """
    path = Path(path)
    lock = None
    if not read_only:
        connection.check_is_project(path)
        lock = ProjectLock(path)
        lock.acquire(coder or getpass.getuser(), wait)
    try:
        database = _readable(path) if read_only else Database.open(path, read_only=False)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    project = Project(database, lock, None)
    try:
        if not read_only:
            migrate.apply_missing(database.raw, path)
            database.break_seal()
        if check:
            project.quick_check()
        if coder is not None:
            project.coder = _known_coder(project, coder)
    except BaseException:
        project.close()
        raise
    return project


def _readable(path: Path) -> Database:
    """Open a file to be read only; of one in an older format a private copy in today's is read."""
    database = Database.open(path, read_only=True)
    shown: Database | None = None
    try:
        shown = migrate.readable(database)
    finally:
        if shown is not database:
            database.close()
    return shown


def _known_coder(project: Project, name: str) -> Coder:
    try:
        found = project.coders.named(name)
    except ValueError as error:
        raise NotFound(f"{project.path}: {error}") from error
    if found is None:
        known = ", ".join(coder.name for coder in project.coders.all()) or "none yet"
        raise NotFound(_("{path}: there is no coder {name!r}; known are: {known}").format(path=project.path, name=name, known=known))
    return found
