"""A process of the program that is watched and, at a moment of one's choice, killed; what it acknowledged is kept."""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

ANNOTATOR = (sys.executable, "-m", "annotator")
FAULTY = str(HERE / "faulty.py")
OFFSCREEN = "This plugin does not support propagateSizeHints()\n"
"""what Qt says of a screen that is none; no real one says so"""
PATIENCE = 240.0  # seconds after which a process counts as hung


def environment() -> dict[str, str]:
    """Return the environment of a process that runs this checkout, without a display."""
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}", "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": ""}


def hear_signals() -> None:
    """Let a process start with the signals that a terminal's has: one started in the background, or by nohup, ignores some."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_DFL)


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: so long after the start, after so many acknowledgements, or once so many commits have begun or ended.

    ``kind``: ``seconds``, ``acknowledgements``, ``begun`` or ``ended``; ``count``: how many; ``delay``: seconds to wait more.
    """

    kind: str
    count: float
    delay: float = 0.0

    @property
    def watches_commits(self) -> bool:
        """Return whether the moment hangs on the journal, which must be watched without a pause."""
        return self.kind in ("begun", "ended")


def a_moment(rng: random.Random, seconds: float, acknowledgements: int, *, commits: int = 1) -> Moment:
    """Return a random moment in a run that takes about so many seconds and makes about so many acknowledgements and commits."""
    kind = rng.choice(("seconds", "acknowledgements", "begun", "ended"))
    delay = rng.choice((0.0, rng.uniform(0, 0.002), rng.uniform(0, 0.03)))
    if kind == "seconds":
        return Moment(kind, rng.uniform(0, seconds))
    if kind == "acknowledgements":
        return Moment(kind, rng.randint(1, acknowledgements), delay)
    return Moment(kind, rng.randint(1, commits), delay if kind == "ended" else rng.choice((delay, rng.uniform(0, 0.2))))


class Running:
    """A process whose acknowledgements come line by line on a pipe; a line that was cut short is none."""

    def __init__(
        self,
        words: Sequence[object],
        project: Path,
        *,
        feed: bytes | None = None,
        own_pipe: bool = False,
        busy: Callable[[], bool] | None = None,
    ) -> None:
        self.project = project
        self._busy = busy or self._journal_holds_something
        self.journal = project.with_name(project.name + "-journal")
        self._said = b""
        self._feed = feed
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  # a pipe that nobody empties would hold the process up
        reading, writing = os.pipe()
        self._reading = reading
        extra = [str(writing)] if own_pipe else []
        self.process = subprocess.Popen(
            [*map(str, words), *extra],
            stdin=subprocess.PIPE if feed is not None else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if own_pipe else writing,
            stderr=self._complaints,
            pass_fds=(writing,) if own_pipe else (),
            cwd=ROOT,
            env=environment(),
            preexec_fn=hear_signals,
        )
        os.close(writing)
        self.started = time.monotonic()
        self._at_end = False
        self._begun = self._ended = 0
        self._in_commit = False

    # ---- watching -----------------------------------------------------------------------------------------------------------

    @property
    def acknowledged(self) -> list[bytes]:
        """Return the lines that came whole."""
        return self._said.split(b"\n")[:-1]

    def pump(self, seconds: float = 0.0) -> None:
        """Take what has arrived, waiting so long for it at most."""
        while not self._at_end and select.select([self._reading], [], [], seconds)[0]:
            piece = os.read(self._reading, 1 << 16)
            self._said += piece
            self._at_end = not piece
            seconds = 0.0

    def say(self, data: bytes) -> bool:
        """Write to the process; False if it is gone."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def _journal_holds_something(self) -> bool:
        try:
            return self.journal.stat().st_size > 0
        except OSError:
            return False

    def _look_at_work(self) -> None:
        """Count the commits: the journal holds something while one is under way; or what else ``busy`` sees."""
        busy = self._busy()
        self._begun += busy and not self._in_commit
        self._ended += self._in_commit and not busy
        self._in_commit = busy

    def has_come(self, moment: Moment) -> bool:
        """Return whether the moment is there, its delay left aside."""
        if moment.kind == "seconds":
            return time.monotonic() - self.started >= moment.count
        if moment.kind == "acknowledgements":
            return self._said.count(b"\n") >= moment.count
        self._look_at_work()
        return (self._begun if moment.kind == "begun" else self._ended) >= moment.count

    # ---- ending -------------------------------------------------------------------------------------------------------------

    def kill_at(self, moment: Moment, sign: signal.Signals = signal.SIGKILL) -> float:
        """Kill the process at the moment, or let it end if it ends before; return how many seconds it took to end then."""
        pause = 0.0 if moment.watches_commits else 0.001
        while not self._at_end and not self.has_come(moment):
            if time.monotonic() - self.started > PATIENCE:
                self.is_hung = True
                break
            self.pump(pause)
        if moment.delay:
            time.sleep(moment.delay)
        sent = time.monotonic()
        self.end(sign)
        return time.monotonic() - sent

    def end(self, sign: signal.Signals | None = None) -> int:
        """Send a signal, if any, wait for the end, and return the exit status; all that was said until then has been taken."""
        if sign is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(sign)
        last = time.monotonic() + PATIENCE
        while not self._at_end:
            self.pump(0.05)
            if time.monotonic() > last:
                self.is_hung = True
                self.process.kill()
        status = self.process.wait(PATIENCE)
        self.close()
        return status

    def close(self) -> None:
        """Let go of the pipes."""
        if self._reading >= 0:
            os.close(self._reading)
            self._reading = -1
        if not self._complaints.closed:
            self._complaints.seek(0)
            self.complaint = self._complaints.read().decode("utf-8", "replace").replace(OFFSCREEN, "")
            self._complaints.close()
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()

    is_hung = False
    """whether the moment never came and the process never ended"""
    complaint = ""
    """what stood on stderr"""
