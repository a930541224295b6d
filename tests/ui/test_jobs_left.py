"""What is to be done after all work, for a page that is taken away meanwhile: a language chosen twice while figures are computed."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from ui.jobs import Jobs, LooseJob


@pytest.fixture
def jobs(qtbot):
    made = Jobs()
    yield made
    made.stop()
    qtbot.waitUntil(lambda: not made.busy)


def test_nothing_is_done_for_a_page_that_is_gone_and_all_for_one_that_stays(jobs, qtbot):
    gone, stays, go_on, done = QWidget(), QWidget(), threading.Event(), []
    qtbot.addWidget(stays)
    job = LooseJob(lambda _progress: go_on.wait(30))
    jobs.start(job)
    for page, name in ((gone, "gone"), (stays, "stays")):
        jobs.after_all(page, lambda page=page, name=name: done.append((name, page.children())))
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    assert done == []
    go_on.set()

    qtbot.waitUntil(lambda: bool(done))
    assert done == [("stays", [])]


def test_without_work_it_is_done_at_once(jobs, qtbot):
    page, done = QWidget(), []
    qtbot.addWidget(page)
    jobs.after_all(page, lambda: done.append("now"))
    assert done == ["now"]
