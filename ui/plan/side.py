"""The right side of the page: flags that wait, how firm the figures are, what is coded twice by pair."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from annotator.agreement.words import Heading
from annotator.i18n import _, ngettext
from annotator.model.codebook import Category
from annotator.operations.progressing import Needed, PairProgress, WaitingFlag
from ui import theme
from ui.parts.field import plain_enter
from ui.parts.numbers import format_coefficient, format_count
from ui.parts.painting import Part, Themed, begin, draw_text, frame, set_tip
from ui.parts.signs import paint_category_sign

_END, _CENTRE = Qt.AlignmentFlag.AlignTrailing, Qt.AlignmentFlag.AlignHCenter


def days_words(day: datetime.date, today: datetime.date) -> str:
    """Return for how long something has waited."""
    days = max(0, (today - day).days)
    return ngettext("{count} day", "{count} days", days).format(count=format_count(days)) if days else _("today")


class _Row(Themed, QAbstractButton):
    """A row that acts when it is pressed: hover ground, a line under it."""

    row_height = 33

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(280), theme.current().px(self.row_height))

    def focus_radius(self) -> int:
        return theme.current().px(4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if plain_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def spot(self, x: int, y: int, width: int, height: int) -> QRect:
        """Return a rectangle, mirrored where the window runs from right to left."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(x, y, width, height))

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        if self.isChecked() or self.underMouse():
            ground = using.selection if self.isChecked() else using.hover
            frame(painter, self.rect().adjusted(0, 1, 0, -2), using.px(4), None, ground)
        self.paint_row(painter)
        painter.fillRect(self.spot(0, self.height() - 1, self.width(), 1), using.line)

    def paint_row(self, painter: QPainter) -> None:
        """Paint what the row says."""
        raise NotImplementedError


class FlagRow(_Row):
    """A flag that waits: the question (or that none was written), the quotation under it, since when, who asks."""

    row_height = 54

    def __init__(self, flag: WaitingFlag, category: Category | None, today: datetime.date) -> None:
        super().__init__()
        self.flag, self._category = flag, category
        self._since = days_words(flag.day, today)
        self._question = flag.note.strip() or _("No question was written")
        self.setAccessibleName(", ".join((self._question, f"“{flag.quote}”", flag.coder, self._since)))
        set_tip(self, f"{flag.coder}: {self._question}")

    def paint_row(self, painter: QPainter) -> None:
        using, direction = theme.current(), self.layoutDirection()
        side, start, end = using.px(16), using.px(26), using.px(76)
        if self._category is not None:
            colours = using.category(self._category.color, self._category.style)
            paint_category_sign(painter, self.spot(using.px(2), using.px(9), side, side), colours, self._category.style, using)
        words = self.spot(start, using.px(6), self.width() - start - end, using.px(20))
        draw_text(painter, words, self._question, using.font("name"), using.text, direction=direction)
        quote = self.spot(start, using.px(27), self.width() - start - end, using.px(20))
        draw_text(painter, quote, self.flag.quote, using.font("quote"), using.text_2, direction=direction)
        for text, top in ((self._since, 6), (self.flag.coder, 27)):
            at = self.spot(self.width() - end, using.px(top), end - using.px(4), using.px(20))
            draw_text(painter, at, text, using.font("option"), using.text_2, align=_END, direction=direction)


class NeededRow(_Row):
    """A figure: half the width of its interval now, and how many more articles make it as narrow as wished; pressed, it is plotted."""

    def __init__(self, needed: Needed, heading: Heading, articles: int, wished: float) -> None:
        super().__init__()
        self.needed = needed
        self.setCheckable(True)
        self.setAutoExclusive(True)
        record = needed.record
        self._title = heading.title
        self._now = now_words(needed)
        self._more = more_words(needed, articles)
        set_tip(self, f"{heading.title}, {heading.measure}: {format_coefficient(record.value)}")
        self.setAccessibleName(", ".join((heading.title, heading.measure, self._now, self._more)))
        self.setAccessibleDescription(_("Shows this figure over the weeks"))

    def paint_row(self, painter: QPainter) -> None:
        using, direction = theme.current(), self.layoutDirection()
        high, third = using.px(self.row_height), self.width() // 3
        style = "current" if self.isChecked() else "name"
        title = self.spot(using.px(6), 0, third + using.px(10), high)
        draw_text(painter, title, self._title, using.font(style), using.text, direction=direction)
        now = self.spot(third + using.px(22), 0, third - using.px(22), high)
        draw_text(painter, now, self._now, using.font("option"), using.text_2, direction=direction)
        strong = bool(self.needed.more)
        more = self.spot(2 * third, 0, self.width() - 2 * third - using.px(6), high)
        font, colour = using.font("label" if strong else "option"), using.text if strong else using.text_2
        draw_text(painter, more, self._more, font, colour, align=_END, direction=direction)


def now_words(needed: Needed) -> str:
    """Return half the width of the interval and on how many articles it rests."""
    if needed.half_width is None:
        return _("no interval")
    count = format_count(needed.record.n_articles)
    return _("± {half} on {count}").format(half=format_coefficient(needed.half_width), count=count)


def more_words(needed: Needed, articles: int) -> str:
    """Return how many more articles are needed, of ``articles`` that the project has."""
    if needed.more is None or needed.articles is None:
        return _("not known yet")
    if not needed.more:
        return _("reached")
    if needed.articles > articles:
        return _("more than there are")
    return ngettext("{count} article more", "{count} articles more", needed.more).format(count=format_count(needed.more))


class PairBars(Part):
    """What two coders share, a short bar a pair: done of planned."""

    wide, high = 104, 56

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs: tuple[PairProgress, ...] = ()
        self.setAccessibleName(_("Coded twice, by pair"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_pairs(self, pairs: Sequence[PairProgress]) -> None:
        """Show these pairs."""
        self.pairs = tuple(pairs)
        self.setAccessibleDescription("; ".join(f"{_pair(one)}: {_done(one)}" for one in pairs))
        self.updateGeometry()
        self.update()

    def _in_a_row(self, width: int) -> int:
        return max(1, width // theme.current().px(self.wide))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return -(-len(self.pairs) // self._in_a_row(width)) * theme.current().px(self.high)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(420), self.heightForWidth(theme.current().px(420)))

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        many = self._in_a_row(self.width())
        pitch, high = self.width() // many, using.px(self.high)
        for place, one in enumerate(self.pairs):
            x, y = place % many * pitch, place // many * high
            wide = pitch - using.px(10)
            name = self.visual(QRect(x, y, wide, using.px(18)))
            draw_text(painter, name, _pair(one), using.font("caption"), using.text, align=_CENTRE, direction=direction)
            bar = QRect(x, y + using.px(21), wide, using.px(6))
            frame(painter, self.visual(bar), using.px(3), None, using.track)
            filled = QRect(bar.topLeft(), QSize(round(wide * one.done / max(1, one.planned)), bar.height()))
            if filled.width() >= 2:
                frame(painter, self.visual(filled), min(using.px(3), filled.width() / 2), None, using.ink)
            done = self.visual(QRect(x, y + using.px(31), wide, using.px(18)))
            draw_text(painter, done, _done(one), using.font("caption"), using.text_2, align=_CENTRE, direction=direction)


def _pair(one: PairProgress) -> str:
    return " · ".join(one.coders)


def _done(one: PairProgress) -> str:
    return _("{done} of {total}").format(done=format_count(one.done), total=format_count(one.planned))
