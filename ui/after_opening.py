"""What is told once a project stands open: that it lies where several must not work in it, or that its file is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError, Cancelled, FileProblem
from annotator.i18n import _
from annotator.project import Place

if TYPE_CHECKING:
    from ui.main_window import MainWindow

NETWORK = "network"


def tell_place(window: MainWindow, place: Place | None) -> None:
    """Say once for each project that it lies on a network drive or in a synchronised folder, and what to do for a team."""
    session = window.session
    if place is None or not session.is_open:
        return
    path = str(session.the_project().path.absolute())
    if path in session.settings.known_places:
        return

    def heading() -> str:
        if place.kind == NETWORK:
            return _("This project lies on a network drive ({by})").format(by=place.by)
        return _("This project lies in a folder that {by} synchronises").format(by=place.by)

    def said() -> str:
        return _("One person at a time can work in it here. For several, give each coder a package and merge what comes back (Team, "
                 "Make packages and Merge).")  # fmt: skip

    banner = window.tell("warning", heading, said, lambda: _("Do not say this again"))

    def know() -> None:
        session.set_settings(known_places=(*session.settings.known_places, path))
        banner.deleteLater()

    banner.pressed.connect(know)


def _recovery() -> str:
    return _("Backups and recovery")


def tell_unopened(window: MainWindow, path: Path, error: AnnotatorError) -> None:
    """Say why a project was not opened; where its file may be damaged, lead to its backups and to recovery."""
    mendable = isinstance(error, FileProblem) and path.is_file()
    banner = window.tell("error", lambda: _("This project was not opened"), str(error), _recovery if mendable else "")
    if mendable:
        banner.pressed.connect(banner.deleteLater)
        banner.pressed.connect(lambda: window.show_backups(path))


def tell_damage(window: MainWindow, error: Exception) -> None:
    """Say once what is wrong with the file of the open project, and lead to its backups and to recovery."""
    if isinstance(error, Cancelled) or window.damage_bar is not None:
        return
    banner = window.damage_bar = window.tell("error", lambda: _("This project needs attention"), str(error), _recovery)

    def forget() -> None:
        window.damage_bar = None

    banner.destroyed.connect(forget)
    banner.pressed.connect(banner.deleteLater)
    banner.pressed.connect(lambda: window.show_backups())
