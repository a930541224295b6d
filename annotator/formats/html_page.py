"""A web page as it was saved: the article is taken out, the page itself is kept as raw bytes.

Nothing is fetched. The page is taken apart in a process of its own that is ended when it takes too long.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import annotator
from annotator.formats.base import LONGEST_TEXT, Format, Found, ImportNote, ImportProblem, Options, Source, too_long
from annotator.formats.days import LEFT_OPEN, day_of
from annotator.formats.html_extraction import receive, send
from annotator.i18n import N_, _
from annotator.model.article import ArticleDraft
from annotator.text.decoding import UndecodableText, declared_charset, stored_text

LONGEST_PAGE = 10_000_000  # characters
MOST_SECONDS = 15.0
_POLL_SECONDS = 0.1

_REASONS = {
    "declares entities of its own, which are not expanded": N_("the page declares entities of its own, which are not expanded"),
    "no article was found on the page": N_("no article was found on the page"),
    "takes too much memory": N_("the page takes too much memory"),
}


def read(source: Source, options: Options) -> Iterator[Found]:
    """Yield the article on the page; its id in the source is the page's address if it names one, else the file's name."""
    decoded = source.decoded(options, declared_charset(source.head))
    if len(decoded.text) > LONGEST_PAGE:
        yield ImportProblem(source.path, "", too_long(len(decoded.text)))
        return
    try:
        found = _worker.extract(decoded.text, options.check)
        facts = {name: stored_text(value).text for name, value in found.items()}
    except (_Stopped, UndecodableText) as error:
        yield ImportProblem(source.path, "", str(error))
        return
    if "problem" in facts:
        reason = facts["problem"]
        yield ImportProblem(source.path, "", _(_REASONS[reason]) if reason in _REASONS else reason)
        return
    if len(facts["text"]) > LONGEST_TEXT:
        yield ImportProblem(source.path, "", too_long(len(facts["text"])))
        return
    published = day_of(facts["date"], options.day_first)
    if facts["date"] and not published:
        yield ImportNote(source.path, f"date_published “{facts['date'][:40]}”", _(LEFT_OPEN))
    url = facts["url"] if facts["url"].startswith(("http://", "https://")) else ""
    yield ArticleDraft(
        text=facts["text"],
        source_id=url or source.name,
        headline=facts["headline"],
        outlet=facts["outlet"],
        date_published=published,
        byline=facts["byline"],
        url=url,
        file_name=source.name,
        raw=source.data,
        encoding=decoded.encoding,
    )


class _Stopped(Exception):
    """The process that takes pages apart was ended, or ended itself; the message is the reason."""


class _Worker:
    """The process that takes pages apart: started for the first page, ended after the last, or when one takes too long."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes | None] = queue.Queue()
        self._lock = threading.Lock()

    def extract(self, page: str, check: Callable[[], None]) -> dict[str, str]:
        """Return what the page holds; _Stopped says why there is no answer. ``check`` may raise Cancelled while we wait."""
        with self._lock:
            process = self._process or self._start()
            try:
                assert process.stdin is not None
                send(process.stdin, page.encode("utf-8"))  # type: ignore[arg-type]
                answer = self._wait(check)
            except OSError:  # the pipe broke
                answer = None
            except BaseException:
                self._end()
                raise
            if answer is None:
                self._end()
                raise _Stopped(_("the page could not be taken apart: it broke the process that tried"))
            found: dict[str, str] = json.loads(answer)
            return found

    def _wait(self, check: Callable[[], None]) -> bytes | None:
        limit = time.monotonic() + MOST_SECONDS
        while time.monotonic() < limit:
            check()
            try:
                return self._answers.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
        raise _Stopped(_("the page could not be taken apart within {seconds:.0f} seconds").format(seconds=MOST_SECONDS))

    def _start(self) -> subprocess.Popen[bytes]:
        home = str(Path(annotator.__file__).parent.parent)
        known = os.environ.get("PYTHONPATH")
        self._process = subprocess.Popen(
            # -P: a file named lxml.py in the folder of the articles must not be taken for the library
            [sys.executable, "-P", "-m", "annotator.formats.html_extraction"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": home + (os.pathsep + known if known else "")},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdout is not None
        self._answers = queue.Queue()
        threading.Thread(target=_pass_on, args=(self._process.stdout, self._answers), daemon=True).start()
        return self._process

    def finish(self) -> None:
        """End the process; the next page starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what could not be written any more
                    pipe.close()


def _pass_on(pipe: BinaryIO, answers: queue.Queue[bytes | None]) -> None:
    while (answer := receive(pipe)) is not None:
        answers.put(answer)
    answers.put(None)


_worker = _Worker()


def _sniff(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1000].lower()
    return start.startswith((b"<!doctype html", b"<html")) or (start.startswith((b"<?xml", b"<!--")) and b"<html" in start)


FORMAT = Format(
    key="html_page",
    name=N_("Web page"),
    suffixes=(".html", ".htm", ".xhtml"),
    read=read,
    sniff=_sniff,
    finish=_worker.finish,
)
