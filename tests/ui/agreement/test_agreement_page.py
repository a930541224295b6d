"""The agreement page on the sample project."""

from __future__ import annotations

import pytest

from annotator.operations.demo import make_demo
from ui.agreement.page import AgreementPage
from ui.session import Session


@pytest.fixture
def session(tmp_path):
    session = Session()
    session.open(make_demo(tmp_path), "ada")
    yield session
    session.close()


def test_the_lowest_value_stands_first_and_a_row_opens_its_passages(qtbot, session):
    page = AgreementPage(session)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.table.rowCount() > 0, timeout=60_000)

    values = [page.table.item(row, 2).text() for row in range(page.table.rowCount())]
    numbers = [float(value) for value in values if not value.startswith("undefined")]
    assert numbers == sorted(numbers)

    page.table.selectRow(0)
    assert page.list.count() > 0

    page.list.setCurrentRow(0)
    with qtbot.waitSignal(page.place_wanted) as opened:
        page.list.itemActivated.emit(page.list.item(0))
    assert opened.args[0] in session.project.articles.ids()
