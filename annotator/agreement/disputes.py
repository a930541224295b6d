"""What adjudication decides: the annotations of several coders put together into cases, each with the rows in which they differ.

A case is one thing in the text as the coders marked it: annotations of one category that answer one another in the matching of
AGREEMENT.md section 6 (maximum total IoU, one to one, for every pair of coders, joined), or that share most of their characters
under different categories. Its rows are what each of them says: whether, where, as what, with which values and links.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from annotator.agreement.assignment import best_matching, components, iou_weights
from annotator.model.annotation import Annotation, Link
from annotator.model.codebook import Codebook, LinkType
from annotator.model.ids import named_id
from annotator.model.span import Spans, length_of, shared_length

FOUND, SPAN, CATEGORY = "found", "span", "category"
LINK = "link."
_SAME_PLACE = 0.5  # IoU from which two categories at one place are one case

Tied = dict[str, list[tuple[str, Hashable, str]]]
"""by annotation: the rows its links belong to, what is compared of each (direction, case at the other end, values), its id"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a case's grid: what each candidate says; ``open`` if they differ. Values are shown, not interpreted, here.

    In a row of links ``links`` are the ids of each candidate's links: what it says is compared by their ends, in both categories.
    """

    key: str
    by_coder: Mapping[str, Any]
    open: bool
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def value(self) -> Any:
        """Return what all say where they agree."""
        return next(iter(self.by_coder.values()), None)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing in the text and what each coder made of it; ``coders`` are all who finished the article."""

    id: str
    article_id: str
    category: str
    coders: tuple[str, ...]
    candidates: Mapping[str, tuple[Annotation, ...]]
    rows: tuple[Row, ...] = ()

    @property
    def annotation_ids(self) -> tuple[str, ...]:
        """Return the ids of all annotations in the case, sorted: what a decision is about."""
        return tuple(sorted(one.id for some in self.candidates.values() for one in some))

    @property
    def start(self) -> int:
        """Return where the case begins in the text."""
        return min(one.start for some in self.candidates.values() for one in some)

    @property
    def open_rows(self) -> tuple[Row, ...]:
        """Return the rows in which the coders differ."""
        return tuple(row for row in self.rows if row.open)

    @property
    def agreed(self) -> bool:
        """Return whether all coders say the same in every row."""
        return not self.open_rows

    @property
    def weight(self) -> float:
        """Return how much the case contributes to disagreement: the share of its rows that differ, all of them where somebody
        did not mark it at all; longer queues first."""
        missing = len(self.coders) - len(self.candidates)
        return missing / len(self.coders) + len(self.open_rows) / max(1, len(self.rows))


@dataclass(frozen=True, slots=True)
class Work:
    """What the coders who finished an article said in it."""

    article_id: str
    coders: tuple[str, ...]
    annotations: tuple[Annotation, ...]
    links: tuple[Link, ...] = field(default_factory=tuple)


def case_id(annotation_ids: Sequence[str]) -> str:
    """Return the id of the case about these annotations: the same annotations are the same case in every file."""
    return named_id("case", *sorted(annotation_ids))


def cases_of(work: Work, codebook: Codebook) -> list[Case]:
    """Return the cases of an article in text order; every annotation is in exactly one."""
    groups = _groups(work)
    of_annotation = {one.id: number for number, group in enumerate(groups) for one in group}
    links: Tied = defaultdict(list)
    for link in work.links:
        if link.from_id in of_annotation and link.to_id in of_annotation:
            links[link.from_id].append((LINK + link.link, ("to", of_annotation[link.to_id], _plain(link.values)), link.id))
            links[link.to_id].append((LINK + link.link, ("from", of_annotation[link.from_id], _plain(link.values)), link.id))
    found = [_case(work, group, links, codebook) for group in groups]
    return sorted(found, key=lambda case: (case.start, case.category, case.id))


# ---- which annotations belong together ------------------------------------------------------------------------------------


def _groups(work: Work) -> list[list[Annotation]]:
    parent: dict[str, str] = {one.id: one.id for one in work.annotations}

    def root(one: str) -> str:
        while parent[one] != one:
            one = parent[one]
        return one

    by_coder: dict[str, list[Annotation]] = defaultdict(list)
    for one in work.annotations:
        by_coder[one.coder_id].append(one)
    for left, right in combinations(sorted(by_coder), 2):
        for one, other in _matched(by_coder[left], by_coder[right]):
            parent[root(one.id)] = root(other.id)
    members: dict[str, list[Annotation]] = defaultdict(list)
    for one in work.annotations:
        members[root(one.id)].append(one)
    return _rivals_joined(list(members.values()))


