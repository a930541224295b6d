"""What enters a comparison: the codings of the coders who finished an article, cut to its coded regions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.model.span import Span, Spans

ANY = "*"


@dataclass(frozen=True, slots=True)
class Unit:
    """One annotation of one coder; several spans are one discontinuous unit.

    ``defaults`` names the attributes whose value is still the one the program filled in. ``entity`` is the entity the
    annotation mentions, where it mentions one; links are compared by it at entity level.
    """

    id: str
    coder: str
    category: str
    spans: Spans
    values: Mapping[str, object] = field(default_factory=dict)
    defaults: frozenset[str] = frozenset()
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class LinkUnit:
    """One link of one coder, from one of this coder's units to another."""

    coder: str
    link: str
    from_id: str
    to_id: str
    values: Mapping[str, object] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True)
class ArticleCodings:
    """All codings of one article.

    ``coders`` are those who finished it: finished without a unit is an empty coding, not finished is missing.
    ``coded_regions`` are in order and do not overlap; none means that nothing of the article is coded.
    ``values`` holds the article variables by coder. ``codebook_versions`` are the versions these codings were made with.
    ``words`` are the words of the stored text in order; only F1 per word needs them.
    """

    article_id: str
    coded_regions: Spans
    coders: tuple[str, ...]
    units: Sequence[Unit] = ()
    links: tuple[LinkUnit, ...] = ()
    values: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    codebook_versions: tuple[str, ...] = ()
    words: Spans = ()

    @property
    def length(self) -> int:
        """The number of characters in coded regions."""
        return sum(len(region) for region in self.coded_regions)


@dataclass(frozen=True, slots=True)
class AttributeSpec:
    """An attribute of a category, or an article variable where the category is empty.

    ``type`` is the codebook's (single, multiple, open_list, text, text_list, number, boolean, date, entity_ref, article_ref).
    ``values`` are the codes in codebook order. ``when`` is the codebook's condition: parent attribute to the values with
    which this one applies (``"*"``: any); where it does not hold for a coder, the value counts as missing.
    ``level`` overrides the level of measurement (nominal, ordinal, interval, ratio); ``unset_as_value`` counts a missing
    value as a value of its own where the attribute applies.
    """

    category: str
    id: str
    type: str = "single"
    ordinal: bool = False
    values: tuple[object, ...] = ()
    when: Mapping[str, str | Collection[object]] = field(default_factory=dict)
    level: str = ""
    unset_as_value: bool = False

    @property
    def metric(self) -> str:
        """The distance its values are compared by; empty for free text, which has no coefficient."""
        if self.type in ("text", "text_list"):
            return ""
        if self.type == "multiple":
            return "masi"
        if self.level:
            return self.level
        if self.ordinal:
            return "ordinal"
        return "interval" if self.type == "number" else "nominal"

    def applies(self, values: Mapping[str, object]) -> bool:
        """Return whether the condition holds among the values of one coder's unit or article."""
        return all(_holds(values.get(parent), wanted) for parent, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class LinkSpec:
    """A link type; ``directed`` False: from and to may be exchanged."""

    id: str
    directed: bool = True


def clip(spans: Iterable[Span], regions: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """Return the characters of the spans that lie in coded regions, counted along the regions put end to end.

    The pairs are in order, and fragments that touch or overlap are one: equal sets of characters give equal results.
    """
    pieces = []
    for span in spans:
        before = 0
        for region in regions:
            start, end = max(span.start, region.start), min(span.end, region.end)
            if start < end:
                pieces.append((before + start - region.start, before + end - region.start))
            before += region.end - region.start
    return joined(pieces)


def joined(pieces: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the same characters as few pairs in order, none touching another."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def trimmed(spans: Spans, text: str) -> Spans:
    """Return the spans without white space and punctuation at the outer edges; unchanged if nothing else is left.

    This is the option of AGREEMENT section 0 that is off by default; callers apply it before they build units.
    """
    inside = [place for span in spans for place in range(span.start, min(span.end, len(text))) if text[place].isalnum()]
    if not inside:
        return spans
    first, last = inside[0], inside[-1] + 1
    return tuple(Span(max(span.start, first), min(span.end, last)) for span in spans if max(span.start, first) < min(span.end, last))


def _holds(value: object, wanted: str | Collection[object]) -> bool:
    if value is None or value == "":
        return False
    if wanted == ANY:
        return True
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(item in wanted for item in value)
    return value in wanted
