"""The log read back: what was done, and undo and redo as new steps."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from annotator.errors import ConflictError, NotFound
from annotator.i18n import _, logged, told_step
from annotator.model.ids import ArticleId, CoderId
from annotator.model.step import Change, Step
from annotator.store.database import Database, Row, to_json
from annotator.store.plans import set_aside
from annotator.store.rows import json_object
from annotator.store.schema import TABLES

_STEPS = """
    SELECT step.seq, step.id, origin, counter, coder_id, label, made_at, coalesce(undoes, '') AS undoes
      FROM (SELECT * FROM step WHERE withheld = 0) AS step  -- of the others a work package knows the hash alone
"""
# A coder's own steps, and whatever takes a step back, whoever does: which of those are about the coder's, `_stacks` sees.
_ANYWHERE = " WHERE coder_id = ? OR undoes IS NOT NULL ORDER BY counter, origin"
_TOUCHING_ONE_ARTICLE = """
      JOIN step_article ON step_article.step = step.seq
     WHERE step_article.article_id = ? AND (coder_id = ? OR undoes IS NOT NULL)
       AND (SELECT count(*) FROM step_article AS other WHERE other.step = step.seq) = 1
       AND NOT EXISTS (  -- an import of a single article is taken back in the history panel, not while coding it
           SELECT 1 FROM change WHERE change.step = step.seq AND table_name = 'article' AND (before IS NULL OR after IS NULL)
       )
     ORDER BY counter, origin
