"""The parts of the agreement page and where they stand: head, tabs, the view in sight, the passages at its side."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from annotator.i18n import _
from ui import theme
from ui.agreement.articles_view import ArticlesView
from ui.agreement.breakdown import Breakdown
from ui.agreement.decomposition_view import DecompositionView
from ui.agreement.differences_view import DifferencesView
from ui.agreement.gold_view import GoldView
from ui.agreement.needed_view import NeededView
from ui.agreement.pairs_view import PairsView
from ui.agreement.passage_panel import PassagePanel
from ui.agreement.record_table import RecordTable
from ui.agreement.settings_panel import SettingsPanel
from ui.agreement.time_view import TimeView
from ui.agreement.versions_view import VersionsView
from ui.agreement.view import View
from ui.parts.button import Button
from ui.parts.message import EmptyState, ProgressBar
from ui.parts.navigation import Tabs
from ui.parts.page_head import lay_out_page
from ui.parts.painting import ElidedLabel, Label

TABLE, DECOMPOSITION, PAIRS, TIME = "table", "decomposition", "pairs", "time"
ARTICLES, VERSIONS, GOLD, NEEDED = "articles", "versions", "gold", "needed"
DIFFERENCES = "differences"
BESIDE = 1200
"""from this width (px at 100 %) on the passages stand beside the table; below they take its place"""
PANEL = 412
NARROW = 1000
"""below this width the head has no room for what is counted, which comes under it, nor for the coders' button: settings choose them too"""
LOWEST = 760
"""below this height (px at 100 %) the table needs the room that the breakdown would take"""


class Board:
    """Made once for its page; ``fit`` lays everything out for the width there is."""

    def __init__(self, page: QWidget) -> None:
        self._page = page
        self.nothing = False
        self.passages_open = False
        self.settings_open = False
        self.head_height = theme.current().px(64)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.settings_button = Button(_("Settings"), icon="sliders-horizontal")
        self.coders_button = Button(_("Coders"), icon="users-round")
        self.filter_button = Button(_("Show: all"), icon="list-filter")
        self.copy_button = Button(_("Copy paragraph"), icon="quote")
        self.export_button = Button(_("Export"), icon="download")
        self.progress = ProgressBar()
        self.empty = EmptyState("chart-no-axes-column", _("No article finished by two coders"),
                                _("Agreement needs at least one article that two coders have both finished."))  # fmt: skip
        self.empty.hide()
        self.said_below = Label("", "option", "text_2")
        self.said_below.setWordWrap(True)
        self.said_below.hide()
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("Views of the agreement"))
        self.table = RecordTable()
        self.breakdown = Breakdown()
        self.note = Label("", "caption", "text_2")
        self.note.setWordWrap(True)
        self.note.setContentsMargins(theme.current().px(8), 0, 0, 0)
        self.panel = PassagePanel()
        self.panel.hide()
        self.settings = SettingsPanel()
        self.settings.hide()
        self.pairs = PairsView()
        self.views: dict[str, View] = {
            DECOMPOSITION: DecompositionView(), PAIRS: self.pairs, TIME: TimeView(), ARTICLES: ArticlesView(),
            VERSIONS: VersionsView(), DIFFERENCES: DifferencesView(), GOLD: GoldView(), NEEDED: NeededView(),
        }  # fmt: skip
        words = {
            TABLE: _("Reliability"), DECOMPOSITION: _("Decomposition"), PAIRS: _("Pairs"), TIME: _("Over time"),
            ARTICLES: _("Articles"), VERSIONS: _("Versions"), DIFFERENCES: _("Differences"), GOLD: _("Gold"), NEEDED: _("Still needed"),
        }  # fmt: skip
        for key, said in words.items():
            self.tabs.add(key, said)

    def _lay_out(self) -> None:
        px = theme.current().px
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Label(_("Agreement"), "page_title"))
        said.addWidget(self.said)
        top = QWidget()
        top.setFixedHeight(self.head_height)
        head = QHBoxLayout(top)
        head.setContentsMargins(px(24), px(8), px(24), px(8))
        head.setSpacing(px(8))
        head.addLayout(said, 1)
        for button in (self.settings_button, self.coders_button, self.filter_button, self.copy_button, self.export_button):
            head.addWidget(button)
        self.above = QVBoxLayout()
        for part in (self.said_below, self.progress, self.empty):
            self.above.addWidget(part)
        reliability = QWidget()
        column = QVBoxLayout(reliability)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        column.addWidget(self.breakdown)
        self._stack = QStackedWidget()
        self._places = {TABLE: reliability, **self.views}
        for shown in self._places.values():
            self._stack.addWidget(shown)
        self.left = QWidget()
        whole_left = QVBoxLayout(self.left)
        whole_left.setContentsMargins(px(16), 0, px(16), px(16))
        whole_left.setSpacing(px(4))
        whole_left.addWidget(self.tabs)
        whole_left.addWidget(self._stack, 1)
        self._body = QHBoxLayout()
        self._body.setSpacing(0)
        start = QVBoxLayout()
        start.setSpacing(0)
        start.addLayout(self.above)
        start.addWidget(self.left, 1)
        start.addStretch(0)
        self._body.addLayout(start, 1)
        self._body.addWidget(self.panel, 1)
        self._body.addWidget(self.settings, 1)
        lay_out_page(self._page, top, self._body)

    def say(self, text: str) -> None:
        """Say what is counted, and how."""
        self.said.show_text(text)
        self.said_below.setText(text)

    def show_view(self, key: str) -> None:
        """Show the table or a view."""
        self._stack.setCurrentWidget(self._places[key])

    def fit(self) -> None:
        """Lay view and passages, or settings, side by side; where the window is small they take the view's place."""
        px = theme.current().px
        passages = self.passages_open and not self.settings_open and not self.nothing
        shown = self.settings_open or passages
        wide = self._page.width()
        takes_all = shown and wide < px(BESIDE)
        narrow = wide < px(NARROW)
        self.coders_button.setVisible(not narrow)
        self.said_below.setVisible(narrow and not takes_all and bool(self.said_below.text()))
        self.said.setVisible(not narrow)
        for panel in (self.panel, self.settings):
            panel.setMinimumWidth(0 if takes_all else px(PANEL))
            panel.setMaximumWidth(wide if takes_all else px(PANEL))
        # What goes is hidden first: both together would make the page wider than the window.
        if takes_all or self.nothing:
            self.left.hide()
        side = 0 if takes_all else px(24)
        self.above.setContentsMargins(side, side // 2, side, 0)
        self._body.setStretch(0, 0 if takes_all else 1)
        for panel, seen in ((self.panel, passages), (self.settings, self.settings_open)):
            if not seen:
                panel.hide()
        self.panel.setVisible(passages)
        self.settings.setVisible(self.settings_open)
        self.breakdown.setVisible(self.breakdown.holds_something() and self._page.height() >= px(LOWEST))
        self.left.setVisible(not takes_all and not self.nothing)
        whole = self._page.layout()
        if whole is not None:
            whole.activate()  # what was hidden must not keep its room until the next turn
