"""A figure article by article: its value there, what the whole would be without it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from annotator.agreement.record import Record, written
from annotator.agreement.slices import ArticleFigure
from annotator.i18n import _
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_slices import by_article
from annotator.operations.agreement_tables import differing_by_article
from annotator.progress import Progress
from annotator.project import Project
from ui.agreement.figure_grid import Column, FigureCell, FigureGrid, FigureRow
from ui.agreement.passage_rows import change_words
from ui.agreement.view import View
from ui.jobs import Work
from ui.parts.numbers import format_count
from ui.parts.painting import Label


class ArticlesView(View):
    """Those articles first without which the figure would be highest; a row opens the article's passages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Article by article"), _("Those first without which the figure would be highest."), parent)
        self.grid = FigureGrid(_("Articles"))
        self.grid.opened.connect(self._on_row)
        self.said = Label("", "control", "text_2")
        self.said.setWordWrap(True)
        self.column.addWidget(self.said)
        self.column.addWidget(self.grid, 1)

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        if record is None:
            return None

        def work(
            project: Project, progress: Progress
        ) -> tuple[list[ArticleFigure], dict[str, tuple[int, int]], dict[str, tuple[str, str]]]:
            progress.say(_("Comparing articles"), 0)
            figures, differing = by_article(report, record, progress), differing_by_article(report.passages(record, progress))
            named = {}
            for one in figures:
                article = project.articles.get(one.article_id)
                named[one.article_id] = (article.headline or article.source_id, report.corpus.weeks.get(one.article_id, ""))
            return figures, differing, named

        return work

    def show_found(self, report: AgreementReport, record: Record | None, found: Any) -> None:
        super().show_found(report, record, found)
        figures, differing, named = found if found is not None else ([], {}, {})
        self.said.setVisible(not figures)
        self.said.setText(_("This figure cannot be cut into articles: it is no sum over them."))
        self.grid.setVisible(bool(figures))
        whole = record.value if record is not None else None
        columns = [
            Column(_("Article"), most=560),
            Column(_("Week"), 96, narrow=False),
            Column(_("Value"), 72, number=True),
            Column(_("Differ"), 110, number=True),
            Column(_("Without it"), 140, number=True),
        ]
        rows = []
        for one in figures:
            differ, count = differing.get(one.article_id, (0, 0))
            headline, week = named[one.article_id]
            rows.append(
                FigureRow(
                    (
                        FigureCell(headline, strong=True),
                        FigureCell(week),
                        FigureCell(written(one.value), tip="" if one.value is not None else _("undefined in this article alone")),
                        FigureCell(_("{differ} of {count}").format(differ=format_count(differ), count=format_count(count))),
                        FigureCell(written(one.without), change_words(whole, one.without)),
                    ),
                    one.article_id,
                )
            )
        self.grid.show_rows(columns, rows)

    def forget(self) -> None:
        super().forget()
        self.grid.show_rows([], [])

    def _on_row(self, row: int, _column: int) -> None:
        found = self.grid.figures.rows[row]
        self.want(found.cells[0].text, lambda one: one.article_id == found.key)
