"""Where coders marked something: F1, unitizing alpha, characters, segments and boundaries."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from annotator.agreement import span_f1, unitizing
from annotator.agreement.alignment import EXACT, IOU, OVERLAP
from annotator.agreement.alpha_u import Layer, alpha_u_columns, alpha_u_finish, alpha_u_layers
from annotator.agreement.bootstrap import Finish
from annotator.agreement.comparison import Comparison, Draft
from annotator.agreement.corpus import Floats
from annotator.agreement.kappa import CharacterTable
from annotator.agreement.record import NO_SPAN, NO_TEXT, NO_VARIATION, NO_WORDS, OWN_OVERLAPS
from annotator.agreement.set_unitizing import set_statistics

F1_MODES = {
    "exact_f1": EXACT,
    "iou_f1": IOU,
    "overlap_f1": OVERLAP,
    "soft_f1": span_f1.SOFT,
    "char_f1": span_f1.CHARACTERS,
    "token_f1": span_f1.TOKENS,
}


def f1_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield F1 of every category and pooled; for more than two coders the mean over pairs, with the range."""
    mode = F1_MODES[measure]
    tables = [span_f1.f1_columns(pair, comparison.layers, mode) for pair in comparison.pairs]
    parameters: dict[str, object] = {"threshold": comparison.shared.threshold} if mode == IOU else {}
    for category, name in [*comparison.categories(), (None, "")]:
        chosen = tables if category is None else [table[:, 2 * category : 2 * category + 2] for table in tables]
        columns = np.hstack(chosen) if chosen else np.zeros((len(comparison.corpus.articles), 0))
        width = chosen[0].shape[1] if chosen else 0
        units = comparison.units_per_coder(category)
        counts: dict[str, object] = {"spans": units, "duplicates_dropped": _dropped(comparison)}
        sums = columns.sum(axis=0, keepdims=True)
        if comparison.is_pair and width:
            agreed, total = float(sums[0, 0::2].sum()) / 2, float(sums[0, 1::2].sum())
            counts |= {"agreeing": agreed, "both": total, "articles_both_empty": _both_empty(comparison, columns)}
        elif width:
            values = [span_f1.f1(sums[:, start : start + width])[0] for start in range(0, sums.shape[1], width)]
            defined = [float(value) for value in values if np.isfinite(value)]
            counts |= {"range": [min(defined), max(defined)] if defined else [], "pairs": len(defined)}
        yield Draft(
            measure, name, "", comparison.reason(no_f1(comparison, mode)), sum(units.values()), columns,
            _mean_of(width) if width else None, coverage=comparison.article_coverage, parameters=parameters, counts=counts,
        )  # fmt: skip


def no_f1(comparison: Comparison, mode: str) -> str:
    """Return why there would be no F1: nothing marked, or words wanted that nobody told."""
    return NO_WORDS if mode == span_f1.TOKENS and not any(article.words for article in comparison.corpus.articles) else NO_SPAN


