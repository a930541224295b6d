"""A long day in one process: so many codings, one step each; how much memory and how many open files it grew by, and its pace.

`python tests/soak/long_day.py [CODINGS]`
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from builders import a_project, an_article

from annotator.model.span import Span
from annotator.operations import coding
from annotator.operations.checking import check
from annotator.project import Project

MOST_GROWTH = 50.0  # MB
LEAST_PACE = 0.8
LONGEST_PAUSE = 1.0  # seconds
MARKS_AN_ARTICLE = 100


@dataclass(frozen=True, slots=True)
class LongDay:
    """What a day of codings cost: MB grown since its first tenth, files open more, pace of the last tenth over the second, worst step."""

    growth: float
    more_files: int
    pace: float
    longest: float
    unsound: int

    @property
    def faults(self) -> list[str]:
        """Return what is beyond its limit, in words."""
        judged = (
            (self.growth <= MOST_GROWTH, f"grew by {self.growth:.1f} MB"),
            (self.more_files <= 0, f"{self.more_files} files were kept open"),
            (self.pace >= LEAST_PACE, f"the last tenth had {self.pace:.0%} of the pace of the second"),
            (self.longest <= LONGEST_PAUSE, f"one coding took {self.longest:.2f} s"),
            (self.unsound == 0, f"check finds {self.unsound} faults"),
        )
        return [words for is_right, words in judged if not is_right]


def _memory() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def a_long_day(codings: int, folder: Path) -> LongDay:
    """Code so many marks, article after article, and measure."""
    with a_project(folder) as project:
        seconds: list[float] = []
        memory, files = 0.0, 0
        article = ""
        for number in range(codings):
            if number % MARKS_AN_ARTICLE == 0:
                article = an_article(project, f"{number} " + "word " * MARKS_AN_ARTICLE, source_id=f"A{number}")
            seconds.append(_coded(project, article, number % MARKS_AN_ARTICLE))
            if number == codings // 10:
                memory, files = _memory(), _open_files()
        grown, more = _memory() - memory, _open_files() - files
        path = project.path
    tenth = codings // 10
    pace = sum(seconds[tenth : 2 * tenth]) / sum(seconds[-tenth:])
    return LongDay(grown, more, pace, max(seconds), len(check(path)))


def _coded(project: Project, article: str, number: int) -> float:
    started = time.perf_counter()
    place = len(project.articles.text(article)) - 5 * (number + 1)
    coding.annotate(project, article, "claim", Span(place, place + 4), values={"claim_type": "demand", "form": "direct", "issue": "trade"})
    return time.perf_counter() - started


def main(words: list[str]) -> int:
    """Measure a day and print it."""
    with tempfile.TemporaryDirectory() as folder:
        day = a_long_day(int(words[0]) if words else 100_000, Path(folder))
    print(day, *day.faults, sep="\n")
    return 1 if day.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
