"""Print rows of a project: tab-separated with a header, or JSON Lines."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.i18n import N_, _
from annotator.model.tables import JOINT
from annotator.project import Project, open_project

ABOUT = N_("Print rows of a project: tab-separated with a header, or JSON Lines.")
EXAMPLE = "annotator list study.annot annotations --json"
KINDS = ("articles", "regions", "annotations", "links", "coders", "entities", "assignments", "steps")
REGIONS = ("article_id", "kind", "start", "end")
STEPS = ("step", "made_at", "coder", "label", "articles", "undoes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT")
    parser.add_argument("kind", choices=KINDS, metavar="WHAT", help=", ".join(KINDS))
    parser.add_argument("--json", action="store_true", help=_("one object a line"))
    parser.add_argument("--as", dest="coder", metavar="CODER", help=_("see what this coder may see"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the rows."""
    with open_project(arguments.project, arguments.coder, read_only=True) as project:
        header, rows = _table(project, arguments.kind, arguments.json)
        console.rows(header, rows, as_json=arguments.json)
    return 0


def _table(project: Project, kind: str, as_json: bool) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    if kind == "regions":
        seen = project.visible_articles
        articles = project.articles.all() if seen is None else [project.articles.get(one) for one in seen]
        found = ((one.id, region.kind, region.span.start, region.span.end) for one in articles for region in one.regions)
        return REGIONS, found
    if kind == "steps":
        return STEPS, _steps(project)
    truths = (False, True) if as_json else ("false", "true")
    table = project.tables.all(project.codebook, project.visible_coder, articles=project.visible_articles, truths=truths)[kind]
    return table.columns, table.rows()


def _steps(project: Project) -> Iterator[tuple[Any, ...]]:
    names: dict[str, str] = {coder.id: coder.name for coder in project.coders.all()}
    for step in project.history.all(project.visible_coder):
        yield step.id, step.made_at, names.get(step.coder_id or "", ""), step.label, JOINT.join(step.articles), step.undoes
