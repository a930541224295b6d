"""A figure over the weeks beside the band of the weeks before, all coders together and each against the others."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.agreement.drift import Batch
from annotator.agreement.record import Limits, Record, written_limit
from annotator.i18n import _
from annotator.operations.agreement import AgreementReport
from annotator.operations.agreement_sections import alarm_words, batch_words
from annotator.operations.agreement_slices import Chart, over_time
from annotator.progress import Progress
from annotator.project import Project
from ui import theme
from ui.agreement.view import View
from ui.jobs import Work
from ui.parts.numbers import format_coefficient
from ui.parts.painting import Label, begin, draw_text, frame
from ui.parts.stepped_rows import SteppedRows
from ui.parts.time_plot import TimePlot, Week

VALUE, SPARK = 44, 76


class TimeView(View):
    """The chosen coder's weeks as a plot; a week opens the passages of the articles that were finished in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Over time"), "", parent)
        self.charts: list[Chart] = []
        self.coders = ChartRows()
        self.coders.chosen.connect(self._on_chart)
        self.plot = TimePlot(_("Agreement by week"))
        self.plot.chosen.connect(self._on_week)
        self.said = Label("", "control", "text")
        self.said.setWordWrap(True)
        self.who = Label("", "name", "text")
        self.key = Label("", "caption", "text_2")
        px = theme.current().px
        side = QVBoxLayout()
        side.addWidget(self.coders)
        side.addStretch(1)
        main = QVBoxLayout()
        main.setSpacing(px(4))
        main.addWidget(self.who)
        main.addWidget(self.plot, 1)
        main.addWidget(self.key)
        row = QHBoxLayout()
        row.setSpacing(px(24))
        row.addLayout(main, 3)
        row.addLayout(side, 1)
        self.column.addWidget(self.said)
        self.column.addLayout(row, 1)

    def ask(self, report: AgreementReport, record: Record | None) -> Work | None:
        if record is None:
            return None

        def work(_project: Project, progress: Progress) -> list[Chart]:
            progress.say(_("Comparing weeks"), 0)
            return over_time(report, record, progress=progress)

        return work

    def show_found(self, report: AgreementReport, record: Record | None, found: Any) -> None:
        super().show_found(report, record, found)
        self.charts = found or []
        self._say_limit(report.limits[0])
        some = bool(self.charts)
        for part in (self.coders, self.plot, self.who, self.key):
            part.setVisible(some)
        self.coders.show_charts(self.charts)
        nothing = _("This figure cannot be cut into weeks: it is no sum over articles.")
        self.said.setText(alarm_words(self.charts) if some else nothing)
        if some and len(report.corpus.versions) > 1 and report.version:
            only = _("Weeks of codebook {version} only; under the coders’ button all versions can be mixed.")
            self.said.setText(f"{self.said.text()} {only.format(version=report.version)}")
        if some:
            self._on_chart(self.coders.place())

    def _say_limit(self, limit: float) -> None:
        band = _("By the week in which the last of its coders finished an article. Grey: where 95 % of such weeks would lie if nothing had "
                 "changed, from ten earlier articles on. Two weeks in a row outside it, or under {limit}, raise an alarm.")  # fmt: skip
        self.remark.setText(band.format(limit=written_limit(limit)))
        self.key.setText(_("● within its band    ○ outside it or under {limit}    ▼ alarm").format(limit=written_limit(limit)))

    def forget(self) -> None:
        super().forget()
        self.charts = []
        self.coders.show_charts([])
        self.plot.show_weeks([])
        self.said.setText("")
        self.who.setText("")

    def _on_chart(self, place: int) -> None:
        chart = self.charts[place]
        self.who.setText(_coder_words(chart))
        self.plot.show_weeks([_week(one, chart.limits) for one in chart.batches], limits=chart.limits)

    def _on_week(self, place: int) -> None:
        if self.report is None:
            return
        if place < 0:
            self.want()
            return
        chart = self.charts[self.coders.place()]
        label, weeks, coder = chart.batches[place].label, self.report.corpus.weeks, chart.coder
        said = f"{label}, {coder}" if coder else label
        self.want(said, lambda one: weeks.get(one.article_id) == label and (not coder or coder in one.coders))


