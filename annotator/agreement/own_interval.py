"""Krippendorff's own bootstrap beside the interval over articles, on request: for given units only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.agreement.bootstrap import KrippendorffInterval, krippendorff_bootstrap
from annotator.agreement.cases import units_by_coder
from annotator.agreement.record import LIMITS, SEED, Limits, Record
from annotator.agreement.units import ArticleCodings, AttributeSpec

DRAWS = 20_000


OWN = "own_bootstrap"
"""the count under which Krippendorff's bootstrap stands beside the interval over articles"""


def with_own_interval_beside(
    record: Record,
    articles: Iterable[ArticleCodings],
    categories: Sequence[str],
    attributes: Sequence[AttributeSpec],
    *,
    seed: int = SEED,
    limits: Limits = LIMITS,
) -> Record:
    """Return the record with Krippendorff's interval beside its own, where his bootstrap is defined; else the record as it is."""
    found = with_own_interval(record, articles, categories, attributes, seed=seed, limits=limits)
    if found is None:
        return record
    kept = {key: found.counts[key] for key in ("p_below_tentative", "p_below_reliable", "bootstrap_mean")}
    own = {"low": found.low, "high": found.high, "limits": list(limits), "draws": DRAWS, "seed": seed, **kept}
    return replace(record, counts={**record.counts, OWN: own})


def with_own_interval(
    record: Record,
    articles: Iterable[ArticleCodings],
    categories: Sequence[str],
    attributes: Sequence[AttributeSpec],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    limits: Limits = LIMITS,
) -> Record | None:
    """Return the record with Krippendorff's interval and the probabilities of an alpha below the limits of tentative and reliable.

    None where the method does not apply: other measures, undefined values, and attributes of more than two coders, whose matched
    units are pairs that repeat the same annotations.
    """
    if record.measure != "attribute_alpha" or record.value is None or (record.category and len(record.coders) > 2):
        return None
    spec = next((one for one in attributes if (one.category, one.id) == (record.category, record.attribute)), None)
    if spec is None:
        return None
    units = units_by_coder(list(articles), record.coders, categories, [spec])
    rows = [[unit.values.get(coder) for coder in record.coders] for unit in units]
    metric = str(record.parameters.get("metric", spec.metric))
    found = krippendorff_bootstrap(rows, metric, scale=spec.values if metric == "ordinal" else (), draws=draws, seed=seed, limits=limits)
    if not isinstance(found, KrippendorffInterval):
        return None
    kept = {key: value for key, value in record.parameters.items() if key != "confidence"}
    said = {"draws": draws, "seed": seed, "confidence": 0.95, "resampled": "pairs of values, D_e fixed (Krippendorff)"}
    chances = {"p_below_tentative": found.below_tentative, "p_below_reliable": found.below_reliable, "bootstrap_mean": found.mean}
    return replace(record, low=found.low, high=found.high, parameters=kept | said, counts={**record.counts, **chances})
