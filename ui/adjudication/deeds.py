"""What was written on the adjudication page, so that Ctrl+Z takes back that and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.model.step import Changes, Step
from ui.session import Session


class Deeds(QObject):
    """Writes through operations and keeps the steps; ``refused(error)`` is sent where something is not to be, and nothing was changed."""

    refused = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self.acting = False

    def forget(self) -> None:
        """Begin anew: another project, or another person."""
        self._done, self._undone = [], []

    def write(self, act: Callable[..., Any], *words: Any, **named: Any) -> Any:
        """Do ``act(project, …)`` and return what it gives, True where it gives nothing; None if it was refused."""
        steps: list[Step] = []

        def note(changes: Changes) -> None:
            if changes.step is not None:
                steps.append(changes.step)

        self.acting = True
        self._session.changed.connect(note)
        try:
            made = act(self._session.the_project(), *words, **named)
        except AnnotatorError as error:
            self.refused.emit(error)
            return None
        finally:
            self._session.changed.disconnect(note)
            self.acting = False
        self._done += steps
        self._undone = []
        return True if made is None else made

    def undo(self) -> tuple[Step, Step] | None:
        """Take the last step back; return it and the one that did, None where there is nothing or it was refused."""
        return self._turn_back(self._done, self._undone)

    def redo(self) -> tuple[Step, Step] | None:
        """Do again what was taken back last; as ``undo``."""
        return self._turn_back(self._undone, self._done)

    def _turn_back(self, source: list[Step], target: list[Step]) -> tuple[Step, Step] | None:
        if not source:
            return None
        step = source.pop()
        self.acting = True
        try:
            made = self._session.the_project().take_back(step)
        except AnnotatorError as error:
            self.refused.emit(error)
            return None
        finally:
            self.acting = False
        if made is None:
            return None
        target.append(made)
        return step, made
