"""Make the sample project in a folder: articles in three scripts, coded by two coders, with its tables beside it."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.i18n import N_, _
from annotator.operations.demo import NAME, make_demo
from annotator.operations.exporting import export
from annotator.paths import data_folder
from annotator.project import open_project

ABOUT = N_("Make the sample project in a folder: articles in three scripts, coded by two coders, with its tables beside it.")
EXAMPLE = "annotator demo ~/annotator-sample"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("folder", type=a_path, metavar="DIR", nargs="?", help=_("where to make it; by default in the user's data folder"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Make the sample and say what it holds and where it lies; one that is there already is kept as it is."""
    folder: Path = arguments.folder or data_folder() / "sample"
    there = (folder / NAME).exists()
    path = make_demo(folder)
    with open_project(path, read_only=True) as project:
        export(project, folder / "tables", progress=console.progress())
        articles, annotations = project.articles.count(), project.annotations.total()
        coders = ", ".join(coder.name for coder in project.coders.all())
    told = _("kept {path}: {articles:,} articles, {annotations:,} annotations, coders {coders}")
    if not there:
        told = _("made {path}: {articles:,} articles, {annotations:,} annotations, coders {coders}")
    console.line(told.format(path=path, articles=articles, annotations=annotations, coders=coders))
    console.line(_("tables in {folder}").format(folder=folder / "tables"))
    return 0
