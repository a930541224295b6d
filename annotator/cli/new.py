"""Make a project file with a codebook: the built-in news claims codebook, four_tags, or one from a JSON file."""

from __future__ import annotations

import argparse

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.i18n import N_, _
from annotator.operations import projects
from annotator.settings import load_settings

ABOUT = N_("Make a project file with a codebook: the built-in news claims codebook, four_tags, or one from a JSON file.")
EXAMPLE = "annotator new study.annot --codebook four_tags"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT", help=_("the file to make; its name ends in .annot"))
    parser.add_argument("--codebook", type=a_path, metavar="FILE", help=_("a codebook as JSON, or news_claims or four_tags"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Make the project and say so."""
    codebook = projects.read_codebook(arguments.codebook) if arguments.codebook else projects.built_in_codebook()
    projects.new_project(arguments.project, codebook, maker=load_settings().coder)
    told = _("made {project} with the codebook {codebook} {version}")
    console.line(told.format(project=arguments.project, codebook=codebook.name, version=codebook.version))
    return 0