"""


# What newer work hangs on without the file's own references saying so, or saying so only at the commit: it is not torn off by an undo.
_HELD = {
    "annotation": """
        SELECT 1 FROM link
         WHERE from_id IN (SELECT value FROM json_each(?1)) OR to_id IN (SELECT value FROM json_each(?1)) LIMIT 1
    """,
    "entity": """
        SELECT 1 FROM annotation, json_each(annotation."values")
         WHERE json_each.value IN (SELECT value FROM json_each(?)) LIMIT 1
    """,
    "article": """
        SELECT 1 FROM article
         WHERE (cluster_id IN (SELECT value FROM json_each(?1)) OR correction_of IN (SELECT value FROM json_each(?1)))
           AND id NOT IN (SELECT value FROM json_each(?1)) LIMIT 1
    """,
    "codebook_version": """
        WITH gone (version) AS (SELECT version FROM codebook_version WHERE id IN (SELECT value FROM json_each(?)))
        SELECT 1 FROM annotation WHERE codebook_version IN gone
        UNION ALL SELECT 1 FROM link WHERE codebook_version IN gone
        UNION ALL SELECT 1 FROM article_coding WHERE codebook_version IN gone
        UNION ALL SELECT 1 FROM round WHERE codebook_version IN gone
        UNION ALL SELECT 1 FROM decision WHERE codebook_version IN gone
        UNION ALL SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM codebook_version WHERE version NOT IN gone) LIMIT 1
    """,
}


_WITHOUT_TEXT = "SELECT 1 FROM json_each(?) WHERE value NOT IN (SELECT sha256 FROM article_text) LIMIT 1"


class _Logged(NamedTuple):
    """A change as the log has it: JSON unread."""

    table: str
    row_id: str
    before: str | None
    after: str | None


class History:
    """The steps of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---- reading ----------------------------------------------------------------------------------------------------

    def all(self, coder_id: str | None = None) -> list[Step]:
        """Return all steps in the order (counter, origin), of one coder or of all."""
        rows = self._database.all(_STEPS + " WHERE (? IS NULL OR coder_id = ?) ORDER BY counter, origin", (coder_id, coder_id))
        articles: dict[int, list[ArticleId]] = {}
        for row in self._database.all("SELECT step, article_id FROM step_article ORDER BY step, article_id"):
            articles.setdefault(row["step"], []).append(ArticleId(row["article_id"]))
        return [_step(row, articles.get(row["seq"], ())) for row in self._seen(rows, coder_id)]

    def of_article(self, article_id: str, coder_id: str | None = None, most: int = 500) -> list[Step]:
        """Return the last steps that touched an article, latest first."""
        rows = self._database.all(
            _STEPS
            + """
              JOIN step_article ON step_article.step = step.seq
             WHERE step_article.article_id = ? AND (? IS NULL OR coder_id = ?)
             ORDER BY counter DESC, origin DESC LIMIT ?
            """,
            (article_id, coder_id, coder_id, most),
        )
        return [_step(row, self._articles(row["seq"])) for row in self._seen(rows, coder_id)]

    def latest(self, coder_id: str | None = None, most: int = 200) -> list[Step]:
        """Return the last steps of a coder (or of all), latest first."""
        rows = self._database.all(
            _STEPS + " WHERE (? IS NULL OR coder_id = ?) ORDER BY counter DESC, origin DESC LIMIT ?", (coder_id, coder_id, most)
        )
        return [_step(row, self._articles(row["seq"])) for row in self._seen(rows, coder_id)]

    def _seen(self, rows: list[sqlite3.Row], coder_id: str | None) -> list[sqlite3.Row]:
        """Return the steps without those in articles that the coder is coding again: what was done there is not told meanwhile."""
        aside = set_aside(self._database, coder_id)
        if not aside:
            return rows
        asked = to_json(sorted(aside))
        found = self._database.all("SELECT step FROM step_article WHERE article_id IN (SELECT value FROM json_each(?))", (asked,))
        unseen = {row[0] for row in found}
        return [row for row in rows if row["seq"] not in unseen]

    def step(self, step_id: str) -> Step:
        """Return the step with this id; NotFound if there is none."""
        row = self._database.one(_STEPS + " WHERE step.id = ?", (step_id,))
        if row is None:
            raise NotFound(_("there is no step {id!r}").format(id=step_id))
        return _step(row, self._articles(row["seq"]))

    def changes(self, step_id: str) -> list[Change]:
        """Return what a step changed, in the order in which it did."""
        rows = self._database.all(
            """
            SELECT table_name, row_id, before, after FROM change JOIN step ON step.seq = change.step
             WHERE step.id = ? ORDER BY number
            """,
            (step_id,),
        )
        return [Change(row[0], row[1], _loaded(row[2]), _loaded(row[3])) for row in rows]

    def _articles(self, seq: int) -> tuple[ArticleId, ...]:
        rows = self._database.all("SELECT article_id FROM step_article WHERE step = ? ORDER BY article_id", (seq,))
        return tuple(ArticleId(row["article_id"]) for row in rows)

    # ---- what can be undone and redone --------------------------------------------------------------------------------

    def undoable(self, coder_id: str, article_id: str | None = None) -> Step | None:
        """Return the step that undo would take back: the coder's last one that touches this article alone, or of all."""
        return self._stacks(coder_id, article_id)[0]

    def redoable(self, coder_id: str, article_id: str | None = None) -> Step | None:
        """Return the undo that redo would take back, or None when something was done since."""
        return self._stacks(coder_id, article_id)[1]

    def original(self, step: Step) -> Step:
        """Return the step whose work an undo or redo is about."""
        while step.undoes:
            step = self.step(step.undoes)
        return step

    def _stacks(self, coder_id: str, article_id: str | None) -> tuple[Step | None, Step | None]:
        """Return the coder's last step that stands, and the last undo of the coder's own that can be redone."""
        stacks = _Stacks(coder_id)
        for row in self._scope(coder_id, article_id):
            stacks.take(row)
        undo, redo = (None if row is None else _step(row, self._articles(row["seq"])) for row in stacks.tops())
        return undo, redo

    def _scope(self, coder_id: str, article_id: str | None) -> list[sqlite3.Row]:
        if article_id is None:
            return self._seen(self._database.all(_STEPS + _ANYWHERE, (coder_id,)), coder_id)
        return self._database.all(_STEPS + _TOUCHING_ONE_ARTICLE, (article_id, coder_id))

    def brought(self, step: Step) -> int:
        """Return how many rows the step brought: so many go when it is taken back."""
        sql = "SELECT count(*) FROM change JOIN step ON step.seq = change.step WHERE step.id = ? AND before IS NULL"
        return int(self._database.value(sql, (step.id,)))

    # ---- undo and redo --------------------------------------------------------------------------------------------------

    def undo(self, coder_id: str, article_id: str | None = None) -> Step | None:
        """Take back the coder's last step here by a new one; None if there is none, ConflictError if its rows changed since."""
        step = self.undoable(coder_id, article_id)
        return None if step is None else self.take_back(step, CoderId(coder_id))

    def redo(self, coder_id: str, article_id: str | None = None) -> Step | None:
        """Do again what the last undo here took back; None if there is nothing, ConflictError if its rows changed since."""
        step = self.redoable(coder_id, article_id)
        return None if step is None else self.take_back(step, CoderId(coder_id))

    def take_back(self, step: Step, coder_id: CoderId | None) -> Step:
        """Exchange before and after of a step in a new one; ConflictError, and nothing changed, if a row has changed since."""
        original = self.original(step)
        again = bool(step.undoes) and _undo_depth(self, step) % 2 == 1
        label = (logged("Redo {step}") if again else logged("Undo {step}")).format(step=original.label)
        changes = self._logged(step)
        self._database.use_large_cache(True)
        try:
            with self._database.step(label, step.articles, coder_id=coder_id, undoes=step.id):
                for table, run in _runs(changes):
                    self._reverse(table, run, told_step(original.label))
        except sqlite3.IntegrityError as error:  # newer work hangs on a row that would go
            raise _held(told_step(original.label)) from error
        finally:
            self._database.use_large_cache(False)
        assert self._database.last_step is not None
        return self._database.last_step

    def _logged(self, step: Step) -> list[_Logged]:
        """Return the changes of a step as the log has them, the last one first."""
        rows = self._database.all(
            """
            SELECT table_name, row_id, before, after FROM change JOIN step ON step.seq = change.step
             WHERE step.id = ? ORDER BY number DESC
            """,
            (step.id,),
        )
        return [_Logged(*row) for row in rows]

    def _reverse(self, table: str, changes: Sequence[_Logged], label: str) -> None:
        if changes[0].before is None:
            self._remove_again(table, changes, label)
        elif changes[0].after is None:
            self._put_back(table, changes, label)
        else:
            self._set_back(table, changes, label)

    def _remove_again(self, table: str, changes: Sequence[_Logged], label: str) -> None:
        """A row stands as it was made if the log would write it now as it did then; only where the texts differ are they read."""
        standing = self._database.read_logged(table, [change.row_id for change in changes])
        rows = []
        for _table, row_id, _before, after in changes:
            text = standing.get(row_id)
            if text is None or (text != after and json.loads(text) != json.loads(after or "")):
                raise self._conflict(table, row_id, label)
            rows.append((row_id, text))
        if (held := _HELD.get(table)) is not None and self._database.one(held, (to_json([row_id for row_id, _text in rows]),)) is not None:
            raise _held(label)
        self._database.delete_logged(table, rows)

    def _put_back(self, table: str, changes: Sequence[_Logged], label: str) -> None:
        if self._database.read_logged(table, [change.row_id for change in changes]):
            raise self._conflict(table, changes[0].row_id, label)
        columns = TABLES[table].columns
        texts = [change.before or "" for change in changes]
        if table == "article" and self._database.one(_WITHOUT_TEXT, (to_json([json.loads(one)["text_sha256"] for one in texts]),)):
            raise ConflictError(_("“{step}” cannot be taken back: the text of an article that it took out is lost").format(step=label))
        rows = map(json.loads, texts)
        self._database.insert_many(table, [{column: row.get(column) for column in columns} for row in rows], texts)

    def _set_back(self, table: str, changes: Sequence[_Logged], label: str) -> None:
        current = {row["id"]: row for row in self._database.read_many(table, [change.row_id for change in changes])}
        keyed = TABLES[table].keyed
        for change in changes:
            row = current.get(change.row_id)
            before, after = json.loads(change.before or ""), json.loads(change.after or "")
            if row is None or not _stands(row, after, keyed):
                raise self._conflict(table, change.row_id, label)
            self._database.write_difference(table, change.row_id, row, after, before)

    def _conflict(self, table: str, row_id: str, label: str) -> ConflictError:
        return ConflictError(
            _("“{step}” cannot be taken back: {table} {row} has changed since. Take back the newer steps first").format(
                step=label, table=table.replace("_", " "), row=row_id
            )
        )


