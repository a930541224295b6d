"""A result, with everything needed to report it and to find it again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.i18n import N_

UNDEFINED = "undefined"

Limits = tuple[float, float]
"""from which lower end of an interval on a variable is tentative, and reliable"""

# Krippendorff (2018), chapter 12: tentative conclusions from .667, reliable from .800.
LIMITS: Limits = (0.667, 0.8)
DRAWS, SEED = 1000, 2024
"""of whole articles, for intervals"""
FEW_ARTICLES = 10
"""below so many articles no verdict is given"""
VERDICTS = {
    "reliable": N_("reliable"),
    "tentative": N_("tentative"),
    "not_reliable": N_("not reliable"),
    UNDEFINED: N_("undefined"),
    "too_few": N_("too few articles"),
}

NO_COMMON_ARTICLE = N_("no article finished by both")
NO_ARTICLE_OF_TWO = N_("no article finished by two or more of them")
NO_VARIATION = N_("no variation")
NO_SPAN = N_("no span by either coder")
NO_WORDS = N_("the words of the texts are not known")
NO_LINK = N_("no link by either coder")
NO_TEXT = N_("no text in coded regions")
NOTHING_PAIRABLE = N_("nothing to pair: no unit has two values")
OWN_OVERLAPS = N_("units of one coder overlap: see the values per category")
INCOMPLETE = N_("not every coder finished every article")
NO_MATCHED_LINK = N_("no link with both ends matched")
REFUSED_NEGATIVE = N_("ratio level: negative values")
NOT_NUMBERS = N_("values that are not numbers")
ONE_CATEGORY = N_("only one category occurs")


def written(value: float | None) -> str:
    """Return an agreement value with two decimals and no leading zero: ``.63``, ``-.05``, ``1.00``; ``–`` where it is undefined.

    The point stands in every language, as in the publications the figures are quoted in.
    """
    if value is None or value != value:
        return "–"
    text = f"{value:.2f}"
    if text in ("-0.00", "0.00"):
        return ".00"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def written_limit(limit: float) -> str:
    """Return a limit of tentative or reliable as it is written: ``.667``, ``.800``."""
    return f"{limit:.3f}".lstrip("0")


@dataclass(frozen=True, slots=True)
class Record:
    """One value of the agreement report (AGREEMENT section 1, CONTRACT section 6).

    ``value`` is None where the measure is undefined; ``reason`` then says why. ``low`` and ``high`` are the ends of the
    interval, None where there is none. ``coverage`` is the share of what could have been compared that was: matched units
    for attributes, links with both ends matched for conditional link F1, articles for all else. ``counts`` holds the
    numbers that stand beside the value; ``inputs`` is the SHA-256 of the codings that entered.
    ``date`` is when it was computed, which tells no two records apart.
    """

    measure: str
    category: str
    attribute: str
    coders: tuple[str, ...]
    value: float | None
    reason: str = ""
    low: float | None = None
    high: float | None = None
    n: int = 0
    n_articles: int = 0
    coverage: float | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, object] = field(default_factory=dict)
    codebook_versions: tuple[str, ...] = ()
    inputs: str = ""
    date: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.value is None and not self.reason:
            raise ValueError("an undefined value needs its reason")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"{self.value} is not a value")

    @property
    def row(self) -> tuple[object, ...]:
        """What tells a record from all others of one group of coders: measure, category, attribute, mode, level, value."""
        kept = (self.parameters.get(name) for name in ("mode", "level", "value"))
        return (self.measure, self.category, self.attribute, *kept)

    def count(self, key: str) -> int:
        """Return one of the counts, 0 where the measure does not hold it."""
        found = self.counts.get(key, 0)
        return found if isinstance(found, int) else 0

    def as_dict(self) -> dict[str, object]:
        """Return the JSON object of CONTRACT section 6."""
        result: dict[str, object] = {
            "measure": self.measure,
            "category": self.category,
            "attribute": self.attribute,
            "coders": list(self.coders),
            "value": UNDEFINED if self.value is None else self.value,
        }
        if self.value is None:
            result["reason"] = self.reason
        return result | {
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "n_articles": self.n_articles,
            "coverage": self.coverage,
            "parameters": dict(self.parameters),
            "counts": dict(self.counts),
            "codebook_versions": list(self.codebook_versions),
            "inputs": self.inputs,
            "date": self.date,
        }
