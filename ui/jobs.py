"""Runs work off the GUI thread: one job thread, each job on a Project of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from annotator.errors import AnnotatorError, Cancelled
from annotator.i18n import _
from annotator.progress import Progress
from annotator.project import Project, open_project
from ui.collecting import Collecting

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Work = Callable[[Project, Progress], Any]


class Job(QObject):
    """One piece of long work; connect its signals before it is started.

    It belongs to the window's thread: the job thread only runs it, and it is deleted once everybody has heard that it ended.
    """

    progressed = Signal(str, int, int)
    done = Signal(object)
    failed = Signal(object)
    """an AnnotatorError, or Cancelled"""
    broke = Signal(object)
    """a fault of the program itself, told before ``failed``"""
    ended = Signal()

    def __init__(self, work: Work, path: Path, coder: str | None, *, writes: bool) -> None:
        super().__init__()
        self._work = work
        self._path = path
        self._coder = coder
        self._writes = writes
        self._stop = False
        self._is_missed = True

    def cancel(self, *, is_missed: bool = True) -> None:
        """Ask the work to stop; nothing of it is kept. One that nobody misses, as when all is closed, does not tell that it failed."""
        self._stop, self._is_missed = True, is_missed

    def run(self) -> None:
        """Do the work in the thread that calls, and tell how it ended."""
        try:
            if self._stop:  # it was still waiting
                raise Cancelled
            result = self._result(Progress(self.progressed.emit, lambda: self._stop))
        except Cancelled as error:
            if self._is_missed:
                self.failed.emit(error)
        except AnnotatorError as error:
            self.failed.emit(error)
        except Exception as error:  # the one place that carries a fault of ours from the job thread to the window
            self.broke.emit(error)
            self.failed.emit(AnnotatorError(_("annotator made a mistake, and this was not done; what was there before is safe")))
        else:
            self.done.emit(result)

    def _result(self, progress: Progress) -> Any:
        with open_project(self._path, self._coder, read_only=not self._writes, check=False) as project:
            return self._work(project, progress)


class LooseJob(Job):
    """Work on files, whether a project is open or not: it opens for itself what it needs."""

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        super().__init__(lambda _project, progress: work(progress), Path(), None, writes=False)
        self._loose = work

    def _result(self, progress: Progress) -> Any:
        return self._loose(progress)


class Jobs(QObject):
    """The queue of long work; jobs run one after the other, in a thread that Python waits for before it ends."""

    _ended = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        Collecting.take_over()  # before there is a second thread
        self._jobs: dict[int, Job] = {}
        """what is under way or waiting, by its number; it is let go of here, never in the job thread"""
        self._number = 0
        self._last: Future[None] | None = None
        self._ended.connect(self._on_ended)

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # the window stands before there is work

        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")

    @property
    def busy(self) -> bool:
        """Return whether any work is under way or waiting."""
        return bool(self._jobs)

    def start(self, job: Job) -> Job:
        """Run a job when those before it have ended."""
        self._number += 1
        self._jobs[self._number] = job
        job.broke.connect(self._on_broken)
        _at_work.add(self)
        self._last = self._thread.submit(self._run, self._number)
        return job

    def _run(self, number: int) -> None:
        self._jobs[number].run()
        self._ended.emit(number)

    @Slot(object)
    def _on_broken(self, error: BaseException) -> None:
        sys.excepthook(type(error), error, error.__traceback__)

    @Slot(int)
    def _on_ended(self, number: int) -> None:
        job = self._jobs.pop(number)
        if not self.busy:
            _at_work.discard(self)
        job.ended.emit()
        job.deleteLater()  # what is connected to it speaks of it: unless Qt cuts those ties, it and the page it was for stay for good

    def after_all(self, owner: QObject, act: Callable[[], object]) -> None:
        """Do something once no work is under way or waiting and everybody has heard how the last one ended.

        Nothing is done if ``owner``, whom it is for, is gone by then.
        """
        if not isValid(owner):
            return
        if self.busy:
            last = next(reversed(self._jobs.values()))
            last.ended.connect(lambda: QTimer.singleShot(0, self, lambda: self.after_all(owner, act)))
        else:
            act()

    def stop(self, wait_ms: int = 2000) -> None:
        """Cancel all work and wait a while for its end; what asks too seldom whether to stop ends later, and Python with it."""
        for job in self._jobs.values():
            job.cancel(is_missed=False)
        if self._last is not None:
            with suppress(TimeoutError):
                self._last.exception(wait_ms / 1000)


_at_work: set[Jobs] = set()
"""queues with work under way: whoever holds one last deletes it, and that must not be the job thread"""
