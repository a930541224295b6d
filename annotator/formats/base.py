"""What a file format is, what its reader yields, and how a stranger's file is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import FileProblem
from annotator.i18n import _
from annotator.model.article import ArticleDraft
from annotator.progress import never_stops
from annotator.text.decoding import Decoded, UndecodableText, decode

ARTICLES, CODINGS = "articles", "codings"
HEAD = 4096  # bytes; enough to tell what a file is
LARGEST_FILE = 200_000_000  # bytes, as RELIABILITY limits a member of an archive
LONGEST_TEXT = 10_000_000  # characters of one article; a novel has one million

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Something that was not read: in which file, where ("row 12", "" for the whole file), and why."""

    path: Path
    place: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.path}, {self.place}" if self.place else str(self.path)
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Something that the importer should know though nothing was refused: "a date was left empty"."""

    path: Path
    place: str
    text: str

    def __str__(self) -> str:
        where = f"{self.path}, {self.place}" if self.place else str(self.path)
        return f"{where}: {self.text}"


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record that is no article (a region, a coding) as one line of JSON; ``number`` counts lines or records from 1."""

    path: Path
    number: int
    place: str
    kind: str
    line: str


Found = ArticleDraft | ImportProblem | ImportNote | RecordLine


@dataclass(frozen=True, slots=True)
class Options:
    """How files shall be read.

    ``encoding``: None takes the one that is sure. ``mapping``: field → column, where the columns bear other names.
    ``format``: the key of a format, "" to tell it from each file. ``day_first`` says how 03/04/2024 is meant, None: not known.
    ``guess``: take the likeliest column for the text where none is named so, since somebody looks at a preview.
    ``sheet``: the sheet of a workbook, by name or number from 1, "" for the first.
    ``check`` is called by readers that take long; it raises Cancelled when the user pressed Stop.
    """

    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    day_first: bool | None = None
    guess: bool = False
    sheet: str = ""
    check: Callable[[], None] = never_stops


@dataclass(frozen=True, slots=True)
class Source:
    """A file with its bytes, read once."""

    path: Path
    data: bytes = field(repr=False)

    @property
    def head(self) -> bytes:
        """Return the first bytes, enough to tell what the file is."""
        return self.data[:HEAD]

    @property
    def name(self) -> str:
        """Return the file name without folder; bytes that are no text (Linux allows them) are shown as escapes."""
        return self.path.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")

    def decoded(self, options: Options, declared: str | None = None) -> Decoded:
        """Return the text in the encoding that was asked for, or in one that is sure; FileProblem names the byte."""
        try:
            return decode(self.data, options.encoding, declared)
        except UndecodableText as error:
            raise FileProblem(self.path, error.reason, error.place) from error


@dataclass(frozen=True, slots=True)
class Table:
    """What a table looks like before it is read: its columns, what separates them, and which column is taken for which field.

    ``problem`` says why no article can be read with this mapping ("" if one can). ``guessed``: the column of the text is a guess.
    ``sheets`` names those of a workbook, ``sheet`` the one that is read.
    """

    columns: tuple[str, ...]
    delimiter: str
    fields: Mapping[str, str]
    unread: tuple[str, ...]
    problem: str = ""
    guessed: bool = False
    sheets: tuple[str, ...] = ()
    sheet: str = ""


Read = Callable[[Source, Options], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: how it is known, and how articles are read from it.

    ``read`` is a generator that yields drafts, problems and notes as it meets them; it raises only FileProblem, which ends the
    file. ``sniff`` tells from the first bytes whether a file of another suffix is one. ``kinds``: what it can hold. ``look``
    gives the columns of a table. ``finish`` gives back what reading several files kept open.
    """

    key: str
    name: str
    suffixes: tuple[str, ...]
    read: Read
    sniff: Callable[[bytes], bool] | None = None
    kinds: tuple[str, ...] = (ARTICLES,)
    look: Callable[[Source, Options], Table] | None = None
    finish: Callable[[], None] | None = None
    packed: bool = False
    """whether a file is no text of its own: no encoding is asked for"""


def open_source(path: Path, largest: int = LARGEST_FILE) -> Source:
    """Return a file with its bytes; FileProblem if it is missing, no regular file, empty, or larger than ``largest`` bytes."""
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        raise FileProblem(path, _("there is no such file")) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise FileProblem(path, _("cannot be opened ({reason})").format(reason=getattr(error, "strerror", None) or error)) from error
    kind = os.fstat(descriptor)  # of what was opened, not of what bore the name before
    if not stat.S_ISREG(kind.st_mode) or kind.st_size > largest:
        os.close(descriptor)
        raise FileProblem(path, _too_large(kind.st_size, largest) if stat.S_ISREG(kind.st_mode) else _("is not a regular file"))
    with os.fdopen(descriptor, "rb") as file:
        try:
            data = file.read(largest + 1)
        except OSError as error:
            raise FileProblem(path, _("cannot be read ({reason})").format(reason=error.strerror or error)) from error
    if len(data) > largest:
        raise FileProblem(path, _too_large(len(data), largest))
    if not data:
        raise FileProblem(path, _("the file is empty"))
    return Source(path, data)


def looks_like_text(head: bytes) -> bool:
    """Return whether the first bytes could be those of a text: a byte order mark, or no NUL."""
    return head.startswith(_BOMS) or b"\x00" not in head


def _too_large(size: int, largest: int) -> str:
    return _("has {size:,} bytes; files of more than {largest:,} are not read").format(size=size, largest=largest)


def too_long(length: int) -> str:
    """Return the reason why a text of this length is not read."""
    reason = _("the text has {length:,} characters; articles of more than {longest:,} are not read")
    return reason.format(length=length, longest=LONGEST_TEXT)
