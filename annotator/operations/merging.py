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
from annotator.i18n import _, ngettext
from annotator.merge import Conflict, LoggedChange, MergeRefused, Stamp
from annotator.model.coder import ADJUDICATOR, CODER, SUPERVISOR, Coder
from annotator.model.ids import CoderId
from annotator.model.step import Changes
from annotator.operations.checking import examine
from annotator.operations.codebook_merge import outcome, side_of
from annotator.operations.followed import follow_merges
from annotator.progress import Progress
from annotator.project import Project
from annotator.store import connection, migrate, seal
from annotator.store.arrivals import Arrivals, made_once
from annotator.store.audit import private_copy
from annotator.store.backup import MERGE
from annotator.store.database import Database
from annotator.store.foreign_log import ForeignStep, Log, Unfit, named, read, with_rows
from annotator.store.joining import Joining
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
class FinishCount:
    """How many articles of a coder a merge makes finished, and how many not finished any more."""

    coder: str
    finished: int
    reopened: int


@dataclass(frozen=True, slots=True)
class RoleChange:
    """Somebody who has another role here after a merge; ``before`` is empty for one who is new here."""

    coder: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge brought, or would bring: steps, work by coder and article, and what people must know of.

    ``foreign``: the other file is another project altogether, no step of its log is one of ours.
    """

    path: Path
    steps: int
    counts: tuple[WorkCount, ...] = ()
    articles: int = 0
    coders: tuple[str, ...] = ()
    foreign: bool = False
    roles: tuple[RoleChange, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    doubled_names: tuple[tuple[str, str, str], ...] = ()
    doubled_places: tuple[str, ...] = ()
    codebook: tuple[str, ...] = ()
    finished: tuple[FinishCount, ...] = ()


@dataclass(frozen=True, slots=True)
class _Coming:
    """What comes from the other file: its database, its log, the steps that are new here; and the steps that it does not know."""

    path: Path
    database: Database
    log: Log
    steps: Sequence[ForeignStep]
    ours_only: Sequence[str]
    foreign: bool


class GivesRoles(MergeRefused):
    """A file of another project would give people roles here, and nobody said that it may; nothing was changed."""


class _Previewed(Exception):
    """Ends the transaction of a preview: nothing of it is kept."""


def value_words(value: object) -> str:
    """Return one side of a conflict as it is told."""
    return _("empty") if value in (None, "", []) else str(value)


def role_words(change: RoleChange) -> str:
    """Return what a change of roles means, in a sentence."""
    roles = {SUPERVISOR: _("supervisor and sees everybody’s work"), ADJUDICATOR: _("adjudicator"), CODER: _("coder")}
    after = roles.get(change.after, change.after)
    if not change.before:
        return _("{name} comes as {role}").format(name=change.coder, role=after)
    return _("{name}, here {before}, becomes {role}").format(name=change.coder, before=change.before, role=after)


def merge_file(
    project: Project, other: Path, *, preview: bool = False, give_roles: bool = False, progress: Progress | None = None
) -> MergeReport:
    """Add the steps of another project file that this one lacks, and return what that brought; with ``preview`` nothing is kept.

    ``give_roles``: also those of another project altogether that give people other roles in this one, which has people already.
    Raises FileProblem (the other file is damaged, altered, cut short or no project), MergeRefused (its history contradicts
    ours) or GivesRoles; then nothing was changed.
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
        ours_only = tuple(one for one in ours if one not in known_there)
        coming = _Coming(Path(other), database, log, steps, ours_only, foreign=len(ours_only) == len(ours))
        return _join(project, coming, preview=preview, give_roles=give_roles)


@contextmanager
def _checked_copy(project: Project, other: Path, told: Progress) -> Iterator[Database]:
    """Open a private copy of the other file, brought to our format and found sound: the file itself is only read."""
    connection.check_is_project(other)
    if other.exists() and project.path.exists() and other.samefile(project.path):
        raise FileProblem(other, _("is the project itself"))
    if seal.is_broken(other):
        raise FileProblem(other, _("was altered or cut short since it was closed, nothing was taken from it; let it be sent again"))
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


def _join(project: Project, coming: _Coming, *, preview: bool, give_roles: bool) -> MergeReport:
    database = project.database
    known = bool(project.coders.all())
    database.use_large_cache(True)
    kept: list[MergeReport] = []
    followed: frozenset[str] = frozenset()
    try:
        with database.transaction():
            report, followed = _joined(project, coming)
            kept.append(report)
            if preview:
                raise _Previewed
            if known and report.foreign and report.roles and not give_roles:
                said = _("{file}: is another project altogether, and {what}; nothing was taken from it. If that is wanted, say so")
                raise GivesRoles(said.format(file=coming.path, what=", ".join(role_words(one) for one in report.roles)))
    except _Previewed:
        return kept[0]
    except Unfit as error:
        raise MergeRefused(f"{coming.path}: {error}") from error
    finally:
        database.look_again()
        database.use_large_cache(False)
    tables = {change[0] for step in coming.steps for change in step.changes} | {"step"}
    tables |= {"entity", *COUNTED} if followed else set()
    project.tell(Changes(frozenset(tables), followed.union(steps_articles(coming.steps))))
    return kept[0]