class _Stacks:
    """What a coder can undo and redo, fed with steps in their order: each the last step about a piece of work, latest last.

    What somebody else takes back is passed over, and stands again where it stood when they do it again; only the coder's own
    undo can be redone.
    """

    def __init__(self, coder_id: str) -> None:
        self._coder_id = coder_id
        self._undo: dict[str, sqlite3.Row | None] = {}  # by the first step about it; None: somebody else took it back
        self._redo: dict[str, sqlite3.Row] = {}
        self._first: dict[str, str] = {}
        self._last: dict[str, str] = {}

    def take(self, row: sqlite3.Row) -> None:
        """Take in the next step: the coder's, or one that takes a step back."""
        own = row["coder_id"] == self._coder_id
        if not row["undoes"]:
            first = row["id"]
            self._undo[first] = row
            self._redo.clear()
        else:
            known = self._first.get(row["undoes"])
            if known is None or self._last[known] != row["undoes"]:  # somebody else's work, or taken back before
                return
            first = known
            self._reverse(first, row, own)
        self._first[row["id"]] = first
        self._last[first] = row["id"]

    def _reverse(self, first: str, row: sqlite3.Row, own: bool) -> None:
        if self._undo.get(first) is None:  # done again
            self._redo.pop(first, None)
            if own:
                self._undo.pop(first, None)
            self._undo[first] = row
        elif own:
            del self._undo[first]
            self._redo[first] = row
        else:
            self._undo[first] = None

    def tops(self) -> tuple[sqlite3.Row | None, sqlite3.Row | None]:
        """Return the steps that undo and redo would take back."""
        standing = (row for row in reversed(self._undo.values()) if row is not None)
        return next(standing, None), next(reversed(self._redo.values()), None)


