"""The log of a damaged project: which of its steps are what their hashes say, and how far it can be followed without a gap."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.model.ids import new_id
from annotator.store.database import chain_hash, content_hash, now
from annotator.store.replay import Key, Replay
from annotator.store.rows import merged
from annotator.store.salvage import Remains
from annotator.store.schema import TABLES

Row = dict[str, Any]
LoggedRow = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class SavedStep:
    """A step as it can be read; ``whole``: it is what its hash was taken of, or a package's hash alone, and may be kept as history."""

    row: Row
    articles: tuple[str, ...]
    changes: tuple[LoggedRow, ...]
    whole: bool

    @property
    def order(self) -> tuple[int, str]:
        """Return its place in the log."""
        return int(self.row["counter"]), str(self.row["origin"])


@dataclass(frozen=True, slots=True)
class SavedLog:
    """``kept`` goes into the new file as history; ``read`` is all that can be read, for what it says of rows."""

    kept: tuple[SavedStep, ...]
    read: tuple[SavedStep, ...]
    lost: tuple[str, ...]
    """the steps of which the history keeps nothing, by id where that is known"""
    is_whole: bool
    highest: int = 0
    """the counter up to which the file knew of steps; what is saved beside the history is said after that"""


def saved_log(remains: Remains, backups: Sequence[Remains] = ()) -> SavedLog:
    """Return the log of what is left of a file; steps that are lost or damaged there are taken from its backups, hash by hash."""
    steps, loose = _steps(remains.rows)
    if backups and steps:
        steps = _completed(steps, [_steps(one.rows)[0] for one in backups])
    kept = _unbroken(steps)
    kept_ids = {step.row["id"] for step in kept}
    last = max((step.order[0] for step in kept), default=0)
    known = [step.row["id"] for step in steps if step.row["id"] not in kept_ids]
    highest = max((step.order[0] for step in steps), default=0)
    gaps = sorted(set(range(last + 1, highest + 1)) - {step.order[0] for step in steps})
    lost = [*known, *(f"{counter}@?" for counter in gaps)]
    torn = any(one.table in ("step", "change", "step_article", "") for one in remains.unread) or bool(remains.missing_pages)
    whole = not lost and not torn and not loose
    return SavedLog(kept, tuple(steps), tuple(lost), whole, highest + len(loose))


def _steps(rows: Mapping[str, Sequence[Row]]) -> tuple[list[SavedStep], set[int]]:
    """Return the steps by counter and origin, and the numbers of those of which changes are there but not the step."""
    changes: dict[int, dict[int, LoggedRow]] = {}
    for row in rows["change"]:
        changes.setdefault(row["step"], {})[row["number"]] = (row["table_name"], row["row_id"], row["before"], row["after"])
    articles: dict[int, set[str]] = {}
    for row in rows["step_article"]:
        articles.setdefault(row["step"], set()).add(row["article_id"])
    found: dict[tuple[int, str], SavedStep] = {}
    known = set()
    for row in rows["step"]:
        if row["id"] != f"{row['counter']}@{row['origin']}" or row["counter"] < 1:
            continue
        known.add(row["seq"])
        made = tuple(change for _number, change in sorted(changes.get(row["seq"], {}).items()))
        step = SavedStep(row, tuple(sorted(articles.get(row["seq"], ()))), made, whole=True)
        found.setdefault(step.order, _judged(step))
    return [found[order] for order in sorted(found)], changes.keys() - known


def _completed(steps: Sequence[SavedStep], others: Iterable[Sequence[SavedStep]]) -> list[SavedStep]:
    """Return the steps with whole ones of backups in the place of those that are damaged or missing; the chains judge them too."""
    found = {step.order: step for step in steps}
    origins = {step.row["origin"] for step in steps}
    for other in others:
        for step in other:
            if step.whole and step.row["origin"] in origins and not (step.order in found and found[step.order].whole):
                found[step.order] = step
    return [found[order] for order in sorted(found)]


def _judged(step: SavedStep) -> SavedStep:
    """Return the step with what its hash says of it; the articles that it touched are made again where only they are lost."""
    if step.row["withheld"]:
        return step  # a work package has the hash of it alone
    touched = {row["article_id"] for change in step.changes if (row := _row_of(change)) is not None and "article_id" in row}
    touched |= {row_id for table, row_id, _before, _after in step.changes if table == "article"}
    for articles in dict.fromkeys((step.articles, tuple(sorted({*step.articles, *map(str, touched)})))):
        if _content(step, articles) == step.row["content_hash"]:
            return replace(step, articles=articles)
    return replace(step, whole=False)


