"""How rows of the left dock are painted: articles with their state, annotations with their sign."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.icons import paint_icon
from ui.models import annotation_list, article_list
from ui.models.annotation_list import AnnotationRow
from ui.models.article_list import ArticleRow
from ui.parts.numbers import format_count
from ui.parts.painting import draw_text, frame, width_of
from ui.parts.signs import paint_category_sign, paint_state
from ui.theme import Theme

ARTICLE_HEIGHT, ANNOTATION_HEIGHT = 68, 48
_TRAILING = Qt.AlignmentFlag.AlignTrailing

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """A row with the ground of its state; ``current`` is the id that carries the ink bar."""

    height = ARTICLE_HEIGHT
    role = article_list.ROW_ROLE

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        px = theme.current().px
        return QSize(px(100), px(self.height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(self.role)
        if row is None:
            return
        using, direction = theme.current(), option.direction
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(using.px(6), 1, -using.px(6), -1)
        chosen = row.id == self.current
        if chosen:
            frame(painter, box, using.px(6), using.border if using.high_contrast else None, using.selection)
            bar = QRect(box.left(), box.top() + using.px(9), using.px(3), box.height() - 2 * using.px(9))
            painter.fillRect(QStyle.visualRect(direction, box, bar), using.ink)
        elif option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            frame(painter, box, using.px(6), None, using.hover)
        self.paint_row(painter, box, row, chosen, direction)
        painter.restore()

    def paint_row(self, painter: QPainter, box: QRect, row: object, chosen: bool, direction: Qt.LayoutDirection) -> None:
        """Paint what the row says; ``box`` is its ground."""
        raise NotImplementedError


class ArticleDelegate(RowDelegate):
    """An article: the sign of its state, two lines of headline, outlet and date, the number of annotations."""

    def paint_row(self, painter: QPainter, box: QRect, row: ArticleRow, chosen: bool, direction: Qt.LayoutDirection) -> None:
        using = theme.current()

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, box, QRect(box.left() + x, box.top() + y, width, height))

        ground = using.selection if chosen else using.panel
        side, start, width = using.px(14), using.px(34), box.width() - using.px(34 + 10)
        paint_state(painter, spot(using.px(10), using.px(9), side, side), row.state, using, ground)
        if row.is_duplicate:
            paint_icon(painter, spot(using.px(11), using.px(30), using.px(12), using.px(12)), "copy", using.text_3)
        style = "name" if row.is_finished and not chosen else "current"
        for number, line in enumerate(two_lines(row.title, style, using.text_zoom, width)):
            place = spot(start, using.px(6) + number * using.px(18), width, using.px(19))
            draw_text(painter, place, line, using.font(style), using.text, direction=direction)
        counted = "" if row.state == "unread" else format_count(row.count)
        room = width_of(counted, using.font("head")) if counted else 0
        colour, most = using.text_2 if chosen else using.text_3, width - room - using.px(6)
        for x, wide, words in line_of(row.about_parts(), using.font("caption"), most):
            draw_text(painter, spot(start + x, using.px(44), wide, using.px(17)), words, using.font("caption"), colour, direction=direction)
        if counted:
            number_box = spot(start + width - room, using.px(44), room, using.px(17))
            draw_text(painter, number_box, counted, using.font("head"), using.text_2, align=_TRAILING, direction=direction)


class AnnotationDelegate(RowDelegate):
    """An annotation: the sign of its category, its quotation, category and value in short, its marks."""

    height = ANNOTATION_HEIGHT
    role = annotation_list.ROW_ROLE

    def paint_row(self, painter: QPainter, box: QRect, row: AnnotationRow, chosen: bool, direction: Qt.LayoutDirection) -> None:
        using = theme.current()

        def spot(x: int, y: int, width: int, height: int) -> QRect:
            return QStyle.visualRect(direction, box, QRect(box.left() + x, box.top() + y, width, height))

        start, end = using.px(34), box.width() - using.px(10)
        sign = spot(using.px(10), using.px(6), using.px(16), using.px(16))
        paint_category_sign(painter, sign, using.category(row.colour, row.style), row.style, using)
        quote = spot(start, using.px(4), end - start, using.px(20))
        draw_text(painter, quote, row.quote, using.font("quote"), using.text, direction=direction)
        for mark in _marks(row):
            end -= using.px(16)
            _paint_mark(painter, spot(end, using.px(26), using.px(14), using.px(14)), mark, using)
        end -= using.px(4)
        caption, ties = using.font("caption"), row.ties()
        room = min(width_of(ties, caption), max(0, end - start - min(width_of(row.about(), caption), (end - start) // 2) - using.px(8)))
        if ties:
            tied = spot(end - room, using.px(24), room, using.px(17))
            colour = using.error if row.open else using.text_3
            draw_text(painter, tied, ties, caption, colour, align=_TRAILING, direction=direction)
            end -= room + using.px(8)
        about = spot(start, using.px(24), end - start, using.px(17))
        draw_text(painter, about, row.about(), caption, using.text_2 if chosen else using.text_3, direction=direction)


def _marks(row: AnnotationRow) -> list[str]:
    """Return what is marked, the outermost first."""
    return [mark for mark, on in (("incomplete", row.incomplete), ("flag", row.flag), ("unsure", row.unsure)) if on]


def _paint_mark(painter: QPainter, rect: QRect, mark: str, using: Theme) -> None:
    """Paint an open diamond, a flag or a question mark, as they stand in the text."""
    if mark == "flag":
        paint_icon(painter, rect, "flag", using.text_2)
    elif mark == "unsure":
        draw_text(painter, rect, "?", using.font("head"), using.text_2, align=Qt.AlignmentFlag.AlignHCenter)
    else:
        middle, half = QPointF(rect.center()) + QPointF(0.5, 0.5), using.px(4)
        painter.setPen(QPen(using.text_2, 1.4 * using.line_scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in ((0, -half), (half, 0), (0, half), (-half, 0))]))


def line_of(parts: tuple[str, str], font: QFont, width: int) -> list[tuple[int, int, str]]:
    """Return the place (from where reading begins, and width, px) and words of outlet, dot and date; the outlet gives way to the date.

    Each is drawn by itself: together, a date behind an Arabic name would be turned round, and in a mirrored window the dot before it.
    """
    outlet, date = parts
    if not outlet or not date:
        return [(0, width, outlet or date)]
    dot = width_of(" · ", font)
    behind = width_of(date, font)
    name = QFontMetrics(font).elidedText(outlet, Qt.TextElideMode.ElideRight, max(0, width - dot - behind))
    first = width_of(name, font) if name else 0
    return [(0, first, name), (first, dot, " · "), (first + dot, min(behind, max(0, width - first - dot)), date)]


@lru_cache(maxsize=2000)
def two_lines(text: str, style: str, zoom: float, width: int) -> tuple[str, ...]:
    """Return a text broken into at most two lines for a text style and a width in px; the second holds all the rest, to be elided."""
    font = theme.current().font(style, zoom)
    layout = QTextLayout(text.replace("\n", " "), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(max(1, width))
    layout.endLayout()
    units = text.replace("\n", " ").encode("utf-16-le", "surrogatepass")
    cut = 2 * first.textLength()
    lines = [units[:cut].decode("utf-16-le", "replace").strip(), units[cut:].decode("utf-16-le", "replace").strip()]
    return tuple(line for line in lines if line)
