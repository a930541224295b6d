"""The seal of a work package: a SHA-256 over all bytes of its file, kept in the file while nobody works in it.

What a file says is held together by its log. The seal sees to the rest as well, free pages and the room between rows: whether
the file is, byte for byte, the one that was closed. It is broken when the package is opened for writing and made anew when it is
closed, so a file that was left open or fell with its computer has none, and is judged by its log alone.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import re
import secrets
import sqlite3
from pathlib import Path

from annotator.errors import FileProblem
from annotator.store import connection as opening

PACKAGE_FOR, PACKAGE_OF = "package_for", "package_of"
SEAL = "seal"
_LENGTH = 64
_BLANK = b"0" * _LENGTH
_OPEN = b"open"
_SEALED = re.compile(b"[0-9a-f]{64}")


def unsealed() -> str:
    """Return what stands in the place of a seal while there is none: nothing else in the file has these bytes."""
    return _OPEN.decode() + secrets.token_hex(_LENGTH // 2)[len(_OPEN) :]


def break_seal(raw: sqlite3.Connection) -> bool:
    """Leave the place of the seal open, before anything else is written; return whether this is a work package."""
    found = raw.execute("SELECT 1 FROM meta WHERE key = ?", (PACKAGE_FOR,)).fetchone()
    if found is not None:
        raw.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (SEAL, unsealed())
        )
    return found is not None


def seal(path: Path) -> None:
    """Seal a closed package whose seal is broken; one that somebody of this process still has open is left as it is."""
    if opening.is_open_here(path):
        return
    try:
        place = _kept(path)
        if place is None or _SEALED.fullmatch(place):
            return
        with path.open("r+b") as file:
            made = _digest(file.fileno(), place)
            if made is None:
                return
            at, digest = made
            file.seek(at)
            file.write(digest)
            file.flush()
            os.fsync(file.fileno())
    except (OSError, sqlite3.Error, FileProblem):
        return  # not sealed, as after a power cut: nothing is lost


def is_broken(path: Path) -> bool:
    """Return whether a file that nobody works in is a work package and not what it was sealed as; FileProblem if it cannot be read."""
    if opening.is_open_here(path):
        return False
    place = _kept(path)
    if place is None or place.startswith(_OPEN):
        return False
    with path.open("rb") as file:
        made = _digest(file.fileno(), place)
    return made is None or made[1] != place


def _kept(path: Path) -> bytes | None:
    """Return what stands in the place of the seal, nothing where the place itself is gone; None of a file that is no package."""
    raw = opening.connect(path, read_only=True)
    try:
        rows = dict(raw.execute("SELECT key, CAST(value AS BLOB) FROM meta WHERE key IN (?, ?)", (PACKAGE_FOR, SEAL)).fetchall())
    except sqlite3.Error as error:
        raise opening.translated(error, path) from error
    finally:
        opening.close(raw, path, tidy=False)
    return bytes(rows.get(SEAL, b"")) if PACKAGE_FOR in rows else None


def _digest(descriptor: int, place: bytes) -> tuple[int, bytes] | None:
    """Return where the seal stands and what it is to be, as hexadecimal digits; None if its place is not there exactly once."""
    if len(place) != _LENGTH:
        return None
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
        at = data.find(place)
        if at < 0 or data.find(place, at + 1) >= 0:
            return None
        digest = hashlib.sha256()
        with memoryview(data) as view:
            for part in (view[:at], _BLANK, view[at + _LENGTH :]):
                digest.update(part)
                if isinstance(part, memoryview):
                    part.release()
    return at, digest.hexdigest().encode()
