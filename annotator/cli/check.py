"""Look for damage in a project: pages, texts, offsets and quotes, references, values, and a log that makes what is there."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from annotator.cli.console import Console
from annotator.operations.checking import examine

EXAMPLE = "annotator check study.annot"

_WORDS = {
    "article": ("article", "articles"),
    "annotation": ("annotation", "annotations"),
    "link": ("link", "links"),
    "article_coding": ("judgement of an article", "judgements of articles"),
    "entity": ("entity", "entities"),
    "coder": ("coder", "coders"),
    "step": ("step", "steps"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("--json", action="store_true", help="one JSON object a fault")


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
        counted = [f"{count:,} {_WORDS[table][count != 1]}" for table, count in found.counts.items()]
        console.line("sound: " + ", ".join(counted))
        return 0
    console.note(f"{len(found.faults):,} fault{'' if len(found.faults) == 1 else 's'} in {arguments.project}; go back to a sound backup")
    return 1
