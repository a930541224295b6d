"""What rows and cases say in the codebook's words. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.agreement.words import value_label
from annotator.errors import NotFound
from annotator.i18n import _, in_sentence, ngettext
from annotator.model import codebook as cb
from annotator.model.annotation import Annotation, Link
from annotator.model.codebook import Codebook
from annotator.model.decision import AGREED, BOTH, REJECTED, Decision
from annotator.model.span import make_spans, quote_of
from annotator.operations.adjudicating import CATEGORY, FOUND, LINK, SPAN, category_of
from annotator.operations.docket import Lanes
from annotator.project import Project
from ui.adjudication.sheet import Sheet

if TYPE_CHECKING:
    from annotator.agreement.disputes import Case


@dataclass(frozen=True, slots=True)
class Piece:
    """A value or a quotation; a category's sign stands before it where ``category`` is given."""

    text: str
    category: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class CellWords:
    """What one candidate, or gold, says in a row; ``hint`` explains a value, ``quiet`` is said of nothing."""

    pieces: tuple[Piece, ...]
    hint: str = ""
    quiet: bool = False

    @property
    def text(self) -> str:
        """Return the cell as it is read out."""
        return ", ".join(piece.text for piece in self.pieces)


class Words:
    """Reads the rows of one article's cases: its lanes hold the annotations and links that they speak of."""

    def __init__(self, project: Project, lanes: Lanes) -> None:
        self._project, self._codebook, self._text = project, project.codebook, lanes.text
        self._annotations: Mapping[str, Annotation] = {one.id: one for lane in lanes.lanes for one in lane.annotations}
        self._links: Mapping[str, Link] = {one.id: one for lane in lanes.lanes for one in lane.links}
        self._labels: dict[str, str] = {}

    def label(self, sheet: Sheet, key: str) -> str:
        """Return what a row is called."""
        return row_label(self._codebook, sheet.case.category, key)

    def candidate(self, sheet: Sheet, key: str, coder: str) -> CellWords:
        """Return what a coder says in a row."""
        row = sheet.row(key)
        if key == FOUND:
            there = coder in sheet.case.candidates
            return CellWords((Piece(_("marked") if there else _("not marked")),), quiet=not there)
        if coder not in sheet.case.candidates:
            return CellWords((Piece(_("not marked")),), quiet=True)
        if row is None or coder not in row.by_coder:
            return _nothing()
        if key.startswith(LINK):
            return self._linked(sheet, row.links.get(coder, ()))
        return self._value(sheet, key, row.by_coder[coder])

    def gold(self, sheet: Sheet, key: str) -> CellWords:
        """Return what a row gets, as far as it is settled."""
        if sheet.chosen == REJECTED:
            return CellWords((Piece(_("nothing is there")),), quiet=True)
        if sheet.chosen == BOTH:
            return CellWords((Piece(_("both stand")),), quiet=True)
        if key == FOUND:
            cell = sheet.cells.get(FOUND)
            return CellWords((Piece(_("marked") if cell is not None else _("open")),), quiet=cell is None)
        if key in sheet.open_keys:
            return CellWords((Piece(_("open")),), quiet=True)
        if key.startswith(LINK):
            return self._linked(sheet, sheet.gold_links(key))
        return self._value(sheet, key, sheet.gold(key))

    def ends(self, sheet: Sheet, key: str) -> list[tuple[list[str], Piece]]:
        """Return all ends that candidates link to in a row: the ids of the links to each, one a place and category."""
        row = sheet.row(key)
        found: dict[tuple[str, object], tuple[list[str], Piece]] = {}
        for some in row.links.values() if row is not None else ():
            for link in some:
                end = self._end(sheet, link)
                if end is not None:
                    ids, _piece = found.setdefault((end.category, end.spans), ([], self._piece(end)))
                    ids.append(link)
        return list(found.values())

    def _value(self, sheet: Sheet, key: str, value: Any) -> CellWords:
        if value is None or value == []:
            return _nothing()
        if key == SPAN:
            spans = make_spans(value)
            count = sum(len(span) for span in spans)
            hint = ngettext("{count} character", "{count} characters", count).format(count=count)
            return CellWords((Piece(quote_of(spans, self._text), quoted=True),), hint)
        if key == CATEGORY:
            category = self._codebook.category(str(value))
            return CellWords((Piece(category.label if category is not None else str(value), str(value)),))
        attribute = sheet.attribute(key)
        if attribute is not None and attribute.type in (cb.ENTITY_REF, cb.ARTICLE_REF):
            return CellWords((Piece(self._named(attribute.type, str(value))),))
        known = attribute.value(value) if attribute is not None and isinstance(value, str) else None
        return CellWords((Piece(value_label(attribute, value)),), known.definition if known is not None else "")

    def _named(self, kind: str, known_by: str) -> str:
        if known_by not in self._labels:
            try:
                found = self._project.entities.get(known_by).label if kind == cb.ENTITY_REF else self._project.articles.get(known_by).title
            except NotFound:
                found = known_by
            self._labels[known_by] = found
        return self._labels[known_by]

    def _linked(self, sheet: Sheet, links: Sequence[str]) -> CellWords:
        ends = {(end.category, end.spans): self._piece(end) for end in (self._end(sheet, link) for link in links) if end is not None}
        return CellWords(tuple(ends.values())) if ends else _nothing()

    def _end(self, sheet: Sheet, link_id: str) -> Annotation | None:
        link = self._links.get(link_id)
        if link is None:
            return None
        mine = set(sheet.case.annotation_ids)
        return self._annotations.get(link.to_id if link.from_id in mine else link.from_id)

    def _piece(self, one: Annotation) -> Piece:
        return Piece(one.quote, one.category, quoted=True)


