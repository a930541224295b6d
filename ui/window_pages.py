"""The pages of the window, each made when it is first shown, so that the window stands at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.coding.page import CodingPage
from ui.pages import PAGES

if TYPE_CHECKING:
    from ui.carried import Carried
    from ui.main_window import MainWindow

WELCOME, CODE, HELP = "welcome", "code", "help"


class WindowPages(QStackedWidget):
    """What was made so far is in ``made``, by the page's key; what the page in sight asks for is done by the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.made: dict[str, QWidget] = {}
        self._carried: dict[str, Carried] = {}

    @property
    def key(self) -> str:
        """Return the key of the page in sight."""
        shown = self.currentWidget()
        return next((key for key, page in self.made.items() if page is shown), WELCOME)

    def is_in_sight(self, key: str) -> bool:
        """Return whether this page was made and is the one that is shown."""
        return key in self.made and self.made[key] is self.currentWidget()

    def turn_to(self, key: str) -> None:
        """Show a page; one that was not made yet is made."""
        if key not in self.made:
            page = self.made[key] = self._make(key)
            self.addWidget(page)
            if key in self._carried:
                self._put_into(page, self._carried.pop(key))
        self.setCurrentWidget(self.made[key])

    def give_up(self, keys: Iterable[str]) -> list[QWidget]:
        """Return the pages of these keys and know them no more: they are made anew when they are next shown."""
        return [self.made.pop(key) for key in keys if key in self.made]

    def clear_away(self, pages: Iterable[QWidget]) -> None:
        """Take away pages that were given up, once another is in sight."""
        for page in pages:
            self.removeWidget(page)
            self._window.session.jobs.after_all(page, page.deleteLater)

    def carry(self, carried: dict[str, Carried]) -> None:
        """Put into pages, when they are next shown, what pages made before held."""
        self._carried = carried

    def _put_into(self, page: QWidget, carried: Carried) -> None:
        """Put into a page made anew what the one before held, once it stands and has read what it shows."""
        from ui.carried import put_into  # hardly ever asked for

        QTimer.singleShot(0, page, lambda: self._window.session.jobs.after_all(page, lambda: put_into(page, carried)))

    def _make(self, key: str) -> QWidget:
        if key == WELCOME:
            return self._welcome()
        if key == HELP:
            return self._help()
        return self._desk() if key == CODE else self._other(key)

    def _welcome(self) -> QWidget:
        from ui.welcome_page import WelcomePage

        page = WelcomePage(self._window.session)
        page.project_wanted.connect(lambda path, coder: self._window.open_project(path, coder or None))
        page.backups_wanted.connect(self._window.show_backups)
        return page

    def _help(self) -> QWidget:
        from ui.help_page import HelpPage

        page = HelpPage()
        page.left.connect(self._window.leave_page)
        return page

    def _desk(self) -> CodingPage:
        page = CodingPage(self._window.session)
        page.import_wanted.connect(lambda: self._window.import_articles([]))
        page.article_finished.connect(self._window.tell_training, Qt.ConnectionType.QueuedConnection)
        page.pane.view.set_zoom(self._window.session.settings.zoom)
        return page

    def _other(self, key: str) -> QWidget:
        page: Any = PAGES[key].make(self._window.session)
        window = self._window
        answers = {
            "go_on_wanted": lambda: window.show_page(CODE),
            "place_wanted": window.show_place,
            "text_wanted": window.show_annotation,
            "leave_wanted": window.leave_page,
            "project_wanted": lambda path, coder: window.open_project(path, coder or None),
            "case_wanted": window.show_case,
        }
        for signal, answer in answers.items():
            if hasattr(page, signal):
                getattr(page, signal).connect(answer)
        return page  # type: ignore[no-any-return]
