"""Which articles a round is about: all, those of no other round, those with gold, or chosen ones."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import N_, _
from annotator.operations.assigning import ALL, SCOPES, UNPLANNED, WITH_GOLD, articles_of_scope
from annotator.project import Project
from ui import theme
from ui.parts.cells import Option
from ui.parts.many_field import ManyField
from ui.parts.numbers import format_count
from ui.parts.option_grid import OptionGrid

CHOSEN = "chosen"
SCOPE_WORDS = {ALL: N_("All"), UNPLANNED: N_("In no other round"), WITH_GOLD: N_("With gold"), CHOSEN: N_("Chosen ones")}


class ArticleScope(QWidget):
    """``changed`` is sent when other articles are meant. What a scope holds is asked anew for each round."""

    changed = Signal()

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        copies = project.assignments.set_apart().articles
        listed = [one for one in project.articles.listed() if one.id not in copies]
        self._known = {one.id for one in listed}
        self.scope = OptionGrid(_("Articles"), [Option(one, _(SCOPE_WORDS[one])) for one in (*SCOPES, CHOSEN)])
        self.chosen = ManyField(_("Chosen articles"), [Option(one.id, one.headline or one.source_id, one.outlet) for one in listed])
        self.scope.set_value(ALL)
        self.chosen.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(8))
        column.addWidget(self.scope)
        column.addWidget(self.chosen)
        self.setFocusProxy(self.scope)
        self.scope.chosen.connect(self._on_scope)
        self.chosen.chosen.connect(lambda _value: self._on_chosen())

    def show_articles(self, article_ids: list[str]) -> None:
        """Show a round's articles: those named, or all where none is."""
        named = [one for one in article_ids if one in self._known]
        self.chosen.set_value(named)
        self.choose(CHOSEN if named else ALL)

    def choose(self, scope: str) -> None:
        """Show a scope as the chosen one; sends nothing."""
        self.scope.set_value(scope)
        self.chosen.setVisible(scope == CHOSEN)
        self._count()

    def articles(self, round_name: str) -> tuple[str, ...] | None:
        """Return the ids of the articles that a round of this name is about, empty for all; None if no article fits."""
        scope = str(self.scope.value() or ALL)
        if scope == ALL:
            return ()
        value = self.chosen.value()
        chosen = value if isinstance(value, list) else []
        return tuple(chosen if scope == CHOSEN else articles_of_scope(self._project, scope, round_name)) or None

    def _on_scope(self, value: object) -> None:
        self.choose(str(value or ALL))
        self.changed.emit()

    def _on_chosen(self) -> None:
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        value = self.chosen.value()
        count = len(value) if isinstance(value, list) else 0
        self.chosen.set_note(_("{count} chosen").format(count=format_count(count)))
