"""Show a project's codebook as JSON, write it to a file, or make a file the next version of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.console import Console
from annotator.errors import UsageError
from annotator.operations import codebook as codebooks
from annotator.operations.projects import read_codebook
from annotator.project import open_project

EXAMPLE = "annotator codebook study.annot export codebook.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("act", choices=("show", "export", "import"), help="print it, write it to FILE, or take the next version from FILE")
    parser.add_argument("file", type=Path, metavar="FILE", nargs="?", help="a codebook as JSON; `import` also takes news_claims, four_tags")
    parser.add_argument("--as", dest="coder", metavar="CODER", help="act as this coder of the project")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Show, write or take a codebook, and say so."""
    if (arguments.file is None) != (arguments.act == "show"):
        raise UsageError("`show` takes no file" if arguments.act == "show" else f"`{arguments.act}` needs a FILE")
    if arguments.act == "import":
        return _import(arguments, console)
    with open_project(arguments.project, arguments.coder, read_only=True) as project:
        if arguments.act == "show":
            console.out.write(project.codebook.to_json())
        else:
            codebooks.export_codebook(project, arguments.file)
            console.line(f"wrote {project.codebook.name} {project.codebook.version} to {arguments.file}")
    return 0


def _import(arguments: argparse.Namespace, console: Console) -> int:
    new = read_codebook(arguments.file)
    with open_project(arguments.project, arguments.coder) as project:
        made = codebooks.import_codebook(project, new)
        if made is None:
            console.line(f"{arguments.file} is the codebook that {arguments.project} has; nothing was changed")
        else:
            console.line(f"{arguments.project} has the codebook {made.name} {made.version} now")
    return 0
