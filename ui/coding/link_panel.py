"""Link mode at the side: from which annotation, which role, the nearest ends (picture d)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStyle, QVBoxLayout, QWidget

from annotator.i18n import _, in_sentence
from annotator.model.codebook import Category
from ui import theme
from ui.coding.desk import Desk
from ui.coding.link_ends import End
from ui.coding.linking import Linking
from ui.icons import paint_icon
from ui.keys import LINK, chip
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.lines import Line, Lines
from ui.parts.painting import Label, Themed, begin, draw_text, frame, set_tip, width_of
from ui.parts.signs import CategorySign, paint_category_sign

MOST_ENDS = 12


class ChoiceRow(Themed, QAbstractButton):
    """A role or an end: its letter, its words, and where it stands. A click takes it; the keys stay in the text."""

    def __init__(
        self, letter: str, words: str, remark: str = "", *, chosen: bool = False, category: Category | None = None, new: bool = False
    ) -> None:
        super().__init__()
        self._new = new
        self._letter, self._words, self._remark, self._chosen, self._category = letter, words, remark, chosen, category
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(", ".join(part for part in (words, remark, _("not marked yet") if new else "") if part))
        self.setAccessibleDescription(letter)
        set_tip(self, words)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        if self._chosen or self.underMouse():
            frame(painter, self.rect(), using.px(6), None, using.selection if self._chosen else using.hover)

        def spot(x: int, width: int) -> QRect:
            return QStyle.visualRect(direction, self.rect(), QRect(x, 0, width, self.height()))

        x, end, room = using.px(8), self.width() - using.px(8), using.px(22)
        if self._letter:
            chip = chip_size(self._letter, using)
            place = QRect(QPoint(x, (self.height() - chip.height()) // 2), chip)
            at = QStyle.visualRect(direction, self.rect(), place).topLeft()
            paint_chip(painter, at, self._letter, using, filled=self._chosen)
        x += room + using.px(8)
        if self._category is not None:
            side = using.px(14)
            sign = QStyle.visualRect(direction, self.rect(), QRect(x, (self.height() - side) // 2, side, side))
            painter.setBrush(Qt.BrushStyle.NoBrush)  # the chip has left its own
            colours = using.category(self._category.color, self._category.style)
            paint_category_sign(painter, sign, colours, self._category.style, using)
            x += side + using.px(8)
        elif self._new:
            side = using.px(14)
            sign = QStyle.visualRect(direction, self.rect(), QRect(x, (self.height() - side) // 2, side, side))
            paint_icon(painter, sign, "plus", using.text_2)
            x += side + using.px(8)
        wide = min(width_of(self._remark, using.font("caption")), (end - x) // 2) if self._remark else 0
        if wide:
            align, colour = Qt.AlignmentFlag.AlignTrailing, using.text_2
            draw_text(painter, spot(end - wide, wide), self._remark, using.font("caption"), colour, align=align, direction=direction)
            end -= wide + using.px(8)
        font = using.font("current" if self._chosen else "name")
        draw_text(painter, spot(x, max(0, end - x)), self._words, font, using.text, direction=direction)


class LinkPanel(QScrollArea):
    """Lists what the letters choose; a click chooses too."""

    def __init__(self, desk: Desk, linking: Linking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._linking = desk, linking
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        linking.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        linking, shown = self._linking, self._desk.shown
        if not linking.active or shown is None or linking.start is None:
            return
        px = theme.current().px
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(4))
        column.addLayout(self._head(self._desk.project.codebook.category(linking.start.category)))
        quote = Lines("quote", "text_2", 4)
        quote.show_text(linking.start.quote)
        column.addWidget(quote)
        column.addWidget(Line())
        rows = QVBoxLayout()
        rows.setContentsMargins(-px(8), 0, -px(8), 0)  # the letters stand under the words, the ground reaches beyond them
        rows.setSpacing(px(2))
        column.addWidget(Label(_("Role"), "label", "text_2"))
        column.addLayout(rows)
        for role in linking.roles:
            row = ChoiceRow(chip(role.key, LINK), role.words, chosen=linking.role == role)
            set_tip(row, role.link.question or role.link.rule or role.words)
            self._put(rows, row, lambda role=role: linking.choose_role(role))
        if linking.ends:
            ends = QVBoxLayout()
            ends.setContentsMargins(-px(8), 0, -px(8), 0)
            ends.setSpacing(px(2))
            column.addWidget(Line())
            column.addWidget(Label(_("Nearest"), "label", "text_2"))
            column.addLayout(ends)
            for number, end in enumerate(linking.ends[:MOST_ENDS]):
                self._put(ends, self._end_row(end, number == linking.chosen), lambda number=number: linking.take(number))
        column.addStretch(1)
        self.setWidget(body)
        body.setAutoFillBackground(False)

    @staticmethod
    def _head(category: Category | None) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.current().px(8))
        if category is not None:
            head.addWidget(CategorySign(category.color, category.style, category.label))
        head.addWidget(Label(_("From this {category}").format(category=in_sentence(category.label if category else "")), "panel_title"), 1)
        return head

    def _end_row(self, end: End, chosen: bool) -> ChoiceRow:
        shown = self._desk.shown
        assert shown is not None
        name = shown.in_short(end.annotation) if end.annotation is not None else end.span.quote(shown.text)
        kind = end.annotation.category if end.annotation is not None else ""
        category = self._desk.project.codebook.category(kind) if kind else None
        new = category is None
        return ChoiceRow(end.letter.upper(), " ".join(name.split()), end.where, chosen=chosen, category=category, new=new)

    @staticmethod
    def _put(column: QVBoxLayout, row: ChoiceRow, act: Callable[[], object]) -> None:
        row.clicked.connect(lambda _checked=False: act())
        column.addWidget(row)
