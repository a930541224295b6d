"""Write the tables of a project as CSV or Parquet files into a folder, or its articles and codings as JSON Lines."""

from __future__ import annotations

import argparse

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.errors import UsageError
from annotator.i18n import N_, _, ngettext
from annotator.operations.exporting import ALL, CODERS, CSV, FORMATS, GOLD, JSON_LINES, LAYERS, export
from annotator.project import open_project

ABOUT = N_("Write the tables of a project as CSV or Parquet files into a folder, or its articles and codings as JSON Lines.")
EXAMPLE = "annotator export study.annot tables/ --spreadsheet-safe"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    add = parser.add_argument
    add("project", type=a_path, metavar="PROJECT")
    add("folder", type=a_path, metavar="DIR", help=_("where to write; files of an earlier export are replaced"))
    add("--format", choices=FORMATS, default=CSV, metavar="|".join(FORMATS), help=_("csv if nothing else is said"))
    add("--coder", metavar="NAME", help=_("only this coder's work"))
    add("--layer", choices=LAYERS, default=CODERS, metavar="|".join(LAYERS), help=_("whose annotations and links; coders if not said"))
    add("--spreadsheet-safe", action="store_true", help=_("put ' before cells that a spreadsheet would run as a formula"))
    add("--excel", action="store_true", help=_("begin each file with a byte order mark"))
    add("--all-rounds", action="store_true", help=_("with the codings of training and re-coding rounds, which are no data"))
    add("--as", dest="looker", metavar="CODER", help=_("see what this coder may see"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the files and say how many rows each holds."""
    if arguments.format != CSV and (arguments.spreadsheet_safe or arguments.excel):
        raise UsageError(_("--spreadsheet-safe and --excel are for --format csv"))
    with open_project(arguments.project, arguments.looker, read_only=True) as project:
        report = export(
            project,
            arguments.folder,
            format=arguments.format,
            coder=arguments.coder,
            layer=arguments.layer,
            spreadsheet_safe=arguments.spreadsheet_safe,
            excel=arguments.excel,
            all_rounds=arguments.all_rounds,
            progress=console.progress(),
        )
    for name, count in report.rows.items():
        console.line(ngettext("{name}: {count} row", "{name}: {count} rows", count).format(name=name, count=count))
    if arguments.format == JSON_LINES and arguments.layer in (GOLD, ALL):
        console.note(_("gold travels by merge only; codings.jsonl holds no gold"))
    console.line(_("written to {folder}").format(folder=arguments.folder))
    return 0
