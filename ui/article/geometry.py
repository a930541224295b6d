"""Where a stretch of text stands on the screen: one rectangle per line and visual run.

In a line of one direction a stretch is one rectangle between two `cursorToX`. Where letters run from right to left, the
glyph runs of the stretch are asked and neighbours are joined, so that a mark never covers words that are not its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtGui import QTextBlock, QTextLine

from ui.article.typeset import is_right_to_left

# Letters written from right to left, those beyond the first plane by their first surrogate.
_BACKWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\ud802\ud803\ud83a\u200f\u202b\u202e\u2067]")
_NEAR = 0.75  # px between two runs that are one to the eye


class Strip(NamedTuple):
    """A horizontal piece of a mark: line number in the block, left and right x in the view's text coordinates.

    ``first`` and ``last`` tell that it holds the stretch's first or last character; where it runs right to left, the
    start is at the right.
    """

    line: int
    left: float
    right: float
    first: bool
    last: bool
    right_to_left: bool = False

    @property
    def start_x(self) -> float:
        """The x of the reading start."""
        return self.right if self.right_to_left else self.left

    @property
    def end_x(self) -> float:
        """The x of the reading end."""
        return self.left if self.right_to_left else self.right


@dataclass(frozen=True, slots=True)
class BlockLines:
    """The lines of one laid-out block, ready to be measured: built once, then asked for each mark."""

    text: str
    lines: tuple[QTextLine, ...]
    starts: tuple[int, ...]
    mixed: bool
    """whether some letters run from right to left"""
    right_to_left: bool
    """whether the paragraph as a whole does"""

    def strips(self, start: int, end: int) -> list[Strip]:
        """Return the strips of the UTF-16 stretch start up to end, relative to the block; white space at line ends left out."""
        found: list[Strip] = []
        starts = self.starts
        count = len(starts)
        for number in range(max(0, bisect_right(starts, start) - 1), count):
            low = starts[number]
            if low >= end:
                break
            line = self.lines[number]
            high = starts[number + 1] if number + 1 < count else len(self.text)
            first, last = max(low, start), min(high, end)
            while last > first and self.text[last - 1].isspace():
                last -= 1
            if last <= first:
                continue
            opens, closes = low <= start, end <= high
            if self.mixed and _BACKWARDS.search(self.text, low, high):
                found.extend(self._mixed(number, line, first, last, opens, closes))
            else:
                left, right = line.cursorToX(first)[0], line.cursorToX(last)[0]
                found.append(Strip(number, left, right, opens, closes, False))
        return found

    def _mixed(self, number: int, line: QTextLine, first: int, last: int, opens: bool, closes: bool) -> list[Strip]:
        """Return the visual runs of a stretch in reading order: from the side on which the paragraph begins."""
        # Not cursorToX: at the border of two directions it names one side for both of its characters.
        boxes = (run.boundingRect() for run in line.glyphRuns(first, last - first))
        edges = sorted((box.left(), box.right()) for box in boxes)
        runs: list[list[float]] = []
        for left, right in edges:
            if runs and left <= runs[-1][1] + _NEAR:
                runs[-1][1] = max(runs[-1][1], right)
            else:
                runs.append([left, right])
        if self.right_to_left:
            runs.reverse()
        final = len(runs) - 1
        return [
            Strip(number, left, right, opens and at == 0, closes and at == final, self.right_to_left)
            for at, (left, right) in enumerate(runs)
        ]

    def x_of(self, place: int) -> float:
        """Return the x of the caret before the UTF-16 place of the block."""
        return self.lines[self.line_of(place)].cursorToX(place)[0]

    def line_of(self, place: int) -> int:
        """Return the number of the line that holds the UTF-16 place of the block."""
        return max(0, bisect_right(self.starts, place) - 1)


def lines_of(block: QTextBlock) -> BlockLines:
    """Return the lines of a block that is laid out."""
    layout = block.layout()
    text = _in_units(block.text())
    lines = tuple(layout.lineAt(number) for number in range(layout.lineCount()))
    mixed = _BACKWARDS.search(text) is not None
    starts = tuple(line.textStart() for line in lines)
    return BlockLines(text, lines, starts, mixed, mixed and is_right_to_left(block.text()))


def _in_units(text: str) -> str:
    """Return the text with each astral character as its two surrogates, so that an index is Qt's."""
    if text.isascii() or max(text) < "\U00010000":
        return text
    return "".join(map(chr, memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")))
