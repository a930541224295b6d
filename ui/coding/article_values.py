"""The variables of the article as a form."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.i18n import N_, _
from annotator.model import codebook as cb
from annotator.model.entity import Entity
from annotator.operations import coding
from annotator.operations.blinding import hidden_facts
from ui import theme
from ui.coding.attribute_form import AttributeForm
from ui.coding.desk import Desk
from ui.coding.special_fields import SpecialFields
from ui.parts.lines import Line, Lines
from ui.parts.painting import Label
from ui.parts.suggest_field import SuggestField

FACTS = (
    ("headline", N_("Headline"), cb.TEXT),
    ("outlet", N_("Outlet"), cb.TEXT),
    ("date_published", N_("Date published"), cb.DATE),
    ("date_on_page", N_("Date on the page"), cb.DATE),
    ("byline", N_("Byline"), cb.TEXT),
    ("language", N_("Language"), cb.TEXT),
    ("url", N_("Address"), cb.TEXT),
)


class ArticleValues(QWidget):
    """What the coder judges of the article as a whole; ``rule_wanted`` tells which variable has the keys."""

    rule_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown_id = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(12))
        column.addWidget(Label(_("Article"), "panel_title"))
        self._title = Lines("quote", "text_2", 2)
        column.addWidget(self._title)
        column.addWidget(Line())
        codebook = desk.project.codebook
        self.form = AttributeForm(codebook.in_use(codebook.article_variables), SpecialFields(desk, self._made, of_article=True))
        self.form.given.connect(self._given)
        self.form.done.connect(desk.text_wanted)
        self.form.left.connect(desk.text_wanted)
        self.form.focused.connect(self.rule_wanted)
        column.addWidget(self.form)
        column.addWidget(Line())
        column.addWidget(Label(_("Facts, the same for all coders"), "label", "text_2"))
        self.facts = AttributeForm([cb.Attribute(key, _(label), kind) for key, label, kind in FACTS], lambda _fact: None)
        self.facts.given.connect(self._given_fact)
        self.facts.done.connect(desk.text_wanted)
        self.facts.left.connect(desk.text_wanted)
        column.addWidget(self.facts)

    def show_article(self) -> None:
        """Show the variables of the article on the desk."""
        shown = self._desk.shown
        if shown is None:
            return
        if shown.id != self._shown_id:
            self.form.forget_errors()
            self.facts.forget_errors()
        self._shown_id = shown.id
        self._title.show_text(shown.article.title)
        self.form.show_values(shown.coding.values, shown.coding.filled)
        known = {key: value for key in self.facts.fields if (value := getattr(shown.article, key))}
        self.facts.show_values(known, {})
        for fact in hidden_facts(shown.project.hidden):
            self.facts.fields[fact].hide()
        for form in (self.form, self.facts):
            form.setEnabled(self._desk.can_write)

    def focus_facts(self) -> None:
        """Bring the keys to the facts: the day of publication if it is not known, else the first."""
        day = self.facts.fields["date_published"]
        self.facts.focus_attribute("headline" if day.isHidden() or day.value() else "date_published")

    def settle(self) -> None:
        """Keep what was typed and not left yet, at the article it was typed for."""
        if self._shown_id and not self._desk.project.read_only:
            self.form.settle()
            self.facts.settle()

    def _made(self, attribute: str, field: SuggestField, entity: Entity) -> None:
        """Keep a new entity as the value of a variable and go on."""
        kept = self._desk.session.write(coding.set_article_value, self._shown_id, attribute, entity.id, entity=entity)
        if kept is not None:
            self.show_article()
            field.proceed.emit()

    def _given_fact(self, fact: str, value: object) -> None:
        """Correct a fact of the article; what was there before stands in the history and comes back by undo."""
        with self._desk.session.refusals() as refusals:
            self._desk.session.write(coding.set_facts, self._shown_id, {fact: str(value or "")})
        if refusals:
            self.facts.show_error(fact, str(refusals[-1]))
        elif self._desk.shown is not None and self._desk.shown.id == self._shown_id:
            self.show_article()

    def _given(self, attribute: str, value: object) -> None:
        with self._desk.session.refusals() as refusals:
            self._desk.session.write(coding.set_article_value, self._shown_id, attribute, value)
        if refusals:
            self.form.show_error(attribute, str(refusals[-1]))
        elif self._desk.shown is not None and self._desk.shown.id == self._shown_id:
            self.show_article()
