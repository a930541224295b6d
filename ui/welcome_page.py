"""The welcome page: a new project, one that is there, the sample; who codes; the first article in three steps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import N_, _
from annotator.operations.codebook_files import read_any
from annotator.operations.projects import SUFFIX, new_project
from annotator.paths import data_folder
from ui import theme
from ui.articles import drops
from ui.jobs import Job, LooseJob
from ui.parts.button import Button
from ui.parts.message import Banner
from ui.parts.painting import Label, Part, begin, clear_layout
from ui.session import Session
from ui.welcome.coder_line import CoderLine
from ui.welcome.masthead import Masthead, Sentence, Step
from ui.welcome.new_project_form import NewProjectForm
from ui.welcome.start_parts import RecentRow, StartCard

WIDEST = 912  # px at 100 %: two columns of 432 and the gap between them
TWO_COLUMNS = 760
SEEN_RECENT = 5
SAMPLE_CODER = "ada"
_STEPS = (
    (N_("Bring articles in"), N_("Drop files, folders or a table. The page furniture is set aside, nothing is changed.")),
    (N_("Mark and link"), N_("Select with the arrow keys, press 1 to 4, choose values by digit, press L to link.")),
    (N_("Finish and take it out"), N_("Finish checks what is missing. Export gives tables that open right in R, Excel and Python.")),
)


class WelcomePage(QScrollArea):
    """Where work begins; ``project_wanted(path, coder)`` asks for a project, with an empty coder for the one of last time."""

    project_wanted = Signal(str, str)
    backups_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._sample: Job | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAcceptDrops(True)
        self.new_card = StartCard("file-plus-corner", _("New project"), _("Articles, coders and a codebook in one file"), "Ctrl+N")
        self.open_card = StartCard("folder-open", _("Open project"), _("A project file on this computer"), "Ctrl+O")
        self.sample_card = StartCard(
            "graduation-cap", _("Try the sample project"), _("14 articles in three scripts, two coders, agreement")
        )
        self.form = NewProjectForm()
        self.coder_line = CoderLine(session)
        self.recent_rows: list[RecentRow] = []
        self._lay_out()
        self._connect()
        self.refresh()

    # ---- building ----------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = theme.current().px
        page = _Paper()
        self.setWidget(page)
        outer = QHBoxLayout(page)
        outer.setContentsMargins(px(24), px(24), px(24), px(20))
        outer.addStretch(1)
        self._middle = QWidget()
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(3)
        self._banners = QVBoxLayout()
        self._banners.setContentsMargins(0, 0, 0, px(16))
        column.addLayout(self._banners)
        column.addWidget(Masthead())
        column.addWidget(Sentence(_("Read the news, mark who claims what, and know how far coders agree.")))
        column.addSpacing(px(36))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(px(48))
        self._columns.addWidget(self._start_column(), 1)
        self._columns.addWidget(self._recent_column(), 1)
        column.addLayout(self._columns)
        column.addSpacing(px(32))
        column.addWidget(_Rule())
        column.addSpacing(px(22))
        column.addWidget(Label(_("Your first article in three steps"), "current", "text_2"))
        column.addSpacing(px(18))
        self._steps = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._steps.setSpacing(px(36))
        for number, (title, sentence) in enumerate(_STEPS, start=1):
            self._steps.addWidget(Step(number, _(title), _(sentence)), 1)
        column.addLayout(self._steps)
        column.addStretch(4)
        column.addSpacing(px(24))
        column.addLayout(self._foot())
        outer.addWidget(self._middle)
        outer.addStretch(1)
        self._fit()

    def _start_column(self) -> QWidget:
        px = theme.current().px
        cards = QWidget()
        column = QVBoxLayout(cards)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        for card in (self.new_card, self.open_card, self.sample_card):
            column.addWidget(card)
        column.addStretch(1)
        self._start = QStackedWidget()
        self._start.addWidget(cards)
        self._start.addWidget(self.form)
        self._start_title = Label(_("Start"), "current", "text_2")
        return _titled(self._start_title, self._start)

    def _recent_column(self) -> QWidget:
        self._recent = QWidget()
        self._recent_list = QVBoxLayout(self._recent)
        self._recent_list.setContentsMargins(0, 0, 0, 0)
        self._recent_list.setSpacing(0)
        self._no_recent = Label(_("Projects that you open are listed here."), "control", "text_3")
        self._no_recent.setWordWrap(True)
        self._recent_list.addWidget(self._no_recent)
        self._recent_list.addStretch(1)
        return _titled(Label(_("Recent"), "current", "text_2"), self._recent)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(Label(_("Your work stays on this computer."), "option", "text_2"))
        foot.addStretch(1)
        self.backups_button = Button(_("Backups and recovery"), "quiet", low=True)
        foot.addWidget(self.backups_button)
        foot.addWidget(self.coder_line)
        return foot

    def _connect(self) -> None:
        self.new_card.clicked.connect(self.show_new_form)
        self.open_card.clicked.connect(self._ask_open)
        self.sample_card.clicked.connect(self._make_sample)
        self.backups_button.clicked.connect(self.backups_wanted)
        self.form.wanted.connect(self._make_project)
        self.form.left.connect(self._hide_form)
        self._session.opened.connect(self.refresh)
        self._session.closed.connect(self.refresh)
        self._session.settings_changed.connect(self.refresh)

    # ---- what is shown -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the recent projects and the coder's name anew."""
        for row in self.recent_rows:
            self._recent_list.removeWidget(row)
            row.hide()
            row.deleteLater()
        paths = [Path(path) for path in self._session.settings.recent[:SEEN_RECENT]]
        self.recent_rows = [RecentRow(path) for path in paths]
        for place, row in enumerate(self.recent_rows):
            self._recent_list.insertWidget(place, row)
            row.clicked.connect(lambda _checked=False, row=row: self._open_recent(row))
        self._no_recent.setVisible(not self.recent_rows)
        self.coder_line.refresh()

    def show_new_form(self) -> None:
        """Ask for what a new project needs, in the page."""
        self.clear()
        self.form.begin()
        self._start_title.setText(_("New project"))
        self._start.setCurrentWidget(self.form)
        self.form.focus_first()

    def _hide_form(self) -> None:
        self._start_title.setText(_("Start"))
        self._start.setCurrentIndex(0)
        self.new_card.setFocus()

    def tell(self, heading: str, error: object) -> None:
        """Say above the page what went wrong."""
        self.clear()
        banner = Banner("error", heading, str(error))
        self._banners.addWidget(banner)
        banner.show()
        self.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Take back what was said."""
        clear_layout(self._banners)

    # ---- starting ----------------------------------------------------------------------------------------------------------

    def _name(self) -> str:
        """Return who codes, kept from now on; empty after saying that the name cannot be used."""
        try:
            return self.coder_line.keep()
        except AnnotatorError as error:
            self.tell(_("This name cannot be used"), error)
            return ""

    def _make_project(self, path: str, codebook: str) -> None:
        name = self._name()
        if not name:
            return
        try:
            new_project(Path(path), read_any(Path(codebook)), maker=name)
        except AnnotatorError as error:
            self.tell(_("No project was made"), error)
            return
        self._hide_form()
        self._want(path, name)

    def _ask_open(self) -> None:
        kinds = _("annotator projects (*{suffix})").format(suffix=SUFFIX)
        path, _kind = QFileDialog.getOpenFileName(self, _("Open project"), "", kinds)
        if path and self._name():
            self._want(path, "")

    def _open_recent(self, row: RecentRow) -> None:
        if not row.is_there():
            gone = _("{path} was moved or deleted. Open it from its new place.")
            self.tell(_("This project is not there any more"), gone.format(path=row.path))
        elif self._name():
            self._want(str(row.path), "")

    def _want(self, path: str, coder: str) -> None:
        self.clear()
        self.project_wanted.emit(path, coder)

    def _make_sample(self) -> None:
        if self._sample is not None:
            return
        from annotator.operations.demo import make_demo

        self.clear()
        self.sample_card.show_busy(_("Making the sample…"))
        self._sample = LooseJob(lambda progress: make_demo(data_folder() / "sample", progress))
        self._sample.done.connect(self._on_sample)
        self._sample.failed.connect(lambda error: self.tell(_("The sample was not made"), error))
        self._sample.ended.connect(self._on_sample_ended)
        self._session.start(self._sample)

    def _on_sample(self, path: Path) -> None:
        self._on_sample_ended()
        if not self._session.is_open:  # else another project was opened meanwhile
            self._want(str(path), SAMPLE_CODER)

    def _on_sample_ended(self) -> None:
        self._sample = None
        self.sample_card.show_busy("")

    # ---- Qt's events -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QPaintEvent) -> None:
        super().showEvent(event)
        if self._start.currentIndex() == 0:
            self.new_card.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Set the columns side by side where there is room, else one under the other."""
        px = theme.current().px
        room = self.viewport().width() - 2 * px(24)
        side_by_side = QBoxLayout.Direction.LeftToRight if room >= px(TWO_COLUMNS) else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(side_by_side)
        self._steps.setDirection(side_by_side)
        self._middle.setFixedWidth(max(px(280), min(px(WIDEST), room)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _projects(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragEnterEvent) -> None:
        self.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        found = _projects(event)
        if found and self._name():
            event.acceptProposedAction()
            self._want(str(found[0]), "")


def _projects(event: QDropEvent) -> list[Path]:
    return [path for path in drops.paths_of(event.mimeData()) if path.suffix == SUFFIX]


class _Paper(Part):
    """The ground of the page."""

    def paintEvent(self, event: QPaintEvent) -> None:
        begin(self).fillRect(self.rect(), theme.current().paper)


class _Rule(Part):
    """A line across."""

    def sizeHint(self) -> QSize:
        return QSize(10, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        begin(self).fillRect(0, 0, self.width(), 1, theme.current().line)


def _titled(title: Label, body: QWidget) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().px(10))
    column.addWidget(title)
    column.addWidget(body, 1)
    return whole
