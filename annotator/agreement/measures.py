"""Name → measure: the whole agreement report as records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.agreement import attribute_measures, gamma_measures, link_measures, span_measures
from annotator.agreement.attribute_measures import KAPPAS, Attributes
from annotator.agreement.bootstrap import ArticleDraws
from annotator.agreement.comparison import Comparison, Draft, Shared
from annotator.agreement.corpus import build
from annotator.agreement.links import Links, links_of
from annotator.agreement.record import DRAWS, LIMITS, SEED, Limits, Record
from annotator.agreement.statements import PARTS, PREFIX, SAME, StatementSpec, statement_drafts
from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec
from annotator.i18n import N_, _
from annotator.progress import Progress

RELIABLE, TENTATIVE, NOT_RELIABLE = N_("reliable"), N_("tentative"), N_("not reliable")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure's name for readers (translated where shown), and whether a verdict may be given: to alphas only."""

    label: str
    verdict: bool = False


MEASURES: dict[str, Measure] = {
    "exact_f1": Measure(N_("F1, exact")),
    "iou_f1": Measure(N_("F1, half of the characters shared")),
    "overlap_f1": Measure(N_("F1, any overlap")),
    "soft_f1": Measure(N_("F1, soft")),
    "char_f1": Measure(N_("F1 per character")),
    "token_f1": Measure(N_("F1 per word")),
    "u_alpha": Measure(N_("Unitizing alpha |u"), verdict=True),
    "u_combined": Measure(N_("Unitizing alpha u, all categories"), verdict=True),
    "u_sets": Measure(N_("Unitizing alpha u, sets of categories"), verdict=True),
    "cu_alpha": Measure(N_("Unitizing alpha cu, where both marked"), verdict=True),
    "attribute_alpha": Measure(N_("Alpha"), verdict=True),
    "value_alpha": Measure(N_("Alpha of one value against the rest"), verdict=True),
    "link_f1": Measure(N_("F1 of links")),
    "link_set_alpha": Measure(N_("Alpha of the sets linked"), verdict=True),
    "char_kappa": Measure(N_("Kappa per character, inflated by unmarked text")),
    "cohen_kappa": Measure(N_("Cohen's kappa")),
    "conger_kappa": Measure(N_("Conger's kappa")),
    "fleiss_kappa": Measure(N_("Fleiss' kappa")),
    "ac1": Measure(N_("Gwet's AC1")),
    "ac2": Measure(N_("Gwet's AC2, quadratic weights")),
    "brennan_prediger": Measure(N_("Brennan-Prediger kappa")),
    "maxqda_percent": Measure(N_("Percent of segments, as MAXQDA counts")),
    "boundary_similarity": Measure(N_("Boundary similarity")),
    "alpha_u_1995": Measure(N_("Alpha_U (1995, 2004)"), verdict=True),
    "gamma": Measure(N_("Gamma")),
    "gamma_cat": Measure(N_("Gamma-cat, categories of aligned units")),
    "gamma_k": Measure(N_("Gamma-k, aligned units of one category")),
    f"{PREFIX}{SAME}": Measure(N_("Share of statements that are all the same")),
    "statement_found": Measure(N_("Share of statements found by one coder only")),
    "statement_boundary": Measure(N_("Share of statements that first differ in their boundary")),
    "statement_type": Measure(N_("Share of statements that first differ in their type")),
    "statement_maker": Measure(N_("Share of statements that first differ in their maker")),
    "statement_stance": Measure(N_("Share of statements that first differ in a stance")),
    "statement_speculation": Measure(N_("Share of statements that first differ in speculation")),
    "statement_link": Measure(N_("Share of statements that first differ in another link")),
}
REFERENCE: dict[str, Measure] = {
    "gold_precision": Measure(N_("Precision")),
    "gold_recall": Measure(N_("Recall")),
    "gold_f1": Measure(N_("F1")),
    "gold_category": Measure(N_("Given the same category")),
    "gold_accuracy": Measure(N_("Accuracy on matched spans")),
}
NAMES = MEASURES | REFERENCE
STATEMENTS = tuple(f"{PREFIX}{part}" for part in (SAME, *PARTS))

_SPANS = {
    **dict.fromkeys(span_measures.F1_MODES, span_measures.f1_drafts),
    "u_alpha": span_measures.u_drafts,
    "u_combined": span_measures.combined_drafts,
    "cu_alpha": span_measures.combined_drafts,
    "u_sets": span_measures.set_drafts,
    "char_kappa": span_measures.char_kappa_drafts,
    "maxqda_percent": span_measures.segment_drafts,
    "boundary_similarity": span_measures.boundary_drafts,
    "alpha_u_1995": span_measures.alpha_u_drafts,
    "gamma": gamma_measures.gamma_drafts,
    "gamma_cat": gamma_measures.gamma_drafts,
    "gamma_k": gamma_measures.gamma_k_drafts,
}


