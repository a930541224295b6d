"""Rounds and assignments."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from annotator.errors import NotFound
from annotator.i18n import _
from annotator.model.ids import ArticleId, CoderId
from annotator.model.plan import RECODING, SET_APART, Assignment, Round, RoundId, SetApart
from annotator.store.database import Database, Row, now
from annotator.store.rows import json_object

_SET_ASIDE = """
    SELECT DISTINCT first.id FROM assignment AS seat
      JOIN round ON round.id = seat.round_id AND round.kind = ?2
      JOIN article AS copy ON copy.id = seat.article_id
      JOIN article AS first ON first.text_sha256 = copy.text_sha256 AND first.id <> copy.id
     WHERE seat.coder_id = ?1
       AND EXISTS (SELECT 1 FROM article_coding AS own WHERE own.article_id = first.id AND own.coder_id = ?1)
       AND NOT EXISTS (SELECT 1 FROM article_coding AS own WHERE own.article_id = copy.id AND own.coder_id = ?1 AND own.finished = 1)
    """
"""the articles whose copy a coder has yet to finish: the first coding is not to be looked up meanwhile"""


def set_aside(database: Database, coder_id: str | None) -> frozenset[str]:
    """Return the articles of a coder that nothing shows while the coder looks, for they are being coded again."""
    if coder_id is None or not database.for_coder:
        return frozenset()
    return _coded_again(database, coder_id)


def _coded_again(database: Database, coder_id: str) -> frozenset[str]:
    return frozenset(row[0] for row in database.all(_SET_ASIDE, (coder_id, RECODING)))


class Rounds:
    """The rounds of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Round]:
        """Return all rounds in the order of their making."""
        return [_round(row) for row in self._database.all("SELECT * FROM round ORDER BY created_at, id")]

    def get(self, round_id: str) -> Round:
        """Return the round with this id; NotFound if there is none."""
        row = self._database.one("SELECT * FROM round WHERE id = ?", (round_id,))
        if row is None:
            raise NotFound(_("there is no round {id!r}").format(id=round_id))
        return _round(row)

    def named(self, name: str) -> Round | None:
        """Return the round with this name, if there is one."""
        row = self._database.one("SELECT * FROM round WHERE name = ? ORDER BY created_at, id LIMIT 1", (name,))
        return None if row is None else _round(row)

    def add(self, made: Round) -> None:
        """Write a new round; inside a step."""
        self._database.insert("round", _round_row(made))

    def save(self, changed: Round) -> bool:
        """Write what differs from the stored round; inside a step. Return whether anything does."""
        row = _round_row(changed)
        del row["created_at"]
        return self._database.update("round", changed.id, row)