def _joined(project: Project, coming: _Coming) -> tuple[MergeReport, frozenset[str]]:
    """Write all that comes; return what that brought, and the articles in which a merged entity was followed."""
    joining = Joining(project.database)
    ours, theirs = side_of(project.database), side_of(coming.database)
    coders_before, finished_before = {one.id: one for one in project.coders.all()}, project.codings.finished()
    mine = Log(project.database)
    steps, arrivals, now, contested = _sorted_out(joining, mine, coming)
    joining.keep_sources(steps, arrivals, coming.log)
    joining.write_steps(steps, mine)
    if contested:
        wanted, now = _by_replay(joining, steps)
    else:
        wanted = joining.applied(steps, now)
    joining.take_over(arrivals)
    joining.put(wanted, now)
    joining.settle()
    if broken := joining.broken_references():
        raise Unfit(_("it refers to what is in neither project: {rows}").format(rows=", ".join(broken)))
    if wrong := joining.wrong_quotes(wanted, arrivals):
        raise Unfit(_("annotation {id} quotes what the text does not say").format(id=wrong[0]))
    came = [one for one in project.coders.all() if one.id not in coders_before]
    new_rows = arrivals.keys | {key for key, row in wanted.items() if row is not None and key not in now}
    report = MergeReport(
        coming.path,
        len(steps),
        tuple(_counts(project, steps, arrivals, joining)),
        articles=sum(1 for table, _row_id in new_rows if table == "article"),
        coders=tuple(one.name for one in came),
        foreign=coming.foreign,
        roles=tuple(_roles(coders_before, project.coders.all())),
        conflicts=tuple(_conflicts(project.database, steps, coming.ours_only, wanted)),
        doubled_names=tuple(joining.doubled_names()),
        doubled_places=tuple(joining.doubled_places(steps_articles(steps))),
        codebook=outcome(project, ours, theirs),
        finished=tuple(_finish_counts(project, finished_before)),
    )
    return report, follow_merges(project, steps, arrivals)


def _sorted_out(joining: Joining, mine: Log, coming: _Coming) -> tuple[Sequence[ForeignStep], Arrivals, dict[Key, Row], bool]:
    """Return the new steps, read as far as is needed, the rows to be taken over, the rows as they are now, and whether all is to be
    made anew from the log, for rows of which both sides have steps.
    """
    changed = {(change[0], change[1]) for step in coming.steps for change in step.changes}
    now = joining.current(changed)
    ever_here = now.keys() | mine.deleted()  # a row that was deleted here may be another one there
    arrivals = Arrivals(coming.database, [key for key in made_once(coming.steps) if key not in ever_here])
    steps = with_rows(coming.steps, arrivals.keys)
    hung_on = {key for step in steps for key in named(step.rows)} | arrivals.named()
    now |= joining.current(hung_on - changed)
    if _contested(joining, mine, steps, changed | hung_on, now, hung_on):
        return with_rows(coming.steps, ()), Arrivals(), now, True
    return steps, arrivals, now, False


def _roles(before: Mapping[CoderId, Coder], after: Sequence[Coder]) -> Iterator[RoleChange]:
    for one in sorted(after, key=lambda one: one.name):
        was = before.get(one.id)
        if one.role != (CODER if was is None else was.role):
            yield RoleChange(one.name, "" if was is None else was.role, one.role)


def steps_articles(steps: Sequence[ForeignStep]) -> list[str]:
    """Return the articles that steps touch, each once."""
    return sorted({article for step in steps for article in step.articles})


def _contested(
    joining: Joining, mine: Log, steps: Sequence[ForeignStep], keys: set[Key], now: Mapping[Key, Row], hung_on: set[Key]
) -> bool:
    """Return whether it matters for some row how the new steps lie among those that are here.

    Such rows are touched here behind the first new step, made a second time, deleted there while something hangs on them here,
    changed or named there while they are not here, or touched by several files that all are new here. All others can simply be
    taken over.
    """
    changes = [change for step in steps for change in step.changes]
    made = {(change[0], change[1]) for change in changes if change[2] is None}
    deleted = {(change[0], change[1]) for change in changes if change[3] is None}
    if made & now.keys() or keys - now.keys() - made or _contested_there(steps, deleted, hung_on) or joining.hanging_on(deleted):
        return True
    for change in mine.changes_after((steps[0].counter, steps[0].origin)):
        if (change[0], change[1]) in keys or (deleted and not deleted.isdisjoint(named([read(change)]))):
            return True
    return False


