"""A study whose codebook is revised: short names for places, and who codes what."""

from __future__ import annotations

from pathlib import Path

from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.projects import enter
from annotator.project import Project, open_project
from tests.builders import CLAIM_VALUES, a_project, an_article

CLAIM, STANCE = ("category", "claim"), ("category", "stance")
TYPE = (*CLAIM, "claim_type")
ISSUE = (*CLAIM, "issue")


def a_study(folder: Path, *, name: str = "study", articles: int = 2) -> Project:
    """Return a project, open for its supervisor ada, with articles that nobody has coded; use it in a ``with``."""
    project = a_project(folder, name=name)
    for number in range(articles):
        an_article(project, f"The ministry said fares must fall. The union doubts it, number {number}.", source_id=f"S{number}")
    return project


def article_ids(project: Project) -> list[str]:
    """Return the articles in the order of their arrival."""
    return [one.id for one in project.articles.all()]


def a_claim(project: Project, article: str, start: int = 18, **values: object):
    """Let the project's coder mark a claim of ten characters with these values (and those that a claim needs)."""
    return coding.annotate(project, article, "claim", Span(start, start + 10), values=CLAIM_VALUES | values)


def as_coder(project: Project, name: str) -> Project:
    """Let another coder work in the project."""
    enter(project, name)
    return project


def reopened(path: Path, name: str = "ada") -> Project:
    """Open the project again as this coder."""
    return open_project(path, name)
