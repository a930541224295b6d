"""What an entity was through time, put in by keyboard on the page of entities."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.operations.entities import periods

WAIT = {"timeout": 30_000}


def times(window, qtbot, label="Joran Tellvik"):
    window.show_page("entities")
    page = window.page("entities")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() > 0 and not window.session.jobs.busy, **WAIT)
    one = next(one for one in window.session.the_project().entities.all() if one.label == label)
    page.table.choose(one.id)
    page.panel.tabs.choose("times")
    page.panel.focus()
    return page, one.id


def told(window, entity):
    return [(one.field, one.value, one.first_day, one.last_day) for one in periods(window.session.the_project(), entity)]


def test_a_party_and_an_office_are_put_in_corrected_and_taken_away(shown, qtbot):
    window = shown()
    page, entity = times(window, qtbot)
    panel = page.panel.times
    assert window.focusWidget() is panel.value.edit
    QTest.keyClicks(panel.value.edit, "Green Alliance")
    QTest.keyClicks(panel.first_day.edit, "2015")
    QTest.keyClick(panel.first_day.edit, Qt.Key.Key_Return)
    assert told(window, entity) == [("party", "Green Alliance", "2015", "")]
    assert panel.value.edit.text() == ""

    panel.field.choose("office")
    QTest.keyClicks(panel.value.edit, "Minister of Energy")
    QTest.keyClicks(panel.first_day.edit, "March 2023")
    QTest.keyClick(panel.first_day.edit, Qt.Key.Key_Return)
    assert "no day like" in panel.error.text()
    assert panel.value.edit.text() == "Minister of Energy"
    panel.first_day.edit.setText("2023-03")
    panel.keep_button.click()
    assert told(window, entity)[1] == ("office", "Minister of Energy", "2023-03", "")

    qtbot.waitUntil(lambda: len(panel.list.items_shown()) == 2, **WAIT)
    panel.list.setFocus()
    panel.list.setCurrentRow(0)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert panel.keep_button.words() == "Keep"
    panel.last_day.edit.setText("2021-09")
    panel.keep_button.click()
    assert told(window, entity)[0] == ("party", "Green Alliance", "2015", "2021-09")

    qtbot.waitUntil(lambda: not window.session.jobs.busy, **WAIT)
    panel.list.setFocus()
    panel.list.setCurrentRow(1)
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert [one[0] for one in told(window, entity)] == ["party"]
    page.undo()
    assert [one[0] for one in told(window, entity)] == ["party", "office"]
