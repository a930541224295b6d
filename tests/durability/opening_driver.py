"""Opens a project for writing, which brings one of an older format up to date, and says so: `opening_driver.py PROJECT`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from annotator.project import open_project


def main(words: Sequence[str]) -> int:
    """Open, say that it is open, close."""
    with open_project(words[0]):
        print("open", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