def _held(label: str) -> ConflictError:
    return ConflictError(
        _("“{step}” cannot be taken back: newer work hangs on what it brought. Take back the newer steps first").format(step=label)
    )


def _undo_depth(history: History, step: Step) -> int:
    depth = 0
    while step.undoes:
        depth += 1
        step = history.step(step.undoes)
    return depth


def _stands(row: Row, after: dict[str, Any], keyed: Sequence[str]) -> bool:
    for column, value in after.items():
        if column in keyed:
            stored = row[column] or {}
            if any(stored.get(key) != one for key, one in value.items()):
                return False
        elif row[column] != value:
            return False
    return True


def _runs(changes: Sequence[_Logged]) -> list[tuple[str, list[_Logged]]]:
    """Return the changes cut into runs of one table and one verb without a row twice, so that each run is written at once."""
    runs: list[tuple[str, list[_Logged]]] = []
    seen: set[str] = set()
    last = None
    for change in changes:
        table, row_id, before, after = change
        kind = (table, before is None, after is None)
        if kind != last or row_id in seen:
            runs.append((table, []))
            seen = set()
            last = kind
        runs[-1][1].append(change)
        seen.add(row_id)
    return runs


def _loaded(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json_object(text)


def _step(row: sqlite3.Row, articles: Sequence[ArticleId]) -> Step:
    coder = None if row["coder_id"] is None else CoderId(row["coder_id"])
    return Step(row["id"], row["counter"], row["origin"], coder, row["label"], row["made_at"], tuple(articles), row["undoes"])
