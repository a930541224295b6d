"""Consistent copies of a project, also while it is open: checked before they count, never over a good one."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotator.errors import FileProblem
from annotator.i18n import _
from annotator.store import connection as opening
from annotator.store import seal


def backup_folder(project: Path) -> Path:
    """Return the folder beside a project that holds its copies."""
    return project.with_name(project.stem + " backups")


def copy_to(raw: sqlite3.Connection, path: Path, target: Path) -> Path:
    """Write a consistent, checked copy of an open project to ``target``.

    FileProblem if that is the project itself or any other file than an older copy of it.
    """
    if target.is_symlink():
        raise FileProblem(target, _("is a symbolic link; the copy is not written through it"))
    if target.exists() and path.exists() and os.path.samefile(target, path):
        raise FileProblem(target, _("is the project itself"))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and _beginning(raw) != _beginning_of(target):
            raise FileProblem(target, _("is there already and is no copy of this project; choose another name"))
        make_folder(target.parent)
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        os.close(descriptor)
        _copy_and_check(raw, path, temporary)
        os.replace(temporary, target)
        sync_folder(target.parent)
    except sqlite3.Error as error:
        raise opening.translated(error, target) from error
    except OSError as error:
        raise FileProblem(target, _("the copy cannot be written ({reason})").format(reason=error.strerror or error)) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _beginning(raw: sqlite3.Connection) -> tuple[str, str] | None:
    """Return origin and id of the first step, which a project and its copies have in common and no other project has."""
    found = raw.execute("SELECT origin, id FROM step ORDER BY seq LIMIT 1").fetchone()
    return None if found is None else (str(found[0]), str(found[1]))


def _beginning_of(path: Path) -> tuple[str, str] | None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            return _beginning(raw)
    except (sqlite3.Error, UnicodeDecodeError):
        return "", ""  # no project, or one too damaged to tell: not to be written over


def _copy_and_check(raw: sqlite3.Connection, path: Path, temporary: Path) -> None:
    copy = sqlite3.connect(temporary, isolation_level=None)
    try:
        raw.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()
        seal.break_seal(copy)  # SQLite's copy says the same in other bytes
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    finally:
        copy.close()
    if found != "ok":
        raise FileProblem(path, _("a copy of it is damaged ({what}) and was not kept; run `annotator check`").format(what=found))
    seal.seal(temporary)
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, unless it is there; its own name lasts through a power cut as what is put into it does."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    elif not folder.is_dir():
        folder.mkdir()  # says that a file stands there


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


OWN, DAILY, MIGRATION, MERGE, DELETION = "own", "daily", "migration", "merge", "deletion"
_AUTOMATIC = (DAILY, MERGE, DELETION)
_STAMP = r"(?P<day>\d{4}-\d{2}-\d{2})(?: (?P<time>\d{6}))?(?: (?P<kind>daily|before merge|before deletion|format \d+))?"
LAST_KEPT = 10


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a project: where it lies, when it was made (local time), how large it is, and what it was made before."""

    path: Path
    made_at: datetime
    size: int
    kind: str


def listed(project: Path) -> list[Backup]:
    """Return the copies in the folder of backups beside a project, the newest first; other files there are passed over."""
    found = []
    for path in backup_folder(project).glob("*.annot"):
        named = re.fullmatch(re.escape(project.stem) + " " + _STAMP, path.stem)
        try:
            about = path.stat()
        except OSError:
            continue
        if path.name.startswith(".") or not path.is_file():
            continue
        found.append(Backup(path, _made_at(named, about.st_mtime), about.st_size, _kind(named)))
    return sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True)


def _kind(named: re.Match[str] | None) -> str:
    said = (named["kind"] if named else "") or ""
    return MIGRATION if said.startswith("format") else said.removeprefix("before ") or OWN


def _made_at(named: re.Match[str] | None, changed: float) -> datetime:
    """Return the time in a copy's name, which is UTC; of a daily copy, and one with another name, when its file was written."""
    if named is not None and named["time"]:
        with suppress(ValueError):
            return datetime.strptime(f"{named['day']} {named['time']}", "%Y-%m-%d %H%M%S").replace(tzinfo=UTC).astimezone()
    return datetime.fromtimestamp(changed).astimezone()


def before_migration(raw: sqlite3.Connection, path: Path, version: int) -> Path:
    """Keep a copy of a project in its old format and return where it lies."""
    return copy_to(raw, path, backup_folder(path) / f"{path.stem} {_stamp()} format {version}.annot")


def before(raw: sqlite3.Connection, path: Path, kind: str) -> Path:
    """Keep a copy before a merge or a large deletion, thin the older ones out, and return where it lies."""
    made = copy_to(raw, path, backup_folder(path) / f"{path.stem} {_stamp()} before {kind}.annot")
    _thin_out(path)
    return made


def default_target(path: Path) -> Path:
    """Return where a copy goes when nobody says where: the backup folder, named by the time."""
    return backup_folder(path) / f"{path.stem} {_stamp()}.annot"


def daily(raw: sqlite3.Connection, path: Path) -> Path | None:
    """Make today's copy unless there is one, and thin the old ones out: the last ten and one a week are kept."""
    today = datetime.now().strftime("%Y-%m-%d")
    target = backup_folder(path) / f"{path.stem} {today} daily.annot"
    if target.exists():
        return None
    made = copy_to(raw, path, target)
    _thin_out(path)
    return made


def _thin_out(path: Path) -> None:
    """Of each kind of automatic copy keep the last ten and one a week; what a person made, and old formats, stay."""
    for kind in _AUTOMATIC:
        weeks: set[str] = set()
        for number, copy in enumerate(one for one in listed(path) if one.kind == kind):
            week = _day_of(copy, path.stem).strftime("%G-%V")
            if number >= LAST_KEPT and week in weeks:
                copy.path.unlink(missing_ok=True)
            weeks.add(week)


def _day_of(copy: Backup, stem: str) -> datetime:
    return datetime.strptime(copy.path.stem.removeprefix(stem).strip()[:10], "%Y-%m-%d")


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H%M%S")
