"""Consistent copies of a project, also while it is open: checked before they count, never over a good one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from annotator.errors import FileProblem
from annotator.i18n import _
from annotator.store import connection as opening


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
        _copy_and_check(raw, temporary)
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


def _copy_and_check(raw: sqlite3.Connection, temporary: Path) -> None:
    copy = sqlite3.connect(temporary, isolation_level=None)
    try:
        raw.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    finally:
        copy.close()
    if found != "ok":
        raise FileProblem(temporary, _("the copy is damaged ({what}) and was not kept").format(what=found))
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


def before_migration(raw: sqlite3.Connection, path: Path, version: int) -> Path:
    """Keep a copy of a project in its old format and return where it lies."""
    return copy_to(raw, path, backup_folder(path) / f"{path.stem} {_stamp()} format {version}.annot")


def default_target(path: Path) -> Path:
    """Return where a copy goes when nobody says where: the backup folder, named by the time."""
    return backup_folder(path) / f"{path.stem} {_stamp()}.annot"


def daily(raw: sqlite3.Connection, path: Path) -> Path | None:
    """Make today's copy unless there is one, and thin the old ones out: the last ten and one a week are kept."""
    folder = backup_folder(path)
    today = datetime.now().strftime("%Y-%m-%d")
    target = folder / f"{path.stem} {today} daily.annot"
    if target.exists():
        return None
    made = copy_to(raw, path, target)
    _thin_out(folder, path.stem)
    return made


def _thin_out(folder: Path, stem: str) -> None:
    copies = sorted(folder.glob(f"{stem} ????-??-?? daily.annot"), reverse=True)
    weeks: set[str] = set()
    for number, copy in enumerate(copies):
        day = datetime.strptime(copy.stem.removeprefix(stem).strip()[:10], "%Y-%m-%d")
        week = day.strftime("%G-%V")
        if number >= 10 and week in weeks:
            copy.unlink(missing_ok=True)
        weeks.add(week)


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H%M%S")
