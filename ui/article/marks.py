"""What the article view is given to draw, and the index that finds it again.

Everything here counts code points of the article as stored and knows no Qt.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.model.codebook import STYLES
from annotator.model.span import Span, Spans


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation as the text shows it: where, in which shape and colour, and in which standing.

    ``style`` is one of STYLES, ``colour`` the codebook's own ``#RRGGBB``. ``caption`` is what the card in the margin
    says. ``inherited`` was taken over from a reprint, ``suggested`` waits to be accepted.
    """

    id: str
    category: str
    style: str
    colour: str
    spans: Spans
    caption: str = ""
    incomplete: bool = False
    flagged: bool = False
    inherited: bool = False
    suggested: bool = False

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise ValueError(f"a mark cannot be drawn as {self.style!r}")
        if not self.spans:
            raise ValueError("a mark needs a span")

    @property
    def start(self) -> int:
        """The first code point of the first fragment."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """The end of the last fragment, exclusive."""
        return self.spans[-1].end

    @property
    def length(self) -> int:
        """How many code points all fragments hold."""
        return sum(span.end - span.start for span in self.spans)

    def covers(self, position: int) -> bool:
        """Return whether the character at the position is in one of the fragments."""
        return any(span.start <= position < span.end for span in self.spans)


@dataclass(frozen=True, slots=True)
class Connector:
    """One link of the selected annotation, drawn from its other end to the spine and on to a label.

    ``colour`` and ``style`` are those of the end. A link of a link (who holds the stance towards the claim) names in
    ``via`` the annotation between and is dashed. ``outgoing`` tells that the selected annotation is the link's source.
    """

    end_id: str
    role: str
    label: str
    colour: str
    style: str
    via: str | None = None
    outgoing: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """A letter above a place that could become the end of a link: a mark, or a name not marked yet."""

    letter: str
    mark_id: str | None
    span: Span | None
    chosen: bool = False


class MarkIndex:
    """The marks of one article, sorted by start with the running maximum of ends.

    Two bisects give those that touch a stretch of text; adding or taking away one mark costs no rebuilding.
    """

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self._by_id: dict[str, Mark] = {mark.id: mark for mark in marks}
        rows = sorted((mark.spans[0].start, -mark.spans[-1].end, mark.id) for mark in self._by_id.values())
        self._keys = rows
        self._marks = [self._by_id[row[2]] for row in rows]
        self._furthest: list[int] = []
        furthest = 0
        for row in rows:
            if -row[1] > furthest:
                furthest = -row[1]
            self._furthest.append(furthest)

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._marks)

    def __contains__(self, mark_id: object) -> bool:
        return mark_id in self._by_id

    def get(self, mark_id: str | None) -> Mark | None:
        """Return the mark of that id, or None."""
        return None if mark_id is None else self._by_id.get(mark_id)

    def put(self, mark: Mark) -> Mark | None:
        """Add the mark or replace the one of the same id; return the one replaced."""
        before = self.remove(mark.id) if mark.id in self._by_id else None
        key = (mark.start, -mark.end, mark.id)
        at = bisect_left(self._keys, key)
        self._keys.insert(at, key)
        self._marks.insert(at, mark)
        self._by_id[mark.id] = mark
        self._furthest.insert(at, max(mark.end, self._furthest[at - 1] if at else 0))
        for later in range(at + 1, len(self._furthest)):
            if self._furthest[later] >= mark.end:
                break
            self._furthest[later] = mark.end
        return before

    def remove(self, mark_id: str) -> Mark | None:
        """Take the mark away and return it; None if there was none of that id."""
        mark = self._by_id.pop(mark_id, None)
        if mark is None:
            return None
        at = bisect_left(self._keys, (mark.start, -mark.end, mark.id))
        del self._keys[at], self._marks[at], self._furthest[at]
        furthest = self._furthest[at - 1] if at else 0
        for later in range(at, len(self._marks)):
            furthest = max(furthest, self._marks[later].end)
            if self._furthest[later] == furthest:
                break
            self._furthest[later] = furthest
        return mark

    def touching(self, start: int, end: int) -> list[Mark]:
        """Return the marks whose hull shares a character with start up to end, by start, the longer first.

        The hull runs from the first to the last fragment, so that a join between fragments is found as well.
        """
        high = bisect_left(self._keys, (end,))
        low = bisect_right(self._furthest, start, 0, high)
        return [mark for mark in self._marks[low:high] if mark.spans[-1].end > start]

    def under(self, position: int) -> list[Mark]:
        """Return the marks that cover the character at the position, the shortest (topmost) first."""
        found = [mark for mark in self.touching(position, position + 1) if mark.covers(position)]
        return sorted(found, key=lambda mark: (mark.length, mark.start, mark.id))
