"""Recoding on the page: what a filter picks is looked for off the GUI thread, recoded in one step, its history read."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.operations.codebook_recode import Filter, recode, selected, shown_in_context, value_history
from annotator.progress import Progress
from annotator.project import Project
from ui.codebook.recode_panel import MOST_ROWS, Found, RecodePanel
from ui.session import Session


class Recoding(QObject):
    """Does what the panel asks for; ``said(words, undo)`` is what happened (``undo``: it was the step just taken)."""

    said = Signal(str, bool)

    def __init__(self, session: Session, panel: RecodePanel) -> None:
        super().__init__(panel)
        self._session, self._panel = session, panel
        self._asked: Filter | None = None
        panel.filter_changed.connect(self.find)
        panel.recode_wanted.connect(self._recode)
        panel.history_wanted.connect(self._show_history)

    def start(self) -> None:
        """Offer what the project's codebook has, and look for the first category."""
        project = self._session.the_project()
        coders = [one.name for one in project.coders.all()]
        self._panel.show_codebook(project.codebook, coders, list(dict.fromkeys(project.codebooks.versions())))

    def find(self, chosen: Filter) -> None:
        """Look for what a filter picks; only the answer to the last question is shown."""
        asked = self._asked = replace(chosen, ids=frozenset())

        def work(project: Project, _progress: Progress) -> Found:
            found = selected(project, asked)
            articles = len({one.article_id for one in found})
            return Found(tuple(one.id for one in found), articles, tuple(shown_in_context(project, found[:MOST_ROWS])))

        job = self._session.job(work)
        job.done.connect(lambda found: self._show(asked, found))
        job.failed.connect(lambda error: self.said.emit(str(error), False) if isinstance(error, AnnotatorError) else None)
        self._session.start(job)

    def _show(self, asked: Filter, found: Found) -> None:
        if self._asked is asked and self._session.project is not None:
            self._panel.show_found(found, self._names())

    def _names(self) -> dict[str, str]:
        return {one.id: one.name for one in self._session.the_project().coders.all()}

    def _recode(self, chosen: Filter, attribute: str, value: object) -> None:
        rules = self._session.the_project().rules.of_category(chosen.category)
        several = any(one.id == attribute and one.type == "multiple" for one in rules.attributes)
        done = self._session.write(recode, chosen, {attribute: [value] if several and value is not None else value})
        if done is None:
            return
        if done.hits:
            self.said.emit(_("Recoded {what}").format(what=done.words()), True)
        else:
            self.said.emit(_("None of them can take this value, or all have it already"), False)

    def _show_history(self, annotation: str, attribute: str) -> None:
        project = self._session.the_project()
        names = self._names()
        steps = value_history(project, annotation, attribute)
        self._panel.show_history(attribute, [(step, names.get(step.coder_id, "")) for step in steps])
