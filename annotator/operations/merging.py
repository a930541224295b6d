"""Bringing the work of another project file in: a join of the two logs, in any order and as often as one likes.

The other file is only read. It is checked whole before anything is taken from it; a copy of ours is made before anything is
written; all of a file is taken or nothing.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from annotator import merge
from annotator.errors import AnnotatorError, FileProblem
from annotator.i18n import _
from annotator.merge import Conflict, LoggedChange, MergeRefused, Stamp
from annotator.model.coder import SUPERVISOR
from annotator.model.step import Changes
from annotator.operations.checking import examine
from annotator.operations.codebook_merge import Side, outcome, side_of
from annotator.operations.followed import follow_merges
from annotator.progress import Progress
from annotator.project import Project
from annotator.store import connection, migrate
from annotator.store.audit import private_copy
from annotator.store.backup import MERGE
from annotator.store.database import Database
from annotator.store.joining import ForeignStep, Joining, Log, Unfit, named, read
from annotator.store.replay import OF_ARTICLES, Key
from annotator.store.rows import Row

COUNTED = ("annotation", "link")


@dataclass(frozen=True, slots=True)
class WorkCount:
    """What a merge brought of one coder in one article: annotations and links made, changed and deleted."""

    coder: str
    article: str
    made: int
    changed: int
    deleted: int


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge brought, or would bring: steps, work by coder and article, and what people must know of."""

    path: Path
    steps: int
    counts: tuple[WorkCount, ...] = ()
    articles: int = 0
    coders: tuple[str, ...] = ()
    supervisors: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    doubled_names: tuple[tuple[str, str, str], ...] = ()
    doubled_places: tuple[str, ...] = ()
    codebook: tuple[str, ...] = ()


class _Previewed(Exception):
    """Ends the transaction of a preview: nothing of it is kept."""


def value_words(value: object) -> str:
    """Return one side of a conflict as it is told."""
    return _("empty") if value in (None, "", []) else str(value)


def merge_file(project: Project, other: Path, *, preview: bool = False, progress: Progress | None = None) -> MergeReport:
    """Add the steps of another project file that this one lacks, and return what that brought; with ``preview`` nothing is kept.

    Raises FileProblem (the other file is damaged, altered, cut short or no project) or MergeRefused (its history contradicts
    ours); then nothing was changed.
    """
    told = progress or Progress()
    if not project.sees_all:
        raise AnnotatorError(_("only a supervisor may merge"))
    with _checked_copy(project, Path(other), told) as database:
        log = Log(database)
        theirs = [Stamp(*one) for one in log.stamps()]
        ours = {stamp.id: stamp for stamp in (Stamp(*one) for one in Log(project.database).stamps())}
        try:
            wanted = merge.missing(ours, theirs)
            steps = log.steps([stamp.id for stamp in wanted])
        except (MergeRefused, Unfit) as error:
            raise MergeRefused(f"{other}: {error}") from error
        if not steps:
            return MergeReport(Path(other), 0)
        if not preview:
            told.say(_("Keeping a copy of the project"), 0)
            project.backup_before(MERGE)
        told.say(_("Merging"), 0)
        known_there = {stamp.id for stamp in theirs}
        return _join(project, Path(other), log, steps, [one for one in ours if one not in known_there], side_of(database), preview)


@contextmanager
def _checked_copy(project: Project, other: Path, told: Progress) -> Iterator[Database]:
    """Open a private copy of the other file, brought to our format and found sound: the file itself is only read."""
    connection.check_is_project(other)
    if other.exists() and project.path.exists() and other.samefile(project.path):
        raise FileProblem(other, _("is the project itself"))
    with tempfile.TemporaryDirectory(prefix="annotator-merge-") as folder:
        copy = Path(folder) / "other.annot"
        told.say(_("Reading {file}").format(file=other.name), 0)
        private_copy(other, copy)
        writable = Database.open(copy, read_only=False)
        try:
            migrate.apply_missing(writable.raw, copy)
        finally:
            writable.close()
        faults = examine(copy, told).faults
        if faults:
            what = _("is damaged or was altered, nothing was taken from it: {what}").format(what=faults[0].what)
            raise FileProblem(other, what, faults[0].where)
        database = Database.open(copy, read_only=True)
        try:
            yield database
        finally:
            database.close()


def _join(
    project: Project, other: Path, log: Log, steps: Sequence[ForeignStep], ours_only: Sequence[str], theirs: Side, preview: bool
) -> MergeReport:
    database = project.database
    database.use_large_cache(True)
    kept: list[MergeReport] = []
    followed: frozenset[str] = frozenset()
    try:
        with database.transaction():
            kept.append(_joined(project, other, log, steps, ours_only, theirs))
            followed = follow_merges(project, steps)
            if preview:
                raise _Previewed
    except _Previewed:
        return kept[0]
    except Unfit as error:
        raise MergeRefused(f"{other}: {error}") from error
    finally:
        database.look_again()
        database.use_large_cache(False)
    tables = {change[0] for step in steps for change in step.changes} | {"step"} | ({"entity", *COUNTED} if followed else set())
    project.tell(Changes(frozenset(tables), followed.union(article for step in steps for article in step.articles)))
    return kept[0]


