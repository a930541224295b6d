"""Projects and files for stories of importing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.model.article import Article
from annotator.operations.projects import new_project
from annotator.project import Project, open_project

STORY = (
    "Harbour of Tornby closes its old gates\n\n"
    "The old gates of Tornby harbour will be closed for good on Friday, the port authority said on Tuesday.\n"
)


@contextmanager
def a_project(folder: Path, name: str = "study.annot") -> Iterator[Project]:
    """Open the project in this folder, made if it is not there yet."""
    if not (folder / name).exists():
        new_project(folder / name)
    with open_project(folder / name) as project:
        yield project


def a_folder(parent: Path, files: dict[str, bytes | str], name: str = "in") -> Path:
    """Write files, folders among their names, and return the folder."""
    folder = parent / name
    folder.mkdir(exist_ok=True)
    for file, data in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return folder


def json_lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def step_labels(project: Project) -> list[str]:
    return [step.label for step in project.history.all()]


def by_source(project: Project) -> dict[str, Article]:
    return {article.source_id: article for article in project.articles.all()}


def parts(project: Project, article: Article) -> list[tuple[str, str]]:
    """Return (kind, text) of an article's regions."""
    text = project.articles.text(article.id)
    return [(region.kind, text[region.span.start : region.span.end]) for region in article.regions]
