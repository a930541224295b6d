"""What the article view keeps and paints beside the text: region names, the spine with its connectors, hints, the card."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QPainter, QTextBlock

from annotator.model.span import Span
from ui.article.card import Card
from ui.article.column import Column, column_for
from ui.article.margins import End, Label, MarginPainter, hint_rect, paint_hint, wires
from ui.article.marks import Connector, Hint, Mark
from ui.article.shown import ShownMarks
from ui.theme import Theme, current

if TYPE_CHECKING:
    from ui.article.view import ArticleView

CARD_AFTER = 600  # ms
_UNNAMED = frozenset({"body"})  # the rule, not worth a name beside each paragraph


def stem_of(reach: tuple[float, float], ends: Iterable[End]) -> tuple[float, float]:
    """Return from where to where the spine must go on thinly to meet the connectors of ends in view above or below its mark."""
    heights = [end.y + 2 * end.scale for end in ends if not end.beyond]  # a connector lies a little below its line
    return min((reach[0], *heights)), max((reach[1], *heights))


class Beside:
    """State and painting of both gutters of one article view."""

    def __init__(self, view: ArticleView, shown: ShownMarks) -> None:
        self._view = view
        self._shown = shown
        self.column: Column = column_for(800)
        self.connectors: tuple[Connector, ...] = ()
        self.hints: tuple[Hint, ...] = ()
        self.question = ""
        self.preview: tuple[Connector, Span | None] | None = None
        self.hovered_region: int | None = None
        self.carded = False
        """cards stand beside the text: they show the links, and a bar for each claim"""
        self._regions: list[tuple[int, str, int]] = []
        self._names: list[str] = []
        self._furniture: set[int] = set()
        self._labels: list[Label] = []
        self._painter = MarginPainter(current())
        self.card = Card(view.viewport())
        self._card_mark: Mark | None = None
        self.hovered_at: int | None = None
        """the code point under the mouse"""
        self._card_wait = QTimer(view)
        self._card_wait.setSingleShot(True)
        self._card_wait.setInterval(CARD_AFTER)
        self._card_wait.timeout.connect(self.show_card)

    @property
    def busy(self) -> bool:
        """Whether something beside the text does not scroll with it, so that all must be painted anew."""
        return bool(self.connectors or self.preview is not None or self._view.selected_mark)

    def take_theme(self, theme: Theme) -> None:
        """Paint with another theme."""
        self._painter = MarginPainter(theme, self.column.scale)

    def take_column(self, column: Column) -> None:
        """Stand beside another column; what is written there takes its size."""
        if column.scale != self.column.scale:
            self._painter = MarginPainter(self._painter.theme, column.scale)
        self.column = column

    def clear(self) -> None:
        """Forget connectors, hints and preview."""
        self.connectors, self.hints, self.question, self.preview = (), (), "", None
        self._labels = []
        self.hide_card()

    def show_regions(self, regions: Sequence[tuple[str, Span]], names: Mapping[str, str]) -> None:
        """Take the regions and what their kinds are called."""
        self._regions = sorted(
            (span.start, "" if kind in _UNNAMED else names.get(kind, kind.replace("_", " ")), number)
            for number, (kind, span) in enumerate(regions)
        )
        self._furniture = {number for number, (kind, _span) in enumerate(regions) if kind == "furniture"}
        self._names = [names.get(kind, kind.replace("_", " ")) for kind, _ in regions]
        self.hovered_region = None

    # ---- regions

    def region_at(self, point: QPointF) -> int | None:
        """Return the number of the region whose name is (or would be) at the point of the gutter before the text."""
        column = self.column
        away = point.x() - column.text_right if column.mirrored else column.left - point.x()
        if not 4 < away <= column.before:
            return None
        for block, top in self._view.page.visible():
            for line, _name, number in self._names_in(block):
                pitch = self._shown.ruler(block).heights.pitch
                if top + line * pitch <= point.y() < top + (line + 1) * pitch:
                    return number
        return None

    def region_name(self, number: int) -> str:
        """Return what a region is called."""
        return self._names[number]

    def _names_in(self, block: QTextBlock) -> list[tuple[int, str, int]]:
        """Return for each line of the block on which a region begins its number in the block, the name, the region."""
        layout = self._view.document().documentLayout()
        start, end = layout.bounds(block)
        if end <= start:
            return []
        low = bisect_left(self._regions, (start,))
        found: dict[int, tuple[str, int]] = {}
        for place, name, number in self._regions[low:]:
            if place >= end:
                break
            ruler = self._shown.ruler(block)
            line = ruler.lines.line_of(layout.offsets.to_utf16(place) - block.position())
            if line not in found or not found[line][0] or found[line][1] in self._furniture:
                found[line] = (name, number)
        return [(line, name, number) for line, (name, number) in found.items()]

    # ---- painting

    def paint_regions(self, painter: QPainter, block: QTextBlock, top: float) -> None:
        """Paint the names of the regions that begin in the block."""
        if not self.column.names:
            return
        heights = self._shown.ruler(block).heights
        for line, name, number in self._names_in(block):
            hovered = number == self.hovered_region
            if name or hovered:
                baseline = top + line * heights.pitch + heights.baseline
                self._painter.region_name(painter, self.column, name or self._names[number], baseline, hovered)

    def paint_connectors(self, painter: QPainter) -> None:
        """Paint spine, connectors, labels and the preview; where labels came to lie is kept for the mouse."""
        self._labels = []
        mark = self._shown.index.get(self._view.selected_mark)
        if mark is None or (self.carded and self.preview is None):
            return
        tops = self._view.page.tops()
        reach = self.reach_of(mark, tops)
        if reach is None:
            return
        spine = self._painter.theme.category(mark.colour, mark.style).spine
        self._painter.spine(painter, self.column, *reach, spine)
        if self.preview is not None:
            connector, span = self.preview
            end = self._end(connector, tops, span)
            if end is not None:
                self._painter.stem(painter, self.column, *stem_of(reach, [end]), spine)
                self._painter.preview(painter, self.column, end)
            return
        ends = [end for connector in self.connectors if (end := self._end(connector, tops)) is not None]
        self._painter.stem(painter, self.column, *stem_of(reach, ends), spine)
        drawn = wires(ends, 12, self._view.viewport().height() - 12, self.column.label_gap, self.column.onward)
        for wire in reversed(drawn):
            self._painter.wire(painter, self.column, wire)
        self._labels = [self._painter.label(painter, self.column, wire) for wire in drawn]

    def reach_of(self, mark: Mark, tops: dict[int, float]) -> tuple[float, float] | None:
        """Return from where to where the spine stands, None if the mark is out of view."""
        if not tops:
            return None
        (first, first_line), (last, last_line) = self._shown.line_of(mark.start), self._shown.line_of(mark.end - 1)
        if last.blockNumber() < min(tops) or first.blockNumber() > max(tops):
            return None
        height = float(self._view.viewport().height())
        top, bottom = -10.0, height + 10.0
        if first.blockNumber() in tops:
            heights = self._shown.ruler(first).heights
            top = tops[first.blockNumber()] + first_line * heights.pitch + heights.top
        if last.blockNumber() in tops:
            heights = self._shown.ruler(last).heights
            bottom = tops[last.blockNumber()] + last_line * heights.pitch + heights.bottom + 2 * heights.scale
        return None if bottom < 0 or top > height else (top, bottom)

    def _end(self, connector: Connector, tops: dict[int, float], span: Span | None = None) -> End | None:
        mark = self._shown.index.get(connector.end_id)
        if mark is None and span is None:
            return None
        last = mark.spans[-1] if mark is not None else span
        block, _line = self._shown.line_of(last.end - 1)
        number = block.blockNumber()
        if not tops or number < min(tops):
            return End(connector, beyond=-1)
        if number > max(tops):
            return End(connector, beyond=1)
        ruler = self._shown.ruler(block)
        start, _end = self._view.document().documentLayout().bounds(block)
        strips = ruler.strips(max(last.start, start), last.end)
        if not strips:
            return None
        strip = strips[-1]
        y = tops[number] + strip.line * ruler.heights.pitch + ruler.heights.channel
        beyond = -1 if y < 0 else 1 if y > self._view.viewport().height() else 0
        return End(connector, beyond, (number, strip.line), strip.left, strip.right, y, ruler.heights.scale)

    def paint_hints(self, painter: QPainter) -> None:
        """Paint the letters of link mode, the chosen one last."""
        if not self.hints:
            return
        tops = self._view.page.tops()
        for hint in sorted(self.hints, key=lambda hint: hint.chosen):
            mark = self._shown.index.get(hint.mark_id)
            span = hint.span if hint.span is not None else mark.spans[0] if mark is not None else None
            if span is None:
                continue
            block, _line = self._shown.line_of(span.start)
            if block.blockNumber() not in tops:
                continue
            ruler = self._shown.ruler(block)
            _start, end = self._view.document().documentLayout().bounds(block)
            strips = ruler.strips(span.start, min(span.end, end))
            if strips:
                strip = strips[0]
                left = strip.left if not strip.right_to_left else strip.right - 4
                line_top = tops[block.blockNumber()] + strip.line * ruler.heights.pitch
                paint_hint(painter, self._painter.theme, hint_rect(left, line_top, ruler.heights.scale), hint.letter, hint.chosen)

    def label_at(self, point: QPointF) -> str | None:
        """Return the other end's id of the connector whose label is at the point."""
        return next((label.end_id for label in self._labels if label.rect.contains(point)), None)

    # ---- the card

    def start_card(self, mark: Mark | None) -> None:
        """Show the mark's card in the margin after a while; None hides it."""
        self.hide_card()
        self._card_mark = mark if mark is not None and mark.caption else None
        if self._card_mark is not None:
            self._card_wait.start()

    def hide_card(self) -> None:
        """Hide the card and forget one that was to come."""
        self._card_wait.stop()
        self.card.hide()

    def show_card(self) -> None:
        """Show the card now, level with the mark's first visible line, in the margin behind the text and never over it."""
        mark = self._card_mark
        tops = self._view.page.tops()
        if mark is None or not tops:
            return
        reach = self.reach_of(mark, tops)
        column = self.column
        room = QRectF(4 if column.mirrored else column.text_right + 20, 4, column.behind - 24, self._view.viewport().height() - 8)
        if reach is not None:
            self.card.show_text(self._listed(mark), room, max(4.0, reach[0]))

    def _listed(self, mark: Mark) -> str:
        """Return what all marks under the mouse say, a line each, the topmost first."""
        under = self._shown.index.under(self.hovered_at) if self.hovered_at is not None else []
        return "\n".join(one.caption for one in (under if mark in under else [mark]) if one.caption)
