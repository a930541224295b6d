"""The window made anew around the open project, as when its language has changed: at the same place, with what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from annotator.model.span import Span
from annotator.operations.structure_filter import MarkFilter
from ui.carried import carried_from

if TYPE_CHECKING:
    from ui.coding.page import CodingPage
    from ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one is in the article on the desk."""

    caret: int
    selection: Span | None
    selected: str
    shown_only: MarkFilter
    scrolled: int
    focused: bool
    has_structure: bool


def make_anew(window: MainWindow) -> None:
    """Make all of the window that shows words anew; the project stays open, and nothing is written."""
    from ui.settings.dialog import SettingsDialog
    from ui.window_pages import CODE

    dialogs = [one for one in window.findChildren(SettingsDialog) if one.isVisible()]
    for one in dialogs:
        one.accept()  # gives the keys back to what had them before
    key, banners = window.page_key, window.banners
    place = _place_of(window.coding) if window.coding is not None else None
    carried = {name: carried_from(page) for name, page in window.pages_made.items()}
    window.take_apart()
    window.build()
    window.carry(carried)
    window.move_banners(banners)
    if window.session.is_open:
        window.tell_project()
    with window.trail.one_way():
        if place is not None and window.session.is_open:
            window.show_page(CODE)
            if window.coding is not None:
                _stand_at(window, window.coding, place)
        window.show_page(key)
    if dialogs:
        window.dialogs.preferences()


def _place_of(page: CodingPage) -> _Place | None:
    if page.desk.shown is None:
        return None
    view = page.pane.view
    return _Place(
        page.pane.caret(), page.pane.selection(), page.desk.selected_id, page.pane.filter, view.verticalScrollBar().value(),
        page.docks.focused, page.pane.structure.is_on,
    )  # fmt: skip


def _stand_at(window: MainWindow, page: CodingPage, place: _Place) -> None:
    """Show the article of the session as it was shown; how far down the text stood can be told once the view has its size."""
    page.desk.show_article(window.session.article_id)
    if page.desk.shown is None:
        return
    pane = page.pane
    if place.shown_only != pane.filter:
        pane.show_only(place.shown_only)
    if place.has_structure:
        pane.toggle_structure()
    if place.focused:
        page.toggle_focus_mode()
    if place.selection is not None:
        pane.view.set_selection(place.selection)
    else:
        pane.view.set_caret(place.caret)
    if place.selected in page.desk.shown.annotations:
        page.desk.select(place.selected)
    QTimer.singleShot(0, pane.view, lambda: pane.view.verticalScrollBar().setValue(place.scrolled))