def _row_of(change: LoggedRow) -> Row | None:
    try:
        found = json.loads(change[3] or change[2] or "null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _content(step: SavedStep, articles: tuple[str, ...]) -> bytes:
    row = step.row
    return content_hash(
        row["counter"], row["origin"], row["coder_id"], row["label"], row["made_at"], row["undoes"] or "", articles, step.changes
    )


def _unbroken(steps: Sequence[SavedStep]) -> tuple[SavedStep, ...]:
    """Return the steps up to the first gap or the first one that does not follow the one before it in its chain."""
    following: dict[tuple[int, str], SavedStep] = {}
    last: dict[str, SavedStep] = {}
    for step in reversed(steps):
        origin = str(step.row["origin"])
        if origin in last:
            following[step.order] = last[origin]
        last[origin] = step
    heads: dict[str, bytes] = {}
    kept: list[SavedStep] = []
    reached, cut = 0, None
    for step in steps:
        counter, origin = step.order
        if cut is not None and counter >= cut:
            break
        found = _following(step, heads.get(origin, b""), following.get(step.order)) if counter <= reached + 1 else None
        if found is None:
            cut = counter
            continue
        reached = counter
        heads[origin] = found.row["chain_hash"]
        kept.append(found)
    return tuple(step for step in kept if cut is None or step.order[0] < cut)


def _following(step: SavedStep, head: bytes, then: SavedStep | None) -> SavedStep | None:
    """Return the step if it follows this head of its chain, one damaged hash of it set right where the rest proves it; else None."""
    row = step.row
    if not step.whole:  # what it says may be right and its hash of that wrong
        content = _content(step, step.articles)
        return _set_right(step, content_hash=content) if chain_hash(head, content) == row["chain_hash"] else None
    if chain_hash(head, row["content_hash"]) == row["chain_hash"]:
        return step
    expected = chain_hash(head, row["content_hash"])
    if then is not None and chain_hash(expected, then.row["content_hash"]) == then.row["chain_hash"]:
        return _set_right(step, chain_hash=expected)
    return None


def _set_right(step: SavedStep, **hashes: bytes) -> SavedStep:
    return replace(step, row={**step.row, **hashes}, whole=True)


def places_of_lost(after: int, up_to: int, label: str) -> Iterator[SavedStep]:
    """Yield empty steps for the counters that the history has lost: so what follows stands behind all that other files know."""
    origin, moment, head = new_id(), now(), b""
    for counter in range(after + 1, up_to + 1):
        content = content_hash(counter, origin, None, label, moment, "", (), ())
        head = chain_hash(head, content)
        row = {
            "seq": counter, "id": f"{counter}@{origin}", "origin": origin, "counter": counter, "coder_id": None, "label": label,
            "made_at": moment, "undoes": None, "content_hash": content, "chain_hash": head, "withheld": 0,
        }  # fmt: skip
        yield SavedStep(row, (), (), whole=True)


# ---- what a log makes of rows -------------------------------------------------------------------------------------------


def rows_of(steps: Iterable[SavedStep]) -> tuple[dict[Key, Row], set[Key]]:
    """Return the rows that these steps make, and those of them whose beginning is not known, so that columns are missing."""
    steps = list(steps)
    if len({step.row["origin"] for step in steps}) > 1:
        replay = Replay()
        for step in steps:
            replay.step(change for change in step.changes if _is_readable(change))
        live = replay.live
    else:
        live = {}
        for step in steps:
            for change in step.changes:
                if _is_readable(change):
                    _apply(live, change)
    begun = {(table, row_id) for step in steps for table, row_id, before, _after in step.changes if before is None}
    return live, set(live) - begun


def _is_readable(change: LoggedRow) -> bool:
    """Return whether a change is one of a logged table, and JSON of columns that the table has."""
    table = TABLES.get(change[0])
    if table is None:
        return False
    for cell in change[2:]:
        if cell is None:
            continue
        try:
            found = json.loads(cell)
        except ValueError:
            return False
        if not isinstance(found, dict) or found.keys() - set(table.columns):
            return False
        if any(found.get(column) is not None and not isinstance(found[column], dict) for column in table.keyed):
            return False
    return True


def _apply(live: dict[Key, Row], change: LoggedRow) -> None:
    table, row_id, before, after = change
    key, columns = (table, row_id), TABLES[table].columns
    if after is None:
        live.pop(key, None)
        return
    given = json.loads(after)
    if before is None:
        live[key] = dict.fromkeys(columns) | given
        return
    row = live.get(key) or (dict.fromkeys(columns) | {"id": row_id})
    for column, value in given.items():
        row[column] = merged(row[column] or {}, value or {}) if column in TABLES[table].keyed else value
    live[key] = row
