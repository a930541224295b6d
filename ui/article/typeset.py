"""The line heights and fonts of the article, and the document layout that puts each line on its pitch.

QPlainTextEdit has no line height of its own. ArticleLayout lays each block out once, when it is first looked at: the
lines at the column's x, line i at i × pitch, right-to-left paragraphs at the right edge (DESIGN.md section 3). The
document itself is never changed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QTextBlock, QTextCharFormat, QTextDocument, QTextLayout, QTextOption
from PySide6.QtWidgets import QPlainTextDocumentLayout

from annotator.model.span import Span

GAP = 12.0
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LETTER = re.compile(r"[^\W\d_]")
_SHAPED = re.compile("[\u0900-\u097f\ua8e0-\ua8ff][\u0900-\u097f\ua8e0-\ua8ff\u200c\u200d ]*")
_TALL = "[\u0590-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\ufb50-\ufdff\ufe70-\ufefc]"


class Crossing(Protocol):
    """Code points of the article to Qt's UTF-16 positions and back; `annotator.text.offsets.Offsets` is one."""

    def to_utf16(self, position: int, /) -> int: ...

    def from_utf16(self, position: int, /) -> int: ...


@dataclass(frozen=True, slots=True)
class LineHeights:
    """Heights within one line of text, px from its top at 100 % zoom or scaled.

    ``top`` and ``bottom`` bound a claim's ground; edges go 1 px higher and 2 px lower; ``scale`` is the zoom.
    """

    pitch: float
    baseline: float
    bottom: float
    scale: float = 1.0

    @property
    def top(self) -> float:
        return 3.0 * self.scale

    @property
    def channel(self) -> float:
        """Where the channel for connectors and joins begins."""
        return self.bottom + self.scale

    def scaled(self, zoom: float) -> LineHeights:
        return LineHeights(self.pitch * zoom, self.baseline * zoom, self.bottom * zoom, self.scale * zoom)


ARTICLE = LineHeights(28, 19, 24)
TALL_SCRIPT = LineHeights(32, 21, 28)
HEADLINE = LineHeights(30, 21.5, 27.5)
TALL_HEADLINE = LineHeights(36, 24, 32)
FURNITURE = LineHeights(22, 15, 20)


@dataclass(frozen=True, slots=True)
class Typefaces:
    """The three fonts at 100 % and the two greys the text is set in."""

    article: QFont
    headline: QFont
    furniture: QFont
    grey: QColor


@cache
def _tall() -> re.Pattern[str]:
    return re.compile(_TALL)  # 4 ms for Python: spared to whoever reads only European letters


def is_right_to_left(text: str) -> bool:
    """Return whether the first strong letter of the paragraph runs from right to left."""
    first = _LETTER.search(text)
    return bool(first) and bool(RIGHT_TO_LEFT.match(first.group()))


_NOT_IN_QT = {
    0x2029: "\n",  # Qt makes a paragraph of it, as of a line feed
    0xFEFF: "\u2060",  # Qt drops it at the beginning of a text
    0xFDD0: "\ufffd",  # Qt's own frame marks
    0xFDD1: "\ufffd",
    0xFFFC: "\ufffd",
}


