"""Projects of a given size for the benchmarks, made of words that mean nothing."""

from __future__ import annotations

import json
import random
from pathlib import Path

from annotator.model.annotation import Annotation
from annotator.model.article import Article, Region
from annotator.model.ids import AnnotationId, article_id, new_id
from annotator.model.span import Span
from annotator.operations.projects import built_in_codebook, new_project
from annotator.project import Project, open_project
from annotator.store.annotations import annotation_row
from annotator.store.database import now
from annotator.text.duplicates import same_text_key, text_hash

WORDS = tuple(
    "the minister said ferry town council talks would could reject backed plan before winter budget treaty harbour report".split()  # noqa: SIM905
)


def a_text(words: int, seed: int) -> str:
    """Return a text of so many words in paragraphs of sixty."""
    dice = random.Random(seed)
    chosen = [dice.choice(WORDS) for _word in range(words)]
    return "\n".join(" ".join(chosen[start : start + 60]) for start in range(0, words, 60)) + f"\nArticle {seed}"


def spans_in(text: str, count: int, seed: int) -> list[Span]:
    """Return so many different spans of one to twelve words."""
    dice = random.Random(seed)
    starts = [0] + [place + 1 for place, sign in enumerate(text) if sign in " \n"]
    found: dict[tuple[int, int], None] = {}
    while len(found) < count:
        first = dice.randrange(len(starts) - 13)
        found[(starts[first], starts[first + dice.randint(1, 12)] - 1)] = None
    return [Span(start, end) for start, end in found]


def a_project(path: Path, articles: int, annotations: int, *, words: int = 400) -> Path:
    """Make a project with so many articles and annotations of one coder, and return its path."""
    new_project(path, built_in_codebook(), maker="ada")
    with open_project(path, "ada") as project:
        ids = add_articles(project, articles, words)
        add_annotations(project, ids, annotations)
    return path


def add_articles(project: Project, count: int, words: int) -> list[str]:
    """Add articles in one step and return their ids."""
    rows = []
    for number in range(count):
        text = a_text(words, number)
        sha = text_hash(text)
        article = Article(
            article_id(sha, f"a{number}"), f"a{number}", sha, len(text), headline=f"Headline {number}", outlet=f"Outlet {number % 7}",
            date_published="2024-06-03", regions=(Region("body", Span(0, len(text))),), imported_at=now(),
        )  # fmt: skip
        rows.append((article, text, same_text_key(text), None))
    with project.step("Import articles"):
        project.articles.add_many(rows)
    return [row[0].id for row in rows]


def add_annotations(project: Project, articles: list[str], count: int, *, in_a_step: int = 10_000) -> None:
    """Add annotations spread evenly over the articles, in steps of ten thousand."""
    share = count // len(articles)
    pending: list[dict[str, object]] = []
    for number, one in enumerate(articles):
        text = project.articles.text(one)
        for span in spans_in(text, share, number) if share else []:
            pending.append(_row(project, one, span, text))
        if len(pending) >= in_a_step or number == len(articles) - 1:
            with project.step("Code"):
                if pending:
                    project.database.insert_many("annotation", pending)
            pending = []


def _row(project: Project, article: str, span: Span, text: str) -> dict[str, object]:
    moment = now()
    values = {"claim_type": "demand", "form": "indirect", "issue": "trade"}
    made = Annotation(
        AnnotationId(new_id()), article, project.the_coder().id, "claim", (span,), span.quote(text), values,
        codebook_version="1.0", created_at=moment, updated_at=moment,
    )  # type: ignore[arg-type]  # fmt: skip
    return annotation_row(made)


def records_of(project: Project, articles: list[str], count: int) -> list[str]:
    """Return annotation records as JSON Lines, each with its quotation, spread over the articles."""
    share, lines = count // len(articles), []
    for number, one in enumerate(articles):
        text = project.articles.text(one)
        for span in spans_in(text, share, number):
            record = {
                "type": "annotation", "article": one, "coder": "ada", "category": "claim", "start": span.start, "end": span.end,
                "quote": span.quote(text), "values": {"claim_type": "demand", "form": "indirect", "issue": "trade"},
            }  # fmt: skip
            lines.append(json.dumps(record))
    return lines
