"""Files to read, and what a format finds in them."""

from __future__ import annotations

from pathlib import Path

from annotator.errors import FileProblem
from annotator.formats import registry
from annotator.formats.base import Found, ImportNote, ImportProblem, Options, RecordLine, open_source
from annotator.model.article import ArticleDraft

DATA = Path(__file__).parent.parent / "data"


def a_file(folder: Path, name: str, data: bytes | str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def all_of(path: Path, **options: object) -> list[Found]:
    """Return all that the file's format finds in it; what ends the file is a problem too."""
    source = open_source(path)
    chosen = registry.format_for(path, source.head)
    assert chosen is not None, path
    found: list[Found] = []
    try:
        found += chosen.read(source, Options(**options))  # type: ignore[arg-type]
    except FileProblem as error:
        found.append(ImportProblem(error.path, error.place, error.reason))
    finally:
        if chosen.finish is not None:
            chosen.finish()
    return found


def drafts(path: Path, **options: object) -> list[ArticleDraft]:
    return [one for one in all_of(path, **options) if isinstance(one, ArticleDraft)]


def problems(path: Path, **options: object) -> list[tuple[str, str]]:
    """Return (place, reason) of the problems found."""
    return [(one.place, one.reason) for one in all_of(path, **options) if isinstance(one, ImportProblem)]


def notes(path: Path, **options: object) -> list[tuple[str, str]]:
    return [(one.place, one.text) for one in all_of(path, **options) if isinstance(one, ImportNote)]


def records(path: Path, **options: object) -> list[RecordLine]:
    return [one for one in all_of(path, **options) if isinstance(one, RecordLine)]
