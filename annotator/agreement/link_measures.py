"""Whether coders linked the same things."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from annotator.agreement import span_f1
from annotator.agreement.alignment import Pair
from annotator.agreement.attribute_measures import MOST_SETS, TOO_MANY_SETS
from annotator.agreement.comparison import Comparison, Draft
from annotator.agreement.krippendorff import Pairs, agreement_share, distance, statistics
from annotator.agreement.links import CONDITIONAL, LEVELS, MODES, Links, found_links, linked_sets
from annotator.agreement.record import NO_LINK, NO_MATCHED_LINK, NO_VARIATION, NOTHING_PAIRABLE


def link_f1_drafts(comparison: Comparison, links: Links) -> Iterator[Draft]:
    """Yield link F1 of every link type and pooled: strict and conditional, at mention and at entity level.

    The link's id stands in the place of the category (empty: all); for more than two coders the mean over pairs.
    """
    articles, kinds = len(comparison.corpus.articles), len(links.specs)
    if not kinds:
        return
    for level in LEVELS:
        found = [found_links(links, pair, level) for pair in comparison.pairs]
        whole = np.stack([one.columns(articles, kinds, MODES[0]) for one in found])
        for mode in MODES:
            tables = np.stack([one.columns(articles, kinds, mode) for one in found])
            for number, link in [*enumerate(spec.id for spec in links.specs), (None, "")]:
                chosen = slice(None) if number is None else slice(2 * number, 2 * number + 2)
                columns = np.hstack(list(tables[:, :, chosen]))
                width = columns.shape[1] // len(tables)
                n, every = int(columns[:, 1::2].sum()), float(whole[:, :, chosen][:, :, 1::2].sum())
                coverage = comparison.article_coverage if mode != CONDITIONAL else n / every if every else None
                yield Draft(
                    "link_f1", link, "", comparison.reason(NO_MATCHED_LINK if every else NO_LINK), n, columns,
                    lambda sums, width=width: span_f1.mean_f1(sums, width),  # type: ignore[misc]
                    coverage=coverage, parameters={"link": link, "mode": mode, "level": level},
                    counts={"agreeing": float(columns[:, 0::2].sum()) / 2, "both": n},
                )  # fmt: skip


def set_pairs(comparison: Comparison, links: Links, kind: int) -> tuple[Pairs, list[tuple[Pair, int, int]]]:
    """Return the pairs of sets that links of this type give matched units, and for each the two coders and their units."""
    values: dict[frozenset[tuple[int, int]], int] = {}
    rows: list[tuple[int, int, int]] = []
    matched = []
    for number, pair in enumerate(comparison.pairs):
        for left, right, *sides in linked_sets(links, pair, kind):
            # A matched pair is an end of these two coders alone; an entity is the same for all.
            one, other = (frozenset((node, -1 if node < len(links.entities) else number) for node in side) for side in sides)
            article = int(comparison.corpus.article[left])
            rows.append((values.setdefault(one, len(values)), values.setdefault(other, len(values)), article))
            matched.append((pair, left, right))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Pairs(tuple(values), table[0], table[1], table[2], comparison.weight(table[2])), matched


def link_set_drafts(comparison: Comparison, links: Links) -> Iterator[Draft]:
    """Yield per link type the set alpha over matched targets: the set of entities each links to this unit (MASI)."""
    articles = len(comparison.corpus.articles)
    for kind, spec in enumerate(links.specs):
        pairs, _matched = set_pairs(comparison, links, kind)
        rows = len(pairs)
        parameters = {"link": spec.id, "metric": "masi"}
        if len(pairs.values) > MOST_SETS:
            yield Draft("link_set_alpha", spec.id, "", comparison.reason(TOO_MANY_SETS), len(pairs), parameters=parameters)
            continue
        found = statistics(pairs, distance("masi", pairs.values), articles)
        yield Draft(
            "link_set_alpha", spec.id, "", comparison.reason(NO_VARIATION if rows else NOTHING_PAIRABLE), rows, found.columns,
            lambda sums, found=found: found.parts(sums)[0],  # type: ignore[misc]
            coverage=comparison.article_coverage, parameters=parameters,
            counts={"pairs": rows, "percent": agreement_share(pairs)},
        )  # fmt: skip
