"""The own pace: active time by article. Supervisors see that of others only where the project shares it, and all are told so."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.step import Changes
from annotator.operations.pace import Pace, pace, pace_shared, share_pace
from ui import theme
from ui.articles.choice import Choice
from ui.pace.rows import EACH, MARKED, SIGN, TIME, PaceRows, minutes
from ui.parts.message import EmptyState
from ui.parts.numbers import format_count
from ui.parts.painting import ElidedLabel, Label, Part, begin, draw_text, pass_keys
from ui.parts.plain_fields import CheckField
from ui.plan.figures import Figure, Figures
from ui.session import Session

HEAD = 64


class PacePage(Part):
    """Figures, then a row an article; ``text_wanted(article, "")`` opens one."""

    text_wanted = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._whose = ""
        self._stale = True
        self.pace = Pace("", ())
        self.setAccessibleName(_("Pace"))
        self.said = ElidedLabel("option", "text_2")
        self.who = Choice(_("Whose pace"))
        self.who.activated.connect(lambda place: self._choose(str(self.who.itemData(place))))
        self.figures = Figures(_("Pace in figures"))
        self.rows = PaceRows()
        self.rows.article_wanted.connect(lambda article: self.text_wanted.emit(article, ""))
        self.shared = CheckField(_("Supervisors may see the pace of all coders"))
        self.shared.chosen.connect(self._share)
        words = _("Time counts while you code"), _("What you code from now on is timed; pauses over two minutes are left out.")
        self.empty = EmptyState("clock", *words, framed=True)
        self._lay_out()
        pass_keys(self, self.rows)
        session.changed.connect(self._on_changed)
        for signal in (session.opened, session.closed, session.coder_changed):
            signal.connect(self._forget)

    def _lay_out(self) -> None:
        px = theme.current().px
        head = QWidget()
        head.setFixedHeight(px(HEAD))
        row = QHBoxLayout(head)
        row.setContentsMargins(px(24), px(10), px(24), px(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(_("Pace"), "page_title"))
        words.addWidget(self.said)
        row.addLayout(words, 1)
        self.who.setMaximumWidth(px(220))
        row.addWidget(self.who, 0, Qt.AlignmentFlag.AlignVCenter)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(px(24), px(20), px(24), px(24))
        column.setSpacing(px(8))
        column.addWidget(self.figures)
        self._heads = _Heads()
        column.addWidget(self._heads)
        column.addWidget(self.rows)
        column.addWidget(self.empty)
        column.addSpacing(px(12))
        column.addWidget(self.shared)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setWidget(body)
        body.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self._area, 1)

    # ---- what is shown

    def _forget(self) -> None:
        self._whose, self._stale = "", True
        self._show(Pace("", ()))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("activity", "annotation", "article_coding", "setting", "coder"):
            self._stale = True
            if self.isVisible():
                self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read()

    def read(self) -> None:
        """Read the pace anew: the own one, or that of the coder who was chosen where it is shared."""
        project, coder = self._session.project, self._session.coder
        if project is None or coder is None:
            return
        self._stale = False
        shared = pace_shared(project)
        others = [one.name for one in project.coders.all() if one.id != coder.id] if project.sees_all and shared else []
        if self._whose not in others:
            self._whose = ""
        self.who.clear()
        self.who.addItem(_("Your own"), "")
        for name in others:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(0, self.who.findData(self._whose)))
        self.who.setVisible(bool(others))
        self.shared.setVisible(project.sees_all)
        self.shared.setEnabled(not project.read_only)
        self.shared.set_value(shared)
        self._show(pace(project, self._whose), shared=shared)

    def _show(self, found: Pace, *, shared: bool = False) -> None:
        self.pace = found
        told = _("Only you see this.") if not shared else _("This project lets its supervisors see it.")
        if self._whose:
            told = _("The pace of {name}, which this project shares.").format(name=self._whose)
        self.said.show_text(_("Active time; pauses over two minutes are left out. {who}").format(who=told))
        self.figures.show_figures(_figures(found))
        self.rows.show_articles(found.articles)
        for widget in (self.figures, self.rows, self._heads):
            widget.setVisible(bool(found.articles))
        self.empty.setVisible(not found.articles)

    def _choose(self, name: str) -> None:
        self._whose = name
        self.read()

    def _share(self, value: object) -> None:
        self._session.write(share_pace, bool(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(QRect(0, using.px(HEAD), self.width(), 1), using.line)


def _figures(found: Pace) -> list[Figure]:
    finished = sum(one.finished for one in found.articles)
    article, each = found.seconds_an_article, found.seconds_an_annotation
    begun = len(found.articles) - finished
    going = ngettext("{count} in progress", "{count} in progress", begun).format(count=format_count(begun)) if begun else ""
    return [
        Figure(format_count(finished), _("articles finished"), going),
        Figure(minutes(found.seconds) if found.seconds else "–", _("active in all")),
        Figure("–" if article is None else minutes(article), _("an article"), _("median of those finished")),
        Figure("–" if each is None else minutes(each), _("an annotation"), _("over all articles")),
    ]


class _Heads(Part):
    """The heads of the columns."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.current().px(24))

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        first = self.visual(QRect(using.px(SIGN), 0, using.px(200), self.height()))
        draw_text(painter, first, _("Article"), using.font("head"), using.text_2, direction=self.layoutDirection())
        x = self.width() - using.px(TIME + MARKED + EACH)
        for text, width in ((_("Time"), TIME), (_("Marked"), MARKED), (_("Each took"), EACH)):
            cell = self.visual(QRect(x, 0, using.px(width) - using.px(6), self.height()))
            end, direction = Qt.AlignmentFlag.AlignTrailing, self.layoutDirection()
            draw_text(painter, cell, text, using.font("head"), using.text_2, align=end, direction=direction)
            x += using.px(width)
