"""Write a consistent, checked copy of a project, also while it is open elsewhere."""

from __future__ import annotations

import argparse

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.i18n import N_, _
from annotator.project import open_project

ABOUT = N_("Write a consistent, checked copy of a project, also while it is open elsewhere.")
EXAMPLE = "annotator backup study.annot /media/stick/study.annot"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT")
    parser.add_argument(
        "to", type=a_path, metavar="TO", nargs="?", help=_("the copy; by default in the folder of backups beside the project")
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Make the copy and say where it lies."""
    with open_project(arguments.project, read_only=True) as project:
        console.line(str(project.backup(arguments.to)))
    return 0
