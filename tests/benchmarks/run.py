"""Prints the table of what was measured beside its floor: `./run.sh bench`, or `./run.sh bench store` for a part of it."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import measure  # noqa: E402


def parts(wanted: list[str]) -> Iterable[Callable[[Path], list[measure.Line]]]:
    """Yield what is to be measured; the window's parts need a Qt application."""
    import agreement_lines
    import import_lines
    import list_lines
    import merge_lines
    import search_lines
    import size_lines
    import store_lines
    import table_lines
    import window_lines

    found = {
        "start": window_lines.start,
        "import": import_lines.imports,
        "one": store_lines.one_annotation,
        "million": store_lines.one_of_a_million,
        "mark": window_lines.mark,
        "view": window_lines.view,
        "bulk": store_lines.bulk,
        "search": search_lines.search_words,
        "tables": table_lines.tables,
        "long": table_lines.a_million,
        "list": list_lines.article_list,
        "memory": size_lines.memory,
        "size": size_lines.size,
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
            began = time.perf_counter()
            for line in part(Path(folder)):
                print(line.row(), flush=True)
            print(f"took {time.perf_counter() - began:.1f}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
