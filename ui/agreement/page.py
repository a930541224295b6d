"""The agreement page: lowest value first; a row opens its passages, a passage its place in the article."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.agreement.cases import Passage, Reading, passages
from annotator.agreement.measures import MEASURES, verdict
from annotator.agreement.record import Record
from annotator.i18n import _
from annotator.model.span import Span
from annotator.model.step import Changes
from annotator.operations.agreement import Corpus, agreement_report, corpus
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.parts.button import Button
from ui.parts.message import EmptyState, ProgressBar
from ui.parts.numbers import format_coefficient
from ui.parts.painting import Label
from ui.session import Session

SHOWN = ("u_alpha", "attribute_alpha", "link_f1", "exact_f1", "overlap_f1")
HEADS = ("What", "Measure", "Value", "95 % interval", "n", "Articles", "Cover", "Verdict")


class AgreementPage(QWidget):
    """Computed off the GUI thread when the page is shown and codings have changed."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._records: list[Record] = []
        self._corpus: Corpus | None = None
        self._passages: list[Passage] = []
        self._stale = True
        px = theme.current().px
        self._said = Label("", "control", "text_2")
        self._progress = ProgressBar()
        self._empty = EmptyState("chart-no-axes-column", _("No article finished by two coders"),
                                 _("Agreement needs at least one article that two coders have both finished."))  # fmt: skip
        self._empty.hide()
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels([_(head) for head in HEADS])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setAccessibleName(_("Agreement"))
        self.table.itemSelectionChanged.connect(self._show_passages)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(_("Passages"))
        self.list.itemActivated.connect(lambda _item: self._open())
        again = Button(_("Compute again"), key="F5")
        again.clicked.connect(self.compute)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.addWidget(Label(_("Agreement"), "page_title"))
        words.addWidget(self._said)
        head.addLayout(words, 1)
        head.addWidget(again)
        row = QHBoxLayout()
        row.addWidget(self.table, 3)
        row.addWidget(self.list, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(12), px(24), px(16))
        column.addLayout(head)
        column.addWidget(self._progress)
        column.addWidget(self._empty)
        column.addLayout(row, 1)
        session.changed.connect(self._on_changed)

    def _on_changed(self, changes: Changes) -> None:
        self._stale = self._stale or changes.touch("annotation", "link", "article_coding", "article")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.compute()

    def compute(self) -> None:
        """Compute the table anew, off the GUI thread."""

        def work(project: Project, progress: Progress) -> tuple[Corpus, list[Record]]:
            return corpus(project), agreement_report(project, measures=SHOWN, progress=progress)

        self._stale = False
        job = self._session.job(work)
        self._progress.start(_("Computing agreement"))
        job.progressed.connect(lambda _label, done, total: self._progress.show_count(done, total))
        job.done.connect(self._show)
        job.failed.connect(lambda error: self._said.setText(str(error)))
        job.ended.connect(self._progress.finish)
        self._session.start(job)

    def _show(self, found: tuple[Corpus, list[Record]]) -> None:
        self._corpus, records = found
        kept = [one for one in records if one.parameters.get("mode", "strict") == "strict" or one.measure != "link_f1"]
        self._records = sorted(kept, key=lambda one: (one.value is None, one.value or 0.0))
        both = sum(1 for article in self._corpus.articles if len(article.coders) > 1)
        self._empty.setVisible(not both)
        coders = sorted({coder for article in self._corpus.articles for coder in article.coders})
        version = self._session.the_project().codebook.version
        text = _("{coders} · {count} articles finished by at least two · codebook {version} · coded regions only")
        self._said.setText(text.format(coders=", ".join(coders), count=both, version=version))
        self.table.setRowCount(len(self._records))
        for number, record in enumerate(self._records):
            for place, cell in enumerate(_cells(record)):
                self.table.setItem(number, place, QTableWidgetItem(cell))
        self.table.resizeColumnsToContents()

    def _show_passages(self) -> None:
        place, found = self.table.currentRow(), self._corpus
        self.list.clear()
        if found is None or not 0 <= place < len(self._records):
            return
        self._passages = passages(
            found.articles, self._records[place], categories=found.categories, attributes=found.attributes, links=found.links
        )
        project = self._session.the_project()
        texts: dict[str, str] = {}
        for one in self._passages:
            text = texts.setdefault(one.article_id, project.articles.text(one.article_id))
            lines = [f"{one.status}  {one.side}".strip(), _reading("A", one.a, text), _reading("B", one.b, text)]
            self.list.addItem(QListWidgetItem("\n".join(lines)))

    def _open(self) -> None:
        place = self.list.currentRow()
        if 0 <= place < len(self._passages):
            one = self._passages[place]
            self.place_wanted.emit(one.article_id, _place(one))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F5:
            self.compute()
        elif event.key() == Qt.Key.Key_O and self.list.hasFocus():
            self._open()
        else:
            super().keyPressEvent(event)


def _cells(record: Record) -> tuple[str, ...]:
    what = " ".join(part for part in (record.category, record.attribute) if part).replace("_", " ") or _("all")
    value = format_coefficient(record.value) if record.value is not None else _("undefined: {reason}").format(reason=_(record.reason))
    interval = ""
    if record.low is not None and record.high is not None:
        interval = _("{low} to {high}").format(low=format_coefficient(record.low), high=format_coefficient(record.high))
    cover = f"{record.coverage:.0%}" if record.coverage is not None else ""
    label = _(MEASURES[record.measure].label)
    return (what, label, value, interval, str(record.n), str(record.n_articles), cover, verdict(record) or "")


def _reading(letter: str, reading: Reading | None, text: str) -> str:
    if reading is None:
        return f"{letter}  —"
    quote = " … ".join(span.quote(text) for span in reading.spans)
    value = f"  [{reading.value}]" if reading.value is not None else ""
    return f"{letter}  {quote}{value}"


def _place(passage: Passage) -> Span:
    for reading in (passage.a, passage.b):
        if reading is not None and reading.spans:
            return reading.spans[0]
    return Span(passage.start, passage.start + 1)
