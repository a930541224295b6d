"""Write work packages: for each coder a project file with only the assigned articles, the codebook and the plan.

The file opens as that coder. What was coded in it comes back by `annotator merge`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.console import Console
from annotator.errors import AnnotatorError
from annotator.i18n import N_, _, ngettext
from annotator.operations.packages import make_package, package_name
from annotator.project import open_project

ABOUT = N_(
    "Write work packages: for each coder a project file with only the assigned articles, the codebook and the plan. "
    "The file opens as that coder. What was coded in it comes back by `annotator merge`."
)
EXAMPLE = "annotator package study.annot packages/ --coder ben --coder cara"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the packages go, one CODER.annot each")
    parser.add_argument("--coder", action="append", metavar="NAME", help="only for these coders; by default for all who have articles")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Write the packages and say where each lies."""
    with open_project(arguments.project, read_only=True) as project:
        names = arguments.coder or [one.name for one in project.coders.all() if project.assignments.articles_of(one.id)]
        if not names:
            reason = _("{project}: nobody has articles to code; make a plan with `annotator assign`")
            raise AnnotatorError(reason.format(project=project.path))
        for name in names:
            made = make_package(project, name, arguments.folder / package_name(name))
            what = ngettext("{count:,} article", "{count:,} articles", made.articles).format(count=made.articles)
            console.line(_("{path}: {what} for {coder}").format(path=made.path, what=what, coder=made.coder))
    return 0
