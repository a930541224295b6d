"""What is said when the program made a mistake: that the work is safe, what can be done now, and a report without any text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from ui import theme
from ui.articles.sheet import Sheet
from ui.parts.button import Button
from ui.parts.numbers import format_count
from ui.parts.painting import Label

SIZE = (720, 520)


class CrashWindow(Sheet):
    """Show it with ``open``; Esc and Close go on, as the first button does. ``log``: where the report lies, None if nowhere."""

    reopen_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, report: str, log: Path | None, *, has_project: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("annotator made a mistake"), size=SIZE, parent=parent)
        px = theme.current().px
        self.safe = Label(_("Your work is safe"), "panel_title")
        said = _(
            "Every step is on the disk as soon as you see it. Only the step at hand was not kept, and what you were typing may be gone."
        )
        self.said = Label(said, "control", "text")
        self.times = Label("", "control", "text_2")
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setFrameShape(QFrame.Shape.StyledPanel)
        self.report.setFont(theme.current().font("option"))
        self.report.setAccessibleName(_("Report of the mistake"))
        where = _("It is kept on this computer alone, in {path}.").format(path=log) if log else _("It could not be kept on this computer.")
        about = _("The report says where in the program it happened. It holds no article text, quotation, name or key. {where}")
        self.about = Label(about.format(where=where), "option", "text_2")
        column = QVBoxLayout()
        column.setContentsMargins(px(24), px(16), px(24), px(12))
        column.setSpacing(px(8))
        for label in (self.safe, self.said, self.times):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self.report, 1)
        self.about.setWordWrap(True)
        column.addWidget(self.about)
        self.body.addLayout(column, 1)
        self._make_buttons(has_project=has_project)
        self.show_report(report, 1)

    def _make_buttons(self, *, has_project: bool) -> None:
        self.copy_button = Button(_("Copy report"), icon="copy")
        self.copy_button.clicked.connect(lambda: QApplication.clipboard().setText(self.report.toPlainText()))
        self.quit_button = Button(_("Quit"))
        self.quit_button.clicked.connect(self.accept)
        self.quit_button.clicked.connect(self.quit_wanted)
        self.reopen_button = Button(_("Open the project anew"))
        self.reopen_button.setVisible(has_project)
        self.reopen_button.clicked.connect(self.accept)
        self.reopen_button.clicked.connect(self.reopen_wanted)
        self.go_on_button = Button(_("Go on"), "primary")
        self.go_on_button.clicked.connect(self.reject)
        self.foot.addWidget(self.copy_button)
        self.foot.addStretch(1)
        for button in (self.quit_button, self.reopen_button, self.go_on_button):
            self.foot.addWidget(button)
        self.first = self.go_on_button

    def show_report(self, report: str, times: int) -> None:
        """Show what happened, and how often by now."""
        said = ngettext("It happened {count} time.", "It happened {count} times.", times).format(count=format_count(times))
        self.times.setText(said if times > 1 else "")
        self.times.setVisible(times > 1)
        if self.report.toPlainText() != report:
            self.report.setPlainText(report)
