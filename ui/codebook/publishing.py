"""Before publishing: what differs, and what becomes of the codings that rest on each change; then on, or back to the draft."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.i18n import _, ngettext
from annotator.model.rules import ERROR
from annotator.operations import codebook_draft as drafts
from annotator.operations.codebook_effect import LISTED, RECODED, AtStake, Effect, effect, fate_words
from ui import theme
from ui.codebook.lists import difference_words
from ui.codebook.shown import Shown
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.lines import Lines
from ui.parts.painting import Label
from ui.session import Session


class PublishPanel(QWidget):
    """``publish_wanted()`` is the answer yes, ``back_wanted()`` no; ``keep_wanted(place, keep)`` decides that old codings stand."""

    publish_wanted = Signal()
    back_wanted = Signal()
    keep_wanted = Signal(object, bool)
    place_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        self._rows: tuple[AtStake, ...] = ()
        self._shown: Shown | None = None
        self.head = Label("", "panel_title")
        self.whole = Lines("control", "text", 3)
        self.wrong = Lines("option", "error", 3)
        self.list = ItemList(_("What publishing changes"))
        self.list.itemActivated.connect(lambda _item: self._go())
        self.list.currentRowChanged.connect(lambda _row: self._offer())
        self.publish_button = Button(_("Publish"), "primary")
        self.publish_button.clicked.connect(self.publish_wanted)
        self.back_button = Button(_("Back to the draft"), key=_("Esc"))
        self.back_button.clicked.connect(self.back_wanted)
        self.keep_button = Button("")
        self.keep_button.clicked.connect(self._decide)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for button in (self.publish_button, self.back_button, self.keep_button):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(16), px(24), px(16))
        column.setSpacing(px(10))
        for widget in (self.head, self.whole, self.wrong):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.setFocusProxy(self.list)

    def show_waiting(self, shown: Shown) -> None:
        """Say that the codings at stake are being counted."""
        self._shown = shown
        self.head.setText(_("Publish version {version}?").format(version=shown.codebook.version))
        self.publish_button.setText(_("Publish {version}").format(version=shown.codebook.version))
        self.publish_button.setEnabled(False)
        self.whole.show_text(_("Counting the codings at stake…"))
        self._show_wrong(shown)

    def show_effect(self, found: Effect) -> None:
        """Show what publishing does to what is coded, change by change."""
        shown = self._shown
        if shown is None:
            return
        self.head.setText(_("Publish version {version}?").format(version=found.version))
        self.publish_button.setText(_("Publish {version}").format(version=found.version))
        self._rows = found.rows
        self.whole.show_text("; ".join(found.words()))
        self.list.show_items([_item(number, one) for number, one in enumerate(found.rows)])
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.publish_button.setEnabled(not self._errors(shown))
        self._offer()

    def _show_wrong(self, shown: Shown) -> None:
        errors = self._errors(shown)
        told = ngettext("{count} check forbids publishing: {what}", "{count} checks forbid publishing: {what}", len(errors))
        self.wrong.show_text(told.format(count=len(errors), what="; ".join(errors)) if errors else "")
        self.wrong.setVisible(bool(errors))

    @staticmethod
    def _errors(shown: Shown) -> list[str]:
        return [one.message for one in shown.findings if one.level == ERROR]

    def _row(self) -> AtStake | None:
        row = self.list.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def _kept(self, one: AtStake) -> bool:
        draft = self._shown.draft if self._shown is not None else None
        return draft is not None and one.difference.place in draft.keep

    def _offer(self) -> None:
        """Offer to decide about old codings where a definition reads differently."""
        one = self._row()
        asks = one is not None and one.difference.changes_meaning and bool(one.total)
        self.keep_button.setVisible(asks)
        if one is not None and asks:
            many = _("Let {count:,} stand as they are") if not self._kept(one) else _("Look at {count:,} again")
            self.keep_button.setText(many.format(count=one.total))

    def _decide(self) -> None:
        one = self._row()
        if one is not None:
            self.keep_wanted.emit(one.difference.place, not self._kept(one))

    def _go(self) -> None:
        one = self._row()
        if one is not None:
            self.place_wanted.emit(one.difference.place)


def _item(number: int, one: AtStake) -> Item:
    where, what = difference_words(one.difference, one.words)
    icon, tone = "check", "text_3"
    if one.counts.get(LISTED):
        icon, tone = "circle-question-mark", "warning"
    elif one.counts.get(RECODED):
        icon, tone = "pencil-line", "text"
    return Item(str(number), where, what, icon=icon, tone=tone, remark=fate_words(one.counts) or _("no coding rests on it"))


class Publishing(QObject):
    """Asks before it publishes; ``said(words, undo)`` is what happened, ``over()`` that the question is answered."""

    said = Signal(str, bool)
    over = Signal()

    def __init__(self, session: Session, panel: PublishPanel) -> None:
        super().__init__(panel)
        self._session, self._panel = session, panel
        self._asked: Shown | None = None
        panel.publish_wanted.connect(self.publish)
        panel.back_wanted.connect(self.over)
        panel.keep_wanted.connect(lambda place, keep: session.write(drafts.keep_old_codings, place, keep))

    def ask(self, shown: Shown) -> None:
        """Count the codings at stake off the GUI thread and show them; only the answer about the draft as it is now counts."""
        panel = self._panel
        panel.show_waiting(shown)
        self._asked = shown
        job = self._session.job(lambda project, _progress: effect(project))
        job.done.connect(lambda found: self._show(shown, found))
        job.failed.connect(lambda error: self.said.emit(str(error), False) if isinstance(error, AnnotatorError) else None)
        self._session.start(job)

    def _show(self, asked: Shown, found: object) -> None:
        if self._asked is asked and isinstance(found, Effect):
            self._panel.show_effect(found)

    def publish(self) -> None:
        """Publish the draft and say what that did, with Undo."""
        done = self._session.write(drafts.publish)
        if done is None:
            return
        words = _("Published {version}").format(version=done.codebook.version)
        if done.recoded:
            many = ngettext("{count:,} coding recoded", "{count:,} codings recoded", done.recoded).format(count=done.recoded)
            words = f"{words}, {many}"
        self.over.emit()
        self.said.emit(words, True)
