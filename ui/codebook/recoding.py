"""Recoding on the page: what a filter picks is looked for off the GUI thread, recoded in one step, its history read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.operations.codebook_recode import Filter, preview, recode, selected, shown_in_context, value_history
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
        self._asked: object = None
        session.opened.connect(self._on_opened)
        panel.asked.connect(self.find)
        panel.recode_wanted.connect(self._recode)
        panel.history_wanted.connect(self._show_history)

    def _on_opened(self) -> None:
        self._panel.article.set_value("")

    def start(self) -> None:
        """Offer what the project's codebook has, and look for the first category."""
        project = self._session.the_project()
        coders: dict[str, str] = {one.id: one.name for one in project.coders.all()}
        self._panel.fields.look_again()
        self._panel.show_codebook(project.codebook, coders, list(dict.fromkeys(project.codebooks.versions())))

    def find(self, chosen: Filter, values: dict[str, Any]) -> None:
        """Look for what a filter picks and what the values would change; only the answer to the last question is shown."""
        everything, made = replace(chosen, ids=frozenset()), list(self._panel.fields.made.values())
        asked = self._asked = object()

        def work(project: Project, _progress: Progress) -> Found:
            found = selected(project, everything)
            articles = len({one.article_id for one in found})
            shown = Found(tuple(one.id for one in found), articles, tuple(shown_in_context(project, found[:MOST_ROWS])))
            if not values:
                return shown
            try:
                would = preview(project, everything, values, made)
            except AnnotatorError as error:
                return replace(shown, problem=str(error))
            return replace(shown, changes={hit.before.id: hit for hit in would.hits})

        job = self._session.job(work)
        job.done.connect(lambda found: self._show(asked, found))
        job.failed.connect(lambda error: self.said.emit(str(error), False) if isinstance(error, AnnotatorError) else None)
        self._session.start(job)

    def _show(self, asked: object, found: Found) -> None:
        if self._asked is asked and self._session.project is not None:
            self._panel.show_found(found)

    def _recode(self, chosen: Filter, values: dict[str, Any]) -> None:
        done = self._session.write(recode, chosen, values, list(self._panel.fields.made.values()))
        if done is None:
            return
        if done.hits:
            self._panel.fields.made.clear()
            self._panel.fields.look_again()
            self.said.emit(_("Recoded {what}: {articles}").format(what=done.words(), articles=done.where()), True)
        else:
            self.said.emit(_("None of them can take this value, or all have it already"), False)

    def _show_history(self, annotation: str, attributes: Sequence[str]) -> None:
        project = self._session.the_project()
        self._panel.show_history({one: value_history(project, annotation, one) for one in attributes})
