"""What stands out behind the text of the article on the desk: the finds of the
project's highlighters, the sentences that differ, and what is looked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from annotator.model.span import Span
from annotator.model.step import Changes
from annotator.operations.highlighters import Highlighted, highlight, highlighters
from annotator.progress import Progress
from annotator.project import Project
from ui.article.view import ArticleView
from ui.coding.desk import Desk
from ui.jobs import Job

DIFFERENT = "#2F7FD1"
LOOKED_FOR = "#8B919A"


class Lens(QObject):
    """Keeps the colours behind the text up to date; ``too_slow(names)`` tells of highlighters whose expression was stopped."""

    too_slow = Signal(list)

    def __init__(self, desk: Desk, view: ArticleView) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        self.found: tuple[Highlighted, ...] = ()
        self.different: tuple[Span, ...] = ()
        self.looked_for: tuple[Span, ...] = ()
        self._job: Job | None = None
        desk.article_shown.connect(self._look)
        desk.session.changed.connect(self._on_changed)

    def show_different(self, spans: Sequence[Span]) -> None:
        """Let these sentences stand out, or none."""
        self.different = tuple(spans)
        self._show()

    def show_looked_for(self, spans: Sequence[Span]) -> None:
        """Let these places stand out: what is looked for in this article; or none."""
        self.looked_for = tuple(spans)
        self._show()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("setting"):
            self._look()

    def _look(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.found = self.different = ()
        shown = self._desk.shown
        wanted = [one for one in highlighters(self._desk.project) if one.on] if shown is not None else []
        if shown is None or not wanted:
            self._show()
            return
        text = shown.text

        def work(_project: Project, _progress: Progress) -> tuple[list[Highlighted], list[str]]:
            return highlight(text, wanted)

        job = self._job = self._desk.session.job(work)
        job.done.connect(lambda found: self._take(*found) if job is self._job else None)
        self._desk.session.start(job)

    def _take(self, found: list[Highlighted], slow: list[str]) -> None:
        self._job = None
        self.found = tuple(found)
        self._show()
        if slow:
            self.too_slow.emit(slow)

    def _show(self) -> None:
        behind = [(one.span, one.colour) for one in self.found]
        behind += [(span, DIFFERENT) for span in self.different]
        self._view.show_highlights([*behind, *((span, LOOKED_FOR) for span in self.looked_for)])
