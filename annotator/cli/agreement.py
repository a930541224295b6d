"""How far coders agree: every measure with its interval, number of cases and coverage; or the answers to worked cases."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.agreement.record import DRAWS, SEED, Limits, written_limit
from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.errors import AnnotatorError, FileProblem, UsageError
from annotator.formats.base import open_source
from annotator.i18n import N_, _
from annotator.operations import agreement_files, agreement_slices
from annotator.operations.again import stability
from annotator.operations.agreement import AgreementReport, alone_in, every_measure, name_of, records_of, report_on
from annotator.operations.agreement_gold import against_coder, against_gold
from annotator.operations.agreement_limits import limits_of, set_limits
from annotator.operations.agreement_sections import batch_words, sections
from annotator.operations.agreement_settings import MIXED, SHOWN, THRESHOLD, AgreementSettings, a_day
from annotator.operations.rule_effect import rule_effects
from annotator.project import Project, open_project

if TYPE_CHECKING:
    from annotator.agreement.record import Record

ABOUT = N_("How far coders agree: every measure with its interval, number of cases and coverage; or the answers to worked cases.")
EXAMPLE = "annotator agreement study.annot --measure u_alpha --coders ada,ben"
FILES = {
    "html": N_("write the report on all coders together as a page that stands alone"),
    "records": N_("write its figures as CSV"),
    "units": N_("write what alpha is computed from as CSV, units × coders, for R"),
    "spans": N_("write where each coder marked what as CSV, for other programs"),
}
HEADER = ("coders", "what", "measure", "value", "interval", "n", "articles", "cover", "verdict")
WEEKS, ARTICLES, VERSIONS, RULES = "weeks", "articles", "versions", "rules"
OVER_HEADERS = {
    WEEKS: ("what", "measure", "coder", "week", "value", "band", "articles", "alarm"),
    ARTICLES: ("what", "measure", "article", "value", "without"),
    VERSIONS: ("codebook", *HEADER),
    RULES: ("since", "rule", "what", "measure", "before", "articles", "after", "articles_after", "change", "interval"),
}


SINCE_HEADER = (
    "what", "measure", "before", "interval before", "articles before", "since", "interval since", "articles since", "difference",
    "interval",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT", nargs="?")
    parser.add_argument("--measure", action="append", metavar="MEASURE", help=_("only this measure; may stand several times"))
    parser.add_argument("--coders", metavar="A,B", help=_("only these coders"))
    parser.add_argument("--json", action="store_true", help=_("one record a line"))
    _add_choices(parser)
    kept = _("keep these limits of tentative and reliable for the project (default: .667,.8)")
    parser.add_argument("--limits", metavar="T,R", help=kept)
    versions = _("codings of this version, 'mixed': of all (default: the newest)")
    parser.add_argument("--codebook", metavar="VERSION", default="", help=versions)
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--gold", action="store_true", help=_("every coder against the layer gold: precision, recall, F1, accuracy"))
    other.add_argument("--against", metavar="CODER", help=_("the same against one coder, such as an earlier coding by the same person"))
    other.add_argument("--again", action="store_true", help=_("every coder's second coding of an article against the first: stability"))
    other = parser.add_mutually_exclusive_group()
    over = _("the figures of all coders together by week with the band of the weeks before, by article, by codebook version, "
             "or before and after each rule that adjudication made")
    other.add_argument("--over", choices=tuple(OVER_HEADERS), help=over)
    apart = _("how much better coder A agrees with the rest than B, or coders with codebook version A than with B, with its interval")
    other.add_argument("--difference", metavar="A,B", help=apart)
    since = _("the figures of the articles finished before this day and of those from it on, such as the day of a new rule")
    other.add_argument("--since", metavar="DAY", help=since)
    wished = _("how many articles an interval of this half-width needs, figure by figure")
    other.add_argument("--half-width", type=float, metavar="WIDTH", help=wished)
    own = _("Krippendorff's own bootstrap of alphas for given units, with the chances of less than .667 and .800")
    other.add_argument("--own-bootstrap", action="store_true", help=own)
    for kind, words in FILES.items():
        parser.add_argument(f"--{kind}", type=a_path, metavar="FILE", help=_(words))
    parser.add_argument("--cases", type=a_path, metavar="FILE", help=_("answer worked cases instead"))
    parser.add_argument("--as", dest="coder", metavar="CODER", help=_("see what this coder may see"))


def _add_choices(parser: argparse.ArgumentParser) -> None:
    """Add what enters and how intervals are drawn: the settings of the agreement page."""
    parser.add_argument("--trim", action="store_true", help=_("leave white space and punctuation at the edges of spans out"))
    parser.add_argument("--unset-as-value", action="store_true", help=_("count an attribute left open as a value of its own"))
    parser.add_argument("--from", dest="first", metavar="DAY", default="", help=_("only articles finished on this day or later"))
    parser.add_argument("--to", dest="last", metavar="DAY", default="", help=_("only articles finished on this day or before"))
    parser.add_argument("--iou", type=float, metavar="SHARE", default=THRESHOLD, help=_("from which IoU on spans answer each other (.5)"))
    parser.add_argument("--draws", type=int, metavar="N", default=DRAWS, help=_("draws of whole articles for intervals (1000)"))
    parser.add_argument("--seed", type=int, metavar="N", default=SEED, help=_("seed of the draws (2024)"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the report, or the answers."""
    if arguments.cases is not None:
        return _answer_cases(arguments.cases, console)
    if arguments.project is None:
        raise UsageError(_("name a project, or --cases FILE"))
    if arguments.limits:
        with open_project(arguments.project, arguments.coder) as project:
            set_limits(project, *_limits(arguments.limits))
    with open_project(arguments.project, arguments.coder, read_only=True) as project:
        if arguments.difference and _are_coders(project, arguments.difference):
            arguments.difference = ",".join(name_of(project, name.strip()) for name in arguments.difference.split(","))
        if arguments.gold or arguments.against or arguments.again:
            _only_by_week_or_article(arguments)
        if any(getattr(arguments, kind) is not None for kind in FILES):
            _write_files(project, arguments, console)
        elif arguments.over == VERSIONS:
            _print_versions(project, arguments, console)
        elif arguments.over == RULES:
            _print_rules(project, arguments, console)
        elif arguments.difference and not _are_coders(project, arguments.difference):
            _print_version_differences(project, arguments, console)
        elif arguments.over or arguments.difference or arguments.since or arguments.half_width is not None or arguments.own_bootstrap:
            _print_slices(_report(project, arguments, console), arguments, console)
        else:
            _print_records(_records(project, arguments, console), arguments, console, limits_of(project))
            if not (arguments.gold or arguments.against or arguments.again) and (alone := alone_in(project, _settings(arguments))):
                console.note(alone)
    return 0


