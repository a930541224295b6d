"""The window on a copy of the sample project."""

from __future__ import annotations

import shutil

import pytest

from annotator.operations.demo import make_demo
from ui.kept import kept
from ui.main_window import MainWindow
from ui.session import Session

WAIT = {"timeout": 30_000}


@pytest.fixture(scope="session")
def corpus_sample(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def shown(qtbot, corpus_sample, tmp_path):
    """Open the sample as a coder and return the window."""
    kept().clear()
    windows = []

    def show(coder="ada"):
        window = MainWindow(Session())
        qtbot.addWidget(window, before_close_func=lambda one: one.session.close())
        windows.append(window)
        window.resize(1440, 900)
        window.show()
        assert window.open_project(shutil.copy(corpus_sample, tmp_path / f"{coder}.annot"), coder)
        qtbot.waitUntil(lambda: not window.session.jobs.busy, **WAIT)
        return window

    yield show
    kept().clear()
