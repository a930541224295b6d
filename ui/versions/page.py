"""Near-duplicates: proposed clusters, texts that are only alike, and the clusters there are; joined and taken apart in steps."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.errors import Cancelled
from annotator.i18n import N_, _, ngettext
from annotator.model.article import Article
from annotator.model.span import Span
from annotator.model.step import Changes
from annotator.operations import carrying
from annotator.operations.reprints import Reprints, clusters_of, find_reprints, join_cluster, leave_cluster
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.jobs import Job
from ui.parts.button import Button
from ui.parts.item_list import Item, ItemList
from ui.parts.message import EmptyState, Message, ProgressBar
from ui.parts.navigation import Segmented
from ui.parts.numbers import format_count, written_day
from ui.parts.page_head import lay_out_page, page_head
from ui.parts.painting import ElidedLabel, Label, Part, begin, pass_keys
from ui.session import Session
from ui.table.page_steps import PageSteps

PANEL = 420
PROPOSED, ALIKE, JOINED = "proposed", "alike", "joined"
_MOST = 500
_SAID = {
    PROPOSED: N_("85 or more of 100 runs of five words stand in both texts"),
    ALIKE: N_("60 to 84 of 100 runs of five words stand in both texts: look before you join"),
    JOINED: N_("These articles share a cluster, and each weighs one part of it in the tables"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that are shown together, and how alike they are (empty for a cluster)."""

    articles: tuple[str, ...]
    likeness: str = ""


