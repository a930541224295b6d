"""Lines 14 to 16 of PERFORMANCE.md: alpha of a million codings, unitizing alphas of 100k units, the agreement page from the file.

The floors are numpy sweeps and raw sqlite3 that know the shape of their data beforehand: one table of codes, units without overlaps of
one category after another, columns of numbers instead of annotations.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path

import measure
import numpy as np
import projects

from annotator.agreement.corpus import Corpus
from annotator.agreement.krippendorff import distance, table_statistics
from annotator.agreement.unitizing import Layers, combined, cu_values, layer_values, pooled_values, u_values
from annotator.model.annotation import Annotation, ArticleCoding
from annotator.model.ids import AnnotationId, new_id
from annotator.model.span import Span
from annotator.operations.agreement import compare
from annotator.operations.projects import built_in_codebook, new_project
from annotator.project import Project, open_project
from annotator.store.annotations import annotation_row
from annotator.store.database import now

CODINGS, VALUES = 1_000_000, 5
KINDS = ("actor", "claim", "stance", "speculation")
CODERS = ("ada", "ben", "caro", "dora", "emil")


def agreement(folder: Path) -> list[measure.Line]:
    """Lines 14, 15 and 16."""
    return [*_given_units(), *_unitizing(), *_page(folder)]


# --- line 14 ---------------------------------------------------------------------------------------------------------------


def codings(coders: int) -> np.ndarray:
    """Return the million codings of line 14 as a table: units by coders, -1 where nothing was said."""
    return _a_table(CODINGS // coders, coders)


def all_alphas(table: np.ndarray) -> list[float]:
    """Return its nominal, ordinal and interval alpha as the program reckons them."""
    return _all_levels(_alpha, table)


def unitizing_time(units: int) -> float:
    """Return the ms that the unitizing alphas of all categories take, of so many units of two coders."""
    corpus = _units(units)
    return min(measure.milliseconds(lambda: _alphas(corpus)) for _round in range(3))


def _given_units() -> list[measure.Line]:
    found = []
    for coders in (2, 5):
        table = _a_table(CODINGS // coders, coders)
        assert np.allclose(_all_levels(_alpha, table), _all_levels(_floor_alpha, table), rtol=0, atol=1e-9)
        times = measure.side_by_side(partial(_all_levels, _alpha, table), partial(_all_levels, _floor_alpha, table))
        found.append(measure.Line("14", f"nominal, ordinal, interval alpha, 1M codings, {coders} coders", *times, 2))
    return found


def _a_table(units: int, coders: int) -> np.ndarray:
    generator = np.random.default_rng(1)
    truth = generator.integers(0, VALUES, units)
    table = np.where(generator.random((units, coders)) < 0.7, truth[:, None], generator.integers(0, VALUES, (units, coders)))
    return np.where(generator.random((units, coders)) < 0.05, -1, table)


def _all_levels(alpha: Callable[[np.ndarray, str], float], table: np.ndarray) -> list[float]:
    return [alpha(table, metric) for metric in ("nominal", "ordinal", "interval")]


def _alpha(table: np.ndarray, metric: str) -> float:
    # One unit, one article, as the bootstrap over articles would have it.
    values = tuple(range(VALUES))
    found = table_statistics(table, values, distance(metric, values)).alpha()
    assert found.value is not None
    return found.value


def _floor_alpha(table: np.ndarray, metric: str) -> float:
    """Counts of values by unit, one product for the coincidences, then the formula."""
    counts = np.stack([(table == value).sum(axis=1) for value in range(VALUES)], axis=1).astype(float)
    m = counts.sum(axis=1)
    counts, m = counts[m >= 2], m[m >= 2]
    weighted = counts / (m - 1)[:, None]
    o = counts.T @ weighted - np.diag(weighted.sum(axis=0))
    n_c = o.sum(axis=1)
    n = n_c.sum()
    if metric == "nominal":
        d2 = 1 - np.eye(VALUES)
    else:
        place = np.arange(VALUES) if metric == "interval" else np.cumsum(n_c) - n_c / 2
        d2 = (place[:, None] - place[None, :]) ** 2
    return float(1 - (o * d2).sum() / n / ((np.outer(n_c, n_c) * d2).sum() / (n * (n - 1))))


# --- line 15 ---------------------------------------------------------------------------------------------------------------


def _unitizing() -> list[measure.Line]:
    small, large = _units(100_000), _units(1_000_000)
    assert np.allclose(_alphas(small)[:-1], _floor_alphas(small))
    times = measure.side_by_side(lambda: _alphas(small), lambda: _floor_alphas(small))
    growth = measure.side_by_side(lambda: _alphas(large), lambda: _alphas(small))
    return [
        measure.Line("15", "unitizing alphas of all categories, 100k units, 2 coders", *times, 2),
        measure.Line("15", "the same, 1M units beside 100k", *growth, 13),
    ]


def _units(count: int) -> Corpus:
    """Return a corpus of so many units of two coders in four categories, twenty a coder and article."""
    generator = np.random.default_rng(2)
    per_article, length = 40, 3000
    articles = count // per_article
    shape = (articles, 2, per_article // 2)
    start = np.arange(per_article // 2)[None, None, :] * 140 + generator.integers(0, 40, shape)
    size = generator.integers(10, 90, start.shape)
    article = np.broadcast_to(np.arange(articles)[:, None, None], start.shape).ravel()
    coder = np.broadcast_to(np.arange(2)[None, :, None], start.shape).ravel()
    category = np.broadcast_to(np.arange(per_article // 2)[None, None, :] % len(KINDS), start.shape).ravel()
    place = start.ravel() + article * (length + 1)
    lengths = np.full(articles, length)
    every = np.arange(count)
    return Corpus(
        (None,) * articles, ("a", "b"), KINDS, lengths, np.ones((articles, 2), dtype=bool), (None,) * count, (),
        coder, article, category, size.ravel(), every, place, place + size.ravel(), int(articles * (length + 1)), Counter(), Counter(),
        None, None,
    )  # type: ignore[arg-type]  # fmt: skip


def _alphas(corpus: Corpus) -> list[float]:
    """Every layer's alpha, that of all layers together, and u over all categories with cu and (k)u."""
    layers = Layers(corpus)
    columns = layers.columns((0, 1)).sum(axis=0)
    own = [float(layer_values(np.concatenate([columns[:1], columns[1 + 3 * k : 4 + 3 * k]])[None, :])[0][0]) for k in range(len(KINDS))]
    sums = combined(corpus, layers, (0, 1)).stacked().sum(axis=0, keepdims=True)
    pooled, (u, _marked), (cu, _each) = pooled_values(columns[None, :]), u_values(sums, len(KINDS)), cu_values(sums, len(KINDS))
    return [*own, float(pooled[0]), float(u[0]), float(cu[0])]


