"""Articles by coder: a bar a coder with the states told apart by darkness and frame."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.i18n import N_, _
from annotator.operations.progressing import CoderProgress
from ui import theme
from ui.parts.numbers import format_count
from ui.parts.painting import Part, begin, draw_text, frame, width_of

PITCH, BAR, LABEL, AFTER = 36, 16, 88, 172
LEGEND = (
    ("finished", N_("finished")), ("empty", N_("finished, nothing to code")), ("begun", N_("in progress")), ("unread", N_("unread")),
)  # fmt: skip
_END = Qt.AlignmentFlag.AlignTrailing


def pace_words(one: CoderProgress, today: datetime.date) -> str:
    """Return how many articles a day a coder finishes, empty before the first."""
    pace = one.articles_a_day(today)
    return "" if pace is None else _("{number} a day").format(number=QLocale().toString(pace, "f", 1))


def finished_words(one: CoderProgress) -> str:
    """Return how many of a coder's articles are finished."""
    return _("{done} of {total}").format(done=format_count(one.finished), total=format_count(one.assigned))


class CoderBars(Part):
    """One row a coder: name, the bar of states, finished of all, articles a day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[CoderProgress, ...] = ()
        self._today = datetime.date.today()
        self.setAccessibleName(_("Articles by coder"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[CoderProgress], today: datetime.date) -> None:
        """Show these coders; ``today`` is the day up to which the pace is counted."""
        self.rows, self._today = tuple(rows), today
        self.setAccessibleDescription("; ".join(self._spoken(one) for one in rows))
        self.updateGeometry()
        self.update()

    def _spoken(self, one: CoderProgress) -> str:
        counts = ", ".join(f"{format_count(count)} {_(words)}" for (_key, words), count in zip(LEGEND, _counts(one), strict=True))
        return ", ".join(part for part in (one.coder, counts, pace_words(one, self._today)) if part)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(480), theme.current().px(28 + PITCH * len(self.rows)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(320), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        title, words = self.accessibleName(), using.font("current")
        room = width_of(title, words)
        draw_text(painter, self.visual(QRect(0, 0, room, using.px(20))), title, words, using.text, direction=direction)
        self._paint_legend(painter, room + using.px(16))
        most = max((one.assigned for one in self.rows), default=0)
        for place, one in enumerate(self.rows):
            top = using.px(28 + PITCH * place)
            high = using.px(PITCH)
            name = self.visual(QRect(0, top, using.px(LABEL - 8), high))
            draw_text(painter, name, one.coder, using.font("name"), using.text, direction=direction)
            wide = max(0, self.width() - using.px(LABEL + AFTER))
            bar = QRect(using.px(LABEL), top + (high - using.px(BAR)) // 2, round(wide * one.assigned / most) if most else 0, using.px(BAR))
            self._paint_bar(painter, bar, one)
            done = self.visual(QRect(self.width() - using.px(AFTER - 10), top, using.px(82), high))
            draw_text(painter, done, finished_words(one), using.font("name"), using.text, align=_END, direction=direction)
            pace = self.visual(QRect(self.width() - using.px(76), top, using.px(76), high))
            draw_text(painter, pace, pace_words(one, self._today), using.font("option"), using.text_2, align=_END, direction=direction)

    def _paint_bar(self, painter: QPainter, bar: QRect, one: CoderProgress) -> None:
        using, counts, left = theme.current(), _counts(one), bar.left()
        total, seen = sum(counts), 0
        for (key, _words), count in zip(LEGEND, counts, strict=True):
            if not count:
                continue
            seen += count
            end = bar.left() + round(bar.width() * seen / total)
            piece = QRect(left, bar.top(), max(using.px(5), end - left - using.px(2)), bar.height())
            left = max(end, piece.right() + using.px(2))
            self._paint_piece(painter, self.visual(piece), key)
            words = format_count(count)
            if key in ("finished", "unread") and width_of(words, using.font("head")) + using.px(8) < piece.width():
                colour = using.on_ink if key == "finished" else using.text
                draw_text(painter, self.visual(piece), words, using.font("head"), colour, align=Qt.AlignmentFlag.AlignHCenter)

    def _paint_piece(self, painter: QPainter, rect: QRect, key: str) -> None:
        using = theme.current()
        ground = {"finished": using.ink, "empty": using.border, "begun": using.paper, "unread": using.track}[key]
        line = using.ink if key == "begun" else using.border if using.high_contrast else None
        frame(painter, rect, using.px(2), line, ground, 1.2)

    def _paint_legend(self, painter: QPainter, start: int) -> None:
        using, direction, side = theme.current(), self.layoutDirection(), theme.current().px(12)
        font, x = using.font("caption"), self.width()
        for key, words in reversed(LEGEND):
            wide = width_of(_(words), font)
            x -= wide
            if x - side - using.px(6) < start:
                return
            draw_text(painter, self.visual(QRect(x, 0, wide, using.px(18))), _(words), font, using.text_2, direction=direction)
            x -= side + using.px(6)
            self._paint_piece(painter, self.visual(QRect(x, using.px(3), side, side)), key)
            x -= using.px(14)


def _counts(one: CoderProgress) -> tuple[int, int, int, int]:
    return one.finished - one.finished_empty, one.finished_empty, one.begun, one.unread
