"""Another program reads the file for a while: the window goes on and says that it saves, and the step is kept."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from PySide6.QtCore import QTimer

from annotator.errors import DatabaseBusy
from annotator.model.span import Span
from annotator.operations.checking import check
from annotator.operations.demo import make_demo
from annotator.project import open_project
from ui import patience
from ui.main_window import MainWindow
from ui.session import Session

HELD = 2.5  # seconds


@pytest.fixture
def window(tmp_path, qtbot):
    made = MainWindow(Session())
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    assert made.open_project(make_demo(tmp_path), "ada")
    qtbot.waitUntil(lambda: made.coding.desk.shown is not None)
    return made


class Reader(threading.Thread):
    """A program that reads the file in one go, until it is told to stop or so many seconds have passed."""

    def __init__(self, path, seconds=60.0):
        super().__init__()
        self._path, self._seconds = path, seconds
        self.reads, self.stop = threading.Event(), threading.Event()

    def run(self):
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM article").fetchone()
        self.reads.set()
        self.stop.wait(self._seconds)
        connection.close()


@pytest.fixture
def reader(window):
    made = Reader(window.session.project.path, HELD)
    made.start()
    made.reads.wait()
    yield made
    made.stop.set()
    made.join()


def mark(window, place):
    desk = window.coding.desk
    return desk.tag(desk.project.codebook.category("speculation"), Span(place, place + 6))


@pytest.mark.usefixtures("reader")
def test_a_step_waits_for_the_reader_while_the_window_goes_on(window, qtbot):
    desk, told, ticks, said, states = window.coding.desk, [], [], [], set()
    window.session.problem.connect(lambda error: told.append(str(error)))
    before = desk.project.annotations.total()
    clock = QTimer(interval=20)
    clock.timeout.connect(lambda: (ticks.append(time.monotonic()), said.append(window.saving_bar.isVisible())))
    clock.timeout.connect(lambda: states.add((window.saving_bar.isVisible(), window.coding.pane.status.state())))
    clock.start()

    mark(window, 3)

    clock.stop()
    assert desk.project.annotations.total() == before + 1
    assert told == []
    assert any(said)
    assert window.saving_bar.text() == "Saving… another program is reading the project"
    assert not window.saving_bar.isVisible()
    assert (True, "Saving…") in states  # the line at the bottom says what the bar says
    assert (True, "Saved") not in states
    assert window.coding.pane.status.state() == "Saved"
    assert len(ticks) > 5  # the event loop went on meanwhile
    path = window.session.project.path
    window.session.close()
    assert check(path) == []


def test_a_file_that_stays_busy_is_told_and_nothing_is_half_done(window, reader, monkeypatch):
    monkeypatch.setattr(patience, "LONGEST", 0.3)
    told = []
    window.session.problem.connect(told.append)
    before = window.coding.desk.project.annotations.total()
    mark(window, 3)

    assert [type(one) for one in told] == [DatabaseBusy]
    assert "another program keeps the file busy; nothing was changed" in str(told[0])
    assert window.coding.desk.project.annotations.total() == before
    reader.stop.set()
    reader.join()
    mark(window, 3)
    assert window.coding.desk.project.annotations.total() == before + 1


def test_a_step_that_is_not_held_up_shows_no_bar(window):
    seen = []
    window.session.patience.waits.connect(seen.append)
    mark(window, 3)
    assert seen == []


def test_who_only_reads_is_not_in_the_way_of_a_command(tmp_path):
    path = make_demo(tmp_path)
    with open_project(path, "ada") as project:
        held = Reader(path, 0.5)
        held.start()
        held.reads.wait()
        with project.waiting(5), project.step("Note"):
            project.settings.set("note", "kept")
        held.join()
        assert project.settings.get("note") == "kept"