def _nothing() -> CellWords:
    return CellWords((Piece(_("none")),), quiet=True)


def row_label(codebook: Codebook, category: str, key: str) -> str:
    """Return what a row of a case is called: the codebook's label of the attribute or link, else our word."""
    if key.startswith(LINK):
        link = codebook.link(key.removeprefix(LINK))
        name = key.removeprefix(LINK) if link is None else link.label
        return name[:1].upper() + name[1:]
    known = {FOUND: _("Marked"), SPAN: _("Span"), CATEGORY: _("Category")}
    if key in known:
        return known[key]
    return next((one.label for one in codebook.attributes_of(category) if one.id == key), key)


def case_title(codebook: Codebook, case: Case, letters: Mapping[str, str]) -> str:
    """Return what a case is about: ``Only B``, ``Claim or stance?``, ``Type, makes and 3 more``."""
    keys = [row.key for row in case.open_rows]
    if not keys:
        return _("All agree")
    if CATEGORY in keys:
        there = dict.fromkeys(one.category for some in case.candidates.values() for one in some)
        labels = [one.label if (one := codebook.category(name)) is not None else name for name in sorted(there)]
        return _("{first} or {second}?").format(first=labels[0], second=in_sentence(labels[1]))
    if FOUND in keys and len(case.candidates) == 1:
        return _("Only {letter}").format(letter=letters.get(next(iter(case.candidates)), "?"))
    labels = [row_label(codebook, case.category, key) for key in keys]
    labels = [labels[0], *map(in_sentence, labels[1:])]
    if len(labels) < 3:
        return ", ".join(labels)
    more = len(labels) - 2
    return _("{rows} and {count} more").format(rows=", ".join(labels[:2]), count=more)


def case_quote(case: Case) -> str:
    """Return the words a case is about, as its first candidate marked them."""
    return " ".join(next(iter(case.candidates.values()))[0].quote.split())


def found_by(case: Case, letters: Mapping[str, str]) -> str:
    """Return who marked it: ``claim found by both``."""
    if len(case.candidates) == len(case.coders):
        return _("found by both") if len(case.coders) == 2 else _("found by all")
    return _("found by {letters}").format(letters=", ".join(sorted(letters.get(one, "?") for one in case.candidates)))


def how_decided(decision: Decision, letters: Mapping[str, str]) -> str:
    """Return how a case ended in a few words: ``A``, ``A and B``, ``other value``, ``both stand``, ``nothing is there``, ``agreed``."""
    if decision.chosen == AGREED:
        return _("agreed")
    if decision.chosen == BOTH:
        return _("both stand")
    if decision.chosen == REJECTED:
        return _("nothing is there")
    coders = sorted({letters.get(cell.coder, "?") for cell in decision.cells.values() if cell.coder})
    parts = [_(" and ").join(coders)] if coders else []
    parts += [_("other value")] if any(not cell.coder for cell in decision.cells.values()) else []
    return _(" and ").join(parts)


def sheet_category(sheet: Sheet) -> str:
    """Return the category that the sheet gives its case."""
    return category_of(sheet.case, sheet.choice())
