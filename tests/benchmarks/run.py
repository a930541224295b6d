"""Prints the table of what was measured beside its floor: `./run.sh bench`, or `./run.sh bench store` for a part of it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import measure  # noqa: E402


def parts(wanted: list[str]) -> Iterable[Callable[[Path], list[measure.Line]]]:
    """Yield what is to be measured; the window's parts need a Qt application."""
    import agreement_lines
    import merge_lines
    import search_lines
    import store_lines
    import table_lines
    import window_lines

    found = {
        "start": window_lines.start,
        "one": store_lines.one_annotation,
        "mark": window_lines.mark,
        "view": window_lines.view,
        "bulk": store_lines.bulk,
        "search": search_lines.search_words,
        "tables": table_lines.tables,
        "undo": store_lines.undo,
        "merge": merge_lines.merge,
        "agreement": agreement_lines.agreement,
    }
    for name, part in found.items():
        if not wanted or name in wanted:
            yield part


def main() -> int:
    """Measure, print the table, and return 0: a goal that is missed is a figure, not a failure."""
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as folder:
        os.environ["ANNOTATOR_SETTINGS"] = os.path.join(folder, "settings")
        os.environ["ANNOTATOR_DATA"] = os.path.join(folder, "data")
        from PySide6.QtWidgets import QApplication

        from ui import theme

        application = QApplication([])
        theme.follow_system(application, "light")
        print(measure.HEAD, flush=True)
        for part in parts(sys.argv[1:]):
            for line in part(Path(folder)):
                print(line.row(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
