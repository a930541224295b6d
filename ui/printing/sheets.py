"""Lays an article out on sheets of paper and paints them on whatever takes a QPainter: a PDF, a printer, a picture.

Paper is light whatever the window's theme is. Lengths are px at 96 to the inch; a sheet's own resolution is the caller's to scale to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextBlock, QTextDocument

from annotator.i18n import _, ngettext
from annotator.operations.printing import PrintedAnnotation, PrintedArticle
from annotator.text.offsets import Offsets
from ui.article.marks import Mark
from ui.article.paint import Emphasis, MarkPainter
from ui.article.shown import ShownMarks
from ui.article.typeset import ArticleLayout, Regions, Typefaces, is_right_to_left, shown_text
from ui.parts.signs import paint_category_sign
from ui.theme import Theme

MARGIN, GUTTER, NUMBERS = 56.0, 76.0, 46.0
FOOT = 26.0
_WRAP = int(Qt.TextFlag.TextWordWrap)
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_LONGEST_QUOTE = 600


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something that stands on a sheet: from ``top`` on, so high, painted by ``paint(painter, y)``; ``keep``: not at a sheet's foot."""

    height: float
    paint: Callable[[QPainter, float], object]
    keep: bool = False


class Sheets:
    """The sheets of one article; ``region_names``: what the margin calls the kinds of region."""

    def __init__(self, printed: PrintedArticle, size: QSizeF, region_names: dict[str, str], coded: tuple[str, ...]) -> None:
        self.printed, self.size = printed, size
        self._theme = Theme.light()
        self._marks = MarkPainter(self._theme)
        self._names, self._coded = region_names, coded
        self._numbers_at: dict[tuple[int, int], list[int]] = {}
        self._left, self._right = MARGIN + GUTTER, size.width() - MARGIN - NUMBERS
        self._set_text()
        self._sheets = self._on_sheets()

    # ---- the text -----------------------------------------------------------------------------------------------------

    def _set_text(self) -> None:
        printed, theme = self.printed, self._theme
        self._document = QTextDocument()
        self._document.setUndoRedoEnabled(False)
        self._document.setPlainText(shown_text(printed.text))
        self._layout = ArticleLayout(self._document, Offsets(printed.text))
        self._document.setDocumentLayout(self._layout)
        self._layout.regions = Regions([(one.kind, one.span) for one in printed.article.regions], self._coded)
        self._layout.left, self._layout.measure = self._left, self._right - self._left
        faces = Typefaces(theme.font("article", 1.0), theme.font("headline", 1.0), theme.font("furniture", 1.0), theme.furniture)
        self._layout.set_type(faces, 0.9)
        self._document.setDefaultFont(self._layout.article_font)
        self._shown = ShownMarks(self._document, self._layout)
        self._shown.show(
            Mark(
                id=row.annotation.id,
                category=row.annotation.category,
                style=row.category.style,
                colour=row.category.colour,
                spans=row.annotation.spans,
                caption="",
                flagged=row.annotation.flag,
            )
            for row in printed.rows
        )
        for row in printed.rows:
            block, line = self._shown.line_of(row.annotation.start)
            self._numbers_at.setdefault((block.blockNumber(), line), []).append(row.number)
        self._regions_at: dict[tuple[int, int], str] = {}
        for region in printed.article.regions:
            if (name := self._names.get(region.kind)) is not None:
                block, line = self._shown.line_of(region.span.start)
                self._regions_at.setdefault((block.blockNumber(), line), name)

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self._document.begin()
        while block.isValid():
            yield block
            block = block.next()

    def _text_pieces(self) -> Iterator[_Piece]:
        """Yield the lines of the text; a block is painted whole at each of its lines, clipped to that line."""
        for block in self._blocks():
            heights = self._layout.line_heights(block)
            whole = self._layout.blockBoundingRect(block).height()
            lines = max(1, block.layout().lineCount())
            if not block.text().strip():
                yield _Piece(whole, lambda painter, y: None)
                continue
            for line in range(lines):
                height = heights.pitch if line < lines - 1 else whole - heights.pitch * (lines - 1)
                headline = self._layout.kind_of(block) == "headline"
                yield _Piece(height, self._line_painter(block, line, height), keep=headline)

    def _line_painter(self, block: QTextBlock, line: int, height: float) -> Callable[[QPainter, float], object]:
        def paint(painter: QPainter, y: float) -> None:
            heights = self._layout.line_heights(block)
            painter.save()
            painter.setClipRect(QRectF(0.0, y - 1, self.size.width(), min(height, heights.pitch + 2) + 2))
            painter.translate(0.0, y - line * heights.pitch)
            shapes = self._shown.shapes(block)
            self._marks.paint_grounds(painter, shapes, Emphasis())
            self._marks.paint_lines(painter, shapes, Emphasis())
            painter.setPen(self._theme.text)
            block.layout().draw(painter, QPointF(0.0, 0.0))
            painter.restore()
            here = (block.blockNumber(), line)
            if here in self._regions_at:
                box = QRectF(MARGIN, y, GUTTER - 12, heights.baseline + 5)
                self._write(painter, box, self._regions_at[here], "caption", self._theme.text_3, align=_RIGHT)
            if here in self._numbers_at:
                box = QRectF(self._right + 8, y, NUMBERS, heights.baseline + 5)
                self._write(painter, box, _few(self._numbers_at[here]), "caption", self._theme.text_3)

        return paint

    # ---- what stands around it ----------------------------------------------------------------------------------------

    def _head_pieces(self) -> Iterator[_Piece]:
        printed, theme = self.printed, self._theme
        yield self._words(" · ".join(printed.facts), "option", theme.text_2)
        if printed.coder:
            counted = ngettext("{count} annotation", "{count} annotations", len(printed.rows)).format(count=len(printed.rows))
            said = _("Coded by {coder} with {codebook}: {count}").format(coder=printed.coder, codebook=printed.codebook, count=counted)
            yield self._words(said, "option", theme.text_2)
        if printed.judged:
            yield self._words(" · ".join(f"{label}: {value}" for label, value in printed.judged), "option", theme.text_2)
        if printed.note:
            yield self._words(_("Note: {words}").format(words=printed.note), "option", theme.text_2)
        if printed.legend:
            yield _Piece(30.0, self._paint_legend)
        yield _Piece(16.0, self._paint_rule)

    def _paint_legend(self, painter: QPainter, y: float) -> None:
        x = MARGIN
        for one in self.printed.legend:
            colours = self._theme.category(one.colour, one.style)
            paint_category_sign(painter, QRectF(x, y + 7, 16, 16), colours, one.style, self._theme)
            words = f"{one.label} ({one.count})"
            width = QFontMetricsF(self._font("option")).horizontalAdvance(words)
            self._write(painter, QRectF(x + 22, y + 6, width + 4, 18), words, "option", self._theme.text)
            x += 22 + width + 26

    def _paint_rule(self, painter: QPainter, y: float) -> None:
        painter.fillRect(QRectF(MARGIN, y + 6, self.size.width() - 2 * MARGIN, 1), self._theme.line)

    def _row_pieces(self) -> Iterator[_Piece]:
        if self.printed.rows:
            yield _Piece(14.0, lambda painter, y: None)
            yield _Piece(16.0, self._paint_rule, keep=True)
            yield self._words(_("Annotations in the order of the text"), "label", self._theme.text, keep=True)
        for row in self.printed.rows:
            yield self._row(row)

    def _row(self, row: PrintedAnnotation) -> _Piece:
        width = self.size.width() - 2 * MARGIN - 56
        quote = " ".join(row.annotation.quote.split())
        parts = [(f"“{quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + '…'}”", "quote", self._theme.text)]
        if row.values:
            parts.append((" · ".join(f"{label}: {value}" for label, value in row.values), "option", self._theme.text_2))
        if row.links:
            parts.append((" · ".join(row.links), "option", self._theme.text_2))
        if row.marks:
            parts.append((" · ".join(row.marks), "option", self._theme.text_2))
        heights = [self._height(words, style, width) for words, style, _colour in parts]

        def paint(painter: QPainter, y: float) -> None:
            number = QRectF(MARGIN, y + 4, 26, 20)
            self._write(painter, number, str(row.number), "option", self._theme.text_3, align=_RIGHT)
            colours = self._theme.category(row.category.colour, row.category.style)
            paint_category_sign(painter, QRectF(MARGIN + 33, y + 5, 15, 15), colours, row.category.style, self._theme)
            at = y + 4
            for (words, style, colour), height in zip(parts, heights, strict=True):
                self._write(painter, QRectF(MARGIN + 56, at, width, height + 2), words, style, colour)
                at += height + 1

        return _Piece(sum(heights) + len(heights) + 9, paint)

    def _words(self, words: str, style: str, colour: QColor, *, keep: bool = False) -> _Piece:
        width = self.size.width() - 2 * MARGIN
        height = self._height(words, style, width) if words else 0.0
        return _Piece(
            height + 3, lambda painter, y: self._write(painter, QRectF(MARGIN, y, width, height + 2), words, style, colour), keep=keep
        )

    def _font(self, style: str) -> QFont:
        return self._theme.font(style, 1.0)

    def _height(self, words: str, style: str, width: float) -> float:
        return QFontMetricsF(self._font(style)).boundingRect(QRectF(0, 0, width, 100_000), _WRAP, words).height()

    def _write(self, painter: QPainter, box: QRectF, words: str, style: str, colour: QColor, *, align: Qt.AlignmentFlag = _LEFT) -> None:
        """Write words at this side of the box whichever way they run: what belongs to a number stays beside it."""
        painter.setFont(self._font(style))
        painter.setPen(colour)
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_right_to_left(words) else Qt.LayoutDirection.LeftToRight)
        painter.drawText(box, int((align | Qt.AlignmentFlag.AlignAbsolute).value) | _WRAP, words)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    # ---- sheets -------------------------------------------------------------------------------------------------------

    def _on_sheets(self) -> list[list[tuple[float, _Piece]]]:
        """Return what stands on each sheet, with its place; a piece that must not stand at the foot goes over with the next."""
        bottom = self.size.height() - MARGIN - FOOT
        sheets: list[list[tuple[float, _Piece]]] = [[]]
        y = MARGIN
        for piece in (*self._head_pieces(), *self._text_pieces(), *self._row_pieces()):
            if y + piece.height > bottom and sheets[-1]:
                carried: list[_Piece] = []
                while len(sheets[-1]) > 1 and sheets[-1][-1][1].keep:
                    carried.insert(0, sheets[-1].pop()[1])
                sheets.append([])
                y = MARGIN
                for one in carried:
                    sheets[-1].append((y, one))
                    y += one.height
            sheets[-1].append((y, piece))
            y += piece.height
        return sheets

    def __len__(self) -> int:
        return len(self._sheets)

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a sheet, counted from 0, with its top left corner at the painter's origin."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for y, piece in self._sheets[number]:
            piece.paint(painter, y)
        foot = QRectF(MARGIN, self.size.height() - MARGIN - FOOT + 10, self.size.width() - 2 * MARGIN, 18)
        title = " ".join(self.printed.article.title.split())
        short = title if len(title) <= 80 else title[:79] + "…"
        self._write(painter, foot.adjusted(0, 0, -100, 0), short, "caption", self._theme.text_3)
        said = _("{page} of {pages}").format(page=number + 1, pages=len(self))
        self._write(painter, foot, said, "caption", self._theme.text_3, align=_RIGHT)


def _few(numbers: list[int]) -> str:
    """Return numbers shortly: runs are joined, and of many the first and the last stand."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
