"""Takes the big step of a project back, unless that was done already: `undo_driver.py PROJECT`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from annotator.project import open_project

BIG = "Annotate from file"


def main(words: Sequence[str]) -> int:
    """Undo, and say so once it is done."""
    with open_project(words[0], "c01") as project:
        step = project.history.undoable(project.the_coder().id)
        if step is not None and step.label == BIG:
            project.undo()
        print("undone", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
