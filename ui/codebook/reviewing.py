"""What is done with the codings that a revision asks to look at again: found off the GUI thread, kept as they are, or recoded."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.i18n import _, ngettext
from annotator.operations.codebook_recode import Filter, keep_as_is, recode
from annotator.operations.codebook_worklist import Reason, worklist
from ui.codebook.lists import Worklist
from ui.session import Session


class Reviewing(QObject):
    """Does what the worklist asks for; ``said(words)`` is the step just taken, ``failed(error)`` why nothing could be listed."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, listed: Worklist) -> None:
        super().__init__(listed)
        self._session, self._list = session, listed
        listed.keep_wanted.connect(self._keep)
        listed.recode_wanted.connect(self._recode)

    def find(self) -> None:
        """Look for what is to be looked at again, and show it."""
        job = self._session.job(lambda project, _progress: worklist(project))
        job.done.connect(self._show)
        job.failed.connect(self.failed)
        self._session.start(job)

    def _show(self, listed: object) -> None:
        if self._session.is_open:
            project = self._session.the_project()
            coders: dict[str, str] = {one.id: one.name for one in project.coders.all()}
            self._list.show_listed(listed, project.codebook, coders)  # type: ignore[arg-type]

    def _keep(self, ids: list[str]) -> None:
        kept = self._session.write(keep_as_is, ids)
        if kept:
            told = ngettext("{count:,} annotation stands as it is", "{count:,} annotations stand as they are", kept)
            self.said.emit(told.format(count=kept))

    def _recode(self, ids: list[str], reason: Reason, value: object) -> None:
        category = self._session.the_project().annotations.get(ids[0]).category
        chosen = Filter(category, ids=frozenset(ids), layer="")
        done = self._session.write(recode, chosen, {reason.attribute: value})
        if done is not None and done.hits:
            self.said.emit(_("Recoded {what}: {articles}").format(what=done.words(), articles=done.where()))