def u_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield \\|u of every category as a layer, and pooled over layers."""
    table = comparison.layer_columns
    whole = table[:, :1]
    for category, name in comparison.categories():
        columns = np.hstack([whole, table[:, 1 + 3 * category : 4 + 3 * category]])
        sums = columns.sum(axis=0)
        _, observed, expected = (float(part[0]) for part in unitizing.layer_values(sums[None, :]))
        counts = _u_counts(comparison, sums, observed, expected) | _merged(comparison, category)
        reason = _u_reason(comparison, sums)
        yield Draft(
            measure, name, "", reason, sum(comparison.units_per_coder(category).values()), columns,
            lambda rows: unitizing.layer_values(rows)[0], coverage=comparison.article_coverage, counts=counts,
        )  # fmt: skip
    counts = _merged(comparison, None) | {"characters": float(table[:, 0].sum())}
    yield Draft(
        measure, "", "", _u_reason(comparison, table.sum(axis=0)), sum(comparison.units_per_coder().values()), table,
        unitizing.pooled_values, coverage=comparison.article_coverage, counts=counts, parameters={"layers": "per category"},
    )  # fmt: skip


def combined_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield u and cu over all categories, only if no coder gave one character two categories; (k)u per category."""
    corpus = comparison.corpus
    n = sum(comparison.units_per_coder().values())
    if unitizing.has_own_overlaps(corpus, comparison.layers, comparison.group):
        yield Draft(measure, "", "", comparison.reason(OWN_OVERLAPS), n)
        return
    width = len(corpus.categories)
    table = unitizing.combined(corpus, comparison.layers, comparison.group).stacked()
    l = table.sum(axis=0)[: (width + 1) ** 2].reshape(width + 1, width + 1)  # noqa: E741
    reason = comparison.reason(NO_VARIATION if l.sum() else NO_TEXT)
    valued = l[1:, 1:]
    if measure == "u_combined":
        counts = {"characters": float(l.sum()), "percent": float(np.trace(l) / l.sum()) if l.sum() else None}
        yield Draft(measure, "", "", reason, n, table, lambda rows: unitizing.u_values(rows, width)[0],
                    coverage=comparison.article_coverage, counts=counts)  # fmt: skip
        return
    counts = {"characters": float(valued.sum()), "percent": float(np.trace(valued) / valued.sum()) if valued.sum() else None}
    yield Draft(measure, "", "", reason, n, table, lambda rows: unitizing.cu_values(rows, width)[0],
                coverage=float(valued.sum() / l.sum()) if l.sum() else None, counts=counts,
                parameters={"r": "(length also marked by the other)²/(m - 1)"})  # fmt: skip
    for category, name in comparison.categories():
        marked = l[:, category + 1].sum()
        yield Draft(measure, name, "", reason, sum(comparison.units_per_coder(category).values()), table,
                    lambda rows, place=category: unitizing.cu_values(rows, width)[1][:, place],  # type: ignore[misc]
                    coverage=float(l[1:, category + 1].sum() / marked) if marked else None)  # fmt: skip


def set_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield u over all categories with the set of a character's categories as its value, overlaps and all."""
    found = set_statistics(comparison.corpus, comparison.layers, comparison.group, comparison.shared.progress.check)
    sums = found.columns.sum(axis=0)
    whole = float(sums[0])
    counts = {"characters": whole, "sets": int((sums[4:] > 0).sum()), "percent": found.equal / whole if whole else None}
    reason = NO_TEXT if not whole else NO_VARIATION if sums[4:].sum() else NO_SPAN
    n = sum(comparison.units_per_coder().values())
    yield Draft(measure, "", "", comparison.reason(reason), n, found.columns, found.values, coverage=comparison.article_coverage,
                parameters={"distance": "sets: 1 - J·M", "metric": "masi"}, counts=counts)  # fmt: skip


def char_kappa_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield Cohen's kappa per character of every category: inflated by unmarked text."""
    if not comparison.is_pair:
        return
    a, b = comparison.group
    layers = comparison.layers
    kept = np.where(comparison.used, 1, 0)
    for category, name in comparison.categories():
        both, one, other = (
            cell * kept
            for cell in (
                layers.shared(a, b)[category],
                layers.marked[a][category] - layers.shared(a, b)[category],
                layers.marked[b][category] - layers.shared(a, b)[category],
            )
        )
        none = comparison.corpus.lengths * kept - both - one - other
        table = CharacterTable(*(float(cell.sum()) for cell in (both, one, other, none)))
        # Kappa is the same with the coders exchanged; so that the draws are too, the columns take the order of their figures.
        columns = max((np.stack([both, *pair, none], axis=1) for pair in ((one, other), (other, one))), key=_in_rows)
        reason = comparison.reason(NO_VARIATION if table.total else NO_TEXT)
        counts = {
            "both": table.both, "only_a": table.only_a, "only_b": table.only_b, "none": table.none,
            "percent": table.observed, "positive": table.positive, "negative": table.negative,
        }  # fmt: skip
        yield Draft(measure, name, "", reason, int(table.total), columns, _character_kappa,
                    coverage=comparison.article_coverage, counts=counts)  # fmt: skip


def segment_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield the percent of segments that the other coder has too (as MAXQDA counts), per category and pooled."""
    if not comparison.is_pair:
        return
    table = span_f1.segment_columns(comparison.pairs[0], comparison.shared.threshold)
    for category, name in [*comparison.categories(), (None, "")]:
        columns = table if category is None else table[:, 2 * category : 2 * category + 2]
        yield Draft(measure, name, "", comparison.reason(NO_SPAN), sum(comparison.units_per_coder(category).values()), columns,
                    lambda sums: 100 * span_f1.f1(sums), coverage=comparison.article_coverage,
                    parameters={"threshold": comparison.shared.threshold})  # fmt: skip


def boundary_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield Fournier's boundary similarity of every category."""
    if not comparison.is_pair:
        return
    table = span_f1.boundary_columns(comparison.pairs[0])
    for category, name in comparison.categories():
        columns = table[:, 3 * category : 3 * category + 3]
        edits, near, common = (int(part) for part in columns.sum(axis=0))
        yield Draft(measure, name, "", comparison.reason(NO_SPAN), sum(comparison.units_per_coder(category).values()), columns,
                    span_f1.boundary_similarity if comparison.n_articles else None, coverage=comparison.article_coverage,
                    counts={"edits": edits, "near_misses": near, "common": common})  # fmt: skip


