"""One figure of the report cut into slices: by article, by batch, one coder against another; from the same statistics by article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.attribute_measures import Attributes
from annotator.agreement.bootstrap import ArticleDraws, Finish, Interval
from annotator.agreement.comparison import Comparison, Draft, Shared
from annotator.agreement.corpus import Bools, Floats, build
from annotator.agreement.links import links_of
from annotator.agreement.measures import REFERENCE, drafts
from annotator.agreement.record import DRAWS, SEED, Record
from annotator.agreement.reference import drafts_against
from annotator.agreement.statements import StatementSpec
from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec
from annotator.progress import Progress


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's statistics by article, in the order of ``articles``; ``finish`` turns summed rows into values, NaN where undefined.

    ``unmarked``: articles in which none of the coders marked anything of the category, which is agreement without a value.
    """

    articles: tuple[str, ...]
    columns: Floats
    finish: Finish
    used: Bools
    unmarked: Bools | None = None

    def value(self, chosen: Bools | None = None) -> float | None:
        """Return the figure over the chosen articles (default: all that enter), None where it has no value."""
        rows = self.columns[self.used if chosen is None else self.used & chosen]
        if not len(rows):
            return None
        found = float(self.finish(rows.sum(axis=0, keepdims=True))[0])
        return found if np.isfinite(found) else None