class Assignments:
    """Which coder codes which article, and in which order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any(self) -> bool:
        """Return whether anything was ever assigned: without a plan every coder sees every article."""
        return self._database.one("SELECT 1 FROM assignment LIMIT 1") is not None

    def all(self, round_id: str | None = None) -> list[Assignment]:
        """Return all assignments (of one round) by coder and place in the queue."""
        rows = self._database.all(
            "SELECT * FROM assignment WHERE ?1 IS NULL OR round_id = ?1 ORDER BY coder_id, position, id", (round_id,)
        )
        return [_assignment(row) for row in rows]

    def of_coder(self, coder_id: str) -> list[Assignment]:
        """Return a coder's queue in its order: round after round, each by place."""
        rows = self._database.all(
            """
            SELECT assignment.* FROM assignment JOIN round ON round.id = assignment.round_id
             WHERE coder_id = ? ORDER BY round.created_at, round.id, position, assignment.id
            """,
            (coder_id,),
        )
        return [_assignment(row) for row in rows]

    def articles_of(self, coder_id: str) -> list[ArticleId]:
        """Return the articles of a coder's queue in its order, each once."""
        return list(dict.fromkeys(one.article_id for one in self.of_coder(coder_id)))

    def shown_to(self, coder_id: str, today: str) -> list[ArticleId] | None:
        """Return the articles that a coder sees on this day, in the order of the queue; None where nothing was ever assigned.

        Behind the queue stands what the coder began without an assignment: a plan takes nobody's work out of sight. What is being
        coded again is not among them until it is finished for the second time.
        """
        if not self.any():
            return None
        aside = self.set_aside(coder_id)
        due = [one.article_id for one in self.of_coder(coder_id) if one.not_before <= today]
        rows = self._database.all(
            """
            SELECT id FROM article WHERE id IN (
                SELECT article_id FROM article_coding WHERE coder_id = ?1
                 UNION SELECT article_id FROM annotation WHERE coder_id = ?1 AND layer = 'coder')
             ORDER BY seq
            """,
            (coder_id,),
        )
        shown = dict.fromkeys([*due, *(ArticleId(row["id"]) for row in rows)])
        return [one for one in shown if one not in aside]

    def set_aside(self, coder_id: str) -> frozenset[str]:
        """Return the articles whose copy this coder has yet to finish: the first coding is kept out of the coder's sight till then."""
        return _coded_again(self._database, coder_id)

    def set_apart(self) -> SetApart:
        """Return what is coded in training and re-coding rounds alone: no data, whatever else it is good for."""
        rows = self._database.all(
            """
            SELECT article_id, coder_id, min(kind = ?2) AS again FROM assignment JOIN round ON round.id = assignment.round_id
             GROUP BY article_id, coder_id HAVING min(kind IN (SELECT value FROM json_each(?1))) = 1
            """,
            (json.dumps(SET_APART), RECODING),
        )
        data = {row[0] for row in self._database.all(
            "SELECT article_id FROM assignment JOIN round ON round.id = round_id WHERE kind <> ?", (RECODING,)
        )} if rows else set()  # fmt: skip
        copies = {row[0] for row in rows if row[2]} - data
        return SetApart(frozenset((row[0], row[1]) for row in rows), frozenset(copies))

    def kinds_of(self, article_id: str, coder_id: str) -> frozenset[str]:
        """Return the kinds of the rounds in which a coder codes an article."""
        rows = self._database.all(
            "SELECT DISTINCT kind FROM assignment JOIN round ON round.id = round_id WHERE article_id = ? AND coder_id = ?",
            (article_id, coder_id),
        )
        return frozenset(row[0] for row in rows)

    def recoded(self) -> list[Assignment]:
        """Return the assignments of the rounds in which coders code again what they have coded before."""
        rows = self._database.all(
            """
            SELECT assignment.* FROM assignment JOIN round ON round.id = round_id
             WHERE kind = ? ORDER BY coder_id, position, assignment.id
            """,
            (RECODING,),
        )
        return [_assignment(row) for row in rows]

    def recoding_rounds(self) -> dict[ArticleId, str]:
        """Return by article the name of the re-coding round that brings it, of those that no other round is about."""
        rows = self._database.all(
            """
            SELECT article_id, min(round.name) AS name FROM assignment JOIN round ON round.id = round_id
             GROUP BY article_id HAVING min(kind = ?) = 1
            """,
            (RECODING,),
        )
        return {ArticleId(row["article_id"]): row["name"] for row in rows}

    def add_many(self, assignments: Sequence[Assignment]) -> None:
        """Write new assignments; inside a step."""
        if assignments:
            self._database.insert_many("assignment", [_assignment_row(one) for one in assignments])

    def remove_many(self, assignment_ids: Sequence[str]) -> None:
        """Take assignments away; inside a step."""
        if assignment_ids:
            self._database.delete_many("assignment", assignment_ids)

    def started(self) -> set[tuple[str, str]]:
        """Return (article, coder) of what has been begun: an annotation, a judgement or a note is there."""
        rows = self._database.all(
            "SELECT article_id, coder_id FROM article_coding UNION SELECT article_id, coder_id FROM annotation WHERE layer = 'coder'"
        )
        return {(row[0], row[1]) for row in rows}


def _round(row: sqlite3.Row) -> Round:
    return Round(
        RoundId(row["id"]), row["name"], row["kind"], row["codebook_version"], json_object(row["plan"]), row["note"], row["created_at"]
    )


def _round_row(one: Round) -> Row:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "codebook_version": one.codebook_version,
        "plan": one.plan,
        "note": one.note,
        "created_at": one.created_at or now(),
    }


def _assignment(row: sqlite3.Row) -> Assignment:
    return Assignment(
        row["id"], RoundId(row["round_id"]), ArticleId(row["article_id"]), CoderId(row["coder_id"]), row["position"], row["part"],
        row["not_before"], row["created_at"],
    )  # fmt: skip


def _assignment_row(one: Assignment) -> Row:
    return {
        "id": one.id,
        "round_id": one.round_id,
        "article_id": one.article_id,
        "coder_id": one.coder_id,
        "position": one.position,
        "part": one.part,
        "not_before": one.not_before,
        "created_at": one.created_at or now(),
    }
