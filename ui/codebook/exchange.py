"""The codebook's ways in and out of the page: files taken into the draft, files written, paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import _, ngettext
from annotator.model.codebook import Codebook
from annotator.model.codebook_places import Place
from annotator.operations.codebook_files import READ, write_any
from annotator.operations.codebook_import import take_file
from ui.session import Session

_MOST = 4


class Exchange(QObject):
    """Asks for files and reads or writes them; ``shown`` gives the codebook on show.

    ``said(words, undo)`` is what happened (``undo``: it is a step of the draft), ``taken()`` that the draft was changed.
    """

    said = Signal(str, bool)
    taken = Signal()

    def __init__(self, session: Session, shown: Callable[[], Codebook], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._shown, self._page = session, shown, parent

    # ---- out ------------------------------------------------------------------------------------------------------------

    def print(self) -> None:
        """Ask for a printer and print."""
        from ui.codebook.printing import print_codebook

        print_codebook(self._shown(), self._session.the_project().path.stem, self._page)

    def ask_pdf(self) -> None:
        """Ask where to, and write the codebook as PDF."""
        path = self._ask_path(_("Save as PDF"), "pdf", _("PDF (*.pdf)"))
        if path is not None:
            self.save_pdf(path)

    def save_pdf(self, path: Path) -> None:
        """Write the codebook that is on show as PDF."""
        from ui.codebook.printing import save_pdf

        self._write_file(path, lambda book: save_pdf(book, path, self._session.the_project().path))

    def ask_export(self, suffix: str) -> None:
        """Ask where to, and write the codebook as JSON or .qdc, or as a web page."""
        kinds = _("Web page (*.html)") if suffix == "html" else _("Codebook (*.json);;REFI-QDA (*.qdc)")
        path = self._ask_path(_("Export the codebook"), suffix, kinds)
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the codebook that is on show as JSON, .qdc or web page, as the suffix says."""
        self._write_file(path, lambda book: write_any(book, path, forbid=self._session.the_project().path))

    def _ask_path(self, title: str, suffix: str, kinds: str) -> Path | None:
        project = self._session.the_project().path.absolute()
        name, chosen = QFileDialog.getSaveFileName(self._page, title, str(project.with_name(f"{project.stem}-codebook.{suffix}")), kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(".qdc" if "qdc" in chosen else f".{suffix}")

    def _write_file(self, path: Path, write: Callable[[Codebook], None]) -> None:
        try:
            write(self._shown())
        except AnnotatorError as error:
            self.said.emit(str(error), False)
        else:
            self.said.emit(_("Wrote {file}").format(file=path.name), False)

    # ---- in -------------------------------------------------------------------------------------------------------------

    def ask_import(self) -> None:
        """Ask for a codebook, and take it into the draft."""
        kinds = _("Codebooks and lists of codes ({suffixes})").format(suffixes=" ".join(f"*{suffix}" for suffix in READ))
        self._ask(_("Take a codebook into the draft"), kinds, None)

    def ask_list(self, question: Place | None) -> None:
        """Ask for a list of codes, and add them to the values of a question."""
        self._ask(_("Add a list of codes"), _("Lists of codes (*.csv *.tsv *.xlsx *.qdc)"), question)

    def _ask(self, title: str, kinds: str, question: Place | None) -> None:
        folder = str(self._session.the_project().path.absolute().parent)
        name, _kind = QFileDialog.getOpenFileName(self._page, title, folder, kinds)
        if name:
            self.take_in(Path(name), question)

    def take_in(self, path: Path, question: Place | None = None) -> None:
        """Take the codebook in a file into the draft, or its codes as values of a question, and say what that changes."""
        taken = self._session.write(lambda project: take_file(project, path, question))
        if taken is None:
            return
        if not taken.edits:
            self.said.emit(" · ".join([_("{file} says nothing new").format(file=path.name), *_first(taken.left)]), False)
            return
        self.taken.emit()
        told = ngettext("{count:,} edit of the draft", "{count:,} edits of the draft", taken.edits).format(count=taken.edits)
        self.said.emit(" · ".join([told, *_first(taken.left)]), True)


def _first(left: Sequence[str]) -> list[str]:
    """Return the first things that were not taken, and how many more there are; the command line names all."""
    more = ngettext("and {count:,} more", "and {count:,} more", len(left) - _MOST).format(count=len(left) - _MOST)
    return [*left[:_MOST], *([more] if len(left) > _MOST else [])]
