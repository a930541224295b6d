"""Agreement over the weeks: every batch beside the band in which it should lie, and an alarm where two in a row do not.

A control chart (Shewhart 1931) whose limits are drawn, not assumed: a batch of so many articles is drawn again and again from the
articles of earlier batches, and these articles are drawn anew as well, for they are a sample too; 95 % of the differences of the
two, around the earlier figure, are the band. Batches outside their band do not move the bands that follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from annotator.agreement.bootstrap import LOWER, UPPER, canonical_order
from annotator.agreement.corpus import Floats
from annotator.agreement.record import DRAWS, SEED
from annotator.agreement.slices import Figure, grouped

ENOUGH = 10
"""articles that must lie behind a band"""


@dataclass(frozen=True, slots=True)
class Batch:
    """The figure of one batch; ``low`` and ``high`` are its band, None while too few articles came before.

    ``below``: under the limit of tentative (alphas only). ``outside``: not in the band. ``alarm``: this one and the one before lie below
    or outside.
    """

    label: str
    value: float | None
    n_articles: int
    low: float | None = None
    high: float | None = None
    below: bool = False
    outside: bool = False
    alarm: bool = False

    @property
    def bad(self) -> bool:
        """Whether the batch lies below the limit or outside its band."""
        return self.below or self.outside


def over_batches(
    figure: Figure, batch_of: Mapping[str, str], *, limit: float | None, draws: int = DRAWS, seed: int = SEED
) -> list[Batch]:
    """Return the batches in the order of their labels (``batch_of``: article to label); no batch is below where ``limit`` is None."""
    found: list[Batch] = []
    earlier: list[Floats] = []
    for label, chosen in grouped(figure, batch_of).items():
        rows, value = figure.columns[chosen], figure.value(chosen)
        low, high = _band(np.concatenate(earlier) if earlier else rows[:0], len(rows), figure, draws, seed)
        below = limit is not None and value is not None and value < limit
        outside = value is not None and low is not None and high is not None and not low <= value <= high
        alarm = (below or outside) and bool(found) and found[-1].bad
        found.append(Batch(label, value, len(rows), low, high, below, outside, alarm))
        if not outside:
            earlier.append(rows)
    return found


def _band(reference: Floats, size: int, figure: Figure, draws: int, seed: int) -> tuple[float | None, float | None]:
    if len(reference) < ENOUGH or not draws:
        return None, None
    ordered = reference[canonical_order(reference, figure.finish)]
    generator = np.random.default_rng([seed, size, len(ordered)])
    times = generator.multinomial(size, np.full(len(ordered), 1 / len(ordered)), draws).astype(float)
    again = generator.multinomial(len(ordered), np.full(len(ordered), 1 / len(ordered)), draws).astype(float)
    middle = figure.finish(ordered.sum(axis=0, keepdims=True))
    values = middle + figure.finish(times @ ordered) - figure.finish(again @ ordered)
    values = values[np.isfinite(values)]
    if not len(values):
        return None, None
    low, high = np.percentile(values, [LOWER, UPPER])
    return float(low), float(high)