def _coder_words(chart: Chart) -> str:
    return _("{coder} against the others").format(coder=chart.coder) if chart.coder else _("All coders together")


def _week(batch: Batch, limits: Limits | None) -> Week:
    sign = "alarm" if batch.alarm else "outside" if batch.bad else ""
    return Week(batch.label, batch.value, batch.n_articles, batch.low, batch.high, sign, batch_words(batch, limits))


class ChartRows(SteppedRows):
    """All together and coder by coder: name, last value, the weeks in small; ``chosen(place)`` is sent by ↑ ↓ as well as by a click."""

    chosen = Signal(int)

    PITCH = 32
    WIDTHS = (260, 180)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._charts: list[Chart] = []
        super().__init__(_("Coders over time"), parent)

    def show_charts(self, charts: list[Chart]) -> None:
        """Show these charts; the place of the keys stays."""
        self._charts = list(charts)
        self._place = min(self._place, max(0, len(charts) - 1))
        self._rows_changed()

    def place(self) -> int:
        """Return which chart is chosen."""
        return self._place

    def count(self) -> int:
        return len(self._charts)

    def row_words(self, place: int) -> str:
        chart = self._charts[place]
        last = chart.batches[-1].value if chart.batches else None
        alarm = _("alarm since {week}").format(week=chart.alarms[0]) if chart.alarms else ""
        return ", ".join(part for part in (_coder_words(chart), format_coefficient(last), alarm) if part)

    def take(self, place: int) -> None:
        self._place = place
        self._describe()
        self.update()
        self.chosen.emit(place)

    def keyPressEvent(self, event: object) -> None:
        before = self._place
        super().keyPressEvent(event)  # type: ignore[arg-type]
        if self._place != before:
            self.take(self._place)

    def paintEvent(self, event: QPaintEvent) -> None:
        using, direction = theme.current(), self.layoutDirection()
        painter = begin(self)
        for place, chart in enumerate(self._charts):
            rect = self._rect(place)
            if place == self._place:
                frame(painter, rect, using.px(6), None, using.selection)
            name = self.visual(QRect(using.px(8), rect.top(), max(0, self.width() - using.px(VALUE + SPARK + 24)), rect.height()))
            font = using.font("current" if place == self._place else "control")
            draw_text(painter, name, chart.coder or _("All together"), font, using.text, direction=direction)
            left = self.width() - using.px(VALUE + SPARK + 8)
            value = QRect(left, rect.top(), using.px(VALUE), rect.height())
            last = chart.batches[-1].value if chart.batches else None
            draw_text(painter, self.visual(value), format_coefficient(last), using.font("current"), using.text, direction=direction)
            spark = QRect(left + using.px(VALUE), rect.top() + using.px(6), using.px(SPARK - 18), rect.height() - using.px(12))
            self._paint_spark(painter, self.visual(spark), chart)
            if chart.alarms:
                sign = QRect(self.width() - using.px(24), rect.top(), using.px(18), rect.height())
                draw_text(painter, self.visual(sign), "▼", using.font("option_chosen"), using.text, direction=direction)

    def _paint_spark(self, painter: QPainter, rect: QRect, chart: Chart) -> None:
        """Paint the weeks as a line from .4 to 1, enough to see who falls; the plot has the figures."""
        using = theme.current()
        painter.setPen(QPen(using.text_2, 1.4 * using.line_scale))
        points = [
            QPointF(rect.left() + rect.width() * place / max(1, len(chart.batches) - 1), rect.bottom() - rect.height() * _high(one.value))
            for place, one in enumerate(chart.batches)
            if one.value is not None
        ]
        if len(points) > 1:
            painter.drawPolyline(points)


def _high(value: float) -> float:
    return min(1.0, max(0.0, (value - 0.4) / 0.6))
