"""The one window: menus, the rail of pages, and the page that is shown. It does no work of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError, NotFound
from annotator.i18n import _, ngettext
from annotator.operations.packages import package_coder
from annotator.progress import Progress
from annotator.project import Place, Project
from ui import after_opening, keys, placing
from ui.actions import Actions
from ui.areas import next_area
from ui.articles import drops
from ui.carried import Carried, put_into
from ui.coding.docks import WIDE, fit_of
from ui.coding.page import CodingPage
from ui.pages import ADJUDICATE, BACKUPS, ENTITIES, LESSONS, NOTES, PACE, PAGES, PLAN, REPRINTS, SEARCH, TABLE, on_rail, supervises
from ui.palette.palette import Palette, PaletteBar
from ui.parts.button import IconButton
from ui.parts.message import Banner
from ui.parts.navigation import Rail
from ui.parts.numbers import format_count
from ui.saving import show_waiting
from ui.session import Session
from ui.trail import Stop, Trail
from ui.window_dialogs import Dialogs
from ui.window_menus import filter_menu, region_menu

WELCOME, CODE, HELP = "welcome", "code", "help"
SMALLEST, USUAL = (960, 600), (1440, 900)
LOOK_AFTER_MS = 300


class MainWindow(QMainWindow):
    """Pages are made when they are first shown, so that the window stands at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setWindowTitle("annotator")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.damage_bar: Banner | None = None
        self.reading_bar: Banner | None = None
        self.trail = Trail(self._here, self._go_to)
        self.build()
        self.saving_bar = show_waiting(session.patience, self)
        session.settings_changed.connect(self._use_keys)
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_closed)
        session.coder_changed.connect(self._on_coder_changed)
        session.article_opened.connect(self._on_article_opened)
        session.article_leaving.connect(self.trail.leave)
        session.language_changed.connect(self._speak_anew, Qt.ConnectionType.QueuedConnection)  # whoever asked for it is done by then
        placing.stand(self, USUAL, SMALLEST)
        self._show_rail()

    def build(self) -> None:
        """Make the rail, the menus and room for pages, all without a page yet."""
        self.coding: CodingPage | None = None
        self._pages: dict[str, QWidget] = {}
        self._carried: dict[str, Carried] = {}
        self._stack = QStackedWidget()
        self.rail = Rail()
        self.rail.chosen.connect(self.show_page)
        self._coder_button = IconButton("circle-user-round", _("Change coder"), size=20)
        self._coder_button.clicked.connect(self._change_coder)
        self.rail.add_below(self._coder_button)
        self._banners = QVBoxLayout()
        self._banners.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self.actions_ = Actions(self, self.menuBar())
        self._use_keys()
        self._region_menu = region_menu(self)
        self._filter_menu = filter_menu(self)
        self.menuBar().setCornerWidget(PaletteBar(lambda: self.palette_.open(), self.menuBar()))
        self.actions_.connect(self._acts())

    def _speak_anew(self) -> None:
        from ui.anew import make_anew  # hardly ever asked for

        make_anew(self)

    def _lay_out(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._banners)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        column.addLayout(row, 1)
        self.setCentralWidget(middle)

    def _acts(self) -> dict[str, object]:
        dialogs = self.dialogs = Dialogs(self)
        return {
            "new": self._new_project,
            "open": self._ask_open,
            "import": lambda: self.import_articles([]),
            "paste_article": dialogs.paste,
            "export": dialogs.export,
            "print": dialogs.print_article,
            "pdf": dialogs.ask_pdf,
            "backup": dialogs.back_up,
            "backups": self.show_backups,
            "coder": self._change_coder,
            "close": self._close_project,
            "preferences": dialogs.preferences,
            "quit": self.close,
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
            "list": lambda: self._with_desk(lambda page: page.show_list()),
            "text": lambda: self._with_desk(lambda page: page.show_text()),
            "values": lambda: self._with_desk(lambda page: page.show_values()),
            "area": lambda: next_area(self, self._stack.currentWidget()),
            "back": lambda: self.trail.back(),
            "forward": lambda: self.trail.forward(),
            "larger": lambda: self._zoom(10),
            "smaller": lambda: self._zoom(-10),
            "normal": lambda: self._zoom(0),
            "focus": lambda: self._with_desk(self._toggle_focus_mode),
            "plan": lambda: self.show_page(PLAN),
            "people": lambda: self._with_plan(lambda page: page.show_people()),
            "again": lambda: self._with_plan(lambda page: page.show_again()),
            "gold": self._take_as_gold,
            "packages": lambda: self._with_plan(lambda page: page.show_packages()),
            "merge": lambda: self._with_plan(lambda page: page.show_merge()),
            "entities": lambda: self.show_page(ENTITIES),
            "annotations": lambda: self.show_page(TABLE),
            "pace": lambda: self.show_page(PACE),
            "notes": lambda: self.show_page(NOTES),
            "search": lambda: self.show_page(SEARCH),
            "find": lambda: self._with_desk(lambda page: page.pane.find()),
            "reprints": lambda: self.show_page(REPRINTS),
            "next_hit": lambda: self._go_on("next_hit", 1),
            "previous_hit": lambda: self._go_on("previous_hit", -1),
            "palette": lambda: self.palette_.open(),
            "structure": lambda: self._with_desk(lambda page: page.pane.toggle_structure()),
            "rule": self._show_rule,
            "rules": lambda: self.show_page(HELP),
            "keys": lambda: self._with_desk(lambda page: page.show_keys()),
            "about": dialogs.about,
        }

    def _use_keys(self) -> None:
        settings = self.session.settings
        keys.use_letters(settings.letters, on=settings.single_letters)
        self.actions_.use_keys(settings.keys)
        if self.coding is not None:
            self.coding.pane.view.set_zoom(settings.zoom)

    @cached_property
    def palette_(self) -> Palette:
        """The palette, made when it is first asked for."""
        from ui.palette.offers import Offers

        return Palette(self, Offers(self))

    @property
    def is_at_desk(self) -> bool:
        """Return whether the coding page is in sight."""
        return self.coding is not None and self._stack.currentWidget() is self.coding

    def page(self, key: str) -> QWidget | None:
        """Return a page that has been shown, None for one that has not."""
        return self._pages.get(key)

    @property
    def pages_made(self) -> dict[str, QWidget]:
        """Return the pages that have been shown, by their keys."""
        return dict(self._pages)

    @property
    def page_key(self) -> str:
        """Return the key of the page in sight."""
        shown = self._stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), WELCOME)

    def carry(self, carried: dict[str, Carried]) -> None:
        """Put into pages, when they are next shown, what pages made before held."""
        self._carried = carried

    def take_apart(self) -> None:
        """Take away what ``build`` made, except the bars above the page."""
        for part in (self.takeCentralWidget(), self.__dict__.pop("palette_", None)):
            if part is not None:
                part.hide()
                self.session.jobs.after_all(part, part.deleteLater)
        self.actions_.leave()
        self._filter_menu.deleteLater()
        self.setMenuBar(QMenuBar())

    def _show_rule(self) -> None:
        """Show the codebook's rule of what is selected; where nothing is, the rules of spans."""
        page = self.coding
        if page is None or not self.is_at_desk or page.desk.selected is None or not page.show_rule_of():
            self.show_page(HELP)

    # ---- pages ----------------------------------------------------------------------------------------------------------

    def show_page(self, key: str) -> None:
        """Show a page of the rail, the welcome page or the help."""
        if key == CODE and not self.session.is_open:
            key = WELCOME
        if key in PAGES and not PAGES[key].seen_by(self.session):
            key = CODE if self.session.is_open else WELCOME
        page = self._pages.get(key)
        if page is None or page is not self._stack.currentWidget():
            self.trail.leave()
        if page is None:
            page = self._pages[key] = self._make_page(key)
            self._stack.addWidget(page)
            if key in self._carried:
                self._put_into(page, self._carried.pop(key))
        self._stack.setCurrentWidget(page)
        self.rail.choose(key)
        self.rail.setVisible(self.session.is_open and not (key == CODE and self.coding is not None and self.coding.docks.focused))
        if key == CODE and self.coding is not None:
            self.coding.pane.view.setFocus()
        self._allow()

    def _put_into(self, page: QWidget, carried: Carried) -> None:
        """Put into a page made anew what the one before held, once it stands and has read what it shows."""
        QTimer.singleShot(0, page, lambda: self.session.jobs.after_all(page, lambda: put_into(page, carried)))

    def _here(self) -> Stop | None:
        """Return where one is, as a stop to come back to; None without a project."""
        key = self.page_key
        if not self.session.is_open or key == WELCOME:
            return None
        if key != CODE or self.coding is None:
            return Stop(key)
        return Stop(key, self.session.article_id, self.coding.pane.caret())

    def _go_to(self, stop: Stop) -> bool:
        """Go to a stop; False where its article is there no more."""
        try:
            if stop.article:
                self.session.the_project().articles.get(stop.article)
        except NotFound:
            return False
        self.show_page(stop.page)
        if stop.article and self.coding is not None:
            self.coding.show_caret(stop.article, stop.caret)
        return True

    def _make_page(self, key: str) -> QWidget:
        if key == WELCOME:
            from ui.welcome_page import WelcomePage

            welcome = WelcomePage(self.session)
            welcome.project_wanted.connect(lambda path, coder: self.open_project(path, coder or None))
            welcome.backups_wanted.connect(self.show_backups)
            return welcome
        if key == HELP:
            from ui.help_page import HelpPage

            page = HelpPage()
            page.left.connect(lambda: self.show_page(CODE if self.session.is_open else WELCOME))
            return page
        if key in PAGES:
            made: Any = PAGES[key].make(self.session)
            if hasattr(made, "go_on_wanted"):
                made.go_on_wanted.connect(lambda: self.show_page(CODE))
            if hasattr(made, "place_wanted"):
                made.place_wanted.connect(self._show_place)
            if hasattr(made, "text_wanted"):
                made.text_wanted.connect(self._show_annotation)
            if hasattr(made, "leave_wanted"):
                made.leave_wanted.connect(lambda: self.show_page(CODE if self.session.is_open else WELCOME))
            if hasattr(made, "project_wanted"):
                made.project_wanted.connect(lambda path, coder: self.open_project(path, coder or None))
            if hasattr(made, "case_wanted"):
                made.case_wanted.connect(self._show_case)
            return made  # type: ignore[no-any-return]
        self.coding = CodingPage(self.session)
        self.coding.import_wanted.connect(lambda: self.import_articles([]))
        self.coding.article_finished.connect(self._tell_training, Qt.ConnectionType.QueuedConnection)
        self.coding.pane.view.set_zoom(self.session.settings.zoom)
        return self.coding

    def show_backups(self, path: Path | None = None) -> None:
        """Show the backups of the open project, or of this one, which may be too damaged to be opened."""
        self.show_page(BACKUPS)
        page: Any = self._pages[BACKUPS]
        page.show_of(path)

    def _take_as_gold(self) -> None:
        """Make the coding on the desk gold: what a training article is scored by."""
        from annotator.operations.training import take_as_gold

        coder, article = self.session.coder, self.session.article_id
        if coder is not None and article:
            count = self.session.write(take_as_gold, article, coder.name)
            if count is not None and self.coding is not None:
                said = ngettext("{count} annotation is gold", "{count} annotations are gold", count).format(count=format_count(count))
                self.coding.desk.said.emit(said, True)

    def _tell_training(self, article_id: str) -> None:
        """Show how it went, if the article that was just finished is one of training whose gold is known."""
        from annotator.operations.training import training_result

        if self.session.is_open and training_result(self.session.the_project(), article_id) is not None:
            self.show_page(LESSONS)
            page: Any = self._pages[LESSONS]
            page.show_training(article_id)

    def _show_place(self, article_id: str, span: object) -> None:
        with self.trail.one_way():
            self.show_page(CODE)
            if self.coding is not None:
                self.coding.show_place(article_id, span)  # type: ignore[arg-type]

    def _show_case(self, article_id: str, annotation_ids: object) -> None:
        self.show_page(ADJUDICATE)
        if ADJUDICATE in self._pages:
            self._pages[ADJUDICATE].show_case_of(article_id, annotation_ids)  # type: ignore[attr-defined]

    def _with_plan(self, act: Callable[[Any], object]) -> None:
        self.show_page(PLAN)
        if PLAN in self._pages and self._stack.currentWidget() is self._pages[PLAN]:
            act(self._pages[PLAN])

    def _show_annotation(self, article_id: str, annotation_id: str) -> None:
        found = self.session.the_project().annotations.find(annotation_id)
        if found is not None:
            self._show_place(article_id, found.extent)
        else:
            with self.trail.one_way():
                self.show_page(CODE)
                self.session.open_article(article_id)

    def _show_rail(self) -> None:
        """Show the pages that this coder's role sees."""
        key = self.rail.key()
        self.rail.clear()
        self.rail.add(CODE, "pencil-line", _("Code"))
        for page in on_rail(self.session):
            self.rail.add(page.key, page.icon, _(page.words))
        self.rail.choose(key)
        self.rail.set_narrow(fit_of(self.width()) != WIDE)
        coder = self.session.coder
        name = _("You code as {name}").format(name=coder.name) if coder is not None else _("Who codes?")
        if self.session.is_open and package_coder(self.session.the_project()) is not None:
            name = _("{you}; this is your work package").format(you=name)
        self._coder_button.show_icon("circle-user-round", name)

    def _go_on(self, act: str, way: int) -> None:
        """Open the next or previous place of what is looked for in this article, else of the last search."""
        if self.is_at_desk and self.coding is not None and self.coding.pane.find_on(way):
            return
        if self.session.is_open and SEARCH in self._pages:
            getattr(self._pages[SEARCH], act)()

    def _with_desk(self, act: object) -> None:
        if self.coding is not None and self.session.is_open and self._stack.currentWidget() is self.coding:
            act(self.coding)  # type: ignore[operator]
            self._allow()

    def _toggle_focus_mode(self, page: CodingPage) -> None:
        self.rail.setVisible(not page.toggle_focus_mode())

    def _undo_here(self, act: str) -> None:
        """Undo or redo on the page in sight: its own last step, or the coder's last one in the article on the desk."""
        page = self._stack.currentWidget()
        if page is not self.coding and hasattr(page, act):
            getattr(page, act)()
        else:
            self._with_desk(lambda page: getattr(page.desk, act)())

    # ---- projects -------------------------------------------------------------------------------------------------------

    def open_project(self, path: str | Path, coder: str | None = None) -> bool:
        """Open a project and show it; what hinders is told above the page."""
        try:
            self.session.open(path, coder)
        except AnnotatorError as error:
            after_opening.tell_unopened(self, Path(path), error)
            return False
        if self.session.coder is None and not self.session.the_project().read_only:
            if self.isVisible():
                self._change_coder()
            else:
                QTimer.singleShot(0, self, self._change_coder)
        return True

    def _on_opened(self) -> None:
        self.trail.clear()
        self.clear_banners()
        self.tell_project()
        self.show_page(CODE)
        self._open_first_article()
        QTimer.singleShot(LOOK_AFTER_MS, self, self._look_after)

    def tell_project(self) -> None:
        """Say in the title and the rail, and above the page, what is open, for whom, and that it may only be read."""
        project = self.session.the_project()
        self.setWindowTitle(f"{project.path.stem} – annotator")
        if (packed_for := package_coder(project)) is not None:
            self.setWindowTitle(_("{name}, work package of {coder} – annotator").format(name=project.path.stem, coder=packed_for))
        self._show_rail()
        if project.read_only:
            who = _("{who} has this project open.").format(who=self.session.locked_by or _("Another program"))
            self.reading_bar = self.tell("warning", _("Open for reading only"), who, _("Try again"))
            self.reading_bar.pressed.connect(self.session.try_again)

    def _on_article_opened(self, _article_id: str) -> None:
        self._allow()

    def _open_first_article(self) -> None:
        if self.coding is not None and self.session.coder is not None:
            first = self.coding.list.next_article("") or self.coding.list.neighbour("", 1)
            if first:
                self.session.open_article(first)
                self.coding.pane.view.setFocus()

    def _look_after(self) -> None:
        """Look for damage and make today's copy; the window stands by then."""
        if not self.session.is_open:
            return

        def work(own: Project, _progress: Progress) -> Place | None:
            import_module("annotator.operations.codebook_worklist")  # the first value that is given need not wait for it
            own.quick_check()
            own.daily_backup()
            return own.place()

        job = self.session.job(work)
        job.done.connect(lambda place: after_opening.tell_place(self, place))
        job.failed.connect(lambda error: after_opening.tell_damage(self, error))
        self.session.start(job)

    def _on_closed(self) -> None:
        self.setWindowTitle("annotator")
        self.rail.setVisible(False)

    def _on_coder_changed(self) -> None:
        self.trail.clear()
        self._show_rail()
        before = [self._pages.pop(key) for key in PAGES if key in self._pages]  # they show what the coder before may see
        self.show_page(CODE)
        for page in before:
            self._stack.removeWidget(page)
            self.session.jobs.after_all(page, page.deleteLater)
        if not self.session.article_id:
            self._open_first_article()

    def _close_project(self) -> None:
        self.session.close()
        self.show_page(WELCOME)

    def _new_project(self) -> None:
        self.show_page(WELCOME)
        page: Any = self._pages[WELCOME]
        page.show_new_form()

    def _ask_open(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # dialogs cost more to import than they are asked for

        path, _kind = QFileDialog.getOpenFileName(self, _("Open project"), "", _("annotator projects (*.annot)"))
        if path:
            self.open_project(path)

    def _change_coder(self) -> None:
        if not self.session.is_open:
            return
        from ui.coder_dialog import CoderDialog

        dialog = CoderDialog(self.session, self)
        dialog.rejected.connect(self._tell_nobody_codes)
        dialog.open()

    def _tell_nobody_codes(self) -> None:
        if self.session.is_open and self.session.coder is None:
            banner = self.tell("warning", _("Nobody codes yet"), _("Say who you are to open an article."), _("Who codes?"))
            banner.pressed.connect(banner.deleteLater)
            banner.pressed.connect(self._change_coder)

    # ---- dialogs --------------------------------------------------------------------------------------------------------

    def import_articles(self, paths: list[Path]) -> Any:
        """Show the import dialog, with these files already in it."""
        if not self.session.is_open or self.session.the_project().read_only:
            return None
        from ui.articles.import_dialog import ImportDialog

        dialog = ImportDialog(self.session, paths, self)
        dialog.imported.connect(self._on_imported)
        dialog.open()
        return dialog

    def _on_imported(self, _report: object) -> None:
        if not self.session.article_id:
            self._open_first_article()

    # ---- telling --------------------------------------------------------------------------------------------------------

    def tell(self, kind: str, heading: str, sentence: str, button: str = "", *, icon: str = "") -> Banner:
        """Show a bar above the page; its button closes it unless something else is connected."""
        banner = Banner(kind, heading, sentence, button or _("Close"), icon=icon)
        if not button:
            banner.pressed.connect(banner.deleteLater)
        self._banners.addWidget(banner)
        return banner

    def move_banners(self, banners: QVBoxLayout) -> None:
        """Show again what bars above the page said in the language of then; that a project may only be read is said anew."""
        for banner in [item.widget() for item in map(banners.itemAt, range(banners.count())) if item is not None]:
            if banner is self.reading_bar or banner is None:
                continue
            self._banners.addWidget(banner)
        self.reading_bar = None

    @property
    def banners(self) -> QVBoxLayout:
        """Return what holds the bars above the page."""
        return self._banners

    def clear_banners(self) -> None:
        """Take all bars away."""
        while self._banners.count():
            item = self._banners.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()

    def _allow(self) -> None:
        is_open = self.session.is_open
        write = is_open and not self.session.the_project().read_only
        self.actions_.allow(project=is_open, write=write, article=is_open and bool(self.session.article_id), team=supervises(self.session))
        self._filter_menu.setEnabled(is_open and bool(self.session.article_id))
        self._region_menu.setEnabled(write and bool(self.session.article_id))

    def _zoom(self, by: int) -> None:
        if self.coding is not None:
            self.coding.pane.view.set_zoom(self.coding.pane.view.zoom + by if by else 100)
            self.session.set_settings(zoom=self.coding.pane.view.zoom)

    # ---- Qt's events ----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if drops.paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = drops.paths_of(event.mimeData())
        event.acceptProposedAction()
        if len(paths) == 1 and paths[0].suffix == ".annot":
            self.open_project(paths[0])
        elif paths:
            self.import_articles(paths)

    def showEvent(self, event: QShowEvent) -> None:
        if self._stack.count() == 0:
            self.show_page(WELCOME)
        super().showEvent(event)
        if not self._stood:
            self._stood = True
            QTimer.singleShot(placing.FRAME_MS, self, lambda: placing.keep_on_screen(self))

    _stood = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(fit_of(self.width()) != WIDE)

    def closeEvent(self, event: QCloseEvent) -> None:
        placing.keep(self)
        if self.coding is not None:
            self.coding.docks.keep()
        self.session.close()
        super().closeEvent(event)
