"""What a supervisor chooses about agreement: who is compared, what counts, how intervals are drawn. Window and command choose alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from annotator.agreement.record import DRAWS, LIMITS, SEED, Limits, written, written_limit
from annotator.errors import AnnotatorError
from annotator.i18n import _, ngettext

NEWEST, MIXED = "", "*"
SHOWN = ("u_alpha", "attribute_alpha", "link_f1", "exact_f1", "overlap_f1")
THRESHOLD = 0.5
MOST_DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class AgreementSettings:
    """How the figures of one report come about; AnnotatorError for what cannot be.

    ``coders`` None: all who finished an article. ``version``: of the codebook, ``NEWEST`` that two coders share, ``MIXED`` all.
    ``trim``: white space and punctuation at the edges of spans do not count; ``unset_as_value``: an attribute left open is a value.
    ``since`` and ``until`` are the first and the last day (2024-06-19) on which the last of its coders finished an article, "" for
    no end. ``threshold``: the IoU from which spans answer each other in ``iou_f1`` and ``maxqda_percent``. ``draws`` of whole
    articles (0: no intervals) with this ``seed``; ``own_bootstrap``: Krippendorff's bootstrap beside alphas of given units.
    """

    coders: tuple[str, ...] | None = None
    version: str = NEWEST
    measures: tuple[str, ...] = SHOWN
    trim: bool = False
    unset_as_value: bool = False
    since: str = ""
    until: str = ""
    threshold: float = THRESHOLD
    draws: int = DRAWS
    seed: int = SEED
    own_bootstrap: bool = False

    def __post_init__(self) -> None:
        for day in (self.since, self.until):
            if day:
                a_day(day)
        if self.since and self.until and self.since > self.until:
            raise AnnotatorError(_("the period ends on {until}, before it begins on {since}").format(since=self.since, until=self.until))
        if not 0 < self.threshold <= 1:
            raise AnnotatorError(_("the share of characters from which spans answer each other lies between 0 and 1"))
        if not 0 <= self.draws <= MOST_DRAWS:
            raise AnnotatorError(_("at most {count:,} draws").format(count=MOST_DRAWS))
        if self.seed < 0:
            raise AnnotatorError(_("a seed is 0 or greater"))

    def told(self, limits: Limits = LIMITS) -> list[str]:
        """Return in words what is not as it is by default, measures and coders aside: they stand in the report themselves."""
        found = []
        if self.since or self.until:
            found.append(period_words(self.since, self.until))
        if self.trim:
            found.append(_("edges trimmed"))
        if self.unset_as_value:
            found.append(_("open attributes count as a value"))
        if self.threshold != THRESHOLD:
            found.append(_("spans answer from IoU {share} on").format(share=written(self.threshold)))
        if not self.draws:
            found.append(_("no intervals"))
        elif self.draws != DRAWS:
            found.append(ngettext("{count} draw", "{count} draws", self.draws).format(count=f"{self.draws:,}"))
        if self.seed != SEED:
            found.append(_("seed {seed}").format(seed=self.seed))
        if self.own_bootstrap:
            found.append(_("Krippendorff’s bootstrap beside alphas"))
        if limits != LIMITS:
            tentative, reliable = (written_limit(limit) for limit in limits)
            found.append(_("limits {tentative} and {reliable}").format(tentative=tentative, reliable=reliable))
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as JSON keeps them."""
        return asdict(self)


def settings_from(kept: Mapping[str, Any]) -> AgreementSettings:
    """Return the settings that were kept; what cannot be read, or no longer means anything, is as by default."""
    default, found = AgreementSettings(), dict[str, Any]()
    for one in fields(AgreementSettings):
        value, usual = kept.get(one.name), getattr(default, one.name)
        if one.name in ("coders", "measures"):
            if isinstance(value, list) and value:
                found[one.name] = tuple(str(name) for name in value)
        elif type(value) is type(usual):
            found[one.name] = value
    try:
        return AgreementSettings(**found)
    except AnnotatorError:
        return default


def a_day(day: str) -> str:
    """Return the day as it is compared; AnnotatorError for what is no day (2024-06-19)."""
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise AnnotatorError(_("{day!r} is no day such as 2024-06-19").format(day=day)) from error


def period_words(since: str, until: str) -> str:
    """Return in words when the articles were finished that enter."""
    if since and until:
        return _("finished from {since} to {until}").format(since=since, until=until)
    return _("finished from {since} on").format(since=since) if since else _("finished up to {until}").format(until=until)