def _limits(written: str) -> Limits:
    try:
        tentative, reliable = (float(one) for one in written.split(","))
    except ValueError:
        raise UsageError(_("name two limits: --limits .667,.8")) from None
    return tentative, reliable


def _only_by_week_or_article(arguments: argparse.Namespace) -> None:
    other = arguments.difference or arguments.since or arguments.own_bootstrap or arguments.half_width is not None
    enters = arguments.trim or arguments.unset_as_value or arguments.first or arguments.last
    if other or (enters and arguments.again) or arguments.iou != THRESHOLD or arguments.over == VERSIONS or arguments.units:
        raise UsageError(_("against a reference there are the figures, and --over weeks or articles"))
    if arguments.again and (arguments.over or any(getattr(arguments, kind) is not None for kind in FILES)):
        raise UsageError(_("--again prints the figures of each coder alone"))


def _are_coders(project: Project, written: str) -> bool:
    try:
        return all(bool(name_of(project, name.strip())) for name in written.split(","))
    except AnnotatorError:
        return False


def _names(arguments: argparse.Namespace) -> list[str] | None:
    return [name.strip() for name in arguments.coders.split(",") if name.strip()] if arguments.coders else None


def _version(arguments: argparse.Namespace) -> str:
    return MIXED if arguments.codebook == "mixed" else str(arguments.codebook)


def _settings(arguments: argparse.Namespace, usual: Sequence[str] = SHOWN) -> AgreementSettings:
    """Return what the words of the command chose; ``usual`` are the measures where none is named."""
    names = _names(arguments)
    return AgreementSettings(
        None if names is None else tuple(names), _version(arguments), tuple(arguments.measure or usual), arguments.trim,
        arguments.unset_as_value, arguments.first and a_day(arguments.first), arguments.last and a_day(arguments.last), arguments.iou,
        arguments.draws, arguments.seed,
    )  # fmt: skip


def _report(project: Project, arguments: argparse.Namespace, console: Console) -> AgreementReport:
    progress, settings = console.progress(), _settings(arguments)
    if arguments.gold:
        return against_gold(project, settings, progress)
    if arguments.against:
        return against_coder(project, arguments.against, settings, progress)
    return report_on(project, settings, progress)