def _contested_there(steps: Sequence[ForeignStep], deleted: set[Key], hung_on: set[Key]) -> bool:
    """Return whether the new steps of several files, which did not know of each other, have rows in common."""
    if len({step.origin for step in steps}) < 2:
        return False
    origins: dict[Key, str] = {}
    for step in steps:
        for change in step.changes:
            if origins.setdefault((change[0], change[1]), step.origin) != step.origin:
                return True
    return not deleted.isdisjoint(hung_on)


def _by_replay(joining: Joining, steps: Sequence[ForeignStep]) -> tuple[dict[Key, Row | None], dict[Key, Row]]:
    """Rows of which both sides have steps are made anew from the whole log: those of the articles touched, and the other tables'."""
    keys = {(change[0], change[1]) for step in steps for change in step.changes}
    keys |= {key for step in steps for key in named(step.rows)}
    articles = set(steps_articles(steps))
    tables = {table for table, _row_id in keys} - OF_ARTICLES
    state = joining.replayed(articles, tables)
    affected = keys | set(joining.rows_of_articles(articles)) | {key for key in state if key[0] in OF_ARTICLES}
    return {key: state.get(key) for key in affected}, joining.current(affected)


def _counts(project: Project, steps: Sequence[ForeignStep], arrivals: Arrivals, joining: Joining) -> Iterator[WorkCount]:
    counted: Counter[tuple[str, str, int]] = Counter()
    for table in COUNTED:
        counted.update((coder, article, 0) for coder, article in arrivals.columns(table, "coder_id", "article_id"))
    touched = {(table, row_id) for step in steps for table, row_id, _before, _after in step.rows if table in COUNTED}
    whole = joining.current(touched)  # a step names the columns that it changed, not whose work it is and where
    for step in steps:
        alone = step.articles[0] if len(step.articles) == 1 else ""
        for table, row_id, before, after in step.rows:
            if table in COUNTED:
                row = whole.get((table, row_id), {}) | (after or before or {})
                kind = 0 if before is None else 2 if after is None else 1
                counted[row.get("coder_id") or step.coder_id or "", row.get("article_id") or alone, kind] += 1
    names: Mapping[str, str] = {one.id: one.name for one in project.coders.all()}
    titles = {one.id: one.headline or one.source_id for one in project.articles.listed()}
    for coder, article in sorted({(coder, article) for coder, article, _kind in counted}):
        made, changed, deleted = (counted[coder, article, kind] for kind in range(3))
        yield WorkCount(names.get(coder, coder), titles.get(article, article), made, changed, deleted)


def _finish_counts(project: Project, before: set[tuple[str, str]]) -> Iterator[FinishCount]:
    """Yield for each coder, by name, whose articles became finished or unfinished, how many did."""
    after = project.codings.finished()
    came, went = (Counter(coder for coder, _article in one) for one in (after - before, before - after))
    for one in sorted(project.coders.all(), key=lambda one: one.name):
        if came[one.id] or went[one.id]:
            yield FinishCount(one.name, came[one.id], went[one.id])


def finish_words(one: FinishCount) -> str:
    """Return what a merge does to a coder's finished articles, in words."""
    said = []
    if one.finished:
        said.append(ngettext("{count:,} article finished", "{count:,} articles finished", one.finished).format(count=one.finished))
    if one.reopened:
        said.append(ngettext("{count:,} article open again", "{count:,} articles open again", one.reopened).format(count=one.reopened))
    return ", ".join(said)


def _conflicts(
    database: Database, steps: Sequence[ForeignStep], ours_only: Sequence[str], wanted: Mapping[Key, Row | None]
) -> list[Conflict]:
    """Return where steps that either side did not know of changed the same thing."""
    if not ours_only:
        return []
    theirs = [one for step in steps for one in _changes(step)]
    keys = {(one.table, one.row_id) for one in theirs}
    mine = [one for step in with_rows(Log(database).steps(ours_only), ()) for one in _changes(step) if (one.table, one.row_id) in keys]
    return merge.conflicts(mine, theirs, {key: row for key, row in wanted.items() if row is not None}) if mine else []


def _changes(step: ForeignStep) -> Iterator[LoggedChange]:
    article = step.articles[0] if len(step.articles) == 1 else ""
    for table, row_id, before, after in step.rows:
        yield LoggedChange((step.counter, step.origin), table, row_id, before, after, step.coder_id or "", article)
