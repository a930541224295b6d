"""Broken inputs that go where the program has not been yet: `guided.py KIND [SECONDS]`, with atheris in the Python that runs it.

atheris is no dependency of the project. A throw-away environment is enough:

    python -m venv --system-site-packages guided && guided/bin/pip install atheris

It starts from the sound samples of the kind and from inputs broken at random, watches which lines each one reaches, and keeps
those that reach new ones. What faults is told and kept in the working folder as `found KIND SHA1`; each becomes a test.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests/hostile", "tests", ".")]

try:
    import atheris
except ImportError:
    sys.exit("guided.py needs atheris: see its first lines")

with atheris.instrument_imports(include=["annotator"]):
    import broken_inputs

SEEDS = 200


class Guided:
    """Inputs of one kind, as many as the time allows."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.suffixes = sorted({suffix for suffix, _data in broken_inputs.samples(kind)})
        self.inputs = 0
        self.found: dict[str, str] = {}

    def corpus(self) -> Path:
        """Write what is begun with: an input is the number of its suffix and its bytes."""
        place = self.folder / "corpus"
        place.mkdir()
        some = [*broken_inputs.samples(self.kind)]
        some += [broken_inputs.broken(self.kind, random.Random(f"{self.kind} {number}")) for number in range(SEEDS)]
        for number, (suffix, data) in enumerate(some):
            (place / f"{number}").write_bytes(bytes([self.suffixes.index(suffix)]) + data)
        return place

    def try_one(self, data: bytes) -> None:
        """Give one input to the reader; a fault of a kind that was seen before is only counted."""
        self.inputs += 1
        suffix = self.suffixes[data[0] % len(self.suffixes)] if data else self.suffixes[0]
        if fault := broken_inputs.fault_of(self.kind, suffix, data[1:], self.folder):
            kind = fault.split(":")[0]
            if kind not in self.found:
                name = f"found {self.kind} {hashlib.sha1(data).hexdigest()[:12]}{suffix}"  # a name
                Path(name).write_bytes(data[1:])
                print(f"{name}: {fault[:400]}", flush=True)
            self.found.setdefault(kind, fault)


def main(kind: str, seconds: int) -> None:
    """Try inputs for so long; atheris ends the process itself."""
    with tempfile.TemporaryDirectory() as temporary:
        guided = Guided(kind, Path(temporary))
        started = time.monotonic()

        def one(data: bytes) -> None:
            guided.try_one(data)
            if time.monotonic() - started > seconds:
                print(f"{kind}: {guided.inputs:,} inputs in {seconds} s, {len(guided.found)} kinds of fault", flush=True)
                broken_inputs.shutil.rmtree(temporary, ignore_errors=True)
                broken_inputs.os._exit(1 if guided.found else 0)

        words = [sys.argv[0], str(guided.corpus()), "-max_len=200000", "-rss_limit_mb=3000", "-verbosity=0"]
        atheris.Setup(words, one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300)
