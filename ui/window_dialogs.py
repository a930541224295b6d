"""What the menus open beside the pages: export, print, preferences, a copy of the file, the words about the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import annotator
from annotator.errors import AnnotatorError
from annotator.i18n import _, ngettext
from ui.articles import drops

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Dialogs:
    """Dialogs over the window; each is imported when it is asked for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def paste(self) -> None:
        """Show the import dialog with what was copied: files, a text, or the source of a page."""
        if not drops.is_wanted(QApplication.clipboard().mimeData()):
            self._window.tell("warning", lambda: _("Nothing to paste"), lambda: _("Copy a text, a page or files first."))
            return
        dialog = self._window.import_articles([])
        if dialog is not None:
            dialog.paste()

    def export(self) -> None:
        """Show the export dialog."""
        from ui.articles.export_dialog import ExportDialog

        ExportDialog(self._window.session, self._window).open()

    def print_article(self) -> None:
        """Ask for a printer and print the article on the desk with its annotations."""
        from ui.printing.output import ask_and_print

        ask_and_print(self._window.session.the_project(), self._window.session.article_id, self._window)

    def ask_pdf(self) -> None:
        """Ask for a file and write the article on the desk into it."""
        from PySide6.QtWidgets import QFileDialog

        project = self._window.session.the_project()
        title = re.sub(r"[^\w .-]+", " ", project.articles.get(self._window.session.article_id).title).strip()[:60] or "article"
        path, _kind = QFileDialog.getSaveFileName(self._window, _("Save article as PDF"), f"{title}.pdf", _("PDF (*.pdf)"))
        if path:
            self.save_pdf(Path(path))

    def save_pdf(self, path: Path) -> None:
        """Write the article on the desk with its annotations as a PDF; what hinders is told above the page."""
        from ui.printing.output import save_pdf

        try:
            pages = save_pdf(self._window.session.the_project(), self._window.session.article_id, path)
        except AnnotatorError as error:
            self._window.tell("error", lambda: _("The PDF was not written"), str(error))
            return

        def said() -> str:
            return ngettext("{count} page: {path}", "{count} pages: {path}", pages).format(count=pages, path=path)

        self._window.tell("warning", lambda: _("Saved"), said, icon="check")

    def preferences(self) -> None:
        """Show the preferences."""
        from ui.settings.dialog import SettingsDialog

        SettingsDialog(self._window.session, self._window).open()

    def about(self) -> None:
        """Say what the program is."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(_("About annotator"))
        box.setText(f"annotator {annotator.__version__}")
        box.setInformativeText(_("Read the news, mark who claims what, and know how far coders agree. MIT licence."))
        box.exec()

    def back_up(self) -> None:
        """Make a checked copy of the project off the GUI thread, and say where it is."""
        job = self._window.session.job(lambda project, _progress: project.backup())
        job.done.connect(lambda path: self._window.tell("warning", lambda: _("Copied"), str(path), icon="check"))
        job.failed.connect(lambda error: self._window.tell("error", lambda: _("No copy was made"), str(error)))
        self._window.session.start(job)
