"""Lines 18 and 19 of PERFORMANCE.md: the memory of the open window, and what an installation weighs.

The floor of line 18 is an empty QMainWindow, that of line 19 the two dependencies nobody can do without, Qt's essentials and pandas,
with what they need themselves.
"""

from __future__ import annotations

import re
import statistics
from importlib import metadata
from pathlib import Path

import measure
import projects
from children import spent
from window_lines import EMPTY, OPENED

ROOT = "news-annotator"
_FLOOR = ("PySide6-Essentials", "pandas")
_MB = 1024 * 1024


def memory(folder: Path) -> list[measure.Line]:
    """Line 18: the peak of a process whose window shows an article of a project of 10k articles and 100k annotations."""
    path = projects.standing(folder)
    mine, floor = [], []
    for _round in range(3):
        mine.append(spent(OPENED, path).peak)
        floor.append(spent(EMPTY).peak)
    return [measure.Line("18", "peak memory, project open, article shown, 10k articles", _median(mine), _median(floor), 2.5, "MB")]


def _median(values: list[float]) -> float:
    return statistics.median(values)


def size(_folder: Path) -> list[measure.Line]:
    """Line 19: the installed size of all that annotator needs, itself left out."""
    return [
        measure.Line("19", "installed size of all dependencies", weight(needed(ROOT)), weight(needed(*_FLOOR) | set(_FLOOR)), 1.25, "MB")
    ]


def needed(*names: str) -> set[str]:
    """Return the names of all packages that these need, without extras."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        for wish in metadata.requires(waiting.pop()) or ():
            if "extra ==" in wish:
                continue
            name = re.split(r"[\s;<>=!~\[(]", wish, maxsplit=1)[0]
            if name.lower() not in found and _is_installed(name):
                found.add(name.lower())
                waiting.append(name)
    return found


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:  # for another system or an older Python
        return False
    return True


def weight(names: set[str]) -> float:
    """Return how many MB the files of these packages have, compiled files among them only where they came with it."""
    total = 0
    for name in {one.lower() for one in names}:
        for file in metadata.files(name) or ():
            place = Path(str(file.locate()))
            if place.suffix != ".pyc" and place.is_file():
                total += place.stat().st_size
    return total / _MB
