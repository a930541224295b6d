"""The files that an import reads: folders walked, kinds told, each file opened safely and read by its format."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.errors import FileProblem
from annotator.formats import registry
from annotator.formats.base import Format, Found, ImportNote, ImportProblem, Options, Source, open_source
from annotator.i18n import _, ngettext
from annotator.progress import Progress
from annotator.project import Project

MOST_BYTES = 1_000_000_000  # of all files of one import, for it is written in one step


@dataclass(frozen=True, slots=True)
class Sourced:
    """Something that was found, and the file it was found in."""

    path: Path
    found: Found


def read_sources(
    project: Project | None, paths: Sequence[Path], options: Options | None = None, progress: Progress | None = None
) -> Iterator[Sourced]:
    """Yield all that is found in these files and folders, lazily and in the order of names; nothing that is wrong with a file raises.

    ``project``: the open project, whose own files are never touched. AnnotatorError: ``options.format`` names no format.
    """
    options, progress = options or Options(), progress or Progress()
    wanted = registry.format_named(options.format) if options.format else None
    files = list(files_under(paths, project.path if project is not None else None))
    total_bytes = 0
    try:
        for one in progress.track(files, len(files), _("Reading files")):
            if not isinstance(one, Path):
                yield Sourced(one.path, one)
                continue
            try:
                source = open_source(one)
            except FileProblem as error:
                yield Sourced(one, _problem(error))
                continue
            total_bytes += len(source.data)
            if total_bytes > MOST_BYTES:
                total_bytes -= len(source.data)
                reason = _("with this file there would be more than {most:,} bytes in one import; import it by itself")
                yield Sourced(one, ImportProblem(one, "", reason.format(most=MOST_BYTES)))
                continue
            yield from read_source(source, replace(options, check=progress.check), wanted)
    finally:
        for used in registry.loaded():
            if used.finish is not None:
                used.finish()


def read_source(source: Source, options: Options, wanted: Format | None = None) -> Iterator[Sourced]:
    """Yield what one format, by default the one that the file is in, finds in a file."""
    chosen = wanted or format_of(source, options)
    if chosen is None:
        yield Sourced(source.path, ImportProblem(source.path, "", registry.refusal(source.path, source.head)))
        return
    try:
        for found in chosen.read(source, options):
            options.check()
            yield Sourced(source.path, found)
    except FileProblem as error:
        yield Sourced(source.path, _problem(error))


def format_of(source: Source, options: Options) -> Format | None:
    """Return the format that a file is in, None if none reads it; an encoding that was named makes a text of what looks like none."""
    found = registry.format_for(source.path, source.head)
    if found is None and options.encoding is not None and not registry.foreign_kind(source.path, source.head):
        return registry.format_named("plain_text")
    return found


def _problem(error: FileProblem) -> ImportProblem:
    return ImportProblem(error.path, error.place, error.reason)


# ---- folders ----------------------------------------------------------------------------------------------------------


def files_under(paths: Sequence[Path], project: Path | None = None) -> Iterator[Path | ImportProblem | ImportNote]:
    """Yield the files that are named and those in the folders that are named, in the order of names, and what was left out.

    Hidden files and the open project with its lock and backups are noted; links that lead out of the folder are problems.
    """
    for path in paths:
        if _belongs_to(path, project):
            yield ImportProblem(path, "", _("is the project itself"))
        elif path.is_dir():
            yield from _of_folder(path, project)
        else:
            yield path


def _of_folder(folder: Path, project: Path | None) -> Iterator[Path | ImportProblem | ImportNote]:
    hidden = 0
    any_file = False
    waiting = [folder]
    top = os.path.realpath(folder)
    while waiting:
        path = waiting.pop()
        if path != folder and path.name.startswith("."):
            hidden += 1
        elif _belongs_to(path, project):
            yield ImportNote(path, "", _("belongs to the open project and was left out"))
        elif path != folder and path.is_symlink() and (path.is_dir() or not _inside(path, top)):
            any_file = True
            yield ImportProblem(path, "", _("is a link to a folder or out of the folder that is imported; it is not followed"))
        elif path.is_dir():
            try:
                waiting += sorted(path.iterdir(), key=lambda one: one.name, reverse=True)
            except OSError as error:
                any_file = True
                yield ImportProblem(path, "", _("the folder cannot be read ({reason})").format(reason=error.strerror))
        else:
            any_file = True
            yield path
    if hidden:
        text = ngettext("{count} hidden file was left out", "{count} hidden files were left out", hidden)
        yield ImportNote(folder, "", text.format(count=hidden))
    if not any_file:
        yield ImportProblem(folder, "", _("there are no files in this folder"))


def _inside(path: Path, top: str) -> bool:
    return os.path.realpath(path).startswith(os.path.join(top, ""))


def _belongs_to(path: Path, project: Path | None) -> bool:
    """Return whether a file is the open project, its lock, journal or backups: opening one would drop its locks."""
    if project is None:
        return False
    with suppress(OSError, ValueError):
        if os.path.samefile(path, project):
            return True
        beside = os.path.samefile(path.parent, project.parent)
        return beside and (path.name.startswith((project.name + "-", project.name + ".")) or path.name == project.stem + " backups")
    return False
