"""Draws the marks of a block in every state of DESIGN.md section 5, under the text.

Painted from below: claim grounds (the long ones first), tints, stance, speculation, boxes, claim edges, joins, signs. The
text comes after, at full strength.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from ui.article.marks import Mark
from ui.article.shapes import WAVE_LENGTH, WAVE_ROOM, Bar, BlockShapes, Shape, add_box, add_wave
from ui.theme import CategoryColours, Theme

NORMAL, DIMMED, HOVER, SELECTED, LINKED = "normal", "dimmed", "hover", "selected", "linked"
ALL_LINES = range(1_000_000)
_DIMMED = 0.62
_NO_PEN = QPen(Qt.PenStyle.NoPen)


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Which marks stand out: the selected one, those linked to it, the one under the mouse, and in link mode the possible ends."""

    selected: str | None = None
    linked: frozenset[str] = frozenset()
    hovered: str | None = None
    offered: frozenset[str] = frozenset()

    def state_of(self, mark_id: str) -> str:
        """Return the state a mark is drawn in."""
        if mark_id == self.selected:
            return SELECTED
        if mark_id in self.linked:
            return LINKED
        if mark_id == self.hovered:
            return HOVER
        if self.selected is None or mark_id in self.offered:
            return NORMAL
        return DIMMED


def _within(lines: range, shapes: Sequence[Shape]) -> Sequence[Shape]:
    """Return the shapes that touch one of these lines of their block, in order."""
    if lines is ALL_LINES:
        return shapes
    first, after = lines.start, lines.stop
    return [shape for shape in shapes if shape.bars and shape.bars[0].line < after and shape.bars[-1].line >= first]


