"""The report taken apart for a page that stands alone: pairs, tables, weeks, versions, gold, articles still needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

from annotator.agreement.record import LIMITS, Limits, written_limit
from annotator.i18n import _
from annotator.model.codebook import SINGLE
from annotator.operations.agreement import SHOWN, AgreementReport
from annotator.operations.agreement_gold import against_gold
from annotator.operations.agreement_settings import AgreementSettings
from annotator.operations.agreement_slices import (
    Chart,
    Compared,
    articles_wanted,
    by_article,
    by_version,
    compared_pairs,
    compared_periods,
    compared_versions,
    drifting,
    farthest_first,
    middle_day,
    over_time,
)
from annotator.operations.agreement_tables import categories_met, coincidences, differing_by_article, figure_records, span_record, statuses
from annotator.progress import Progress
from annotator.project import Project

if TYPE_CHECKING:
    from annotator.agreement.drift import Batch
    from annotator.agreement.record import Record
    from annotator.agreement.slices import ArticleFigure

HALF_WIDTH = 0.05
MOST_VALUES = 14


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article behind the headline figure: its headline, how many of its passages differ and how many there are."""

    headline: str
    week: str
    figure: ArticleFigure
    differ: int
    passages: int


@dataclass(frozen=True, slots=True)
class Differences:
    """What is compared, and the figures: each with the names of its two sides."""

    title: str
    rows: tuple[tuple[tuple[str, str], Compared], ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """What stands under the table of a report. ``pairs`` are all pairs' records by row; ``coincidences`` o_ck by figure.

    ``differences`` are those of each two coders in the pooled unitizing alpha, of two periods and of the two newest versions.

    ``met`` counts A's category against B's, both ways with more than two coders. ``by_article`` belongs to the first figure of
    ``charts``. ``gold`` is None where no article is decided.
    """

    pairs: dict[tuple[object, ...], tuple[Record, ...]] = field(default_factory=dict)
    coincidences: tuple[tuple[Record, dict[tuple[object, object], float]], ...] = ()
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    charts: tuple[tuple[Record, tuple[Chart, ...]], ...] = ()
    by_article: tuple[ArticleRow, ...] = ()
    versions: tuple[AgreementReport, ...] = ()
    gold: AgreementReport | None = None
    needed: tuple[tuple[Record, int], ...] = ()
    differences: tuple[Differences, ...] = ()


def batch_words(batch: Batch, limits: Limits | None) -> str:
    """Return what is to be said of a week, empty where it is as it should be."""
    if batch.alarm:
        return _("alarm")
    if batch.below:
        return _("below {limit}").format(limit=written_limit((limits or LIMITS)[0]))
    return _("outside the band") if batch.outside else ""


def alarm_words(charts: Sequence[Chart]) -> str:
    """Return whom an alarm names and since when, or that there is none, or why there can be none."""
    weeks = max((len(one.batches) for one in charts), default=0)
    since = {one.coder: one.alarms[0] for one in charts if one.alarms}
    if weeks < 2:
        return _("All articles were finished in one week; a band needs weeks before.")
    if not since:
        return _("No alarm.")
    if not any(batch.outside for chart in charts for batch in chart.batches):
        said = _("Under {limit} week after week, but within its bands: the figure is not reliable yet, and nobody drifts away from it.")
        return said.format(limit=written_limit((charts[0].limits or LIMITS)[0]))
    told = ", ".join(_("{coder} since {week}").format(coder=name, week=since[name]) for name in drifting(charts))
    if not told:
        return _("Alarm for all coders together since {week}.").format(week=since[""])
    return _("Alarm: {told}. The first named lies farthest under its bands.").format(told=told)


def sections(project: Project, report: AgreementReport, progress: Progress | None = None) -> Sections:
    """Return everything that is under the table; AnnotatorError for a coder who may not compare."""
    telling = progress or Progress()
    alphas = [record for record in figure_records(report) if _is_alpha(record)]
    tables = []
    charts = []
    for record in telling.track(alphas, len(alphas), _("Taking the figures apart")):
        if _of_single_values(report, record):
            table = coincidences(report, record, report.passages(record, telling))
            if 1 < len({value for pair in table for value in pair}) <= MOST_VALUES:
                tables.append((record, table))
        drawn = tuple(over_time(report, record, progress=telling))
        if any(len(chart.batches) > 1 for chart in drawn):
            charts.append((record, drawn))
    whole = span_record(report)
    spans = report.passages(whole, telling) if whole is not None else []
    telling.check()
    versions = tuple(by_version(project, _usual(report), telling)) if len(report.corpus.versions) > 1 else ()
    gold = against_gold(project, replace(report.settings, coders=report.coders), telling)
    telling.check()
    wanted = [(record, articles_wanted(record, HALF_WIDTH)) for record in alphas]
    return Sections(
        _pairs(report, telling), tuple(tables), statuses(spans), categories_met(spans, both_ways=len(report.coders) > 2),
        tuple(charts), _articles(project, report, alphas, telling), versions, gold if gold.records else None,
        tuple((record, count) for record, count in wanted if count is not None), tuple(_differences(project, report, alphas, telling)),
    )  # fmt: skip


def _differences(project: Project, report: AgreementReport, alphas: Sequence[Record], progress: Progress) -> Iterator[Differences]:
    pooled = _pooled(alphas)
    if pooled is not None and (pairs := compared_pairs(report, pooled, progress)):
        yield Differences(_("Coders, each against the others: unitizing alpha over all categories"),
                          tuple(((one, other), row) for one, other, row in pairs))  # fmt: skip
    day = middle_day(report)
    if day is not None:
        names = (_("from {day} on").format(day=day), _("before"))
        yield Differences(_("Periods"), tuple((names, row) for row in farthest_first(compared_periods(report, day, progress))))
    if len(report.corpus.versions) > 1:
        older, newer = report.corpus.versions[-2:]
        rows = farthest_first(compared_versions(project, report, newer, older, progress))
        yield Differences(_("Codebook versions"), tuple(((newer, older), row) for row in rows))


def _pooled(alphas: Sequence[Record]) -> Record | None:
    """Return the unitizing alpha over all categories, None where it has no value."""
    return next((record for record in alphas if record.measure == "u_alpha" and not record.category), None)


def _usual(report: AgreementReport) -> AgreementSettings:
    """Return the report's settings for its coders and the usual measures."""
    return replace(report.settings, coders=report.coders, measures=SHOWN)


def _is_alpha(record: Record) -> bool:
    from annotator.agreement.measures import NAMES

    return NAMES[record.measure].verdict and record.value is not None and record.measure in SHOWN


def _of_single_values(report: AgreementReport, record: Record) -> bool:
    from annotator.agreement.words import attribute_of

    attribute = attribute_of(record, report.codebook)
    return attribute is not None and attribute.type == SINGLE


def _pairs(report: AgreementReport, progress: Progress) -> dict[tuple[object, ...], tuple[Record, ...]]:
    from annotator.agreement.measures import compute

    if len(report.coders) < 3:
        return {}
    found = report.corpus
    result: dict[tuple[object, ...], tuple[Record, ...]] = {}
    records = compute(
        found.articles, found.categories, found.attributes, found.links, coders=report.coders,
        groups=list(combinations(report.coders, 2)), measures=["u_alpha", "attribute_alpha"], draws=0, progress=progress,
    )  # fmt: skip
    for record in records:
        result[record.row] = (*result.get(record.row, ()), record)
    return result


def _articles(project: Project, report: AgreementReport, alphas: list[Record], progress: Progress) -> tuple[ArticleRow, ...]:
    """Return the articles behind the pooled unitizing alpha, those first without which it would be highest."""
    pooled = _pooled(alphas)
    if pooled is None:
        return ()
    differing, rows = differing_by_article(report.passages(pooled, progress)), []
    for one in by_article(report, pooled, progress):
        article = project.articles.get(one.article_id)
        differ, count = differing.get(one.article_id, (0, 0))
        week = report.corpus.weeks.get(one.article_id, "")
        rows.append(ArticleRow(article.headline or article.source_id, week, one, differ, count))
    return tuple(rows)
