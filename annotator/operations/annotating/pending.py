"""What a batch of records will write: rows by step, each row once however many records touch it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import logged
from annotator.model.article import Article
from annotator.model.ids import CoderId
from annotator.project import Project

Row = dict[str, Any]
Key = tuple[str, str]  # table, row id

_ARTICLES = logged("Add article from file")
_REGISTER = logged("Coders and entities from file")
_CODINGS = logged("Annotate from file")

_INSERT_ORDER = ("coder", "entity", "entity_period", "annotation", "link", "article_coding")
_DELETE_ORDER = ("link", "annotation", "entity_period")


@dataclass(slots=True)
class PendingStep:
    """The changes of one coder in one article (of the article itself, or of the register) that wait for the commit."""

    coder_id: str | None
    article_id: str | None
    inserts: dict[str, dict[str, Row]] = field(default_factory=dict)
    updates: dict[Key, Row] = field(default_factory=dict)
    deletes: dict[str, dict[str, None]] = field(default_factory=dict)
    articles: dict[str, tuple[Article, str, str]] = field(default_factory=dict)

    def insert(self, table: str, row: Row) -> None:
        """Let a row be new, also one of an id that was deleted a moment ago."""
        rows = self.inserts.get(table)
        if rows is None:
            rows = self.inserts[table] = {}
        rows[row["id"]] = row

    def update(self, table: str, row_id: str, changed: Row) -> None:
        """Let columns of a row have these values."""
        fresh = self.inserts.get(table, {}).get(row_id)
        if fresh is not None:
            fresh.update(changed)
        else:
            self.updates.setdefault((table, row_id), {}).update(changed)

    def delete(self, table: str, row_id: str) -> None:
        """Let a row go; one that was new a moment ago never comes into being."""
        if self.inserts.get(table, {}).pop(row_id, None) is None:
            self.updates.pop((table, row_id), None)
            self.deletes.setdefault(table, {})[row_id] = None

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the new rows of a table."""
        yield from self.inserts.get(table, {}).values()

    @property
    def holds_changes(self) -> bool:
        """Return whether anything is to be written."""
        return bool(self.articles or self.updates or any(self.inserts.values()) or any(self.deletes.values()))

    @property
    def label(self) -> str:
        """Return the name of the step."""
        return _REGISTER if self.article_id is None else _ARTICLES if self.coder_id is None else _CODINGS


class Pending:
    """All changes of a batch, by coder and article, in the order in which they first came."""

    def __init__(self) -> None:
        self.steps: dict[tuple[str | None, str | None], PendingStep] = {}

    def step(self, coder_id: str | None, article_id: str | None) -> PendingStep:
        """Return the changes of this coder in this article."""
        found = self.steps.get((coder_id, article_id))
        if found is None:
            found = self.steps[coder_id, article_id] = PendingStep(coder_id, article_id)
        return found

    @property
    def holds_changes(self) -> bool:
        """Return whether anything is to be written."""
        return any(step.holds_changes for step in self.steps.values())

    def in_order(self) -> list[PendingStep]:
        """Return the steps as they are written: coders and entities, articles, then codings."""
        return sorted(self.steps.values(), key=lambda step: (step.article_id is not None, step.coder_id is not None))

    def write(self, project: Project) -> None:
        """Write each as a step of its own; inside a batch of steps."""
        for step in self.in_order():
            articles = () if step.article_id is None else (step.article_id,)
            coder = None if step.coder_id is None else CoderId(step.coder_id)
            with project.database.step(step.label, articles, coder_id=coder):
                _write(project, step)


def _write(project: Project, step: PendingStep) -> None:
    database = project.database
    for table in _DELETE_ORDER:
        if gone := step.deletes.get(table):
            database.delete_many(table, list(gone))
    if step.articles:
        project.articles.add_many([(article, text, same_key, None) for article, text, same_key in step.articles.values()])
    for table in _INSERT_ORDER:
        if rows := step.inserts.get(table):
            database.insert_many(table, list(rows.values()))
    for (table, row_id), changed in step.updates.items():
        database.update(table, row_id, changed)
