"""A case while it is being settled: what is chosen in each row so far. No Qt, and nothing is written before it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from annotator.model import codebook as cb
from annotator.model.codebook import Attribute, Codebook
from annotator.model.decision import AGREED, BOTH, REJECTED, TAKEN, Cell, Decision
from annotator.operations.adjudicating import CATEGORY, FOUND, LINK, SPAN, Choice, category_of, open_rows, reading

if TYPE_CHECKING:
    from annotator.agreement.disputes import Case, Row

LISTS = (cb.MULTIPLE, cb.TEXT_LIST)


@dataclass
class Sheet:
    """One case and the choices made in it; ``decision`` is how it ended, None while it is open."""

    case: Case
    codebook: Codebook
    decision: Decision | None = None
    chosen: str = TAKEN
    cells: dict[str, Cell] = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    rule: str = ""

    @classmethod
    def of(cls, case: Case, codebook: Codebook, decision: Decision | None = None) -> Sheet:
        """Return the sheet of a case as it was decided, or empty."""
        if decision is None:
            return cls(case, codebook)
        chosen = TAKEN if decision.chosen == AGREED else decision.chosen
        cells = {} if decision.chosen == AGREED else dict(decision.cells)
        return cls(case, codebook, decision, chosen, cells, decision.reason, decision.note, decision.rule)

    # ---- choosing -------------------------------------------------------------------------------------------------------

    def take(self, key: str, coder: str) -> bool:
        """Take what a coder says in a row; False where this coder says nothing there. Who did not mark it says that nothing is there."""
        row = self.row(key)
        if row is None:
            return False
        if key == FOUND and coder not in self.case.candidates:
            self.reject()
            return True
        if coder not in row.by_coder:
            return False
        self._stand()
        self.cells[key] = Cell(coder)
        return True

    def take_both(self, key: str) -> bool:
        """Take what all say: in a row of links or of several values all of them, in any other row each annotation stands for itself."""
        row = self.row(key)
        if row is not None and key.startswith(LINK):
            self._stand()
            self.cells[key] = Cell(value=[one for some in row.links.values() for one in some])
            return True
        attribute = self.attribute(key)
        if row is not None and attribute is not None and attribute.type in LISTS:
            self._stand()
            self.cells[key] = Cell(value=list(dict.fromkeys(one for some in row.by_coder.values() for one in some or ())))
            return True
        if len(self.case.candidates) < 2:
            return False
        self.chosen, self.cells = BOTH, {}
        return True

    def give(self, key: str, value: Any) -> None:
        """Give a row another value than the candidates'; None makes it open again."""
        self._stand()
        if value is None:
            self.cells.pop(key, None)
        else:
            self.cells[key] = Cell(value=value)
            if key == CATEGORY and FOUND in {row.key for row in self.case.open_rows}:
                self.cells.setdefault(FOUND, Cell(next(iter(self.case.candidates))))

    def reject(self) -> None:
        """Say that nothing is there."""
        self.chosen, self.cells = REJECTED, {}

    def clear(self, key: str) -> None:
        """Take a row's choice back, or that both or none shall stand."""
        if self.chosen != TAKEN:
            self._stand()
        self.cells.pop(key, None)

    def _stand(self) -> None:
        if self.chosen != TAKEN:
            self.chosen, self.cells = TAKEN, {}

    # ---- asking ---------------------------------------------------------------------------------------------------------

    def row(self, key: str) -> Row | None:
        """Return a row of the case."""
        return next((row for row in self.case.rows if row.key == key), None)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows that are shown: whether it is there only where coders differ about that; values of the chosen category."""
        other = category_of(self.case, self.choice()) != self.case.category
        return tuple(row for row in self.case.rows if (row.key != FOUND or row.open) and not (other and self._depends(row)))

    def _depends(self, row: Row) -> bool:
        return row.key not in (FOUND, SPAN, CATEGORY)

    @property
    def open_keys(self) -> tuple[str, ...]:
        """Return the keys of the rows that still want a choice."""
        if self.decision is not None:
            return ()
        return tuple(row.key for row in open_rows(self.codebook, self.case, self.choice()))

    def next_open(self, after: str) -> str:
        """Return the key of the next open row, from the top again after the last; empty if none is open."""
        wanted, keys = set(self.open_keys), [row.key for row in self.rows]
        start = keys.index(after) + 1 if after in keys else 0
        return next((key for key in [*keys[start:], *keys[:start]] if key in wanted), "")

    def attribute(self, key: str) -> Attribute | None:
        """Return the attribute that a row is about, None for place, category and links."""
        return next((one for one in self.codebook.attributes_of(self.case.category) if one.id == key), None)

    def gold(self, key: str) -> Any:
        """Return what a row gets as far as it is known: the chosen reading or value, else what all say, else None."""
        return reading(self.case, self.choice(), key)

    def gold_links(self, key: str) -> tuple[str, ...]:
        """Return the ids of the links that a row of links gets."""
        row, cell = self.row(key), self.cells.get(key)
        if row is None:
            return ()
        if cell is not None:
            return row.links.get(cell.coder, ()) if cell.coder else tuple(cell.value or ())
        return () if row.open else next(iter(row.links.values()), ())

    def from_coder(self, key: str) -> str:
        """Return whose reading a row was given, empty if nobody's or another value."""
        cell = self.cells.get(key)
        return cell.coder if cell is not None else ""

    def has_other(self, key: str) -> bool:
        """Return whether a row was given another value than one candidate's."""
        cell = self.cells.get(key)
        return cell is not None and not cell.coder

    def choice(self) -> Choice:
        """Return what would be decided now."""
        chosen = AGREED if self.chosen == TAKEN and not self.cells and self.case.agreed else self.chosen
        cells: Mapping[str, Cell] = dict(self.cells)
        return Choice(chosen, cells, self.reason, self.note, self.rule)

    def reopened(self) -> Sheet:
        """Return the sheet open again, with the choices as they were."""
        return replace(self, decision=None, cells=dict(self.cells))
