"""Worked examples over reliability tables: alphas, kappas, bootstraps, sample size."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial

import numpy as np

from annotator.agreement.bootstrap import (
    ArticleDraws,
    KrippendorffInterval,
    articles_needed,
    krippendorff_bootstrap,
    units_needed,
)
from annotator.agreement.case_data import (
    Case,
    CaseValue,
    NotAnswered,
    Rows,
    Undefined,
    custom_of,
    label,
    matrix_of,
    metric_of,
    number_of,
    param,
    scale_of,
)
from annotator.agreement.corpus import Bools, Ints
from annotator.agreement.kappa import IDENTITY, LINEAR, QUADRATIC, codes, fleiss_per_category, kappa
from annotator.agreement.krippendorff import (
    AlphaStatistics,
    Unmeasurable,
    agreement_share,
    distance,
    pairs_of_rows,
    per_value,
    statistics,
)
from annotator.agreement.record import NO_VARIATION, NOTHING_PAIRABLE

WEIGHTS = {"identity": IDENTITY, "unweighted": IDENTITY, "linear": LINEAR, "quadratic": QUADRATIC}
BOOTSTRAP_DRAWS = 20_000
MOST_DRAWS = 1_000_000


def _alpha(case: Case) -> CaseValue:
    rows, table = _table(case)
    found = table.alpha()
    share = agreement_share(pairs_of_rows(rows))
    reason = f"{found.reason}; percent agreement {100 * share:.1f}" if found.reason and share is not None else found.reason
    if found.value is None:
        raise Undefined(reason)
    return CaseValue(
        {"alpha": found.value, "Do": found.observed, "De": found.expected},
        main="alpha",
        more={"n": float(table.columns[:, : table.distance.size].sum()), "percent": share},
    )


def _alpha_per_category(case: Case) -> CaseValue:
    rows = matrix_of(case)
    pairs = pairs_of_rows(rows, scale_of(case))
    if not len(pairs):
        raise Undefined(NOTHING_PAIRABLE)
    return CaseValue({label(value): found.value for value, found in per_value(pairs, len(rows)).items()}, whole=True, reason=NO_VARIATION)


def _kappa(case: Case, measure: str, weights: str = "") -> CaseValue:
    scale = scale_of(case)
    table, values = codes(_plain_rows(case), scale)
    kind = str(weights or param(case, "weights", "weight", "weighting", default="identity")).lower()
    if kind not in WEIGHTS:
        raise NotAnswered(f"weights {kind}")
    size = len(values)
    if scale and set(values) <= set(scale) and len(scale) > size:
        places = {code: scale.index(value) for code, value in enumerate(values)}
        table, size = _moved(table, places), len(scale)
    found = kappa(measure, table, size, WEIGHTS[kind])
    if found.value is None:
        observed = "" if found.observed is None else f"; percent agreement {100 * found.observed:.1f}"
        raise Undefined(found.reason + observed)
    return CaseValue(
        {"coef": found.value, "pa": found.observed, "pe": found.expected}, main="coef", whole=True, more={"q": found.categories}
    )


def _moved(table: Ints, places: Mapping[int, int]) -> Ints:
    moved = table.copy()
    for code, place in places.items():
        moved[table == code] = place
    return moved


def _percent(case: Case) -> CaseValue:
    table, values = codes(_plain_rows(case))
    found = kappa("bp", table, len(values))
    if found.observed is None:
        raise Undefined(found.reason)
    return CaseValue({"pa": found.observed, "percent": 100 * found.observed}, main="pa")


def _fleiss_per_category(case: Case) -> CaseValue:
    table, values = codes(_plain_rows(case), scale_of(case))
    found = fleiss_per_category(table, len(values))
    if not found:
        raise Undefined(NOTHING_PAIRABLE)
    return CaseValue({label(value): one.value for value, one in zip(values, found, strict=True)}, whole=True, reason=found[0].reason)


def _krippendorff_bootstrap(case: Case) -> CaseValue:
    metric = metric_of(case)
    if metric == "custom":
        raise NotAnswered("a bootstrap with a custom metric")
    try:
        found = krippendorff_bootstrap(_rows_for(case, metric), metric, scale=scale_of(case), draws=_draws(case), seed=_seed(case))
    except Unmeasurable as why:
        raise Undefined(str(why)) from None
    if not isinstance(found, KrippendorffInterval):
        raise Undefined(found.reason)
    below = {
        **dict.fromkeys(("p667", "p_667", "P(alpha<.667)", "p_below_667", "p_lt_667", "p_alpha_below_667"), found.below_tentative),
        **dict.fromkeys(("p8", "p_80", "p_800", "P(alpha<.8)", "P(alpha<.800)", "p_below_8", "p_below_80", "p_below_800",
                         "p_lt_8", "p_lt_80", "p_lt_800", "p_alpha_below_8"), found.below_reliable),
    }  # fmt: skip
    return CaseValue(
        {"lo": found.low, "hi": found.high, "mean": found.mean}, main="mean", whole=True,
        more={"low": found.low, "high": found.high, **below},
    )  # fmt: skip


def _unit_bootstrap(case: Case) -> CaseValue:
    """Units of a table drawn with replacement; those with fewer than two values are dropped before."""
    _, table = _table(case, [row for row in matrix_of(case) if sum(value is not None for value in row) >= 2])
    point = table.alpha()
    if point.value is None:
        raise Undefined(point.reason)
    used: Bools = np.ones(len(table.columns), dtype=np.bool_)
    found = ArticleDraws(_draws(case, 10_000), _seed(case)).interval(table.columns, lambda sums: table.parts(sums)[0], used)
    if found.low is None:
        raise Undefined(NOTHING_PAIRABLE)
    return CaseValue(
        {"lo": found.low, "hi": found.high, "mean": found.mean}, main="mean", whole=True,
        more={"low": found.low, "high": found.high, "alpha": point.value, "undefined": found.without_value},
    )  # fmt: skip


def _sample_size(case: Case) -> CaseValue:
    smallest, share = number_of(case, "alpha_min", "alpha", "min_alpha"), number_of(case, "p", "p_min", "share")
    level, coders = float(param(case, "level", "significance", default=0.05)), int(params_coders(case))
    try:
        return CaseValue({"n": units_needed(smallest, share, level=level, coders=coders)}, main="n")
    except ValueError as why:
        raise Undefined(str(why)) from None


def _articles_needed(case: Case) -> CaseValue:
    articles, now, wanted = (number_of(case, *names) for names in (("n0", "articles", "n"), ("h0", "half_width"), ("target", "h")))
    try:
        return CaseValue({"articles": articles_needed(int(articles), now, wanted)}, main="articles")
    except ValueError as why:
        raise Undefined(str(why)) from None


def params_coders(case: Case) -> int:
    """Return the number of coders a case plans for (default two)."""
    given = param(case, "m", "coders", default=2)
    return len(given) if isinstance(given, (list, tuple)) else int(given)


def _table(case: Case, rows: Rows | None = None) -> tuple[Rows, AlphaStatistics]:
    metric = metric_of(case)
    chosen = _rows_for(case, metric, rows)
    pairs = pairs_of_rows(chosen, scale_of(case))
    if not len(pairs):
        raise Undefined(NOTHING_PAIRABLE)
    occurring = sorted({*pairs.c.tolist(), *pairs.k.tolist()})
    try:
        if metric == "custom":
            pairs = pairs_of_rows(_only(chosen, {pairs.values[code] for code in occurring}))
            of = distance(metric, pairs.values, custom_of(case))
        else:
            of = distance(metric, pairs.values)
    except Unmeasurable as why:
        raise Undefined(str(why)) from None
    return chosen, statistics(pairs, of, len(chosen))


def _only(rows: Rows, values: set[Hashable]) -> Rows:
    return [[value if value in values else None for value in row] for row in rows]


def _rows_for(case: Case, metric: str, rows: Rows | None = None) -> Rows:
    """Return the table with values as the metric reads them: numbers for interval and ratio, sets for set distances."""
    chosen = matrix_of(case) if rows is None else rows
    if metric in ("masi", "set_monotonic"):
        return [[value if value is None or isinstance(value, frozenset) else frozenset({value}) for value in row] for row in chosen]
    return chosen


def _plain_rows(case: Case) -> Rows:
    rows = matrix_of(case)
    if any(isinstance(value, frozenset) for row in rows for value in row):
        raise NotAnswered("a kappa of sets")
    return rows


def _draws(case: Case, default: int = BOOTSTRAP_DRAWS) -> int:
    return min(max(int(param(case, "draws", "samples", "n_boot", "nboot", "iterations", "B", default=default)), 1), MOST_DRAWS)


def _seed(case: Case) -> int:
    return abs(int(param(case, "seed", default=2024)))


ANSWERS: dict[str, Callable[[Case], CaseValue]] = {
    "alpha_coding": _alpha,
    "alpha_per_category": _alpha_per_category,
    "cohen": partial(_kappa, measure="cohen"),
    "conger": partial(_kappa, measure="conger"),
    "scott": partial(_kappa, measure="scott"),
    "fleiss": partial(_kappa, measure="fleiss"),
    "ac1": partial(_kappa, measure="ac1", weights="identity"),
    "ac2": partial(_kappa, measure="ac2"),
    "ac2_linear": partial(_kappa, measure="ac2", weights="linear"),
    "ac2_quadratic": partial(_kappa, measure="ac2", weights="quadratic"),
    "bp": partial(_kappa, measure="bp"),
    "percent": _percent,
    "percent_agreement": _percent,
    "fleiss_per_category": _fleiss_per_category,
    "krippendorff_bootstrap": _krippendorff_bootstrap,
    "unit_bootstrap": _unit_bootstrap,
    "sample_size": _sample_size,
    "articles_needed": _articles_needed,
}
