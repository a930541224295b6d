"""Write the tables of a project as CSV files into a folder, or its articles and codings as JSON Lines."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.console import Console
from annotator.operations.exporting import FORMATS, export
from annotator.project import open_project

EXAMPLE = "annotator export study.annot tables/ --spreadsheet-safe"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument("--coder", metavar="NAME", help="only this coder's work")
    parser.add_argument("--layer", choices=("coders", "gold", "all"), default="coders")
    parser.add_argument("--spreadsheet-safe", action="store_true", help="put ' before cells that a spreadsheet would run as a formula")
    parser.add_argument("--excel", action="store_true", help="begin each file with a byte order mark")
    parser.add_argument("--as", dest="looker", metavar="CODER", help="see what this coder may see")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the files and say how many rows each holds."""
    with open_project(arguments.project, arguments.looker, read_only=True) as project:
        report = export(
            project,
            arguments.folder,
            format=arguments.format,
            coder=arguments.coder,
            layer=arguments.layer,
            spreadsheet_safe=arguments.spreadsheet_safe,
            excel=arguments.excel,
            progress=console.progress(),
        )
    for name, count in report.rows.items():
        console.line(f"{name}: {count} rows")
    console.line(f"written to {arguments.folder}")
    return 0
