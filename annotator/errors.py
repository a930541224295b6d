"""What can go wrong in a way that a coder or supervisor can mend.

Every message says what happened, names the file and the place, and says what to do.
Anything that is not an ``AnnotatorError`` is a bug.
"""

from __future__ import annotations

import errno
from pathlib import Path

from annotator.i18n import _


class AnnotatorError(Exception):
    """Something the user can mend; ``str(error)`` is the whole message."""


class FileProblem(AnnotatorError):
    """A file that cannot be read or written as asked: names the file, the place and the reason."""

    def __init__(self, path: Path | str, reason: str, place: str = "") -> None:
        self.path = Path(path)
        self.place = place
        self.reason = reason
        where = f"{path}, {place}" if place else f"{path}"
        super().__init__(f"{where}: {reason}")


class ProjectLocked(AnnotatorError):
    """Somebody else has the project open for writing; ``holder`` says who."""

    def __init__(self, path: Path | str, holder: str) -> None:
        self.path = Path(path)
        self.holder = holder
        super().__init__(_("{path}: {holder} has this project open for writing; it can be read meanwhile").format(path=path, holder=holder))


class ReadOnlyProject(AnnotatorError):
    """A step was begun in a project that is open for reading only."""


class DatabaseBusy(AnnotatorError):
    """Another program kept the file busy for longer than we wait; nothing was changed, try again."""


class RuleViolation(AnnotatorError):
    """A coding that the codebook does not allow; the message names the rule."""


class ConflictError(AnnotatorError):
    """An undo or redo whose rows have changed since; nothing was changed."""


class NotFound(AnnotatorError):
    """An article, coder, annotation or other record that the project does not hold."""


class UsageError(AnnotatorError):
    """A command called with words that do not fit (exit status 2)."""


class Cancelled(Exception):
    """Raised inside long work when the user pressed Stop; nothing of it is kept."""


_OF_LIBRARIES = ("failed to map segment", "cannot allocate memory", "cannot map zero-fill pages")


def told_of_memory(error: BaseException) -> str:
    """Return what the user is told if memory ran out, else nothing.

    A library that found no room to be loaded in says so by an ImportError, the system by ENOMEM.
    """
    of_libraries = isinstance(error, ImportError) and any(words in str(error).lower() for words in _OF_LIBRARIES)
    if isinstance(error, MemoryError) or of_libraries or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return _("there is not enough memory for this; what was not finished was not kept, everything before it is safe. Close other "
                 "programs and try again")  # fmt: skip
    return ""
