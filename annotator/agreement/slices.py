"""One figure of the report cut into slices: by article, by batch, one coder against another; from the same statistics by article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.attribute_measures import Attributes
from annotator.agreement.bootstrap import DRAWS, SEED, ArticleDraws, Finish
from annotator.agreement.comparison import Comparison, Draft, Shared
from annotator.agreement.corpus import Bools, Floats, build
from annotator.agreement.links import links_of
from annotator.agreement.measures import drafts
from annotator.agreement.record import Record
from annotator.agreement.statements import StatementSpec
from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's statistics by article, in the order of ``articles``; ``finish`` turns summed rows into values, NaN where undefined."""

    articles: tuple[str, ...]
    columns: Floats
    finish: Finish
    used: Bools

    def value(self, chosen: Bools | None = None) -> float | None:
        """Return the figure over the chosen articles (default: all that enter), None where it has no value."""
        rows = self.columns[self.used if chosen is None else self.used & chosen]
        if not len(rows):
            return None
        found = float(self.finish(rows.sum(axis=0, keepdims=True))[0])
        return found if np.isfinite(found) else None


@dataclass(frozen=True, slots=True)
class ArticleFigure:
    """One article's value of a figure (None: undefined there) and what the figure over all would be without it."""

    article_id: str
    value: float | None
    without: float | None


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
    articles = tuple(article.article_id for article in comparison.corpus.articles)
    return Figure(articles, draft.columns, draft.finish, comparison.used)


def figures(
    articles: Iterable[ArticleCodings],
    record: Record,
    *,
    categories: Sequence[str],
    attributes: Sequence[AttributeSpec] = (),
    links: Sequence[LinkSpec] = (),
    statement: StatementSpec | None = None,
) -> dict[str, Figure]:
    """Return the figure behind a record of these coders ("" in the result), and for more than two that of each against the others.

    Empty where the measure is no sum over articles (kappas of whole tables, alpha_U).
    """
    corpus = build(articles, categories, record.coders)
    threshold = record.parameters.get("threshold", 0.5)
    shared = Shared(corpus, float(threshold) if isinstance(threshold, (int, float)) else 0.5)
    coded, linked = Attributes(corpus), links_of(corpus, links)
    group = [corpus.coders.index(name) for name in sorted(record.coders)]
    chosen = {"": Comparison(shared, group)}
    if len(group) > 2:
        chosen |= {corpus.coders[coder]: Comparison(shared, group, focus=coder) for coder in group}
    wanted = [spec for spec in attributes if not record.attribute or (spec.category, spec.id) == (record.category, record.attribute)]
    found = {}
    for name, comparison in chosen.items():
        for draft in drafts(comparison, record.measure, coded, wanted, linked, statement):
            kept = tuple(draft.parameters.get(key) for key in ("mode", "level", "value"))
            made = figure_from(draft, comparison) if (draft.measure, draft.category, draft.attribute, *kept) == record.row else None
            if made is not None:
                found[name] = made
    return found


def by_article(figure: Figure) -> list[ArticleFigure]:
    """Return the articles that enter, those first without which the figure would be highest."""
    places = np.flatnonzero(figure.used)
    rows = figure.columns[places]
    if not len(rows):
        return []
    own, rest = figure.finish(rows), figure.finish(rows.sum(axis=0, keepdims=True) - rows)
    found = [
        ArticleFigure(figure.articles[place], _number(value), _number(without))
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
    return Figure(figure.articles, figure.columns, figure.finish, figure.used & chosen)


def grouped(figure: Figure, group_of: Mapping[str, str]) -> dict[str, Bools]:
    """Return which articles that enter belong to each group, groups in the order of their names; articles of no group are left out."""
    names = [group_of.get(article, "") for article in figure.articles]
    groups = sorted({name for name, used in zip(names, figure.used.tolist(), strict=True) if used and name})
    return {group: figure.used & np.array([name == group for name in names], dtype=np.bool_) for group in groups}


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
