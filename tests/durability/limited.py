"""The program with so much memory more than it has once it stands: `limited.py MEGABYTES WORD…`."""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from annotator.cli.main import run as main


def limit(megabytes: float) -> None:
    """Let the process have so many MB of address space more than now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + int(megabytes * 1e6)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def run(words: Sequence[str]) -> int:
    """Limit the memory and do what the words say."""
    limit(float(words[0]))
    return main(list(words[1:]))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
