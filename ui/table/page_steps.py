"""The steps made on a page, so that Ctrl+Z there takes back the page's own last one."""

from __future__ import annotations

from collections.abc import Callable

from annotator.i18n import _, ngettext, told_step
from annotator.model.step import Step
from ui.parts.message import Message
from ui.parts.numbers import format_count
from ui.session import Session


class PageSteps:
    """What was done on a page, latest last, and what of it was taken back; both told in the page's bar."""

    def __init__(self, session: Session, message: Message) -> None:
        self._session, self._message = session, message
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def forget(self) -> None:
        """Begin anew, for another project or coder."""
        self._done, self._undone = [], []

    def remember(self, step: Step | None, *, tell: bool = True) -> None:
        """Note a step that was made here, and say what it did, with Undo."""
        if step is None or (self._done and self._done[-1].id == step.id):
            return
        self._done.append(step)
        self._undone.clear()
        if tell:
            self._message.tell(step_words(step), self.undo)

    def undo(self) -> None:
        """Take back the last step that was made on the page."""
        self._take_back(self._done, self._undone, _("Nothing done on this page is left to take back"))

    def redo(self) -> None:
        """Do again what ``undo`` took back."""
        self._take_back(self._undone, self._done, _("Nothing to do again"))

    def write(self, act: Callable[[], object]) -> bool:
        """Do what makes a step, remember it, and tell of it or of why it was refused; return whether something was done."""
        before = self._session.the_project().database.last_step
        with self._session.refusals() as refused:
            self._session.write(lambda _project: act())
        step = self._session.the_project().database.last_step
        if refused:
            self._message.tell(str(refused[0]))
        elif step is not before:
            self.remember(step)
            return True
        return False

    def _take_back(self, source: list[Step], target: list[Step], otherwise: str) -> None:
        if not source:
            self._message.tell(otherwise)
            return
        with self._session.refusals() as refused:
            step = self._session.write(lambda project: project.take_back(source[-1]))
        if refused:
            self._message.tell(str(refused[0]))
        elif step is not None:
            source.pop()
            target.append(step)
            self._message.tell(step_words(step))


def step_words(step: Step) -> str:
    """Return what a step did, with how many articles it touches."""
    if not step.articles:
        return told_step(step.label)
    count = len(step.articles)
    return f"{told_step(step.label)} · " + ngettext("{count} article", "{count} articles", count).format(count=format_count(count))
