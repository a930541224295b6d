"""The agreement page of any project, closed after the test; and a study that went on for weeks."""

from __future__ import annotations

import pytest

from tests.agreement.study import a_long_study
from ui.agreement.page import AgreementPage
from ui.kept import kept
from ui.session import Session

WAIT = {"timeout": 60_000}


@pytest.fixture
def shown(qtbot):
    """Return a way to show the page of a project; all is closed afterwards."""
    sessions = []
    kept().clear()

    def show(path, coder="ada", *, width=1368, height=840, expect_report=True):
        session = Session()
        sessions.append(session)
        session.open(path, coder)
        page = AgreementPage(session)
        qtbot.addWidget(page)
        page.resize(width, height)
        page.show()
        if expect_report:
            qtbot.waitUntil(lambda: page.report is not None, **WAIT)
        return page

    yield show
    for session in sessions:
        session.close()
    kept().clear()


@pytest.fixture(scope="session")
def long_study(tmp_path_factory):
    """Return a study of four coders, six weeks, two codebook versions; dina drifts from the fifth week on, two articles have gold."""
    return a_long_study(tmp_path_factory.mktemp("weeks"), weekly=5, sentences=4, drifting="dina")
