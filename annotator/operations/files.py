"""Files written whole or not at all: never half, never through a symbolic link, never over the project."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from annotator.errors import FileProblem
from annotator.store.backup import sync_folder


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
        raise FileProblem(path, f"cannot be written ({error.strerror or error})") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def refuse_target(path: Path, *, forbid: Path | None = None) -> None:
    """Raise FileProblem if a file must not be written here: a symbolic link, a folder, or the project itself."""
    if path.is_symlink():
        raise FileProblem(path, "is a symbolic link; nothing is written through it")
    if not path.exists():
        return
    if not path.is_file():
        raise FileProblem(path, "is there already and is not a regular file")
    if forbid is not None and forbid.exists() and os.path.samefile(path, forbid):
        raise FileProblem(path, "is the project itself")


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
