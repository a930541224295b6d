"""What is shown before a project is open: start, recent projects, three steps."""

from __future__ import annotations

import getpass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.operations import projects
from annotator.paths import data_folder
from ui import theme
from ui.parts.button import Button
from ui.parts.message import Banner
from ui.parts.painting import Label
from ui.parts.signs import CategorySign
from ui.session import Session

SIGNS = (("#0072B2", "box"), ("#E69F00", "background"), ("#009E73", "underline"), ("#CC79A7", "wave"))
STEPS = (
    (_("1  Bring articles in"), _("Drop files, folders or a table. The page furniture is set aside, nothing is changed.")),
    (_("2  Mark and link"), _("Select with the arrow keys, press 1 to 4, choose values by digit, press L to link.")),
    (_("3  Finish and take it out"), _("Finish checks what is missing. Export gives tables that open right in R, Excel and Python.")),
)


class WelcomePage(QWidget):
    """Start and recent projects."""

    project_wanted = Signal(str, str)
    """a path, and the coder to open it as (empty: whoever codes here)"""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        px = theme.current().px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(180), px(90), px(180), px(40))
        self._column.setSpacing(px(12))
        signs = QHBoxLayout()
        for colour, style in SIGNS:
            signs.addWidget(CategorySign(colour, style, style, size=20))
        signs.addStretch(1)
        self._column.addLayout(signs)
        self._column.addWidget(Label("annotator", "figure"))
        self._column.addWidget(Label(_("Read the news, mark who claims what, and know how far coders agree."), "control", "text_2"))
        self._column.addLayout(self._choices())
        self._column.addSpacing(px(16))
        steps = QHBoxLayout()
        for title, text in STEPS:
            steps.addLayout(_step(title, text), 1)
        self._column.addLayout(steps)
        self._column.addStretch(1)
        self._column.addLayout(self._who())

    def _choices(self) -> QHBoxLayout:
        start, recent = QVBoxLayout(), QVBoxLayout()
        start.addWidget(Label(_("Start"), "label", "text_2"))
        for text, key, icon, act in (
            (_("New project"), "Ctrl+N", "file-plus", lambda: self.show_new_form("news_claims")),
            (_("New project with four tags"), "", "file-plus", lambda: self.show_new_form("four_tags")),
            (_("Open project"), "Ctrl+O", "folder-open", self._ask_open),
            (_("Try the sample project"), "", "graduation-cap", self._open_sample),
        ):
            button = Button(text, key=key, icon=icon)
            button.clicked.connect(act)
            start.addWidget(button)
        start.addStretch(1)
        recent.addWidget(Label(_("Recent"), "label", "text_2"))
        for path in self._session.settings.recent[:6]:
            button = Button(Path(path).stem, "quiet", icon="file-text")
            button.setToolTip("")
            button.setAccessibleDescription(path)
            button.setEnabled(Path(path).exists())
            button.clicked.connect(lambda _checked=False, path=path: self.project_wanted.emit(path, ""))
            recent.addWidget(button)
        if not self._session.settings.recent:
            recent.addWidget(Label(_("Projects that you open are listed here."), "control", "text_2"))
        recent.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(48))
        row.addLayout(start, 1)
        row.addLayout(recent, 1)
        return row

    def _who(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Label(_("Your work stays on this computer."), "option", "text_2"))
        row.addStretch(1)
        row.addWidget(Label(_("You code as"), "option", "text_2"))
        self._name = QLineEdit(self._session.settings.coder or getpass.getuser())
        self._name.setAccessibleName(_("Your short name"))
        self._name.setMaximumWidth(theme.current().px(140))
        self._name.editingFinished.connect(self._keep_name)
        row.addWidget(self._name)
        return row

    def _keep_name(self) -> str:
        name = self._name.text().strip()
        if name and name != self._session.settings.coder:
            self._session.set_settings(coder=name)
        return name

    def show_new_form(self, codebook: str = "news_claims") -> None:
        """Ask where a new project shall lie, and make it."""
        path, _kind = QFileDialog.getSaveFileName(self, _("New project"), "study.annot", _("annotator projects (*.annot)"))
        if not path:
            return
        target = Path(path).with_suffix(projects.SUFFIX)
        try:
            projects.new_project(target, projects.built_in_codebook(codebook), maker=self._keep_name())
        except AnnotatorError as error:
            self._tell(str(error))
            return
        self.project_wanted.emit(str(target), self._keep_name())

    def _ask_open(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Open project"), "", _("annotator projects (*.annot)"))
        if path:
            self._keep_name()
            self.project_wanted.emit(path, "")

    def _open_sample(self) -> None:
        from annotator.operations.demo import make_demo

        try:
            path = make_demo(data_folder() / "sample")
        except AnnotatorError as error:
            self._tell(str(error))
            return
        self.project_wanted.emit(str(path), "ada")

    def _tell(self, text: str) -> None:
        banner = Banner("error", _("This was not done"), text, _("Close"))
        banner.pressed.connect(banner.deleteLater)
        self._column.insertWidget(0, banner)


def _step(title: str, text: str) -> QVBoxLayout:
    column = QVBoxLayout()
    words = Label(text, "control", "text_2")
    words.setWordWrap(True)
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    column.addWidget(Label(title, "current"))
    column.addWidget(words)
    return column