@dataclass(frozen=True, slots=True)
class ArticleFigure:
    """One article's value of a figure (None: undefined there) and what the figure over all would be without it.

    ``unmarked``: nobody marked anything in it; it counts as agreeing, though it has no value.
    """

    article_id: str
    value: float | None
    without: float | None
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure minus another, with its interval: the same articles were drawn for both."""

    value: float | None
    low: float | None
    high: float | None
    n_articles: int


def figure_from(draft: Draft, comparison: Comparison) -> Figure | None:
    """Return the statistics of a draft, None where it has none by article."""
    if draft.columns is None or draft.finish is None:
        return None
    corpus = comparison.corpus
    articles = tuple(article.article_id for article in corpus.articles)
    unmarked = None
    if not draft.attribute and "link" not in draft.parameters:
        mine = np.isin(corpus.coder, comparison.group)
        if draft.category in corpus.categories:
            mine &= corpus.category == corpus.categories.index(draft.category)
        unmarked = comparison.used & (np.bincount(corpus.article[mine], minlength=len(articles)) == 0)
    return Figure(articles, draft.columns, draft.finish, comparison.used, unmarked)


def figures(
    articles: Iterable[ArticleCodings],
    record: Record,
    *,
    categories: Sequence[str],
    attributes: Sequence[AttributeSpec] = (),
    links: Sequence[LinkSpec] = (),
    statement: StatementSpec | None = None,
    progress: Progress | None = None,
) -> dict[str, Figure]:
    """Return the figure behind a record of these coders ("" in the result), and for more than two that of each against the others.

    Empty where the measure is no sum over articles (kappas of whole tables, alpha_U). A record against gold, or another reference,
    has one figure: that of its coder.
    """
    if record.measure in REFERENCE:
        return _against(articles, record, categories, attributes)
    telling = progress or Progress()
    corpus = build(articles, categories, record.coders, telling.check)
    threshold = record.parameters.get("threshold", 0.5)
    shared = Shared(corpus, float(threshold) if isinstance(threshold, (int, float)) else 0.5, telling)
    coded, linked = Attributes(corpus), links_of(corpus, links)
    group = [corpus.coders.index(name) for name in sorted(record.coders)]
    chosen = {"": Comparison(shared, group)}
    if len(group) > 2:
        chosen |= {corpus.coders[coder]: Comparison(shared, group, focus=coder) for coder in group}
    wanted = [spec for spec in attributes if not record.attribute or (spec.category, spec.id) == (record.category, record.attribute)]
    found = {}
    for name, comparison in chosen.items():
        telling.check()
        for draft in drafts(comparison, record.measure, coded, wanted, linked, statement):
            kept = tuple(draft.parameters.get(key) for key in ("mode", "level", "value"))
            made = figure_from(draft, comparison) if (draft.measure, draft.category, draft.attribute, *kept) == record.row else None
            if made is not None:
                found[name] = made
    return found


def _against(
    articles: Iterable[ArticleCodings], record: Record, categories: Sequence[str], attributes: Sequence[AttributeSpec]
) -> dict[str, Figure]:
    coder, reference = record.coders[0], str(record.parameters["against"])
    for draft, comparison in drafts_against(articles, categories, attributes, reference=reference, coders=[coder]):
        kept = tuple(draft.parameters.get(key) for key in ("mode", "level", "value"))
        if (draft.measure, draft.category, draft.attribute, *kept) == record.row:
            made = figure_from(draft, comparison)
            return {} if made is None else {"": made}
    return {}


def by_article(figure: Figure) -> list[ArticleFigure]:
    """Return the articles that enter, those first without which the figure would be highest."""
    places = np.flatnonzero(figure.used)
    rows = figure.columns[places]
    if not len(rows):
        return []
    unmarked = figure.unmarked if figure.unmarked is not None else np.zeros(len(figure.used), dtype=np.bool_)
    own, rest = figure.finish(rows), figure.finish(rows.sum(axis=0, keepdims=True) - rows)
    found = [
        ArticleFigure(figure.articles[place], _number(value), _number(without), bool(unmarked[place]))
        for place, value, without in zip(places.tolist(), own.tolist(), rest.tolist(), strict=True)
    ]
    return sorted(found, key=lambda one: (one.without is None, -(one.without or 0.0), one.article_id))


def difference(one: Figure, other: Figure, draws: int = DRAWS, seed: int = SEED) -> Difference:
    """Return one figure minus the other over the same articles; articles that enter either are drawn for both."""
    used = one.used | other.used
    sides = [(np.where(figure.used[:, None], figure.columns, 0), figure.finish) for figure in (one, other)]
    interval = ArticleDraws(draws, seed).difference(sides[0], sides[1], used)
    values = (one.value(), other.value())
    value = None if values[0] is None or values[1] is None else values[0] - values[1]
    return Difference(value, interval.low, interval.high, int(used.sum()))


def only(figure: Figure, articles: Iterable[str]) -> Figure:
    """Return the figure over some of its articles, such as those of one period."""
    wanted = set(articles)
    chosen = np.array([name in wanted for name in figure.articles], dtype=np.bool_)
    return replace(figure, used=figure.used & chosen)


def interval(figure: Figure, draws: int = DRAWS, seed: int = SEED) -> Interval:
    """Return the interval of a figure over the articles that enter."""
    return ArticleDraws(draws, seed).interval(figure.columns, figure.finish, figure.used)


def side_by_side(one: Figure, other: Figure) -> tuple[Figure, Figure]:
    """Return two figures over the articles of both, as ``difference`` takes them: what one does not have does not enter it."""
    articles = tuple(sorted({*one.articles, *other.articles}))
    place = {name: number for number, name in enumerate(articles)}
    found = []
    for figure in (one, other):
        rows = np.array([place[name] for name in figure.articles], dtype=np.int64)
        columns, used = np.zeros((len(articles), figure.columns.shape[1])), np.zeros(len(articles), dtype=np.bool_)
        columns[rows], used[rows] = figure.columns, figure.used
        found.append(Figure(articles, columns, figure.finish, used))
    return found[0], found[1]


def grouped(figure: Figure, group_of: Mapping[str, str]) -> dict[str, Bools]:
    """Return which articles that enter belong to each group, groups in the order of their names; articles of no group are left out."""
    names = [group_of.get(article, "") for article in figure.articles]
    groups = sorted({name for name, used in zip(names, figure.used.tolist(), strict=True) if used and name})
    return {group: figure.used & np.array([name == group for name in names], dtype=np.bool_) for group in groups}


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