def _floor_alphas(corpus: Corpus) -> list[float]:
    """All borders sorted once, a difference array a coder, cumulative sums, one matrix product; then the formulas of layers and u."""
    places = np.concatenate([corpus.fragment_start, corpus.fragment_end])
    order = np.argsort(places, kind="stable")
    length = np.diff(places[order], append=places[order][-1:])
    marked = []
    for coder in (0, 1):
        steps = np.zeros((len(places), len(KINDS)), dtype=np.int32)
        mine = np.flatnonzero(corpus.coder == coder)
        steps[mine, corpus.category[mine]] = 1
        steps[mine + len(corpus.category), corpus.category[mine]] = -1
        marked.append(steps[order].cumsum(axis=0, dtype=np.int32))
    one, other = marked
    cells = (one * length[:, None]).T.astype(float) @ other.astype(float)
    whole = 2 * float(corpus.lengths.sum())
    q = np.bincount(corpus.category, weights=corpus.size.astype(float) ** 2)
    left, right = ((side * length[:, None]).sum(axis=0).astype(float) for side in marked)
    both, total = 2 * np.diag(cells), left + right
    observed, expected = 2 * (total - both) / whole, 2 * (whole - total) * total / (whole**2 - (whole - total) - q)
    gap = whole - total.sum()
    l_c = np.concatenate([[gap], total])
    same = whole * (l_c**2 - np.concatenate([[gap], q])) / (whole**2 - gap - q.sum())
    l_gap = whole - 2 * (left.sum() + right.sum() - cells.sum())
    agreed = l_gap + 2 * float(np.trace(cells))
    u = 1 - (whole - agreed) / (whole - same.sum())
    return [*(1 - observed / expected), 1 - observed.sum() / expected.sum(), u]


# --- line 16 ---------------------------------------------------------------------------------------------------------------