def _records(project: Project, arguments: argparse.Namespace, console: Console) -> Sequence[Record]:
    if arguments.again:
        return [record for report in stability(project, progress=console.progress()) for record in report.records]
    if arguments.gold or arguments.against:
        return _report(project, arguments, console).records
    return records_of(project, _settings(arguments, every_measure()), console.progress())


def _write_files(project: Project, arguments: argparse.Namespace, console: Console) -> None:
    from annotator.agreement.measures import STATEMENTS

    settings = replace(_settings(arguments, (*SHOWN, *STATEMENTS)), own_bootstrap=arguments.own_bootstrap)
    report = report_on(project, settings, console.progress())
    for kind in FILES:
        path = getattr(arguments, kind)
        if path is not None:
            more = sections(project, report, console.progress()) if kind == agreement_files.HTML else None
            agreement_files.write(report, kind, path, forbid=project.path, sections=more)
            console.line(_("written {path}").format(path=path))


def _print_records(records: Sequence[Record], arguments: argparse.Namespace, console: Console, limits: Limits) -> None:
    if not records:
        gold = _("no article with gold: decide the cases of an article that two coders finished")
        again = _("nobody has finished an article twice: `annotator assign PROJECT --again 5%` plans it")
        console.note(gold if arguments.gold else again if arguments.again else _nothing())
    elif arguments.json:
        for record in records:
            console.record(record.as_dict())
    else:
        console.rows(HEADER, [_row(record, limits) for record in records], as_json=False)


def _nothing() -> str:
    """A header without a row would leave the reader to guess."""
    return _("nothing to compare: no article finished by two coders")


def _row(record: Record, limits: Limits) -> tuple[Any, ...]:
    what = ".".join(part for part in (record.category, record.attribute) if part) or _("all")
    value = _("undefined: {reason}").format(reason=_(record.reason)) if record.value is None else f"{record.value:.2f}"
    cover = f"{record.coverage:.0%}" if record.coverage is not None else ""
    interval, said = _interval(record.low, record.high), _verdict(record, limits)
    return (", ".join(record.coders), what, _measure(record), value, interval, record.n, record.n_articles, cover, said)


def _verdict(record: Record, limits: Limits) -> str:
    """Return the verdict, or that there are too few articles for one; nothing for what is no alpha."""
    from annotator.agreement.measures import NAMES
    from annotator.agreement.words import TOO_FEW, verdict_key

    key = verdict_key(record, limits)
    if key == TOO_FEW:
        return _("too few articles") if NAMES[record.measure].verdict else ""
    return _(key.replace("_", " ")) if record.value is not None else ""


def _measure(record: Record) -> str:
    """Return the measure's name, with what tells records of one measure apart."""
    told = [str(record.parameters[key]) for key in ("mode", "level", "value") if key in record.parameters]
    return f"{record.measure} ({', '.join(told)})" if told else record.measure


def _interval(low: float | None, high: float | None) -> str:
    return _("{low:.2f} to {high:.2f}").format(low=low, high=high) if low is not None and high is not None else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _print_versions(project: Project, arguments: argparse.Namespace, console: Console) -> None:
    reports = agreement_slices.by_version(project, _settings(arguments), console.progress())
    rows = [(report.version, *_row(record, report.limits)) for report in reports for record in report.records]
    _print_table(OVER_HEADERS[VERSIONS], rows, arguments, console)


def _print_version_differences(project: Project, arguments: argparse.Namespace, console: Console) -> None:
    """Print how much higher the figures are under one codebook version than under another."""
    names = [name.strip() for name in arguments.difference.split(",")]
    if len(names) != 2:
        raise UsageError(_("name two coders, or two codebook versions: --difference A,B"))
    found = agreement_slices.version_differences(project, names[0], names[1], _settings(arguments), console.progress())
    rows = [
        (*_told(one), _number(one.value), one.n_articles, _number(other.value), other.n_articles, _number(apart.value),
         _interval(apart.low, apart.high))
        for one, other, apart in found
    ]  # fmt: skip
    header = ("what", "measure", names[0], "articles", names[1], "articles of it", "difference", "interval")
    _print_table(header, rows, arguments, console)


def _print_rules(project: Project, arguments: argparse.Namespace, console: Console) -> None:
    rows: list[tuple[Any, ...]] = []
    for effect in rule_effects(project, version=_version(arguments), progress=console.progress()):
        for one in effect.figures:
            told = (effect.ruling.since, effect.ruling.rule, *_told(one.record))
            sides = (_number(one.before.value), one.before.n_articles, _number(one.after.value), one.after.n_articles)
            rows.append((*told, *sides, _number(one.change.value), _interval(one.change.low, one.change.high)))
    if rows:
        console.rows(OVER_HEADERS[RULES], rows, as_json=arguments.json)
    else:
        console.note(_("no rule with articles before or after it: a decision becomes a rule on the adjudication page"))


