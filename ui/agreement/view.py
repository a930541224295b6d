"""What the views of the agreement page share: a heading, what they ask to be computed, and the passages they open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.agreement import words
from annotator.agreement.cases import Passage
from annotator.agreement.record import Record
from annotator.i18n import _
from annotator.operations.agreement import AgreementReport
from ui import theme
from ui.jobs import Work
from ui.parts.button import Button
from ui.parts.painting import Label, Part

Fits = Callable[[Passage], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Passages that a view asks for: those behind a record of a report, under ``words`` only those that fit (None: all that differ)."""

    report: AgreementReport
    record: Record
    words: str = ""
    fits: Fits | None = None


class View(Part):
    """One look at the report, computed off the GUI thread while it is in sight.

    ``passages_wanted(Wanted)`` asks for passages, with no ``fits`` for those that were there before; ``figure_wanted`` that another figure
    be chosen, ``stale`` that it be computed anew. ``of_a_figure``: the view shows one figure, the one chosen in the table.
    """

    passages_wanted = Signal(object)
    figure_wanted = Signal(object)
    stale = Signal()

    of_a_figure = True

    def __init__(self, title: str, remark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: AgreementReport | None = None
        self.record: Record | None = None
        self.title = Label(title, "current")
        self.remark = Label(remark, "caption", "text_2")
        self.remark.setWordWrap(True)
        self.figure_button = Button("", icon="chevron-down", low=True)
        self.figure_button.clicked.connect(lambda: self.figure_wanted.emit(self.figure_button))
        px = theme.current().px
        head = QHBoxLayout()
        head.setSpacing(px(12))
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.title)
        said.addWidget(self.remark)
        head.addLayout(said, 1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(px(8))
        head.addLayout(self.tools)
        head.addWidget(self.figure_button)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(8), px(12), px(8), px(8))
        self.column.setSpacing(px(10))
        self.column.addLayout(head)
        self.figure_button.setVisible(self.of_a_figure)

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        """Return what is to be computed for this report (and figure), None if nothing is."""
        raise NotImplementedError

    def show_found(self, report: AgreementReport, record: Record | None, found: Any) -> None:
        """Show what was computed."""
        self.report, self.record = report, record
        if record is not None and self.of_a_figure:
            named = words.heading(record, report.codebook)
            self.figure_button.setText(_("{title}: {measure}").format(title=named.title, measure=named.measure))

    def forget(self) -> None:
        """Show nothing, and keep nothing of what was shown."""
        self.report = self.record = None

    def want(
        self, words: str = "", fits: Fits | None = None, *, record: Record | None = None, report: AgreementReport | None = None
    ) -> None:
        """Ask for passages of the figure shown, or of another record."""
        chosen, whole = record or self.record, report or self.report
        if chosen is not None and whole is not None:
            self.passages_wanted.emit(Wanted(whole, chosen, words, fits))


def scrolled(parts: Sequence[QWidget]) -> QScrollArea:
    """Return the parts one under the other, to be scrolled where the window is low."""
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, theme.current().px(8), 0)
    column.setSpacing(theme.current().px(8))
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidget(ground)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what lies in it takes the keys
    area.viewport().setAutoFillBackground(False)
    ground.setAutoFillBackground(False)
    return area
