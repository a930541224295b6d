"""Small projects for tests: what does not matter to the story is filled in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from annotator.model.annotation import Annotation, Link
from annotator.model.article import Article, Region
from annotator.model.codebook import Codebook
from annotator.model.ids import article_id
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.annotating import Outcome, Refused, Stored, annotate_records
from annotator.operations.projects import enter, new_project
from annotator.project import Project, open_project
from annotator.store.database import now
from annotator.text.duplicates import same_text_key, text_hash

ROOT = Path(__file__).parent.parent
TEXT = "Ministry wants tariffs to fall\nThe Foreign Ministry said that tariffs on fish must fall by the summer."
CLAIM = Span(62, 101)  # tariffs on fish must fall by the summer
ACTOR = Span(31, 51)  # The Foreign Ministry
CLAIM_VALUES = {"claim_type": "demand", "form": "indirect", "issue": "trade"}


def a_project_file(folder: Path, *, name: str = "study", maker: str = "ada", codebook: Codebook | None = None) -> Path:
    """Make a project and return its path; ``maker`` is its supervisor."""
    path = folder / f"{name}.annot"
    new_project(path, codebook, maker=maker)
    return path


def a_project(folder: Path, *, name: str = "study", coder: str | None = "ada", codebook: Codebook | None = None) -> Project:
    """Make a project and return it open for this coder; None sees and does everything. Use it in a ``with``."""
    path = a_project_file(folder, name=name, maker=coder or "ada", codebook=codebook)
    project = open_project(path)
    if coder is not None:
        enter(project, coder)
    return project


def an_article(project: Project, text: str = TEXT, *, source_id: str = "A17", regions: Iterable[Region] = (), **facts: str) -> str:
    """Add an article and return its id."""
    sha256 = text_hash(text)
    made = article_id(sha256, source_id)
    article = Article(
        id=made,
        source_id=source_id,
        text_sha256=sha256,
        n_characters=len(text),
        regions=tuple(regions),
        imported_at=now(),
        **{"cluster_id": made, **facts},
    )
    with project.step("Import articles", made):
        project.articles.add(article, text, same_text_key(text))
    return article.id


def an_annotation(
    project: Project, article: str, span: Span = CLAIM, *, category: str = "claim", values: Mapping[str, Any] | None = None
) -> Annotation:
    """Let the project's coder mark a passage and return the annotation; a claim gets the values it needs."""
    given = CLAIM_VALUES if values is None and category == "claim" else values
    return coding.annotate(project, article, category, span, values=given)


def a_link(project: Project, link: str, source: Annotation, target: Annotation) -> Link:
    """Let the project's coder link two annotations."""
    return coding.link(project, link, source.id, target.id)


def stored_by(project: Project, *records: Mapping[str, Any], **options: Any) -> list[Outcome]:
    """Store records as `annotate` does and return what became of each."""
    return list(annotate_records(project, [(number, json.dumps(one)) for number, one in enumerate(records, 1)], **options))


def refusals(outcomes: Iterable[Outcome]) -> list[str]:
    """Return why records were refused."""
    return [one.reason for one in outcomes if isinstance(one, Refused)]


def stored_ids(outcomes: Iterable[Outcome]) -> list[str]:
    """Return the ids of the stored records."""
    return [one.id for one in outcomes if isinstance(one, Stored)]


def annotator_command(*words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the program as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )


CONTRACT_RECORDS: tuple[dict[str, Any], ...] = (
    {"type": "article", "source_id": "A17", "headline": "Ministry wants tariffs to fall", "date_on_page": "2024-06-03", "text": TEXT},
    {"type": "region", "article": "A17", "kind": "headline", "start": 0, "end": 30},
    {"type": "region", "article": "A17", "kind": "body", "start": 31, "end": 102},
    {"type": "entity", "id": "e1", "label": "Foreign Ministry", "kind": "government_body"},
    {
        "type": "annotation", "id": "a1", "article": "A17", "coder": "c01", "category": "actor", "spans": [[31, 51]],
        "values": {"entity": "e1", "mention_form": "named"},
    },
    {
        "type": "annotation", "id": "k1", "article": "A17", "coder": "c01", "category": "claim", "spans": [[62, 101]],
        "values": {"claim_type": "demand", "form": "indirect", "issue": "trade"}, "note": "",
    },
    {"type": "link", "id": "l1", "article": "A17", "coder": "c01", "link": "makes", "from": "a1", "to": "k1", "values": {}},
    {
        "type": "article_coding", "article": "A17", "coder": "c01",
        "values": {"genre": "hard_news", "main_issue": "trade"}, "finished": True,
    },
)  # fmt: skip


def records(*ids: str, **changed: Any) -> list[dict[str, Any]]:
    """Return copies of the records of CONTRACT section 4 with these ids or types, each with some keys changed."""
    found = [one for name in ids for one in CONTRACT_RECORDS if name in (one.get("id"), one["type"])]
    return [{**one, **changed} for one in found]