def _joined(
    project: Project, other: Path, log: Log, steps: Sequence[ForeignStep], ours_only: Sequence[str], theirs: Side
) -> MergeReport:
    joining = Joining(project.database)
    ours = side_of(project.database)
    coders_before = {one.id: one for one in project.coders.all()}
    keys = {(change[0], change[1]) for step in steps for change in step.changes}
    keys |= {key for step in steps for key in named(step.rows)}
    now = joining.current(keys)
    mine = Log(project.database)
    contested = _contested(joining, mine, steps, keys, now)
    joining.keep_sources(steps, log)
    joining.write_steps(steps, mine)
    if contested:
        wanted, now = _by_replay(joining, steps, keys)
    else:
        wanted = joining.applied(steps, now)
    joining.put(wanted, now)
    joining.settle()
    if broken := joining.broken_references():
        raise Unfit(_("it refers to what is in neither project: {rows}").format(rows=", ".join(broken)))
    if wrong := joining.wrong_quotes(wanted):
        raise Unfit(_("annotation {id} quotes what the text does not say").format(id=wrong[0]))
    came = [one for one in project.coders.all() if one.id not in coders_before]
    return MergeReport(
        other,
        len(steps),
        tuple(_counts(project, steps)),
        articles=sum(1 for key, row in wanted.items() if key[0] == "article" and row is not None and key not in now),
        coders=tuple(one.name for one in came),
        supervisors=tuple(one.name for one in came if one.role == SUPERVISOR),
        conflicts=tuple(_conflicts(project.database, steps, ours_only, wanted)),
        doubled_names=tuple(joining.doubled_names()),
        doubled_places=tuple(joining.doubled_places(steps_articles(steps))),
        codebook=outcome(project, ours, theirs),
    )


def steps_articles(steps: Sequence[ForeignStep]) -> list[str]:
    """Return the articles that steps touch, each once."""
    return sorted({article for step in steps for article in step.articles})


def _contested(joining: Joining, mine: Log, steps: Sequence[ForeignStep], keys: set[Key], now: Mapping[Key, Row]) -> set[Key]:
    """Return the rows for which it matters how the new steps lie among those that are here.

    They are touched here behind the first new step, made a second time, deleted there while something hangs on them here,
    changed or named there while they are not here, or touched by several files that all are new here. All others can simply be
    taken over.
    """
    changes = [change for step in steps for change in step.changes]
    made = {(change[0], change[1]) for change in changes if change[2] is None}
    deleted = {(change[0], change[1]) for change in changes if change[3] is None}
    found = made & now.keys()
    found |= keys - now.keys() - made
    found |= _contested_there(steps, deleted)
    if deleted:
        found |= joining.hanging_on(deleted)
    for change in mine.changes_after((steps[0].counter, steps[0].origin)):
        if (change[0], change[1]) in keys:
            found.add((change[0], change[1]))
        if deleted:
            found |= deleted.intersection(named([read(change)]))
    return found


def _contested_there(steps: Sequence[ForeignStep], deleted: set[Key]) -> set[Key]:
    """Return the rows that the new steps of several files, which did not know of each other, have in common."""
    if len({step.origin for step in steps}) < 2:
        return set()
    origins: dict[Key, set[str]] = {}
    for step in steps:
        for change in step.changes:
            origins.setdefault((change[0], change[1]), set()).add(step.origin)
    shared = {key for key, some in origins.items() if len(some) > 1}
    return shared | {key for step in steps for key in named(step.rows) if key in deleted}


def _by_replay(joining: Joining, steps: Sequence[ForeignStep], keys: set[Key]) -> tuple[dict[Key, Row | None], dict[Key, Row]]:
    """Rows of which both sides have steps are made anew from the whole log: those of the articles touched, and the other tables'."""
    articles = set(steps_articles(steps))
    tables = {table for table, _row_id in keys} - OF_ARTICLES
    state = joining.replayed(articles, tables)
    affected = keys | set(joining.rows_of_articles(articles)) | {key for key in state if key[0] in OF_ARTICLES}
    return {key: state.get(key) for key in affected}, joining.current(affected)


def _counts(project: Project, steps: Sequence[ForeignStep]) -> Iterator[WorkCount]:
    counted: Counter[tuple[str, str, int]] = Counter()
    for step in steps:
        alone = step.articles[0] if len(step.articles) == 1 else ""
        for table, _row_id, before, after in step.rows:
            if table in COUNTED:
                row = after or before or {}
                kind = 0 if before is None else 2 if after is None else 1
                counted[row.get("coder_id") or step.coder_id or "", row.get("article_id") or alone, kind] += 1
    names: Mapping[str, str] = {one.id: one.name for one in project.coders.all()}
    titles = {one.id: one.headline or one.source_id for one in project.articles.listed()}
    for coder, article in sorted({(coder, article) for coder, article, _kind in counted}):
        made, changed, deleted = (counted[coder, article, kind] for kind in range(3))
        yield WorkCount(names.get(coder, coder), titles.get(article, article), made, changed, deleted)


def _conflicts(
    database: Database, steps: Sequence[ForeignStep], ours_only: Sequence[str], wanted: Mapping[Key, Row | None]
) -> list[Conflict]:
    """Return where steps that either side did not know of changed the same thing."""
    if not ours_only:
        return []
    theirs = [one for step in steps for one in _changes(step)]
    keys = {(one.table, one.row_id) for one in theirs}
    mine = [one for step in Log(database).steps(ours_only) for one in _changes(step) if (one.table, one.row_id) in keys]
    return merge.conflicts(mine, theirs, {key: row for key, row in wanted.items() if row is not None}) if mine else []


def _changes(step: ForeignStep) -> Iterator[LoggedChange]:
    article = step.articles[0] if len(step.articles) == 1 else ""
    for table, row_id, before, after in step.rows:
        yield LoggedChange((step.counter, step.origin), table, row_id, before, after, step.coder_id or "", article)
