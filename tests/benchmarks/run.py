"""Prints the table of what was measured beside its floor: `./run.sh bench`, or `./run.sh bench list search` for parts of it.

``--peers`` makes an environment of its own, installs sqlite-utils, krippendorff and Taguette there, and measures them in the same run;
``--growth`` measures some lines at 10k, 100k and 1M; ``--whole`` takes five rounds also of what takes long; ``--write FILE`` puts table and
curves into a page between its two marks.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import measure  # noqa: E402

BEGIN, END = "<!-- figures: made by tests/benchmarks/run.py --write -->", "<!-- end of figures -->"
Part = Callable[[Path], list[measure.Line]]


def parts() -> dict[str, Part]:
    """Return what can be measured, by name; the window's parts need a Qt application."""
    import agreement_lines
    import import_lines
    import list_lines
    import merge_lines
    import search_lines
    import size_lines
    import store_lines
    import table_lines
    import window_lines

    return {
        "start": window_lines.start,
        "import": import_lines.imports,
        "one": store_lines.one_annotation,
        "million": store_lines.one_of_a_million,
        "mark": window_lines.mark,
        "view": window_lines.view,
        "search": search_lines.search_words,
        "bulk": store_lines.bulk,
        "tables": table_lines.tables,
        "long": table_lines.a_million,
        "agreement": agreement_lines.agreement,
        "list": list_lines.article_list,
        "memory": size_lines.memory,
        "size": size_lines.size,
        "undo": store_lines.undo,
        "merge": merge_lines.merge,
    }


def main() -> int:
    """Measure, print the table, and return 0: a goal that is missed is a figure, not a failure."""
    asked = _asked()
    if asked.whole:
        measure.measure_whole()
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        print(text, flush=True)

    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as name:
        folder = Path(name)
        os.environ["ANNOTATOR_SETTINGS"] = str(folder / "settings")
        os.environ["ANNOTATOR_DATA"] = str(folder / "data")
        _measure(asked, folder, tell)
    if asked.write is not None:
        write(asked.write, told)
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to measure; without one, all")
    parser.add_argument("--peers", action="store_true", help="measure other programs in the same run")
    parser.add_argument("--growth", action="store_true", help="measure at 10k, 100k and 1M")
    parser.add_argument("--whole", action="store_true", help="five rounds of everything")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this page")
    return parser.parse_args()


def _measure(asked: argparse.Namespace, folder: Path, tell: Callable[[str], None]) -> None:
    from PySide6.QtWidgets import QApplication

    from ui import theme

    application = QApplication([])
    theme.follow_system(application, "light")
    chosen = {name: part for name, part in parts().items() if not asked.parts or name in asked.parts}
    if asked.peers:
        import peers

        chosen["peers"] = peers.lines
    began = time.perf_counter()
    tell(measure.HEAD)
    for part in chosen.values():
        for line in part(folder):
            tell(line.row())
    if asked.growth:
        import growth

        growth.curves(folder, tell, asked.write)
    took, load = time.perf_counter() - began, os.getloadavg()[2]
    tell(f"\n{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, {took:,.0f} s, load {load:.1f}.")


def write(page: Path, told: list[str]) -> None:
    """Put what was told between the two marks of a page, instead of what stands there."""
    text = page.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{page} has no place for the figures: {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n\n" + "\n".join(told) + f"\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
