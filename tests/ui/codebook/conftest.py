"""The codebook page on a copy of the sample project."""

from __future__ import annotations

import pytest

from annotator.operations.demo import make_demo
from ui.codebook.page import CodebookPage
from ui.session import Session

TYPE = ("category", "claim", "claim_type")
WAIT = {"timeout": 30_000}


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def shown(qtbot, sample, tmp_path):
    sessions = []

    def show(coder="ada", place=TYPE):
        path = tmp_path / f"{coder}.annot"
        path.write_bytes(sample.read_bytes())
        session = Session()
        sessions.append(session)
        session.open(path, coder)
        page = CodebookPage(session)
        qtbot.addWidget(page)
        page.resize(1368, 840)
        page.show()
        page.show_place(place)
        qtbot.waitUntil(lambda: not session.jobs.busy, **WAIT)
        return page

    yield show
    for session in sessions:
        session.close()
