"""The one window: menus, the rail of pages, and the page that is shown. It does no work of its own."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError, NotFound
from annotator.i18n import _
from annotator.operations.packages import package_coder
from annotator.progress import Progress
from annotator.project import Place, Project
from ui import after_opening, keys, placing
from ui.actions import Actions
from ui.articles import drops
from ui.coding.docks import WIDE, fit_of
from ui.coding.page import CodingPage
from ui.pages import ADJUDICATE, BACKUPS, LESSONS, PAGES, on_rail, supervises
from ui.palette.palette import Palette, PaletteBar
from ui.parts.button import IconButton
from ui.parts.message import Banner, Words
from ui.parts.navigation import Rail
from ui.saving import show_waiting
from ui.session import Session
from ui.trail import Stop, Trail
from ui.window_acts import Acts
from ui.window_dialogs import Dialogs
from ui.window_menus import filter_menu, region_menu
from ui.window_pages import CODE, WELCOME, WindowPages

if TYPE_CHECKING:
    from ui.carried import Carried

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
        self._pages = WindowPages(self)
        self.rail = Rail()
        self.rail.chosen.connect(self.show_page)
        self._coder_button = IconButton("circle-user-round", _("Change coder"), size=20)
        self._coder_button.clicked.connect(self.change_coder)
        self.rail.add_below(self._coder_button)
        self._banners = QVBoxLayout()
        self._banners.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self.actions_ = Actions(self, self.menuBar())
        self._use_keys()
        self._region_menu = region_menu(self)
        self._filter_menu = filter_menu(self)
        self.menuBar().setCornerWidget(PaletteBar(lambda: self.palette_.open(), self.menuBar()))
        self.dialogs = Dialogs(self)
        self.actions_.connect(Acts(self, self.dialogs).by_command())

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
        row.addWidget(self._pages, 1)
        column.addLayout(row, 1)
        self.setCentralWidget(middle)

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
    def coding(self) -> CodingPage | None:
        """The coding page, None before it is first shown."""
        page = self._pages.made.get(CODE)
        return page if isinstance(page, CodingPage) else None

    @property
    def is_at_desk(self) -> bool:
        """Whether the coding page is in sight."""
        return self._pages.is_in_sight(CODE)

    @property
    def shown(self) -> QWidget:
        """The page in sight."""
        return self._pages.currentWidget()

    def page(self, key: str) -> QWidget | None:
        """Return a page that has been shown, None for one that has not."""
        return self._pages.made.get(key)

    @property
    def pages_made(self) -> dict[str, QWidget]:
        """The pages that have been shown, by their keys."""
        return dict(self._pages.made)

    @property
    def page_key(self) -> str:
        """The key of the page in sight."""
        return self._pages.key

    def carry(self, carried: dict[str, Carried]) -> None:
        """Put into pages, when they are next shown, what pages made before held."""
        self._pages.carry(carried)

    def take_apart(self) -> None:
        """Take away what ``build`` made, except the bars above the page."""
        for part in (self.takeCentralWidget(), self.__dict__.pop("palette_", None)):
            if part is not None:
                part.hide()
                self.session.jobs.after_all(part, part.deleteLater)
        self.actions_.leave()
        self._filter_menu.deleteLater()
        self.setMenuBar(QMenuBar())

    # ---- pages ----------------------------------------------------------------------------------------------------------

    def show_page(self, key: str) -> None:
        """Show a page of the rail, the welcome page or the help."""
        if key == CODE and not self.session.is_open:
            key = WELCOME
        if key in PAGES and not PAGES[key].seen_by(self.session):
            key = CODE if self.session.is_open else WELCOME
        if not self._pages.is_in_sight(key):
            self.trail.leave()
        self._pages.turn_to(key)
        self.rail.choose(key)
        self.rail.setVisible(self.session.is_open and not (key == CODE and self.coding is not None and self.coding.docks.focused))
        if key == CODE and self.coding is not None:
            self.coding.pane.view.setFocus()
        self.allow()

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

    def show_backups(self, path: Path | None = None) -> None:
        """Show the backups of the open project, or of this one, which may be too damaged to be opened."""
        self.show_page(BACKUPS)
        page: Any = self._pages.made[BACKUPS]
        page.show_of(path)

    def tell_training(self, article_id: str) -> None:
        """Show how it went, if the article that was just finished is one of training whose gold is known."""
        from annotator.operations.training import training_result

        if self.session.is_open and training_result(self.session.the_project(), article_id) is not None:
            self.show_page(LESSONS)
            page: Any = self._pages.made[LESSONS]
            page.show_training(article_id)

    def leave_page(self) -> None:
        """Go from a page that lies over the desk back to it, or to the welcome page without a project."""
        self.show_page(CODE if self.session.is_open else WELCOME)

    def show_place(self, article_id: str, span: object) -> None:
        """Show a place of an article on the desk."""
        with self.trail.one_way():
            self.show_page(CODE)
            if self.coding is not None:
                self.coding.show_place(article_id, span)  # type: ignore[arg-type]

    def show_case(self, article_id: str, annotation_ids: object) -> None:
        """Show the case of these annotations where it is settled."""
        self.show_page(ADJUDICATE)
        if ADJUDICATE in self._pages.made:
            self._pages.made[ADJUDICATE].show_case_of(article_id, annotation_ids)  # type: ignore[attr-defined]

    def show_annotation(self, article_id: str, annotation_id: str) -> None:
        """Show an annotation in its article; the article alone where the annotation is there no more."""
        found = self.session.the_project().annotations.find(annotation_id)
        if found is not None:
            self.show_place(article_id, found.extent)
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
                self.change_coder()
            else:
                QTimer.singleShot(0, self, self.change_coder)
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
        self.allow()

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
        before = self._pages.give_up(PAGES)  # they show what the coder before may see
        self.show_page(CODE)
        self._pages.clear_away(before)
        if not self.session.article_id:
            self._open_first_article()

    def close_project(self) -> None:
        """Close the project and show the welcome page."""
        self.session.close()
        self.show_page(WELCOME)

    def new_project(self) -> None:
        """Show the form of a new project."""
        self.show_page(WELCOME)
        page: Any = self._pages.made[WELCOME]
        page.show_new_form()

    def ask_open(self) -> None:
        """Ask for a project's file and open it."""
        from PySide6.QtWidgets import QFileDialog  # dialogs cost more to import than they are asked for

        path, _kind = QFileDialog.getOpenFileName(self, _("Open project"), "", _("annotator projects (*.annot)"))
        if path:
            self.open_project(path)

    def change_coder(self) -> None:
        """Ask who codes."""
        if not self.session.is_open:
            return
        from ui.coder_dialog import CoderDialog

        dialog = CoderDialog(self.session, self)
        dialog.rejected.connect(self._tell_nobody_codes)
        dialog.open()

    def _tell_nobody_codes(self) -> None:
        if self.session.is_open and self.session.coder is None:
            banner = self.tell(
                "warning", lambda: _("Nobody codes yet"), lambda: _("Say who you are to open an article."), lambda: _("Who codes?")
            )
            banner.pressed.connect(banner.deleteLater)
            banner.pressed.connect(self.change_coder)

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

    def tell(self, kind: str, heading: Words, sentence: Words, button: Words = "", *, icon: str = "") -> Banner:
        """Show a bar above the page; its button closes it unless something else is connected."""
        banner = Banner(kind, heading, sentence, button or (lambda: _("Close")), icon=icon)
        if not button:
            banner.pressed.connect(banner.deleteLater)
        self._banners.addWidget(banner)
        return banner

    def move_banners(self, banners: QVBoxLayout) -> None:
        """Show again, in the language of now, what bars above the page said; a bar for reading only is made anew with the window."""
        for banner in [item.widget() for item in map(banners.itemAt, range(banners.count())) if item is not None]:
            if banner is self.reading_bar or banner is None:
                continue
            if isinstance(banner, Banner):
                banner.say_anew()
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

    def allow(self) -> None:
        """Let those commands be chosen that have something to act on."""
        is_open = self.session.is_open
        write = is_open and not self.session.the_project().read_only
        self.actions_.allow(project=is_open, write=write, article=is_open and bool(self.session.article_id), team=supervises(self.session))
        self._filter_menu.setEnabled(is_open and bool(self.session.article_id))
        self._region_menu.setEnabled(write and bool(self.session.article_id))

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
        if self._pages.count() == 0:
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
