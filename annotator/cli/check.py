"""Look for damage in a project: pages, texts, offsets and quotes, references, values, and a log that makes what is there."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.i18n import N_, _, counted, ngettext
from annotator.operations.checking import examine

ABOUT = N_("Look for damage in a project: pages, texts, offsets and quotes, references, values, and a log that makes what is there.")
EXAMPLE = "annotator check study.annot"

_WORDS = {
    "article": counted("{count:,} article", "{count:,} articles"),
    "annotation": counted("{count:,} annotation", "{count:,} annotations"),
    "link": counted("{count:,} link", "{count:,} links"),
    "article_coding": counted("{count:,} judgement of an article", "{count:,} judgements of articles"),
    "entity": counted("{count:,} entity", "{count:,} entities"),
    "coder": counted("{count:,} coder", "{count:,} coders"),
    "step": counted("{count:,} step", "{count:,} steps"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=a_path, metavar="PROJECT")
    parser.add_argument("--json", action="store_true", help=_("one JSON object a fault"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Check, and say that all is sound or what is not."""
    found = examine(arguments.project, console.progress())
    if arguments.json:
        for fault in found.faults:
            console.record(asdict(fault))
        return 1 if found.faults else 0
    for fault in found.faults:
        console.line(f"{fault.where}: {fault.what}")
    if not found.faults:
        counted = [ngettext(*_WORDS[table], count).format(count=count) for table, count in found.counts.items()]
        console.line(_("sound: {counts}").format(counts=", ".join(counted)))
        return 0
    count = len(found.faults)
    told = ngettext(
        "{count:,} fault in {project}; go back to a sound backup", "{count:,} faults in {project}; go back to a sound backup", count
    )
    console.note(told.format(count=count, project=arguments.project))
    return 1
