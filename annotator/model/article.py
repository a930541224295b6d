"""An article, its regions, and the draft of one that is being imported."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.i18n import _
from annotator.model.ids import ArticleId
from annotator.model.span import Span

FURNITURE = "furniture"
BODY = "body"


@dataclass(frozen=True, slots=True)
class Region:
    """What a stretch of the text is: headline, headline_copy, subhead, dateline, byline, body, caption or furniture."""

    kind: str
    span: Span


Regions = tuple[Region, ...]


def make_regions(regions: Sequence[Region], length: int) -> Regions:
    """Return the regions in text order; ValueError if two overlap or one runs past the text of this length."""
    ordered = tuple(sorted(regions, key=lambda region: region.span))
    end = 0
    for region in ordered:
        if region.span.start < end:
            raise ValueError(_("the region {kind} at {start} overlaps the one before it").format(kind=region.kind, start=region.span.start))
        end = region.span.end
    if end > length:
        said = _("the region {kind} runs to {end}, the text has {length} characters")
        raise ValueError(said.format(kind=ordered[-1].kind, end=end, length=length))
    return ordered


def region_at(regions: Regions, position: int) -> str:
    """Return the kind of the region that holds this position; text in none is furniture, an article without any is all body."""
    if not regions:
        return BODY
    low, high = 0, len(regions)
    while low < high:
        middle = (low + high) // 2
        if regions[middle].span.end <= position:
            low = middle + 1
        else:
            high = middle
    if low < len(regions) and regions[low].span.start <= position:
        return regions[low].kind
    return FURNITURE


def coded_spans(regions: Regions, coded_kinds: Collection[str], length: int) -> tuple[Span, ...]:
    """Return the stretches that are coded, in order; the whole text where no regions are given."""
    if not regions:
        return (Span(0, length),) if length and BODY in coded_kinds else ()
    return tuple(region.span for region in regions if region.kind in coded_kinds)


@dataclass(frozen=True, slots=True)
class Article:
    """Facts of an article, the same for all coders; its text is fetched apart (``articles.text(id)``)."""

    id: ArticleId
    source_id: str
    text_sha256: str
    n_characters: int
    headline: str = ""
    outlet: str = ""
    date_published: str = ""
    date_on_page: str = ""
    byline: str = ""
    language: str = ""
    url: str = ""
    cluster_id: str = ""
    correction_of: str = ""
    regions: Regions = ()
    file_name: str = ""
    raw_sha256: str = ""
    encoding: str = ""
    line_ends: str = ""
    imported_at: str = ""

    @property
    def is_duplicate(self) -> bool:
        """Return whether another article with the same text came first."""
        return bool(self.cluster_id) and self.cluster_id != self.id

    @property
    def title(self) -> str:
        """Return what lists show: the headline, else the id in the source."""
        return self.headline or self.source_id


class ListedArticle(NamedTuple):
    """What a list of articles shows of one: its facts without regions, so that a hundred thousand are read at once."""

    id: str
    source_id: str
    headline: str
    outlet: str
    date_published: str
    cluster_id: str

    @property
    def title(self) -> str:
        """Return the headline, else the id in the source."""
        return self.headline or self.source_id

    @property
    def is_duplicate(self) -> bool:
        """Return whether another article with the same text came first."""
        return bool(self.cluster_id) and self.cluster_id != self.id


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as a format read it, before it has an id; ``regions`` None means: propose them.

    ``whole``: the record was written by a project and says all there is to say; what it leaves out is not known and not proposed.
    """

    text: str
    source_id: str
    place: str = ""
    headline: str = ""
    outlet: str = ""
    date_published: str = ""
    date_on_page: str = ""
    byline: str = ""
    language: str = ""
    url: str = ""
    regions: Regions | None = None
    file_name: str = ""
    raw: bytes | None = field(default=None, repr=False)
    encoding: str = "utf-8"
    line_ends: str = ""
    whole: bool = False


FACTS = ("headline", "outlet", "date_published", "date_on_page", "byline", "language", "url")


def with_region(regions: Regions, made: Region, text: str) -> Regions:
    """Return the regions with one stretch made another kind: what lay there is cut back, white space at its edges left out."""
    start, end = _trimmed(text, made.span.start, made.span.end)
    if start >= end:
        return regions
    kept = [Region(made.kind, Span(start, end))]
    for region in regions:
        for left, right in ((region.span.start, min(region.span.end, start)), (max(region.span.start, end), region.span.end)):
            left, right = _trimmed(text, left, right)
            if left < right:
                kept.append(Region(region.kind, Span(left, right)))
    return make_regions(list(dict.fromkeys(kept)), len(text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
