"""A page of all parts, as the pictures of the design show them."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.parts.button import Button, IconButton
from ui.parts.card import Card
from ui.parts.cells import Option
from ui.parts.chips import Chips
from ui.parts.interval_plot import Interval, IntervalPlot
from ui.parts.key_chip import KeyChip
from ui.parts.message import Banner, EmptyState, Message, ProgressBar
from ui.parts.navigation import Rail, SearchField, Segmented, Tabs
from ui.parts.option_grid import OptionGrid
from ui.parts.painting import Label
from ui.parts.plain_fields import CheckField, DateField, NumberField, TextField
from ui.parts.rows import Suggestion
from ui.parts.scale import Scale
from ui.parts.signs import STATE_WORDS, CategorySign, StateSign
from ui.parts.suggest_field import ListField, SuggestField

CATEGORIES = (
    ("Actor", "#0072B2", "box"),
    ("Claim", "#E69F00", "background"),
    ("Stance", "#009E73", "underline"),
    ("Speculation", "#CC79A7", "wave"),
)
PEOPLE = (
    Suggestion("e1", "Ada Brandt", "person, Norland", "3 in this article", ("Brandt",)),
    Suggestion("e2", "Adam Orr", "person, Norland", "alias: Ada"),
    Suggestion("e3", "G7", "group of states", names=("Group of Seven",)),
)


def options(words: str) -> list[Option]:
    return [Option(word.replace(" ", "_"), word, f"what {word} means") for word in words.split(", ")]


def people(text: str) -> list[Suggestion]:
    wanted = text.casefold()
    return [who for who in PEOPLE if any(name.casefold().startswith(wanted) for name in (who.title, *who.names))]


class Gallery(QWidget):
    """Every part once, with a value, proposed, wrong or empty."""

    def __init__(self) -> None:
        super().__init__()
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.current().px(24))
        self.rail = Rail()
        for key, icon, word in (
            ("code", "pencil-line", "Code"),
            ("entities", "users", "Entities"),
            ("agreement", "chart-no-axes-column", "Agreement"),
        ):
            self.rail.add(key, icon, word)
        self.rail.choose("code")
        page.addWidget(self.rail)
        page.addWidget(self._actor())
        page.addWidget(self._claim())
        page.addWidget(self._speculation())
        page.addWidget(self._rest(), 1)

    def _column(self, place: int) -> tuple[QWidget, QVBoxLayout]:
        px = theme.current().px
        card = Card(CATEGORIES[place][0], raised=False)
        card.setFixedWidth(px(320))
        head = QHBoxLayout()
        head.setSpacing(theme.current().px(5))
        head.addWidget(CategorySign(CATEGORIES[place][1], CATEGORIES[place][2], CATEGORIES[place][0], size=18))
        head.addWidget(Label(CATEGORIES[place][0], "panel_title"))
        head.addWidget(Label("7 of 23", "control", "text_3"))
        head.addStretch(1)
        for icon, name in (("flag", "Flag"), ("message-square", "Note"), ("trash-2", "Delete")):
            head.addWidget(IconButton(icon, name))
        card.column.addLayout(head)
        card.column.addWidget(Label("“has been raised to the level of an alliance”", "quote", "text_2"))
        card.column.setSpacing(px(12))
        return card, card.column

    def _actor(self) -> QWidget:
        card, column = self._column(0)
        self.entity = SuggestField(
            "Entity",
            people,
            describe=lambda value: next(who.title for who in PEOPLE if who.value == value),
            new_text=lambda text: f"New entity “{text}”",
        )
        self.mention = OptionGrid("Mention", options("named, description, pronoun, metonym, document"))
        self.mention.set_value("named")
        self.number = NumberField("Number", note="optional")
        self.number.set_value(1240)
        self.date = DateField("Day")
        self.date.set_value("2024-07-19", proposed=True)
        for field in (self.entity, self.mention, self.number, self.date):
            column.addWidget(field)
        column.addStretch(1)
        return card

    def _claim(self) -> QWidget:
        card, column = self._column(1)
        self.kind = OptionGrid("Type", options("factual, evaluative, accusation, demand, commitment, predictive"))
        self.kind.set_value("predictive")
        self.form = OptionGrid("Form", options("direct, indirect, mixed, author"))
        self.form.set_value("mixed", proposed=True)
        self.issue = ListField(
            "Issue", options("defence, economy, trade, work, welfare, health, education, migration, justice, energy, other")
        )
        self.issue.set_value("defence")
        self.proposition = TextField("Proposition", note="optional")
        self.proposition.set_value("Russian–North Korean cooperation in defence and technology may be extended.")
        self.confidence = OptionGrid("Confidence", options("sure, low"), beside=True)
        self.confidence.set_value("sure")
        for field in (self.kind, self.form, self.issue, self.proposition, self.confidence):
            column.addWidget(field)
        column.addStretch(1)
        return card

    def _speculation(self) -> QWidget:
        card, column = self._column(3)
        self.certainty = Scale("Certainty", options("doubtful, possible, probable, near certain"))
        self.certainty.set_value("possible")
        self.topics = Chips("Topics", options("treaty, arms, energy, trade"), note="several")
        self.topics.set_value(["treaty", "arms"])
        self.author = CheckField("The author holds it")
        self.target = SuggestField("Which issue", people, icon="")
        self.target.set_reason("because target is issue")
        self.missing = ListField("Issue", options("a, b, c, d, e, f, g, h, i, j"), placeholder="Choose an issue")
        self.missing.set_error("Needed before the article can be finished")
        for field in (self.certainty, self.topics, self.author, self.target, self.missing):
            column.addWidget(field)
        column.addStretch(1)
        return card

    def _rest(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        self.tabs = Tabs()
        for key, word, count in (("articles", "Articles", 40), ("annotations", "Annotations", 1250), ("history", "History", None)):
            self.tabs.add(key, word, count)
        column.addWidget(self.tabs)
        buttons = QHBoxLayout()
        self.buttons = [Button(kind.capitalize(), kind) for kind in ("primary", "plain", "delete", "quiet")]
        self.buttons.append(Button("Finish", key="Ctrl+↵"))
        for button in self.buttons:
            buttons.addWidget(button)
        for key, filled in (("L", False), ("1", True)):
            buttons.addWidget(KeyChip(key, filled=filled))
        buttons.addStretch(1)
        column.addLayout(buttons)
        signs = QHBoxLayout()
        for state in STATE_WORDS:
            signs.addWidget(StateSign(state))
        for word, colour, style in CATEGORIES:
            signs.addWidget(CategorySign(colour, style, word))
        self.segmented = Segmented("View", (("text", "Text"), ("structure", "Structure")))
        signs.addWidget(self.segmented)
        signs.addStretch(1)
        column.addLayout(signs)
        self.search = SearchField("Find, go to or run a command", key="Ctrl+K")
        column.addWidget(self.search)
        self.warning = Banner("warning", "Open for reading only", "Ben has this project open since 9:12.", "Try again", icon="lock")
        self.error = Banner(
            "error", "The disk is full, the last step was not kept", "“Code claim” is undone. Make room. Everything before it is safe."
        )
        self.empty = EmptyState(
            "newspaper", "No articles yet", "Drop files here, or bring in a table or pasted text.", "Import articles", key="Ctrl+I"
        )
        self.progress = ProgressBar()
        self.progress.start("Importing harbour-post-june.docx", 4000)
        self.progress.show_count(1240, 4000)
        self.progress.show()
        plots = QGridLayout()
        self.plots = [
            IntervalPlot(figure)
            for figure in (
                Interval(0.41, 0.18, 0.61, 24),
                Interval(0.83, 0.78, 0.88, 24),
                Interval(-0.1, -0.3, 0.2, 5),
                Interval(None, reason="no variation, 100 % equal"),
            )
        ]
        for row, plot in enumerate(self.plots):
            plots.addWidget(plot, row, 0)
        for part in (self.warning, self.error, self.empty, self.progress):
            column.addWidget(part)
        column.addLayout(plots)
        column.addStretch(1)
        column.addSpacing(60)
        self.message = Message(side)
        return side
