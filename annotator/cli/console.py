"""What a command prints: results on stdout, everything else on stderr, control characters never raw."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from annotator.progress import Progress
from annotator.text.printable import shown


def shown_json(text: str) -> str:
    """Return JSON with the control characters that JSON itself leaves raw (C1, direction marks) as its own escapes."""
    if text.isprintable():
        return text
    return "".join(_json_escaped(sign) if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)


def _json_escaped(sign: str) -> str:
    return sign if sign in "\n\u200c\u200d" else json.dumps(sign)[1:-1] if sign != "\x7f" else "\\u007f"


class Console:
    """The terminal, or whatever stands in its place."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        for stream in (self.out, self.err):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")

    def line(self, text: str = "") -> None:
        """Print a line of the result."""
        print(shown(text), file=self.out)

    def record(self, record: Mapping[str, Any]) -> None:
        """Print one JSON object on a line, without a raw control character."""
        print(shown_json(json.dumps(record, ensure_ascii=False)), file=self.out)

    def row(self, cells: Sequence[Any]) -> None:
        """Print one tab-separated row; tabs and line ends inside a cell are escaped."""
        print("\t".join(shown("" if cell is None else str(cell)) for cell in cells), file=self.out)

    def rows(self, header: Sequence[str], rows: Iterable[Sequence[Any]], *, as_json: bool) -> None:
        """Print a table: JSON Lines, or tab-separated with a header."""
        if not as_json:
            self.row(header)
        for row in rows:
            if as_json:
                self.record(dict(zip(header, row, strict=True)))
            else:
                self.row(row)

    def note(self, text: str) -> None:
        """Print a line that is not part of the result."""
        print(shown(text), file=self.err)

    def error(self, text: str) -> None:
        """Print what went wrong."""
        self.out.flush()
        print(f"annotator: {shown(text)}", file=self.err)

    def flush(self) -> None:
        """Hand all that was printed over to the reader."""
        self.out.flush()

    def progress(self) -> Progress:
        """Return a progress that shows itself on stderr when that is a terminal."""
        if not self.err.isatty():
            return Progress()

        def report(label: str, done: int, total: int) -> None:
            of = f" of {total:,}" if total else ""
            end = "\n" if total and done >= total else "\r"
            print(f"{shown(label)} {done:,}{of}".ljust(60), end=end, file=self.err, flush=True)

        return Progress(report)

    def pipe_is_broken(self) -> None:
        """Let the interpreter end quietly after the reader of our output has gone."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.out.fileno())
