"""An article as it would be stored: its paragraphs with the names of their regions at the side."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.i18n import _
from annotator.model.article import BODY, FURNITURE, Region, Regions
from annotator.model.span import Span
from annotator.text.offsets import Offsets
from ui import theme
from ui.parts.numbers import format_count
from ui.parts.painting import Part, begin, draw_text
from ui.parts.region_words import gutter_name

SEEN = 20_000  # characters; the preview says how many more there are
_GUTTER, _BAR, _TEXT = 64, 74, 90
_GREY = (FURNITURE, "headline_copy", "dateline")
_STYLES = {"headline": "headline", "subhead": "article_strong", FURNITURE: "furniture", "headline_copy": "furniture"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text: the kind of its first region that is no furniture, and its pieces as (text, kind) in order."""

    kind: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Return the whole line."""
        return "".join(text for text, _kind in self.pieces)


def paragraphs(text: str, regions: Regions, most: int = SEEN) -> list[Paragraph]:
    """Return the lines of the text that hold something, each cut where a region ends; text in no region is furniture."""
    whole = regions or ((Region(BODY, Span(0, len(text))),) if text else ())
    found = []
    at = 0
    place = 0
    for line in text[:most].split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        while place < len(whole) and whole[place].span.end <= start:
            place += 1
        if line.strip():
            pieces = _pieces(text, start, end, whole, place)
            kinds = [kind for piece, kind in pieces if piece.strip()]
            # Navigation words may stick to a copy of the headline; the copy is what one wants to see named.
            kind = next((kind for kind in kinds if kind != FURNITURE), FURNITURE)
            found.append(Paragraph(kind, pieces))
    return found


def _pieces(text: str, start: int, end: int, regions: Regions, place: int) -> tuple[tuple[str, str], ...]:
    pieces = []
    at = start
    while at < end:
        region = regions[place] if place < len(regions) else None
        if region is None or region.span.start >= end:
            stop, kind = end, FURNITURE
        elif at < region.span.start:
            stop, kind = region.span.start, FURNITURE
        else:
            stop, kind = min(end, region.span.end), region.kind
            place += 1
        if not text[at:stop].strip() and pieces:  # white space between two regions goes with the one before it
            kind = pieces[-1][1]
        pieces.append((text[at:stop], kind))
        at = stop
    return tuple(pieces)


class RegionPreview(Part):
    """Paints the paragraphs of one article, as wide as there is room and as high as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paragraphs: list[Paragraph] = []
        self._layouts: list[tuple[int, int, QTextLayout, Paragraph]] = []
        self._more = 0
        self._height = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Preview"))

    def show_text(self, text: str, regions: Regions) -> None:
        """Show an article's text with these regions."""
        self._paragraphs = paragraphs(text, regions)
        self._more = max(0, len(text) - SEEN)
        self.setAccessibleDescription("\n".join(f"{gutter_name(one.kind)}: {one.text}" for one in self._paragraphs[:40]))
        self._lay_out()

    def shown(self) -> list[Paragraph]:
        """Return the paragraphs that are shown."""
        return self._paragraphs

    def on_theme(self) -> None:
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(400), max(1, self._height))

    def _lay_out(self) -> None:
        using = theme.current()
        width = max(using.px(120), self.width() - using.px(_TEXT + 12))
        self._layouts = []
        y = 0
        before = ""
        for paragraph in self._paragraphs:
            low = paragraph.kind in (FURNITURE, "headline_copy")
            y += 0 if not before else using.px(2 if low and before in (FURNITURE, "headline_copy") else 10)
            layout, height = _laid_out(paragraph, width)
            self._layouts.append((y, height, layout, paragraph))
            y += height
            before = paragraph.kind
        self._height = y + (using.px(32) if self._more else using.px(8))
        self.setFixedHeight(max(1, self._height))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        for y, height, layout, paragraph in self._layouts:
            if y > event.rect().bottom() or y + height < event.rect().top():
                continue
            low = paragraph.kind in (FURNITURE, "headline_copy")
            left, width = using.px(_TEXT), self.width() - using.px(_TEXT + 12)
            if low:
                painter.fillRect(self.visual(QRect(left - using.px(8), y - 1, width + using.px(12), height + 2)), using.hover)
            label = self.visual(QRect(0, y, using.px(_GUTTER), min(height, using.px(22 if low else 26))))
            name = gutter_name(paragraph.kind)
            draw_text(painter, label, name, using.font("caption"), using.text_2, align=Qt.AlignmentFlag.AlignTrailing, direction=direction)
            bar = using.furniture if paragraph.kind in _GREY else using.text_2
            painter.fillRect(self.visual(QRect(using.px(_BAR), y + 2, using.px(2), height - 4)), bar)
            painter.setPen(using.furniture if low else using.text)
            layout.draw(painter, QPointF(self.visual(QRect(left, y, width, height)).topLeft()))
        if self._more:
            words = _("… and {count} more characters").format(count=format_count(self._more))
            rest = self.visual(QRect(using.px(_TEXT), self._height - using.px(26), self.width() - using.px(_TEXT), using.px(20)))
            draw_text(painter, rest, words, using.font("option"), using.text_3, direction=direction)


def _laid_out(paragraph: Paragraph, width: int) -> tuple[QTextLayout, int]:
    """Return the layout of a paragraph and its height in px; what is not coded is grey."""
    using = theme.current()
    style = _STYLES.get(paragraph.kind, "article")
    shrunk = using.text_zoom * (0.92 if style in ("article", "article_strong", "headline") else 1.0)
    layout = QTextLayout(paragraph.text, using.font(style, shrunk))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(_direction(paragraph.text))
    layout.setTextOption(option)
    layout.setFormats(_grey_pieces(paragraph))
    pitch = using.line_height(style, shrunk * (0.92 if style == "article" else 1.0))
    layout.beginLayout()
    height = 0
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        step = max(pitch, round(line.height()))
        line.setPosition(QPointF(0, height + (step - line.height()) / 2))
        height += step
    layout.endLayout()
    return layout, height


def _grey_pieces(paragraph: Paragraph) -> list[QTextLayout.FormatRange]:
    if paragraph.kind in (FURNITURE, "headline_copy"):
        return []
    offsets = Offsets(paragraph.text)
    found = []
    at = 0
    for text, kind in paragraph.pieces:
        if kind in _GREY:
            one = QTextLayout.FormatRange()
            one.start = offsets.to_utf16(at)
            one.length = offsets.to_utf16(at + len(text)) - one.start
            shape = QTextCharFormat()
            shape.setForeground(theme.current().furniture)
            one.format = shape
            found.append(one)
        at += len(text)
    return found


def _direction(text: str) -> Qt.LayoutDirection:
    """Return the direction in which a paragraph runs: that of its first strong letter."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("R", "AL"):
            return Qt.LayoutDirection.RightToLeft
        if kind == "L":
            break
    return Qt.LayoutDirection.LeftToRight
