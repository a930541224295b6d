"""How far coders agree: every measure with its interval, number of cases and coverage; or the answers to worked cases."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.errors import FileProblem, UsageError
from annotator.formats.base import open_source
from annotator.i18n import N_, _
from annotator.operations import agreement_files
from annotator.operations.agreement import MIXED, SHOWN, agreement_report, compare
from annotator.project import open_project

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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT", nargs="?")
    parser.add_argument("--measure", action="append", metavar="MEASURE", help=_("only this measure; may stand several times"))
    parser.add_argument("--coders", metavar="A,B", help=_("only these coders"))
    parser.add_argument("--json", action="store_true", help=_("one record a line"))
    versions = _("codings of this version, 'mixed': of all (default: the newest)")
    parser.add_argument("--codebook", metavar="VERSION", default="", help=versions)
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
    coders = [name.strip() for name in arguments.coders.split(",") if name.strip()] if arguments.coders else None
    version = MIXED if arguments.codebook == "mixed" else arguments.codebook
    files = {kind: path for kind in FILES if (path := getattr(arguments, kind)) is not None}
    with open_project(arguments.project, arguments.coder, read_only=True) as project:
        if files:
            measures = arguments.measure or SHOWN
            report = compare(project, coders, version=version, measures=measures, progress=console.progress())
            for kind, path in files.items():
                agreement_files.write(report, kind, path, forbid=project.path)
                console.line(_("written {path}").format(path=path))
            return 0
        records = agreement_report(project, coders, arguments.measure, progress=console.progress(), version=version)
    if not records:
        # A header without a row would leave the reader to guess.
        console.note(_("nothing to compare: no article finished by two coders"))
    if arguments.json:
        for record in records:
            console.record(record.as_dict())
    else:
        console.rows(HEADER, [_row(record) for record in records], as_json=False)
    return 0


def _row(record: Record) -> tuple[Any, ...]:
    from annotator.agreement.measures import verdict

    what = ".".join(part for part in (record.category, record.attribute) if part) or _("all")
    value = _("undefined: {reason}").format(reason=_(record.reason)) if record.value is None else f"{record.value:.2f}"
    interval = (
        _("{low:.2f} to {high:.2f}").format(low=record.low, high=record.high) if record.low is not None and record.high is not None else ""
    )
    cover = f"{record.coverage:.0%}" if record.coverage is not None else ""
    return (", ".join(record.coders), what, record.measure, value, interval, record.n, record.n_articles, cover, verdict(record) or "")


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
