"""How the settings of the agreement page are opened, taken and put away."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from annotator.agreement.record import Limits
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_limits import limits_of, set_limits
from annotator.operations.agreement_settings import AgreementSettings
from annotator.operations.people import reported_names
from ui.agreement.choices import Choices
from ui.agreement.layout import Board
from ui.session import Session


class SettingsSide(QObject):
    """The panel of the board, filled from what is chosen; what it asks for goes to the project (limits) and to the choices."""

    def __init__(self, session: Session, board: Board, choices: Choices, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._board, self._choices = session, board, choices
        board.settings.asked.connect(self._take)
        board.settings.left.connect(self.close)

    def turn(self, report: AgreementReport | None) -> None:
        """Show the settings at the side, or put them away where they are shown."""
        if self._board.settings_open:
            self.close()
        elif self._session.is_open:
            project = self._session.the_project()
            names = report.corpus.coders if report is not None else ()
            everybody = tuple(sorted(reported_names(project).values()))
            versions = report.corpus.versions if report is not None else ()
            panel = self._board.settings
            panel.show_settings(self._choices.settings, limits_of(project), names or everybody, versions)
            self._board.settings_open = True
            self._board.fit()
            panel.take_keys()

    def close(self) -> None:
        """Put the settings away; nothing changes."""
        focus = self._board.settings.window().focusWidget()
        had_keys = focus is not None and self._board.settings.isAncestorOf(focus)
        self._board.settings_open = False
        self._board.fit()
        if had_keys:
            self._board.settings_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, settings: AgreementSettings, limits: Limits) -> None:
        """Keep limits that are new in the project, and compute with the settings if they are new."""
        with self._session.refusals() as refusals:
            if limits != limits_of(self._session.the_project()):
                self._session.write(set_limits, *limits)
        if refusals:
            self._board.settings.refuse(str(refusals[-1]))
            return
        self.close()
        if settings != self._choices.settings:
            self._choices.choose(settings)
