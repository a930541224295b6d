"""How far coders agree: every measure with its interval, number of cases and coverage; or the answers to worked cases."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.errors import FileProblem, UsageError
from annotator.formats.base import open_source
from annotator.i18n import N_, _
from annotator.operations import agreement_files, agreement_slices
from annotator.operations.agreement import MIXED, SHOWN, AgreementReport, agreement_report, compare
from annotator.operations.agreement_gold import against_coder, against_gold
from annotator.operations.agreement_sections import sections
from annotator.project import Project, open_project

if TYPE_CHECKING:
    from annotator.agreement.record import Record

ABOUT = N_("How far coders agree: every measure with its interval, number of cases and coverage; or the answers to worked cases.")
EXAMPLE = "annotator agreement study.annot --measure u_alpha --coders ada,ben"
FILES = {
    "html": N_("write the report on all coders together as a page that stands alone"),
    "records": N_("write its figures as CSV"),
    "units": N_("write what alpha is computed from as CSV, units × coders, for R"),
}
HEADER = ("coders", "what", "measure", "value", "interval", "n", "articles", "cover", "verdict")
WEEKS, ARTICLES, VERSIONS = "weeks", "articles", "versions"
OVER_HEADERS = {
    WEEKS: ("what", "measure", "coder", "week", "value", "band", "articles", "alarm"),
    ARTICLES: ("what", "measure", "article", "value", "without"),
    VERSIONS: ("codebook", *HEADER),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT", nargs="?")
    parser.add_argument("--measure", action="append", metavar="MEASURE", help=_("only this measure; may stand several times"))
    parser.add_argument("--coders", metavar="A,B", help=_("only these coders"))
    parser.add_argument("--json", action="store_true", help=_("one record a line"))
    versions = _("codings of this version, 'mixed': of all (default: the newest)")
    parser.add_argument("--codebook", metavar="VERSION", default="", help=versions)
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--gold", action="store_true", help=_("every coder against the layer gold: precision, recall, F1, accuracy"))
    other.add_argument("--against", metavar="CODER", help=_("the same against one coder, such as an earlier coding by the same person"))
    over = _("the figures of all coders together by week with the band of the weeks before, by article, or by codebook version")
    other.add_argument("--over", choices=tuple(OVER_HEADERS), help=over)
    other.add_argument("--difference", metavar="A,B", help=_("how much better A agrees with the rest than B, with its interval"))
    wished = _("how many articles an interval of this half-width needs, figure by figure")
    other.add_argument("--half-width", type=float, metavar="WIDTH", help=wished)
    own = _("Krippendorff's own bootstrap of alphas for given units, with the chances of less than .667 and .800")
    other.add_argument("--own-bootstrap", action="store_true", help=own)
    for kind, words in FILES.items():
        parser.add_argument(f"--{kind}", type=a_path, metavar="FILE", help=_(words))
    parser.add_argument("--cases", type=a_path, metavar="FILE", help=_("answer worked cases instead"))
    parser.add_argument("--as", dest="coder", metavar="CODER", help=_("see what this coder may see"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the report, or the answers."""
    if arguments.cases is not None:
        return _answer_cases(arguments.cases, console)
    if arguments.project is None:
        raise UsageError(_("name a project, or --cases FILE"))
    with open_project(arguments.project, arguments.coder, read_only=True) as project:
        if any(getattr(arguments, kind) is not None for kind in FILES):
            _write_files(project, arguments, console)
        elif arguments.over == VERSIONS:
            _print_versions(project, arguments, console)
        elif arguments.over or arguments.difference or arguments.half_width is not None or arguments.own_bootstrap:
            _print_slices(_report(project, arguments, console), arguments, console)
        else:
            _print_records(_records(project, arguments, console), arguments, console)
    return 0


def _names(arguments: argparse.Namespace) -> list[str] | None:
    return [name.strip() for name in arguments.coders.split(",") if name.strip()] if arguments.coders else None


def _version(arguments: argparse.Namespace) -> str:
    return MIXED if arguments.codebook == "mixed" else str(arguments.codebook)


def _report(project: Project, arguments: argparse.Namespace, console: Console) -> AgreementReport:
    measures = arguments.measure or SHOWN
    return compare(project, _names(arguments), version=_version(arguments), measures=measures, progress=console.progress())


def _records(project: Project, arguments: argparse.Namespace, console: Console) -> Sequence[Record]:
    progress, coders = console.progress(), _names(arguments)
    if arguments.gold:
        return against_gold(project, coders, progress=progress).records
    if arguments.against:
        return against_coder(project, arguments.against, coders, progress=progress).records
    return agreement_report(project, coders, arguments.measure, progress=progress, version=_version(arguments))


def _write_files(project: Project, arguments: argparse.Namespace, console: Console) -> None:
    from annotator.agreement.measures import STATEMENTS

    measures = arguments.measure or (*SHOWN, *STATEMENTS)
    report = compare(project, _names(arguments), version=_version(arguments), measures=measures, progress=console.progress())
    for kind in FILES:
        path = getattr(arguments, kind)
        if path is not None:
            more = sections(project, report, console.progress()) if kind == agreement_files.HTML else None
            agreement_files.write(report, kind, path, forbid=project.path, sections=more)
            console.line(_("written {path}").format(path=path))


