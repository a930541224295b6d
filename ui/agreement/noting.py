"""Notes written on passages of the agreement page: kept among notes and questions, told, taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.i18n import _, ngettext
from annotator.model.step import Step
from annotator.operations import notes
from ui.agreement.passage_panel import PassagePanel
from ui.session import Session

Tell = Callable[..., None]


class Noting(QObject):
    """Writes what the panel of passages sends; ``tell(words, undo)`` says what became of it."""

    def __init__(self, session: Session, panel: PassagePanel, tell: Tell, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._panel, self._tell = session, panel, tell
        self._steps: list[Step] = []
        self._undone: list[Step] = []
        for signal in (session.opened, session.closed, session.coder_changed):
            signal.connect(self._forget)
        panel.note_written.connect(self._write)

    def _write(self, about: tuple[str, ...], text: str) -> None:
        project = self._session.the_project()
        with self._session.refusals() as refusals:
            made = self._session.write(notes.comment, about, text)
        if refusals or made is None:
            self._panel.note.field.set_error(str(refusals[-1]) if refusals else "")
            return
        step = project.database.last_step
        if step is not None:
            self._steps.append(step)
            self._undone = []
        self._panel.note.forget()
        self._panel.leave_note()
        said = ngettext("The note stands under {count} annotation", "The note stands under {count} annotations", len(made))
        self._tell(said.format(count=len(made)), self.undo)

    def undo(self) -> None:
        """Take back the last note written here."""
        if self._take_back(self._steps, self._undone):
            self._tell(_("The note was taken back"))

    def redo(self) -> None:
        """Write again what was taken back here."""
        if self._take_back(self._undone, self._steps):
            self._tell(_("The note was written again"))

    def _take_back(self, steps: list[Step], into: list[Step]) -> bool:
        if not steps:
            return False
        try:
            made = self._session.the_project().take_back(steps.pop())
        except AnnotatorError as error:
            self._session.problem.emit(error)
            return False
        if made is not None:
            into.append(made)
        return True

    def _forget(self) -> None:
        self._steps, self._undone = [], []
