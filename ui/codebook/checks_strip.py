"""The checks in one line, for windows too narrow to show them beside the form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.i18n import _, ngettext
from annotator.model.codebook_places import Place
from ui import theme
from ui.codebook.preview import SIGNS
from ui.icons import paint_icon
from ui.parts.button import Button
from ui.parts.painting import ElidedLabel, Part, begin

_HEIGHT = 44


class ChecksStrip(Part):
    """Says the worst that the checks found; ``wanted(show)`` asks for all of them with the form that coders see, or for the form back."""

    wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.current().px
        self.setFixedHeight(px(_HEIGHT))
        self._level, self._open = "ok", False
        self.said = ElidedLabel("option", "text_2")
        self.button = Button(_("Checks and coders' form"), low=True)
        self.button.clicked.connect(lambda: self.wanted.emit(not self._open))
        row = QHBoxLayout(self)
        self.set_margins(56, 4, 20, 4)
        row.addWidget(self.said, 1)
        row.addWidget(self.button)

    def show_checks(self, rows: Sequence[tuple[str, str, Place]]) -> None:
        """Say the first of the checks as (level, words, place) that found something, and how many more did."""
        failed = [(level, words) for level, words, _place in rows if level != "ok"]
        self._level = failed[0][0] if failed else "ok"
        more = len(failed) - 1
        told = ngettext("{first} – and {count} more", "{first} – and {count} more", more)
        words = _("All checks are well") if not failed else failed[0][1] if not more else told.format(first=failed[0][1], count=more)
        self.said.show_text(words)
        self.setAccessibleName(_("Checks: {what}").format(what=words))
        self.update()

    def show_open(self, is_open: bool) -> None:
        """Let the button lead back while the checks are shown."""
        self._open = is_open
        self.button.setText(_("Back to the form") if is_open else _("Checks and coders' form"))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.panel)
        painter.fillRect(QRect(0, 0, self.width(), 1), using.line)
        side = using.px(16)
        icon, colour = SIGNS[self._level]
        spot = QRect(using.px(31), (self.height() - side) // 2, side, side)
        paint_icon(painter, self.visual(spot), icon, using.colour(colour))
