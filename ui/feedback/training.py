"""How a training article went: for each category what gold holds, what the coder found, what was right in every value."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.operations.training import Score, TrainingResult
from annotator.project import Project
from ui import theme
from ui.parts.numbers import format_coefficient, format_count, written_day
from ui.parts.painting import Label, Part, begin, frame
from ui.parts.signs import CategorySign

_RIGHT = Qt.AlignmentFlag.AlignRight


class TrainingScore(Part):
    """The scores of one training article; the differences stand below it as lessons."""

    def __init__(self, project: Project, result: TrainingResult, *, named: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project, self.result = project, result
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(14), px(20), px(14))
        column.setSpacing(px(8))
        head = QHBoxLayout()
        title = project.articles.get(result.article_id).title
        head.addWidget(Label(_("{coder}: {article}").format(coder=result.coder, article=title) if named else title, "current"))
        head.addStretch(1)
        head.addWidget(Label(written_day(result.finished_at[:10]), "caption", "text_3"))
        column.addLayout(head)
        me = project.coder is not None and project.coder.name == result.coder
        column.addLayout(self._table(_("Yours") if me else _("Marked")))
        self.setAccessibleName(self.spoken())

    def _table(self, theirs: str) -> QGridLayout:
        px, grid = theme.current().px, QGridLayout()
        grid.setHorizontalSpacing(px(28))
        grid.setVerticalSpacing(px(4))
        for column, head in enumerate((_("In gold"), theirs, _("Found"), _("All values right"), _("F1")), start=1):
            grid.addWidget(Label(head, "head", "text_2"), 0, column, _RIGHT)
        for row, score in enumerate((*self.result.scores, self.result.total), start=1):
            grid.addLayout(self._name(score), row, 0)
            cells = [format_count(score.gold), format_count(score.yours), format_count(score.found), format_count(score.right),
                     _("none") if score.f1 is None else format_coefficient(score.f1)]  # fmt: skip
            for column, cell in enumerate(cells, start=1):
                grid.addWidget(Label(cell, "control" if score.category else "current", "text"), row, column, _RIGHT)
        grid.setColumnStretch(6, 1)
        return grid

    def _name(self, score: Score) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(8))
        category = self._project.codebook.category(score.category)
        if category is not None:
            row.addWidget(CategorySign(category.color, category.style, category.label))
        row.addWidget(Label(category.label if category is not None else _("All"), "control" if category is not None else "current", "text"))
        row.addStretch(1)
        return row

    def spoken(self) -> str:
        """Return the scores as they are read out."""
        total, count = self.result.total, len(self.result.differences)
        said = _("{found} of {gold} found, {right} right in every value").format(
            found=format_count(total.found), gold=format_count(total.gold), right=format_count(total.right)
        )
        differs = ngettext("{count} difference", "{count} differences", count).format(count=format_count(count))
        return f"{said}; {differs}"

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        frame(begin(self), self.rect(), using.px(8), using.line, using.paper, using.line_scale)
