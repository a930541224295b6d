"""Coders against a reference: the layer gold, or an earlier coding by the same coder (stability).

Precision, recall and F1 of marked spans, accuracy of attributes on matched spans, and which category (or value) met which. Nothing
here is corrected for chance: a reference is right by definition, not by luck (AGREEMENT section 8).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from annotator.agreement import span_f1
from annotator.agreement.alignment import BEST, EXACT, OVERLAP, Pair
from annotator.agreement.attribute_measures import Attributes, Coded
from annotator.agreement.bootstrap import ArticleDraws
from annotator.agreement.comparison import Comparison, Draft, Shared
from annotator.agreement.corpus import Floats, build
from annotator.agreement.measures import record_of
from annotator.agreement.record import DRAWS, NO_SPAN, NOTHING_PAIRABLE, SEED, Record
from annotator.agreement.units import ArticleCodings, AttributeSpec
from annotator.i18n import N_, _
from annotator.progress import Progress

PRECISION, RECALL, F1 = "gold_precision", "gold_recall", "gold_f1"
ACCURACY, CATEGORY = "gold_accuracy", "gold_category"
NOTHING = "-"
"""stands in a confusion table for: not marked"""
NOT_MARKED_BY_CODER, NOT_IN_GOLD = N_("the coder marked nothing"), N_("nothing to find")
Named = tuple[Draft, Comparison]


def against(
    articles: Iterable[ArticleCodings],
    categories: Sequence[str],
    attributes: Sequence[AttributeSpec] = (),
    *,
    reference: str,
    coders: Collection[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> list[Record]:
    """Return the records of every coder against the reference, which is a coder's name among those of the articles.

    ``coders`` of a record are the coder and the reference. ``counts["confusion"]`` is a table reference → coder → number.
    """
    sampler = ArticleDraws(draws, seed)
    result = []
    for draft, comparison in drafts_against(articles, categories, attributes, reference=reference, coders=coders, progress=progress):
        places = np.flatnonzero(comparison.used)
        versions = {version for place in places for version in comparison.corpus.articles[place].codebook_versions}
        digest = comparison.corpus.digest(comparison.group, comparison.used)
        result.append(record_of(draft, comparison, sampler, digest, tuple(sorted(versions))))
    return result


def drafts_against(
    articles: Iterable[ArticleCodings],
    categories: Sequence[str],
    attributes: Sequence[AttributeSpec] = (),
    *,
    reference: str,
    coders: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Named]:
    """Yield what is compared before intervals, coder by coder; nothing where the reference coded nothing."""
    kept = list(articles)
    known = {name for article in kept for name in article.coders}
    telling = progress or Progress()
    corpus = build(kept, categories, sorted(known if coders is None else {*coders, reference} & known), telling.check)
    if reference not in corpus.coders:
        return
    shared, table = Shared(corpus, 0.5, telling), Attributes(corpus)
    others = [name for name in corpus.coders if name != reference]
    for name in telling.track(others, len(others), _("Comparing coders")):
        comparison = Comparison(shared, (corpus.coders.index(name), corpus.coders.index(reference)))
        for draft in _of_coder(comparison, table, attributes, reference):
            yield draft, comparison


def _of_coder(comparison: Comparison, table: Attributes, attributes: Sequence[AttributeSpec], reference: str) -> Iterator[Draft]:
    (pair,) = comparison.pairs
    for mode in (EXACT, OVERLAP):
        yield from _marked(comparison, pair, mode, reference)
    yield from _categories(comparison, pair, reference)
    for spec in attributes:
        if spec.metric:
            yield _accuracy(comparison, pair, table.coded(spec), reference)


def _marked(comparison: Comparison, pair: Pair, mode: str, reference: str) -> Iterator[Draft]:
    corpus = comparison.corpus
    found = span_f1.per_cell(pair, pair.matched(mode))
    mine, theirs = (corpus.per_cell(corpus.article[side], corpus.category[side]) for side in (pair.left, pair.right))
    for place, name in [*comparison.categories(), (None, "")]:
        cells = [part.sum(axis=0) if place is None else part[place] for part in (found, mine, theirs)]
        columns = np.stack(cells, axis=1)
        true, marked, there = (int(part) for part in columns[comparison.used].sum(axis=0))
        counts = {"true_positives": true, "coder": marked, "reference": there}
        for measure, n, reason, finish in (
            (PRECISION, marked, NOT_MARKED_BY_CODER, _precision),
            (RECALL, there, NOT_IN_GOLD, _recall),
            (F1, marked + there, NO_SPAN, _f1),
        ):
            yield Draft(
                measure, name, "", comparison.reason(reason), n, columns, finish, coverage=comparison.article_coverage,
                parameters={"mode": mode, "against": reference}, counts=counts,
            )  # fmt: skip


def _precision(sums: Floats) -> Floats:
    return _ratio(sums[:, 0], sums[:, 1])


def _recall(sums: Floats) -> Floats:
    return _ratio(sums[:, 0], sums[:, 2])


def _f1(sums: Floats) -> Floats:
    return _ratio(2 * sums[:, 0], sums[:, 1] + sums[:, 2])


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)


def _categories(comparison: Comparison, pair: Pair, reference: str) -> Iterator[Draft]:
    """Yield how often the coder gave what the reference has its category, with what else met it, also nothing."""
    corpus = comparison.corpus
    met: dict[str, Counter[str]] = defaultdict(Counter)
    cells = np.zeros((len(corpus.categories), len(corpus.articles), 2))
    for answer in pair.answers(BEST):
        numbers = [None if unit is None else corpus.category[unit] for unit in (answer.left, answer.right)]
        sides = [NOTHING if number is None else corpus.categories[number] for number in numbers]
        met[sides[1]][sides[0]] += 1
        if answer.right is not None:
            cell = cells[corpus.category[answer.right], corpus.article[answer.right]]
            cell[1] += 1
            cell[0] += sides[0] == sides[1]
    draft = partial(Draft, CATEGORY, attribute="", coverage=comparison.article_coverage, parameters={"against": reference})
    for place, name in comparison.categories():
        columns, extra = cells[place], met[NOTHING][name]
        confusion = {name: dict(sorted(met[name].items())), NOTHING: {name: extra} if extra else {}}
        yield draft(name, reason=comparison.reason(NOT_IN_GOLD), n=int(columns[:, 1].sum()), columns=columns,
                    finish=lambda sums: _ratio(sums[:, 0], sums[:, 1]), counts={"confusion": confusion})  # fmt: skip
    columns = cells.sum(axis=0)
    whole = {category: dict(sorted(row.items())) for category, row in sorted(met.items())}
    yield draft("", reason=comparison.reason(NOT_IN_GOLD), n=int(columns[:, 1].sum()), columns=columns,
                finish=lambda sums: _ratio(sums[:, 0], sums[:, 1]), counts={"confusion": whole})  # fmt: skip


def _accuracy(comparison: Comparison, pair: Pair, coded: Coded, reference: str) -> Draft:
    """Return the share of equal values where the reference has one: of matched spans, or of articles; a missing value is wrong."""
    corpus, spec = comparison.corpus, coded.spec
    if spec.category:
        best = pair.best
        of_it = np.array([name == spec.category for name in corpus.categories], dtype=np.bool_)[corpus.category]
        here = of_it[best.left]
        left, right, article = coded.codes[best.left[here]], coded.codes[best.right[here]], corpus.article[best.left[here]]
        total = int((pair.right & of_it).sum())
    else:
        article = np.flatnonzero(comparison.used)
        left, right = coded.codes[article, pair.a], coded.codes[article, pair.b]
        total = len(article)
    valued = right >= 0
    left, right, article = left[valued], right[valued], article[valued]
    columns = np.zeros((len(corpus.articles), 2))
    np.add.at(columns[:, 1], article, 1.0)
    np.add.at(columns[:, 0], article[left == right], 1.0)
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for one, other in zip(right.tolist(), left.tolist(), strict=True):
        table[_named(coded, one)][_named(coded, other)] += 1
    confusion = {value: dict(sorted(row.items())) for value, row in sorted(table.items())}
    return Draft(
        ACCURACY, spec.category, spec.id, comparison.reason(NOTHING_PAIRABLE), len(right), columns,
        lambda sums: _ratio(sums[:, 0], sums[:, 1]), coverage=len(right) / total if total else None,
        parameters={"against": reference}, counts={"confusion": confusion, "matched": len(right)},
    )  # fmt: skip


def _named(coded: Coded, code: int) -> str:
    if code < 0:
        return NOTHING
    value = coded.values[code]
    return " | ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)
