"""The two menus that are filled when they are opened: what a stretch of the text is, and which marks are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from annotator.i18n import _
from annotator.operations.whose_work import coders_at_work
from ui.parts.region_words import region_name
from ui.structure.filter_bar import fill_menu

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def region_menu(window: MainWindow) -> QMenu:
    """Add the menu of the codebook's regions to *Article*; what is chosen holds for the selection, else the paragraph."""
    menu = window.actions_.menus["Article"].addMenu(_("This is…"))

    def fill() -> None:
        menu.clear()
        page = window.coding
        if page is None or page.desk.shown is None:
            return
        for number, kind in enumerate(window.session.the_project().codebook.region_types, start=1):
            action = menu.addAction(f"&{number} {region_name(kind)}")
            action.triggered.connect(lambda _checked=False, kind=kind: page.desk.set_region(kind, page.pane.stretch()))

    menu.aboutToShow.connect(fill)
    return menu


def filter_menu(window: MainWindow) -> QMenu:
    """Add the menu of the marks that are shown to *View*."""
    menu = QMenu(_("Show only"), window)
    window.actions_.menus["View"].insertMenu(window.actions_["entities"], menu)

    def fill() -> None:
        page = window.coding
        if page is not None and page.desk.shown is not None:
            project = window.session.the_project()
            coders = coders_at_work(project, page.desk.shown.id)
            fill_menu(menu, project.codebook, page.pane.filter, page.pane.show_only, coders)

    menu.aboutToShow.connect(fill)
    return menu