def _print_slices(report: AgreementReport, arguments: argparse.Namespace, console: Console) -> None:
    """Print the figures of all coders together cut into slices."""
    if arguments.over == WEEKS:
        _print_table(OVER_HEADERS[WEEKS], _week_rows(report), arguments, console)
    elif arguments.over == ARTICLES:
        articles: list[tuple[Any, ...]] = [
            (*_told(record), one.article_id, _("nothing marked") if one.unmarked else _number(one.value), _number(one.without))
            for record in report.records
            for one in agreement_slices.by_article(report, record)
        ]
        _print_table(OVER_HEADERS[ARTICLES], articles, arguments, console)
    elif arguments.difference:
        names = [name.strip() for name in arguments.difference.split(",")]
        if len(names) != 2:
            raise UsageError(_("name two coders, or two codebook versions: --difference A,B"))
        rows: list[tuple[Any, ...]] = []
        for record in report.records:
            found = agreement_slices.coder_difference(report, record, names[0], names[1])
            rows.append((*_told(record), _number(found.value), _interval(found.low, found.high), found.n_articles))
        _print_table(("what", "measure", "difference", "interval", "articles"), rows, arguments, console)
    elif arguments.since:
        _print_table(SINCE_HEADER, _since_rows(report, arguments.since), arguments, console)
    elif arguments.own_bootstrap:
        made = agreement_slices.own_intervals(report, report.records)
        shares = ("p_below_tentative", "p_below_reliable")
        own: list[tuple[Any, ...]] = [(*_row(one, report.limits)[:-1], *(f"{one.counts[share]:.3f}" for share in shares)) for one in made]
        _print_table((*HEADER[:-1], *(f"p(<{written_limit(limit)})" for limit in report.limits)), own, arguments, console)
    else:
        wanted = [(record, agreement_slices.articles_wanted(record, arguments.half_width)) for record in report.records]
        planned: list[tuple[Any, ...]] = [
            (*_told(record), _interval(record.low, record.high), record.n_articles, needed) for record, needed in wanted if needed
        ]
        _print_table(("what", "measure", "interval", "articles", "needed"), planned, arguments, console)


def _since_rows(report: AgreementReport, day: str) -> Iterable[tuple[Any, ...]]:
    for record in report.records:
        split = agreement_slices.before_and_since(report, record, day)
        if split is not None:
            sides = [
                cell
                for side in (split.before, split.since)
                for cell in (_number(side.value), _interval(side.low, side.high), side.n_articles)
            ]
            yield (*_told(record), *sides, _number(split.difference.value), _interval(split.difference.low, split.difference.high))


def _week_rows(report: AgreementReport) -> Iterable[tuple[Any, ...]]:
    for record in report.records:
        for chart in agreement_slices.over_time(report, record):
            for one in chart.batches:
                said = batch_words(one, chart.limits)
                band = _interval(one.low, one.high)
                coder = record.coders[0] if "against" in record.parameters else chart.coder or _("all")
                yield (*_told(record), coder, one.label, _number(one.value), band, one.n_articles, said)


def _told(record: Record) -> tuple[str, str]:
    return ".".join(part for part in (record.category, record.attribute) if part) or _("all"), _measure(record)


def _print_table(header: Sequence[str], rows: Iterable[Sequence[Any]], arguments: argparse.Namespace, console: Console) -> None:
    made = list(rows)
    if made:
        console.rows(header, made, as_json=arguments.json)
    else:
        console.note(_nothing())


def _answer_cases(path: Path, console: Console) -> int:
    """Print an answer a case; what cannot be read is named with file, place and reason, and the rest is answered."""
    from annotator.agreement.shared_cases import answer_or_problem

    try:
        found = json.loads(open_source(path).data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileProblem(path, _("is not JSON ({reason})").format(reason=error)) from error
    cases = found.get("cases") if isinstance(found, dict) else found
    if not isinstance(cases, list):
        raise FileProblem(path, _("holds no list of cases"))
    unread = 0
    for number, case in enumerate(cases):
        result, problem = answer_or_problem(case)
        console.record(result)
        if problem:
            unread += 1
            said = _("{file}: case {number} ({id}): {problem}")
            console.note(said.format(file=path, number=number + 1, id=result["id"], problem=problem))
    return 1 if unread else 0
