"""The one writer of a project: an operating-system lock on ``NAME.annot.lock``."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from annotator.errors import FileProblem, ProjectLocked
from annotator.i18n import _

# The lock itself lies far behind the words that say who holds it, so that others may read them on Windows too.
_LOCKED_BYTE = 1 << 30
_POLL_SECONDS = 0.05


class ProjectLock:
    """Holds a project for writing; projects opened twice in one process share one lock."""

    _held: dict[str, tuple[int, int]] = {}  # path of the lock -> (file descriptor, holders in this process)
    _guard = threading.RLock()  # as in connection.py, for what tidies up after a signal

    def __init__(self, project: Path) -> None:
        self.project = project
        self.path = lock_path(project)
        self._mine = False

    def acquire(self, who: str, wait: float = 0.0) -> None:
        """Take the lock; ProjectLocked, naming the holder, if it is not free within ``wait`` seconds."""
        limit = time.monotonic() + wait
        while not self._try(who):
            if time.monotonic() >= limit:
                raise ProjectLocked(self.project, holder(self.project))
            time.sleep(_POLL_SECONDS)
        self._mine = True

    def _try(self, who: str) -> bool:
        key = str(self.path)
        with self._guard:
            if key in self._held:
                descriptor, holders = self._held[key]
                self._held[key] = (descriptor, holders + 1)
                return True
            descriptor = self._open()
            if not _lock(descriptor):
                os.close(descriptor)
                return False
            if not _still_there(descriptor, self.path):  # the former holder removed it between our open and our lock
                os.close(descriptor)
                return False
            _write_holder(descriptor, who)
            self._held[key] = (descriptor, 1)
            return True

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        try:
            return os.open(self.path, flags, 0o600)
        except OSError as error:
            raise FileProblem(
                self.path, _("the lock file cannot be made ({reason}); open the project read-only").format(reason=error.strerror)
            ) from error

    def release(self) -> None:
        """Give the lock back; the last holder in this process removes the file."""
        if not self._mine:
            return
        self._mine = False
        key = str(self.path)
        with self._guard:
            descriptor, holders = self._held.get(key, (-1, 0))
            if holders > 1:
                self._held[key] = (descriptor, holders - 1)
            elif holders:
                self._let_go(key)

    @classmethod
    def release_all(cls) -> None:
        """Give back all locks of this process, also one whose holder was cut off before it knew that it had it."""
        with cls._guard:
            for key in list(cls._held):
                cls._let_go(key)

    @classmethod
    def _let_go(cls, key: str) -> None:
        descriptor, _holders = cls._held[key]  # forgotten last: cut off before that, it is given back by ``release_all``
        if sys.platform == "win32":
            _close(descriptor)
            _remove(Path(key))
        else:  # removed while still held: whoever waits on the old file sees that it is gone and makes a new one
            _remove(Path(key))
            _close(descriptor)
        del cls._held[key]


def _close(descriptor: int) -> None:
    with contextlib.suppress(OSError):  # cut off right after it was closed
        os.close(descriptor)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        return  # a reader on Windows has it open, or the folder became read-only: an unlocked file harms nobody


def lock_path(project: Path) -> Path:
    """Return the path of the lock of a project file."""
    return project.with_name(project.name + ".lock")


def holder(project: Path) -> str:
    """Return who holds a project, in words: coder, machine, since when."""
    try:
        with lock_path(project).open("rb") as file:
            found: Any = json.loads(file.read(4096))
        since = datetime.datetime.fromisoformat(found["since"]).astimezone().strftime("%d %b %H:%M")
        said = _("{who} (on {host}, process {pid}, since {since})")
        return said.format(who=found["who"], host=found["host"], pid=found["pid"], since=since)
    except (OSError, ValueError, KeyError, TypeError):
        return _("another program")


def _write_holder(descriptor: int, who: str) -> None:
    """Say in the file who holds the lock; on a full disk nobody is told, but the lock holds and the project can be opened."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    words = json.dumps({"who": who, "host": socket.gethostname(), "pid": os.getpid(), "since": now})
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, words.encode("utf-8"))
    except OSError:
        return


def _still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
