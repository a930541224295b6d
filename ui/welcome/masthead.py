"""What stands at the head of the welcome page, and the three steps of a first run."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout

from ui import theme
from ui.parts.painting import Label, Part, begin, draw_text, frame
from ui.parts.signs import paint_category_sign

_SIGNS = (("#0072B2", "box"), ("#E69F00", "background"), ("#009E73", "underline"), ("#CC79A7", "wave"))


class Masthead(Part):
    """The four signs and the name."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("annotator")

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(300), theme.current().px(76))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(76))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        side = using.px(24)
        for number, (colour, style) in enumerate(_SIGNS):
            rect = self.visual(QRect(number * using.px(30), 0, side, side))
            paint_category_sign(painter, rect, using.category(colour, style), style, using)
        name = using.font("figure", using.text_zoom * 32 / 24)
        room = QRect(0, using.px(32), self.width(), using.px(44))
        draw_text(painter, room, "annotator", name, using.text, direction=self.layoutDirection())


class Sentence(Label):
    """The sentence under the name, a little larger than other words."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "control", "text_2")
        self.setWordWrap(True)

    def _dress(self, *_changed: object) -> None:
        super()._dress()
        self.setFont(theme.current().font("control", theme.current().text_zoom * 15 / 13))


class Step(Part):
    """One of the three steps: its number in a disc, what it is, a sentence."""

    def __init__(self, number: int, title: str, sentence: str) -> None:
        super().__init__()
        self._number = str(number)
        self.setAccessibleName(f"{number}. {title}")
        column = QVBoxLayout(self)
        self.set_margins(36, 2, 0, 0)
        column.setSpacing(theme.current().px(6))
        words = Label(sentence, "control", "text_2")
        words.setWordWrap(True)
        column.addWidget(Label(title, "current"))
        column.addWidget(words)
        column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        side = using.px(24)
        disc = self.visual(QRect(0, 0, side, side))
        frame(painter, disc, side / 2, using.border if using.high_contrast else None, using.selection)
        draw_text(painter, disc, self._number, using.font("label"), using.text, align=Qt.AlignmentFlag.AlignHCenter)
