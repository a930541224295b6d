"""An article view in the light theme, without motion, as large as the picture of the design."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.article.view import ArticleView


@pytest.fixture
def view(qtbot) -> ArticleView:
    theme.apply(QApplication.instance(), theme.Theme.light())
    made = ArticleView()
    made.reduced_motion = True
    made.resize(820, 640)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    theme.apply(QApplication.instance(), theme.Theme.light())
