"""Gamma and gamma_cat of many articles: sums of observed and expected disorder, then one division."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from annotator.agreement.comparison import Comparison, Draft
from annotator.agreement.corpus import Floats
from annotator.agreement.gamma import SAMPLES, Costs, Gamma, Marked, gamma
from annotator.agreement.packing import TooMany
from annotator.agreement.record import NO_SPAN, NO_VARIATION
from annotator.i18n import N_, _

COSTS = Costs()
SEED = 2024
SAMPLER = N_("coders shifted cyclically")
TOO_MANY_UNITS = N_("too many units for an exact alignment: compare pairs of coders")
NOTHING_ALIGNED = N_("no aligned pair of units")


def gamma_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield gamma, or gamma_cat, over all categories: a column of observed and one of expected disorder by article.

    Articles are weighted by their units. An article with too many units for an exact alignment does not enter and is counted.
    """
    found, refused = _of_articles(comparison)
    columns = np.zeros((len(comparison.corpus.articles), 2))
    for place, one in found.items():
        columns[place] = _gamma_row(one) if measure == "gamma" else _category_row(one)
    units = comparison.units_per_coder()
    n = sum(units.values())
    reason = TOO_MANY_UNITS if refused and not found else NO_SPAN if not n else NO_VARIATION if measure == "gamma" else NOTHING_ALIGNED
    yield Draft(
        measure, "", "", comparison.reason(reason), n, columns, _one_less_ratio, coverage=comparison.article_coverage,
        parameters={"a": COSTS.a, "b": COSTS.b, "unaligned": COSTS.unaligned, "sampler": SAMPLER, "sampling_seed": SEED},
        counts={"spans": units, "articles_refused": refused, "samples": sum(one.samples for one in found.values())},
    )  # fmt: skip


def gamma_k_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield gamma_k of every category: on the best alignment, only pairs with at least one unit of it, against its own chance."""
    found, refused = _of_articles(comparison)
    for category, name in comparison.categories():
        columns = np.zeros((len(comparison.corpus.articles), 2))
        for place, one in found.items():
            columns[place] = _of_category(one, name)
        n = sum(comparison.units_per_coder(category).values())
        reason = TOO_MANY_UNITS if refused and not found else NO_SPAN if not n else NOTHING_ALIGNED
        yield Draft(
            measure, name, "", comparison.reason(reason), n, columns, _one_less_ratio, coverage=comparison.article_coverage,
            parameters={"a": COSTS.a, "b": COSTS.b, "unaligned": COSTS.unaligned, "sampler": SAMPLER, "sampling_seed": SEED},
            counts={"articles_refused": refused, "samples": sum(one.samples for one in found.values())},
        )  # fmt: skip


def _of_category(one: Gamma, category: str) -> tuple[float, float]:
    part = one.per_category.get(category)
    if part is None or part.expected is None:
        return 0.0, 0.0
    return part.total, part.expected * part.weight


def _of_articles(comparison: Comparison) -> tuple[dict[int, Gamma], int]:
    """Return gamma of every article that enters, and how many articles were refused; made once for both measures."""
    key = comparison.group
    if key in comparison.shared.gammas:
        return comparison.shared.gammas[key]
    progress = comparison.shared.progress
    found: dict[int, Gamma] = {}
    refused = 0
    places = np.flatnonzero(comparison.used).tolist()
    # With many articles the mean over all of them is precise long before each one is.
    precise = len(places) < 20
    for place in progress.track(places, len(places), _("Aligning units")):
        try:
            one = gamma(_sides(comparison, place), float(comparison.corpus.lengths[place]), COSTS, samples=SAMPLES, seed=SEED,
                        precise=precise, always=True, progress=progress)  # fmt: skip
        except TooMany:
            refused += 1
            continue
        if one is not None:
            found[place] = one
    comparison.shared.gammas[key] = (found, refused)
    return found, refused


def _sides(comparison: Comparison, place: int) -> list[list[Marked]]:
    """Return the units of everybody who finished the article, outer ends in characters of its coded text."""
    corpus = comparison.corpus
    sides: dict[int, list[Marked]] = {coder: [] for coder in comparison.group if corpus.finished[place, coder]}
    for unit in range(*np.searchsorted(corpus.article, [place, place + 1]).tolist()):  # units are in the order of articles
        coder = int(corpus.coder[unit])
        if coder in sides:
            extent = corpus.extents[unit]
            sides[coder].append((float(extent[0][0]), float(extent[-1][1]), corpus.categories[corpus.category[unit]]))
    return list(sides.values())


def _gamma_row(one: Gamma) -> tuple[float, float]:
    return one.observed * one.units, (one.expected or 0.0) * one.units


def _category_row(one: Gamma) -> tuple[float, float]:
    if one.category_expected is None:
        return 0.0, 0.0
    return one.category_sum, one.category_expected * one.category_weight


def _one_less_ratio(sums: Floats) -> Floats:
    observed, expected = sums.T
    return np.where(expected > 0, 1 - observed / np.where(expected > 0, expected, 1), np.nan)
