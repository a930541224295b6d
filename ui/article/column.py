"""How wide the parts of the article column are, and where labels beside it stand (DESIGN.md sections 2 and 6). No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MINIMAP = 14
WIDE, MIDDLE, SMALL = 590, 560, 520
LEFT, RIGHT = 68, 110
LEFT_LEAST, RIGHT_LEAST = 20, 84
MOST_GROWTH = 1.5
"""how much wider the narrowest right gutter becomes for larger text"""
SPINE_AT, LABEL_AT = 13, 37
LABEL_GAP = 18


@dataclass(frozen=True, slots=True)
class Column:
    """Where the text stands in the view, in px: ``left`` gutter, ``measure`` of the text, ``right`` gutter.

    Region names stand in the gutter before the text, spine and labels in the one behind it: left and right, the other way
    round where the window is ``mirrored``. ``names`` tells that there is room for region names, ``roles_only`` that there is
    room for the roles of connectors but not for their values. ``scale`` is the size of what is written beside the text: it
    grows with the text as far as the gutter of the labels does.
    """

    left: float
    measure: float
    right: float
    scale: float = 1.0
    mirrored: bool = False

    @property
    def onward(self) -> int:
        """Which way the labels lie from the text: 1 to the right, −1 to the left."""
        return -1 if self.mirrored else 1

    @property
    def before(self) -> float:
        """The width of the gutter with the region names."""
        return self.right if self.mirrored else self.left

    @property
    def behind(self) -> float:
        """The width of the gutter with spine and labels."""
        return self.left if self.mirrored else self.right

    @property
    def text_end(self) -> float:
        """The x at which the gutter with spine and labels begins, seen from the text."""
        return self.left if self.mirrored else self.text_right

    @property
    def text_right(self) -> float:
        """The x of the right edge of the text."""
        return self.left + self.measure

    @property
    def names(self) -> bool:
        return self.before >= 60 * self.scale

    @property
    def roles_only(self) -> bool:
        return self.behind < 125 * self.scale

    @property
    def spine(self) -> float:
        """The x of the middle of the spine."""
        return self.text_end + self.onward * SPINE_AT

    @property
    def labels(self) -> float:
        """The x at which connector labels begin; in a mirrored window they run from there to the left."""
        return self.text_end + self.onward * LABEL_AT

    @property
    def label_gap(self) -> float:
        """The least distance from label to label."""
        return LABEL_GAP * self.scale


def column_for(width: float, zoom: float = 1.0, measure: float | None = None, *, mirrored: bool = False) -> Column:
    """Return the column for a view of that width without its minimap and scroll bar.

    The measure (at 100 %, else by the width) and the gutters grow with the zoom; the measure stays as long as the gutters
    can shrink. The text stands at the left, at the right where the window is mirrored, and only a much wider view moves it
    towards the middle.
    """
    grown = max(1.0, zoom)
    full_left, full_right = LEFT * grown, RIGHT * grown
    if measure is None:
        if width >= LEFT + WIDE + RIGHT + 22:
            measure = WIDE
        elif width >= LEFT_LEAST + MIDDLE + RIGHT_LEAST + 4:
            measure = MIDDLE
        else:
            measure = SMALL
    wanted = measure * zoom
    text = max(120.0, min(wanted, width - LEFT_LEAST - RIGHT_LEAST * min(grown, MOST_GROWTH)))
    rest = width - text
    if rest >= full_left + full_right:
        left = full_left + max(0.0, rest - full_left - full_right - 80) / 2
    else:
        left = max(float(LEFT_LEAST), min(full_left, rest - full_right))
    right = max(0.0, width - round(left) - int(text))
    gutters = (right, float(round(left))) if mirrored else (float(round(left)), right)
    return Column(gutters[0], float(int(text)), gutters[1], max(1.0, min(grown, right / RIGHT_LEAST)), mirrored)


def stacked(wanted: Sequence[float], gap: float = LABEL_GAP, low: float | None = None, high: float | None = None) -> list[float]:
    """Return heights at least ``gap`` apart, in the order of ``wanted`` (ascending), each group centred on its wishes.

    Groups that come too near are joined and centred anew (pool adjacent violators), then the stack is kept between
    ``low`` and ``high`` as far as it fits.
    """
    groups: list[tuple[float, int]] = []  # (sum of wishes minus own offsets, count)
    for wish in wanted:
        groups.append((wish, 1))
        while len(groups) > 1:
            (above, many), (below, few) = groups[-2], groups[-1]
            if above / many + gap * many <= below / few:
                break
            groups[-2:] = [(above + below - gap * many * few, many + few)]
    heights: list[float] = []
    for total, count in groups:
        first = total / count
        heights.extend(first + gap * number for number in range(count))
    if heights and high is not None and heights[-1] > high:
        for number in range(len(heights)):
            heights[number] = min(heights[number], high - gap * (len(heights) - 1 - number))
    if heights and low is not None and heights[0] < low:
        for number in range(len(heights)):
            heights[number] = max(heights[number], low + gap * number)
    return heights
