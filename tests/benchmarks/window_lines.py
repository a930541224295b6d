"""Lines 1 and 5 to 8 of PERFORMANCE.md: the window beside an empty QMainWindow, the article view beside painted rectangles."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import measure
import projects
from floor_view import FloorView
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from annotator.model.span import Span
from annotator.operations import coding
from ui import theme
from ui.article.marks import Mark
from ui.article.view import ArticleView
from ui.coding.desk import Desk
from ui.coding.marking import mark_of
from ui.session import Session

EMPTY = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
app = QApplication([]); window = QMainWindow(); window.resize(1440, 900); window.show()
QTimer.singleShot(0, app.quit); app.exec()
"""
OPENED = """
import os, sys
from PySide6.QtWidgets import QApplication
import ui.app
def stand_and_quit(*_):
    QApplication.processEvents()
    from ui.main_window import MainWindow

    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    assert window.isVisible() and window.coding.desk.shown is not None
    return 0
QApplication.exec = stand_and_quit
ui.app.main([sys.argv[1], "--as", "ada"])
"""
OURS = OPENED + "os._exit(0)"


def start(folder: Path) -> list[measure.Line]:
    """Line 1: the whole process until a project of 10k articles and 100k annotations is usable."""
    path = projects.standing(folder)
    environment = {**os.environ, "ANNOTATOR_SETTINGS": str(folder / "settings"), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as it is installed: compiled once

    def run(code: str) -> None:
        subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=environment, stderr=subprocess.DEVNULL)

    run(OURS)  # bytecode and the disk's cache
    ours, floor = measure.side_by_side(lambda: run(OURS), lambda: run(EMPTY))
    return [measure.Line("1", "start to a usable window, 10k articles", ours, floor, 2.5)]


def _marks(text: str, count: int) -> list[Mark]:
    styles = (("actor", "box", "#0072B2"), ("claim", "background", "#E69F00"), ("stance", "underline", "#009E73"))
    spans = projects.spans_in(text, count, 7)
    return [Mark(f"m{number}", *styles[number % 3], (span,)) for number, span in enumerate(spans)]


def _stand(*widgets: QWidget) -> None:
    """Show widgets and wait until they are on the screen: what is not exposed is not painted."""
    for widget in widgets:
        widget.resize(900, 700)
        widget.show()
        QTest.qWaitForWindowExposed(widget)


def _painted(widget: QWidget) -> None:
    QApplication.processEvents()
    widget.repaint()


def view(_folder: Path) -> list[measure.Line]:
    """Lines 6, 7 and 8: open an article, scroll one step."""
    lines = []
    for number, words in (("6", 500), ("7", 20_000)):
        text = projects.a_text(words, 1)
        for count in (50, 500, 5_000):
            if words == 500 and count == 5_000:
                marks = [Mark(f"m{n}", "claim", "background", "#E69F00", (Span(n % 2000, n % 2000 + 3 + n // 2000),)) for n in range(count)]
            else:
                marks = _marks(text, count)
            lines += _open_and_scroll(number, f"{words:,} words, {count:,} annotations", text, marks)
    return lines


def _open_and_scroll(number: str, what: str, text: str, marks: list[Mark]) -> list[measure.Line]:
    ours, floor = ArticleView(), FloorView()
    _stand(ours, floor)
    floor.setFont(theme.current().font("article"))
    regions = [("body", Span(0, len(text)))]

    def open_ours() -> None:
        ours.show_article(text, regions, ("body",))
        ours.show_marks(marks)
        _painted(ours.viewport())

    def open_floor() -> None:
        floor.open(text, [(mark.start, mark.end) for mark in marks])
        _painted(floor.viewport())

    open_ours(), open_floor()
    opened = measure.side_by_side(open_ours, open_floor, 9)
    scrolled = _scroll(ours), _scroll(floor)
    for widget in (ours, floor):
        widget.close()
    return [
        measure.Line(number, f"open an article, {what}", *opened, 2),
        measure.Line("8", f"scroll one step, {what}", statistics.median(scrolled[0]), statistics.median(scrolled[1]), 2),
        measure.Line("8", f"scroll p95 beside 8 ms, {what}", measure.percentile(scrolled[0], 0.95), 8.0, 1),
    ]


def _scroll(widget: QPlainTextEdit) -> list[float]:
    bar = widget.verticalScrollBar()
    bar.setValue(0)
    times = []
    for _step in range(60):

        def step() -> None:
            bar.setValue(bar.value() + bar.singleStep() * 3 if bar.value() < bar.maximum() else 0)
            QApplication.processEvents()

        times.append(measure.milliseconds(step))
    return times


def mark(folder: Path) -> list[measure.Line]:
    """Line 5: mark a selection, stored and painted; the floor stores a row with its log row and repaints a bare editor."""
    import store_lines

    lines = []
    for count in (50, 500):
        path = projects.a_project(folder / f"mark{count}.annot", 1, count, words=500)
        session = Session()
        session.open(path, "ada")
        desk = Desk(session)
        article = session.the_project().articles.ids()[0]
        session.open_article(article)
        ours, floor = ArticleView(), FloorView()
        _stand(ours, floor)
        shown = desk.shown
        assert shown is not None
        ours.show_article(shown.text, [("body", Span(0, len(shown.text)))], ("body",))
        ours.show_marks(mark_of(shown, one) for one in shown.annotations.values())
        floor.open(shown.text, [(one.spans[0].start, one.spans[-1].end) for one in shown.annotations.values()])
        _painted(ours.viewport()), _painted(floor.viewport())
        desk.coding_changed.connect(
            lambda difference, ours=ours, shown=shown: [ours.put_mark(mark_of(shown, shown.annotations[one])) for one in difference.changed]
        )
        raw = store_lines.floor_of(session.the_project().path, folder / f"mark{count}.floor")
        lines.append(_mark_line(desk, ours, floor, raw, count))
        session.close()
        raw.close()
        ours.close(), floor.close()
    return lines


def _mark_line(desk: Desk, ours: ArticleView, floor: FloorView, raw: object, count: int) -> measure.Line:
    import store_lines

    session, shown = desk.session, desk.shown
    assert shown is not None
    starts, floor_starts = iter(range(400)), iter(range(400))

    def mark_ours() -> None:
        session.write(coding.annotate, shown.id, "actor", Span(next(starts), 420))
        _painted(ours.viewport())

    database = session.the_project().database
    template = database.all("SELECT * FROM annotation ORDER BY seq DESC LIMIT 1")[0]
    logged = database.all("SELECT number, table_name, row_id, before, after FROM change ORDER BY step DESC LIMIT 1")[0]

    def mark_floor() -> None:
        start = next(floor_starts)
        row = {**dict(template), "seq": None, "id": f"floor {start}", "start": start}
        store_lines.insert_marked(raw, tuple(row.values()), shown.id, tuple(logged))
        floor.add((start, 420))
        _painted(floor.viewport())

    time.sleep(0.1)
    return measure.Line("5", f"mark a selection, 500 words, {count} annotations", *measure.side_by_side(mark_ours, mark_floor, 41), 2.5)