def shown_text(text: str) -> str:
    """Return the text as Qt may hold it: each character in its place, those that Qt would join or drop replaced.

    Qt makes one line break of CR LF, which would shift every position after it.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\u200b\n").replace("\r", "\n")
    return text if text.isascii() else text.translate(_NOT_IN_QT)


def zoomed(font: QFont, zoom: float, word_spacing: float = 0.0) -> QFont:
    """Return the font at the zoom, its word spacing with it; parts of px are kept."""
    result = QFont(font)
    pixels = font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * 96 / 72
    if zoom == 1.0:
        result.setPixelSize(round(pixels))
    else:
        result.setPointSizeF(pixels * zoom * 72 / 96)
    if word_spacing:
        result.setWordSpacing(word_spacing * zoom)
    return result


def _shaped_first(font: QFont) -> QFont:
    """Return the font with the family for Devanagari before all others: asked only after them, Qt complains of each word."""
    result = QFont(font)
    families = font.families()
    result.setFamilies(sorted(families, key=lambda family: "Devanagari" not in family))
    return result


class Regions:
    """The regions of an article, asked by place."""

    def __init__(self, regions: Sequence[tuple[str, Span]] = (), coded_kinds: Collection[str] = ()) -> None:
        self._rows = sorted(regions, key=lambda row: (row[1].start, row[1].end))
        self._starts = [span.start for _, span in self._rows]
        self._coded = frozenset(coded_kinds)

    def __iter__(self) -> Iterator[tuple[str, Span]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def over(self, start: int, end: int) -> list[tuple[str, Span]]:
        """Return the regions that share a character with start up to end."""
        low = max(0, bisect_right(self._starts, start) - 1)
        high = bisect_right(self._starts, end - 1)
        return [row for row in self._rows[low:high] if row[1].end > start and row[1].start < end]

    def is_coded(self, kind: str) -> bool:
        return kind in self._coded

    def uncoded(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the stretches between start and end that no coded region covers; none where no region is known."""
        if not self._rows:
            return []
        gaps, at = [], start
        for kind, span in self.over(start, end):
            if kind in self._coded:
                if span.start > at:
                    gaps.append((at, span.start))
                at = max(at, span.end)
        if at < end:
            gaps.append((at, end))
        return gaps


