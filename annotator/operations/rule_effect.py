"""Agreement before and after a rule: what a decision that became a rule did to the figures of its category."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.i18n import _
from annotator.operations.agreement import NEWEST, AgreementReport, compare
from annotator.operations.people import reported_names
from annotator.operations.rulings import Ruling, rulings
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.record import Record
    from annotator.agreement.slices import Difference

MEASURES = ("u_alpha", "attribute_alpha")


@dataclass(frozen=True, slots=True)
class Side:
    """A figure on one side of a rule: its value, None where undefined, over how many articles that enter."""

    value: float | None
    n_articles: int


@dataclass(frozen=True, slots=True)
class FigureEffect:
    """One figure before and after; ``change`` is after minus before with its interval over articles."""

    record: Record
    before: Side
    after: Side
    change: Difference


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """A rule with the figures of its category, and how many compared articles lie on each side of it.

    An article is before if all its coders finished it before the rule, after if all did after it; the others are ``between``
    and enter neither side.
    """

    ruling: Ruling
    before: int
    after: int
    between: int
    figures: tuple[FigureEffect, ...]


def rule_effects(project: Project, *, version: str = NEWEST, draws: int = 1000, progress: Progress | None = None) -> list[RuleEffect]:
    """Return what each rule did, the latest first; AnnotatorError for a coder, who may not compare."""
    found = rulings(project)
    report = compare(project, version=version, measures=MEASURES, draws=0)
    told = progress or Progress()
    return [_effect(project, report, one, draws) for one in told.track(found, len(found), _("Before and after each rule"))]


def _effect(project: Project, report: AgreementReport, ruling: Ruling, draws: int) -> RuleEffect:
    before, after, between = _sides(project, report, ruling.moment)
    records = [one for one in report.records if one.category == ruling.category]
    figures = tuple(made for record in records if (made := _figure(report, record, before, after, draws)) is not None)
    return RuleEffect(ruling, len(before), len(after), between, figures)


def _sides(project: Project, report: AgreementReport, moment: str) -> tuple[list[str], list[str], int]:
    """Return the articles that two or more finished before and after a moment, and how many lie astride it."""
    coders = {one.article_id: set(one.coders) for one in report.corpus.articles if len(one.coders) > 1}
    names = reported_names(project)
    days: dict[str, list[str]] = defaultdict(list)
    for coding in project.codings.all():
        if coding.finished and names[coding.coder_id] in coders.get(coding.article_id, ()):
            days[coding.article_id].append(coding.updated_at)
    before = [article for article, finished in days.items() if max(finished) < moment]
    after = [article for article, finished in days.items() if min(finished) >= moment]
    return before, after, len(days) - len(before) - len(after)


def _figure(report: AgreementReport, record: Record, before: Sequence[str], after: Sequence[str], draws: int) -> FigureEffect | None:
    """Return a record on both sides, None where it is no sum over articles or has no value on either side."""
    from annotator.agreement.slices import difference, figures, only

    found = report.corpus
    figure = figures(
        found.articles, record, categories=found.categories, attributes=found.attributes, links=found.links, statement=found.statement
    ).get("")
    if figure is None:
        return None
    sides = only(figure, before), only(figure, after)
    first, second = (Side(side.value(), int(side.used.sum())) for side in sides)
    if first.value is None and second.value is None:
        return None
    return FigureEffect(record, first, second, difference(sides[1], sides[0], draws))