def between(one: QColor, other: QColor) -> QColor:
    """Return the colour half way between two."""
    return QColor((one.red() + other.red()) // 2, (one.green() + other.green()) // 2, (one.blue() + other.blue()) // 2)


class MarkPainter:
    """Paints the shapes of blocks with one theme; pens and colours are made once for each kind of mark and state."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._pens: dict[tuple, QPen] = {}
        self._colours: dict[tuple, QColor] = {}
        self._tiles: dict[tuple, QPixmap] = {}
        self._chip_font: QFont = theme.font("head")
        self._lines = {"underline": self._underline, "wave": self._outline, "box": self._outline, "background": self._edges}

    def paint_grounds(
        self, painter: QPainter, shapes: BlockShapes, emphasis: Emphasis, extra: Sequence[Shape] = (), lines: range = ALL_LINES
    ) -> None:
        """Paint the grounds of claims and the tints of what stands out, at the painter's origin.

        ``extra`` are shapes laid over: a mark that found no lane, shown because it is selected. What lies wholly outside ``lines``
        of the block is left out.
        """
        painter.setPen(_NO_PEN)
        for shape in _within(lines, (*shapes.grounds, *(more for more in extra if more.mark.style == "background"))):
            self._ground(painter, shape, emphasis.state_of(shape.mark.id))
        if emphasis.selected is None and emphasis.hovered is None and not emphasis.linked:
            return
        for shape in _within(lines, (*shapes.underlines, *shapes.waves, *shapes.boxes, *extra)):
            state = emphasis.state_of(shape.mark.id)
            if state in (SELECTED, LINKED, HOVER) and shape.mark.style != "background":
                self._tint(painter, shape, state, shapes.heights.scale)

    def paint_lines(
        self, painter: QPainter, shapes: BlockShapes, emphasis: Emphasis, extra: Sequence[Shape] = (), lines: range = ALL_LINES
    ) -> None:
        """Paint stance, speculation, boxes, claim edges, joins and signs of these lines, at the painter's origin."""
        scale = shapes.heights.scale
        state_of = emphasis.state_of
        ordered = _within(lines, (*shapes.underlines, *shapes.waves, *shapes.boxes, *shapes.grounds, *extra))
        for shape in ordered:
            self._lines[shape.mark.style](painter, shape, state_of(shape.mark.id), scale)
        if shapes.joins:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for mark, path in shapes.joins:
                painter.setPen(self._pen(mark, state_of(mark.id), 1.4 * scale))
                painter.drawPath(path)
        taken: dict[tuple[int, int], float] = {}
        for shape in ordered:
            if shape.end is not None:
                place = (round(shape.end.x() / 6), round(shape.end.y()))
                taken[place] = self._signs(painter, shape.mark, shape.end, taken.get(place, 0.0), scale)

    def chip(self, painter: QPainter, shapes: BlockShapes, x: float, onward: int = 1, lines: range = ALL_LINES) -> None:
        """Paint from x on, to the right (1) or left (−1), how many marks of each of these lines did not fit: ``+2``."""
        painter.setFont(self._chip_font)
        for line, count in shapes.overflow.items():
            if line not in lines:
                continue
            text = f"+{count}" if count < 100 else "99+"
            wide = 12 + 7 * len(text)
            left = x if onward > 0 else x - wide
            rect = QRectF(left, line * shapes.heights.pitch + shapes.heights.pitch / 2 - 8, wide, 16)
            painter.setPen(_NO_PEN)
            painter.setBrush(self.theme.selection)
            painter.drawRoundedRect(rect, 8, 8)
            painter.setPen(self.theme.text_2)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def colours(self, mark: Mark) -> CategoryColours:
        """Return the theme's colours for the mark."""
        return self.theme.category(mark.colour, mark.style)

    def _ground(self, painter: QPainter, shape: Shape, state: str) -> None:
        if shape.mark.suggested and state not in (SELECTED, HOVER):
            return
        brush = self._ground_colour(shape.mark, state, shape.lane)
        for rect in shape.rects:
            painter.fillRect(rect, brush)

    def _ground_colour(self, mark: Mark, state: str, lane: int) -> QColor:
        key = (mark.colour, mark.style, state, lane)
        found = self._colours.get(key)
        if found is None:
            inks = self.colours(mark)
            if state == SELECTED:
                found = inks.tint_selected
            elif state == HOVER:
                found = between(inks.tint, inks.tint_selected)
            elif state == DIMMED:
                found = inks.tint if lane else inks.dimmed
            else:
                found = inks.tint_selected if lane else inks.tint
            self._colours[key] = found
        return found

    def _tint(self, painter: QPainter, shape: Shape, state: str, scale: float) -> None:
        inks = self.colours(shape.mark)
        if state == HOVER:
            if shape.mark.style != "box":
                return
            tint = between(inks.tint, self.theme.paper)
        else:
            tint = inks.tint
        painter.setPen(_NO_PEN)
        painter.setBrush(tint)
        for rect, bar in zip(shape.rects, shape.bars, strict=True):
            if shape.mark.style == "box":
                painter.drawRoundedRect(rect, 3 * scale, 3 * scale)
            else:
                painter.fillRect(rect, tint)
                if state == SELECTED:
                    self._frame(painter, shape, rect, bar, scale)

    def _frame(self, painter: QPainter, shape: Shape, rect: QRectF, bar: Bar, scale: float) -> None:
        """Draw the frame of a selected stance or speculation, open where it goes on in another line."""
        painter.save()
        painter.setPen(self._pen(shape.mark, SELECTED, 1.25 * scale))
        painter.setBrush(self.colours(shape.mark).tint)
        frame = rect.adjusted(-1.5 * scale, 0.5 * scale, 1.5 * scale, 3.5 * scale)
        if bar.closed_left and bar.closed_right:
            painter.drawRoundedRect(frame, 3 * scale, 3 * scale)
        else:
            painter.drawLine(frame.topLeft(), frame.topRight())
            painter.drawLine(frame.bottomLeft(), frame.bottomRight())
            if bar.closed_left:
                painter.drawLine(frame.topLeft(), frame.bottomLeft())
            if bar.closed_right:
                painter.drawLine(frame.topRight(), frame.bottomRight())
        painter.restore()

    def _underline(self, painter: QPainter, shape: Shape, state: str, scale: float) -> None:
        mark = shape.mark
        if mark.suggested or mark.inherited:
            pen = self._pen(mark, state, 3 * scale)
            painter.setPen(pen)
            for rect in shape.edges:
                y = rect.center().y()
                painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
            return
        colour = self._line_colour(mark, state)
        more = (self.theme.line_scale - 1) * 3 * scale
        for rect in shape.edges:
            painter.fillRect(rect.adjusted(0, 0, 0, more) if more else rect, colour)

    def _outline(self, painter: QPainter, shape: Shape, state: str, scale: float) -> None:
        """Draw a box or a wave."""
        mark = shape.mark
        if mark.style == "wave" and shape.path is None:
            ratio = painter.device().devicePixelRatioF()
            for rect in shape.edges:
                # A picture is laid on whole pixels: what is left over goes into the picture.
                rest = int((painter.transform().dy() + rect.top() * ratio) % 1 * 4) / 4 / ratio
                painter.drawTiledPixmap(rect.translated(0, -rest), self._wave_tile(mark, state, scale, ratio, rest))
            return
        width = 2.0 if mark.style == "wave" or state in (SELECTED, LINKED) else 1.4
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen(mark, state, width * scale))
        if shape.path is not None:
            painter.drawPath(shape.path)
        if state == SELECTED and mark.style == "box":
            painter.setPen(self._pen(mark, state, 1.0 * scale))
            out = 2.75 * scale
            for rect, bar in zip(shape.rects, shape.bars, strict=True):
                outer = rect.adjusted(-out if bar.closed_left else 0, -out, out if bar.closed_right else 0, out)
                self._open_box(painter, outer, bar, 5 * scale)

    @staticmethod
    def _open_box(painter: QPainter, rect: QRectF, bar: Bar, radius: float) -> None:
        path = QPainterPath()
        add_box(path, rect, radius, bar.closed_left, bar.closed_right)
        painter.drawPath(path)

    def _edges(self, painter: QPainter, shape: Shape, state: str, scale: float) -> None:
        """Draw the true ends of a background and, where its standing or state asks for it, its long sides."""
        mark = shape.mark
        width = self.theme.line_scale
        if mark.suggested or mark.inherited:
            painter.setPen(self._pen(mark, state, 1.4 * scale))
            for rect in shape.rects:
                painter.drawLine(rect.topLeft(), rect.topRight())
                painter.drawLine(rect.bottomLeft(), rect.bottomRight())
            painter.setPen(self._pen(mark, state, 2 * scale))
            for rect in shape.edges:
                x = rect.center().x()
                painter.drawLine(QPointF(x, rect.top() + scale), QPointF(x, rect.bottom() - 2 * scale))
            return
        colour = self._line_colour(mark, state)
        if state == SELECTED or (state == LINKED and self.theme.high_contrast):
            thick = 1.5 * scale * width
            for rect in shape.rects:
                painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), thick), colour)
                painter.fillRect(QRectF(rect.left(), rect.bottom() - thick, rect.width(), thick), colour)
        elif self.theme.high_contrast:
            for rect in shape.rects:  # without a tint the ground would be seen at its ends only
                painter.fillRect(QRectF(rect.left(), rect.bottom() - scale, rect.width(), scale), colour)
        more = (width - 1) * 2 * scale
        for rect in shape.edges:
            painter.fillRect(rect.adjusted(0, 0, more, 0) if more else rect, colour)

    def _line_colour(self, mark: Mark, state: str) -> QColor:
        key = (mark.colour, mark.style, state, "line")
        found = self._colours.get(key)
        if found is None:
            inks = self.colours(mark)
            found = QColor(inks.edge if mark.style == "background" else inks.line)
            if state == DIMMED and not self.theme.high_contrast:
                found.setAlphaF(_DIMMED)
            self._colours[key] = found
        return found

    def _pen(self, mark: Mark, state: str, width: float) -> QPen:
        key = (mark.colour, mark.style, state, width, mark.suggested, mark.inherited)
        found = self._pens.get(key)
        if found is None:
            found = QPen(self._line_colour(mark, state), width * self.theme.line_scale)
            found.setCapStyle(Qt.PenCapStyle.FlatCap)
            found.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            thick = mark.style == "underline"
            if mark.suggested:
                found.setDashPattern([1, 0.8] if thick else [1.2, 1.4])
            elif mark.inherited:
                found.setDashPattern([2, 0.9] if thick else [3, 2])
            self._pens[key] = found
        return found

    def _wave_tile(self, mark: Mark, state: str, scale: float, ratio: float, rest: float) -> QPixmap:
        """Return one length of the wave as a picture, its middle ``rest`` px below the picture's.

        Laying it side by side costs a fiftieth of stroking the curve.
        """
        key = (mark.colour, state, scale, ratio, rest)
        found = self._tiles.get(key)
        if found is None:
            width = max(2, round(WAVE_LENGTH * scale * ratio))
            found = QPixmap(width, max(2, round(2 * WAVE_ROOM * scale * ratio)))
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            length = width / ratio
            path = QPainterPath()
            add_wave(path, -length, WAVE_ROOM * scale + rest, 3 * length, length / WAVE_LENGTH)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._pen(mark, state, 2 * scale))
            painter.drawPath(path)
            painter.end()
            self._tiles[key] = found
        return found

    def _signs(self, painter: QPainter, mark: Mark, end: QPointF, taken: float, scale: float) -> float:
        """Draw the open diamond of an incomplete mark and the flag of a flagged one, in the gap above the end.

        ``taken`` is the width that signs of other marks ending here have used; returned is what is used after.
        """
        x, y = end.x() + scale + taken, end.y() - 2 * scale
        if mark.incomplete:
            half = 3.4 * scale
            diamond = QPolygonF([QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)])
            painter.setPen(QPen(self.theme.text, 1.5 * scale))
            painter.setBrush(self.theme.paper)
            painter.drawPolygon(diamond)
            x += 8 * scale
        if mark.flagged:
            painter.setPen(_NO_PEN)
            painter.setBrush(self.theme.text)
            top = y - 5 * scale
            painter.drawRect(QRectF(x - 1.2 * scale, top, 1.2 * scale, 9 * scale))
            painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + 6.5 * scale, top + 3 * scale), QPointF(x, top + 6 * scale)]))
            x += 8 * scale
        return x - end.x() - scale
