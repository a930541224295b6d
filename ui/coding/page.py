"""The coding page: articles at the left, the text in the middle, the values at the right."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.span import Span
from annotator.operations.packages import package_coder
from ui import keys, theme
from ui.articles.list import ArticlesDock
from ui.coding.activity import ActivityClock
from ui.coding.article_pane import ArticlePane
from ui.coding.desk import EDGES, FINISHING, LINKING, READING, Desk
from ui.coding.docks import ARTICLE_LEAST, Docks, measure_of
from ui.coding.edges import Edges
from ui.coding.keyboard import KEYS, LETTER_SECTIONS
from ui.coding.linking import Linking
from ui.coding.values_panel import ValuesPanel
from ui.parts.message import Banner, Message
from ui.parts.navigation import Tabs
from ui.parts.painting import Ground
from ui.session import Session

if TYPE_CHECKING:
    from ui.coding.finish_panel import FinishPanel
    from ui.coding.history_panel import HistoryPanel
    from ui.coding.keys_panel import KeysPanel
    from ui.coding.link_panel import LinkPanel
    from ui.coding.notes_panel import NotesPanel

_TABS = ("values", "notes", "history")
LEAST_MESSAGE = 320  # px at 100 %


class CodingPage(QMainWindow):
    """Assembles the desk and its panels; decides nothing about codings.

    Of the panels at the right only the values are made at once, the others when they are first asked for.
    """

    import_wanted = Signal()
    article_finished = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.session = session
        self.desk = Desk(session, self)
        self.linking = Linking(self.desk)
        self.edges = Edges(self.desk)
        self.pane = ArticlePane(self.desk, self.linking, self.edges, self)
        self.list = ArticlesDock(session, self.desk)
        self.message = Message(self, self._message_room)
        self._clock = ActivityClock()
        self._clocked = self._clocked_for = ""
        self._make_panels()
        self._lay_out()
        self._connect()

    # ---- building

    def _make_panels(self) -> None:
        self.values = ValuesPanel(self.desk)
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("What is said of the annotation and the article"))
        for key, text in (("values", _("Values")), ("notes", _("Notes")), ("history", _("History"))):
            self.tabs.add(key, text)
        self.panels = QStackedWidget()
        self.panels.addWidget(self.values)

    def _lay_out(self) -> None:
        middle = QWidget(self)
        self._column = QVBoxLayout(middle)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.pane, 1)
        self.setCentralWidget(middle)
        right = Ground("panel")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.panels, 1)
        self.pane.setMinimumWidth(ARTICLE_LEAST)
        self.docks = Docks(self, self.list, right)
        self.left_dock, self.right_dock = self.docks.left, self.docks.right
        self._fit(force=True)

    def _connect(self) -> None:
        desk = self.desk
        desk.values_wanted.connect(self._to_values)
        desk.article_values_wanted.connect(self._to_article_values)
        desk.article_value_wanted.connect(self._to_article_values)
        desk.note_wanted.connect(self._to_note)
        desk.link_wanted.connect(self.linking.begin_with)
        desk.text_wanted.connect(self._back_to_text)
        desk.mode_changed.connect(self._show_mode)
        desk.said.connect(self._say)
        desk.article_shown.connect(self._on_article_shown)
        self.session.changed.connect(self._on_changed)
        self.session.problem.connect(self._on_problem)
        self.session.closed.connect(self._note_time)
        self.session.settings_changed.connect(self._forget_keys)
        self.tabs.changed.connect(self._show_tab)
        theme.notifier().changed.connect(self._on_theme)
        self.pane.keys_wanted.connect(self.show_keys)
        self.pane.structure.shown_changed.connect(self._on_structure)
        self.docks.before_values = self._room_for_values
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)
        self.pane.import_wanted.connect(self.import_wanted)
        self.pane.versions.carry_wanted.connect(self._ask_to_carry)
        self.pane.versions.article_wanted.connect(self._open_article)
        self.pane.lens.too_slow.connect(lambda names: self._say(_("Too slow to highlight: {names}").format(names=", ".join(names)), False))
        self.pane.head.finish_pressed.connect(self.finish)
        self.pane.head.variables_pressed.connect(desk.article_values_wanted)
        self.values.link_wanted.connect(lambda: self.linking.begin())
        self.list.article_wanted.connect(self._open_article)
        self.list.import_wanted.connect(self.import_wanted)

    # ---- panels that are made when they are first asked for

    @cached_property
    def notes(self) -> NotesPanel:
        """What is noted on the annotation and the article."""
        from ui.coding.notes_panel import NotesPanel

        panel = NotesPanel(self.desk)
        self.panels.addWidget(panel)
        return panel

    @cached_property
    def history(self) -> HistoryPanel:
        """What was done in the article, and everywhere."""
        from ui.coding.history_panel import HistoryPanel

        panel = HistoryPanel(self.desk)
        self.panels.addWidget(panel)
        return panel

    @cached_property
    def finish_panel(self) -> FinishPanel:
        """What is open in the article before it is finished."""
        from ui.coding.finish_panel import FinishPanel

        panel = FinishPanel(self.desk)
        self.panels.addWidget(panel)
        for finished in (panel.finished, panel.finished_and_next):
            finished.connect(lambda: self.article_finished.emit(self.session.article_id))
        panel.finished.connect(self._on_finished)
        panel.finished_and_next.connect(self.next_article)
        panel.left.connect(self._back_to_text)
        return panel

    @cached_property
    def link_panel(self) -> LinkPanel:
        """The ends that a link may have."""
        from ui.coding.link_panel import LinkPanel

        panel = LinkPanel(self.desk, self.linking)
        self.panels.addWidget(panel)
        return panel

    def _shows(self, *names: str) -> bool:
        """Return whether one of these panels is in sight at the right; one that is not made yet is not."""
        return any(self.panels.currentWidget() is self.__dict__.get(name) for name in names)

    @cached_property
    def keys_panel(self) -> KeysPanel:
        """The table of all keys."""
        from ui.coding.keys_panel import KeysPanel

        panel = KeysPanel(keys.as_set(KEYS, LETTER_SECTIONS))
        panel.left.connect(self._back_to_text)
        self.panels.addWidget(panel)
        return panel

    def _forget_keys(self) -> None:
        """Let the table of keys be made anew: the coder may have changed them."""
        panel = self.__dict__.pop("keys_panel", None)
        if panel is not None:
            if self.panels.currentWidget() is panel:
                self._choose_tab("values")
            panel.deleteLater()
        self.pane.status.update()

    # ---- the right dock

    def _show_tab(self, key: str) -> None:
        self.panels.setCurrentWidget(getattr(self, key))

    def _choose_tab(self, key: str) -> None:
        self.tabs.choose(key)
        self._show_tab(key)
        self.tabs.setVisible(True)

    def _to_values(self, attribute: str) -> None:
        self._choose_tab("values")
        self.docks.show_values()
        self.values.focus_value(attribute)

    def _to_article_values(self, variable: str = "") -> None:
        if self.desk.shown is not None:
            self._choose_tab("values")
            self.docks.show_values()
            self.values.show_article_form(variable)

    def _to_note(self) -> None:
        if self.desk.selected is not None or self.desk.shown is not None:
            self._choose_tab("notes")
            self.docks.show_values()
            self.notes.focus_note()

    def _back_to_text(self) -> None:
        if self.desk.mode == FINISHING:
            self.desk.set_mode(READING)
        if not self._shows(*_TABS):
            self._choose_tab("values")
        self.pane.structure.take_keys()

    def show_keys(self) -> None:
        """Show all keys in the right dock."""
        self.tabs.setVisible(False)
        self.panels.setCurrentWidget(self.keys_panel)
        self.docks.show_values()
        self.keys_panel.setFocus()

    def _show_mode(self, mode: str) -> None:
        if mode == LINKING:
            self.tabs.setVisible(False)
            self.panels.setCurrentWidget(self.link_panel)
            self.pane.view.setFocus()
        elif self._shows("link_panel"):
            self._choose_tab("values")

    # ---- finishing and going on

    def finish(self) -> None:
        """Show what is open in the article; when that is shown already, finish and go on."""
        if not self.desk.can_write:
            return
        if self.desk.mode == FINISHING:
            self.finish_panel.finish(and_next=True)
            return
        self.desk.set_mode(FINISHING)
        self.tabs.setVisible(False)
        self.panels.setCurrentWidget(self.finish_panel)
        self.docks.show_values()
        self.finish_panel.show_items()
        self.finish_panel.setFocus()

    def _on_finished(self) -> None:
        self._back_to_text()
        self._say(_("Article finished"), True)

    def next_article(self) -> None:
        """Go to the next article that is not finished."""
        self._back_to_text()
        following = self.list.next_article(self.session.article_id)
        if following:
            self._open_article(following)
        else:
            self._say(self._all_finished(), False)

    def _all_finished(self) -> str:
        """Return what is said when nothing is left: in a work package also what becomes of it."""
        project = self.session.the_project()
        if package_coder(project) is None:
            return _("Every article is finished")
        return _("Every article is finished: {file} can go back to who made it").format(file=project.path.name)

    def turn_article(self, way: int) -> None:
        """Go to the article after (1) or before (-1) in the list."""
        other = self.list.neighbour(self.session.article_id, way)
        if other:
            self._open_article(other)

    def _open_article(self, article_id: str) -> None:
        if article_id != self.session.article_id:
            self._note_time()
            self.session.open_article(article_id)
        self.docks.close_list()
        self.pane.view.setFocus()

    def open_article(self, article_id: str) -> None:
        """Lay an article on the desk and bring the keys to it."""
        self._open_article(article_id)

    def show_rule_of(self, category_id: str = "", attribute_id: str = "", value_id: str = "") -> bool:
        """Show all that the codebook says of a category or value at the side; without one, of what is selected: False if nothing is."""
        self._choose_tab("values")
        self.docks.show_values()
        return self.values.show_whole_rule(category_id, attribute_id, value_id)

    def show_place(self, article_id: str, span: Span) -> None:
        """Show a place in an article, as the agreement page asks."""
        self._open_article(article_id)
        self.desk.place_wanted.emit(span)

    def show_caret(self, article_id: str, position: int) -> None:
        """Show an article with the caret where it was."""
        self._open_article(article_id)
        shown = self.desk.shown
        if shown is not None and shown.text:
            at = min(position, len(shown.text) - 1)
            self.desk.place_wanted.emit(Span(at, at + 1))

    def _on_article_shown(self) -> None:
        if self._shows("finish_panel", "link_panel"):
            self._choose_tab("values")
        shown = self.desk.shown
        if shown is not None:
            self._note_time()
        self._clocked = shown.id if shown is not None and not shown.others else ""  # to read what others coded is no coding
        self._clocked_for = self.session.coder.id if self.session.coder is not None else ""

    def _ask_to_carry(self, source_id: str, target_id: str) -> None:
        from ui.versions.carry_dialog import CarryDialog

        dialog = CarryDialog(self.session, source_id, target_id, self)
        dialog.accepted.connect(lambda: self._say(_("Carried over: {report}").format(report=dialog.said.text()), True))
        dialog.open()

    # ---- telling

    def _say(self, text: str, undo: bool) -> None:
        self.message.tell(text, self.desk.undo if undo else None)

    def _message_room(self) -> QRect:
        """Return where the bar that tells may lie, never over the text: the foot of the list, else the strip and the status line.

        Beside the cards the status line has the keys of the text, and they are not covered where there is room beside them.
        """
        if self.left_dock.isVisible():
            return self.left_dock.geometry()
        bar, strip = self.pane.status, self.pane.strip
        beside = bar.beside_keys()
        if not strip.isVisible() and beside.width() >= theme.current().px(LEAST_MESSAGE):
            return QRect(bar.mapTo(self, beside.topLeft()), beside.size())
        first = bar if self.desk.mode in (LINKING, EDGES) or not strip.isVisible() else strip
        top = first.mapTo(self, QPoint(0, 0)).y()
        return QRect(bar.mapTo(self, QPoint(0, 0)).x(), top, bar.width(), bar.mapTo(self, QPoint(0, bar.height())).y() - top)

    def _on_changed(self, _changes: object) -> None:
        self.message.overtaken()

    def _on_problem(self, error: AnnotatorError) -> None:
        self.clear_banner()
        banner = Banner("error", _("Not kept"), str(error), _("Close"))
        banner.pressed.connect(self.clear_banner)
        self._banner = banner
        self._column.insertWidget(0, banner)
        QTimer.singleShot(8000, banner, lambda: self.clear_banner(banner))

    _banner: Banner | None = None

    def clear_banner(self, only: Banner | None = None) -> None:
        """Take the bar above the content away."""
        if self._banner is not None and only in (None, self._banner):
            self._banner.deleteLater()
            self._banner = None

    # ---- time on task

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._stood:
            self._stood = True
            self.docks.stand()  # what was asked before the page had its size came to nothing
        handle = self.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # not on the application: each event of each widget would come through here

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._note_time()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel) and self.isVisible():
            self._clock.act()
        return False

    def _note_time(self) -> None:
        seconds = self._clock.take()
        coder = self.session.coder
        if self._clocked and seconds and coder is not None and coder.id == self._clocked_for:
            self.session.note_active_seconds(self._clocked, seconds)

    # ---- sizes

    def toggle_focus_mode(self) -> bool:
        """Show article and values only, or everything again (F11); return whether only those are shown now."""
        self.docks.set_focused(not self.docks.focused)
        return self.docks.focused

    def show_list(self) -> None:
        """Bring the keys to the list of articles."""
        self.docks.open_list()
        self.list.setFocus()

    def show_text(self) -> None:
        """Bring the keys to the text."""
        self._back_to_text()
        self.pane.structure.to_text()

    def show_values(self) -> None:
        """Bring the keys to the values."""
        self._choose_tab("values")
        self.docks.show_values()
        self.values.focus_value("")
        if not self.right_dock.isAncestorOf(QApplication.focusWidget() or self):
            self.tabs.setFocus()  # nothing is selected that has values

    def _on_structure(self, on: bool) -> None:
        self.docks.set_carded(on)
        self._room_for_cards()

    def _room_for_cards(self) -> None:
        """Let the cards stand; in a window that has no room for cards and values, these go."""
        if self.pane.structure.is_on:
            self.pane.structure.set_aside(False)
            self.right_dock.setVisible(not self.docks.is_tight)

    def _room_for_values(self) -> None:
        """Let the values come; in a window that has no room for both, the cards go while the values have the keys."""
        if self.pane.structure.is_on and self.docks.is_tight:
            self.pane.structure.set_aside(True)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.docks.is_tight and self.pane.isAncestorOf(new) and self.desk.mode != FINISHING:
            self._room_for_cards()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _on_theme(self, _theme: object) -> None:
        self._fit(force=True)

    def _fit(self, *, force: bool = False) -> None:
        """Give docks and text the widths of DESIGN.md section 2."""
        fit = self.docks.follow(self.window().width(), force=force)
        if force or fit != self._fitted:
            self._fitted = fit
            self.pane.structure.set_measure(measure_of(fit))
            self._room_for_cards()

    _fitted = ""
    _stood = False
