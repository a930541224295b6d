"""What an import would read from a file, shown before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from annotator.errors import FileProblem
from annotator.formats import registry
from annotator.formats.base import CODINGS, HEAD, Format, ImportNote, ImportProblem, Options, Source, Table, open_source
from annotator.model.article import Article
from annotator.operations.import_reprints import KnownTexts, Reprint
from annotator.operations.importing import SAME_TEXT, THERE, KnownArticles, PreparedArticle, prepare
from annotator.operations.sources import Sourced, files_under, format_of, read_source
from annotator.progress import Progress
from annotator.project import Project
from annotator.text.decoding import declared_charset
from annotator.text.encodings import Candidate, candidates

FIRST = 20
_LOOK_AT = 500_000  # bytes that the choice of encodings is shown from


@dataclass(frozen=True, slots=True)
class PreviewedArticle:
    """An article as it would be stored: facts and regions, its text, and what it is beside the articles known.

    ``standing``: NEW, CORRECTION, SAME_TEXT or THERE of ``operations.importing``; then ``article.cluster_id`` and
    ``article.correction_of`` name the first. ``notes`` are sentences to show.
    """

    article: Article
    text: str
    standing: str
    place: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file before it is imported: its format, encoding and columns, its first articles and problems.

    ``format`` None: no format reads it, ``problems`` says why. ``encoding`` "": none is sure, choose among ``candidates``.
    ``table``: the columns of a table and what they are taken for, None for other formats and what cannot be decoded.
    ``more``: whether there is more in the file than was looked at. ``has_codings``: records other than articles were met.
    """

    path: Path
    format: Format | None
    encoding: str
    candidates: tuple[Candidate, ...]
    table: Table | None
    articles: tuple[PreviewedArticle, ...]
    problems: tuple[ImportProblem, ...]
    notes: tuple[ImportNote, ...]
    more: bool
    has_codings: bool


def files_to_preview(project: Project, paths: Sequence[Path]) -> tuple[list[Path], list[ImportProblem], list[ImportNote]]:
    """Return the files that an import of these files and folders reads, what it refuses, and what it leaves out."""
    found = list(files_under(paths, project.path))
    return (
        [one for one in found if isinstance(one, Path)],
        [one for one in found if isinstance(one, ImportProblem)],
        [one for one in found if isinstance(one, ImportNote)],
    )


def preview(
    project: Project,
    path: Path,
    options: Options | None = None,
    *,
    first: int = FIRST,
    progress: Progress | None = None,
    known_texts: KnownTexts | None = None,
) -> Preview:
    """Return what an import of a file would read, from its first ``first`` articles and problems; nothing is stored or raised.

    With ``known_texts`` each new article is compared with those of the project, and said to be like one if it is.
    """
    options, progress = options or Options(), progress or Progress()
    options = replace(options, check=progress.check)
    try:
        source = open_source(path)
    except FileProblem as error:
        return _refused(path, ImportProblem(path, error.place, error.reason))
    chosen = registry.format_named(options.format) if options.format else format_of(source, options)
    if chosen is None:
        return _refused(path, ImportProblem(path, "", registry.refusal(path, source.head)))
    looked = _looked_at(source, options, chosen, first)
    prepared = prepare(project, looked[:first], progress, propose_for_known=True)
    known = KnownArticles(project)
    declared = declared_charset(source.head)
    return Preview(
        path=path,
        format=chosen,
        encoding="utf-8" if chosen.packed else _encoding(source, options, declared),
        candidates=() if chosen.packed else tuple(candidates(_beginning(source.data), declared)),
        table=_table(source, options, chosen),
        articles=tuple(_compared(project, _previewed(one, known), known_texts, progress) for one in prepared.articles),
        problems=prepared.problems,
        notes=prepared.notes,
        more=len(looked) > first,
        has_codings=CODINGS in chosen.kinds and bool(prepared.records),
    )


def _looked_at(source: Source, options: Options, chosen: Format, first: int) -> list[Sourced]:
    try:
        return list(islice(read_source(source, options, chosen), first + 1))
    finally:
        if chosen.finish is not None:
            chosen.finish()


def _previewed(one: PreparedArticle, known: KnownArticles) -> PreviewedArticle:
    standing, article = known.placed(one)
    return PreviewedArticle(article, one.text, standing, one.place, one.notes)


def _compared(project: Project, one: PreviewedArticle, known: KnownTexts | None, progress: Progress) -> PreviewedArticle:
    if known is None or one.standing in (THERE, SAME_TEXT):
        return one
    progress.check()
    found = known.most_like(project, one.article, one.text, progress)
    if found is None:
        return one
    other, index = found
    return replace(one, notes=(*one.notes, Reprint(Path(), one.place, one.article.id, other.id, other.title, index).words))


def _encoding(source: Source, options: Options, declared: str | None) -> str:
    try:
        return source.decoded(options, declared).encoding
    except FileProblem:
        return ""


def _table(source: Source, options: Options, chosen: Format) -> Table | None:
    if chosen.look is None:
        return None
    try:
        return chosen.look(source, options)
    except FileProblem:
        return None


def _beginning(data: bytes) -> bytes:
    """Return so much of a file as the choice of encodings needs, cut where no character is."""
    if len(data) <= _LOOK_AT:
        return data
    if b"\x00" in data[:HEAD]:  # UTF-16 or UTF-32
        return data[: _LOOK_AT // 4 * 4]
    return data[: data.rfind(b"\n", 0, _LOOK_AT) + 1 or _LOOK_AT]


def _refused(path: Path, problem: ImportProblem) -> Preview:
    return Preview(path, None, "", (), None, (), (problem,), (), False, False)
