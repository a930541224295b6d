"""The line at the bottom of the coding page: the keys that work now, how much is coded, and that it is saved."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.i18n import _, ngettext
from ui import theme
from ui.coding.desk import EDGES, FINISHING, LINKING, Desk
from ui.coding.here_strip import fitting
from ui.icons import paint_icon
from ui.keys import FINISH, chip
from ui.parts.key_chip import chip_size, paint_chip
from ui.parts.numbers import format_count
from ui.parts.painting import Part, begin, draw_text, width_of


class StatusLine(Part):
    """28 px."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._zoom = 100
        self._reading = "words"
        self._selecting = False
        self._cards = False
        self._saving = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.current().px(28))
        self.setAccessibleName(_("Status"))
        for signal in (desk.article_shown, desk.coding_changed, desk.mode_changed, desk.selection_changed, desk.tagging_changed):
            signal.connect(self._refresh)
        desk.session.patience.waits.connect(self.show_saving)

    def on_theme(self) -> None:
        self.setFixedHeight(theme.current().px(28))

    def show_zoom(self, percent: int) -> None:
        """Show another zoom."""
        self._zoom = percent
        self._refresh()

    def show_cards(self, have_keys: bool) -> None:
        """Show whether the cards have the keys: their own line says which work there."""
        self._cards = have_keys
        self._refresh()

    def show_reading(self, mode: str) -> None:
        """Show whether arrow keys go by words or sentences."""
        self._reading = mode
        self._refresh()

    def show_saving(self, waits: bool) -> None:
        """Show whether a step is held up by another program, and so is not saved yet."""
        self._saving = waits
        self._refresh()

    def show_selection(self, span: object) -> None:
        """Show whether words are selected, which a tag would take."""
        self._selecting = span is not None
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        self.setAccessibleDescription(" · ".join(self.facts()))
        self.update()

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys that work now, with what they do."""
        every = [("?", _("all keys"))]
        if self._cards:
            return every
        if self._desk.mode == LINKING:
            return [("L", _("link")), ("Esc", _("leave"))]
        if self._desk.mode == EDGES:
            return [("E", _("edges")), ("↵", _("keep")), ("Esc", _("leave"))]
        if self._desk.mode == FINISHING:
            return [("↑ ↓", _("item")), ("↵", _("go")), (chip("k", FINISH), _("keep")), ("Esc", _("back to the text"))]
        kept = [(chip("t"), _("values later"))] if self._desk.keeps_tagging else []
        again = [(chip("r"), _("as last time"))] if self._desk.last_category else []
        if self._reading == "sentences":
            found = [("↑ ↓", _("sentence")), ("1–4", _("tag")), (chip("s"), _("words")), *kept, *again, *every]
        elif self._selecting:
            fragment = [("+", _("add as fragment"))] if self._desk.can_add_fragment else []
            found = [*kept, ("1–4", _("tag")), *again, *fragment, (chip("w"), _("wider")), ("Esc", _("drop")), *every]
        else:
            letters = [(chip("n"), _("next")), (chip("l"), _("link")), (chip("e"), _("edges")), (chip("f"), _("flag"))]
            found = [*kept, ("1–4", _("tag")), *letters, *every]
        return [one for one in found if one[0]]

    def facts(self) -> list[str]:
        """Return the counts at the right end."""
        shown = self._desk.shown
        if shown is None:
            return []
        n, m = len(shown.annotations), len(shown.links)
        return [
            ngettext("{count} annotation", "{count} annotations", n).format(count=format_count(n)),
            ngettext("{count} link", "{count} links", m).format(count=format_count(m)),
            f"{self._zoom} %",
            self.state(),
        ]

    def state(self) -> str:
        """Return whether all that was done is kept."""
        if self._saving:
            return _("Saving…")
        return _("Read only") if self._desk.project.read_only else _("Saved")

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(400), theme.current().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        painter.fillRect(self.rect(), using.window)
        painter.fillRect(0, 0, self.width(), 1, using.line)
        end = self._paint_facts(painter)
        x = using.px(16)
        keys, rooms = self._rooms()
        for key, word in fitting(keys, rooms, end - x):
            chip = chip_size(key, using)
            width = width_of(word, using.font("option"))
            spot = QRect(x, (self.height() - chip.height()) // 2, chip.width(), chip.height())
            paint_chip(painter, self.visual(spot).topLeft(), key, using)
            x += chip.width() + using.px(6)
            room = self.visual(QRect(x, 0, width + 1, self.height()))
            draw_text(painter, room, word, using.font("option"), using.text_2, direction=self.layoutDirection())
            x += width + using.px(14)

    def _rooms(self) -> tuple[list[tuple[str, str]], list[int]]:
        """Return the keys that work now and the width that each takes with its word, px."""
        using = theme.current()
        keys = self.keys() if self._desk.shown is not None else []
        return keys, [chip_size(key, using).width() + width_of(word, using.font("option")) + using.px(20) for key, word in keys]

    def beside_keys(self) -> QRect:
        """Return the part of the line behind all its keys, empty where they do not leave any."""
        start = theme.current().px(16) + sum(self._rooms()[1])
        return self.visual(QRect(start, 0, max(0, self.width() - start), self.height()))

    def _paint_facts(self, painter: QPainter) -> int:
        using = theme.current()
        x = self.width() - using.px(14)
        for number, text in enumerate(reversed(self.facts())):
            width = width_of(text, using.font("option"))
            if number and x - width < using.px(14):
                break
            x -= width
            room = self.visual(QRect(x, 0, width + 1, self.height()))
            draw_text(painter, room, text, using.font("option"), using.text_2, direction=self.layoutDirection())
            if not number:
                x -= using.px(18)
                icon = self.visual(QRect(x, (self.height() - using.px(14)) // 2, using.px(14), using.px(14)))
                sign = "timer" if self._saving else "eye" if self._desk.project.read_only else "check"
                paint_icon(painter, icon, sign, using.text_2)
            x -= using.px(16)
        return x
