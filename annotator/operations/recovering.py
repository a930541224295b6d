"""All that can be saved of a damaged project, in a new file that is sound, and a list of what was lost. The damaged file stays as it is."""

from __future__ import annotations

import mmap
import os
import re
import shutil
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import FileProblem, ProjectLocked
from annotator.i18n import _, logged
from annotator.operations.checking import Fault, check
from annotator.operations.choosing import LOST, Choice, Note, choose
from annotator.operations.files import write_whole
from annotator.operations.projects import SUFFIX
from annotator.operations.recovery_list import list_text
from annotator.progress import Progress
from annotator.store import connection
from annotator.store.backup import listed, sync_folder
from annotator.store.lock import ProjectLock
from annotator.store.rebuilding import write_saved
from annotator.store.replay import Key
from annotator.store.salvage import Remains, Unread, salvage
from annotator.store.saved_log import SavedLog, saved_log

_MOST_ROUNDS = 12
MOST_BACKUPS = 3
_ROW = re.compile(r"^(\w+) (?:.* \((.+)\)|(\S+))$", re.S)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came of it: the new file, the list beside it, and what the list says."""

    damaged: Path
    target: Path
    list_path: Path
    kept: Mapping[str, int]
    """rows in the new file by table"""
    notes: tuple[Note, ...]
    unread: tuple[Unread, ...]
    missing_pages: int
    steps_kept: int
    steps_lost: tuple[str, ...]
    names: Mapping[Key, str]
    """how articles, coders and entities are called"""

    @property
    def lost(self) -> tuple[Note, ...]:
        """Return the rows that are not in the new file."""
        return tuple(note for note in self.notes if note.kind == LOST)

    @property
    def is_complete(self) -> bool:
        """Return whether nothing at all was lost or left in doubt."""
        return not (self.notes or self.unread or self.missing_pages or self.steps_lost)


def recovered_path(path: Path) -> Path:
    """Return a free name beside a damaged project for what is saved of it."""
    for number in range(1, 1_000):
        more = f" {number}" if number > 1 else ""
        found = path.with_name(f"{path.stem} recovered{more}{SUFFIX}")
        if not found.exists() and not _list_path(found).exists():
            return found
    raise FileProblem(path, _("there are too many recovered files beside it already"))


def recover(path: Path, target: Path | None = None, progress: Progress | None = None) -> Recovery:
    """Save what can be saved of ``path`` in the new file ``target``, with the list of what was lost beside it.

    FileProblem if the target is there already, or nothing of a project is left; ProjectLocked if somebody works in the file.
    """
    told = progress or Progress()
    target = recovered_path(path) if target is None else target
    list_path = _list_path(target)
    _refuse(path, target, list_path)
    with _bytes_of(path) as data:
        told.say(_("Reading what is left"), 0, now=True)
        remains = salvage(data)
    others = list(_backups(path, told))
    log = saved_log(remains, others)
    for other in others:  # a text is known by its hash, wherever it comes from
        remains.rows["article_text"] += other.rows["article_text"]
        remains.rows["raw_file"] += other.rows["raw_file"]
    if not remains.rows["article"] and not log.read and not remains.rows["codebook_version"]:
        raise FileProblem(path, _("nothing of a project can be found in it; go back to a backup"))
    temporary = target.with_name(f".{target.stem}.{os.getpid()}.part{SUFFIX}")
    try:
        choice = _sound(remains, log, temporary, told)
        found = _recovery(path, target, remains, log, choice)
        write_whole(list_path, list_text(found).encode("utf-8"), forbid=path)
        _refuse(path, target, None)
        os.rename(temporary, target)
        sync_folder(target.parent)
    except OSError as error:
        raise FileProblem(target, _("cannot be written ({reason})").format(reason=error.strerror or error)) from error
    finally:
        for left in (temporary, temporary.with_name(temporary.name + "-journal")):
            left.unlink(missing_ok=True)
        if not target.exists():
            list_path.unlink(missing_ok=True)
    return found


def _backups(path: Path, told: Progress) -> Iterator[Remains]:
    """Yield what the last backups hold, damaged or not: what is lost in the file may stand there, and hashes prove it."""
    for one in listed(path)[:MOST_BACKUPS]:
        told.say(_("Reading the backups"), 0)
        with suppress(FileProblem, ProjectLocked), _bytes_of(one.path) as data:
            yield salvage(data)


def _list_path(target: Path) -> Path:
    return target.with_name(f"{target.stem} - what was lost.txt")


def _refuse(path: Path, target: Path, list_path: Path | None) -> None:
    if target.suffix != SUFFIX:
        raise FileProblem(target, _("a project's name ends in {suffix}").format(suffix=SUFFIX))
    for one in (target, list_path):
        if one is not None and (one.exists() or one.is_symlink()):
            raise FileProblem(one, _("is there already; choose another name"))
    if connection.is_open_here(path):
        raise FileProblem(path, _("is open here; close it first"))


@contextmanager
def _bytes_of(path: Path) -> Iterator[memoryview]:
    """Yield the bytes of a file that nobody writes to; an unfinished step beside it is taken back in a copy of both first."""
    lock: ProjectLock | None = ProjectLock(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileProblem(path, _("is not a regular file"))
        if path.stat().st_size == 0:
            raise FileProblem(path, _("is empty; nothing of it can be saved"))
        try:
            assert lock is not None
            lock.acquire(_("recovery"))
        except ProjectLocked:
            raise
        except FileProblem:  # where no lock can be made nobody can write either
            lock = None
        with tempfile.TemporaryDirectory(prefix="annotator-recover-") as folder:
            read = _settled(path, Path(folder))
            with read.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                view = memoryview(mapped)
                try:
                    yield view
                finally:
                    view.release()
    except OSError as error:
        raise FileProblem(path, _("cannot be read ({reason})").format(reason=error.strerror or error)) from error
    finally:
        if lock is not None:
            lock.release()


def _settled(path: Path, folder: Path) -> Path:
    """Return the file, or where a journal lies beside it a copy in which SQLite has rolled the unfinished step back."""
    journal = path.with_name(path.name + "-journal")
    if not journal.exists() or journal.stat().st_size == 0:
        return path
    copy = folder / "copy.annot"
    shutil.copyfile(path, copy)
    shutil.copyfile(journal, copy.with_name(copy.name + "-journal"))
    connection.settle(copy)
    return copy


def _sound(remains: Remains, log: SavedLog, temporary: Path, told: Progress) -> Choice:
    """Write the new file until a check finds nothing wrong with it: what no sound project holds is left out, and said."""
    excluded: dict[Key, list[str]] = {}
    for _round in range(_MOST_ROUNDS):
        told.say(_("Writing what was saved"), 0, now=True)
        temporary.unlink(missing_ok=True)
        choice = choose(remains, log, excluded)
        refused = write_saved(choice.saved, temporary, logged("Recover from damage"))
        if refused:
            for key in refused:
                excluded.setdefault(key, []).append(_("it is damaged"))
            continue
        faults = check(temporary, told)
        if not faults:
            return choice
        for key, what in _faulty(faults, choice).items():
            excluded.setdefault(key, []).append(what)
    raise FileProblem(temporary, _("what can be read does not make a sound project; go back to a backup"))


def _faulty(faults: list[Fault], choice: Choice) -> dict[Key, str]:
    """Return the rows that a check finds fault with."""
    found: dict[Key, str] = {}
    for fault in faults:
        place = _ROW.match(fault.where)
        if place is None or fault.kind in ("log", "damage", "text"):
            raise RuntimeError(f"a recovered file is not sound: {fault.kind} {fault.where}")
        table, name = place[1], place[2] or place[3]
        if table == "codebook_version":
            found |= {key: fault.what for key, row in choice.saved.rows.items() if key[0] == table and row["version"] == name}
        else:
            found[table, name] = fault.what
    return found


def _recovery(path: Path, target: Path, remains: Remains, log: SavedLog, choice: Choice) -> Recovery:
    rows = {**choice.seen, **choice.saved.rows}
    names = {key: str(row.get("source_id") or "") for key, row in rows.items() if key[0] == "article"}
    names |= {key: str(row.get("name") or "") for key, row in rows.items() if key[0] == "coder"}
    names |= {key: str(row.get("label") or "") for key, row in rows.items() if key[0] == "entity"}
    unread = tuple(dict.fromkeys(one for one in remains.unread if one.table not in ("meta", "doubled_name")))
    return Recovery(
        damaged=path,
        target=target,
        list_path=_list_path(target),
        kept=Counter(table for table, _row_id in choice.saved.rows),
        notes=tuple(choice.notes.values()),
        unread=unread,
        missing_pages=remains.missing_pages,
        steps_kept=len(log.kept),
        steps_lost=log.lost,
        names=names,
    )
