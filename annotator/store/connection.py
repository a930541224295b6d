"""Opening a project file safely: header, settings, schema, sound pages. Nothing else in the program opens one."""

from __future__ import annotations

import os
import sqlite3
import stat
import struct
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.errors import DatabaseBusy, FileProblem
from annotator.i18n import N_, _
from annotator.store import schema

SQLITE_MAGIC = b"SQLite format 3\x00"
HEADER_SIZE = 100
OPEN_SECONDS = 60.0
READ_CACHE_KIB = 16 * 1024
_DAMAGED = N_("is damaged ({found}); run `annotator check` and go back to a backup")
BULK_CACHE_KIB = 256 * 1024

_LIMITS = {
    "SQLITE_LIMIT_LENGTH": 256_000_000,
    "SQLITE_LIMIT_SQL_LENGTH": 1_000_000,
    "SQLITE_LIMIT_EXPR_DEPTH": 100,
    "SQLITE_LIMIT_ATTACHED": 2,
    "SQLITE_LIMIT_TRIGGER_DEPTH": 10,
    "SQLITE_LIMIT_VDBE_OP": 250_000,
}

# Opening and closing a file that this process has open drops SQLite's POSIX locks: such a file's header is not read again.
_open_here: dict[str, int] = {}
_guard = threading.RLock()  # a signal may come in its midst, and what tidies up after it asks for it again


def is_open_here(path: Path) -> bool:
    """Return whether this process has a connection to the file."""
    with _guard:
        return _open_here.get(_key(path), 0) > 0


def _note_open(path: Path) -> None:
    with _guard:
        _open_here[_key(path)] = _open_here.get(_key(path), 0) + 1


def _key(path: Path) -> str:
    return os.path.realpath(path)


def connect(path: Path, *, read_only: bool, timeout: float = 5.0) -> sqlite3.Connection:
    """Return a connection with the settings of every project; FileProblem if the file is not a project that can be used."""
    check_is_project(path)
    connection = _raw_connection(path, "rw", timeout)
    _note_open(path)
    try:
        _prepare(connection, path)
        _check_schema(connection, path)
        _settle_journal(connection, path, read_only)
    except BaseException as error:
        close(connection, path, tidy=False)
        if isinstance(error, sqlite3.Error):
            raise translated(error, path) from error
        if isinstance(error, UnicodeDecodeError):  # damage in the schema's own words, which SQLite repeats in its message
            raise FileProblem(path, _(_DAMAGED).format(found="its schema is not UTF-8")) from error
        raise
    return connection


def check_is_project(path: Path) -> None:
    """Raise FileProblem unless the file's header says that it is a project this program can open."""
    if not is_open_here(path):
        _check_header(path)


def create(path: Path) -> sqlite3.Connection:
    """Make an empty database file that must not exist yet, and return a connection to it with all settings."""
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        os.close(os.open(path, flags, 0o644))
    except FileExistsError as error:
        raise FileProblem(path, _("is there already; choose another name")) from error
    except OSError as error:
        raise FileProblem(path, _("cannot be made ({reason})").format(reason=error.strerror)) from error
    connection = _raw_connection(path, "rw", 5.0)
    _note_open(path)
    _prepare(connection, path)
    _settle_journal(connection, path, read_only=False)
    return connection


def settle(copy: Path) -> None:
    """Let SQLite take back the unfinished step of a copy that no project is opened from, as far as its damage lets it."""
    raw = sqlite3.connect(copy, isolation_level=None)
    try:
        _prepare(raw, copy)
        raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        pass  # read as it is
    finally:
        raw.close()


