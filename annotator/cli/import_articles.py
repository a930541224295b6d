"""Read articles from files or folders, and the codings of files that hold them, into a project.

What is there already is not added twice. A file, row or line that cannot be read is named with the reason; the rest is imported.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence

from annotator.cli.console import Console
from annotator.cli.words import a_path
from annotator.errors import AnnotatorError, UsageError
from annotator.formats import registry
from annotator.formats.base import ImportNote, Options
from annotator.formats.records import UnfitColumns, check_mapping
from annotator.i18n import N_, _, ngettext
from annotator.operations.importing import ImportReport, import_files
from annotator.project import open_project
from annotator.text.decoding import encoding_named

ABOUT = N_(
    "Read articles from files or folders, and the codings of files that hold them, into a project.\n\n"
    "What is there already is not added twice. A file, row or line that cannot be read is named with the reason; the rest is imported."
)
EXAMPLE = "annotator import study.annot articles/ corpus.csv --map text=content headline=title"
_MOST_REPRINTS = 20  # named one by one; the rest are counted, and --json names all
_MOST_PLACES = 5  # of one note; the rest are counted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    add = parser.add_argument
    add("project", type=a_path, metavar="PROJECT")
    add("files", type=a_path, metavar="FILE", nargs="+", help=_("a file, or a folder with all that is in it"))
    add("--format", metavar="KEY", default="", help=_("read every file as this format instead of telling it from the file"))
    add("--encoding", metavar="E", help=_("the encoding of the files, for example cp1252; without it only a sure one is taken"))
    add("--map", metavar="field=column", nargs="+", action="extend", default=[], help=_("which column holds a field: text=content"))
    add("--sheet", metavar="NAME", default="", help=_("the sheet of Excel workbooks, by name or number; without it the first"))
    add("--as", dest="coder", metavar="CODER", help=_("act as this coder"))
    add("--json", action="store_true", help=_("print the report as one JSON object"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Import and print the report; 1 if anything was refused."""
    options = _options(arguments)
    with open_project(arguments.project, coder=arguments.coder) as project:
        report = import_files(project, arguments.files, options=options, progress=console.progress())
    if arguments.json:
        console.record(as_record(report))
    else:
        _print(report, console)
    return 1 if report.problems else 0


def as_record(report: ImportReport) -> dict[str, object]:
    """Return the report as ``--json`` prints it."""
    return {
        "found": report.found,
        "added": report.added,
        "duplicates": report.duplicates,
        "problems": [{"file": str(one.path), "place": one.place, "reason": one.reason} for one in report.problems],
        "corrections": [
            {"file": str(one.path), "place": one.place, "article": one.article_id, "of": one.first} for one in report.corrections
        ],
        "reprints": [
            {
                "file": str(one.path), "place": one.place, "article": one.article_id, "of": one.of,
                "index": round(one.index, 4), "proposed": one.proposed,
            }
            for one in report.reprints
        ],
        "codings": report.codings,
        "notes": [{"file": str(one.path), "place": one.place, "note": one.text} for one in report.notes],
    }


def _options(arguments: argparse.Namespace) -> Options:
    mapping: dict[str, str] = {}
    for pair in arguments.map:
        field, sign, column = pair.partition("=")
        if not sign or not field.strip() or not column.strip():
            raise UsageError(_("--map takes pairs of field=column, not {pair}").format(pair=pair))
        mapping[field.strip()] = column
    try:
        check_mapping(mapping)
        if arguments.format:
            registry.format_named(arguments.format)
    except UnfitColumns as error:
        raise UsageError(f"--map: {error}") from error
    except AnnotatorError as error:
        raise UsageError(f"--format: {error}") from error
    if arguments.encoding is not None and encoding_named(arguments.encoding) is None:
        raise UsageError(_("--encoding: {name} is not the name of a text encoding").format(name=arguments.encoding))
    return Options(encoding=arguments.encoding, mapping=mapping, format=arguments.format, sheet=arguments.sheet)


def _print(report: ImportReport, console: Console) -> None:
    linked = sum(twin.new for twin in report.twins)
    refused = len(report.problems)
    console.line(_("{count:,} found").format(count=report.found))
    console.line(_("{count:,} added").format(count=report.added))
    there = _("{count:,} there already").format(count=report.duplicates - linked)
    same = _("{count:,} added and linked to the same text").format(count=linked)
    console.line(_("{count:,} duplicates: {there}, {same}").format(count=report.duplicates, there=there, same=same))
    console.line(_("{count:,} refused").format(count=refused))
    if report.codings:
        console.line(ngettext("{count:,} coding stored", "{count:,} codings stored", report.codings).format(count=report.codings))
    for one in report.corrections:
        where = f"{one.path}, {one.place}" if one.place else str(one.path)
        text = _("possible correction: {where} has the id of an article with another text, {first}")
        console.line(text.format(where=where, first=one.first))
    for like in report.reprints[:_MOST_REPRINTS]:
        where = f"{like.path}, {like.place}" if like.place else str(like.path)
        console.line(_("possible reprint: {where} {words} ({of})").format(where=where, words=like.words, of=like.of))
    if len(report.reprints) > _MOST_REPRINTS:
        more = len(report.reprints) - _MOST_REPRINTS
        text = ngettext("and {count:,} more that may be a reprint", "and {count:,} more that may be reprints", more)
        console.line(text.format(count=more))
    for line in _notes(report.notes):
        console.line(line)
    for problem in report.problems:
        console.error(str(problem))


def _notes(notes: Sequence[ImportNote]) -> list[str]:
    """Return the notes, those with the same text in one line."""
    places = defaultdict[str, list[str]](list)
    for note in notes:
        places[note.text].append(f"{note.path}, {note.place}" if note.place else str(note.path))
    lines = []
    for text, where in places.items():
        more = len(where) - _MOST_PLACES
        tail = ngettext(" and {count:,} more place", " and {count:,} more places", more).format(count=more) if more > 0 else ""
        lines.append(_("note: {text} ({where}{tail})").format(text=text, where="; ".join(where[:_MOST_PLACES]), tail=tail))
    return lines
