"""What the import dialog lets run off the GUI thread: looking at sources, counting what is in them, and the import itself."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from annotator.errors import FileProblem
from annotator.formats import registry
from annotator.formats.base import ImportNote, ImportProblem, Options, Source, open_source
from annotator.i18n import _
from annotator.model.article import Article, ArticleDraft
from annotator.model.ids import article_id
from annotator.operations import importing
from annotator.operations.importing import ImportReport, KnownArticles, PreparedArticle
from annotator.operations.previewing import files_to_preview
from annotator.operations.sources import Sourced, format_of, read_source, read_sources
from annotator.progress import Progress
from annotator.project import Project
from annotator.text.decoding import declared_charset
from annotator.text.duplicates import same_text_key, text_hash
from annotator.text.encodings import LABELS, candidates

WAITING, READY, ASKED, REFUSED = "waiting", "ready", "asked", "refused"
A_WHILE = 0.4  # seconds after which a job hands over what it has, so that something else may run
LOOK_AT = 500_000  # bytes from which the choice of encodings is offered
_CODINGS = ("annotation", "link", "article_coding")


@dataclass(frozen=True, slots=True)
class Look:
    """What lies in a file: its format, its encoding, and how many articles are new, of known text, there already, or refused.

    ``state``: READY; ASKED, since no encoding is sure or no column is known to hold the text; REFUSED. ``reason`` says why.
    """

    path: Path
    state: str
    format: str = ""
    encoding: str = ""
    new: int = 0
    linked: int = 0
    there: int = 0
    problems: int = 0
    codings: int = 0
    reason: str = ""

    @property
    def articles(self) -> int:
        """Return how many articles would be added, those of a known text among them."""
        return self.new + self.linked


@dataclass
class Survey:
    """Counts source after source; what is known of articles so far goes with it from job to job, never in two at a time."""

    todo: list[tuple[Path, Options]]
    known: KnownArticles | None = None
    done: list[Look] = field(default_factory=list)

    def go_on(self, project: Project, progress: Progress) -> list[Look]:
        """Look at sources for a while and return what they hold; ``todo`` keeps the others."""
        started = time.monotonic()
        self.known = self.known or KnownArticles(project)
        found = []
        while self.todo and (not found or time.monotonic() - started < A_WHILE):
            path, options = self.todo[0]
            found.append(_look(path, replace(options, check=progress.check), self.known))
            self.todo.pop(0)
        return found


def _look(path: Path, options: Options, known: KnownArticles) -> Look:
    try:
        source = open_source(path)
    except FileProblem as error:
        return Look(path, REFUSED, reason=error.reason, problems=1)
    chosen = registry.format_named(options.format) if options.format else format_of(source, options)
    if chosen is None:
        return Look(path, REFUSED, reason=registry.refusal(path, source.head), problems=1)
    look = Look(path, READY, format=_(chosen.name))
    try:
        for one in read_source(source, options, chosen):
            look = _counted(look, one, known)
    finally:
        if chosen.finish is not None:
            chosen.finish()
    if look.articles or look.there:
        return look
    if look.problems and options.encoding is None and not chosen.packed and not _is_sure(source, options):
        fitting = [one for one in candidates(source.data[:LOOK_AT], declared_charset(source.head)) if one.valid]
        if not fitting:
            return replace(look, state=REFUSED, reason=_("no text: no encoding fits"))
        return replace(look, state=ASKED, reason=_("{encoding}?").format(encoding=fitting[0].label))
    if look.problems and chosen.look is not None and chosen.look(source, options).problem:
        return replace(look, state=ASKED, reason=_("choose the columns"))
    return replace(look, state=REFUSED if look.problems else READY)


def _counted(look: Look, one: Sourced, known: KnownArticles) -> Look:
    found = one.found
    if isinstance(found, ArticleDraft):
        key = {
            importing.NEW: "new",
            importing.CORRECTION: "new",
            importing.SAME_TEXT: "linked",
            importing.THERE: "there",
        }[_standing(found, one.path, known)]
        return replace(look, encoding=label_of(found.encoding), **{key: getattr(look, key) + 1})
    if isinstance(found, ImportProblem):
        return replace(look, problems=look.problems + 1, reason=look.reason or found.reason)
    if isinstance(found, ImportNote) or found.kind not in _CODINGS:
        return look
    return replace(look, codings=look.codings + 1)


def _standing(draft: ArticleDraft, path: Path, known: KnownArticles) -> str:
    sha256 = text_hash(draft.text)
    article = Article(article_id(sha256, draft.source_id), draft.source_id, sha256, len(draft.text))
    standing, _kept = known.placed(PreparedArticle(article, "", same_text_key(draft.text), None, path, draft.place))
    return standing


def _is_sure(source: Source, options: Options) -> bool:
    try:
        source.decoded(options, declared_charset(source.head))
    except FileProblem:
        return False
    return True


def label_of(encoding: str) -> str:
    """Return an encoding's name as people write it."""
    return LABELS.get(encoding, encoding.upper().replace("_", "-"))


@dataclass(frozen=True, slots=True)
class Listed:
    """The files that stand in what was chosen, and what was left out on the way."""

    paths: tuple[Path, ...]
    problems: tuple[ImportProblem, ...] = ()
    notes: tuple[ImportNote, ...] = ()


def list_files(project: Project, paths: Sequence[Path]) -> Listed:
    """Return the files that an import of these files and folders would read."""
    files, problems, notes = files_to_preview(project, paths)
    return Listed(tuple(files), tuple(problems), tuple(notes))


def import_listed(
    project: Project, paths: Sequence[Path], own_options: Mapping[Path, Options], left_out: Listed, progress: Progress
) -> ImportReport:
    """Import the files, each with the options chosen for it, and their codings, as one. Cancelled, nothing is kept."""

    def found() -> Iterator[Sourced]:
        for options, group in groupby(paths, own_options.get):
            yield from read_sources(project, list(group), options, progress)

    prepared = importing.prepare(project, found(), progress)
    prepared = replace(prepared, problems=(*left_out.problems, *prepared.problems), notes=(*left_out.notes, *prepared.notes))
    return importing.store(project, prepared, progress)
