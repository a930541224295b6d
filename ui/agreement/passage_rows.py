"""A passage in words: where it is, what each coder says there, what the figure would be without it."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.agreement import words
from annotator.agreement.cases import EQUAL, UNEQUAL, Passage, Reading
from annotator.agreement.record import Record
from annotator.agreement.statements import PREFIX, Detail
from annotator.errors import NotFound
from annotator.i18n import _, ngettext
from annotator.model.codebook import ENTITY_REF
from annotator.operations.agreement import AgreementReport
from annotator.project import Project
from ui.agreement.snippet import AROUND, Piece, snippet
from ui.parts.numbers import format_coefficient


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as it is shown: where, what would be without it, the words, what became of it, what each coder says and who that is."""

    where: str
    effect: str
    pieces: tuple[Piece, ...]
    status: str
    a: str
    b: str
    coders: tuple[str, str]

    def words(self) -> str:
        """Return the row as it is read out."""
        text = "".join(piece.text for piece in self.pieces if piece.kind != AROUND)
        return ". ".join(part for part in (text, self.status, *self.readings(), self.where, self.effect) if part)

    def readings(self) -> list[str]:
        """Return what A and B say, with their names."""
        said = _("{letter} {coder}: {value}")
        return [
            said.format(letter=letter, coder=coder, value=value)
            for letter, coder, value in zip("AB", self.coders, (self.a, self.b), strict=True)
        ]


class PassageRows:
    """Makes the rows of one record's passages; texts and headlines are read from the project as they are needed."""

    def __init__(self, report: AgreementReport, record: Record, project: Project) -> None:
        self._codebook = report.codebook
        self._record = record
        self._attribute = words.attribute_of(record, report.codebook)
        self._project = project
        self._texts: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def row(self, passage: Passage) -> PassageRow:
        """Return a passage as it is shown."""
        article_id = passage.article_id
        if article_id not in self._texts:
            article = self._project.articles.get(article_id)
            self._texts[article_id] = self._project.articles.text(article_id)
            self._names[article_id] = article.headline or article.source_id
        a, b = (self._value(reading) if reading is not None else "–" for reading in (passage.a, passage.b))
        pieces = tuple(snippet(self._texts[article_id], passage))
        # Two values beside each other say by themselves whether they differ.
        status = "" if pieces and passage.status in (EQUAL, UNEQUAL) else status_words(passage)
        return PassageRow(self._names[article_id], effect_words(passage, self._record.value), pieces, status, a, b, passage.coders)

    def _value(self, reading: Reading) -> str:
        """Return what a reading says in the codebook's words: its value, or its category where that is what is compared."""
        if isinstance(reading.value, tuple):
            return ", ".join(self._detail(one) for one in reading.value)
        if self._record.attribute and not self._record.measure.startswith(PREFIX):
            if self._attribute is not None and self._attribute.type == ENTITY_REF:
                return self._entity(str(reading.value))
            return words.value_label(self._attribute, reading.value)
        if isinstance(reading.value, frozenset):
            return ", ".join(sorted(self._entity(one) for one in reading.value)) or _("none")
        if reading.to_spans:
            link = self._codebook.link(reading.category)
            return link.label if link is not None else reading.category
        category = self._codebook.category(reading.category)
        return category.label if category is not None else reading.category

    def _detail(self, said: Detail) -> str:
        """Return one thing that a coder says of a statement: a value's label, or the link and whom it leads to."""
        category = self._codebook.category(said.of)
        if category is not None:
            return words.value_label(category.attribute(said.attribute), said.value) if said.value is not None else _("none")
        link = self._codebook.link(said.of)
        return f"{link.label if link is not None else said.of} {self._entity(str(said.value))}"

    def _entity(self, known_by: str) -> str:
        """Return the label of an entity, or the words of an annotation that stands for one."""
        try:
            return self._project.entities.get(known_by).label
        except NotFound:
            found = self._project.annotations.find(known_by)
            return found.quote if found is not None else known_by


def status_words(passage: Passage) -> str:
    """Return what became of a passage: its one status, and by how much a boundary differs."""
    said = _(str(passage.status))
    if passage.characters:
        more = ngettext("{side} by {count} character", "{side} by {count} characters", passage.characters)
        said = f"{said}: {more.format(side=_(passage.side), count=passage.characters)}"
    return said


def effect_words(passage: Passage, value: float | None) -> str:
    """Return what the coefficient would be without this disagreement, empty where that is not defined."""
    if passage.without is None or passage.agrees or not passage.contribution:
        return ""
    said = _("would be {value} without").format(value=format_coefficient(passage.without))
    # Of many passages one alone moves the second decimal seldom: then the change is said beside it.
    if format_coefficient(passage.without) == format_coefficient(value):
        said = f"{said}, {change_words(value, passage.without)}"
    return said


def change_words(before: float | None, after: float | None) -> str:
    """Return by how much a coefficient changes, with as many decimals as it takes to see it: ``+.02``, ``-.0004``."""
    if before is None or after is None:
        return ""
    change = after - before
    decimals = next((places for places in (2, 3, 4) if abs(change) >= 0.5 * 10**-places), 4)
    text = f"{change:+.{decimals}f}"
    return "±0" if not float(text) else text.replace("0.", ".", 1)
