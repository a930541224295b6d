"""Plan who codes which article: balanced, seeded, reproducible. Planning a round again touches only what nobody has begun."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from annotator.cli.console import Console
from annotator.errors import UsageError
from annotator.i18n import N_, _, ngettext
from annotator.model.ids import coder_id
from annotator.model.plan import MAIN, ROUND_KINDS
from annotator.operations.again import AgainOrder, apply_again, preview_again
from annotator.operations.assigning import (
    ALL,
    SCOPES,
    STRATA,
    Order,
    PlanPreview,
    apply_plan,
    articles_of_scope,
    preview_plan,
    stratum_names,
)
from annotator.project import Project, open_project

ABOUT = N_(
    "Plan who codes which article: balanced, seeded, reproducible. Planning a round again touches only what nobody has begun."
)
EXAMPLE = "annotator assign study.annot --coder ben --coder cara --coder dan --shared 20% --strata outlet,month"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    add = parser.add_argument
    add("project", type=Path, metavar="PROJECT")
    add("--coder", action="append", default=[], metavar="NAME", help="who codes; unknown ones are added")
    add("--per-article", type=int, default=1, metavar="K", help="coders an article (1)")
    add("--shared", type=_share, default=0.0, metavar="SHARE", help="part that several coders code, as 20%% or 0.2")
    add("--shared-by", type=int, default=2, metavar="K", help="coders of a shared article (2)")
    add("--strata", default="", metavar="NAME,…", help=f"what the shared part is spread over: {', '.join(STRATA)}, an article variable")
    add("--seed", type=int, default=1, metavar="N", help="the same seed gives the same plan (1)")
    add("--round", default="main", metavar="NAME", help="the round (main)")
    add("--kind", choices=ROUND_KINDS, default=MAIN, help="what the round is for (main)")
    add("--article", action="append", default=[], metavar="ID", help="only these articles, by id or source_id")
    among = "only those that no other round has, or only those with gold, as for training (all)"
    add("--among", choices=SCOPES, default=ALL, help=among)
    again = "silent re-coding: this share of what each coder has finished comes once more, as one article among others"
    add("--again", type=_share, metavar="SHARE", help=again)
    add("--after", type=int, default=14, metavar="DAYS", help="days between the two codings (14)")
    add("--preview", action="store_true", help="say what the plan would be, and write nothing")
    add("--json", action="store_true", help="print one JSON object")


def _share(text: str) -> float:
    try:
        value = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("{text} is no share; write 20% or 0.2").format(text=text)) from error
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(_("{text} lies outside 0 to 100 %").format(text=text))
    return value


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Make the plan, say what it is, and apply it."""
    if arguments.again is not None:
        return _again(arguments, console)
    if not arguments.coder:
        raise UsageError(_("name who codes with --coder, or say --again SHARE"))
    strata = tuple(name.strip() for name in arguments.strata.split(",") if name.strip())
    with open_project(arguments.project, read_only=arguments.preview) as project:
        known = stratum_names(project)
        if unknown := [name for name in strata if name not in known]:
            raise UsageError(_("{name} is no stratum; known are {known}").format(name=unknown[0], known=", ".join(known)))
        order = Order(
            tuple(arguments.coder),
            arguments.round,
            arguments.kind,
            arguments.per_article,
            arguments.shared,
            arguments.shared_by,
            strata,
            arguments.seed,
            _articles(project, arguments),
        )
        preview = preview_plan(project, order)
        if not arguments.preview:
            apply_plan(project, preview)
        names = _names(project, preview)
        if arguments.json:
            console.record(_record(preview, names))
        else:
            _tell(preview, names, console, planned=not arguments.preview)
    return 0


def _articles(project: Project, arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the ids of the articles that are asked for, empty for all."""
    if arguments.among == ALL:
        return tuple(project.articles.find(name).id for name in arguments.article)
    if arguments.article:
        raise UsageError(_("name articles with --article, or say --among, not both"))
    found = articles_of_scope(project, arguments.among, arguments.round)
    if not found:
        raise UsageError(_("--among {scope}: there is no such article").format(scope=arguments.among))
    return tuple(found)


def _again(arguments: argparse.Namespace, console: Console) -> int:
    with open_project(arguments.project, read_only=arguments.preview) as project:
        preview = preview_again(project, AgainOrder(arguments.again, arguments.after, arguments.seed))
        if not arguments.preview:
            apply_again(project, preview)
    if arguments.json:
        console.record({"again": [[seat.coder, seat.article.id, seat.not_before] for seat in preview.seats]})
        return 0
    count = len(preview.seats)
    said = ngettext("{count:,} article to code again", "{count:,} articles to code again", count).format(count=count)
    console.line(said if arguments.preview else _("{what}: planned").format(what=said))
    for seat in preview.seats:
        console.line(f"  {seat.coder}: {seat.article.source_id}, {seat.not_before}")
    return 0


def _names(project: Project, preview: PlanPreview) -> dict[str, str]:
    names: dict[str, str] = {coder_id(name): name for name in preview.order.coders}
    return names | {one.id: one.name for one in project.coders.all()}


def _record(preview: PlanPreview, names: dict[str, str]) -> dict[str, object]:
    return {
        "round": preview.order.round_name,
        "order": asdict(preview.order),
        "loads": {names[coder]: load for coder, load in preview.plan.loads.items()},
        "pairs": [[names[one], names[other], count] for (one, other), count in preview.plan.pairs.items()],
        "strata": [[list(stratum), shared, count] for stratum, (shared, count) in sorted(preview.plan.strata.items())],
        "new": len(preview.plan.seats),
        "taken": len(preview.taken),
        "kept": len(preview.kept),
        "notes": list(preview.notes),
    }


def _tell(preview: PlanPreview, names: dict[str, str], console: Console, *, planned: bool) -> None:
    count = len(preview.plan.seats)
    head = ngettext("{count:,} assignment", "{count:,} assignments", count).format(count=count)
    console.line((_("round {round}: {what} made") if planned else _("round {round}: {what} would be made")).format(
        round=preview.order.round_name, what=head))  # fmt: skip
    for coder, load in sorted(preview.plan.loads.items(), key=lambda one: names[one[0]]):
        said = ngettext("{coder}: {count:,} article", "{coder}: {count:,} articles", load)
        console.line("  " + said.format(coder=names[coder], count=load))
    for (one, other), met in sorted(preview.plan.pairs.items(), key=lambda pair: sorted(names[coder] for coder in pair[0])):
        if met:
            pair = sorted((names[one], names[other]))
            console.line("  " + _("{one} and {other}: {count:,} in common").format(one=pair[0], other=pair[1], count=met))
    for stratum, (shared, of) in sorted(preview.plan.strata.items()):
        if any(stratum):
            console.line("  " + _("{stratum}: {shared:,} of {count:,} shared").format(stratum=", ".join(stratum), shared=shared, count=of))
    for note in preview.notes:
        console.line("  " + note)
