"""Store codings from JSON Lines: articles, regions, entities, annotations, links and judgements of articles.

One line `stored ID` for each record, printed only once it is safe on the disk. A record that is refused is named on stderr with
its line and the reason, and the rest goes on.
"""

from __future__ import annotations

import argparse
import os
import select
import stat
from collections.abc import Iterator
from pathlib import Path

from annotator.cli.console import Console
from annotator.errors import FileProblem
from annotator.formats.codings import BadRecord
from annotator.i18n import _
from annotator.operations.annotating import MOST_IN_A_COMMIT, Line, Outcome, Refused, Stored, annotate_batches
from annotator.project import open_project
from annotator.text.printable import shown

EXAMPLE = "annotator annotate study.annot codings.jsonl --coder c01"

LONGEST_LINE = 64_000_000
_PIECE = 1 << 18


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("file", metavar="FILE", help="JSON Lines in UTF-8, or - for standard input")
    parser.add_argument("--coder", metavar="NAME", help="whose the codings are that name no coder")
    parser.add_argument("--as", dest="acting", metavar="CODER", help="act as this coder of the project, and store only that coder's work")
    parser.add_argument(
        "--lenient", action="store_true", help="keep codings that miss required values, and take `finished` despite open items"
    )


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Store the records and say what became of each."""
    descriptor = 0 if arguments.file == "-" else _opened(Path(arguments.file))
    try:
        with open_project(arguments.project, arguments.acting) as project:
            refused = False
            for outcomes in annotate_batches(project, batches_of(descriptor), coder=arguments.coder, lenient=arguments.lenient):
                refused |= _tell(outcomes, console)
    finally:
        if arguments.file != "-":
            os.close(descriptor)
    return 1 if refused else 0


def _tell(outcomes: list[Outcome], console: Console) -> bool:
    """Print what became of a batch of records, and hand it over at once; return whether one was refused."""
    stored: list[str] = []
    refused = False
    for outcome in outcomes:
        if isinstance(outcome, Stored):
            stored.append(f"stored {outcome.id if outcome.id.isprintable() else shown(outcome.id)}\n")
        elif isinstance(outcome, Refused):
            refused = True
            console.note(f"refused {outcome.line}: {outcome.reason}")
        else:
            console.note(f"warning {outcome.line}: {outcome.message}")
    console.out.write("".join(stored))
    console.flush()
    return refused


# ---- lines as they come -------------------------------------------------------------------------------------------------


def batches_of(descriptor: int) -> Iterator[list[Line]]:
    """Yield numbered lines, those together that are there together; none that has arrived waits for one that has not.

    A file is there as a whole; of a pipe, what its writer has sent. A line of more than 64 MB is refused and passed over.
    """
    lines = _Lines()
    while not lines.at_end:
        lines.take(_read(descriptor))
        while not lines.at_end and len(lines.whole) < MOST_IN_A_COMMIT and _more_is_waiting(descriptor):
            lines.take(_read(descriptor))
        while lines.whole:
            yield lines.whole[:MOST_IN_A_COMMIT]
            lines.whole = lines.whole[MOST_IN_A_COMMIT:]
            if len(lines.whole) < MOST_IN_A_COMMIT and not lines.at_end and _more_is_waiting(descriptor):
                break  # the rest shares a commit with what came meanwhile


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _PIECE)
    except OSError as error:
        name = _("standard input") if descriptor == 0 else _("the file")
        raise FileProblem(name, _("cannot be read ({reason})").format(reason=error.strerror)) from error


def _more_is_waiting(descriptor: int) -> bool:
    """Return whether a read would not wait; on Windows, which cannot tell for a pipe, each read makes a batch of its own."""
    if os.name == "nt":
        return stat.S_ISREG(os.fstat(descriptor).st_mode)
    ready, _writable, _odd = select.select([descriptor], [], [], 0)
    return bool(ready)


class _Lines:
    """Cuts what was read into numbered lines."""

    def __init__(self) -> None:
        self.whole: list[Line] = []
        self.at_end = False
        self._number = 0
        self._begun: list[bytes] = []
        self._length = 0

    def take(self, piece: bytes) -> None:
        """Add what was read; nothing read is the end, where a last line needs no line end."""
        if not piece:
            self.at_end = True
            if self._begun:
                self._add(b"")
            return
        *ended, begun = piece.split(b"\n")
        for line in ended:
            self._add(line)
        if begun:
            self._length += len(begun)
            self._begun.append(begun if self._length <= LONGEST_LINE else b"")

    def _add(self, last: bytes) -> None:
        self._number += 1
        if self._length + len(last) > LONGEST_LINE:
            self.whole.append((self._number, BadRecord(_("the line is longer than 64 MB"))))
        else:
            self.whole.append((self._number, b"".join([*self._begun, last]) if self._begun else last))
        self._begun = []
        self._length = 0


def _opened(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise FileProblem(path, _("there is no such file")) from error
    except OSError as error:
        raise FileProblem(path, _("cannot be read ({reason})").format(reason=error.strerror)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FileProblem(path, _("is not a regular file"))
    return descriptor
