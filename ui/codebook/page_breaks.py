"""Where a printed page ends: no heading alone at its foot, and a short list whole on one page.

Qt's text documents know no "keep with next", so the document is laid out as it will be printed, and a break is put before each
part that the end of a page would tear.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QGuiApplication, QPagedPaintDevice, QTextBlock, QTextCursor, QTextDocument, QTextFormat

_MARGIN_CM, _CM_PER_INCH = 2, 2.54
_SHORT = 1 / 3
"""of a page: a part that is longer may be torn, but not behind its heading"""
_ENDLESS = 10_000_000.0
_SLACK = 1.0
Reach = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading with all that stands under it up to the next one: numbers of blocks, the last one inclusive."""

    first: int
    begins: int  # the first block behind the heading and the grey line under it
    last: int


def keep_together(document: QTextDocument, paper: QPagedPaintDevice) -> None:
    """Put page breaks before the parts of a document that would be torn when it is printed on this paper."""
    sections, height = _sections(document), float(paper.height())
    broken: list[int] = []
    whole = _reaches(document, paper, [], _ENDLESS)
    room = height - 2 * _edge(paper)
    reaches = _reaches(document, paper, broken, height)
    for one in sections:
        short = whole[one.last][1] - whole[one.first][0] <= room * _SHORT
        until = reaches[one.last][1] if short else reaches[min(one.begins, one.last)][1]
        if one.first and page_of(reaches[one.first][0], paper) != page_of(until, paper):
            broken.append(one.first)
            reaches = _reaches(document, paper, broken, height)
    _break(document, broken)


def page_of(reach: float, paper: QPagedPaintDevice) -> int:
    """Return the page, counted from 0, on which a line that reaches down to here is printed: one in the margin at the foot goes over."""
    return int((reach + _edge(paper) - _SLACK) // paper.height())


def _edge(paper: QPagedPaintDevice) -> float:
    return _margin() * paper.logicalDpiY() / _dpi()


def _dpi() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.logicalDotsPerInchY() if screen is not None else 96.0


def _margin() -> int:
    """Return the margin that Qt gives a document that it prints, in pixels of the screen."""
    return int(_MARGIN_CM / _CM_PER_INCH * _dpi())


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def _sections(document: QTextDocument) -> list[_Section]:
    """Return the parts under the headings; a heading that is followed by another one at once goes with that one's part."""
    levels = [block.blockFormat().headingLevel() for block in _blocks(document)]
    starts = [number for number, level in enumerate(levels) if level and not (number and levels[number - 1])]
    ends = [*(start - 1 for start in starts[1:]), len(levels) - 1]
    found = []
    for first, last in zip(starts, ends, strict=True):
        begins = next((number for number in range(first, last + 1) if not levels[number]), last)
        found.append(_Section(first, min(begins + 1, last), last))
    return found


def _reaches(document: QTextDocument, paper: QPagedPaintDevice, broken: list[int], height: float) -> list[Reach]:
    """Return top and foot of every block as it will be printed, down through all pages."""
    copy = document.clone()
    _break(copy, broken)
    layout = copy.documentLayout()
    layout.setPaintDevice(paper)
    frame = copy.rootFrame().frameFormat()
    frame.setMargin(_margin())
    copy.rootFrame().setFrameFormat(frame)
    copy.setPageSize(QSizeF(float(paper.width()), height))
    rects = [layout.blockBoundingRect(block) for block in _blocks(copy)]
    return [(rect.top(), rect.bottom()) for rect in rects]


def _break(document: QTextDocument, numbers: list[int]) -> None:
    for number in numbers:
        cursor = QTextCursor(document.findBlockByNumber(number))
        format = cursor.blockFormat()
        format.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        cursor.setBlockFormat(format)
