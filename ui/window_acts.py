"""What each command of the menus does in the window: on the desk, on the page in sight, or with a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from annotator.i18n import ngettext
from ui.areas import next_area
from ui.pages import ADJUDICATE, ENTITIES, NOTES, PACE, PLAN, REPRINTS, SEARCH, TABLE
from ui.parts.numbers import format_count
from ui.window_dialogs import Dialogs
from ui.window_pages import HELP

if TYPE_CHECKING:
    from ui.coding.page import CodingPage
    from ui.main_window import MainWindow


class Acts:
    """The commands of one window, by the ids of the menus."""

    def __init__(self, window: MainWindow, dialogs: Dialogs) -> None:
        self._window, self._dialogs = window, dialogs

    def by_command(self) -> dict[str, Callable[[], object]]:
        """Return what each command does."""
        window, dialogs = self._window, self._dialogs
        return {
            "new": window.new_project,
            "open": window.ask_open,
            "import": lambda: window.import_articles([]),
            "paste_article": dialogs.paste,
            "export": dialogs.export,
            "print": dialogs.print_article,
            "pdf": dialogs.ask_pdf,
            "backup": dialogs.back_up,
            "backups": window.show_backups,
            "coder": window.change_coder,
            "close": window.close_project,
            "preferences": dialogs.preferences,
            "quit": window.close,
            "undo": lambda: self._undo_here("undo"),
            "redo": lambda: self._undo_here("redo"),
            "copy": lambda: self._with_desk(lambda page: page.pane.view.copy()),
            "finish": lambda: self._with_desk(lambda page: page.finish()),
            "variables": lambda: self._with_desk(lambda page: page.desk.article_values_wanted.emit()),
            "before": lambda: self._with_desk(lambda page: page.turn_article(-1)),
            "after": lambda: self._with_desk(lambda page: page.turn_article(1)),
            "link": lambda: self._with_desk(lambda page: page.linking.begin()),
            "edges": lambda: self._with_desk(lambda page: page.edges.begin() and page.pane.view.setFocus()),
            "flag": lambda: self._with_desk(lambda page: page.desk.toggle_flag()),
            "unsure": lambda: self._with_desk(lambda page: page.desk.toggle_confidence()),
            "note": lambda: self._with_desk(lambda page: page.desk.note_wanted.emit()),
            "delete": lambda: self._with_desk(lambda page: page.desk.delete()),
            "list": lambda: self._with_cases("show_list") or self._with_desk(lambda page: page.show_list()),
            "text": lambda: self._with_cases("show_text") or self._with_desk(lambda page: page.show_text()),
            "values": lambda: self._with_desk(lambda page: page.show_values()),
            "area": lambda: next_area(window, window.shown),
            "back": lambda: window.trail.back(),
            "forward": lambda: window.trail.forward(),
            "larger": lambda: self._zoom(10),
            "smaller": lambda: self._zoom(-10),
            "normal": lambda: self._zoom(0),
            "focus": lambda: self._with_desk(self._toggle_focus_mode),
            "plan": lambda: window.show_page(PLAN),
            "people": lambda: self._with_plan(lambda page: page.show_people()),
            "again": lambda: self._with_plan(lambda page: page.show_again()),
            "gold": self._take_as_gold,
            "packages": lambda: self._with_plan(lambda page: page.show_packages()),
            "merge": lambda: self._with_plan(lambda page: page.show_merge()),
            "entities": lambda: window.show_page(ENTITIES),
            "annotations": lambda: window.show_page(TABLE),
            "pace": lambda: window.show_page(PACE),
            "notes": lambda: window.show_page(NOTES),
            "search": lambda: window.show_page(SEARCH),
            "highlighters": self._show_highlighters,
            "find": lambda: self._with_desk(lambda page: page.pane.find()),
            "reprints": lambda: window.show_page(REPRINTS),
            "next_hit": lambda: self._go_on("next_hit", 1),
            "previous_hit": lambda: self._go_on("previous_hit", -1),
            "palette": lambda: window.palette_.open(),
            "structure": lambda: self._with_desk(lambda page: page.pane.toggle_structure()),
            "rule": self._show_rule,
            "rules": lambda: window.show_page(HELP),
            "keys": lambda: self._with_desk(lambda page: page.show_keys()),
            "about": dialogs.about,
        }

    def _show_highlighters(self) -> None:
        from ui.search.page import SearchPage

        self._window.show_page(SEARCH)
        page = self._window.page(SEARCH)
        if isinstance(page, SearchPage):
            page.to_highlighters()

    def _show_rule(self) -> None:
        """Show the codebook's rule of what is selected; where nothing is, the rules of spans."""
        page = self._desk
        if page is None or page.desk.selected is None or not page.show_rule_of():
            self._window.show_page(HELP)

    def _take_as_gold(self) -> None:
        """Make the coding on the desk gold: what a training article is scored by."""
        from annotator.operations.training import take_as_gold

        session, page = self._window.session, self._window.coding
        if session.coder is None or not session.article_id:
            return
        count = session.write(take_as_gold, session.article_id, session.coder.name)
        if count is not None and page is not None:
            said = ngettext("{count} annotation is gold", "{count} annotations are gold", count).format(count=format_count(count))
            page.desk.said.emit(said, True)

    def _with_plan(self, act: Callable[[Any], object]) -> None:
        self._window.show_page(PLAN)
        page = self._window.page(PLAN)
        if page is not None and page is self._window.shown:
            act(page)

    def _go_on(self, act: str, way: int) -> None:
        """Open the next or previous place of what is looked for in this article, else of the last search."""
        desk = self._desk
        if desk is not None and desk.pane.find_on(way):
            return
        page = self._window.page(SEARCH)
        if self._window.session.is_open and page is not None:
            getattr(page, act)()

    @property
    def _desk(self) -> CodingPage | None:
        """The coding page where it is in sight."""
        return self._window.coding if self._window.is_at_desk else None

    def _with_desk(self, act: Callable[[CodingPage], object]) -> None:
        desk = self._desk
        if desk is not None and self._window.session.is_open:
            act(desk)
            self._window.allow()

    def _with_cases(self, act: str) -> bool:
        """Do it on the page of cases, which has a list and texts too; False where another page is shown."""
        page = self._window.page(ADJUDICATE)
        if page is None or page is not self._window.shown:
            return False
        getattr(page, act)()
        return True

    def _toggle_focus_mode(self, page: CodingPage) -> None:
        self._window.rail.setVisible(not page.toggle_focus_mode())

    def _undo_here(self, act: str) -> None:
        """Undo or redo on the page in sight: its own last step, or the coder's last one in the article on the desk."""
        page = self._window.shown
        if page is not self._window.coding and hasattr(page, act):
            getattr(page, act)()
        else:
            self._with_desk(lambda page: getattr(page.desk, act)())

    def _zoom(self, by: int) -> None:
        page = self._window.coding
        if page is not None:
            page.pane.view.set_zoom(page.pane.view.zoom + by if by else 100)
            self._window.session.set_settings(zoom=page.pane.view.zoom)
