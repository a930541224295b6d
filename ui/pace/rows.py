"""Articles with the active time in each as a bar; a row opens its article."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.i18n import _, ngettext
from annotator.model.annotation import FINISHED, FINISHED_EMPTY, IN_PROGRESS
from annotator.operations.pace import ArticlePace
from ui import theme
from ui.parts.numbers import format_count
from ui.parts.painting import begin, draw_text, frame
from ui.parts.signs import paint_state
from ui.parts.stepped_rows import SteppedRows

SIGN, TIME, MARKED, EACH = 28, 84, 60, 92
_END = Qt.AlignmentFlag.AlignTrailing


def minutes(seconds: float) -> str:
    """Return a duration as it is read: seconds below one minute, minutes below ten with one decimal, else whole minutes."""
    if round(seconds) < 60:
        return _("{count} s").format(count=format_count(round(seconds)))
    return _("{count} min").format(count=QLocale().toString(seconds / 60, "f", 1 if seconds < 600 else 0))


class PaceRows(SteppedRows):
    """One row an article: state, headline, a bar of active time, the time, annotations, seconds an annotation."""

    article_wanted = Signal(str)

    PITCH = 33
    WIDTHS = (640, 420)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.articles: tuple[ArticlePace, ...] = ()
        super().__init__(_("Active time by article"), parent)

    def show_articles(self, articles: Sequence[ArticlePace]) -> None:
        """Show these articles."""
        self.articles = tuple(articles)
        self._place = min(self._place, max(0, len(articles) - 1))
        self._rows_changed()

    def count(self) -> int:
        return len(self.articles)

    def row_words(self, place: int) -> str:
        one = self.articles[place]
        marked = ngettext("{count} annotation", "{count} annotations", one.annotations).format(count=format_count(one.annotations))
        return ", ".join((one.title, _("finished") if one.finished else _("in progress"), time_words(one), marked, each_words(one)))

    def take(self, place: int) -> None:
        self._place = place
        self._describe()
        self.update()
        self.article_wanted.emit(self.articles[place].article_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        using = theme.current()
        painter = begin(self)
        most = max((one.seconds for one in self.articles), default=0)
        for place, one in enumerate(self.articles):
            rect = self._rect(place)
            painter.fillRect(QRect(0, rect.bottom(), self.width(), 1), using.line)
            self._paint_row(painter, rect, one, most)

    def _paint_row(self, painter: QPainter, rect: QRect, one: ArticlePace, most: int) -> None:
        using, direction = theme.current(), self.layoutDirection()
        px, top, high = using.px, rect.top(), rect.height()
        behind = px(TIME + MARKED + EACH)
        titles = max(px(120), (self.width() - px(SIGN) - behind) * 3 // 5)
        side = px(14)
        sign = self.visual(QRect(px(4), top + (high - side) // 2, side, side))
        state = FINISHED_EMPTY if one.finished and not one.annotations else FINISHED if one.finished else IN_PROGRESS
        paint_state(painter, sign, state, using)
        words = self.visual(QRect(px(SIGN), top, titles - px(16), high))
        draw_text(painter, words, one.title, using.font("name"), using.text, direction=direction)
        room = max(0, self.width() - px(SIGN) - titles - behind)
        wide = max(px(2), round(room * one.seconds / most)) if most and one.seconds else 0
        if wide:
            bar = self.visual(QRect(px(SIGN) + titles, top + (high - px(12)) // 2, wide, px(12)))
            frame(painter, bar, min(px(2), wide / 2), None, using.ink if one.finished else using.border)
        x = self.width() - behind
        cells = ((time_words(one), TIME, "text"), (format_count(one.annotations), MARKED, "text_2"), (each_words(one), EACH, "text_2"))
        for text, width, colour in cells:
            cell = self.visual(QRect(x, top, px(width) - px(6), high))
            draw_text(painter, cell, text, using.font("control"), using.colour(colour), align=_END, direction=direction)
            x += px(width)


def time_words(one: ArticlePace) -> str:
    """Return the active time in an article, or that none is known."""
    return minutes(one.seconds) if one.seconds else _("not known")


def each_words(one: ArticlePace) -> str:
    """Return the time an annotation took, or a dash."""
    each = one.seconds_an_annotation
    return "–" if each is None else minutes(each)
