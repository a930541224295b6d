"""Coding many places at once: what a search found becomes annotations of one category, as one step, after a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.errors import AnnotatorError, RuleViolation
from annotator.i18n import _, logged_count, ngettext
from annotator.model.annotation import Annotation
from annotator.model.article import region_at
from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.assigning import queue_of
from annotator.project import Project

NEW, CODED, UNCODED_REGION, DOUBLE = "new", "coded", "uncoded_region", "double"
Place = tuple[str, Span]
"""an article's id and a passage in it"""


@dataclass(frozen=True, slots=True)
class PlannedPlace:
    """A place, and whether it becomes an annotation: it is coded so already, lies where nothing is coded, or is given twice."""

    article_id: str
    span: Span
    standing: str


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What coding the places does, or did: each place with its standing, and the annotations that are new."""

    category: str
    label: str
    places: tuple[PlannedPlace, ...]
    new: tuple[Annotation, ...]

    def count(self, standing: str) -> int:
        """Return how many places stand so."""
        return sum(one.standing == standing for one in self.places)

    def in_words(self) -> str:
        """Return what is coded, and what is passed over and why, in a sentence."""
        articles = len({one.article_id for one in self.new})
        where = ngettext("{count} article", "{count} articles", articles).format(count=articles)
        said = ngettext("{count} place in {articles} becomes {category}", "{count} places in {articles} become {category}", len(self.new))
        words = [said.format(count=len(self.new), articles=where, category=self.label)]
        there, outside = self.count(CODED), self.count(UNCODED_REGION)
        if there:
            words.append(ngettext("{count} is coded so already", "{count} are coded so already", there).format(count=there))
        if outside:
            said = ngettext("{count} stands where nothing is coded", "{count} stand where nothing is coded", outside)
            words.append(said.format(count=outside))
        return ", ".join(words)


def plan_bulk(project: Project, places: Sequence[Place], category: str, values: Mapping[str, Any] | None = None) -> BulkPlan:
    """Return what ``code_bulk`` would do, and write nothing.

    RuleViolation: unknown category or value. AnnotatorError: an article is not in the coder's queue.
    """
    known = project.codebook.category(category)
    if known is None or known.retired:
        raise RuleViolation(_("unknown category {category!r}").format(category=category))
    coder = project.the_coder()
    seen = queue_of(project, coder)
    allowed = None if seen is None else frozenset(seen)
    regions: dict[str, Any] = {}
    coded: dict[str, set[tuple[str, tuple[Span, ...]]]] = {}
    taken: set[Place] = set()
    planned: list[PlannedPlace] = []
    new: list[Annotation] = []
    for article_id, span in places:
        if allowed is not None and article_id not in allowed:
            raise AnnotatorError(_("there is no article {id!r} in your queue").format(id=article_id))
        if article_id not in regions:
            regions[article_id] = project.articles.get(article_id).regions
            coded[article_id] = {(one.category, one.spans) for one in project.annotations.of_article(article_id, coder.id)}
        standing = NEW
        if (article_id, span) in taken:
            standing = DOUBLE
        elif (category, (span,)) in coded[article_id]:
            standing = CODED
        elif project.codebook.coded_regions and region_at(regions[article_id], span.start) not in project.codebook.coded_regions:
            standing = UNCODED_REGION
        taken.add((article_id, span))
        planned.append(PlannedPlace(article_id, span, standing))
        if standing == NEW:
            new.append(coding.prepare(project, article_id, category, span, values=values))
    return BulkPlan(category, known.label, tuple(planned), tuple(new))


def code_bulk(project: Project, places: Sequence[Place], category: str, values: Mapping[str, Any] | None = None) -> BulkPlan:
    """Make an annotation of the coder's at each place that has none of the category, in one step; return what was done."""
    plan = plan_bulk(project, places, category, values)
    if not plan.new:
        return plan
    count = len(plan.new)
    label = logged_count("Code {count} place as {category}", "Code {count} places as {category}", count)
    with project.step(label.format(count=count, category=plan.label.lower()), *sorted({one.article_id for one in plan.new})):
        for one in plan.new:
            coding.begin(project, one.article_id)
            project.annotations.add(one)
    return plan
