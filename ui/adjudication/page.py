"""The adjudication page: which case is on the table, what the keys do to it, and what is written when it is decided."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from annotator.errors import Cancelled
from annotator.i18n import _, ngettext
from annotator.model.decision import Decision
from annotator.model.step import Changes, Step
from annotator.operations import adjudicating, docket
from annotator.operations.docket import Docket
from annotator.progress import Progress
from annotator.project import Project
from ui.adjudication import told
from ui.adjudication.deeds import Deeds
from ui.adjudication.frame import AdjudicationFrame
from ui.adjudication.queue_panel import DECIDED, OPEN, STALE
from ui.adjudication.sheet import Sheet
from ui.jobs import Job
from ui.parts.message import Banner
from ui.parts.numbers import format_count
from ui.session import Session


class AdjudicationPage(AdjudicationFrame):
    """For supervisors and adjudicators. Cases are compared off the GUI thread; one decision is written at once, as one step."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.dockets: list[Docket] = []
        self._stale = True
        self._loaded = False
        self._awaited: tuple[str, frozenset[str]] | None = None
        self._letters: dict[str, dict[str, str]] = {}
        self.deeds = Deeds(session, self)
        self.deeds.refused.connect(self._tell)
        self._job: Job | None = None
        self._connect()
        session.changed.connect(self._on_changed)
        session.opened.connect(self._forget)
        session.closed.connect(self._forget)
        session.coder_changed.connect(self._forget)

    def _connect(self) -> None:
        self.queue.chosen.connect(self.open_case)
        self.queue.entered.connect(lambda: self.case.take_keys())
        self.queue.tab_changed.connect(lambda _kind: self._open_first())
        self.over_button.clicked.connect(self.take_over)
        self.names_button.clicked.connect(self.toggle_names)
        self.rules_button.clicked.connect(self.show_rules)
        self.progress.stopped.connect(self.stop)
        self.empty.pressed.connect(self._on_empty)
        self.case.changed.connect(self._head)
        self.case.decide_wanted.connect(self._decide)
        self.case.reopen_wanted.connect(self.reopen)
        self.case.why_changed.connect(self._keep_why)
        self.case.take_over_wanted.connect(self.take_over)
        self.case.turn_wanted.connect(self.turn)

    # ---- reading --------------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if self.deeds.acting or not changes.touch("annotation", "link", "article_coding", "decision", "codebook_version", "coder"):
            return
        self._stale = True
        if self.isVisible():
            self.read()

    def _forget(self) -> None:
        self.stop()
        self.case.clear()
        self.case.lanes = None
        self.deeds.forget()
        self.dockets, self._stale, self._loaded, self._awaited = [], True, False, None
        self.put_desk_away()
        self.empty.hide()
        if self._session.is_open and self.isVisible():
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._session.is_open:
            self.read()
        self.case.take_keys()

    def read(self) -> None:
        """Compare the coders anew, off the GUI thread; the case on the table stays if it is still there."""
        self.stop()
        self.clear_problem()
        self._stale = False
        self.progress.start(_("Comparing coders"))

        def work(project: Project, progress: Progress) -> tuple[list[Docket], dict[str, dict[str, str]]]:
            found = docket.dockets(project, progress)
            return found, {one.article_id: self._letters_in(project, one.article_id) for one in found}

        job = self._job = self._session.job(work)
        job.progressed.connect(lambda _label, done, total: self.progress.show_count(done, total) if job is self._job else None)
        job.done.connect(lambda found: self._show(*found) if job is self._job else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._job else None)
        job.ended.connect(lambda: self._end(job))
        self._session.start(job)

    @staticmethod
    def _letters_in(project: Project, article_id: str) -> dict[str, str]:
        coders = adjudicating.finished_by(project, article_id)
        return {coder: letter for letter, coder in zip(docket.LETTERS, docket.lettered(project, article_id, coders), strict=False)}

    def stop(self) -> None:
        """Stop comparing; what is shown stays."""
        if self._job is not None:
            self._job.cancel()
            self._stale = True
        self._job = None
        self.progress.finish()

    def _end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self.progress.finish()

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        banner = Banner("error", _("This was not done"), str(error), _("Read again"))
        banner.pressed.connect(self.read)
        self.show_problem(banner)

    def _show(self, dockets: list[Docket], letters: dict[str, dict[str, str]]) -> None:
        if not self._session.is_open:
            return
        self._loaded = True
        self.dockets, self._letters = dockets, letters
        here = self._here()
        self.case.lanes = None
        self._list()
        if not self._open_awaited() and not self.open_case(*here):
            self._open_first()

    def _list(self) -> None:
        """List the cases as they are now, and count them."""
        project = self._session.the_project()
        self.queue.show_dockets(self.dockets, project.codebook, self._letters)
        open_now, decided = self.queue.counts()
        hidden = docket.names_hidden(project)
        self.names_button.setText(_("Show names") if hidden else _("Hide names"))
        self.names_button.setVisible(project.sees_all and project.coder is not None)
        parts = [_("names hidden") if hidden else _("names shown"), _("coders’ work is never changed")]
        self.status.show_text("   ".join(parts))
        said = _("{decided} decided   {open} open").format(decided=format_count(decided), open=format_count(open_now))
        self.counted.setText(said)
        self._fit_empty(open_now)

    def _fit_empty(self, open_now: int) -> None:
        """Say what is missing where there is nothing to settle."""
        said = told.missing(self.dockets, open_now)
        self.say_missing(said.title, said.sentence, said.button)
        nothing = not open_now and self.queue.kind() == OPEN
        self.empty.setVisible(nothing)
        if nothing or not self.queue.entries():
            self.put_desk_away()

    def _on_empty(self) -> None:
        for one in list(self.dockets):
            if one.agreed:
                self.deeds.write(adjudicating.take_over_agreed, one.article_id)
                self._read_article(one.article_id)
        self._list()

    # ---- the case on the table ------------------------------------------------------------------------------------------

    def open_case(self, article_id: str, key: str) -> bool:
        """Lay a case on the table; False if it is not there."""
        one = self._docket(article_id)
        if one is None:
            return False
        settled = next((each for each in one.decided if each.case.id == key), None)
        waiting = next((case for case in one.open if case.id == key), None)
        decision = settled.decision if settled is not None else None
        case = settled.case if settled is not None else waiting
        if case is None:
            return self._open_stale(one, key)
        self._lay(article_id, Sheet.of(case, self._session.the_project().codebook, decision))
        self.queue.list.choose(article_id, key)
        return True

    def show_case_of(self, article_id: str, annotation_ids: Collection[str]) -> None:
        """Lay the case about these annotations on the table, once the coders are compared; without one the article's first."""
        self._awaited = (article_id, frozenset(annotation_ids))
        if self._loaded and not self._stale:
            self._open_awaited()

    def _open_awaited(self) -> bool:
        """Open what was asked for before the cases were there; False if nothing was, or it is settled by agreement."""
        if self._awaited is None:
            return False
        article_id, wanted = self._awaited
        self._awaited = None
        one = self._docket(article_id)
        found = told.case_about(one, wanted, else_first=True) if one is not None else None
        return found is not None and self.open_case(article_id, found.id)

    def _open_stale(self, one: Docket, key: str) -> bool:
        """Show what a decision that is out of date was about: the case in its place, with the choices that can still be made."""
        decision = next((each for each in one.stale if each.id == key), None)
        if decision is None:
            return False
        case = told.case_about(one, decision.about)
        if case is None:
            self.case.clear()
            self.put_desk_away()
            self._offer_reopen(decision)
            return True
        self._lay(one.article_id, Sheet.of(case, self._session.the_project().codebook, decision))
        self.queue.list.choose(one.article_id, key)
        return True

    def _offer_reopen(self, decision: Decision) -> None:
        said = _("All that it was about is gone from the coders’ work since. Reopening takes its gold away.")
        banner = Banner("warning", _("This decision is about nothing any more"), said, _("Reopen"))
        banner.pressed.connect(lambda: self._reopen(decision))
        self.show_problem(banner)

    def _lay(self, article_id: str, sheet: Sheet) -> None:
        self.clear_problem()
        project = self._session.the_project()
        if self.case.lanes is None or self.case.lanes.article_id != article_id:
            self.case.show_lanes(project, docket.lanes_of(project, article_id))
        self.empty.hide()
        hidden = self.desk.isHidden()
        self.desk.show()
        self.case.show_sheet(sheet)
        focus = self.window().focusWidget()
        if hidden and self.isVisible() and not (focus is not None and self.queue.isAncestorOf(focus)):
            self.case.take_keys()

    def show_list(self) -> None:
        """Bring the keys to the list of cases."""
        self.queue.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_text(self) -> None:
        """Bring the keys to the case on the table."""
        self.case.take_keys()

    def _here(self) -> tuple[str, str]:
        """Return the article and the case on the table, empty where there is none."""
        sheet = self.case.sheet
        return (sheet.case.article_id, sheet.case.id) if sheet is not None else ("", "")

    def _open_first(self) -> None:
        self.case.clear()
        first = next(iter(self.queue.entries()), None)
        if first is None:
            self._fit_empty(self.queue.counts()[0])
        else:
            self.open_case(first.article_id, first.key)

    def _docket(self, article_id: str) -> Docket | None:
        return next((one for one in self.dockets if one.article_id == article_id), None)

    def _head(self) -> None:
        """Say which case is on the table and how far it is settled."""
        sheet = self.case.sheet
        if sheet is None:
            return
        one, project = self._docket(sheet.case.article_id), self._session.the_project()
        letters = self._letters.get(sheet.case.article_id, {})
        self.title.setText(told.title_of(told.place_of(sheet, self.queue.kind()), self.queue.entries()))
        self.about.show_text(told.about_case(sheet, one.headline if one is not None else "", project.codebook, letters))
        agreed = one.agreed if one is not None else 0
        self.over_button.setText(told.take_over_words(agreed))
        self.over_button.setEnabled(bool(agreed) and not project.read_only)

    # ---- deciding -------------------------------------------------------------------------------------------------------

    def _keep_why(self) -> None:
        """Write reason, note and rule of a case that is decided already, if they are others now."""
        sheet = self.case.sheet
        if sheet is None or sheet.decision is None:
            return
        one = sheet.decision
        if (sheet.reason, sheet.note, sheet.rule) == (one.reason, one.note, one.rule):
            return
        if self.deeds.write(adjudicating.explain, one.id, reason=sheet.reason, note=sheet.note, rule=sheet.rule) is not None:
            self._read_article(one.article_id)
            self._list()
            self.open_case(one.article_id, sheet.case.id)

    def _decide(self) -> None:
        sheet = self.case.sheet
        if sheet is None:
            return
        article = sheet.case.article_id
        after = told.next_place((article, sheet.case.id), self.queue.entries())
        made = self.deeds.write(adjudicating.decide, sheet.case, sheet.choice())
        if made is None:
            return
        self._read_article(article)
        self.message.tell(told.decided_words(made), self.undo)
        self.case.clear()
        self._list()
        left = self._docket(article)
        if left is not None and not left.open and left.agreed and self.open_case(article, sheet.case.id):
            return  # else what agrees in it, no longer in the list, would never become gold: Shift+A stands before the eyes
        if after is None or not self.open_case(*after):
            self._open_first()

    def turn(self, on: int) -> None:
        """Go to the next case of the list, or to the one before."""
        here = self.queue.list.currentIndex().row()
        shown = self.queue.list.entries.entries
        now = (shown[here].article_id, shown[here].key) if 0 <= here < len(shown) else ("", "")
        there = told.turned(now, self.queue.entries(), on)
        if there is not None:
            self._keep_why()
            self.open_case(*there)

    def take_over(self) -> None:
        """Take all cases of the article in which the coders agree into gold, as one step."""
        if self.case.lanes is None or self._session.the_project().read_only:
            return
        article = self.case.lanes.article_id
        count = self.deeds.write(adjudicating.take_over_agreed, article)
        self._read_article(article)
        if count:
            said = ngettext("{count} case that agrees taken over", "{count} cases that agree taken over", count)
            self.message.tell(said.format(count=format_count(count)), self.undo)
        self._refresh_case()

    def reopen(self) -> None:
        """Open a decided case again, with the choices as they were."""
        sheet = self.case.sheet
        if sheet is not None and sheet.decision is not None and not self._session.the_project().read_only:
            self._reopen(sheet.decision)

    def _reopen(self, decision: Decision) -> None:
        before = self.case.sheet
        if self.deeds.write(adjudicating.reopen, decision.id) is None:
            return
        self._read_article(decision.article_id)
        self.message.tell(_("Open again"), self.undo)
        self.clear_problem()
        one = self._docket(decision.article_id)
        self.queue.tabs.blockSignals(True)
        self.queue.show_tab(OPEN)
        self.queue.tabs.blockSignals(False)
        self._list()
        again = before.reopened() if before is not None else None
        if again is not None and one is not None and (again.case.agreed or again.case.id in {case.id for case in one.open}):
            again.cells = {key: cell for key, cell in again.cells.items() if again.row(key) is not None}
            self._lay(decision.article_id, again)
            self.queue.list.choose(decision.article_id, again.case.id)
        else:
            self._open_first()

    def show_rules(self) -> None:
        """Show the rules that decisions made, with the agreement before and after each."""
        from ui.adjudication.rules import RulesDialog

        RulesDialog(self._session, self.window()).open()

    def toggle_names(self) -> None:
        """Hide the coders' names from all adjudicators of the project, or show them."""
        hidden = docket.names_hidden(self._session.the_project())
        if self.deeds.write(docket.hide_names, not hidden) is not None:
            self.read()

    def _read_article(self, article_id: str) -> None:
        """Read the cases and the gold of one article anew; its place in the list stays."""
        project = self._session.the_project()
        now = docket.docket_of(project, article_id)
        self.dockets = [now if one.article_id == article_id else one for one in self.dockets]
        if self.case.lanes is not None and self.case.lanes.article_id == article_id:
            self.case.show_lanes(project, docket.lanes_of(project, article_id))

    def _refresh_case(self) -> None:
        """Show the list and the case on the table after something was written."""
        before, here = self.case.sheet, self._here()
        self._list()
        if before is not None and before.decision is None and any(one.key == here[1] for one in self.queue.entries()):
            self.case.show_choices()
            self.queue.list.choose(*here)
        elif not self.open_case(*here):
            self._open_first()

    def undo(self) -> None:
        """Take back the last thing that was done on this page."""
        self._turn_back(self.deeds.undo(), _("Nothing to undo here"))

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._turn_back(self.deeds.redo(), _("Nothing to do again here"))

    def _turn_back(self, steps: tuple[Step, Step] | None, nothing: str) -> None:
        if steps is None:
            if self.problem is None:
                self.message.tell(nothing)
            return
        step, made = steps
        self.message.tell(made.label)
        if not step.articles:
            self.read()
            return
        for article in step.articles:
            self._read_article(article)
        self._return_to()

    def _return_to(self) -> None:
        """Show the case that an undone step was about, under the tab where it is now."""
        before = {(one.article_id, one.key) for one in self.queue.entries()}
        self._list()
        new = next((one for one in self.queue.entries() if (one.article_id, one.key) not in before), None)
        self.case.clear()
        if new is not None:
            self.open_case(new.article_id, new.key)
        else:
            self._open_first()


__all__ = ["DECIDED", "OPEN", "STALE", "AdjudicationPage"]
