"""Save what can be saved of a damaged project in a new file, with a list of what was lost."""

from __future__ import annotations

import argparse

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.i18n import N_, _
from annotator.operations.recovering import recover
from annotator.operations.recovery_list import summary

ABOUT = N_("Save what can be saved of a damaged project in a new file, with a list of what was lost. The damaged file stays as it is.")
EXAMPLE = "annotator recover study.annot saved.annot"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT")
    parser.add_argument(
        "to", type=a_path, metavar="TO", nargs="?", help=_("the new file; by default “NAME recovered.annot” beside the damaged one")
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Recover, and say what was saved and what was lost."""
    found = recover(arguments.project, arguments.to, console.progress())
    for line in summary(found):
        console.line(line)
    console.line(str(found.target))
    console.line(str(found.list_path))
    return 0
