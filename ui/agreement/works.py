"""The long work of a page: one job of a kind at a time, its progress shown, all of it stopped at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.jobs import Job
from ui.parts.message import ProgressBar
from ui.session import Session


class Works:
    """What is under way, by kind; only the last job of a kind shows what it found."""

    def __init__(self, session: Session, progress: ProgressBar) -> None:
        self._session, self._progress = session, progress
        self._jobs: dict[str, Job] = {}

    def run(self, key: str, job: Job, label: str, done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        """Start work that takes the place of what was under way for the same; ``label`` is shown over its progress, if any."""
        self.drop(key)
        self._jobs[key] = job
        if label:
            self._progress.start(label)
            job.progressed.connect(lambda _label, done, total: self._progress.show_count(done, total) if self._is_last(key, job) else None)
        job.done.connect(lambda found: done(found) if self._is_last(key, job) else None)
        job.failed.connect(lambda error: failed(error) if self._is_last(key, job) else None)
        job.ended.connect(lambda: self._end(key, job))
        self._session.start(job)

    @property
    def idle(self) -> bool:
        """Return whether nothing is under way."""
        return not self._jobs

    def under_way(self, key: str) -> bool:
        """Return whether work of this kind is under way."""
        return key in self._jobs

    def drop(self, key: str) -> None:
        """Cancel work of this kind."""
        if key in self._jobs:
            self._jobs.pop(key).cancel()

    def stop(self) -> None:
        """Cancel everything."""
        for key in list(self._jobs):
            self.drop(key)
        self._progress.finish()

    def _is_last(self, key: str, job: Job) -> bool:
        return self._jobs.get(key) is job

    def _end(self, key: str, job: Job) -> None:
        if self._is_last(key, job):
            del self._jobs[key]
        if not self._jobs:
            self._progress.finish()
