"""The window on the sample project at its article about the coal plant, as ada has coded it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.operations.demo import make_demo
from ui.kept import kept
from ui.main_window import MainWindow
from ui.session import Session


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def window(sample: Path, tmp_path: Path, qtbot, qapp) -> Iterator[MainWindow]:
    kept().clear()
    session = Session()
    made = MainWindow(session)
    qtbot.addWidget(made, before_close_func=lambda one: one.session.close())
    made.resize(1440, 900)
    made.show()
    assert made.open_project(shutil.copy(sample, tmp_path / "demo.annot"), "ada")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    coal = next(one for one in session.the_project().articles.all() if one.headline.startswith("Coal plant"))
    session.open_article(coal.id)
    made.coding.pane.view.reduced_motion = True
    made.coding.show_text()
    yield made
    kept().clear()
