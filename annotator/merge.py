"""Two logs → what to apply and what conflicts. Reads nothing but its arguments.

A merge is a join of logs: the steps that one side lacks are added, and the rows are what all steps together make
(``store/replay.py``). So any order and any repetition gives the same rows. Where both sides changed the same cell without
knowing of each other, the change with the greater (counter, origin) stands, in every file, and the cell is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.errors import AnnotatorError
from annotator.i18n import _

Key = tuple[str, str]  # table, row id

DELETED = "deleted"
CHANGED = "changed"
# What differs between files without anybody having decided anything.
UNDECIDED = frozenset(
    ("id", "created_at", "updated_at", "imported_at", "filled", "file_name", "raw_sha256", "encoding", "line_ends", "active_seconds")
)


class MergeRefused(AnnotatorError):
    """The other file's log cannot be joined with ours; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a step apart: its place in the order, and the hashes of its content and of its origin's chain up to it."""

    id: str
    counter: int
    origin: str
    content_hash: bytes
    chain_hash: bytes
    withheld: bool

    @property
    def order(self) -> tuple[int, str]:
        """Return its place among all steps of all files."""
        return self.counter, self.origin


def missing(ours: Mapping[str, Stamp], theirs: Sequence[Stamp]) -> list[Stamp]:
    """Return the steps of the other log that ours lacks, in order; MergeRefused if the two tell different stories.

    A step that both know must be the same in both. A step that the other file holds only as a hash must be known here: it was
    packaged from another project.
    """
    found = []
    for stamp in sorted(theirs, key=lambda one: one.order):
        known = ours.get(stamp.id)
        if known is None:
            if stamp.withheld:
                raise MergeRefused(_("it is a work package of another project; its step {step} is not known here").format(step=stamp.id))
            found.append(stamp)
        elif (known.content_hash, known.chain_hash) != (stamp.content_hash, stamp.chain_hash):
            raise MergeRefused(_("its history and this one differ at step {step}; one of the two was altered").format(step=stamp.id))
    return found


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One change of one side with its place in the order; ``before`` and ``after`` as in the log."""

    order: tuple[int, str]
    table: str
    row_id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    coder_id: str = ""
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell (or a whole row, ``column`` empty) that both sides changed; ``ours_stands`` says which one all files now show."""

    table: str
    row_id: str
    column: str
    ours: Any
    theirs: Any
    ours_stands: bool
    article_id: str = ""


@dataclass(slots=True)
class _Side:
    """What one side did to one row, summed up."""

    last: tuple[int, str] = (0, "")
    deleted: bool = False
    made: bool = False
    article_id: str = ""
    cells: dict[str, tuple[Any, tuple[int, str]]] = field(default_factory=dict)


def conflicts(ours: Iterable[LoggedChange], theirs: Iterable[LoggedChange], standing: Mapping[Key, Any]) -> list[Conflict]:
    """Return where the two sides decided differently, by table and row; ``standing`` holds the rows that are there after the merge."""
    mine, other = _summed(ours), _summed(theirs)
    found: list[Conflict] = []
    for key in sorted(mine.keys() & other.keys()):
        found += _row_conflicts(key, mine[key], other[key], key in standing)
    return found


def _summed(changes: Iterable[LoggedChange]) -> dict[Key, _Side]:
    sides: dict[Key, _Side] = {}
    for change in sorted(changes, key=lambda one: one.order):
        side = sides.setdefault((change.table, change.row_id), _Side())
        side.last = change.order
        side.article_id = change.article_id or side.article_id
        side.deleted = change.after is None
        if change.after is None:
            continue
        side.made = side.made or change.before is None
        for column, value in change.after.items():
            if column in ("values", "filled") and isinstance(value, Mapping):
                for name, one in value.items():
                    side.cells[f"{column}.{name}"] = (one, change.order)
            else:
                side.cells[column] = (value, change.order)
    return sides


def _row_conflicts(key: Key, mine: _Side, other: _Side, stands: bool) -> list[Conflict]:
    article = mine.article_id or other.article_id
    if mine.deleted and other.deleted:
        return []
    if mine.deleted or other.deleted:
        words = (DELETED, CHANGED) if mine.deleted else (CHANGED, DELETED)
        return [Conflict(*key, "", *words, ours_stands=mine.deleted is not stands, article_id=article)]
    found = []
    for column in sorted(mine.cells.keys() & other.cells.keys()):
        (one, when), (two, then) = mine.cells[column], other.cells[column]
        if one != two and column.partition(".")[0] not in UNDECIDED:
            found.append(Conflict(*key, column, one, two, ours_stands=when > then, article_id=article))
    return found
