"""Work on a disk that reports errors, or with too little memory, and what is left of it.

The same works and judges as after a power cut (``cut_works``). On a sick disk strace lets a reading, a write or a sync of the project's
file or journal end in EIO, once or from then on; short of memory the process may have so many MB more than it has once it stands.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cut_works import WORKS, Work
from outcome import Outcome
from running import ANNOTATOR, HERE, PATIENCE, ROOT, environment

from annotator.errors import AnnotatorError

CALLS = ("pwrite64", "fsync,fdatasync", "ftruncate", "pread64", "unlink", "rename,renameat,renameat2")
KINDS = ("coding", "import", "merge", "publish", "backup", "export")
MOST_CALLS = 60
"""of the calls of a kind the first so many may fail"""
LIMITED = str(HERE / "limited.py")
HUNG = 45.0  # seconds after which work of a second counts as hung
LEAST_MEMORY, MOST_MEMORY = 2.0, 256.0  # MB over rest


class _Told:
    """The standard output of a process, of which every line is kept that somebody read."""

    def __init__(self, pipe) -> None:  # type: ignore[no-untyped-def]
        self._pipe = pipe
        self.said = b""

    def readline(self) -> bytes:
        line: bytes = self._pipe.readline()
        self.said += line
        return line


def run(work: Work, own: Path, error: Sequence[str], program: Sequence[str]) -> tuple[int, bytes, str]:
    """Do the work in a copy of its folder while calls fail as strace is told; return status, what it said and what it complained of."""
    words = [str(word).replace(str(work.folder), str(own)) for word in (*program, *work.words)]
    files = [own / "study.annot", own / "study.annot-journal", own / "copies" / "copy.annot", own / "copies" / "copy.annot-journal"]
    watched = [word for path in files for word in ("-P", str(path))]
    command = ["strace", "-f", "-qq", "-o", "/dev/null", *watched, *error, *words]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment(), bufsize=0,
        start_new_session=True,
    ) as process:  # fmt: skip
        late = threading.Timer(HUNG, os.killpg, (process.pid, signal.SIGTERM))  # strace and the program both
        late.start()
        told = _Told(process.stdout)
        if work.talk is not None:
            pipe, process.stdout = process.stdout, told  # type: ignore[assignment]
            with suppress(BrokenPipeError):
                work.talk(process)
            process.stdout = pipe
            with suppress(BrokenPipeError, AttributeError):
                process.stdin.close()  # type: ignore[union-attr]
            process.stdin = None
        rest, complaint = process.communicate(timeout=PATIENCE)
        late.cancel()
    return process.returncode, told.said + rest, complaint.decode("utf-8", "replace")


def judged(work: Work, own: Path, status: int, said: bytes, complaint: str, deaths: Sequence[int] = ()) -> Outcome:
    """Judge what is left when all is well again, and how it was told; ``deaths`` are the signals that the process may have died of."""
    outcome = Outcome()
    last = complaint.splitlines()[-1] if complaint else ""  # before it libraries may complain that they could not be loaded
    tells = last.startswith("annotator: ") and "mistake" not in last and ("/" in last or "not enough memory" in last)
    if (status not in (0, 1) and -status not in deaths) or (status == 1 and not tells):
        outcome.unsound.append(f"ended with {status} and said {complaint[-600:]!r}")
    try:
        work.judge(own, said, outcome)
    except AnnotatorError as error:
        outcome.unsound.append(f"it cannot be opened: {error}")
    return outcome


Trouble = tuple[list[str], list[str], str]
"""what strace is told, the program as it is started, and in words what happens to it"""


def sick_disk(rng: random.Random) -> Trouble:
    """Return the trouble of a call that fails."""
    calls, number, onwards = rng.choice(CALLS), rng.randint(1, MOST_CALLS), rng.choice(("", "+"))
    told = ["-e", f"trace={calls}", "-e", f"inject={calls}:error=EIO:when={number}{onwards}"]
    return told, list(ANNOTATOR), f"{calls.partition(',')[0]} {number}{' and all later ones' if onwards else ''} failed"


def little_memory(rng: random.Random) -> Trouble:
    """Return the trouble of so much memory, often very little."""
    megabytes = round(LEAST_MEMORY + MOST_MEMORY * rng.random() ** 3, 1)
    return [], [sys.executable, LIMITED, str(megabytes)], f"{megabytes} MB"


def faults_in_trouble(
    kind: str, rounds: int, rng: random.Random, folder: Path, trouble: Callable[[random.Random], Trouble]
) -> list[str]:
    """Do work of a kind so often, each time in other trouble, and return what is wrong."""
    own = folder / "study"
    own.mkdir(parents=True)
    work = WORKS[kind](own, rng)
    before = shutil.copytree(own, folder / "before")
    status, said, complaint = run(work, own, ["-e", "trace=none"], ANNOTATOR)
    if status != 0:
        raise AssertionError(f"{kind} ended with {status}: {complaint[-600:]}")
    work.judge(own, said, Outcome())  # the judge learns how it looks when it is done
    found: list[str] = []
    for number in range(rounds):
        sick = shutil.copytree(before, folder / f"round {number}" / "study")
        error, program, told = trouble(rng)
        ended = run(work, sick, error, program)
        # Numerical libraries end a process in which they find no memory.
        deaths = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT) if trouble is little_memory else ()
        found += [f"{kind}, {told}: {fault}" for fault in judged(work, sick, *ended, deaths).faults]
        shutil.rmtree(sick.parent)
    return found
