"""What stands behind a row of the agreement table, at its side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.agreement import words
from annotator.agreement.cases import Passage
from annotator.agreement.record import Record
from annotator.i18n import _, ngettext
from annotator.operations.agreement import AgreementReport
from annotator.project import Project
from ui import theme
from ui.agreement.passage_list import PassageList
from ui.agreement.passage_note import PassageNote, annotations_of
from ui.agreement.passage_rows import PassageRows
from ui.agreement.side_panel import SidePanel
from ui.agreement.snippet import place_of
from ui.parts.button import IconButton
from ui.parts.key_chip import KeyChip
from ui.parts.navigation import Segmented
from ui.parts.numbers import format_coefficient, format_count
from ui.parts.painting import ElidedLabel, Label, Part, begin, set_tip
from ui.parts.signs import paint_category_sign

DIFFER, ALL, PART = "differ", "all", "part"
LONGEST_PART = 130


class PassagePanel(SidePanel):
    """The passages of one record; ``place_wanted(article, span)`` opens one, ``left`` goes back to where they were asked for.

    ``case_wanted(article, annotation ids)`` sends one to adjudication; ``note_written(annotation ids, text)`` is a note on one.
    """

    place_wanted = Signal(str, object)
    case_wanted = Signal(str, object)
    note_written = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: Record | None = None
        self._passages: list[Passage] = []
        self._rows: PassageRows | None = None
        self._part: tuple[str, Callable[[Passage], bool]] | None = None
        self.shown = DIFFER
        px = theme.current().px
        self.setAccessibleName(_("Passages behind the figure"))
        self._sign = _Sign()
        self.title = ElidedLabel("panel_title", "text")
        self.remark = Label("", "control", "text_2")
        self.beside = Label("", "option", "text_2")
        self.beside.setWordWrap(True)
        self.beside.setContentsMargins(px(20), 0, px(20), px(6))
        close = IconButton("x", _("Close"), key="Esc")
        close.clicked.connect(self.left)
        self._segments = Segmented(_("Shown"), [(DIFFER, ""), (ALL, "")])
        self._order = Label(_("by contribution"), "caption", "text_3")
        self.list = PassageList()
        self.list.opened.connect(self._open)
        self.list.left.connect(self.left)
        self.list.adjudicated.connect(self._adjudicate)
        self.list.noted.connect(self._note)
        self.note = PassageNote()
        self.note.hide()
        self.note.sent.connect(self.note_written)
        self.note.left.connect(self.leave_note)
        self.empty = Label("", "control", "text_2")
        self.empty.setWordWrap(True)
        self._lay_out(close)

    def _lay_out(self, close: QWidget) -> None:
        px = theme.current().px
        head = QHBoxLayout()
        head.setContentsMargins(px(20), px(10), px(12), 0)
        head.setSpacing(px(8))
        head.addWidget(self._sign)
        head.addWidget(self.title, 1)
        head.addWidget(close)
        below = QHBoxLayout()
        below.setContentsMargins(px(20), 0, px(20), px(6))
        below.addWidget(self.remark, 1)
        self._choice = QHBoxLayout()
        self._choice.setContentsMargins(px(20), 0, px(20), px(6))
        self._choice.addWidget(self._segments)
        self._choice.addStretch(1)
        self._choice.addWidget(self._order)
        self.empty.setContentsMargins(px(20), px(8), px(20), px(8))
        foot = self.foot
        for key, said in (("↓ ↑", _("move")), ("O", _("text")), ("J", _("adjudicate")), ("C", _("note")), ("Esc", _("back"))):
            foot.addWidget(KeyChip(key))
            foot.addWidget(Label(said, "option", "text_2"))
            foot.addSpacing(px(2))
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(px(2))
        for part in (head, below):
            column.addLayout(part)
        column.addWidget(self.beside)
        column.addLayout(self._choice)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        column.addWidget(self.note)
        column.addLayout(foot)

    def show_record(self, report: AgreementReport, record: Record, passages: Sequence[Passage], project: Project) -> None:
        """Show the passages behind a record of this report; texts are read from the project as rows come into sight."""
        self.record, self._passages = record, list(passages)
        self._rows = PassageRows(report, record, project)
        self.note.hide()
        named = words.heading(record, report.codebook)
        self._sign.show_category(report, named.category)
        self.title.show_text(named.title)
        differ = sum(not one.agrees for one in self._passages)
        value = format_coefficient(record.value) if record.value is not None else words.reason(record)
        said = ngettext("{differ} of {count} differs", "{differ} of {count} differ", len(self._passages))
        counted = said.format(differ=format_count(differ), count=format_count(len(self._passages)))
        self.remark.setText(f"{named.measure} · {value} · {counted}")
        self.beside.setText(words.beside(record))
        self.beside.setVisible(bool(words.beside(record)))
        self._part = None
        self._make_segments()
        self.show_only(self.shown)

    def forget(self) -> None:
        """Show nothing, and keep nothing of what was shown."""
        self.record, self._passages, self._part = None, [], None
        self.note.forget()
        if self._rows is not None:
            self.list.passages.show([], self._rows.row)
        self._rows = None
        self.title.show_text("")
        for label in (self.remark, self.beside):
            label.setText("")

    def show_part(self, words: str, fits: Callable[[Passage], bool] | None) -> None:
        """Show the passages that fit, under these words; None: those on which the coders differ, as before."""
        self._part = None if fits is None else (words, fits)
        self._make_segments()
        self.show_only(PART if self._part is not None else DIFFER)

    def _make_segments(self) -> None:
        """Offer those that differ, the part chosen beside the table, and all; each with its number."""
        kinds = [(DIFFER, _("Differ")), (ALL, _("All"))]
        if self._part is not None:
            room = theme.current().px(LONGEST_PART)
            metrics = QFontMetrics(theme.current().font("label"))
            kinds.append((PART, metrics.elidedText(self._part[0], Qt.TextElideMode.ElideRight, room)))
        segments = Segmented(_("Shown"), [(kind, f"{words} {format_count(len(self._of(kind)))}") for kind, words in kinds])
        segments.changed.connect(self.show_only)
        set_tip(segments, self._part[0] if self._part is not None else "")
        self._order.setVisible(self._part is None and any(one.contribution for one in self._passages))
        self._choice.replaceWidget(self._segments, segments)
        self._segments.deleteLater()
        self._segments = segments
        if self.shown == PART and self._part is None:
            self.shown = DIFFER

    def _of(self, which: str) -> list[Passage]:
        if which == PART and self._part is not None:
            fits = self._part[1]
            return [one for one in self._passages if fits(one)]
        return [one for one in self._passages if which == ALL or not one.agrees]

    def show_only(self, which: str) -> None:
        """Show the passages on which the coders differ, all, or the chosen part."""
        if self._rows is None:
            return
        self.shown = which
        self._segments.choose(which)
        kept = self._of(which)
        self.list.passages.show(kept, self._rows.row)
        self.list.setVisible(bool(kept))
        self.empty.setVisible(not kept)
        nowhere, nothing = _("Nothing to show: the coders differ nowhere here."), _("No passage stands behind this figure.")
        self.empty.setText(nowhere if self._passages else nothing)
        if kept:
            self.list.setCurrentIndex(self.list.passages.index(0, 0))

    def _open(self, place: int) -> None:
        passage = self.list.passages.passages[place]
        self.place_wanted.emit(passage.article_id, place_of(passage))

    def _adjudicate(self, place: int) -> None:
        passage = self.list.passages.passages[place]
        about = tuple(one for reading in passage.readings for one in annotations_of(reading))
        self.case_wanted.emit(passage.article_id, about)

    def _note(self, place: int) -> None:
        if not self.note.write_about(self.list.passages.passages[place]):
            self.beside.setText(_("A value of the whole article has no place for a note; notes on the project can hold it (Notes)."))
            self.beside.show()

    def leave_note(self) -> None:
        """Put the note away and bring the keys back to the passages; what was typed stays for the next time."""
        self.note.hide()
        self.take_keys()

    def take_keys(self) -> None:
        """Bring the keys to the passages, or to what else can be chosen where none is shown."""
        (self.list if self.list.isVisible() else self._segments).setFocus(Qt.FocusReason.OtherFocusReason)


class _Sign(Part):
    """The sign of the category that a record is about; nothing for article variables and pooled figures."""

    def __init__(self) -> None:
        super().__init__()
        self._dress: tuple[str, str] | None = None
        self.setFixedSize(theme.current().px(16), theme.current().px(16))

    def show_category(self, report: AgreementReport, category_id: str) -> None:
        """Show the sign of this category."""
        category = report.codebook.category(category_id)
        self._dress = (category.color, category.style) if category is not None else None
        self.setVisible(category is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dress is not None:
            using = theme.current()
            paint_category_sign(begin(self), self.rect(), using.category(*self._dress), self._dress[1], using)