def _page(folder: Path) -> list[measure.Line]:
    path = _a_coded_project(folder / "agreement.annot")
    times = measure.side_by_side(lambda: _figures(path), lambda: _floor_figures(path))
    return [measure.Line("16", "agreement page, from the file to its figures, 100k annotations, 5 coders", *times, 2)]


def _figures(path: Path) -> int:
    """The default page as its job makes it in the window, where the file was checked when it was opened; intervals follow."""
    with open_project(path, "ada", read_only=True, check=False) as project:
        report = compare(project, draws=0)
    assert any(record.value is not None for record in report.records)
    return len(report.records)


def _floor_figures(path: Path) -> int:
    """Read the rows with sqlite3 into columns, and sweep the layers of every category once for every pair of coders."""
    raw = sqlite3.connect(path)
    rows = raw.execute('SELECT article_id, coder_id, category, start, "end", "values" FROM annotation').fetchall()
    raw.close()
    article, coder, category, start, end, values = zip(*rows, strict=True)
    number = [np.unique(np.array(column), return_inverse=True)[1] for column in (article, coder, category, values)]
    place = number[0].astype(np.int64) * 10_000
    first, last = place + np.array(start), place + np.array(end)
    figures = 0
    for kind in range(int(number[2].max()) + 1):
        sides = []
        for one in range(len(CODERS)):
            chosen = (number[2] == kind) & (number[1] == one)
            sides.append((first[chosen], last[chosen]))
        for (a, b), (c, d) in combinations(sides, 2):
            borders = np.concatenate([a, b, c, d])
            order = np.argsort(borders, kind="stable")
            length = np.diff(borders[order], append=borders[order][-1:])
            step = np.concatenate([np.ones(len(a)), -np.ones(len(b)), np.zeros(len(c) + len(d))])[order].cumsum()
            other = np.concatenate([np.zeros(len(a) + len(b)), np.ones(len(c)), -np.ones(len(d))])[order].cumsum()
            figures += float((length * np.minimum(step, 1) * np.minimum(other, 1)).sum()) >= 0
    return figures


def _a_coded_project(path: Path) -> Path:
    """Make a project of 1,000 articles in which five coders made twenty annotations each and finished."""
    new_project(path, built_in_codebook(), maker="ada")
    with open_project(path, "ada") as project:
        ids = projects.add_articles(project, 1000, 400)
        coders = _coders(project)
        dice = random.Random(5)
        moment = now()
        rows, finished = [], []
        for article in ids:
            text = project.articles.text(article)
            truth = _places(text, dice)
            for coder in coders:
                finished.append(ArticleCoding(article, coder, {"genre": "analysis"}, finished=True, codebook_version="1.0"))  # type: ignore[arg-type]
                for place, span in enumerate(truth):
                    moved = dice.choice((0, 0, 0, 4, -3))
                    start = min(max(0, span.start + moved), span.end - 1)
                    made = Span(start, span.end)
                    kind = KINDS[place % 2]
                    values = {"claim_type": dice.choice(("demand", "factual")), "form": "indirect"} if kind == "claim" else {}
                    rows.append(
                        annotation_row(
                            Annotation(
                                AnnotationId(new_id()), article, coder, kind, (made,), made.quote(text), values,
                                codebook_version="1.0", created_at=moment, updated_at=moment,
                            )  # type: ignore[arg-type]
                        )
                    )  # fmt: skip
        with project.step("Code"):
            project.database.insert_many("annotation", rows)
            for one in finished:
                project.codings.save(one)
    return path


def _places(text: str, dice: random.Random) -> list[Span]:
    """Return twenty places of one to six words, none touching another: nobody marks one claim over another."""
    words = [place + 1 for place, sign in enumerate(text) if sign in " \n"]
    room = len(words) // 20
    found = []
    for place in range(20):
        first = place * room + dice.randrange(room - 7)
        found.append(Span(words[first], words[first + dice.randint(1, 6)] - 1))
    return found


def _coders(project: Project) -> list[str]:
    from annotator.operations.people import add_coder

    for name in CODERS[1:]:
        add_coder(project, name)
    return [coder.id for coder in project.coders.all()]


def main() -> None:
    """Print the lines alone."""
    parts: list[Callable[[], list[measure.Line]]] = [_given_units, _unitizing]
    with tempfile.TemporaryDirectory() as folder:
        print(measure.HEAD)
        for part in [*parts, lambda: _page(Path(folder))]:
            for line in part():
                print(line.row(), flush=True)


if __name__ == "__main__":
    main()
