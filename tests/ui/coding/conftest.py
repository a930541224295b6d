"""The window on the sample project, with one more article, written for these tests, on the desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from at_the_desk import TEXT, Coder, regions_of

from annotator.model.article import Article
from annotator.model.ids import article_id
from annotator.operations.demo import make_demo
from annotator.text.duplicates import same_text_key, text_hash
from ui.main_window import MainWindow
from ui.session import Session


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample project, to be copied."""
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def window(sample: Path, tmp_path_factory: pytest.TempPathFactory, qapp) -> Iterator[MainWindow]:
    """Return the window on a copy of the sample project; each test gets an article of its own in it."""
    session = Session()
    window = MainWindow(session)
    window.resize(1440, 900)
    window.show()
    assert window.open_project(shutil.copy(sample, tmp_path_factory.mktemp("desk") / "demo.annot"), "ada")
    yield window
    session.close()
    window.close()
    window.deleteLater()


_numbers = count(1)


@pytest.fixture
def coder(window: MainWindow, qtbot) -> Coder:
    session, source = window.session, f"ferry {next(_numbers)}"
    sha = text_hash(TEXT)
    article = Article(article_id(sha, source), source, sha, len(TEXT), headline="Ferry", regions=regions_of(TEXT))
    with session.project.step("Import", article.id):
        session.project.articles.add(article, TEXT, same_text_key(TEXT))
    page = window.coding
    assert page is not None
    page.desk.keeps_tagging, page.desk.last_values, page.desk.last_category = False, {}, ""
    page.pane.keyboard.single_letters = True
    page.message.hide()
    session.open_article(article.id)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.pane.view.reduced_motion = True
    page.show_text()
    return Coder(window, TEXT)