class ReprintsPage(Part):
    """``place_wanted(article, span)`` opens an article; Ctrl+Z takes back the last step made here."""

    place_wanted = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.found: Reprints | None = None
        self._groups: dict[str, list[Group]] = {PROPOSED: [], ALIKE: [], JOINED: []}
        self._articles: dict[str, Article] = {}
        self._job: Job | None = None
        self._stale = True
        self.setAccessibleName(_("Reprints"))
        self._make_parts()
        self._lay_out()
        session.changed.connect(self._on_changed)
        session.closed.connect(self._forget)
        session.opened.connect(self._forget)
        session.coder_changed.connect(self._forget)

    def _make_parts(self) -> None:
        self.said = ElidedLabel("option", "text_2")
        self.kind = Segmented(_("What is listed"), ((PROPOSED, _("Proposed")), (ALIKE, _("Alike")), (JOINED, _("Joined"))))
        self.kind.changed.connect(lambda _key: self._fill())
        self.again_button = Button(_("Look again"), icon="refresh-cw")
        self.again_button.clicked.connect(self.refresh)
        self.progress = ProgressBar()
        self.progress.stopped.connect(self.stop)
        self.list = ItemList(_("Groups of articles"))
        self.list.currentRowChanged.connect(lambda _row: self._show_group())
        self.list.itemActivated.connect(lambda _item: self.members.setFocus(Qt.FocusReason.TabFocusReason))
        said = _("Articles with nearly the same text are proposed here; nothing is joined by itself.")
        self.empty = EmptyState("copy", _("No reprints found"), said)
        self.empty.hide()
        self.members = ItemList(_("Articles of the group"))
        self.members.setAccessibleDescription(_("Enter opens an article"))
        self.members.itemActivated.connect(lambda _item: self._open())
        self.members.currentRowChanged.connect(lambda _row: self._offer())
        self.title, self.about = Label("", "panel_title"), Label("", "control", "text_2")
        for label in (self.title, self.about):
            label.setWordWrap(True)
        self.join_button = Button(_("Join"), "primary")
        self.join_button.clicked.connect(self.join)
        self.leave_button = Button(_("Take out of the cluster"))
        self.leave_button.clicked.connect(self.leave)
        self.message = Message(self)
        self._steps = PageSteps(self._session, self.message)

    def _lay_out(self) -> None:
        px = theme.current().px
        top, head = page_head(_("Reprints"), self.said)
        head.addWidget(self.again_button)
        head.addWidget(self.kind)
        column = QVBoxLayout()
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(self.progress)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.side = QWidget()
        self.side.setFixedWidth(px(PANEL))
        beside = QVBoxLayout(self.side)
        beside.setContentsMargins(px(20), px(16), px(12), px(16))
        beside.setSpacing(px(10))
        beside.addWidget(self.title)
        beside.addWidget(self.about)
        beside.addWidget(self.members, 1)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.join_button)
        row.addWidget(self.leave_button)
        row.addStretch(1)
        beside.addLayout(row)
        body = QHBoxLayout()
        body.setSpacing(1)
        body.addLayout(column, 1)
        body.addWidget(self.side)
        lay_out_page(self, top, body)
        self._head_height = px(64)
        pass_keys(self, self.list)

    # ---- looking ------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self.stop()
        self._steps.forget()
        self.found, self._stale = None, True
        self._groups = {PROPOSED: [], ALIKE: [], JOINED: []}
        self._articles = {}
        self.list.show_items([])
        self.members.show_items([])
        self.title.setText("")
        self.about.setText("")

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("article"):
            self._stale = True
            if self.isVisible():
                self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._session.is_open:
            self.refresh()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Compare all texts anew, off the GUI thread."""
        self.stop()
        self._stale = False

        def work(project: Project, progress: Progress) -> tuple[Reprints, list[list[str]], list[Article]]:
            found = find_reprints(project, progress)
            joined = clusters_of(project)
            wanted = {one for proposal in found.proposals for one in proposal.articles} | {one for group in joined for one in group}
            return found, joined, [one for one in project.articles.all() if one.id in wanted]

        self.progress.start(_("Comparing the texts"))
        job = self._job = self._session.job(work)
        job.progressed.connect(lambda _label, done, total: self.progress.show_count(done, total) if job is self._job else None)
        job.done.connect(lambda found: self._show(*found) if job is self._job else None)
        job.failed.connect(lambda error: self._tell(error) if job is self._job else None)
        job.ended.connect(lambda: self.progress.finish() if job is self._job else None)
        self._session.start(job)

    def stop(self) -> None:
        """Stop comparing; what is shown stays."""
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self.progress.finish()

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.said.show_text(str(error))

    def _show(self, found: Reprints, joined: list[list[str]], articles: list[Article]) -> None:
        self.found, self._articles = found, {one.id: one for one in articles}
        for key, sure in ((PROPOSED, True), (ALIKE, False)):
            self._groups[key] = [Group(one.articles, _range(one.least, one.greatest)) for one in found.proposals if one.sure == sure]
        self._groups[JOINED] = [Group(tuple(one)) for one in joined]
        self._fill()

    def _fill(self) -> None:
        groups = self._groups[self.kind.key()]
        items = []
        for group in groups[:_MOST]:
            first = self._articles[group.articles[0]]
            outlets = dict.fromkeys(self._articles[one].outlet for one in group.articles if self._articles[one].outlet)
            count = ngettext("{count} article", "{count} articles", len(group.articles)).format(count=len(group.articles))
            below = " · ".join((count, *outlets))
            items.append(Item(" ".join(group.articles), first.title, below, icon="copy", remark=group.likeness))
        self.list.show_items(items)
        self.list.setVisible(bool(items))
        self.empty.setVisible(not items and self.found is not None)
        self.side.setVisible(bool(items))
        if items and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        if self.found is not None:
            compared = ngettext("{count} article compared", "{count} articles compared", self.found.compared)
            shown = [compared.format(count=format_count(self.found.compared))]
            shown += [f"{_(word)}: {format_count(len(self._groups[key]))}" for key, word in
                      ((PROPOSED, N_("proposed")), (ALIKE, N_("alike")), (JOINED, N_("joined")))]  # fmt: skip
            self.said.show_text(" · ".join(shown))
        self._show_group()

    # ---- the group at hand ----------------------------------------------------------------------------------------------

    def current(self) -> Group | None:
        """Return the group that has the keys."""
        groups, row = self._groups[self.kind.key()], self.list.currentRow()
        return groups[row] if 0 <= row < len(groups) else None

    def _show_group(self) -> None:
        group = self.current()
        if group is None or not self._session.is_open:
            self.members.show_items([])
            self.title.setText("")
            self.about.setText("")
            self._offer()
            return
        count = len(group.articles)
        self.title.setText(ngettext("{count} article", "{count} articles", count).format(count=count))
        self.about.setText(_(_SAID[self.kind.key()]) + ".")
        first, items = group.articles[0], []
        for one in group.articles:
            article = self._articles[one]
            day = written_day(article.date_published) if article.date_published else ""
            below = " · ".join(part for part in (article.outlet, day, article.source_id) if part)
            items.append(Item(one, article.title, below, icon="newspaper", remark="" if one == first else self._differs(one, first)))
        self.members.show_items(items)
        self._offer()

    def _differs(self, one: str, first: str) -> str:
        """Return how many sentences of an article the first one does not have."""
        found = carrying.differences(self._session.the_project(), one, first)
        count = len(found.only_here) + len(found.only_there)
        if not count:
            return _("the same sentences")
        return ngettext("{count} sentence differs", "{count} sentences differ", count).format(count=format_count(count))

    def _offer(self) -> None:
        group, joined = self.current(), self.kind.key() == JOINED
        may = self._session.is_open and not self._session.the_project().read_only
        count = len(group.articles) if group is not None else 0
        self.join_button.setVisible(not joined)
        self.join_button.setEnabled(may and group is not None)
        self.join_button.setText(ngettext("Join {count} article", "Join {count} articles", count).format(count=count))
        self.leave_button.setVisible(joined)
        self.leave_button.setEnabled(may and self.members.current_item() is not None)

    def join(self) -> None:
        """Make the group one cluster."""
        group = self.current()
        if group is not None:
            self._steps.write(lambda: join_cluster(self._session.the_project(), group.articles))

    def leave(self) -> None:
        """Take the article that has the keys out of its cluster."""
        item = self.members.current_item()
        if item is not None:
            self._steps.write(lambda: leave_cluster(self._session.the_project(), item.key))

    def undo(self) -> None:
        """Take back the last step that was made on this page."""
        self._steps.undo()

    def redo(self) -> None:
        """Do again what ``undo`` took back."""
        self._steps.redo()

    def _open(self) -> None:
        item = self.members.current_item()
        if item is not None:
            self.place_wanted.emit(item.key, Span(0, 1))

    # ---- Qt -----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.members.hasFocus():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, self._head_height, self.width(), 1), using.line)
        if self.side.isVisible():
            side = self.side.geometry()
            painter.fillRect(side, using.panel)
            x = side.left() - 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else side.right() + 1
            painter.fillRect(QRect(x, side.top(), 1, side.height()), using.line)


def _range(least: float, greatest: float) -> str:
    low, high = f"{int(least * 100) / 100:.2f}", f"{int(greatest * 100) / 100:.2f}"
    return low if low == high else f"{low} – {high}"
