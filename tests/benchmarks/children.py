"""Work that is measured in a process of its own: how long it took there, and the most memory that the process ever held."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_WRAPPED = """
import sys, time
{before}
_began = time.perf_counter()
{work}
_took = (time.perf_counter() - _began) * 1000
def _peak():
    with open("/proc/self/status") as _status:
        return next(int(_line.split()[1]) for _line in _status if _line.startswith("VmHWM"))
{after}
print(_took, _peak(), flush=True)
import os
os._exit(0)
"""


@dataclass(frozen=True)
class Spent:
    """What a process needed: ``ms`` for the work alone, without its start; ``peak`` MB for all of it."""

    ms: float
    peak: float


def spent(work: str, *words: str | Path, before: str = "", after: str = "", python: str = sys.executable, seconds: float = 1800) -> Spent:
    """Run Python in a new process, with these words as its arguments, and return what it needed; ``before`` is not timed.

    RuntimeError if it fails or takes longer than ``seconds``.
    """
    code = _WRAPPED.format(before=before, work=work, after=after)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(HERE), str(HERE.parents[1])))}
    try:
        done = subprocess.run([python, "-c", code, *map(str, words)], capture_output=True, text=True, env=environment, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"a measured process took longer than {seconds:.0f} s") from error
    if done.returncode:
        raise RuntimeError(f"a measured process failed:\n{done.stderr[-2000:]}")
    took, peak = done.stdout.split()[-2:]
    return Spent(float(took), int(peak) / 1024)
