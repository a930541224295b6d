"""What Python clears away, it clears away in the window's thread: Qt forbids another one to delete widgets, timers and models."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from annotator.collector import without_collecting
from tests.builders import ROOT
from ui.collecting import look_now
from ui.jobs import Jobs, LooseJob


@pytest.fixture
def jobs(qtbot):
    made = Jobs()
    yield made
    made.stop()
    qtbot.waitUntil(lambda: not made.busy)


def drop_a_panel(cleared_in):
    """Make a panel that refers to itself and forget it; the thread that clears it away is noted."""
    panel = QWidget()
    panel.label = QLabel(panel)
    panel.clock = QTimer(panel)
    panel.itself = panel
    weakref.finalize(panel, lambda: cleared_in.append(threading.current_thread()))


def make_much(_progress):
    """Make so many objects that Python would look for rubbish a hundred times."""
    return len([[number] for number in range(100_000)])


def test_a_job_that_makes_much_does_not_delete_the_windows_rubbish(jobs, qtbot):
    cleared_in = []
    for _round in range(5):
        for _panel in range(20):
            drop_a_panel(cleared_in)
        job = LooseJob(make_much)
        with qtbot.waitSignal(job.ended, timeout=60_000):
            jobs.start(job)
    gc.collect()

    assert len(cleared_in) == 100
    assert set(cleared_in) == {threading.main_thread()}


def test_rubbish_is_cleared_away_by_the_event_loop(jobs, qtbot):
    cleared_in = []
    drop_a_panel(cleared_in)
    kept = []

    def is_gone():
        kept.extend([] for _more in range(1_000))
        return bool(cleared_in)

    qtbot.waitUntil(is_gone, timeout=60_000)


def test_nobody_looks_for_rubbish_while_work_asks_to_wait(jobs, qapp):
    cleared_in = []
    gc.collect()
    drop_a_panel(cleared_in)
    with without_collecting():
        made = [[number] for number in range(2_000)]
        look_now()
        assert not cleared_in
    look_now()

    assert len(cleared_in) == 1
    assert len(made) == 2_000


def test_two_works_that_ask_to_wait_leave_the_collector_as_it_was():
    was_on = gc.isenabled()
    gc.enable()
    try:
        first, second = without_collecting(), without_collecting()
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert not gc.isenabled()
        second.__exit__(None, None, None)
        assert gc.isenabled()
    finally:
        if not was_on:
            gc.disable()


def test_a_job_that_ended_is_let_go_of_with_all_that_heard_it(jobs, qtbot):
    """What was connected to it speaks of it, and of the page that asked for it."""
    panel = QWidget()
    heard = []

    def ask():
        job = LooseJob(make_much)
        job.done.connect(lambda found, panel=panel: heard.append((panel, job, found)))
        jobs.start(job)
        return weakref.ref(job)

    asked = ask()
    qtbot.waitUntil(lambda: bool(heard) and not jobs.busy, timeout=60_000)
    heard.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()

    assert asked() is None
    assert isValid(panel)


def test_jobs_are_let_go_of_in_the_windows_thread(jobs, qtbot):
    let_go_in = []
    for _job in range(50):
        job = LooseJob(lambda _progress: None)
        weakref.finalize(job, lambda: let_go_in.append(threading.current_thread()))
        jobs.start(job)
        del job
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()

    assert len(let_go_in) == 50
    assert set(let_go_in) == {threading.main_thread()}


LEAVES_EARLY = """
import sys, threading
from ui.app import make_application
from ui.jobs import Jobs, LooseJob

application = make_application([])
begun, shown = threading.Event(), []

def work(progress):
    begun.set()
    threading.Event().wait(1)  # asks nobody whether to stop
    progress.say("working", 1)

def leave():
    jobs = Jobs()
    job = LooseJob(work)
    job.progressed.connect(lambda *told: shown.append(told))
    jobs.start(job)
    begun.wait(60)
    jobs.stop(wait_ms=1)

leave()
sys.exit(3)
"""


def test_a_program_left_in_the_midst_of_a_job_ends_in_good_order():
    """A thread that still ran when Qt was cleared away brought the process down."""
    command = [sys.executable, "-X", "faulthandler", "-c", LEAVES_EARLY]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == 3, ended.stderr
    assert ended.stderr == ""


def test_a_job_stopped_while_it_waits_is_never_begun(jobs, qtbot):
    begun, go_on = [], threading.Event()
    first = jobs.start(LooseJob(lambda _progress: go_on.wait(60)))
    second = LooseJob(lambda _progress: begun.append(1))
    jobs.start(second)
    with qtbot.waitSignal(second.failed, timeout=60_000):
        second.cancel()
        go_on.set()

    assert not begun
    assert first is not second
