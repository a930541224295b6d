"""What a new project needs: a name, a place, a codebook. It stands in the page, not in a dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import N_, _
from annotator.model.file_names import unfit_for_a_file
from annotator.operations.projects import SUFFIX
from ui import theme
from ui.parts.button import Button
from ui.parts.cells import Option
from ui.parts.field import FieldBox
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label, announce

OTHER = "other"
_CODEBOOKS = (
    (
        "news_claims",
        N_("News claims"),
        N_("Actors, claims, stances and speculation with all their values and links; completeness is checked."),
    ),
    ("four_tags", N_("Four tags"), N_("The same four categories, nothing required: to start simple.")),
    (OTHER, N_("From a file…"), N_("A codebook that another project was exported with, as JSON.")),
)


class NewProjectForm(QWidget):
    """``wanted(path, codebook)`` sends the file to make and a built-in codebook's key or the path of one; ``left`` is Esc or Cancel."""

    wanted = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = Path()
        self._codebook_file = ""
        self.name = FieldBox()
        self.name.edit.setAccessibleName(_("Name of the project"))
        self.problem = Label("", "option", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.place = Label("", "option", "text_2")
        self.place.setWordWrap(True)
        self.choose_place = Button(_("Choose place…"), low=True)
        options = [Option(key, _(label), _(hint)) for key, label, hint in _CODEBOOKS]
        self.codebook = OptionGrid(_("Codebook"), options)
        self.about = Label("", "option", "text_2")
        self.about.setWordWrap(True)
        self.make = Button(_("Make project"), "primary", key="↵")
        self.cancel = Button(_("Cancel"))
        self._lay_out()
        self.choose_place.clicked.connect(self._ask_place)
        self.codebook.chosen.connect(self._on_codebook)
        self.codebook.proceed.connect(self.make.setFocus)
        self.codebook.leave.connect(self.left)
        self.name.edit.returnPressed.connect(self._on_make)
        self.name.edit.textChanged.connect(self._on_name)
        self.make.clicked.connect(self._on_make)
        self.cancel.clicked.connect(self.left)
        self.begin()

    def _lay_out(self) -> None:
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(3), 0, px(3), px(3))
        column.setSpacing(px(6))
        column.addWidget(Label(_("Name"), "label", "text_2"))
        column.addWidget(self.name)
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.place, 1)
        row.addWidget(self.choose_place, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addSpacing(px(8))
        column.addWidget(self.codebook)
        column.addWidget(self.about)
        column.addSpacing(px(8))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.make)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)

    def begin(self) -> None:
        """Start anew: the user's documents, the news claims codebook, a name that is free there."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Path(documents) if documents else Path.home()
        if not self._folder.is_dir():
            self._folder = Path.home()
        self._codebook_file = ""
        self.name.edit.setText(_free_name(self._folder, _("New project")))
        self.codebook.set_value("news_claims")
        self._explain()
        self._show_place()

    def focus_first(self) -> None:
        """Bring the keys to the name, all of it selected."""
        self.name.edit.setFocus()
        self.name.edit.selectAll()

    def path(self) -> Path:
        """Return the file that would be made."""
        name = self.name.edit.text().strip().removesuffix(SUFFIX)
        return self._folder / f"{name}{SUFFIX}"

    def _on_name(self, _text: str) -> None:
        self._say("")
        self._show_place()

    def _say(self, problem: str) -> None:
        """Say under the name why it cannot be one; nothing takes it back."""
        self.name.wrong = bool(problem)
        self.name.update()
        self.name.edit.setAccessibleDescription(problem)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _why_not(self) -> str:
        """Return why the name that was typed cannot be a project's, empty if it can."""
        name = self.name.edit.text().strip().removesuffix(SUFFIX)
        if not name:
            return _("The project needs a name.")
        reason = unfit_for_a_file(name)
        return _("The name becomes that of a file: {reason}.").format(reason=reason) if reason else ""

    def _show_place(self) -> None:
        self.place.setText(_("{path}, one file that holds everything").format(path=self.path()))

    def _ask_place(self) -> None:
        kinds = _("annotator projects (*{suffix})").format(suffix=SUFFIX)
        # No question about writing over a file: nothing is ever written over, and the page says so.
        option = QFileDialog.Option.DontConfirmOverwrite
        chosen, _kind = QFileDialog.getSaveFileName(self, _("New project"), str(self.path()), kinds, options=option)
        if chosen:
            self._folder = Path(chosen).parent
            self.name.edit.setText(Path(chosen).name.removesuffix(SUFFIX))
            self._show_place()
            self.make.setFocus()  # the place is settled: Enter makes the project and does not ask for the place again

    def _on_codebook(self, key: object) -> None:
        if key == OTHER:
            kinds = _("codebooks and lists of codes (*.json *.qdc *.csv *.tsv *.xlsx *.dna *.qda)")
            path, _kind = QFileDialog.getOpenFileName(self, _("Codebook"), str(self._folder), kinds)
            self._codebook_file = path
            if not path:
                self.codebook.set_value("news_claims")
        elif key is None:
            self.codebook.set_value("news_claims")
        self._explain()

    def _explain(self) -> None:
        key = self.codebook.value()
        hints = {known: _(hint) for known, _label, hint in _CODEBOOKS}
        self.about.setText(self._codebook_file if key == OTHER and self._codebook_file else hints[str(key)])

    def _on_make(self) -> None:
        key = str(self.codebook.value())
        problem = self._why_not()
        self._say(problem)
        if problem:
            self.name.edit.setFocus()
            announce(self.name.edit, problem)
            return
        self.wanted.emit(str(self.path()), self._codebook_file if key == OTHER else key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _free_name(folder: Path, wanted: str) -> str:
    """Return a name that no project in the folder bears."""
    name, number = wanted, 2
    while (folder / f"{name}{SUFFIX}").exists():
        name = f"{wanted} {number}"
        number += 1
    return name
