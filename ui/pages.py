"""The pages of an open project that the window shows beside the desk: what each is called, who sees it, how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from annotator.i18n import N_
from annotator.model.rules import may_see_all
from ui.session import Session

ENTITIES, CODEBOOK, SEARCH, TABLE, PACE, REPRINTS = "entities", "codebook", "search", "table", "pace", "reprints"
PLAN, AGREEMENT, ADJUDICATE, LESSONS = "plan", "agreement", "adjudicate", "lessons"
NOTES, BACKUPS = "notes", "backups"


@dataclass(frozen=True, slots=True)
class PageKind:
    """A page may send ``place_wanted(article, span)`` or ``text_wanted(article, annotation)``; one with steps has ``undo`` and ``redo``."""

    key: str
    make: Callable[[Session], QWidget]
    """imports the page, so that a page costs nothing until it is first shown"""
    icon: str = ""
    """on the rail; empty for a page that menus and keys alone lead to"""
    words: str = ""
    seen_by: Callable[[Session], bool] = lambda session: session.is_open


def supervises(session: Session) -> bool:
    """Return whether whoever codes here may see the work of all coders."""
    return session.is_open and session.coder is not None and may_see_all(session.coder)


def adjudicates(session: Session) -> bool:
    """Return whether whoever codes here may see the coders' readings side by side and settle them."""
    return session.is_open and session.coder is not None and session.coder.may_adjudicate


def _entities(session: Session) -> QWidget:
    from ui.entities.page import EntitiesPage

    return EntitiesPage(session)


def _codebook(session: Session) -> QWidget:
    from ui.codebook.page import CodebookPage

    return CodebookPage(session)


def _search(session: Session) -> QWidget:
    from ui.search.page import SearchPage

    return SearchPage(session)


def _table(session: Session) -> QWidget:
    from ui.table.page import AnnotationsPage

    return AnnotationsPage(session)


def _pace(session: Session) -> QWidget:
    from ui.pace.page import PacePage

    return PacePage(session)


def _reprints(session: Session) -> QWidget:
    from ui.versions.page import ReprintsPage

    return ReprintsPage(session)


def _plan(session: Session) -> QWidget:
    from ui.plan.page import PlanPage

    return PlanPage(session)


def _agreement(session: Session) -> QWidget:
    from ui.agreement.page import AgreementPage

    return AgreementPage(session)


def _adjudicate(session: Session) -> QWidget:
    from ui.adjudication.page import AdjudicationPage

    return AdjudicationPage(session)


def _lessons(session: Session) -> QWidget:
    from ui.feedback.page import LessonsPage

    return LessonsPage(session)


def _notes(session: Session) -> QWidget:
    from ui.notes.page import NotesPage

    return NotesPage(session)


def _backups(session: Session) -> QWidget:
    from ui.backups.page import BackupsPage

    return BackupsPage(session)


PAGES = {
    page.key: page
    for page in (
        PageKind(ENTITIES, _entities, "users-round", N_("Entities")),
        PageKind(CODEBOOK, _codebook, "book-open-text", N_("Codebook")),
        PageKind(NOTES, _notes),
        PageKind(BACKUPS, _backups, seen_by=lambda _session: True),
        PageKind(SEARCH, _search),
        PageKind(TABLE, _table),
        PageKind(PACE, _pace, seen_by=lambda session: session.coder is not None),
        PageKind(REPRINTS, _reprints, seen_by=supervises),
        PageKind(PLAN, _plan, "calendar-check", N_("Plan"), supervises),
        PageKind(AGREEMENT, _agreement, "chart-no-axes-column", N_("Agreement"), supervises),
        PageKind(ADJUDICATE, _adjudicate, "scale", N_("Adjudicate"), adjudicates),
        PageKind(LESSONS, _lessons, "graduation-cap", N_("Lessons"), lambda session: session.coder is not None),
    )
}
"""in the order of the rail"""


def on_rail(session: Session) -> list[PageKind]:
    """Return the pages that whoever codes here finds on the rail, after the desk."""
    return [page for page in PAGES.values() if page.icon and page.seen_by(session)]
