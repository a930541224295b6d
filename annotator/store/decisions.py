"""Decisions of adjudication."""

from __future__ import annotations

import sqlite3

from annotator.errors import NotFound
from annotator.i18n import _
from annotator.model.decision import Cell, Decision
from annotator.model.ids import ArticleId, CoderId
from annotator.store.database import Database, Row, now
from annotator.store.rows import json_list, json_object


class Decisions:
    """How cases ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Decision]:
        """Return all decisions, the first one first."""
        return [_decision(row) for row in self._database.all("SELECT * FROM decision ORDER BY created_at, id")]

    def of_article(self, article_id: str) -> list[Decision]:
        """Return the decisions on an article."""
        rows = self._database.all("SELECT * FROM decision WHERE article_id = ? ORDER BY created_at, id", (article_id,))
        return [_decision(row) for row in rows]

    def with_rule(self) -> list[Decision]:
        """Return the decisions from which a rule followed."""
        return [_decision(row) for row in self._database.all("SELECT * FROM decision WHERE trim(rule) <> '' ORDER BY created_at, id")]

    def get(self, decision_id: str) -> Decision:
        """Return the decision with this id; NotFound if there is none."""
        row = self._database.one("SELECT * FROM decision WHERE id = ?", (decision_id,))
        if row is None:
            raise NotFound(_("there is no decision {id!r}").format(id=decision_id))
        return _decision(row)

    def add(self, decision: Decision) -> None:
        """Write a new decision; inside a step."""
        self._database.insert("decision", _row(decision))

    def save(self, decision: Decision) -> bool:
        """Write what differs from the stored decision; inside a step. Return whether anything does."""
        row = _row(decision)
        del row["created_at"]
        return self._database.update("decision", decision.id, row | {"updated_at": now()})

    def delete(self, decision_id: str) -> None:
        """Take a decision away; inside a step."""
        self._database.delete("decision", decision_id)


def _decision(row: sqlite3.Row) -> Decision:
    cells = {key: Cell(one.get("coder", ""), one.get("value")) for key, one in json_object(row["cells"]).items()}
    return Decision(
        row["id"], ArticleId(row["article_id"]), CoderId(row["coder_id"]), row["category"], tuple(json_list(row["about"])), row["chosen"],
        tuple(json_list(row["gold"])), cells, row["reason"], row["note"], row["rule"], row["codebook_version"], row["created_at"],
        row["updated_at"],
    )  # fmt: skip


def _row(one: Decision) -> Row:
    moment = now()
    return {
        "id": one.id,
        "article_id": one.article_id,
        "coder_id": one.coder_id,
        "category": one.category,
        "about": list(one.about),
        "chosen": one.chosen,
        "gold": list(one.gold),
        "cells": {key: {"coder": cell.coder} if cell.coder else {"value": cell.value} for key, cell in one.cells.items()},
        "reason": one.reason,
        "note": one.note,
        "rule": one.rule,
        "codebook_version": one.codebook_version,
        "created_at": one.created_at or moment,
        "updated_at": one.updated_at or moment,
    }
