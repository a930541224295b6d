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
from annotator.store import connection
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


def standing(folder: Path) -> Path:
    """Return the project of 10k articles and 100k annotations that several lines share."""
    path = folder / "standing.annot"
    return path if path.exists() else a_project(path, 10_000, 100_000)


def many_articles(path: Path, count: int) -> Path:
    """Make a project of so many short articles, for lists, and return its path."""
    new_project(path, built_in_codebook(), maker="ada")
    with open_project(path, "ada") as project:
        for start in range(0, count, 20_000):
            add_articles(project, min(20_000, count - start), 12, first=start)
    return path


def a_million(folder: Path) -> Path:
    """Return a project of 10k articles and a million annotations: the shared one, with nine more beside each of its own.

    The nine are written by one statement with their row of the log, for a benchmark only: their step has no hash.
    """
    path = folder / "million.annot"
    if path.exists():
        return path
    path.write_bytes(standing(folder).read_bytes())
    raw = connection.connect(path, read_only=False)
    raw.execute("PRAGMA cache_size = -500000")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute(_NINE_MORE)
    seq = raw.execute("SELECT max(seq) + 1 FROM step").fetchone()[0]
    raw.execute(
        f"INSERT INTO step VALUES ({', '.join('?' * 11)})", (seq, f"{seq}@m", "m", seq, None, "m", "", None, bytes(32), bytes(32), 0)
    )
    raw.execute(_THEIR_LOG, (seq, seq))
    raw.execute("COMMIT")
    raw.close()
    return path


_NINE_MORE = """
    INSERT INTO annotation (id, article_id, coder_id, category, start, "end", quote, "values", codebook_version, created_at, updated_at)
    SELECT annotation.id || value, article_id, coder_id, category, start + 5 * value, "end" + 5 * value,
           substr(text, start + 5 * value + 1, "end" - start), "values", codebook_version, annotation.created_at, updated_at
      FROM annotation JOIN article ON article.id = article_id JOIN article_text ON sha256 = text_sha256
      JOIN json_each('[1,2,3,4,5,6,7,8,9]')
     WHERE "end" + 45 < n_characters
"""
_THEIR_LOG = """
    INSERT INTO change (step, number, table_name, row_id, after)
    SELECT ?, annotation.seq, 'annotation', annotation.id, '{"quote":"' || quote || '","values":' || "values" || '}'
      FROM annotation WHERE seq > (SELECT count(*) FROM change WHERE step < ? AND table_name = 'annotation')
"""


def add_articles(project: Project, count: int, words: int, *, first: int = 0) -> list[str]:
    """Add articles in one step and return their ids."""
    rows = []
    for number in range(first, first + count):
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