def _print_records(records: Sequence[Record], arguments: argparse.Namespace, console: Console) -> None:
    if not records:
        gold = _("no article with gold: decide the cases of an article that two coders finished")
        console.note(gold if arguments.gold else _nothing())
    elif arguments.json:
        for record in records:
            console.record(record.as_dict())
    else:
        console.rows(HEADER, [_row(record) for record in records], as_json=False)


def _nothing() -> str:
    """A header without a row would leave the reader to guess."""
    return _("nothing to compare: no article finished by two coders")


def _row(record: Record) -> tuple[Any, ...]:
    from annotator.agreement.measures import verdict

    what = ".".join(part for part in (record.category, record.attribute) if part) or _("all")
    value = _("undefined: {reason}").format(reason=_(record.reason)) if record.value is None else f"{record.value:.2f}"
    cover = f"{record.coverage:.0%}" if record.coverage is not None else ""
    interval = _interval(record.low, record.high)
    return (", ".join(record.coders), what, _measure(record), value, interval, record.n, record.n_articles, cover, verdict(record) or "")


def _measure(record: Record) -> str:
    """Return the measure's name, with what tells records of one measure apart."""
    told = [str(record.parameters[key]) for key in ("mode", "level", "value") if key in record.parameters]
    return f"{record.measure} ({', '.join(told)})" if told else record.measure


def _interval(low: float | None, high: float | None) -> str:
    return _("{low:.2f} to {high:.2f}").format(low=low, high=high) if low is not None and high is not None else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _print_versions(project: Project, arguments: argparse.Namespace, console: Console) -> None:
    measures = arguments.measure or SHOWN
    reports = agreement_slices.by_version(project, _names(arguments), measures=measures, progress=console.progress())
    rows = [(report.version, *_row(record)) for report in reports for record in report.records]
    _print_table(OVER_HEADERS[VERSIONS], rows, arguments, console)


def _print_slices(report: AgreementReport, arguments: argparse.Namespace, console: Console) -> None:
    """Print the figures of all coders together cut into slices."""
    if arguments.over == WEEKS:
        _print_table(OVER_HEADERS[WEEKS], _week_rows(report), arguments, console)
    elif arguments.over == ARTICLES:
        articles: list[tuple[Any, ...]] = [
            (*_told(record), one.article_id, _number(one.value), _number(one.without))
            for record in report.records
            for one in agreement_slices.by_article(report, record)
        ]
        _print_table(OVER_HEADERS[ARTICLES], articles, arguments, console)
    elif arguments.difference:
        names = [name.strip() for name in arguments.difference.split(",")]
        if len(names) != 2:
            raise UsageError(_("name two coders: --difference A,B"))
        rows: list[tuple[Any, ...]] = []
        for record in report.records:
            found = agreement_slices.coder_difference(report, record, names[0], names[1])
            rows.append((*_told(record), _number(found.value), _interval(found.low, found.high), found.n_articles))
        _print_table(("what", "measure", "difference", "interval", "articles"), rows, arguments, console)
    elif arguments.own_bootstrap:
        made = agreement_slices.own_intervals(report, report.records)
        shares = ("p_below_tentative", "p_below_reliable")
        own: list[tuple[Any, ...]] = [(*_row(one)[:-1], *(f"{one.counts[share]:.3f}" for share in shares)) for one in made]
        _print_table((*HEADER[:-1], "p(<.667)", "p(<.800)"), own, arguments, console)
    else:
        wanted = [(record, agreement_slices.articles_wanted(record, arguments.half_width)) for record in report.records]
        planned: list[tuple[Any, ...]] = [
            (*_told(record), _interval(record.low, record.high), record.n_articles, needed) for record, needed in wanted if needed
        ]
        _print_table(("what", "measure", "interval", "articles", "needed"), planned, arguments, console)


def _week_rows(report: AgreementReport) -> Iterable[tuple[Any, ...]]:
    for record in report.records:
        for chart in agreement_slices.over_time(report, record):
            for one in chart.batches:
                said = _("alarm") if one.alarm else _("below .667") if one.below else _("outside the band") if one.outside else ""
                band = _interval(one.low, one.high)
                yield (*_told(record), chart.coder or _("all"), one.label, _number(one.value), band, one.n_articles, said)


def _told(record: Record) -> tuple[str, str]:
    return ".".join(part for part in (record.category, record.attribute) if part) or _("all"), _measure(record)


def _print_table(header: Sequence[str], rows: Iterable[Sequence[Any]], arguments: argparse.Namespace, console: Console) -> None:
    made = list(rows)
    if made:
        console.rows(header, made, as_json=arguments.json)
    else:
        console.note(_nothing())


def _answer_cases(path: Path, console: Console) -> int:
    from annotator.agreement.shared_cases import answer

    try:
        found = json.loads(open_source(path).data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileProblem(path, _("is not JSON ({reason})").format(reason=error)) from error
    cases = found.get("cases", []) if isinstance(found, dict) else found
    if not isinstance(cases, list):
        raise FileProblem(path, _("holds no list of cases"))
    for case in cases:
        console.record(answer(case if isinstance(case, dict) else {}))
    return 0