class ArticleLayout(QPlainTextDocumentLayout):
    """Lines of the article at their pitch, laid out block by block when first asked for.

    ``offsets`` is the crossing between Qt's positions and the article's; ``regions`` say which blocks are headline and
    which are outside the coded text; ``left`` and ``measure`` are the column's x and width.
    """

    def __init__(self, document: QTextDocument, offsets: Crossing) -> None:
        super().__init__(document)
        self.offsets = offsets
        self.regions = Regions()
        self.left = 0.0
        self.measure = 590.0
        self._zoom = self._spacing = 1.0
        self._fonts: dict[str, QFont] = {}
        self._shapes: dict[str, QTextCharFormat] = {}
        self._heights: dict[int, tuple[float, LineHeights]] = {}
        self._blank = GAP
        self._grown = False

    def set_type(self, faces: Typefaces, zoom: float, spacing: float = 1.0) -> None:
        """Take the fonts, the zoom and what the pitch is multiplied with; every block is laid out again when next looked at."""
        self._zoom, self._spacing = zoom, spacing
        self._fonts = {
            "article": zoomed(faces.article, zoom, 1.5),
            "headline": zoomed(faces.headline, zoom, 1.5),
            "furniture": zoomed(faces.furniture, zoom),
        }
        self._shapes = {kind: QTextCharFormat() for kind in ("headline", "furniture", "grey")}
        self._shapes["headline"].setFont(self._fonts["headline"])
        self._shapes["furniture"].setFont(self._fonts["furniture"])
        self._shapes["furniture"].setForeground(faces.grey)
        for kind, font in self._fonts.items():
            shaped = self._shapes["shaped " + kind] = QTextCharFormat()
            shaped.setFont(_shaped_first(font))
            if kind == "furniture":
                shaped.setForeground(faces.grey)
        self._shapes["grey"].setForeground(faces.grey)
        self._blank = GAP * zoom
        self.forget()

    @property
    def article_font(self) -> QFont:
        return self._fonts["article"]

    def forget(self) -> None:
        """Lay every block out again when it is next looked at."""
        self._heights.clear()

    def documentChanged(self, position: int, removed: int, added: int) -> None:
        super().documentChanged(position, removed, added)
        self.forget()  # where only one paragraph has changed, Qt has laid it out by its own rules just now

    def line_heights(self, block: QTextBlock) -> LineHeights:
        """Return the heights of the block's lines, the block laid out if it was not."""
        self.blockBoundingRect(block)
        return self._heights[block.blockNumber()][1]

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        if not block.isValid() or not self._fonts:
            return super().blockBoundingRect(block)
        known = self._heights.get(block.blockNumber())
        if known is None or not block.layout().lineCount():
            known = self._lay_out(block)
        return QRectF(0.0, 0.0, self.left + self.measure, known[0])

    def kind_of(self, block: QTextBlock) -> str:
        """Return how the block is set: ``headline``, ``furniture`` or ``article``."""
        start, end = self.bounds(block)
        over = self.regions.over(start, end) if end > start else []
        if not over:
            return "furniture" if len(self.regions) else "article"
        if any(kind == "headline" for kind, _ in over):
            return "headline"
        return "article" if any(self.regions.is_coded(kind) for kind, _ in over) else "furniture"

    def bounds(self, block: QTextBlock) -> tuple[int, int]:
        """Return the code points at which the block's text starts and ends."""
        start = block.position()
        return self.offsets.from_utf16(start), self.offsets.from_utf16(start + block.length() - 1)

    def _lay_out(self, block: QTextBlock) -> tuple[float, LineHeights]:
        text = block.text()
        layout = block.layout()
        kind = self.kind_of(block) if text.strip() else "blank"
        heights = self._line_heights_for(kind, text)
        right_to_left = bool(RIGHT_TO_LEFT.search(text)) and is_right_to_left(text)
        option = QTextOption(Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTabStopDistance(40 * self._zoom)
        layout.clearLayout()
        layout.setTextOption(option)
        formats = self._formats(block, kind, text) if kind != "blank" else []
        if formats or layout.formats():
            layout.setFormats(formats)
        count = self._place_lines(layout, heights)
        height = self._blank if kind == "blank" else count * heights.pitch + self._gap_after(block, kind)
        known = (height, heights)
        self._heights[block.blockNumber()] = known
        if block.lineCount() != count:
            block.setLineCount(count)
            self._grown = True
        return known

    def settle(self) -> None:
        """Tell the scroll bar of lines that blocks were found to have; once for many blocks, as each telling costs."""
        if self._grown:
            self._grown = False
            self.documentSizeChanged.emit(self.documentSize())

    def _line_heights_for(self, kind: str, text: str) -> LineHeights:
        usual = self._usual_heights(kind, text)
        # What is added lies under the line, below the marks: none of them changes its place in it.
        return usual if kind == "blank" or self._spacing == 1.0 else replace(usual, pitch=usual.pitch * self._spacing)

    def _usual_heights(self, kind: str, text: str) -> LineHeights:
        if kind == "furniture":
            return FURNITURE.scaled(self._zoom)
        tall = not text.isascii() and _tall().search(text) is not None
        if kind == "headline":
            return (TALL_HEADLINE if tall else HEADLINE).scaled(self._zoom)
        if kind == "blank":
            return LineHeights(GAP, 9, 11).scaled(self._zoom)
        return (TALL_SCRIPT if tall else ARTICLE).scaled(self._zoom)

    def _place_lines(self, layout: QTextLayout, heights: LineHeights) -> int:
        count, y = 0, heights.baseline
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(self.measure)
            line.setPosition(QPointF(self.left, y - line.ascent()))
            count += 1
            y += heights.pitch
            line = layout.createLine()
        layout.endLayout()
        return max(count, 1)

    def _gap_after(self, block: QTextBlock, kind: str) -> float:
        """Paragraphs stand 12 px apart; a blank line is that gap already, and furniture lines stand close."""
        after = block.next()
        if not after.isValid() or not after.text().strip():
            return 0.0
        return 0.0 if kind == "furniture" and self.kind_of(after) == "furniture" else self._blank

    def _formats(self, block: QTextBlock, kind: str, text: str) -> list[QTextLayout.FormatRange]:
        ranges = []
        if kind in ("headline", "furniture"):
            ranges.append(_format_range(0, block.length() - 1, self._shapes[kind]))
        place, start = block.position(), self.offsets.from_utf16(block.position())
        to_utf16 = self.offsets.to_utf16
        for found in _SHAPED.finditer(text):
            first = to_utf16(start + found.start())
            ranges.append(_format_range(first - place, to_utf16(start + found.end()) - first, self._shapes["shaped " + kind]))
        if kind != "furniture":
            for low, high in self.regions.uncoded(*self.bounds(block)):
                first = to_utf16(low)
                ranges.append(_format_range(first - place, to_utf16(high) - first, self._shapes["grey"]))
        return ranges


def _format_range(start: int, length: int, shape: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, shape
    return made
