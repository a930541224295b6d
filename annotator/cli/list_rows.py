"""Print rows of a project: tab-separated with a header, or JSON Lines."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.cli.console import Console
from annotator.project import Project, open_project

EXAMPLE = "annotator list study.annot annotations --json"
KINDS = ("articles", "regions", "annotations", "links", "coders", "entities", "assignments", "steps")
REGIONS = ("article_id", "kind", "start", "end")
ASSIGNMENTS = ("round", "kind", "article_id", "source_id", "coder", "position", "part", "started", "not_before")
STEPS = ("step", "made_at", "coder", "label", "articles", "undoes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--as", dest="coder", metavar="CODER", help="see what this coder may see")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the rows."""
    with open_project(arguments.project, arguments.coder, read_only=True) as project:
        header, rows = _table(project, arguments.kind)
        console.rows(header, rows, as_json=arguments.json)
    return 0


def _table(project: Project, kind: str) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    if kind == "regions":
        found = ((one.id, region.kind, region.span.start, region.span.end) for one in project.articles.all() for region in one.regions)
        return REGIONS, found
    if kind == "assignments":
        return ASSIGNMENTS, _assignments(project)
    if kind == "steps":
        return STEPS, _steps(project)
    table = project.tables.all(project.codebook, project.visible_coder)[kind]
    return table.columns, table.rows()


def _assignments(project: Project) -> Iterator[tuple[Any, ...]]:
    coders: dict[str, str] = {coder.id: coder.name for coder in project.coders.all()}
    rounds = {one.id: one for one in project.rounds.all()}
    sources: dict[str, str] = {one.id: one.source_id for one in project.articles.listed()}
    started = project.assignments.started()
    looker = project.visible_coder
    for one in project.assignments.all():
        if looker in (None, one.coder_id):
            part = one.part if looker is None else ""  # coders are not shown which articles others code as well
            begun = "1" if (one.article_id, one.coder_id) in started else "0"
            of = rounds[one.round_id]
            yield of.name, of.kind, one.article_id, sources[one.article_id], coders[one.coder_id], one.position, part, begun, one.not_before


def _steps(project: Project) -> Iterator[tuple[Any, ...]]:
    names: dict[str, str] = {coder.id: coder.name for coder in project.coders.all()}
    for step in project.history.all(project.visible_coder):
        yield step.id, step.made_at, names.get(step.coder_id or "", ""), step.label, " | ".join(step.articles), step.undoes
