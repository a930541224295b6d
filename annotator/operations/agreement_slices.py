"""The report cut into slices: over the weeks, by article, by codebook version, one coder against another, and what is still needed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from annotator.agreement.record import LIMITS, Limits, written
from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.operations.agreement import AgreementReport, report_on
from annotator.operations.agreement_settings import NEWEST, AgreementSettings, a_day
from annotator.operations.agreement_tables import figure_records
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.drift import Batch
    from annotator.agreement.record import Record
    from annotator.agreement.slices import ArticleFigure, Difference, Figure

HEADLINE = "u_alpha"


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure over the weeks: of all coders together (``coder`` empty), or of one coder against each of the others.

    ``limits`` are the project's of tentative and reliable, None for a figure that has no verdict.
    """

    coder: str
    record: Record
    batches: tuple[Batch, ...]
    limits: Limits | None = LIMITS

    @property
    def alarms(self) -> tuple[str, ...]:
        """The weeks at which an alarm stands."""
        return tuple(batch.label for batch in self.batches if batch.alarm)


def _figures(report: AgreementReport, record: Record, progress: Progress | None = None) -> dict[str, Figure]:
    from annotator.agreement.slices import figures

    found = report.corpus
    return figures(
        found.articles, record, categories=found.categories, attributes=found.attributes, links=found.links, statement=found.statement,
        progress=progress,
    )  # fmt: skip


def over_time(
    report: AgreementReport, record: Record, draws: int | None = None, progress: Progress | None = None
) -> list[Chart]:
    """Return the record's figure by the week in which the last of its coders finished an article, all together first.

    Empty where the measure cannot be added up over articles. ``draws``: None as the report's.
    """
    from annotator.agreement.drift import over_batches
    from annotator.agreement.measures import NAMES

    limits = report.limits if NAMES[record.measure].verdict else None
    limit = limits[0] if limits is not None else None
    weeks, drawn = report.corpus.weeks, report.settings.draws if draws is None else draws
    return [
        Chart(coder, record, tuple(over_batches(figure, weeks, limit=limit, draws=drawn, seed=report.settings.seed)), limits)
        for coder, figure in _figures(report, record, progress).items()
    ]


def drifting(charts: Sequence[Chart]) -> list[str]:
    """Return the coders with an alarm, the one that lies farthest under the bands first."""

    def depth(chart: Chart) -> float:
        return sum(one.low - one.value for one in chart.batches if one.bad and one.value is not None and one.low is not None)

    return [chart.coder for chart in sorted(charts, key=lambda chart: (-depth(chart), chart.coder)) if chart.coder and chart.alarms]


def by_article(report: AgreementReport, record: Record, progress: Progress | None = None) -> list[ArticleFigure]:
    """Return the record's figure by article, those first without which the whole would be highest."""
    from annotator.agreement import slices

    figure = _figures(report, record, progress).get("")
    return slices.by_article(figure) if figure is not None else []


def by_version(project: Project, settings: AgreementSettings, progress: Progress | None = None) -> list[AgreementReport]:
    """Return a report for every codebook version under which two coders finished an article, the oldest first."""
    nothing = replace(settings, version=NEWEST, measures=(), draws=0, own_bootstrap=False)
    versions = report_on(project, nothing, progress).corpus.versions
    found = [report_on(project, replace(settings, version=one), progress) for one in versions]
    return [report for report in found if report.n_articles]


def coder_difference(report: AgreementReport, record: Record, one: str, other: str) -> Difference:
    """Return how much better one coder agrees with the rest than another does, the same articles drawn for both.

    AnnotatorError unless both are among three or more compared coders and the measure adds up over articles.
    """
    from annotator.agreement.slices import difference

    figures = _figures(report, record)
    for name in (one, other):
        if name not in figures:
            raise AnnotatorError(_("{name} cannot be set apart here: compare three coders or more").format(name=name))
    return difference(figures[one], figures[other], report.settings.draws, report.settings.seed)


