"""Backups of a project: which there are, whether they are sound, how they differ from it, and a new file made from one."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import AnnotatorError, FileProblem
from annotator.i18n import _
from annotator.operations.checking import check
from annotator.operations.projects import SUFFIX
from annotator.progress import Progress
from annotator.project import Project, open_project
from annotator.store import backup
from annotator.store.backup import DAILY, DELETION, MERGE, MIGRATION, OWN, Backup, backup_folder
from annotator.store.stamps import COMPARED, RowName, Stamps

__all__ = [
    "DAILY", "DELETION", "MERGE", "MIGRATION", "OWN", "Backup", "Difference", "Group", "backups_of", "compare", "faults_of", "opens",
    "project_of", "restore",
]  # fmt: skip

ADDED, MISSING, CHANGED = "added", "missing", "changed"
STEP = "step"
MOST_NAMED = 500


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table and a coder that differ: how many came since the backup, are missing now, or read otherwise; some by name."""

    table: str
    coder: str
    counts: tuple[int, int, int]
    """added, missing, changed"""
    rows: tuple[tuple[str, RowName], ...] = ()
    """(added, missing or changed, the row), at most ``MOST_NAMED`` of each"""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a project differs from a backup of it, seen from the backup: what came, what went, what changed."""

    groups: tuple[Group, ...]
    same: int
    """rows that both hold alike"""

    @property
    def is_none(self) -> bool:
        """Return whether both hold the same."""
        return not self.groups


def backups_of(path: Path) -> list[Backup]:
    """Return the backups beside a project, the newest first."""
    return backup.listed(path)


def project_of(path: Path) -> Path:
    """Return the project whose backup this is, by the folder that it lies in; itself if it lies in none."""
    folder = path.absolute().parent
    if folder.name.endswith(" backups"):
        return folder.with_name(folder.name.removesuffix(" backups") + SUFFIX)
    return path


def opens(path: Path) -> bool:
    """Return whether a backup can be opened and SQLite finds no damage on its pages: a first look, much faster than a check."""
    try:
        with open_project(path, read_only=True):
            return True
    except AnnotatorError:
        return False


def faults_of(path: Path, progress: Progress | None = None) -> int:
    """Check a backup from beginning to end and return how many faults it has; FileProblem if it cannot be opened at all."""
    return len(check(path, progress))


def compare(project: Project, path: Path, progress: Progress | None = None) -> Difference:
    """Compare an open project with a backup; of work only what whoever looks may see of it."""
    told = progress or Progress()
    groups: list[Group] = []
    same = 0
    with open_project(path, read_only=True) as other:
        now, then = Stamps(project.database, project.visible_coder), Stamps(other.database, project.visible_coder)
        for number, table in enumerate(COMPARED):
            told.say(_("Comparing"), number, len(COMPARED))
            seen = project.visible_articles if table == "article" else None
            found, alike = _of_table(table, now, then, None if seen is None else set(seen))
            groups += found
            same += alike
        groups += _of_steps(now.steps(), then.steps())
    return Difference(tuple(groups), same)


def _of_table(table: str, now: Stamps, then: Stamps, seen: set[str] | None) -> tuple[list[Group], int]:
    here, there = now.rows(table), then.rows(table)
    if seen is not None:
        here, there = ({row_id: row for row_id, row in rows.items() if row_id in seen} for rows in (here, there))
    kinds: dict[str, str] = {}
    whose: dict[str, str] = {}
    for row_id in dict.fromkeys([*there, *here]):
        kind = ADDED if row_id not in there else MISSING if row_id not in here else CHANGED if here[row_id] != there[row_id] else ""
        if kind:
            kinds[row_id] = kind
            whose[row_id] = (here.get(row_id) or there[row_id])[0]
    counts: dict[str, Counter[str]] = {}
    for row_id, kind in kinds.items():
        counts.setdefault(whose[row_id], Counter())[kind] += 1
    named: dict[str, list[tuple[str, RowName]]] = {}
    for kind, stamps in ((MISSING, then), (CHANGED, now), (ADDED, now)):
        ids = [row_id for row_id, one in kinds.items() if one == kind][:MOST_NAMED]
        for row in stamps.names(table, ids):
            named.setdefault(whose[row.id], []).append((kind, row))
    groups = [
        Group(table, coder, (count[ADDED], count[MISSING], count[CHANGED]), tuple(named.get(coder, ())))
        for coder, count in sorted(counts.items())
    ]
    return groups, len(here.keys() & there.keys()) - sum(1 for kind in kinds.values() if kind == CHANGED)


def _of_steps(now: dict[str, str], then: dict[str, str]) -> list[Group]:
    added = [step for step in now if step not in then]
    missing = [step for step in then if step not in now]
    rows = [(MISSING, RowName(one, then[one], "", "", "")) for one in missing[:MOST_NAMED]]
    rows += [(ADDED, RowName(one, now[one], "", "", "")) for one in added[:MOST_NAMED]]
    return [Group(STEP, "", (len(added), len(missing), 0), tuple(rows))] if rows else []


def restore(path: Path, target: Path, progress: Progress | None = None) -> Path:
    """Make a new project file from a backup, checked from beginning to end; the backup and every other file stay as they are.

    FileProblem if the target is there already, or the backup is damaged.
    """
    told = progress or Progress()
    if target.suffix != SUFFIX:
        raise FileProblem(target, _("a project's name ends in {suffix}").format(suffix=SUFFIX))
    if target.exists() or target.is_symlink():
        raise FileProblem(target, _("is there already; choose another name"))
    if backup_folder(project_of(path)).absolute() == target.absolute().parent:
        raise FileProblem(target, _("lies in the folder of backups; choose another folder to work in"))
    told.say(_("Checking the backup"), 0, now=True)
    if faults := check(path, told):
        raise FileProblem(
            path, _("is damaged ({what}); choose another backup, or recover what can be saved of it").format(what=faults[0].what)
        )
    told.say(_("Writing the new file"), 0, now=True)
    temporary = target.with_name(f".{target.stem}.{os.getpid()}.part{SUFFIX}")
    try:
        with open_project(path, read_only=True) as project:
            project.backup(temporary)
        if target.exists():
            raise FileProblem(target, _("is there already; choose another name"))
        os.rename(temporary, target)
        backup.sync_folder(target.parent)
    except OSError as error:
        raise FileProblem(target, _("cannot be written ({reason})").format(reason=error.strerror or error)) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target
