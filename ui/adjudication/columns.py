"""Where the columns of the board lie: names of rows, one lane a candidate, gold. They run from the text into the grid. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

SIDE_BY_SIDE = 3
"""more candidates than these scroll sideways; gold stays"""


@dataclass(frozen=True, slots=True)
class Columns:
    """In px from where reading begins: ``label`` for the names of the rows, then ``count`` lanes of the same width, gold at the end."""

    width: int
    label: int
    lane: int
    count: int
    offset: int = 0

    @property
    def window(self) -> int:
        """Return how wide the room is through which the candidates are seen."""
        return max(0, self.width - self.label - self.lane)

    @property
    def most(self) -> int:
        """Return how far the candidates can be scrolled."""
        return max(0, self.count * self.lane - self.window)

    @property
    def gold(self) -> int:
        """Return where gold begins."""
        return self.width - self.lane

    def start(self, place: int) -> int:
        """Return where a candidate's lane begins."""
        return self.label + place * self.lane - self.offset

    def showing(self, place: int) -> Columns:
        """Return the columns scrolled just as far as this lane needs to be seen whole."""
        low, high = (place + 1) * self.lane - self.window, place * self.lane
        return self.at(min(max(self.offset, low), high))

    def at(self, offset: int) -> Columns:
        """Return the columns scrolled so far."""
        return Columns(self.width, self.label, self.lane, self.count, min(max(0, offset), self.most))


def columns_for(width: int, label: int, count: int, offset: int = 0) -> Columns:
    """Return the columns of a board of this width for so many candidates."""
    lane = max(1, (width - label) // (min(count, SIDE_BY_SIDE) + 1))
    label = width - lane * (min(count, SIDE_BY_SIDE) + 1)
    return Columns(width, label, lane, count).at(offset)