@dataclass(frozen=True, slots=True)
class Split:
    """A figure before a day and from it on, each with its articles and interval, and the second minus the first."""

    record: Record
    before: Side
    since: Side
    difference: Difference


@dataclass(frozen=True, slots=True)
class Side:
    """A figure over some of its articles."""

    value: float | None
    low: float | None
    high: float | None
    n_articles: int


def before_and_since(report: AgreementReport, record: Record, day: str, progress: Progress | None = None) -> Split | None:
    """Return the record's figure over the articles that the last coder finished before this day, and from it on.

    So a rule of the codebook can be judged by the day it was made. None where the measure cannot be added up over articles;
    AnnotatorError for what is no day (2024-06-19).
    """
    from annotator.agreement.slices import difference, only

    day = a_day(day)
    figure = _figures(report, record, progress).get("")
    if figure is None:
        return None
    days = report.corpus.days
    early, late = (only(figure, [article for article, when in days.items() if (when >= day) == since]) for since in (False, True))
    drawn = (report.settings.draws, report.settings.seed)
    return Split(record, _side(early, *drawn), _side(late, *drawn), difference(late, early, *drawn))


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure on two sides, such as two coders, two periods, two versions; ``difference`` is the first side minus the second."""

    record: Record
    one: Side
    other: Side
    difference: Difference


def compared_coders(report: AgreementReport, one: str, other: str, progress: Progress | None = None) -> list[Compared]:
    """Return every figure of two coders, each against the others; those that are no sum over articles are left out.

    AnnotatorError unless both are among three or more compared coders.
    """
    from annotator.agreement.slices import difference

    if len(report.coders) < 3 or not {one, other} <= set(report.coders):
        raise AnnotatorError(_("{name} cannot be set apart here: compare three coders or more").format(name=one))
    drawn = (report.settings.draws, report.settings.seed)
    found = []
    for record in _compared_records(report, progress):
        figures = _figures(report, record, progress)
        if one in figures and other in figures:
            first, second = (_side(figures[name], *drawn) for name in (one, other))
            found.append(Compared(record, first, second, difference(figures[one], figures[other], *drawn)))
    return found


def compared_pairs(report: AgreementReport, record: Record, progress: Progress | None = None) -> list[tuple[str, str, Compared]]:
    """Return one figure of each two coders, each against the others: who they are, and how they compare.

    Empty with fewer than three coders, or where the figure is no sum over articles.
    """
    from annotator.agreement.slices import difference

    if len(report.coders) < 3:
        return []
    figures, drawn, found = _figures(report, record, progress), (report.settings.draws, report.settings.seed), []
    sides = {name: _side(figure, *drawn) for name, figure in figures.items() if name}
    pairs = list(combinations(sides, 2))
    for one, other in (progress or Progress()).track(pairs, len(pairs), _("Comparing coders")):
        apart = difference(figures[one], figures[other], *drawn)
        found.append((one, other, Compared(record, sides[one], sides[other], apart)))
    return found


def middle_day(report: AgreementReport) -> str | None:
    """Return the day before which half of the articles that enter were finished, None where all were on one."""
    days = Counter(report.corpus.days[article] for article in report.corpus.common(report.coders))
    half, so_far = sum(days.values()) / 2, 0
    for day, next_day in pairwise(sorted(days)):
        so_far += days[day]
        if so_far >= half or next_day == max(days):
            return next_day
    return None


def farthest_first(rows: Iterable[Compared]) -> list[Compared]:
    """Return the figures that lie farthest apart first: those are looked for."""
    return sorted(rows, key=lambda one: (one.difference.value is None, -abs(one.difference.value or 0.0)))


def signed(value: float | None) -> str:
    """Return a difference with its sign: ``+.05``, ``-.12``."""
    text = written(value)
    return f"+{text}" if value is not None and value > 0 and text != ".00" else text


def apart_words(difference: Difference, names: tuple[str, str]) -> str:
    """Return which of the two the interval says is higher, or that it tells them not apart; empty without an interval."""
    if difference.low is None or difference.high is None:
        return ""
    higher = names[0] if difference.low > 0 else names[1] if difference.high < 0 else ""
    return _("{name} higher").format(name=higher) if higher else _("not told apart")


def compared_periods(report: AgreementReport, day: str, progress: Progress | None = None) -> list[Compared]:
    """Return every figure of the articles finished from a day on, and of those before; AnnotatorError for what is no day."""
    splits = [before_and_since(report, record, day, progress) for record in _compared_records(report, progress)]
    return [Compared(one.record, one.since, one.before, one.difference) for one in splits if one is not None]


def compared_versions(
    project: Project, report: AgreementReport, one: str, other: str, progress: Progress | None = None
) -> list[Compared]:
    """Return every figure of the report under one codebook version, and under another."""
    settings = replace(report.settings, coders=report.coders, measures=tuple(dict.fromkeys(r.measure for r in figure_records(report))))
    found = version_differences(project, one, other, settings, progress)
    return [Compared(first, _side_of(first), _side_of(second), apart) for first, second, apart in found]


def _compared_records(report: AgreementReport, progress: Progress | None) -> Iterator[Record]:
    records = figure_records(report)
    return (progress or Progress()).track(records, len(records), _("Comparing figures"))


def _side_of(record: Record) -> Side:
    return Side(record.value, record.low, record.high, record.n_articles)


def version_differences(
    project: Project,
    one: str,
    other: str,
    settings: AgreementSettings,
    progress: Progress | None = None,
) -> list[tuple[Record, Record, Difference]]:
    """Return the figures under one codebook version and under another, with how much higher the first is and its interval.

    The same articles are drawn for both; an article coded under one of them alone enters that one alone.
    """
    from annotator.agreement.slices import difference, side_by_side

    sides = [report_on(project, replace(settings, version=version), progress) for version in (one, other)]
    known = {record.row: record for record in sides[1].records}
    found = []
    for record in sides[0].records:
        answer = known.get(record.row)
        if answer is None:
            continue
        figures = [_figures(side, own, progress).get("") for side, own in zip(sides, (record, answer), strict=True)]
        if figures[0] is not None and figures[1] is not None:
            found.append((record, answer, difference(*side_by_side(figures[0], figures[1]), settings.draws, settings.seed)))
    return found


def _side(figure: Figure, draws: int, seed: int) -> Side:
    from annotator.agreement.slices import interval

    found = interval(figure, draws, seed)
    return Side(figure.value(), found.low, found.high, int(figure.used.sum()))


def articles_wanted(record: Record, half_width: float) -> int | None:
    """Return how many articles give an interval of this half-width (AGREEMENT section 9), None where there is no interval."""
    from annotator.agreement.bootstrap import articles_needed

    if record.low is None or record.high is None or record.high <= record.low:
        return None
    return articles_needed(record.n_articles, (record.high - record.low) / 2, half_width)


def units_wanted(smallest: float, share: float, coders: int = 2) -> int:
    """Return how many units prove an alpha of a nominal variable; AnnotatorError for figures that cannot be."""
    from annotator.agreement.bootstrap import units_needed

    try:
        return math.ceil(units_needed(smallest, share, coders=coders))
    except ValueError as error:
        raise AnnotatorError(str(error)) from error


def own_intervals(report: AgreementReport, records: Sequence[Record]) -> list[Record]:
    """Return the records for which Krippendorff's own bootstrap is defined, with its interval in the place of that over articles."""
    from annotator.agreement.own_interval import with_own_interval

    found, seed = report.corpus, report.settings.seed
    made = (
        with_own_interval(record, found.articles, found.categories, found.attributes, seed=seed, limits=report.limits)
        for record in records
    )
    return [record for record in made if record is not None]
