"""Make a project file with a codebook: the built-in news claims codebook, four_tags, or one from a file."""

from __future__ import annotations

import argparse

from annotator.cli.console import Console
from annotator.cli.words import a_path, an_encoding
from annotator.i18n import N_, _
from annotator.operations import projects
from annotator.operations.codebook_files import read_whole
from annotator.settings import load_settings

ABOUT = N_("Make a project file with a codebook: the built-in news claims codebook, four_tags, or one from a file.")
EXAMPLE = "annotator new study.annot --codebook four_tags"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT", help=_("the file to make; its name ends in .annot"))
    about = _("a codebook: JSON, REFI-QDA .qdc, a list of codes, .dna, .qda; or news_claims or four_tags")
    parser.add_argument("--codebook", type=a_path, metavar="FILE", help=about)
    parser.add_argument("--encoding", type=an_encoding, metavar="E", help=_("the encoding of a list of codes, for example cp1252"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Make the project and say so."""
    file, encoding = arguments.codebook, arguments.encoding
    codebook, left = read_whole(file, encoding=encoding) if file else (projects.built_in_codebook(), ())
    projects.new_project(arguments.project, codebook, maker=load_settings().coder)
    told = _("made {project} with the codebook {codebook} {version}")
    console.line(told.format(project=arguments.project, codebook=codebook.name, version=codebook.version))
    for words in left:
        console.line(words)
    return 0