def compute(
    articles: Iterable[ArticleCodings],
    categories: Sequence[str],
    attributes: Sequence[AttributeSpec] = (),
    links: Sequence[LinkSpec] = (),
    *,
    coders: Collection[str] | None = None,
    measures: Collection[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    threshold: float = 0.5,
    groups: Collection[Collection[str]] | None = None,
    statement: StatementSpec | None = None,
    progress: Progress | None = None,
) -> list[Record]:
    """Return the records of every pair of coders and, with more than two, of all of them together.

    ``groups`` names the groups of coders to compare instead, two or more in each; ValueError for one who is not among the coders.

    ``statement`` says what a statement is (None: the ``statement_`` measures give no record).
    ``measures`` are names of ``MEASURES`` (default all), ``threshold`` is the IoU of ``iou_f1`` and ``maxqda_percent``.
    Intervals resample whole articles ``draws`` times (0: no intervals). Raises KeyError for an unknown measure.
    """
    wanted = list(MEASURES) if measures is None else list(dict.fromkeys(measures))
    for name in wanted:
        if name not in MEASURES:
            raise KeyError(name)
    progress = progress or Progress()
    corpus = build(articles, categories, None if coders is None else sorted(coders), progress.check)
    shared = Shared(corpus, threshold, progress)
    numbers = range(len(corpus.coders))
    chosen: list[tuple[int, ...]] = list(combinations(numbers, 2))
    if len(numbers) > 2:
        chosen.append(tuple(numbers))
    if groups is not None:
        chosen = [tuple(sorted(corpus.coders.index(name) for name in set(group))) for group in groups]
    sampler = ArticleDraws(draws, seed)
    progress.check()
    coded = Attributes(corpus)
    progress.check()
    linked = links_of(corpus, links, progress.check)
    progress.check()
    result: list[Record] = []
    done, total = 0, len(chosen) * len(wanted)
    for group in chosen:
        comparison = Comparison(shared, group)
        progress.check()
        digest = corpus.digest(group, comparison.used, progress.check)
        progress.check()
        versions = {version for place in np.flatnonzero(comparison.used) for version in corpus.articles[place].codebook_versions}
        for name in wanted:
            progress.say(_("Comparing coders"), done, total)
            done += 1
            for draft in drafts(comparison, name, coded, attributes, linked, statement):
                progress.check()
                result.append(record_of(draft, comparison, sampler, digest, tuple(sorted(versions))))
    progress.say(_("Comparing coders"), total, total, now=True)
    return result


def verdict(record: Record, limits: Limits = LIMITS) -> str | None:
    """Return reliable, tentative or not reliable, decided on the lower end of the interval; None where none is given.

    Only alphas get a verdict, and none without a value and an interval (Krippendorff's limits).
    """
    measure = NAMES.get(record.measure)
    if measure is None or not measure.verdict or record.value is None or record.low is None:
        return None
    tentative, reliable = limits
    if record.low >= reliable:
        return RELIABLE
    return TENTATIVE if record.low >= tentative else NOT_RELIABLE


def drafts(
    comparison: Comparison,
    name: str,
    coded: Attributes,
    attributes: Sequence[AttributeSpec],
    links: Links,
    statement: StatementSpec | None = None,
) -> Iterator[Draft]:
    """Yield what a measure of this name finds in a comparison, before intervals."""
    if name in _SPANS:
        yield from _SPANS[name](comparison, name)
    elif name in STATEMENTS:
        yield from statement_drafts(comparison, name, links, statement)
    elif name == "link_f1":
        yield from link_measures.link_f1_drafts(comparison, links)
    elif name == "link_set_alpha":
        yield from link_measures.link_set_drafts(comparison, links)
    else:
        for spec in attributes:
            if not spec.metric:
                continue
            if name in KAPPAS:
                yield from attribute_measures.kappa_drafts(comparison, coded.coded(spec), name)
            else:
                yield from attribute_measures.alpha_drafts(comparison, coded.coded(spec), per_value=name == "value_alpha")


def record_of(draft: Draft, comparison: Comparison, sampler: ArticleDraws, digest: str, versions: tuple[str, ...]) -> Record:
    """Return the record of a draft: its value, and the interval where it has statistics by article."""
    value, low, high = draft.value, None, None
    parameters, counts = dict(draft.parameters), dict(draft.counts)
    categories = comparison.corpus.categories
    if "link" not in parameters and (draft.category in categories or not (draft.category or draft.attribute)):
        counts.setdefault("spans", comparison.units_per_coder(categories.index(draft.category) if draft.category else None))
    if draft.columns is not None and draft.finish is not None and comparison.n_articles:
        computed = float(draft.finish(draft.columns[comparison.used].sum(axis=0, keepdims=True))[0])
        value = computed if np.isfinite(computed) else None
        if value is not None and sampler.draws:
            interval = sampler.interval(draft.columns, draft.finish, comparison.used)
            low, high = interval.low, interval.high
            parameters |= {"draws": sampler.draws, "seed": sampler.seed, "confidence": 0.95, "resampled": "articles"}
            counts["draws_without_value"] = interval.without_value
    return Record(
        measure=draft.measure,
        category=draft.category,
        attribute=draft.attribute,
        coders=comparison.names,
        value=value,
        reason="" if value is not None else draft.reason,
        low=low,
        high=high,
        n=draft.n,
        n_articles=comparison.n_articles,
        coverage=draft.coverage,
        parameters=parameters,
        counts=counts,
        codebook_versions=versions,
        inputs=digest,
    )