def private(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return a connection to a copy of an open project in a nameless temporary file, which is gone when it is closed."""
    copy = sqlite3.connect("", isolation_level=None, cached_statements=256)
    try:
        connection.backup(copy)
        _prepare(copy, path)
    except BaseException as error:
        copy.close()
        if isinstance(error, sqlite3.Error):
            raise translated(error, path) from error
        raise
    _note_open(path)
    return copy


def close(connection: sqlite3.Connection, path: Path, *, tidy: bool) -> None:
    """Close a connection; ``tidy`` leaves the project as one file without a journal beside it."""
    try:
        if tidy:
            _tidy(connection)
    except BaseException:  # a signal: there is one, a second is not heard any more
        _tidy(connection)
        raise
    finally:
        connection.close()
        with _guard:
            _open_here[_key(path)] = max(0, _open_here.get(_key(path), 1) - 1)


def _tidy(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):  # a reader holds the file: the empty journal beside it harms nobody and goes with the next clean close
        connection.execute("PRAGMA query_only = OFF")
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def _check_header(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise FileProblem(path, _("there is no such file")) from error
    except OSError as error:
        raise FileProblem(path, _("cannot be opened ({reason})").format(reason=error.strerror)) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileProblem(path, _("is not a regular file"))
        head = os.read(descriptor, HEADER_SIZE)
    finally:
        os.close(descriptor)
    if len(head) < HEADER_SIZE or not head.startswith(SQLITE_MAGIC):
        raise FileProblem(path, _("is not an annotator project"))
    version, application = struct.unpack(">I4xI", head[60:72])
    if application != schema.APPLICATION_ID:
        raise FileProblem(path, _("is a database of another program, not an annotator project"))
    if version > schema.newest_version():
        raise FileProblem(
            path,
            _("was made by a newer annotator (format {version}); this one reads up to {newest}").format(
                version=version, newest=schema.newest_version()
            ),
        )


def _raw_connection(path: Path, mode: str, timeout: float) -> sqlite3.Connection:
    address = f"file:{urllib.parse.quote(os.path.abspath(path))}?mode={mode}"
    try:
        return sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None, cached_statements=256)
    except sqlite3.Error as error:
        if mode == "rw":  # a file in a read-only folder can still be read
            return _raw_connection(path, "ro", timeout)
        raise FileProblem(path, _("cannot be opened ({reason})").format(reason=error)) from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    for name, limit in _LIMITS.items():
        connection.setlimit(getattr(sqlite3, name), limit)
    if hasattr(connection, "setconfig"):  # Python 3.12 and later
        for name, on in (("DEFENSIVE", True), ("DQS_DML", False), ("DQS_DDL", False)):
            connection.setconfig(getattr(sqlite3, f"SQLITE_DBCONFIG_{name}"), on)
    settings = ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "foreign_keys = ON", "recursive_triggers = ON")
    for setting in (*settings, f"cache_size = -{READ_CACHE_KIB}"):
        connection.execute(f"PRAGMA {setting}")
    within(connection, path, OPEN_SECONDS)


def within(connection: sqlite3.Connection, path: Path, seconds: float, stopped: Callable[[], bool] | None = None) -> None:
    """Let the connection's statements run for so long at most, from now on; 0 lifts the limit."""
    if not seconds and stopped is None:
        connection.set_progress_handler(None, 0)
        return
    limit = time.monotonic() + seconds if seconds else float("inf")

    def too_long() -> bool:
        return time.monotonic() > limit or (stopped is not None and stopped())

    connection.set_progress_handler(too_long, 100_000)


def _check_schema(connection: sqlite3.Connection, path: Path) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version == 0:
        raise FileProblem(path, _("is an empty database, not an annotator project"))
    found, expected = schema.schema_of(connection), schema.expected_schema(version)
    strange = sorted(f"{kind} {name}" for kind, name, _table, _sql in found - expected)
    lacking = sorted(f"{kind} {name}" for kind, name, _table, _sql in expected - found)
    if strange or lacking:
        said = _("holds what annotator did not make: {what}; it is not opened") if strange else _("lacks {what}; it is not opened")
        raise FileProblem(path, said.format(what=", ".join((strange or lacking)[:5])))


def _settle_journal(connection: sqlite3.Connection, path: Path, read_only: bool) -> None:
    if read_only:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # rolls a hot journal back before it is only read
        connection.execute("PRAGMA query_only = ON")
        connection.set_progress_handler(None, 0)
        return
    mode = connection.execute("PRAGMA journal_mode = TRUNCATE").fetchone()[0]
    for setting in ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON"):
        connection.execute(f"PRAGMA {setting}")
    if mode != "truncate" or connection.execute("PRAGMA synchronous").fetchone()[0] != 2:
        raise FileProblem(path, _("cannot be opened for writing safely here (is its folder read-only?); it can be opened read-only"))
    connection.set_progress_handler(None, 0)


def quick_check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise FileProblem if SQLite finds damage on the pages of the file."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise translated(error, path) from error
    if found != "ok":
        raise FileProblem(path, _(_DAMAGED).format(found=found))


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Let what SQLite raises inside be told in words that a user can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, path) from error


def translated(error: sqlite3.Error, path: Path) -> Exception:
    """Return what the user is told of an error of SQLite; a bug of ours stays what it is."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(_("{path}: another program keeps the file busy; nothing was changed, try again").format(path=path))
    if code == sqlite3.SQLITE_FULL:
        return FileProblem(path, _("the disk is full; the last step was not kept, everything before it is safe. Make room and try again"))
    if code == sqlite3.SQLITE_IOERR:
        limit = _("it has grown as large as a file may be here (ulimit -f)")
        reason = limit if _is_at_size_limit(path) else _("the disk reports an error ({error})").format(error=error)
        return FileProblem(path, _("{reason}; the last step was not kept, everything before it is safe").format(reason=reason))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        if not path.exists():
            return FileProblem(
                path,
                _(
                    "is not there any more; was its folder moved? The last step was not kept, everything before it is safe. "
                    "Put it back and try again"
                ),
            )
        return FileProblem(path, _("cannot be written here; is the file or its folder read-only?"))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return FileProblem(path, _(_DAMAGED).format(found=error))
    if not code and str(error).startswith("Could not decode to UTF-8"):  # Python's own words, which quote the text
        return FileProblem(path, _(_DAMAGED).format(found="a text in it is not UTF-8"))
    if code == sqlite3.SQLITE_INTERRUPT:
        return FileProblem(path, _("takes too long to read; it is not opened"))
    if code == sqlite3.SQLITE_TOOBIG:
        return FileProblem(path, _("holds or was given a text of more than 256 MB"))
    return error


_NEAR = 4 * 1024 * 1024  # a step writes this much or less behind the end, and the journal is smaller than the file


def _is_at_size_limit(path: Path) -> bool:
    """Return whether the process may hardly make files larger than this one: SQLite calls that an error of the disk."""
    if sys.platform == "win32":
        return False
    import resource

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    try:
        return limit != resource.RLIM_INFINITY and path.stat().st_size + _NEAR >= limit
    except OSError:
        return False
