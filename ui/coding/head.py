"""The head of the article: its title, what was judged of it in one line, and Finish."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.i18n import _, in_sentence
from annotator.model.annotation import IN_PROGRESS, UNREAD, state_of
from annotator.model.article import Article
from annotator.text.hiding import DATE
from ui import theme
from ui.coding.desk import Desk
from ui.parts.button import Button, IconButton
from ui.parts.navigation import Segmented
from ui.parts.numbers import written_day
from ui.parts.painting import ElidedLabel, Part, set_tip

TEXT, STRUCTURE = "text", "structure"
SAY_NOTHING_ALONE = frozenset(("none", "unknown", "named", "other", "yes", "no"))
"""values that are only understood with the name of what they judge"""


class ArticleHead(Part):
    """56 px above the text."""

    finish_pressed = Signal()
    variables_pressed = Signal()
    structure_wanted = Signal(bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        px = theme.current().px
        self.title = ElidedLabel("current", "text", self)
        self.facts = ElidedLabel("option", "text_2", self)
        self.edit = IconButton("pencil", _("Article variables"), letter="v", size=14, parent=self)
        self.edit.clicked.connect(self.variables_pressed)
        self.views = Segmented(_("View"), [(TEXT, _("Text")), (STRUCTURE, _("Structure"))], self)
        set_tip(self.views, _("The claims as cards beside the text (G)"))
        self.views.changed.connect(lambda key: self.structure_wanted.emit(key == STRUCTURE))
        self.finish = Button(_("Finish"), key="Ctrl+↵", parent=self)
        self.finish.clicked.connect(self.finish_pressed)
        below = QHBoxLayout()
        below.setSpacing(px(4))
        below.addWidget(self.facts, 1)
        below.addWidget(self.edit)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addLayout(below)
        row = QHBoxLayout(self)
        self.set_margins(24, 6, 20, 6)
        row.setSpacing(px(16))
        row.addLayout(words, 1)
        row.addWidget(self.views)
        row.addWidget(self.finish)
        self.setFixedHeight(px(56))
        desk.article_shown.connect(self.refresh)
        desk.coding_changed.connect(self.refresh)
        desk.regions_changed.connect(self.refresh)

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(56))

    def show_structure(self, on: bool) -> None:
        """Show whether the cards stand beside the text."""
        self.views.choose(STRUCTURE if on else TEXT)

    def refresh(self, *_changed: object) -> None:
        """Bring title and facts up to date."""
        shown = self._desk.shown
        self.finish.setEnabled(self._desk.can_write)
        self.edit.setVisible(shown is not None)
        if shown is None:
            self.title.show_text("")
            self.facts.show_text("")
            return
        self.title.show_text(shown.article.title)
        self.facts.show_text(" · ".join(self._judgements() + facts_of(shown.article, shown.project.hidden)))
        state = state_of(shown.coding if shown.coding.created_at else None, len(shown.annotations))
        self.finish.setText(_("Finish") if state in (UNREAD, IN_PROGRESS) else _("Finished"))

    def _judgements(self) -> list[str]:
        shown = self._desk.shown
        if shown is None:
            return []
        found = []
        for attribute in self._desk.project.codebook.in_use(self._desk.project.codebook.article_variables):
            value = shown.coding.values.get(attribute.id)
            known = attribute.value(value) if isinstance(value, str) else None
            if known is not None and attribute.id not in shown.coding.filled:
                plain = known.id in SAY_NOTHING_ALONE
                found.append(f"{attribute.label}: {in_sentence(known.label)}" if plain else known.label)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), using.paper)
        painter.fillRect(0, self.height() - 1, self.width(), 1, using.line)


def facts_of(article: Article, hidden: Collection[str] = ()) -> list[str]:
    """Return outlet and dates as the head shows them; what is not given is said to be so, of what is ``hidden`` nothing is said."""
    outlet = [article.outlet] if article.outlet else []
    on_page = [_("On page {date}").format(date=written_day(article.date_on_page))] if article.date_on_page else []
    published = _("Published: not given")
    if article.date_published:
        published = _("Published {date}").format(date=written_day(article.date_published))
    return [*outlet, *on_page, *([] if DATE in hidden else [published])]