def _matched(left: Sequence[Annotation], right: Sequence[Annotation]) -> Iterator[tuple[Annotation, Annotation]]:
    """Yield the pairs of one category that answer one another: greatest total IoU, one to one."""
    ordered = sorted([*left, *right], key=lambda one: (one.start, one.end, one.category, one.id))
    place = {one.id: number for number, one in enumerate(ordered)}
    rows, order = [], []
    for one in left:
        for other in right:
            if one.category == other.category and (shared := shared_length(one.spans, other.spans)):
                rows.append((place[one.id], place[other.id], shared, length_of(one.spans) + length_of(other.spans) - shared))
                order.append(tuple(sorted(((one.start, one.end), (other.start, other.end)))))
    for part in components([(row[0], row[1]) for row in rows]):
        weights = iou_weights([rows[number] for number in part], [order[number] for number in part], False)
        for here, there in sorted(best_matching(weights).items()):
            yield ordered[here], ordered[there]


def _rivals_joined(groups: list[list[Annotation]]) -> list[list[Annotation]]:
    """Join groups of different coders and categories at one place: one thing, called differently."""
    groups = sorted(groups, key=lambda group: (min(one.start for one in group), group[0].category, group[0].id))
    found: list[list[Annotation]] = []
    for group in groups:
        rival = next((other for other in found if _are_rivals(group, other)), None)
        if rival is None:
            found.append(list(group))
        else:
            rival.extend(group)
    return found


def _are_rivals(group: Sequence[Annotation], other: Sequence[Annotation]) -> bool:
    if {one.coder_id for one in group} & {one.coder_id for one in other}:
        return False
    if {one.category for one in group} & {one.category for one in other}:
        return False
    return any(_iou(one.spans, two.spans) >= _SAME_PLACE for one in group for two in other)


def _iou(one: Spans, other: Spans) -> float:
    shared = shared_length(one, other)
    return shared / (length_of(one) + length_of(other) - shared)


# ---- in which rows they differ --------------------------------------------------------------------------------------------


def _case(
    work: Work, group: Sequence[Annotation], links: Tied, codebook: Codebook
) -> Case:
    candidates: dict[str, tuple[Annotation, ...]] = {}
    for one in sorted(group, key=lambda annotation: (annotation.start, annotation.end, annotation.id)):
        candidates[one.coder_id] = (*candidates.get(one.coder_id, ()), one)
    category = max(sorted({one.category for one in group}), key=lambda name: sum(one.category == name for one in group))
    ids = [one.id for one in group]
    rows = tuple(_rows(work.coders, candidates, category, links, codebook))
    return Case(case_id(ids), work.article_id, category, work.coders, candidates, rows)


def _rows(
    coders: Sequence[str],
    candidates: Mapping[str, tuple[Annotation, ...]],
    category: str,
    links: Tied,
    codebook: Codebook,
) -> Iterator[Row]:
    found = {coder: coder in candidates for coder in coders}
    yield Row(FOUND, found, not all(found.values()))
    yield _row(SPAN, {coder: [[span.start, span.end] for one in some for span in one.spans] for coder, some in candidates.items()})
    if len({one.category for some in candidates.values() for one in some}) > 1:
        yield _row(CATEGORY, {coder: some[0].category for coder, some in candidates.items()})
    for attribute in codebook.attributes_of(category):
        given = {coder: some[0].values.get(attribute.id) for coder, some in candidates.items() if some[0].category == category}
        if any(value is not None for value in given.values()):
            yield _row(attribute.id, given)
    for link in codebook.links_at(category):
        if not owns(codebook, category, link):
            continue
        key = LINK + link.id
        tied = {coder: _tied(some, links, key) for coder, some in candidates.items()}
        if any(tied.values()):
            row = _row(key, {coder: sorted((end for end, _id in some), key=repr) for coder, some in tied.items()})
            yield Row(row.key, row.by_coder, row.open, {coder: tuple(one for _end, one in some) for coder, some in tied.items()})


def owns(codebook: Codebook, category: str, link: LinkType) -> bool:
    """Return whether cases of this category decide on links of this type: the end that more is asked of does, else the start.

    So a claim decides on its makers and cues, a stance on its holder, and no link is decided twice.
    """
    other = link.to_categories if category in link.from_categories else link.from_categories
    mine, theirs = len(codebook.attributes_of(category)), max(len(codebook.attributes_of(one)) for one in other)
    return mine > theirs or (mine == theirs and category in link.from_categories)


def _tied(some: Sequence[Annotation], links: Tied, key: str) -> list[tuple[Hashable, str]]:
    """Return what is compared of each of the annotations' links of this row, with the link's id."""
    return [(end, link) for one in some for name, end, link in links.get(one.id, ()) if name == key]


def _row(key: str, by_coder: Mapping[str, Any]) -> Row:
    values = list(by_coder.values())
    return Row(key, by_coder, any(value != values[0] for value in values))


def _plain(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, repr(value)) for key, value in values.items()))
