"""Bring the work in other project files together with this one.

The files may come in any order and again and again; each is checked whole, only read, and taken whole or not at all. Where both
sides changed the same thing, the change that all files agree on stands, and the place is listed. A copy of the project is kept
before anything is written. A file of another project altogether that would give people other roles here is refused, unless
--give-roles is given. Exit status 0 also with conflicts.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from annotator.cli.console import Console
from annotator.errors import AnnotatorError
from annotator.i18n import N_, _, ngettext
from annotator.merge import Conflict
from annotator.operations.codebook import DRAFT
from annotator.operations.codebook_merge import draft_words
from annotator.operations.merging import GivesRoles, MergeReport, finish_words, merge_file, role_words, value_words
from annotator.project import open_project

ABOUT = N_(
    "Bring the work in other project files together with this one. "
    "The files may come in any order and again and again; each is checked whole, only read, and taken whole or not at all. Where both "
    "sides changed the same thing, the change that all files agree on stands, and the place is listed. A copy of the project is kept "
    "before anything is written. A file of another project altogether that would give people other roles here is refused, unless "
    "--give-roles is given. Exit status 0 also with conflicts."
)
EXAMPLE = "annotator merge study.annot packages/*.annot"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("others", type=Path, metavar="OTHER", nargs="+", help="project files and work packages")
    parser.add_argument("--preview", action="store_true", help="say what would come, and keep nothing")
    parser.add_argument("--give-roles", action="store_true", help="also take a file of another project that makes people supervisors here")
    parser.add_argument("--json", action="store_true", help="one JSON object a file")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Merge the files one by one; a refused one is named and the others are merged."""
    refused = 0
    with open_project(arguments.project) as project:
        for other in arguments.others:
            try:
                report = merge_file(
                    project, other, preview=arguments.preview, give_roles=arguments.give_roles, progress=console.progress()
                )
            except GivesRoles as error:
                console.error(_("{reason} with {option}").format(reason=error, option="--give-roles"))
                refused += 1
                continue
            except AnnotatorError as error:
                console.error(str(error))
                refused += 1
                continue
            if arguments.json:
                console.record(_record(report))
            else:
                _tell(report, console, preview=arguments.preview)
    return 1 if refused else 0


def _record(report: MergeReport) -> dict[str, object]:
    return {
        "file": str(report.path),
        "steps": report.steps,
        "articles": report.articles,
        "coders": list(report.coders),
        "foreign": report.foreign,
        "roles": [asdict(one) for one in report.roles],
        "counts": [asdict(one) for one in report.counts],
        "finished": [asdict(one) for one in report.finished],
        "conflicts": [asdict(one) for one in report.conflicts],
        "doubled_names": [list(one) for one in report.doubled_names],
        "doubled_places": list(report.doubled_places),
        "codebook": list(report.codebook),
    }


def _tell(report: MergeReport, console: Console, *, preview: bool) -> None:
    if not report.steps:
        console.line(_("{file}: nothing new").format(file=report.path))
        return
    head = _("{file}: would bring {what}") if preview else _("{file}: brought {what}")
    what = ngettext("{count:,} step", "{count:,} steps", report.steps).format(count=report.steps)
    if report.articles:
        what += ", " + ngettext("{count:,} article", "{count:,} articles", report.articles).format(count=report.articles)
    console.line(head.format(file=report.path, what=what))
    if report.foreign:
        console.line(_("  another project altogether: its history and this one have nothing in common"))
    for one in report.counts:
        console.line(
            _("  {coder}, {article}: {made:,} new, {changed:,} changed, {deleted:,} deleted").format(
                coder=one.coder, article=one.article, made=one.made, changed=one.changed, deleted=one.deleted
            )
        )
    for finished in report.finished:
        console.line(f"  {finished.coder}: {finish_words(finished)}")
    for name in report.coders:
        console.line(_("  {name} is a new coder here").format(name=name))
    for change in report.roles:
        console.line("  " + role_words(change))
    for words in report.codebook:
        console.line("  " + words)
    for conflict in report.conflicts:
        console.line("  " + _conflict(conflict))
    for table, given, own in report.doubled_names:
        console.line(_("  several records bear the id {given}: this {table} is shown as {own}").format(given=given, table=table, own=own))
    for annotation in report.doubled_places:
        console.line(_("  annotation {id} stands where another of the same coder and category does").format(id=annotation))


def _conflict(conflict: Conflict) -> str:
    where = f"{conflict.table} {conflict.row_id}" + (f", {conflict.column}" if conflict.column else "")
    stands = _("ours stands") if conflict.ours_stands else _("theirs stands")
    shown = draft_words if (conflict.table, conflict.row_id) == ("setting", DRAFT) else value_words
    return _("conflict at {where}: here {ours}, there {theirs}; {stands}").format(
        where=where, ours=shown(conflict.ours), theirs=shown(conflict.theirs), stands=stands
    )
