"""Regular expressions over many texts with a time limit for each: a pattern can take longer than anybody waits.

Python's own ``re`` cannot be stopped, so it runs in a worker process (text/pattern_worker.py) that is ended when a text takes too
long; the text is named and the search goes on with a fresh worker.
"""

from __future__ import annotations

import contextlib
import json
import queue
import re
import subprocess
import sys
import threading
import warnings
from types import TracebackType

from annotator.errors import AnnotatorError
from annotator.i18n import _
from annotator.model.span import Span
from annotator.text import pattern_worker

SECONDS_A_TEXT = 1.0
_SECONDS_TO_START = 20.0


class PatternSearch:
    """Finds a pattern in one text after the other; use it in a ``with``, which ends the worker."""

    def __init__(self, pattern: str, *, match_case: bool = False, seconds: float = SECONDS_A_TEXT) -> None:
        flags = re.MULTILINE | (0 if match_case else re.IGNORECASE)
        try:
            with warnings.catch_warnings(action="ignore"):
                re.compile(pattern, flags)
        except (re.error, OverflowError, RecursionError) as error:
            raise AnnotatorError(_("this regular expression cannot be read: {reason}").format(reason=error)) from error
        self._asked = json.dumps({"pattern": pattern, "flags": int(flags)})
        self._seconds = seconds
        self._worker: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()

    def places(self, text: str) -> list[Span] | None:
        """Return where the pattern stands in a text, at most a thousand places; None if it took too long."""
        worker = self._worker or self._start()
        assert worker.stdin is not None
        try:
            worker.stdin.write(json.dumps(text) + "\n")
            worker.stdin.flush()
            line = self._answers.get(timeout=self._seconds)
        except (queue.Empty, BrokenPipeError):
            self._end()
            return None
        if not line:  # the worker ended by itself: out of memory
            self._end()
            return None
        return [Span(start, end) for start, end in json.loads(line)]

    def _start(self) -> subprocess.Popen[str]:
        worker = subprocess.Popen(  # our own file, run by this Python
            [sys.executable, "-I", pattern_worker.__file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="ascii", bufsize=-1,
        )  # fmt: skip
        answers = self._answers = queue.Queue()
        assert worker.stdin is not None
        assert worker.stdout is not None
        output = worker.stdout

        def read() -> None:
            for line in output:
                answers.put(line)
            answers.put("")

        threading.Thread(target=read, daemon=True).start()
        worker.stdin.write(self._asked + "\n")
        # A first answer tells that the worker stands, so that its start is not counted against a text.
        worker.stdin.write('""\n')
        worker.stdin.flush()
        self._worker = worker
        try:
            answers.get(timeout=_SECONDS_TO_START)
        except queue.Empty as error:
            self._end()
            raise AnnotatorError(_("the search for regular expressions did not start; try again")) from error
        return worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def __enter__(self) -> PatternSearch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()
