"""Show a project's codebook as JSON, write it to a file, or make a file the next version of it."""

from __future__ import annotations

import argparse

from annotator.cli.console import Console, shown_json
from annotator.cli.words import a_path
from annotator.errors import UsageError
from annotator.i18n import N_, _
from annotator.operations import codebook as codebooks
from annotator.operations.projects import read_codebook
from annotator.project import open_project

ABOUT = N_("Show a project's codebook as JSON, write it to a file, or make a file the next version of it.")
EXAMPLE = "annotator codebook study.annot export codebook.json"

ACTS = ("show", "export", "import")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    add = parser.add_argument
    add("project", type=a_path, metavar="PROJECT")
    add("act", choices=ACTS, metavar="|".join(ACTS), help=_("print it, write it to FILE, or take the next version from FILE"))
    add("file", type=a_path, metavar="FILE", nargs="?", help=_("a codebook as JSON; `import` also takes news_claims, four_tags"))
    add("--as", dest="coder", metavar="CODER", help=_("act as this coder of the project"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Show, write or take a codebook, and say so."""
    if (arguments.file is None) != (arguments.act == "show"):
        raise UsageError(_("`show` takes no file") if arguments.act == "show" else _("`{act}` needs a FILE").format(act=arguments.act))
    if arguments.act == "import":
        return _import(arguments, console)
    with open_project(arguments.project, arguments.coder, read_only=True) as project:
        if arguments.act == "show":
            console.out.write(shown_json(project.codebook.to_json()))
        else:
            codebooks.export_codebook(project, arguments.file)
            told = _("wrote {codebook} {version} to {file}")
            console.line(told.format(codebook=project.codebook.name, version=project.codebook.version, file=arguments.file))
    return 0


def _import(arguments: argparse.Namespace, console: Console) -> int:
    new = read_codebook(arguments.file)
    with open_project(arguments.project, arguments.coder) as project:
        made = codebooks.import_codebook(project, new)
        if made is None:
            told = _("{file} is the codebook that {project} has; nothing was changed")
            console.line(told.format(file=arguments.file, project=arguments.project))
        else:
            told = _("{project} has the codebook {codebook} {version} now")
            console.line(told.format(project=arguments.project, codebook=made.name, version=made.version))
    return 0