def alpha_u_drafts(comparison: Comparison, measure: str) -> Iterator[Draft]:
    """Yield alpha_U of 1995/2004 per category and overall, where every coder finished every article."""
    result, reason = alpha_u_layers(comparison.corpus, comparison.group, comparison.shared.progress.check)
    for category, name in comparison.categories():
        layer = result.get(name)
        missing = reason or OWN_OVERLAPS if layer is None else NO_VARIATION if layer.units.any() else NO_SPAN
        yield _alpha_u_draft(comparison, measure, name, () if layer is None else (layer,), missing, category)
    whole = tuple(result.values()) if len(result) == len(comparison.corpus.categories) else ()
    missing = reason or (NO_VARIATION if len(comparison.corpus.units) else NO_SPAN) if whole or reason else OWN_OVERLAPS
    yield _alpha_u_draft(comparison, measure, "", whole, missing, None)


def _alpha_u_draft(
    comparison: Comparison, measure: str, name: str, layers: tuple[Layer, ...], missing: str, category: int | None
) -> Draft:
    n = sum(comparison.units_per_coder(category).values())
    finish = alpha_u_finish(layers) if layers else None
    columns = alpha_u_columns(comparison.corpus, layers) if layers else None
    return Draft(measure, name, "", comparison.reason(missing), n, columns, finish, coverage=comparison.article_coverage)


def _merged(comparison: Comparison, category: int | None) -> dict[str, object]:
    """Return how many units each coder has in the layer, how many of them were merged into another of the same coder, and how many
    are split or merged beside the other's: what this alpha cannot see.
    """
    merged = {}
    for coder in comparison.group:
        own = comparison.layers.pieces[coder]
        swallowed = own.swallowed[comparison.used[comparison.corpus.article[own.swallowed]]]
        here = comparison.corpus.category[swallowed] == category if category is not None else swallowed >= 0
        merged[comparison.corpus.coders[coder]] = int(here.sum())
    kinds = [comparison.corpus.category[pair.split] for pair in comparison.pairs]
    split = sum(int((own == category).sum()) if category is not None else len(own) for own in kinds)
    return {"spans": comparison.units_per_coder(category), "merged_overlaps": merged, "split_or_merged": split}


def _mean_of(width: int) -> Finish:
    return lambda sums: span_f1.mean_f1(sums, width)


def _in_rows(columns: Floats) -> list[list[float]]:
    rows: list[list[float]] = columns.tolist()
    return sorted(rows)


def _character_kappa(sums: Floats) -> Floats:
    total = np.maximum(sums.sum(axis=1), 1)
    both, only_a, only_b, none = sums.T
    observed = (both + none) / total
    a, b = (both + only_a) / total, (both + only_b) / total
    chance = a * b + (1 - a) * (1 - b)
    usable = (sums.sum(axis=1) > 0) & (chance < 1)
    return np.where(usable, (observed - chance) / np.where(usable, 1 - chance, 1), np.nan)


def _u_counts(comparison: Comparison, sums: Floats, observed: float, expected: float) -> dict[str, object]:
    whole, marked, both, _ = (float(part) for part in sums)
    return {
        "characters": whole,
        "marked": marked,
        "marked_by_both": both,
        "percent": 1 - observed if whole else None,
        "observed_disagreement": observed if whole else None,
        "expected_disagreement": expected if np.isfinite(expected) else None,
    }


def _u_reason(comparison: Comparison, sums: Floats) -> str:
    if not sums[0]:
        return comparison.reason(NO_TEXT)
    return comparison.reason(NO_VARIATION if sums[1::3].sum() else NO_SPAN)


def _dropped(comparison: Comparison) -> int:
    return comparison.counted(comparison.corpus.duplicates)


def _both_empty(comparison: Comparison, columns: Floats) -> int:
    return int((comparison.used & (columns[:, 1::2].sum(axis=1) == 0)).sum())
