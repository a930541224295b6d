"""Files written whole or not at all: never half, never through a symbolic link, never over the project."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from annotator.errors import FileProblem
from annotator.i18n import _
from annotator.store.backup import make_folder, sync_folder


def write_whole(path: Path, data: bytes, *, forbid: Path | None = None) -> None:
    """Write a file in one piece: a temporary file beside it, made durable, then renamed over it.

    ``forbid`` is the project, which is never written over. FileProblem names the file and the reason; whatever stood there
    before is then untouched.
    """
    refuse_target(path, forbid=forbid)
    temporary: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _give_usual_rights(temporary, path)
        os.replace(temporary, path)
        temporary = None
        sync_folder(path.parent)
    except OSError as error:
        raise FileProblem(path, _("cannot be written ({reason})").format(reason=error.strerror or error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


class FilesTogether:
    """Files of one folder that come into being together when the ``with`` ends, or none of them; the folder is made if need be.

    Until then they are temporary files beside their places; an error, or a stop, takes them away, and what stood there stays.
    """

    def __init__(self, folder: Path, *, forbid: Path | None = None) -> None:
        self._folder, self._forbid = folder, forbid
        self._made_folder = False
        self._waiting: dict[Path, Path] = {}

    def __enter__(self) -> FilesTogether:
        self._made_folder = not self._folder.exists()
        try:
            make_folder(self._folder)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise FileProblem(
                self._folder, _("cannot be made ({reason})").format(reason=getattr(error, "strerror", None) or error)
            ) from error
        return self

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """Let one of the files be written; FileProblem names it and the reason."""
        path = self._folder / name
        refuse_target(path, forbid=self._forbid)
        try:
            descriptor, temporary = tempfile.mkstemp(prefix=f".{name[:60]}.", suffix=".part", dir=self._folder)
            self._waiting[path] = Path(temporary)
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise FileProblem(path, _("cannot be written ({reason})").format(reason=error.strerror or error)) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._put_in_place()
        finally:
            for temporary in self._waiting.values():
                temporary.unlink(missing_ok=True)
            if self._made_folder:
                with suppress(OSError):  # holds files, as it should
                    self._folder.rmdir()

    def _put_in_place(self) -> None:
        for path in self._waiting:
            refuse_target(path, forbid=self._forbid)
        for path in list(self._waiting):
            try:
                _give_usual_rights(self._waiting[path], path)
                os.replace(self._waiting[path], path)
            except OSError as error:
                raise FileProblem(path, _("cannot be written ({reason})").format(reason=error.strerror or error)) from error
            del self._waiting[path]
        sync_folder(self._folder)


def refuse_target(path: Path, *, forbid: Path | None = None) -> None:
    """Raise FileProblem if a file must not be written here: a symbolic link, a folder, or the project itself."""
    if path.is_symlink():
        raise FileProblem(path, _("is a symbolic link; nothing is written through it"))
    if not path.exists():
        return
    if not path.is_file():
        raise FileProblem(path, _("is there already and is not a regular file"))
    if forbid is not None and forbid.exists() and os.path.samefile(path, forbid):
        raise FileProblem(path, _("is the project itself"))


def _give_usual_rights(temporary: Path, path: Path) -> None:
    """A temporary file is for its maker alone; the finished one has the rights of the file it replaces, or of any new file."""
    if os.name != "posix":
        return
    if path.exists():
        os.chmod(temporary, path.stat().st_mode & 0o777)
    else:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
