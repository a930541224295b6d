"""Worked examples over articles and units: unitizing alphas, F1, matching, attributes, links, boundaries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from annotator.agreement import span_f1, unitizing
from annotator.agreement.alignment import EXACT, IOU, OVERLAP
from annotator.agreement.alpha_u import Section, alpha_u, section_difference
from annotator.agreement.assignment import best_matching, iou_weights
from annotator.agreement.attribute_measures import Attributes, compared
from annotator.agreement.case_data import (
    Case,
    CaseValue,
    NotAnswered,
    Undefined,
    articles_of,
    at,
    categories_of,
    coders_of,
    custom_of,
    link_of,
    metric_of,
    must_be_comparable,
    param,
    scale_of,
    sides_of,
)
from annotator.agreement.comparison import Comparison, Shared
from annotator.agreement.corpus import Corpus, Floats, build
from annotator.agreement.kappa import CharacterTable
from annotator.agreement.krippendorff import Unmeasurable, agreement_share, distance, statistics
from annotator.agreement.links import CONDITIONAL, ENTITY, MENTION, STRICT, found_links, links_of
from annotator.agreement.record import (
    NO_LINK,
    NO_MATCHED_LINK,
    NO_SPAN,
    NO_TEXT,
    NO_VARIATION,
    NOTHING_PAIRABLE,
    OWN_OVERLAPS,
)
from annotator.agreement.span_measures import no_f1
from annotator.agreement.units import ArticleCodings, AttributeSpec, LinkSpec, joined
from annotator.model.span import Span

F1_MODES = {
    "exact": EXACT,
    "overlap": OVERLAP,
    "iou": IOU,
    "char": span_f1.CHARACTERS,
    "characters": span_f1.CHARACTERS,
    "token": span_f1.TOKENS,
    "tokens": span_f1.TOKENS,
    "soft": span_f1.SOFT,
    "iou_soft": span_f1.SOFT,
}


def _comparison(case: Case, *, one_category: bool = False, threshold: float = 0.5) -> Comparison:
    articles = articles_of(case, one_category=one_category)
    coders = coders_of(case)
    must_be_comparable(articles, coders)
    corpus = build(articles, categories_of(articles), coders)
    return Comparison(Shared(corpus, threshold), range(len(corpus.coders)))


def _u_family(case: Case) -> CaseValue:
    comparison = _comparison(case)
    corpus, layers, group = comparison.corpus, comparison.layers, comparison.group
    if not corpus.lengths[comparison.used].sum():
        raise Undefined(NO_TEXT)
    table = layers.columns(group).sum(axis=0)
    per_layer = {
        f"layer.{name}": float(unitizing.layer_values(np.concatenate([table[:1], table[1 + 3 * place : 4 + 3 * place]])[None, :])[0][0])
        for place, name in enumerate(corpus.categories)
    }
    more: dict[str, object] = {**per_layer, "pooled": float(unitizing.pooled_values(table[None, :])[0])}
    more |= {"u_pooled": more["pooled"], **{f"u_{key}": value for key, value in per_layer.items()}}
    if unitizing.has_own_overlaps(corpus, layers, group):
        if not isinstance(case.get("expected"), dict):
            raise Undefined(OWN_OVERLAPS)
        # Marked or not marked takes no notice of labels, so it stands: what overlaps is one stretch.
        anything = _comparison(case, one_category=True)
        whole = unitizing.pooled_values(anything.layers.columns(anything.group).sum(axis=0)[None, :])
        return CaseValue({"u": None, "|u": float(whole[0]), "cu": None}, main="u", reason=OWN_OVERLAPS, more=more)
    found = unitizing.u_family(corpus, group, _value_differences(case, corpus, comparison))
    parts: dict[str, object] = {"u": found.u, "|u": found.marked, "cu": found.cu}
    parts |= {f"k.{name}": value for name, value in found.per_category.items()}
    more |= {"cu_coverage": found.cu_coverage, "coverage": found.cu_coverage}
    more |= {f"k.{name}.coverage": value for name, value in found.per_category_coverage.items()}
    return CaseValue(parts, main="u", whole=True, reason=NO_VARIATION if table[2::3].sum() or table[1::3].sum() else NO_SPAN, more=more)


def _value_differences(case: Case, corpus: Corpus, comparison: Comparison) -> Floats | None:
    """Return d2 between the categories for cu, None for nominal; ordinal uses the characters that both marked."""
    metric = metric_of(case)
    if metric == "nominal" or not corpus.categories:
        return None
    width = len(corpus.categories)
    order = {str(value): place for place, value in enumerate(scale_of(case))}
    if metric == "ordinal" and order:
        raise NotAnswered("an ordinal cu with a scale of its own")
    try:
        of = distance(metric, corpus.categories, custom_of(case) if metric == "custom" else None)
    except Unmeasurable as why:
        raise Undefined(str(why)) from None
    sums = unitizing.combined(corpus, comparison.layers, comparison.group).stacked().sum(axis=0)
    cells = sums[: (width + 1) ** 2].reshape(width + 1, width + 1)[1:, 1:]
    c, k = np.divmod(np.arange(width**2), width)
    squared: Floats = of.squared(c, k, cells.sum(axis=1)[None, :])[0].reshape(width, width)
    return squared


def _alpha_u(case: Case) -> CaseValue:
    comparison = _comparison(case)
    found = alpha_u(comparison.corpus, comparison.group)
    if not found.observed:
        raise Undefined(found.reason or NO_SPAN)
    more: dict[str, object] = {"Do": sum(found.observed.values()), "De": sum(found.expected.values())}
    for name in found.observed:
        more |= {f"{name}.Do": found.observed[name], f"{name}.De": found.expected[name], f"{name}.alpha": found.per_category[name]}
    return CaseValue({"alpha": found.value}, main="alpha", reason=found.reason, more=more)


def _section_differences(case: Case) -> CaseValue:
    pairs = []
    for number, (one, other) in enumerate(case["pairs"]):
        with at(f"pairs[{number}]"):
            pairs.append((_section(one), _section(other)))
    values = [section_difference(one, other) for one, other in pairs]
    expected = case.get("expected")
    if isinstance(expected, dict) and len(expected) == len(values):
        names = [str(name) for name in expected]
    else:
        names = [f"{_section_name(one, other)} vs {_section_name(other, one)}" for one, other in pairs]
    if isinstance(expected, list):
        return CaseValue({"values": values}, main="values")
    return CaseValue(dict(zip(names, values, strict=True)), main=names[0] if len(names) == 1 else "", whole=True)


def _section(given: Sequence[float]) -> Section:
    return int(given[0]), int(given[1]), bool(given[2]) if len(given) > 2 else True


def _section_name(one: Section, other: Section) -> str:
    kind = "" if one[2] and other[2] else "unit " if one[2] else "gap "
    return f"{kind}{one[0]}+{one[1]}"


def _span_f1(case: Case) -> CaseValue:
    mode = _mode(case)
    comparison = _comparison(case, one_category=_any_category(case), threshold=_threshold(case))
    tables = [span_f1.f1_columns(pair, comparison.layers, mode).sum(axis=0) for pair in comparison.pairs]
    values = [float(value) for value in (span_f1.f1(table[None, :])[0] for table in tables) if np.isfinite(value)]
    if not values:
        raise Undefined(no_f1(comparison, mode))
    more: dict[str, object] = {"mean": sum(values) / len(values), "min": min(values), "max": max(values)}
    if comparison.is_pair:
        agreed = float(tables[0][0::2].sum()) / 2
        sizes = [_marked(comparison, coder, mode) for coder in comparison.group]
        precision, recall = (agreed / size if size else None for size in sizes[::-1])
        more |= {"tp": agreed, "n_a": sizes[0], "n_b": sizes[1], "precision": precision, "recall": recall}
    return CaseValue({"f1": sum(values) / len(values)}, main="f1", more=more)


def _marked(comparison: Comparison, coder: int, mode: str) -> float:
    if mode == span_f1.TOKENS:
        return float(comparison.layers.words_per_cell(comparison.layers.words_marked(coder))[:, comparison.used].sum())
    if mode == span_f1.CHARACTERS:
        return float(comparison.layers.marked[coder][:, comparison.used].sum())
    return float(comparison.corpus.units_of(coder, comparison.used).sum())


def _span_f1_per_category(case: Case) -> CaseValue:
    mode = _mode(case)
    comparison = _comparison(case, threshold=_threshold(case))
    table = np.hstack([span_f1.f1_columns(pair, comparison.layers, mode).sum(axis=0)[None, :] for pair in comparison.pairs])
    width = 2 * len(comparison.corpus.categories)
    parts = {}
    for place, name in comparison.categories():
        chosen = np.hstack([table[:, start + 2 * place : start + 2 * place + 2] for start in range(0, table.shape[1], width)])
        parts[name] = float(span_f1.mean_f1(chosen, 2)[0])
    if not parts:
        raise Undefined(NO_SPAN)
    return CaseValue(parts, whole=True, reason=NO_SPAN)


def _iou_matching(case: Case) -> CaseValue:
    one, other = sides_of(case)
    least, alike = float(param(case, "tau", "threshold", "t", default=0.0)), not _any_category(case)
    edges, order = [], []
    extents = [[joined((span.start, span.end) for span in unit.spans) for unit in side] for side in (one, other)]
    once = [{(unit.category, extent): number for number, (unit, extent) in reversed([*enumerate(zip(side, own, strict=True))])}.values()
            for side, own in zip((one, other), extents, strict=True)]  # fmt: skip
    for left, unit in enumerate(one):
        for right, answer in enumerate(other):
            if left not in once[0] or right not in once[1]:
                continue
            places = extents[0][left], extents[1][right]
            shared = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in places[0] for b in places[1])
            either = sum(end - start for side in places for start, end in side) - shared
            if (unit.category == answer.category or not alike) and shared and shared / either > least:
                edges.append((left, right, shared, either))
                order.append((*sorted(places), left, right))
    chosen = best_matching(iou_weights(edges, order, most_pairs=False)) if edges else {}
    total = sum(shared / either for left, right, shared, either in edges if chosen.get(left) == right)
    pairs = sorted([left, right] for left, right in chosen.items())
    return CaseValue({"pairs": pairs, "total": total}, main="total", whole=True, more={"n": len(pairs), "matched": len(pairs)})


def _attribute_alpha(case: Case) -> CaseValue:
    comparison = _comparison(case)
    attribute = str(param(case, "attr", "attribute", "id"))
    category = param(case, "category")
    if category is None:
        having = {unit.category for unit in comparison.corpus.units if attribute in unit.values}
        if len(having) != 1:
            raise NotAnswered("no category named")
        category = having.pop()
    metric = metric_of(case)
    if metric in ("custom", "set_monotonic"):
        raise NotAnswered(f"an attribute with metric {metric}")
    when = param(case, "when", default={})
    spec = AttributeSpec(str(category), attribute, level=metric, values=scale_of(case), when=when, ordinal=metric == "ordinal",
                         type="multiple" if metric == "masi" else "single")  # fmt: skip
    coded = Attributes(comparison.corpus).coded(spec)
    found = compared(comparison, coded)
    counts: dict[str, object] = {
        "matched": found.matched, "unmatched_a": found.unmatched[0], "unmatched_b": found.unmatched[1],
    }  # fmt: skip
    more: dict[str, object] = {
        "pairs": len(found.pairs), "coverage": found.coverage, "percent": agreement_share(found.pairs),
        "default_default": found.default_default,
    }  # fmt: skip
    try:
        alpha = statistics(found.pairs, distance(coded.metric, coded.values), len(comparison.corpus.articles)).alpha()
    except Unmeasurable as why:
        return CaseValue({"alpha": None, **counts}, main="alpha", whole=True, reason=str(why), more=more)
    more |= {"Do": alpha.observed, "De": alpha.expected}
    reason = alpha.reason or ("" if len(found.pairs) else NOTHING_PAIRABLE)
    return CaseValue({"alpha": alpha.value, **counts}, main="alpha", whole=alpha.value is not None, reason=reason, more=more)


def _link_f1(case: Case) -> CaseValue:
    if isinstance(case.get("articles"), list):
        articles, coders = articles_of(case), coders_of(case)
    else:
        articles, coders = [_linked_article(case)], ["A", "B"]
    must_be_comparable(articles, coders)
    corpus = build(articles, categories_of(articles), coders)
    comparison = Comparison(Shared(corpus, 0.5), range(len(corpus.coders)))
    directed = param(case, "directed", default=True)
    kinds = sorted({link.link for article in articles for link in article.links})
    specs = [LinkSpec(kind, directed=bool(directed.get(kind, True) if isinstance(directed, dict) else directed)) for kind in kinds]
    if not kinds:
        raise Undefined(NO_LINK)
    asked = ENTITY if str(param(case, "level", "unit", default=MENTION)).lower().startswith("entit") else MENTION
    values: dict[tuple[str, str], float] = {}
    links = links_of(corpus, specs)
    for level in (MENTION, ENTITY):
        found = [found_links(links, pair, level) for pair in comparison.pairs]
        for mode in (STRICT, CONDITIONAL):
            columns = [one.columns(len(articles), len(specs), mode) for one in found]
            values[mode, level] = float(span_f1.mean_f1(np.hstack(columns).sum(axis=0, keepdims=True), 2 * len(specs))[0])
    more: dict[str, object] = {f"{mode}_{level}": value for (mode, level), value in values.items()}
    more |= {f"{level}_{mode}": value for (mode, level), value in values.items()}
    parts = {STRICT: values[STRICT, asked], CONDITIONAL: values[CONDITIONAL, asked]}
    return CaseValue(parts, main=STRICT, whole=True, reason=NO_MATCHED_LINK, more=more)


def _linked_article(case: Case) -> ArticleCodings:
    one, other = sides_of(case)
    ends = [span.end for unit in (*one, *other) for span in unit.spans]
    links = []
    for coder, key, side in (("A", "links_a", one), ("B", "links_b", other)):
        known = {unit.id for unit in side}
        for number, given in enumerate(case.get(key) or ()):
            with at(f"{key}[{number}]"):
                links.append(link_of(given, coder))
                for end in (links[-1].from_id, links[-1].to_id):
                    if end not in known:
                        raise ValueError(f"{coder} has no unit {end}")
    region = (Span(0, max(ends)),) if ends else ()
    return ArticleCodings("", region, ("A", "B"), (*one, *other), tuple(links))


def _char_kappa(case: Case) -> CaseValue:
    counts = [param(case, name) for name in ("n11", "n10", "n01", "n00")]
    if all(count is not None for count in counts):
        table = CharacterTable(*(float(count) for count in counts))
    else:
        category = param(case, "category")
        comparison = _comparison(case, one_category=category is None)
        if not comparison.is_pair:
            raise NotAnswered("characters of more than two coders")
        wanted = "" if category is None else str(category)
        both, own, their = _characters(comparison, wanted) if wanted in comparison.corpus.categories else (0.0, 0.0, 0.0)
        length = float(comparison.corpus.lengths[comparison.used].sum())
        table = CharacterTable(both, own - both, their - both, length - own - their + both)
    if not table.total:
        raise Undefined(NO_TEXT)
    parts: dict[str, object] = {"po": table.observed, "kappa": table.kappa, "positive": table.positive}
    more: dict[str, object] = {
        "negative": table.negative, "n11": table.both, "n10": table.only_a, "n01": table.only_b, "n00": table.none,
        "percent": None if table.observed is None else 100 * table.observed,
    }  # fmt: skip
    return CaseValue(parts, main="kappa", whole=table.kappa is not None, reason=NO_VARIATION, more=more)


def _characters(comparison: Comparison, category: str) -> tuple[float, float, float]:
    """Return the characters marked with this category by both, by the first and by the second."""
    a, b = comparison.group
    layers, used, place = comparison.layers, comparison.used, comparison.corpus.categories.index(category)
    own, their = (float(layers.marked[coder][place][used].sum()) for coder in (a, b))
    return float(layers.shared(a, b)[place][used].sum()), own, their


def _segments(case: Case) -> CaseValue:
    threshold = float(param(case, "threshold", "tau", "t", default=0.5))
    comparison = _comparison(case, threshold=threshold)
    sums = [span_f1.segment_columns(pair, threshold).sum(axis=0)[None, :] for pair in comparison.pairs]
    values = [float(value) for value in (span_f1.f1(one)[0] for one in sums) if np.isfinite(value)]
    if not values:
        raise Undefined(NO_SPAN)
    share = sum(values) / len(values)
    size = int(param(case, "n_codes", "codes", "q", default=len(comparison.corpus.categories)))
    kappa = (share - 1 / size) / (1 - 1 / size) if size > 1 else None
    return CaseValue({"percent": 100 * share, "kappa_bp": kappa}, main="percent", whole=True, reason=NO_VARIATION)


def _boundary_similarity(case: Case) -> CaseValue:
    if "masses" in case or "boundaries" in case:
        given = case.get("masses") or case.get("boundaries")
        if not isinstance(given, Sequence) or len(given) != 2:
            raise NotAnswered("boundaries of other than two coders")
        one, other = (span_f1.boundaries_of_masses(side) if "masses" in case else {int(place) for place in side} for side in given)
        counts = np.array([span_f1.boundary_counts(one, other)], dtype=np.float64)
    else:
        comparison = _comparison(case)
        if not comparison.is_pair:
            raise NotAnswered("boundaries of other than two coders")
        counts = span_f1.boundary_columns(comparison.pairs[0]).sum(axis=0)[None, :]
    edits, near, common = (float(counts[0, part::3].sum()) for part in range(3))
    value = float(span_f1.boundary_similarity(counts)[0])
    return CaseValue({"B": value}, main="B", more={"A": edits, "T": near, "M": common})


def _mode(case: Case) -> str:
    named = str(param(case, "mode", default="exact")).lower()
    if named not in F1_MODES:
        raise NotAnswered(f"mode {named}")
    return F1_MODES[named]


def _threshold(case: Case) -> float:
    return float(param(case, "threshold", "tau", "t", "iou", default=0.5))


def _any_category(case: Case) -> bool:
    return not bool(param(case, "same_category", default=True))


ANSWERS: dict[str, Callable[[Case], CaseValue]] = {
    "u_family": _u_family,
    "alpha_U": _alpha_u,
    "delta2_U": _section_differences,
    "span_f1": _span_f1,
    "span_f1_per_category": _span_f1_per_category,
    "iou_matching": _iou_matching,
    "attribute_alpha": _attribute_alpha,
    "link_f1": _link_f1,
    "char_kappa": _char_kappa,
    "maxqda_overlap": _segments,
    "boundary_similarity": _boundary_similarity,
}
